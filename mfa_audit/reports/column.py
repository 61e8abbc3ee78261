"""What a table is made of: values, columns, and what is told at the end. No accounts here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

Value = str | bool | int | float | datetime | tuple[str, ...] | None
Row = Sequence[Value]


class Kind(StrEnum):
    """What a column holds; the formats choose the cell from it."""

    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    LIST = "list"


class Heading(NamedTuple):
    """A column without its contents. `width` is in characters of the default font."""

    key: str
    header: str
    kind: Kind
    width: int


class Section(NamedTuple):
    """A titled block of the About sheet: a header row, then rows."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[Row]


class Closing(NamedTuple):
    """What is known once the last row is written. `run` and `gaps` are ready for JSON, `about`
    is the same for a reader of the workbook."""

    run: Mapping[str, object]
    gaps: Sequence[Mapping[str, object]]
    about: Sequence[Section]
    title: str
