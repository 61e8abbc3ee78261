"""The columns of other programs' files, so that what was built on those files can read ours.

Headers and words are theirs to the letter, and are never translated. Where they leave a cell empty
for "no", ours says unknown for what nobody told. Not here: our own columns (`registration`).

- `m365`: `m365 entra user registrationdetails list` of CLI for Microsoft 365: all 16 keys of the
  registration report in its order. Its own CSV drops the lists and writes 1 for true.
- `msidentitytools`: `Export-MsIdAzureMfaReport` of MSIdentityTools, without the columns and the
  status that it takes from sign-ins.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from mfa_audit.domain.methods import lookup
from mfa_audit.domain.sources import METHODS_SOURCE, REGISTRATION_SOURCE
from mfa_audit.domain.standing import AccountRecord
from mfa_audit.reports.account_column import Column
from mfa_audit.reports.column import Kind, Value
from mfa_audit.reports.language import Words
from mfa_audit.reports.registration import BY_KEY, JUDGED_BY


def _like(ours: str, key: str, header: str, **other: object) -> Column:
    """Our column under their key and header, with whatever else is different."""
    return msgspec.structs.replace(BY_KEY[ours], key=key, header=header, foreign=True, **other)


def _spelled(value: Value) -> Value:
    """Flags and times as JSON has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def _m365(
    key: str,
    ours: str | None = None,
    value: Callable[[AccountRecord], Value] | None = None,
    **other: object,
) -> Column:
    """A key of Graph's report; `ours` is our column of the same fact, where its key is another."""
    like = BY_KEY[ours or key]
    fact = value or like.value
    # The readers of such files take an empty flag for false, and an empty list for none.
    unknown = "unknown" if like.kind in (Kind.FLAG, Kind.LIST) else None

    def shown(record: AccountRecord, _: Words) -> Value:
        found = _spelled(fact(record))
        return unknown if found is None else found

    return _like(like.key, key, key, value=fact, shown=shown, **other)


def _user_type(record: AccountRecord) -> Value:
    kind = record.account.user_type
    return kind and kind.lower()  # the report's spelling of the directory's Member and Guest


def _methods_registered(record: AccountRecord) -> Value:
    return record.details.methods_registered if record.details else None


M365: tuple[Column, ...] = (
    _m365("id"),
    _m365("userPrincipalName"),
    _m365("userDisplayName", "displayName"),
    _m365("userType", value=_user_type, meaning="member or guest."),
    _m365(
        "isAdmin",
        meaning="Has an admin role. Microsoft does not say whether eligible or group assignments "
        "count.",
    ),
    _m365("isSsprRegistered"),
    _m365("isSsprEnabled"),
    _m365("isSsprCapable"),
    _m365("isMfaRegistered"),
    _m365("isMfaCapable"),
    _m365("isPasswordlessCapable"),
    _m365(
        "methodsRegistered",
        "methods",
        _methods_registered,
        meaning="Every method that the registration report names; unknown where it has no row for "
        "the account.",
        source=REGISTRATION_SOURCE.api,
    ),
    _m365("isSystemPreferredAuthenticationMethodEnabled"),
    _m365("systemPreferredAuthenticationMethods"),
    _m365("userPreferredMethodForSecondaryAuthentication"),
    _m365("lastUpdatedDateTime"),
)

# What MSIdentityTools calls the kinds that it knows; the others keep the report's name.
_FRIENDLY = {
    "passKeyDeviceBoundAuthenticator": "Passkey (Microsoft Authenticator)",
    "passKeyDeviceBound": "Passkey (other device-bound)",
    "microsoftAuthenticatorPush": "Microsoft Authenticator",
    "microsoftAuthenticatorPasswordless": "Microsoft Authenticator",
    "mobilePhone": "Phone",
    "softwareOneTimePasscode": "Authenticator app (TOTP)",
    "windowsHelloForBusiness": "Windows Hello for Business",
    "macOsSecureEnclaveKey": "Platform Credential for MacOS",
}
# Kinds that it knows for no MFA and does not list.
_NOT_LISTED = ("email", "password")

_STATUS = {True: "MFA Capable", False: "Not MFA Capable"}
_ICON = {True: "✅", False: "❌"}

_BY_ACCOUNT = (
    "Judged by the account's own methods, which show no certificate. Whether policy allows them is "
    "not known."
)
_NOT_TOLD = "The registration report does not say whether this account is MFA capable."


def _by_account(record: AccountRecord) -> bool:
    return record.standing.source == METHODS_SOURCE.api


def _capable(record: AccountRecord) -> bool | None:
    """Graph's isMfaCapable. The per-account API tells no policy: there, as MSIdentityTools has it,
    a method that counts as MFA is enough; but a kind that nobody knows is no MFA to us."""
    if _by_account(record):
        only_unknown = record.summary.unknown and not record.summary.mfa
        return None if only_unknown else record.summary.mfa
    return record.details.is_mfa_capable if record.details else None


def _status(record: AccountRecord) -> Value:
    capable = _capable(record)
    return None if capable is None else _STATUS[capable]


def _icon(record: AccountRecord) -> Value:
    capable = _capable(record)
    return None if capable is None else _ICON[capable]


def _friendly(record: AccountRecord) -> tuple[str, ...] | None:
    if record.methods is None:
        return None
    known = [(name, lookup(name)) for name in record.methods]
    names = [method.name if method else name for name, method in known]
    return tuple(dict.fromkeys(_FRIENDLY.get(n, n) for n in names if n not in _NOT_LISTED))


def _friendly_shown(record: AccountRecord, _: Words) -> Value:
    names = _friendly(record)
    return "Unknown" if names is None else ", ".join(names)


def _notes(record: AccountRecord) -> Value:
    if _by_account(record):
        return _BY_ACCOUNT
    if record.details is None:
        return record.standing.sentence
    return _NOT_TOLD if record.details.is_mfa_capable is None else None


# The keys are the properties of what `-PassThru` returns.
MSIDENTITYTOOLS: tuple[Column, ...] = (
    _like("displayName", "UserDisplayName", "Name"),
    _like("userPrincipalName", "UserPrincipalName", "UserPrincipalName"),
    Column(
        "MfaStatusIcon",
        " ",
        Kind.TEXT,
        4,
        "The status as a sign; empty for Unknown.",
        JUDGED_BY,
        _icon,
        foreign=True,
    ),
    Column(
        "MfaStatus",
        "MFA Status",
        Kind.TEXT,
        20,
        "MFA Capable, Not MFA Capable or Unknown. Whether somebody has signed in with MFA is not "
        "looked at.",
        JUDGED_BY,
        _status,
        lambda r, _: _status(r) or "Unknown",
        foreign=True,
    ),
    Column(
        "AuthenticationMethods",
        "Authentication Methods",
        Kind.LIST,
        44,
        "Registered methods but email and password, under the names of MSIdentityTools. Unknown "
        "where no source answered.",
        JUDGED_BY,
        _friendly,
        _friendly_shown,
        foreign=True,
    ),
    _like("id", "UserId", "UserId"),
    Column(
        "Notes",
        "Notes",
        Kind.TEXT,
        52,
        "What to know about this row.",
        "mfa-audit",
        _notes,
        foreign=True,
    ),
)

# By the name that --columns takes.
PEERS: dict[str, tuple[Column, ...]] = {"m365": M365, "msidentitytools": MSIDENTITYTOOLS}
