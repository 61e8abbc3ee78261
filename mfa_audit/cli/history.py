"""`history`: what the audit log still knows of the old portal's reports."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.logs import (
    FromOption,
    LogRecords,
    SinceOption,
    ToOption,
    log_run,
    window,
    write_table,
)
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, list_place
from mfa_audit.cli.progress import EVENTS
from mfa_audit.cli.session import Session, run_in_session
from mfa_audit.domain.history import History
from mfa_audit.domain.sources import RISKS_SOURCE, Source, sources_read_by

if TYPE_CHECKING:
    from mfa_audit.domain.history import Entry

# fmt: off
KindArgument = Annotated[History, typer.Argument(
    help="blocked: users blocked and unblocked for MFA. bypassed: one-time bypasses and Temporary "
    "Access Passes. fraud: fraud and suspicious activity that users reported. registration: "
    "security info registered, changed and deleted, by whom. state: the per-user MFA state.")]
# fmt: on


def history(
    options: Options,
    kind: KindArgument,
    output: OutOption = None,
    since: SinceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    keep: KeepOption = None,
) -> int:
    """Tell from the audit log who was blocked, bypassed or registered (30 days back)."""
    from mfa_audit.reports.history import HISTORY_REPORTS

    now, verbosity = datetime.now(UTC), options.verbosity
    sources, span = history_sources(kind), window(since, from_, to, now, default="30d")

    async def read(session: Session) -> "LogRecords[Entry]":
        from mfa_audit.audit.history import history_notes, read_history
        from mfa_audit.graph.logs import AuditLog

        log = AuditLog(session.directory.reader)
        entries, gaps = await read_history(log, kind, span.begin, span.end)
        run = await log_run(session, span, (str(kind),), history_notes(kind))
        return LogRecords(entries, run, gaps)

    place = list_place(options.file_style(now), output, keep)
    collect = partial(run_in_session, options.connection, sources, read, now, verbosity, EVENTS)
    return write_table(HISTORY_REPORTS[kind], sources, collect, place, options.lang, verbosity)


def history_sources(kind: History) -> tuple[Source, ...]:
    """The sources of this history."""
    every = sources_read_by("history")
    return every if kind is History.FRAUD else tuple(s for s in every if s != RISKS_SOURCE)
