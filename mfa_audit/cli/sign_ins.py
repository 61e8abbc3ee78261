"""`sign-ins`: what the sign-ins show of MFA, one row each, and the page's questions answered."""

import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mfa_audit.cli.boundary import say
from mfa_audit.cli.ending import ending, tell_notes
from mfa_audit.cli.log_reading import ResumeOption, log_run, sign_in_reading, slices_of
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, Output, destination, opened, place
from mfa_audit.cli.permissions import SOURCES_OF
from mfa_audit.cli.progress import SIGN_INS
from mfa_audit.cli.run import Session, in_session
from mfa_audit.cli.window import FromOption, SinceOption, ToOption, Window, window
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

if TYPE_CHECKING:
    from mfa_audit.audit.slices import Slices
    from mfa_audit.domain.audit import Gap, LogRun
    from mfa_audit.domain.sign_in_verdict import SignInRecord
    from mfa_audit.domain.sign_ins import LogQuery
    from mfa_audit.reports.sign_in_summary import Summary
    from mfa_audit.reports.sign_in_workbook import SignInLayout

    Files = list[tuple[Output[SignInRecord], SignInLayout]]

SOURCES = SOURCES_OF["sign-ins"]
DEFAULT_SINCE = "7d"
_KINDS = {"interactive": "interactiveUser", "non-interactive": "nonInteractiveUser"}


class _Found(NamedTuple):
    """What was read, when it has all been."""

    run: "LogRun"
    gaps: list["Gap"]
    summary: "Summary"


def sign_ins(
    options: Options,
    output: OutOption = None,
    since: SinceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    user: Annotated[str | None, typer.Option(help="Only this person's.", metavar="UPN|ID")] = None,
    app: Annotated[str | None, typer.Option(help="Only to this app.", metavar="NAME|ID")] = None,
    event_types: Annotated[
        str,
        typer.Option(
            "--event-types",
            help="interactive, non-interactive, or both with a comma between them.",
            metavar="KIND,...",
        ),
    ] = "interactive",
    failures_only: Annotated[
        bool, typer.Option("--failures-only", help="Only sign-ins that failed.")
    ] = False,
    steps: Annotated[
        Path | None,
        typer.Option(
            help="A file with a row for each authentication step; a workbook and JSON have them.",
            metavar="FILE",
        ),
    ] = None,
    policies: Annotated[
        Path | None,
        typer.Option(
            help="A file with a row for each Conditional Access policy, likewise.", metavar="FILE"
        ),
    ] = None,
    resume: ResumeOption = False,
    keep: KeepOption = None,
) -> int:
    """Tell from the sign-in log who was asked for MFA, and how that ended (7 days back)."""
    from mfa_audit.domain.sign_ins import LogQuery

    now = datetime.now(UTC)
    span = window(since, from_, to, now, default=DEFAULT_SINCE)
    query = LogQuery(span.begin, span.end, user, app, _kinds(event_types), failures_only)
    output = destination(options, output)
    with contextlib.ExitStack() as stack:
        # The files first: a folder that cannot be written is told before the tenant is read.
        files = _opened(stack, options, output, steps, policies, keep)
        slices = stack.enter_context(slices_of(options, "sign-ins", query, resume=resume))
        found = _read(options, slices, files, now)
        return _conclude(options, found, files, to_screen=output is None)


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


def _opened(
    stack: contextlib.ExitStack,
    options: Options,
    output: Path | None,
    steps: Path | None,
    policies: Path | None,
    keep: int | None,
) -> "Files":
    """The files that are asked for: all three tables in a workbook or JSON, else one in each."""
    from mfa_audit.reports.language import SIGN_INS, words_of
    from mfa_audit.reports.sign_in_workbook import SignInLayout

    asked = [(output, "signIns"), (steps, "steps"), (policies, "policies")]
    places = [(place(options, path, keep), part) for path, part in asked if path is not None]
    names = [to.path for to, _ in places]
    if len(set(names)) < len(names):
        raise UsageError("Two of the files have the same name.", "Give each its own.")
    files: Files = []
    for to, part in places:
        whole = part == "signIns" and to.format is not Format.CSV
        layout = SignInLayout(
            words_of(options.lang, SIGN_INS),
            ("signIns", "steps", "policies") if whole else (part,),
            for_programs=to.for_programs,
        )
        files.append((stack.enter_context(opened(to, options, layout)), layout))
    return files


def _read(options: Options, slices: "Slices", files: "Files", now: datetime) -> _Found:
    """Every sign-in into every file."""
    from mfa_audit.reports.sign_in_summary import Summary

    summary = Summary()

    async def work(session: Session) -> _Found:
        reading = sign_in_reading(session, slices, now)
        async for records in reading.records():
            for record in records:
                summary.add(record)
            for out, _ in files:
                out.write(records)
        query = slices.query
        span = Window(query.begin, query.end)
        run = await log_run(session, options, span, SOURCES, _in_words(query), reading.notes)
        return _Found(run, reading.gaps, summary)

    return in_session(options, SOURCES, work, SIGN_INS)


def _in_words(query: "LogQuery") -> tuple[str, ...]:
    """The options that chose the sign-ins."""
    names = {word: name for name, word in _KINDS.items()}
    words = [f"--event-types {','.join(names[kind] for kind in query.event_types)}"]
    words += [f"--user {query.user}"] if query.user else []
    words += [f"--app {query.app}"] if query.app else []
    words += ["--failures-only"] if query.failures_only else []
    return tuple(words)


def _conclude(options: Options, found: _Found, files: "Files", *, to_screen: bool) -> int:
    """Complete the files and tell the summary; the exit code."""
    from mfa_audit.reports.sign_in_summary import screen

    written = [
        out.finish(layout.closing(found.run, found.gaps, found.summary, SOURCES), "sign-in")
        for out, layout in files
    ]
    if to_screen:
        sys.stdout.write(screen(found.summary) + "\n")
    else:
        say(screen(found.summary), quiet=options.quiet)
    tell_notes(options, found.run)
    return ending(options, found.gaps, *written)
