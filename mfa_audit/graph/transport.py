"""The one transport under the SDK: paces, retries, counts and traces every request.

The SDK's own retry handler is off: it leaves 500, 502 and dropped connections alone and gives up
at a Retry-After of 180 s. The demo tenant and tests put another transport underneath.
"""

import asyncio
import contextlib
import email.utils
import logging
import random
import time
from collections.abc import Mapping

import httpx
import msgspec

from mfa_audit.domain.audit import Traffic
from mfa_audit.errors import ServiceError
from mfa_audit.graph.pacing import Budget, Pacing, Workload

_TRACE = logging.getLogger("mfa_audit.graph")

RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})
ATTEMPTS = 8
_LONGEST_BACK_OFF = 60.0


class PacedTransport(httpx.AsyncBaseTransport):
    """Sends through `inner`; returns an answer that is final and whole.

    Raises ServiceError when no whole answer came in ATTEMPTS attempts. An HTTP error status that
    retries did not mend is returned as it is.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, pacing: Pacing) -> None:
        self.pacing = pacing
        self.traffic = {workload: Traffic() for workload in Workload}
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` until the answer is final."""
        workload = workload_of(request.url.path, str(request.url.query))
        budget, traffic = self.pacing.budgets[workload], self.traffic[workload]
        units = _units(request)
        for attempt in range(1, ATTEMPTS + 1):
            await budget.take(units)
            traffic.requests += 1
            traffic.retries += attempt > 1
            started = time.monotonic()
            try:
                answer = await self._answer(request)
                trouble = f"answered {answer.status_code}" if _retried(answer) else ""
            except (httpx.TransportError, msgspec.DecodeError, UnicodeDecodeError) as error:
                answer, trouble = None, f"{type(error).__name__}: {error}".rstrip(": ")
            _trace(request, answer, trouble, started, attempt)
            if answer is not None:
                _heed(budget, answer.headers)
                if not trouble or attempt == ATTEMPTS:
                    return answer
            elif attempt == ATTEMPTS:
                break
            wait, said = _wait(answer, attempt)
            if said:
                budget.close_for(wait, f"the service asked for it ({trouble})")
            else:
                self.pacing.tell(wait, trouble)
                budget.waited += wait
                await asyncio.sleep(wait)
        raise ServiceError(
            f"No whole answer from {request.url.host} in {ATTEMPTS} attempts: {trouble}.",
            "Check the network, the proxy and the cloud, then run again.",
        )

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        """The whole answer; a body cut short or unreadable counts as a failed connection."""
        answer = await self._inner.handle_async_request(request)
        try:
            body = await answer.aread()
        finally:
            await answer.aclose()
        if answer.status_code == 200:
            msgspec.json.decode(body, type=msgspec.Raw)
        return answer

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def total(self) -> Traffic:
        """Requests, retries and seconds waited over all workloads."""
        return Traffic(
            sum(one.requests for one in self.traffic.values()),
            sum(one.retries for one in self.traffic.values()),
            sum(budget.waited for budget in self.pacing.budgets.values()),
        )


def workload_of(path: str, query: str = "") -> Workload:
    """Which budget a request is counted against, by its address."""
    if "/reports/" in path or "/auditLogs/" in path:
        return Workload.REPORTS
    if "/identityProtection/" in path or "/identity/conditionalAccess" in path:
        return Workload.IDENTITY_PROTECTION
    if "signInActivity" in query:
        return Workload.SIGN_IN_ACTIVITY
    return Workload.DIRECTORY


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds that a Retry-After header asks for: an integer, a fraction or an HTTP date.

    `now` is the Unix time to count a date from. None where there is none, or it cannot be read.
    """
    text = next((v for k, v in headers.items() if k.casefold() == "retry-after"), None)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = email.utils.parsedate_to_datetime(text)
        except ValueError:
            return None
        seconds = date.timestamp() - (time.time() if now is None else now)
    return max(0.0, seconds) if seconds < float("inf") else None


def back_off(attempt: int) -> float:
    """Seconds before attempt + 1 where the service did not say: doubling, with jitter."""
    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
    return min(0.5 * 2.0**attempt, _LONGEST_BACK_OFF) * jitter


def _retried(answer: httpx.Response) -> bool:
    return answer.status_code in RETRIED_STATUS


def _wait(answer: httpx.Response | None, attempt: int) -> tuple[float, bool]:
    said = retry_after(answer.headers) if answer is not None else None
    return (back_off(attempt), False) if said is None else (said, True)


def _heed(budget: Budget, headers: Mapping[str, str]) -> None:
    with contextlib.suppress(ValueError):
        budget.heed(float(headers.get("x-ms-throttle-limit-percentage", "0")))


class _SubRequests(msgspec.Struct):
    requests: list[msgspec.Raw]


def _units(request: httpx.Request) -> float:
    """What a request costs: a $batch as many as it holds, a page of users 2 resource units less 1
    for its $select, everything else 1."""
    if request.url.path.endswith("/$batch"):
        return len(msgspec.json.decode(request.content, type=_SubRequests).requests)
    return 1


def _trace(
    request: httpx.Request,
    answer: httpx.Response | None,
    trouble: str,
    started: float,
    attempt: int,
) -> None:
    """One line a request: never a token, and no query values, which can name people."""
    _TRACE.debug(
        "%s %s %s %.0f ms attempt %d",
        request.method,
        request.url.path,
        answer.status_code if answer is not None else trouble,
        (time.monotonic() - started) * 1000,
        attempt,
    )
