"""The accounts of two reports matched: one held in memory, the other met row by row.

By object id where both have it, else by UPN without regard to case. Not here: what counts as a
change (`changes`).
"""

import re
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from mfa_audit.domain.changes import (
    ORDER,
    Basis,
    Change,
    Changed,
    Difference,
    Facts,
    Tally,
    Told,
    differences,
)

# An object id takes a third of its text's memory as bytes; a name is its text, in small letters.
_Key = bytes | str
_Held = tuple[str, _Key, Facts]
_Left = dict[_Key, _Held]

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
K = TypeVar("K")


class Comparison:
    """First every account of the old report, then every one of the new, then `finish`.

    Held are the old report's accounts, some 300 bytes each, and those that changed. Of an account
    that a report lists twice the first row counts.
    """

    def __init__(self, *, ids: bool) -> None:
        """`ids`: both reports have object ids. `basis` may be set until the first `meet`."""
        self.basis = Basis()
        self._ids = ids
        self._held: dict[_Key, _Held | None] = {}
        self._unmatched: list[Told] = []
        self._changed: list[Changed] = []
        self.tally = Tally()

    def remember(self, accounts: Iterable[Told]) -> None:
        """Accounts of the old report."""
        held, ids, rows = self._held, self._ids, 0
        for name, id, facts in accounts:
            rows += 1
            packed = _packed(id) if id else id
            small = name.casefold()
            # One object less for most names.
            key = packed if ids and id else name if small == name else small
            held.setdefault(key, (name, packed, facts))
        self.tally.old = len(held)
        self.tally.doubled += rows - len(held)

    def meet(self, accounts: Iterable[Told]) -> None:
        """Accounts of the new report."""
        held, ids, doubled, met = self._held, self._ids, 0, 0
        for account in accounts:
            name, id, facts = account
            key = _packed(id) if ids and id else name.casefold()
            met += 1
            before = held.get(key, _NOT_HELD)
            if before is None:
                doubled += 1
                continue
            held[key] = None
            if before is _NOT_HELD:
                self._unmatched.append(account)
            # Most accounts are as they were.
            elif before[2] is not facts or before[0] != name:
                self._take(before[0], before[2], account)
        self.tally.doubled += doubled
        self.tally.now += met - doubled

    def finish(self) -> list[Changed]:
        """Every change, the most urgent first, then by name. The counts are in `tally`."""
        left = {key: one for key, one in self._held.items() if one is not None}
        new, self._held, self._unmatched = self._unmatched, {}, []
        new = self._matched_by_name(new, left) if self._ids else self._matched_by_ascii(new, left)
        for account in new:
            self._take(None, None, account)
        for name, packed, facts in left.values():
            self._take(None, facts, (name, _unpacked(packed), _NOT_THERE))
        self.tally.new, self.tally.gone = len(new), len(left)
        if not self.tally.reconciles:
            raise AssertionError(f"the accounts do not add up: {self.tally}")
        self._changed.sort(key=_urgency)
        return self._changed

    def _matched_by_name(self, new: list[Told], left: _Left) -> list[Told]:
        """Where only one of the two rows has an id, though both reports have the column: those of
        `new` that have no such name in `left`."""
        nameless = any(not id for _, id, _ in new)
        keys = {_folded(one[0]): key for key, one in left.items() if nameless or not one[1]}
        unmatched = []
        for account in new:
            key = keys.get(_folded(account[0]))
            if key is None or key not in left or (account[1] and left[key][1]):
                unmatched.append(account)
            else:
                before = left.pop(key)
                self._take(before[0], before[2], account)
        return unmatched

    def _matched_by_ascii(self, new: list[Told], left: _Left) -> list[Told]:
        """Old PowerShell writes ? for every letter that is not ASCII: those of `new` that have no
        such name in `left`. A name that fits several fits none."""
        olds = _by_ascii((one[0], key) for key, one in left.items())
        news = _by_ascii((account[0], number) for number, account in enumerate(new))
        matched = set[int]()
        for form, numbers in news.items():
            keys = olds.get(form, [])
            names = [left[key][0] for key in keys] + [new[number][0] for number in numbers]
            if not keys or not any("?" in name for name in names):
                continue
            if len(names) > 2:
                self.tally.ambiguous += len(names)
                continue
            self._take(None, left.pop(keys[0])[2], new[numbers[0]])
            matched.add(numbers[0])
            self.tally.by_ascii += 1
        return [account for number, account in enumerate(new) if number not in matched]

    def _take(self, old_name: str | None, old: Facts | None, account: Told) -> None:
        """Keep what is different in one account. `old_name` is None where it says nothing of a new
        name."""
        name, id, facts = account
        new = None if facts is _NOT_THERE else facts
        found = differences(old, new, self.basis)
        renamed = None
        if old_name is not None and _folded(old_name) != _folded(name):
            renamed = old_name
            found = (*found, Difference(Change.RENAMED, old_name, name))
        self.tally.add(found, old, new)
        self._changed += [Changed(one, name, id, old, new, renamed) for one in found]


# Stands for what the old report does not have.
_NOT_HELD: _Held = ("", "", Facts())
# Stands for the facts of an account that is not in the new report.
_NOT_THERE = Facts()


def _urgency(row: Changed) -> tuple[int, str, str]:
    return ORDER[row.difference.kind], row.name.casefold(), row.name


def _folded(name: str) -> str:
    """The name in small letters; the same object where it is in small letters already."""
    small = name.casefold()
    return name if small == name else small


def _packed(id: str) -> _Key:
    """A UUID as bytes, in whatever case it is; any other text in small letters."""
    try:
        packed = bytes.fromhex(id.replace("-", ""))
    except ValueError:
        return id.casefold()
    return packed if len(packed) == 16 and len(id) == 36 else id.casefold()


def _unpacked(key: _Key) -> str:
    return key if isinstance(key, str) else str(UUID(bytes=key))


def _by_ascii(names: Iterable[tuple[str, K]]) -> dict[str, list[K]]:
    """Keys by their names as old PowerShell wrote them."""
    found: dict[str, list[K]] = {}
    for name, key in names:
        if "?" in name or not name.isascii():
            form = _NOT_ASCII.sub(_question_marks, name).casefold()
            found.setdefault(form, []).append(key)
    return found


def _question_marks(letter: re.Match[str]) -> str:
    """One for each UTF-16 unit."""
    return "?" * (1 + (ord(letter[0]) > 0xFFFF))
