"""`report`: every account, with the columns of the documented export and more."""

from pathlib import Path
from typing import Annotated

import typer

from mfa_audit.cli.against import CompareOption, against
from mfa_audit.cli.asked import (
    ExcludeOption,
    LiveOption,
    OnlyGroupOption,
    OnlyOption,
    asked,
    layout_of,
    request,
)
from mfa_audit.cli.ending import conclude
from mfa_audit.cli.gate import FailOnOption, gate, read_rules, sources_of
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, opened, place
from mfa_audit.cli.privacy import PersonalOption, PseudonymiseOption, privacy
from mfa_audit.cli.run import audit
from mfa_audit.domain.standing import AccountRecord
from mfa_audit.formats.writer import Format

DEFAULT_NAME = "MFA_Report"


def report(
    options: Options,
    output: OutOption = None,
    exclude_blocked: Annotated[
        bool, typer.Option("--exclude-blocked", help="Short for --exclude blocked.")
    ] = False,
    exclude: ExcludeOption = None,
    only: OnlyOption = None,
    only_group: OnlyGroupOption = None,
    live: LiveOption = False,
    last_sign_in: Annotated[
        bool,
        typer.Option(
            "--last-sign-in", help="When each account signed in last; takes longer, needs P1."
        ),
    ] = False,
    details: Annotated[
        bool,
        typer.Option(
            "--details",
            help="Phone numbers, devices and keys, masked; asks for every account one by one.",
        ),
    ] = False,
    show_personal_data: PersonalOption = False,
    pseudonymise: PseudonymiseOption = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="classic: the three of the documented export (default for CSV); full: all "
            "(default for XLSX and JSON; HTML has those that fit on a page); m365 or "
            "msidentitytools: as those tools name them; or names, comma-separated, as `mfa-audit "
            "columns` lists them.",
            metavar="classic|full|NAME,...",
        ),
    ] = None,
    keep: KeepOption = None,
    compare_with: CompareOption = None,
    fail_on: FailOnOption = None,
) -> int:
    """Write a report of all accounts (MFA_Report.csv unless -o names another file)."""
    from mfa_audit.domain.figures import amounts
    from mfa_audit.reports.choice import PAGE, choose
    from mfa_audit.reports.pages import Provenance
    from mfa_audit.reports.registration import CLASSIC, DETAILS, FULL, LAST_SIGN_IN

    rules = read_rules(fail_on, compared=compare_with is not None)
    whom = asked(exclude, only, only_group, blocked=not exclude_blocked, live=live)
    shield = privacy(pseudonymise, shown=show_personal_data, details=details)
    to = place(options, file_of(options, output), keep)
    usual = {Format.CSV: CLASSIC, Format.HTML: PAGE}.get(to.format, FULL)
    chosen = choose(columns) if columns else usual
    more = (*(LAST_SIGN_IN if last_sign_in else ()), *(DETAILS if details else ()))
    layout = layout_of(options, to, tuple(dict.fromkeys((*chosen, *more))), whole=True)
    wanted = request(options, layout.columns, whom, population=True, also=sources_of(rules))
    earlier = against(compare_with, to, options)

    def take(records: list[AccountRecord]) -> None:
        out.write(shield.records(records))
        if earlier:
            earlier.meet(records)

    with opened(to, options, layout) as out:
        result = shield.audit(audit(options, wanted, take))
        end = layout.closing(result, Provenance(wanted.sources, out.digest))
        if earlier:
            end = earlier.added_to(end, result.run, to.path.name)
        code = conclude(result, options, out.finish(end, "account"))
    figures = amounts(result.run.counts)
    if earlier:
        figures |= earlier.conclude([column.key for column in layout.columns])
    return gate(rules, figures, code)


def file_of(options: Options, output: Path | None) -> Path:
    """Where a report goes: it has a file even where none is named."""
    return output or Path(f"{DEFAULT_NAME}.{options.format or 'csv'}")
