"""HTML: one page with everything in it, to be mailed and read in a browser. The only importer of
jinja2, which escapes whatever is put into the template (`data/page.html`).

It has the first rows of each table only: a page is for reading, and a mail cannot carry a million
rows. Nothing in it runs or is fetched, and the page says so to the browser: `default-src 'none'`
allows only the one stylesheet (`data/page.css`), by its hash.
"""

import base64
import hashlib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

from jinja2 import Environment, StrictUndefined

from mfa_audit import data
from mfa_audit.formats.cells import as_text, clean
from mfa_audit.reports.tables import (
    Cell,
    Chart,
    Check,
    Closing,
    Heading,
    Kind,
    Page,
    Phrases,
    Row,
    Section,
    Share,
    Table,
    Value,
)

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


class BarChart(NamedTuple):
    """`id` is that of the title, which names the picture."""

    id: str
    title: str
    height: int
    bars: list[Bar]


class PlottedLine(NamedTuple):
    """One line: its name in the legend, its points (`x,y`), and its unbroken parts."""

    name: Mark
    points: list[tuple[int, int]]
    parts: list[str]


class LineChart(NamedTuple):
    """The same of lines; `steps` are the numbers at the side, `dates` the labels below."""

    id: str
    title: str
    height: int
    lines: list[PlottedLine]
    steps: list[Mark]
    dates: list[Mark]


def drawn(
    section: Section, asked: Chart, id: str, number: Callable[[float], str]
) -> "BarChart | LineChart":
    """The chart of a section; `number` makes a number a text."""
    rows = section.rows[asked.first : asked.first + asked.bars]
    if asked.lines:
        names = section.headers[1 : 1 + asked.lines]
        return _lines(LineChart(id, asked.title, 0, [], [], []), names, rows, number)
    numbers = [_number(row[1]) or 0 for row in rows]
    longest = max([*numbers, 1])
    bars = []
    for place, (row, amount) in enumerate(zip(rows, numbers, strict=True)):
        length, top = round(_LONGEST_BAR * amount / longest), _BAR_PITCH * place + 4
        end = _BARS_BEGIN + length + 6
        bars.append(Bar(_short(row[0]), number(amount), length, top, top + 14, end))
    return BarChart(id, asked.title, _BAR_PITCH * len(bars) + 4, bars)


def _lines(
    empty: LineChart,
    names: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    number: Callable[[float], str],
) -> LineChart:
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
        lines.append(PlottedLine(label, told, list(_unbroken(points))))
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


_STYLE = "\n" + data.text("page.css")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Neither has anything that would have to be escaped in its place.
_TEMPLATE = data.text("page.html").replace("@style@", _STYLE).replace("@hash@", _HASH)

# So many rows of each table: a registration report with all its columns stays below 5 MB.
ROWS_ON_A_PAGE = 2_000
# Columns that are so wide elsewhere, in characters, hold words that are not to stand one a line.
_ROOMY = 26


class _Cell(NamedTuple):
    """`kind` is a class of the style, `stamp` a time as machines read it."""

    text: str
    kind: str = ""
    stamp: str = ""


class _Grid(NamedTuple):
    """A table as it is shown; `wide` ones scroll by themselves, `note` says what is left out."""

    title: str
    headers: list[_Cell]
    rows: Iterable[list[_Cell]]
    chart: BarChart | LineChart | None = None
    note: str = ""
    wide: bool = False


class _Sheet(NamedTuple):
    id: str
    title: str
    lead: Sequence[str]
    grids: list[_Grid]


class HtmlWriter:
    """Keeps the first rows of `tables` as they come; at `close` the page is written."""

    def __init__(
        self,
        stream: IO[bytes],
        tables: Sequence[Table],
        phrases: Phrases,
        most_rows: int = ROWS_ON_A_PAGE,
    ) -> None:
        self._stream = stream
        self._say = phrases
        self._most_rows = most_rows
        self._kept = [_Kept(table, most_rows) for table in tables]

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th table."""
        self._kept[to].take(rows)

    def close(self, closing: Closing) -> None:
        """Write the page."""
        environment = Environment(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_without_the_unholdable,
            trim_blocks=True,
            keep_trailing_newline=True,
        )
        parts = environment.from_string(_TEMPLATE).generate(
            say=self._say,
            title=closing.title,
            made=_time(closing.made) if closing.made else None,
            sheets=list(self._sheets(closing)),
        )
        self._stream.writelines(part.encode() for part in parts)

    def abandon(self) -> None:
        """Nothing has been written."""

    def _sheets(self, closing: Closing) -> Iterator[_Sheet]:
        for number, sheet in enumerate((*closing.front, *self._kept, *closing.back), 1):
            id = f"s{number}"
            if isinstance(sheet, Page):
                lead = [line for line in (sheet.heading, *sheet.lead) if line != closing.title]
                grids = [
                    self._section(section, f"{id}-{place}")
                    for place, section in enumerate(sheet.sections, 1)
                ]
                yield _Sheet(id, sheet.title, lead, grids)
                continue
            if isinstance(sheet, Table):
                sheet = _Kept(sheet, self._most_rows, sheet.rows)
            yield _Sheet(id, sheet.table.title, (), [self._grid(sheet)])

    def _grid(self, kept: "_Kept") -> _Grid:
        note, shown = "", len(kept.rows)
        if shown < kept.count:
            counts = {"shown": self._number(shown), "rows": self._number(kept.count)}
            note = self._say.cut.format(**counts)
        return _Grid(
            kept.table.title,
            [_header(heading) for heading in kept.table.headings],
            ([self._cell(value) for value in row] for row in kept.rows),
            note=note,
            wide=True,
        )

    def _section(self, section: Section, id: str) -> _Grid:
        columns = zip(*section.rows, strict=True) if section.rows else ((),) * len(section.headers)
        headers = [
            _Cell(header, "number" if any(map(_is_number, values)) else "")
            for header, values in zip(section.headers, columns, strict=False)
        ]
        rows = [[self._page_cell(value, section) for value in row] for row in section.rows]
        asked = section.chart
        chart = drawn(section, asked, f"{id}-chart", self._number) if asked else None
        return _Grid(section.title, headers, rows, chart)

    def _page_cell(self, value: Cell, section: Section) -> _Cell:
        if isinstance(value, Check):
            fits = _adds_up(value, section)
            return _Cell(value.ok, "check") if fits else _Cell(value.not_ok, "check bad")
        if isinstance(value, Share):
            return _Cell(f"{value.value:.1%}".replace(".", self._say.decimal), "number")
        return self._cell(value)

    def _cell(self, value: Value) -> _Cell:
        if type(value) is str:  # most values
            return _Cell(value)
        if isinstance(value, bool):
            return _Cell(self._say.yes if value else self._say.no)
        if isinstance(value, int | float):
            return _Cell(self._number(value), "number")
        return _time(value) if isinstance(value, datetime) else _Cell(as_text(value))

    def _number(self, number: float) -> str:
        """With the reader's own marks between thousands and before the fraction."""
        whole, point, fraction = f"{number:,}".partition(".")
        return whole.replace(",", self._say.thousands) + (point and self._say.decimal) + fraction


class _Kept:
    """The first rows of a table, and how many there were."""

    def __init__(self, table: Table, most: int, rows: Iterable[Row] = ()) -> None:
        self.table = table
        self.rows: list[Row] = []
        self.count = 0
        self._most = most
        self.take(rows)

    def take(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self.count < self._most:
                self.rows.append(row)
            self.count += 1


def _without_the_unholdable(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _header(heading: Heading) -> _Cell:
    roomy = "roomy" if heading.kind is not Kind.TIME and heading.width >= _ROOMY else ""
    return _Cell(heading.header, "number" if heading.kind is Kind.NUMBER else roomy)


def _time(moment: datetime) -> _Cell:
    text = as_text(moment)
    exact = len(text) == len("2026-11-21 06:00:00")
    return _Cell(text, "time", f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if exact else "")


def _is_number(value: Cell) -> bool:
    return isinstance(value, int | float | Share | Check) and not isinstance(value, bool)


def _adds_up(check: Check, section: Section) -> bool:
    """What the formula of a workbook would say."""
    numbers = [row[1] for row in section.rows]
    parts = [one for one in numbers[: check.parts] if isinstance(one, int | float)]
    return sum(parts) == numbers[check.total]
