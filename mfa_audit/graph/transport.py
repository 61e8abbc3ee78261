"""The one transport under the SDK: paces, retries, counts and traces every request.

The SDK's own retry handler is off: it leaves 500, 502 and dropped connections alone and gives up
at a Retry-After of 180 s. The demo tenant and tests put another transport underneath.
"""

import contextlib
import email.utils
import json
import logging
import random
import time
from collections.abc import Mapping

import httpx
import msgspec

from mfa_audit.domain.run import Traffic
from mfa_audit.errors import UnreachableError
from mfa_audit.graph.pacing import Budget, Pacing, Workload

_TRACE = logging.getLogger("mfa_audit.graph")

RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})
ATTEMPTS = 8
# Before anything has been answered, no answer is rather a wrong proxy than a passing fault.
FIRST_ATTEMPTS = 4
_LONGEST_BACK_OFF = 60.0


class PacedTransport(httpx.AsyncBaseTransport):
    """Sends through `inner`; returns an answer that is final and whole.

    Raises UnreachableError when no whole answer came in ATTEMPTS attempts (FIRST_ATTEMPTS before
    the first answer of a run). An HTTP error that retries did not mend is returned as it is.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, pacing: Pacing) -> None:
        self.pacing = pacing
        self.traffic = {workload: Traffic() for workload in Workload}
        self._inner = inner
        self._answered = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` until the answer is final."""
        workload = workload_of(request.url.path, request.url.query.decode())
        budget, traffic = self.pacing.budgets[workload], self.traffic[workload]
        units = _units(request)
        attempt = 0
        while True:
            await budget.take(units)
            attempt += 1
            traffic.requests += 1
            traffic.retries += attempt > 1
            started = time.monotonic()
            answer, trouble = await self._try(request)
            _trace(request, answer, trouble, started, attempt)
            if answer is not None:
                self._answered = True
                _heed(budget, answer.headers)
                if not trouble:
                    return answer
                if attempt >= ATTEMPTS:
                    _close(budget, answer, attempt, trouble)  # for those who come after
                    return answer
            elif attempt >= (ATTEMPTS if self._answered else FIRST_ATTEMPTS):
                raise UnreachableError(
                    f"No whole answer from {request.url.host} in {attempt} attempts: {trouble}.",
                    "Check the network, the proxy and the cloud, then run again.",
                )
            await _wait(budget, answer, attempt, trouble)

    async def _try(self, request: httpx.Request) -> tuple[httpx.Response | None, str]:
        """An answer, where a whole one came; and what is wrong with it, empty where nothing is.

        Raises UnreachableError where trying again cannot help.
        """
        answer = None
        try:
            answer = await self._inner.handle_async_request(request)
            try:
                body = await answer.aread()
            finally:
                await answer.aclose()
            if answer.status_code == 200:
                answer = _readable(answer, body)
        except (httpx.RequestError, msgspec.DecodeError, ValueError, RecursionError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise UnreachableError(
                    f"The certificate of {request.url.host} is not trusted here.",
                    "If your company inspects TLS, its root certificate belongs into the operating "
                    "system's store.",
                ) from error
            if answer is not None and answer.status_code in RETRIED_STATUS:
                # What it asks for counts, whatever became of its words.
                said = {k: v for k, v in answer.headers.items() if k == "retry-after"}
                return httpx.Response(answer.status_code, headers=said), (
                    f"answered {answer.status_code}"
                )
            return None, f"{type(error).__name__}: {error}".rstrip(": ")
        retried = answer.status_code in RETRIED_STATUS
        return answer, f"answered {answer.status_code}" if retried else ""

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def by_workload(self) -> dict[str, Traffic]:
        """What was sent and waited, for each workload that was asked for anything."""
        return {
            str(workload): Traffic(
                sent.requests, sent.retries, self.pacing.budgets[workload].waited
            )
            for workload, sent in self.traffic.items()
            if sent.requests
        }


def _readable(answer: httpx.Response, body: bytes) -> httpx.Response:
    """`answer` with a body that is JSON; half an emoji in a name becomes a question mark.

    Raises msgspec.DecodeError or ValueError where it is no JSON.
    """
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
        return answer
    except msgspec.DecodeError:
        whole = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
        return httpx.Response(200, content=whole)


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
        seconds = date.timestamp() - (_service_time(headers) if now is None else now)
    return max(0.0, seconds) if seconds < float("inf") else None


def _service_time(headers: Mapping[str, str]) -> float:
    """The Unix time on the service's clock, by which it counts; ours if it does not tell."""
    text = next((v for k, v in headers.items() if k.casefold() == "date"), None)
    with contextlib.suppress(ValueError, TypeError):
        return email.utils.parsedate_to_datetime(text or "").timestamp()
    return time.time()


def back_off(attempt: int) -> float:
    """Seconds before attempt + 1 where the service did not say: doubling, with jitter."""
    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
    return min(0.5 * 2.0**attempt, _LONGEST_BACK_OFF) * jitter


async def _wait(budget: Budget, answer: httpx.Response | None, attempt: int, trouble: str) -> None:
    """Wait before attempt + 1. What the service asks for, and any 429, holds for the workload."""
    if answer is None or not _close(budget, answer, attempt, trouble):
        seconds = back_off(attempt)
        budget.tell(seconds, trouble)
        await budget.pause(seconds)


def _close(budget: Budget, answer: httpx.Response, attempt: int, trouble: str) -> bool:
    """Whether `answer` is one after which the whole workload waits; then it does."""
    said = retry_after(answer.headers)
    if said is None and answer.status_code != 429:
        return False
    seconds = said or back_off(attempt)  # none said, or "at once", eight times over
    budget.close_for(seconds, f"the service asked for it ({trouble})")
    return True


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
