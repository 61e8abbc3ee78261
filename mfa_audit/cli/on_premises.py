"""`on-premises`: the NPS extension and AD FS, as the sign-in log shows them."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from mfa_audit.cli.logs import (
    FromOption,
    LogRecords,
    ResumeOption,
    SinceOption,
    ToOption,
    log_run,
    read_sign_ins,
    sign_in_cache,
    window,
    write_table,
)
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, list_place
from mfa_audit.cli.progress import SIGN_INS
from mfa_audit.cli.session import Session, run_in_session
from mfa_audit.domain.run import Note
from mfa_audit.domain.sources import sources_read_by

if TYPE_CHECKING:
    from mfa_audit.audit.sign_in_cache import SignInCache
    from mfa_audit.reports.on_premises import ComponentRow


def on_premises(
    options: Options,
    output: OutOption = None,
    since: SinceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    resume: ResumeOption = False,
    keep: KeepOption = None,
) -> int:
    """Tell how the NPS extension and AD FS are used, and which are quiet (30 days back)."""
    from mfa_audit.domain.sign_ins import LogQuery
    from mfa_audit.reports.on_premises import ON_PREMISES_REPORT

    now, verbosity, connection = datetime.now(UTC), options.verbosity, options.connection
    sources = sources_read_by("on-premises")
    query = LogQuery(*window(since, from_, to, now, default="30d"))
    with sign_in_cache(connection, "on-premises", query, resume=resume) as cache:
        work = partial(_read, cache=cache)
        collect = partial(run_in_session, connection, sources, work, now, verbosity, SIGN_INS)
        place = list_place(options.file_style(now), output, keep)
        return write_table(ON_PREMISES_REPORT, sources, collect, place, options.lang, verbosity)


async def _read(session: Session, cache: "SignInCache") -> "LogRecords[ComponentRow]":
    """Every sign-in of the window, counted by the component that it came through."""
    from mfa_audit.audit.sign_ins import retention_notes
    from mfa_audit.domain.on_premises import OnPremises
    from mfa_audit.reports.on_premises import INTERACTIVE_NOTE, MFA_SERVER_NOTE, component_rows

    reading = read_sign_ins(session, cache)
    components = OnPremises()
    async for records in reading.records():
        components.add(records)
    query = cache.query
    reach = retention_notes(query.begin, session.run.started, reading.counts.oldest)
    notes = [Note(MFA_SERVER_NOTE), Note(INTERACTIVE_NOTE), *reach]
    run = await log_run(session, query, (), notes)
    return LogRecords(component_rows(components, query.end), run, [])
