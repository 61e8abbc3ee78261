"""Builders of the long records: what a test does not name is filled in with Contoso's."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from mfa_audit.domain.accounts import (
    Account,
    Definition,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.figures import amounts
from mfa_audit.domain.registration import AccountRecord, judge_account
from mfa_audit.domain.run import AccountRun, Counts, LogRun

T = TypeVar("T")
STARTED = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def an_account_run(counts: Counts | None = None, **more: Any) -> AccountRun:
    """A run over the accounts of Contoso with these counts; `more` are other fields."""
    return AccountRun(
        **{
            "version": "1.2.3",
            "started": STARTED,
            "definition": Definition.ENTRA,
            "cloud": "global",
            "identity": "auditor@contoso.example",
            "tenant": Tenant("c0a7", "Contoso"),
            "counts": counts or Counts(),
            **more,
        }
    )


def a_log_run(begin: datetime, end: datetime, **more: Any) -> LogRun:
    """A run over a log of Contoso from `begin` until `end`; `more` are other fields."""
    return LogRun(
        **{
            "version": "1.2.3",
            "started": STARTED,
            "cloud": "global",
            "identity": "auditor@contoso.example",
            "tenant": Tenant("c0a7", "Contoso"),
            "begin": begin,
            "end": end,
            **more,
        }
    )


def a_record(
    name: str,
    *methods: str,
    registered: bool | None = None,
    admin: bool | None = False,
    definition: Definition = Definition.ENTRA,
    **account: Any,
) -> AccountRecord:
    """The record of an account with a row in the registration report that has these methods;
    `registered` is what the row says, or else whether it has any; `account` are its other fields.
    """
    row = RegistrationDetails(
        is_admin=admin,
        is_mfa_registered=bool(methods) if registered is None else registered,
        methods_registered=methods,
    )
    fields = {"display_name": name.title(), **account}
    who = Account(f"id-{name}", f"{name}@contoso.example", **fields)
    return judge_account(who, row, None, definition)


def judged(
    details: RegistrationDetails | None = None,
    read: MethodsRead | Unanswered | None = None,
    *,
    roles: tuple[str, ...] | None = None,
    account: Account | None = None,
) -> AccountRecord:
    """The record of `account`, else of Ada, by these answers and with these roles."""
    account = account or Account("1", "ada@contoso.example", "Ada")
    record = judge_account(account, details, read, Definition.ENTRA)
    record.roles = roles
    return record


def least(counts: Counts) -> dict[str, int | None]:
    """The figures of an audit with these counts, each the number that is known for certain; None
    where no source says who is an admin."""
    return {name: amount and amount.least for name, amount in amounts(counts).items()}


def a_count(of: Callable[..., T], **fields: Any) -> T:
    """Counts of accounts or of changes; what is counted by kind may be a plain dictionary."""
    return of(**{k: Counter(v) if isinstance(v, dict) else v for k, v in fields.items()})
