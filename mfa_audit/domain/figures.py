"""Every figure that a rule may name: what it means, what it is part of, and how it is counted.

Not here: rules about figures (`rules`), and the pages that show them.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mfa_audit.domain.audit import Counts
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.standing import Registered


class Amount(NamedTuple):
    """How many: `least` are known to be, `most` is with all those of whom it is not known."""

    least: int
    most: int


# By the figure's name; None, or no such name, where nothing told.
Amounts = Mapping[str, Amount | None]


class Figure(NamedTuple):
    """`part_of` is the figure that a percentage is taken of, None where there is none. `counted`
    makes it of an audit's counts; None for a change, which takes two reports."""

    name: str
    meaning: str
    part_of: str | None
    counted: Callable[[Counts], Amount] | None = None

    @property
    def about_admins(self) -> bool:
        """Whether it takes a source that tells who is an admin."""
        return "admins" in self.name


def amounts(counts: Counts) -> dict[str, Amount | None]:
    """The figures of one audit. Those about admins are None where nothing told who is one."""
    return {
        figure.name: figure.counted(counts)
        if counts.admins_known or not figure.about_admins
        else None
        for figure in FIGURES
        if figure.counted
    }


def _amount(known: int, doubtful: int = 0) -> Amount:
    return Amount(known, known + doubtful)


def _strength_unknown(counts: Counts) -> int:
    return counts.strengths.get(Strength.UNKNOWN, 0)


def _perhaps_admins(
    counts: Counts, fits: Callable[[Registered, Strength], bool] = lambda *_: True
) -> int:
    """Accounts that fit, of which nothing told whether they are admins."""
    return sum(number for key, number in counts.perhaps_admins.items() if fits(*key))


def _admins(counts: Counts) -> Amount:
    return _amount(counts.admins, _perhaps_admins(counts))


def _admins_unregistered(counts: Counts) -> Amount:
    more = _perhaps_admins(counts, lambda verdict, _: verdict is not Registered.YES)
    return _amount(counts.admins_not_registered, counts.admins_unknown + more)


def _admins_unknown(counts: Counts) -> Amount:
    more = _perhaps_admins(counts, lambda verdict, _: verdict is Registered.UNKNOWN)
    return _amount(counts.admins_unknown, more)


def _admins_phone_only(counts: Counts) -> Amount:
    phone = (Strength.PHONE, Strength.UNKNOWN)
    more = _perhaps_admins(counts, lambda _, strength: strength in phone)
    return _amount(counts.admins_phone_only, counts.admins_strength_unknown + more)


def _weak_admins(counts: Counts) -> Amount:
    """Where the methods are not known, there may be one that withstands phishing."""
    weak = counts.admins - counts.admins_phishing_resistant
    more = _perhaps_admins(counts, lambda _, s: s is not Strength.PHISHING_RESISTANT)
    return Amount(weak - counts.admins_strength_unknown, weak + more)


_OF_ONE_REPORT = (
    Figure("accounts", "Every account that Graph lists.", None, lambda c: _amount(c.listed)),
    Figure(
        "in_scope",
        "Accounts that the run is about: neither left out nor deleted meanwhile.",
        "accounts",
        lambda c: _amount(c.in_scope),
    ),
    Figure(
        "blocked",
        "Accounts whose sign-in is blocked, of all that are listed.",
        "accounts",
        lambda c: _amount(c.blocked),
    ),
    Figure(
        "registered",
        "Registered for MFA, by the definition of the run.",
        "in_scope",
        lambda c: _amount(c.registered, c.unknown),
    ),
    Figure(
        "unregistered",
        "Not registered for MFA.",
        "in_scope",
        lambda c: _amount(c.not_registered, c.unknown),
    ),
    Figure(
        "unknown",
        "No source could tell whether they are registered.",
        "in_scope",
        lambda c: _amount(c.unknown),
    ),
    Figure(
        "capable",
        "Registered, and policy allows the method (isMfaCapable).",
        "in_scope",
        lambda c: _amount(c.capable, c.in_scope - c.capable_known),
    ),
    Figure(
        "phone_only",
        "Every method that counts as MFA is a phone.",
        "in_scope",
        lambda c: _amount(c.phone_only, _strength_unknown(c)),
    ),
    Figure(
        "phishing_resistant",
        "At least one method withstands phishing.",
        "in_scope",
        lambda c: _amount(c.phishing_resistant, _strength_unknown(c)),
    ),
    Figure(
        "admins",
        "By the registration report, or with an active directory role.",
        "in_scope",
        _admins,
    ),
    Figure("admins_unregistered", "Admins who are not registered.", "admins", _admins_unregistered),
    Figure(
        "admins_unknown",
        "Admins of whom no source could tell whether they are registered.",
        "admins",
        _admins_unknown,
    ),
    Figure(
        "admins_phone_only",
        "Admins whose every method that counts as MFA is a phone.",
        "admins",
        _admins_phone_only,
    ),
    Figure(
        "admins_without_phishing_resistant",
        "Admins without a method that withstands phishing, registered or not.",
        "admins",
        _weak_admins,
    ),
)

# Counted where two reports are compared; a percentage is of the newer one's accounts.
_OF_TWO_REPORTS = tuple(
    Figure(name, meaning, "in_scope")
    for name, meaning in (
        ("lost_registration", "Were registered, and are not."),
        ("newly_unregistered", "Not registered, and new or not known to be so before."),
        ("new_weak_admins", "New admins without a method that withstands phishing."),
        ("became_weaker", "Their strongest method is a weaker one, such as a phone only."),
        ("state_changed", "Their per-user MFA state is another."),
        ("newly_registered", "Were not registered, and are."),
        ("became_stronger", "Their strongest method is a stronger one."),
        ("newly_blocked", "Could sign in, and are blocked."),
        ("unblocked", "Were blocked, and can sign in."),
        ("new_accounts", "Only in the newer report."),
        ("gone_accounts", "Only in the older report."),
        ("was_unknown", "Nothing told whether they were registered, and something does now."),
    )
)

FIGURES = (*_OF_ONE_REPORT, *_OF_TWO_REPORTS)
BY_NAME = {figure.name: figure for figure in FIGURES}
