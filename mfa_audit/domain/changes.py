"""The changes of an account between two reports; a fact that only one report knows is no change.

Not here: reading a report back (`reports.read_back`) and showing its changes (`reports.compare`).
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from mfa_audit.domain.methods import Strength, lookup, summarise
from mfa_audit.domain.registration import AccountRecord, Registered, Situation, admin_by


class ChangeKind(StrEnum):
    """Kinds of change, the most urgent first. A name in lower case is the name of its figure."""

    LOST_REGISTRATION = "lost registration"
    NEW_WEAK_ADMINS = "new admin without phishing-resistant method"
    BECAME_WEAKER = "phone only, or weaker than before"
    STATE_CHANGED = "per-user MFA state changed"
    NEWLY_REGISTERED = "newly registered"
    BECAME_STRONGER = "stronger than before"
    NEWLY_BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    NEW_ACCOUNTS = "new account"
    GONE_ACCOUNTS = "gone account"
    WAS_UNKNOWN = "was unknown"
    RENAMED = "renamed"


URGENCY = {kind: number for number, kind in enumerate(ChangeKind)}

# The values of `before` and `after` that are not verdicts, strengths, states, roles or names.
ADMIN, NO_ADMIN, BLOCKED, NOT_BLOCKED = "admin", "no admin", "blocked", "not blocked"

Fact = str | tuple[str, ...] | None


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What a report says about an account; None where it says nothing.

    `verdict` is the report's verdict. `by_methods` is the verdict by its methods alone, so that a
    report without verdicts can be compared too. `methods` are Graph's or MSOnline's names, `state`
    is in Graph's spelling, `enabled` is False for a blocked account.
    """

    verdict: Registered | None = None
    by_methods: Registered | None = None
    strength: Strength = Strength.UNKNOWN
    methods: tuple[str, ...] | None = None
    state: str | None = None
    is_admin: bool | None = None
    roles: tuple[str, ...] | None = None
    enabled: bool | None = None

    @property
    def admin(self) -> bool | None:
        """Whether the account is an admin; None if the report does not say."""
        return admin_by(self.is_admin, self.roles)

    @property
    def registered(self) -> Registered | None:
        """The verdict, otherwise the verdict by the methods."""
        return self.verdict or self.by_methods

    @property
    def situation(self) -> Situation:
        """The facts that figures count the account by."""
        return Situation(self.registered, self.strength, self.admin)


@lru_cache(maxsize=65_536)
def same_facts(*parts: Any) -> Facts:
    """The facts with these parts, as the same object each time: most accounts do not change, and
    identical objects are fast to compare."""
    return Facts(*parts)


def facts_of(record: AccountRecord) -> Facts:
    """The facts of an account that this run has judged."""
    state = record.account.per_user_mfa_state
    names = None if record.methods is None else record.summary.mfa_names
    return same_facts(
        record.verdict.registered,
        Registered.UNKNOWN if names is None else methods_say(names),
        record.strength,
        names,
        state.casefold() if state else None,
        record.details.is_admin if record.details else None,
        record.roles,
        record.account.account_enabled,
    )


def methods_say(names: tuple[str, ...]) -> Registered:
    """The verdict for an account with these methods, by Graph's or MSOnline's names."""
    summary = summarise(names, False)
    if summary.mfa:
        return Registered.YES
    return Registered.UNKNOWN if summary.unknown else Registered.NO


class Basis(NamedTuple):
    """How two reports may be compared.

    `verdicts`: both use the same definition of registered. `msonline`: MSOnline wrote the old
    report, which therefore lists no passkeys and other new kinds of method.
    """

    verdicts: bool = True
    msonline: bool = False


class Difference(NamedTuple):
    """A change of an account, with the value before and after it."""

    kind: ChangeKind
    before: Fact
    after: Fact


_RANK = {
    Strength.NONE: 0,
    Strength.TEMPORARY: 0,
    Strength.PHONE: 1,
    Strength.APP: 2,
    Strength.PHISHING_RESISTANT: 3,
}


@lru_cache(maxsize=65_536)
def differences(old: Facts | None, new: Facts | None, basis: Basis) -> tuple[Difference, ...]:
    """Return every change of an account, the most urgent first.

    `old` or `new` is None if that report does not list the account.
    """
    if new is None:
        return (Difference(ChangeKind.GONE_ACCOUNTS, old.registered if old else None, None),)
    changes: list[Difference] = []
    if _newly_admin(old, new) and _RANK.get(new.strength, 3) < 3:
        before = NO_ADMIN if old else None
        changes.append(Difference(ChangeKind.NEW_WEAK_ADMINS, before, new.roles or ADMIN))
    if old is None:
        return (*changes, Difference(ChangeKind.NEW_ACCOUNTS, None, new.registered))
    changes += _registration(old, new, basis)
    if old.state and new.state and old.state != new.state:
        changes.append(Difference(ChangeKind.STATE_CHANGED, old.state, new.state))
    if old.enabled and new.enabled is False:
        changes.append(Difference(ChangeKind.NEWLY_BLOCKED, NOT_BLOCKED, BLOCKED))
    if old.enabled is False and new.enabled:
        changes.append(Difference(ChangeKind.UNBLOCKED, BLOCKED, NOT_BLOCKED))
    return tuple(sorted(changes, key=lambda change: URGENCY[change.kind]))


def _newly_admin(old: Facts | None, new: Facts) -> bool:
    """Whether the account has become an admin, by a source that both reports have."""
    if old is None:
        return bool(new.admin)
    by_report = old.is_admin is False and new.is_admin is True
    by_role = old.roles == () and bool(new.roles)
    return not old.admin and (by_report or by_role)


def _registration(old: Facts, new: Facts, basis: Basis) -> list[Difference]:
    """The change of registration or strength, if there is one; never more than one."""
    before, after = old.by_methods, new.by_methods
    if basis.verdicts and old.verdict and new.verdict:
        before, after = old.verdict, new.verdict
    # MSOnline did not list passkeys: an account that has one now may have had it before.
    seen = _as_msonline(new) if basis.msonline else new
    yes, no, unknown = Registered.YES, Registered.NO, Registered.UNKNOWN
    if before is yes and after is no:
        return [Difference(ChangeKind.LOST_REGISTRATION, before, after)]
    if before is unknown and after in (yes, no):
        return [Difference(ChangeKind.WAS_UNKNOWN, before, after)]
    if before is no and after is yes:
        if basis.msonline and seen.by_methods is not yes:
            return []
        return [Difference(ChangeKind.NEWLY_REGISTERED, before, after)]
    rank = _RANK.get(old.strength)
    if rank is not None and _RANK.get(new.strength, rank) < rank:
        return [Difference(ChangeKind.BECAME_WEAKER, old.strength, new.strength)]
    if rank is not None and _RANK.get(seen.strength, rank) > rank:
        return [Difference(ChangeKind.BECAME_STRONGER, old.strength, seen.strength)]
    return []


def _as_msonline(facts: Facts) -> Facts:
    """The methods of an account as MSOnline would have shown them."""
    if facts.methods is None:
        return facts
    listed = tuple(n for n in facts.methods if (method := lookup(n)) and method.msonline)
    strength = summarise(listed, False).strength
    return Facts(by_methods=methods_say(listed), strength=strength, methods=listed)


# An account of a report: its UPN, its object id (empty if the report has none), and its facts.
ReportedAccount = tuple[str, str, Facts]


class Changed(NamedTuple):
    """A row of a comparison: a change of an account. `old_name` is its UPN before a rename."""

    difference: Difference
    name: str
    id: str
    old: Facts | None
    new: Facts | None
    old_name: str | None


_APPEARED = {ChangeKind.LOST_REGISTRATION, ChangeKind.WAS_UNKNOWN, ChangeKind.NEW_ACCOUNTS}


class ChangeTally(msgspec.Struct):
    """Counts of the accounts of two reports: `old` + `new` - `gone` = `now`.

    `changed` counts the accounts of both reports with a change, `changes` all changes by kind,
    `doubled` the rows of accounts that a report has listed before. `by_ascii` counts accounts
    matched by a name with question marks, `ambiguous` such names that fit several accounts.
    `newly_unregistered` accounts are not registered, and new or not known to be so before;
    `became_unknown` accounts were known to be registered or not. `perhaps` counts, by figure, the
    accounts where the new report does not show whether they changed.
    """

    old: int = 0
    now: int = 0
    new: int = 0
    gone: int = 0
    changed: int = 0
    doubled: int = 0
    by_ascii: int = 0
    ambiguous: int = 0
    newly_unregistered: int = 0
    became_unknown: int = 0
    perhaps: Counter[str] = msgspec.field(default_factory=Counter)
    changes: Counter[ChangeKind] = msgspec.field(default_factory=Counter)

    @property
    def reconciles(self) -> bool:
        """Whether every account of both reports is counted once."""
        return self.old + self.new - self.gone == self.now

    @property
    def figures(self) -> dict[str, int]:
        """The counts of changes by the names of their figures."""
        counted = {kind.name.lower(): self.changes.get(kind, 0) for kind in ChangeKind}
        return counted | {"newly_unregistered": self.newly_unregistered}

    def add(self, changes: Iterable[Difference], old: Facts | None, new: Facts | None) -> None:
        """Count the changes of an account."""
        kinds = [change.kind for change in changes]
        self.changes.update(kinds)
        self.changed += bool(old and new and kinds)
        if not new:
            return
        known = (Registered.YES, Registered.NO)
        was_known = old is not None and old.registered in known
        self.became_unknown += was_known and new.registered not in known
        self.newly_unregistered += new.registered is Registered.NO and bool(_APPEARED & {*kinds})
        self._add_doubts(old, new, weak_admin=ChangeKind.NEW_WEAK_ADMINS in kinds)

    def _add_doubts(self, old: Facts | None, new: Facts, *, weak_admin: bool) -> None:
        """Count an account where the old report had a fact and the new one has none."""
        unknown = new.registered not in (Registered.YES, Registered.NO)
        was_registered = old is not None and old.registered is Registered.YES
        may_be_admin = (not old or old.admin is False) and new.admin is not False
        resistant = new.strength is Strength.PHISHING_RESISTANT
        had = _RANK.get(old.strength, 0) > 0 if old else False
        doubts = {
            "lost_registration": unknown and was_registered,
            "newly_unregistered": unknown and (not old or was_registered),
            "new_weak_admins": may_be_admin and not weak_admin and not resistant,
            "became_weaker": had and new.strength is Strength.UNKNOWN,
            "state_changed": old and old.state and not new.state,
        }
        self.perhaps.update(figure for figure, doubtful in doubts.items() if doubtful)
