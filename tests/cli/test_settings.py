"""The settings file, profiles, what outranks what, placeholders, --keep and the log file."""

from datetime import date
from pathlib import Path

import pytest

from mfa_audit.cli.output import expand, prune
from mfa_audit.errors import UsageError
from tests.cli.program import call

FILE = """\
[profiles.contoso]
demo = true
definition = "msonline"
output = "C_{tenant}.csv"

[profiles.fabrikam]
demo = true
columns = "userPrincipalName"
output = "fabrikam.csv"
quiet = true
"""


@pytest.fixture(autouse=True)
def _settings_file() -> None:
    Path("s.toml").write_text(FILE, encoding="utf-8")


def test_a_profile_gives_what_the_call_does_not() -> None:
    done = call("report", "--config", "s.toml", "--profile", "contoso")
    assert done.exit_code == 3
    assert done.stderr.startswith("Contoso: registered for MFA, by the msonline definition\n")
    assert Path("C_Contoso.csv").exists()


def test_an_option_outranks_the_environment_and_that_the_profile() -> None:
    words = ("report", "--config", "s.toml", "--profile", "contoso", "-o", "x.csv")
    by_environment = call(*words, MFA_AUDIT_DEFINITION="entra")
    assert "by the entra definition" in by_environment.stderr
    by_option = call(*words, "--definition", "msonline", MFA_AUDIT_DEFINITION="entra")
    assert "by the msonline definition" in by_option.stderr
    assert not Path("C_Contoso.csv").exists()


def test_config_show_says_where_each_value_comes_from() -> None:
    done = call(
        "config",
        "show",
        "--config",
        "s.toml",
        "--profile",
        "contoso",
        "--cloud",
        "usgov",
        AZURE_TENANT_ID="contoso.com",
    )
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:4] == [
        "settings file: s.toml",
        "",
        "[contoso]",
        f"definition   {'msonline':<40}  profile contoso",
    ]
    rows = [line.split() for line in done.stdout.splitlines()[3:]]
    assert ["demo", "True", "profile", "contoso"] in rows
    assert ["tenant", "contoso.com", "environment", "AZURE_TENANT_ID"] in rows
    assert ["cloud", "usgov", "option", "--cloud"] in rows
    assert ["auth", "auto", "default"] in rows
    assert ["output", "C_{tenant}.csv", "profile", "contoso"] in rows


def test_several_profiles_one_after_another() -> None:
    done = call("report", "--config", "s.toml", "--all-profiles")
    assert done.exit_code == 3
    assert "\ncontoso: exit code 3, written, but something is not known: the gaps say what\n" in (
        done.stderr
    )
    assert done.stderr.endswith(
        "fabrikam: exit code 3, written, but something is not known: the gaps say what\n"
    )
    assert Path("C_Contoso.csv").exists()
    assert Path("fabrikam.csv").read_text(encoding="utf-8-sig").startswith('"UserPrincipalName"\n')


def test_the_failure_of_one_does_not_stop_the_next_and_the_worst_code_counts() -> None:
    Path("s.toml").write_text(
        '[profiles.broken]\ndemo = true\noutput = "missing/x.csv"\n'
        '[profiles.good]\ndemo = true\noutput = "good.csv"\n'
    )
    done = call(
        "report", "--config", "s.toml", "--profile", "broken", "--profile", "good", "--quiet"
    )
    assert done.exit_code == 1
    assert "broken: exit code 1, failed, nothing was written\n" in done.stderr
    assert "good: exit code 3, " in done.stderr
    assert Path("good.csv").exists()


def test_one_variable_does_not_put_one_tenant_into_every_profile() -> None:
    Path("s.toml").write_text(
        '[profiles.a]\ndemo = true\ntenant = "a.example"\noutput = "a.csv"\n'
        '[profiles.b]\ndemo = true\ntenant = "b.example"\noutput = "b.csv"\n'
    )
    done = call("report", "--config", "s.toml", "--all-profiles", AZURE_TENANT_ID="a.example")
    assert (done.exit_code, done.stderr) == (
        2,
        "error: AZURE_TENANT_ID outranks the tenant of profile b: every profile would run with the "
        "same one.\nUnset AZURE_TENANT_ID, or run one profile at a time.\n",
    )
    assert not Path("a.csv").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("demo = 1", "error: Profile default, demo: 1 is not true or false.\n"),
        (
            'tenant = ["a"]',
            "error: Profile default, tenant: ['a'] is not a text in quotes or a number.\n",
        ),
    ],
)
def test_a_value_of_another_type_is_not_made_to_fit(line: str, message: str) -> None:
    Path("s.toml").write_text(f"[profiles.default]\n{line}\n")
    assert call("report", "--config", "s.toml").stderr == message


def test_columns_may_be_a_list_in_a_profile() -> None:
    Path("s.toml").write_text(
        '[profiles.default]\ndemo = true\ncolumns = ["department", "id"]\noutput = "l.csv"\n'
    )
    call("report", "--config", "s.toml")
    assert Path("l.csv").read_text(encoding="utf-8-sig").startswith('"Department","Object Id"\n')


def test_a_profile_that_cannot_be_does_not_stop_the_others() -> None:
    Path("s.toml").write_text(
        '[profiles.bad]\ndefinition = "both"\n[profiles.good]\ndemo = true\noutput = "good.csv"\n'
    )
    done = call("report", "--config", "s.toml", "--all-profiles", "--quiet")
    assert done.exit_code == 2
    assert done.stderr.startswith(
        "error: Profile bad, definition: 'both' is not one of 'entra', 'msonline'.\n"
    )
    assert "good: exit code 3, " in done.stderr
    assert Path("good.csv").exists()


def test_a_profile_called_default_is_taken_without_asking() -> None:
    Path("s.toml").write_text('[profiles.default]\ndemo = true\noutput = "d.json"\n')
    assert call("report", "--config", "s.toml").exit_code == 3
    assert Path("d.json").exists()


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        (
            '[profiles.a]\ntennant = "x"\n',
            [],
            "error: s.toml, profile a: there is no key 'tennant'.\nNearest: tenant.\n",
        ),
        (
            '[profiles.a]\nclient_secret = "x"\n',
            [],
            "error: s.toml, profile a: 'client_secret' is a secret, and secrets are never read "
            "from the file.\nSet AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PASSWORD in the "
            "environment.\n",
        ),
        ("[profile.a]\n", [], "error: s.toml: there is no key 'profile'.\nNearest: profiles.\n"),
        ("profiles = 3\n", [], "error: s.toml: profiles is not a table.\nWrite [profiles.NAME].\n"),
        (
            "[profiles]\na = 3\n",
            [],
            "error: s.toml: profile a is not a table.\nWrite [profiles.NAME].\n",
        ),
        (
            FILE,
            ["--profile", "contosso"],
            "error: There is no profile 'contosso'.\nNearest: contoso.\n",
        ),
        (
            '[profiles.a]\ndefinition = "both"\n',
            ["--profile", "a"],
            "error: Profile a, definition: 'both' is not one of 'entra', 'msonline'.\n",
        ),
    ],
)
def test_a_wrong_file_says_what_is_right(text: str, words: list[str], message: str) -> None:
    Path("s.toml").write_text(text)
    done = call("report", "--config", "s.toml", *words)
    assert (done.exit_code, done.stderr) == (2, message)


def test_a_file_that_is_no_toml_or_not_there() -> None:
    Path("s.toml").write_text("[profiles")
    assert (
        "error: The settings file s.toml is not TOML: "
        in call("report", "--config", "s.toml").stderr
    )
    missing = call("report", "--config", "no.toml")
    assert (missing.exit_code, missing.stderr) == (
        2,
        "error: There is no settings file no.toml.\nCheck --config.\n",
    )
    Path("s.toml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in call("report", "--config", "s.toml").stderr


def test_all_profiles_of_nothing() -> None:
    Path("s.toml").write_text("")
    done = call("report", "--config", "s.toml", "--all-profiles")
    assert done.stderr.startswith("error: --all-profiles: there are no profiles.\n")


TODAY = date(2027, 1, 2)  # a Saturday that still belongs to the last week of 2026


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("r.csv", "r.csv"),
        ("r_{date}.csv", "r_2027-01-02.csv"),
        ("r_{week}.csv", "r_2026-W53.csv"),
        ("{tenant}/r.csv", "Contoso_Ltd_/r.csv"),
    ],
)
def test_placeholders_are_filled(pattern: str, name: str) -> None:
    assert expand(Path(pattern), TODAY, "Contoso Ltd?") == Path(name)


@pytest.mark.parametrize(
    ("pattern", "tenant", "message"),
    [
        ("r_{day}.csv", "x", "The output's name has an unknown placeholder {day}."),
        ("r_{tenant}.csv", None, "The output's name has {tenant}, but no tenant is named."),
    ],
)
def test_a_placeholder_that_cannot_be_filled(pattern: str, tenant: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        expand(Path(pattern), TODAY, tenant)
    assert caught.value.what == message


def test_keep_removes_the_oldest_of_the_same_pattern_only(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    names = ["M_2026-W45.csv", "M_2026-W46.csv", "M_2026-W47.csv", "M_2026-W48.csv"]
    others = ["M_2026-W45.xlsx", "xM_2026-W45.csv", "M_2026-W45.csv.bak", "M_old.csv"]
    for name in [*names, *others]:
        (folder / name).touch()
    (folder / "M_2026-W44.csv").mkdir()
    removed, _ = prune(Path("M_{week}.csv"), folder / "M_2026-W48.csv", 2, None)
    assert [file.name for file in removed] == ["M_2026-W45.csv", "M_2026-W46.csv"]
    left = {file.name for file in folder.iterdir()}
    assert left == {"M_2026-W44.csv", *names[2:], *others}


def test_keep_leaves_other_tenants_alone(tmp_path: Path) -> None:
    for name in ("A_2026-01-01.csv", "A_2026-01-02.csv", "B_2026-01-01.csv"):
        (tmp_path / name).touch()
    removed, _ = prune(Path("{tenant}_{date}.csv"), tmp_path / "A_2026-01-02.csv", 1, "A")
    assert [file.name for file in removed] == ["A_2026-01-01.csv"]


def test_keep_in_a_run() -> None:
    Path("M_2020-W01.csv").touch()
    done = call("report", "--demo", "-o", "M_{week}.csv", "--keep", "1", "-q")
    assert done.exit_code == 3
    assert not Path("M_2020-W01.csv").exists()
    assert len(list(Path().glob("M_*.csv"))) == 1


def test_keep_needs_a_name_that_tells_older_from_newer() -> None:
    done = call("report", "--demo", "--keep", "3")
    assert (done.exit_code, done.stderr) == (
        2,
        "error: --keep needs {date} or {week} in the output's name.\nFor example MFA_{week}.xlsx\n",
    )


def test_an_old_file_that_cannot_be_removed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "M_2026-01-01.csv").touch()

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "unlink", held)
    removed, left = prune(Path("M_{date}.csv"), tmp_path / "M_2026-01-02.csv", 1, None)
    assert removed == []
    assert [sentence.partition(" could not")[0] for sentence in left] == [
        f"the older {tmp_path / 'M_2026-01-01.csv'}"
    ]


def test_the_log_file_has_what_was_said_even_when_quiet() -> None:
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
