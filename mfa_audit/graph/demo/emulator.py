"""Microsoft Graph for one tenant, in memory: it answers the product's requests, and 400 to others.

It replaces the service only. Tests and benchmarks give it other people and other faults.
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
    bad_request,
    method,
    only,
    page_of,
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
    """Serves `people`, their `groups` and role `assignments`. `premium`: it has Entra ID P1.
    `bulk_state`: /users shows perUserMfaState. `denied`: the permission is missing for requests
    whose address contains one of these; `policies`: the one for Conditional Access policies is
    there. `refreshed`: the time of the registration report. The logs end at `logs_end`."""

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
        """Return the answer as httpx gives it to the SDK."""
        prefer = request.headers.get("Prefer", "")
        status, body = self.answer(request.method, str(request.url), request.content, prefer)
        return httpx.Response(
            status,
            content=json.dumps(body, ensure_ascii=False).encode(),
            headers={"content-type": "application/json"},
            request=request,
        )

    def answer(self, method: str, url: str, content: bytes, prefer: str = "") -> tuple[int, Body]:
        """Return status and body for a request, without any transport. `prefer` is the header of
        that name."""
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        address = f"{parts.path}?{unquote(parts.query)}"
        try:
            if any(word in address for word in self.denied):
                raise _denied("Insufficient privileges to complete the operation.")
            return 200, self._body(method, parts.path, query, content, prefer)
        except Refusal as refused:
            return refused.status, refused.body

    def _body(
        self, method: str, path: str, query: dict[str, str], content: bytes, prefer: str
    ) -> Body:
        address = f"https://{self.host}{path}"
        match [method, *path.strip("/").split("/")]:
            case ["GET", "v1.0", "users"]:
                return self._users(path, query)
            case ["GET", "v1.0", "reports", "authenticationMethods", "userRegistrationDetails"]:
                return self._report(path, query)
            case ["GET", "v1.0", "organization"]:
                only(query, "$select")
                return {"value": [{"id": TENANT_ID, "displayName": TENANT_NAME}]}
            case ["GET", "v1.0", "groups", *rest]:
                return self._group(path, rest, query)
            case ["GET", "v1.0", "roleManagement", "directory", "roleDefinitions"]:
                only(query, "$select", "$skiptoken")
                return self._page(path, list(ROLES.items()), query, lambda role: _named(*role))
            case ["GET", "v1.0", "roleManagement", "directory", "roleAssignments"]:
                only(query, "$expand", "$skiptoken")
                return self._page(path, self._assignments, query, self._assignment)
            case ["GET", "v1.0", "auditLogs", "directoryAudits"]:
                return self._logs.audits(query, address)
            case ["GET", "v1.0", "identityProtection", "riskDetections"]:
                self._needs_licence()
                return self._logs.risks(query, address)
            case ["GET", "beta", "auditLogs", "signIns"]:
                self._needs_licence()
                return self._logs.sign_ins(query, address, prefer)
            case ["POST", "beta", "$batch"]:
                only(query)
                return self._batch(json.loads(content))
            case ["GET", "beta", "users", id]:
                only(query, "$select")
                return {"id": self._person(id).id}
            case ["GET", "beta", "users", id, "authentication", part]:
                only(query)
                return self._authentication(self._person(id), part)
        raise bad_request(f"Resource not found for {method} {path}")

    def _users(self, path: str, query: dict[str, str]) -> Body:
        only(query, "$select", "$top", "$skiptoken")
        select = query.get("$select", "").split(",")
        most = 999
        if "signInActivity" in select:
            most = 500
            self._needs_licence()
        for name in select:
            known = name in USER or name == "signInActivity"
            if not known or (name == "perUserMfaState" and not self.bulk_state):
                type = "microsoft.graph.user"
                raise bad_request(f"Could not find a property named '{name}' on type '{type}'.")
        if int(query.get("$top", "100")) > most:
            raise bad_request(f"The page size is at most {most}.")
        return self._page(path, self.people, query, lambda person: user_body(person, select))

    def _report(self, path: str, query: dict[str, str]) -> Body:
        only(query, "$top", "$skiptoken")
        self._needs_licence()
        rows = [person for person in self.people if person.enabled]
        refreshed = {"lastUpdatedDateTime": self.refreshed}
        return self._page(path, rows, query, lambda person: report_row(person) | refreshed)

    def _needs_licence(self) -> None:
        if not self.premium:
            raise Refusal(
                403,
                "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                "Neither tenant is B2C or tenant doesn't have premium license",
            )

    def _group(self, path: str, rest: list[str], query: dict[str, str]) -> Body:
        """/groups, perhaps filtered by name; or one group; or everything in one, at any depth."""
        if not rest:
            only(query, "$filter", "$select", "$top", "$skiptoken")
            wanted = re.fullmatch(r"displayName eq '(.*)'", query.get("$filter", ""))
            name = wanted[1].replace("''", "'").casefold() if wanted else None
            groups = [g for g in self._groups.values() if name in (None, g.name.casefold())]
            return self._page(path, groups, query, _group_body)
        group = self._groups.get(rest[0])
        if group is None:
            raise _not_found(rest[0])
        if not rest[1:]:
            only(query, "$select")
            return _group_body(group)
        if rest[1:] != ["transitiveMembers"]:
            raise bad_request(f"Resource not found for the segment '{rest[1]}'.")
        only(query, "$select", "$top", "$skiptoken")
        return self._page(path, sorted(self._inside(group)), query, self._object)

    def _inside(self, group: Group) -> set[str]:
        ids: set[str] = set()
        open_ = list(group.members)
        while open_:
            id = open_.pop()
            if id not in ids:
                ids.add(id)
                open_ += self._groups[id].members if id in self._groups else ()
        return ids

    def _object(self, id: str) -> Body:
        kind = "user" if id in self._by_id else "group" if id in self._groups else ""
        return {"@odata.type": f"#microsoft.graph.{kind or 'servicePrincipal'}", "id": id}

    def _assignment(self, assignment: Assignment) -> Body:
        return {
            "id": f"{assignment.role}-{assignment.principal}",
            "principalId": assignment.principal,
            "roleDefinitionId": _ROLE_IDS[assignment.role],
            "directoryScopeId": assignment.scope,
            "principal": self._object(assignment.principal),
        }

    def _page(
        self, path: str, rows: Sequence[T], query: dict[str, str], show: Callable[[T], Body]
    ) -> Body:
        size = min(int(query.get("$top", "100")), self.page_size)
        return page_of(rows, query, f"https://{self.host}{path}", size, show)

    def _batch(self, body: Body) -> Body:
        requests = body["requests"]
        if len(requests) > 20:
            raise bad_request("The batch has more than 20 requests.")
        responses = []
        for request in reversed(requests):  # the order of answers is not promised
            status, answer = self.answer(request["method"], f"/beta{request['url']}", b"")
            responses.append({"id": request["id"], "status": status, "headers": {}, "body": answer})
        return {"responses": responses}

    def _person(self, id: str) -> Person:
        person = self._by_id.get(id)
        if person is None:
            raise _not_found(id)
        return person

    def _authentication(self, person: Person, part: str) -> Body:
        if part == "requirements":
            return {"perUserMfaState": person.state}
        if part != "methods":
            raise bad_request(f"Resource not found for the segment '{part}'.")
        if person.refused:
            raise _denied("Insufficient privileges.")
        listed = [name for name in person.methods if name not in NOT_IN_API]
        return {"value": [method("password"), *map(method, listed)]}


def _denied(message: str) -> Refusal:
    return Refusal(403, "Authorization_RequestDenied", message)


def _not_found(id: str) -> Refusal:
    return Refusal(404, "Request_ResourceNotFound", f"Resource '{id}' does not exist.")


def _named(id: str, name: str) -> Body:
    return {"id": id, "displayName": name}


def _group_body(group: Group) -> Body:
    return _named(group.id, group.name)


def demo_directory(week: int, logs_end: datetime, pacing: Pacing) -> GraphDirectory:
    """Return the demo tenant in its first or second `week`; its logs end at `logs_end`."""
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
