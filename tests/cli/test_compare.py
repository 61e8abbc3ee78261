"""`compare`: any two files that this program wrote, and those of the old query."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from mfa_audit.reports.language import Language
from tests.cli.program import call, write_report

# A file's name, and the options that write the demo tenant into it.
WRITTEN = {
    "classic.csv": (),
    "swedish.csv": ("--lang", "sv", "--delimiter", ";", "--encoding", "utf-16"),
    "dutch.csv": ("--lang", "nl", "--columns", "full", "--delimiter", "tab"),
    "whole.xlsx": ("--lang", "sv"),
    "whole.json": (),
    "theirs.csv": ("--columns", "m365"),
    "tools.csv": ("--columns", "msidentitytools"),
    "tools.json": ("--columns", "msidentitytools"),
}
OLD = (
    "UserPrincipalName,MFA Status,MFA Methods\r\n"
    '"lost@x","Enforced","PhoneAppNotification"\r\n'
    '"two@x","Disabled","System.Object[]"\r\n'
    '"None@x","Disabled",""\r\n'
    '"b?rje@x","Enabled","OneWaySMS"\r\n'
    '"gone@x","Disabled",""\r\n'
)
NEW = (
    "UserPrincipalName,MFA Status,MFA Methods,Object Id\r\n"
    "lost@x,Enforced,,1\r\n"
    "two@x,Disabled,OneWaySMS; TwoWayVoiceMobile,2\r\n"
    "none@x,Enforced,fido2SecurityKey,3\r\n"
    "börje@x,Enabled,PhoneAppNotification,4\r\n"
    "new@x,Disabled,Unknown,5\r\n"
)


@pytest.fixture
def old_and_new() -> None:
    """A file of the PowerShell one-liner, in ASCII, and one of ours."""
    Path("old.csv").write_text(OLD, encoding="ascii", newline="")
    Path("new.csv").write_text(NEW, encoding="utf-8-sig", newline="")


def test_the_same_tenant_is_the_same_in_every_file() -> None:
    for name, options in WRITTEN.items():
        assert call("report", "--demo", "-q", "-o", name, *options).exit_code == 3
    for old, new in product(WRITTEN, WRITTEN):
        done = call("compare", old, new)
        assert done.exit_code == 0, (old, new)
        assert done.stdout.splitlines()[:3] == [
            f"{old} -> {new}",
            "  accounts: 250 + 0 new - 0 gone = 250",
            "  accounts in both with a change: 0",
        ], (old, new)


WEEK = [
    ("lost registration", "asa.oberg", "registered", "not registered"),
    ("new admin without phishing-resistant method", "office", "no admin", "admin"),
    ("phone only, or weaker than before", "passwordless", "app", "phone"),
    ("per-user MFA state changed", "nestor.admin", "enabled", "enforced"),
    ("newly registered", "newcomer", "not registered", "registered"),
    ("stronger than before", "token", "app", "phishing-resistant"),
    ("blocked", "frontline", "not blocked", "blocked"),
    ("unblocked", "left.sales", "blocked", "not blocked"),
    ("new account", "maria.silva", None, "not registered"),
    ("gone account", "left.legal", "not registered", None),
    ("was unknown", "sealed", "unknown", "registered"),
    ("renamed", "daan.dejong", "daan.jansen@contoso.example", "daan.dejong@contoso.example"),
]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("w.json",), ("w.xlsx",)),
        (("w.xlsx", "--lang", "nl"), ("w.csv", "--columns", "full", "--lang", "sv")),
        (("w.csv", "--columns", "full", "--encoding", "utf-16"), ("w.json",)),
    ],
)
def test_the_second_week_of_the_demo_tenant(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    call("report", "--demo", "-q", "-o", f"old-{old[0]}", *old[1:])
    call("report", "--demo", "--demo-week", "2", "-q", "-o", f"new-{new[0]}", *new[1:])
    done = call("compare", f"old-{old[0]}", f"new-{new[0]}", "--format", "json", "-q")
    document = json.loads(done.stdout)
    changes = [
        (row["change"], row["userPrincipalName"].partition("@")[0], row["before"], row["after"])
        for row in document["changes"]
    ]
    assert changes == WEEK
    counts = document["run"]["counts"]
    assert (counts["old"], counts["new"], counts["gone"], counts["now"]) == (250, 1, 1, 250)
    assert (counts["changed"], document["run"]["notes"]) == (10, [])


@pytest.mark.usefixtures("old_and_new")
def test_an_old_file_of_the_one_liner() -> None:
    done = call("compare", "old.csv", "new.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "old.csv -> new.csv",
        "  accounts: 5 + 1 new - 1 gone = 5",
        "  accounts in both with a change: 3",
        "  lost registration           1",
        "  per-user MFA state changed  1",
        "  stronger than before        1",
        "  new account                 1",
        "  gone account                1",
        "  note: the old report was written by MSOnline, which listed no passkeys, Windows Hello "
        "or certificates: a gain that comes from these alone is not told",
        "  note: accounts matched by names with question marks for letters: 1",
        "lost registration: lost@x (registered -> not registered)",
        "per-user MFA state changed: none@x (disabled -> enforced)",
        "stronger than before: börje@x (phone -> app)",
        "new account: new@x (- -> unknown)",
        "gone account: gone@x (not registered -> -)",
    ]


@pytest.mark.usefixtures("old_and_new")
def test_a_csv_of_the_changes() -> None:
    done = call("compare", "old.csv", "new.csv", "-o", "Changes.csv", "--lang", "sv")
    assert done.exit_code == 0
    assert "Changes.csv (5 changes)" in done.stderr
    assert Path("Changes.csv").read_text(encoding="utf-8-sig").replace('"', "").splitlines() == [
        "Ändring,UserPrincipalName,Före,Efter,Metoder före,Metoder efter,Administratör,"
        "Tidigare namn,Objekt-id",
        "registrering förlorad,lost@x,registrerad,inte registrerad,PhoneAppNotification,,,,1",
        "MFA-status per användare ändrad,none@x,Inaktiverad,Tvingande,,fido2SecurityKey,,,3",
        "starkare än tidigare,börje@x,telefon,app,OneWaySMS,PhoneAppNotification,,,4",
        "nytt konto,new@x,,okänd,,,,,5",
        "borttaget konto,gone@x,inte registrerad,,,,,,",
    ]


@pytest.mark.usefixtures("old_and_new")
def test_json_of_the_changes() -> None:
    assert call("compare", "old.csv", "new.csv", "--format", "json").exit_code == 0
    done = call("compare", "old.csv", "new.csv", "--format", "json", "--lang", "sv")
    document = json.loads(done.stdout)
    assert document["schema"] == "mfa-audit/changes/v1"
    counts = {"old": 5, "new": 1, "gone": 1, "now": 5, "changed": 3, "changes": {}}
    assert document["run"]["counts"] | {"changes": {}} == counts
    unknown = dict.fromkeys(("made", "tenantId", "definition"))
    assert document["run"]["old"] == {"file": "old.csv", "accounts": 5, **unknown}
    unknown = dict.fromkeys(("isAdmin", "previousUserPrincipalName"))
    assert document["changes"][0] == {
        "change": "lost registration",
        "userPrincipalName": "lost@x",
        "before": "registered",
        "after": "not registered",
        "methodsBefore": ["PhoneAppNotification"],
        "methodsAfter": [],
        "id": "1",
        **unknown,
    }


@pytest.mark.usefixtures("old_and_new")
def test_a_workbook_of_the_changes() -> None:
    done = call("compare", "old.csv", "new.csv", "-o", "Changes.xlsx", "--lang", "nl", "-q")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    book = load_workbook("Changes.xlsx")
    assert book.sheetnames == ["Samenvatting", "Wijzigingen"]
    rows = [[cell for cell in row if cell is not None] for row in book.worksheets[0].values]
    lead = (
        "Alleen wat beide rapporten weten, wordt vergeleken; elke wijziging heeft een rij onder "
        "Wijzigingen."
    )
    assert rows[:4] == [["Wijzigingen in MFA-registratie"], [lead], [], ["Wijzigingen in accounts"]]
    assert rows[4:9] == [
        ["Accounts", "Aantal"],
        ["In het oude rapport", 5],
        ["Nieuwe accounts", 1],
        ["Verdwenen accounts", -1],
        ["In het nieuwe rapport", 5],
    ]
    assert book.worksheets[1].max_row == 6


RULES = ("--fail-on", "lost_registration>0", "--fail-on", "unregistered>20%")


@pytest.mark.usefixtures("old_and_new")
@pytest.mark.parametrize("output", [(), ("-o", "Changes.csv"), ("-o", "Changes.html")])
def test_a_rule_has_its_own_exit_code(output: tuple[str, ...]) -> None:
    done = call("compare", "old.csv", "new.csv", "-q", *RULES, *output)
    assert done.exit_code == 10
    assert done.stderr.splitlines() == [
        "rule lost_registration>0: tripped: 1",
        "rule unregistered>20%: cannot be judged, which counts as tripped: 1 of 5, 20.00%, and "
        "perhaps 1 more, 40.00%",
    ]
    assert not output or Path(output[1]).exists()
    done = call("compare", "old.csv", "new.csv", "--fail-on", "gone_accounts>1")
    assert (done.exit_code, done.stderr) == (0, "rule gone_accounts>1: not tripped: 1\n")


def test_the_screen_shows_the_first_of_many_changes() -> None:
    lines = [f"a{number:02}@x,Disabled," for number in range(30)]
    for name, rows in (("old.csv", lines[:1]), ("new.csv", lines)):
        text = "\r\n".join(["UserPrincipalName,MFA Status,MFA Methods", *rows])
        Path(name).write_text(text, encoding="utf-8")
    done = call("compare", "old.csv", "new.csv")
    assert done.stdout.splitlines()[-1] == "and 9 more: -o Changes.xlsx has them all"


@pytest.mark.usefixtures("old_and_new")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("old.csv", "none.csv"), "There is no file none.csv"),
        (("note.csv", "new.csv"), "note.csv is no report: its columns begin with Name"),
        (("old.csv", "new.csv", "-o", "Changes.doc"), "does not say which format"),
        (("old.csv",), "Missing argument"),
        (("one.json", "other.json"), "The reports are of two tenants: Contoso and t-2"),
    ],
)
def test_a_wrong_call(arguments: tuple[str, ...], message: str) -> None:
    Path("note.csv").write_text("Name,Mail\r\nx,y\r\n", encoding="utf-8")
    write_report("one.json", {"tenantId": "t-1", "tenantName": "Contoso"})
    write_report("other.json", {"tenantId": "t-2"})
    done = call("compare", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_notes_about_the_two_runs() -> None:
    def report(name: str, registered: bool | None, **run: Any) -> None:
        account = {"userPrincipalName": "a@x", "registered": registered, "id": "1"}
        write_report(name, run, account, account)

    late = {"finished": "2026-11-21T06:00:00Z", "definition": "entra", "population": []}
    report("late.json", True, **late)
    early = {"finished": "2026-11-14T06:00:00+01:00", "definition": "msonline"}
    report("early.json", None, **early, population=["--exclude guests"])
    done = call("compare", "late.json", "early.json")
    assert done.stdout.splitlines() == [
        "late.json -> early.json",
        "  accounts: 1 + 0 new - 0 gone = 1",
        "  accounts in both with a change: 0",
        "  note: the reports do not tell registration in a way that can be compared: nothing is "
        "said of who gained or lost it",
        "  note: the reports are not about the same accounts: some are new or gone by their "
        "options",
        "  note: the old report was made after the new one",
        "  note: rows of accounts that the same report had listed already: 2",
        "  note: accounts whose registration was known and is unknown now, which is no change: 1",
    ]


def test_a_note_about_a_new_report_of_the_one_liner() -> None:
    for name in ("old.csv", "new.csv"):
        Path(name).write_text(OLD, encoding="utf-16")
    done = call("compare", "old.csv", "new.csv")
    assert "  note: the new report was written by MSOnline" in done.stdout


def test_pseudonyms_are_matched_by_themselves() -> None:
    call("config", "new-key", "key")
    for name in ("old.csv", "new.xlsx"):
        call("report", "--demo", "-q", "--pseudonymise", "key", "-o", name)
    done = call("compare", "old.csv", "new.xlsx")
    assert "  accounts: 250 + 0 new - 0 gone = 250\n" in done.stdout


def test_a_verdict_is_not_compared_with_methods() -> None:
    Path("verdict.csv").write_text("UserPrincipalName,Registered for MFA\na@x,True\n")
    Path("methods.csv").write_text("UserPrincipalName,MFA Methods\na@x,\n")
    done = call("compare", "verdict.csv", "methods.csv", "--fail-on", "lost_registration>0")
    assert "in a way that can be compared" in done.stdout
    assert done.exit_code == 10
    assert done.stderr == (
        "rule lost_registration>0: cannot be judged, which counts as tripped: nothing told "
        "lost_registration\n"
    )


def test_a_rule_about_what_is_empty_now_cannot_be_judged() -> None:
    Path("old.csv").write_text(
        "UserPrincipalName,isMfaRegistered,MFA Status,Strength,Admin\na@x,True,Enforced,app,False\n"
    )
    Path("new.csv").write_text(
        "UserPrincipalName,isMfaRegistered,MFA Status,Strength,Admin\na@x,,Unknown,app,\n"
    )
    figures = ("lost_registration", "state_changed", "new_weak_admins")
    rules = [word for figure in figures for word in ("--fail-on", f"{figure}>0")]
    done = call("compare", "old.csv", "new.csv", *rules)
    assert "registration was known and is unknown now, which is no change: 1" in done.stdout
    assert done.exit_code == 10
    assert done.stderr.splitlines() == [
        f"rule {figure}>0: cannot be judged, which counts as tripped: 0, and perhaps 1 more"
        for figure in figures
    ]


@pytest.mark.usefixtures("old_and_new")
@pytest.mark.parametrize("language", list(Language))
def test_a_list_of_changes_is_no_report(language: str) -> None:
    call("compare", "old.csv", "new.csv", "-o", "Changes.csv", "--lang", language)
    done = call("compare", "old.csv", "Changes.csv")
    assert done.exit_code == 2
    assert "Changes.csv is no report" in done.stderr


@pytest.mark.usefixtures("old_and_new")
@pytest.mark.parametrize("encoding", ["ascii", "utf-16", "utf-8-sig"])
def test_an_old_file_may_begin_with_the_line_of_its_type(encoding: str) -> None:
    typed = f"#TYPE Selected.Microsoft.Online.Administration.User\r\n{OLD}"
    Path("typed.csv").write_text(typed, encoding=encoding, newline="")
    done = call("compare", "old.csv", "typed.csv")
    assert "  accounts: 5 + 0 new - 0 gone = 5\n  accounts in both with a change: 0" in done.stdout


def test_a_rule_counts_an_account_that_is_listed_twice_once() -> None:
    text = "UserPrincipalName,Registered for MFA\na@x,True\nA@x,True\nb@x,False\n"
    Path("twice.csv").write_text(text, encoding="utf-8")
    done = call("compare", "twice.csv", "twice.csv", "--fail-on", "registered>50%")
    assert "  accounts: 2 + 0 new - 0 gone = 2\n" in done.stdout
    assert done.stderr == "rule registered>50%: not tripped: 1 of 2, 50.00%\n"
    assert done.exit_code == 0


@pytest.mark.parametrize("new", ["tools.csv", "tools.json"])
def test_the_status_of_msidentitytools_is_no_state(new: str) -> None:
    call("report", "--demo", "-q", "-o", "old.json")
    call("report", "--demo", "-q", "--columns", "msidentitytools", "-o", new)
    done = call("compare", "old.json", new, "--fail-on", "state_changed>0")
    assert done.stdout.splitlines()[2:] == [
        "  accounts in both with a change: 0",
        "  note: the reports do not tell registration in a way that can be compared: nothing is "
        "said of who gained or lost it",
    ]
    assert done.stderr == (
        "rule state_changed>0: cannot be judged, which counts as tripped: nothing told "
        "state_changed\n"
    )


def test_no_control_character_of_a_name_reaches_the_terminal() -> None:
    name = "a\x1b[2J\x9b1m\u202e\n@x"
    for file, registered in (("old.json", True), ("new.json", False)):
        write_report(file, {}, {"userPrincipalName": name, "registered": registered})
    done = call("compare", "old.json", "new.json")
    assert done.stdout.splitlines()[-1] == (
        "lost registration: a\ufffd[2J\ufffd1m\ufffd\ufffd@x (registered -> not registered)"
    )


@pytest.mark.usefixtures("old_and_new")
@pytest.mark.parametrize("output", ["old.csv", "new.csv"])
def test_a_report_is_not_written_over(output: str) -> None:
    before = Path(output).read_bytes()
    done = call("compare", "old.csv", "new.csv", "-o", output)
    assert done.exit_code == 2
    assert f"{output} is one of the two reports, and would be lost." in done.stderr
    assert Path(output).read_bytes() == before


def test_a_report_without_accounts() -> None:
    write_report("empty.json", {})
    done = call("compare", "empty.json", "empty.json")
    assert done.stdout.splitlines()[1:] == [
        "  accounts: 0 + 0 new - 0 gone = 0",
        "  accounts in both with a change: 0",
    ]


@pytest.mark.parametrize("language", list(Language))
def test_the_reasons_in_a_csv_show_its_definition(language: str) -> None:
    call("report", "--demo", "-q", "-o", "entra.json")
    by_msonline = ("--definition", "msonline", "--columns", "full", "--lang", language)
    call("report", "--demo", "-q", "-o", "old.csv", *by_msonline)
    call("report", "--demo", "-q", "-o", "entra.csv", "--columns", "full", "--lang", language)
    call("report", "--demo", "-q", "-o", "old.json", "--definition", "msonline")
    pairs = ("entra.json", "old.csv"), ("old.csv", "entra.csv"), ("entra.csv", "old.json")
    for old, new in pairs:
        assert call("compare", old, new).stdout.splitlines()[2:] == [
            "  accounts in both with a change: 0",
            "  note: the reports have different definitions of registered: they are compared by "
            "their methods",
        ]
    done = call("report", "--demo", "-o", "new.csv", "--compare-with", "old.csv")
    assert "  accounts in both with a change: 0\n" in done.stderr
    assert "several definitions" in call("trend", ".").stdout


@pytest.mark.parametrize("indent", [None, 1, 2, 4])
def test_json_with_other_line_breaks(indent: int | None) -> None:
    call("report", "--demo", "-q", "-o", "ours.json")
    document = json.loads(Path("ours.json").read_text(encoding="utf-8"))
    Path("theirs.json").write_text(json.dumps(document, indent=indent), encoding="utf-8")
    assert call("compare", "ours.json", "theirs.json").stdout.splitlines()[1:] == [
        "  accounts: 250 + 0 new - 0 gone = 250",
        "  accounts in both with a change: 0",
    ]
