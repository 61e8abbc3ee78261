"""The real SDK over the emulated tenant, with faults laid between them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from kiota_abstractions.authentication import AnonymousAuthenticationProvider

from mfa_audit.audit.collect import Collection
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.accounts import Definition
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.run import Traffic
from mfa_audit.graph.clouds import CLOUDS
from mfa_audit.graph.demo.contoso import TENANT_ID, Person
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import Consent
from tests import virtual

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
T = TypeVar("T")
Fault = Callable[[httpx.Request, int], httpx.Response | Exception | None]


def staff(number: int, **more: Any) -> list[Person]:
    """`number` people with a phone, `more` the same for all of them."""
    plain = {"methods": ("mobilePhone",)} | more
    return [
        Person(f"id-{n:06d}", f"p{n}@contoso.example", f"Person {n}", **plain)
        for n in range(1, number + 1)
    ]


class Faulty(httpx.AsyncBaseTransport):
    """Passes requests on to `inner` unless `fault` has an answer or an exception for them. `fault`
    is told how often this very address has been asked for, from 1. An answer takes `latency` s."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, fault: Fault = lambda *_: None, latency: float = 0.0
    ) -> None:
        self.sent: list[str] = []
        self.times: list[float] = []
        self._inner = inner
        self._fault = fault
        self._latency = latency

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The fault, else the answer."""
        address = f"{request.method} {request.url.raw_path.decode()}"
        self.sent.append(address)
        self.times.append(asyncio.get_running_loop().time())
        time = self.sent.count(address)
        await asyncio.sleep(self._latency)
        answer = self._fault(request, time)
        if isinstance(answer, Exception):
            raise answer
        return answer or await self._inner.handle_async_request(request)


def answer(status: int, body: object = None, **headers: str) -> httpx.Response:
    """An answer with these headers (`retry_after` is Retry-After)."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=content, headers=named)


def error(status: int, code: str, message: str = "no", **headers: str) -> httpx.Response:
    """Graph's error body."""
    inner = {"request-id": "req-1"}
    body = {"error": {"code": code, "message": message, "innerError": inner}}
    return answer(status, body, **headers)


def directory(transport: httpx.AsyncBaseTransport, pacing: Pacing | None = None) -> GraphDirectory:
    """The real directory over `transport`, without a sign-in."""
    return GraphDirectory(
        AnonymousAuthenticationProvider(),
        transport,
        Consent(CLOUDS["global"], TENANT_ID, "app-1"),
        pacing or Pacing(),
    )


def ask(
    transport: httpx.AsyncBaseTransport,
    question: Callable[[GraphDirectory], Awaitable[T]],
    pacing: Pacing | None = None,
) -> T:
    """The answer to `question`, in virtual time."""

    async def main() -> T:
        async with directory(transport, pacing) as graph:
            return await question(graph)

    return virtual.run(main())[0]


class Outcome:
    """A whole audit over `transport`, in virtual time."""

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        *,
        definition: Definition = Definition.ENTRA,
        properties: Sequence[str] = (),
        pacing: Pacing | None = None,
        **more: Any,
    ) -> None:
        request = AuditRequest(definition, NOW, properties=tuple(properties), **more)
        self.records: list[AccountRecord] = []
        self.traffic: dict[str, Traffic] = {}

        async def main() -> None:
            async with directory(transport, pacing) as graph:
                self.collection = Collection(graph, request)
                async for page in self.collection.records():
                    self.records.extend(page)
                self.traffic = graph.traffic

        _, self.seconds = virtual.run(main())
        self.gaps = self.collection.gaps
        self.notes = [str(note) for note in self.collection.notes]
        self.counts = self.collection.counts

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict by name before the @."""
        return {
            r.account.user_principal_name.split("@")[0]: str(r.verdict.registered)
            for r in self.records
        }


def tenant(people: Sequence[Person], **more: Any) -> EmulatedTenant:
    """An emulated tenant."""
    return EmulatedTenant(people, **more)
