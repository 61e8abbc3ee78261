"""The real SDK over the emulated tenant, with faults between the two."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from kiota_abstractions.authentication import AnonymousAuthenticationProvider

from mfa_audit.graph.clouds import CLOUDS
from mfa_audit.graph.demo.contoso import TENANT_ID, Person
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import Consent
from tests import memory, virtual

T = TypeVar("T")
Answer = httpx.Response | Exception
# The answer instead of the tenant's, None for the tenant's own. Its arguments are the request and
# how often its address has been requested, from 1.
Fault = Callable[[httpx.Request, int], Answer | None]
# The end of the emulated tenant's logs.
END = datetime(2026, 11, 21, 6, tzinfo=UTC)
LICENCE = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"


def staff(number: int, **more: Any) -> list[Person]:
    """`number` people with a phone; `more` are other fields, the same for all of them."""
    fields = {"methods": ("mobilePhone",)} | more
    return [
        Person(f"id-{n:06d}", f"p{n}@contoso.example", f"Person {n}", **fields)
        for n in range(1, number + 1)
    ]


def tenant(people: Sequence[Person] = (), **more: Any) -> EmulatedTenant:
    """An emulated tenant of these people."""
    return EmulatedTenant(people, **more)


class Faulty(httpx.AsyncBaseTransport):
    """Passes requests on to `inner`, except those for which `fault` has an answer or an exception.
    Every answer takes `latency` seconds. `sent` and `times` are of each request."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, fault: Fault = lambda *_: None, latency: float = 0.0
    ) -> None:
        self.sent: list[str] = []
        self.times: list[float] = []
        self._inner = inner
        self._fault = fault
        self._latency = latency

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The fault, or else the answer."""
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
    """Graph's error answer."""
    inner = {"request-id": "req-1"}
    body = {"error": {"code": code, "message": message, "innerError": inner}}
    return answer(status, body, **headers)


def at(word: str, response: Answer, times: int = sys.maxsize) -> Fault:
    """A fault for the first `times` requests to each address that contains `word`."""

    def fault(request: httpx.Request, time: int) -> Answer | None:
        if word not in str(request.url) or time > times:
            return None
        if isinstance(response, Exception):
            return response
        return httpx.Response(
            response.status_code, content=response.content, headers=response.headers
        )

    return fault


def always(response: Answer) -> Faulty:
    """A service that gives this answer to every request."""
    return Faulty(tenant(), at("", response))


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


class Outcome(memory.Outcome):
    """The results of a whole audit over `transport`, in virtual time; `seconds` is how long it
    took. `request` are fields of the AuditRequest."""

    def __init__(self, transport: httpx.AsyncBaseTransport, **request: Any) -> None:
        super().__init__()

        async def main() -> None:
            async with directory(transport) as graph:
                await self.collect(graph, **request)
                self.traffic = graph.traffic

        _, self.seconds = virtual.run(main())
