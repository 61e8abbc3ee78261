"""Reads CSV files of any program row by row. Not here: what a column means, how our own CSV is
written (`csv_file`), and which encoding a file has (`text_encoding`).

A file that cannot be read with certainty is refused with its name and line. Nothing is skipped: a
quote that is never closed would make one value of the rest of the file.
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
from mfa_audit.formats.text_encoding import BYTE_ORDER_MARK, encoding_of, texts

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t")
# More than any report has; memory stays small whatever is in a file.
MOST_COLUMNS = 1000
# Characters of a row with its delimiters. A longer row is not a row of a table.
LONGEST_ROW = 4 * 1024 * 1024

# The part of the text that is searched for the delimiter.
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 100
_ROWS_AT_ONCE = 100
# Where str.splitlines() ends a line and csv does not.
_NO_LINE_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# The csv module's own message.
_TOO_LONG = "field larger than field limit"
# A first line that sets the delimiter; Excel writes and reads it.
_SEP_LINE = re.compile(r'\ufeff?"?sep=([^"\r\n])"?(?:[\r\n]|$)', re.IGNORECASE)
# A first line that names the type of the rows; PowerShell writes it by default.
_TYPE_LINE = re.compile("\ufeff?#TYPE [^\r\n]*(?:\r\n|[\r\n]|$)")


class TableReader:
    """Iterates over the rows of a file: lists of texts, each as long as the first row.

    `encoding` and `delimiter` are those of the file. Empty rows are left out. A short row is filled
    with empty texts. Raises UsageError for a row that is too long (unless the rest is empty), for a
    last row that is cut off (short and without a line end), and for all that is not a table.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        """`stream` must be seekable and stays open; `name` is the file's name in errors."""
        self.name = name
        self.encoding = encoding_of(stream, name)
        self._stream = stream
        head = next(texts(stream, self.encoding))[:_SAMPLE]
        sep_line, type_line = _SEP_LINE.match(head), _TYPE_LINE.match(head)
        table = head[type_line.end() :] if type_line else head.removeprefix(BYTE_ORDER_MARK)
        self.delimiter = sep_line[1] if sep_line else _likeliest_delimiter(table)
        self._lines_above = 1 if sep_line or type_line else 0
        self._last_line_ends = True
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
        # Without a call of our code for each row.
        self._rows = itertools.chain.from_iterable(self._batches())

    def __iter__(self) -> Iterator[list[str]]:
        return self._rows

    def __next__(self) -> list[str]:
        return next(self._rows)

    def _reader(self) -> "Reader":
        """The csv module's reader at the first row."""
        lines = itertools.chain.from_iterable(self._blocks())
        # strict: text after a closing quote, and a file that ends within quotes, are errors.
        return csv.reader(
            itertools.islice(lines, self._lines_above, None), delimiter=self.delimiter, strict=True
        )

    def _batches(self) -> Iterator[list[list[str]]]:
        """The rows in batches. Raises UsageError after the last good row."""
        reader, width, before = self._reader(), -1, 0
        fault: csv.Error | None = None
        last: list[str] = []
        while not fault:
            rows: list[list[str]] = []
            try:
                rows.extend(itertools.islice(reader, _ROWS_AT_ONCE))
            except csv.Error as error:  # `rows` has those before it
                fault = error
            if not rows:
                break
            if {*map(len, rows)} == {width} and all(map(str.strip, map(itemgetter(0), rows))):
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
            raise self._csv_error(fault, before) from fault
        if width < 0:
            raise UsageError(f"{self.name} is empty.", "Get the file again.")
        if not self._last_line_ends and len(last) < width and any(map(str.strip, last)):
            where = self._where(before - 1)
            raise UsageError(f"{where} the row is cut off in the middle.", "Get the file again.")

    def _blocks(self) -> Iterator[Iterable[str]]:
        """The text in blocks of whole lines, so that no line needs a call of our code."""
        rest, mark = "", BYTE_ORDER_MARK
        parts = texts(self._stream, self.encoding)
        while True:
            try:
                part = next(parts, None)
            except (OSError, UnicodeDecodeError) as error:  # `encoding_of` could read all of it
                raise _unreadable(self.name, error) from error
            if part is None:
                self._last_line_ends = rest.endswith(("\r", "\n")) or not rest
                yield _lines(rest)
                return
            text = (rest + part).removeprefix(mark)
            mark = ""
            # A carriage return at the end may be half of a line end.
            cut = (text.rfind("\n") + 1) or (text.rfind("\r", 0, -1) + 1)
            rest = text[cut:]
            if len(rest) > LONGEST_ROW:
                raise csv.Error(_TOO_LONG)
            yield _lines(text[:cut])

    def _where(self, number: int) -> str:
        """File and line for errors: where the row starts that has `number` rows before it."""
        reader = self._reader()
        collections.deque(itertools.islice(reader, number), maxlen=0)
        return f"{self.name}, line {reader.line_num + self._lines_above + 1}:"

    def _csv_error(self, error: csv.Error, number: int) -> UsageError:
        """The error to show for an error of the csv module in the row that has `number` rows before
        it."""
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
        """The row, made `width` long; a negative width means that it is the first row. `number` is
        how many rows are before it."""
        if width < 0:
            if len(row) > MOST_COLUMNS:
                where = self._where(number)
                raise UsageError(
                    f"{where} {len(row):,} columns; at most {MOST_COLUMNS:,} are read.",
                    "Is it a table, with a line for each row?",
                )
            return row
        if any(row[width:]):
            delimiter = "a tab" if self.delimiter == "\t" else self.delimiter
            raise UsageError(
                f"{self._where(number)} {len(row):,} fields, but the first row has {width}.",
                f"Remove lines above the headers, and quote a value that has {delimiter} in it.",
            )
        return row[:width] + [""] * (width - len(row))


def _lines(text: str) -> Iterable[str]:
    """The lines with their ends, as csv defines them: splitlines() is faster, but ends lines at
    more characters."""
    if any(letter in text for letter in _NO_LINE_ENDS):
        return io.StringIO(text, newline="")
    return text.splitlines(keepends=True)


def open_file(path: Path, remedy: str) -> IO[bytes]:
    """The file, open for reading. Raises UsageError where there is none (with `remedy` for a
    folder), and OSError."""
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is not a file.", remedy)
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.", "Check the name.") from None


@contextlib.contextmanager
def open_table(path: Path) -> Iterator[TableReader]:
    """The rows of the file at `path`. Raises UsageError for a file that cannot be read."""
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(open_file(path, "Name a CSV file."))
            reader = TableReader(stream, str(path))
        except OSError as error:
            raise _unreadable(str(path), error) from error
        yield reader


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> UsageError:
    why = error.strerror if isinstance(error, OSError) else "it has changed meanwhile"
    return UsageError(f"{name} cannot be read: {why or error}.", "Close the program that uses it.")


def _likeliest_delimiter(head: str) -> str:
    """The delimiter that gives most of the first rows the same number of fields, and if several do,
    the one that makes the most columns. A comma if the first row has only one column."""

    def likeness(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
        widths: list[int] = []
        with contextlib.suppress(csv.Error):
            widths.extend(itertools.islice(filter(None, map(len, reader)), _SAMPLE_ROWS + 1))
        widths = widths[:-1] or widths  # the last row may be cut off
        if not widths or widths[0] == 1:
            return 0.0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(DELIMITERS, key=likeness)
