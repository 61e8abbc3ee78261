"""Whole files of `report` in other readers: python-calamine, LibreOffice, the csv module. With the
demo tenant in every language, and with accounts whose every text is hostile."""

import csv
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mfa_audit.domain.accounts import Account, Definition, MethodDetail, RegistrationDetails, Tenant
from mfa_audit.domain.registration import AccountRecord, judge_account
from mfa_audit.domain.run import Audit, Counts, Gap
from mfa_audit.domain.sources import SOURCES
from mfa_audit.formats.csv_file import Dialect
from mfa_audit.formats.writer import Format, writer
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS
from mfa_audit.reports.account_pages import Provenance
from mfa_audit.reports.accounts import AccountLayout
from mfa_audit.reports.language import Language, words_of
from tests.builders import an_account_run
from tests.cli.conftest import DemoReport

HOSTILE = [
    *("=cmd|'/C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r\n=1", "x;=1", '"=1', "#N/A"),
    *("a\x00b\x1fc", "lone \ud800 half", "\ufffe\uffff", "‮evil", "<b>&amp;</b>]]>", "_x000D_"),
    *("'quoted", "z" * 40_000),
]


# What the cell says that proves a sum, by language.
CHECKED = {"en": "adds up", "sv": "stämmer", "nl": "klopt"}
# Every sheet as a CSV of its own, with the values that formulas have.
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,,,-1"


@pytest.fixture(scope="session")
def workbooks(demo_report: DemoReport) -> dict[str, Path]:
    """A workbook of the demo tenant in every language."""
    options = ("--last-sign-in", "--details", "--lang")
    return {language: demo_report(f"{language}.xlsx", *options, language) for language in CHECKED}


@pytest.fixture(scope="session")
def converted(workbooks: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what LibreOffice makes of all workbooks; it asks for no repair, because no
    person is there."""
    folder = tmp_path_factory.mktemp("converted")
    # For the wrapped line of a method with 40,000 letters it would take a quarter of a minute.
    data = made(Format.XLSX, hostile(longest_method=5_000), Dialect())
    (folder / "hostile.xlsx").write_bytes(data)
    for format, files in (
        ("pdf", [*workbooks.values()]),
        (SHEETS, [*workbooks.values(), folder / "hostile.xlsx"]),
    ):
        program = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        options = ["--headless", "--convert-to", format, "--outdir", str(folder)]
        command = [*program, *options, *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", list(CHECKED))
def test_libreoffice_opens_the_workbook_and_it_adds_up(language: str, converted: Path) -> None:
    assert (converted / f"{language}.pdf").read_bytes().startswith(b"%PDF-")
    texts = [path.read_text(encoding="utf-8") for path in converted.glob(f"{language}-*.csv")]
    assert len(texts) == 7
    assert sum(text.count(f",{CHECKED[language]},") for text in texts) == 3
    assert not [text for text in texts if re.search(r"#(REF|NAME|VALUE|N/A|DIV)|Err:\d", text)]


@pytest.mark.parametrize("language", list(CHECKED))
def test_a_second_reader_sees_the_same_cells(language: str, workbooks: dict[str, Path]) -> None:
    ours = load_workbook(workbooks[language])
    theirs = CalamineWorkbook.from_path(workbooks[language])
    assert theirs.sheet_names == ours.sheetnames
    for sheet in ours:
        rows = theirs.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        expected = [
            [value for value in map(as_calamine_has_it, row) if value is not None]
            for row in sheet.values
        ]
        assert expected == [[value for value in row if value != ""] for row in rows], sheet.title


def as_calamine_has_it(value: object) -> object:
    """The value as calamine shows it: it does not calculate, and takes midnight for a day."""
    if isinstance(value, str) and value.startswith("=IF(SUM("):
        return None
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def hostile(
    texts: Sequence[str] = HOSTILE, longest_method: int | None = None
) -> list[AccountRecord]:
    """A record for each text, which is in every field that takes text from outside."""
    records = []
    for number, text in enumerate(texts):
        account = Account(f"id-{number}", f"{text}@x", text, department=text, user_type=text)
        methods = (text[:longest_method], "email")
        row = RegistrationDetails(is_admin=True, methods_registered=methods)
        record = judge_account(account, row, None, Definition.ENTRA)
        record.roles = (text,)
        record.method_details = (MethodDetail(text, None, text),)
        records.append(record)
    return records


def made(format: Format, records: list[AccountRecord], dialect: Dialect) -> bytes:
    """A whole Swedish report of the records, with hostile text in the facts of the run as well."""
    whole = format in (Format.XLSX, Format.HTML)
    layout = AccountLayout(
        ACCOUNT_COLUMNS, words_of(Language.SWEDISH), whole=whole, for_programs=format is Format.JSON
    )
    stream = io.BytesIO()
    table = writer(format, stream, layout.tables, dialect)
    for number, rows in layout.rows(records):
        table.write(rows, number)
    counts = Counts(listed=len(records))
    counts.add(*records)
    run = an_account_run(counts, identity=HOSTILE[0], tenant=Tenant("t", HOSTILE[0]))
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
def test_libreoffice_opens_a_hostile_workbook(converted: Path) -> None:
    with (converted / "hostile-Konton.csv").open(encoding="utf-8", newline="") as file:
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


def test_json_keeps_hostile_values() -> None:
    # Half a surrogate pair, which is no Unicode text, became a mark when it was decoded.
    texts = [text.replace("\ud800", "\ufffd") for text in HOSTILE]
    document = json.loads(made(Format.JSON, hostile(texts), Dialect()))
    assert [account["displayName"] for account in document["accounts"]] == texts
