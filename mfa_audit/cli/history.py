"""`history`: what the audit log still knows of the old portal's reports."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.log_reading import log_run
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption
from mfa_audit.cli.permissions import SOURCES_OF
from mfa_audit.cli.progress import EVENTS
from mfa_audit.cli.run import Session
from mfa_audit.cli.table_output import Found, write_table
from mfa_audit.cli.window import FromOption, SinceOption, ToOption, window
from mfa_audit.domain.audit import Note
from mfa_audit.domain.history import REACHES_BACK, RETIRED, History
from mfa_audit.domain.log_sources import RISKS_SOURCE
from mfa_audit.domain.sources import Source

if TYPE_CHECKING:
    from mfa_audit.domain.history import Entry

DEFAULT_SINCE = "30d"


def history(
    options: Options,
    kind: Annotated[
        History,
        typer.Argument(
            help="blocked: users blocked and unblocked for MFA. bypassed: one-time bypasses and "
            "Temporary Access Passes. fraud: fraud and suspicious activity that users reported. "
            "registration: security info registered, changed and deleted, by whom. state: the "
            "per-user MFA state.",
        ),
    ],
    output: OutOption = None,
    since: SinceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    keep: KeepOption = None,
) -> int:
    """Tell from the audit log who was blocked, bypassed or registered (30 days back)."""
    from mfa_audit.reports.history import REPORTS

    span = window(since, from_, to, datetime.now(UTC), default=DEFAULT_SINCE)
    sources = sources_of(kind)

    async def read(session: Session) -> "Found[Entry]":
        from mfa_audit.audit.history import read_history
        from mfa_audit.graph.audit_log import AuditLog

        log = AuditLog(session.directory.reader)
        found, gaps = await read_history(log, kind, span.begin, span.end)
        notes = [Note(text) for text in (*RETIRED[kind], REACHES_BACK)]
        run = await log_run(session, options, span, sources, (str(kind),), notes)
        return Found(found, run, gaps)

    return write_table(options, output, keep, REPORTS[kind], sources, read, EVENTS)


def sources_of(kind: History) -> tuple[Source, ...]:
    """What this history is read from."""
    every = SOURCES_OF["history"]
    return every if kind is History.FRAUD else tuple(s for s in every if s != RISKS_SOURCE)
