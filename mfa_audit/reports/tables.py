"""What a report is made of: values, columns, tables, pages, and what is known at the end. No
accounts here, and no files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

Value = str | bool | int | float | datetime | tuple[str, ...] | None
Row = Sequence[Value]


class Kind(StrEnum):
    """What a column holds; the formats choose the cell from it."""

    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    LIST = "list"
    NUMBER = "number"


class Heading(NamedTuple):
    """A column without its contents. `width` is in characters of the default font."""

    key: str
    header: str
    kind: Kind
    width: int


class Table(NamedTuple):
    """A sheet of rows under headings. `name` is the same in every language, `title` stands on the
    tab. Rows that come one by one are not here."""

    name: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Row] = ()


class Share(msgspec.Struct, frozen=True):
    """A part of a whole, from 0 to 1, shown as a percentage."""

    value: float


class Check(msgspec.Struct, frozen=True):
    """A cell that the reader's own program works out: whether the first `parts` numbers of its
    section's second column add up to the number in row `total` (from 0)."""

    parts: int
    total: int
    ok: str
    not_ok: str


Cell = Value | Share | Check


class Chart(NamedTuple):
    """A bar for each of the section's rows from `first`, `bars` of them: labels from its first
    column, lengths from its second. With `lines`, so many lines instead, one for each column from
    the second, with a point for each row and their names from the headers."""

    title: str
    first: int
    bars: int
    lines: int = 0


class Section(NamedTuple):
    """A titled block of a page: a header row, then rows, and a chart of them beside it."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    chart: Chart | None = None


class Page(NamedTuple):
    """A sheet to be read: sections below one another. `heading` is written large, `lead` below it;
    `widths` are in characters."""

    title: str
    heading: str
    lead: Sequence[str]
    sections: Sequence[Section]
    widths: tuple[int, ...]


class Phrases(NamedTuple):
    """What a page says by itself, in the reader's language. `lang` is the ISO 639-1 code; `cut` has
    the places {shown} and {rows}; `decimal` and `thousands` are the marks in a number."""

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
    """What is known once the last row is written. `run` and `gaps` are ready for JSON; `front` and
    `back` are the sheets before and after those whose rows have come one by one. `made` is the
    time that the document bears, `schema` the name of the JSON's form."""

    run: Mapping[str, object]
    gaps: Sequence[Mapping[str, object]]
    title: str
    schema: str = ""
    front: Sequence[Page | Table] = ()
    back: Sequence[Page | Table] = ()
    made: datetime | None = None


class Content(NamedTuple):
    """What a file holds. `rows` are those of its first table, each as long as `headers`, which are
    keys in JSON. `schema` and `run` are JSON's, and empty elsewhere; `labels` are the first two
    cells of a workbook's summary, `made` is the time its properties bear. `plain` makes a text of
    a cell what it was before it was written."""

    headers: Sequence[str]
    rows: Iterator[Row]
    schema: str = ""
    run: Mapping[str, Any] = {}
    labels: Mapping[str, Value] = {}
    made: Value = None
    plain: Callable[[str], str] = str
