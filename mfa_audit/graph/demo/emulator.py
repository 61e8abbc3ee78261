"""A tenant's side of Microsoft Graph, in memory: every request the product sends, 400 for others.

It stands in for the service only. Tests and benchmarks give it other people and other faults; the
answers' shapes are those of Microsoft's reference pages.
"""

import json
import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from kiota_abstractions.authentication import AnonymousAuthenticationProvider

from mfa_audit.graph.clouds import CLOUDS
from mfa_audit.graph.demo.bodies import (
    NOT_IN_API,
    REFRESHED,
    USER,
    Body,
    Refusal,
    method,
    only,
    report_row,
    user_body,
)
from mfa_audit.graph.demo.contoso import (
    REFRESHED_THEN,
    ROLES,
    TENANT_ID,
    TENANT_NAME,
    Assignment,
    Group,
    Person,
    a_week_later,
    assignments,
    groups,
    people,
)
from mfa_audit.graph.demo.logs import Logs
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import Consent

_ROLE_IDS = {name: id for id, name in ROLES.items()}
_LOGS_END = datetime(2026, 11, 21, 6, tzinfo=UTC)
T = TypeVar("T")


class EmulatedTenant(httpx.AsyncBaseTransport):
    """Serves `people`, their `groups` and role `assignments`. `premium`: has Entra ID P1.
    `bulk_state`: /users tells perUserMfaState. `denied`: requests whose address contains one of
    these are refused for want of permission; `policies`: the asker may read Conditional Access
    policies. `refreshed`: when the registration report was. The logs end at `logs_end`."""

    def __init__(
        self,
        people: Sequence[Person],
        *,
        groups: Sequence[Group] = (),
        assignments: Sequence[Assignment] = (),
        host: str = "graph.microsoft.com",
        page_size: int = 100,
        premium: bool = True,
        bulk_state: bool = True,
        denied: Collection[str] = (),
        policies: bool = True,
        logs_end: datetime = _LOGS_END,
        refreshed: str = REFRESHED,
    ) -> None:
        self.host = host
        self.page_size = page_size
        self.premium = premium
        self.bulk_state = bulk_state
        self.denied = denied
        self.refreshed = refreshed
        self.people = list(people)
        self._by_id = {person.id: person for person in people}
        self._groups = {group.id: group for group in groups}
        self._assignments = assignments
        self._logs = Logs(self.people, logs_end, premium=premium, policies=policies)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer as httpx hands it to the SDK."""
        status, body = self.answer(
            request.method, str(request.url), request.content, request.headers.get("Prefer", "")
        )
        return httpx.Response(
            status,
            content=json.dumps(body, ensure_ascii=False).encode(),
            headers={"content-type": "application/json"},
            request=request,
        )

    def answer(self, method: str, url: str, content: bytes, prefer: str = "") -> tuple[int, Body]:
        """Status and body for one request; the heart of the emulator, without any transport.
        `prefer` is the header of that name."""
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        try:
            for word in self.denied:
                if word in f"{parts.path}?{unquote(parts.query)}":
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
                case ("GET", ["v1.0", "groups", *rest]):
                    return 200, self._group(rest, query)
                case ("GET", ["v1.0", "roleManagement", "directory", "roleDefinitions"]):
                    return 200, self._definitions(query)
                case ("GET", ["v1.0", "roleManagement", "directory", "roleAssignments"]):
                    return 200, self._assigned(query)
                case ("GET", [_, "auditLogs" | "identityProtection", _]):
                    return 200, self._log(parts.path, query, prefer)
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

    def _log(self, path: str, query: dict[str, str], prefer: str) -> Body:
        """A page of a log. The sign-ins of v1.0, which the product does not read, are not here."""
        address = f"https://{self.host}{path}"
        if path == "/v1.0/auditLogs/directoryAudits":
            return self._logs.audits(query, address)
        if path not in ("/beta/auditLogs/signIns", "/v1.0/identityProtection/riskDetections"):
            raise Refusal(400, "BadRequest", f"Resource not found for {path}.")
        self._needs_licence()
        if path == "/beta/auditLogs/signIns":
            return self._logs.sign_ins(query, address, prefer)
        return self._logs.risks(query, address)

    def _users(self, query: dict[str, str]) -> Body:
        only(query, "$select", "$top", "$skiptoken")
        select = query.get("$select", "").split(",")
        most = 999
        if "signInActivity" in select:
            most = 500
            self._needs_licence()
        for name in select:
            known = name in USER or name == "signInActivity"
            if not known or (name == "perUserMfaState" and not self.bulk_state):
                raise Refusal(
                    400,
                    "BadRequest",
                    f"Could not find a property named '{name}' on type 'microsoft.graph.user'.",
                )
        if int(query.get("$top", "100")) > most:
            raise Refusal(400, "BadRequest", f"The page size is at most {most}.")
        return self._page("users", self.people, query, lambda person: user_body(person, select))

    def _needs_licence(self) -> None:
        if not self.premium:
            raise Refusal(
                403,
                "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                "Neither tenant is B2C or tenant doesn't have premium license",
            )

    def _group(self, rest: list[str], query: dict[str, str]) -> Body:
        """/groups, filtered by name or not; one of them; or everything in one, at any depth."""
        if not rest:
            only(query, "$filter", "$select", "$top", "$skiptoken")
            wanted = re.fullmatch(r"displayName eq '(.*)'", query.get("$filter", ""))
            name = wanted[1].replace("''", "'").casefold() if wanted else None
            found = [g for g in self._groups.values() if name in (None, g.name.casefold())]
            return self._page("groups", found, query, _named)
        group = self._groups.get(rest[0])
        if group is None:
            raise Refusal(404, "Request_ResourceNotFound", f"Resource '{rest[0]}' does not exist.")
        if not rest[1:]:
            only(query, "$select")
            return _named(group)
        if rest[1:] != ["transitiveMembers"]:
            raise Refusal(400, "BadRequest", f"Resource not found for the segment '{rest[1]}'.")
        only(query, "$select", "$top", "$skiptoken")
        path = f"groups/{group.id}/transitiveMembers"
        return self._page(path, sorted(self._inside(group)), query, self._object)

    def _inside(self, group: Group) -> set[str]:
        found: set[str] = set()
        open_ = list(group.members)
        while open_:
            id = open_.pop()
            if id not in found:
                found.add(id)
                open_ += self._groups[id].members if id in self._groups else ()
        return found

    def _object(self, id: str) -> Body:
        kind = "user" if id in self._by_id else "group" if id in self._groups else ""
        return {"@odata.type": f"#microsoft.graph.{kind or 'servicePrincipal'}", "id": id}

    def _definitions(self, query: dict[str, str]) -> Body:
        only(query, "$select", "$skiptoken")
        return self._page(
            "roleManagement/directory/roleDefinitions", list(ROLES.items()), query, _role
        )

    def _assigned(self, query: dict[str, str]) -> Body:
        only(query, "$expand", "$skiptoken")
        path = "roleManagement/directory/roleAssignments"
        return self._page(path, self._assignments, query, self._assignment)

    def _assignment(self, one: Assignment) -> Body:
        return {
            "id": f"{one.role}-{one.principal}",
            "principalId": one.principal,
            "roleDefinitionId": _ROLE_IDS[one.role],
            "directoryScopeId": one.scope,
            "principal": self._object(one.principal),
        }

    def _report(self, query: dict[str, str]) -> Body:
        only(query, "$top", "$skiptoken")
        self._needs_licence()
        rows = [person for person in self.people if person.enabled]
        return self._page(
            "reports/authenticationMethods/userRegistrationDetails",
            rows,
            query,
            lambda person: report_row(person) | {"lastUpdatedDateTime": self.refreshed},
        )

    def _page(
        self, path: str, rows: Sequence[T], query: dict[str, str], show: Callable[[T], Body]
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
        listed = [name for name in person.methods if name not in NOT_IN_API]
        return {"value": [method("password"), *map(method, listed)]}


def _named(group: Group) -> Body:
    return {"id": group.id, "displayName": group.name}


def _role(role: tuple[str, str]) -> Body:
    return {"id": role[0], "displayName": role[1]}


def demo_directory(week: int, logs_end: datetime, pacing: Pacing) -> GraphDirectory:
    """The built-in demo tenant in its first or second `week`; its logs end at `logs_end`."""
    first = week == 1
    tenant = EmulatedTenant(
        people() if first else a_week_later(people()),
        groups=groups(),
        assignments=assignments(),
        refreshed=REFRESHED if first else REFRESHED_THEN,
        logs_end=logs_end,
    )
    consent = Consent(CLOUDS["global"], TENANT_ID, None)
    return GraphDirectory(AnonymousAuthenticationProvider(), tenant, consent, pacing)
