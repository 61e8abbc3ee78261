"""The one table of authentication methods: Graph's names, MSOnline's names, what they are worth.

Not here: what an account has registered (`facts`), or the verdict (`registration`).
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec


class Strength(StrEnum):
    """How well a method withstands phishing. Unknown kinds are never guessed."""

    PHISHING_RESISTANT = "phishing-resistant"
    APP = "app"
    PHONE = "phone"
    TEMPORARY = "temporary"
    NONE = "none"
    UNKNOWN = "unknown"


class AuthenticationMethod(msgspec.Struct, frozen=True):
    """One kind of method.

    `name` is the spelling of `methodsRegistered` in Graph's registration report; `odata_type`
    the type of the per-account API without `#microsoft.graph.`; `variant` the value of
    `phoneType` or `passkeyType` that tells kinds of one type apart. `msonline` lists the
    MethodTypes that MSOnline showed; `msonline_per_account` those that the per-account API can
    vouch for beyond them. `counts_as_mfa` is None for kinds this table does not know.
    """

    name: str
    odata_type: str | None
    label: str
    counts_as_mfa: bool | None
    strength: Strength
    msonline: tuple[str, ...] = ()
    variant: str | None = None
    msonline_per_account: tuple[str, ...] = ()


_M = AuthenticationMethod
_S = Strength
_FIDO2 = "fido2AuthenticationMethod"
_PHONE = "phoneAuthenticationMethod"

# MSOnline listed OneWaySMS and TwoWayVoiceMobile together for a mobile phone; Graph has one
# `mobilePhone` and cannot tell which of the two the person uses.
# fmt: off
METHODS: tuple[AuthenticationMethod, ...] = (
    _M("mobilePhone", _PHONE, "Mobile phone", True, _S.PHONE, ("OneWaySMS", "TwoWayVoiceMobile"),
       "mobile"),
    _M("alternateMobilePhone", _PHONE, "Alternate mobile phone", True, _S.PHONE,
       ("TwoWayVoiceAlternateMobile",), "alternateMobile"),
    _M("officePhone", _PHONE, "Office phone", True, _S.PHONE, ("TwoWayVoiceOffice",), "office"),
    _M("microsoftAuthenticatorPush", "microsoftAuthenticatorAuthenticationMethod",
       "Microsoft Authenticator (push)", True, _S.APP, ("PhoneAppNotification",), None,
       ("PhoneAppNotification", "PhoneAppOTP")),
    _M("softwareOneTimePasscode", "softwareOathAuthenticationMethod", "Software one-time passcode",
       True, _S.APP, ("PhoneAppOTP",)),
    _M("hardwareOneTimePasscode", "hardwareOathAuthenticationMethod", "Hardware one-time passcode",
       True, _S.APP),
    _M("microsoftAuthenticatorPasswordless",
       "passwordlessMicrosoftAuthenticatorAuthenticationMethod",
       "Microsoft Authenticator (passwordless)", True, _S.APP),
    _M("fido2SecurityKey", _FIDO2, "FIDO2 security key", True, _S.PHISHING_RESISTANT),
    _M("passKeyDeviceBound", _FIDO2, "Passkey (device-bound)", True, _S.PHISHING_RESISTANT, (),
       "deviceBound"),
    _M("passKeyDeviceBoundAuthenticator", None, "Passkey (Microsoft Authenticator)", True,
       _S.PHISHING_RESISTANT),
    _M("passKeyDeviceBoundWindowsHello", None, "Passkey (Windows Hello)", True,
       _S.PHISHING_RESISTANT),
    _M("passKeySynced", _FIDO2, "Passkey (synced)", True, _S.PHISHING_RESISTANT, (), "synced"),
    _M("fido2", None, "FIDO2 security key (old name)", True, _S.PHISHING_RESISTANT),
    _M("windowsHelloForBusiness", "windowsHelloForBusinessAuthenticationMethod",
       "Windows Hello for Business", True, _S.PHISHING_RESISTANT),
    _M("macOsSecureEnclaveKey", "platformCredentialAuthenticationMethod",
       "Platform credential (macOS)", True, _S.PHISHING_RESISTANT),
    _M("certificateBasedAuthentication", None, "Certificate-based authentication", True,
       _S.PHISHING_RESISTANT),
    _M("externalAuthMethod", "externalAuthenticationMethod", "External authentication method", True,
       _S.APP),
    _M("temporaryAccessPass", "temporaryAccessPassAuthenticationMethod", "Temporary Access Pass",
       False, _S.TEMPORARY),
    _M("email", "emailAuthenticationMethod", "Email", False, _S.NONE),
    _M("securityQuestion", None, "Security questions", False, _S.NONE),
    _M("password", "passwordAuthenticationMethod", "Password", False, _S.NONE),
    _M("qrCode", "qrCodePinAuthenticationMethod", "QR code", False, _S.NONE),
)
# fmt: on

# Old names turn up in new fields (graph-facts: PhoneAppNotification in the preferred-method
# field), so MSOnline's names lead to the same rows, and case never matters.
_BY_NAME = {old.casefold(): method for method in reversed(METHODS) for old in method.msonline} | {
    method.name.casefold(): method for method in METHODS
}

_BY_TYPE = {
    (method.odata_type.casefold(), (method.variant or "").casefold()): method
    for method in METHODS
    if method.odata_type
}


def lookup(name: str) -> AuthenticationMethod | None:
    """The kind that Graph's report (or MSOnline) calls `name`; None for a kind not in the table."""
    return _BY_NAME.get(name.casefold())


def name_of_type(odata_type: str, variant: str | None) -> str:
    """The report's name for a type of the per-account API, e.g. `mobilePhone`.

    `variant` is the value of `phoneType` or `passkeyType`, None where the type has neither. A type
    that is not in the table, and a phone of unknown kind, keeps Graph's own spelling without the
    `#microsoft.graph.` in front.
    """
    plain = odata_type.rpartition(".")[2] or "(no @odata.type)"
    key = plain.casefold()
    method = _BY_TYPE.get((key, (variant or "").casefold())) or _BY_TYPE.get((key, ""))
    return method.name if method else plain


class MethodSummary(NamedTuple):
    """What a set of method names amounts to."""

    mfa: bool
    msonline: tuple[str, ...]
    mfa_names: tuple[str, ...]
    unknown: tuple[str, ...]
    strength: Strength
    phone_only: bool


# The strengths of kinds that count as MFA, the strongest first.
_STRONGEST_FIRST = (_S.PHISHING_RESISTANT, _S.APP, _S.PHONE)


@lru_cache(maxsize=4096)
def summarise(names: tuple[str, ...], per_account: bool) -> MethodSummary:
    """Read `names` (Graph's spelling) against the table.

    `mfa`: at least one known kind that counts as MFA. `msonline`: the MethodTypes in table order,
    each once. `mfa_names`: the kinds that count, under MSOnline's name where it had one and Graph's
    where it had none, unknown kinds last under their raw names. `strength`: of the strongest kind
    that counts, NONE where none does; UNKNOWN beside an unknown kind, which may be stronger.
    `phone_only`: at least one kind counts, and each that does is a phone. `per_account` says that
    the names came from the per-account API, where the Authenticator app vouches for PhoneAppOTP as
    well.
    """
    known = [method for method in map(lookup, names) if method]
    unknown = tuple(name for name in names if lookup(name) is None)
    counting = [method for method in METHODS if method in known and method.counts_as_mfa]
    strength = _strongest(counting, bool(unknown))

    def types(method: AuthenticationMethod) -> tuple[str, ...]:
        return (method.msonline_per_account if per_account else ()) or method.msonline

    return MethodSummary(
        mfa=bool(counting),
        msonline=_once(old for method in counting for old in types(method)),
        mfa_names=_once(
            [old for method in counting for old in (types(method) or (method.name,))]
            + list(unknown)
        ),
        unknown=unknown,
        strength=strength,
        phone_only=strength is Strength.PHONE,
    )


def _strongest(counting: Iterable[AuthenticationMethod], unknown: bool) -> Strength:
    found = {method.strength for method in counting}
    strongest = next((one for one in _STRONGEST_FIRST if one in found), Strength.NONE)
    if unknown and strongest is not Strength.PHISHING_RESISTANT:
        return Strength.UNKNOWN
    return strongest


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
