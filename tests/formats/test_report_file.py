"""Report files read back, whole or damaged; their first bytes say what they are."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from mfa_audit.errors import UsageError
from mfa_audit.formats.report_file import open_content
from mfa_audit.formats.xlsx_file import XlsxWriter
from mfa_audit.reports.tables import Closing, Content, Heading, Kind, Page, Row, Section, Table


def read(path: Path) -> tuple[Content, list[Row]]:
    """The content and all its rows."""
    with open_content(path, ["Accounts", "Konton"]) as content:
        return content, [list(row) for row in content.rows]


def test_a_csv_with_guarded_names(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("UserPrincipalName;MFA Status\r\n'=a@x;Disabled\r\n".encode("utf-16"))
    content, rows = read(file)
    assert content.headers == ["UserPrincipalName", "MFA Status"]
    assert rows == [["'=a@x", "Disabled"]]
    assert content.plain("'=a@x") == "=a@x"
    assert content.plain("o'brien@x") == "o'brien@x"
    assert content.plain("a,'-b") == "a,-b"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        '{\n "schema": "s",\n "run": {"a": 1},\n "gaps": [],\n "accounts": [\n'
        '  {"id":"1","methods":["x"]},\n  {"id":"2","methods":null}\n ]\n}\n',
        '{"schema":"s","run":{"a":1},"accounts":[{"id":"1","methods":["x"]},'
        '{"id":"2","methods":null}]}',
    ],
)
def test_json_with_one_row_a_line_or_on_one_line(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(text.encode(encoding))
    content, rows = read(file)
    assert (content.headers, content.run) == (["id", "methods"], {"a": 1})
    assert rows == [["1", ("x",)], ["2", None]]


def test_json_without_accounts_has_headers(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text('{\n "accounts": [\n ]\n}\n', encoding="utf-8")
    content, rows = read(file)
    assert (content.headers, rows) == (["userPrincipalName", "id"], [])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", "is no JSON of mfa-audit"),
        ('{"signIns": []}', "is JSON, but has no accounts"),
        ('{\n "accounts": [\n  {"id":"1"},\n  {"id":', "line 4: "),
        ('{\n "accounts": [\n  {"id":"1"}', "ends in the middle of the accounts"),
        ('{"accounts": [{"id":"1"}, {"name":"2"}]}', "account 2 has no 'id'"),
        ('{"accounts": [{"id":{}}]}', "is no JSON of mfa-audit"),
        ("PK\x03\x04 not a zip", "is no workbook, or a damaged one"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_no_report_is_refused_by_name(tmp_path: Path, text: str, error: str) -> None:
    file = tmp_path / "report.dat"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read(file)
    assert "report.dat" in refused.value.what
    assert error in refused.value.what


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        read(tmp_path)
    with pytest.raises(UsageError, match="There is no file"):
        read(tmp_path / "missing.csv")


def test_a_sheet_and_the_sheets_that_continue_it(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    headings = [Heading("id", "Object Id", Kind.TEXT, 9), Heading("f", "Flag", Kind.FLAG, 9)]
    other = [Heading("m", "Method", Kind.TEXT, 9)]
    tables = [Table("Accounts", "Konton", headings), Table("Methods", "Metoder", other)]
    with file.open("wb") as stream:
        book = XlsxWriter(stream, tables, most_rows=2)
        book.write([["1", True], ["2", None], ["3", False]])
        book.write([["x"]], 1)
        section = Section("Run", ("Fact", "Value"), [("Tenant id", "t-1"), ("Note", "n")])
        page = Page("Summary", "Summary", (), [section], (20, 20))
        book.close(Closing({}, [], "t", front=[page]))
    content, rows = read(file)
    assert content.headers == ["Object Id", "Flag"]
    assert rows == [["1", True], ["2", ""], ["3", False]]
    assert content.labels["Tenant id"] == "t-1"
    assert content.made is not None


def test_a_workbook_that_is_no_report(tmp_path: Path) -> None:
    file = tmp_path / "budget.xlsx"
    Workbook().save(file)
    with pytest.raises(UsageError, match="has no sheet Accounts"):
        read(file)


def test_a_workbook_with_damage_in_the_middle(tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    stream = io.BytesIO()
    book = XlsxWriter(stream, [Table("Accounts", "Accounts", [Heading("i", "I", Kind.TEXT, 9)])])
    book.write([[str(number)] for number in range(3000)])
    book.close(Closing({}, [], "t"))
    data = bytearray(stream.getvalue())
    place = data.index(b"xl/worksheets/sheet1.xml") + 2000
    data[place : place + 200] = bytes(200)
    file.write_bytes(data)
    with pytest.raises(UsageError, match=r"report\.xlsx is no workbook, or a damaged one"):
        read(file)
