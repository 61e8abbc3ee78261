"""`compare`: what is different between two reports."""

import contextlib
import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mfa_audit.cli import exit_codes
from mfa_audit.cli.boundary import say
from mfa_audit.cli.ending import ending
from mfa_audit.cli.gate import FailOnOption, gate, read_rules
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import KeepOption, OutOption, destination, opened, place, same_file
from mfa_audit.cli.reading import outcome, read_back, refuse_two_tenants, same_definition
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.changes import Changed, Facts, Told
    from mfa_audit.domain.figures import Amount
    from mfa_audit.reports.changes import Outcome

OldArgument = Annotated[
    Path,
    typer.Argument(metavar="OLD", help="The older report: CSV, XLSX or JSON.", show_default=False),
]
NewArgument = Annotated[
    Path, typer.Argument(metavar="NEW", help="The newer one.", show_default=False)
]
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
    from mfa_audit.reports.change_pages import closing
    from mfa_audit.reports.changes import ChangeLayout, screen
    from mfa_audit.reports.language import words_of

    rules = read_rules(fail_on, compared=True)
    output = destination(options, output)
    if output is None:
        found = compared(old, new, count=bool(rules))
        sys.stdout.write(screen(found.outcome, found.changes) + "\n")
        return gate(rules, found.amounts, exit_codes.COMPLETE)
    to = place(options, output, keep)
    if same_file(old, to.path) or same_file(new, to.path):
        raise UsageError(
            f"{to.path} is one of the two reports, and would be lost.",
            "Name another file with -o.",
        )
    words = words_of(options.lang)
    layout = ChangeLayout(words, for_programs=to.for_programs)
    with opened(to, options, layout) as out:
        found = compared(old, new, count=bool(rules))
        for start in range(0, len(found.changes), _ROWS_AT_ONCE):
            out.write(found.changes[start : start + _ROWS_AT_ONCE])
        written = out.finish(closing(found.outcome, words, datetime.now(UTC)), "change")
        say(screen(found.outcome), quiet=options.quiet)
        return gate(rules, found.amounts, ending(options, (), written))


class Found(NamedTuple):
    """Every change between two files, and the figures that rules may name."""

    changes: "list[Changed]"
    outcome: "Outcome"
    amounts: "dict[str, Amount | None]"


def compared(old_path: Path, new_path: Path, *, count: bool = False) -> Found:
    """Compare two files; `count` the accounts of the new one for rules as well. Raises UsageError
    for a file that is no report."""
    from mfa_audit.domain.change_figures import change_amounts, report_amounts
    from mfa_audit.domain.comparison import Comparison

    kinds: Counter[Facts] = Counter()
    with _seldom_collected(), read_back(new_path) as new, read_back(old_path) as old:
        refuse_two_tenants(old.origin, new.origin)
        comparison = Comparison(ids=old.rows.ids and new.rows.ids)
        comparison.side_by_side(
            old.accounts, _counted(new.accounts, kinds) if count else new.accounts
        )
        kinds.subtract(comparison.repeated)
        old, new = old.read(), new.read()
        same = same_definition(old.origin, new.origin)
        changes = comparison.finish(msonline=old.rows.msonline, verdicts=same)
        tally = comparison.tally
    told = new.rows.tells
    figures = report_amounts(kinds, told)
    figures |= change_amounts(tally, old.rows.tells, told, verdicts=same)
    msonline = new.rows.msonline
    result = outcome(old, new_path.name, new.origin, tally, told, newer_is_msonline=msonline)
    return Found(changes, result, figures)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """With few searches for cycles: each looks at every account held, and few things make any."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _counted(accounts: "Iterable[Told]", kinds: "Counter[Facts]") -> "Iterator[Told]":
    for account in accounts:
        kinds[account[2]] += 1
        yield account
