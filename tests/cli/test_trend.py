"""`trend`: a row for each report of a folder, lines, and what could not be read."""

import csv
import json
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.program import call, write_report

JUST_NOW = 1_790_000_000  # 2026-09-21, UTC
MSONLINE = (
    "UserPrincipalName,MFA Status,MFA Methods\r\n"
    "a@x,Disabled,System.Object[]\r\nb@x,Disabled,\r\nc@x,Disabled,OneWaySMS\r\n"
)


def report(name: str, finished: str, registered: bool | None, **more: str) -> None:
    """A report of one admin in JSON."""
    run = {"finished": finished, "tenantId": "t-1", "tenantName": "Contoso"} | more
    account = {"userPrincipalName": "a@x", "isAdmin": True, "registered": registered, "id": "1"}
    write_report(name, run, account)


@pytest.fixture
def folder() -> None:
    """Reports with a day in themselves, in their names or only in their times; and other files."""
    report("2030-01-01.json", "2026-11-14T06:00:00Z", False)
    report("week two.json", "2026-11-21T06:00:00Z", True)
    Path("MFA 2018-05-04.csv").write_text(MSONLINE, encoding="utf-16")
    Path("MFA 2026-W45.csv").write_text(MSONLINE.replace("System.Object[]", ""), encoding="ascii")
    for name in ("MFA 2026-13-45.csv", "plain.CSV"):
        Path(name).write_text("UserPrincipalName\r\na@x\r\n", encoding="ascii")
        os.utime(name, (JUST_NOW, JUST_NOW))
    Path("budget.csv").write_text("Month,Sum\r\n1,2\r\n", encoding="ascii")
    for ignored in ("notes.txt", "~$open.xlsx", ".MFA.csv.tmp.csv"):
        Path(ignored).write_text("not read", encoding="ascii")
    Path("folder.csv").mkdir()


SCREEN = """\
date        accounts  registered  phishing-resistant  phone only  admins not registered  file
2018-05-04         3           2                   -           -                      -  \
MFA 2018-05-04.csv
2026-09-21         1           -                   -           -                      -  \
MFA 2026-13-45.csv
2026-09-21         1           -                   -           -                      -  plain.CSV
2026-11-02         3           1                   -           -                      -  \
MFA 2026-W45.csv
2026-11-14         1           0                   -           -                      1  \
2030-01-01.json
2026-11-21         1           1                   -           -                      0  \
week two.json
"""
UNREAD = """\
gaps: this is what the report does not know
  1. budget.csv: budget.csv is no report: its columns begin with Month, Sum.
     Name a report of mfa-audit, or a CSV with the column UserPrincipalName.
  2. folder.csv: folder.csv is not a file.
     Name a report of mfa-audit, or a CSV with the column UserPrincipalName.
"""


@pytest.mark.usefixtures("folder")
def test_on_screen() -> None:
    done = call("trend", ".")
    assert (done.exit_code, done.stdout, done.stderr) == (3, SCREEN, UNREAD)


@pytest.mark.usefixtures("folder")
def test_a_workbook_with_lines() -> None:
    for _ in "ab":  # the second time it is among the files
        done = call("trend", ".", "-o", "Trend.xlsx", "--lang", "sv", "-q")
        assert (done.exit_code, done.stdout, done.stderr) == (3, "", UNREAD)
    book = load_workbook("Trend.xlsx")
    assert book.sheetnames == ["Utveckling", "Rapporter"]
    page = [[cell for cell in row if cell is not None] for row in book["Utveckling"].values]
    assert page[3:6] == [
        ["Konton över tid"],
        ["Datum", "Registrerade", "Nätfiskeresistenta", "Enbart telefon"],
        ["2018-05-04", 2],
    ]
    assert ["budget.csv", "budget.csv is no report: its columns begin with Month, Sum."] in page
    rows = list(book["Rapporter"].values)
    counts = (1, 1, 0, 0, 1, None, None, 1, 0)
    assert rows[-1] == ("2026-11-21", "week two.json", *counts, None, "Contoso", "rapporten")
    with zipfile.ZipFile("Trend.xlsx") as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/" in name]
    assert [chart.count("<ser>") for chart in charts] == [3, 1]
    for chart in charts:
        assert "<lineChart>" in chart
        assert '<dispBlanksAs val="gap"' in chart
    assert "'Utveckling'!$B$6:$B$11" in charts[0]
    assert "'Utveckling'!B5" in charts[0].replace("$", "")


@pytest.mark.usefixtures("folder")
def test_json_and_csv_keep_the_figures() -> None:
    done = call("trend", ".", "--format", "json", "-q")
    document = json.loads(done.stdout)
    assert document["schema"] == "mfa-audit/trend/v1"
    assert [gap["source"] for gap in document["gaps"]] == ["budget.csv", "folder.csv"]
    assert document["reports"][4] == (
        {"date": "2026-11-14", "file": "2030-01-01.json", "accounts": 1, "admins": 1}
        | {"registered": 0, "notRegistered": 1, "unknown": 0, "registeredShare": 0.0}
        | {"phishingResistant": None, "phoneOnly": None, "adminsNotRegistered": 1}
        | {"definition": None, "tenant": "Contoso", "dateFrom": "the report"}
    )
    call("trend", ".", "-o", "Trend.csv", "-q")
    with Path("Trend.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][:4] == ["2018-05-04", "MFA 2018-05-04.csv", "3", "2"]
    assert rows[1][-1] == "the file's name"


def test_the_demo_tenant_in_two_weeks() -> None:
    call("report", "--demo", "-q", "-o", "a.xlsx", "--lang", "nl")
    call("report", "--demo", "--demo-week", "2", "-q", "-o", "b.csv", "--columns", "full")
    done = call("trend", ".")
    assert done.exit_code == 0
    figures = [line.split()[1:6] for line in done.stdout.splitlines()[1:]]
    assert figures == [["250", "194", "52", "48", "2"], ["250", "195", "54", "49", "2"]]


def test_reports_that_do_not_belong_together() -> None:
    report("a.json", "2026-11-14T06:00:00Z", None, definition="entra")
    report("b.json", "2026-11-21T06:00:00Z", None, definition="msonline", tenantId="t-2")
    notes = [
        "note: the reports are of several tenants: the lines mix them",
        "note: the reports have several definitions of registered: the lines mix them",
    ]
    assert call("trend", ".").stdout.splitlines()[-2:] == notes
    call("trend", ".", "-o", "Trend.xlsx", "--lang", "nl", "-q")
    page = [row[0] for row in load_workbook("Trend.xlsx").worksheets[0].values]
    assert page[2] == "de rapporten zijn van meer tenants: de lijnen mengen ze"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "missing is no folder."),
        (".", "has no report.\nReports end in .csv, .xlsx or .json."),
        ("bad", "has no report.\nbad/a.csv is no report" if os.sep == "/" else "has no report."),
    ],
)
def test_nothing_to_read(name: str, message: str) -> None:
    Path("bad").mkdir()
    Path("bad/a.csv").write_text("Month\r\n1\r\n", encoding="ascii")
    done = call("trend", name, "-o", "Trend.xlsx")
    assert done.exit_code == 2
    assert message in done.stderr
    assert not Path("Trend.xlsx").exists()


def test_an_empty_report_has_no_share() -> None:
    write_report("a 2026-11-21.json", {})
    document = json.loads(call("trend", ".", "--format", "json").stdout)
    assert document["reports"][0]["registeredShare"] is None


def test_a_report_is_not_written_over() -> None:
    report("a.json", "2026-11-21T06:00:00Z", True)
    before = Path("a.json").read_bytes()
    done = call("trend", ".", "-o", "a.json")
    assert done.exit_code == 2
    assert "a.json is a report itself, and would be lost." in done.stderr
    assert Path("a.json").read_bytes() == before


@pytest.mark.linux
def test_a_link_that_leads_nowhere_is_listed() -> None:
    report("a.json", "2026-11-21T06:00:00Z", True)
    Path("link.csv").symlink_to("nowhere.csv")
    for _ in "ab":  # the second time the output is there
        done = call("trend", ".", "-o", "Trend.csv", "-q")
        assert done.exit_code == 3
        assert "1. link.csv: There is no file link.csv." in done.stderr


def test_a_note_about_reports_of_other_accounts() -> None:
    for name, chosen in (("a", []), ("b", ["--exclude guests"])):
        account = {"userPrincipalName": "a@x", "registered": True}
        write_report(f"{name} 2026-11-21.json", {"population": chosen, "tenantId": "t"}, account)
    assert call("trend", ".").stdout.splitlines()[-1] == (
        "note: the reports are not about the same accounts: the lines mix them"
    )


def test_an_account_that_is_listed_twice_is_counted_once() -> None:
    rows = (("1", "a@x", True), ("1", "A@x", False), ("2", "a@x", False))
    names = ("id", "userPrincipalName", "registered")
    Path("reports").mkdir()
    run = {"finished": "2026-11-21T06:00:00Z"}
    write_report("reports/r.json", run, *(dict(zip(names, row, strict=True)) for row in rows))
    assert call("trend", "reports", "-q", "-o", "t.json").exit_code == 0
    (row,) = json.loads(Path("t.json").read_text(encoding="utf-8"))["reports"]
    assert (row["accounts"], row["registered"], row["notRegistered"]) == (2, 1, 1)
