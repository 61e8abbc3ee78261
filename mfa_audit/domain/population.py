"""Who the audit is about: what marks an account as no ordinary person's, and why it is left out.

A mark alone leaves nobody out; only the options of a run do. What Graph did not tell never marks.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from enum import StrEnum

from mfa_audit.domain.accounts import Account


class Exclusion(StrEnum):
    """Reasons to leave an account out, in the order in which the first one counts.

    `NOT_SELECTED` is the option's doing (--only, --only-group), the others are marks of an account.
    """

    BLOCKED = "blocked"
    GUESTS = "guests"
    UNLICENSED = "unlicensed"
    SERVICE = "service"
    FUTURE_HIRES = "future-hires"
    NOT_SELECTED = "not-selected"


# The accounts of Entra Connect (both of its generations) and of provisioning packages.
_SERVICE_NAME = re.compile(
    r"sync_|adtoaadsyncserviceaccount"
    r"|package_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@",
    re.IGNORECASE,
)
_SERVICE_DISPLAY_NAME = "On-Premises Directory Synchronization Service Account"


def marks(account: Account, now: datetime) -> list[Exclusion]:
    """Everything that marks `account`, in the enum's order; `now` has a zone."""
    return list(_marks(account, now))


def first_mark(account: Account, now: datetime) -> Exclusion | None:
    """The first mark of `account`; None for an ordinary one."""
    return next(_marks(account, now), None)


def left_out(
    account: Account,
    excluded: frozenset[Exclusion],
    selected: Collection[str] | None,
    now: datetime,
) -> Exclusion | None:
    """The first reason to leave `account` out; None where it is in scope.

    `selected` are the object ids that were asked for by name or group, None for everybody.
    """
    if excluded:
        for mark in _marks(account, now):
            if mark in excluded:
                return mark
    if selected is not None and account.id not in selected:
        return Exclusion.NOT_SELECTED
    return None


def _marks(account: Account, now: datetime) -> Iterator[Exclusion]:
    if account.account_enabled is False:
        yield Exclusion.BLOCKED
    if _is_guest(account):
        yield Exclusion.GUESTS
    if account.is_licensed is False:
        yield Exclusion.UNLICENSED
    if _SERVICE_NAME.match(account.user_principal_name) or (
        account.display_name == _SERVICE_DISPLAY_NAME
    ):
        yield Exclusion.SERVICE
    if account.employee_hire_date is not None and account.employee_hire_date > now:
        yield Exclusion.FUTURE_HIRES


def _is_guest(account: Account) -> bool:
    """By Graph's userType; where it did not tell, by what Entra puts into a guest's name."""
    if account.user_type is None:
        return "#ext#" in account.user_principal_name.casefold()
    return account.user_type.casefold() == "guest"
