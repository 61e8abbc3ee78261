"""Where tables go: a file, or stdout, and in which format. Not here: which columns (`asked`)."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Generic, NamedTuple, Protocol, TypeVar

import typer

from mfa_audit.cli.boundary import say
from mfa_audit.cli.digest import Digest
from mfa_audit.cli.naming import check_keep, expand, prune
from mfa_audit.cli.options import Delimiter, Options
from mfa_audit.errors import UsageError
from mfa_audit.formats.csv_file import Dialect
from mfa_audit.formats.target import Target
from mfa_audit.formats.writer import Format, format_of, writer
from mfa_audit.reports.column import Closing, Row, Table
from mfa_audit.reports.language import TRUE_AND_FALSE, phrases, words_of
from mfa_audit.reports.wording import plural

OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        help="Write this file: .csv, .xlsx, .json or .html (one page for a browser, with the first "
        "2,000 rows of each table); - for stdout.",
        metavar="FILE",
    ),
]

KeepOption = Annotated[
    int | None,
    typer.Option(
        "--keep",
        min=1,
        help="Keep this many files of the name's pattern, which has {date} or {week}, and remove "
        "older ones.",
        metavar="NUMBER",
    ),
]

STDOUT = Path("-")
# Formats that have a place for more than rows.
SHEETS = (Format.XLSX, Format.HTML)
_IN_MEMORY = 64 * 1024 * 1024


class Place(NamedTuple):
    """Where a file goes. `pattern` is its name with its placeholders, `keep` how many files of that
    pattern may stay."""

    path: Path
    format: Format
    pattern: Path
    keep: int | None = None

    @property
    def for_programs(self) -> bool:
        """Whether programs read it, who want Graph's own words."""
        return self.format is Format.JSON


def destination(options: Options, output: Path | None) -> Path | None:
    """`output`, or stdout where only a format is asked for; None for words on the screen."""
    return STDOUT if output is None and options.format else output


def place(options: Options, pattern: Path, keep: int | None = None) -> Place:
    """What the options ask for. Raises UsageError."""
    path = expanded(options, pattern)
    if keep is not None:
        check_keep(pattern)
    format = options.format or (Format.CSV if path == STDOUT else format_of(path))
    if path == STDOUT and format is Format.XLSX:
        raise UsageError("A workbook does not go to stdout.", "Add -o FILE.")
    return Place(path, format, pattern, keep)


def expanded(options: Options, pattern: Path) -> Path:
    """`pattern` with its placeholders filled for today. Raises UsageError."""
    return expand(pattern, datetime.now().astimezone().date(), tenant_of(options))


def tenant_of(options: Options) -> str | None:
    """The tenant as it stands in file names."""
    return "Contoso" if options.demo else options.tenant


def same_file(one: Path, other: Path | None) -> bool:
    """Whether both are one file that is there."""
    return other is not None and one.exists() and other.exists() and one.samefile(other)


R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)


class Layout(Protocol[R_contra]):
    """What becomes of each record; `reports` has them."""

    @property
    def tables(self) -> Sequence[Table]:
        """The tables that rows go to."""
        ...

    def rows(self, records: Sequence[R_contra]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and for which of `tables`."""
        ...


class Written(NamedTuple):
    """What became of a file, in a sentence, which is empty for stdout; `moved`: it is under another
    name than was asked for."""

    sentence: str = ""
    moved: bool = False


class Output(Generic[R]):
    """The open file."""

    def __init__(
        self,
        to: Place,
        options: Options,
        target: "Target | tempfile.SpooledTemporaryFile[bytes]",
        layout: Layout[R],
    ) -> None:
        self._to = to
        self._target = target
        self._layout = layout
        self._tenant = tenant_of(options)
        stream = target.stream if isinstance(target, Target) else target
        said = phrases(words_of(options.lang), options.lang)
        self._writer = writer(to.format, stream, layout.tables, dialect(options), said)
        self._rows = 0
        usual = dialect(options)._replace(delimiter=",", encoding="utf-8-sig")
        whole = to.format in SHEETS
        self._digest = Digest(layout.tables[0].headings, usual) if whole else None
        self._finished = False

    def write(self, records: Sequence[R]) -> None:
        """Append records."""
        for number, rows in self._layout.rows(records):
            self._writer.write(rows, number)
            if self._digest and number == 0:
                self._digest.write(rows)
        self._rows += len(records)

    @property
    def digest(self) -> str:
        """The SHA-256 of the rows of the first table so far; empty but for a workbook or
        a page."""
        return self._digest.hex if self._digest else ""

    def finish(self, closing: Closing, noun: str) -> Written:
        """Complete the file and put it in place; where it is and how many rows it has, each a
        `noun`."""
        self._writer.close(closing)
        self._finished = True
        if not isinstance(self._target, Target):
            self._target.seek(0)
            shutil.copyfileobj(self._target, sys.stdout.buffer)
            return Written()
        written = self._target.commit()
        if written != self._target.path:
            path = self._target.path
            return Written(f"{path} is open in another program; written instead: {written}", True)
        said = f"written: {written} ({plural(self._rows, noun)})"
        if self._to.keep is not None:
            removed, left = prune(self._to.pattern, written, self._to.keep, self._tenant)
            said = "\n".join([said, *(f"removed: {old}" for old in removed)])
            for sentence in left:  # told with --quiet as well; the report itself is complete
                say(sentence)
        return Written(said)

    def leave(self) -> None:
        """At the end of it all: a file that was not finished is given up."""
        if not self._finished:
            self._writer.abandon()


@contextlib.contextmanager
def opened(to: Place, options: Options, layout: Layout[R]) -> Iterator[Output[R]]:
    """A file at its place: proves that it can be written before the tenant is read, and leaves the
    old file alone unless it is finished."""
    with contextlib.ExitStack() as stack:
        target = None if to.path == STDOUT else stack.enter_context(Target(to.path))
        # For stdout too nothing is handed over before the last record is counted.
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        out = Output(to, options, target or spool, layout)
        stack.callback(out.leave)
        yield out


def dialect(options: Options) -> Dialect:
    """The CSV that the options ask for."""
    delimiter = "\t" if options.delimiter is Delimiter.TAB else str(options.delimiter)
    true, false = TRUE_AND_FALSE[options.lang]
    return Dialect(delimiter, str(options.encoding), true, false)
