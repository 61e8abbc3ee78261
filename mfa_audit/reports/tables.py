"""The parts of a report: values, columns, tables, pages, and what is known only at its end.

Not here: accounts (`accounts`), and files (`formats`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

Value = str | bool | int | float | datetime | tuple[str, ...] | None
Row = Sequence[Value]


class Kind(StrEnum):
    """The type of a column's values; a format chooses its cells by it."""

    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    LIST = "list"
    NUMBER = "number"


class Heading(NamedTuple):
    """A column without its values. `width` is in characters of the default font."""

    key: str
    header: str
    kind: Kind
    width: int


class Table(NamedTuple):
    """A sheet of rows under headings. `name` is the same in every language, `title` is the text on
    the tab. `rows` is empty for a table whose rows are written in batches."""

    name: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Row] = ()


class Share(msgspec.Struct, frozen=True):
    """A part of a whole, from 0 to 1, shown as a percentage."""

    value: float


class Check(msgspec.Struct, frozen=True):
    """A cell that the reader's own program calculates: `ok` if the first `parts` numbers of the
    section's second column add up to the number in row `total` (from 0), else `not_ok`."""

    parts: int
    total: int
    ok: str
    not_ok: str


Cell = Value | Share | Check


class Chart(NamedTuple):
    """A bar chart of `bars` rows of a section, from row `first`: the first column has the labels,
    the second the lengths. If `lines` is not 0, a line chart of so many columns, from the second:
    the headers have the names of the lines, each row has a point of each line."""

    title: str
    first: int
    bars: int
    lines: int = 0


class Section(NamedTuple):
    """A part of a page: a title, a header row, rows, and a chart of them next to it."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    chart: Chart | None = None


class Page(NamedTuple):
    """A sheet of text and figures: sections below each other. `heading` is the large line at the
    top, `lead` the lines below it; `widths` are in characters."""

    title: str
    heading: str
    lead: Sequence[str]
    sections: Sequence[Section]
    widths: tuple[int, ...]


class Phrases(NamedTuple):
    """The fixed texts of a page, in the reader's language. `lang` is the ISO 639-1 code; `cut` has
    the placeholders {shown} and {rows}; `decimal` and `thousands` are the marks in a number."""

    lang: str = "en"
    yes: str = "yes"
    no: str = "no"
    contents: str = "Contents"
    skip: str = "Skip to the content"
    empty: str = "No rows."
    cut: str = "The first {shown} of {rows} rows; other formats have them all."
    decimal: str = "."
    thousands: str = ","


class Closing(NamedTuple):
    """The parts of a report that are known once the last row is written. `run` and `gaps` are JSON
    values; `front` and `back` are the sheets before and after those whose rows are written already.
    `made` is the document's date, `schema` the name of the JSON format."""

    run: Mapping[str, object]
    gaps: Sequence[Mapping[str, object]]
    title: str
    schema: str = ""
    front: Sequence[Page | Table] = ()
    back: Sequence[Page | Table] = ()
    made: datetime | None = None


class Content(NamedTuple):
    """The contents of a file. `rows` are those of its first table, each as long as `headers` (in
    JSON the keys). `schema` and `run` are empty unless the file is JSON; `labels` are the first two
    cells of each row of a workbook's summary, `made` is the date in its properties. `plain` undoes
    what the format does to the text of a cell."""

    headers: Sequence[str]
    rows: Iterator[Row]
    schema: str = ""
    run: Mapping[str, Any] = {}
    labels: Mapping[str, Value] = {}
    made: Value = None
    plain: Callable[[str], str] = str
