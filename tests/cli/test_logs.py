"""The window of --since, --from and --to; the table of rows on the screen."""

import re
from datetime import UTC, datetime

import pytest

from mfa_audit.cli.logs import aligned_table, window
from mfa_audit.errors import UsageError
from mfa_audit.reports.tables import Value

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of 2026 in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "begin"),
    [
        (None, at(10, 22, 6, 30)),
        ("7d", at(11, 14, 6, 30)),
        ("36h", at(11, 19, 18, 30)),
        ("90m", at(11, 21, 5, 0)),
        ("2w", at(11, 7, 6, 30)),
    ],
)
def test_since(since: str | None, begin: datetime) -> None:
    assert window(since, None, None, NOW, default="30d") == (begin, NOW)


@pytest.mark.parametrize(
    ("from_", "to", "expected"),
    [
        # The day of --to belongs to the window.
        ("2026-11-01", "2026-11-07", (at(11, 1), at(11, 8))),
        ("2026-11-01T08:00", "2026-11-01T09:30", (at(11, 1, 8), at(11, 1, 9, 30))),
        ("2026-11-01T08:00+02:00", "2026-11-01T09:30Z", (at(11, 1, 6), at(11, 1, 9, 30))),
        # The window does not reach beyond now.
        ("2026-11-20", "2026-11-21", (at(11, 20), NOW)),
        ("2026-11-20", None, (at(11, 20), NOW)),
        (None, "2026-11-07", (at(11, 1), at(11, 8))),
    ],
)
def test_from_and_to(
    from_: str | None, to: str | None, expected: tuple[datetime, datetime]
) -> None:
    assert window(None, from_, to, NOW, default="7d") == expected


@pytest.mark.parametrize(
    ("since", "from_", "to", "message"),
    [
        ("7d", "2026-11-01", None, "--since does not go with --from and --to."),
        ("7d", None, "2026-11-01", "--since does not go with --from and --to."),
        ("7", None, None, "--since: '7' is no length of time."),
        ("soon", None, None, "--since: 'soon' is no length of time."),
        ("999999w", None, None, "--since: '999999w' is no length of time."),
        (None, "yesterday", None, "--from: 'yesterday' is no day or time."),
        (None, None, "2026-13-01", "--to: '2026-13-01' is no day or time."),
        (None, None, "9999-12-31", "--to: '9999-12-31' is no day or time."),
        (None, "0001-01-01T00:00+02:00", None, "--from: '0001-01-01T00:00+02:00' is no day"),
        ("0d", None, None, "There is no time between 2026-11-21 06:30 and 2026-11-21 06:30 UTC."),
        (None, "2026-12-01", None, "There is no time between 2026-12-01 00:00 and"),
        (None, "2026-11-07", "2026-11-01", "There is no time between 2026-11-07 00:00 and"),
    ],
)
def test_options_without_a_window(
    since: str | None, from_: str | None, to: str | None, message: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(message)) as raised:
        window(since, from_, to, NOW, default="7d")
    assert raised.value.remedy


def test_columns_are_aligned() -> None:
    rows: list[list[Value]] = [
        [datetime(2026, 11, 20, 12, tzinfo=UTC), "ada@contoso.example", 7, ("one", "two")],
        [None, "b", 1234, ()],
    ]
    assert aligned_table(["Time", "User", "Number", "Changes"], rows) == (
        "Time                 User                 Number  Changes\n"
        "2026-11-20 12:00:00  ada@contoso.example       7  one; two\n"
        "                     b                      1234\n"
    )


def test_no_control_character_reaches_the_terminal() -> None:
    rows = [["\x1b[2Ja\r\nb\u202e", "x" * 41, "y" * 60]]
    assert aligned_table(["A", "B", "C"], rows) == (
        f"A        B{' ' * 39}  C\n[2Ja b   {'x' * 39}…  {'y' * 60}\n"
    )


def test_numbers_in_the_last_column_are_on_the_right() -> None:
    assert aligned_table(["A", "Count"], [["a", 1], ["b", 22]]) == "A  Count\na      1\nb     22\n"


def test_a_table_without_rows() -> None:
    assert aligned_table(["A", "B"], []) == "A  B\n"
