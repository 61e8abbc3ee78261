"""`sign-ins`: the MFA of each sign-in in a row of its own, and the questions that they answer."""

import contextlib
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.console import say
from mfa_audit.cli.logs import (
    FromOption,
    ResumeOption,
    SinceOption,
    ToOption,
    log_run,
    read_sign_ins,
    sign_in_cache,
    window,
)
from mfa_audit.cli.options import Options
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

# Graph's words for the kinds of sign-ins.
_KINDS = {"interactive": "interactiveUser", "non-interactive": "nonInteractiveUser"}

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
    from mfa_audit.reports.sign_ins import SignInSummary, sign_in_screen

    now, verbosity, connection = datetime.now(UTC), options.verbosity, options.connection
    begin, end = window(since, from_, to, now, default="7d")
    query = LogQuery(begin, end, user, app, _kinds(event_types), failures_only)
    style, sources = options.file_style(now), sources_read_by("sign-ins")
    places = {
        "signIns": list_place(style, output, keep),
        "steps": output_place(style, steps, keep) if steps else None,
        "policies": output_place(style, policies, keep) if policies else None,
    }
    words, summary = words_of(options.lang, LOG_CONTEXT), SignInSummary()
    with contextlib.ExitStack() as stack:
        # The files first: a folder that cannot be written is reported before the tenant is read.
        files = _open_files(stack, places, words)
        cache = stack.enter_context(sign_in_cache(connection, "sign-ins", query, resume=resume))
        read = partial(_read, cache=cache, files=files, summary=summary)
        run, gaps = run_in_session(connection, sources, read, now, verbosity, SIGN_INS)
        written = [
            out.finish(layout.closing(run, gaps, summary, sources), "sign-in")
            for out, layout in files
        ]
        if places["signIns"] is None:
            sys.stdout.write(sign_in_screen(summary) + "\n")
        else:
            say(sign_in_screen(summary), quiet=verbosity.quiet)
        say_notes(run, verbosity)
        return say_end(gaps, verbosity, *written)


def _kinds(text: str) -> tuple[str, ...]:
    """Graph's words for these kinds. Raises UsageError for an unknown kind, and for none."""
    names = [part for name in text.split(",") if (part := name.strip().casefold())]
    known = f"Known: {', '.join(_KINDS)}."
    for name in names:
        if name not in _KINDS:
            raise UsageError(f"--event-types: there is no kind {name!r}.", known)
    if not names:
        raise UsageError("--event-types names no kind.", known)
    return tuple(dict.fromkeys(_KINDS[name] for name in names))


def _open_files(
    stack: contextlib.ExitStack, places: dict[str, Place | None], words: "Words"
) -> "Files":
    """The files at these places: all three tables in a workbook or JSON of sign-ins, else one table
    in each."""
    from mfa_audit.reports.sign_ins import SignInLayout

    wanted = {part: place for part, place in places.items() if place}
    if len({place.path for place in wanted.values()}) < len(wanted):
        raise UsageError("Two of the files have the same name.", "Give each its own.")
    files: Files = []
    for part, place in wanted.items():
        whole = part == "signIns" and place.format is not Format.CSV
        parts = tuple(places) if whole else (part,)
        layout = SignInLayout(words, parts, for_programs=place.for_programs)
        files.append((stack.enter_context(open_output(place, layout)), layout))
    return files


async def _read(
    session: Session, cache: "SignInCache", files: "Files", summary: "SignInSummary"
) -> "tuple[LogRun, list[Gap]]":
    """Read every sign-in into every file and the summary."""
    reading = read_sign_ins(session, cache)
    async for records in reading.records():
        for record in records:
            summary.add(record)
        for out, _ in files:
            out.write(records)
    query = cache.query
    return await log_run(session, query, _in_words(query), reading.notes), reading.gaps


def _in_words(query: "LogQuery") -> tuple[str, ...]:
    """The options that chose the sign-ins."""
    names = {word: name for name, word in _KINDS.items()}
    words = [f"--event-types {','.join(names[kind] for kind in query.event_types)}"]
    words += [f"--user {query.user}"] if query.user else []
    words += [f"--app {query.app}"] if query.app else []
    words += ["--failures-only"] if query.failures_only else []
    return tuple(words)
