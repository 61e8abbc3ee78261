"""A table for a console: aligned, harmless, no wider than can be read."""

from datetime import UTC, datetime

from mfa_audit.cli.logs import aligned_table
from mfa_audit.reports.tables import Value

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_columns_stand_below_one_another() -> None:
    rows: list[list[Value]] = [
        [NOON, "ada@contoso.example", 7, ("one", "two")],
        [None, "b", 1234, ()],
    ]
    assert aligned_table(["Time", "User", "Number", "Changes"], rows) == (
        "Time                 User                 Number  Changes\n"
        "2026-11-20 12:00:00  ada@contoso.example       7  one; two\n"
        "                     b                      1234\n"
    )


def test_a_name_can_do_nothing_to_a_terminal() -> None:
    rows = [["\x1b[2Ja\r\nb\u202e", "x" * 41, "y" * 60]]
    assert aligned_table(["A", "B", "C"], rows) == (
        f"A        B{' ' * 39}  C\n[2Ja b   {'x' * 39}…  {'y' * 60}\n"
    )


def test_numbers_in_the_last_column_stand_to_the_right() -> None:
    assert aligned_table(["A", "Count"], [["a", 1], ["b", 22]]) == "A  Count\na      1\nb     22\n"


def test_nothing_but_headers() -> None:
    assert aligned_table(["A", "B"], []) == "A  B\n"
