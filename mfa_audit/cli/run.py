"""A session with a tenant, for every command that asks one; and the audit of report, registered and
unregistered. Not here: how a run ends (`ending`).
"""

import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mfa_audit import __version__
from mfa_audit.cli.options import Options, seconds
from mfa_audit.cli.progress import ACCOUNTS, Progress, Things, progress
from mfa_audit.domain.audit import Audit, LogRun, Note, RunFacts
from mfa_audit.domain.facts import Tenant
from mfa_audit.domain.sources import SOURCES, Source, permissions
from mfa_audit.errors import AccessError, ServiceError

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.standing import AccountRecord
    from mfa_audit.graph.credentials import SignIn
    from mfa_audit.graph.directory import GraphDirectory

CERTIFICATE_ENDS = (
    "the certificate of the sign-in ends on {date}, in {days} days: register a new one with the "
    "app, then replace the file"
)
# Days before its end from which a certificate is warned of.
WARNED_DAYS = 30

T = TypeVar("T")
Sink = Callable[[list["AccountRecord"]], None]


class Session(NamedTuple):
    """A connection to one tenant, and who made it."""

    directory: "GraphDirectory"
    display: Progress
    started: datetime
    identity: str
    tenant: Tenant
    certificate_expires: datetime | None


def in_session(
    options: Options,
    sources: Sequence[Source],
    work: Callable[[Session], Coroutine[Any, Any, T]],
    things: Things = ACCOUNTS,
) -> T:
    """Sign in for these sources, and do the work, which is seen to count `things`. Raises what
    signing in and the work raise."""
    import asyncio

    started = datetime.now(UTC)
    # Before the bar: a live bar would break the line with the device code, and turn for as long as
    # the person takes.
    signed_in = None if options.demo else authenticate(options, sources)
    with progress(things, quiet=options.quiet) as display:
        session = Session(
            real_directory(signed_in, options, display)
            if signed_in
            else demo_directory(options, display),
            display,
            started,
            signed_in.identity if signed_in else "nobody (demo tenant)",
            Tenant(signed_in.consent.tenant) if signed_in else Tenant(),
            signed_in.certificate_expires if signed_in else None,
        )

        async def connected() -> T:
            async with session.directory:
                return await work(session)

        return asyncio.run(connected())


def audit(options: Options, request: "AuditRequest", sink: Sink) -> Audit:
    """Run the audit; every judged account goes through `sink`. Raises what `audit.collect` does."""

    async def work(session: Session) -> Audit:
        from mfa_audit.audit.collect import Collection

        collection = Collection(session.directory, request, session.display)
        async for records in collection.records():
            sink(records)
        run = RunFacts(
            version=__version__,
            started=session.started,
            definition=options.definition,
            cloud=options.cloud,
            identity=session.identity,
            tenant=collection.tenant if collection.tenant.id else session.tenant,
            counts=collection.counts,
            traffic=session.directory.traffic,
            finished=datetime.now(UTC),
            certificate_expires=session.certificate_expires,
            report_refreshed=collection.report_refreshed,
            permissions=permissions(request.sources),
            population=request.population_in_words,
        )
        run.notes = (*certificate_notes(run), *collection.notes)
        return Audit(run, collection.gaps)

    return in_session(options, request.sources, work)


async def tenant_of_session(session: Session) -> Tenant:
    """With its name where that may be read; it costs nothing where not."""
    try:
        tenant = await session.directory.tenant()
    except (AccessError, ServiceError):
        return session.tenant
    return tenant if tenant.id else session.tenant


def certificate_notes(run: RunFacts | LogRun) -> list[Note]:
    """A warning from thirty days before the certificate of the sign-in ends."""
    if run.certificate_expires is None:
        return []
    days = (run.certificate_expires - run.started).days
    if days >= WARNED_DAYS:
        return []
    return [Note(CERTIFICATE_ENDS, {"date": f"{run.certificate_expires:%Y-%m-%d}", "days": days})]


def demo_directory(options: Options, display: Progress) -> "GraphDirectory":
    """The built-in demo tenant, in the week that the options name."""
    from kiota_abstractions.authentication import AnonymousAuthenticationProvider

    from mfa_audit.graph.clouds import CLOUDS
    from mfa_audit.graph.demo.bodies import REFRESHED
    from mfa_audit.graph.demo.contoso import TENANT_ID, assignments, groups, people
    from mfa_audit.graph.demo.emulator import EmulatedTenant
    from mfa_audit.graph.demo.week_two import REFRESHED_THEN, a_week_later
    from mfa_audit.graph.directory import GraphDirectory
    from mfa_audit.graph.pacing import UNLIMITED, Pacing
    from mfa_audit.graph.problems import Consent

    first_week = options.demo_week == 1
    tenant = EmulatedTenant(
        people() if first_week else a_week_later(people()),
        groups=groups(),
        assignments=assignments(),
        refreshed=REFRESHED if first_week else REFRESHED_THEN,
        logs_end=datetime.now(UTC),
    )
    return GraphDirectory(
        AnonymousAuthenticationProvider(),
        tenant,
        Consent(CLOUDS["global"], TENANT_ID, None),
        Pacing(max_wait=seconds(options.max_wait), notice=display.notice, limits=UNLIMITED),
    )


def authenticate(options: Options, sources: Sequence[Source] = SOURCES) -> "SignIn":
    """Sign in as the options say, a person for these sources. Raises what `credentials.sign_in`
    raises."""
    from mfa_audit.graph.clouds import CLOUDS
    from mfa_audit.graph.credentials import sign_in
    from mfa_audit.graph.network import trust_operating_system

    trust_operating_system()
    return sign_in(
        options.auth,
        CLOUDS[options.cloud],
        options.tenant,
        options.client_id,
        console=person_at_console(),
        # Straight to the person: a device code is no matter for a log file.
        tell=lambda text: print(text, file=sys.stderr, flush=True),
        certificate=options.certificate,
        remember=options.remember,
        sources=sources,
    )


def real_directory(signed_in: "SignIn", options: Options, display: Progress) -> "GraphDirectory":
    """The tenant of the sign-in."""
    from mfa_audit.graph.network import connect
    from mfa_audit.graph.pacing import Pacing

    return connect(signed_in, Pacing(max_wait=seconds(options.max_wait), notice=display.notice))


def person_at_console() -> bool:
    """Whether somebody is there to be asked: both what we read and what we say is a console."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
