"""Pages of a workbook: sections below one another, to be read, with charts on their right side. Not
here: the sheets of rows, and the file (`xlsx_file`).
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

from mfa_audit.formats.cells import as_cell, as_text, clean, is_number
from mfa_audit.reports.tables import Cell, Chart, Check, Page, Section, Share, Value

CENTRE = Alignment(horizontal="center")
_HEADING = Font(name="Calibri", bold=True, size=18, color="1F4E78")
_TITLE = Font(name="Calibri", bold=True, size=13, color="1F4E78")
_LEAD = Font(name="Calibri", size=11, color="404040")
_HEADER = Font(name="Calibri", bold=True, size=11, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F4E78")
_WRAP = Alignment(wrap_text=True, vertical="top")
_PROSE = Alignment(wrap_text=True, vertical="top", horizontal="left")
# After a column of numbers, which are on the right side of their cells.
_PROSE_BEHIND = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
_NUMBER = Alignment(vertical="top", horizontal="right")
_THOUSANDS = "#,##0"
_PERCENT = "0.0%"
# Number format 22 of every spreadsheet program, shown in the order of the reader's country.
_TIME = "m/d/yy h:mm"
# Points for a line of the default font. No program adjusts the height of rows from openpyxl.
_LINE_HEIGHT = 15
_BAR = "1F4E78"
# A chart's width, and its height without bars and for each bar, in centimetres.
_CHART_WIDTH, _CHART_FRAME, _CHART_BAR = 15.0, 2.0, 0.7
_LINES_HEIGHT = 8.5
# Colour and dashes of each line.
_LINES = (("1F4E78", "solid"), ("C55A11", "dash"), ("548235", "sysDot"), ("7F6000", "dashDot"))
_CHART_TITLE = CharacterProperties(sz=1200, b=True)


def write_page(sheet: Any, page: Page) -> None:
    """Write the page to a new sheet."""
    landscape(sheet, pages_wide=1)
    sheet.sheet_view.showGridLines = False
    for number, width in enumerate(page.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 26
    sheet.append([_text_cell(sheet, page.heading, _HEADING)])
    for line in page.lead:
        sheet.append([_text_cell(sheet, line, _LEAD)])
    row = 1 + len(page.lead)
    chart_column, free_row = get_column_letter(len(page.widths) + 1), 0
    for section in page.sections:
        _section(sheet, section, page.widths, row)
        _merge_last_column(sheet, section, row, len(page.widths))
        if section.chart:
            free_row = max(free_row, row + 2)
            chart = _chart(sheet, section.chart, row + 4)
            sheet.add_chart(chart, f"{chart_column}{free_row}")
            free_row += math.ceil(chart.height / 2.54 * 72 / _LINE_HEIGHT) + 1
        row += 3 + len(section.rows)


def _section(sheet: Any, section: Section, widths: tuple[int, ...], above: int) -> None:
    """A blank row, the title, the headers and the rows, below row `above`. The last column takes
    the rest of the page's width."""
    sheet.append([])
    sheet.append([_text_cell(sheet, section.title, _TITLE)])
    sheet.append(_headers(sheet, section))
    first, used = above + 4, len(section.headers)
    widths = (*widths[: used - 1], sum(widths[used - 1 :]))
    for number, row in enumerate(section.rows, first):
        sheet.row_dimensions[number].height = _LINE_HEIGHT * _lines(row, widths)
        cells = [_cell(sheet, value, first) for value in row]
        for cell in cells[1:]:
            if cell is not None and cell.alignment == _PROSE:
                cell.alignment = _PROSE_BEHIND
        sheet.append(cells)


def _headers(sheet: Any, section: Section) -> list[Any]:
    """The header row, each header aligned as the cells of its column."""
    cells = [header_cell(sheet, header) for header in section.headers]
    columns = zip(*section.rows, strict=True) if section.rows else ()
    for number, (cell, values) in enumerate(zip(cells, columns, strict=False)):
        if any(map(is_number, values)):
            cell.alignment = _NUMBER
        elif number:
            cell.alignment = _PROSE_BEHIND
    return cells


def _merge_last_column(sheet: Any, section: Section, above: int, columns: int) -> None:
    """Merge the last column of a section with the unused ones, unless it has numbers."""
    last, end = get_column_letter(len(section.headers)), get_column_letter(columns)
    if last == end or any(is_number(row[-1]) for row in section.rows):
        return
    for row in range(above + 3, above + 4 + len(section.rows)):
        sheet.merged_cells.add(f"{last}{row}:{end}{row}")


def _cell(sheet: Any, value: Cell, first: int) -> Any:
    """The cell; `first` is the row in which its section's rows begin."""
    if isinstance(value, Check):
        cell = WriteOnlyCell(sheet, _formula(value, first))
        cell.font = Font(name="Calibri", bold=True)
        cell.alignment = _NUMBER
        return cell
    content = value.value if isinstance(value, Share) else as_cell(value)
    if content is None:
        return None
    if isinstance(content, datetime):
        cell = time_cell(sheet, content)
    else:
        cell = WriteOnlyCell(sheet, content)
    if isinstance(content, str):
        cell.data_type = "s"
    if is_number(value):
        cell.number_format = _PERCENT if isinstance(value, Share) else _THOUSANDS
        cell.alignment = _NUMBER
    elif not isinstance(content, bool):
        cell.alignment = _PROSE
    return cell


def _formula(check: Check, first: int) -> str:
    """The only formula in the workbook. Nothing in `check` is text from outside."""
    parts = f"B{first}:B{first + check.parts - 1}"
    return f'=IF(SUM({parts})=B{first + check.total},"{check.ok}","{check.not_ok}")'


def _chart(sheet: Any, chart: Chart, first: int) -> Any:
    """Bars, or lines, readable in grey. `first` is the row in which the section's rows begin."""
    top = first + chart.first
    bottom = top + chart.bars - 1
    # The stubs of openpyxl allow no title but None, and only whole centimetres.
    drawing: Any = LineChart() if chart.lines else BarChart()
    drawing.title = clean(chart.title)
    drawing.title.overlay = False
    drawing.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_CHART_TITLE)
    if chart.lines:  # their names are in the row above the first
        data = Reference(sheet, min_col=2, max_col=1 + chart.lines, min_row=top - 1, max_row=bottom)
    else:
        data = Reference(sheet, min_col=2, min_row=top, max_row=bottom)
    drawing.add_data(data, titles_from_data=bool(chart.lines))
    drawing.set_categories(Reference(sheet, min_col=1, min_row=top, max_row=bottom))
    drawing.x_axis.delete = False
    drawing.y_axis.scaling.min = 0
    drawing.width = _CHART_WIDTH
    if chart.lines:
        _style_lines(drawing)
    else:
        _style_bars(drawing, chart.bars)
    return drawing


def _style_bars(drawing: Any, count: int) -> None:
    """Bars in one dark colour, with their numbers."""
    drawing.type = "bar"
    drawing.legend = None
    drawing.gapWidth = 40
    drawing.series[0].graphicalProperties.solidFill = _BAR
    drawing.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    drawing.x_axis.scaling.orientation = "maxMin"  # the first row on top
    drawing.y_axis.delete = True
    drawing.y_axis.majorGridlines = None
    bars = _CHART_BAR * count
    drawing.height = _CHART_FRAME + bars
    y, height = 0.7 * _CHART_FRAME / drawing.height, bars / drawing.height
    plot = ManualLayout(x=0.38, y=y, w=0.54, h=height, xMode="edge", yMode="edge")
    drawing.layout = Layout(plot)


def _style_lines(drawing: Any) -> None:
    """Lines that differ also by their dashes."""
    drawing.legend.position = "b"
    for series, (colour, dash) in zip(drawing.series, itertools.cycle(_LINES), strict=False):
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.dashStyle = dash
        series.graphicalProperties.line.width = 28_575
        series.marker = Marker("circle", size=5)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.smooth = False
    drawing.display_blanks = "gap"  # an unknown number is not a zero
    drawing.y_axis.delete = False
    drawing.height = _LINES_HEIGHT


def _lines(row: Sequence[Cell], widths: tuple[int, ...]) -> int:
    """The number of lines that the longest cell of a row takes."""
    texts = (("" if isinstance(value, Share | Check) else as_text(value)) for value in row)
    return max(
        sum(_wrapped_lines(line, int(width * 1.1)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    )


def _wrapped_lines(text: str, width: int) -> int:
    """The number of lines of `width` characters that a paragraph takes. It is broken between words;
    only a word that is longer than a line is broken within."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return sum(math.ceil(len(line) / width) for line in lines) or 1


def _text_cell(sheet: Any, value: Value, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, as_text(value))
    cell.data_type = "s"
    cell.font = font
    return cell


def header_cell(sheet: Any, header: str) -> Any:
    """A white header on dark ground."""
    cell = _text_cell(sheet, header, _HEADER)
    cell.alignment = _WRAP
    cell.fill = _HEADER_FILL
    return cell


def time_cell(sheet: Any, moment: datetime | None) -> Any:
    """A cell for a time in UTC without its zone."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = _TIME
    cell.alignment = CENTRE
    cell.value = moment
    return cell


def landscape(sheet: Any, *, pages_wide: int) -> None:
    """Print on landscape A4 paper, `pages_wide` pages side by side. To be called before the first
    row, with which openpyxl writes the sheet's properties."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
