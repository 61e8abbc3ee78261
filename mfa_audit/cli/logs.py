"""What `sign-ins`, `on-premises` and `history` share: the window of time, the reading of a log, and
a table of its rows in a file or on the screen. Not here: the files themselves (`output`)."""

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Generic, NamedTuple, TypeVar

import typer

from mfa_audit.cli.console import say
from mfa_audit.cli.options import Connection, Verbosity
from mfa_audit.cli.output import Place, open_output
from mfa_audit.cli.session import Session, say_end, say_notes
from mfa_audit.domain.run import Gap, LogRun, Note
from mfa_audit.domain.sources import Source
from mfa_audit.errors import UsageError
from mfa_audit.reports.language import Language
from mfa_audit.wording import aligned, on_one_line, plural

if TYPE_CHECKING:
    from mfa_audit.audit.sign_in_cache import SignInCache
    from mfa_audit.audit.sign_ins import SignInReading
    from mfa_audit.domain.sign_ins import LogQuery
    from mfa_audit.reports.logs import LogReport
    from mfa_audit.reports.tables import Value

# fmt: off
SinceOption = Annotated[str | None, typer.Option(
    metavar="TIME", help="How far back, such as 36h, 7d or 4w.")]
FromOption = Annotated[str | None, typer.Option(
    "--from", metavar="TIME",
    help="From this day or time on, such as 2026-11-01 or 2026-11-01T08:00; UTC.")]
ToOption = Annotated[str | None, typer.Option(
    "--to", metavar="TIME", help="Until the end of this day, or until this time; UTC.")]
ResumeOption = Annotated[bool, typer.Option(
    "--resume", help="Go on where a run of the same call broke off.")]
# fmt: on

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EXAMPLES = "Write a day such as 2026-11-01, or a time such as 2026-11-01T08:00."


class Window(NamedTuple):
    """The moments t with begin <= t < end; both are UTC."""

    begin: datetime
    end: datetime


def window(
    since: str | None, from_: str | None, to: str | None, now: datetime, *, default: str
) -> Window:
    """The window of the options, until `now` at most; `default` is --since for a call without any.

    Raises UsageError for a text that is no time, for --since with --from or --to, and for an empty
    window.
    """
    if since and (from_ or to):
        raise UsageError("--since does not go with --from and --to.", "Leave one of them out.")
    now = now.astimezone(UTC)
    end = min(_moment(to, "--to", whole_day=True), now) if to else now
    begin = _moment(from_, "--from") if from_ else _before(end, since or default)
    if begin >= end:
        raise UsageError(
            f"There is no time between {begin:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC.",
            "--from has to be earlier than --to, and than now.",
        )
    return Window(begin, end)


def _before(end: datetime, length: str) -> datetime:
    match = re.fullmatch(r"(\d{1,6})([mhdw])", length, re.ASCII)
    with contextlib.suppress(OverflowError):
        if match:
            return end - timedelta(**{_UNITS[match[2]]: int(match[1])})
    raise UsageError(f"--since: {length!r} is no length of time.", "Write 36h, 7d or 4w.")


def _moment(text: str, option: str, *, whole_day: bool = False) -> datetime:
    """The moment that `text` names; of a day its end with `whole_day`, else its beginning."""
    try:
        try:
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day + timedelta(days=1) if whole_day else day
        except ValueError:
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{option}: {text!r} is no day or time.", _EXAMPLES) from None


@contextlib.contextmanager
def sign_in_cache(
    connection: Connection, command: str, query: "LogQuery", *, resume: bool
) -> "Iterator[SignInCache]":
    """The cache of the sign-ins of `query` while `command` reads them; it stays after a run that
    broke off. Raises what `SignInCache` raises."""
    from mfa_audit.audit.sign_in_cache import SignInCache, default_folder

    cloud, tenant, app = connection.cloud, connection.tenant, connection.client_id
    owner = f"{command} {cloud} {tenant} {app} {connection.demo}"
    with SignInCache(default_folder(), owner, query, resume=resume) as cache:
        yield cache
        cache.remove()


def read_sign_ins(session: Session, cache: "SignInCache") -> "SignInReading":
    """The reading of the query of `cache`; it shows its progress."""
    from mfa_audit.audit.sign_ins import SignInReading
    from mfa_audit.graph.logs import SignInLog

    def show(read: int, part: float) -> None:
        session.display(round(read / part) if part else 0, read)

    # The window ends when the run began: a person may take minutes to sign in.
    return SignInReading(SignInLog(session.directory.reader), cache, session.run.started, show)


async def log_run(
    session: Session, span: "Window | LogQuery", chosen: tuple[str, ...], notes: Sequence[Note]
) -> LogRun:
    """The facts of a run that has just read this span of time."""
    from msgspec.structs import asdict

    run = session.finished(await session.tenant(), chosen, notes)
    return LogRun(**asdict(run), begin=span.begin, end=span.end)


T = TypeVar("T")

# The most characters of a column on the screen, except the last one.
_WIDEST = 40


class LogRecords(NamedTuple, Generic[T]):
    """The records of a log that has been read to its end."""

    records: Sequence[T]
    run: LogRun
    gaps: Sequence[Gap]


def write_table(
    report: "LogReport[T]",
    sources: Sequence[Source],
    read: Callable[[], LogRecords[T]],
    place: Place | None,
    language: Language,
    verbosity: Verbosity,
) -> int:
    """Read the records from their sources and write the file, or without a `place` an aligned table
    to stdout; the exit code. Raises what reading and writing raise."""
    from mfa_audit.reports.language import LOG_CONTEXT, words_of
    from mfa_audit.reports.logs import log_closing, log_layout, log_screen
    from mfa_audit.reports.run_facts import tenant_name

    words, written = words_of(language, LOG_CONTEXT), []
    if place is None:
        records, run, gaps = read()
        sys.stdout.write(aligned_table(*log_screen(report, records, words)))
        sys.stdout.flush()
    else:
        layout = log_layout(report, words, for_programs=place.for_programs)
        # Proves that the file can be written before anything is read.
        with open_output(place, layout) as out:
            records, run, gaps = read()
            out.write(records)
            closing = log_closing(report, run, gaps, records, sources, words)
            written = [out.finish(closing, report.noun)]
    span = f"from {run.begin:%Y-%m-%d %H:%M} to {run.end:%Y-%m-%d %H:%M} UTC"
    number = plural(len(records), report.noun)
    say(f"{tenant_name(run)}: {report.title}, {number} {span}", quiet=verbosity.quiet)
    say_notes(run, verbosity, "  note: ")
    return say_end(gaps, verbosity, *written)


def aligned_table(headers: Sequence[str], rows: Sequence[Sequence["Value"]]) -> str:
    """The table as lines of text: numbers to the right, and nothing that a terminal would obey."""
    from mfa_audit.formats.cells import as_text

    texts = [list(headers), *([on_one_line(as_text(value), " ") for value in row] for row in rows)]
    for text in texts:
        text[:-1] = [_cut(cell) for cell in text[:-1]]
    columns = range(len(headers))
    numbers = [n for n in columns if any(isinstance(row[n], int | float) for row in rows)]
    return "".join(f"{line}\n" for line in aligned(texts, numbers))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
