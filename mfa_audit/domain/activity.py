"""A downloaded MFA activity report: where its columns are and what each row means.

The headers may be in any language: the result column is the one whose values are call results.
Rows are lists of texts. Not here: how they are read from a file (`formats.csv_reader`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from mfa_audit.domain.codes import CallOutcome, CallResult, call_result

# How many rows are read to find the columns.
SAMPLE = 200
# The share of the values that must fit: some may not, such as a code of a newer server.
_ENOUGH = 0.5

_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


class ActivityColumns(msgspec.Struct, frozen=True):
    """The numbers of the columns, from 0; None for a column that was not found."""

    result: int | None
    user: int | None = None
    time: int | None = None


def find_columns(rows: Sequence[Sequence[str]]) -> ActivityColumns:
    """Return the columns of a report from some of its rows, without the header.

    The result column is the one with the most call results, if most of its values are. The user
    column is the first where most values have an @, the time column the first where most begin
    with a date. Empty cells do not count.
    """
    width = max(map(len, rows), default=0)
    columns = [[row[n].strip() for row in rows if n < len(row)] for n in range(width)]
    shares = [_share(column, call_result) for column in columns]
    best = max(shares, default=0.0)
    return ActivityColumns(
        shares.index(best) if best > _ENOUGH else None,
        _first(columns, lambda cell: "@" in cell),
        _first(columns, _DATE.match),
    )


def _share(column: Sequence[str], fits: Callable[[str], object]) -> float:
    """The share of the cells that fit, among those that are not empty."""
    cells = [cell for cell in column if cell]
    return sum(1 for cell in cells if fits(cell)) / len(cells) if cells else 0.0


def _first(columns: Sequence[Sequence[str]], fits: Callable[[str], object]) -> int | None:
    """The first column where most cells fit."""
    return next((n for n, column in enumerate(columns) if _share(column, fits) > _ENOUGH), None)


class Beginning(msgspec.Struct, frozen=True):
    """The header and the columns of a report. `header` is None if its first row is a call."""

    header: Sequence[str] | None
    layout: ActivityColumns


def beginning_of(rows: Sequence[Sequence[str]]) -> Beginning:
    """The header and the columns of a file that begins with these rows."""
    layout = find_columns(rows[1:])
    if layout.result is None:
        layout = find_columns(rows)
    first = rows[0] if rows else ()
    return Beginning(None if call_result(_cell(first, layout.result)) else first, layout)


class Explained(msgspec.Struct, frozen=True):
    """The meaning of a row. `result` is None if its cell is not a known call result."""

    cell: str
    result: CallResult | None

    @property
    def outcome(self) -> CallOutcome:
        """How the call ended."""
        return self.result.outcome if self.result else CallOutcome.UNKNOWN


class ActivitySummary:
    """Counts of rows by result, outcome, user and day (in the report's spelling).

    A row without a known call result is counted by the text of its cell, which may be empty.
    `layout` holds the columns of the next rows; set it again for a file with other columns.
    """

    def __init__(self, layout: ActivityColumns) -> None:
        self.layout = layout
        self.rows = 0
        self.results: Counter[str] = Counter()
        self.outcomes: Counter[CallOutcome] = Counter()
        self.users: dict[str, Counter[CallOutcome]] = {}
        self.days: dict[str, Counter[CallOutcome]] = {}

    def add(self, row: Sequence[str]) -> Explained:
        """Count a row; return its meaning."""
        cell = _cell(row, self.layout.result)
        explained = Explained(cell, call_result(cell))
        self.rows += 1
        self.results[explained.result.code if explained.result else cell] += 1
        self.outcomes[explained.outcome] += 1
        if user := _cell(row, self.layout.user).casefold():
            self.users.setdefault(user, Counter())[explained.outcome] += 1
        if day := _DATE.match(_cell(row, self.layout.time)):
            self.days.setdefault(day[0], Counter())[explained.outcome] += 1
        return explained


def _cell(row: Sequence[str], number: int | None) -> str:
    return row[number].strip() if number is not None and number < len(row) else ""


# Excel allows 255 characters in the name of a table's column; a number may follow.
_LONGEST = 200


class JoinedColumns(NamedTuple):
    """The columns of several tables, and for each table the places of its columns among them."""

    names: list[str]
    places: list[list[int]]


def join_columns(headers: Sequence[Sequence[str]]) -> JoinedColumns:
    """Join the columns of tables by their headers, without regard to case and space.

    If a table has a header twice, its second is joined with the second of other tables. A column
    without a header is named by its number, from #1. New columns of later tables come last.
    """
    names: list[str] = []
    place: dict[tuple[str, int], int] = {}
    places = []
    for header in headers:
        seen: Counter[str] = Counter()
        own = []
        for number, text in enumerate(header, 1):
            name = _plain(text) or f"#{number}"
            key = name.casefold()
            seen[key] += 1
            if (key, seen[key]) not in place:
                place[key, seen[key]] = len(names)
                names.append(name)
            own.append(place[key, seen[key]])
        places.append(own)
    return JoinedColumns(names, places)


def distinct(names: Iterable[str]) -> list[str]:
    """The names, at most 200 characters long, with a number after each that came before.

    The columns of an Excel table need different names, and case does not count.
    """
    unique: dict[str, str] = {}
    for name in names:
        short = numbered = name[:_LONGEST]
        number = 1
        while numbered.casefold() in unique:
            number += 1
            numbered = f"{short} ({number})"
        unique[numbered.casefold()] = numbered
    return list(unique.values())


def _plain(text: str) -> str:
    """The text on a single line, without invisible characters."""
    return "".join(filter(str.isprintable, " ".join(text.split()))).strip()
