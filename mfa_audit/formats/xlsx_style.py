"""What the sheets of a workbook have in common: how a text and a time look, and how they print."""

from datetime import datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from mfa_audit.formats.cells import as_text
from mfa_audit.reports.column import Value

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
