"""`compare`: the differences between two reports."""

import contextlib
import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.console import ExitCode, say
from mfa_audit.cli.fail_on import FailOnOption, apply_rules, read_rules
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, list_place, open_output, same_file
from mfa_audit.cli.read_back import read_back, refuse_two_tenants
from mfa_audit.cli.session import say_end
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.changes import Changed, Facts, ReportedAccount
    from mfa_audit.domain.figures import Amount
    from mfa_audit.reports.compare import ComparisonResult

# fmt: off
OldArgument = Annotated[Path, typer.Argument(
    metavar="OLD", show_default=False, help="The older report: CSV, XLSX or JSON.")]
NewArgument = Annotated[Path, typer.Argument(
    metavar="NEW", show_default=False, help="The newer one.")]
# fmt: on
_ROWS_AT_ONCE = 1000


def compare(
    options: Options,
    old: OldArgument,
    new: NewArgument,
    output: OutOption = None,
    keep: KeepOption = None,
    fail_on: FailOnOption = None,
) -> int:
    """Tell what is different between two reports, the most urgent first.

    Any two files that this program wrote, and the CSV of the old MSOnline query. What one of them
    does not know is not a change.
    """
    from mfa_audit.reports.compare import change_layout, comparison_closing, comparison_screen
    from mfa_audit.reports.language import words_of

    now, verbosity = datetime.now(UTC), options.verbosity
    rules = read_rules(fail_on, compared=True)
    place = list_place(options.file_style(now), output, keep)
    if place is None:
        changes, result, figures = _compare_files(old, new, count=bool(rules))
        sys.stdout.write(comparison_screen(result, changes) + "\n")
        return apply_rules(rules, figures, ExitCode.COMPLETE)
    if same_file(old, place.path) or same_file(new, place.path):
        raise UsageError(
            f"{place.path} is one of the two reports, and would be lost.",
            "Name another file with -o.",
        )
    words = words_of(options.lang)
    with open_output(place, change_layout(words, for_programs=place.for_programs)) as out:
        changes, result, figures = _compare_files(old, new, count=bool(rules))
        for start in range(0, len(changes), _ROWS_AT_ONCE):
            out.write(changes[start : start + _ROWS_AT_ONCE])
        written = out.finish(comparison_closing(result, words, now), "change")
        say(comparison_screen(result), quiet=verbosity.quiet)
        return apply_rules(rules, figures, say_end((), verbosity, written))


def _compare_files(
    old_path: Path, new_path: Path, *, count: bool
) -> "tuple[list[Changed], ComparisonResult, dict[str, Amount | None]]":
    """Every change between two files, and the figures that rules may name; `count`: count the
    accounts of the new file for them too. Raises UsageError for a file that is no report."""
    from mfa_audit.domain.compare import Comparison
    from mfa_audit.domain.figures import change_amounts, report_amounts, situations_of
    from mfa_audit.reports.compare import comparison_result, same_definition

    kinds: Counter[Facts] = Counter()
    with _seldom_collected(), read_back(new_path) as new, read_back(old_path) as old:
        refuse_two_tenants(old.origin, new.origin)
        comparison = Comparison(ids=old.rows.ids and new.rows.ids)
        accounts = _counted(new.accounts, kinds) if count else new.accounts
        comparison.side_by_side(old.accounts, accounts)
        kinds.subtract(comparison.repeated)
        old, new = old.whole(), new.whole()
        same = same_definition(old.origin, new.origin)
        changes = comparison.finish(msonline=old.rows.msonline, verdicts=same)
        tally = comparison.tally
    figures = report_amounts(situations_of(kinds), new.rows.columns)
    figures |= change_amounts(tally, old.rows.columns, new.rows.columns, verdicts=same)
    result = comparison_result(old.compared(tally.old), new.compared(tally.now), tally)
    return changes, result, figures


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """Make garbage collection rare: each search for cycles looks at every account in memory, and
    finds next to nothing."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _counted(
    accounts: "Iterable[ReportedAccount]", kinds: "Counter[Facts]"
) -> "Iterator[ReportedAccount]":
    for account in accounts:
        kinds[account[2]] += 1
        yield account
