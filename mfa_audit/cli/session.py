"""A session with a tenant: sign in, open it, run the work, and print how it ended."""

import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mfa_audit import __version__
from mfa_audit.cli.console import ExitCode, say
from mfa_audit.cli.options import Connection, Verbosity
from mfa_audit.cli.output import Written
from mfa_audit.cli.progress import ACCOUNTS, Counted, Progress, progress
from mfa_audit.domain.accounts import Tenant
from mfa_audit.domain.run import AccountRun, Audit, Gap, LogRun, Note, Run
from mfa_audit.domain.sources import SOURCES, Source, permissions
from mfa_audit.errors import AccessError, ServiceError

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.registration import AccountRecord
    from mfa_audit.graph.directory import GraphDirectory
    from mfa_audit.graph.sign_in import Credential

CERTIFICATE_ENDS = (
    "the certificate of the sign-in ends on {date}, in {days} days: register a new one with the "
    "app, then replace the file"
)
# Days before the end of a certificate from which runs warn of it.
WARNED_DAYS = 30

T = TypeVar("T")
Sink = Callable[[list["AccountRecord"]], None]


class Session(NamedTuple):
    """A connection to one tenant. `run` has the facts that are known at the beginning: of the
    tenant only the id that the sign-in knows."""

    directory: "GraphDirectory"
    display: Progress
    run: Run

    def finished(self, tenant: Tenant, chosen: tuple[str, ...], notes: Sequence[Note]) -> Run:
        """The facts of the run after its work."""
        from msgspec.structs import replace

        return replace(
            self.run,
            tenant=tenant if tenant.id else self.run.tenant,
            chosen=chosen,
            traffic=self.directory.traffic,
            finished=datetime.now(UTC),
            notes=(*certificate_notes(self.run), *notes),
        )

    async def tenant(self) -> Tenant:
        """The tenant with its name, if the app or person may read that."""
        try:
            return await self.directory.tenant()
        except (AccessError, ServiceError):
            return self.run.tenant


def run_in_session(
    connection: Connection,
    sources: Sequence[Source],
    work: Callable[[Session], Coroutine[Any, Any, T]],
    now: datetime,
    verbosity: Verbosity,
    counted: Counted = ACCOUNTS,
) -> T:
    """Sign in for these sources and do the work, which began at `now`; the display counts
    `counted`. Raises what signing in and the work raise."""
    import asyncio

    # Before the bar starts: it would break the line with the device code, and run on while the
    # person signs in.
    credential = None if connection.demo else authenticate(connection, sources)
    with progress(counted, quiet=verbosity.quiet) as display:
        run = Run(
            version=__version__,
            started=now,
            cloud=connection.cloud,
            identity=credential.identity if credential else "nobody (demo tenant)",
            tenant=Tenant(credential.consent.tenant if credential else None),
            permissions=permissions(sources),
            certificate_expires=credential.certificate_expires if credential else None,
        )
        session = Session(open_directory(connection, credential, now, display), display, run)

        async def connected() -> T:
            async with session.directory:
                return await work(session)

        return asyncio.run(connected())


def run_audit(
    connection: Connection, request: "AuditRequest", sink: Sink, verbosity: Verbosity
) -> Audit:
    """Run the audit; every judged account goes to `sink`. Raises what `audit.collect` raises."""

    async def work(session: Session) -> Audit:
        from msgspec.structs import asdict

        from mfa_audit.audit.collect import Collection

        collection = Collection(session.directory, request, session.display)
        async for records in collection.records():
            sink(records)
        chosen = request.population_in_words
        run = AccountRun(
            **asdict(session.finished(collection.tenant, chosen, collection.notes)),
            definition=request.definition,
            counts=collection.counts,
            report_refreshed=collection.report_refreshed,
        )
        return Audit(run, collection.gaps)

    return run_in_session(connection, request.sources, work, request.now, verbosity)


def certificate_notes(run: Run) -> list[Note]:
    """A warning if the certificate of the sign-in ends within thirty days."""
    end = run.certificate_expires
    if end is None or (days := (end - run.started).days) >= WARNED_DAYS:
        return []
    return [Note(CERTIFICATE_ENDS, {"date": f"{end:%Y-%m-%d}", "days": days})]


def open_directory(
    connection: Connection, credential: "Credential | None", now: datetime, display: Progress
) -> "GraphDirectory":
    """The tenant of the sign-in; without a credential the demo tenant, whose logs end at `now`."""
    from mfa_audit.graph.pacing import UNLIMITED, Pacing

    max_wait, notice = connection.max_wait, display.notice
    if credential is None:
        from mfa_audit.graph.demo.emulator import demo_directory

        pacing = Pacing(max_wait=max_wait, notice=notice, limits=UNLIMITED)
        return demo_directory(connection.demo_week or 1, now, pacing)
    from mfa_audit.graph.directory import connect

    return connect(credential, Pacing(max_wait=max_wait, notice=notice))


def authenticate(connection: Connection, sources: Sequence[Source] = SOURCES) -> "Credential":
    """Sign in; a person consents to what these sources need. Raises what `graph.sign_in` raises."""
    from mfa_audit.graph.clouds import CLOUDS
    from mfa_audit.graph.sign_in import sign_in
    from mfa_audit.graph.transport import trust_operating_system

    trust_operating_system()
    return sign_in(
        connection.auth,
        CLOUDS[connection.cloud],
        connection.tenant,
        connection.client_id,
        console=person_at_console(),
        # Straight to the person: a device code does not belong in a log file.
        tell=lambda text: print(text, file=sys.stderr, flush=True),
        certificate=connection.certificate,
        remember=connection.remember,
        sources=sources,
    )


def person_at_console() -> bool:
    """Whether a person can answer: stdin and stderr are both a console."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def say_notes(run: LogRun, verbosity: Verbosity, before: str = "note: ") -> None:
    """Print each note; with --quiet only that the certificate ends soon."""
    urgent = certificate_notes(run)
    for note in run.notes:
        say(f"{before}{note}", quiet=verbosity.quiet and note not in urgent)


def say_end(gaps: Sequence[Gap], verbosity: Verbosity, *written: Written) -> int:
    """Print the gaps and what was written; the exit code.

    A file under another name than the requested one is named even with --quiet, and does not count
    as complete: who opens the requested name reads the old report.
    """
    if gaps:
        from msgspec.structs import replace

        from mfa_audit.reports.run_facts import gap_lines

        # A log file names no person; with --debug it has the same lines as stderr.
        logged = gaps if verbosity.debug else [replace(gap, named=()) for gap in gaps]
        say(gap_lines(gaps), logged=gap_lines(logged))
    moved = any(file.moved for file in written)
    for file in written:
        if file.sentence:
            say(file.sentence, quiet=verbosity.quiet and not moved)
    return ExitCode.WITH_GAPS if gaps or moved else ExitCode.COMPLETE


def say_audit_end(audit: Audit, verbosity: Verbosity, *written: Written) -> int:
    """Print the summary of an audit, its gaps and what was written; the exit code."""
    from mfa_audit.reports.run_facts import summary

    say(summary(audit), quiet=verbosity.quiet)
    if verbosity.quiet:
        for note in certificate_notes(audit.run):
            say(str(note))
    return say_end(audit.gaps, verbosity, *written)
