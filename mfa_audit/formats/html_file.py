"""HTML: one page with everything in it, to be mailed and read in a browser. The only importer of
jinja2, which escapes whatever is put into the template (`data/page.html`).

It has the first rows of each table only: a page is for reading, and a mail cannot carry a million
rows. Nothing in it runs or is fetched, and the page says so to the browser: `default-src 'none'`
allows only the one stylesheet (`data/page.css`), by its hash.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

from jinja2 import Environment, StrictUndefined

from mfa_audit import data
from mfa_audit.formats.cells import as_text, clean
from mfa_audit.formats.html_charts import Bars, Lines, drawn
from mfa_audit.reports.column import (
    Cell,
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
# Neither has anything that would have to be escaped in its place.
_TEMPLATE = data.text("page.html").replace("@style@", _STYLE).replace("@hash@", _HASH)

# So many rows of each table: a registration report with all its columns stays below 5 MB.
MOST_ROWS = 2_000
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
    chart: Bars | Lines | None = None
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
        most_rows: int = MOST_ROWS,
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
            return _Cell(value.well, "check") if fits else _Cell(value.ill, "check bad")
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
