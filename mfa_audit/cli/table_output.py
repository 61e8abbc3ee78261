"""A report with one table of rows from a log: read, then to a file or the screen.

Shared by history and on-premises. Not here: the files themselves (`output`).
"""

import contextlib
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from mfa_audit.cli.boundary import say
from mfa_audit.cli.ending import ending, tell_notes
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import Written, destination, opened, place
from mfa_audit.cli.progress import Things
from mfa_audit.cli.run import Session, in_session
from mfa_audit.domain.audit import Gap, LogRun
from mfa_audit.domain.sources import Source
from mfa_audit.reports.wording import on_one_line, plural

if TYPE_CHECKING:
    from mfa_audit.reports.column import Value
    from mfa_audit.reports.log_tables import Report

T = TypeVar("T")

# Between the columns on the screen, and the most characters of one but the last.
_BETWEEN = "  "
_WIDEST = 40


class Found(NamedTuple, Generic[T]):
    """What was read, when it has all been."""

    records: Sequence[T]
    run: LogRun
    gaps: Sequence[Gap]


def write_table(
    options: Options,
    output: Path | None,
    keep: int | None,
    report: "Report[T]",
    sources: Sequence[Source],
    read: Callable[[Session], Coroutine[Any, Any, Found[T]]],
    things: Things,
) -> int:
    """Sign in for `sources`, `read`, and write the file, which is proved to be writable before; or,
    without `output` and a format, an aligned table to stdout. The exit code.

    Raises what signing in, reading and writing raise.
    """
    from mfa_audit.reports.language import SIGN_INS, words_of
    from mfa_audit.reports.log_tables import LogLayout, screen

    words = words_of(options.lang, SIGN_INS)
    output = destination(options, output)
    if output is None:
        found = in_session(options, sources, read, things)
        sys.stdout.write(aligned(*screen(report, found.records, words)))
        sys.stdout.flush()
        return _conclude(options, report, found)
    to = place(options, output, keep)
    layout = LogLayout(report, words, for_programs=to.for_programs)
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(opened(to, options, layout))
        found = in_session(options, sources, read, things)
        out.write(found.records)
        closing = layout.closing(found.run, found.gaps, found.records, sources)
        return _conclude(options, report, found, out.finish(closing, report.noun))


def _conclude(options: Options, report: "Report[T]", found: Found[T], *written: Written) -> int:
    """Tell what was read; the exit code."""
    from mfa_audit.reports.about import tenant_name

    run = found.run
    span = f"from {run.begin:%Y-%m-%d %H:%M} to {run.end:%Y-%m-%d %H:%M} UTC"
    number = plural(len(found.records), report.noun)
    say(f"{tenant_name(run)}: {report.title}, {number} {span}", quiet=options.quiet)
    tell_notes(options, run, "  note: ")
    return ending(options, found.gaps, *written)


def aligned(headers: Sequence[str], rows: Sequence[Sequence["Value"]]) -> str:
    """The table as lines of text: columns below one another, numbers to the right, nothing that a
    terminal would take for an order."""
    from mfa_audit.formats.cells import as_text

    texts = [list(headers), *([on_one_line(as_text(value), " ") for value in row] for row in rows)]
    numbers = [any(isinstance(row[n], int | float) for row in rows) for n in range(len(headers))]
    last = len(headers) - 1
    for row in texts:
        row[:last] = [_cut(text) for text in row[:last]]
    widths = [max(len(row[n]) for row in texts) for n in range(len(headers))]
    widths[last] = 0 if not numbers[last] else widths[last]
    lines = [
        _BETWEEN.join(
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in texts
    ]
    return "".join(f"{line}\n" for line in lines)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
