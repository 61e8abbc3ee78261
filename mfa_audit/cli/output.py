"""Where a table goes: a file, or stdout; which format, which columns."""

import contextlib
import hashlib
import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Any, NamedTuple, cast

import typer

from mfa_audit.cli.boundary import say
from mfa_audit.cli.naming import check_keep, expand, prune
from mfa_audit.cli.options import Delimiter, Options
from mfa_audit.domain.audit import Audit
from mfa_audit.domain.sources import Source
from mfa_audit.domain.standing import AccountRecord
from mfa_audit.errors import UsageError
from mfa_audit.formats.csv_file import CsvWriter, Dialect
from mfa_audit.formats.target import Target
from mfa_audit.formats.writer import Format, Writer, format_of, writer
from mfa_audit.reports.about import SCHEMA
from mfa_audit.reports.column import Heading, Row
from mfa_audit.reports.language import TRUE_AND_FALSE, words_of
from mfa_audit.reports.pages import Provenance
from mfa_audit.reports.registration import CLASSIC, FULL, LAST_SIGN_IN, Column
from mfa_audit.reports.workbook import Layout, workbook_columns

OutOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write this file: .csv, .xlsx or .json; - for stdout."),
]

KeepOption = Annotated[
    int | None,
    typer.Option(
        "--keep",
        min=1,
        help="Keep this many files of the name's pattern, which has {date} or {week}, and remove "
        "older ones.",
    ),
]

STDOUT = Path("-")
_IN_MEMORY = 64 * 1024 * 1024


class Destination(NamedTuple):
    """A place, a format and columns. `pattern` is the place with its placeholders, `keep` how many
    files of that pattern may stay; `whole` says that a workbook has all its sheets."""

    path: Path
    format: Format
    columns: tuple[Column, ...]
    pattern: Path
    whole: bool = False
    keep: int | None = None

    @property
    def asked_columns(self) -> tuple[Column, ...]:
        """Those that the file shows anywhere."""
        if not self.whole:
            return self.columns
        return (*self.columns, *workbook_columns(activity=LAST_SIGN_IN[0] in self.columns))


def destination(
    options: Options,
    pattern: Path,
    columns: tuple[Column, ...] | None,
    *,
    classic: tuple[Column, ...] = CLASSIC,
    more: tuple[Column, ...] = (),
    whole: bool = False,
    keep: int | None = None,
) -> Destination:
    """What the options ask for.

    Without `columns` a CSV has the `classic` ones, workbook and JSON have all; `more` come behind
    them. Raises UsageError.
    """
    path = expand(pattern, datetime.now().astimezone().date(), tenant_of(options))
    if keep is not None:
        check_keep(pattern)
    format = options.format or (Format.CSV if path == STDOUT else format_of(path))
    if path == STDOUT and format is Format.XLSX:
        raise UsageError("A workbook does not go to stdout.", "Add -o FILE.")
    chosen = columns or (classic if format is Format.CSV else FULL)
    chosen = (*chosen, *(column for column in more if column not in chosen))
    return Destination(path, format, chosen, pattern, whole and format is Format.XLSX, keep)


def tenant_of(options: Options) -> str | None:
    """The tenant as it stands in file names."""
    return "Contoso" if options.demo else options.tenant


class Output:
    """The open table; `moved` tells, once finished, that the file is under another name."""

    def __init__(
        self,
        to: Destination,
        target: "Target | tempfile.SpooledTemporaryFile[bytes]",
        layout: Layout,
        table: Writer,
        tenant: str | None,
        words: Dialect,
    ) -> None:
        self._to = to
        self._target = target
        self._layout = layout
        self._writer = table
        self._tenant = tenant
        self._rows = 0
        self._digest = (
            Digest(layout.tables[0].headings, words) if to.format is Format.XLSX else None
        )
        self.moved = False
        self.finished = False

    def write(self, records: Sequence[AccountRecord]) -> None:
        """Append records."""
        for number, rows in self._layout.rows(records):
            self._writer.write(rows, number)
            if self._digest and number == 0:
                self._digest.write(rows)
        self._rows += len(records)

    def finish(self, audit: Audit, sources: Sequence[Source]) -> str:
        """Complete the file and put it in place; a sentence that says where it is."""
        self.finished = True
        provenance = Provenance(sources, self._digest.hex if self._digest else "")
        self._writer.close(self._layout.closing(audit, provenance))
        if not isinstance(self._target, Target):
            self._target.seek(0)
            shutil.copyfileobj(self._target, sys.stdout.buffer)
            return ""
        written = self._target.commit()
        if written != self._target.path:
            self.moved = True
            return f"{self._target.path} is open in another program; written instead: {written}"
        said = f"written: {written} ({self._rows} account{'s' * (self._rows != 1)})"
        if self._to.keep is not None:
            removed, left = prune(self._to.pattern, written, self._to.keep, self._tenant)
            said = "\n".join([said, *(f"removed: {old}" for old in removed)])
            for sentence in left:  # told with --quiet as well; the report itself is complete
                say(sentence)
        return said


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


@contextlib.contextmanager
def opened(to: Destination, options: Options, *, details: bool = False) -> Iterator[Output]:
    """A table at its destination: proves that the file can be written before the tenant is read,
    and leaves the old file alone unless it is finished."""
    layout = Layout(
        to.columns,
        words_of(options.lang),
        whole=to.whole,
        for_programs=to.format is Format.JSON,
        details=details,
        activity=LAST_SIGN_IN[0] in to.columns,
    )
    with contextlib.ExitStack() as stack:
        target = None if to.path == STDOUT else stack.enter_context(Target(to.path))
        # For stdout too nothing is handed over before the last account is counted.
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        stream = target.stream if target else spool
        plain = Dialect(true=TRUE_AND_FALSE[options.lang][0], false=TRUE_AND_FALSE[options.lang][1])
        table = writer(to.format, stream, layout.tables, SCHEMA, dialect(options))
        out = Output(to, target or spool, layout, table, tenant_of(options), plain)
        try:
            yield out
        finally:
            if not out.finished:
                table.abandon()


def dialect(options: Options) -> Dialect:
    """The CSV that the options ask for."""
    delimiter = "\t" if options.delimiter is Delimiter.TAB else str(options.delimiter)
    true, false = TRUE_AND_FALSE[options.lang]
    return Dialect(delimiter, str(options.encoding), true, false)
