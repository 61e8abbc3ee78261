"""The accounts of two reports, matched by object id if both have it, otherwise by UPN.

Case does not count; ß is not ss. Not here: what counts as a change (`changes`).
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

_Accounts = dict[str, ReportedAccount]
# How many accounts two reports may be out of step and still be read in parallel.
_FAR = 20_000

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
K = TypeVar("K")


class Comparison:
    """Compares the accounts of an old and a new report, in any order.

    Give it both with `side_by_side`, or all old accounts with `remember` and then all new ones with
    `meet`; then `finish`. It keeps the accounts that only one report has listed so far (about 300
    bytes each), the keys of those that both have listed, and what changed. If a report lists an
    account twice, the first row counts.
    """

    def __init__(self, *, ids: bool, verdicts: bool = True) -> None:
        """`ids`: both reports have object ids. `verdicts`: they define registered alike."""
        self._ids = ids
        self._verdicts = verdicts
        ways = (True, False) if verdicts else (False,)
        self._bases = [Basis(way, msonline) for way in ways for msonline in (False, True)]
        # By id or name in lower case: accounts of the old report only, of the new only, of both.
        self._left: _Accounts = {}
        self._come: _Accounts = {}
        self._met: set[str] = set()
        # Accounts that may have changed: an old name, the old facts and the new account. Only the
        # last row may show that MSOnline wrote the old report, so `finish` works out the changes.
        self._differ: list[tuple[str | None, Facts, ReportedAccount]] = []
        # The facts of rows of the new report that do not count.
        self.repeated: list[Facts] = []
        self.tally = ChangeTally()

    def side_by_side(
        self, olds: Iterator[ReportedAccount], news: Iterator[ReportedAccount]
    ) -> None:
        """Compare every account of both reports; fast where they list them in the same order."""
        left, come, met, ids = self._left, self._come, self._met, self._ids
        pairs = 0
        for old, new in zip_longest(olds, news, fillvalue=_END):
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
        """Take more accounts until both reports are at the same account again, or to the end if
        that is far away."""
        for _ in range(_FAR):
            if old is _END or new is _END:
                break
            key, new_key = self._key(old), self._key(new)
            if key in self._come:
                self.remember((old,))
                old = next(olds, _END)
            elif new_key in self._left:
                self.meet((new,))
                new = next(news, _END)
            else:
                self.remember((old,))
                self.meet((new,))
                if key == new_key:
                    return
                old, new = next(olds, _END), next(news, _END)
        self.remember(chain([old] if old is not _END else [], olds))
        self.meet(chain([new] if new is not _END else [], news))

    def _key(self, account: ReportedAccount) -> str:
        name, id, _ = account
        return (id or name if self._ids else name).lower()

    def remember(self, accounts: Iterable[ReportedAccount]) -> None:
        """Take accounts of the old report."""
        left, come, met, ids = self._left, self._come, self._met, self._ids
        rows = doubled = 0
        for account in accounts:
            name, id, facts = account
            rows += 1
            key = _folded(id or name if ids else name)
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
        """Take accounts of the new report."""
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
        """Return every change, the most urgent first, then by name and id; the counts are in
        `tally`.

        `msonline`: MSOnline wrote the old report. `verdicts`: the rows of the reports have not
        shown two definitions of registered.
        """
        basis = Basis(self._verdicts and verdicts, msonline)
        come = list(self._come.values())
        come = self._unmatched_by_name(come) if self._ids else self._unmatched_by_ascii(come)
        rows: list[Changed] = []
        for old_name, old, (name, id, new) in self._differ:
            rows += self._changes(basis, name, id, old, new, old_name)
        for name, id, new in come:
            rows += self._changes(basis, name, id, None, new)
        for name, id, old in self._left.values():
            rows += self._changes(basis, name, id, old, None)
        self.tally.new, self.tally.gone = len(come), len(self._left)
        if not self.tally.reconciles:
            raise AssertionError(f"the accounts do not add up: {self.tally}")
        return sorted(rows, key=_urgency)

    def _unmatched_by_name(self, come: list[ReportedAccount]) -> list[ReportedAccount]:
        """Match by name where only one of two rows has an id, though both reports have the column;
        return the new accounts without a match."""
        left = self._left
        nameless = any(not id for _, id, _ in come)
        keys = {_folded(old[0]): key for key, old in left.items() if nameless or not old[1]}
        unmatched = []
        for account in come:
            key = keys.get(_folded(account[0]))
            if key is None or key not in left or (account[1] and left[key][1]):
                unmatched.append(account)
            else:
                old_name, _, old = left.pop(key)
                self._take(old_name, old, account)
        return unmatched

    def _unmatched_by_ascii(self, come: list[ReportedAccount]) -> list[ReportedAccount]:
        """Match by name as old PowerShell writes it, with ? for every letter outside ASCII; return
        the new accounts without a match. A name that fits several accounts matches none."""
        left = self._left
        olds = _by_ascii((old[0], key) for key, old in left.items())
        news = _by_ascii((account[0], number) for number, account in enumerate(come))
        matched = set[int]()
        for form, numbers in news.items():
            keys = olds.get(form, [])
            names = [left[key][0] for key in keys] + [come[number][0] for number in numbers]
            if not keys or not any("?" in name for name in names):
                continue
            if len(names) > 2:
                self.tally.ambiguous += len(names)
                continue
            self._take(None, left.pop(keys[0])[2], come[numbers[0]])
            matched.add(numbers[0])
            self.tally.by_ascii += 1
        return [account for number, account in enumerate(come) if number not in matched]

    def _take(self, old_name: str | None, old: Facts, account: ReportedAccount) -> None:
        """Keep an account of both reports if it may have changed. `old_name` is None if another
        name is no rename."""
        name, _, new = account
        renamed = old_name is not None and _folded(old_name) != _folded(name)
        if renamed or any(differences(old, new, basis) for basis in self._bases):
            self._differ.append((old_name if renamed else None, old, account))
        else:
            self.tally.add((), old, new)

    def _changes(
        self,
        basis: Basis,
        name: str,
        id: str,
        old: Facts | None,
        new: Facts | None,
        old_name: str | None = None,
    ) -> list[Changed]:
        """Count and return the changes of an account. `old_name` is its name before a rename."""
        changes = differences(old, new, basis)
        if old_name is not None:
            changes = (*changes, Difference(ChangeKind.RENAMED, old_name, name))
        self.tally.add(changes, old, new)
        return [Changed(change, name, id, old, new, old_name) for change in changes]


# Follows the last account of the shorter report.
_END: ReportedAccount = ("", "", Facts())


def _urgency(row: Changed) -> tuple[int, str, str, str]:
    return URGENCY[row.difference.kind], row.name.lower(), row.name, row.id


def _folded(name: str) -> str:
    """The name in lower case; the same object if it already is, which saves memory."""
    small = name.lower()
    return name if small == name else small


def _by_ascii(names: Iterable[tuple[str, K]]) -> dict[str, list[K]]:
    """The keys by their names as old PowerShell writes them; a name in ASCII is left out."""
    forms: dict[str, list[K]] = {}
    for name, key in names:
        if "?" in name or not name.isascii():
            # A question mark for each UTF-16 unit.
            form = _NOT_ASCII.sub(lambda letter: "?" * (1 + (letter[0] > "\uffff")), name).lower()
            forms.setdefault(form, []).append(key)
    return forms
