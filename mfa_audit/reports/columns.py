"""A column: what it is called, what it means, and how its value comes from a record; and the table
that columns make."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from mfa_audit.domain.sources import Source
from mfa_audit.reports.language import Words
from mfa_audit.reports.tables import Heading, Kind, Row, Table, Value

T = TypeVar("T")


class Column(msgspec.Struct, Generic[T], frozen=True):
    """A column of rows made from `T`.

    `value` is the fact as JSON has it; `shown`, where given, what people read in CSV and XLSX.
    `source` is the API that the fact comes from, `graph_property` the property of Graph's user
    that it takes, `needs` a source that is read only for it. `verbatim`: another program's column,
    whose header is never translated.
    """

    key: str
    header: str
    kind: Kind
    width: int
    meaning: str
    value: Callable[[T], Value]
    shown: Callable[[T, Words], Value] | None = None
    source: str = ""
    graph_property: str | None = None
    needs: Source | None = None
    verbatim: bool = False

    def heading(self, words: Words) -> Heading:
        """What the formats need to know about it."""
        header = self.header if self.verbatim else words(self.header)
        return Heading(self.key, header, self.kind, self.width)


def row_for_people(columns: Sequence[Column[T]], words: Words) -> Callable[[T], list[Value]]:
    """A function from a record to its row, in the language of `words`."""
    # Decided here, once for each column: a log has millions of rows.
    cells = [_shown(column, words) for column in columns]
    return lambda record: [cell(record) for cell in cells]


def _shown(column: Column[T], words: Words) -> Callable[[T], Value]:
    if column.shown is None:
        return column.value
    cell = column.shown
    return lambda record: cell(record, words)


def row_for_programs(columns: Sequence[Column[T]]) -> Callable[[T], list[Value]]:
    """A function from a record to its row, with the facts as Graph spells them."""
    cells = [column.value for column in columns]
    return lambda record: [cell(record) for cell in cells]


class TableLayout(Generic[T]):
    """A report with one table: a row for each record. `name` is the table's in every language,
    `title` the English title on its tab. `for_programs`: the facts as Graph spells them, as in
    JSON."""

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column[T]],
        words: Words,
        *,
        for_programs: bool = False,
    ) -> None:
        self._row = row_for_programs(columns) if for_programs else row_for_people(columns, words)
        self.tables = [Table(name, words(title), [column.heading(words) for column in columns])]

    def rows(self, records: Sequence[T]) -> Iterator[tuple[int, list[Row]]]:
        """The rows of `records`, and which of `tables` they belong to."""
        yield 0, [self._row(record) for record in records]
