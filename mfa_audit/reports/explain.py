"""The explanations of codes and result texts: their meaning, and what to do about them.

Not here: how a code is found (`domain.codes`), and the report with the codes in it (`activity`).
"""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mfa_audit.domain.codes import (
    CALL_RESULTS,
    ERROR_CODES,
    CallResult,
    ErrorCode,
    Explainable,
    advice,
)
from mfa_audit.domain.mfa_results import REASONS
from mfa_audit.reports.language import Words

NOT_TODAY = (
    "Call results stand only in downloaded activity reports: today's sign-in logs of Entra do not "
    "contain them."
)
WHAT_TO_DO = "What to do"
CALL_RESULT, ERROR, TEXT = "call result", "AADSTS code", "result text"
TITLES = {
    CALL_RESULT: "Call results of the retired MFA activity report",
    ERROR: "AADSTS codes of sign-ins",
    TEXT: "Result texts of the sign-in log",
}
_WIDTH = 92


class Explanation(NamedTuple):
    """One code or text. `kind` and `outcome` are the same in every language, `name` is Microsoft's;
    `outcome` and `name` may be empty."""

    kind: str
    code: str
    name: str
    outcome: str
    meaning: str
    remedy: str


def explanation(entry: Explainable, words: Words) -> Explanation:
    """The explanation of `entry`, in the language of `words`."""
    if isinstance(entry, CallResult):
        row = (CALL_RESULT, entry.code, entry.short, str(entry.outcome), words(entry.meaning))
    elif isinstance(entry, ErrorCode):
        row = (ERROR, f"AADSTS{entry.code}", entry.name, "", words(entry.meaning))
    else:
        row = (TEXT, entry.key, entry.text, str(entry.outcome), words(entry.text))
    return Explanation(*row, words(advice(entry)))


def everything(words: Words) -> list[Explanation]:
    """The explanations of all codes and texts."""
    known: tuple[Explainable, ...] = (*CALL_RESULTS, *ERROR_CODES, *REASONS)
    return [explanation(entry, words) for entry in known]


def explanations_as_text(entries: Sequence[Explanation], words: Words, *, titles: bool) -> str:
    """The explanations as lines for the screen; with `titles` each kind has a title."""
    lines, kind = list[str](), ""
    for entry in entries:
        if titles and entry.kind != kind:
            kind = entry.kind
            lines += [*([""] if lines else []), words(TITLES[kind])]
        lines += _lines(entry, words)
    if any(entry.kind == CALL_RESULT for entry in entries):
        lines += ["", *textwrap.wrap(words(NOT_TODAY), _WIDTH)]
    return "\n".join(lines) + "\n"


def _lines(entry: Explanation, words: Words) -> Iterator[str]:
    outcome = f"[{words(entry.outcome)}]" if entry.outcome else ""
    yield "  ".join(filter(None, (entry.code, entry.name, outcome)))
    if entry.meaning != entry.name:
        yield from _indented(entry.meaning)
    yield from _indented(f"{words(WHAT_TO_DO)}: {entry.remedy}")


def _indented(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
    )
