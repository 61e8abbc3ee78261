"""Reports read from files, for `compare` and `trend`; and `--compare-with`, which compares the
report of a run with an earlier one."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple
from uuid import UUID

import typer

from mfa_audit.cli.console import say
from mfa_audit.cli.options import Verbosity
from mfa_audit.cli.output import Place, latest
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.changes import ReportedAccount
    from mfa_audit.domain.compare import Comparison
    from mfa_audit.domain.figures import Amount
    from mfa_audit.domain.registration import AccountRecord
    from mfa_audit.domain.run import AccountRun
    from mfa_audit.reports.compare import Compared, ComparisonResult
    from mfa_audit.reports.read_back import Origin, ReportRows
    from mfa_audit.reports.tables import Closing

LATEST = "latest"
# The facts that a run always finds out, whatever its columns.
_ALWAYS_KNOWN = ("registered", "mfaMethods", "strength", "isAdmin", "accountEnabled")
# fmt: off
CompareOption = Annotated[Path | None, typer.Option(
    "--compare-with", metavar="FILE|latest",
    help="Tell what has changed since this report, or the latest earlier one of the output's name: "
    "on screen, in a workbook on a sheet of its own, in JSON as counts.")]
# fmt: on


class ReadReport(NamedTuple):
    """A report whose file is open; `accounts` are read while they are used."""

    path: Path
    rows: "ReportRows"
    origin: "Origin"
    accounts: "Iterator[ReportedAccount]"

    def whole(self) -> "ReadReport":
        """The report after its last row: the rows may have named their definition."""
        definition = self.origin.definition or self.rows.definition
        return self._replace(origin=self.origin._replace(definition=definition))

    def compared(self, accounts: int) -> "Compared":
        """The report as a side of a comparison; `accounts` is their number."""
        from mfa_audit.reports.compare import Compared

        rows = self.rows
        return Compared(self.path.name, self.origin, accounts, rows.columns, rows.msonline)


@contextlib.contextmanager
def read_back(path: Path) -> Iterator[ReadReport]:
    """The report at `path`. Raises UsageError, naming the file, for one that cannot be read."""
    from mfa_audit.formats.report_file import open_content
    from mfa_audit.reports.read_back import (
        ReportRows,
        origin_of_run,
        origin_of_summary,
        sheet_titles,
    )

    with open_content(path, sheet_titles()) as content:
        rows = ReportRows(content.headers, str(path), content.plain)
        if content.run:
            origin = origin_of_run(content.run)
        else:
            origin = origin_of_summary(content.labels, content.made)
        yield ReadReport(path, rows, origin, rows.accounts(content.rows))


def refuse_two_tenants(old: "Origin", new: "Origin") -> None:
    """Raise UsageError where the reports name two different tenants."""
    old_id, new_id = old.tenant_id, new.tenant_id
    if old_id and new_id and old_id.casefold() != new_id.casefold():
        raise UsageError(
            f"The reports are of two tenants: {old.tenant or old_id} and {new.tenant or new_id}.",
            "Compare reports of the same tenant.",
        )


class Baseline:
    """The earlier report that a run compares itself with, and the changes since."""

    def __init__(self, old: ReadReport, comparison: "Comparison") -> None:
        self._old = old
        self._comparison = comparison
        self._result: ComparisonResult

    def add(self, records: Sequence["AccountRecord"]) -> None:
        """Compare accounts that are being written."""
        from mfa_audit.domain.changes import facts_of

        self._comparison.meet(
            (r.account.user_principal_name, r.account.id, facts_of(r)) for r in records
        )

    def with_changes(self, closing: "Closing", run: "AccountRun", place: Place) -> "Closing":
        """The end of the report at `place` with the changes. Raises UsageError if the earlier
        report is another tenant's."""
        from mfa_audit.reports import compare
        from mfa_audit.reports.language import words_of
        from mfa_audit.reports.read_back import Origin

        tenant, old = run.tenant, self._old
        new = Origin(tenant.id, tenant.display_name, run.definition, run.chosen, run.finished)
        refuse_two_tenants(old.origin, new)
        same = compare.same_definition(old.origin, new)
        changes = self._comparison.finish(msonline=old.rows.msonline, verdicts=same)
        tally = self._comparison.tally
        written = compare.Compared(place.path.name, new, tally.now, frozenset(_ALWAYS_KNOWN))
        self._result = compare.comparison_result(old.compared(tally.old), written, tally)
        return compare.with_changes(closing, changes, self._result, words_of(place.style.language))

    def say_changes(
        self, keys: Collection[str], verbosity: Verbosity
    ) -> "dict[str, Amount | None]":
        """Print the changes; their figures. `keys` are the columns of the new report."""
        from mfa_audit.domain.figures import change_amounts
        from mfa_audit.reports.compare import comparison_screen, same_definition

        say(comparison_screen(self._result), quiet=verbosity.quiet)
        columns = {*keys, *_ALWAYS_KNOWN}
        old, new, tally, _ = self._result
        same = same_definition(old.origin, new.origin)
        return change_amounts(tally, self._old.rows.columns, columns, verdicts=same)


def read_baseline(wanted: Path | None, place: Place, tenant: str | None) -> Baseline | None:
    """The report that --compare-with names, read before the `tenant`; None without any. Raises
    UsageError for a report that cannot be read."""
    from mfa_audit.domain.compare import Comparison
    from mfa_audit.reports.read_back import Origin

    path = latest(place) if wanted == Path(LATEST) else wanted
    if path is None:
        if wanted:
            name = place.pattern.name
            say(f"--compare-with latest: there is no earlier file like {name} yet")
        return None
    with read_back(path) as old:
        # Before the tenant is read, if the options name it by its id.
        with contextlib.suppress(ValueError):
            refuse_two_tenants(old.origin, Origin(str(UUID(tenant or ""))))
        comparison = Comparison(ids=old.rows.ids)
        comparison.remember(old.accounts)
    return Baseline(old.whole(), comparison)
