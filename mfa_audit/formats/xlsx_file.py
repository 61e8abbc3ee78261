"""XLSX: sheets of accounts with real tables, and a sheet About. The only importer of openpyxl.

Write-only, so that memory stays small. openpyxl takes a text that starts with `=` for a formula and
`#N/A` for an error; both are made text cells here.
"""

import math
from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from mfa_audit.formats.cells import as_cell, as_text, clean
from mfa_audit.reports.column import Closing, Heading, Row, Section, Value

_TITLE = Font(name="Calibri", bold=True, size=13)
_HEADER = Font(name="Calibri", bold=True, size=11, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E78")
_WRAP = Alignment(wrap_text=True, vertical="top")
_PROSE = Alignment(wrap_text=True, vertical="top", horizontal="left")
# Points for a line of the default font; no program grows the rows that openpyxl wrote.
_LINE_HEIGHT = 15
_ABOUT_WIDTHS = (34, 58, 62, 62, 40, 40)
# So many characters can still be read when they are fitted to the width of a landscape page.
_FITS_A_PAGE = 220
# Excel's 1,048,576 rows less the header; more accounts continue on "Accounts (2)".
MOST_ROWS = 1_048_575
_NOT_TEXT_TO_OPENPYXL = ("=", "#")


class XlsxWriter:
    """Writes rows to the Accounts sheet as they come; the workbook is saved at `close`."""

    def __init__(
        self, stream: IO[bytes], headings: Sequence[Heading], most_rows: int = MOST_ROWS
    ) -> None:
        self._stream = stream
        self._most_rows = most_rows
        self._headings = headings
        self._book = Workbook(write_only=True)
        self._sheets = 0
        self._begin_sheet()

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        for row in rows:
            if self._rows == self._most_rows:
                self._add_table()
                self._sheet.close()
                self._begin_sheet()
            self._sheet.append([self._cell(value) for value in row])
            self._rows += 1

    def close(self, closing: Closing) -> None:
        """Finish the table, write the About sheet and the file."""
        self._add_table()
        about = self._book.create_sheet("About")
        self._about(about, closing)
        self._book.properties.title = clean(closing.title)
        self._book.properties.creator = "mfa-audit"
        self._book.save(self._stream)

    def abandon(self) -> None:
        """Give up: let openpyxl close its own temporary file, which it removes at exit."""
        self._sheet.close()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._rows = 0
        title = "Accounts" if self._sheets == 1 else f"Accounts ({self._sheets})"
        sheet: Any = self._book.create_sheet(title)
        self._sheet = sheet
        sheet.freeze_panes = "B2"
        widths = [max(heading.width, len(heading.header) + 4) for heading in self._headings]
        _landscape(sheet, pages_wide=math.ceil(sum(widths) / _FITS_A_PAGE))
        sheet.print_title_rows = "1:1"
        sheet.print_title_cols = "A:A"
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([self._styled(h.header, _HEADER, _HEADER_FILL) for h in self._headings])

    def _cell(self, value: Value) -> object:
        held = as_cell(value)
        if isinstance(held, str) and held.startswith(_NOT_TEXT_TO_OPENPYXL):
            cell = WriteOnlyCell(self._sheet, held)
            cell.data_type = "s"
            return cell
        return held

    def _styled(self, value: Value, font: Font, fill: PatternFill | None = None) -> object:
        cell = WriteOnlyCell(self._sheet, as_cell(value))
        cell.font = font
        cell.alignment = _WRAP
        if fill:
            cell.fill = fill
        return cell

    def _add_table(self) -> None:
        # A table needs a row below its header, even when there is nothing to show.
        last = f"{get_column_letter(len(self._headings))}{max(self._rows, 1) + 1}"
        number = "" if self._sheets == 1 else str(self._sheets)
        table = Table(displayName=f"Accounts{number}", ref=f"A1:{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
        table.tableColumns = [
            TableColumn(id=number, name=heading.header)
            for number, heading in enumerate(self._headings, 1)
        ]
        table.autoFilter = AutoFilter(ref=table.ref)
        self._sheet.tables.add(table)  # add_table warns in write-only mode, columns or not

    def _about(self, sheet: Any, closing: Closing) -> None:
        _landscape(sheet, pages_wide=1)
        for number, width in enumerate(_ABOUT_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([self._styled(closing.title, _TITLE)])
        self._about_rows = 1
        for section in closing.about:
            self._section(sheet, section)

    def _section(self, sheet: Any, section: Section) -> None:
        sheet.append([])
        sheet.append([self._styled(section.title, _TITLE)])
        sheet.append([self._styled(header, _HEADER, _HEADER_FILL) for header in section.headers])
        self._about_rows += 3
        for row in section.rows:
            self._about_rows += 1
            sheet.row_dimensions[self._about_rows].height = _LINE_HEIGHT * _lines(row)
            sheet.append([self._wrapped(value) for value in row])

    def _wrapped(self, value: Value) -> object:
        held = as_cell(value)
        if held is None:
            return None
        cell = WriteOnlyCell(self._sheet, held)
        if isinstance(held, str):
            cell.data_type = "s"
        cell.alignment = _PROSE
        return cell


def _lines(row: Row) -> int:
    """How many lines the longest cell of an About row takes."""
    cells = zip(row, _ABOUT_WIDTHS, strict=False)
    return max(1 + int(len(as_text(value)) / (width * 0.95)) for value, width in cells)


def _landscape(sheet: Any, *, pages_wide: int) -> None:
    """Print on landscape pages, so many side by side. Before the first row: openpyxl writes the
    sheet's properties with it."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
