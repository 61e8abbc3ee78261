"""`sign-ins`: what the sign-ins show of MFA, one row each, and the page's questions answered."""

import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mfa_audit.cli.console import say
from mfa_audit.cli.logs import (
    FromOption,
    ResumeOption,
    SinceOption,
    ToOption,
    Window,
    log_run,
    read_sign_ins,
    sign_in_cache,
    window,
)
from mfa_audit.cli.options import Connection, Options, Verbosity
from mfa_audit.cli.output import (
    KeepOption,
    OutOption,
    Output,
    Place,
    list_place,
    open_output,
    output_place,
)
from mfa_audit.cli.progress import SIGN_INS
from mfa_audit.cli.session import Session, run_in_session, say_end, say_notes
from mfa_audit.domain.sources import sources_read_by
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

if TYPE_CHECKING:
    from mfa_audit.audit.sign_in_cache import SignInCache
    from mfa_audit.domain.run import Gap, LogRun
    from mfa_audit.domain.sign_in_verdict import SignInRecord
    from mfa_audit.domain.sign_ins import LogQuery
    from mfa_audit.reports.language import Words
    from mfa_audit.reports.sign_ins import SignInLayout, SignInSummary

    Files = list[tuple[Output[SignInRecord], SignInLayout]]

_SOURCES = sources_read_by("sign-ins")
_SINCE = "7d"
_KINDS = {"interactive": "interactiveUser", "non-interactive": "nonInteractiveUser"}


class _Reading(NamedTuple):
    """A log that has been read to its end."""

    run: "LogRun"
    gaps: list["Gap"]
    summary: "SignInSummary"


# fmt: off
UserOption = Annotated[str | None, typer.Option(metavar="UPN|ID", help="Only this person's.")]
AppOption = Annotated[str | None, typer.Option(metavar="NAME|ID", help="Only to this app.")]
EventTypesOption = Annotated[str, typer.Option(
    "--event-types", metavar="KIND,...",
    help="interactive, non-interactive, or both with a comma between them.")]
FailuresOnlyOption = Annotated[bool, typer.Option(
    "--failures-only", help="Only sign-ins that failed.")]
StepsOption = Annotated[Path | None, typer.Option(
    metavar="FILE",
    help="A file with a row for each authentication step; a workbook and JSON have them.")]
PoliciesOption = Annotated[Path | None, typer.Option(
    metavar="FILE", help="A file with a row for each Conditional Access policy, likewise.")]
# fmt: on


def sign_ins(
    options: Options,
    output: OutOption = None,
    since: SinceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    user: UserOption = None,
    app: AppOption = None,
    event_types: EventTypesOption = "interactive",
    failures_only: FailuresOnlyOption = False,
    steps: StepsOption = None,
    policies: PoliciesOption = None,
    resume: ResumeOption = False,
    keep: KeepOption = None,
) -> int:
    """Tell from the sign-in log who was asked for MFA, and how that ended (7 days back)."""
    from mfa_audit.domain.sign_ins import LogQuery
    from mfa_audit.reports.language import LOG_CONTEXT, words_of

    now, verbosity, connection = datetime.now(UTC), options.verbosity, options.connection
    span = window(since, from_, to, now, default=_SINCE)
    query = LogQuery(span.begin, span.end, user, app, _kinds(event_types), failures_only)
    style = options.file_style(now)
    main = list_place(style, output, keep)
    parts = [(output_place(style, p, keep) if p else None) for p in (steps, policies)]
    words = words_of(options.lang, LOG_CONTEXT)
    with contextlib.ExitStack() as stack:
        # The files first: a folder that cannot be written is reported before the tenant is read.
        files = _open_files(stack, [main, *parts], words)
        cache = stack.enter_context(sign_in_cache(connection, "sign-ins", query, resume=resume))
        reading = _read(connection, cache, files, now, verbosity)
        return _finish(reading, files, verbosity, to_screen=main is None)


def _kinds(text: str) -> tuple[str, ...]:
    names = [part for name in text.split(",") if (part := name.strip().casefold())]
    for name in names:
        if name not in _KINDS:
            raise UsageError(
                f"--event-types: there is no kind {name!r}.", f"Known: {', '.join(_KINDS)}."
            )
    if not names:
        raise UsageError("--event-types names no kind.", f"Known: {', '.join(_KINDS)}.")
    return tuple(dict.fromkeys(_KINDS[name] for name in names))


def _open_files(
    stack: contextlib.ExitStack, places: "list[Place | None]", words: "Words"
) -> "Files":
    """The files of sign-ins, steps and policies that are wanted: all three tables in a workbook or
    JSON of sign-ins, else one in each."""
    from mfa_audit.reports.sign_ins import SignInLayout

    wanted = [
        (place, part)
        for place, part in zip(places, ("signIns", "steps", "policies"), strict=True)
        if place is not None
    ]
    names = [place.path for place, _ in wanted]
    if len(set(names)) < len(names):
        raise UsageError("Two of the files have the same name.", "Give each its own.")
    files: Files = []
    for place, part in wanted:
        whole = part == "signIns" and place.format is not Format.CSV
        layout = SignInLayout(
            words,
            ("signIns", "steps", "policies") if whole else (part,),
            for_programs=place.for_programs,
        )
        files.append((stack.enter_context(open_output(place, layout)), layout))
    return files


def _read(
    connection: Connection,
    cache: "SignInCache",
    files: "Files",
    now: datetime,
    verbosity: Verbosity,
) -> _Reading:
    """Read every sign-in into every file."""
    from mfa_audit.reports.sign_ins import SignInSummary

    summary = SignInSummary()

    async def work(session: Session) -> _Reading:
        reading = read_sign_ins(session, cache)
        async for records in reading.records():
            for record in records:
                summary.add(record)
            for out, _ in files:
                out.write(records)
        query = cache.query
        span = Window(query.begin, query.end)
        run = await log_run(session, span, _in_words(query), reading.notes)
        return _Reading(run, reading.gaps, summary)

    return run_in_session(connection, _SOURCES, work, now, verbosity, SIGN_INS)


def _in_words(query: "LogQuery") -> tuple[str, ...]:
    """The options that chose the sign-ins."""
    names = {word: name for name, word in _KINDS.items()}
    words = [f"--event-types {','.join(names[kind] for kind in query.event_types)}"]
    words += [f"--user {query.user}"] if query.user else []
    words += [f"--app {query.app}"] if query.app else []
    words += ["--failures-only"] if query.failures_only else []
    return tuple(words)


def _finish(reading: _Reading, files: "Files", verbosity: Verbosity, *, to_screen: bool) -> int:
    """Complete the files and say the summary; the exit code."""
    from mfa_audit.reports.sign_ins import sign_in_screen

    run, gaps, summary = reading
    written = [
        out.finish(layout.closing(run, gaps, summary, _SOURCES), "sign-in") for out, layout in files
    ]
    if to_screen:
        sys.stdout.write(sign_in_screen(summary) + "\n")
    else:
        say(sign_in_screen(summary), quiet=verbosity.quiet)
    say_notes(run, verbosity)
    return say_end(gaps, verbosity, *written)
