"""The sign-in log read in slices: every sign-in once, also after a run broke off; and the cache."""

import os
import stat
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mfa_audit.audit.sign_in_cache import SignInCache, Slice, default_folder
from mfa_audit.audit.sign_ins import LogCounts, SignInReading, next_length, retention_notes
from mfa_audit.domain.sign_in_verdict import SignInRecord
from mfa_audit.domain.sign_ins import LogQuery, SignIn
from mfa_audit.errors import OutputError, ServiceError, UsageError
from tests import virtual

END = datetime(2026, 11, 21, tzinfo=UTC)
WEEK = LogQuery(END - timedelta(days=7), END)
HOUR = timedelta(hours=1)


class Log:
    """A log in memory that answers like the service: newest first, both ends included. The query
    with the number `broken`, from 1, fails after its first page."""

    def __init__(self, rows: Sequence[SignIn], broken: int = 0) -> None:
        self.queries: list[LogQuery] = []
        self._rows = sorted(rows, key=lambda row: row.time, reverse=True)
        self._broken = broken

    async def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
        self.queries.append(query)
        rows = [row for row in self._rows if query.begin <= row.time <= query.end]
        for start in range(0, max(len(rows), 1), 10):
            yield rows[start : start + 10]
            if len(self.queries) == self._broken:
                raise ServiceError("Graph broke off.", "Run again later.")


def hourly(number: int = 168) -> list[SignIn]:
    """A sign-in for each hour, back from the last hour of the week; also exactly on each border."""
    return [
        SignIn(f"s{n}", END - n * HOUR, error_code=n % 2, policies=()) for n in range(1, number + 1)
    ]


def read(
    log: Log,
    folder: Path,
    query: LogQuery = WEEK,
    *,
    resume: bool = False,
    remove: bool = True,
    progress: Callable[[int, float], None] = lambda *_: None,
) -> tuple[list[SignInRecord], SignInReading]:
    """Every record, and the reading with its counts."""
    records: list[SignInRecord] = []

    async def main() -> SignInReading:
        with SignInCache(folder, "contoso", query, resume=resume) as slices:
            reading = SignInReading(log, slices, END, progress)
            async for page in reading.records():
                records.extend(page)
            if remove:
                slices.remove()
            return reading

    return records, virtual.run(main())[0]


def ids(records: Sequence[SignInRecord]) -> list[str]:
    """The ids, in the order in which they came."""
    return [record.sign_in.id for record in records]


def test_every_sign_in_comes_once_and_the_newest_first(tmp_path: Path) -> None:
    log = Log([*hourly(), SignIn("at the end", END), SignIn("before", END - 169 * HOUR)])
    seen: list[tuple[int, float]] = []
    records, reading = read(log, tmp_path, progress=lambda *so_far: seen.append(so_far))
    assert ids(records) == [f"s{n}" for n in range(1, 169)]
    # Six hours, a day, and then what is left of the week in slices of three days.
    assert [(query.begin, query.end) for query in log.queries] == [
        (END - 6 * HOUR - timedelta(seconds=1), END),
        (END - 30 * HOUR - timedelta(seconds=1), END - 6 * HOUR),
        (END - 102 * HOUR - timedelta(seconds=1), END - 30 * HOUR),
        (END - 168 * HOUR - timedelta(seconds=1), END - 102 * HOUR),
    ]
    parts = [(6, 0.036), (30, 0.179), (102, 0.607), (168, 1.0)]
    assert [(rows, round(part, 3)) for rows, part in seen] == parts
    assert (reading.counts.read, reading.counts.shown, reading.counts.twice) == (168, 168, 0)
    assert (reading.counts.oldest, reading.counts.newest) == (END - 168 * HOUR, END - HOUR)
    assert list(tmp_path.iterdir()) == []


def test_a_time_rounded_up_onto_a_border_is_not_lost(tmp_path: Path) -> None:
    border = END - 6 * HOUR

    class Rounding(Log):
        """Contains a sign-in at …59.9999997, which is decoded as the border itself."""

        async def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
            real = border - timedelta(microseconds=1)
            yield [SignIn("late", border)] if query.begin <= real <= query.end else []

    assert ids(read(Rounding([]), tmp_path)[0]) == ["late"]


def test_a_row_that_comes_twice_counts_once(tmp_path: Path) -> None:
    rows = hourly(5)
    records, reading = read(Log([*rows, rows[2]]), tmp_path)
    assert len(records) == 5
    assert [str(note) for note in reading.notes] == [
        "sign-ins that came twice and are counted once: 1",
        "sign-ins of which Graph does not tell whether MFA took place: 5; they are unknown, which "
        "is not no",
    ]


def test_failures_only_leaves_out_successful_sign_ins(tmp_path: Path) -> None:
    query = LogQuery(WEEK.begin, WEEK.end, failures_only=True)
    records, reading = read(Log(hourly(9)), tmp_path, query)
    assert ids(records) == ["s1", "s3", "s5", "s7", "s9"]
    assert reading.counts.succeeded_left_out == 4


@pytest.mark.parametrize("broken", [1, 2, 3, 4])
def test_a_resumed_run_has_every_sign_in_once(tmp_path: Path, broken: int) -> None:
    with pytest.raises(ServiceError) as caught:
        read(Log(hourly(), broken), tmp_path)
    remedy = "Run again later."
    if broken > 1:
        remedy += " What was read is kept: run again with --resume to go on from there."
    assert caught.value.remedy == remedy
    again = Log(hourly())
    # It is later now, but the window is the one that was begun.
    later = LogQuery(WEEK.begin + HOUR, WEEK.end + HOUR)
    records, reading = read(again, tmp_path, later, resume=True)
    assert ids(records) == [f"s{n}" for n in range(1, 169)]
    assert reading.counts.from_cache == (0, 6, 30, 102)[broken - 1]
    if broken > 1:
        assert again.queries[0].end == END - (6, 30, 102)[broken - 2] * HOUR
        assert str(reading.notes[0]) == (
            f"sign-ins that the run which broke off had read: {reading.counts.from_cache}"
        )
    assert list(tmp_path.iterdir()) == []


def test_without_resume_the_log_is_read_afresh(tmp_path: Path) -> None:
    with pytest.raises(ServiceError):
        read(Log(hourly(), 3), tmp_path)
    records, reading = read(Log(hourly(3)), tmp_path)
    assert (ids(records), reading.counts.from_cache) == (["s1", "s2", "s3"], 0)


def test_only_a_run_with_the_same_query_can_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(ServiceError):
        read(Log(hourly(), 3), tmp_path)
    other = LogQuery(WEEK.begin, WEEK.end, user="ada@contoso.example")
    with pytest.raises(UsageError, match="no earlier run") as caught:
        read(Log([]), tmp_path, other, resume=True)
    assert caught.value.remedy == "Run without --resume."
    assert ids(read(Log(hourly()), tmp_path, resume=True)[0])[:1] == ["s1"]


def test_a_missing_slice_is_read_again(tmp_path: Path) -> None:
    read(Log(hourly()), tmp_path, remove=False)
    (folder,) = tmp_path.iterdir()
    with SignInCache(tmp_path, "contoso", WEEK, resume=True) as slices:
        whole = slices.whole()
        assert [slice.end for slice in whole] == [
            END,
            END - 6 * HOUR,
            END - 30 * HOUR,
            END - 102 * HOUR,
        ]
    (folder / whole[1].name).unlink()
    log = Log(hourly())
    assert len(read(log, tmp_path, resume=True)[0]) == 168
    assert log.queries[0].end == END - 6 * HOUR


@pytest.mark.parametrize("damage", [b"", b"\x00\x00\x00\x04abcd", b"\x00\x00\x00\x09short"])
def test_a_damaged_slice_is_an_error(tmp_path: Path, damage: bytes) -> None:
    read(Log(hourly()), tmp_path, remove=False)
    (folder,) = tmp_path.iterdir()
    file = max(folder.glob("*.slice"))
    file.write_bytes(file.read_bytes()[:-1] + damage)
    with pytest.raises(OutputError, match=r"left in .* cannot be read") as caught:
        read(Log(hourly()), tmp_path, resume=True)
    assert caught.value.remedy == "Run without --resume."


@pytest.mark.linux
def test_only_the_owner_can_read_the_cache(tmp_path: Path) -> None:
    parent = tmp_path / "cache"
    read(Log(hourly()), parent, remove=False)
    (folder,) = parent.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (parent, folder)] == [0o700, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_old_caches_are_deleted(tmp_path: Path) -> None:
    old, recent = tmp_path / "old", tmp_path / "recent"
    old.mkdir()
    recent.mkdir()
    long_ago = time.time() - 8 * 86400
    os.utime(old, (long_ago, long_ago))
    read(Log([]), tmp_path)
    assert list(tmp_path.iterdir()) == [recent]


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    with (
        SignInCache(tmp_path, "contoso", WEEK),
        pytest.raises(OutputError, match="Another run is reading the same sign-ins"),
        SignInCache(tmp_path, "contoso", WEEK),
    ):
        pass
    with SignInCache(tmp_path, "contoso", WEEK), SignInCache(tmp_path, "fabrikam", WEEK):
        pass


def test_a_cache_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="cannot be used"),
        SignInCache(tmp_path / "file", "c", WEEK),
    ):
        pass
    assert default_folder().name == "sign-ins"


def test_slices_grow_where_there_is_little_and_shrink_where_there_is_much() -> None:
    assert next_length(6 * HOUR, 0) == timedelta(days=1)
    assert next_length(timedelta(days=1), 4_999) == timedelta(days=3)
    assert next_length(6 * HOUR, 5_000) == 6 * HOUR
    assert next_length(6 * HOUR, 50_000) == 6 * HOUR
    assert next_length(6 * HOUR, 50_001) == timedelta(hours=1, minutes=30)
    assert next_length(timedelta(minutes=2), 1_000_000) == timedelta(minutes=1)


def test_a_slice_is_named_after_its_borders() -> None:
    begin = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert Slice(begin, begin + timedelta(microseconds=5)).name == "1000000-1000005.slice"


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        ([], False),
        ([SignIn("1", END - HOUR)], True),
        ([SignIn("1", END - HOUR), SignIn("2", END - HOUR, policies=())], False),
        # Sign-ins of the NPS extension never have policies.
        ([SignIn("1", END - HOUR, token_issuer_type="NPSExtension")], False),
    ],
)
def test_missing_policies_are_a_gap(tmp_path: Path, rows: list[SignIn], gap: bool) -> None:
    _, reading = read(Log(rows), tmp_path)
    if not gap:
        assert reading.gaps == []
        return
    (missing,) = reading.gaps
    assert missing.source == "Conditional Access"
    assert missing.reason == "Graph left the Conditional Access policies out of every sign-in"
    assert "Policy.Read.ConditionalAccess" in missing.remedy


@pytest.mark.parametrize(
    ("days", "note"),
    [
        (7, None),
        (
            8,
            "the window begins more than 7 days back: tenants without Entra ID P1, and those that "
            "have just got it, keep sign-ins for 7 days",
        ),
        (
            31,
            "the window begins more than 30 days back, and Entra keeps sign-ins for 30 days at "
            "most",
        ),
    ],
)
def test_a_window_longer_than_the_retention_is_noted(days: int, note: str | None) -> None:
    begin = END - timedelta(days=days)
    notes = [note] if note else []
    assert [str(note) for note in retention_notes(begin, END)] == notes
    oldest = ["the oldest sign-in that was read is of 2026-11-20"] if note else []
    assert [str(note) for note in retention_notes(begin, END, END - HOUR)] == [*notes, *oldest]
    first = f"the oldest sign-in that was read is of {begin:%Y-%m-%d}"
    expected = [*notes, first] if days > 30 else []
    assert [str(note) for note in retention_notes(begin, END, begin + HOUR)] == expected


def test_counts_begin_empty() -> None:
    assert LogCounts() == LogCounts(0, 0, 0, 0, 0, 0, 0, 0, None, None)
