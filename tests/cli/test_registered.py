"""`registered` and `unregistered` on the demo tenant: stdout, stderr, files and exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.program import call, without_time

SUMMARY = """\
Contoso: registered for MFA, by the entra definition
  accounts               250
  registered             186
  not registered          52
  unknown                  0
  left out (blocked)      12
  blocked accounts        12
  admins not registered    2
  requests made          7
  time                   ... s
"""
GAPS = """\
gaps: this is what the report does not know
  1. method table: holographicBadge is a kind of method that this version does not know [1 account]
     It is shown under Graph's name and makes nobody registered; update mfa-audit.
"""


def test_quiet_leaves_only_the_gaps() -> None:
    done = call("registered", "--demo", "--quiet")
    assert (done.exit_code, done.stderr) == (3, GAPS)


def test_registered_prints_one_upn_a_line_in_order_and_the_rest_on_stderr() -> None:
    done = call("registered", "--demo")
    assert (done.exit_code, without_time(done.stderr)) == (3, SUMMARY + GAPS)
    lines = done.stdout.splitlines()
    assert len(lines) == 186
    first = ("adele.andrews", "adele.berger", "adele.cline", "adele.deyoung")
    assert lines[:4] == [f"{name}@contoso.example" for name in first]
    assert lines == sorted(lines, key=str.casefold)
    assert "anna_fabrikam.example#EXT#@contoso.example" in lines
    assert "old.admin@contoso.example" not in lines  # blocked


def test_unregistered_prints_those_who_have_nothing_that_counts() -> None:
    lines = call("unregistered", "--demo").stdout.splitlines()
    assert len(lines) == 52
    named = {line.partition("@")[0] for line in lines}
    expected = "nestor.admin patti.admin newcomer email.only questions frontline"
    assert set(expected.split()) <= named
    assert "left.legal" not in named  # blocked
    assert "hologram" not in named  # has the app as well


def test_the_2018_edition_of_the_query_takes_blocked_accounts_in() -> None:
    with_blocked = set(call("registered", "--demo", "--include-blocked").stdout.splitlines())
    without = set(call("registered", "--demo").stdout.splitlines())
    assert without < with_blocked
    assert len(with_blocked) == 194
    assert "left.sales@contoso.example" in with_blocked - without
    assert len(call("unregistered", "--demo", "--include-blocked").stdout.splitlines()) == 55


def test_the_msonline_definition_says_what_the_old_query_said() -> None:
    lines = call("registered", "--demo", "--definition", "msonline").stdout.splitlines()
    named = {line.partition("@")[0] for line in lines}
    assert "alternate" in named
    assert not named & {"token", "passkey", "hello", "smartcard", "external", "fido2.old"}


@pytest.mark.parametrize(("command", "number"), [("registered", 186), ("unregistered", 52)])
def test_lists_go_to_files_too(command: str, number: int) -> None:
    done = call(command, "--demo", "-o", "list.csv")
    assert done.stdout == ""
    lines = Path("list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == '"UserPrincipalName"'
    assert len(lines) == number + 1
    assert lines[1:] == sorted(lines[1:], key=str.casefold)


def test_a_format_without_a_file_goes_to_stdout() -> None:
    done = call("unregistered", "--demo", "--format", "json", "--columns", "userPrincipalName")
    document = json.loads(done.stdout)
    assert len(document["accounts"]) == 52
    assert document["accounts"][0] == {"userPrincipalName": "adele.white@contoso.example"}
    out = call("report", "--demo", "-o", "-", "-q")
    assert out.stdout.startswith('\ufeff"UserPrincipalName","MFA Status","MFA Methods"')


def test_live_is_noted_in_the_summary() -> None:
    done = call("registered", "--demo", "--live")
    assert (
        "  note: asked again one by one (--live): 52 that the report does not register; registered "
        "by now: 0\n"
    ) in done.stderr


def test_debug_traces_each_request_without_query_values() -> None:
    done = call("registered", "--demo", "--debug")
    traced = [line.partition(" ")[2].partition(" ")[2] for line in done.stderr.splitlines()]
    requests = [line.rsplit(" ", 4)[0] for line in traced if " attempt " in line]
    assert sorted(requests) == [
        "GET /v1.0/organization 200",
        *["GET /v1.0/reports/authenticationMethods/userRegistrationDetails 200"] * 3,
        *["GET /v1.0/users 200"] * 3,
    ]


def test_a_list_says_that_it_is_no_report_of_all() -> None:
    assert call("report", "--demo", "-q", "-o", "all.json").exit_code == 3
    words = ("registered", "--demo", "-q", "--exclude", "guests", "-o", "some.json")
    assert call(*words).exit_code == 3
    run = json.loads(Path("some.json").read_text(encoding="utf-8"))["run"]
    assert run["population"] == ["--exclude blocked,guests", "only those registered"]
    done = call("compare", "all.json", "some.json")
    assert "note: the reports are not about the same accounts: some are new or gone" in done.stdout


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--columns", "full"), "--columns and --keep are for a file.\nAdd -o FILE.\n"),
        (("--format", "xlsx"), "A workbook does not go to stdout.\nAdd -o FILE.\n"),
    ],
)
def test_options_that_need_a_file(option: tuple[str, ...], message: str) -> None:
    done = call("registered", "--demo", *option)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {message}")
    assert list(Path().iterdir()) == []
