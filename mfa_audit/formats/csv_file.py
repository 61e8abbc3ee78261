"""CSV as Excel and PowerShell expect it: every field quoted, CRLF, UTF-8 with a byte order mark.

A dialect changes what depends on the reader's machine: Excel takes the separator, and the words for
true and false, from its language. Not here: values as text, and the guard against formulas
(`cells`).
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any, NamedTuple, cast

from mfa_audit.formats.cells import guarded
from mfa_audit.reports.tables import Closing, Heading, Row, Value


class Dialect(NamedTuple):
    """How a CSV file is written.

    `delimiter` is one character: `,`, `;` or a tab. `encoding` is `utf-8-sig`, `utf-8` or `utf-16`
    (little endian with a byte order mark). `true` and `false` are the words of the reader's Excel,
    for example SANT and FALSKT.
    """

    delimiter: str = ","
    encoding: str = "utf-8-sig"
    true: str = "True"
    false: str = "False"


_DEFAULT = Dialect()


class CsvWriter:
    """Writes rows to `stream` as they come. A CSV file has no place for run facts."""

    def __init__(
        self, stream: IO[bytes], headings: Sequence[Heading], dialect: Dialect = _DEFAULT
    ) -> None:
        self._dialect = dialect
        # Python's own `utf-16` takes the byte order of the machine.
        is_utf_16 = dialect.encoding == "utf-16"
        encoding = "utf-16-le" if is_utf_16 else dialect.encoding
        self._text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        if is_utf_16:
            self._text.write("\ufeff")
        # Every field is quoted: a separator or a line end within a value starts no new cell.
        self._csv = csv.writer(
            self._text, delimiter=dialect.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
        )
        # Guarded too: headers may come from another program's file.
        self._csv.writerow([guarded(heading.header) for heading in headings])

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows of the first table; the file has no place for other tables."""
        if to == 0:
            self._csv.writerows([self._field(value) for value in row] for row in rows)

    def _field(self, value: Value) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._dialect.true if value else self._dialect.false
        return guarded(value)

    def close(self, closing: Closing) -> None:  # noqa: ARG002 - other formats write it
        """Write what is buffered, and detach from the stream."""
        self.abandon()

    def abandon(self) -> None:
        """Detach from the stream."""
        self._text.flush()
        self._text.detach()


class Digest:
    """SHA-256 of the CSV file that would have the same rows under the same headings."""

    def __init__(self, headings: Sequence[Heading], dialect: Dialect) -> None:
        self._hash = hashlib.sha256()
        self._csv = CsvWriter(cast("IO[bytes]", _Hashed(self._hash.update)), headings, dialect)

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        self._csv.write(rows)

    @property
    def hex(self) -> str:
        """The hash of all rows so far."""
        self._csv.abandon()
        return self._hash.hexdigest()


class _Hashed(io.RawIOBase):
    """A stream that passes its bytes to a function and keeps nothing."""

    def __init__(self, update: Callable[[Any], object]) -> None:
        self._update = update

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._update(data)
        return len(data)
