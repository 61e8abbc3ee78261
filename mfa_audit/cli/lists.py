"""`registered` and `unregistered`: the two documented queries, one UPN a line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mfa_audit.cli.options import Options
from mfa_audit.cli.output import STDOUT, KeepOption, LiveOption, OutOption, destination, opened
from mfa_audit.cli.run import audit, conclude
from mfa_audit.domain.audit import Audit
from mfa_audit.domain.standing import AccountRecord, Registered
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest

BlockedOption = Annotated[
    bool,
    typer.Option("--include-blocked", help="Blocked accounts too, as the 2018 query had it."),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        help="For a file: classic, full or column names, comma-separated.", metavar="NAME,..."
    ),
]


class _Asked(NamedTuple):
    blocked: bool
    live: bool


def registered(
    options: Options,
    output: OutOption = None,
    include_blocked: BlockedOption = False,
    live: LiveOption = False,
    columns: ColumnsOption = None,
    keep: KeepOption = None,
) -> int:
    """List the accounts that have registered for MFA."""
    return _list(Registered.YES, options, output, _Asked(include_blocked, live), columns, keep)


def unregistered(
    options: Options,
    output: OutOption = None,
    include_blocked: BlockedOption = False,
    live: LiveOption = False,
    columns: ColumnsOption = None,
    keep: KeepOption = None,
) -> int:
    """List the accounts that have not registered for MFA."""
    return _list(Registered.NO, options, output, _Asked(include_blocked, live), columns, keep)


def _list(
    wanted: Registered,
    options: Options,
    output: Path | None,
    asked: "_Asked",
    columns: str | None,
    keep: int | None,
) -> int:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.reports.registration import properties

    if output is None and options.format is None:
        if columns is not None or keep is not None:
            raise UsageError("--columns and --keep are for a file.", "Add -o FILE.")
        return _print_list(wanted, options, asked)
    to = destination(options, output or STDOUT, columns, classic="userPrincipalName", keep=keep)
    request = AuditRequest(options.definition, asked.blocked, properties(to.columns), asked.live)
    with opened(to) as out:
        result, found = _find(wanted, options, request)
        out.write(found)
        return conclude(result, options, out.finish(result), moved=out.moved)


def _print_list(wanted: Registered, options: Options, asked: "_Asked") -> int:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.formats.cells import clean

    request = AuditRequest(options.definition, asked.blocked, live=asked.live)
    result, found = _find(wanted, options, request)
    names = (clean(record.account.user_principal_name) for record in found)
    sys.stdout.write("".join(name.replace("\n", " ") + "\n" for name in names))
    sys.stdout.flush()
    return conclude(result, options)


def _find(
    wanted: Registered, options: Options, request: "AuditRequest"
) -> tuple[Audit, list[AccountRecord]]:
    """The audit, and the wanted records by UPN without regard to case."""
    found: list[AccountRecord] = []

    def keep(records: list[AccountRecord]) -> None:
        found.extend(r for r in records if r.standing.registered is wanted)

    result = audit(options, request, keep)
    found.sort(key=_by_name)
    return result, found


def _by_name(record: AccountRecord) -> tuple[str, str]:
    name = record.account.user_principal_name
    return name.casefold(), name
