"""HTML: one self-contained page, to mail and to read in a browser. The only importer of
jinja2, which escapes every value in the template (`data/page.html`).

The page has the first rows of each table only: it is for reading, and a mail cannot carry a million
rows. The page runs and loads nothing, and tells the browser so: `default-src 'none'` allows only
the one stylesheet (`data/page.css`), by its hash.
"""

import base64
import hashlib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, NamedTuple

from jinja2 import Environment, StrictUndefined

from mfa_audit import data
from mfa_audit.formats.cells import as_text, clean, is_number
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

_STYLE = "\n" + data.text("page.css")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Both need no escaping where they are put.
_TEMPLATE = data.text("page.html").replace("@style@", _STYLE).replace("@hash@", _HASH)

# The rows of each table: a registration report with all its columns stays below 5 MB.
_MOST_ROWS = 2_000
# Columns of at least this width elsewhere, in characters, have text that needs room here too.
_ROOMY = 26

# The longest bar, the distance from bar to bar, and the longest text next to a bar or line.
_LONGEST_BAR, _BAR_PITCH, _LONGEST_LABEL = 270, 28, 34
# The area of a line chart: from left to right, and from the top down to zero.
_LEFT, _RIGHT, _TOP, _ZERO = 60, 600, 14, 224
_LEGEND_TOP, _LEGEND_PITCH = 276, 24
# The most numbers at the side, above zero, and the most dates below.
_MOST_STEPS, _MOST_DATES = 5, 6


class _Label(NamedTuple):
    """A text and its baseline, which starts or ends at `x`."""

    text: str
    x: int
    y: int


class _Bar(NamedTuple):
    label: str
    number: str
    length: int
    top: int


class _Line(NamedTuple):
    """A line of a chart: its name in the legend, its points, and its parts without gaps."""

    name: _Label
    points: list[tuple[int, int]]
    parts: list[str]


class _Drawing(NamedTuple):
    """A chart: bars, or lines with numbers at the side (`steps`) and dates below. `id` is the id of
    the title, which names the picture."""

    id: str
    title: str
    height: int
    bars: Sequence[_Bar] = ()
    lines: Sequence[_Line] = ()
    steps: Sequence[_Label] = ()
    dates: Sequence[_Label] = ()


class _Cell(NamedTuple):
    """`kind` is a class of the stylesheet, `stamp` a time for programs."""

    text: str
    kind: str = ""
    stamp: str = ""


class _Grid(NamedTuple):
    """A table on the page. A `wide` one scrolls by itself; `note` says which rows are left out."""

    title: str
    headers: list[_Cell]
    rows: Iterable[list[_Cell]]
    chart: _Drawing | None = None
    note: str = ""
    wide: bool = False


class _Sheet(NamedTuple):
    id: str
    title: str
    lead: Sequence[str]
    grids: list[_Grid]


class HtmlWriter:
    """Keeps the first rows of `tables` as they come, and writes the page at `close`."""

    def __init__(
        self,
        stream: IO[bytes],
        tables: Sequence[Table],
        phrases: Phrases,
        most_rows: int = _MOST_ROWS,
    ) -> None:
        self._stream = stream
        self._phrases = phrases
        self._most_rows = most_rows
        self._first_rows = [_FirstRows(table, most_rows) for table in tables]

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th table."""
        self._first_rows[to].add(rows)

    def close(self, closing: Closing) -> None:
        """Write the page."""
        environment = Environment(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=lambda value: clean(value) if isinstance(value, str) else value,
            trim_blocks=True,
            keep_trailing_newline=True,
        )
        parts = environment.from_string(_TEMPLATE).generate(
            phrases=self._phrases,
            title=closing.title,
            made=_time(closing.made) if closing.made else None,
            sheets=list(self._sheets(closing)),
        )
        self._stream.writelines(part.encode() for part in parts)

    def abandon(self) -> None:
        """Do nothing: nothing has been written."""

    def _sheets(self, closing: Closing) -> Iterator[_Sheet]:
        for number, sheet in enumerate((*closing.front, *self._first_rows, *closing.back), 1):
            id = f"s{number}"
            if isinstance(sheet, Page):
                lead = [line for line in (sheet.heading, *sheet.lead) if line != closing.title]
                grids = [
                    self._section(section, f"{id}-{place}-chart")
                    for place, section in enumerate(sheet.sections, 1)
                ]
                yield _Sheet(id, sheet.title, lead, grids)
                continue
            if isinstance(sheet, Table):
                sheet = _FirstRows(sheet, self._most_rows, sheet.rows)
            yield _Sheet(id, sheet.table.title, (), [self._grid(sheet)])

    def _grid(self, first: "_FirstRows") -> _Grid:
        note, shown = "", len(first.rows)
        if shown < first.count:
            counts = {"shown": self._number(shown), "rows": self._number(first.count)}
            note = self._phrases.cut.format(**counts)
        return _Grid(
            first.table.title,
            [_header(heading) for heading in first.table.headings],
            ([self._cell(value) for value in row] for row in first.rows),
            note=note,
            wide=True,
        )

    def _section(self, section: Section, chart_id: str) -> _Grid:
        columns = zip(*section.rows, strict=True) if section.rows else ((),) * len(section.headers)
        headers = [
            _Cell(header, "number" if any(map(is_number, values)) else "")
            for header, values in zip(section.headers, columns, strict=False)
        ]
        rows = [[self._page_cell(value, section) for value in row] for row in section.rows]
        drawing, chart = None, section.chart
        if chart:
            draw = _line_chart if chart.lines else _bar_chart
            drawing = draw(section, chart, chart_id, self._number)
        return _Grid(section.title, headers, rows, drawing)

    def _page_cell(self, value: Cell, section: Section) -> _Cell:
        if isinstance(value, Check):
            good = _adds_up(value, section)
            return _Cell(value.ok, "check") if good else _Cell(value.not_ok, "check bad")
        if isinstance(value, Share):
            return _Cell(f"{value.value:.1%}".replace(".", self._phrases.decimal), "number")
        return self._cell(value)

    def _cell(self, value: Value) -> _Cell:
        if type(value) is str:  # most values
            return _Cell(value)
        if isinstance(value, bool):
            return _Cell(self._phrases.yes if value else self._phrases.no)
        if isinstance(value, int | float):
            return _Cell(self._number(value), "number")
        return _time(value) if isinstance(value, datetime) else _Cell(as_text(value))

    def _number(self, number: float) -> str:
        """The number with the reader's marks for thousands and the fraction."""
        whole, point, fraction = f"{number:,}".partition(".")
        whole = whole.replace(",", self._phrases.thousands)
        return whole + (point and self._phrases.decimal) + fraction


class _FirstRows:
    """The first rows of a table, and the number of all its rows."""

    def __init__(self, table: Table, most: int, rows: Iterable[Row] = ()) -> None:
        self.table = table
        self.rows: list[Row] = []
        self.count = 0
        self._most = most
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self.count < self._most:
                self.rows.append(row)
            self.count += 1


def _header(heading: Heading) -> _Cell:
    roomy = "roomy" if heading.kind is not Kind.TIME and heading.width >= _ROOMY else ""
    return _Cell(heading.header, "number" if heading.kind is Kind.NUMBER else roomy)


def _time(moment: datetime) -> _Cell:
    text = as_text(moment)
    exact = len(text) == len("2026-11-21 06:00:00")
    return _Cell(text, "time", f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if exact else "")


def _adds_up(check: Check, section: Section) -> bool:
    """The result of the formula that a workbook has for the check."""
    numbers = [_amount(row[1]) for row in section.rows]
    return sum(filter(None, numbers[: check.parts])) == numbers[check.total]


def _amount(value: Cell) -> float | None:
    return value if isinstance(value, int | float) else None


def _bar_chart(section: Section, chart: Chart, id: str, number: Callable[[float], str]) -> _Drawing:
    """A bar for each row; `number` turns a number into text."""
    rows = section.rows[chart.first : chart.first + chart.bars]
    amounts = [_amount(row[1]) or 0 for row in rows]
    longest = max([*amounts, 1])
    bars = []
    for place, (row, amount) in enumerate(zip(rows, amounts, strict=True)):
        length, top = round(_LONGEST_BAR * amount / longest), _BAR_PITCH * place + 4
        bars.append(_Bar(_short(row[0]), number(amount), length, top))
    return _Drawing(id, chart.title, _BAR_PITCH * len(bars) + 4, bars)


def _line_chart(
    section: Section, chart: Chart, id: str, number: Callable[[float], str]
) -> _Drawing:
    """A line for each column; an unknown number is a gap, not a zero."""
    rows = section.rows[chart.first : chart.first + chart.bars]
    columns = [[_amount(row[place]) for row in rows] for place in range(1, 1 + chart.lines)]
    largest = max((n for column in columns for n in column if n is not None), default=0)
    step = _step(largest)
    most = step * max(math.ceil(largest / step), 1)
    pitch = (_RIGHT - _LEFT) / max(len(rows) - 1, 1)
    xs = [round(_LEFT + pitch * place) for place in range(len(rows))]

    def height(amount: float) -> int:
        return round(_ZERO - (_ZERO - _TOP) * amount / most)

    lines = []
    for place, (name, column) in enumerate(zip(section.headers[1:], columns, strict=False)):
        points = [None if n is None else (x, height(n)) for x, n in zip(xs, column, strict=True)]
        label = _Label(_short(name), _LEFT + 50, _LEGEND_TOP + _LEGEND_PITCH * place)
        lines.append(_Line(label, [*filter(None, points)], list(_unbroken(points))))
    dates = [_Label(_short(row[0]), x, _ZERO + 26) for row, x in zip(rows, xs, strict=True)]
    return _Drawing(
        id,
        chart.title,
        _LEGEND_TOP + _LEGEND_PITCH * (len(lines) - 1) + 12,
        lines=lines,
        steps=[_Label(number(n), _LEFT - 8, height(n)) for n in range(0, most + 1, step)],
        dates=dates[:: math.ceil(len(dates) / _MOST_DATES) or 1],
    )


def _step(largest: float) -> int:
    """The distance of the numbers at the side: 1, 2, 5, 10, 20, 50 and so on."""
    steps: Iterator[int] = (digit * 10**tens for tens in itertools.count() for digit in (1, 2, 5))
    return next(step for step in steps if step * _MOST_STEPS >= largest)


def _unbroken(points: Sequence[tuple[int, int] | None]) -> Iterator[str]:
    """The parts of a line without gaps, each as the points of an SVG polyline."""
    for known, part in itertools.groupby(points, bool):
        if known:
            yield " ".join(f"{x},{y}" for x, y in filter(None, part))


def _short(value: Cell) -> str:
    text = clean(str(value))
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
