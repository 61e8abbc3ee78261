"""Columns of a table: their header, meaning and value; and tables made from them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from mfa_audit.domain.sources import Source
from mfa_audit.reports.language import Words
from mfa_audit.reports.tables import Heading, Kind, Row, Table, Value

T = TypeVar("T")


class Column(msgspec.Struct, Generic[T], frozen=True):
    """A column of a table with a row for each `T`.

    `value` gives the cell for JSON; `shown`, if set, the cell for people, in CSV and XLSX. `source`
    is the API that the fact comes from, `graph_property` the property of Graph's user to request
    for it, `needs` a source that is read only for this column. `verbatim`: the header is another
    program's, and is never translated.
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
        """The column for the formats."""
        header = self.header if self.verbatim else words(self.header)
        return Heading(self.key, header, self.kind, self.width)


def row_for_people(columns: Sequence[Column[T]], words: Words) -> Callable[[T], list[Value]]:
    """A function from a record to its row, in the language of `words`."""
    # Decided here, once for each column: a log has millions of rows.
    cells = [_cell_for_people(column, words) for column in columns]
    return lambda record: [cell(record) for cell in cells]


def _cell_for_people(column: Column[T], words: Words) -> Callable[[T], Value]:
    shown = column.shown
    return column.value if shown is None else lambda record: shown(record, words)


def row_for_programs(columns: Sequence[Column[T]]) -> Callable[[T], list[Value]]:
    """A function from a record to its row, with the facts as Graph spells them."""
    cells = [column.value for column in columns]
    return lambda record: [cell(record) for cell in cells]


def table_of(
    name: str, title: str, columns: Sequence[Column[T]], words: Words, rows: Iterable[Row] = ()
) -> Table:
    """The table of these columns; `name` is the same in every language, `title` is English."""
    return Table(name, words(title), [column.heading(words) for column in columns], rows)


class TableLayout(Generic[T]):
    """A report with one table, which has a row for each record. `for_programs`: the cells are those
    of JSON."""

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
        self.tables = [table_of(name, title, columns, words)]

    def rows(self, records: Sequence[T]) -> Iterator[tuple[int, list[Row]]]:
        """The rows of `records`, with the index of their table in `tables`."""
        yield 0, [self._row(record) for record in records]
