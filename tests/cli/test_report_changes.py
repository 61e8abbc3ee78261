"""`report --compare-with`: the changes since an earlier report, in the new one and on screen."""

import csv
import json
import re
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.program import call, write_report

COUNTED = [
    "  accounts: 250 + 1 new - 1 gone = 250",
    "  accounts in both with a change: 10",
    "  lost registration                            1",
]


def second_week(*arguments: str) -> list[str]:
    """The lines about changes of a report of the demo tenant's second week."""
    done = call("report", "--demo", "--demo-week", "2", *arguments)
    assert done.exit_code == 3
    lines: list[str] = done.stderr.splitlines()
    start = next(number for number, line in enumerate(lines) if " -> " in line)
    return lines[start : start + 4]


def test_a_workbook_gets_a_sheet_and_figures() -> None:
    call("report", "--demo", "-q", "-o", "old.csv", "--columns", "full", "--lang", "sv")
    lines = second_week("-o", "new.xlsx", "--compare-with", "old.csv", "--lang", "nl")
    assert lines == ["old.csv -> new.xlsx", *COUNTED]
    book = load_workbook("new.xlsx")
    assert book.sheetnames == [
        *("Samenvatting", "Wijzigingen", "Niet geregistreerd", "Beheerders", "Accounts"),
        *("Methoden", "Populatie", "Info"),
    ]
    changes = list(book["Wijzigingen"].values)
    assert len(changes) == 13
    first = ("registratie verloren", "asa.oberg@contoso.example", "geregistreerd")
    assert changes[1][:4] == (*first, "niet geregistreerd")
    rows = [[cell for cell in row if cell is not None] for row in book["Samenvatting"].values]
    start = rows.index(["Wijzigingen in accounts"])
    assert rows[start + 2 : start + 6] == [
        ["In het oude rapport", 250],
        ["Nieuwe accounts", 1],
        ["Verdwenen accounts", -1],
        ["In het nieuwe rapport", 250],
    ]
    assert ["registratie verloren", 1] in rows
    assert ["Bestand", "old.csv"] in rows
    assert call("compare", "old.csv", "new.xlsx").stdout.splitlines()[1:4] == COUNTED


def test_json_gets_counts_and_a_csv_nothing() -> None:
    call("report", "--demo", "-q", "-o", "old.json")
    assert second_week("-o", "new.json", "--compare-with", "old.json")[1:] == COUNTED
    compared = json.loads(Path("new.json").read_text(encoding="utf-8"))["run"]["comparison"]
    assert compared["old"]["file"] == "old.json"
    assert compared["counts"]["changes"]["lost registration"] == 1
    assert second_week("-o", "new.csv", "--compare-with", "old.json")[2] == (
        "  accounts in both with a change: 10"
    )
    with Path("new.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert (len(rows), len(rows[0])) == (251, 3)


def test_rules_may_name_changes() -> None:
    call("report", "--demo", "-q", "-o", "old.json")
    week = ("report", "--demo", "--demo-week", "2", "-q", "--compare-with", "old.json")
    rules = ("--fail-on", "new_weak_admins>0", "--fail-on", "new_accounts>1")
    done = call(*week, "-o", "new.html", *rules)
    assert done.exit_code == 10
    assert done.stderr.splitlines()[-2:] == [
        "rule new_weak_admins>0: tripped: 1",
        "rule new_accounts>1: not tripped: 1",
    ]
    page = Path("new.html").read_text(encoding="utf-8")
    assert "new admin without phishing-resistant method" in page
    refused = call("report", "--demo", "--fail-on", "new_accounts>1")
    assert refused.exit_code == 2
    assert "takes two reports, and nothing is compared" in refused.stderr


def test_pseudonyms_are_compared_with_pseudonyms() -> None:
    call("config", "new-key", "key")
    call("report", "--demo", "-q", "-o", "old.json", "--pseudonymise", "key")
    lines = second_week("-o", "new.json", "--pseudonymise", "key", "--compare-with", "old.json")
    assert lines[1:] == COUNTED


def test_the_latest_file_of_the_name() -> None:
    first = call("report", "--demo", "-o", "MFA {date}.json", "--compare-with", "latest")
    assert "there is no earlier file like MFA {date}.json yet" in first.stderr
    (made,) = Path().glob("*.json")
    made.rename("MFA 2026-01-01.json")
    Path("MFA 2025-12-31.json").write_text("not read", encoding="utf-8")
    lines = second_week("-o", "MFA {date}.json", "--compare-with", "latest")
    assert re.fullmatch(r"MFA 2026-01-01\.json -> MFA \d{4}-\d\d-\d\d\.json", lines[0])
    assert lines[1:] == COUNTED


def test_the_latest_file_of_a_name_without_a_date() -> None:
    call("report", "--demo", "-q", "-o", "MFA.json")
    assert second_week("-o", "MFA.json", "--compare-with", "latest") == [
        "MFA.json -> MFA.json",
        *COUNTED,
    ]


def test_another_tenant_is_refused_and_what_was_there_stays() -> None:
    write_report("other.json", {"tenantId": "t-2", "tenantName": "Fabrikam"})
    Path("new.csv").write_text("as it was", encoding="utf-8")
    done = call("report", "--demo", "-o", "new.csv", "--compare-with", "other.json")
    assert done.exit_code == 2
    assert "The reports are of two tenants: Fabrikam and Contoso." in done.stderr
    assert Path("new.csv").read_text(encoding="utf-8") == "as it was"


def test_a_missing_file_is_reported_before_the_sign_in() -> None:
    done = call("report", "--compare-with", "none.csv", "-o", f"{date.min}.csv")
    assert done.exit_code == 2
    assert "There is no file none.csv" in done.stderr


def test_another_tenant_is_refused_before_the_sign_in() -> None:
    write_report("other.json", {"tenantId": "F0000000-0000-4000-9000-00000000000a"})
    tenant = "f0000000-0000-4000-9000-00000000000b"
    words = ("report", "--tenant", tenant, "-o", "new.csv", "--compare-with", "other.json")
    done = call(*words)
    assert done.exit_code == 2
    assert (
        "The reports are of two tenants: F0000000-0000-4000-9000-00000000000a and "
        "f0000000-0000-4000-9000-00000000000b." in done.stderr
    )
    assert not Path("new.csv").exists()
