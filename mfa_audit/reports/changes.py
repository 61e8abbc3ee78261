"""What is different between two reports: the rows, the words on screen, the facts for JSON. Not
here: what a change is (`domain.changes`), and the other sheets (`change_pages`).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mfa_audit.domain.audit import Note
from mfa_audit.domain.changes import Change, Changed, Fact, Tally
from mfa_audit.reports.column import Kind, Row, Table, Value
from mfa_audit.reports.language import Words
from mfa_audit.reports.provenance import Origin
from mfa_audit.reports.rows import PlainColumn, facts, shown
from mfa_audit.reports.wording import on_one_line

SCHEMA = "mfa-audit/changes/v1"
# So many changes are told on screen; the file has them all.
ON_SCREEN = 20
_STATES = ("disabled", "enabled", "enforced")


def _kind(change: Changed) -> str:
    return str(change.difference.kind)


_C = PlainColumn[Changed]


def _side(key: str, header: str) -> PlainColumn[Changed]:
    def value(change: Changed) -> Value:
        fact: Fact = getattr(change.difference, key)
        # An enum's own type is no cell.
        return fact if fact is None or isinstance(fact, tuple) else str(fact)

    def people(change: Changed, words: Words) -> Value:
        found = value(change)
        if not isinstance(found, str):
            return found
        return words(found.capitalize() if found in _STATES else found)

    return _C(key, header, Kind.TEXT, 24, value, people)


COLUMNS: tuple[PlainColumn[Changed], ...] = (
    _C("change", "Change", Kind.TEXT, 42, _kind, lambda c, words: words(_kind(c))),
    _C("userPrincipalName", "UserPrincipalName", Kind.TEXT, 38, lambda c: c.name),
    _side("before", "Before"),
    _side("after", "After"),
    _C(
        "methodsBefore", "Methods Before", Kind.LIST, 40, lambda c: c.old.methods if c.old else None
    ),
    _C("methodsAfter", "Methods After", Kind.LIST, 40, lambda c: c.new.methods if c.new else None),
    _C("isAdmin", "Admin", Kind.FLAG, 9, lambda c: c.new.admin if c.new else None),
    _C("previousUserPrincipalName", "Renamed From", Kind.TEXT, 38, lambda c: c.old_name),
    _C("id", "Object Id", Kind.TEXT, 38, lambda c: c.id or None),
)


class Compared(NamedTuple):
    """One of the two reports: what it is called, where it came from, how many accounts it has."""

    name: str
    origin: Origin
    accounts: int


class Outcome(NamedTuple):
    """Two reports compared; `notes` are what a reader should know."""

    old: Compared
    new: Compared
    tally: Tally
    notes: tuple[Note, ...] = ()


class ChangeLayout:
    """A row for each change."""

    def __init__(self, words: Words, *, for_programs: bool = False) -> None:
        self._row = facts(COLUMNS) if for_programs else shown(COLUMNS, words)
        headings = [column.heading(words) for column in COLUMNS]
        self.tables = [Table("Changes", words("Changes"), headings)]

    def rows(self, records: Sequence[Changed]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and for which of `tables`."""
        yield 0, [self._row(record) for record in records]

    def table(self, records: Sequence[Changed]) -> Table:
        """The sheet with its rows, beside those of a whole report."""
        return self.tables[0]._replace(rows=map(self._row, records))


def outcome_facts(outcome: Outcome) -> dict[str, object]:
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
            "changes": {str(kind): tally.changes.get(kind, 0) for kind in Change},
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


def screen(outcome: Outcome, changes: Sequence[Changed] = ()) -> str:
    """The counts, and the first of `changes`, for people at the console."""
    tally = outcome.tally
    numbers = {"old": tally.old, "new": tally.new, "gone": tally.gone, "now": tally.now}
    lines = [
        f"{outcome.old.name} -> {outcome.new.name}",
        "  accounts: {old} + {new} new - {gone} gone = {now}".format(**numbers),
        f"  accounts in both with a change: {tally.changed}",
    ]
    told = [(str(kind), number) for kind in Change if (number := tally.changes.get(kind, 0))]
    width = max((len(label) for label, _ in told), default=0)
    digits = max((len(str(number)) for _, number in told), default=0)
    lines += [f"  {label:<{width}}  {number:>{digits}}" for label, number in told]
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
