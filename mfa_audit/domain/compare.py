"""The accounts of two reports matched: one held in memory, the other met row by row.

By object id where both have it, else by UPN without regard to case; ß is not ss. Not here: what
counts as a change (`changes`).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from typing import TypeVar

from mfa_audit.domain.changes import (
    URGENCY,
    Basis,
    Changed,
    ChangeKind,
    ChangeTally,
    Difference,
    Facts,
    ReportedAccount,
    differences,
)

_Left = dict[str, ReportedAccount]
# Accounts that two reports may be apart, and still be read side by side.
_FAR = 20_000

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
K = TypeVar("K")


class Comparison:
    """The accounts of the old report and of the new one, in any order: `side_by_side`, or all that
    there are to `remember` and then to `meet`. Then `finish`.

    Held are the accounts that one report has told and the other has not yet, some 300 bytes each,
    the keys of those that both have told, and what changed. Of an account that a report lists twice
    the first row counts.
    """

    def __init__(self, *, ids: bool, verdicts: bool = True) -> None:
        """`ids`: both reports have object ids; `verdicts`: they define registered alike."""
        self._ids = ids
        self._verdicts = verdicts
        ways = (True, False) if verdicts else (False,)
        self._bases = [Basis(way, msonline) for way in ways for msonline in (False, True)]
        # By id or name in small letters: those of the old report alone, of the new one, of both.
        self._left: _Left = {}
        self._come: _Left = {}
        self._met: set[str] = set()
        # Who is different, with the name that was. Only its last row may tell that the old report
        # is one of MSOnline's, so what the differences are is told at the end.
        self._differ: list[tuple[str | None, Facts, ReportedAccount]] = []
        # Of rows of the new report that do not count.
        self.repeated: list[Facts] = []
        self.tally = ChangeTally()

    def side_by_side(
        self, olds: Iterator[ReportedAccount], news: Iterator[ReportedAccount]
    ) -> None:
        """Every account of either report. Where both list them in the same order, but for those
        that are new or gone, little is looked up."""
        left, come, met, ids = self._left, self._come, self._met, self._ids
        pairs = 0
        for old, new in zip_longest(olds, news, fillvalue=_NOBODY):
            text = old[1] if ids else old[0]
            if text and text == (new[1] if ids else new[0]):
                key = text.lower()
                if not (key in left or key in come or key in met):
                    pairs += 1
                    met.add(key)
                    if old[2] is not new[2] or old[0] != new[0]:
                        self._take(old[0], old[2], new)
                    continue
            self._until_in_step(old, new, olds, news)
        self.tally.old += pairs
        self.tally.now += pairs

    def _until_in_step(
        self,
        old: ReportedAccount,
        new: ReportedAccount,
        olds: Iterator[ReportedAccount],
        news: Iterator[ReportedAccount],
    ) -> None:
        """These accounts, and more of either report until both are at the same one; all that there
        are where that is far."""
        for _ in range(_FAR):
            if old is _NOBODY or new is _NOBODY:
                break
            key, new_key = self._key(old), self._key(new)
            if key in self._come:
                self.remember((old,))
                old = next(olds, _NOBODY)
            elif new_key in self._left:
                self.meet((new,))
                new = next(news, _NOBODY)
            else:
                self.remember((old,))
                self.meet((new,))
                if key == new_key:
                    return
                old, new = next(olds, _NOBODY), next(news, _NOBODY)
        self.remember(chain([old] if old is not _NOBODY else [], olds))
        self.meet(chain([new] if new is not _NOBODY else [], news))

    def _key(self, account: ReportedAccount) -> str:
        name, id, _ = account
        return (id or name if self._ids else name).lower()

    def remember(self, accounts: Iterable[ReportedAccount]) -> None:
        """Accounts of the old report."""
        left, come, met, ids = self._left, self._come, self._met, self._ids
        rows = doubled = 0
        for account in accounts:
            name, id, facts = account
            rows += 1
            text = id or name if ids else name
            small = text.lower()
            # One object less for most.
            key = text if text == small else small
            if key in left or key in met:
                doubled += 1
            elif new := come.pop(key, None):
                met.add(key)
                self._take(name, facts, new)
            else:
                left[key] = account
        self.tally.old += rows - doubled
        self.tally.doubled += doubled

    def meet(self, accounts: Iterable[ReportedAccount]) -> None:
        """Accounts of the new report."""
        left, come, met, ids = self._left, self._come, self._met, self._ids
        rows = doubled = 0
        for account in accounts:
            name, id, facts = account
            rows += 1
            key = (id or name if ids else name).lower()
            old = left.pop(key, None)
            if old:
                met.add(key)
                if old[2] is not facts or old[0] != name:
                    self._take(old[0], old[2], account)
            elif key in come or key in met:
                doubled += 1
                self.repeated.append(facts)
            else:
                come[key] = account
        self.tally.now += rows - doubled
        self.tally.doubled += doubled

    def finish(self, *, msonline: bool = False, verdicts: bool = True) -> list[Changed]:
        """Every change, the most urgent first, then by name and id; the counts are in `tally`.
        `msonline`: the old report is one of MSOnline's; `verdicts`: nothing in their rows has told
        that they define registered in two ways."""
        basis = Basis(self._verdicts and verdicts, msonline)
        left, new = self._left, list(self._come.values())
        new = self._matched_by_name(new, left) if self._ids else self._matched_by_ascii(new, left)
        changed = [change for one in self._differ for change in self._judged(*one, basis)]
        for account in new:
            changed += self._judged(None, None, account, basis)
        for name, id, facts in left.values():
            changed += self._judged(None, facts, (name, id, _NOT_THERE), basis)
        self.tally.new, self.tally.gone = len(new), len(left)
        if not self.tally.reconciles:
            raise AssertionError(f"the accounts do not add up: {self.tally}")
        changed.sort(key=_urgency)
        return changed

    def _matched_by_name(self, new: list[ReportedAccount], left: _Left) -> list[ReportedAccount]:
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

    def _matched_by_ascii(self, new: list[ReportedAccount], left: _Left) -> list[ReportedAccount]:
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

    def _take(self, old_name: str | None, old: Facts, account: ReportedAccount) -> None:
        """Keep an account that both reports tell, if anything of it is different. `old_name` is
        None where it says nothing of a new name."""
        name, _, new = account
        renamed = old_name is not None and _folded(old_name) != _folded(name)
        if renamed or any(differences(old, new, basis) for basis in self._bases):
            self._differ.append((old_name if renamed else None, old, account))
        else:
            self.tally.add((), old, new)

    def _judged(
        self, old_name: str | None, old: Facts | None, account: ReportedAccount, basis: Basis
    ) -> Iterator[Changed]:
        """The changes of one account, counted. `old_name` where it has another name now."""
        name, id, facts = account
        new = None if facts is _NOT_THERE else facts
        found = differences(old, new, basis)
        if old_name is not None:
            found = (*found, Difference(ChangeKind.RENAMED, old_name, name))
        self.tally.add(found, old, new)
        for one in found:
            yield Changed(one, name, id, old, new, old_name)


# Stands behind the last account of a report.
_NOBODY: ReportedAccount = ("", "", Facts())
# Stands for the facts of an account that is not in the new report.
_NOT_THERE = Facts()


def _urgency(row: Changed) -> tuple[int, str, str, str]:
    return URGENCY[row.difference.kind], row.name.lower(), row.name, row.id


def _folded(name: str) -> str:
    """The name in small letters; the same object where it is in small letters already."""
    small = name.lower()
    return name if small == name else small


def _by_ascii(names: Iterable[tuple[str, K]]) -> dict[str, list[K]]:
    """Keys by their names as old PowerShell wrote them."""
    found: dict[str, list[K]] = {}
    for name, key in names:
        if "?" in name or not name.isascii():
            form = _NOT_ASCII.sub(_question_marks, name).lower()
            found.setdefault(form, []).append(key)
    return found


def _question_marks(letter: re.Match[str]) -> str:
    """One for each UTF-16 unit."""
    return "?" * (1 + (ord(letter[0]) > 0xFFFF))
