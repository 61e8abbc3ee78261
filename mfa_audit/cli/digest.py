"""What the rows of a workbook are known by: the hash of the CSV that has the same."""

import hashlib
import io
from collections.abc import Callable, Sequence
from typing import IO, Any, cast

from mfa_audit.formats.csv_file import CsvWriter, Dialect
from mfa_audit.reports.column import Heading, Row


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
