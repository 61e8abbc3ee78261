"""Pages of a workbook: sections below one another, for a reader, with charts beside them. Not here:
the sheets of rows, and the file (`xlsx_file`).
"""

import itertools
import math
import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from mfa_audit.formats.cells import as_cell, as_text, clean
from mfa_audit.reports.tables import Cell, Chart, Check, Page, Section, Share, Value

_HEADING = Font(name="Calibri", bold=True, size=18, color="1F4E78")
_TITLE = Font(name="Calibri", bold=True, size=13, color="1F4E78")
_LEAD = Font(name="Calibri", size=11, color="404040")
_PROSE = Alignment(wrap_text=True, vertical="top", horizontal="left")
# After a column of numbers, which stand on its right side.
_PROSE_BEHIND = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
_NUMBER = Alignment(vertical="top", horizontal="right")
_THOUSANDS = "#,##0"
_PERCENT = "0.0%"
# Points for a line of the default font; no program grows the rows that openpyxl wrote.
_LINE_HEIGHT = 15
_BAR = "1F4E78"
# A chart's width, and its height without bars and for each of them, in centimetres.
_CHART_WIDTH, _CHART_FRAME, _CHART_BAR = 15.0, 2.0, 0.7
_LINES_HEIGHT = 8.5
# Colour and dashes of each line.
_LINES = (("1F4E78", "solid"), ("C55A11", "dash"), ("548235", "sysDot"), ("7F6000", "dashDot"))
_CHART_TITLE = CharacterProperties(sz=1200, b=True)


def write_page(sheet: Any, page: Page) -> None:
    landscape(sheet, pages_wide=1)
    sheet.sheet_view.showGridLines = False
    for number, width in enumerate(page.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 26
    sheet.append([styled(sheet, page.heading, _HEADING, wrap=False)])
    for line in page.lead:
        sheet.append([styled(sheet, line, _LEAD, wrap=False)])
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
    sheet.append([styled(sheet, section.title, _TITLE, wrap=False)])
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
    cells = [styled(sheet, header, HEADER, HEADER_FILL) for header in section.headers]
    columns = zip(*section.rows, strict=True) if section.rows else ()
    for number, (cell, values) in enumerate(zip(cells, columns, strict=False)):
        if any(_is_number(value) for value in values):
            cell.alignment = _NUMBER
        elif number:
            cell.alignment = _PROSE_BEHIND
    return cells


def _is_number(value: Cell) -> bool:
    return isinstance(value, int | float | Share) and not isinstance(value, bool)


def _join_last_column(sheet: Any, section: Section, above: int, columns: int) -> None:
    """Merge the last column of a section with those that it does not use; numbers stay where they
    are."""
    used = get_column_letter(len(section.headers)), get_column_letter(columns)
    if used[0] == used[1] or any(_is_number(row[-1]) for row in section.rows):
        return
    for row in range(above + 3, above + 4 + len(section.rows)):
        sheet.merged_cells.add(f"{used[0]}{row}:{used[1]}{row}")


def _page_cell(sheet: Any, value: Cell, first: int) -> Any:
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
        cell = time_cell(sheet, held)
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
    return f'=IF(SUM({parts})=B{first + check.total},"{check.ok}","{check.not_ok}")'


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


def _lines(row: Sequence[Cell], widths: tuple[int, ...]) -> int:
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


HEADER = Font(name="Calibri", bold=True, size=11, color="FFFFFF")
HEADER_FILL = PatternFill("solid", fgColor="1F4E78")
CENTRE = Alignment(horizontal="center")
_WRAP = Alignment(wrap_text=True, vertical="top")
# Built into every spreadsheet program as number 22, which each shows in its reader's own order.
_TIME = "m/d/yy h:mm"


def styled(
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


def time_cell(sheet: Any, moment: datetime | None) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = _TIME
    cell.alignment = CENTRE
    cell.value = moment
    return cell


def landscape(sheet: Any, *, pages_wide: int) -> None:
    """Print on landscape A4 pages, so many side by side. Before the first row: openpyxl writes the
    sheet's properties with it."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
