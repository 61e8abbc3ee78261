"""CSV files as anybody wrote them, read row by row. The counterpart of `writer`; not here: what a
column means, and which encoding a file has (`decoding`).

What cannot be read for certain is refused with the file's name and line, never skipped: a quote
that nobody closes would take the rest of the file for one value.
"""

import contextlib
import csv
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from mfa_audit.errors import UsageError
from mfa_audit.formats.decoding import encoding_of

DELIMITERS = (",", ";", "\t")
# More than any report has; and memory stays small whatever a file holds.
MOST_COLUMNS = 1000
# Characters of a row with its delimiters: an hour of prose, not a table's row.
LONGEST_ROW = 4 * 1024 * 1024

_BYTE_ORDER_MARK = "\ufeff"
# So much of the text is looked at to find the delimiter.
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 100
# So much of it is taken apart at once.
_BLOCK = 1 << 20
# A first line by which Excel says, and is told, what the delimiter is.
_SAID = re.compile(r'\ufeff?"?sep=([^"\r\n])"?(?:[\r\n]|$)', re.IGNORECASE)


class TableReader:
    """Iterates over the rows of one file: lists of texts, each as long as the first row.

    `encoding` and `delimiter` are as found.
    Rows without anything in them are left out; a row that is too short is filled with empty texts,
    and one that is too long, unless all that is too much is empty, raises UsageError. So does
    everything else that is no table.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        """`stream` can be rewound and stays open; `name` is what errors call it."""
        self.name = name
        self.encoding = encoding_of(stream, name)
        self._text = io.TextIOWrapper(stream, encoding=self.encoding, newline="")
        head = self._text.read(_SAMPLE)
        self._text.seek(0)
        said = _SAID.match(head)
        self.delimiter = said[1] if said else _found(head.removeprefix(_BYTE_ORDER_MARK))
        lines = itertools.chain.from_iterable(self._blocks())
        self._ended = self._above = 0  # the lines of rows so far, and those above the rows
        if said:
            next(lines)
            self._above = 1
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
        # strict: text behind a closing quote, and an end within quotes, are errors.
        self._csv = csv.reader(lines, delimiter=self.delimiter, strict=True)
        self._rows = self._read()

    def __iter__(self) -> Iterator[list[str]]:
        return self._rows

    def __next__(self) -> list[str]:
        return next(self._rows)

    def _read(self) -> Iterator[list[str]]:
        rows, width = self._csv, -1
        try:
            for row in rows:
                # The first field tells it of most rows.
                if row and ((row[0] and not row[0].isspace()) or any(map(str.strip, row))):
                    if len(row) != width:
                        row = self._fitted(row, width)
                        width = len(row)
                    yield row
                self._ended = rows.line_num
        except csv.Error as error:
            raise self._refusal(error) from error
        if width < 0:
            raise UsageError(f"{self.name} is empty.", "Get the file again.")

    @property
    def line(self) -> int:
        """The line in which the latest row ends, from 1."""
        return self._csv.line_num + self._above

    def _blocks(self) -> Iterator[io.StringIO]:
        """The text in blocks of whole lines, which come without a call for each of them."""
        rest, mark = "", _BYTE_ORDER_MARK
        while True:
            try:
                block = self._text.read(_BLOCK)
            except (OSError, UnicodeDecodeError) as error:  # it was all readable a moment ago
                raise _unreadable(self.name, error) from error
            text = (rest + block).removeprefix(mark)
            mark = ""
            if not block:
                yield io.StringIO(text, newline="")
                return
            # A carriage return at the end may be half of a line's end.
            cut = (text.rfind("\n") + 1) or (text.rfind("\r", 0, -1) + 1)
            rest = text[cut:]
            if len(rest) > LONGEST_ROW:
                raise self._too_long()
            yield io.StringIO(text[:cut], newline="")

    @property
    def _where(self) -> str:
        """The line in which the row begins that is being read."""
        return f"{self.name}, line {self._ended + self._above + 1}:"

    def _too_long(self) -> UsageError:
        return UsageError(
            f"{self._where} a row of more than {LONGEST_ROW:,} characters begins.",
            "Close the quote that is open there, or get the file again.",
        )

    def _refusal(self, error: csv.Error) -> UsageError:
        if "field limit" in str(error):
            return self._too_long()
        if "unexpected end" in str(error):
            return UsageError(
                f"{self._where} a quote is opened in the row that begins here, and never closed.",
                "Close it, or get the file again: it may be cut off.",
            )
        return UsageError(
            f"{self._where} text stands behind a closing quote in the row that begins here.",
            "Write a quote within quotes twice, or close the quote that is open there.",
        )

    def _fitted(self, row: list[str], width: int) -> list[str]:
        """The row as long as the first one, which is `row` itself where there is no `width`."""
        if width < 0:
            if len(row) > MOST_COLUMNS:
                raise UsageError(
                    f"{self._where} {len(row):,} columns; at most {MOST_COLUMNS:,} are read.",
                    "Is it a table, with a line for each row?",
                )
            return row
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) > width:
            raise UsageError(
                f"{self._where} {len(row):,} fields, but the first row has {width}.",
                f"Remove lines above the headers, and quote a value that has {_named(self)} in it.",
            )
        return row + [""] * (width - len(row))


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
