"""`--compare-with`: an earlier report, against which a run compares what it writes."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from mfa_audit.cli.boundary import say
from mfa_audit.cli.naming import latest
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import Place, tenant_of
from mfa_audit.cli.reading import Report, outcome, read_back, refuse_two_tenants, same_definition

if TYPE_CHECKING:
    from mfa_audit.domain.audit import RunFacts
    from mfa_audit.domain.comparison import Comparison
    from mfa_audit.domain.figures import Amount
    from mfa_audit.domain.standing import AccountRecord
    from mfa_audit.reports.changes import Outcome
    from mfa_audit.reports.column import Closing

LATEST = "latest"
# What a run finds out whatever its columns.
_ALWAYS_KNOWN = ("registered", "mfaMethods", "strength", "isAdmin", "accountEnabled")
CompareOption = Annotated[
    Path | None,
    typer.Option(
        "--compare-with",
        help="Tell what has changed since this report, or the latest earlier one of the output's "
        "name: on screen, in a workbook on a sheet of its own, in JSON as counts.",
        metavar="FILE|latest",
    ),
]


class Against:
    """The earlier report, all of it read, and what has changed since."""

    def __init__(self, old: Report, comparison: "Comparison", options: Options) -> None:
        self._old = old
        self._comparison = comparison
        self._options = options
        self._outcome: Outcome

    def meet(self, records: Sequence["AccountRecord"]) -> None:
        """Accounts as they are written."""
        from mfa_audit.domain.changes import facts_of

        self._comparison.meet(
            (one.account.user_principal_name, one.account.id, facts_of(one)) for one in records
        )

    def added_to(self, end: "Closing", run: "RunFacts", name: str) -> "Closing":
        """The end of the report called `name`, with its changes. Raises UsageError where the
        earlier report is another tenant's."""
        from mfa_audit.reports.change_pages import with_changes
        from mfa_audit.reports.language import words_of
        from mfa_audit.reports.provenance import Origin

        tenant, old = run.tenant, self._old
        new = Origin(tenant.id, tenant.display_name, run.definition, run.population, run.finished)
        refuse_two_tenants(old.origin, new)
        same = same_definition(old.origin, new)
        changes = self._comparison.finish(msonline=old.rows.msonline, verdicts=same)
        tally = self._comparison.tally
        self._outcome = outcome(old, name, new, tally, _ALWAYS_KNOWN)
        return with_changes(end, changes, self._outcome, words_of(self._options.lang))

    def conclude(self, keys: Collection[str]) -> "dict[str, Amount | None]":
        """Tell the changes; their figures. `keys` are the columns of the new report."""
        from mfa_audit.domain.change_figures import change_amounts
        from mfa_audit.reports.changes import screen

        say(screen(self._outcome), quiet=self._options.quiet)
        told = {*keys, *_ALWAYS_KNOWN}
        old, new, tally, _ = self._outcome
        same = same_definition(old.origin, new.origin)
        return change_amounts(tally, self._old.rows.tells, told, verdicts=same)


def against(asked: Path | None, to: Place, options: Options) -> Against | None:
    """The report that the options name, read before the tenant is; None where none is. Raises
    UsageError for one that cannot be read."""
    from mfa_audit.domain.comparison import Comparison
    from mfa_audit.reports.provenance import Origin

    path = asked
    if asked == Path(LATEST):
        path = latest(to.pattern, to.path, tenant_of(options))
        if path is None:
            say(f"--compare-with latest: there is no earlier file like {to.pattern.name} yet")
    if path is None:
        return None
    with read_back(path) as old:
        # Before the tenant is read, where the options name it by its id.
        refuse_two_tenants(old.origin, Origin(_id(options.tenant)))
        comparison = Comparison(ids=old.rows.ids)
        comparison.remember(old.accounts)
    return Against(old.read(), comparison, options)


def _id(tenant: str | None) -> str | None:
    """The tenant if it is an id, and no domain."""
    try:
        return str(UUID(tenant or ""))
    except ValueError:
        return None
