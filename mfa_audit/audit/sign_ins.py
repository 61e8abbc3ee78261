"""Read the sign-in log slice by slice, newest to oldest, and judge each sign-in once.

The window is cut into time slices; each is written down when it is whole (`slices`), and a run
that broke off goes on after the last whole one. Memory does not grow with the log.
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

# A first slice for tenants of any size; then longer where there is little, shorter where much, so
# that a slice is some pages, and what a broken run loses some minutes.
_FIRST = timedelta(hours=6)
_LONGEST = timedelta(days=3)
_SHORTEST = timedelta(minutes=1)
_LITTLE, _MUCH = 5_000, 50_000
# Graph's times have seven digits, ours six: one just below a border may be rounded up onto it, and
# then belongs to the later slice.
_MARGIN = timedelta(seconds=1)

# What may lie between the call, from which --since counts, and the first request.
_SIGNING_IN = timedelta(hours=1)
_A_DAY = timedelta(days=1)
# How far the log reaches back. Source: Microsoft Learn, data retention.
FREE_DAYS, PREMIUM_DAYS = 7, 30

# What the notes say.
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
SIGN_IN_NOTES: tuple[str, ...] = (
    *(_BEYOND_FREE, _BEYOND_ALL, _OLDEST, _FROM_CACHE, _TWICE, _UNKNOWN),
)

# Told how far things are: sign-ins read, and the part of the window that is done, 0 to 1.
SignInProgress = Callable[[int, float], None]


class SignInSource(Protocol):
    """The sign-ins of one tenant; the real one is `graph.logs.SignInLog`."""

    def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
        """Pages of the sign-ins that `query` asks for. Raises AccessError, LicenceError or
        ServiceError."""
        ...


class LogCounts(msgspec.Struct):
    """Sign-ins by what became of them; `shown` is the rest. `twice` came a second time within a
    slice and are not counted in `read`."""

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
        """Count one that was read."""
        self.read += 1
        self.oldest = min(self.oldest or sign_in.time, sign_in.time)
        self.newest = max(self.newest or sign_in.time, sign_in.time)
        if sign_in.policies is not None:
            self.with_policies += 1
        elif not component(sign_in):  # those never have any
            self.without_policies += 1


def _no_progress(read: int, part: float) -> None:
    """Nobody watches."""


class SignInReading:
    """One reading under way. Iterate `records()` to its end, then read `counts`, `gaps`, `notes`.

    `now` is when the run began. The window is that of `slices.query`.
    """

    def __init__(
        self,
        log: SignInSource,
        slices: SignInCache,
        now: datetime,
        progress: SignInProgress = _no_progress,
    ) -> None:
        self.counts = LogCounts()
        self._log = log
        self._slices = slices
        self._now = now
        self._progress = progress

    async def records(self) -> AsyncIterator[list[SignInRecord]]:
        """Judged sign-ins, a page at a time, slice by slice from the newest.

        Raises what Graph's refusal becomes; whole slices stay for --resume, and the remedy says so.
        """
        query = self._slices.query
        end = query.end
        whole = self._slices.whole()
        for slice in whole:
            for rows in self._slices.rows(slice):
                self.counts.from_cache += len(rows)
                yield self._judged(rows)
            end = slice.begin
            self._tell(end)
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
                self._tell(end)
        except MfaAuditError as error:
            if whole:
                error.remedy = f"{error.remedy} {_RESUME}".strip()
            raise

    async def _read(self, slice: Slice) -> AsyncGenerator[list[SignIn], None]:
        """The sign-ins of `slice`, each once; kept when all have been read."""
        asked = msgspec.structs.replace(
            self._slices.query, begin=slice.begin - _MARGIN, end=slice.end
        )
        seen: set[str] = set()
        with self._slices.keep(slice) as write:
            async for page in self._log.sign_ins(asked):
                rows = [row for row in page if slice.begin <= row.time < slice.end]
                new = list(_new(rows, seen))
                self.counts.twice += len(rows) - len(new)
                if new:
                    write(new)
                    yield new

    def _judged(self, rows: list[SignIn]) -> list[SignInRecord]:
        records = []
        for row in rows:
            self.counts.add(row)
            if self._slices.query.failures_only and row.error_code == 0:
                self.counts.succeeded_left_out += 1
                continue
            record = judge_sign_in(row)
            self.counts.unknown += record.mfa.outcome is MfaOutcome.UNKNOWN
            records.append(record)
        self.counts.shown += len(records)
        return records

    def _tell(self, end: datetime) -> None:
        query = self._slices.query
        self._progress(self.counts.read, (query.end - end) / (query.end - query.begin))

    @property
    def gaps(self) -> list[Gap]:
        """What the report does not know."""
        if self.counts.with_policies or not self.counts.without_policies:
            return []
        return [
            Gap(
                POLICIES_SOURCE.name,
                "Graph left the Conditional Access policies out of every sign-in",
                POLICIES_REMEDY,
                whole=True,
            )
        ]

    @property
    def notes(self) -> list[Note]:
        """What a reader should know: how far back the log reaches, what was taken up again."""
        counts = self.counts
        notes = list(retention_notes(self._slices.query.begin, self._now, counts.oldest))
        if counts.from_cache:
            notes.append(Note(_FROM_CACHE, {"number": counts.from_cache}))
        if counts.twice:
            notes.append(Note(_TWICE, {"number": counts.twice}))
        if counts.unknown:
            notes.append(Note(_UNKNOWN, {"number": counts.unknown}))
        return notes


_RESUME = "What was read is kept: run again with --resume to go on from there."


def _new(rows: list[SignIn], seen: set[str]) -> Iterator[SignIn]:
    for row in rows:
        if row.id not in seen:
            seen.add(row.id)
            yield row


def next_length(length: timedelta, rows: int) -> timedelta:
    """How long the next slice is, after one of `length` that held `rows`."""
    if rows < _LITTLE:
        return min(length * 4, _LONGEST)
    if rows > _MUCH:
        return max(length / 4, _SHORTEST)
    return length


def retention_notes(
    begin: datetime, now: datetime, oldest: datetime | None = None
) -> Iterator[Note]:
    """What to say of a window that begins before the log does. `oldest` is the first sign-in."""
    days = (now - begin - _SIGNING_IN) / timedelta(days=1)
    if days <= FREE_DAYS:
        return
    if days <= PREMIUM_DAYS and oldest and oldest - begin < _A_DAY:
        return  # the log was seen to reach back so far
    yield Note(_BEYOND_ALL if days > PREMIUM_DAYS else _BEYOND_FREE)
    if oldest:
        yield Note(_OLDEST, {"date": f"{oldest:%Y-%m-%d}"})
