"""A downloaded activity report: the columns found by their values, every row explained, and the
columns of several reports joined."""

import pytest

from mfa_audit.domain.activity import (
    ActivityColumns,
    ActivitySummary,
    Beginning,
    beginning_of,
    distinct,
    find_columns,
    join_columns,
)
from mfa_audit.domain.codes import CallOutcome

ROWS = [
    ["2018-07-30 09:12:00", "Ada@contoso.example", "Phone", "SUCCESS_NO_PIN", "+46"],
    ["2018-07-30 09:13:00", "ada@contoso.example", "Phone", "FAILED_PHONE_BUSY", ""],
    ["2018-07-31 10:00:00", "bob@contoso.example", "App", "SUCCESS_PHONE_APP_AUTHENTICATED", ""],
    ["2018-07-31 10:05:00", "bob@contoso.example", "App", "FAILED_SOMETHING_NEW", ""],
    ["2018-07-31 10:06:00", "", "App", "config_issue"],
    ["total"],
]


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        (ROWS, ActivityColumns(result=3, user=1, time=0)),
        ([], ActivityColumns(None)),
        ([[]], ActivityColumns(None)),
        ([["", ""]], ActivityColumns(None)),
        ([["a", "b"], ["c", "d"]], ActivityColumns(None)),
        # Descriptions in place of codes, and a date as it is written elsewhere.
        ([["Phone Unreachable", "30/7/2018", "ada"]], ActivityColumns(0, None, 1)),
        # Half of them is not most of them.
        ([["CONFIG_ISSUE"], ["else"]], ActivityColumns(None)),
    ],
)
def test_columns_are_found_by_their_values(rows: list[list[str]], layout: ActivityColumns) -> None:
    assert find_columns(rows) == layout


HEADER = ["When", "Who", "How", "What", "Number"]


@pytest.mark.parametrize(
    ("rows", "beginning"),
    [
        ([HEADER, *ROWS], Beginning(HEADER, ActivityColumns(3, 1, 0))),
        # Without a header: the first row is a call and is counted.
        (ROWS, Beginning(None, ActivityColumns(3, 1, 0))),
        ([["CONFIG_ISSUE"]], Beginning(None, ActivityColumns(0))),
        ([HEADER], Beginning(HEADER, ActivityColumns(None))),
        ([HEADER, ["a"]], Beginning(HEADER, ActivityColumns(None))),
        ([], Beginning((), ActivityColumns(None))),
    ],
)
def test_the_first_row_is_a_header_or_a_call(rows: list[list[str]], beginning: Beginning) -> None:
    assert beginning_of(rows) == beginning


def test_files_with_different_columns_are_counted_together() -> None:
    summary = ActivitySummary(ActivityColumns(0, 1))
    summary.add(["SUCCESS_USED_CACHE", "Ada@contoso.example"])
    summary.layout = ActivityColumns(1, 0)
    summary.add(["ada@contoso.example", "CONFIG_ISSUE"])
    assert summary.results == {"SUCCESS_USED_CACHE": 1, "CONFIG_ISSUE": 1}
    assert summary.users == {"ada@contoso.example": {CallOutcome.SUCCESS: 1, CallOutcome.FAULT: 1}}


def test_rows_are_explained_and_counted() -> None:
    summary = ActivitySummary(find_columns(ROWS))
    explained = [summary.add(row) for row in ROWS]
    assert [(str(row.outcome), row.result and row.result.code) for row in explained] == [
        ("unknown", "SUCCESS_NO_PIN"),
        ("denied", "FAILED_PHONE_BUSY"),
        ("success", "SUCCESS_PHONE_APP_AUTHENTICATED"),
        ("unknown", None),
        ("fault", "CONFIG_ISSUE"),
        ("unknown", None),
    ]
    assert explained[3].cell == "FAILED_SOMETHING_NEW"
    assert summary.rows == 6
    assert summary.results == {
        "SUCCESS_NO_PIN": 1,
        "FAILED_PHONE_BUSY": 1,
        "SUCCESS_PHONE_APP_AUTHENTICATED": 1,
        "FAILED_SOMETHING_NEW": 1,
        "CONFIG_ISSUE": 1,
        "": 1,
    }
    assert summary.outcomes[CallOutcome.UNKNOWN] == 3
    assert summary.users == {
        "ada@contoso.example": {CallOutcome.UNKNOWN: 1, CallOutcome.DENIED: 1},
        "bob@contoso.example": {CallOutcome.SUCCESS: 1, CallOutcome.UNKNOWN: 1},
    }
    calls = {day: outcomes.total() for day, outcomes in summary.days.items()}
    assert calls == {"2018-07-30": 2, "2018-07-31": 3}


@pytest.mark.parametrize(
    ("headers", "names", "places"),
    [
        (
            [["User", "Call Result"], ["call  result ", "Phone", "USER"], []],
            ["User", "Call Result", "Phone"],
            [[0, 1], [1, 2, 0], []],
        ),
        # A header that a table has twice is two columns.
        (
            [["User", "user"], ["User", "User", "User"]],
            ["User", "user", "User"],
            [[0, 1], [0, 1, 2]],
        ),
        # A column without a header is called by its number.
        ([["", "a\r\nb\x00\u200b", " \t"], ["\u200b"]], ["#1", "a b", "#3"], [[0, 1, 2], [0]]),
    ],
)
def test_columns_with_the_same_header_are_joined(
    headers: list[list[str]], names: list[str], places: list[list[int]]
) -> None:
    assert join_columns(headers) == (names, places)


def test_equal_names_get_numbers() -> None:
    names = distinct(["User", "user", "USER (2)", "x", "User"])
    assert names == ["User", "user (2)", "USER (2) (2)", "x", "User (3)"]
    assert distinct(["y" * 300, "y" * 301]) == ["y" * 200, "y" * 200 + " (2)"]
