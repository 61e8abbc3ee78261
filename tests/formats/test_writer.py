"""CSV and JSON to the byte, and the writer for each format."""

import io
from pathlib import Path

import msgspec
import pytest

from mfa_audit.errors import UsageError
from mfa_audit.formats.csv_file import Dialect
from mfa_audit.formats.writer import Format, format_of, writer
from mfa_audit.reports.tables import Closing, Table, Value
from tests.formats.sample import HEADINGS, ROWS

TABLES = [Table("Accounts", "Accounts", HEADINGS), Table("Methods", "Methods", HEADINGS[:1])]
CLOSING = Closing(
    run={"definition": "entra"},
    gaps=[{"source": "users", "accounts": 1}],
    title="MFA registration of Contoso",
    schema="mfa-audit/registration/v1",
)


def written(format: Format, rows: list[list[Value]]) -> bytes:
    """The bytes of a file of `format`."""
    stream = io.BytesIO()
    table = writer(format, stream, TABLES[:1] if format is Format.JSON else TABLES, Dialect())
    table.write(rows)
    table.close(CLOSING)
    return stream.getvalue()


def test_csv_to_the_byte() -> None:
    assert written(Format.CSV, ROWS) == (
        b"\xef\xbb\xbf"
        b'"UserPrincipalName","Registered for MFA","Methods (Graph)","Created (UTC)"\r\n'
        b'"ada@contoso.example","True","mobilePhone; email","2021-03-15 08:30:00"\r\n'
        b'"\'=HYPERLINK(""http://evil"")","","",""\r\n'
        b'"\xc3\x85sa \xe4\xbd\x90\xe8\x97\xa4 \xf0\x9f\xa6\x8a","False","",'
        b'"2021-03-15 08:30:00"\r\n'
    )


def test_json_to_the_byte() -> None:
    assert (
        written(Format.JSON, ROWS).decode()
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


def test_json_without_rows_is_json() -> None:
    document = msgspec.json.decode(written(Format.JSON, []))
    assert list(document) == ["schema", "run", "gaps", "accounts"]
    assert document["accounts"] == []


@pytest.mark.parametrize("format", list(Format))
def test_an_abandoned_file_leaves_nothing_open(format: Format) -> None:
    stream = io.BytesIO()
    table = writer(format, stream, TABLES, Dialect())
    table.write(ROWS)
    table.abandon()
    assert not stream.closed


def test_the_suffix_names_the_format() -> None:
    assert format_of(Path("a.CSV")) is Format.CSV
    assert format_of(Path("b.c.xlsx")) is Format.XLSX
    with pytest.raises(UsageError) as caught:
        format_of(Path("report.pdf"))
    assert caught.value.what == "report.pdf does not say which format to write."
    assert caught.value.remedy == "End the name in .csv, .xlsx, .json, .html, or add --format."
