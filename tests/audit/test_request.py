"""Which accounts a run is about: marks that are excluded, names, and a group."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mfa_audit.domain.accounts import Gone
from mfa_audit.domain.population import Exclusion
from mfa_audit.errors import AccessError, ServiceError
from tests.memory import NO, YES, MemoryDirectory, account, collect


def test_every_account_left_out_has_a_reason_and_the_counts_reconcile() -> None:
    accounts = [
        account("a", user_type="Member", is_licensed=True),
        account("blocked-guest", account_enabled=False, user_type="Guest"),
        account("guest", user_type="Guest", is_licensed=False),
        account("bare", is_licensed=False),
        account("Sync_1"),
        account("soon", employee_hire_date=datetime(2027, 1, 4, tzinfo=UTC)),
        account("gone"),
        account("other"),
    ]
    directory = MemoryDirectory(
        [accounts], [("a", YES), ("guest", NO), ("bare", NO)], {"gone": Gone()}
    )
    names = ("a", "GONE@contoso.example", *(account.id for account in accounts[1:6]))
    outcome = collect(directory, exclude=frozenset(Exclusion), only=names)
    assert outcome.verdicts == {"a": "registered"}
    counts = outcome.counts
    assert counts.left_out_by == dict.fromkeys(Exclusion, 1)
    assert (counts.listed, counts.left_out, counts.vanished, counts.in_scope) == (8, 6, 1, 1)
    assert (counts.report_rows, counts.report_rows_without_account) == (1, 0)
    assert directory.requests == [
        "users userType assignedLicenses displayName employeeHireDate",
        "methods gone",
    ]
    assert outcome.gaps == []


@pytest.mark.parametrize(
    ("request_", "users"),
    [
        ({}, "users"),
        ({"exclude": {Exclusion.BLOCKED}}, "users"),
        ({"exclude": {Exclusion.GUESTS}}, "users userType"),
        (
            {"exclude": {Exclusion.UNLICENSED}, "properties": ("department", "assignedLicenses")},
            "users department assignedLicenses",
        ),
        ({"population": True}, "users userType assignedLicenses displayName employeeHireDate"),
    ],
)
def test_only_properties_that_show_the_marks_are_requested(
    request_: dict[str, Any], users: str
) -> None:
    directory = MemoryDirectory("a", [("a", YES)])
    collect(directory, **request_)
    assert directory.requests == [users]


def test_accounts_in_scope_are_counted_by_their_first_mark() -> None:
    accounts = [
        account("a"),
        account("b", is_licensed=True),
        account("guest", user_type="Guest", is_licensed=False),
        account("old", account_enabled=False),
    ]
    directory = MemoryDirectory([accounts], [("a", YES), ("b", NO), ("guest", YES)])
    no_blocked = frozenset({Exclusion.BLOCKED})
    kinds = collect(directory, exclude=no_blocked, population=True).counts.kinds
    assert kinds == {None: 2, Exclusion.GUESTS: 1}
    assert collect(directory, exclude=no_blocked).counts.kinds == {}


def test_names_without_an_account_are_a_gap() -> None:
    directory = MemoryDirectory("a B c", [("a", YES), ("B", YES), ("c", YES)])
    names = ("A@CONTOSO.example", " b ", *(f"no{number}" for number in range(1, 13)))
    outcome = collect(directory, only=names)
    assert outcome.verdicts == {"a": "registered", "B": "registered"}
    many = (
        "12 of 14 names are no account: no1, no2, no3, no4, no5, no6, no7, no8, no9, no10 and 2 "
        "more"
    )
    assert outcome.missing == [("option --only", many, None)]
    few = collect(directory, only=("a", "x", "X ", "y"))
    assert few.missing == [("option --only", "2 of 3 names are no account: X, y", None)]


def test_a_group_limits_the_run_and_names_limit_it_further() -> None:
    rows = [("a", YES), ("b", YES), ("c", YES)]
    directory = MemoryDirectory("a b c", rows, members={"a", "b", "device"})
    outcome = collect(directory, only_group="Sales")
    assert list(outcome.verdicts) == ["a", "b"]
    assert directory.requests == ["group Sales", "members g", "users"]
    assert outcome.gaps == []
    directory = MemoryDirectory("a b c", rows, members={"a", "b"})
    both = collect(directory, only=("b", "c"), only_group="Sales")
    assert list(both.verdicts) == ["b"]
    assert both.gaps == []


def test_a_group_without_accounts_is_a_gap() -> None:
    outcome = collect(MemoryDirectory("a", [("a", YES)]), only_group="Printers")
    assert outcome.verdicts == {}
    what = "no account is in the group Printers"
    assert outcome.missing == [("option --only-group", what, None)]


@pytest.mark.parametrize("trouble", [AccessError("refused"), ServiceError("down")])
def test_a_group_that_cannot_be_read_ends_the_run(trouble: Exception) -> None:
    directory = MemoryDirectory("a", [("a", YES)], members=trouble)
    with pytest.raises(type(trouble)):
        collect(directory, only_group="Sales")
    assert directory.requests == ["group Sales", "members g"]
