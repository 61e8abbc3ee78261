"""The sets of columns that `--columns` names: ours, and those of other programs, so that what was
built on their files can read ours.

Their headers and words are theirs to the letter, and are never translated. Where they leave a cell
empty for "no", ours says unknown for what no source answered.

- `m365`: `m365 entra user registrationdetails list` of CLI for Microsoft 365: all 16 keys of the
  registration report in its order. Its own CSV drops the lists and writes 1 for true.
- `msidentitytools`: `Export-MsIdAzureMfaReport` of MSIdentityTools, without the columns and the
  status that it takes from sign-ins.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from mfa_audit.domain.methods import lookup
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.sources import METHODS_SOURCE, REGISTRATION_SOURCE
from mfa_audit.errors import UsageError
from mfa_audit.reports.account_columns import (
    ACCOUNT_COLUMN_BY_KEY,
    ACCOUNT_COLUMNS,
    CLASSIC,
    FULL,
    JUDGED_BY,
    AccountColumn,
)
from mfa_audit.reports.language import Words
from mfa_audit.reports.tables import Kind, Value
from mfa_audit.wording import nearest

_C = AccountColumn


def _like(ours: str, key: str, header: str, **other: object) -> AccountColumn:
    """Our column under their key and header, with whatever else is different."""
    return msgspec.structs.replace(
        ACCOUNT_COLUMN_BY_KEY[ours], key=key, header=header, verbatim=True, **other
    )


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
) -> AccountColumn:
    """A key of Graph's report; `ours` is our column of the same fact, where its key is another."""
    like = ACCOUNT_COLUMN_BY_KEY[ours or key]
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


# fmt: off
M365: tuple[AccountColumn, ...] = (
    _m365("id"),
    _m365("userPrincipalName"),
    _m365("userDisplayName", "displayName"),
    _m365("userType", value=_user_type, meaning="member or guest."),
    _m365("isAdmin", meaning="Has an admin role. Microsoft does not say whether eligible or group "
          "assignments count."),
    _m365("isSsprRegistered"),
    _m365("isSsprEnabled"),
    _m365("isSsprCapable"),
    _m365("isMfaRegistered"),
    _m365("isMfaCapable"),
    _m365("isPasswordlessCapable"),
    _m365("methodsRegistered", "methods", _methods_registered, meaning="Every method that the "
          "registration report names; unknown where it has no row for the account.",
          source=REGISTRATION_SOURCE.api),
    _m365("isSystemPreferredAuthenticationMethodEnabled"),
    _m365("systemPreferredAuthenticationMethods"),
    _m365("userPreferredMethodForSecondaryAuthentication"),
    _m365("lastUpdatedDateTime"),
)
# fmt: on

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
    return record.verdict.source == METHODS_SOURCE.api


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
        return record.verdict.sentence
    return _NOT_TOLD if record.details.is_mfa_capable is None else None


# The keys are the properties of what `-PassThru` returns.
# fmt: off
MSIDENTITYTOOLS: tuple[AccountColumn, ...] = (
    _like("displayName", "UserDisplayName", "Name"),
    _like("userPrincipalName", "UserPrincipalName", "UserPrincipalName"),
    _C("MfaStatusIcon", " ", Kind.TEXT, 4, "The status as a sign; empty for Unknown.", _icon,
       source=JUDGED_BY, verbatim=True),
    _C("MfaStatus", "MFA Status", Kind.TEXT, 20, "MFA Capable, Not MFA Capable or Unknown. Whether "
       "somebody has signed in with MFA is not looked at.", _status,
       lambda r, _: _status(r) or "Unknown", source=JUDGED_BY, verbatim=True),
    _C("AuthenticationMethods", "Authentication Methods", Kind.LIST, 44, "Registered methods but "
       "email and password, under the names of MSIdentityTools. Unknown where no source answered.",
       _friendly, _friendly_shown, source=JUDGED_BY, verbatim=True),
    _like("id", "UserId", "UserId"),
    _C("Notes", "Notes", Kind.TEXT, 52, "What to know about this row.", _notes, source="mfa-audit",
       verbatim=True),
)
# fmt: on

# By the name that --columns takes.
PEERS: dict[str, tuple[AccountColumn, ...]] = {"m365": M365, "msidentitytools": MSIDENTITYTOOLS}

PROFILES: dict[str, tuple[AccountColumn, ...]] = {"classic": CLASSIC, "full": FULL} | PEERS
# What a page has room for, side by side.
PAGE = tuple(
    ACCOUNT_COLUMN_BY_KEY[key]
    for key in (
        *("userPrincipalName", "displayName", "perUserMfaState", "mfaMethods", "registered"),
        *("strength", "findings", "isAdmin", "accountEnabled", "userType", "department"),
    )
)
_BY_KEY = {column.key.casefold(): column for column in ACCOUNT_COLUMNS}


def choose_columns(names: str) -> tuple[AccountColumn, ...]:
    """The columns for `--columns`: profiles and keys, comma-separated, each column once.

    Raises UsageError for a name that is neither, with the nearest ones, and for another program's
    columns together with ours: that program could not read them.
    """
    asked = [name for part in names.split(",") if (name := part.strip())]
    theirs = [name for name in asked if name.casefold() in PEERS]
    if theirs and len(asked) > 1:
        raise UsageError(f"{theirs[0]} stands alone: another program's columns, in its order.")
    chosen: dict[str, AccountColumn] = {}
    for name in asked:
        columns = PROFILES.get(name.casefold()) or (_BY_KEY.get(name.casefold()),)
        for column in columns:
            if column is None:
                raise UsageError(f"There is no column {name!r}.", _nearest(name))
            chosen[column.key] = column
    if not chosen:
        raise UsageError("--columns names no column.", "`mfa-audit columns` lists them.")
    return tuple(chosen.values())


def _nearest(name: str) -> str:
    known = {
        key.casefold(): key for key in [*PROFILES, *(column.key for column in ACCOUNT_COLUMNS)]
    }
    near = nearest(name, known, likeness=0.6)
    names = f"Nearest: {', '.join(near)}. " if near else ""
    return f"{names}`mfa-audit columns` lists them."
