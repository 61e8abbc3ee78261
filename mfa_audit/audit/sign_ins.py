"""Reads the sign-in log in time slices, newest first, and judges each sign-in once.

Each whole slice is kept on disk (`sign_in_cache`), so that a run that broke off can go on after it.
Memory does not grow with the log.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from mfa_audit.audit.sign_in_cache import SignInCache, Slice
from mfa_audit.domain.mfa_results import MfaOutcome
from mfa_audit.domain.run import Gap, Note
from mfa_audit.domain.sign_in_verdict import SignInRecord, component, judge_sign_in
from mfa_audit.domain.sign_ins import LogQuery, SignIn
from mfa_audit.domain.sources import POLICIES_REMEDY, POLICIES_SOURCE
from mfa_audit.errors import MfaAuditError

# The first slice suits tenants of any size. Later ones are longer after few sign-ins and shorter
# after many, so that a slice has some pages, and a run that breaks off loses some minutes.
_FIRST = timedelta(hours=6)
_LONGEST = timedelta(days=3)
_SHORTEST = timedelta(minutes=1)
_LITTLE, _MUCH = 5_000, 50_000
# Graph's times have seven digits, ours six: a time just below a border may be rounded up onto it,
# and then belongs to the later slice.
_MARGIN = timedelta(seconds=1)

# The longest time from the call, where --since counts from, to the first request.
_SIGNING_IN = timedelta(hours=1)
_DAY = timedelta(days=1)
# How far the log reaches back. Source: Microsoft Learn, data retention.
_FREE_DAYS, _PREMIUM_DAYS = 7, 30

# The texts of the notes.
_BEYOND_FREE = (
    "the window begins more than 7 days back: tenants without Entra ID P1, and those that have "
    "just got it, keep sign-ins for 7 days"
)
_BEYOND_ALL = (
    "the window begins more than 30 days back, and Entra keeps sign-ins for 30 days at most"
)
_OLDEST = "the oldest sign-in that was read is of {date}"
_FROM_CACHE = "sign-ins that the run which broke off had read: {number}"
_TWICE = "sign-ins that came twice and are counted once: {number}"
_UNKNOWN = (
    "sign-ins of which Graph does not tell whether MFA took place: {number}; they are unknown, "
    "which is not no"
)

# Receives the number of sign-ins read so far, and the part of the window that is done, 0 to 1.
SignInProgress = Callable[[int, float], None]


class SignInSource(Protocol):
    """The sign-ins of a tenant, as in `graph.logs.SignInLog`."""

    def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
        """Pages of the sign-ins of `query`. Raises AccessError, LicenceError or ServiceError."""
        ...


class LogCounts(msgspec.Struct):
    """Counts of sign-ins. Of those that were `read`, `shown` are in the report. `twice` counts
    repeated rows of a slice, which are not in `read`."""

    read: int = 0
    shown: int = 0
    succeeded_left_out: int = 0
    twice: int = 0
    unknown: int = 0
    from_cache: int = 0
    with_policies: int = 0
    without_policies: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None

    def add(self, sign_in: SignIn) -> None:
        """Count a sign-in that was read."""
        self.read += 1
        self.oldest = min(self.oldest or sign_in.time, sign_in.time)
        self.newest = max(self.newest or sign_in.time, sign_in.time)
        if sign_in.policies is not None:
            self.with_policies += 1
        elif not component(sign_in):  # components never have policies
            self.without_policies += 1


class SignInReading:
    """A reading of the window of `cache`, in a run that began at `now`. Iterate `records()` to the
    end, then read `counts`, `gaps` and `notes`."""

    def __init__(
        self,
        log: SignInSource,
        cache: SignInCache,
        now: datetime,
        progress: SignInProgress = lambda *_: None,
    ) -> None:
        self.counts = LogCounts()
        self._log = log
        self._cache = cache
        self._now = now
        self._progress = progress

    async def records(self) -> AsyncIterator[list[SignInRecord]]:
        """Judged sign-ins, a page at a time, slice by slice from the newest.

        Raises what the log raises; whole slices stay for --resume, and the remedy says so.
        """
        query = self._cache.query
        end = query.end
        whole = self._cache.whole()
        for slice in whole:
            for rows in self._cache.rows(slice):
                self.counts.from_cache += len(rows)
                yield self._judged(rows)
            end = slice.begin
            self._show_progress(end)
        length = _FIRST
        try:
            while end > query.begin:
                slice = Slice(max(query.begin, end - length), end)
                before = self.counts.read
                async with aclosing(self._read(slice)) as pages:
                    async for page in pages:
                        yield self._judged(page)
                whole.append(slice)
                end = slice.begin
                length = next_length(length, self.counts.read - before)
                self._show_progress(end)
        except MfaAuditError as error:
            if whole:
                error.remedy = f"{error.remedy} {_RESUME}".strip()
            raise

    async def _read(self, slice: Slice) -> AsyncGenerator[list[SignIn], None]:
        """The sign-ins of `slice`, each once; the slice is kept after the last one."""
        begin, end = slice
        query = msgspec.structs.replace(self._cache.query, begin=begin - _MARGIN, end=end)
        seen: set[str] = set()
        with self._cache.keep(slice) as write:
            async for page in self._log.sign_ins(query):
                new = []
                for row in page:
                    if begin <= row.time < end:
                        if row.id in seen:
                            self.counts.twice += 1
                        else:
                            seen.add(row.id)
                            new.append(row)
                if new:
                    write(new)
                    yield new

    def _judged(self, rows: list[SignIn]) -> list[SignInRecord]:
        records = []
        for row in rows:
            self.counts.add(row)
            if self._cache.query.failures_only and row.error_code == 0:
                self.counts.succeeded_left_out += 1
                continue
            record = judge_sign_in(row)
            self.counts.unknown += record.mfa.outcome is MfaOutcome.UNKNOWN
            records.append(record)
        self.counts.shown += len(records)
        return records

    def _show_progress(self, end: datetime) -> None:
        query = self._cache.query
        self._progress(self.counts.read, (query.end - end) / (query.end - query.begin))

    @property
    def gaps(self) -> list[Gap]:
        """What the report does not know."""
        if self.counts.with_policies or not self.counts.without_policies:
            return []
        reason = "Graph left the Conditional Access policies out of every sign-in"
        return [Gap(POLICIES_SOURCE.name, reason, POLICIES_REMEDY, whole=True)]

    @property
    def notes(self) -> list[Note]:
        """Facts for the reader that are not gaps, such as how far back the log reaches."""
        counts = self.counts
        numbers = {_FROM_CACHE: counts.from_cache, _TWICE: counts.twice, _UNKNOWN: counts.unknown}
        return [
            *retention_notes(self._cache.query.begin, self._now, counts.oldest),
            *(Note(text, {"number": number}) for text, number in numbers.items() if number),
        ]


_RESUME = "What was read is kept: run again with --resume to go on from there."


def next_length(length: timedelta, rows: int) -> timedelta:
    """The length of the slice after a slice of `length` with `rows`."""
    if rows < _LITTLE:
        return min(length * 4, _LONGEST)
    if rows > _MUCH:
        return max(length / 4, _SHORTEST)
    return length


def retention_notes(
    begin: datetime, now: datetime, oldest: datetime | None = None
) -> Iterator[Note]:
    """The notes on a window that begins before the log does; `oldest` is the time of the first
    sign-in."""
    days = (now - begin - _SIGNING_IN) / _DAY
    if days <= _FREE_DAYS:
        return
    if days <= _PREMIUM_DAYS and oldest and oldest - begin < _DAY:
        return  # the log does reach back that far
    yield Note(_BEYOND_ALL if days > _PREMIUM_DAYS else _BEYOND_FREE)
    if oldest:
        yield Note(_OLDEST, {"date": f"{oldest:%Y-%m-%d}"})
