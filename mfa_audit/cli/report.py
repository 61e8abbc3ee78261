"""`report`: every account, with the columns of the documented export and more."""

from pathlib import Path
from typing import Annotated

import typer

from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, LiveOption, OutOption, destination, opened
from mfa_audit.cli.run import audit, conclude

DEFAULT_NAME = "MFA_Report"


def report(
    options: Options,
    output: OutOption = None,
    exclude_blocked: Annotated[
        bool, typer.Option("--exclude-blocked", help="Leave blocked accounts out.")
    ] = False,
    live: LiveOption = False,
    columns: Annotated[
        str | None,
        typer.Option(
            help="classic: the three of the documented export (default for CSV); full: all "
            "(default for XLSX and JSON); or names, comma-separated, as `mfa-audit columns` lists "
            "them.",
            metavar="classic|full|NAME,...",
        ),
    ] = None,
    keep: KeepOption = None,
) -> int:
    """Write a report of all accounts (MFA_Report.csv unless -o names another file)."""
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.reports.registration import properties

    path = output or Path(f"{DEFAULT_NAME}.{options.format or 'csv'}")
    to = destination(options, path, columns, classic="classic", keep=keep)
    request = AuditRequest(options.definition, not exclude_blocked, properties(to.columns), live)
    with opened(to) as out:
        result = audit(options, request, out.write)
        return conclude(result, options, out.finish(result), moved=out.moved)
