"""What the three formats write, literally; and what a spreadsheet program makes of it."""

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook

from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format, format_of, writer
from mfa_audit.formats.xlsx_file import MOST_ROWS, XlsxWriter
from mfa_audit.reports.column import Closing, Heading, Kind, Section, Value

HEADINGS = [
    Heading("userPrincipalName", "UserPrincipalName", Kind.TEXT, 38),
    Heading("registered", "Registered for MFA", Kind.FLAG, 12),
    Heading("methods", "Methods (Graph)", Kind.LIST, 48),
    Heading("createdDateTime", "Created (UTC)", Kind.TIME, 19),
]
CREATED = datetime(2021, 3, 15, 8, 30, tzinfo=UTC)
ROWS: list[list[Value]] = [
    ["ada@contoso.example", True, ("mobilePhone", "email"), CREATED],
    ['=HYPERLINK("http://evil")', None, None, None],
    ["Åsa 佐藤 🦊", False, (), CREATED],
]
CLOSING = Closing(
    run={"definition": "entra"},
    gaps=[{"source": "users", "accounts": 1}],
    about=[
        Section("This run", ("Fact", "Value"), [("Accounts", 3), ("Started (UTC)", CREATED)]),
        Section("Gaps", ("Source", "Reason"), [("users", "=1+1"), ("none", None)]),
    ],
    title="MFA registration, Contoso",
)


def written(format: Format, rows: list[list[Value]] | None = None) -> bytes:
    """The bytes of a file of `format`."""
    stream = io.BytesIO()
    table = writer(format, stream, HEADINGS, "mfa-audit/registration/v1")
    table.write(ROWS if rows is None else rows)
    table.close(CLOSING)
    return stream.getvalue()


def test_csv_to_the_byte() -> None:
    assert written(Format.CSV) == (
        b"\xef\xbb\xbf"
        b'"UserPrincipalName","Registered for MFA","Methods (Graph)","Created (UTC)"\r\n'
        b'"ada@contoso.example","True","mobilePhone; email","2021-03-15 08:30:00"\r\n'
        b'"\'=HYPERLINK(""http://evil"")","","",""\r\n'
        b'"\xc3\x85sa \xe4\xbd\x90\xe8\x97\xa4 \xf0\x9f\xa6\x8a","False","",'
        b'"2021-03-15 08:30:00"\r\n'
    )


def test_json_to_the_byte() -> None:
    assert (
        written(Format.JSON).decode()
        == """\
{
 "schema": "mfa-audit/registration/v1",
 "run": {
  "definition": "entra"
 },
 "gaps": [
  {
   "source": "users",
   "accounts": 1
  }
 ],
 "accounts": [
  {"userPrincipalName":"ada@contoso.example","registered":true,"methods":["mobilePhone","email"],\
"createdDateTime":"2021-03-15T08:30:00Z"},
  {"userPrincipalName":"=HYPERLINK(\\"http://evil\\")","registered":null,"methods":null,\
"createdDateTime":null},
  {"userPrincipalName":"Åsa 佐藤 🦊","registered":false,"methods":[],\
"createdDateTime":"2021-03-15T08:30:00Z"}
 ]
}
"""
    )


def test_json_of_nobody_is_still_json() -> None:
    document = msgspec.json.decode(written(Format.JSON, []))
    assert list(document) == ["schema", "run", "gaps", "accounts"]
    assert document["accounts"] == []


def test_a_workbook_has_typed_cells_and_a_real_table() -> None:
    book = load_workbook(io.BytesIO(written(Format.XLSX)))
    assert book.sheetnames == ["Accounts", "About"]
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
    assert table.column_names == [
        "UserPrincipalName",
        "Registered for MFA",
        "Methods (Graph)",
        "Created (UTC)",
    ]
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 38
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert book.properties.title == "MFA registration, Contoso"


def test_the_about_sheet_tells_the_run_and_the_gaps() -> None:
    sheet = load_workbook(io.BytesIO(written(Format.XLSX)))["About"]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert [row for row in rows if row] == [
        ["MFA registration, Contoso"],
        ["This run"],
        ["Fact", "Value"],
        ["Accounts", 3],
        ["Started (UTC)", datetime(2021, 3, 15, 8, 30)],
        ["Gaps"],
        ["Source", "Reason"],
        ["users", "=1+1"],
        ["none"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n", "d"}


def test_a_workbook_of_nobody_keeps_its_table_valid() -> None:
    sheet = load_workbook(io.BytesIO(written(Format.XLSX, [])))["Accounts"]
    assert sheet.tables["Accounts"].ref == "A1:D2"


def test_a_workbook_has_neither_formulas_nor_links_nor_macros() -> None:
    with zipfile.ZipFile(io.BytesIO(written(Format.XLSX))) as package:
        names = package.namelist()
        text = b"".join(package.read(name) for name in names)
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert b"<f>" not in text
    assert b'TargetMode="External"' not in text


def test_more_rows_than_a_sheet_holds_continue_on_the_next() -> None:
    stream = io.BytesIO()
    table = XlsxWriter(stream, HEADINGS[:1], most_rows=2)
    table.write([[f"p{number}"] for number in range(5)])
    table.close(CLOSING)
    book = load_workbook(stream)
    assert book.sheetnames == ["Accounts", "Accounts (2)", "Accounts (3)", "About"]
    assert [[cell.value for cell in book[name]["A"]] for name in book.sheetnames[:3]] == [
        ["UserPrincipalName", "p0", "p1"],
        ["UserPrincipalName", "p2", "p3"],
        ["UserPrincipalName", "p4"],
    ]
    tables = [(name, table.ref) for sheet in book for name, table in dict.items(sheet.tables)]
    assert tables == [("Accounts", "A1:A3"), ("Accounts2", "A1:A3"), ("Accounts3", "A1:A2")]


def test_a_sheet_holds_as_many_rows_as_excel() -> None:
    assert MOST_ROWS == 1_048_575  # and the header


@pytest.mark.parametrize("format", list(Format))
def test_an_abandoned_file_leaves_nothing_open(format: Format) -> None:
    stream = io.BytesIO()
    table = writer(format, stream, HEADINGS, "s")
    table.write(ROWS)
    table.abandon()
    assert not stream.closed


def test_the_suffix_says_the_format() -> None:
    assert format_of(Path("a.CSV")) is Format.CSV
    assert format_of(Path("b.c.xlsx")) is Format.XLSX
    with pytest.raises(UsageError) as caught:
        format_of(Path("report.pdf"))
    assert caught.value.what == "report.pdf does not say which format to write."
    assert caught.value.remedy == "End the name in .csv, .xlsx, .json, or add --format."


@pytest.mark.libreoffice
def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").write_bytes(written(Format.XLSX))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "report.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (made,) = tmp_path.glob("report*.csv")
    assert made.read_text(encoding="utf-8").splitlines() == [
        "UserPrincipalName,Registered for MFA,Methods (Graph),Created (UTC)",
        "ada@contoso.example,TRUE,mobilePhone; email,2021-03-15 08:30:00",
        '"=HYPERLINK(""http://evil"")",,,',
        "Åsa 佐藤 🦊,FALSE,,2021-03-15 08:30:00",
    ]
