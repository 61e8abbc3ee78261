"""`activity`: downloaded MFA activity reports, explained row by row. It asks nobody anything."""

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
from mfa_audit.cli.options import Options, Verbosity
from mfa_audit.cli.output import OutOption, Output, Place, list_place, open_output, same_file
from mfa_audit.cli.session import say_end
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.activity import ActivityColumns, ActivitySummary, JoinedColumns
    from mfa_audit.formats.csv_reader import TableReader
    from mfa_audit.reports.activity import ActivityLayout, ActivityRow, FileFacts

    Out = Output[ActivityRow]

# So many rows are on their way at once.
_BATCH = 1000


class _Report(NamedTuple):
    """A file that can be read as often as needed."""

    name: str
    opened: "Callable[[], contextlib.AbstractContextManager[TableReader]]"


class _Known(NamedTuple):
    """What its first rows told. `header` has a text, maybe an empty one, for each column; `titled`
    says that it stands in the file."""

    report: _Report
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
    from mfa_audit.domain.activity import join_columns
    from mfa_audit.formats.csv_reader import MOST_COLUMNS
    from mfa_audit.reports.activity import ActivityLayout
    from mfa_audit.reports.language import LOG_CONTEXT, words_of

    now, verbosity = datetime.now(UTC), options.verbosity
    known = [_known(report) for report in _reports(files or [], demo=options.demo)]
    joined = join_columns([one.header for one in known])
    if len(joined.names) > MOST_COLUMNS:
        raise UsageError(
            f"The files have {len(joined.names):,} different columns; {MOST_COLUMNS:,} are read.",
            "Name fewer files at once.",
        )
    place = list_place(options.file_style(now), output)
    _refuse_to_replace(files or [], place)
    layout = ActivityLayout(
        joined.names,
        words_of(options.lang, LOG_CONTEXT),
        for_programs=place is not None and place.for_programs,
    )
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(open_output(place, layout)) if place else None
        return _explain(known, joined, layout, out, now, verbosity)


def _reports(files: Sequence[Path], *, demo: bool) -> list[_Report]:
    from mfa_audit.formats.csv_reader import TableReader, open_table

    if demo and files:
        raise UsageError("--demo explains a sample, not your files.", "Leave out one of the two.")
    if demo:
        from mfa_audit.graph.demo.logs import sample

        name, data = "the sample", sample().encode()
        return [_Report(name, lambda: contextlib.nullcontext(TableReader(io.BytesIO(data), name)))]
    if not files:
        raise UsageError("Name a file to explain.", "For example: mfa-audit activity Report.csv")
    return [_Report(str(file), partial(open_table, file)) for file in files]


def _known(report: _Report) -> _Known:
    """Look at its first rows. Raises UsageError for a file that is no activity report."""
    from mfa_audit.domain.activity import SAMPLE, beginning_of

    with report.opened() as reader:
        rows = list(islice(reader, SAMPLE + 1))
    beginning = beginning_of(rows)
    if beginning.layout.result is None:
        if len(rows) == 1:
            raise UsageError(f"{report.name} has headers, but no rows.", "Get the file again.")
        raise UsageError(
            f"{report.name} has no column of call results, such as FAILED_PHONE_BUSY.",
            "Name a downloaded MFA activity report. Today's sign-in logs of Entra do not contain "
            "call results.",
        )
    titled = beginning.header is not None
    header = rows[0] if titled else [""] * len(rows[0])
    return _Known(report, header, titled, beginning.layout)


def _refuse_to_replace(files: Sequence[Path], place: Place | None) -> None:
    if place and any(same_file(file, place.path) for file in files):
        raise UsageError(f"{place.path} is a file to explain.", "Write to another with -o.")


def _explain(
    known: Sequence[_Known],
    joined: "JoinedColumns",
    layout: "ActivityLayout",
    out: "Out | None",
    now: datetime,
    verbosity: Verbosity,
) -> int:
    """Every row of every file, then the file and the summary; the exit code."""
    from mfa_audit.domain.activity import ActivitySummary
    from mfa_audit.formats.cells import clean
    from mfa_audit.reports.activity import activity_gaps, activity_screen

    summary = ActivitySummary(known[0].layout)
    files = [
        _read(one, places, len(joined.names), summary, out)
        for one, places in zip(known, joined.places, strict=True)
    ]
    gaps = activity_gaps(summary)
    written = []
    if out:
        closing = layout.closing(summary, files, gaps, __version__, now)
        written.append(out.finish(closing, "row"))
    # Straight to the person: it names people, and a log file does not.
    if not (out and verbosity.quiet):
        print(clean(activity_screen(summary)), file=sys.stderr if out else sys.stdout, flush=True)
    return say_end(gaps, verbosity, *written)


def _read(
    known: _Known, places: Sequence[int], width: int, summary: "ActivitySummary", out: "Out | None"
) -> "FileFacts":
    """One file, into the summary and the table; `places` tells where its columns stand there."""
    from mfa_audit.reports.activity import ActivityRow, FileFacts

    before, summary.layout = summary.rows, known.layout
    with known.report.opened() as reader:
        if known.titled:
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
        return FileFacts(
            known.report.name, reader.encoding, reader.delimiter, summary.rows - before
        )
