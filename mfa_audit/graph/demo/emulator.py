"""A tenant's side of Microsoft Graph, in memory: every request the product sends, 400 for others.

It stands in for the service only. Tests and benchmarks give it other people and other faults; the
answers' shapes are those of Microsoft's reference pages.
"""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from mfa_audit.domain.methods import METHODS
from mfa_audit.graph.demo.contoso import TENANT_ID, TENANT_NAME, Person

REFRESHED = "2026-11-21T04:00:00.1234567Z"
_TYPES = {m.name: (m.odata_type, m.variant) for m in METHODS if m.odata_type}
# Kinds that the per-account API shows as a type it shares with others.
_TYPES |= {
    "passKeyDeviceBoundAuthenticator": ("fido2AuthenticationMethod", "deviceBound"),
    "passKeyDeviceBoundWindowsHello": ("fido2AuthenticationMethod", "deviceBound"),
    "fido2": ("fido2AuthenticationMethod", "deviceBound"),
}
# Microsoft's list of the per-account API's types has none for these.
_NOT_IN_API = {"certificateBasedAuthentication", "securityQuestion"}
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


class EmulatedTenant(httpx.AsyncBaseTransport):
    """Serves `people`. `premium`: has Entra ID P1. `bulk_state`: /users tells perUserMfaState.
    `denied`: requests whose address contains one of these are refused for want of permission."""

    def __init__(
        self,
        people: Sequence[Person],
        *,
        host: str = "graph.microsoft.com",
        page_size: int = 100,
        premium: bool = True,
        bulk_state: bool = True,
        denied: Collection[str] = (),
    ) -> None:
        self.host = host
        self.page_size = page_size
        self.premium = premium
        self.bulk_state = bulk_state
        self.denied = denied
        self.people = list(people)
        self._by_id = {person.id: person for person in people}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer as httpx hands it to the SDK."""
        status, body = self.answer(request.method, str(request.url), request.content)
        return httpx.Response(
            status,
            content=json.dumps(body, ensure_ascii=False).encode(),
            headers={"content-type": "application/json"},
            request=request,
        )

    def answer(self, method: str, url: str, content: bytes) -> tuple[int, Body]:
        """Status and body for one request; the heart of the emulator, without any transport."""
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        try:
            for word in self.denied:
                if word in parts.path:
                    raise Refusal(
                        403,
                        "Authorization_RequestDenied",
                        "Insufficient privileges to complete the operation.",
                    )
            match (method, parts.path.strip("/").split("/")):
                case ("GET", ["v1.0", "users"]):
                    return 200, self._users(query)
                case (
                    "GET",
                    ["v1.0", "reports", "authenticationMethods", "userRegistrationDetails"],
                ):
                    return 200, self._report(query)
                case ("GET", ["v1.0", "organization"]):
                    only(query, "$select")
                    return 200, {"value": [{"id": TENANT_ID, "displayName": TENANT_NAME}]}
                case ("POST", ["beta", "$batch"]):
                    only(query)
                    return 200, self._batch(json.loads(content))
                case ("GET", ["beta", "users", id]):
                    only(query, "$select")
                    return 200, {"id": self._person(id).id}
                case ("GET", ["beta", "users", id, "authentication", part]):
                    only(query)
                    return 200, self._authentication(id, part)
        except Refusal as refused:
            return refused.status, refused.body
        refusal = Refusal(400, "BadRequest", f"Resource not found for {method} {parts.path}")
        return refusal.status, refusal.body

    def _users(self, query: dict[str, str]) -> Body:
        only(query, "$select", "$top", "$skiptoken")
        select = query.get("$select", "").split(",")
        for name in select:
            if name not in _USER or (name == "perUserMfaState" and not self.bulk_state):
                raise Refusal(
                    400,
                    "BadRequest",
                    f"Could not find a property named '{name}' on type 'microsoft.graph.user'.",
                )
        return self._page(
            "users",
            self.people,
            query,
            lambda person: {name: _USER[name](person) for name in select},
        )

    def _report(self, query: dict[str, str]) -> Body:
        only(query, "$top", "$skiptoken")
        if not self.premium:
            raise Refusal(
                403,
                "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                "Neither tenant is B2C or tenant doesn't have premium license",
            )
        rows = [person for person in self.people if person.enabled]
        return self._page(
            "reports/authenticationMethods/userRegistrationDetails", rows, query, _row
        )

    def _page(
        self,
        path: str,
        rows: Sequence[Person],
        query: dict[str, str],
        show: Callable[[Person], Body],
    ) -> Body:
        size = min(int(query.get("$top", "100")), self.page_size)
        start = int(query.get("$skiptoken", "0"))
        page: Body = {
            "@odata.context": f"https://{self.host}/v1.0/$metadata#{path}",
            "value": [show(person) for person in rows[start : start + size]],
        }
        if start + size < len(rows):
            kept = "&".join(f"{k}={v}" for k, v in query.items() if k != "$skiptoken")
            page["@odata.nextLink"] = (
                f"https://{self.host}/v1.0/{path}?{kept}&$skiptoken={start + size}"
            )
        return page

    def _batch(self, body: Body) -> Body:
        requests = body["requests"]
        if len(requests) > 20:
            raise Refusal(400, "BadRequest", "The batch has more than 20 requests.")
        responses = []
        for request in reversed(requests):  # the order of answers is not promised
            status, answer = self.answer(request["method"], f"/beta{request['url']}", b"")
            responses.append({"id": request["id"], "status": status, "headers": {}, "body": answer})
        return {"responses": responses}

    def _person(self, id: str) -> Person:
        person = self._by_id.get(id)
        if person is None:
            raise Refusal(404, "Request_ResourceNotFound", f"Resource '{id}' does not exist.")
        return person

    def _authentication(self, id: str, part: str) -> Body:
        person = self._person(id)
        if part == "requirements":
            return {"perUserMfaState": person.state}
        if part != "methods":
            raise Refusal(400, "BadRequest", f"Resource not found for the segment '{part}'.")
        if person.refused:
            raise Refusal(403, "Authorization_RequestDenied", "Insufficient privileges.")
        listed = [name for name in person.methods if name not in _NOT_IN_API]
        return {"value": [_method("password"), *map(_method, listed)]}


def only(query: dict[str, str], *known: str) -> None:
    """Refusal query options that the product is not known to send."""
    if unknown := set(query) - set(known):
        raise Refusal(400, "BadRequest", f"Query option not supported: {sorted(unknown)}")


_USER: dict[str, Callable[[Person], object]] = {
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
}


def _row(person: Person) -> Body:
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


def _method(name: str) -> Body:
    """An entry of the per-account API for a kind that the report calls `name`."""
    odata_type, variant = _TYPES.get(name, (f"{name}AuthenticationMethod", None))
    entry: Body = {"@odata.type": f"#microsoft.graph.{odata_type}", "id": f"{name}-1"}
    if odata_type == "phoneAuthenticationMethod":
        entry |= {"phoneType": variant, "phoneNumber": "+46 700000064"}
    elif odata_type == "fido2AuthenticationMethod":
        entry |= {"passkeyType": variant, "displayName": "Security key"}
    return entry
