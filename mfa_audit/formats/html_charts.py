"""Charts of an HTML page: where their bars, lines and words stand, in units of the SVG, which is
640 wide. Not here: how they look (`data/page.css`).
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mfa_audit.formats.cells import clean
from mfa_audit.reports.column import Cell, Chart, Section

# The longest bar, from one bar to the next, and where they begin.
_LONGEST_BAR, _BAR_PITCH, _BARS_BEGIN = 270, 28, 298
_LONGEST_LABEL = 34
# Where lines are drawn: from the left to the right, and from the top to the zero below.
_LEFT, _RIGHT, _TOP, _ZERO = 60, 600, 14, 224
_LEGEND_BEGINS, _LEGEND_PITCH = 276, 24
# At most so many numbers at the side, above zero, and so many dates below.
_MOST_STEPS, _MOST_DATES = 5, 6


class Mark(NamedTuple):
    """A text, and where its baseline stands; what it belongs to begins at `x` or ends there."""

    text: str
    x: int
    y: int


class Bar(NamedTuple):
    """One bar: its label stands before it, its number behind it."""

    label: str
    number: str
    length: int
    top: int
    baseline: int
    end: int


class Bars(NamedTuple):
    """`id` is that of the title, which names the picture."""

    id: str
    title: str
    height: int
    bars: list[Bar]


class Line(NamedTuple):
    """One line: its name in the legend, its points (`x,y`), and its unbroken parts."""

    name: Mark
    points: list[tuple[int, int]]
    parts: list[str]


class Lines(NamedTuple):
    """The same of lines; `steps` are the numbers at the side, `dates` the labels below."""

    id: str
    title: str
    height: int
    lines: list[Line]
    steps: list[Mark]
    dates: list[Mark]


def drawn(
    section: Section, asked: Chart, id: str, number: Callable[[float], str]
) -> "Bars | Lines":
    """The chart of a section; `number` makes a number a text."""
    rows = section.rows[asked.first : asked.first + asked.bars]
    if asked.lines:
        names = section.headers[1 : 1 + asked.lines]
        return _lines(Lines(id, asked.title, 0, [], [], []), names, rows, number)
    numbers = [_number(row[1]) or 0 for row in rows]
    longest = max([*numbers, 1])
    bars = []
    for place, (row, amount) in enumerate(zip(rows, numbers, strict=True)):
        length, top = round(_LONGEST_BAR * amount / longest), _BAR_PITCH * place + 4
        end = _BARS_BEGIN + length + 6
        bars.append(Bar(_short(row[0]), number(amount), length, top, top + 14, end))
    return Bars(id, asked.title, _BAR_PITCH * len(bars) + 4, bars)


def _lines(
    empty: Lines,
    names: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    number: Callable[[float], str],
) -> Lines:
    """A line for each name; what is not known is a gap in it, and no zero."""
    columns = [[_number(row[place]) for row in rows] for place in range(1, 1 + len(names))]
    largest = max((n for column in columns for n in column if n is not None), default=0)
    step = _step(largest)
    most = step * max(math.ceil(largest / step), 1)
    apart = (_RIGHT - _LEFT) / max(len(rows) - 1, 1)
    xs = [round(_LEFT + apart * place) for place in range(len(rows))]

    def height(amount: float) -> int:
        return round(_ZERO - (_ZERO - _TOP) * amount / most)

    lines = []
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        points = [None if n is None else (x, height(n)) for x, n in zip(xs, column, strict=True)]
        label = Mark(_short(name), _LEFT + 50, _LEGEND_BEGINS + _LEGEND_PITCH * place)
        told = [point for point in points if point]
        lines.append(Line(label, told, list(_unbroken(points))))
    dates = [Mark(_short(row[0]), x, _ZERO + 26) for row, x in zip(rows, xs, strict=True)]
    return empty._replace(
        height=_LEGEND_BEGINS + _LEGEND_PITCH * (len(lines) - 1) + 12,
        lines=lines,
        steps=[Mark(number(n), _LEFT - 8, height(n)) for n in range(0, most + 1, step)],
        dates=dates[:: math.ceil(len(dates) / _MOST_DATES) or 1],
    )


def _step(largest: float) -> int:
    """From one number at the side to the next: 1, 2, 5, 10, 20, 50 and so on."""
    tens = 1
    while True:
        for digit in (1, 2, 5):
            if digit * tens * _MOST_STEPS >= largest:
                return digit * tens
        tens *= 10


def _unbroken(points: Sequence[tuple[int, int] | None]) -> Iterator[str]:
    """The points of each part of a line that has no gap, as a polyline has them."""
    for known, part in itertools.groupby(points, bool):
        if known:
            yield " ".join(f"{x},{y}" for x, y in filter(None, part))


def _number(value: Cell) -> float | None:
    return value if isinstance(value, int | float) else None


def _short(value: Cell) -> str:
    text = clean(str(value))
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
