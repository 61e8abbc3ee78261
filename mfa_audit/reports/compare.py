"""The comparison of two reports: its rows, its sheets, its lines on screen, its facts for JSON.

Not here: what a change is (`domain.changes`).
"""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import NamedTuple

from mfa_audit.domain.changes import Changed, ChangeKind, ChangeTally, Fact
from mfa_audit.domain.figures import REGISTRATION_KEYS, registration_compares
from mfa_audit.domain.run import Note
from mfa_audit.reports.columns import Column, TableLayout, row_for_people
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.read_back import Origin
from mfa_audit.reports.run_facts import note_rows
from mfa_audit.reports.tables import Cell, Chart, Check, Closing, Kind, Page, Section, Value
from mfa_audit.wording import aligned, on_one_line

CHANGES_SCHEMA = "mfa-audit/changes/v1"
# How many changes the screen lists; the file has them all.
ON_SCREEN = 20
_STATES = ("disabled", "enabled", "enforced")
_WIDTHS = (46, 44, 44, 20)

# Notes to the reader of a comparison.
MSONLINE = (
    "the old report was written by MSOnline, which listed no passkeys, Windows Hello or "
    "certificates: a gain that comes from these alone is not told"
)
MSONLINE_NOW = (
    "the new report was written by MSOnline, which lists no passkeys, Windows Hello or "
    "certificates: a loss may be none"
)
TWO_DEFINITIONS = (
    "the reports have different definitions of registered: they are compared by their methods"
)
NOT_COMPARABLE = (
    "the reports do not tell registration in a way that can be compared: nothing is said of who "
    "gained or lost it"
)
CHOSEN = "the reports are not about the same accounts: some are new or gone by their options"
WRONG_ORDER = "the old report was made after the new one"
DOUBLED = "rows of accounts that the same report had listed already: {number}"
BY_ASCII = "accounts matched by names with question marks for letters: {number}"
AMBIGUOUS = (
    "names with question marks that fit several accounts, listed as gone and as new: {number}"
)
BECAME_UNKNOWN = (
    "accounts whose registration was known and is unknown now, which is no change: {number}"
)


def _kind(change: Changed) -> str:
    return str(change.difference.kind)


def _side(key: str, header: str) -> Column[Changed]:
    """What the account was before the change, or after it."""

    def value(change: Changed) -> Value:
        fact: Fact = getattr(change.difference, key)
        # An enum's own type is no cell.
        return fact if fact is None or isinstance(fact, tuple) else str(fact)

    def shown(change: Changed, words: Words) -> Value:
        cell = value(change)
        if not isinstance(cell, str):
            return cell
        return words(cell.capitalize() if cell in _STATES else cell)

    return Column(key, header, Kind.TEXT, 24, "", value, shown)


_C = Column[Changed]
_T = Kind.TEXT

# fmt: off
CHANGE_COLUMNS: tuple[Column[Changed], ...] = (
    _C("change", "Change", _T, 42, "", _kind, lambda c, words: words(_kind(c))),
    _C("userPrincipalName", "UserPrincipalName", _T, 38, "", lambda c: c.name),
    _side("before", "Before"),
    _side("after", "After"),
    _C("methodsBefore", "Methods Before", Kind.LIST, 40, "",
       lambda c: c.old.methods if c.old else None),
    _C("methodsAfter", "Methods After", Kind.LIST, 40, "",
       lambda c: c.new.methods if c.new else None),
    _C("isAdmin", "Admin", Kind.FLAG, 9, "", lambda c: c.new.admin if c.new else None),
    _C("previousUserPrincipalName", "Renamed From", _T, 38, "", lambda c: c.old_name),
    _C("id", "Object Id", _T, 38, "", lambda c: c.id or None),
)
# fmt: on


class Compared(NamedTuple):
    """One of the two reports: the name of its file, its origin, the number of its accounts, the
    keys of its columns. `msonline`: only MSOnline can have written it."""

    name: str
    origin: Origin
    accounts: int
    columns: Set[str] = frozenset()
    msonline: bool = False


class ComparisonResult(NamedTuple):
    """The result of a comparison; `notes` are what a reader should know about it."""

    old: Compared
    new: Compared
    tally: ChangeTally
    notes: tuple[Note, ...] = ()


def same_definition(old: Origin, new: Origin) -> bool:
    """Whether both reports have the same definition of registered, or one does not name its own."""
    definitions = old.definition, new.definition
    return None in definitions or definitions[0] == definitions[1]


def comparison_result(old: Compared, new: Compared, tally: ChangeTally) -> ComparisonResult:
    """The result of a comparison, with its notes."""
    before, now = old.origin, new.origin
    same = same_definition(before, now)
    compares = registration_compares(old.columns, new.columns, verdicts=same)
    plain = (
        (old.msonline, MSONLINE),
        (new.msonline, MSONLINE_NOW),
        (not same and compares, TWO_DEFINITIONS),
        (not compares and tally.old and tally.now, NOT_COMPARABLE),
        (None not in (before.chosen, now.chosen) and before.chosen != now.chosen, CHOSEN),
        (before.made and now.made and before.made > now.made, WRONG_ORDER),
    )
    counted = (
        (tally.doubled, DOUBLED),
        (tally.by_ascii, BY_ASCII),
        (tally.ambiguous, AMBIGUOUS),
        (tally.became_unknown if REGISTRATION_KEYS & new.columns else 0, BECAME_UNKNOWN),
    )
    notes = [Note(text) for holds, text in plain if holds]
    notes += [Note(text, {"number": number}) for number, text in counted if number]
    return ComparisonResult(old, new, tally, tuple(notes))


def change_layout(words: Words, *, for_programs: bool = False) -> TableLayout[Changed]:
    """The layout of a file of changes: a row for each."""
    return TableLayout("Changes", "Changes", CHANGE_COLUMNS, words, for_programs=for_programs)


def comparison_facts(result: ComparisonResult) -> dict[str, object]:
    """The comparison for JSON."""
    tally = result.tally
    return {
        "old": _compared_facts(result.old),
        "new": _compared_facts(result.new),
        "counts": {
            "old": tally.old,
            "new": tally.new,
            "gone": tally.gone,
            "now": tally.now,
            "changed": tally.changed,
            "changes": {str(kind): tally.changes.get(kind, 0) for kind in ChangeKind},
        },
        "notes": [str(note) for note in result.notes],
    }


def _compared_facts(report: Compared) -> dict[str, object]:
    return {
        "file": report.name,
        "accounts": report.accounts,
        "made": report.origin.made,
        "tenantId": report.origin.tenant_id,
        "definition": report.origin.definition,
    }


def comparison_screen(result: ComparisonResult, changes: Sequence[Changed] = ()) -> str:
    """The counts and the first of `changes`, as lines for the screen."""
    tally = result.tally
    lines = [
        f"{result.old.name} -> {result.new.name}",
        f"  accounts: {tally.old} + {tally.new} new - {tally.gone} gone = {tally.now}",
        f"  accounts in both with a change: {tally.changed}",
    ]
    counts = [(str(kind), str(n)) for kind in ChangeKind if (n := tally.changes.get(kind, 0))]
    lines += [f"  {line}" for line in aligned(counts, [1])]
    lines += [f"  note: {note}" for note in result.notes]
    lines += [_line(change) for change in changes[:ON_SCREEN]]
    if len(changes) > ON_SCREEN:
        lines.append(f"and {len(changes) - ON_SCREEN} more: -o Changes.xlsx has them all")
    return "\n".join(map(on_one_line, lines))


def _line(change: Changed) -> str:
    kind, *sides = change.difference
    texts = ["; ".join(side) if isinstance(side, tuple) else side for side in sides]
    return f"{kind}: {change.name} ({' -> '.join(text or '-' for text in texts)})"


def comparison_closing(result: ComparisonResult, words: Words, made: datetime) -> Closing:
    """The parts of a file of changes that follow the last row."""
    title = words("Changes in MFA registration")
    lead = words("Only what both reports know is compared; each change has a row in Changes.")
    sections = [*_counts(result.tally, words), _reports_section(result, words)]
    return Closing(
        run=comparison_facts(result),
        gaps=[],
        title=title,
        schema=CHANGES_SCHEMA,
        front=[Page(words("Summary"), title, (lead,), sections, _WIDTHS)],
        made=made,
    )


def with_changes(
    closing: Closing, changes: Sequence[Changed], result: ComparisonResult, words: Words
) -> Closing:
    """The end of a registration report, with the changes since an earlier one: in JSON a part of
    the run; in a workbook sections of the summary, and a sheet after it."""
    run = {**closing.run, "comparison": comparison_facts(result)}
    front = list(closing.front)
    if front and isinstance(page := front[0], Page):
        added = [*_counts(result.tally, words), _earlier_section(result, words)]
        sections = [*page.sections[:2], *added, *page.sections[2:]]
        row = row_for_people(CHANGE_COLUMNS, words)
        table = change_layout(words).tables[0]._replace(rows=map(row, changes))
        front[:1] = [page._replace(sections=sections), table]
    return closing._replace(run=run, front=front)


def _counts(tally: ChangeTally, words: Words) -> list[Section]:
    """Old, new and gone accounts, whose sum is checked, and the number of changes of each kind."""
    accounts: list[tuple[Cell, ...]] = [
        (words("In the old report"), tally.old),
        (words("New accounts"), tally.new),
        (words("Gone accounts"), -tally.gone),
        (words("In the new report"), tally.now),
        (words("Check"), Check(3, 3, words("adds up"), words("DOES NOT ADD UP"))),
        (words("With a change, of those in both"), tally.changed),
    ]
    kinds = [(words(str(kind)), tally.changes.get(kind, 0)) for kind in ChangeKind]
    chart = Chart("Changes by kind", 0, len(kinds))
    return [
        section(words, "Changes in accounts", ("Accounts", "Number"), accounts),
        section(words, "Changes by kind", ("Change", "Accounts"), kinds, chart),
    ]


def _earlier_section(result: ComparisonResult, words: Words) -> Section:
    old = result.old
    rows: list[tuple[Cell, ...]] = [
        (words("File"), old.name),
        (words("Made (UTC)"), old.origin.made),
        *note_rows(result.notes, words),
    ]
    return section(words, "Compared with", ("Fact", "Value"), rows)


def _reports_section(result: ComparisonResult, words: Words) -> Section:
    old, new = result.old, result.new
    rows: list[tuple[Cell, ...]] = [
        (words("File"), old.name, new.name),
        (words("Made (UTC)"), old.origin.made, new.origin.made),
        (words("Tenant"), old.origin.tenant, new.origin.tenant),
        (words("Definition of registered"), old.origin.definition, new.origin.definition),
        *((*row, None) for row in note_rows(result.notes, words)),
    ]
    return section(words, "The two reports", ("Fact", "Old report", "New report"), rows)
