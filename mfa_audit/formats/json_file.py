"""JSON for other programs: `schema`, `run`, `gaps`, then an array for each table."""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

import msgspec

from mfa_audit.reports.tables import Closing, Row, Table

# Rows stay in memory up to this size, then in an unnamed temporary file: `run` and `gaps` come
# before them in the document, but are known only after the last row.
_IN_MEMORY = 64 * 1024 * 1024

_encode = msgspec.json.Encoder().encode


def indented(document: object) -> str:
    """The document as JSON text, indented by one space."""
    return msgspec.json.format(_encode(document), indent=1).decode()


class JsonWriter:
    """Writes the document at `close`: one row a line, values as Graph gave them. The key of a
    table's array is the table's name with a small first letter."""

    def __init__(self, stream: IO[bytes], tables: Sequence[Table]) -> None:
        self._stream = stream
        self._arrays = [_Array(table) for table in tables]

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th table."""
        self._arrays[to].write(rows)

    def close(self, closing: Closing) -> None:
        """Write the document."""
        head = {"schema": closing.schema, "run": closing.run, "gaps": closing.gaps}
        self._stream.write(indented(head).removesuffix("\n}").encode())
        for array in self._arrays:
            array.copy_to(self._stream)
        self._stream.write(b"\n}\n")

    def abandon(self) -> None:
        """Drop the rows."""
        for array in self._arrays:
            array.close()


class _Array:
    """The encoded rows of a table."""

    def __init__(self, table: Table) -> None:
        self._key = table.name[0].lower() + table.name[1:]
        self._keys = [heading.key for heading in table.headings]
        self._rows = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `close` closes it
        self._separator = b"\n  "

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            text = _encode(dict(zip(self._keys, row, strict=True)))
            self._rows.write(self._separator + text)
            self._separator = b",\n  "

    def copy_to(self, stream: IO[bytes]) -> None:
        stream.write(f',\n "{self._key}": ['.encode())
        with self._rows:
            self._rows.seek(0)
            shutil.copyfileobj(self._rows, stream)
        stream.write(b"\n ]")

    def close(self) -> None:
        self._rows.close()
