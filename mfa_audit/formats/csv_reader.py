"""CSV files as anybody wrote them, read row by row. The counterpart of `writer`; not here: what a
column means, and which encoding a file has (`decoding`).

What cannot be read for certain is refused with the file's name and line, never skipped: a quote
that nobody closes would take the rest of the file for one value.
"""

import collections
import contextlib
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mfa_audit.errors import UsageError
from mfa_audit.formats.text_encoding import encoding_of, texts

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t")
# More than any report has; and memory stays small whatever a file holds.
MOST_COLUMNS = 1000
# Characters of a row with its delimiters: an hour of prose, not a table's row.
LONGEST_ROW = 4 * 1024 * 1024

_BYTE_ORDER_MARK = "\ufeff"
# So much of the text is looked at to find the delimiter.
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 100
_ROWS_AT_ONCE = 100
_FIRST = itemgetter(0)
# Where str.splitlines() would end a line, and csv does not.
_NO_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# The csv module's own words.
_TOO_LONG = "field larger than field limit"
# A first line by which Excel says, and is told, what the delimiter is.
_SAID = re.compile(r'\ufeff?"?sep=([^"\r\n])"?(?:[\r\n]|$)', re.IGNORECASE)
# A first line by which PowerShell says what its rows were, unless told not to.
_TYPED = re.compile("\ufeff?#TYPE [^\r\n]*(?:\r\n|[\r\n]|$)")


class TableReader:
    """Iterates over the rows of one file: lists of texts, each as long as the first row.

    `encoding` and `delimiter` are as found.
    Rows without anything in them are left out; a row that is too short is filled with empty texts,
    and one that is too long, unless all that is too much is empty, raises UsageError. So do a short
    one at the end without a line's end, which is cut off, and everything else that is no table.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        """`stream` can be rewound and stays open; `name` is what errors call it."""
        self.name = name
        self.encoding = encoding_of(stream, name)
        self._stream = stream
        head = next(texts(stream, self.encoding))[:_SAMPLE]
        said, typed = _SAID.match(head), _TYPED.match(head)
        table = head[typed.end() :] if typed else head.removeprefix(_BYTE_ORDER_MARK)
        self.delimiter = said[1] if said else _found(table)
        self._above = 1 if said or typed else 0  # lines above the rows
        self._ended = True  # whether the last line has an end
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
        # Without a call of ours for each row.
        self._rows = itertools.chain.from_iterable(self._batches())

    def __iter__(self) -> Iterator[list[str]]:
        return self._rows

    def __next__(self) -> list[str]:
        return next(self._rows)

    def _table(self) -> "Reader":
        """The rows of the text from its start."""
        lines = itertools.chain.from_iterable(self._blocks())
        # strict: text behind a closing quote, and an end within quotes, are errors.
        return csv.reader(
            itertools.islice(lines, self._above, None), delimiter=self.delimiter, strict=True
        )

    def _batches(self) -> Iterator[list[list[str]]]:
        """The rows, many at once. Raises UsageError behind the last one that is right."""
        table, width, before = self._table(), -1, 0
        fault: csv.Error | None = None
        last: list[str] = []
        while not fault:
            rows: list[list[str]] = []
            try:
                rows.extend(itertools.islice(table, _ROWS_AT_ONCE))
            except csv.Error as error:  # those before it are in `rows`
                fault = error
            if not rows:
                break
            if {*map(len, rows)} == {width} and all(map(str.strip, map(_FIRST, rows))):
                yield rows
            else:
                for number, row in enumerate(rows, before):
                    if any(map(str.strip, row)):
                        fitted = row if len(row) == width else self._fitted(row, width, number)
                        width = len(fitted)
                        yield [fitted]
            before += len(rows)
            last = rows[-1]
        if fault:
            raise self._refusal(fault, before) from fault
        if width < 0:
            raise UsageError(f"{self.name} is empty.", "Get the file again.")
        if not self._ended and len(last) < width and any(map(str.strip, last)):
            where = self._where(before - 1)
            raise UsageError(f"{where} the row is cut off in the middle.", "Get the file again.")

    def _blocks(self) -> Iterator[Iterable[str]]:
        """The text in blocks of whole lines, which come without a call for each of them."""
        rest, mark = "", _BYTE_ORDER_MARK
        parts = texts(self._stream, self.encoding)
        while True:
            try:
                part = next(parts, None)
            except (OSError, UnicodeDecodeError) as error:  # it was all readable a moment ago
                raise _unreadable(self.name, error) from error
            if part is None:
                self._ended = rest.endswith(("\r", "\n")) or not rest
                yield _lines(rest)
                return
            text = (rest + part).removeprefix(mark)
            mark = ""
            # A carriage return at the end may be half of a line's end.
            cut = (text.rfind("\n") + 1) or (text.rfind("\r", 0, -1) + 1)
            rest = text[cut:]
            if len(rest) > LONGEST_ROW:
                raise csv.Error(_TOO_LONG)
            yield _lines(text[:cut])

    def _where(self, number: int) -> str:
        """The line in which the row begins that has so many before it."""
        table = self._table()
        collections.deque(itertools.islice(table, number), maxlen=0)
        return f"{self.name}, line {table.line_num + self._above + 1}:"

    def _refusal(self, error: csv.Error, number: int) -> UsageError:
        where = self._where(number)
        if _TOO_LONG in str(error):
            return UsageError(
                f"{where} a row of more than {LONGEST_ROW:,} characters begins.",
                "Close the quote that is open there, or get the file again.",
            )
        if "unexpected end" in str(error):
            return UsageError(
                f"{where} a quote is opened in the row that begins here, and never closed.",
                "Close it, or get the file again: it may be cut off.",
            )
        return UsageError(
            f"{where} text stands behind a closing quote in the row that begins here.",
            "Write a quote within quotes twice, or close the quote that is open there.",
        )

    def _fitted(self, row: list[str], width: int, number: int) -> list[str]:
        """The row, with `number` before it, as long as the first one, which is `row` itself where
        there is no `width`."""
        if width < 0:
            if len(row) > MOST_COLUMNS:
                where = self._where(number)
                raise UsageError(
                    f"{where} {len(row):,} columns; at most {MOST_COLUMNS:,} are read.",
                    "Is it a table, with a line for each row?",
                )
            return row
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) > width:
            raise UsageError(
                f"{self._where(number)} {len(row):,} fields, but the first row has {width}.",
                f"Remove lines above the headers, and quote a value that has {_named(self)} in it.",
            )
        return row + [""] * (width - len(row))


def _lines(text: str) -> Iterable[str]:
    """The lines with their ends, as csv means them: splitlines() is faster, but knows more ends."""
    if any(letter in text for letter in _NO_ENDS):
        return io.StringIO(text, newline="")
    return text.splitlines(keepends=True)


@contextlib.contextmanager
def open_table(path: Path) -> Iterator[TableReader]:
    """The rows of the file at `path`. Raises UsageError for a file that cannot be read."""
    with contextlib.ExitStack() as stack:
        try:
            if path.exists() and not path.is_file():
                raise UsageError(f"{path} is not a file.", "Name a CSV file.")
            stream = stack.enter_context(path.open("rb"))
            reader = TableReader(stream, str(path))
        except FileNotFoundError:
            raise UsageError(f"There is no file {path}.", "Check the name.") from None
        except OSError as error:
            raise _unreadable(str(path), error) from error
        yield reader


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> UsageError:
    why = error.strerror if isinstance(error, OSError) else "it has changed meanwhile"
    return UsageError(f"{name} cannot be read: {why or error}.", "Close the program that uses it.")


def _named(reader: TableReader) -> str:
    return "a tab" if reader.delimiter == "\t" else reader.delimiter


def _found(head: str) -> str:
    """The delimiter by which the rows of `head` are most alike, and of those the one that makes
    the most columns; a comma where the first row has but one column."""

    def likeness(delimiter: str) -> tuple[float, int]:
        widths = _widths(head, delimiter)
        if not widths or widths[0] == 1:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(DELIMITERS, key=likeness)


def _widths(head: str, delimiter: str) -> list[int]:
    """How many fields the first rows have, as far as they can be read. The last may be cut off, and
    does not count."""
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
    widths: list[int] = []
    with contextlib.suppress(csv.Error):
        for row in rows:
            if row:
                widths.append(len(row))
            if len(widths) > _SAMPLE_ROWS:
                break
    return widths[:-1] or widths
