"""A column of a log: of rows made from anything, as `registration` has them of accounts."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from mfa_audit.reports.column import Heading, Kind, Value

T = TypeVar("T")

# From an English text to the text in the report's language.
Words = Callable[[str], str]


class LogColumn(msgspec.Struct, Generic[T], frozen=True):
    """A column of rows made from `T`. `shown`, where given, is what people read in CSV and XLSX."""

    key: str
    header: str
    kind: Kind
    width: int
    meaning: str
    value: Callable[[T], Value]
    shown: Callable[[T, Words], Value] | None = None

    def heading(self, words: Words) -> Heading:
        """What the formats need to know of it."""
        return Heading(self.key, words(self.header), self.kind, self.width)


def shown(columns: Sequence[LogColumn[T]], words: Words) -> Callable[[T], list[Value]]:
    """A function from record to row, as people read it."""

    def row(record: T) -> list[Value]:
        return [
            column.shown(record, words) if column.shown else column.value(record)
            for column in columns
        ]

    return row


def facts(columns: Sequence[LogColumn[T]]) -> Callable[[T], list[Value]]:
    """A function from record to row, as programs read it."""
    return lambda record: [column.value(record) for column in columns]
