"""`registered` and `unregistered`: the two documented queries, one UPN a line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.asked import (
    Asked,
    ExcludeOption,
    LiveOption,
    OnlyGroupOption,
    OnlyOption,
    asked,
    layout_of,
    request,
)
from mfa_audit.cli.ending import conclude
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, destination, opened, place
from mfa_audit.cli.run import audit
from mfa_audit.domain.audit import Audit
from mfa_audit.domain.standing import AccountRecord, Registered
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

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


def registered(
    options: Options,
    output: OutOption = None,
    include_blocked: BlockedOption = False,
    exclude: ExcludeOption = None,
    only: OnlyOption = None,
    only_group: OnlyGroupOption = None,
    live: LiveOption = False,
    columns: ColumnsOption = None,
    keep: KeepOption = None,
) -> int:
    """List the accounts that have registered for MFA."""
    whom = asked(exclude, only, only_group, blocked=include_blocked, live=live)
    return _list(Registered.YES, options, output, whom, columns, keep)


def unregistered(
    options: Options,
    output: OutOption = None,
    include_blocked: BlockedOption = False,
    exclude: ExcludeOption = None,
    only: OnlyOption = None,
    only_group: OnlyGroupOption = None,
    live: LiveOption = False,
    columns: ColumnsOption = None,
    keep: KeepOption = None,
) -> int:
    """List the accounts that have not registered for MFA."""
    whom = asked(exclude, only, only_group, blocked=include_blocked, live=live)
    return _list(Registered.NO, options, output, whom, columns, keep)


def _list(
    wanted: Registered,
    options: Options,
    output: Path | None,
    whom: Asked,
    columns: str | None,
    keep: int | None,
) -> int:
    from mfa_audit.domain.privacy import Privacy
    from mfa_audit.reports.choice import PAGE, choose
    from mfa_audit.reports.pages import Provenance
    from mfa_audit.reports.registration import CLASSIC, FULL

    output = destination(options, output)
    if output is None:
        if columns is not None or keep is not None:
            raise UsageError("--columns and --keep are for a file.", "Add -o FILE.")
        return _print_list(wanted, options, whom)
    to = place(options, output, keep)
    usual = {Format.CSV: CLASSIC[:1], Format.HTML: PAGE}.get(to.format, FULL)
    chosen = choose(columns) if columns else usual
    layout = layout_of(options, to, chosen)
    asks = request(options, layout.columns, whom)
    with opened(to, options, layout) as out:
        result, found = _find(wanted, options, asks)
        # So that nobody compares the list with a report as if both were about the same accounts.
        result.run.population = (*result.run.population, f"only those {wanted}")
        out.write(Privacy().records(found))
        end = layout.closing(result, Provenance(asks.sources, out.digest))
        return conclude(result, options, out.finish(end, "account"))


def _print_list(wanted: Registered, options: Options, whom: Asked) -> int:
    from mfa_audit.formats.cells import clean

    result, found = _find(wanted, options, request(options, (), whom))
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
