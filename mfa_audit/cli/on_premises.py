"""`on-premises`: the NPS extension and AD FS, as the sign-in log shows them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mfa_audit.cli.log_reading import ResumeOption, log_run, sign_in_reading, slices_of
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption
from mfa_audit.cli.permissions import SOURCES_OF
from mfa_audit.cli.progress import SIGN_INS
from mfa_audit.cli.run import Session
from mfa_audit.cli.table_output import Found, write_table
from mfa_audit.cli.window import FromOption, SinceOption, ToOption, Window, window
from mfa_audit.domain.audit import Note

if TYPE_CHECKING:
    from mfa_audit.audit.slices import Slices
    from mfa_audit.reports.on_premises import ComponentRow

SOURCES = SOURCES_OF["on-premises"]
DEFAULT_SINCE = "30d"


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
    from mfa_audit.reports.on_premises import REPORT

    now = datetime.now(UTC)
    span = window(since, from_, to, now, default=DEFAULT_SINCE)
    query = LogQuery(span.begin, span.end)
    with slices_of(options, "on-premises", query, resume=resume) as slices:

        async def read(session: Session) -> "Found[ComponentRow]":
            return await _read(session, options, slices, now)

        return write_table(options, output, keep, REPORT, SOURCES, read, SIGN_INS)


async def _read(
    session: Session, options: Options, slices: "Slices", now: datetime
) -> "Found[ComponentRow]":
    """Every sign-in of the window, counted by what it came through."""
    from mfa_audit.audit.sign_ins import retention_notes
    from mfa_audit.domain.on_premises import OnPremises
    from mfa_audit.reports.on_premises import INTERACTIVE_NOTE, MFA_SERVER_NOTE, component_rows

    reading = sign_in_reading(session, slices, now)
    found = OnPremises()
    async for records in reading.records():
        found.add(records)
    span = Window(slices.query.begin, slices.query.end)
    reach = retention_notes(span.begin, now, reading.counts.oldest)
    notes = [Note(MFA_SERVER_NOTE), Note(INTERACTIVE_NOTE), *reach]
    run = await log_run(session, options, span, SOURCES, (), notes)
    return Found(component_rows(found, span.end), run, [])
