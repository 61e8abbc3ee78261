"""The file formats, and the writer of each."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from mfa_audit.errors import UsageError
from mfa_audit.formats.csv_file import CsvWriter, Dialect
from mfa_audit.reports.tables import Closing, Phrases, Row, Table

_ENGLISH = Phrases()


class Format(StrEnum):
    """File formats, named by their suffix."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"


class Writer(Protocol):
    """Takes rows as they come; then `close` or `abandon` is called once."""

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th table."""

    def close(self, closing: Closing) -> None:
        """Write what is known at the end, and complete the stream."""

    def abandon(self) -> None:
        """Give up: there will be no file."""


def format_of(path: Path) -> Format:
    """The format for the suffix of `path`. Raises UsageError for an unknown suffix."""
    try:
        return Format(path.suffix.casefold().removeprefix("."))
    except ValueError:
        raise UsageError(
            f"{path.name} does not say which format to write.",
            f"End the name in {', '.join('.' + format for format in Format)}, or add --format.",
        ) from None


def writer(
    format: Format,
    stream: IO[bytes],
    tables: Sequence[Table],
    dialect: Dialect,
    phrases: Phrases = _ENGLISH,
) -> Writer:
    """The writer for a format; openpyxl and jinja2 are loaded only when they are needed.

    CSV has the first table only. `dialect` is for CSV, `phrases` for HTML.
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
    return CsvWriter(stream, tables[0].headings, dialect)
