"""JSON for other programs: `schema`, `run`, `gaps`, then an array for each table."""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

import msgspec

from mfa_audit.reports.tables import Closing, Row, Table

# Rows are kept in memory up to this size, then in an unnamed temporary file: what stands before
# them in the document is known only after the last of them.
_IN_MEMORY = 64 * 1024 * 1024


class JsonWriter:
    """Writes the document at `close`; one row a line, values as Graph gave them. A table's array
    bears its name, with a small first letter."""

    def __init__(self, stream: IO[bytes], tables: Sequence[Table]) -> None:
        self._stream = stream
        self._encoder = msgspec.json.Encoder()
        self._arrays = [_Array(table, self._encoder) for table in tables]

    def write(self, rows: Iterable[Row], to: int = 0) -> None:
        """Append rows to the `to`-th table."""
        self._arrays[to].write(rows)

    def close(self, closing: Closing) -> None:
        """Write everything."""
        head = {"schema": closing.schema, "run": closing.run, "gaps": closing.gaps}
        text = msgspec.json.format(self._encoder.encode(head), indent=1)
        self._stream.write(text.removesuffix(b"\n}"))
        for array in self._arrays:
            array.copy_to(self._stream)
        self._stream.write(b"\n}\n")

    def abandon(self) -> None:
        """Drop the rows."""
        for array in self._arrays:
            array.close()


class _Array:
    """The rows of one table, encoded."""

    def __init__(self, table: Table, encoder: msgspec.json.Encoder) -> None:
        self._key = table.name[0].lower() + table.name[1:]
        self._keys = [heading.key for heading in table.headings]
        self._encoder = encoder
        self._rows = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `close` closes it
        self._separator = b"\n  "

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            text = self._encoder.encode(dict(zip(self._keys, row, strict=True)))
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
