"""What is different between two reports, account by account. What one of them does not know is no
change. Not here: how a report is read back, and how changes are shown.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from mfa_audit.domain.methods import Strength, lookup, summarise
from mfa_audit.domain.registration import AccountRecord, Registered, Situation


class ChangeKind(StrEnum):
    """Kinds of change, the most urgent first. In small letters a name is the figure's."""

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

# What stands in `before` and `after` beside verdicts, strengths, states and roles.
ADMIN, NO_ADMIN, BLOCKED, NOT_BLOCKED = "admin", "no admin", "blocked", "not blocked"

Fact = str | tuple[str, ...] | None


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What one report tells of an account; None is "not told".

    `verdict` is the report's own; `by_methods` what its methods alone say, so that a report with
    both and one with methods alone can be compared. `methods` are names of Graph's or MSOnline's.
    `state` is Graph's spelling, `enabled` is False for a blocked account.
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
        """Whether the report says so, by role or not; None where it does not tell."""
        if self.is_admin or self.roles:
            return True
        return None if self.is_admin is None and self.roles is None else False

    @property
    def registered(self) -> Registered | None:
        """The verdict, else what the methods say."""
        return self.verdict or self.by_methods

    @property
    def situation(self) -> Situation:
        """What the account is counted by."""
        return Situation(self.registered, self.strength, self.admin)


@lru_cache(maxsize=65_536)
def same_facts(*parts: Any) -> Facts:
    """Facts of these parts: the same ones are one object, for most accounts do not change."""
    return Facts(*parts)


def facts_of(record: AccountRecord) -> Facts:
    """The facts of an account that has just been judged."""
    state, summary = record.account.per_user_mfa_state, record.summary
    told = None if record.methods is None else summary.mfa_names
    return same_facts(
        record.verdict.registered,
        Registered.UNKNOWN if told is None else methods_say(told),
        record.strength,
        told,
        state.casefold() if state else None,
        record.details.is_admin if record.details else None,
        record.roles,
        record.account.account_enabled,
    )


def methods_say(names: tuple[str, ...]) -> Registered:
    """Whether who has these methods, of Graph's or MSOnline's names, is registered."""
    summary = summarise(names, False)
    if summary.mfa:
        return Registered.YES
    return Registered.UNKNOWN if summary.unknown else Registered.NO


class Basis(NamedTuple):
    """How two reports may be compared. `verdicts`: both are by the same definition of registered.
    `msonline`: the old one was written by MSOnline, which listed no passkeys and the like."""

    verdicts: bool = True
    msonline: bool = False


class Difference(NamedTuple):
    """One change of one account, with what was and what is."""

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
    """Every change from `old` to `new`, the most urgent first; None where the account is not in
    that report."""
    found: list[Difference] = []
    if new is None:
        before = old.registered if old else None
        return (Difference(ChangeKind.GONE_ACCOUNTS, before, None),)
    if _newly_admin(old, new) and _RANK.get(new.strength, 3) < 3:
        was = NO_ADMIN if old else None
        found.append(Difference(ChangeKind.NEW_WEAK_ADMINS, was, new.roles or ADMIN))
    if old is None:
        return (*found, Difference(ChangeKind.NEW_ACCOUNTS, None, new.registered))
    found += _registration(old, new, basis)
    if old.state and new.state and old.state != new.state:
        found.append(Difference(ChangeKind.STATE_CHANGED, old.state, new.state))
    if old.enabled and new.enabled is False:
        found.append(Difference(ChangeKind.NEWLY_BLOCKED, NOT_BLOCKED, BLOCKED))
    if old.enabled is False and new.enabled:
        found.append(Difference(ChangeKind.UNBLOCKED, BLOCKED, NOT_BLOCKED))
    return tuple(sorted(found, key=lambda one: URGENCY[one.kind]))


def _newly_admin(old: Facts | None, new: Facts) -> bool:
    """By a source that both reports have: one that only the new one read tells nothing new."""
    if old is None:
        return bool(new.admin)
    by_report = old.is_admin is False and new.is_admin is True
    by_role = old.roles == () and bool(new.roles)
    return not old.admin and (by_report or by_role)


def _registration(old: Facts, new: Facts, basis: Basis) -> list[Difference]:
    """The one change of registration or strength that there is, or none."""
    then, now = old.by_methods, new.by_methods
    if basis.verdicts and old.verdict and new.verdict:
        then, now = old.verdict, new.verdict
    # MSOnline was silent about passkeys: who has one now may have had it then.
    seen = _as_msonline(new) if basis.msonline else new
    yes, no, unknown = Registered.YES, Registered.NO, Registered.UNKNOWN
    if then is yes and now is no:
        return [Difference(ChangeKind.LOST_REGISTRATION, then, now)]
    if then is unknown and now in (yes, no):
        return [Difference(ChangeKind.WAS_UNKNOWN, then, now)]
    if then is no and now is yes:
        if basis.msonline and seen.by_methods is not yes:
            return []
        return [Difference(ChangeKind.NEWLY_REGISTERED, then, now)]
    before = _RANK.get(old.strength)
    if before is not None and _RANK.get(new.strength, before) < before:
        return [Difference(ChangeKind.BECAME_WEAKER, old.strength, new.strength)]
    if before is not None and _RANK.get(seen.strength, before) > before:
        return [Difference(ChangeKind.BECAME_STRONGER, old.strength, seen.strength)]
    return []


def _as_msonline(facts: Facts) -> Facts:
    """What MSOnline would have shown of it."""
    if facts.methods is None:
        return facts
    known = [(name, lookup(name)) for name in facts.methods]
    listed = tuple(name for name, method in known if method and method.msonline)
    strength = summarise(listed, False).strength
    return Facts(by_methods=methods_say(listed), strength=strength, methods=listed)


# An account as a report tells it: its UPN, its object id, empty where not told, and its facts.
ReportedAccount = tuple[str, str, Facts]


class Changed(NamedTuple):
    """A row: one change of one account. `old_name` is the earlier UPN of a renamed one."""

    difference: Difference
    name: str
    id: str
    old: Facts | None
    new: Facts | None
    old_name: str | None


class ChangeTally(msgspec.Struct):
    """Accounts of two reports: `old` + `new` - `gone` = `now`. `changes` counts by kind, `changed`
    the accounts in both that have any. `doubled` are rows of accounts that were listed already;
    `by_ascii` were matched by names in which one report has question marks, `ambiguous` are such
    names that fit several accounts. `newly_unregistered` are not registered and new, or not known
    to be so before; `became_unknown` were known to be registered or not, and are unknown now;
    `perhaps` counts, by figures, the accounts of which the new report does not tell whether they
    have changed so."""

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
    perhaps: dict[str, int] = {}
    changes: dict[ChangeKind, int] = {}

    @property
    def reconciles(self) -> bool:
        """Whether every account of either report is counted once."""
        return self.old + self.new - self.gone == self.now

    @property
    def figures(self) -> dict[str, int]:
        """The counts of changes by the names of their figures."""
        counted = {kind.name.lower(): self.changes.get(kind, 0) for kind in ChangeKind}
        return counted | {"newly_unregistered": self.newly_unregistered}

    def add(self, found: Iterable[Difference], old: Facts | None, new: Facts | None) -> None:
        """Count the changes of one account."""
        kinds = [one.kind for one in found]
        for kind in kinds:
            self.changes[kind] = self.changes.get(kind, 0) + 1
        before, now = old and old.registered, new and new.registered
        appeared = {
            ChangeKind.LOST_REGISTRATION,
            ChangeKind.WAS_UNKNOWN,
            ChangeKind.NEW_ACCOUNTS,
        } & {*kinds}
        self.newly_unregistered += bool(appeared) and now is Registered.NO
        self.changed += bool(old and new and kinds)
        if new:
            known = (Registered.YES, Registered.NO)
            self.became_unknown += before in known and now not in known
            self._add_doubts(old, new, weak_admin=ChangeKind.NEW_WEAK_ADMINS in kinds)

    def _add_doubts(self, old: Facts | None, new: Facts, *, weak_admin: bool) -> None:
        """Count what the new report does not tell of an account, where the old one did."""
        unknown = new.registered not in (Registered.YES, Registered.NO)
        was = old.registered if old else None
        may_be_admin = (not old or old.admin is False) and new.admin is not False
        had = _RANK.get(old.strength, 0) > 0 if old else False
        for figure, doubtful in (
            ("lost_registration", unknown and was is Registered.YES),
            ("newly_unregistered", unknown and (not old or was is Registered.YES)),
            (
                "new_weak_admins",
                may_be_admin and not weak_admin and new.strength is not Strength.PHISHING_RESISTANT,
            ),
            ("became_weaker", had and new.strength is Strength.UNKNOWN),
            ("state_changed", old and old.state and not new.state),
        ):
            if doubtful:
                self.perhaps[figure] = self.perhaps.get(figure, 0) + 1
