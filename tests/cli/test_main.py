"""The program without a command, its version, and what its options have in common."""

import pytest

from mfa_audit.cli.options import seconds
from tests.cli.program import call

RECIPE = """\
mfa-audit tells who has registered for multi-factor authentication in a Microsoft Entra tenant,
who has not, and with which methods. It only reads.

  1. See what it does, without a tenant:
         mfa-audit report --demo -o Demo.xlsx
  2. Read your own tenant (a browser opens for the sign-in; Global Reader is enough):
         mfa-audit report --tenant contoso.com -o MFA_Report.xlsx
  3. List who still has to register:
         mfa-audit unregistered --tenant contoso.com

Commands:
  report        Write a report of all accounts (MFA_Report.csv unless -o names another file).
  registered    List the accounts that have registered for MFA.
  unregistered  List the accounts that have not registered for MFA.
  sign-ins      Tell from the sign-in log who was asked for MFA, and how that ended (7 days back).
  on-premises   Tell how the NPS extension and AD FS are used, and which are quiet (30 days back).
  history       Tell from the audit log who was blocked, bypassed or registered (30 days back).
  activity      Explain downloaded MFA activity reports, row by row.
  explain       Say what a result or an error code means, and what to do.
  compare       Tell what is different between two reports, the most urgent first.
  trend         Put the figures of a folder's reports side by side, oldest first.
  check         Find out what will work, before the first run.
  columns       Explain every column: key, header, meaning and source.
  schedule      A weekly or daily call, with nobody watching.
  config        The settings file and what comes of it; a key for pseudonyms.

mfa-audit COMMAND --help tells its options.
"""


def test_without_arguments_the_first_three_steps() -> None:
    done = call()
    assert (done.exit_code, done.stdout) == (0, RECIPE)


def test_the_version_everywhere() -> None:
    assert call("--version").stdout == "mfa-audit 0.1.0\n"
    assert call("report", "--version").stdout == "mfa-audit 0.1.0\n"


def test_options_may_stand_before_the_command() -> None:
    before = call("--demo", "--definition", "msonline", "-q", "registered")
    after = call("registered", "--demo", "--definition", "msonline", "-q")
    assert before.stdout == after.stdout != ""
    both = call("--definition", "msonline", "registered", "--demo", "--definition", "entra", "-q")
    assert both.stdout == call("registered", "--demo", "-q").stdout
    over = call("--definition", "entra", "registered", "--demo", MFA_AUDIT_DEFINITION="msonline")
    assert over.stdout == both.stdout


@pytest.mark.parametrize(("text", "wait"), [("90", 90), ("1.5s", 1.5), ("15m", 900), ("2h", 7200)])
def test_a_time_is_read(text: str, wait: float) -> None:
    assert seconds(text) == wait


@pytest.mark.parametrize("text", ["", "m", "5x", "-1", "inf", "nan", "1e9h", "5 m"])
def test_a_text_that_is_no_time(text: str) -> None:
    done = call("report", "--demo", "--max-wait", text)
    assert done.exit_code == 2
    assert f"{text!r} is no time like 90s, 15m or 2h." in done.stderr


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (("report", "--lang", "fr"), "mfa-audit report -h"),
        (("--lang", "fr", "report"), "mfa-audit -h"),
        (("config", "show", "--lang", "fr"), "mfa-audit config show -h"),
    ],
)
def test_a_wrong_value_gets_plain_words(words: tuple[str, ...], help: str) -> None:
    done = call(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        f"Try '{help}' for help.",
        "",
        "Error: Invalid value for '--lang' (env var: 'MFA_AUDIT_LANG'): 'fr' is not one of 'en', "
        "'sv', 'nl'.",
    ]


def test_a_wrong_argument_gets_plain_words() -> None:
    assert call("history", "servers").stderr.endswith(
        "Error: Invalid value for 'kind': 'servers' is not one of 'blocked', 'bypassed', 'fraud', "
        "'registration', 'state'.\n"
    )


def test_an_unknown_cloud_is_a_usage_error() -> None:
    done = call("report", "--cloud", "moon")
    assert done.exit_code == 2
    assert "'moon' is not one of global, usgov, usgov-dod, china." in done.stderr


@pytest.mark.parametrize("command", ["activity", "explain", "columns", "compare", "trend"])
def test_a_command_without_a_tenant_has_no_options_for_the_sign_in(command: str) -> None:
    help = call(command, "--help").stdout
    assert "--lang" in help
    options = "--auth --certificate --client-id --cloud --max-wait --demo-week"
    assert not [option for option in options.split() if option in help]
    assert ("--demo " in help) is (command == "activity")
    # As a profile's values they do no harm.
    assert call("columns", "--auth", "secret", "--cloud", "usgov").exit_code == 0
