"""Where tables go: to a file or stdout, in which format and under which name.

In a name `{date}` is the day (2026-11-21), `{week}` the ISO week (2026-W47) and `{tenant}` the
tenant as the options name it. Not here: which columns a table has (`reports`).
"""

import contextlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Annotated, Generic, NamedTuple, Protocol, TypeVar

import typer

from mfa_audit.cli.console import say
from mfa_audit.cli.options import Delimiter, FileStyle
from mfa_audit.errors import UsageError
from mfa_audit.formats.atomic_file import Target
from mfa_audit.formats.csv_file import Dialect, Digest
from mfa_audit.formats.writer import Format, format_of, writer
from mfa_audit.reports.language import TRUE_AND_FALSE, phrases, words_of
from mfa_audit.reports.tables import Closing, Row, Table
from mfa_audit.wording import plural

# fmt: off
OutOption = Annotated[Path | None, typer.Option(
    "-o", "--output", metavar="FILE",
    help="Write this file: .csv, .xlsx, .json or .html (one page for a browser, with the first "
    "2,000 rows of each table); - for stdout.")]
KeepOption = Annotated[int | None, typer.Option(
    "--keep", min=1, metavar="NUMBER",
    help="Keep this many files of the name's pattern, which has {date} or {week}, and remove older "
    "ones.")]
# fmt: on

STDOUT = Path("-")
# The name of a report without an option that names one.
REPORT_NAME = "MFA_Report"
# Formats with room for more than rows.
SHEETS = (Format.XLSX, Format.HTML)
_IN_MEMORY = 64 * 1024 * 1024

_DAY = r"\d{4}-\d{2}-\d{2}"
_WEEK = r"\d{4}-W\d{2}"


class Place(NamedTuple):
    """Where a file goes. `pattern` is its path with placeholders, `keep` how many files of that
    pattern stay."""

    path: Path
    format: Format
    pattern: Path
    style: FileStyle
    keep: int | None = None

    @property
    def for_programs(self) -> bool:
        """Whether programs read it, so that it has Graph's own words."""
        return self.format is Format.JSON


def report_path(style: FileStyle, output: Path | None) -> Path:
    """Where a report goes."""
    return output or Path(f"{REPORT_NAME}.{style.format or 'csv'}")


def list_place(style: FileStyle, output: Path | None, keep: int | None = None) -> Place | None:
    """Where a list or table goes: `output`, or stdout where only a format is given; None for text
    on the screen. Raises UsageError."""
    pattern = STDOUT if output is None and style.format else output
    return None if pattern is None else output_place(style, pattern, keep)


def output_place(style: FileStyle, pattern: Path, keep: int | None = None) -> Place:
    """The place of a file with this name. Raises UsageError."""
    path = expand(pattern, style)
    if keep is not None:
        check_keep(pattern)
    format = style.format or (Format.CSV if path == STDOUT else format_of(path))
    if path == STDOUT and format is Format.XLSX:
        raise UsageError("A workbook does not go to stdout.", "Add -o FILE.")
    return Place(path, format, pattern, style, keep)


def same_file(path: Path, other: Path | None) -> bool:
    """Whether both paths name the same existing file."""
    return other is not None and path.exists() and other.exists() and path.samefile(other)


R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)


class Layout(Protocol[R_contra]):
    """How records become rows; `reports` has the layouts."""

    @property
    def tables(self) -> Sequence[Table]:
        """The tables that rows go to."""
        ...

    def rows(self, records: Sequence[R_contra]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and the index in `tables` of their table."""
        ...


class Written(NamedTuple):
    """What became of a file, in a sentence, which is empty for stdout; `moved`: it has another name
    than the requested one."""

    sentence: str = ""
    moved: bool = False


class Output(Generic[R]):
    """An open file; without a `target` the stream's content goes to stdout at the end."""

    def __init__(
        self, place: Place, layout: Layout[R], target: Target | None, stream: IO[bytes]
    ) -> None:
        style, tables = place.style, layout.tables
        true, false = TRUE_AND_FALSE[style.language]
        delimiter = "\t" if style.delimiter is Delimiter.TAB else str(style.delimiter)
        texts = phrases(words_of(style.language), style.language)
        dialect = Dialect(delimiter, str(style.encoding), true, false)
        self._place = place
        self._layout = layout
        self._target = target
        self._stream = stream
        self._writer = writer(place.format, stream, tables, dialect, texts)
        self._digest: Digest | None = None
        if place.format in SHEETS:
            self._digest = Digest(tables[0].headings, Dialect(true=true, false=false))
        self._rows = 0
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
        """The SHA-256 of the rows of the first table so far, for a workbook or page; else empty."""
        return self._digest.hex if self._digest else ""

    def finish(self, closing: Closing, noun: str) -> Written:
        """Complete the file and put it in place; its path and how many rows it has, each a
        `noun`."""
        self._writer.close(closing)
        self._finished = True
        if self._target is None:
            self._stream.seek(0)
            shutil.copyfileobj(self._stream, sys.stdout.buffer)
            return Written()
        path = self._target.path
        written = self._target.commit()
        if written != path:
            return Written(f"{path} is open in another program; written instead: {written}", True)
        lines = [f"written: {written} ({plural(self._rows, noun)})"]
        if self._place.keep is not None:
            tenant = self._place.style.tenant
            removed, left = prune(self._place.pattern, written, self._place.keep, tenant)
            lines += [f"removed: {old}" for old in removed]
            for sentence in left:  # with --quiet as well; the report itself is complete
                say(sentence)
        return Written("\n".join(lines))

    def leave(self) -> None:
        """Abandon the file unless it is finished."""
        if not self._finished:
            self._writer.abandon()


@contextlib.contextmanager
def open_output(place: Place, layout: Layout[R]) -> Iterator[Output[R]]:
    """A file at its place: proves that it can be written before the tenant is read, and leaves the
    old file alone unless the new one is finished."""
    with contextlib.ExitStack() as stack:
        if place.path == STDOUT:
            # stdout, too, gets nothing before the last record is counted.
            spool = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            out = Output(place, layout, None, spool)
        else:
            target = stack.enter_context(Target(place.path))
            out = Output(place, layout, target, target.stream)
        stack.callback(out.leave)
        yield out


def expand(path: Path, style: FileStyle) -> Path:
    """`path` with its placeholders filled. Raises UsageError for an unknown placeholder, and for
    {tenant} where no option names a tenant."""
    year, week, _ = style.day.isocalendar()
    values = {"date": style.day.isoformat(), "week": f"{year}-W{week:02d}"}
    if "{tenant}" in str(path):
        if not style.tenant:
            raise UsageError("The output's name has {tenant}, but no tenant is named.", "--tenant")
        values["tenant"] = _file_name(style.tenant)
    if unknown := set(re.findall(r"\{(\w*)\}", str(path))) - set(values):
        raise UsageError(
            f"The output's name has an unknown placeholder {{{min(unknown)}}}.",
            "Known: {date}, {week}, {tenant}.",
        )
    filled = str(path)
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", value)
    return Path(filled)


def prune(
    pattern: Path, written: Path, keep: int, tenant: str | None
) -> tuple[list[Path], list[str]]:
    """Remove the oldest files that `pattern` could have written, beyond `keep`; the removed files,
    and a sentence about each that could not be removed.

    Touches only files in the same folder whose names differ from the pattern in date or week, never
    the one just written. Raises UsageError for a pattern with neither.
    """
    check_keep(pattern)
    files = _matching(pattern, written.parent, tenant)
    older = [file for file in files if file.name != written.name]
    removed, left = [], []
    for file in older[: max(0, len(older) - (keep - 1))]:
        try:
            file.unlink()
            removed.append(file)
        except OSError as error:
            left.append(
                f"the older {file} could not be removed: {error.strerror}. Close the program that "
                "has it open; the next run tries again."
            )
    return removed, left


def latest(place: Place) -> Path | None:
    """The newest file that the place's pattern could have written before its present path; None
    without any. For a pattern without date or week, the file at that path."""
    pattern, path = place.pattern, place.path
    if not _dated(pattern):
        return path if path.is_file() else None
    if not path.parent.is_dir():
        return None
    files = _matching(pattern, path.parent, place.style.tenant)
    return max((file for file in files if file.name < path.name), default=None)


def _matching(pattern: Path, folder: Path, tenant: str | None) -> list[Path]:
    """The files of `folder` whose names differ from the pattern in date or week, the oldest
    first."""
    name = re.escape(pattern.name).replace(r"\{date\}", _DAY).replace(r"\{week\}", _WEEK)
    name = name.replace(r"\{tenant\}", re.escape(_file_name(tenant or "")))
    return sorted(f for f in folder.iterdir() if re.fullmatch(name, f.name) and f.is_file())


def check_keep(pattern: Path) -> None:
    """Raise UsageError for a pattern with which --keep could not know the older files."""
    if not _dated(pattern):
        raise UsageError(
            "--keep needs {date} or {week} in the output's name.", "For example MFA_{week}.xlsx"
        )


def _dated(pattern: Path) -> bool:
    return "{date}" in pattern.name or "{week}" in pattern.name


def _file_name(tenant: str) -> str:
    return re.sub(r"[^\w.-]+", "_", tenant)
