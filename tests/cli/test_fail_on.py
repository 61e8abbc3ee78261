"""--fail-on: what is told, what is written, and the exit code."""

import json
from pathlib import Path

import pytest

from tests.cli.program import call


def rules_told(text: str) -> list[str]:
    """The lines about rules."""
    return [line for line in text.splitlines() if line.startswith("rule ")]


def test_a_rule_that_trips_ends_with_10_and_the_report_is_written() -> None:
    done = call("report", "--demo", "--fail-on", "unregistered>0", "--fail-on", "unknown>1")
    assert done.exit_code == 10
    assert rules_told(done.stderr) == [
        "rule unregistered>0: tripped: 55, and perhaps 1 more",
        "rule unknown>1: not tripped: 1",
    ]
    assert done.stderr.endswith("rule unknown>1: not tripped: 1\n")
    assert Path("MFA_Report.csv").read_text(encoding="utf-8-sig").count("\n") == 251


def test_a_rule_that_cannot_be_judged_counts_as_tripped_and_says_so() -> None:
    done = call("report", "--demo", "--quiet", "--fail-on", "unregistered>55")
    assert done.exit_code == 10
    assert rules_told(done.stderr) == [
        "rule unregistered>55: cannot be judged, which counts as tripped: 55, and perhaps 1 more"
    ]


def test_a_rule_that_does_not_trip_leaves_the_exit_code_of_the_gaps() -> None:
    done = call("report", "--demo", "--quiet", "--fail-on", "registered<77.6%")
    assert done.exit_code == 3
    assert rules_told(done.stderr) == [
        "rule registered<77.6%: not tripped: 194 of 250, 77.60%, and perhaps 1 more, 78.00%"
    ]


def test_a_rule_about_admins_asks_for_the_roles_even_for_the_classic_columns() -> None:
    done = call("report", "--demo", "--quiet", "--fail-on", "admins_unregistered>40%")
    assert rules_told(done.stderr) == ["rule admins_unregistered>40%: not tripped: 2 of 5, 40.00%"]


@pytest.mark.parametrize(
    ("rule", "said"),
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
def test_a_wrong_rule_is_told_before_anything_is_asked(rule: str, said: str) -> None:
    done = call("report", "--demo", "--fail-on", rule)
    assert done.exit_code == 2
    assert done.stderr.endswith(said)
    assert not Path("MFA_Report.csv").exists()


def test_rules_in_a_profile_are_a_list_or_one_text() -> None:
    Path("s.toml").write_text(
        '[profiles.a]\ndemo = true\noutput = "a.csv"\n'
        'fail_on = ["unregistered>100", "unknown>0"]\n'
        '[profiles.b]\ndemo = true\noutput = "b.csv"\nfail_on = "unknown>1"\n'
        '[profiles.c]\ndemo = true\noutput = "c.csv"\nfail_on = [1, "unknow>1"]\n'
        '[profiles.d]\ndemo = true\noutput = "d.csv"\nfail_on = [true]\n'
    )
    both = ("--config", "s.toml", "--profile", "a", "--profile", "b")
    done = call("report", *both)
    assert done.exit_code == 10
    assert rules_told(done.stderr) == [
        "rule unregistered>100: not tripped: 55, and perhaps 1 more",
        "rule unknown>0: tripped: 1",
        "rule unknown>1: not tripped: 1",
    ]
    written = "written, and a rule of --fail-on tripped or could not be judged"
    assert f"\na: exit code 10, {written}\n" in done.stderr
    done = call("report", "--config", "s.toml", "--profile", "c")
    assert done.stderr.startswith("error: Profile c, fail_on: '1' is no rule. A rule looks like ")
    done = call("report", "--config", "s.toml", "--profile", "d")
    assert done.stderr == ("error: Profile d, fail_on: True is not a text in quotes or a number.\n")


def test_a_failure_is_worse_than_a_rule() -> None:
    Path("s.toml").write_text(
        '[profiles.broken]\ndemo = true\noutput = "missing/x.csv"\n'
        '[profiles.trips]\ndemo = true\noutput = "t.csv"\nfail_on = ["unknown>0"]\n'
    )
    assert call("report", "--config", "s.toml", "--all-profiles", "--quiet").exit_code == 1


def test_the_figures_are_listed_for_people_and_for_programs() -> None:
    assert call("columns", "--figures").stdout.startswith(
        "accounts\n    Every account that Graph lists.\nin_scope  [% of accounts]\n"
    )
    document = json.loads(call("columns", "--figures", "--format", "json").stdout)
    assert document[4] == {
        "figure": "unregistered",
        "meaning": "Not registered for MFA.",
        "partOf": "in_scope",
    }
    table = call("columns", "--figures", "--format", "csv").stdout.splitlines()
    assert table[:2] == [
        '"figure","meaning","partOf"',
        '"accounts","Every account that Graph lists.",""',
    ]
    assert call("columns", "--figures", "--format", "xlsx").exit_code == 2
