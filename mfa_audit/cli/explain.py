"""`explain`: what a call result, an AADSTS code or a result text means, and what to do."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.columns import document
from mfa_audit.cli.console import ExitCode
from mfa_audit.cli.options import Options
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

if TYPE_CHECKING:
    from mfa_audit.domain.codes import Explainable


# fmt: off
CodesArgument = Annotated[list[str] | None, typer.Argument(
    metavar="CODE", show_default=False,
    help="Such as FAILED_PHONE_BUSY, AADSTS50076 or 50076, or a result text.")]
AllOfThemOption = Annotated[bool, typer.Option("--all", help="Every code and text that is known.")]
# fmt: on


def explain(
    options: Options, codes: CodesArgument = None, all_of_them: AllOfThemOption = False
) -> int:
    """Say what a result or an error code means, and what to do.

    It takes the call results of old MFA activity reports, which today's sign-in logs of Entra do
    not contain; the AADSTS codes of sign-ins; and the result texts of the sign-in log.
    """
    from mfa_audit.reports.explain import Explanation, everything, explanation, explanations_as_text
    from mfa_audit.reports.language import LOG_CONTEXT, words_of

    if options.format is Format.XLSX:
        raise UsageError("An explanation is text.", "--format csv or json.")
    if all_of_them == bool(codes):
        raise UsageError("Name one code or more, or --all.", "For example: AADSTS50076")
    words = words_of(options.lang, LOG_CONTEXT)
    entries = [explanation(e, words) for e in _found(codes)] if codes else everything(words)
    if options.format:
        text = document(Explanation._fields, entries, options.format)
    else:
        text = explanations_as_text(entries, words, titles=all_of_them)
    sys.stdout.write(text)
    return ExitCode.COMPLETE


def _found(codes: list[str]) -> "list[Explainable]":
    """What the codes stand for. Raises UsageError, with the nearest names, where one is unknown."""
    from mfa_audit.domain.codes import find, nearest_codes
    from mfa_audit.domain.mfa_results import Reason

    singly = [find(code) for code in codes]
    known = [found for found in singly if found]
    if len(known) == len(codes):
        return known
    # A text without quotes around it comes as several words, of which one may be a text as well.
    whole = " ".join(codes)
    if all(isinstance(found, Reason) for found in known) and (found := find(whole)):
        return [found]
    unknown = [code for code, found in zip(codes, singly, strict=True) if not found]
    if not any(map(_is_code, codes)):
        unknown = [whole]
    near = [(code, ", ".join(nearest_codes(code))) for code in unknown]
    lines = [f"Nearest to {code}: {names}." for code, names in near if names]
    raise UsageError(
        f"Not known: {', '.join(unknown)}.",
        "\n".join([*lines, "`mfa-audit explain --all` lists everything."]),
    )


def _is_code(word: str) -> bool:
    """Whether it is no word of a text."""
    return any(letter.isdigit() or letter == "_" for letter in word)
