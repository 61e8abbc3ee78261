"""The settings file, its profiles, what outranks what, and the log file."""

from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.program import call

CONTOSO = """\
[profiles.contoso]
demo = true
definition = "msonline"
output = "C_{tenant}.csv"
"""
BOTH = f"""\
{CONTOSO}
[profiles.fabrikam]
demo = true
columns = "userPrincipalName"
output = "fabrikam.csv"
quiet = true
"""
GOOD = '[profiles.good]\ndemo = true\noutput = "good.csv"\n'


def report(settings: str, *words: str, **environment: str) -> Result:
    """The result of `report WORDS` with these settings in its file."""
    Path("s.toml").write_text(settings, encoding="utf-8")
    return call("report", "--config", "s.toml", *words, **environment)


def test_a_profile_fills_in_what_the_call_leaves_out() -> None:
    done = report(BOTH, "--profile", "contoso")
    assert done.exit_code == 3
    assert done.stderr.startswith("Contoso: registered for MFA, by the msonline definition\n")
    assert Path("C_Contoso.csv").exists()


def test_an_option_outranks_the_environment_and_that_the_profile() -> None:
    words, environment = ("--profile", "contoso", "-o", "x.csv"), {"MFA_AUDIT_DEFINITION": "entra"}
    by_environment = report(CONTOSO, *words, **environment)
    assert "by the entra definition" in by_environment.stderr
    by_option = report(CONTOSO, *words, "--definition", "msonline", **environment)
    assert "by the msonline definition" in by_option.stderr
    assert not Path("C_Contoso.csv").exists()


def test_several_profiles_one_after_another() -> None:
    done = report(BOTH, "--all-profiles")
    assert done.exit_code == 3
    ending = "exit code 3, written, but something is not known: the gaps say what\n"
    assert f"\ncontoso: {ending}" in done.stderr
    assert done.stderr.endswith(f"fabrikam: {ending}")
    assert Path("C_Contoso.csv").exists()
    assert Path("fabrikam.csv").read_text(encoding="utf-8-sig").startswith('"UserPrincipalName"\n')


@pytest.mark.parametrize(
    ("bad", "code", "stderr"),
    [
        (
            'demo = true\noutput = "missing/x.csv"',
            1,
            "bad: exit code 1, failed, nothing was written\n",
        ),
        (
            'definition = "both"',
            2,
            "error: Profile bad, definition: 'both' is not one of 'entra', 'msonline'.\n",
        ),
    ],
)
def test_the_next_profile_has_its_turn_and_the_worst_code_counts(
    bad: str, code: int, stderr: str
) -> None:
    settings = f"[profiles.bad]\n{bad}\n{GOOD}"
    for words in (["--all-profiles"], ["--profile", "bad", "--profile", "good"]):
        done = report(settings, *words, "--quiet")
        assert done.exit_code == code
        assert stderr in done.stderr
        assert "good: exit code 3, " in done.stderr
        Path("good.csv").unlink()


def test_one_variable_does_not_put_one_tenant_into_every_profile() -> None:
    done = report(
        '[profiles.a]\ndemo = true\ntenant = "a.example"\noutput = "a.csv"\n'
        '[profiles.b]\ndemo = true\ntenant = "b.example"\noutput = "b.csv"\n',
        "--all-profiles",
        AZURE_TENANT_ID="a.example",
    )
    assert (done.exit_code, done.stderr) == (
        2,
        "error: AZURE_TENANT_ID outranks the tenant of profile b: every profile would run with the "
        "same one.\nUnset AZURE_TENANT_ID, or run one profile at a time.\n",
    )
    assert not Path("a.csv").exists()


def test_columns_may_be_a_list_and_the_profile_called_default_needs_no_option() -> None:
    columns = 'columns = ["department", "id"]'
    done = report(f'[profiles.default]\ndemo = true\n{columns}\noutput = "l.csv"\n')
    assert done.exit_code == 3
    assert Path("l.csv").read_text(encoding="utf-8-sig").startswith('"Department","Object Id"\n')


@pytest.mark.parametrize(
    ("settings", "words", "message"),
    [
        ("[profiles.default]\ndemo = 1\n", [], "Profile default, demo: 1 is not true or false.\n"),
        (
            '[profiles.default]\ntenant = ["a"]\n',
            [],
            "Profile default, tenant: ['a'] is not a text in quotes or a number.\n",
        ),
        (
            '[profiles.a]\ntennant = "x"\n',
            [],
            "s.toml, profile a: there is no key 'tennant'.\nNearest: tenant.\n",
        ),
        (
            '[profiles.a]\nclient_secret = "x"\n',
            [],
            "s.toml, profile a: 'client_secret' is a secret, and secrets are never read from the "
            "file.\nSet AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PASSWORD in the "
            "environment.\n",
        ),
        ("[profile.a]\n", [], "s.toml: there is no key 'profile'.\nNearest: profiles.\n"),
        ("profiles = 3\n", [], "s.toml: profiles is not a table.\nWrite [profiles.NAME].\n"),
        ("[profiles]\na = 3\n", [], "s.toml: profile a is not a table.\nWrite [profiles.NAME].\n"),
        (BOTH, ["--profile", "contosso"], "There is no profile 'contosso'.\nNearest: contoso.\n"),
        (
            '[profiles.a]\ndefinition = "both"\n',
            ["--profile", "a"],
            "Profile a, definition: 'both' is not one of 'entra', 'msonline'.\n",
        ),
        ("", ["--config", "no.toml"], "There is no settings file no.toml.\nCheck --config.\n"),
    ],
)
def test_wrong_settings(settings: str, words: list[str], message: str) -> None:
    done = report(settings, *words)
    assert (done.exit_code, done.stderr) == (2, f"error: {message}")


def test_a_file_that_cannot_be_read() -> None:
    message = "error: The settings file s.toml is not TOML: "
    assert message in report("[profiles").stderr
    Path("s.toml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in call("report", "--config", "s.toml").stderr


def test_all_profiles_of_nothing() -> None:
    done = report("", "--all-profiles")
    assert done.stderr.startswith("error: --all-profiles: there are no profiles.\n")


def test_the_log_file_is_complete_with_quiet_too() -> None:
    done = call("report", "--demo", "-q", "--log-file", "log.txt")
    log = Path("log.txt").read_text(encoding="utf-8")
    assert " INFO Contoso: registered for MFA, by the entra definition\n" in log
    assert "holographicBadge is a kind of method" in log
    assert "written: " in log
    assert "written: " not in done.stderr
    # No names of people, and no requests unless --debug.
    assert "@contoso.example" not in log
    assert "GET /v1.0/users" not in log
    call("report", "--demo", "-q", "--debug", "--log-file", "log.txt")
    assert " DEBUG GET /v1.0/users 200 " in Path("log.txt").read_text(encoding="utf-8")


def test_a_log_file_that_cannot_be_written() -> None:
    done = call("report", "--demo", "--log-file", "missing/log.txt")
    assert done.exit_code == 1
    assert done.stderr.startswith("no report was written: The log file missing")
    assert done.stderr.endswith("Choose another --log-file.\n")
