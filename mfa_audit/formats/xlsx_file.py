"""XLSX: sheets of rows with real tables, and pages to read. The only importer of openpyxl.

Write-only, so that memory stays small. openpyxl takes a text that starts with `=` for a formula and
`#N/A` for an error; both are made text cells here.
"""

import contextlib
import itertools
import math
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import WorkbookAlreadySaved
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from mfa_audit.formats.cells import as_cell, as_text, clean
from mfa_audit.reports.column import (
    Chart,
    Check,
    Closing,
    Page,
    Row,
    Section,
    Share,
    Table,
    Value,
)

_HEADING = Font(name="Calibri", bold=True, size=18, color="1F4E78")
_TITLE = Font(name="Calibri", bold=True, size=13, color="1F4E78")
_LEAD = Font(name="Calibri", size=11, color="404040")
_HEADER = Font(name="Calibri", bold=True, size=11, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E78")
_BAR = "1F4E78"
_WRAP = Alignment(wrap_text=True, vertical="top")
_PROSE = Alignment(wrap_text=True, vertical="top", horizontal="left")
# After a column of numbers, which stand on its right side.
_PROSE_BEHIND = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
_CENTRE = Alignment(horizontal="center")
_NUMBER = Alignment(vertical="top", horizontal="right")
_THOUSANDS = "#,##0"
_PERCENT = "0.0%"
# Built into every spreadsheet program as number 22, which each shows in its reader's own order.
_TIME = "m/d/yy h:mm"
_FLAG = '"TRUE";"TRUE";"FALSE"'
# Points for a line of the default font; no program grows the rows that openpyxl wrote.
_LINE_HEIGHT = 15
# So many characters can still be read when they are fitted to the width of a landscape page.
_FITS_A_PAGE = 360
# A chart's width, and its height without bars and for each of them, in centimetres.
_CHART_WIDTH, _CHART_FRAME, _CHART_BAR = 15.0, 2.0, 0.7
_LINES_HEIGHT = 8.5
# Colour and dashes of each line.
_LINES = (("1F4E78", "solid"), ("C55A11", "dash"), ("548235", "sysDot"), ("7F6000", "dashDot"))
_CHART_TITLE = CharacterProperties(sz=1200, b=True)
# Excel's 1,048,576 rows less the header; more accounts continue on "Accounts (2)".
MOST_ROWS = 1_048_575
_NOT_TEXT_TO_OPENPYXL = ("=", "#")


class XlsxWriter:
    """Writes rows to the sheets of `tables` as they come; at `close` the other sheets are put
    before and behind them and the workbook is saved."""

    def __init__(
        self, stream: IO[bytes], tables: Sequence[Table], most_rows: int = MOST_ROWS
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
            _write_page(self._book.create_sheet(clean(sheet.title), place), sheet)
        else:
            rows = _TableSheets(self._book, sheet, MOST_ROWS, place)
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
        self._times = [_time(self._sheet, None) for _ in self._table.headings]
        self._sheet.freeze_panes = "B2"
        headings = self._table.headings
        widths = [max(heading.width, len(heading.header) + 4) for heading in headings]
        _landscape(self._sheet, pages_wide=math.ceil(sum(widths) / _FITS_A_PAGE))
        self._sheet.print_title_rows = "1:1"
        self._sheet.print_title_cols = "A:A"
        for number, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        self._sheet.append(
            [_styled(self._sheet, h.header, _HEADER, _HEADER_FILL) for h in headings]
        )

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


def _write_page(sheet: Any, page: Page) -> None:
    _landscape(sheet, pages_wide=1)
    sheet.sheet_view.showGridLines = False
    for number, width in enumerate(page.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 26
    sheet.append([_styled(sheet, page.heading, _HEADING, wrap=False)])
    for line in page.lead:
        sheet.append([_styled(sheet, line, _LEAD, wrap=False)])
    row = 1 + len(page.lead)
    beside = get_column_letter(len(page.widths) + 1)
    free = 0
    for section in page.sections:
        _section(sheet, section, page.widths, row)
        _join_last_column(sheet, section, row, len(page.widths))
        if section.chart:
            free = max(free, row + 2)
            draw = _lines_chart if section.chart.lines else _chart
            chart, rows = draw(sheet, section.chart, row + 4)
            sheet.add_chart(chart, f"{beside}{free}")
            free += rows
        row += 3 + len(section.rows)


def _section(sheet: Any, section: Section, widths: tuple[int, ...], above: int) -> None:
    """A blank row, the title, the headers and the rows, below row `above`. The last column takes
    what is left of the page's width."""
    sheet.append([])
    sheet.append([_styled(sheet, section.title, _TITLE, wrap=False)])
    sheet.append(_page_headers(sheet, section))
    first, used = above + 4, len(section.headers)
    widths = (*widths[: used - 1], sum(widths[used - 1 :]))
    for number, row in enumerate(section.rows, first):
        sheet.row_dimensions[number].height = _LINE_HEIGHT * _lines(row, widths)
        cells = [_page_cell(sheet, value, first) for value in row]
        for cell in cells[1:]:
            if cell is not None and cell.alignment == _PROSE:
                cell.alignment = _PROSE_BEHIND
        sheet.append(cells)


def _page_headers(sheet: Any, section: Section) -> list[Any]:
    """The header row, each header above what its column holds."""
    cells = [_styled(sheet, header, _HEADER, _HEADER_FILL) for header in section.headers]
    columns = zip(*section.rows, strict=True) if section.rows else ()
    for number, (cell, values) in enumerate(zip(cells, columns, strict=False)):
        if any(_is_number(value) for value in values):
            cell.alignment = _NUMBER
        elif number:
            cell.alignment = _PROSE_BEHIND
    return cells


def _is_number(value: Value | Share | Check) -> bool:
    return isinstance(value, int | float | Share) and not isinstance(value, bool)


def _join_last_column(sheet: Any, section: Section, above: int, columns: int) -> None:
    """Merge the last column of a section with those that it does not use; numbers stay where they
    are."""
    used = get_column_letter(len(section.headers)), get_column_letter(columns)
    if used[0] == used[1] or any(_is_number(row[-1]) for row in section.rows):
        return
    for row in range(above + 3, above + 4 + len(section.rows)):
        sheet.merged_cells.add(f"{used[0]}{row}:{used[1]}{row}")


def _page_cell(sheet: Any, value: Value | Share | Check, first: int) -> Any:
    """The cell; `first` is the row in which its section's rows begin."""
    if isinstance(value, Check):
        cell = WriteOnlyCell(sheet, _formula(value, first))
        cell.font = Font(name="Calibri", bold=True)
        cell.alignment = _NUMBER
        return cell
    if isinstance(value, Share):
        cell = WriteOnlyCell(sheet, value.value)
        cell.number_format = _PERCENT
        cell.alignment = _NUMBER
        return cell
    held = as_cell(value)
    if held is None:
        return None
    if isinstance(held, datetime):
        cell = _time(sheet, held)
        cell.alignment = _PROSE
        return cell
    cell = WriteOnlyCell(sheet, held)
    if isinstance(held, str):
        cell.data_type = "s"
        cell.alignment = _PROSE
    elif not isinstance(held, bool):
        cell.number_format = _THOUSANDS
        cell.alignment = _NUMBER
    return cell


def _formula(check: Check, first: int) -> str:
    """The only formula in the workbook; `check` has no words of anybody else in it."""
    parts = f"B{first}:B{first + check.parts - 1}"
    return f'=IF(SUM({parts})=B{first + check.total},"{check.well}","{check.ill}")'


def _chart(sheet: Any, asked: Chart, first: int) -> tuple[Any, int]:
    """Bars of one dark colour with their numbers, readable in grey; and how many rows it covers.
    `first` is the row in which its section's rows begin."""
    top, bottom = first + asked.first, first + asked.first + asked.bars - 1
    chart: Any = BarChart()  # its stubs know no title but None, no height but whole centimetres
    chart.type = "bar"
    _entitle(chart, asked.title)
    chart.legend = None
    chart.gapWidth = 40
    chart.add_data(Reference(sheet, min_col=2, min_row=top, max_row=bottom))
    chart.set_categories(Reference(sheet, min_col=1, min_row=top, max_row=bottom))
    chart.series[0].graphicalProperties.solidFill = _BAR
    chart.dataLabels = DataLabelList(showVal=True)
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, part, False)
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    bars = _CHART_BAR * asked.bars
    chart.width, chart.height = _CHART_WIDTH, _CHART_FRAME + bars
    top = 0.7 * _CHART_FRAME / chart.height
    plot = ManualLayout(x=0.38, y=top, w=0.54, h=bars / chart.height, xMode="edge", yMode="edge")
    chart.layout = Layout(plot)
    return chart, math.ceil(chart.height / 2.54 * 72 / _LINE_HEIGHT) + 1


def _lines_chart(sheet: Any, asked: Chart, first: int) -> tuple[Any, int]:
    """Lines that can be told apart in grey, by their dashes; and how many rows the chart covers."""
    top, bottom = first + asked.first, first + asked.first + asked.bars - 1
    chart: Any = LineChart()
    _entitle(chart, asked.title)
    chart.legend.position = "b"
    # The row above the first has the names.
    data = Reference(sheet, min_col=2, max_col=1 + asked.lines, min_row=top - 1, max_row=bottom)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top, max_row=bottom))
    for series, (colour, dash) in zip(chart.series, itertools.cycle(_LINES), strict=False):
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.dashStyle = dash
        series.graphicalProperties.line.width = 28_575
        series.marker = Marker("circle", size=5)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.smooth = False
    chart.display_blanks = "gap"  # what is not known is no zero
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min = 0
    chart.width, chart.height = _CHART_WIDTH, _LINES_HEIGHT
    return chart, math.ceil(chart.height / 2.54 * 72 / _LINE_HEIGHT) + 1


def _entitle(chart: Any, title: str) -> None:
    chart.title = clean(title)
    chart.title.overlay = False
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_CHART_TITLE)


def _styled(
    sheet: Any, value: Value, font: Font, fill: PatternFill | None = None, *, wrap: bool = True
) -> Any:
    text = as_text(value)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.font = font
    if wrap:
        cell.alignment = _WRAP
    if fill:
        cell.fill = fill
    return cell


def _flag(sheet: Any, flag: bool) -> Any:
    """Excel shows it in the reader's language; LibreOffice, without the format, as 1 or 0."""
    cell = WriteOnlyCell(sheet, flag)
    cell.number_format = _FLAG
    cell.alignment = _CENTRE
    return cell


def _time(sheet: Any, moment: datetime | None) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = _TIME
    cell.alignment = _CENTRE
    cell.value = moment
    return cell


def _lines(row: Sequence[Value | Share | Check], widths: tuple[int, ...]) -> int:
    """How many lines the longest cell of a page's row takes."""
    texts = (("" if isinstance(value, Share | Check) else as_text(value)) for value in row)
    return max(
        sum(_lines_of(line, int(width * 1.1)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    )


def _lines_of(text: str, width: int) -> int:
    """How many lines of `width` characters one paragraph takes, broken between words, and a word
    that is longer than a line within."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return sum(math.ceil(len(line) / width) for line in lines) or 1


def _landscape(sheet: Any, *, pages_wide: int) -> None:
    """Print on landscape A4 pages, so many side by side. Before the first row: openpyxl writes the
    sheet's properties with it."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
