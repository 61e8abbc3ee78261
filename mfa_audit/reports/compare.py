"""What is different between two reports: the rows, the sheets, the words on screen, the facts for
JSON.

Not here: what a change is (`domain.changes`).
"""

from collections.abc import Callable, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from mfa_audit.domain.changes import Changed, ChangeKind, ChangeTally, Fact
from mfa_audit.domain.figures import REGISTRATION_KEYS, registration_compares
from mfa_audit.domain.run import Note
from mfa_audit.reports.columns import Column, TableLayout, row_for_people
from mfa_audit.reports.language import Words
from mfa_audit.reports.read_back import Origin
from mfa_audit.reports.run_facts import note_rows
from mfa_audit.reports.tables import Cell, Chart, Check, Closing, Kind, Page, Section, Value
from mfa_audit.wording import aligned, on_one_line

CHANGES_SCHEMA = "mfa-audit/changes/v1"
# So many changes are told on screen; the file has them all.
ON_SCREEN = 20
_STATES = ("disabled", "enabled", "enforced")


def _kind(change: Changed) -> str:
    return str(change.difference.kind)


def _column(
    key: str,
    header: str,
    kind: Kind,
    width: int,
    value: Callable[[Changed], Value],
    shown: Callable[[Changed, Words], Value] | None = None,
) -> Column[Changed]:
    """A column that needs no explanation."""
    return Column(key, header, kind, width, "", value, shown)


def _side(key: str, header: str) -> Column[Changed]:
    def value(change: Changed) -> Value:
        fact: Fact = getattr(change.difference, key)
        # An enum's own type is no cell.
        return fact if fact is None or isinstance(fact, tuple) else str(fact)

    def people(change: Changed, words: Words) -> Value:
        found = value(change)
        if not isinstance(found, str):
            return found
        return words(found.capitalize() if found in _STATES else found)

    return _column(key, header, Kind.TEXT, 24, value, people)


# fmt: off
CHANGE_COLUMNS: tuple[Column[Changed], ...] = (
    _column("change", "Change", Kind.TEXT, 42, _kind, lambda c, words: words(_kind(c))),
    _column("userPrincipalName", "UserPrincipalName", Kind.TEXT, 38, lambda c: c.name),
    _side("before", "Before"),
    _side("after", "After"),
    _column("methodsBefore", "Methods Before", Kind.LIST, 40,
            lambda c: c.old.methods if c.old else None),
    _column("methodsAfter", "Methods After", Kind.LIST, 40,
            lambda c: c.new.methods if c.new else None),
    _column("isAdmin", "Admin", Kind.FLAG, 9, lambda c: c.new.admin if c.new else None),
    _column("previousUserPrincipalName", "Renamed From", Kind.TEXT, 38, lambda c: c.old_name),
    _column("id", "Object Id", Kind.TEXT, 38, lambda c: c.id or None),
)
# fmt: on


class Compared(NamedTuple):
    """One of the two reports: its file's name, where it came from, how many accounts it has, and
    the keys of its columns. `msonline`: only MSOnline could have written it."""

    name: str
    origin: Origin
    accounts: int
    columns: Set[str] = frozenset()
    msonline: bool = False


class ComparisonResult(NamedTuple):
    """Two reports compared; `notes` are what a reader should know."""

    old: Compared
    new: Compared
    tally: ChangeTally
    notes: tuple[Note, ...] = ()


def same_definition(old: Origin, new: Origin) -> bool:
    """Whether both reports mean the same by registered, as far as they say."""
    definitions = old.definition, new.definition
    return None in definitions or definitions[0] == definitions[1]


def comparison_result(old: Compared, new: Compared, tally: ChangeTally) -> ComparisonResult:
    """The comparison of two reports with what a reader should know about it."""
    before, now = old.origin, new.origin
    same = same_definition(before, now)
    compares = registration_compares(old.columns, new.columns, verdicts=same)
    plain = (
        (old.msonline, MSONLINE),
        (new.msonline, MSONLINE_NOW),
        (not same and compares, TWO_DEFINITIONS),
        (not compares and bool(tally.old and tally.now), NOT_COMPARABLE),
        (None not in (before.chosen, now.chosen) and before.chosen != now.chosen, CHOSEN),
        (bool(before.made and now.made and before.made > now.made), WRONG_ORDER),
    )
    unknown = tally.became_unknown if REGISTRATION_KEYS & new.columns else 0
    counted = (
        (tally.doubled, DOUBLED),
        (tally.by_ascii, BY_ASCII),
        (tally.ambiguous, AMBIGUOUS),
        (unknown, BECAME_UNKNOWN),
    )
    notes = [Note(text) for holds, text in plain if holds]
    notes += [Note(text, {"number": number}) for number, text in counted if number]
    return ComparisonResult(old, new, tally, tuple(notes))


def change_layout(words: Words, *, for_programs: bool = False) -> TableLayout[Changed]:
    """A row for each change."""
    return TableLayout("Changes", "Changes", CHANGE_COLUMNS, words, for_programs=for_programs)


def comparison_facts(outcome: ComparisonResult) -> dict[str, object]:
    """The comparison for JSON."""
    tally = outcome.tally
    return {
        "old": _compared_facts(outcome.old),
        "new": _compared_facts(outcome.new),
        "counts": {
            "old": tally.old,
            "new": tally.new,
            "gone": tally.gone,
            "now": tally.now,
            "changed": tally.changed,
            "changes": {str(kind): tally.changes.get(kind, 0) for kind in ChangeKind},
        },
        "notes": [str(note) for note in outcome.notes],
    }


def _compared_facts(one: Compared) -> dict[str, object]:
    return {
        "file": one.name,
        "accounts": one.accounts,
        "made": one.origin.made,
        "tenantId": one.origin.tenant_id,
        "definition": one.origin.definition,
    }


def comparison_screen(outcome: ComparisonResult, changes: Sequence[Changed] = ()) -> str:
    """The counts, and the first of `changes`, for people at the console."""
    tally = outcome.tally
    counted = tally.changes
    numbers = {"old": tally.old, "new": tally.new, "gone": tally.gone, "now": tally.now}
    lines = [
        f"{outcome.old.name} -> {outcome.new.name}",
        "  accounts: {old} + {new} new - {gone} gone = {now}".format(**numbers),
        f"  accounts in both with a change: {tally.changed}",
    ]
    kinds = [(str(kind), str(number)) for kind in ChangeKind if (number := counted.get(kind, 0))]
    lines += [f"  {line}" for line in aligned(kinds, [1])]
    lines += [f"  note: {note}" for note in outcome.notes]
    lines += [_line(change) for change in changes[:ON_SCREEN]]
    if len(changes) > ON_SCREEN:
        lines.append(f"and {len(changes) - ON_SCREEN} more: -o Changes.xlsx has them all")
    return "\n".join(map(on_one_line, lines))


def _line(change: Changed) -> str:
    difference = change.difference
    sides = [
        "; ".join(side) if isinstance(side, tuple) else side
        for side in (difference.before, difference.after)
    ]
    told = " -> ".join(side or "-" for side in sides)
    return f"{difference.kind}: {change.name} ({told})"


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

COMPARISON_NOTES = (
    *(MSONLINE, MSONLINE_NOW, TWO_DEFINITIONS, NOT_COMPARABLE, CHOSEN, WRONG_ORDER),
    *(DOUBLED, BY_ASCII, AMBIGUOUS, BECAME_UNKNOWN),
)


_WIDTHS = (46, 44, 44, 20)


def comparison_closing(outcome: ComparisonResult, words: Words, made: datetime) -> Closing:
    """What is told after the last change, in a file of changes."""
    return Closing(
        run=comparison_facts(outcome),
        gaps=[],
        title=words("Changes in MFA registration"),
        schema=CHANGES_SCHEMA,
        front=[comparison_page(outcome, words)],
        made=made,
    )


def with_changes(
    whole: Closing, changes: Sequence[Changed], outcome: ComparisonResult, words: Words
) -> Closing:
    """The end of a whole report, with the changes since an earlier one: figures in its summary and
    a sheet behind that, and in JSON a part of the run."""
    run = {**whole.run, "comparison": comparison_facts(outcome)}
    front = list(whole.front)
    if front and isinstance(front[0], Page):
        page = front[0]
        told = [
            _accounts_section(outcome.tally, words),
            _kinds_section(outcome.tally, words),
            _earlier_section(outcome, words),
        ]
        sections = [*page.sections[:2], *told, *page.sections[2:]]
        row = row_for_people(CHANGE_COLUMNS, words)
        table = change_layout(words).tables[0]._replace(rows=map(row, changes))
        front[:1] = [page._replace(sections=sections), table]
    return whole._replace(run=run, front=front)


def _earlier_section(outcome: ComparisonResult, words: Words) -> Section:
    old = outcome.old
    rows: list[tuple[Cell, ...]] = [
        (words("File"), old.name),
        (words("Made (UTC)"), old.origin.made),
        *note_rows(outcome.notes, words),
    ]
    return Section(words("Compared with"), (words("Fact"), words("Value")), rows)


def comparison_page(outcome: ComparisonResult, words: Words) -> Page:
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


def _accounts_section(tally: ChangeTally, words: Words) -> Section:
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


def _kinds_section(tally: ChangeTally, words: Words) -> Section:
    """How many changes of each kind."""
    rows = [(words(str(kind)), tally.changes.get(kind, 0)) for kind in ChangeKind]
    chart = Chart(words("Changes by kind"), 0, len(rows))
    return Section(words("Changes by kind"), (words("Change"), words("Accounts")), rows, chart)


def _reports_section(outcome: ComparisonResult, words: Words) -> Section:
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
