"""Reports read back from files: what `compare`, `trend` and --compare-with have in common."""

import contextlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.audit import Note
    from mfa_audit.domain.changes import Tally, Told
    from mfa_audit.reports.changes import Outcome
    from mfa_audit.reports.provenance import Origin
    from mfa_audit.reports.reading_back import Rows


class Report(NamedTuple):
    """A file that is open; `accounts` come as they are read."""

    path: Path
    rows: "Rows"
    origin: "Origin"
    accounts: "Iterator[Told]"

    def read(self) -> "Report":
        """The same, all of it read: its rows may have told by which definition they are."""
        definition = self.origin.definition or self.rows.definition
        return self._replace(origin=self.origin._replace(definition=definition))


@contextlib.contextmanager
def read_back(path: Path) -> Iterator[Report]:
    """The report at `path`. Raises UsageError, naming the file, for one that cannot be read."""
    from mfa_audit.formats.reading import open_content
    from mfa_audit.reports.provenance import of_run, of_summary
    from mfa_audit.reports.reading_back import Rows, titles

    with open_content(path, titles()) as content:
        rows = Rows(content.headers, str(path), content.plain)
        origin = of_run(content.run) if content.run else of_summary(content.labels, content.made)
        yield Report(path, rows, origin, rows.accounts(content.rows))


def refuse_two_tenants(old: "Origin", new: "Origin") -> None:
    """Raise UsageError where both tell whose they are, and it is not the same tenant."""
    one, other = old.tenant_id, new.tenant_id
    if one and other and one.casefold() != other.casefold():
        raise UsageError(
            f"The reports are of two tenants: {old.tenant or one} and {new.tenant or other}.",
            "Compare reports of the same tenant.",
        )


def same_definition(old: "Origin", new: "Origin") -> bool:
    """Whether both mean the same by registered, as far as they tell."""
    definitions = old.definition, new.definition
    return None in definitions or definitions[0] == definitions[1]


def outcome(
    old: Report,
    name: str,
    new: "Origin",
    tally: "Tally",
    told: Collection[str],
    *,
    newer_is_msonline: bool = False,
) -> "Outcome":
    """What came of comparing the old report with the new one, which is called `name` and tells
    what the keys `told` say."""
    from mfa_audit.reports.changes import Compared, Outcome

    return Outcome(
        Compared(old.path.name, old.origin, tally.old),
        Compared(name, new, tally.now),
        tally,
        _notes(old, new, tally, told, newer_is_msonline=newer_is_msonline),
    )


def _notes(
    old: Report,
    new: "Origin",
    tally: "Tally",
    told: Collection[str],
    *,
    newer_is_msonline: bool,
) -> "tuple[Note, ...]":
    """What a reader should know of the comparison."""
    from mfa_audit.domain.audit import Note
    from mfa_audit.domain.change_figures import REGISTRATION, registration_compares
    from mfa_audit.reports import change_notes as texts

    before = old.origin
    same = same_definition(before, new)
    compares = registration_compares(old.rows.tells, {*told}, verdicts=same)
    plain = (
        (old.rows.msonline, texts.MSONLINE),
        (newer_is_msonline, texts.MSONLINE_NOW),
        (not same and compares, texts.DEFINITIONS),
        (not compares and bool(tally.old and tally.now), texts.REGISTRATION),
        (None not in (before.chosen, new.chosen) and before.chosen != new.chosen, texts.CHOSEN),
        (bool(before.made and new.made and before.made > new.made), texts.ORDER),
    )
    unknown = tally.became_unknown if REGISTRATION & {*told} else 0
    counted = (
        (tally.doubled, texts.DOUBLED),
        (tally.by_ascii, texts.BY_ASCII),
        (tally.ambiguous, texts.AMBIGUOUS),
        (unknown, texts.BECAME_UNKNOWN),
    )
    fixed = [Note(text) for holds, text in plain if holds]
    return (*fixed, *(Note(text, {"number": number}) for number, text in counted if number))
