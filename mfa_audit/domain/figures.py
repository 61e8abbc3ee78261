"""Every figure that a rule may name or a trend shows: what it means, what it is a part of, and how
it is counted.

Not here: rules about figures (`rules`), and the pages that show them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

from mfa_audit.domain.changes import ChangeTally, Facts, ReportedAccount
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered, Situation
from mfa_audit.domain.run import Counts

# What a report has to have columns for, any of these keys, by what is known then.
VERDICT_KEYS = frozenset({"registered", "isMfaRegistered"})
METHOD_KEYS = frozenset({"mfaMethods", "methods"})
REGISTRATION_KEYS = VERDICT_KEYS | METHOD_KEYS
STRENGTH_KEYS = METHOD_KEYS | {"strength"}
ADMIN_KEYS = frozenset({"isAdmin", "roles"})
_STATE_KEYS = frozenset({"perUserMfaState"})
_ENABLED_KEYS = frozenset({"accountEnabled"})


class Amount(NamedTuple):
    """How many: `least` are known to be, `most` is with all those where it is not known."""

    least: int
    most: int


# By the figure's name; None, or no such name, where no source says.
Amounts = Mapping[str, Amount | None]
_Test = Callable[[Situation], object]


class Figure(NamedTuple):
    """A figure. `part_of` is the figure that a percentage is taken of, None where there is none;
    `keys` the columns of which a report must have one to show it.

    Counted are the accounts that are so by `fits`; those that only `may_fit` are doubtful. A figure
    without `fits` is a count of the audit, `counted`, or a change, which takes two reports.
    """

    name: str
    meaning: str
    part_of: str | None
    keys: Set[str] = frozenset()
    fits: _Test | None = None
    may_fit: _Test | None = None
    counted: Callable[[Counts], Amount] | None = None

    @property
    def about_admins(self) -> bool:
        """Whether it takes a source that says who is an admin."""
        return "admins" in self.name

    @property
    def of_two_reports(self) -> bool:
        """Whether it is a change."""
        return self.fits is None and self.counted is None

    def amount(self, situations: Mapping[Situation, int]) -> Amount:
        """How many accounts of these situations it counts."""
        fits, may_fit = self.fits or _never, self.may_fit or _never
        least = sum(number for one, number in situations.items() if fits(one))
        more = sum(n for one, n in situations.items() if not fits(one) and may_fit(one))
        return Amount(least, least + more)


def _never(_: Situation) -> bool:
    return False


def _yes(one: Situation) -> bool:
    return one.registered is Registered.YES


def _no(one: Situation) -> bool:
    return one.registered is Registered.NO


def _verdict_unknown(one: Situation) -> bool:
    return one.registered not in (Registered.YES, Registered.NO)


def _strength_unknown(one: Situation) -> bool:
    return one.strength is Strength.UNKNOWN


def _phone(one: Situation) -> bool:
    return one.strength is Strength.PHONE


def _resistant(one: Situation) -> bool:
    return one.strength is Strength.PHISHING_RESISTANT


def _admin(test: _Test) -> _Test:
    return lambda one: one.admin and test(one)


def _may_be_admin(test: _Test) -> _Test:
    return lambda one: one.admin is not False and test(one)


_F = Figure
# fmt: off
FIGURES = (
    _F("accounts", "Every account that Graph lists.", None,
       counted=lambda c: Amount(c.listed, c.listed)),
    _F("in_scope", "Accounts that the run is about: neither left out nor deleted meanwhile.",
       "accounts", counted=lambda c: Amount(c.in_scope, c.in_scope)),
    _F("blocked", "Accounts whose sign-in is blocked, of all that are listed.", "accounts",
       counted=lambda c: Amount(c.blocked, c.blocked)),
    _F("registered", "Registered for MFA, by the definition of the run.", "in_scope",
       REGISTRATION_KEYS, _yes, _verdict_unknown),
    _F("unregistered", "Not registered for MFA.", "in_scope", REGISTRATION_KEYS, _no,
       _verdict_unknown),
    _F("unknown", "No source could tell whether they are registered.", "in_scope",
       REGISTRATION_KEYS, _verdict_unknown),
    _F("capable", "Registered, and policy allows the method (isMfaCapable).", "in_scope",
       counted=lambda c: Amount(c.capable, c.capable + c.in_scope - c.capable_known)),
    _F("phone_only", "Every method that counts as MFA is a phone.", "in_scope", STRENGTH_KEYS,
       _phone, _strength_unknown),
    _F("phishing_resistant", "At least one method withstands phishing.", "in_scope",
       STRENGTH_KEYS, _resistant, _strength_unknown),
    _F("admins", "By the registration report, or with an active directory role.", "in_scope",
       ADMIN_KEYS, lambda one: one.admin, lambda one: one.admin is not False),
    _F("admins_unregistered", "Admins who are not registered.", "admins", ADMIN_KEYS,
       _admin(_no), _may_be_admin(lambda one: not _yes(one))),
    _F("admins_unknown", "Admins of whom no source could tell whether they are registered.",
       "admins", ADMIN_KEYS, _admin(_verdict_unknown), _may_be_admin(_verdict_unknown)),
    _F("admins_phone_only", "Admins whose every method that counts as MFA is a phone.", "admins",
       ADMIN_KEYS, _admin(_phone),
       _may_be_admin(lambda one: _phone(one) or _strength_unknown(one))),
    # Where the methods are not known, there may be one that withstands phishing.
    _F("admins_without_phishing_resistant",
       "Admins without a method that withstands phishing, registered or not.", "admins",
       ADMIN_KEYS, _admin(lambda one: not _resistant(one) and not _strength_unknown(one)),
       _may_be_admin(lambda one: not _resistant(one))),
    # Counted where two reports are compared; a percentage is of the newer one's accounts.
    _F("lost_registration", "Were registered, and are not.", "in_scope", REGISTRATION_KEYS),
    _F("newly_unregistered", "Not registered, and new or not known to be so before.", "in_scope",
       REGISTRATION_KEYS),
    _F("new_weak_admins", "New admins without a method that withstands phishing.", "in_scope",
       STRENGTH_KEYS),
    _F("became_weaker", "Their strongest method is a weaker one, such as a phone only.",
       "in_scope", STRENGTH_KEYS),
    _F("state_changed", "Their per-user MFA state is another.", "in_scope", _STATE_KEYS),
    _F("newly_registered", "Were not registered, and are.", "in_scope", REGISTRATION_KEYS),
    _F("became_stronger", "Their strongest method is a stronger one.", "in_scope", STRENGTH_KEYS),
    _F("newly_blocked", "Could sign in, and are blocked.", "in_scope", _ENABLED_KEYS),
    _F("unblocked", "Were blocked, and can sign in.", "in_scope", _ENABLED_KEYS),
    _F("new_accounts", "Only in the newer report.", "in_scope"),
    _F("gone_accounts", "Only in the older report.", "in_scope"),
    _F("was_unknown", "Nothing told whether they were registered, and something does now.",
       "in_scope", REGISTRATION_KEYS),
)
# fmt: on
FIGURE_BY_NAME = {figure.name: figure for figure in FIGURES}


def amounts(counts: Counts) -> dict[str, Amount | None]:
    """The figures of one audit. Those about admins are None where no source says who is one."""
    found: dict[str, Amount | None] = {}
    for figure in FIGURES:
        if figure.counted:
            found[figure.name] = figure.counted(counts)
        elif figure.fits:
            known = counts.admins_known or not figure.about_admins
            found[figure.name] = figure.amount(counts.situations) if known else None
    return found


def count_situations(accounts: Iterable[ReportedAccount]) -> Counter[Situation]:
    """Accounts of a report that was read back, each once, by its first row."""
    seen = set[str]()
    kinds: Counter[Facts] = Counter()
    for name, id, facts in accounts:
        key = (id or name).lower()
        if key not in seen:
            seen.add(key)
            kinds[facts] += 1
    return situations_of(kinds)


def situations_of(kinds: Mapping[Facts, int]) -> Counter[Situation]:
    """The same accounts, counted by their facts, by their situations."""
    found: Counter[Situation] = Counter()
    for facts, number in kinds.items():
        found[facts.situation] += number
    return found


def report_amounts(
    situations: Mapping[Situation, int], columns: Set[str]
) -> dict[str, Amount | None]:
    """The figures of a report that was read back and has these columns, by their keys. What only
    Graph knows is not among them."""
    every = sum(situations.values())
    return {"in_scope": Amount(every, every)} | {
        figure.name: figure.amount(situations) if columns & figure.keys else None
        for figure in FIGURES
        if figure.fits
    }


def registration_compares(old: Set[str], new: Set[str], *, verdicts: bool) -> bool:
    """Whether reports with columns for these keys show registration in the same way: both by their
    methods, or both by `verdicts` of one definition."""
    ways = (METHOD_KEYS, VERDICT_KEYS) if verdicts else (METHOD_KEYS,)
    return any(old & keys and new & keys for keys in ways)


def change_amounts(
    tally: ChangeTally, old: Set[str], new: Set[str], *, verdicts: bool = True
) -> dict[str, Amount | None]:
    """How many of each change; `old` and `new` are the keys that the reports have columns for,
    `verdicts`: they define registered in the same way. None where one of them does not show it, or
    both in ways that cannot be compared. What was known and is unknown now may be a change."""
    compares = registration_compares(old, new, verdicts=verdicts)
    found: dict[str, Amount | None] = {}
    for figure in FIGURES:
        if not figure.of_two_reports:
            continue
        name, keys = figure.name, figure.keys
        shown = not keys or bool(old & keys and new & keys)
        # An admin is new by the same source only.
        shown = shown and (name != "new_weak_admins" or bool(old & new & ADMIN_KEYS))
        shown = shown and (keys != REGISTRATION_KEYS or compares)
        number = tally.figures[name]
        found[name] = Amount(number, number + tally.perhaps.get(name, 0)) if shown else None
    return found
