"""CSV as Excel and PowerShell expect it: every field quoted, CRLF, UTF-8 with a byte order mark.

A dialect says what else a reader may want: Excel takes the separator, and the words for true and
false, from the language of its machine. Not here: what a value reads as, and the guard against
formulas (`cells`).
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any, NamedTuple, cast

from mfa_audit.formats.cells import guarded
from mfa_audit.reports.tables import Closing, Heading, Row, Value

# Python's own `utf-16` takes the byte order of the machine it runs on.
_UTF_16 = "utf-16"
_BYTE_ORDER_MARK = "\ufeff"


class Dialect(NamedTuple):
    """How a CSV file is spelled.

    `delimiter` is one character: `,`, `;` or a tab. `encoding` is `utf-8-sig`, `utf-8` or `utf-16`
    (little endian with a byte order mark). `true` and `false` are what the reader's Excel calls
    them, such as SANT and FALSKT.
    """

    delimiter: str = ","
    encoding: str = "utf-8-sig"
    true: str = "True"
    false: str = "False"


_USUAL = Dialect()


class CsvWriter:
    """Writes rows to `stream` as they come; a CSV file has no place for run facts."""

    def __init__(
        self, stream: IO[bytes], headings: Sequence[Heading], dialect: Dialect = _USUAL
    ) -> None:
        self._dialect = dialect
        wide = dialect.encoding == _UTF_16
        encoding = "utf-16-le" if wide else dialect.encoding
        self._text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        if wide:
            self._text.write(_BYTE_ORDER_MARK)
        # Every field is quoted: a separator or a line end within a value starts no new cell.
        self._csv = csv.writer(
            self._text, delimiter=dialect.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
        )
        # Headers too may be those of a file that somebody else wrote.
        self._csv.writerow([guarded(heading.header) for heading in headings])

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows; those of another table than the first have no place here."""
        if to == 0:
            self._csv.writerows([self._field(value) for value in row] for row in rows)

    def _field(self, value: Value) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._dialect.true if value else self._dialect.false
        return guarded(value)

    def close(self, closing: Closing) -> None:  # noqa: ARG002 - what other formats say at the end
        """Nothing more to say; hands the stream back whole."""
        self.abandon()

    def abandon(self) -> None:
        """Let go of the stream."""
        self._text.flush()
        self._text.detach()


class Digest:
    """SHA-256 of the CSV that would hold the same rows under the same headings."""

    def __init__(self, headings: Sequence[Heading], dialect: Dialect) -> None:
        self._hash = hashlib.sha256()
        self._csv = CsvWriter(cast("IO[bytes]", _Hashed(self._hash.update)), headings, dialect)

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        self._csv.write(rows)

    @property
    def hex(self) -> str:
        """The hash of all so far."""
        self._csv.abandon()
        return self._hash.hexdigest()


class _Hashed(io.RawIOBase):
    """A stream that hands on what is written to it, and keeps nothing."""

    def __init__(self, take: Callable[[Any], object]) -> None:
        self._take = take

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._take(data)
        return len(data)
