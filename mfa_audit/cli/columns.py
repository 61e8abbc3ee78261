"""`columns`: the data dictionary, from the columns themselves; and the figures that rules name."""

import csv
import io
import sys
import textwrap
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from mfa_audit.cli.console import ExitCode
from mfa_audit.cli.options import Options
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

_FIELDS = ("key", "header", "meaning", "source")
_FIGURE_FIELDS = ("figure", "meaning", "partOf")
_TEXT = (None, Format.CSV, Format.JSON)


class Of(StrEnum):
    """Tables that have columns."""

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
# fmt: on


def columns(options: Options, of: OfOption = Of.ACCOUNTS, figures: FiguresOption = False) -> int:
    """Explain every column: key, header, meaning and source."""
    if options.format not in _TEXT:
        raise UsageError("The dictionary is text.", "--format csv or json.")
    sys.stdout.write(_figures(options.format) if figures else _columns(of, options.format))
    return ExitCode.COMPLETE


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


def _columns(of: Of, format: Format | None) -> str:
    rows = dictionary(of)
    if format:
        return document(_FIELDS, rows, format)
    lines = []
    for key, header, meaning, source in rows:
        lines += [f"{key}  [{header}]", *_wrapped(meaning), f"    from {source}"]
    return "\n".join(lines) + "\n"


def _figures(format: Format | None) -> str:
    from mfa_audit.domain.figures import FIGURES

    if format:
        rows = [(figure.name, figure.meaning, figure.part_of) for figure in FIGURES]
        return document(_FIGURE_FIELDS, rows, format)
    lines = []
    for figure in FIGURES:
        whole = f"  [% of {figure.part_of}]" if figure.part_of else ""
        lines += [f"{figure.name}{whole}", *_wrapped(figure.meaning)]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 92, initial_indent="    ", subsequent_indent="    ")


def document(fields: Sequence[str], rows: Sequence[Sequence[str | None]], format: Format) -> str:
    """The rows as JSON or, for any other format, as CSV."""
    if format is Format.JSON:
        from mfa_audit.formats.json_file import indented

        return indented([dict(zip(fields, row, strict=True)) for row in rows]) + "\n"
    text = io.StringIO(newline="")
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerows([fields, *rows])
    return text.getvalue()
