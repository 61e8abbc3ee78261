"""The columns of the registration report: key, header, meaning, value and source of each.

`mfa-audit columns`, the README and the About sheet are made from this table. JSON and `--columns`
use the key, which is Graph's own spelling where the fact is Graph's.
"""

import re
from collections.abc import Callable, Iterable
from operator import attrgetter

from mfa_audit.domain.registration import AccountRecord, Registered
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    ROLES_SOURCE,
    STATE_SOURCE,
    USERS_SOURCE,
)
from mfa_audit.reports.columns import Column
from mfa_audit.reports.language import Words
from mfa_audit.reports.tables import Kind, Value

# Where the methods of an account come from.
JUDGED_BY = f"{REGISTRATION_SOURCE.api}, else {METHODS_SOURCE.api}"
_OURS = "mfa-audit"


def _state_shown(record: AccountRecord, words: Words) -> Value:
    state = record.account.per_user_mfa_state
    return words(state[:1].upper() + state[1:] if state else "Unknown")


def _methods_shown(record: AccountRecord, words: Words) -> Value:
    # Never an empty cell for "unknown": readers of the old report take an empty cell for "none".
    return words("Unknown") if record.methods is None else record.summary.mfa_names


def _reason_shown(record: AccountRecord, words: Words) -> Value:
    reason, about = words(record.verdict.reason), record.verdict.about
    return f"{reason}: {about}" if about else reason


def _details(record: AccountRecord) -> Value:
    details = record.method_details
    return None if details is None else tuple(f"{d.name}: {d.detail}" for d in details if d.detail)


AccountColumn = Column[AccountRecord]
_C = AccountColumn


def _field(key: str) -> str:
    """Our name for a field of Graph's, such as is_mfa_capable for isMfaCapable."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", key)


def _user(
    key: str, header: str, kind: Kind, width: int, meaning: str, property: str = ""
) -> AccountColumn:
    """A field of the account; `property` is Graph's name of the property, if not the key."""
    fact = attrgetter(f"account.{_field(key)}")
    api, graph_property = USERS_SOURCE.api, property or key
    return _C(key, header, kind, width, meaning, fact, source=api, graph_property=graph_property)


def _activity(key: str, header: str, meaning: str) -> AccountColumn:
    """A time of the account's last sign-ins."""
    fact, source = _optional("activity", _field(key.removesuffix("DateTime"))), ACTIVITY_SOURCE
    return _C(key, header, Kind.TIME, 19, meaning, fact, source=source.api, needs=source)


def _report(key: str, header: str, kind: Kind, width: int, meaning: str) -> AccountColumn:
    """A field of the account's row in the registration report."""
    fact = _optional("details", _field(key))
    return _C(key, header, kind, width, meaning, fact, source=REGISTRATION_SOURCE.api)


def _optional(part: str, field: str) -> Callable[[AccountRecord], Value]:
    """A function from a record to a field of one of its parts; None without the part."""

    def fact(record: AccountRecord) -> Value:
        owner = getattr(record, part)
        value: Value = getattr(owner, field) if owner else None
        return value

    return fact


_VERDICT = {Registered.YES: True, Registered.NO: False, Registered.UNKNOWN: None}
_T, _F, _W, _L = Kind.TEXT, Kind.FLAG, Kind.TIME, Kind.LIST

# fmt: off
ACCOUNT_COLUMNS: tuple[AccountColumn, ...] = (
    _user("userPrincipalName", "UserPrincipalName", _T, 38,
          "The name the person signs in with; guests carry #EXT#."),
    _C("perUserMfaState", "MFA Status", _T, 12, "Per-user MFA: Disabled, Enabled or Enforced. "
       "Disabled does not mean that there is no MFA: Conditional Access and security defaults "
       "require it without changing this state.", lambda r: r.account.per_user_mfa_state,
       _state_shown, source=f"{USERS_SOURCE.api} (undocumented there), else {STATE_SOURCE.api}",
       graph_property="perUserMfaState"),
    _C("mfaMethods", "MFA Methods", _L, 44, "Registered methods that count as MFA, under the name "
       "MSOnline gave them where it had one, else Graph's; kinds unknown to this version under "
       "Graph's name. Unknown where no source answered.",
       lambda r: None if r.methods is None else r.summary.mfa_names, _methods_shown,
       source=JUDGED_BY),
    _user("displayName", "Display Name", _T, 28, "The person's name."),
    _C("registered", "Registered for MFA", _F, 12, "True, False, or empty for unknown, under the "
       "definition that the run names. Wrong for hours after a change (the report lags), and for "
       "MFA done outside Entra.", lambda r: _VERDICT[r.verdict.registered], source=_OURS),
    _C("registeredReason", "Reason", _T, 52, "Why it says so.", lambda r: r.verdict.sentence,
       _reason_shown, source=_OURS),
    _C("registeredSource", "Source", _T, 44, "Which API answered; empty where none did.",
       lambda r: r.verdict.source, source=_OURS),
    _C("strength", "Strength", _T, 19, "The strongest registered method that counts as MFA: "
       "phishing-resistant, app, phone, none, or unknown.", lambda r: str(r.strength),
       lambda r, words: words(str(r.strength)), source=_OURS),
    _C("findings", "Findings", _L, 60, "What a reviewer should look at: an admin who is not "
       "registered or has no phishing-resistant method, and accounts whose only method is a phone.",
       lambda r: tuple(map(str, r.findings)),
       lambda r, words: tuple(words(str(finding)) for finding in r.findings), source=_OURS),
    _C("isAdmin", "Admin", _F, 9, "Has an admin role, by the report or, where roles were read, by "
       "an active assignment. JSON has the report's word alone; Microsoft does not say whether "
       "eligible or group assignments count in it.",
       lambda r: r.details.is_admin if r.details else None, lambda r, _: r.admin,
       source=REGISTRATION_SOURCE.api),
    _C("roles", "Directory Roles", _L, 34, "Active role assignments, through groups too; eligible "
       "ones are not shown. (scoped): for a part of the directory only. Unknown where they could "
       "not be read.", lambda r: r.roles,
       lambda r, words: words("Unknown") if r.roles is None else r.roles,
       source=ROLES_SOURCE.api, needs=ROLES_SOURCE),
    _report("isMfaRegistered", "isMfaRegistered", _F, 12,
            "Graph's own verdict: a strong method is registered, allowed by policy or not."),
    _report("isMfaCapable", "isMfaCapable", _F, 12,
            "Registered, and the authentication methods policy allows a registered method."),
    _report("isPasswordlessCapable", "isPasswordlessCapable", _F, 12,
            "Has a passwordless method that policy allows."),
    _report("isSsprRegistered", "isSsprRegistered", _F, 12,
            "Registered for self-service password reset."),
    _report("isSsprEnabled", "isSsprEnabled", _F, 12,
            "Allowed to use self-service password reset."),
    _report("isSsprCapable", "isSsprCapable", _F, 12,
            "Registered for self-service password reset and allowed to use it."),
    _C("methods", "Methods (Graph)", _L, 48, "Every method Graph named, in Graph's spelling, those "
       "that are no MFA too. Only the per-account API lists the password.", lambda r: r.methods,
       source=JUDGED_BY),
    _C("methodDetails", "Method Details", _L, 48,
       "Phone numbers, device and key names, masked unless --show-personal-data; with --details.",
       _details, source=METHODS_SOURCE.api, needs=METHODS_SOURCE),
    _C("msonlineMethods", "Methods (MSOnline)", _L, 40, "The MethodTypes the old query would have "
       "listed. Graph cannot tell text from call on a mobile phone, so both are named.",
       lambda r: None if r.methods is None else r.summary.msonline, source=JUDGED_BY),
    _report("userPreferredMethodForSecondaryAuthentication", "Preferred Method", _T, 16,
            "The person's own choice; used only where system-preferred is off."),
    _report("isSystemPreferredAuthenticationMethodEnabled", "System-Preferred On", _F, 12,
            "The service picks the strongest registered method."),
    _report("systemPreferredAuthenticationMethods", "System-Preferred Methods", _L, 16,
            "What the service would pick."),
    _user("accountEnabled", "Account Enabled", _F, 10,
          "False for a blocked account (MSOnline: BlockCredential True)."),
    _C("userType", "User Type", _T, 10, "Member or Guest.", lambda r: r.account.user_type,
       lambda r, words: words(r.account.user_type) if r.account.user_type else None,
       source=USERS_SOURCE.api, graph_property="userType"),
    _user("isLicensed", "Licensed", _F, 10, "Has at least one licence, its own or through a group.",
          "assignedLicenses"),
    _user("onPremisesSyncEnabled", "Synchronised", _F, 12,
          "Comes from an on-premises directory; empty for accounts that never did."),
    _user("department", "Department", _T, 18, "As in the directory."),
    _user("createdDateTime", "Created (UTC)", _W, 19,
          "When the account was created; empty for some created before June 2018."),
    _user("employeeHireDate", "Hire Date (UTC)", _W, 19,
          "When the person starts, where the directory says so."),
    _activity("lastSignInDateTime", "Last Sign-In (UTC)",
              "The last time the person tried to sign in, well or not; with --last-sign-in."),
    _activity("lastNonInteractiveSignInDateTime", "Last Non-Interactive Sign-In (UTC)",
              "The last time a program tried to sign in for the person, well or not; with "
              "--last-sign-in."),
    _activity("lastSuccessfulSignInDateTime", "Last Successful Sign-In (UTC)",
              "The last time a sign-in of either kind went well; empty before December 2023; with "
              "--last-sign-in."),
    _report("lastUpdatedDateTime", "Report Refreshed (UTC)", _W, 19,
            "When Graph last refreshed the registration report; not when the person registered."),
    _C("perUserMfaStateSource", "MFA Status Source", _T, 30,
       "Which API told the per-user state; empty where none did.",
       lambda r: r.account.per_user_mfa_state_source, source=_OURS),
    _user("id", "Object Id", _T, 38, "The account's object id, which never changes."),
)
# fmt: on

ACCOUNT_COLUMN_BY_KEY = {column.key: column for column in ACCOUNT_COLUMNS}


def columns_named(keys: str) -> tuple[AccountColumn, ...]:
    """The columns with these keys, which have spaces between them."""
    return tuple(map(ACCOUNT_COLUMN_BY_KEY.__getitem__, keys.split()))


CLASSIC = columns_named("userPrincipalName perUserMfaState mfaMethods")
LAST_SIGN_IN = tuple(column for column in ACCOUNT_COLUMNS if column.needs is ACTIVITY_SOURCE)
DETAILS = tuple(column for column in ACCOUNT_COLUMNS if column.needs is METHODS_SOURCE)
FULL = tuple(column for column in ACCOUNT_COLUMNS if column not in LAST_SIGN_IN + DETAILS)


def graph_properties(columns: Iterable[AccountColumn]) -> tuple[str, ...]:
    """The properties of Graph's user that these columns need, each once."""
    return tuple(dict.fromkeys(c.graph_property for c in columns if c.graph_property))
