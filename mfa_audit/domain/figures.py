"""The figures that a rule may name or a trend shows: what each means, what it is a part of, and how
it is counted.

Not here: rules about figures (`rules`), and the pages that show them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import partial
from typing import NamedTuple

from mfa_audit.domain.changes import ChangeTally, Facts, ReportedAccount
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered, Situation
from mfa_audit.domain.run import Counts

# The columns, by their keys, that show something about an account; one of them is enough.
VERDICT_KEYS = frozenset({"registered", "isMfaRegistered"})
METHOD_KEYS = frozenset({"mfaMethods", "methods"})
REGISTRATION_KEYS = VERDICT_KEYS | METHOD_KEYS
STRENGTH_KEYS = METHOD_KEYS | {"strength"}
ADMIN_KEYS = frozenset({"isAdmin", "roles"})
_STATE_KEYS = frozenset({"perUserMfaState"})
_ENABLED_KEYS = frozenset({"accountEnabled"})


class Amount(NamedTuple):
    """A number of accounts: `least` are known to count, `most` includes all that may count."""

    least: int
    most: int


# By the figure's name; None, or no entry, if no source says.
Amounts = Mapping[str, Amount | None]


class Figure(NamedTuple):
    """A figure. `part_of` is the figure that a percentage is taken of, None if there is none. A
    report shows the figure if it has a column for any of the `keys`.

    A figure counts accounts by their situation: those with a verdict in `registered` and a strength
    in `strength` (any, if empty), and only admins if it is about admins. A figure with `counted`
    takes its amount from the counts of an audit instead, and a change needs two reports.
    """

    name: str
    meaning: str
    part_of: str | None
    keys: Set[str] = frozenset()
    registered: Collection[Registered | None] = ()
    strength: Collection[Strength] = ()
    counted: Callable[[Counts], Amount] | None = None
    of_two_reports: bool = False

    @property
    def about_admins(self) -> bool:
        """Whether it needs a source that says who is an admin."""
        return "admins" in self.name

    def fits(self, situation: Situation) -> bool | None:
        """Whether it counts an account in this situation; None if that is not known."""
        answers = [situation.admin if self.about_admins else True]
        if self.registered:
            answers.append(_fits(situation.registered, self.registered, _UNSURE))
        if self.strength:
            answers.append(_fits(situation.strength, self.strength, (Strength.UNKNOWN,)))
        return False if False in answers else None if None in answers else True

    def amount(self, situations: Mapping[Situation, int]) -> Amount:
        """The number of accounts that it counts, from the numbers of accounts by situation."""
        numbers: Counter[bool | None] = Counter()
        for situation, number in situations.items():
            numbers[self.fits(situation)] += number
        return Amount(numbers[True], numbers[True] + numbers[None])


_UNSURE = (Registered.UNKNOWN, None)


def _fits(value: object, values: Collection[object], unknown: Collection[object]) -> bool | None:
    return True if value in values else None if value in unknown else False


_F, _CHANGE = Figure, partial(Figure, of_two_reports=True)
_YES, _NO = (Registered.YES,), (Registered.NO,)
_PHONE, _RESISTANT = (Strength.PHONE,), (Strength.PHISHING_RESISTANT,)
_WEAK = (Strength.APP, Strength.PHONE, Strength.TEMPORARY, Strength.NONE)
# fmt: off
FIGURES = (
    _F("accounts", "Every account that Graph lists.", None,
       counted=lambda c: Amount(c.listed, c.listed)),
    _F("in_scope", "Accounts that the run is about: neither left out nor deleted meanwhile.",
       "accounts", counted=lambda c: Amount(c.in_scope, c.in_scope)),
    _F("blocked", "Accounts whose sign-in is blocked, of all that are listed.", "accounts",
       counted=lambda c: Amount(c.blocked, c.blocked)),
    _F("registered", "Registered for MFA, by the definition of the run.", "in_scope",
       REGISTRATION_KEYS, _YES),
    _F("unregistered", "Not registered for MFA.", "in_scope", REGISTRATION_KEYS, _NO),
    _F("unknown", "No source could tell whether they are registered.", "in_scope",
       REGISTRATION_KEYS, _UNSURE),
    _F("capable", "Registered, and policy allows the method (isMfaCapable).", "in_scope",
       counted=lambda c: Amount(c.capable, c.capable + c.in_scope - c.capable_known)),
    _F("phone_only", "Every method that counts as MFA is a phone.", "in_scope", STRENGTH_KEYS,
       strength=_PHONE),
    _F("phishing_resistant", "At least one method withstands phishing.", "in_scope",
       STRENGTH_KEYS, strength=_RESISTANT),
    _F("admins", "By the registration report, or with an active directory role.", "in_scope",
       ADMIN_KEYS),
    _F("admins_unregistered", "Admins who are not registered.", "admins", ADMIN_KEYS, _NO),
    _F("admins_unknown", "Admins of whom no source could tell whether they are registered.",
       "admins", ADMIN_KEYS, _UNSURE),
    _F("admins_phone_only", "Admins whose every method that counts as MFA is a phone.", "admins",
       ADMIN_KEYS, strength=_PHONE),
    _F("admins_without_phishing_resistant",
       "Admins without a method that withstands phishing, registered or not.", "admins",
       ADMIN_KEYS, strength=_WEAK),
    # Changes between two reports; a percentage is of the accounts of the newer report.
    _CHANGE("lost_registration", "Were registered, and are not.", "in_scope", REGISTRATION_KEYS),
    _CHANGE("newly_unregistered", "Not registered, and new or not known to be so before.",
            "in_scope", REGISTRATION_KEYS),
    _CHANGE("new_weak_admins", "New admins without a method that withstands phishing.", "in_scope",
            STRENGTH_KEYS),
    _CHANGE("became_weaker", "Their strongest method is a weaker one, such as a phone only.",
            "in_scope", STRENGTH_KEYS),
    _CHANGE("state_changed", "Their per-user MFA state is another.", "in_scope", _STATE_KEYS),
    _CHANGE("newly_registered", "Were not registered, and are.", "in_scope", REGISTRATION_KEYS),
    _CHANGE("became_stronger", "Their strongest method is a stronger one.", "in_scope",
            STRENGTH_KEYS),
    _CHANGE("newly_blocked", "Could sign in, and are blocked.", "in_scope", _ENABLED_KEYS),
    _CHANGE("unblocked", "Were blocked, and can sign in.", "in_scope", _ENABLED_KEYS),
    _CHANGE("new_accounts", "Only in the newer report.", "in_scope"),
    _CHANGE("gone_accounts", "Only in the older report.", "in_scope"),
    _CHANGE("was_unknown", "Nothing told whether they were registered, and something does now.",
            "in_scope", REGISTRATION_KEYS),
)
# fmt: on
FIGURE_BY_NAME = {figure.name: figure for figure in FIGURES}


def amounts(counts: Counts) -> dict[str, Amount | None]:
    """The figures of an audit; those about admins are None if no source says who is an admin."""
    figures: dict[str, Amount | None] = {}
    for figure in FIGURES:
        if figure.counted:
            figures[figure.name] = figure.counted(counts)
        elif not figure.of_two_reports:
            known = counts.admins_known or not figure.about_admins
            figures[figure.name] = figure.amount(counts.situations) if known else None
    return figures


def count_situations(accounts: Iterable[ReportedAccount]) -> Counter[Situation]:
    """The accounts of a report by situation; each is counted once, by its first row."""
    seen = set[str]()
    numbers: Counter[Facts] = Counter()
    for name, id, facts in accounts:
        key = (id or name).lower()
        if key not in seen:
            seen.add(key)
            numbers[facts] += 1
    return situations_of(numbers)


def situations_of(numbers: Mapping[Facts, int]) -> Counter[Situation]:
    """The numbers of accounts by situation, from those by their facts."""
    situations: Counter[Situation] = Counter()
    for facts, number in numbers.items():
        situations[facts.situation] += number
    return situations


def report_amounts(
    situations: Mapping[Situation, int], columns: Set[str]
) -> dict[str, Amount | None]:
    """The figures of a report with columns for these keys, without those that only Graph knows."""
    every = sum(situations.values())
    return {"in_scope": Amount(every, every)} | {
        figure.name: figure.amount(situations) if columns & figure.keys else None
        for figure in FIGURES
        if not figure.counted and not figure.of_two_reports
    }


def registration_compares(old: Set[str], new: Set[str], *, verdicts: bool) -> bool:
    """Whether reports with columns for these keys show registration in the same way: both by their
    methods, or both by verdicts, if those have the same definition (`verdicts`)."""
    ways = (METHOD_KEYS, VERDICT_KEYS) if verdicts else (METHOD_KEYS,)
    return any(old & keys and new & keys for keys in ways)


def change_amounts(
    tally: ChangeTally, old: Set[str], new: Set[str], *, verdicts: bool = True
) -> dict[str, Amount | None]:
    """The figures of changes between reports with columns for the keys `old` and `new`.

    A figure is None if a report does not show it, or if they show it in ways that do not compare;
    `verdicts`: both use the same definition of registered. `most` includes accounts where a fact
    was known before and is unknown now.
    """

    def both_show(figure: Figure) -> bool:
        if figure.keys == REGISTRATION_KEYS:
            return registration_compares(old, new, verdicts=verdicts)
        # An admin is new only by a source that both reports have.
        if figure.name == "new_weak_admins" and not old & new & ADMIN_KEYS:
            return False
        return not figure.keys or bool(old & figure.keys and new & figure.keys)

    figures: dict[str, Amount | None] = {}
    for figure in FIGURES:
        if figure.of_two_reports:
            least = tally.figures[figure.name]
            most = least + tally.perhaps.get(figure.name, 0)
            figures[figure.name] = Amount(least, most) if both_show(figure) else None
    return figures
