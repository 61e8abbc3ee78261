"""The sheets that sum up a comparison: in a workbook of its own, and in that of a whole report."""

from collections.abc import Sequence
from datetime import datetime

from mfa_audit.domain.changes import Change, Changed, Tally
from mfa_audit.reports.changes import SCHEMA, ChangeLayout, Outcome, outcome_facts
from mfa_audit.reports.column import Cell, Chart, Check, Closing, Page, Section
from mfa_audit.reports.language import Words
from mfa_audit.reports.sections import note_rows

_WIDTHS = (46, 44, 44, 20)


def closing(outcome: Outcome, words: Words, made: datetime) -> Closing:
    """What is told after the last change, in a file of changes."""
    return Closing(
        run=outcome_facts(outcome),
        gaps=[],
        title=words("Changes in MFA registration"),
        schema=SCHEMA,
        front=[summary_page(outcome, words)],
        made=made,
    )


def with_changes(
    whole: Closing, changes: Sequence[Changed], outcome: Outcome, words: Words
) -> Closing:
    """The end of a whole report, with the changes since an earlier one: figures in its summary and
    a sheet behind that, and in JSON a part of the run."""
    run = {**whole.run, "comparison": outcome_facts(outcome)}
    front = list(whole.front)
    if front and isinstance(front[0], Page):
        page = front[0]
        told = [
            _accounts_section(outcome.tally, words),
            _kinds_section(outcome.tally, words),
            _earlier_section(outcome, words),
        ]
        sections = [*page.sections[:2], *told, *page.sections[2:]]
        front[:1] = [page._replace(sections=sections), ChangeLayout(words).table(changes)]
    return whole._replace(run=run, front=front)


def _earlier_section(outcome: Outcome, words: Words) -> Section:
    old = outcome.old
    rows: list[tuple[Cell, ...]] = [
        (words("File"), old.name),
        (words("Made (UTC)"), old.origin.made),
        *note_rows(outcome.notes, words),
    ]
    return Section(words("Compared with"), (words("Fact"), words("Value")), rows)


def summary_page(outcome: Outcome, words: Words) -> Page:
    """Whether all adds up, how many changes of which kind, and which files these were."""
    tally = outcome.tally
    return Page(
        words("Summary"),
        words("Changes in MFA registration"),
        (words("Only what both reports know is compared; each change has a row in Changes."),),
        [
            _accounts_section(tally, words),
            _kinds_section(tally, words),
            _reports_section(outcome, words),
        ],
        _WIDTHS,
    )


def _accounts_section(tally: Tally, words: Words) -> Section:
    """Old, new and gone accounts, and that they add up to those of now."""
    rows: list[tuple[Cell, ...]] = [
        (words("In the old report"), tally.old),
        (words("New accounts"), tally.new),
        (words("Gone accounts"), -tally.gone),
        (words("In the new report"), tally.now),
        (words("Check"), Check(3, 3, words("adds up"), words("DOES NOT ADD UP"))),
        (words("With a change, of those in both"), tally.changed),
    ]
    return Section(words("Changes in accounts"), (words("Accounts"), words("Number")), rows)


def _kinds_section(tally: Tally, words: Words) -> Section:
    """How many changes of each kind."""
    rows = [(words(str(kind)), tally.changes.get(kind, 0)) for kind in Change]
    chart = Chart(words("Changes by kind"), 0, len(rows))
    return Section(words("Changes by kind"), (words("Change"), words("Accounts")), rows, chart)


def _reports_section(outcome: Outcome, words: Words) -> Section:
    old, new = outcome.old, outcome.new
    rows: list[tuple[Cell, ...]] = [
        (words("File"), old.name, new.name),
        (words("Made (UTC)"), old.origin.made, new.origin.made),
        (words("Tenant"), old.origin.tenant, new.origin.tenant),
        (words("Definition of registered"), old.origin.definition, new.origin.definition),
        *note_rows(outcome.notes, words),
    ]
    rows = [(*row, None)[:3] for row in rows]
    headers = (words("Fact"), words("Old report"), words("New report"))
    return Section(words("The two reports"), headers, rows)
