"""--fail-on: the lines about rules, what is written, and the exit code."""

from pathlib import Path

import pytest

from tests.cli.program import call


def rule_lines(text: str) -> list[str]:
    """The lines about rules."""
    return [line for line in text.splitlines() if line.startswith("rule ")]


UNSURE = "55, and perhaps 1 more"


@pytest.mark.parametrize(
    ("rules", "code", "verdicts"),
    [
        (["unregistered>0", "unknown>1"], 10, [f"tripped: {UNSURE}", "not tripped: 1"]),
        (["unregistered>55"], 10, [f"cannot be judged, which counts as tripped: {UNSURE}"]),
        (["registered<77.6%"], 3, ["not tripped: 194 of 250, 77.60%, and perhaps 1 more, 78.00%"]),
        # The roles are read for such a rule, although the classic columns do not show them.
        (["admins_unregistered>40%"], 3, ["not tripped: 2 of 5, 40.00%"]),
    ],
)
@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_the_report_is_written_and_then_judged(
    quiet: tuple[str, ...], rules: list[str], code: int, verdicts: list[str]
) -> None:
    options = [word for rule in rules for word in ("--fail-on", rule)]
    done = call("report", "--demo", *quiet, *options)
    assert done.exit_code == code
    lines = [f"rule {rule}: {text}" for rule, text in zip(rules, verdicts, strict=True)]
    assert rule_lines(done.stderr) == done.stderr.splitlines()[-len(rules) :] == lines
    assert Path("MFA_Report.csv").read_text(encoding="utf-8-sig").count("\n") == 251


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "unregisterd>0",
            "Error: Invalid value for '--fail-on': there is no figure 'unregisterd'. Nearest: "
            "unregistered. All of them: mfa-audit columns --figures.\n",
        ),
        (
            "lost_registration>0",
            "error: --fail-on lost_registration>0: lost_registration takes two reports, and "
            "nothing is compared.\n",
        ),
    ],
)
def test_a_wrong_rule_is_refused_before_the_tenant_is_read(rule: str, message: str) -> None:
    done = call("report", "--demo", "--fail-on", rule)
    assert done.exit_code == 2
    assert done.stderr.endswith(message)
    assert not Path("MFA_Report.csv").exists()


def test_rules_in_a_profile_are_a_list_or_one_text() -> None:
    Path("s.toml").write_text(
        '[profiles.a]\ndemo = true\noutput = "a.csv"\n'
        'fail_on = ["unregistered>100", "unknown>0"]\n'
        '[profiles.b]\ndemo = true\noutput = "b.csv"\nfail_on = "unknown>1"\n'
        '[profiles.c]\ndemo = true\noutput = "c.csv"\nfail_on = [1, "unknow>1"]\n'
        '[profiles.d]\ndemo = true\noutput = "d.csv"\nfail_on = [true]\n'
    )
    done = call("report", "--config", "s.toml", "--profile", "a", "--profile", "b")
    assert done.exit_code == 10
    assert rule_lines(done.stderr) == [
        "rule unregistered>100: not tripped: 55, and perhaps 1 more",
        "rule unknown>0: tripped: 1",
        "rule unknown>1: not tripped: 1",
    ]
    written = "written, and a rule of --fail-on tripped or could not be judged"
    assert f"\na: exit code 10, {written}\n" in done.stderr
    done = call("report", "--config", "s.toml", "--profile", "c")
    assert done.stderr.startswith("error: Profile c, fail_on: '1' is no rule. A rule looks like ")
    done = call("report", "--config", "s.toml", "--profile", "d")
    assert done.stderr == "error: Profile d, fail_on: True is not a text in quotes or a number.\n"


def test_a_failure_is_worse_than_a_rule() -> None:
    Path("s.toml").write_text(
        '[profiles.broken]\ndemo = true\noutput = "missing/x.csv"\n'
        '[profiles.trips]\ndemo = true\noutput = "t.csv"\nfail_on = ["unknown>0"]\n'
    )
    assert call("report", "--config", "s.toml", "--all-profiles", "--quiet").exit_code == 1
