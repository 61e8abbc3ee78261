"""CSV as Excel and PowerShell expect it: every field quoted, CRLF, UTF-8 with a byte order mark."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from mfa_audit.formats.cells import guarded
from mfa_audit.reports.column import Closing, Heading, Row


class CsvWriter:
    """Writes rows to `stream` as they come; a CSV file has no place for run facts."""

    def __init__(self, stream: IO[bytes], headings: Sequence[Heading]) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._csv.writerow([heading.header for heading in headings])

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        self._csv.writerows([guarded(value) for value in row] for row in rows)

    def close(self, closing: Closing) -> None:  # noqa: ARG002 - what other formats say at the end
        """Nothing more to say; hands the stream back whole."""
        self.abandon()

    def abandon(self) -> None:
        """Let go of the stream."""
        self._text.flush()
        self._text.detach()
