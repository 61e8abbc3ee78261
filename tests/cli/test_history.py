"""`history` on the demo tenant, and where something may not be read."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mfa_audit.graph.demo.contoso import people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests.cli.program import WITH_SECRET, call, call_against, written
from tests.loopback import Loopback

REACHES_BACK = "The audit log reaches back 30 days at most, 7 in a tenant without Entra ID P1."
ALERT = (
    "Fraud alert was removed on 2025-03-01; users now report suspicious activity, which raises "
    "their risk."
)


def without_times(screen: str) -> list[str]:
    """The lines of a screen, without its first column, which is of today."""
    return [line[21:] for line in screen.splitlines()]


def test_blocked_users_on_the_screen() -> None:
    done = call("history", "blocked", "--demo")
    assert done.exit_code == 0
    assert done.stdout.startswith("Time (UTC)           What ")
    assert without_times(done.stdout) == [
        "What                          User                             By"
        "                               Result   Reason",
        "blocked                       amber.pisani@contoso.example     admin@contoso.example"
        "            success",
        "unblocked                     enrico.mueller@contoso.example   patti.admin@contoso.example"
        "      success",
        "blocked                       irvin.sherman@contoso.example    admin@contoso.example"
        "            success",
        "unblocked                     adele.andrews@contoso.example    patti.admin@contoso.example"
        "      success",
        "blocked after a fraud report  lidia.rodriguez@contoso.example  "
        "lidia.rodriguez@contoso.example  success  Fraud Code Entered",
    ]
    first, *notes = done.stderr.splitlines()
    assert first.startswith("Contoso: Blocked users, 5 events from ")
    assert notes == [
        "  note: Blocking users for MFA was removed on 2025-03-01: Graph has no list of blocked "
        "users, only what the audit log still remembers.",
        f"  note: {REACHES_BACK}",
    ]


@pytest.mark.parametrize(
    ("kind", "number", "last"),
    [
        ("blocked", 5, "blocked after a fraud report"),
        ("bypassed", 51, "Temporary Access Pass given"),
        ("fraud", 7, "suspicious activity reported"),
        ("registration", 252, "registered by the user"),
        ("state", 6, "per-user MFA disabled"),
    ],
)
def test_every_history_as_csv(kind: str, number: int, last: str) -> None:
    done = call("history", kind, "--demo", "--format", "csv", "--encoding", "utf-8", "-q")
    assert (done.exit_code, done.stderr) == (0, "")
    header, *rows = csv.reader(io.StringIO(done.stdout, newline=""))
    assert header == (
        "Time (UTC);What;User;By;Result;Reason;Changes;IP Address;Activity;Object Id;By (Id);"
        "Correlation Id;Event Id".split(";")
    )
    assert (len(rows), rows[-1][1]) == (number, last)
    times = [row[0] for row in rows]
    assert times == sorted(times, reverse=True)


def test_json_has_notes_about_what_is_retired() -> None:
    call("history", "fraud", "--demo", "-o", "fraud.json", "--lang", "nl")
    document = json.loads(Path("fraud.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema", "run", "gaps", "events"]
    assert document["schema"] == "mfa-audit/history-fraud/v1"
    assert document["run"]["notes"] == [ALERT, REACHES_BACK]
    assert document["run"]["asked"] == ["fraud"]
    permissions = "AuditLog.Read.All IdentityRiskEvent.Read.All Organization.Read.All"
    assert document["run"]["permissions"] == permissions.split()
    assert [(event["what"], event["result"]) for event in document["events"]] == [
        ("suspicious activity reported", "atRisk"),
        ("fraud reported", "success"),
        ("fraud reported, user blocked", "success"),
        ("suspicious activity reported", "success"),
        ("suspicious activity reported", "success"),
        ("suspicious activity reported", "dismissed"),
        ("suspicious activity reported", "confirmedCompromised"),
    ]


def test_a_workbook_in_swedish() -> None:
    done = call("history", "bypassed", "--demo", "-o", "bypasses.xlsx", "--lang", "sv")
    assert done.exit_code == 0
    book = load_workbook("bypasses.xlsx")
    assert book.sheetnames == ["Sammanfattning", "Förbikopplingar", "Om"]
    summary = [[cell.value for cell in row] for row in book["Sammanfattning"].rows]
    texts = [text for row in summary for text in row]
    assert texts[0] == "Förbikopplingar: Contoso"
    assert ["tillfälligt åtkomstpass givet", 45] in [row[:2] for row in summary]
    assert (
        "Engångsförbikopplingen hörde till MFA Server, som upphörde 2024-09-30. I dess ställe "
        "visas tillfälliga åtkomstpass."
    ) in texts
    assert ["Historik", "bypassed"] in [row[:2] for row in summary]
    assert book["Förbikopplingar"].max_row == 52


def test_the_screen_of_the_states_shows_the_changes() -> None:
    lines = without_times(call("history", "state", "--demo", "-q").stdout)
    assert lines[0].endswith("Result   Changes")
    assert lines[1].endswith("success  State: disabled → enabled")


def test_a_window_with_nothing_in_it() -> None:
    done = call("history", "state", "--demo", "--since", "1h")
    assert done.exit_code == 0
    assert done.stdout == "Time (UTC)  What  User  By  Result  Changes\n"
    assert done.stderr.startswith("Contoso: Per-user MFA state, 0 events from ")
    call("history", "state", "--demo", "--since", "1h", "-o", "none.xlsx")
    assert load_workbook("none.xlsx").sheetnames == ["Summary", "Per-user MFA state", "About"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Missing argument"),
        (("state", "--since", "soon"), "--since: 'soon' is no length of time."),
        (("state", "-o", "state.doc"), "state.doc does not say which format to write."),
        (("state", "--format", "xlsx"), "A workbook does not go to stdout."),
    ],
)
def test_a_call_that_is_wrong(words: tuple[str, ...], message: str) -> None:
    done = call("history", "--demo", *words)
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.linux
def test_risk_detections_that_may_not_be_read_leave_a_gap(server: Loopback, tmp_path: Path) -> None:
    server.tenant = EmulatedTenant(people(), denied=["riskDetections"], logs_end=datetime.now(UTC))
    done = call_against(server, "history", "fraud", "-o", "fraud.json", **WITH_SECRET)
    assert done.exit_code == 3
    assert (
        "  1. risk detections: The permission to read the risk detections is missing. "
        "(Authorization_RequestDenied, request-id 5f0e5c1e-0000-4000-8000-00000000dead)"
    ) in done.stderr
    document = json.loads((tmp_path / "fraud.json").read_text(encoding="utf-8"))
    assert [gap["source"] for gap in document["gaps"]] == ["risk detections"]
    assert "permission IdentityRiskEvent.Read.All" in document["gaps"][0]["remedy"]
    assert len(document["events"]) == 4


@pytest.mark.linux
def test_without_the_audit_log_there_is_no_history(server: Loopback, tmp_path: Path) -> None:
    server.tenant = EmulatedTenant(people(), denied=["directoryAudits"])
    done = call_against(server, "history", "state", "-o", "state.csv", **WITH_SECRET)
    assert (done.exit_code, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr.startswith(
        "no report was written: The permission to read the audit log is missing.\n"
    )
