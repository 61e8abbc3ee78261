"""The figures of a comparison that rules may name, and those of the newer report as it was read
back. Not here: the figures of an audit (`figures`), and rules (`rules`).
"""

from collections.abc import Callable, Mapping, Set

from mfa_audit.domain.changes import Facts, Tally
from mfa_audit.domain.figures import Amount
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.standing import Registered

# What a report has to have columns for, any of these, by what is known then.
VERDICT = frozenset({"registered", "isMfaRegistered"})
METHODS = frozenset({"mfaMethods", "methods"})
REGISTRATION = VERDICT | METHODS
STRENGTH = METHODS | {"strength"}
ADMINS = frozenset({"isAdmin", "roles"})
STATE = frozenset({"perUserMfaState"})
ENABLED = frozenset({"accountEnabled"})

_TAKES: dict[str, tuple[Set[str], ...]] = {
    "lost_registration": (REGISTRATION,),
    "newly_unregistered": (REGISTRATION,),
    "newly_registered": (REGISTRATION,),
    "was_unknown": (REGISTRATION,),
    "new_weak_admins": (STRENGTH,),
    "became_weaker": (STRENGTH,),
    "became_stronger": (STRENGTH,),
    "state_changed": (STATE,),
    "newly_blocked": (ENABLED,),
    "unblocked": (ENABLED,),
    "new_accounts": (),
    "gone_accounts": (),
}


def registration_compares(old: Set[str], new: Set[str], *, verdicts: bool) -> bool:
    """Whether reports with columns for these keys tell registration alike: both by their methods,
    or both by `verdicts` of one definition."""
    ways = (METHODS, VERDICT) if verdicts else (METHODS,)
    return any(old & keys and new & keys for keys in ways)


def change_amounts(
    tally: Tally, old: Set[str], new: Set[str], *, verdicts: bool = True
) -> dict[str, Amount | None]:
    """How many of each change; `old` and `new` are the keys that the reports have columns for,
    `verdicts`: they define registered alike. None where one of them tells nothing of it, or both
    in ways that cannot be compared. What was known and is unknown now may be a change."""
    alike = registration_compares(old, new, verdicts=verdicts)
    found: dict[str, Amount | None] = {}
    for name, takes in _TAKES.items():
        told = all(old & keys and new & keys for keys in takes)
        # An admin is new by the same source only.
        told = told and (name != "new_weak_admins" or bool(old & new & ADMINS))
        told = told and (REGISTRATION not in takes or alike)
        number = tally.figures[name]
        found[name] = Amount(number, number + tally.perhaps.get(name, 0)) if told else None
    return found


def report_amounts(kinds: Mapping[Facts, int], told: Set[str]) -> dict[str, Amount | None]:
    """The figures of a report that was read back: `kinds` counts its accounts by what is known of
    them, `told` are the keys that it has columns for. What only Graph knows is None."""

    def amount(
        keys: Set[str], fits: Callable[[Facts], object], perhaps: Callable[[Facts], object]
    ) -> Amount | None:
        if not told & keys:
            return None
        least = sum(number for facts, number in kinds.items() if fits(facts))
        return Amount(least, least + sum(n for f, n in kinds.items() if not fits(f) and perhaps(f)))

    def admin(facts: Facts) -> bool:
        return facts.admin is not False

    def verdict_unknown(facts: Facts) -> bool:
        return facts.registered not in (Registered.YES, Registered.NO)

    def strength_unknown(facts: Facts) -> bool:
        return facts.strength is Strength.UNKNOWN

    def weak(facts: Facts) -> bool:
        return facts.strength not in (Strength.UNKNOWN, Strength.PHISHING_RESISTANT)

    yes, no, phone = Registered.YES, Registered.NO, Strength.PHONE
    resistant = Strength.PHISHING_RESISTANT
    everybody = sum(kinds.values())
    return {
        "in_scope": Amount(everybody, everybody),
        "registered": amount(REGISTRATION, lambda f: f.registered is yes, verdict_unknown),
        "unregistered": amount(REGISTRATION, lambda f: f.registered is no, verdict_unknown),
        "unknown": amount(REGISTRATION, verdict_unknown, lambda _: False),
        "phone_only": amount(STRENGTH, lambda f: f.strength is phone, strength_unknown),
        "phishing_resistant": amount(STRENGTH, lambda f: f.strength is resistant, strength_unknown),
        "admins": amount(ADMINS, lambda f: f.admin, admin),
        "admins_unregistered": amount(
            ADMINS,
            lambda f: f.admin and f.registered is no,
            lambda f: admin(f) and f.registered is not yes,
        ),
        "admins_unknown": amount(
            ADMINS,
            lambda f: f.admin and verdict_unknown(f),
            lambda f: admin(f) and verdict_unknown(f),
        ),
        "admins_phone_only": amount(
            ADMINS,
            lambda f: f.admin and f.strength is phone,
            lambda f: admin(f) and (f.strength is phone or strength_unknown(f)),
        ),
        "admins_without_phishing_resistant": amount(
            ADMINS,
            lambda f: f.admin and weak(f),
            lambda f: admin(f) and f.strength is not resistant,
        ),
    }
