"""The verdict: registered, not registered or unknown, with its reason and the source behind it."""

from enum import StrEnum

import msgspec

from mfa_audit.domain.facts import (
    Account,
    Definition,
    MethodsRead,
    RegistrationDetails,
    Unanswered,
)
from mfa_audit.domain.methods import MethodSummary, summarise
from mfa_audit.domain.sources import METHODS_SOURCE, REGISTRATION_SOURCE

_NO_METHODS = MethodSummary(False, (), (), ())


class Registered(StrEnum):
    """Every account is exactly one of these."""

    YES = "registered"
    NO = "not registered"
    UNKNOWN = "unknown"


class Standing(msgspec.Struct, frozen=True):
    """`reason` is a sentence; `source` the Graph request that answered, None where none did."""

    registered: Registered
    reason: str
    source: str | None


class AccountRecord(msgspec.Struct, gc=False):
    """One account, joined and judged: one row.

    `methods` holds every method Graph named, in its spelling; None where no source answered.
    """

    account: Account
    details: RegistrationDetails | None
    methods: tuple[str, ...] | None
    summary: MethodSummary
    standing: Standing


def judge(
    account: Account,
    details: RegistrationDetails | None,
    read: MethodsRead | Unanswered | None,
    definition: Definition,
) -> AccountRecord:
    """Join what is known about `account` and give the verdict under `definition`.

    `details` is its row of the registration report, `read` what the per-account API said; the
    per-account answer is the fresher one and wins. Without either the account is unknown: silence
    is never taken for "no".
    """
    if isinstance(read, MethodsRead):
        summary = summarise(read.names, True)
        verdict = _by_methods(summary, definition, METHODS_SOURCE.api)
        return AccountRecord(account, details, read.names, summary, verdict)
    if details is not None:
        names = details.methods_registered
        summary = _NO_METHODS if names is None else summarise(names, False)
        return AccountRecord(account, details, names, summary, _by_report(details, definition))
    reason = read.reason if read else "no source answered for this account"
    unknown = Standing(Registered.UNKNOWN, reason, None)
    return AccountRecord(account, None, None, _NO_METHODS, unknown)


_REPORT_YES = Standing(
    Registered.YES, "isMfaRegistered is true in the registration report", REGISTRATION_SOURCE.api
)
_REPORT_NO = Standing(
    Registered.NO, "isMfaRegistered is false in the registration report", REGISTRATION_SOURCE.api
)
_REPORT_SILENT = Standing(
    Registered.UNKNOWN,
    "the registration report has a row for this account but neither isMfaRegistered nor methods",
    REGISTRATION_SOURCE.api,
)


def _by_report(details: RegistrationDetails, definition: Definition) -> Standing:
    if definition is Definition.ENTRA and details.is_mfa_registered is not None:
        return _REPORT_YES if details.is_mfa_registered else _REPORT_NO
    if details.methods_registered is None:
        return _REPORT_SILENT
    summary = summarise(details.methods_registered, False)
    return _by_methods(summary, definition, REGISTRATION_SOURCE.api)


def _by_methods(summary: MethodSummary, definition: Definition, source: str) -> Standing:
    if definition is Definition.MSONLINE:
        if summary.msonline:
            return Standing(Registered.YES, "has a method that MSOnline listed", source)
        return Standing(Registered.NO, "has no method that MSOnline listed", source)
    if summary.mfa:
        return Standing(Registered.YES, "has a method that counts as MFA", source)
    if summary.unknown:
        kinds = ", ".join(summary.unknown)
        reason = f"its only candidates are methods of a kind this version does not know: {kinds}"
        return Standing(Registered.UNKNOWN, reason, source)
    if source == METHODS_SOURCE.api:
        # Microsoft's list of that API's types has none for certificate-based authentication.
        reason = "has no method that counts as MFA (certificates are not shown there)"
        return Standing(Registered.NO, reason, source)
    return Standing(Registered.NO, "has no method that counts as MFA", source)
