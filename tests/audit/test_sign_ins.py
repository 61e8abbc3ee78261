"""Reading the log in slices: every sign-in once, whatever breaks, and what is left on disk."""

import os
import stat
import time
from collections.abc import AsyncIterator, Sequence
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
    """A log in memory that answers as the service does: newest first, both ends included. Fails
    when it is asked for the `broken`-th time, after one page."""

    def __init__(self, rows: Sequence[SignIn], broken: int = 0, page: int = 10) -> None:
        self.asked: list[LogQuery] = []
        self._rows = sorted(rows, key=lambda row: row.time, reverse=True)
        self._broken = broken
        self._page = page

    async def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
        self.asked.append(query)
        rows = [row for row in self._rows if query.begin <= row.time <= query.end]
        for start in range(0, max(len(rows), 1), self._page):
            yield rows[start : start + self._page]
            if len(self.asked) == self._broken:
                raise ServiceError("Graph broke off.", "Run again later.")


def hourly(number: int = 168) -> list[SignIn]:
    """One sign-in an hour, back from the last hour of the week: also exactly on every border."""
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
    told: list[tuple[int, float]] | None = None,
) -> tuple[list[SignInRecord], SignInReading]:
    """Every record, and the reading with its counts."""
    records: list[SignInRecord] = []

    async def main() -> SignInReading:
        with SignInCache(folder, "contoso", query, resume=resume) as slices:
            progress = (lambda *far: told.append(far)) if told is not None else lambda *_: None
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


def test_every_sign_in_once_and_the_newest_first(tmp_path: Path) -> None:
    log = Log([*hourly(), SignIn("at the end", END), SignIn("before", END - 169 * HOUR)])
    told: list[tuple[int, float]] = []
    records, reading = read(log, tmp_path, told=told)
    assert ids(records) == [f"s{n}" for n in range(1, 169)]
    # Six hours, a day, and then what is left of the week in slices of three days.
    assert [(query.begin, query.end) for query in log.asked] == [
        (END - 6 * HOUR - timedelta(seconds=1), END),
        (END - 30 * HOUR - timedelta(seconds=1), END - 6 * HOUR),
        (END - 102 * HOUR - timedelta(seconds=1), END - 30 * HOUR),
        (END - 168 * HOUR - timedelta(seconds=1), END - 102 * HOUR),
    ]
    assert [(rows, round(part, 3)) for rows, part in told] == [
        (6, 0.036),
        (30, 0.179),
        (102, 0.607),
        (168, 1.0),
    ]
    assert (reading.counts.read, reading.counts.shown, reading.counts.twice) == (168, 168, 0)
    assert (reading.counts.oldest, reading.counts.newest) == (END - 168 * HOUR, END - HOUR)
    assert list(tmp_path.iterdir()) == []


def test_a_time_rounded_up_onto_a_border_is_not_lost(tmp_path: Path) -> None:
    border = END - 6 * HOUR

    class Rounding(Log):
        """Holds one sign-in at …59.9999997, which is decoded as the border itself."""

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


def test_failures_only_leaves_out_what_succeeded(tmp_path: Path) -> None:
    query = LogQuery(WEEK.begin, WEEK.end, failures_only=True)
    records, reading = read(Log(hourly(9)), tmp_path, query)
    assert ids(records) == ["s1", "s3", "s5", "s7", "s9"]
    assert reading.counts.succeeded_left_out == 4


@pytest.mark.parametrize("broken", [1, 2, 3, 4])
def test_a_run_that_broke_off_goes_on_with_nothing_missing_or_twice(
    tmp_path: Path, broken: int
) -> None:
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
        assert again.asked[0].end == END - (6, 30, 102)[broken - 2] * HOUR
        assert str(reading.notes[0]) == (
            f"sign-ins that the run which broke off had read: {reading.counts.from_cache}"
        )
    assert list(tmp_path.iterdir()) == []


def test_without_resume_the_log_is_read_afresh(tmp_path: Path) -> None:
    with pytest.raises(ServiceError):
        read(Log(hourly(), 3), tmp_path)
    records, reading = read(Log(hourly(3)), tmp_path)
    assert (ids(records), reading.counts.from_cache) == (["s1", "s2", "s3"], 0)


def test_another_question_has_nothing_to_go_on_with(tmp_path: Path) -> None:
    with pytest.raises(ServiceError):
        read(Log(hourly(), 3), tmp_path)
    other = LogQuery(WEEK.begin, WEEK.end, user="ada@contoso.example")
    with pytest.raises(UsageError, match="no earlier run") as caught:
        read(Log([]), tmp_path, other, resume=True)
    assert caught.value.remedy == "Run without --resume."
    assert ids(read(Log(hourly()), tmp_path, resume=True)[0])[:1] == ["s1"]


def test_a_hole_is_read_again(tmp_path: Path) -> None:
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
    assert log.asked[0].end == END - 6 * HOUR


@pytest.mark.parametrize("damage", [b"", b"\x00\x00\x00\x04abcd", b"\x00\x00\x00\x09short"])
def test_a_damaged_slice_is_never_taken_for_a_whole_one(tmp_path: Path, damage: bytes) -> None:
    read(Log(hourly()), tmp_path, remove=False)
    (folder,) = tmp_path.iterdir()
    file = max(folder.glob("*.slice"))
    file.write_bytes(file.read_bytes()[:-1] + damage)
    with pytest.raises(OutputError, match=r"left in .* cannot be read") as caught:
        read(Log(hourly()), tmp_path, resume=True)
    assert caught.value.remedy == "Run without --resume."


@pytest.mark.linux
def test_only_the_owner_can_read_what_is_kept(tmp_path: Path) -> None:
    parent = tmp_path / "cache"
    read(Log(hourly()), parent, remove=False)
    (folder,) = parent.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (parent, folder)] == [0o700, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_what_was_left_long_ago_is_forgotten(tmp_path: Path) -> None:
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


def test_a_cache_that_cannot_be_used_is_told(tmp_path: Path) -> None:
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


def test_a_slice_is_named_by_its_borders() -> None:
    begin = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert Slice(begin, begin + timedelta(microseconds=5)).name == "1000000-1000005.slice"


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        ([], False),
        ([SignIn("1", END - HOUR)], True),
        ([SignIn("1", END - HOUR), SignIn("2", END - HOUR, policies=())], False),
        # What the NPS extension logs never has any.
        ([SignIn("1", END - HOUR, token_issuer_type="NPSExtension")], False),
    ],
)
def test_missing_policies_are_a_gap(tmp_path: Path, rows: list[SignIn], gap: bool) -> None:
    _, reading = read(Log(rows), tmp_path)
    told = [(gap.source, gap.reason) for gap in reading.gaps]
    expected = [
        ("Conditional Access", "Graph left the Conditional Access policies out of every sign-in")
    ]
    assert told == (expected if gap else [])
    if gap:
        assert "Policy.Read.ConditionalAccess" in reading.gaps[0].remedy


@pytest.mark.parametrize(
    ("days", "notes"),
    [
        (7, []),
        (
            8,
            [
                "the window begins more than 7 days back: tenants without Entra ID P1, and those "
                "that have just got it, keep sign-ins for 7 days"
            ],
        ),
        (
            31,
            [
                "the window begins more than 30 days back, and Entra keeps sign-ins for 30 days "
                "at most"
            ],
        ),
    ],
)
def test_retention_is_told(days: int, notes: list[str]) -> None:
    begin = END - timedelta(days=days)
    assert [str(note) for note in retention_notes(begin, END)] == notes
    first = ["the oldest sign-in that was read is of 2026-11-20"] if notes else []
    assert [str(note) for note in retention_notes(begin, END, END - HOUR)] == [*notes, *first]
    reached = (
        [] if days <= 30 else [*notes, f"the oldest sign-in that was read is of {begin:%Y-%m-%d}"]
    )
    assert [str(note) for note in retention_notes(begin, END, begin + HOUR)] == reached


def test_counts_begin_empty() -> None:
    assert LogCounts() == LogCounts(0, 0, 0, 0, 0, 0, 0, 0, None, None)
