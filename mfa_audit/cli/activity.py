"""`activity`: downloaded MFA activity reports, explained row by row. It reads no tenant."""

import contextlib
import io
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mfa_audit import __version__
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import OutOption, Output, list_place, open_output, same_file
from mfa_audit.cli.session import say_end
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.activity import ActivityColumns, ActivitySummary
    from mfa_audit.formats.csv_reader import TableReader
    from mfa_audit.reports.activity import ActivityRow, FileFacts

    Open = Callable[[], contextlib.AbstractContextManager[TableReader]]

# So many rows are in memory at once.
_BATCH = 1000


class _Report(NamedTuple):
    """A file that `open` opens as often as needed, and what its first rows show. `header` has a
    text, maybe an empty one, for each column; `titled`: it is a row of the file."""

    name: str
    open: "Open"
    header: Sequence[str]
    titled: bool
    layout: "ActivityColumns"


# fmt: off
FilesArgument = Annotated[list[Path] | None, typer.Argument(
    metavar="FILE", show_default=False, help="CSV files as they were downloaded.")]
# fmt: on


def activity(options: Options, files: FilesArgument = None, output: OutOption = None) -> int:
    """Explain downloaded MFA activity reports, row by row.

    Two columns come behind those of the file: what the call result means, and whether it was
    success, denied, fault or unknown. Without -o only the summary is printed. Today's sign-in logs
    of Entra do not contain these call results.

    Any encoding, delimiter and language of headers will do. Of several files, columns with the same
    header become one; the others come behind, and are empty for the files that lack them.
    """
    from mfa_audit.domain.activity import ActivitySummary, join_columns
    from mfa_audit.formats.cells import clean
    from mfa_audit.formats.csv_reader import MOST_COLUMNS
    from mfa_audit.reports.activity import ActivityLayout, activity_gaps, activity_screen
    from mfa_audit.reports.language import LOG_CONTEXT, words_of

    now, verbosity = datetime.now(UTC), options.verbosity
    reports = [_look(name, open) for name, open in _tables(files or [], demo=options.demo)]
    names, places = join_columns([report.header for report in reports])
    if len(names) > MOST_COLUMNS:
        raise UsageError(
            f"The files have {len(names):,} different columns; {MOST_COLUMNS:,} are read.",
            "Name fewer files at once.",
        )
    place = list_place(options.file_style(now), output)
    if place and any(same_file(file, place.path) for file in files or ()):
        raise UsageError(f"{place.path} is a file to explain.", "Write to another with -o.")
    words = words_of(options.lang, LOG_CONTEXT)
    layout = ActivityLayout(names, words, for_programs=place is not None and place.for_programs)
    summary, written = ActivitySummary(reports[0].layout), []
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(open_output(place, layout)) if place else None
        facts = [
            _read(report, own, len(names), summary, out)
            for report, own in zip(reports, places, strict=True)
        ]
        gaps = activity_gaps(summary)
        if out:
            written = [out.finish(layout.closing(summary, facts, gaps, __version__, now), "row")]
        # Not through the log: the summary names people, and a log file does not.
        if not (out and verbosity.quiet):
            screen = clean(activity_screen(summary))
            print(screen, file=sys.stderr if out else sys.stdout, flush=True)
        return say_end(gaps, verbosity, *written)


def _tables(files: Sequence[Path], *, demo: bool) -> "list[tuple[str, Open]]":
    """The name of each table, and how to open it."""
    from mfa_audit.formats.csv_reader import TableReader, open_table

    if demo and files:
        raise UsageError("--demo explains a sample, not your files.", "Leave out one of the two.")
    if demo:
        from mfa_audit.graph.demo.logs import sample

        name, data = "the sample", sample().encode()
        return [(name, lambda: contextlib.nullcontext(TableReader(io.BytesIO(data), name)))]
    if not files:
        raise UsageError("Name a file to explain.", "For example: mfa-audit activity Report.csv")
    return [(str(file), partial(open_table, file)) for file in files]


def _look(name: str, open: "Open") -> _Report:
    """Look at the first rows. Raises UsageError for a file that is no activity report."""
    from mfa_audit.domain.activity import SAMPLE, beginning_of

    with open() as reader:
        rows = list(islice(reader, SAMPLE + 1))
    beginning = beginning_of(rows)
    if beginning.layout.result is None:
        if len(rows) == 1:
            raise UsageError(f"{name} has headers, but no rows.", "Get the file again.")
        raise UsageError(
            f"{name} has no column of call results, such as FAILED_PHONE_BUSY.",
            "Name a downloaded MFA activity report. Today's sign-in logs of Entra do not contain "
            "call results.",
        )
    titled = beginning.header is not None
    header = rows[0] if titled else [""] * len(rows[0])
    return _Report(name, open, header, titled, beginning.layout)


def _read(
    report: _Report,
    places: Sequence[int],
    width: int,
    summary: "ActivitySummary",
    out: "Output[ActivityRow] | None",
) -> "FileFacts":
    """Read one file into the summary and the table of `width` columns; `places` are the places of
    the file's columns there."""
    from mfa_audit.reports.activity import ActivityRow, FileFacts

    before, summary.layout = summary.rows, report.layout
    with report.open() as reader:
        if report.titled:
            next(reader)
        while batch := list(islice(reader, _BATCH)):
            records = []
            for row in batch:
                cells: list[str | None] = [None] * width
                for at, cell in zip(places, row, strict=True):
                    cells[at] = cell
                records.append(ActivityRow(cells, summary.add(row)))
            if out:
                out.write(records)
        rows = summary.rows - before
        return FileFacts(report.name, reader.encoding, reader.delimiter, rows)
