"""CSV in the dialects that other readers want, to the byte; and as LibreOffice reads it.

The default dialect is in `test_writer`.
"""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mfa_audit.formats.csv_file import CsvWriter, Dialect
from mfa_audit.reports.tables import Closing, Heading, Kind, Value
from tests.formats.conftest import Convert

HEADINGS = [
    Heading("displayName", "Display Name", Kind.TEXT, 28),
    Heading("registered", "Registered", Kind.FLAG, 12),
    Heading("methods", "Methods", Kind.LIST, 48),
]
SWEDISH = Dialect(";", "utf-8-sig", "SANT", "FALSKT")
DUTCH = Dialect(";", "utf-8-sig", "WAAR", "ONWAAR")
WIDE = Dialect("\t", "utf-16")


def written(rows: list[list[Value]], dialect: Dialect) -> bytes:
    """The bytes of a file."""
    stream = io.BytesIO()
    table = CsvWriter(stream, HEADINGS, dialect)
    table.write(rows)
    table.close(Closing({}, [], "t"))
    assert not stream.closed
    return stream.getvalue()


def test_the_default_dialect() -> None:
    assert Dialect() == (",", "utf-8-sig", "True", "False")


def test_semicolons_and_the_words_of_another_language() -> None:
    rows: list[list[Value]] = [
        ["Vance; Adele", True, ("mobilePhone", "email")],
        ["=1+1", False, None],
    ]
    assert written(rows, SWEDISH) == (
        b"\xef\xbb\xbf"
        b'"Display Name";"Registered";"Methods"\r\n'
        b'"Vance; Adele";"SANT";"mobilePhone; email"\r\n'
        b'"\'=1+1";"FALSKT";""\r\n'
    )
    assert written(rows[:1], DUTCH).splitlines()[1] == (
        b'"Vance; Adele";"WAAR";"mobilePhone; email"'
    )


def test_only_true_and_false_themselves_are_translated() -> None:
    assert written([["True", None, None], ["0", True, ("False",)]], SWEDISH).splitlines()[1:] == [
        b'"True";"";""',
        b'"0";"SANT";"False"',
    ]


def test_without_a_byte_order_mark() -> None:
    assert written([["Åsa", True, None]], Dialect(encoding="utf-8")) == (
        b'"Display Name","Registered","Methods"\r\n"\xc3\x85sa","True",""\r\n'
    )


def test_utf_16_is_little_endian_with_its_mark_and_whole_line_ends() -> None:
    head = b"".join(bytes((byte, 0)) for byte in b'"Display Name"\t"Registered"\t"Methods"\r\n"')
    # Å, and a letter beyond the first plane, which is a surrogate pair.
    name = b"\xc5\x00\x35\xd8\x9c\xdc"
    rest = b'"\x00\t\x00"\x00T\x00r\x00u\x00e\x00"\x00\t\x00"\x00"\x00\r\x00\n\x00'
    assert written([["Å𝒜", True, None]], WIDE) == b"\xff\xfe" + head + name + rest


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_separator_quote_or_line_end_in_a_value_starts_no_cell(delimiter: str) -> None:
    hostile = f'a{delimiter}=1+1{delimiter}"=2"{delimiter}\r\n=3+3{delimiter}"'
    text = written([[hostile, True, None]], Dialect(delimiter)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    d = delimiter
    # An apostrophe before each place where a reader of another dialect would start a cell.
    assert rows[1:] == [[f"a{d}'=1+1{d}'\"=2\"{d}'\n'=3+3{d}\"", "True", ""]]


@pytest.mark.parametrize("dialect", [SWEDISH, WIDE])
@pytest.mark.parametrize(
    "name", ["=1+1", "+46 70", "-1", "@SUM(A1)", "＝1", "\t1+1", "\n1+1", "\x00=1+1"]
)
def test_no_dialect_lets_a_formula_through(dialect: Dialect, name: str) -> None:
    encoding = "utf-16" if dialect is WIDE else "utf-8-sig"
    text = written([[name, True, None]], dialect).decode(encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))
    assert rows[1][0] == "'" + name.removeprefix("\x00")


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    # LibreOffice's numbers for separator, quote and encoding; what it reads as true and false.
    ("dialect", "tokens", "true", "false"),
    [(SWEDISH, "59,34,76", "SANT", "FALSKT"), (WIDE, "9,34,65535", True, False)],
)
def test_libreoffice_reads_the_cells_back(
    tmp_path: Path, convert: Convert, dialect: Dialect, tokens: str, true: object, false: object
) -> None:
    rows: list[list[Value]] = [
        ["Åsa Öberg", True, ("mobilePhone", "email")],
        ["佐藤", False, ()],
        ["Vance; Adele\t🦊", None, None],
        ["=1+1", True, None],
        ['a"b,c;=2+2\n=3+3', False, None],
    ]
    (tmp_path / "report.csv").write_bytes(written(rows, dialect))
    options = f"--infilter=Text - txt - csv (StarCalc):{tokens},1"
    convert(tmp_path / "report.csv", "xlsx", options)
    sheet = load_workbook(tmp_path / "report.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Display Name", "Registered", "Methods"],
        ["Åsa Öberg", true, "mobilePhone; email"],
        ["佐藤", false, None],
        ["Vance; Adele\t🦊", None, None],
        ["'=1+1", true, None],
        ["a\"b,c;'=2+2\n'=3+3", false, None],
    ]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
