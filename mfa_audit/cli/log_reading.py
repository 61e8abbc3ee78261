"""Reading a log: what sign-ins, on-premises and history have in common.

Not here: what each makes of it, and where that goes (`output`).
"""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit import __version__
from mfa_audit.cli.options import Options
from mfa_audit.cli.run import Session, certificate_notes, tenant_of_session
from mfa_audit.cli.window import Window
from mfa_audit.domain.audit import LogRun, Note
from mfa_audit.domain.sources import Source, permissions

if TYPE_CHECKING:
    from mfa_audit.audit.sign_ins import SignInReading
    from mfa_audit.audit.slices import Slices
    from mfa_audit.domain.sign_ins import LogQuery

ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on where a run of the same call broke off.")
]


@contextlib.contextmanager
def slices_of(
    options: Options, command: str, query: "LogQuery", *, resume: bool
) -> "Iterator[Slices]":
    """Where the sign-ins of `query` are kept while `command` reads them, and after a run that broke
    off. Raises what `Slices` raises."""
    from mfa_audit.audit.slices import Slices, default_folder

    owner = f"{command} {options.cloud} {options.tenant} {options.client_id} {options.demo}"
    with Slices(default_folder(), owner, query, resume=resume) as slices:
        yield slices
        slices.remove()


def sign_in_reading(session: Session, slices: "Slices", now: datetime) -> "SignInReading":
    """The reading of the window of `slices`, its progress shown. `now` is when the window was
    reckoned: signing in may take a person minutes."""
    from mfa_audit.audit.sign_ins import SignInReading
    from mfa_audit.graph.logs import SignInLog

    def tell(read: int, part: float) -> None:
        session.display(round(read / part) if part else 0, read)

    return SignInReading(SignInLog(session.directory.reader), slices, now, tell)


async def log_run(
    session: Session,
    options: Options,
    window: Window,
    sources: Sequence[Source],
    asked: tuple[str, ...],
    notes: Sequence[Note],
) -> LogRun:
    """The facts of a run whose reading has just ended."""
    run = LogRun(
        __version__,
        session.started,
        window.begin,
        window.end,
        options.cloud,
        session.identity,
        await tenant_of_session(session),
        permissions(sources),
        asked,
        session.directory.traffic,
        datetime.now(UTC),
        session.certificate_expires,
    )
    run.notes = (*certificate_notes(run), *notes)
    return run
