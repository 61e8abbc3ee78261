"""The numbers of an activity report."""

from collections import Counter

import pytest

from mfa_audit.domain.activity import ActivityColumns, ActivitySummary
from mfa_audit.domain.codes import CALL_RESULTS
from mfa_audit.reports.activity import activity_gaps, activity_screen, activity_sections, day_table


def counted(*rows: tuple[str, str, str]) -> ActivitySummary:
    """Rows of result, user and time."""
    summary = ActivitySummary(ActivityColumns(0, 1, 2))
    for row in rows:
        summary.add(row)
    return summary


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["2018-10-01", "2018-9-30", "2018-09-02"], ["2018-09-02", "2018-9-30", "2018-10-01"]),
        (["2018/10/01", "2018.09.30"], ["2018.09.30", "2018/10/01"]),
        # It may be in July or in August.
        (["8/7/2018", "7/8/2018"], ["8/7/2018", "7/8/2018"]),
        (["8/7/2018", "2018-07-01"], ["8/7/2018", "2018-07-01"]),
    ],
)
def test_days_are_sorted_where_the_year_comes_first(days: list[str], order: list[str]) -> None:
    summary = counted(*(("CONFIG_ISSUE", "a@c.example", f"{day} 10:00") for day in days))
    assert [row[0] for row in day_table(summary, str).rows] == order


def test_the_summary_has_the_most_common_results_and_a_sum() -> None:
    rows = [(f"NEW_{number:03}", "", "") for number in range(120)]
    summary = counted(("CONFIG_ISSUE", "", ""), ("CONFIG_ISSUE", "", ""), *rows)
    results = activity_sections(summary, str)[1].rows
    assert len(results) == 101
    assert list(results[0])[:3] == ["CONFIG_ISSUE", 2, "fault"]
    assert list(results[-1]) == ["others", 21, None, None]
    assert "\n        111  others\n" in activity_screen(summary)


def test_a_summary_of_nothing_denied() -> None:
    summary = counted(("SUCCESS_USED_CACHE", "a@c.example", "2018-07-30"))
    users = activity_sections(summary, str)[2]
    assert (users.title, users.rows) == ("Users denied most often", [("none", None, None)])
    assert activity_screen(summary).splitlines()[-5:-1] == [
        "users denied most often",
        "          0  none",
        "days with the most denied",
        "          0  none",
    ]
    assert activity_gaps(summary) == []


def test_no_rows_have_no_shares() -> None:
    assert [row[2] for row in activity_sections(counted(), str)[0].rows] == [None] * 4


def test_outcomes_are_counted_once_each() -> None:
    summary = counted(*((result.code, "", "") for result in CALL_RESULTS))
    assert summary.outcomes == Counter(result.outcome for result in CALL_RESULTS)
    assert [row[1] for row in activity_sections(summary, str)[0].rows] == [9, 24, 9, 3]
