"""What codes and result texts mean and what to do about them, laid out to be read or to be parsed.

Not here: how a code is found (`domain.explain`), or the report with the codes in it (`activity`).
"""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mfa_audit.domain.call_results import CALL_RESULTS, CallResult
from mfa_audit.domain.error_codes import ERROR_CODES, ErrorCode
from mfa_audit.domain.explain import Found, remedy_of
from mfa_audit.domain.remedies import Remedy
from mfa_audit.domain.results import REASONS
from mfa_audit.reports.language import Language, Words

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
    `outcome` and `name` are empty where there is none."""

    kind: str
    code: str
    name: str
    outcome: str
    meaning: str
    remedy: str


def explanation(found: Found, language: Language) -> Explanation:
    """What is said of it in this language."""
    meaning, remedy = in_language(found, language), in_language(remedy_of(found), language)
    if isinstance(found, CallResult):
        return Explanation(
            CALL_RESULT, found.code, found.short, str(found.outcome), meaning, remedy
        )
    if isinstance(found, ErrorCode):
        return Explanation(ERROR, f"AADSTS{found.code}", found.name or "", "", meaning, remedy)
    return Explanation(TEXT, found.key, found.english, str(found.outcome), meaning, remedy)


def everything(language: Language) -> list[Explanation]:
    """Every row of every table."""
    known: tuple[Found, ...] = (*CALL_RESULTS, *ERROR_CODES, *REASONS)
    return [explanation(one, language) for one in known]


def in_language(entry: Found | Remedy, language: Language) -> str:
    """What the entry says."""
    if language is Language.SWEDISH:
        return entry.swedish
    return entry.dutch if language is Language.DUTCH else entry.english


def as_text(entries: Sequence[Explanation], words: Words, *, titles: bool) -> str:
    """To be read on a screen; with `titles` one above each kind."""
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
