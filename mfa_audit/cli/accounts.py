"""`report`: every account with the columns of the documented export and more; `registered` and
`unregistered`: the two documented queries, one UPN a line."""

import sys
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mfa_audit.cli.fail_on import FailOnOption, apply_rules, read_rules, rule_sources
from mfa_audit.cli.options import Connection, Options, Verbosity
from mfa_audit.cli.output import (
    SHEETS,
    KeepOption,
    OutOption,
    Place,
    list_place,
    open_output,
    output_place,
    report_path,
)
from mfa_audit.cli.privacy import PersonalOption, PseudonymiseOption, privacy
from mfa_audit.cli.read_back import CompareOption, read_baseline
from mfa_audit.cli.session import run_audit, say_audit_end
from mfa_audit.domain.accounts import Definition
from mfa_audit.domain.registration import AccountRecord, Registered
from mfa_audit.domain.run import Audit
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format
from mfa_audit.reports.language import words_of

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.population import Exclusion
    from mfa_audit.domain.sources import Source
    from mfa_audit.reports.account_columns import AccountColumn
    from mfa_audit.reports.accounts import AccountLayout

# fmt: off
ExcludeOption = Annotated[str | None, typer.Option(
    metavar="KIND,...",
    help="Leave these out, comma-separated: blocked, guests, unlicensed, service, future-hires.")]
ExcludeBlockedOption = Annotated[bool, typer.Option(
    "--exclude-blocked", help="Short for --exclude blocked.")]
BlockedOption = Annotated[bool, typer.Option(
    "--include-blocked", help="Blocked accounts too, as the 2018 query had it.")]
OnlyOption = Annotated[Path | None, typer.Option(
    metavar="FILE", help="Only the accounts in this text file: UPNs or object ids, one a line.")]
OnlyGroupOption = Annotated[str | None, typer.Option(
    metavar="ID|NAME", help="Only the members of this group, those of the groups in it too.")]
LiveOption = Annotated[bool, typer.Option(
    "--live",
    help="Ask again, one by one, for those whom the report (which lags by hours) does not "
    "register.")]
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
ListColumnsOption = Annotated[str | None, typer.Option(
    metavar="NAME,...", help="For a file: classic, full or column names, comma-separated.")]
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
        columns: ListColumnsOption = None,
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
            audit, records = _collect(wanted, connection, request, verbosity)
            _print_names(records)
            return say_audit_end(audit, verbosity)
        usual = {Format.CSV: CLASSIC[:1], Format.HTML: PAGE}.get(place.format, FULL)
        layout = account_layout(place, choose_columns(columns) if columns else usual)
        request = audit_request(options.definition, now, layout.columns, accounts)
        with open_output(place, layout) as out:
            audit, records = _collect(wanted, connection, request, verbosity)
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


def _collect(
    wanted: Registered, connection: Connection, request: "AuditRequest", verbosity: Verbosity
) -> tuple[Audit, list[AccountRecord]]:
    """The audit, and the records with the wanted verdict, sorted by UPN in any case."""
    records: list[AccountRecord] = []

    def take(judged: list[AccountRecord]) -> None:
        records.extend(record for record in judged if record.verdict.registered is wanted)

    def name(record: AccountRecord) -> tuple[str, str]:
        upn = record.account.user_principal_name
        return upn.casefold(), upn

    audit = run_audit(connection, request, take, verbosity)
    return audit, sorted(records, key=name)


def _print_names(records: list[AccountRecord]) -> None:
    from mfa_audit.formats.cells import clean

    names = (clean(record.account.user_principal_name) for record in records)
    sys.stdout.write("".join(name.replace("\n", " ") + "\n" for name in names))
    sys.stdout.flush()


class AccountFilter(NamedTuple):
    """The accounts that a command is about: `exclude` are the kinds to leave out, `only` the lines
    of the --only file. `live`: accounts that the report does not register are read one by one."""

    exclude: "frozenset[Exclusion]" = frozenset()
    only: tuple[str, ...] = ()
    only_group: str | None = None
    live: bool = False


def read_filter(
    exclude: str | None, only: Path | None, only_group: str | None, *, blocked: bool, live: bool
) -> AccountFilter:
    """The filter of these options; `blocked`: with blocked accounts. Raises UsageError."""
    from mfa_audit.domain.population import Exclusion

    known = [str(kind) for kind in Exclusion if kind is not Exclusion.NOT_SELECTED]
    kinds = {part.strip().casefold() for part in (exclude or "").split(",")} - {""}
    if unknown := sorted(kinds - set(known)):
        raise UsageError(
            f"--exclude: there is no kind {unknown[0]!r}.", f"Known: {', '.join(known)}."
        )
    if not blocked:
        kinds.add(Exclusion.BLOCKED)
    excluded = frozenset(map(Exclusion, kinds))
    return AccountFilter(excluded, _names(only) if only else (), only_group, live)


def _names(file: Path) -> tuple[str, ...]:
    """The lines of the file, without empty ones and those that start with #."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is neither UTF-8 nor UTF-16"
        raise UsageError(f"--only: {file} cannot be read: {why}.") from error
    lines = (line.strip().strip('"') for line in text.splitlines())
    names = tuple(line for line in lines if line and not line.startswith("#"))
    if not names:
        raise UsageError(f"--only: {file} names nobody.", "One UPN or object id a line.")
    return names


def account_layout(
    place: Place, columns: Sequence["AccountColumn"], *, whole: bool = False
) -> "AccountLayout":
    """How accounts become rows of the file; `whole`: with all sheets, if the format has sheets."""
    from mfa_audit.reports.accounts import AccountLayout

    words, whole = words_of(place.style.language), whole and place.format in SHEETS
    return AccountLayout(columns, words, whole=whole, for_programs=place.for_programs)


def audit_request(
    definition: Definition,
    now: datetime,
    columns: Sequence["AccountColumn"],
    accounts: AccountFilter,
    *,
    population: bool = False,
    also: Collection["Source"] = (),
) -> "AuditRequest":
    """The request for an audit that began at `now` and shows these columns; `population`: count the
    accounts by kind; `also`: sources to read whatever is shown."""
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.sources import ACTIVITY_SOURCE, METHODS_SOURCE, ROLES_SOURCE
    from mfa_audit.reports.account_columns import graph_properties

    needed = {*also, *(column.needs for column in columns)}
    return AuditRequest(
        definition,
        now,
        exclude=accounts.exclude,
        only=accounts.only,
        only_group=accounts.only_group,
        properties=graph_properties(columns),
        live=accounts.live,
        roles=ROLES_SOURCE in needed,
        last_sign_in=ACTIVITY_SOURCE in needed,
        details=METHODS_SOURCE in needed,
        population=population,
    )
