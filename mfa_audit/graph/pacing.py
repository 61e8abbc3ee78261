"""When a request may be sent: one budget for each workload, from Microsoft's documented limits.

A run starts at the documented rate; what the service says (Retry-After,
`x-ms-throttle-limit-percentage`) outranks it. Not here: which requests are retried (`transport`).
Source: Microsoft Graph service-specific throttling limits, identity and access.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum

from mfa_audit.errors import ServiceError


class Workload(StrEnum):
    """Requests that the service counts together."""

    DIRECTORY = "directory"
    REPORTS = "reports"
    SIGN_IN_ACTIVITY = "signInActivity"
    IDENTITY_PROTECTION = "identity protection"


# (units, seconds). The directory's are resource units of a large tenant; a smaller tenant's quota
# (3,500 below 50 users, 5,000 up to 500) is more than all requests about so few users cost.
# The published list counts `authenticationMethod` among the reports; a comment in its source says
# that the report root is meant, so the per-account methods start in the directory's budget.
LIMITS: dict[Workload, tuple[float, float]] = {
    Workload.DIRECTORY: (8000, 10),
    Workload.REPORTS: (5, 10),
    Workload.SIGN_IN_ACTIVITY: (10, 60),
    Workload.IDENTITY_PROTECTION: (1, 1),
}

# For a service without limits: the demo tenant.
UNLIMITED = dict.fromkeys(Workload, (math.inf, 1.0))

# The service counts arrivals, we count departures: a period is longer by this share for jitter.
_MARGIN = 0.02
# Shorter waits, in seconds, are not reported.
_REPORTED_FROM = 10.0


def _now() -> float:
    return asyncio.get_running_loop().time()


class Budget:
    """The sliding window of one workload, shared by all tasks of a run."""

    def __init__(self, workload: Workload, pacing: "Pacing") -> None:
        self.workload = workload
        self.waited = 0.0
        self._pacing = pacing
        self._units, self._seconds = pacing.limits[workload]
        self._period = self._seconds * (1 + _MARGIN)
        self._spent: deque[tuple[float, float]] = deque()
        self._in_window = 0.0
        self._closed_until = 0.0
        self._service_closed_until = 0.0  # by the service itself
        self._waited_until = 0.0
        self._limit_reported = self._seconds < _REPORTED_FROM

    async def take(self, units: float) -> None:
        """Return when `units` may be spent. More units than the window allows pass alone."""
        units = min(units, self._units)
        while (wait := self._wait(units)) > 0:
            if self._service_closed_until - _now() > self._pacing.max_wait:
                raise self._too_long(wait)
            await self.pause(wait)
        self._spent.append((_now(), units))
        self._in_window += units

    async def pause(self, seconds: float, reason: str = "") -> None:
        """Wait, and report it if there is a `reason`; simultaneous waits of tasks count once."""
        if reason:
            self._pacing.report(seconds, reason)
        now = _now()
        self.waited += max(0.0, now + seconds - max(now, self._waited_until))
        self._waited_until = max(self._waited_until, now + seconds)
        await asyncio.sleep(seconds)

    def close_for(self, seconds: float, reason: str) -> None:
        """Send nothing of this workload for `seconds`; a longer closure in force stays.

        Raises ServiceError if the service asks for more than the run is willing to wait.
        """
        # Kept even if this request gives up: the next one must not be sent sooner.
        self._service_closed_until = max(self._service_closed_until, _now() + seconds)
        if seconds > self._pacing.max_wait:
            self._closed_until = max(self._closed_until, self._service_closed_until)
            raise self._too_long(seconds)
        self._close(seconds, reason)

    def _too_long(self, seconds: float) -> ServiceError:
        return ServiceError(
            f"Graph asks to wait {seconds:.0f} s before the next {self.workload} request; "
            f"the limit is {self._pacing.max_wait:.0f} s.",
            "Run again later, or allow a longer wait with --max-wait.",
            code="TooManyRequests",
            status=429,
        )

    def heed(self, percentage: float) -> None:
        """Slow down at `x-ms-throttle-limit-percentage` (0.8 to 1.8 of the quota in use)."""
        if percentage > 0.8:
            share = min(percentage - 0.8, 1.0)
            self._close(share * self._period, "the service is near its limit")

    def _close(self, seconds: float, reason: str) -> None:
        until = _now() + seconds
        if until > self._closed_until:
            self._closed_until = until
            self._pacing.report(seconds, reason)

    def _wait(self, units: float) -> float:
        """Seconds until `units` may be spent."""
        now = _now()
        while self._spent and self._spent[0][0] + self._period <= now:
            self._in_window -= self._spent.popleft()[1]
        if now < self._closed_until:
            return self._closed_until - now
        missing, free_at = self._in_window + units - self._units, now
        for sent, spent in self._spent:
            if missing <= 0:
                break
            missing -= spent
            free_at = sent + self._period
        if free_at > now and not self._limit_reported:
            self._limit_reported = True
            self._pacing.notice(
                f"Graph takes {self._units:.0f} {self.workload} requests in {self._seconds:.0f} s: "
                "the rest comes at that pace"
            )
        return free_at - now


class Pacing:
    """The budgets of one run. `notice` shows a person a long wait.

    `max_wait` is the longest single wait, in seconds, that the service may ask for.
    """

    def __init__(
        self,
        *,
        max_wait: float = 900.0,
        notice: Callable[[str], None] = lambda _: None,
        limits: Mapping[Workload, tuple[float, float]] = LIMITS,
    ) -> None:
        self.max_wait = max_wait
        self.notice = notice
        self.limits = limits
        self.budgets = {workload: Budget(workload, self) for workload in Workload}

    def report(self, seconds: float, reason: str) -> None:
        """Show a person a wait that they would notice."""
        if seconds > _REPORTED_FROM:
            self.notice(f"waiting {seconds:.0f} s: {reason}")
