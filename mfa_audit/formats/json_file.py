"""JSON for other programs: `schema`, `run`, `gaps`, `accounts`, in this order."""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

import msgspec

from mfa_audit.reports.column import Closing, Heading, Row

# Rows are kept in memory up to this size, then in an unnamed temporary file: what stands before
# them in the document is known only after the last of them.
_IN_MEMORY = 64 * 1024 * 1024


class JsonWriter:
    """Writes the document at `close`; one account a line, values as Graph gave them."""

    def __init__(self, stream: IO[bytes], headings: Sequence[Heading], schema: str) -> None:
        self._stream = stream
        self._schema = schema
        self._keys = [heading.key for heading in headings]
        self._rows = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `close` closes it
        self._separator = b"\n  "
        self._encoder = msgspec.json.Encoder()

    def write(self, rows: Iterable[Row], to: int = 0) -> None:  # noqa: ARG002 - there is one table
        """Append rows."""
        for row in rows:
            account = self._encoder.encode(dict(zip(self._keys, row, strict=True)))
            self._rows.write(self._separator + account)
            self._separator = b",\n  "

    def close(self, closing: Closing) -> None:
        """Write everything."""
        head = msgspec.json.format(
            self._encoder.encode(
                {"schema": self._schema, "run": closing.run, "gaps": closing.gaps}
            ),
            indent=1,
        )
        with self._rows:
            self._stream.write(head.removesuffix(b"\n}") + b',\n "accounts": [')
            self._rows.seek(0)
            shutil.copyfileobj(self._rows, self._stream)
            self._stream.write(b"\n ]\n}\n")

    def abandon(self) -> None:
        """Drop the rows."""
        self._rows.close()
