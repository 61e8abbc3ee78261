"""The table of authentication methods: Graph's names, MSOnline's names, and their strength.

Not here: the methods of an account (`accounts`), or the verdict (`registration`).
"""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec


class Strength(StrEnum):
    """How well a method withstands phishing, the strongest first; UNKNOWN is never guessed."""

    PHISHING_RESISTANT = "phishing-resistant"
    APP = "app"
    PHONE = "phone"
    TEMPORARY = "temporary"
    NONE = "none"
    UNKNOWN = "unknown"


class AuthenticationMethod(msgspec.Struct, frozen=True):
    """A kind of method.

    `name` is its spelling in `methodsRegistered` of Graph's registration report. `odata_type` is
    its type in the per-account API, without `#microsoft.graph.`; `variant` is the value of
    `phoneType` or `passkeyType`, where kinds share a type. `msonline` lists the MethodTypes that
    MSOnline showed for it, `msonline_per_account` those for an answer of the per-account API.
    """

    name: str
    odata_type: str | None
    label: str
    counts_as_mfa: bool
    strength: Strength
    msonline: tuple[str, ...] = ()
    variant: str | None = None
    msonline_per_account: tuple[str, ...] = ()


_M = AuthenticationMethod
_S = Strength
_FIDO2 = "fido2AuthenticationMethod"
_PHONE = "phoneAuthenticationMethod"

# MSOnline listed OneWaySMS and TwoWayVoiceMobile together for a mobile phone; Graph has only
# `mobilePhone` and does not say which of the two the person uses.
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

# MSOnline's names turn up in Graph's fields (PhoneAppNotification as the preferred method), so they
# lead to the same rows. Case never counts.
_BY_NAME = {old.casefold(): method for method in reversed(METHODS) for old in method.msonline} | {
    method.name.casefold(): method for method in METHODS
}

_BY_TYPE = {
    (method.odata_type.casefold(), (method.variant or "").casefold()): method
    for method in METHODS
    if method.odata_type
}


def lookup(name: str) -> AuthenticationMethod | None:
    """The kind that Graph's report or MSOnline calls `name`; None if it is not in the table."""
    return _BY_NAME.get(name.casefold())


def name_of_type(odata_type: str, variant: str | None) -> str:
    """The report's name for a type of the per-account API, such as `mobilePhone`.

    `variant` is the value of `phoneType` or `passkeyType`, None if the type has neither. A type
    that is not in the table, or a phone of unknown kind, keeps Graph's spelling without the
    `#microsoft.graph.` before it.
    """
    plain = odata_type.rpartition(".")[2] or "(no @odata.type)"
    key = plain.casefold()
    method = _BY_TYPE.get((key, (variant or "").casefold())) or _BY_TYPE.get((key, ""))
    return method.name if method else plain


class MethodSummary(NamedTuple):
    """What the methods of an account mean together.

    `mfa`: at least one known kind counts as MFA. `msonline` holds the MethodTypes of the kinds that
    count, in the order of the table, each once. `mfa_names` holds the kinds that count, by
    MSOnline's names or, where it had none, by Graph's, and then the `unknown` names. `strength` is
    the strength of the strongest kind that counts, NONE if no kind does, and UNKNOWN if an unknown
    kind may be stronger. `phone_only`: some kind counts, and all that do are phones.
    """

    mfa: bool
    msonline: tuple[str, ...]
    mfa_names: tuple[str, ...]
    unknown: tuple[str, ...]
    strength: Strength
    phone_only: bool


@lru_cache(maxsize=4096)
def summarise(names: tuple[str, ...], per_account: bool) -> MethodSummary:
    """Look up `names`, in Graph's or MSOnline's spelling, in the table.

    `per_account`: the names are from the per-account API, where the Authenticator app implies
    PhoneAppOTP too.
    """
    known = [method for method in map(lookup, names) if method]
    unknown = tuple(name for name in names if lookup(name) is None)
    counting = [method for method in METHODS if method in known and method.counts_as_mfa]
    strengths = {method.strength for method in counting}
    strength = next((strength for strength in Strength if strength in strengths), _S.NONE)
    if unknown and strength is not _S.PHISHING_RESISTANT:
        strength = _S.UNKNOWN

    def types(method: AuthenticationMethod) -> tuple[str, ...]:
        return (method.msonline_per_account if per_account else ()) or method.msonline

    old_names = [name for method in counting for name in types(method)]
    mfa_names = [name for method in counting for name in types(method) or (method.name,)]
    return MethodSummary(
        mfa=bool(counting),
        msonline=tuple(dict.fromkeys(old_names)),
        mfa_names=tuple(dict.fromkeys((*mfa_names, *unknown))),
        unknown=unknown,
        strength=strength,
        phone_only=strength is _S.PHONE,
    )
