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
from mfa_audit.cli.ending import ending
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import OutOption, Output, Place, destination, opened, place, same_file
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.activity_report import ActivitySummary, Layout
    from mfa_audit.domain.joining import Joined
    from mfa_audit.formats.reader import TableReader
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
    layout: "Layout"


def activity(
    options: Options,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help="CSV files as they were downloaded.", show_default=False
        ),
    ] = None,
    output: OutOption = None,
) -> int:
    """Explain downloaded MFA activity reports, row by row.

    Two columns come behind those of the file: what the call result means, and whether it was
    success, denied, fault or unknown. Without -o only the summary is printed. Today's sign-in logs
    of Entra do not contain these call results.

    Any encoding, delimiter and language of headers will do. Of several files, columns with the same
    header become one; the others come behind, and are empty for the files that lack them.
    """
    from mfa_audit.domain.joining import join
    from mfa_audit.formats.reader import MOST_COLUMNS
    from mfa_audit.reports.activity import ActivityLayout
    from mfa_audit.reports.language import SIGN_INS, words_of

    known = [_known(report) for report in _reports(options, files or [])]
    joined = join([one.header for one in known])
    if len(joined.names) > MOST_COLUMNS:
        raise UsageError(
            f"The files have {len(joined.names):,} different columns; {MOST_COLUMNS:,} are read.",
            "Name fewer files at once.",
        )
    output = destination(options, output)
    to = place(options, output) if output else None
    _refuse_to_replace(files or [], to)
    layout = ActivityLayout(
        joined.names,
        words_of(options.lang, SIGN_INS),
        for_programs=to is not None and to.for_programs,
    )
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(opened(to, options, layout)) if to else None
        return _explain(options, known, joined, layout, out)


def _reports(options: Options, files: Sequence[Path]) -> list[_Report]:
    from mfa_audit.formats.reader import TableReader, open_table

    if options.demo and files:
        raise UsageError("--demo explains a sample, not your files.", "Leave out one of the two.")
    if options.demo:
        from mfa_audit.graph.demo.activity_report import sample

        name, data = "the sample", sample().encode()
        return [_Report(name, lambda: contextlib.nullcontext(TableReader(io.BytesIO(data), name)))]
    if not files:
        raise UsageError("Name a file to explain.", "For example: mfa-audit activity Report.csv")
    return [_Report(str(file), partial(open_table, file)) for file in files]


def _known(report: _Report) -> _Known:
    """Look at its first rows. Raises UsageError for a file that is no activity report."""
    from mfa_audit.domain.activity_report import SAMPLE, beginning_of

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


def _refuse_to_replace(files: Sequence[Path], to: Place | None) -> None:
    if to and any(same_file(file, to.path) for file in files):
        raise UsageError(f"{to.path} is a file to explain.", "Write to another with -o.")


def _explain(
    options: Options,
    known: Sequence[_Known],
    joined: "Joined",
    layout: "ActivityLayout",
    out: "Out | None",
) -> int:
    """Every row of every file, then the file and the summary; the exit code."""
    from mfa_audit.domain.activity_report import ActivitySummary
    from mfa_audit.formats.cells import clean
    from mfa_audit.reports.activity_summary import gaps_of, screen

    started = datetime.now(UTC)
    summary = ActivitySummary(known[0].layout)
    files = [
        _read(one, places, len(joined.names), summary, out)
        for one, places in zip(known, joined.places, strict=True)
    ]
    gaps = gaps_of(summary)
    written = []
    if out:
        closing = layout.closing(summary, files, gaps, __version__, started)
        written.append(out.finish(closing, "row"))
    # Straight to the person: it names people, and a log file does not.
    if not (out and options.quiet):
        print(clean(screen(summary)), file=sys.stderr if out else sys.stdout, flush=True)
    return ending(options, gaps, *written)


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
