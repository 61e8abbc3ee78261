"""Workbooks, as openpyxl and LibreOffice read them."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from mfa_audit.formats.xlsx_file import ROWS_ON_A_SHEET, XlsxWriter
from mfa_audit.reports.tables import Cell, Chart, Check, Closing, Page, Section, Share, Table, Value
from tests.formats.conftest import Convert
from tests.formats.sample import CREATED, HEADINGS, ROWS

FIGURES: list[tuple[Cell, ...]] = [
    ("Registered", 2, Share(2 / 3), "two lines\nof text"),
    ("Unknown", 1, Share(1 / 3), "=1+1"),
    ("Listed", 3, None, None),
    ("Check", Check(2, 2, "adds up", "DOES NOT ADD UP"), None, None),
]
HEADERS = ("Figure", "Accounts", "Share", "Meaning")
SECTIONS = [
    Section("Figures", HEADERS, FIGURES, Chart("By registration", 0, 2)),
    Section("This run", ("Fact", "Value"), [("Started", CREATED), ("Whole", True)]),
]
TITLE = "MFA registration of Contoso"
CLOSING = Closing(
    run={},
    gaps=[],
    title=TITLE,
    front=[
        Page("Summary", TITLE, ("Complete.",), SECTIONS, (30, 10, 10, 60)),
        Table("Admins", "Administratörer", HEADINGS[:2], [["root@contoso.example", False]]),
    ],
    back=[Page("About", "About", (), [Section("Gaps", ("Source",), [("none",)])], (20, 20))],
    made=datetime(2026, 11, 21, 6, 0, tzinfo=UTC),
)
TABLES = [Table("Accounts", "Accounts", HEADINGS), Table("Methods", "Methods", HEADINGS[:1])]


def written(rows: list[list[Value]] = ROWS) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    table = XlsxWriter(stream, TABLES)
    table.write(rows)
    table.write([["ada@contoso.example"]], 1)
    table.close(CLOSING)
    return stream.getvalue()


def workbook(rows: list[list[Value]] = ROWS) -> Workbook:
    """The workbook of `written`, as openpyxl reads it."""
    return load_workbook(io.BytesIO(written(rows)))


def test_a_workbook_has_typed_cells_and_an_excel_table() -> None:
    book = workbook()
    sheet = book["Accounts"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["UserPrincipalName", "Registered for MFA", "Methods (Graph)", "Created (UTC)"],
        ["ada@contoso.example", True, "mobilePhone; email", datetime(2021, 3, 15, 8, 30)],
        ['=HYPERLINK("http://evil")', None, None, None],
        ["Åsa 佐藤 🦊", False, None, datetime(2021, 3, 15, 8, 30)],
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "b", "s", "d"]
    assert sheet["A3"].data_type == "s"
    table = sheet.tables["Accounts"]
    assert (table.ref, table.autoFilter.ref) == ("A1:D4", "A1:D4")
    assert table.column_names == [heading.header for heading in HEADINGS]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 38
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    # Number 22, which follows the reader's region.
    assert sheet["D2"].number_format == "m/d/yy h:mm"


def test_a_workbook_has_its_sheets_in_order_and_its_title() -> None:
    book = workbook()
    assert book.sheetnames == ["Summary", "Administratörer", "Accounts", "Methods", "About"]
    assert book.worksheets.index(book.active) == 0  # type: ignore[arg-type]
    assert book.properties.title == "MFA registration of Contoso"
    assert book.properties.created == datetime(2026, 11, 21, 6, 0)
    assert [list(sheet.tables) for sheet in book] == [[], ["Admins"], ["Accounts"], ["Methods"], []]
    admins = book["Administratörer"]
    assert [[cell.value for cell in row] for row in admins.iter_rows()] == [
        ["UserPrincipalName", "Registered for MFA"],
        ["root@contoso.example", False],
    ]


def test_a_page_has_its_sections_below_one_another() -> None:
    sheet = workbook()["Summary"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert rows == [
        ["MFA registration of Contoso"],
        ["Complete."],
        [],
        ["Figures"],
        ["Figure", "Accounts", "Share", "Meaning"],
        ["Registered", 2, 2 / 3, "two lines\nof text"],
        ["Unknown", 1, 1 / 3, "=1+1"],
        ["Listed", 3],
        ["Check", '=IF(SUM(B6:B7)=B8,"adds up","DOES NOT ADD UP")'],
        [],
        ["This run"],
        ["Fact", "Value"],
        ["Started", datetime(2021, 3, 15, 8, 30)],
        ["Whole", True],
    ]
    assert sheet["D7"].data_type == "s"
    assert sheet["C6"].number_format == "0.0%"
    assert {str(part) for part in sheet.merged_cells.ranges} == {"B12:D12", "B13:D13", "B14:D14"}
    assert sheet.row_dimensions[6].height == 30


def test_a_row_is_high_enough_for_a_word_longer_than_a_line() -> None:
    address = "v1.0 /reports/authenticationMethods/userRegistrationDetails"
    page = Page("P", "P", (), [Section("Sources", ("Address",), [(address,)])], (40,))
    stream = io.BytesIO()
    table = XlsxWriter(stream, TABLES)
    table.close(CLOSING._replace(front=[page], back=[]))
    # v1.0; /reports/…/userRegistratio; nDetails: three lines of 15 points.
    assert load_workbook(stream)["P"].row_dimensions[5].height == 45


def test_a_chart_draws_the_cells_of_its_section() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        (name,) = [name for name in package.namelist() if "charts/chart" in name]
        chart = package.read(name).decode()
    assert "<c:f>" not in chart  # openpyxl writes no prefix
    assert chart.count("<f>'Summary'!$B$6:$B$7</f>") == 1
    assert chart.count("<f>'Summary'!$A$6:$A$7</f>") == 1
    assert "By registration" in chart


def test_a_workbook_without_rows_has_a_valid_table() -> None:
    sheet = workbook([])["Accounts"]
    assert sheet.tables["Accounts"].ref == "A1:D2"


def test_a_workbook_has_one_formula_no_links_and_no_macros() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        names = package.namelist()
        text = b"".join(package.read(name) for name in names if "charts/" not in name)
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert re.findall(b"<f>(.*?)</f>", text) == [b'IF(SUM(B6:B7)=B8,"adds up","DOES NOT ADD UP")']
    assert b'TargetMode="External"' not in text


def test_rows_beyond_a_full_sheet_continue_on_the_next() -> None:
    stream = io.BytesIO()
    table = XlsxWriter(stream, [Table("Accounts", "Konton", HEADINGS[:1]), TABLES[1]], most_rows=2)
    table.write([[f"p{number}"] for number in range(5)])
    table.close(CLOSING)
    book = load_workbook(stream)
    accounts = ["Konton", "Konton (2)", "Konton (3)"]
    assert book.sheetnames == ["Summary", "Administratörer", *accounts, "Methods", "About"]
    assert [[cell.value for cell in book[name]["A"]] for name in accounts] == [
        ["UserPrincipalName", "p0", "p1"],
        ["UserPrincipalName", "p2", "p3"],
        ["UserPrincipalName", "p4"],
    ]
    tables = [(name, table.ref) for sheet in book for name, table in dict.items(sheet.tables)]
    assert tables == [
        *(("Admins", "A1:B2"), ("Accounts", "A1:A3"), ("Accounts2", "A1:A3")),
        *(("Accounts3", "A1:A2"), ("Methods", "A1:A2")),
    ]


def test_a_sheet_takes_as_many_rows_as_in_excel() -> None:
    assert ROWS_ON_A_SHEET == 1_048_575  # and the header


@pytest.mark.libreoffice
def test_libreoffice_opens_the_workbook(tmp_path: Path, convert: Convert) -> None:
    (tmp_path / "report.xlsx").write_bytes(written())
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    convert(tmp_path / "report.xlsx", to)
    sheets = {
        path.stem.removeprefix("report-"): path.read_text(encoding="utf-8").splitlines()
        for path in tmp_path.glob("report-*.csv")
    }
    assert list(map(sheets.__getitem__, ("Accounts", "Administratörer", "Methods", "About"))) == [
        [
            "UserPrincipalName,Registered for MFA,Methods (Graph),Created (UTC)",
            "ada@contoso.example,TRUE,mobilePhone; email,03/15/2021 08:30:00",
            '"=HYPERLINK(""http://evil"")",,,',
            "Åsa 佐藤 🦊,FALSE,,03/15/2021 08:30:00",
        ],
        ["UserPrincipalName,Registered for MFA", "root@contoso.example,FALSE"],
        ["UserPrincipalName", "ada@contoso.example"],
        ["About", "", "Gaps", "Source", "none"],
    ]
    assert [line for line in sheets["Summary"] if line.startswith(("Unknown", "Check"))] == [
        "Unknown,1,33.3333333333333%,=1+1",
        "Check,adds up,,",
    ]
