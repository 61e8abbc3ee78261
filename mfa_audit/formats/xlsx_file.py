"""XLSX: sheets of rows with real tables, and pages to read. Only the modules named `xlsx_…` import
openpyxl.

Write-only, so that memory stays small. openpyxl takes a text that starts with `=` for a formula and
`#N/A` for an error; here both become text cells.
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
from mfa_audit.formats.xlsx_page import CENTRE, header_cell, landscape, time_cell, write_page
from mfa_audit.reports.tables import Closing, Page, Row, Table, Value

_FLAG = '"TRUE";"TRUE";"FALSE"'
# Characters of a row that are still readable when they are fitted to the width of a landscape page.
_FITS_A_PAGE = 360
# Excel's 1,048,576 rows less the header; more accounts continue on "Accounts (2)".
ROWS_ON_A_SHEET = 1_048_575
_NOT_TEXT_TO_OPENPYXL = ("=", "#")


class XlsxWriter:
    """Writes rows to the sheets of `tables` as they come. `close` adds the other sheets before and
    after them and saves the workbook."""

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
        """Close openpyxl's temporary files, which it removes at exit. Errors are ignored: on a full
        disk it may fail, and there is no file to lose."""
        for sheet in self._book.worksheets:
            with contextlib.suppress(OSError, WorkbookAlreadySaved):
                sheet.close()

    def _add(self, sheet: Page | Table, place: int | None) -> None:
        if isinstance(sheet, Page):
            write_page(self._book.create_sheet(clean(sheet.title), place), sheet)
        else:
            sheets = _TableSheets(self._book, sheet, ROWS_ON_A_SHEET, place)
            sheets.write(sheet.rows)
            sheets.finish()


class _TableSheets:
    """A table on a sheet, and on as many more as its rows need."""

    def __init__(self, book: Any, table: Table, most_rows: int, place: int | None = None) -> None:
        self._book = book
        self._table = table
        self._most_rows = most_rows
        self._count = 1
        self.first: Any = book.create_sheet(clean(table.title), place)
        self._begin(self.first)

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._rows == self._most_rows:
                self.finish()
                self._sheet.close()
                self._count += 1
                title = f"{clean(self._table.title)} ({self._count})"
                self._begin(self._book.create_sheet(title, self._book.index(self._sheet) + 1))
            self._sheet.append([self._cell(n, value) for n, value in enumerate(row)])
            self._rows += 1

    def finish(self) -> None:
        """Make a table of the rows on the sheet."""
        # A table needs a row below its header, even an empty one.
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

    def _begin(self, sheet: Any) -> None:
        """Set up an empty sheet for rows."""
        self._rows = 0
        self._sheet = sheet
        self._flags = {flag: _flag(sheet, flag) for flag in (True, False)}
        headings = self._table.headings
        self._times = [time_cell(sheet, None) for _ in headings]
        sheet.freeze_panes = "B2"
        widths = [max(heading.width, len(heading.header) + 4) for heading in headings]
        landscape(sheet, pages_wide=math.ceil(sum(widths) / _FITS_A_PAGE))
        sheet.print_title_rows = "1:1"
        sheet.print_title_cols = "A:A"
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([header_cell(sheet, heading.header) for heading in headings])

    def _cell(self, column: int, value: Value) -> object:
        """The cell or value for openpyxl to append. A cell with a style takes it longer than the
        rest of the row, so each such cell is made once and used in every row: openpyxl writes it
        before the next row comes."""
        if value is None:
            return None
        if isinstance(value, bool):
            return self._flags[value]
        content = as_cell(value)
        if isinstance(content, str):
            if content.startswith(_NOT_TEXT_TO_OPENPYXL):
                cell = WriteOnlyCell(self._sheet, content)
                cell.data_type = "s"
                return cell
        elif isinstance(content, datetime):
            self._times[column].value = content
            return self._times[column]
        return content


def _flag(sheet: Any, flag: bool) -> Any:
    """A boolean. Excel shows it in the reader's language; without the format, LibreOffice shows 1
    or 0."""
    cell = WriteOnlyCell(sheet, flag)
    cell.number_format = _FLAG
    cell.alignment = CENTRE
    return cell
