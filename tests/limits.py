"""An emulated tenant behind the documented limits and a latency, for tests and benchmarks.

Strict where Microsoft is vague: a sliding window, and requests that are turned down count as well
("all requests accrue against your usage limits").
"""

import asyncio
import json
import math
from collections import deque

import httpx

from mfa_audit.graph.pacing import LIMITS, Workload
from mfa_audit.graph.transport import workload_of

_BODY = {"error": {"code": "TooManyRequests", "message": "Please retry again later."}}


class LimitedTenant(httpx.AsyncBaseTransport):
    """`inner` behind the limits; every answer takes `latency` seconds.

    `requests` counts all; `throttled` those turned down, each request of a batch for itself;
    `violations` those that came before their Retry-After was over.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, latency: float = 0.06) -> None:
        self.requests = 0
        self.throttled = 0
        self.violations = 0
        self._inner = inner
        self._latency = latency
        self._windows = {workload: _Window(*LIMITS[workload]) for workload in Workload}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The tenant's answer, or 429 with a Retry-After."""
        self.requests += 1
        await asyncio.sleep(self._latency / 2)
        if request.url.path.endswith("/$batch"):
            answer = await self._batch(request)
        else:
            workload = workload_of(request.url.path, request.url.query.decode())
            wait = self._arrive(workload)
            if wait:
                headers = {"retry-after": str(wait)}
                answer = httpx.Response(429, json=_BODY, headers=headers)
            else:
                answer = await self._inner.handle_async_request(request)
        await asyncio.sleep(self._latency / 2)
        return answer

    async def _batch(self, request: httpx.Request) -> httpx.Response:
        """Each request of a batch is counted for itself: only some may be turned down."""
        accepted, refused = [], []
        for part in json.loads(request.content)["requests"]:
            wait = self._arrive(Workload.DIRECTORY)
            if wait:
                answer = {"status": 429, "headers": {"Retry-After": str(wait)}, "body": _BODY}
                refused.append(answer | {"id": part["id"]})
            else:
                accepted.append(part)
        answered = []
        if accepted:
            inner = httpx.Request("POST", request.url, json={"requests": accepted})
            response = await self._inner.handle_async_request(inner)
            answered = json.loads(await response.aread())["responses"]
        return httpx.Response(200, json={"responses": [*answered, *refused]})

    def _arrive(self, workload: Workload) -> int:
        """The seconds to wait where the request is turned down, or else 0."""
        window = self._windows[workload]
        now = asyncio.get_running_loop().time()
        self.violations += now < window.not_before
        wait = window.arrive(now)
        self.throttled += wait > 0
        return wait


class _Window:
    """A sliding window of at most `most` requests in `seconds`."""

    def __init__(self, most: float, seconds: float) -> None:
        self.not_before = 0.0
        self._most = most
        self._seconds = seconds
        self._arrived: deque[float] = deque()

    def arrive(self, now: float) -> int:
        """Count a request; 0 where it is accepted, or else the whole seconds to wait."""
        while self._arrived and self._arrived[0] + self._seconds <= now:
            self._arrived.popleft()
        self._arrived.append(now)
        over = len(self._arrived) - self._most
        if over <= 0:
            return 0
        wait = max(1, math.ceil(self._arrived[int(over) - 1] + self._seconds - now))
        self.not_before = now + wait
        return wait
