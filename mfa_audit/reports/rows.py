"""From columns to rows: of any records, as people read them or as programs do. Not here: what the
columns of reports are (`account_column`, `log_column`).
"""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from mfa_audit.reports.column import Heading, Kind, Value
from mfa_audit.reports.language import Words

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Cells(Protocol[T_contra]):
    """A column, as far as its cells go. `value` is the fact as JSON has it; `shown`, where given,
    what people read."""

    @property
    def value(self) -> Callable[[T_contra], Value]:
        """The fact of a record."""
        ...

    @property
    def shown(self) -> Callable[[T_contra, Words], Value] | None:
        """The fact in words."""
        ...


class PlainColumn(NamedTuple, Generic[T]):
    """A column that needs no explanation; the others have a meaning too."""

    key: str
    header: str
    kind: Kind
    width: int
    value: Callable[[T], Value]
    shown: Callable[[T, Words], Value] | None = None

    def heading(self, words: Words) -> Heading:
        """What the formats need to know of it."""
        return Heading(self.key, words(self.header), self.kind, self.width)


def shown(columns: Sequence[Cells[T]], words: Words) -> Callable[[T], list[Value]]:
    """A function from record to row, as people read it."""
    # Decided here, once for each column: a log has millions of rows.
    cells = [_shown(column, words) for column in columns]
    return lambda record: [cell(record) for cell in cells]


def _shown(column: Cells[T], words: Words) -> Callable[[T], Value]:
    if column.shown is None:
        return column.value
    cell = column.shown
    return lambda record: cell(record, words)


def facts(columns: Sequence[Cells[T]]) -> Callable[[T], list[Value]]:
    """A function from record to row, as programs read it."""
    cells = [column.value for column in columns]
    return lambda record: [cell(record) for cell in cells]
