"""Where a table goes: a file, or stdout; which format, which columns."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mfa_audit.cli.boundary import say
from mfa_audit.cli.naming import check_keep, expand, prune
from mfa_audit.cli.options import Options
from mfa_audit.domain.audit import Audit
from mfa_audit.domain.standing import AccountRecord
from mfa_audit.errors import UsageError
from mfa_audit.formats.target import Target
from mfa_audit.formats.writer import Format, Writer, format_of, writer
from mfa_audit.reports.about import SCHEMA, closing
from mfa_audit.reports.registration import Column, choose, facts, shown

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
LiveOption = Annotated[
    bool,
    typer.Option(
        "--live",
        help="Ask again, one by one, for those whom the report (which lags by hours) does not "
        "register.",
    ),
]

STDOUT = Path("-")
_IN_MEMORY = 64 * 1024 * 1024


class Destination(NamedTuple):
    """A place, a format and columns. `pattern` is the place with its placeholders, `keep` how many
    files of that pattern may stay."""

    path: Path
    format: Format
    columns: tuple[Column, ...]
    pattern: Path | None = None
    keep: int | None = None
    tenant: str | None = None


def destination(
    options: Options, pattern: Path, columns: str | None, *, classic: str, keep: int | None = None
) -> Destination:
    """What the options ask for.

    Without --columns a CSV has the `classic` ones, workbook and JSON have all. Raises UsageError.
    """
    tenant = "Contoso" if options.demo else options.tenant
    path = expand(pattern, datetime.now().astimezone().date(), tenant)
    if keep is not None:
        check_keep(pattern)
    format = options.format or (Format.CSV if path == STDOUT else format_of(path))
    if path == STDOUT and format is Format.XLSX:
        raise UsageError("A workbook does not go to stdout.", "Add -o FILE.")
    chosen = choose(columns or (classic if format is Format.CSV else "full"))
    return Destination(path, format, chosen, pattern, keep, tenant)


class Output:
    """The open table; `moved` tells, once finished, that the file is under another name."""

    def __init__(
        self,
        to: Destination,
        target: "Target | tempfile.SpooledTemporaryFile[bytes]",
        table: Writer,
        keep: Callable[[], object],
    ) -> None:
        self._to = to
        self._target = target
        self._writer = table
        self._keep = keep
        self._row = facts(to.columns) if to.format is Format.JSON else shown(to.columns)
        self._rows = 0
        self.moved = False

    def write(self, records: Sequence[AccountRecord]) -> None:
        """Append records."""
        self._writer.write([self._row(record) for record in records])
        self._rows += len(records)

    def finish(self, audit: Audit) -> str:
        """Complete the file and put it in place; a sentence that says where it is."""
        self._keep()
        self._writer.close(closing(audit, self._to.columns))
        if not isinstance(self._target, Target):
            self._target.seek(0)
            shutil.copyfileobj(self._target, sys.stdout.buffer)
            return ""
        written = self._target.commit()
        if written != self._target.path:
            self.moved = True
            return f"{self._target.path} is open in another program; written instead: {written}"
        said = f"written: {written} ({self._rows} accounts)"
        if self._to.keep is not None and self._to.pattern is not None:
            removed, left = prune(self._to.pattern, written, self._to.keep, self._to.tenant)
            said = "\n".join([said, *(f"removed: {old}" for old in removed)])
            for sentence in left:  # told with --quiet as well; the report itself is complete
                say(sentence)
        return said


@contextlib.contextmanager
def opened(to: Destination) -> Iterator[Output]:
    """A table at its destination: proves that the file can be written before the tenant is read,
    and leaves the old file alone unless it is finished."""
    with contextlib.ExitStack() as stack:
        target = None if to.path == STDOUT else stack.enter_context(Target(to.path))
        # For stdout too nothing is handed over before the last account is counted.
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        stream = target.stream if target else spool
        headings = [column.heading for column in to.columns]
        table = writer(to.format, stream, headings, SCHEMA)
        abandon = stack.enter_context(contextlib.ExitStack())
        abandon.callback(table.abandon)
        yield Output(to, target or spool, table, abandon.pop_all)
