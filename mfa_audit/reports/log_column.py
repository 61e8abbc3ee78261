"""A column of a log: of rows made from anything, as `registration` has them of accounts."""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from mfa_audit.reports.column import Heading, Kind, Value
from mfa_audit.reports.language import Words

T = TypeVar("T")


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
