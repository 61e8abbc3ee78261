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
# The per-account API has no type for certificate-based authentication.
_NO_MFA_SHOWN = "has no method that counts as MFA (certificates are not shown there)"
_UNKNOWN_KINDS = "its only candidates are methods of a kind this version does not know"
_NO_ANSWER = "no source answered for this account"

# Reasons of an `Unanswered` from `graph` and `audit`.
LEFT_OUT = "Graph left the question out of its answer"
IN_PARTS = "Graph gave only the first part of the methods"
NO_STATE = "Graph answered without a state"
UNREADABLE = "Graph's answer could not be read"
NOT_LISTED = "the list of sign-ins has no row for this account"
_PER_ACCOUNT = (METHODS_SOURCE, STATE_SOURCE)
CLOSED = {s: f"the {s.name} could not be read" for s in _PER_ACCOUNT}
REFUSED = {s: f"Graph refused to show the {s.name} of this account" for s in _PER_ACCOUNT}
NOT_SHOWN = {s: f"Graph could not show the {s.name} of this account" for s in _PER_ACCOUNT}

# The definition that a reason belongs to, for a report that does not name its definition.
DEFINITION_OF: dict[str, Definition] = {
    **dict.fromkeys((_HAS_MSONLINE, _NO_MSONLINE), Definition.MSONLINE),
    **dict.fromkeys((_ROW_YES, _ROW_NO, _HAS_MFA, _NO_MFA, _NO_MFA_SHOWN), Definition.ENTRA),
}


class Registered(StrEnum):
    """Whether an account is registered."""

    YES = "registered"
    NO = "not registered"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """A weakness of an account that a reviewer should see at once."""

    ADMIN_NOT_REGISTERED = "admin not registered"
    ADMIN_NOT_PHISHING_RESISTANT = "admin without phishing-resistant method"
    PHONE_ONLY = "phone only"
    ADMIN_UNKNOWN = "admin, registration unknown"


class Verdict(msgspec.Struct, frozen=True):
    """Whether an account is registered, and why. `reason` is a fixed text that can be translated;
    `about` is the part that varies, or empty. `source` is the Graph request that answered, None if
    none did."""

    registered: Registered
    reason: str
    source: str | None
    about: str = ""

    @property
    def sentence(self) -> str:
        """The reason with the part that varies."""
        return f"{self.reason}: {self.about}" if self.about else self.reason


def admin_by(flag: bool | None, roles: tuple[str, ...] | None) -> bool | None:
    """Whether an account is an admin by the registration report's flag or by its directory roles;
    None if neither source says."""
    if flag or roles:
        return True
    return None if flag is None and roles is None else False


class Situation(NamedTuple):
    """The facts that figures count an account by; `registered` and `admin` are None if unknown."""

    registered: Registered | None
    strength: Strength
    admin: bool | None


class AccountRecord(msgspec.Struct, gc=False):
    """A judged account: a row of the report.

    `methods` are all methods of the account in Graph's spelling; None if no source answered.
    `roles` are the names of its directory roles, `activity` its last sign-ins, `method_details` its
    methods in detail; each is None if the run did not request it or Graph gave no answer.
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
        """The strength of the strongest method that counts as MFA. UNKNOWN if the verdict is
        unknown, or if the account is registered without a method that has a strength."""
        verdict, strength = self.verdict.registered, self.summary.strength
        silent = strength is Strength.NONE and verdict is Registered.YES
        unknown = self.methods is None or verdict is Registered.UNKNOWN or silent
        return Strength.UNKNOWN if unknown else strength

    @property
    def situation(self) -> Situation:
        """The facts that figures count the account by."""
        return Situation(self.verdict.registered, self.strength, self.admin)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The weaknesses of the account, in the order of the enum. An unknown fact is no weakness,
        except that the registration of an admin is unknown."""
        verdict, strength, findings = self.verdict.registered, self.strength, []
        if self.admin and verdict is Registered.NO:
            findings.append(Finding.ADMIN_NOT_REGISTERED)
        if self.admin and strength not in (Strength.UNKNOWN, Strength.PHISHING_RESISTANT):
            findings.append(Finding.ADMIN_NOT_PHISHING_RESISTANT)
        if strength is Strength.PHONE:
            findings.append(Finding.PHONE_ONLY)
        if self.admin and verdict is Registered.UNKNOWN:
            findings.append(Finding.ADMIN_UNKNOWN)
        return tuple(findings)


def judge_account(
    account: Account,
    details: RegistrationDetails | None,
    read: MethodsRead | Unanswered | None,
    definition: Definition,
) -> AccountRecord:
    """Join the facts about `account` and give the verdict by `definition`.

    `details` is its row of the registration report, `read` the answer of the per-account API, which
    is newer and wins. Without both the account is unknown: no answer is never taken for "no".
    """
    if isinstance(read, MethodsRead):
        summary = summarise(read.names, True)
        verdict = _by_methods(summary, definition, METHODS_SOURCE.api)
        return AccountRecord(account, details, read.names, summary, verdict)
    if details is not None:
        names = details.methods_registered
        summary = _NO_METHODS if names is None else summarise(names, False)
        return AccountRecord(account, details, names, summary, _by_report(details, definition))
    reason, about = (read.reason, read.about) if read else (_NO_ANSWER, "")
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
    no_mfa = _NO_MFA_SHOWN if source == METHODS_SOURCE.api else _NO_MFA
    return Verdict(Registered.NO, no_mfa, source)
