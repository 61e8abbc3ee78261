"""Which writer for which format."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from mfa_audit.errors import UsageError
from mfa_audit.formats.csv_file import Dialect
from mfa_audit.reports.tables import Closing, Phrases, Row, Table

_ENGLISH = Phrases()


class Format(StrEnum):
    """File formats, named by their suffix."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"


class Writer(Protocol):
    """Rows as they come, then `close` once."""

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th of the tables."""
        ...

    def close(self, closing: Closing) -> None:
        """Say what is known at the end and complete the stream."""
        ...

    def abandon(self) -> None:
        """Instead of `close`, when there will be no file."""
        ...


def format_of(path: Path) -> Format:
    """The format that the suffix of `path` names. Raises UsageError for any other suffix."""
    try:
        return Format(path.suffix.casefold().removeprefix("."))
    except ValueError:
        raise UsageError(
            f"{path.name} does not say which format to write.",
            f"End the name in {', '.join('.' + one for one in Format)}, or add --format.",
        ) from None


def writer(
    format: Format,
    stream: IO[bytes],
    tables: Sequence[Table],
    dialect: Dialect,
    phrases: Phrases = _ENGLISH,
) -> Writer:
    """The writer for `format`; openpyxl and jinja2 are loaded only when they are needed.

    A CSV holds the first of the tables. `dialect` is a CSV's, `phrases` a page's.
    """
    if format is Format.XLSX:
        from mfa_audit.formats.xlsx_file import XlsxWriter

        return XlsxWriter(stream, tables)
    if format is Format.JSON:
        from mfa_audit.formats.json_file import JsonWriter

        return JsonWriter(stream, tables)
    if format is Format.HTML:
        from mfa_audit.formats.html_file import HtmlWriter

        return HtmlWriter(stream, tables, phrases)
    from mfa_audit.formats.csv_file import CsvWriter

    return CsvWriter(stream, tables[0].headings, dialect)
