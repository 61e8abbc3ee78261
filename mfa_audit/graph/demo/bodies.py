"""What the emulated service says: of a person in /users, in the report and in the per-account API,
and when it refuses. The shapes are those of Microsoft's reference pages.
"""

from collections.abc import Callable, Collection
from typing import Any

from mfa_audit.domain.methods import METHODS
from mfa_audit.graph.demo.contoso import Person

REFRESHED = "2026-11-21T04:00:00.1234567Z"
_TYPES = {m.name: (m.odata_type, m.variant) for m in METHODS if m.odata_type}
# Kinds that the per-account API shows as a type it shares with others.
_TYPES |= {
    "passKeyDeviceBoundAuthenticator": ("fido2AuthenticationMethod", "deviceBound"),
    "passKeyDeviceBoundWindowsHello": ("fido2AuthenticationMethod", "deviceBound"),
    "fido2": ("fido2AuthenticationMethod", "deviceBound"),
}
# Microsoft's list of the per-account API's types has none for these.
NOT_IN_API = {"certificateBasedAuthentication", "securityQuestion"}
_NO_MFA = {"temporaryAccessPass", "email", "securityQuestion", "password", "qrCode"}

Body = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An error answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {
                "code": code,
                "message": message,
                "innerError": {
                    "date": "2026-11-21T06:00:00",
                    "request-id": "5f0e5c1e-0000-4000-8000-00000000dead",
                    "client-request-id": "5f0e5c1e-0000-4000-8000-00000000dead",
                },
            }
        }


def only(query: dict[str, str], *known: str) -> None:
    """Refusal query options that the product is not known to send."""
    if unknown := set(query) - set(known):
        raise Refusal(400, "BadRequest", f"Query option not supported: {sorted(unknown)}")


USER: dict[str, Callable[[Person], object]] = {
    "id": lambda p: p.id,
    "userPrincipalName": lambda p: p.upn,
    "displayName": lambda p: p.name,
    "accountEnabled": lambda p: p.enabled,
    "userType": lambda p: "Guest" if p.guest else "Member",
    "perUserMfaState": lambda p: p.state,
    "assignedLicenses": lambda p: (
        [{"disabledPlans": [], "skuId": "05e9a617-0261-4cee-bb44-138d3ef5d965"}]
        if p.licensed
        else []
    ),
    "onPremisesSyncEnabled": lambda p: p.synced,
    "createdDateTime": lambda p: p.created,
    "department": lambda p: p.department,
    "employeeHireDate": lambda p: p.hired,
}
_SIGN_INS = (
    "lastSignInDateTime",
    "lastNonInteractiveSignInDateTime",
    "lastSuccessfulSignInDateTime",
)
# What names a person's phone, device or key, by type.
_DETAILS: dict[str, Body] = {
    "phoneAuthenticationMethod": {"phoneNumber": "+46 700000064", "smsSignInState": "ready"},
    "emailAuthenticationMethod": {"emailAddress": "private@mail.example"},
    "microsoftAuthenticatorAuthenticationMethod": {
        "displayName": "Work phone",
        "deviceTag": "SoftwareTokenActivated",
        "phoneAppVersion": "6.2607.1",
        "device": None,
    },
    "fido2AuthenticationMethod": {
        "displayName": "Security key",
        "model": "NFC key",
        "attestationLevel": "attested",
    },
    "windowsHelloForBusinessAuthenticationMethod": {
        "displayName": "CONTOSO-LT-0042",
        "keyStrength": "normal",
    },
    "hardwareOathAuthenticationMethod": {
        "device": {"serialNumber": "TOK-000123", "manufacturer": "Contoso", "model": "T1"}
    },
}


def user_body(person: Person, properties: Collection[str]) -> Body:
    """An entry of /users with these properties; the activity is absent for who never signed in."""
    entry: Body = {name: USER[name](person) for name in properties if name in USER}
    if "signInActivity" in properties and person.sign_ins:
        entry["signInActivity"] = dict(zip(_SIGN_INS, person.sign_ins, strict=True))
    return entry


def report_row(person: Person) -> Body:
    """The registration report's row; phones and apps count as MFA, e-mail and passes do not."""
    mfa = any(name not in _NO_MFA for name in person.methods)
    strong = {"fido2SecurityKey", "windowsHelloForBusiness", "microsoftAuthenticatorPasswordless"}
    preferred = "push" if "microsoftAuthenticatorPush" in person.methods else "none"
    return {
        "id": person.id,
        "userPrincipalName": person.upn,
        "userDisplayName": person.name,
        "userType": "guest" if person.guest else "member",
        "isAdmin": person.admin,
        "isSsprRegistered": bool(person.methods),
        "isSsprEnabled": True,
        "isSsprCapable": bool(person.methods),
        "isMfaRegistered": mfa,
        "isMfaCapable": mfa,
        "isPasswordlessCapable": any(
            name in strong or name.startswith("passKey") for name in person.methods
        ),
        "methodsRegistered": list(person.methods),
        "isSystemPreferredAuthenticationMethodEnabled": True,
        "systemPreferredAuthenticationMethods": [preferred],
        "userPreferredMethodForSecondaryAuthentication": preferred if mfa else "",
        "lastUpdatedDateTime": REFRESHED,
    }


def method(name: str) -> Body:
    """An entry of the per-account API for a kind that the report calls `name`."""
    odata_type, variant = _TYPES.get(name, (f"{name}AuthenticationMethod", None))
    entry: Body = {
        "@odata.type": f"#microsoft.graph.{odata_type}",
        "id": f"{name}-1",
        "createdDateTime": "2024-05-13T10:00:00Z",
        "lastUsedDateTime": None if name == "password" else "2026-11-20T07:45:00Z",
    }
    if odata_type == "phoneAuthenticationMethod":
        entry["phoneType"] = variant
    elif odata_type == "fido2AuthenticationMethod":
        entry["passkeyType"] = variant
    return entry | _DETAILS.get(str(odata_type), {})
