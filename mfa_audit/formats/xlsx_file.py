"""XLSX: sheets of rows with real tables, and pages to read. Only the modules named `xlsx_…` import
openpyxl.

Write-only, so that memory stays small. openpyxl takes a text that starts with `=` for a formula and
`#N/A` for an error; both are made text cells here.
"""

import contextlib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import WorkbookAlreadySaved
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from mfa_audit.formats.cells import as_cell, clean
from mfa_audit.formats.xlsx_page import (
    CENTRE,
    HEADER,
    HEADER_FILL,
    landscape,
    styled,
    time_cell,
    write_page,
)
from mfa_audit.reports.tables import Closing, Page, Row, Table, Value

_FLAG = '"TRUE";"TRUE";"FALSE"'
# So many characters can still be read when they are fitted to the width of a landscape page.
_FITS_A_PAGE = 360
# Excel's 1,048,576 rows less the header; more accounts continue on "Accounts (2)".
ROWS_ON_A_SHEET = 1_048_575
_NOT_TEXT_TO_OPENPYXL = ("=", "#")


class XlsxWriter:
    """Writes rows to the sheets of `tables` as they come; at `close` the other sheets are put
    before and behind them and the workbook is saved."""

    def __init__(
        self, stream: IO[bytes], tables: Sequence[Table], most_rows: int = ROWS_ON_A_SHEET
    ) -> None:
        self._stream = stream
        self._book = Workbook(write_only=True)
        self._sheets = [_TableSheets(self._book, table, most_rows) for table in tables]

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th table."""
        self._sheets[to].write(rows)

    def close(self, closing: Closing) -> None:
        """Finish the tables, add the other sheets, write the file."""
        for sheets in self._sheets:
            sheets.finish()
        for sheet in closing.front:
            self._add(sheet, self._book.index(self._sheets[0].first))
        for sheet in closing.back:
            self._add(sheet, None)
        self._book.active = 0
        properties = self._book.properties
        properties.title = clean(closing.title)
        properties.creator = "mfa-audit"
        if closing.made:
            properties.created = closing.made.astimezone(UTC).replace(tzinfo=None)
        self._book.save(self._stream)

    def abandon(self) -> None:
        """Give up: let openpyxl close its own temporary files, which it removes at exit. Where they
        cannot be, on a full disk, there is nobody left to tell."""
        for sheet in self._book.worksheets:
            with contextlib.suppress(OSError, WorkbookAlreadySaved):
                sheet.close()

    def _add(self, sheet: Page | Table, place: int | None) -> None:
        if isinstance(sheet, Page):
            write_page(self._book.create_sheet(clean(sheet.title), place), sheet)
        else:
            rows = _TableSheets(self._book, sheet, ROWS_ON_A_SHEET, place)
            rows.write(sheet.rows)
            rows.finish()


class _TableSheets:
    """A table on a sheet, and on as many more as its rows need."""

    def __init__(self, book: Any, table: Table, most_rows: int, place: int | None = None) -> None:
        self._book = book
        self._table = table
        self._most_rows = most_rows
        self._count = 0
        self.first: Any = book.create_sheet(None, place)
        self._begin()

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        for row in rows:
            if self._rows == self._most_rows:
                self.finish()
                self.close()
                self._begin()
            self._sheet.append([self._cell(n, value) for n, value in enumerate(row)])
            self._rows += 1

    def finish(self) -> None:
        """Make a table of what is on the sheet."""
        # A table needs a row below its header, even when there is nothing to show.
        headings = self._table.headings
        last = f"{get_column_letter(len(headings))}{max(self._rows, 1) + 1}"
        number = "" if self._count == 1 else str(self._count)
        table = ExcelTable(displayName=f"{self._table.name}{number}", ref=f"A1:{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
        table.tableColumns = [
            TableColumn(id=number, name=clean(heading.header))
            for number, heading in enumerate(headings, 1)
        ]
        table.autoFilter = AutoFilter(ref=table.ref)
        self._sheet.tables.add(table)  # add_table warns in write-only mode, columns or not

    def close(self) -> None:
        """Complete the sheet's own temporary file."""
        self._sheet.close()

    def _begin(self) -> None:
        self._count += 1
        self._rows = 0
        title = clean(self._table.title)
        if self._count == 1:
            self._sheet = self.first
            self._sheet.title = title
        else:
            place = self._book.index(self._sheet) + 1
            self._sheet = self._book.create_sheet(f"{title} ({self._count})", place)
        self._flags = {flag: _flag(self._sheet, flag) for flag in (True, False)}
        self._times = [time_cell(self._sheet, None) for _ in self._table.headings]
        self._sheet.freeze_panes = "B2"
        headings = self._table.headings
        widths = [max(heading.width, len(heading.header) + 4) for heading in headings]
        landscape(self._sheet, pages_wide=math.ceil(sum(widths) / _FITS_A_PAGE))
        self._sheet.print_title_rows = "1:1"
        self._sheet.print_title_cols = "A:A"
        for number, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        self._sheet.append([styled(self._sheet, h.header, HEADER, HEADER_FILL) for h in headings])

    def _cell(self, column: int, value: Value) -> object:
        """What openpyxl is to append. A cell with a style costs it more than the rest of the row,
        so each is made once and used again: it is written before the next row comes."""
        if value is None:
            return None
        if isinstance(value, bool):
            return self._flags[value]
        held = as_cell(value)
        if isinstance(held, str):
            if held.startswith(_NOT_TEXT_TO_OPENPYXL):
                cell = WriteOnlyCell(self._sheet, held)
                cell.data_type = "s"
                return cell
        elif isinstance(held, datetime):
            self._times[column].value = held
            return self._times[column]
        return held


def _flag(sheet: Any, flag: bool) -> Any:
    """Excel shows it in the reader's language; LibreOffice, without the format, as 1 or 0."""
    cell = WriteOnlyCell(sheet, flag)
    cell.number_format = _FLAG
    cell.alignment = CENTRE
    return cell
