"""`activity`: downloaded reports, explained: stdout, stderr, files and exit codes, literally."""

import csv
import json
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.program import call

HEADER = "Datum;Användare;Resultat"
ROWS = (
    "2018-07-31 10:00;ada@contoso.example;SUCCESS_PHONE_APP_AUTHENTICATED",
    '2018-07-30 09:12;ADA@contoso.example;"FAILED_PHONE_BUSY"',
    "2018-07-30 09:13;bob@contoso.example;Mobile App Denied",
    "2018-07-30 09:14;bob@contoso.example;CONFIG_ISSUE",
)
REPORT = "\r\n".join([HEADER, *ROWS, ""])
APPROVED = "The user approved in the mobile app."
UNREACHABLE = (
    "The call could not be placed or nobody answered: busy, disconnected, or rang in vain."
)
BUSY = (
    "Another authentication of this user was still under way; often a RADIUS client that asks "
    "several times during one sign-on."
)
PRESSED = "The user pressed Deny in the mobile app."
FAULT = "Something failed that nobody decided: the service, the phone, its number."
NOTE = (
    "Call results stand only in downloaded activity reports: today's sign-in logs of Entra do not "
    "contain them."
)
SUMMARY = f"""\
activity report: 4 rows, 2 users, 2 days
  success          1
  denied           2
  fault            1
  unknown          0
results
          1  SUCCESS_PHONE_APP_AUTHENTICATED (success)
          1  FAILED_PHONE_BUSY (denied)
          1  FAILED_PHONE_APP_DENIED (denied)
          1  CONFIG_ISSUE (fault)
users denied most often
          1  ada@contoso.example
          1  bob@contoso.example
days with the most denied
          2  2018-07-30
{NOTE}
"""


def put(name: str, text: str, encoding: str = "utf-8") -> None:
    """Write a file in this folder."""
    Path(name).write_bytes(text.encode(encoding))


def table(name: str) -> list[list[str]]:
    """A CSV that was written."""
    text = Path(name).read_bytes().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_without_a_file_to_write_the_summary_is_printed() -> None:
    put("r.csv", REPORT, "cp1252")
    done = call("activity", "r.csv")
    assert (done.exit_code, done.stdout, done.stderr) == (0, SUMMARY, "")


def test_two_columns_come_behind_those_of_the_file() -> None:
    put("r.csv", REPORT, "utf-16")
    done = call("activity", "r.csv", "-o", "x.csv")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == SUMMARY + f"written: {Path('x.csv').resolve()} (4 rows)\n"
    ada, bob = "ada@contoso.example", "bob@contoso.example"
    assert table("x.csv") == [
        ["Datum", "Användare", "Resultat", "The result means", "Outcome"],
        ["2018-07-31 10:00", ada, "SUCCESS_PHONE_APP_AUTHENTICATED", APPROVED, "success"],
        ["2018-07-30 09:12", "ADA@contoso.example", "FAILED_PHONE_BUSY", BUSY, "denied"],
        ["2018-07-30 09:13", bob, "Mobile App Denied", PRESSED, "denied"],
        ["2018-07-30 09:14", bob, "CONFIG_ISSUE", UNREACHABLE, "fault"],
    ]


def test_another_language_and_dialect() -> None:
    put("r.csv", "\n".join([HEADER, ROWS[2]]))
    done = call("activity", "r.csv", "-o", "x.csv", "--lang", "sv", "--delimiter", ";", "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    assert Path("x.csv").read_bytes().decode("utf-8-sig") == (
        '"Datum";"Användare";"Resultat";"Resultatet betyder";"Utfall"\r\n'
        '"2018-07-30 09:13";"bob@contoso.example";"Mobile App Denied";'
        '"Användaren tryckte på Neka i mobilappen.";"nekad"\r\n'
    )


def test_files_with_other_columns_become_one_table() -> None:
    put("one.csv", REPORT)
    put("two.csv", "Call Result,Phone,DATUM,datum\nUSED CACHE,,,\nUsed Cache,+46,1/8/2018,x\n")
    # Without headers, and with the result in an unusual place.
    put("three.csv", "CONFIG_ISSUE,eve@contoso.example\nSUCCESS_USED_CACHE,eve@contoso.example\n")
    done = call("activity", "one.csv", "two.csv", "three.csv", "-o", "x.csv")
    header, *rows = table("x.csv")
    assert header == [
        *("Datum", "Användare", "Resultat", "Call Result", "Phone", "datum (2)", "#1", "#2"),
        *("The result means", "Outcome"),
    ]
    assert len(rows) == 8
    cached = "Let in without a call: the same user had succeeded shortly before."
    assert rows[4:] == [
        ["", "", "", "USED CACHE", "", "", "", "", cached, "success"],
        ["1/8/2018", "", "", "Used Cache", "'+46", "x", "", "", cached, "success"],
        [*[""] * 6, "CONFIG_ISSUE", "eve@contoso.example", UNREACHABLE, "fault"],
        [*[""] * 6, "SUCCESS_USED_CACHE", "eve@contoso.example", cached, "success"],
    ]
    assert done.stderr.startswith("activity report: 8 rows, 3 users, 3 days\n")


GAPS = """\
gaps: this is what the report does not know
  1. call results: rows with a result that this version does not know: 1
     The summary lists them; update mfa-audit.
  2. call results: rows without a result: 1
     See whether the file is whole; they may be sums.
"""


def test_an_unknown_result_is_a_gap() -> None:
    put("r.csv", REPORT + "x;y;FAILED_SOMETHING_NEW\r\ntotal\r\n")
    done = call("activity", "r.csv", "-o", "x.csv", "--quiet")
    assert (done.exit_code, done.stderr) == (3, GAPS)
    assert [row[2:] for row in table("x.csv")[5:]] == [
        ["FAILED_SOMETHING_NEW", "No call result that this version knows.", "unknown"],
        ["", "The row has no call result.", "unknown"],
    ]
    done = call("activity", "r.csv")
    assert "          1  FAILED_SOMETHING_NEW\n          1  (no result)\n" in done.stdout
    assert (done.exit_code, done.stderr) == (3, GAPS)


def test_json_differs_by_language_only_in_the_meaning() -> None:
    put("r.csv", "What,meaning,outcome\nMobile App Denied,a,b\nCONFIG_ISSUE\n,,c\nNEW,,\n")
    put("s.csv", "What\nCONFIG_ISSUE\n")
    words = ("activity", "r.csv", "s.csv", "--format", "json", "-q", "--lang")
    document = json.loads(call(*words, "nl").stdout)
    run = document["run"]
    assert document["schema"] == "mfa-audit/activity/v1"
    assert run["notes"] == [NOTE]
    assert run["files"] == [
        {"name": name, "encoding": "utf-8", "delimiter": ",", "rows": rows}
        for name, rows in (("r.csv", 4), ("s.csv", 1))
    ]
    assert run["summary"] == {
        "rows": 5,
        "outcomes": {"success": 0, "denied": 1, "fault": 2, "unknown": 2},
        "results": {"CONFIG_ISSUE": 2, "FAILED_PHONE_APP_DENIED": 1, "": 1, "NEW": 1},
        "users": {},
        "days": {},
    }
    assert [gap["reason"] for gap in document["gaps"]] == [
        "rows with a result that this version does not know: 1",
        "rows without a result: 1",
    ]
    denied = "De gebruiker heeft in de mobiele app op Weigeren gedrukt."
    unreachable = (
        "De oproep kon niet worden geplaatst of niemand nam op: bezet, afgesloten of geen gehoor."
    )
    rows = document["activity"]
    assert list(rows[0]) == ["What", "meaning", "outcome", "meaning (2)", "outcome (2)"]
    assert [tuple(row.values()) for row in rows] == [
        ("Mobile App Denied", "a", "b", denied, "denied"),
        ("CONFIG_ISSUE", "", "", unreachable, "fault"),
        ("", "", "c", None, "unknown"),
        ("NEW", "", "", None, "unknown"),
        ("CONFIG_ISSUE", None, None, unreachable, "fault"),
    ]


def test_a_workbook_has_a_summary_and_sheets_of_users_and_days() -> None:
    put("r.csv", REPORT + "x;y;FAILED_SOMETHING_NEW\r\n")
    assert call("activity", "r.csv", "-o", "x.xlsx").exit_code == 3
    book = load_workbook("x.xlsx")
    assert book.sheetnames == ["Summary", "Activity", "Users", "Days"]
    sheets = {sheet.title: [list(row) for row in sheet.values] for sheet in book}
    rows = [[value for value in row if value is not None] for row in sheets["Summary"]]
    assert rows[:8] == [
        ["MFA activity report, explained"],
        [NOTE],
        [],
        ["Outcomes"],
        ["Outcome", "Rows", "Share", "What it means"],
        ["success", 1, 0.2, "The person was let in."],
        ["denied", 2, 0.4, "The person was not let in."],
        ["fault", 1, 0.2, FAULT],
    ]
    assert ["FAILED_PHONE_APP_DENIED", 1, "denied", PRESSED] in rows
    assert ["FAILED_SOMETHING_NEW", 1, "unknown", "No call result that this version knows."] in rows
    assert ["2018-07-30", 3, 2] in rows
    assert ["r.csv", 5, "utf-8"] in rows
    assert rows[-1] == [
        "rows with a result that this version does not know: 1",
        "The summary lists them; update mfa-audit.",
    ]
    assert len(sheets["Activity"]) == 6
    counts = ["Rows", "Success", "Denied", "Fault", "Unknown"]
    assert sheets["Users"] == [
        ["User", *counts],
        ["ada@contoso.example", 2, 1, 1, 0, 0],
        ["bob@contoso.example", 2, 0, 1, 1, 0],
        ["y", 1, 0, 0, 0, 1],
    ]
    days = [["2018-07-30", 3, 0, 2, 1, 0], ["2018-07-31", 1, 1, 0, 0, 0]]
    assert sheets["Days"] == [["Day", *counts], *days]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "r.csv is empty.\nGet the file again.\n"),
        (HEADER, "r.csv has headers, but no rows.\nGet the file again.\n"),
        (
            "Date,User,Status\n2026-11-21,ada@contoso.example,0\n",
            "r.csv has no column of call results, such as FAILED_PHONE_BUSY.\n"
            "Name a downloaded MFA activity report. Today's sign-in logs of Entra do not contain "
            "call results.\n",
        ),
        (
            REPORT * 300 + '1;2;"3\r\n',
            "r.csv, line 1501: a quote is opened in the row that begins here, and never closed.\n"
            "Close it, or get the file again: it may be cut off.\n",
        ),
    ],
)
def test_a_file_that_is_no_report_writes_nothing(text: str, message: str) -> None:
    put("r.csv", text)
    put("x.csv", "old")
    done = call("activity", "r.csv", "-o", "x.csv")
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {message}")
    assert sorted(os.listdir()) == ["r.csv", "x.csv"]
    assert Path("x.csv").read_text() == "old"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Name a file to explain.\nFor example: mfa-audit activity Report.csv\n"),
        (
            ["r.csv", "--demo"],
            "--demo explains a sample, not your files.\nLeave out one of the two.\n",
        ),
        (["gone.csv"], "There is no file gone.csv.\nCheck the name.\n"),
        (["r.csv", "-o", "./r.csv"], "r.csv is a file to explain.\nWrite to another with -o.\n"),
        (["r.csv", "--format", "xlsx"], "A workbook does not go to stdout.\nAdd -o FILE.\n"),
    ],
)
def test_a_wrong_call(words: list[str], message: str) -> None:
    put("r.csv", REPORT)
    done = call("activity", *words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {message}")
    assert Path("r.csv").read_text(encoding="utf-8") == REPORT.replace("\r\n", "\n")


def test_too_many_columns_in_all() -> None:
    for number in range(2):
        names = ",".join(f"{number} {n}" for n in range(600))
        put(f"{number}.csv", f"{names}\nCONFIG_ISSUE{',' * 599}\n")
    done = call("activity", "0.csv", "1.csv")
    assert (done.exit_code, done.stderr) == (
        2,
        "error: The files have 1,200 different columns; 1,000 are read.\n"
        "Name fewer files at once.\n",
    )


def test_the_sample_has_every_result() -> None:
    done = call("activity", "--demo", "-o", "-", "--format", "csv", "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    header, *rows = csv.reader(done.stdout.lstrip("\ufeff").splitlines())
    assert header[-3:] == ["Call Result", "The result means", "Outcome"]
    assert len({row[-3] for row in rows}) == 45
    assert {row[-1] for row in rows} == {"success", "denied", "fault", "unknown"}


def test_people_are_not_named_in_a_log_file() -> None:
    put("r.csv", REPORT)
    done = call("activity", "r.csv", "-o", "x.csv", "--log-file", "log.txt")
    assert "ada@contoso.example" in done.stderr
    log = Path("log.txt").read_text(encoding="utf-8")
    assert "written: " in log
    assert "contoso" not in log


def test_a_header_is_no_formula_either() -> None:
    put("r.csv", "=1+1,Result\n-2,CONFIG_ISSUE\n")
    assert call("activity", "r.csv", "-o", "x.csv", "-q").exit_code == 0
    assert [row[:2] for row in table("x.csv")] == [["'=1+1", "Result"], ["'-2", "CONFIG_ISSUE"]]
    assert call("activity", "r.csv", "-o", "x.xlsx", "-q").exit_code == 0
    cell = load_workbook("x.xlsx")["Activity"]["A1"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_no_control_character_reaches_the_screen() -> None:
    put("r.csv", "Result\nCONFIG_ISSUE\nCONFIG_ISSUE\n\x1b[2Jgone\n")
    assert "          1  [2Jgone\n" in call("activity", "r.csv").stdout
