"""`columns`: what each column means, and the figures that rules can name; `explain`: what a call
result, an AADSTS code or a result text means, and what to do."""

import csv
import io
import sys
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mfa_audit.cli.console import ExitCode
from mfa_audit.cli.options import Options
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

if TYPE_CHECKING:
    from mfa_audit.domain.codes import Explainable

_COLUMN_FIELDS = ("key", "header", "meaning", "source")
_FIGURE_FIELDS = ("figure", "meaning", "partOf")


class Of(StrEnum):
    """A table that has columns."""

    ACCOUNTS = "accounts"
    SIGN_INS = "sign-ins"
    STEPS = "steps"
    POLICIES = "policies"
    HISTORY = "history"
    ON_PREMISES = "on-premises"


# fmt: off
OfOption = Annotated[Of, typer.Option(
    "--of", help="Which table's: that of accounts, or of the logs.")]
FiguresOption = Annotated[bool, typer.Option(
    "--figures", help="The figures that --fail-on knows, instead of columns.")]
CodesArgument = Annotated[list[str] | None, typer.Argument(
    metavar="CODE", show_default=False,
    help="Such as FAILED_PHONE_BUSY, AADSTS50076 or 50076, or a result text.")]
AllOfThemOption = Annotated[bool, typer.Option("--all", help="Every code and text that is known.")]
# fmt: on


def columns(options: Options, of: OfOption = Of.ACCOUNTS, figures: FiguresOption = False) -> int:
    """Explain every column: key, header, meaning and source."""
    if options.format not in (None, Format.CSV, Format.JSON):
        raise UsageError("The dictionary is text.", "--format csv or json.")
    sys.stdout.write(_figures(options.format) if figures else _columns(of, options.format))
    return ExitCode.COMPLETE


def _columns(of: Of, format: Format | None) -> str:
    rows = dictionary(of)
    if format:
        return document(_COLUMN_FIELDS, rows, format)
    return "".join(
        f"{key}  [{header}]\n{_indented(meaning)}\n    from {source}\n"
        for key, header, meaning, source in rows
    )


def dictionary(of: Of) -> list[tuple[str, str, str, str]]:
    """Key, header, meaning and source of each column."""
    if of is Of.ACCOUNTS:
        from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS

        return [(c.key, c.header, c.meaning, c.source) for c in ACCOUNT_COLUMNS]
    from mfa_audit.domain.sources import AUDITS_SOURCE, SIGN_INS_SOURCE
    from mfa_audit.reports.columns import Column
    from mfa_audit.reports.history import HISTORY_COLUMNS
    from mfa_audit.reports.on_premises import COMPONENT_COLUMNS
    from mfa_audit.reports.sign_in_columns import POLICY_COLUMNS, SIGN_IN_COLUMNS, STEP_COLUMNS

    tables: dict[Of, Sequence[Column[Any]]] = {
        Of.SIGN_INS: SIGN_IN_COLUMNS,
        Of.STEPS: STEP_COLUMNS,
        Of.POLICIES: POLICY_COLUMNS,
        Of.HISTORY: HISTORY_COLUMNS,
        Of.ON_PREMISES: COMPONENT_COLUMNS,
    }
    source = AUDITS_SOURCE if of is Of.HISTORY else SIGN_INS_SOURCE
    return [(c.key, c.header, c.meaning, source.api) for c in tables[of]]


def _figures(format: Format | None) -> str:
    from mfa_audit.domain.figures import FIGURES

    rows = [(figure.name, figure.meaning, figure.part_of) for figure in FIGURES]
    if format:
        return document(_FIGURE_FIELDS, rows, format)
    return "".join(
        f"{name}{f'  [% of {whole}]' if whole else ''}\n{_indented(meaning)}\n"
        for name, meaning, whole in rows
    )


def _indented(text: str) -> str:
    return textwrap.fill(text, 92, initial_indent="    ", subsequent_indent="    ")


def document(fields: Sequence[str], rows: Sequence[Sequence[str | None]], format: Format) -> str:
    """The rows as JSON or, for any other format, as CSV."""
    if format is Format.JSON:
        from mfa_audit.formats.json_file import indented

        return indented([dict(zip(fields, row, strict=True)) for row in rows]) + "\n"
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([fields, *rows])
    return text.getvalue()


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
    entries = [explanation(e, words) for e in _entries(codes)] if codes else everything(words)
    if options.format:
        text = document(Explanation._fields, entries, options.format)
    else:
        text = explanations_as_text(entries, words, titles=all_of_them)
    sys.stdout.write(text)
    return ExitCode.COMPLETE


def _entries(codes: list[str]) -> "list[Explainable]":
    """The entry of each code. Raises UsageError, with the nearest names, for an unknown code."""
    from mfa_audit.domain.codes import find, nearest_codes
    from mfa_audit.domain.mfa_results import Reason

    entries = [find(code) for code in codes]
    known = [entry for entry in entries if entry]
    if len(known) == len(codes):
        return known
    # A text without quotes arrives as several words; one of them can be a known text as well.
    whole = " ".join(codes)
    if all(isinstance(entry, Reason) for entry in known) and (entry := find(whole)):
        return [entry]
    unknown = [code for code, entry in zip(codes, entries, strict=True) if not entry]
    if not any(letter.isdigit() or letter == "_" for letter in whole):
        unknown = [whole]  # no code among them: a text
    near = [(code, ", ".join(nearest_codes(code))) for code in unknown]
    lines = [f"Nearest to {code}: {names}." for code, names in near if names]
    raise UsageError(
        f"Not known: {', '.join(unknown)}.",
        "\n".join([*lines, "`mfa-audit explain --all` lists everything."]),
    )
