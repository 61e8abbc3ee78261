"""The verdict: registered, not registered or unknown, with its reason and the source behind it."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from mfa_audit.domain.accounts import (
    Account,
    Definition,
    MethodDetail,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Unanswered,
)
from mfa_audit.domain.methods import MethodSummary, Strength, summarise
from mfa_audit.domain.sources import METHODS_SOURCE, REGISTRATION_SOURCE, STATE_SOURCE

_NO_METHODS = MethodSummary(False, (), (), (), Strength.UNKNOWN, False)

# Reasons of a verdict.
_ROW_YES = "isMfaRegistered is true in the registration report"
_ROW_NO = "isMfaRegistered is false in the registration report"
_ROW_SILENT = (
    "the registration report has a row for this account but neither isMfaRegistered nor methods"
)
_HAS_MSONLINE = "has a method that MSOnline listed"
_NO_MSONLINE = "has no method that MSOnline listed"
_HAS_MFA = "has a method that counts as MFA"
_NO_MFA = "has no method that counts as MFA"
# Microsoft's list of the per-account API's types has none for certificate-based authentication.
_NO_MFA_SEEN = "has no method that counts as MFA (certificates are not shown there)"
_UNKNOWN_KINDS = "its only candidates are methods of a kind this version does not know"
_NOBODY_ANSWERED = "no source answered for this account"

# Reasons of an `Unanswered`, which `graph` and `audit` give.
LEFT_OUT = "Graph left the question out of its answer"
IN_PARTS = "Graph gave only the first part of the methods"
NO_STATE = "Graph answered without a state"
UNREADABLE = "Graph's answer could not be read"
NOT_LISTED = "the list of sign-ins has no row for this account"
_ONE_BY_ONE = (METHODS_SOURCE, STATE_SOURCE)
CLOSED = {source: f"the {source.name} could not be read" for source in _ONE_BY_ONE}
REFUSED = {
    source: f"Graph refused to show the {source.name} of this account" for source in _ONE_BY_ONE
}
NOT_SHOWN = {
    source: f"Graph could not show the {source.name} of this account" for source in _ONE_BY_ONE
}

# Reasons that tell the definition, where a report does not name it.
DEFINITION_OF: dict[str, Definition] = {
    **dict.fromkeys((_HAS_MSONLINE, _NO_MSONLINE), Definition.MSONLINE),
    **dict.fromkeys((_ROW_YES, _ROW_NO, _HAS_MFA, _NO_MFA, _NO_MFA_SEEN), Definition.ENTRA),
}


class Registered(StrEnum):
    """Every account is exactly one of these."""

    YES = "registered"
    NO = "not registered"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """What a reviewer should not have to look for."""

    ADMIN_NOT_REGISTERED = "admin not registered"
    ADMIN_NOT_PHISHING_RESISTANT = "admin without phishing-resistant method"
    PHONE_ONLY = "phone only"
    ADMIN_UNKNOWN = "admin, registration unknown"


class Verdict(msgspec.Struct, frozen=True):
    """Whether an account is registered. `reason` is a fixed text that can be translated, `about`
    what varies in it (empty where nothing does); `source` is the Graph request that answered, None
    where none did."""

    registered: Registered
    reason: str
    source: str | None
    about: str = ""

    @property
    def sentence(self) -> str:
        """The reason with what varies in it."""
        return f"{self.reason}: {self.about}" if self.about else self.reason


def admin_by(flag: bool | None, roles: tuple[str, ...] | None) -> bool | None:
    """Whether an account is an admin by the registration report's flag or by its directory roles;
    None if neither source says."""
    if flag or roles:
        return True
    return None if flag is None and roles is None else False


class Situation(NamedTuple):
    """What an account is counted by. `registered` and `admin` are None where no source says."""

    registered: Registered | None
    strength: Strength
    admin: bool | None


class AccountRecord(msgspec.Struct, gc=False):
    """One account, joined and judged: one row.

    `methods` has every method that Graph named, in its spelling; None where no source answered.
    `roles` are the names of its directory roles, `activity` its last sign-ins, `method_details` its
    methods in detail; each is None where the run did not request it or Graph gave no answer.
    """

    account: Account
    details: RegistrationDetails | None
    methods: tuple[str, ...] | None
    summary: MethodSummary
    verdict: Verdict
    roles: tuple[str, ...] | None = None
    activity: SignInActivity | None = None
    method_details: tuple[MethodDetail, ...] | None = None

    @property
    def admin(self) -> bool | None:
        """Whether the account is an admin; None if no source says."""
        return admin_by(self.details.is_admin if self.details else None, self.roles)

    @property
    def strength(self) -> Strength:
        """Of the strongest method that counts as MFA; UNKNOWN where the verdict is, and where an
        account is registered with no method that could say how well."""
        verdict, strength = self.verdict.registered, self.summary.strength
        if self.methods is None or verdict is Registered.UNKNOWN:
            return Strength.UNKNOWN
        if strength is Strength.NONE and verdict is Registered.YES:
            return Strength.UNKNOWN
        return strength

    @property
    def situation(self) -> Situation:
        """What the account is counted by."""
        return Situation(self.verdict.registered, self.strength, self.admin)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with this account, in the enum's order. What is unknown is no finding,
        but that an admin's registration is unknown is one."""
        verdict, strength, found = self.verdict.registered, self.strength, []
        if self.admin and verdict is Registered.NO:
            found.append(Finding.ADMIN_NOT_REGISTERED)
        if self.admin and strength not in (Strength.UNKNOWN, Strength.PHISHING_RESISTANT):
            found.append(Finding.ADMIN_NOT_PHISHING_RESISTANT)
        if strength is Strength.PHONE:
            found.append(Finding.PHONE_ONLY)
        if self.admin and verdict is Registered.UNKNOWN:
            found.append(Finding.ADMIN_UNKNOWN)
        return tuple(found)


def judge_account(
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
    reason, about = (read.reason, read.about) if read else (_NOBODY_ANSWERED, "")
    unknown = Verdict(Registered.UNKNOWN, reason, None, about)
    return AccountRecord(account, None, None, _NO_METHODS, unknown)


_REPORT_YES = Verdict(Registered.YES, _ROW_YES, REGISTRATION_SOURCE.api)
_REPORT_NO = Verdict(Registered.NO, _ROW_NO, REGISTRATION_SOURCE.api)
_REPORT_SILENT = Verdict(Registered.UNKNOWN, _ROW_SILENT, REGISTRATION_SOURCE.api)


def _by_report(details: RegistrationDetails, definition: Definition) -> Verdict:
    if definition is Definition.ENTRA and details.is_mfa_registered is not None:
        return _REPORT_YES if details.is_mfa_registered else _REPORT_NO
    if details.methods_registered is None:
        return _REPORT_SILENT
    summary = summarise(details.methods_registered, False)
    return _by_methods(summary, definition, REGISTRATION_SOURCE.api)


def _by_methods(summary: MethodSummary, definition: Definition, source: str) -> Verdict:
    if definition is Definition.MSONLINE:
        if summary.msonline:
            return Verdict(Registered.YES, _HAS_MSONLINE, source)
        return Verdict(Registered.NO, _NO_MSONLINE, source)
    if summary.mfa:
        return Verdict(Registered.YES, _HAS_MFA, source)
    if summary.unknown:
        kinds = ", ".join(summary.unknown)
        return Verdict(Registered.UNKNOWN, _UNKNOWN_KINDS, source, kinds)
    seen = _NO_MFA_SEEN if source == METHODS_SOURCE.api else _NO_MFA
    return Verdict(Registered.NO, seen, source)
