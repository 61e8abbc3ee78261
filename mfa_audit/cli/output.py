"""Where tables go: a file or stdout, in which format and under which name.

In a name `{date}` is the day (2026-11-21), `{week}` the ISO week (2026-W47) and `{tenant}` the
tenant as the options name it. Not here: which columns (`account_options`).
"""

import contextlib
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Generic, NamedTuple, Protocol, TypeVar

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
# A report has a file even where no option names one.
REPORT_NAME = "MFA_Report"
# Formats that have a place for more than rows.
SHEETS = (Format.XLSX, Format.HTML)
_IN_MEMORY = 64 * 1024 * 1024

_DAY = r"\d{4}-\d{2}-\d{2}"
_WEEK = r"\d{4}-W\d{2}"


class Place(NamedTuple):
    """Where a file goes. `pattern` is its name with its placeholders, `keep` how many files of that
    pattern may stay."""

    path: Path
    format: Format
    pattern: Path
    style: FileStyle
    keep: int | None = None

    @property
    def for_programs(self) -> bool:
        """Whether it is for programs, which take Graph's own words."""
        return self.format is Format.JSON


def report_path(style: FileStyle, output: Path | None) -> Path:
    """Where a report goes."""
    return output or Path(f"{REPORT_NAME}.{style.format or 'csv'}")


def list_place(style: FileStyle, output: Path | None, keep: int | None = None) -> Place | None:
    """Where a list or table goes: `output`, or stdout where only a format is asked for; None for
    words on the screen. Raises UsageError."""
    pattern = STDOUT if output is None and style.format else output
    return None if pattern is None else output_place(style, pattern, keep)


def output_place(style: FileStyle, pattern: Path, keep: int | None = None) -> Place:
    """The place for a file of this name. Raises UsageError."""
    path = expand(pattern, style)
    if keep is not None:
        check_keep(pattern)
    format = style.format or (Format.CSV if path == STDOUT else format_of(path))
    if path == STDOUT and format is Format.XLSX:
        raise UsageError("A workbook does not go to stdout.", "Add -o FILE.")
    return Place(path, format, pattern, style, keep)


def same_file(one: Path, other: Path | None) -> bool:
    """Whether both are one existing file."""
    return other is not None and one.exists() and other.exists() and one.samefile(other)


R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)


class Layout(Protocol[R_contra]):
    """How records become rows; `reports` has the layouts."""

    @property
    def tables(self) -> Sequence[Table]:
        """The tables that rows go to."""
        ...

    def rows(self, records: Sequence[R_contra]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and which of `tables` they belong to."""
        ...


class Written(NamedTuple):
    """What became of a file, in a sentence, which is empty for stdout; `moved`: it has another name
    than was asked for."""

    sentence: str = ""
    moved: bool = False


class Output(Generic[R]):
    """The open file."""

    def __init__(
        self,
        place: Place,
        target: "Target | tempfile.SpooledTemporaryFile[bytes]",
        layout: Layout[R],
    ) -> None:
        style = place.style
        dialect = csv_dialect(style)
        self._place = place
        self._target = target
        self._layout = layout
        stream = target.stream if isinstance(target, Target) else target
        texts = phrases(words_of(style.language), style.language)
        self._writer = writer(place.format, stream, layout.tables, dialect, texts)
        self._rows = 0
        usual = dialect._replace(delimiter=",", encoding="utf-8-sig")
        whole = place.format in SHEETS
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
        lines = [f"written: {written} ({plural(self._rows, noun)})"]
        if self._place.keep is not None:
            tenant = self._place.style.tenant
            removed, left = prune(self._place.pattern, written, self._place.keep, tenant)
            lines += [f"removed: {old}" for old in removed]
            for sentence in left:  # with --quiet as well; the report itself is complete
                say(sentence)
        return Written("\n".join(lines))

    def leave(self) -> None:
        """At the end of it all: a file that is not finished is given up."""
        if not self._finished:
            self._writer.abandon()


@contextlib.contextmanager
def open_output(place: Place, layout: Layout[R]) -> Iterator[Output[R]]:
    """A file at its place: proves that it can be written before the tenant is read, and leaves the
    old file alone unless it is finished."""
    with contextlib.ExitStack() as stack:
        target = None if place.path == STDOUT else stack.enter_context(Target(place.path))
        # For stdout too nothing is handed over before the last record is counted.
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        out = Output(place, target or spool, layout)
        stack.callback(out.leave)
        yield out


def csv_dialect(style: FileStyle) -> Dialect:
    """How a CSV is spelled in this style."""
    delimiter = "\t" if style.delimiter is Delimiter.TAB else str(style.delimiter)
    true, false = TRUE_AND_FALSE[style.language]
    return Dialect(delimiter, str(style.encoding), true, false)


def expand(path: Path, style: FileStyle) -> Path:
    """`path` with its placeholders filled. Raises UsageError for an unknown one, and for {tenant}
    where no option names a tenant."""
    year, week, _ = style.day.isocalendar()
    values = {"date": style.day.isoformat(), "week": f"{year}-W{week:02d}"}
    if "{tenant}" in str(path):
        if not style.tenant:
            raise UsageError("The output's name has {tenant}, but no tenant is named.", "--tenant")
        values["tenant"] = _file_name(style.tenant)
    unknown = set(re.findall(r"\{(\w*)\}", str(path))) - set(values)
    if unknown:
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
    """Remove the oldest files that `pattern` could have written, beyond `keep`; the removed ones,
    and sentences about those that could not be removed.

    Only files in the same folder whose names differ from the pattern in date or week are touched,
    never the one just written. Raises UsageError where the pattern has neither.
    """
    check_keep(pattern)
    same = [file for file in _alike(pattern, written.parent, tenant) if file.name != written.name]
    old = same[: max(0, len(same) - (keep - 1))]
    removed, left = [], []
    for file in old:
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
    """The newest file that the place's pattern could have written before the one that it makes now;
    None where there is none. Without a date or week in the pattern it is that file itself."""
    pattern, path = place.pattern, place.path
    if "{date}" not in pattern.name and "{week}" not in pattern.name:
        return path if path.is_file() else None
    alike = _alike(pattern, path.parent, place.style.tenant) if path.parent.is_dir() else []
    return max((file for file in alike if file.name < path.name), default=None)


def _alike(pattern: Path, folder: Path, tenant: str | None) -> list[Path]:
    """The files of `folder` whose names differ from the pattern in date or week, the oldest
    first."""
    name = re.escape(pattern.name).replace(r"\{date\}", _DAY).replace(r"\{week\}", _WEEK)
    name = name.replace(r"\{tenant\}", re.escape(_file_name(tenant or "")))
    return sorted(f for f in folder.iterdir() if re.fullmatch(name, f.name) and f.is_file())


def check_keep(pattern: Path) -> None:
    """Raise UsageError where --keep could not tell which file is older."""
    if "{date}" not in pattern.name and "{week}" not in pattern.name:
        raise UsageError(
            "--keep needs {date} or {week} in the output's name.", "For example MFA_{week}.xlsx"
        )


def _file_name(tenant: str) -> str:
    return re.sub(r"[^\w.-]+", "_", tenant)
