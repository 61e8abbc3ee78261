"""A downloaded MFA activity report, explained row by row. Rows are lists of texts; how a file
becomes rows is not here.

The headers may be in any language: the result column is the one whose values are call results.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from mfa_audit.domain.codes import CallOutcome, CallResult, call_result

# So many rows are looked at to find the columns.
SAMPLE = 200
# What is no call result may stand among them, such as a code of a newer server.
_ENOUGH = 0.5

_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


class ActivityColumns(msgspec.Struct, frozen=True):
    """Which column holds what, from 0; None where none was found."""

    result: int | None
    user: int | None = None
    time: int | None = None


def find_columns(rows: Sequence[Sequence[str]]) -> ActivityColumns:
    """The columns of the report whose first rows, without the header, are `rows`.

    The result column is found by its values: most of those that are not empty are call results.
    The user's is the first with an @ in most, the time's the first that begins with a date.
    """
    width = max(map(len, rows), default=0)
    columns = [[row[n].strip() for row in rows if n < len(row)] for n in range(width)]
    shares = [_share(column, lambda cell: call_result(cell) is not None) for column in columns]
    best = max(shares, default=0.0)
    result = shares.index(best) if best > _ENOUGH else None
    return ActivityColumns(
        result, _first(columns, lambda cell: "@" in cell), _first(columns, _is_date)
    )


def _share(column: Sequence[str], test: Callable[[str], bool]) -> float:
    """The part of the cells that are not empty which pass `test`."""
    cells = [cell for cell in column if cell]
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def _first(columns: Sequence[Sequence[str]], test: Callable[[str], bool]) -> int | None:
    """The first column most of whose cells pass `test`."""
    return next((n for n, column in enumerate(columns) if _share(column, test) > _ENOUGH), None)


def _is_date(cell: str) -> bool:
    return _DATE.match(cell) is not None


class Beginning(msgspec.Struct, frozen=True):
    """How a report begins. `header` is None where its first row is a call already."""

    header: Sequence[str] | None
    layout: ActivityColumns


def beginning_of(rows: Sequence[Sequence[str]]) -> Beginning:
    """What these first rows of a file say."""
    layout = find_columns(rows[1:])
    if layout.result is None:
        layout = find_columns(rows)
    first = rows[0] if rows else ()
    if layout.result is not None and call_result(_cell(first, layout.result)):
        return Beginning(None, layout)
    return Beginning(first, layout)


class Explained(msgspec.Struct, frozen=True):
    """What one row says. `result` is None where its cell is no call result of the table."""

    cell: str
    result: CallResult | None

    @property
    def outcome(self) -> CallOutcome:
        """How the call ended; unknown where the table does not know it."""
        return self.result.outcome if self.result else CallOutcome.UNKNOWN


class ActivitySummary:
    """Counts rows: by result, by outcome, by user and by day (as the report writes it). A row whose
    cell is no call result of the table is counted by its text, which is empty where it has none.

    `layout` is that of the rows to come: a further file may have another.
    """

    def __init__(self, layout: ActivityColumns) -> None:
        self.layout = layout
        self.rows = 0
        self.results: Counter[str] = Counter()
        self.outcomes: Counter[CallOutcome] = Counter()
        self.users: dict[str, Counter[CallOutcome]] = {}
        self.days: dict[str, Counter[CallOutcome]] = {}

    def add(self, row: Sequence[str]) -> Explained:
        """Count one row; what it says."""
        cell = _cell(row, self.layout.result)
        found = Explained(cell, call_result(cell))
        self.rows += 1
        self.results[found.result.code if found.result else cell] += 1
        self.outcomes[found.outcome] += 1
        if user := _cell(row, self.layout.user).casefold():
            self.users.setdefault(user, Counter())[found.outcome] += 1
        if day := _DATE.match(_cell(row, self.layout.time)):
            self.days.setdefault(day[0], Counter())[found.outcome] += 1
        return found


def _cell(row: Sequence[str], number: int | None) -> str:
    return row[number].strip() if number is not None and number < len(row) else ""


# Excel takes 255 characters for the name of a table's column; a number may come behind.
_LONGEST = 200


class JoinedColumns(NamedTuple):
    """The columns of all tables, and for each table where each of its own stands among them."""

    names: list[str]
    places: list[list[int]]


def join_columns(headers: Sequence[Sequence[str]]) -> JoinedColumns:
    """Columns with the same header, without regard to case and space, are one; of a header that a
    table has twice, the second is the other tables' second. A column without one is called by its
    number, from #1. Those that the first table does not have come behind its own."""
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
    """The names, with a number behind those that came before: as columns of one table have to be
    told apart, without regard to case."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        one, number = name[:_LONGEST], 1
        while one.casefold() in taken:
            number += 1
            one = f"{name[:_LONGEST]} ({number})"
        taken.add(one.casefold())
        found.append(one)
    return found


def _plain(text: str) -> str:
    """`text` on one line, without characters that cannot be seen."""
    return "".join(filter(str.isprintable, " ".join(text.split()))).strip()
