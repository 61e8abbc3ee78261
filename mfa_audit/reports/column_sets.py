"""The sets of columns that `--columns` names: our own, and those of other programs, for scripts
that read the files of those programs.

Their headers and words are copied exactly and never translated. An empty cell means "no" there, so
a cell says unknown if no source answered.

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
    columns_named,
)
from mfa_audit.reports.language import Words
from mfa_audit.reports.tables import Kind, Value
from mfa_audit.wording import nearest

_C = AccountColumn


def _like(ours: str, key: str, header: str, **changes: object) -> AccountColumn:
    """Our column `ours` under another program's key and header, with `changes`."""
    return msgspec.structs.replace(
        ACCOUNT_COLUMN_BY_KEY[ours], key=key, header=header, verbatim=True, **changes
    )


def _m365(
    key: str,
    ours: str | None = None,
    value: Callable[[AccountRecord], Value] | None = None,
    **changes: object,
) -> AccountColumn:
    """A column for this key of Graph's report; `ours` is the key of our column of the same fact, if
    it is another."""
    like = ACCOUNT_COLUMN_BY_KEY[ours or key]
    fact = value or like.value
    # A script that reads such a file takes an empty flag for false, and an empty list for none.
    unknown = "unknown" if like.kind in (Kind.FLAG, Kind.LIST) else None

    def shown(record: AccountRecord, _: Words) -> Value:
        cell = fact(record)
        if isinstance(cell, bool):
            return "true" if cell else "false"
        if isinstance(cell, datetime):
            return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return unknown if cell is None else cell

    return _like(like.key, key, key, value=fact, shown=shown, **changes)


def _user_type(record: AccountRecord) -> Value:
    kind = record.account.user_type
    return kind and kind.lower()  # the directory has Member and Guest, the report member and guest


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
    _m365("methodsRegistered", "methods",
          lambda r: r.details.methods_registered if r.details else None,
          meaning="Every method that the registration report names; unknown where it has no row "
          "for the account.", source=REGISTRATION_SOURCE.api),
    _m365("isSystemPreferredAuthenticationMethodEnabled"),
    _m365("systemPreferredAuthenticationMethods"),
    _m365("userPreferredMethodForSecondaryAuthentication"),
    _m365("lastUpdatedDateTime"),
)
# fmt: on

# The kinds of methods that MSIdentityTools has a name for; it shows others as the report does.
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
# Kinds that MSIdentityTools does not list, because they are no MFA.
_NOT_LISTED = ("email", "password")

_STATUS = {True: "MFA Capable", False: "Not MFA Capable", None: None}
_ICON = {True: "✅", False: "❌", None: None}

_BY_ACCOUNT = (
    "Judged by the account's own methods, which show no certificate. Whether policy allows them is "
    "not known."
)
_CAPABLE_UNKNOWN = "The registration report does not say whether this account is MFA capable."


def _by_account(record: AccountRecord) -> bool:
    return record.verdict.source == METHODS_SOURCE.api


def _capable(record: AccountRecord) -> bool | None:
    """Graph's isMfaCapable. The per-account API does not show the policy: for its accounts, as in
    MSIdentityTools, a method that counts as MFA is enough. If all candidates are of unknown kinds,
    the result is None."""
    if _by_account(record):
        only_unknown = record.summary.unknown and not record.summary.mfa
        return None if only_unknown else record.summary.mfa
    return record.details.is_mfa_capable if record.details else None


def _friendly(record: AccountRecord) -> tuple[str, ...] | None:
    if record.methods is None:
        return None
    names = [method.name if (method := lookup(name)) else name for name in record.methods]
    return tuple(dict.fromkeys(_FRIENDLY.get(n, n) for n in names if n not in _NOT_LISTED))


def _friendly_shown(record: AccountRecord, _: Words) -> Value:
    names = _friendly(record)
    return "Unknown" if names is None else ", ".join(names)


def _notes(record: AccountRecord) -> Value:
    if _by_account(record):
        return _BY_ACCOUNT
    if record.details is None:
        return record.verdict.sentence
    return _CAPABLE_UNKNOWN if record.details.is_mfa_capable is None else None


# The keys are the properties of the objects that `-PassThru` returns.
# fmt: off
MSIDENTITYTOOLS: tuple[AccountColumn, ...] = (
    _like("displayName", "UserDisplayName", "Name"),
    _like("userPrincipalName", "UserPrincipalName", "UserPrincipalName"),
    _C("MfaStatusIcon", " ", Kind.TEXT, 4, "The status as a sign; empty for Unknown.",
       lambda r: _ICON[_capable(r)], source=JUDGED_BY, verbatim=True),
    _C("MfaStatus", "MFA Status", Kind.TEXT, 20, "MFA Capable, Not MFA Capable or Unknown. Whether "
       "somebody has signed in with MFA is not looked at.", lambda r: _STATUS[_capable(r)],
       lambda r, _: _STATUS[_capable(r)] or "Unknown", source=JUDGED_BY, verbatim=True),
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
# As many columns as fit next to each other on a page.
PAGE = columns_named(
    "userPrincipalName displayName perUserMfaState mfaMethods registered "
    "strength findings isAdmin accountEnabled userType department"
)
# By every name that --columns takes, in small letters.
_CHOICES = {column.key.casefold(): (column,) for column in ACCOUNT_COLUMNS} | PROFILES
_LISTED_BY = "`mfa-audit columns` lists them."


def choose_columns(names: str) -> tuple[AccountColumn, ...]:
    """The columns for `--columns`: profiles and keys, comma-separated, each column once.

    Raises UsageError for an unknown name, with the nearest known ones, and for another program's
    columns together with further names: that program could not read such a file.
    """
    requested = [name for part in names.split(",") if (name := part.strip())]
    peers = [name for name in requested if name.casefold() in PEERS]
    if peers and len(requested) > 1:
        raise UsageError(f"{peers[0]} stands alone: another program's columns, in its order.")
    chosen: dict[str, AccountColumn] = {}
    for name in requested:
        columns = _CHOICES.get(name.casefold())
        if columns is None:
            known = {key.casefold(): key for key in (*PROFILES, *ACCOUNT_COLUMN_BY_KEY)}
            near = ", ".join(known[key] for key in nearest(name, known, likeness=0.6))
            remedy = f"Nearest: {near}. {_LISTED_BY}" if near else _LISTED_BY
            raise UsageError(f"There is no column {name!r}.", remedy)
        chosen |= {column.key: column for column in columns}
    if not chosen:
        raise UsageError("--columns names no column.", _LISTED_BY)
    return tuple(chosen.values())
