"""Accounts that are left out: the first reason counts, and what is unknown is no reason."""

from datetime import UTC, datetime

import pytest

from mfa_audit.domain.accounts import Account
from mfa_audit.domain.population import Exclusion, first_mark, left_out, marks

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
GUID = "c0a70500-0000-4000-9000-000000000001"


def account(upn: str = "ada@contoso.example", **more: object) -> Account:
    """An account called Ada."""
    return Account("1", upn, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (account(), []),
        (account(account_enabled=True, user_type="Member", is_licensed=True), []),
        (account(account_enabled=False), ["blocked"]),
        (account(user_type="Guest"), ["guests"]),
        (account(user_type="gUEST"), ["guests"]),
        (account("bo_x.example#EXT#@contoso.example"), ["guests"]),
        (account("bo_x.example#ext#@contoso.example"), ["guests"]),
        # A colleague of a joined company: an external name, and a member.
        (account("bo_x.example#EXT#@contoso.example", user_type="Member"), []),
        (account(is_licensed=False), ["unlicensed"]),
        (account("Sync_SERVER1_0a1b2c3d4e5f@contoso.example"), ["service"]),
        (account("sync_server1_0a1b2c3d4e5f@contoso.example"), ["service"]),
        (account("synchrona@contoso.example"), []),
        (account("ADToAADSyncServiceAccount@contoso.example"), ["service"]),
        (account(f"package_{GUID}@contoso.example"), ["service"]),
        (account("package_desk@contoso.example"), []),
        (
            account(display_name="On-Premises Directory Synchronization Service Account"),
            ["service"],
        ),
        (account(employee_hire_date=datetime(2027, 1, 4, tzinfo=UTC)), ["future-hires"]),
        (account(employee_hire_date=NOW), []),
        (account(employee_hire_date=datetime(2020, 1, 1, tzinfo=UTC)), []),
        (
            account(
                "Sync_1#EXT#@contoso.example",
                account_enabled=False,
                user_type="Guest",
                is_licensed=False,
                employee_hire_date=datetime(2027, 1, 4, tzinfo=UTC),
            ),
            ["blocked", "guests", "unlicensed", "service", "future-hires"],
        ),
    ],
)
def test_marks(marked: Account, expected: list[str]) -> None:
    assert marks(marked, NOW) == expected
    assert first_mark(marked, NOW) == (expected[0] if expected else None)


def test_a_mark_alone_is_no_reason() -> None:
    assert left_out(account(account_enabled=False), frozenset(), None, NOW) is None


def test_the_first_of_the_chosen_reasons_counts() -> None:
    marked = account(account_enabled=False, user_type="Guest", is_licensed=False)
    chosen = frozenset({Exclusion.UNLICENSED, Exclusion.GUESTS})
    assert left_out(marked, chosen, None, NOW) is Exclusion.GUESTS
    assert left_out(marked, chosen | {Exclusion.BLOCKED}, {"1"}, NOW) is Exclusion.BLOCKED


def test_not_selected_is_the_last_reason() -> None:
    guests = frozenset({Exclusion.GUESTS})
    assert left_out(account(), guests, {"2"}, NOW) is Exclusion.NOT_SELECTED
    assert left_out(account(), guests, {"1", "2"}, NOW) is None
    assert left_out(account(), guests, (), NOW) is Exclusion.NOT_SELECTED
    assert left_out(account(user_type="Guest"), guests, {"2"}, NOW) is Exclusion.GUESTS


def test_the_order_of_the_reasons() -> None:
    reasons = "blocked guests unlicensed service future-hires not-selected".split()
    assert [str(reason) for reason in Exclusion] == reasons
