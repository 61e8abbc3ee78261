"""`report`: every account with the columns of the documented export and more; `registered` and
`unregistered`: the two documented queries, one UPN a line."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.account_options import (
    ExcludeOption,
    LiveOption,
    OnlyGroupOption,
    OnlyOption,
    account_layout,
    audit_request,
    read_filter,
)
from mfa_audit.cli.fail_on import FailOnOption, apply_rules, read_rules, rule_sources
from mfa_audit.cli.options import Connection, Options, Verbosity
from mfa_audit.cli.output import (
    KeepOption,
    OutOption,
    list_place,
    open_output,
    output_place,
    report_path,
)
from mfa_audit.cli.privacy import PersonalOption, PseudonymiseOption, privacy
from mfa_audit.cli.read_back import CompareOption, read_baseline
from mfa_audit.cli.session import run_audit, say_audit_end
from mfa_audit.domain.registration import AccountRecord, Registered
from mfa_audit.domain.run import Audit
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest


# fmt: off
ExcludeBlockedOption = Annotated[bool, typer.Option(
    "--exclude-blocked", help="Short for --exclude blocked.")]
LastSignInOption = Annotated[bool, typer.Option(
    "--last-sign-in", help="When each account signed in last; takes longer, needs P1.")]
DetailsOption = Annotated[bool, typer.Option(
    "--details",
    help="Phone numbers, devices and keys, masked; asks for every account one by one.")]
ReportColumnsOption = Annotated[str | None, typer.Option(
    metavar="classic|full|NAME,...",
    help="classic: the three of the documented export (default for CSV); full: all (default for "
    "XLSX and JSON; HTML has those that fit on a page); m365 or msidentitytools: as those tools "
    "name them; or names, comma-separated, as `mfa-audit columns` lists them.")]
# fmt: on


def report(
    options: Options,
    output: OutOption = None,
    exclude_blocked: ExcludeBlockedOption = False,
    exclude: ExcludeOption = None,
    only: OnlyOption = None,
    only_group: OnlyGroupOption = None,
    live: LiveOption = False,
    last_sign_in: LastSignInOption = False,
    details: DetailsOption = False,
    show_personal_data: PersonalOption = False,
    pseudonymise: PseudonymiseOption = None,
    columns: ReportColumnsOption = None,
    keep: KeepOption = None,
    compare_with: CompareOption = None,
    fail_on: FailOnOption = None,
) -> int:
    """Write a report of all accounts (MFA_Report.csv unless -o names another file)."""
    from mfa_audit.domain.figures import amounts
    from mfa_audit.reports.account_columns import CLASSIC, DETAILS, FULL, LAST_SIGN_IN
    from mfa_audit.reports.account_pages import Provenance
    from mfa_audit.reports.column_sets import PAGE, choose_columns

    now, verbosity = datetime.now(UTC), options.verbosity
    rules = read_rules(fail_on, compared=compare_with is not None)
    accounts = read_filter(exclude, only, only_group, blocked=not exclude_blocked, live=live)
    shield = privacy(pseudonymise, shown=show_personal_data, details=details)
    style = options.file_style(now)
    place = output_place(style, report_path(style, output), keep)
    usual = {Format.CSV: CLASSIC, Format.HTML: PAGE}.get(place.format, FULL)
    chosen = choose_columns(columns) if columns else usual
    more = (*(LAST_SIGN_IN if last_sign_in else ()), *(DETAILS if details else ()))
    layout = account_layout(place, tuple(dict.fromkeys((*chosen, *more))), whole=True)
    also = rule_sources(rules)
    request = audit_request(
        options.definition, now, layout.columns, accounts, population=True, also=also
    )
    baseline = read_baseline(compare_with, place, options.tenant)

    def take(records: list[AccountRecord]) -> None:
        out.write(shield.records(records))
        if baseline:
            baseline.add(records)

    with open_output(place, layout) as out:
        audit = shield.audit(run_audit(options.connection, request, take, verbosity))
        closing = layout.closing(audit, Provenance(request.sources, out.digest))
        if baseline:
            closing = baseline.with_changes(closing, audit.run, place)
        code = say_audit_end(audit, verbosity, out.finish(closing, "account"))
    figures = amounts(audit.run.counts)
    if baseline:
        figures |= baseline.say_changes([column.key for column in layout.columns], verbosity)
    return apply_rules(rules, figures, code)


# fmt: off
BlockedOption = Annotated[bool, typer.Option(
    "--include-blocked", help="Blocked accounts too, as the 2018 query had it.")]
ColumnsOption = Annotated[str | None, typer.Option(
    metavar="NAME,...", help="For a file: classic, full or column names, comma-separated.")]
# fmt: on


def _list_command(wanted: Registered, name: str, help: str) -> Callable[..., int]:
    """The command that lists the accounts with this verdict."""

    def command(
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
        from mfa_audit.domain.privacy import Privacy
        from mfa_audit.reports.account_columns import CLASSIC, FULL
        from mfa_audit.reports.account_pages import Provenance
        from mfa_audit.reports.column_sets import PAGE, choose_columns

        now, verbosity, connection = datetime.now(UTC), options.verbosity, options.connection
        accounts = read_filter(exclude, only, only_group, blocked=include_blocked, live=live)
        place = list_place(options.file_style(now), output, keep)
        if place is None:
            if columns is not None or keep is not None:
                raise UsageError("--columns and --keep are for a file.", "Add -o FILE.")
            request = audit_request(options.definition, now, (), accounts)
            audit, records = _find(wanted, connection, request, verbosity)
            _print_names(records)
            return say_audit_end(audit, verbosity)
        usual = {Format.CSV: CLASSIC[:1], Format.HTML: PAGE}.get(place.format, FULL)
        layout = account_layout(place, choose_columns(columns) if columns else usual)
        request = audit_request(options.definition, now, layout.columns, accounts)
        with open_output(place, layout) as out:
            audit, records = _find(wanted, connection, request, verbosity)
            # So that the list is not compared with a report as if both had the same accounts.
            audit.run.chosen = (*audit.run.chosen, f"only those {wanted}")
            out.write(Privacy().records(records))
            closing = layout.closing(audit, Provenance(request.sources, out.digest))
            return say_audit_end(audit, verbosity, out.finish(closing, "account"))

    command.__name__, command.__doc__ = name, help
    return command


registered = _list_command(
    Registered.YES, "registered", "List the accounts that have registered for MFA."
)
unregistered = _list_command(
    Registered.NO, "unregistered", "List the accounts that have not registered for MFA."
)


def _find(
    wanted: Registered, connection: Connection, request: "AuditRequest", verbosity: Verbosity
) -> tuple[Audit, list[AccountRecord]]:
    """The audit, and the wanted records by UPN in any case."""
    found: list[AccountRecord] = []

    def keep(records: list[AccountRecord]) -> None:
        found.extend(r for r in records if r.verdict.registered is wanted)

    audit = run_audit(connection, request, keep, verbosity)
    found.sort(key=_by_name)
    return audit, found


def _by_name(record: AccountRecord) -> tuple[str, str]:
    name = record.account.user_principal_name
    return name.casefold(), name


def _print_names(records: list[AccountRecord]) -> None:
    from mfa_audit.formats.cells import clean

    names = (clean(record.account.user_principal_name) for record in records)
    sys.stdout.write("".join(name.replace("\n", " ") + "\n" for name in names))
    sys.stdout.flush()
