"""The columns of the registration report: one table says key, header, meaning and source.

`mfa-audit columns`, the README and the About sheet are made from it. JSON and `--columns` use the
key, which is Graph's own spelling where the fact is Graph's.
"""

from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    ROLES_SOURCE,
    STATE_SOURCE,
    USERS_SOURCE,
)
from mfa_audit.domain.standing import AccountRecord, Registered
from mfa_audit.reports.account_column import Column, of_activity, of_report, of_user
from mfa_audit.reports.column import Kind, Value
from mfa_audit.reports.language import Words

# Where the methods of an account come from.
JUDGED_BY = f"{REGISTRATION_SOURCE.api}, else {METHODS_SOURCE.api}"
_OURS = "mfa-audit"


def _state_shown(record: AccountRecord, words: Words) -> Value:
    state = record.account.per_user_mfa_state
    return words(state[:1].upper() + state[1:] if state else "Unknown")


def _methods_shown(record: AccountRecord, words: Words) -> Value:
    # Never an empty cell for "we do not know": the old report's readers take empty for "none".
    return words("Unknown") if record.methods is None else record.summary.mfa_names


def _reason_shown(record: AccountRecord, words: Words) -> Value:
    standing = record.standing
    return words(standing.reason) + (f": {standing.about}" if standing.about else "")


def _roles_shown(record: AccountRecord, words: Words) -> Value:
    return words("Unknown") if record.roles is None else record.roles


def _details(record: AccountRecord) -> Value:
    if record.held is None:
        return None
    return tuple(f"{held.name}: {held.detail}" for held in record.held if held.detail)


_VERDICT = {Registered.YES: True, Registered.NO: False, Registered.UNKNOWN: None}
_T, _F, _W, _L = Kind.TEXT, Kind.FLAG, Kind.TIME, Kind.LIST

COLUMNS: tuple[Column, ...] = (
    of_user(
        "userPrincipalName",
        "UserPrincipalName",
        _T,
        38,
        "The name the person signs in with; guests carry #EXT#.",
        "user_principal_name",
    ),
    Column(
        "perUserMfaState",
        "MFA Status",
        _T,
        12,
        "Per-user MFA: Disabled, Enabled or Enforced. Disabled does not mean that there is no MFA: "
        "Conditional Access and security defaults require it without changing this state.",
        f"{USERS_SOURCE.api} (undocumented there), else {STATE_SOURCE.api}",
        lambda r: r.account.per_user_mfa_state,
        _state_shown,
        "perUserMfaState",
    ),
    Column(
        "mfaMethods",
        "MFA Methods",
        _L,
        44,
        "Registered methods that count as MFA, under the name MSOnline gave them where it had one, "
        "else Graph's; kinds unknown to this version under Graph's name. Unknown where no source "
        "answered.",
        JUDGED_BY,
        lambda r: None if r.methods is None else r.summary.mfa_names,
        _methods_shown,
    ),
    of_user("displayName", "Display Name", _T, 28, "The person's name.", "display_name"),
    Column(
        "registered",
        "Registered for MFA",
        _F,
        12,
        "True, False, or empty for unknown, under the definition that the run names. Wrong for "
        "hours after a change (the report lags), and for MFA done outside Entra.",
        _OURS,
        lambda r: _VERDICT[r.standing.registered],
    ),
    Column(
        "registeredReason",
        "Reason",
        _T,
        52,
        "Why it says so.",
        _OURS,
        lambda r: r.standing.sentence,
        _reason_shown,
    ),
    Column(
        "registeredSource",
        "Source",
        _T,
        44,
        "Which API answered; empty where none did.",
        _OURS,
        lambda r: r.standing.source,
    ),
    Column(
        "strength",
        "Strength",
        _T,
        19,
        "The strongest registered method that counts as MFA: phishing-resistant, app, phone, none, "
        "or unknown.",
        _OURS,
        lambda r: str(r.strength),
        lambda r, words: words(str(r.strength)),
    ),
    Column(
        "findings",
        "Findings",
        _L,
        60,
        "What a reviewer should look at: an admin who is not registered or has no "
        "phishing-resistant method, and accounts whose only method is a phone.",
        _OURS,
        lambda r: tuple(map(str, r.findings)),
        lambda r, words: tuple(words(str(finding)) for finding in r.findings),
    ),
    Column(
        "isAdmin",
        "Admin",
        _F,
        9,
        "Has an admin role, by the report or, where roles were read, by an active assignment. JSON "
        "has the report's word alone; Microsoft does not say whether eligible or group assignments "
        "count in it.",
        REGISTRATION_SOURCE.api,
        lambda r: r.details.is_admin if r.details else None,
        lambda r, _: r.admin,
    ),
    Column(
        "roles",
        "Directory Roles",
        _L,
        34,
        "Active role assignments, through groups too; eligible ones are not shown. (scoped): for a "
        "part of the directory only. Unknown where they could not be read.",
        ROLES_SOURCE.api,
        lambda r: r.roles,
        _roles_shown,
        None,
        ROLES_SOURCE,
    ),
    of_report(
        "isMfaRegistered",
        "isMfaRegistered",
        _F,
        12,
        "Graph's own verdict: a strong method is registered, allowed by policy or not.",
        "is_mfa_registered",
    ),
    of_report(
        "isMfaCapable",
        "isMfaCapable",
        _F,
        12,
        "Registered, and the authentication methods policy allows a registered method.",
        "is_mfa_capable",
    ),
    of_report(
        "isPasswordlessCapable",
        "isPasswordlessCapable",
        _F,
        12,
        "Has a passwordless method that policy allows.",
        "is_passwordless_capable",
    ),
    of_report(
        "isSsprRegistered",
        "isSsprRegistered",
        _F,
        12,
        "Registered for self-service password reset.",
        "is_sspr_registered",
    ),
    of_report(
        "isSsprEnabled",
        "isSsprEnabled",
        _F,
        12,
        "Allowed to use self-service password reset.",
        "is_sspr_enabled",
    ),
    of_report(
        "isSsprCapable",
        "isSsprCapable",
        _F,
        12,
        "Registered for self-service password reset and allowed to use it.",
        "is_sspr_capable",
    ),
    Column(
        "methods",
        "Methods (Graph)",
        _L,
        48,
        "Every method Graph named, in Graph's spelling, those that are no MFA too. Only the "
        "per-account API lists the password.",
        JUDGED_BY,
        lambda r: r.methods,
    ),
    Column(
        "methodDetails",
        "Method Details",
        _L,
        48,
        "Phone numbers, device and key names, masked unless --show-personal-data; with --details.",
        METHODS_SOURCE.api,
        _details,
        asks=METHODS_SOURCE,
    ),
    Column(
        "msonlineMethods",
        "Methods (MSOnline)",
        _L,
        40,
        "The MethodTypes the old query would have listed. Graph cannot tell text from call on a "
        "mobile phone, so both are named.",
        JUDGED_BY,
        lambda r: None if r.methods is None else r.summary.msonline,
    ),
    of_report(
        "userPreferredMethodForSecondaryAuthentication",
        "Preferred Method",
        _T,
        16,
        "The person's own choice; used only where system-preferred is off.",
        "user_preferred_method_for_secondary_authentication",
    ),
    of_report(
        "isSystemPreferredAuthenticationMethodEnabled",
        "System-Preferred On",
        _F,
        12,
        "The service picks the strongest registered method.",
        "is_system_preferred_authentication_method_enabled",
    ),
    of_report(
        "systemPreferredAuthenticationMethods",
        "System-Preferred Methods",
        _L,
        16,
        "What the service would pick.",
        "system_preferred_authentication_methods",
    ),
    of_user(
        "accountEnabled",
        "Account Enabled",
        _F,
        10,
        "False for a blocked account (MSOnline: BlockCredential True).",
        "account_enabled",
    ),
    Column(
        "userType",
        "User Type",
        _T,
        10,
        "Member or Guest.",
        USERS_SOURCE.api,
        lambda r: r.account.user_type,
        lambda r, words: words(r.account.user_type) if r.account.user_type else None,
        "userType",
    ),
    of_user(
        "isLicensed",
        "Licensed",
        _F,
        10,
        "Has at least one licence, its own or through a group.",
        "is_licensed",
        "assignedLicenses",
    ),
    of_user(
        "onPremisesSyncEnabled",
        "Synchronised",
        _F,
        12,
        "Comes from an on-premises directory; empty for accounts that never did.",
        "on_premises_sync_enabled",
    ),
    of_user("department", "Department", _T, 18, "As in the directory.", "department"),
    of_user(
        "createdDateTime",
        "Created (UTC)",
        _W,
        19,
        "When the account was created; empty for some created before June 2018.",
        "created_date_time",
    ),
    of_user(
        "employeeHireDate",
        "Hire Date (UTC)",
        _W,
        19,
        "When the person starts, where the directory says so.",
        "employee_hire_date",
    ),
    of_activity(
        "lastSignInDateTime",
        "Last Sign-In (UTC)",
        "The last time the person tried to sign in, well or not; with --last-sign-in.",
        "last_sign_in",
    ),
    of_activity(
        "lastNonInteractiveSignInDateTime",
        "Last Non-Interactive Sign-In (UTC)",
        "The last time a program tried to sign in for the person, well or not; with "
        "--last-sign-in.",
        "last_non_interactive_sign_in",
    ),
    of_activity(
        "lastSuccessfulSignInDateTime",
        "Last Successful Sign-In (UTC)",
        "The last time a sign-in of either kind went well; empty before December 2023; with "
        "--last-sign-in.",
        "last_successful_sign_in",
    ),
    of_report(
        "lastUpdatedDateTime",
        "Report Refreshed (UTC)",
        _W,
        19,
        "When Graph last refreshed the registration report; not when the person registered.",
        "last_updated_date_time",
    ),
    Column(
        "perUserMfaStateSource",
        "MFA Status Source",
        _T,
        30,
        "Which API told the per-user state; empty where none did.",
        _OURS,
        lambda r: r.account.per_user_mfa_state_source,
    ),
    of_user("id", "Object Id", _T, 38, "The account's object id, which never changes.", "id"),
)

BY_KEY = {column.key: column for column in COLUMNS}
CLASSIC = tuple(BY_KEY[key] for key in ("userPrincipalName", "perUserMfaState", "mfaMethods"))
LAST_SIGN_IN = tuple(column for column in COLUMNS if column.asks is ACTIVITY_SOURCE)
DETAILS = tuple(column for column in COLUMNS if column.asks is METHODS_SOURCE)
FULL = tuple(column for column in COLUMNS if column not in LAST_SIGN_IN + DETAILS)
