"""Which accounts an audit is about: marks of unusual accounts, and reasons to leave accounts out.

A mark alone leaves no account out; only the options of a run do. A fact that Graph does not give
marks no account.
"""

import re
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from mfa_audit.domain.accounts import Account


class Exclusion(StrEnum):
    """Reasons to leave an account out; the first that holds counts.

    `NOT_SELECTED` comes from an option (--only, --only-group), the others are marks of an account.
    """

    BLOCKED = "blocked"
    GUESTS = "guests"
    UNLICENSED = "unlicensed"
    SERVICE = "service"
    FUTURE_HIRES = "future-hires"
    NOT_SELECTED = "not-selected"


# The accounts of Entra Connect, in both generations, and of provisioning packages.
_SERVICE_NAME = re.compile(
    r"sync_|adtoaadsyncserviceaccount"
    r"|package_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@",
    re.IGNORECASE,
)
_SERVICE_DISPLAY_NAME = "On-Premises Directory Synchronization Service Account"


def marks(account: Account, now: datetime) -> list[Exclusion]:
    """All marks of `account`, in the order of the enum; `now` has a time zone."""
    all_marks = []
    if account.blocked:
        all_marks.append(Exclusion.BLOCKED)
    if _is_guest(account):
        all_marks.append(Exclusion.GUESTS)
    if account.is_licensed is False:
        all_marks.append(Exclusion.UNLICENSED)
    name, display_name = account.user_principal_name, account.display_name
    if display_name == _SERVICE_DISPLAY_NAME or _SERVICE_NAME.match(name):
        all_marks.append(Exclusion.SERVICE)
    if account.employee_hire_date is not None and account.employee_hire_date > now:
        all_marks.append(Exclusion.FUTURE_HIRES)
    return all_marks


def first_mark(account: Account, now: datetime) -> Exclusion | None:
    """The first mark of `account`, None for an ordinary account."""
    return next(iter(marks(account, now)), None)


def left_out(
    account: Account,
    excluded: frozenset[Exclusion],
    selected: Collection[str] | None,
    now: datetime,
) -> Exclusion | None:
    """The first reason to leave `account` out, None if the audit is about it.

    `selected` holds the object ids of the requested names or group, None for all accounts.
    """
    reasons = [mark for mark in marks(account, now) if mark in excluded] if excluded else []
    if selected is not None and account.id not in selected:
        reasons.append(Exclusion.NOT_SELECTED)
    return reasons[0] if reasons else None


def _is_guest(account: Account) -> bool:
    """Whether Graph's userType or, without it, the name that Entra gives to guests says guest."""
    if account.user_type is None:
        return "#ext#" in account.user_principal_name.casefold()
    return account.user_type.casefold() == "guest"
