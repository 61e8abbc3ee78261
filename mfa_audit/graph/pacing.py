"""When a request may be sent: one budget a workload, from Microsoft's documented limits.

Start at the documented rate; what the service says (Retry-After, `x-ms-throttle-limit-percentage`)
outranks it. Not here: what is retried (`transport`).
Source of the numbers: Microsoft Graph service-specific throttling limits, identity and access.
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

# Of a service that takes whatever comes.
UNLIMITED = dict.fromkeys(Workload, (math.inf, 1.0))

# The service counts arrivals, we count departures; a little room keeps jitter from tripping it.
_ROOM = 0.02
# A wait worth telling a person about, in seconds.
_TOLD_FROM = 10.0

Notice = Callable[[str], None]


def _now() -> float:
    return asyncio.get_running_loop().time()


class Budget:
    """A sliding window over one workload, shared by every task of a run."""

    def __init__(self, workload: Workload, pacing: "Pacing") -> None:
        self.workload = workload
        self.waited = 0.0
        self._pacing = pacing
        self._units, seconds = pacing.limits[workload]
        self._period = seconds * (1 + _ROOM)
        self._spent: deque[tuple[float, float]] = deque()
        self._in_window = 0.0
        self._closed_until = 0.0
        self._asked_until = 0.0
        self._waited_until = 0.0
        # A pace of seconds is nothing that a person would notice.
        self._told_of_limit = seconds < _TOLD_FROM

    async def take(self, units: float) -> None:
        """Return when `units` may be spent now. More units than the window holds pass alone."""
        units = min(units, self._units)
        while (wait := self._wait(units)) > 0:
            if self._asked_until - _now() > self._pacing.max_wait:
                raise self._too_long(wait)
            await self.pause(wait)
        self._spent.append((_now(), units))
        self._in_window += units

    async def pause(self, seconds: float) -> None:
        """Wait, and count it; tasks that wait at the same time count once."""
        now = _now()
        self.waited += max(0.0, now + seconds - max(now, self._waited_until))
        self._waited_until = max(self._waited_until, now + seconds)
        await asyncio.sleep(seconds)

    def close_for(self, seconds: float, reason: str) -> None:
        """Send nothing of this workload for `seconds`; a longer closure in force stays.

        Raises ServiceError when the service asks for more than the run is willing to wait.
        """
        # Kept even where this request gives up: whoever comes next must not be sooner.
        self._asked_until = max(self._asked_until, _now() + seconds)
        if seconds > self._pacing.max_wait:
            self._closed_until = max(self._closed_until, self._asked_until)
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

    def tell(self, seconds: float, reason: str) -> None:
        """Tell a person about a wait of one request."""
        self._pacing.tell(seconds, reason)

    def heed(self, percentage: float) -> None:
        """Slow down at `x-ms-throttle-limit-percentage` (0.8 to 1.8 of the quota in use)."""
        if percentage > 0.8:
            share = min(percentage - 0.8, 1.0)
            self._close(share * self._period, "the service is near its limit")

    def _close(self, seconds: float, reason: str) -> None:
        until = _now() + seconds
        if until > self._closed_until:
            self._closed_until = until
            self._pacing.tell(seconds, reason)

    def _wait(self, units: float) -> float:
        now = _now()
        while self._spent and self._spent[0][0] + self._period <= now:
            self._in_window -= self._spent.popleft()[1]
        if now < self._closed_until:
            return self._closed_until - now
        short, free_at = self._in_window + units - self._units, now
        for sent, spent in self._spent:
            if short <= 0:
                break
            short -= spent
            free_at = sent + self._period
        if free_at > now and not self._told_of_limit:
            self._told_of_limit = True
            limit = f"Graph takes {self._units:.0f} {self.workload} requests in "
            limit += f"{self._pacing.limits[self.workload][1]:.0f} s"
            self._pacing.tell(free_at - now, limit, always=True)
        return free_at - now


class Pacing:
    """All budgets of one run, and the one who tells a person about long waits.

    `max_wait` is the longest single wait, in seconds, that the service may ask for.
    """

    def __init__(
        self,
        *,
        max_wait: float = 900.0,
        notice: Notice | None = None,
        limits: Mapping[Workload, tuple[float, float]] = LIMITS,
    ) -> None:
        self.max_wait = max_wait
        self.limits = limits
        self._notice = notice or (lambda _: None)
        self.budgets = {workload: Budget(workload, self) for workload in Workload}

    def tell(self, seconds: float, reason: str, *, always: bool = False) -> None:
        """Tell a person about a wait that they would notice."""
        if always:
            self._notice(f"{reason}: the rest comes at that pace")
        elif seconds > _TOLD_FROM:
            self._notice(f"waiting {seconds:.0f} s: {reason}")
