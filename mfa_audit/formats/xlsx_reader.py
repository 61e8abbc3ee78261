"""Reads workbooks that this program wrote, row by row. The counterpart of `xlsx_file`."""

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mfa_audit.errors import UsageError
from mfa_audit.reports.tables import Content, Row, Value

# What openpyxl raises for a damaged workbook, or a file that is none.
_DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    zlib.error,
    SyntaxError,  # the base class of ParseError for XML
)
_SUMMARY_ROWS = 200


@contextlib.contextmanager
def open_workbook(stream: IO[bytes], name: str, titles: Sequence[str]) -> Iterator[Content]:
    """The rows of the sheet that has one of `titles`, and of the sheets that continue it, named
    like "Accounts (2)". Raises UsageError if it is not such a workbook."""
    with _no_workbook(name):
        book = load_workbook(stream, read_only=True)
    with contextlib.closing(book):
        title = next((title for title in book.sheetnames if title in titles), None)
        if title is None:
            raise UsageError(
                f"{name} has no sheet {titles[0]}.", "Name a workbook that mfa-audit wrote."
            )
        more = re.compile(rf"{re.escape(title)} \(\d+\)")
        sheets = [book[t] for t in book.sheetnames if t == title or more.fullmatch(t)]
        with _no_workbook(name):
            rows = _rows(sheets)
            headers = [str(header or "") for header in next(rows, ())]
            labels = _labels(book.worksheets[0]) if book.sheetnames[0] != title else {}
        made = book.properties.created
        yield Content(headers, _guarded(rows, name), labels=labels, made=made)


def _rows(sheets: Sequence[Any]) -> Iterator[Row]:
    """The first sheet's header row, then the other rows of all sheets. Empty cells become ""."""
    for number, sheet in enumerate(sheets):
        sheet.reset_dimensions()
        width = 0
        for place, row in enumerate(sheet.iter_rows(values_only=True)):
            width = width or len(row)
            if place or not number:
                yield ["" if value is None else value for value in row] + [""] * (width - len(row))


def _guarded(rows: Iterator[Row], name: str) -> Iterator[Row]:
    with _no_workbook(name):
        yield from rows


def _labels(sheet: Any) -> dict[str, Value]:
    """The first two cells of each row of the summary."""
    labels: dict[str, Value] = {}
    for row in sheet.iter_rows(max_row=_SUMMARY_ROWS, max_col=2, values_only=True):
        if len(row) == 2 and isinstance(row[0], str):
            labels.setdefault(row[0], row[1])
    return labels


@contextlib.contextmanager
def _no_workbook(name: str) -> Iterator[None]:
    """Raise openpyxl's errors as UsageError."""
    try:
        yield
    except _DAMAGE as error:
        raise UsageError(
            f"{name} is no workbook, or a damaged one: {error}.", "Get the file again."
        ) from error
