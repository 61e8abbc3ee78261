"""The emulated service's answers: a person in /users, in the report and in the per-account API,
pages, and refusals. The shapes are those of Microsoft's reference pages.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from mfa_audit.domain.methods import METHODS
from mfa_audit.graph.demo.contoso import Person

REFRESHED = "2026-11-21T04:00:00.1234567Z"
_TYPES = {m.name: (m.odata_type, m.variant) for m in METHODS if m.odata_type}
# Kinds that share a type in the per-account API.
_TYPES |= dict.fromkeys(
    ("passKeyDeviceBoundAuthenticator", "passKeyDeviceBoundWindowsHello", "fido2"),
    ("fido2AuthenticationMethod", "deviceBound"),
)
# Microsoft's list of the per-account API's types has none for these.
NOT_IN_API = {"certificateBasedAuthentication", "securityQuestion"}
_NO_MFA = {"temporaryAccessPass", "email", "securityQuestion", "password", "qrCode"}
_STRONG = {"fido2SecurityKey", "windowsHelloForBusiness", "microsoftAuthenticatorPasswordless"}

Body = dict[str, Any]
T = TypeVar("T")


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """An error answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        id = "5f0e5c1e-0000-4000-8000-00000000dead"
        inner = {"date": "2026-11-21T06:00:00", "request-id": id, "client-request-id": id}
        self.body = {"error": {"code": code, "message": message, "innerError": inner}}


def bad_request(message: str) -> Refusal:
    """A refusal of a request that the product does not send."""
    return Refusal(400, "BadRequest", message)


def only(query: dict[str, str], *known: str) -> None:
    """Refuse query options that the product does not send."""
    if unknown := set(query) - set(known):
        raise bad_request(f"Query option not supported: {sorted(unknown)}")


def page_of(
    rows: Sequence[T], query: dict[str, str], address: str, size: int, show: Callable[[T], Body]
) -> Body:
    """Return the page of `rows` that `query` requests, with a next link unless it is the last.
    `address` is the request's without its query."""
    start = int(query.get("$skiptoken", "0"))
    page: Body = {"value": [show(row) for row in rows[start : start + size]]}
    if start + size < len(rows):
        options = query | {"$skiptoken": str(start + size)}
        link = "&".join(f"{name}={quote(value, safe=',/')}" for name, value in options.items())
        page["@odata.nextLink"] = f"{address}?{link}"
    return page


_LICENCE = {"disabledPlans": [], "skuId": "05e9a617-0261-4cee-bb44-138d3ef5d965"}
USER: dict[str, Callable[[Person], object]] = {
    "id": lambda p: p.id,
    "userPrincipalName": lambda p: p.upn,
    "displayName": lambda p: p.name,
    "accountEnabled": lambda p: p.enabled,
    "userType": lambda p: "Guest" if p.guest else "Member",
    "perUserMfaState": lambda p: p.state,
    "assignedLicenses": lambda p: [_LICENCE] if p.licensed else [],
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
# fmt: off
_DETAILS: dict[str, Body] = {
    "phoneAuthenticationMethod": {"phoneNumber": "+46 700000064", "smsSignInState": "ready"},
    "emailAuthenticationMethod": {"emailAddress": "private@mail.example"},
    "microsoftAuthenticatorAuthenticationMethod": {
        "displayName": "Work phone", "deviceTag": "SoftwareTokenActivated",
        "phoneAppVersion": "6.2607.1", "device": None},
    "fido2AuthenticationMethod": {
        "displayName": "Security key", "model": "NFC key", "attestationLevel": "attested"},
    "windowsHelloForBusinessAuthenticationMethod": {
        "displayName": "CONTOSO-LT-0042", "keyStrength": "normal"},
    "hardwareOathAuthenticationMethod": {
        "device": {"serialNumber": "TOK-000123", "manufacturer": "Contoso", "model": "T1"}},
}
# fmt: on


def user_body(person: Person, properties: Collection[str]) -> Body:
    """Return an entry of /users with these properties; without the activity if there is none."""
    entry: Body = {name: USER[name](person) for name in properties if name in USER}
    if "signInActivity" in properties and person.sign_ins:
        entry["signInActivity"] = dict(zip(_SIGN_INS, person.sign_ins, strict=True))
    return entry


def report_row(person: Person) -> Body:
    """Return a row of the registration report; phones and apps count as MFA, e-mail and passes do
    not."""
    mfa = any(name not in _NO_MFA for name in person.methods)
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
            name in _STRONG or name.startswith("passKey") for name in person.methods
        ),
        "methodsRegistered": list(person.methods),
        "isSystemPreferredAuthenticationMethodEnabled": True,
        "systemPreferredAuthenticationMethods": [preferred],
        "userPreferredMethodForSecondaryAuthentication": preferred if mfa else "",
        "lastUpdatedDateTime": REFRESHED,
    }


def method(name: str) -> Body:
    """Return an entry of the per-account API for the kind that the report calls `name`."""
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
