"""The transport under the SDK: paces, retries, counts and traces every request. And the network
below it: proxy and certificates.

The SDK's own retry handler is off: it does not retry 500, 502 and dropped connections, and gives up
at a Retry-After of 180 s. The demo tenant and tests put another transport in place of the network.
"""

import contextlib
import email.utils
import json
import logging
import random
import time
import urllib.request
from collections.abc import Mapping

import httpx
import msgspec

from mfa_audit.domain.run import Traffic
from mfa_audit.errors import UnreachableError, UsageError
from mfa_audit.graph.pacing import Budget, Pacing, Workload

_TRACE = logging.getLogger("mfa_audit.graph")

RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})
ATTEMPTS = 8
# Until the first answer of a run, a wrong proxy is likelier than a fault that passes.
FIRST_ATTEMPTS = 4
_LONGEST_BACK_OFF = 60.0


class PacedTransport(httpx.AsyncBaseTransport):
    """Sends through `inner`; returns final and complete answers.

    Raises UnreachableError if no complete answer came in ATTEMPTS attempts (FIRST_ATTEMPTS before
    the first answer of a run). Returns an HTTP error that stays after all attempts.
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
            milliseconds = (time.monotonic() - started) * 1000
            result = trouble if answer is None else answer.status_code
            # Never a token, and no query values, which can name people.
            _TRACE.debug(
                f"{request.method} {request.url.path} {result} {milliseconds:.0f} ms "
                f"attempt {attempt}"
            )
            if answer is not None:
                self._answered = True
                with contextlib.suppress(ValueError):
                    budget.heed(float(answer.headers.get("x-ms-throttle-limit-percentage", "0")))
                if not trouble:
                    return answer
                if attempt >= ATTEMPTS:
                    _close(budget, answer, attempt, trouble)  # for the next requests
                    return answer
            elif attempt >= (ATTEMPTS if self._answered else FIRST_ATTEMPTS):
                raise UnreachableError(
                    f"No whole answer from {request.url.host} in {attempt} attempts: {trouble}.",
                    "Check the network, the proxy and the cloud, then run again.",
                )
            await _wait(budget, answer, attempt, trouble)

    async def _try(self, request: httpx.Request) -> tuple[httpx.Response | None, str]:
        """Return the answer, None if no complete one came; and what is wrong, empty if nothing is.

        Raises UnreachableError if trying again cannot help.
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
                # Its Retry-After counts, even if its body cannot be read.
                kept = {k: v for k, v in answer.headers.items() if k == "retry-after"}
                answer = httpx.Response(answer.status_code, headers=kept)
            else:
                return None, f"{type(error).__name__}: {error}".rstrip(": ")
        retried = answer.status_code in RETRIED_STATUS
        return answer, f"answered {answer.status_code}" if retried else ""

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def by_workload(self) -> dict[str, Traffic]:
        """Requests, retries and seconds waited, for each workload that has had a request."""
        return {
            str(name): Traffic(sent.requests, sent.retries, self.pacing.budgets[name].waited)
            for name, sent in self.traffic.items()
            if sent.requests
        }


def _readable(answer: httpx.Response, body: bytes) -> httpx.Response:
    """Return `answer` with a JSON body; half an emoji in a name becomes a question mark.

    Raises msgspec.DecodeError or ValueError if the body is not JSON.
    """
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
        return answer
    except msgspec.DecodeError:
        mended = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
        return httpx.Response(200, content=mended)


def workload_of(path: str, query: str = "") -> Workload:
    """Return the workload whose budget a request to this address takes from."""
    if "/reports/" in path or "/auditLogs/" in path:
        return Workload.REPORTS
    if "/identityProtection/" in path or "/identity/conditionalAccess" in path:
        return Workload.IDENTITY_PROTECTION
    if "signInActivity" in query:
        return Workload.SIGN_IN_ACTIVITY
    return Workload.DIRECTORY


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for: an integer, a fraction or an HTTP
    date. None if there is no such header, or it cannot be read.

    A date counts from `now` (Unix time), by default from the answer's own Date.
    """
    lower = {name.casefold(): value for name, value in headers.items()}
    text = lower.get("retry-after")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        date = http_date(text)
        if date is None:
            return None
        if now is None:
            now = http_date(lower.get("date", "")) or time.time()
        seconds = date - now
    return max(0.0, seconds) if seconds < float("inf") else None


def http_date(text: str) -> float | None:
    """Return the Unix time of an HTTP date; None if it cannot be read."""
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError):
        return None


def back_off(attempt: int) -> float:
    """Return the seconds before attempt + 1 if the service does not say: doubling, with jitter."""
    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - not for secrets
    return min(0.5 * 2.0**attempt, _LONGEST_BACK_OFF) * jitter


async def _wait(budget: Budget, answer: httpx.Response | None, attempt: int, trouble: str) -> None:
    """Wait before attempt + 1: the whole workload after a Retry-After or a 429, otherwise this
    request only."""
    if answer is None or not _close(budget, answer, attempt, trouble):
        await budget.pause(back_off(attempt), trouble)


def _close(budget: Budget, answer: httpx.Response, attempt: int, trouble: str) -> bool:
    """Close the workload after an answer with a Retry-After or a 429; say whether it was one."""
    seconds = retry_after(answer.headers)
    if seconds is None and answer.status_code != 429:
        return False
    # A service that keeps saying 0 seconds gets the doubling wait, too.
    budget.close_for(seconds or back_off(attempt), f"the service asked for it ({trouble})")
    return True


class _SubRequests(msgspec.Struct):
    requests: list[msgspec.Raw]


def _units(request: httpx.Request) -> float:
    """Return the units of a request: the number of requests in a $batch, otherwise 1. (A page of
    users costs 2 resource units, less 1 for its $select.)"""
    if request.url.path.endswith("/$batch"):
        return len(msgspec.json.decode(request.content, type=_SubRequests).requests)
    return 1


def trust_operating_system() -> None:
    """Make the operating system's certificates count for every TLS connection of this process,
    azure-identity's included: companies that inspect TLS use a root certificate of their own."""
    import truststore

    truststore.inject_into_ssl()


def transport_to(host: str) -> httpx.AsyncHTTPTransport:
    """Return the network transport to `host`. Raises UsageError if the proxy's address is wrong."""
    # HTTP/1.1: few and large requests gain nothing from HTTP/2. httpx reads proxy variables only
    # for transports of its own making; urllib's reading covers the Windows settings as well.
    try:
        return httpx.AsyncHTTPTransport(
            verify=True, proxy=proxy_for(host), limits=httpx.Limits(max_connections=20)
        )
    except (ValueError, httpx.InvalidURL):
        # Without the value and without the cause: a proxy's address can contain a password.
        raise UsageError(
            "The proxy's address cannot be used.", "Check HTTPS_PROXY: http://HOST:PORT"
        ) from None


def proxy_for(host: str) -> str | None:
    """Return the proxy that the environment or the system's settings name for `host`."""
    if urllib.request.proxy_bypass(host):
        return None
    proxy = urllib.request.getproxies().get("https")
    # curl takes an address without a scheme, and so do many settings.
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
