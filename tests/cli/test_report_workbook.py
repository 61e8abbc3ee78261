"""Whole reports through other readers: python-calamine, LibreOffice, the csv module. With the demo
tenant in every language, and with accounts whose every text is hostile."""

import csv
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mfa_audit.domain.accounts import Account, Definition, MethodDetail, RegistrationDetails, Tenant
from mfa_audit.domain.registration import AccountRecord, judge_account
from mfa_audit.domain.run import Audit, Counts, Gap, RunFacts
from mfa_audit.domain.sources import SOURCES
from mfa_audit.formats.csv_file import Dialect
from mfa_audit.formats.writer import Format, writer
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS
from mfa_audit.reports.account_pages import Provenance
from mfa_audit.reports.accounts import AccountLayout
from mfa_audit.reports.language import Language, words_of
from tests.cli.program import call

HOSTILE = [
    "=cmd|'/C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r\n=1",
    "x;=1",
    '"=1',
    "#N/A",
    "a\x00b\x1fc",
    "lone \ud800 half",
    "\ufffe\uffff",
    "‮evil",
    "<b>&amp;</b>]]>",
    "_x000D_",
    "'quoted",
    "z" * 40_000,
]


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def converted(book: Path, to: str) -> list[Path]:
    """What LibreOffice makes of it; it asks for no repair, because nobody is there."""
    folder = book.parent / "converted"
    profile = (book.parent / "profile").as_uri()
    program = ["soffice", f"-env:UserInstallation={profile}", "--headless"]
    wanted = ["--convert-to", to, "--outdir", str(folder), str(book)]
    subprocess.run([*program, *wanted], check=True, capture_output=True, timeout=120)
    return sorted(folder.iterdir())


CHECKED = {"en": "adds up", "sv": "stämmer", "nl": "klopt"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", list(CHECKED))
def test_the_workbook_of_the_demo_tenant_opens_and_adds_up(language: str, tmp_path: Path) -> None:
    call("report", "--demo", "--last-sign-in", "--details", "--lang", language, "-o", "r.xlsx")
    (pdf,) = converted(tmp_path / "r.xlsx", "pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
    sheets = converted(
        tmp_path / "r.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,,,-1"
    )
    texts = [path.read_text(encoding="utf-8") for path in sheets if path.suffix == ".csv"]
    assert len(texts) == 7
    assert sum(text.count(f",{CHECKED[language]},") for text in texts) == 3
    assert not [text for text in texts if re.search(r"#(REF|NAME|VALUE|N/A|DIV)|Err:\d", text)]


@pytest.mark.parametrize("language", list(CHECKED))
def test_a_second_reader_sees_the_same_cells(language: str) -> None:
    call("report", "--demo", "--last-sign-in", "--details", "--lang", language, "-o", "r.xlsx")
    ours = load_workbook("r.xlsx")
    theirs = CalamineWorkbook.from_path("r.xlsx")
    assert theirs.sheet_names == ours.sheetnames
    for sheet in ours:
        rows = theirs.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        told = [
            [value for value in map(as_calamine_has_it, row) if value is not None]
            for row in sheet.values
        ]
        assert told == [[value for value in row if value != ""] for row in rows], sheet.title


def as_calamine_has_it(value: object) -> object:
    """It does not calculate, and takes midnight for a day."""
    if isinstance(value, str) and value.startswith("=IF(SUM("):
        return None
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def hostile(texts: Sequence[str] = HOSTILE) -> list[AccountRecord]:
    """An account for each text, which stands wherever text from outside can."""
    records = []
    for number, text in enumerate(texts):
        account = Account(f"id-{number}", f"{text}@x", text, department=text, user_type=text)
        row = RegistrationDetails(is_admin=True, methods_registered=(text, "email"))
        record = judge_account(account, row, None, Definition.ENTRA)
        record.roles = (text,)
        record.method_details = (MethodDetail(text, None, text),)
        records.append(record)
    return records


def made(format: Format, records: list[AccountRecord], dialect: Dialect) -> bytes:
    """A whole report of them."""
    programs = format is Format.JSON
    words = words_of(Language.SWEDISH)
    whole = format in (Format.XLSX, Format.HTML)
    layout = AccountLayout(ACCOUNT_COLUMNS, words, whole=whole, for_programs=programs)
    stream = io.BytesIO()
    table = writer(format, stream, layout.tables, dialect)
    for number, rows in layout.rows(records):
        table.write(rows, number)
    counts = Counts(listed=len(records), unknown=len(records))
    counts.add(*records)
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    tenant = Tenant("t", HOSTILE[0])
    run = RunFacts("1", moment, Definition.ENTRA, "global", HOSTILE[0], tenant, counts)
    gaps = [
        Gap("users", text, text, 1, text, text, (text,)) for text in HOSTILE if "\ud800" not in text
    ]
    table.close(layout.closing(Audit(run, gaps), Provenance(SOURCES, "00")))
    return stream.getvalue()


def test_nothing_hostile_gets_through_a_workbook() -> None:
    data = made(Format.XLSX, hostile(), Dialect())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))  # noqa: S314 - we wrote it
    book = load_workbook(io.BytesIO(data))
    kinds = {cell.data_type for sheet in book for row in sheet.rows for cell in row}
    formulas = [c for s in book for row in s.rows for c in row if c.data_type == "f"]
    assert kinds <= {"s", "n", "b", "d", "f"}
    assert [str(cell.value)[:9] for cell in formulas] == ["=IF(SUM(B"] * 3
    assert {cell.parent.title for cell in formulas} == {"Population"}
    names = [cell.value for cell in book["Konton"]["D"]][1:]
    assert names[:6] == ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\n=1"]
    assert names[9:13] == ["abc", "lone  half", None, "‮evil"]
    assert names[13:16] == ["<b>&amp;</b>]]>", "_x000D_", "'quoted"]
    assert len(str(names[16])) == 32_767
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for title in theirs.sheet_names:
        theirs.get_sheet_by_name(title).to_python()


@pytest.mark.libreoffice
def test_libreoffice_opens_a_hostile_workbook(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(made(Format.XLSX, hostile(), Dialect()))
    options = "44,34,76,1,,0,false,true,false,,,-1"
    sheets = converted(tmp_path / "r.xlsx", f"csv:Text - txt - csv (StarCalc):{options}")
    (accounts,) = [path for path in sheets if path.stem == "r-Konton"]
    with accounts.open(encoding="utf-8", newline="") as file:
        names = [row[3] for row in csv.reader(file)]
    assert names[1:5] == ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(1)"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
def test_nothing_hostile_gets_through_a_csv(delimiter: str, encoding: str) -> None:
    data = made(Format.CSV, hostile(), Dialect(delimiter, encoding))
    text = data.decode(encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert len(rows) == len(HOSTILE) + 1
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    # Nor where a reader of another dialect would begin a cell.
    assert not re.search(r'[,;\t\n]"?[=+\-@]', text)


def test_json_holds_hostile_values_as_they_are() -> None:
    # Half a surrogate pair, which is no Unicode text, is a mark since it was decoded.
    texts = [text.replace("\ud800", "\ufffd") for text in HOSTILE]
    document = json.loads(made(Format.JSON, hostile(texts), Dialect()))
    assert [account["displayName"] for account in document["accounts"]] == texts
