"""Rules such as `unregistered>0` or `registered<95%`, and whether they trip.

A rule cannot be judged if unknown accounts could change its answer, and then counts as tripped.
Not here: the figures (`figures`), and the exit code (`cli.fail_on`).
"""

import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from mfa_audit.domain.figures import FIGURE_BY_NAME, Amounts, Figure
from mfa_audit.wording import nearest

_COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}
_RULE = re.compile(r"(\w+)\s*(>=|<=|!=|>|<|=)\s*(\d+(?:\.\d+)?)\s*(%?)", re.ASCII)
_EXAMPLES = "A rule looks like unregistered>0 or registered<95%, with one of > >= < <= = !=."
# For the text that a shell leaves of unregistered>0.
_QUOTES = " Put it in quotes: a shell takes > and < for itself."


class Rule(NamedTuple):
    """Trips if the comparison of `figure` with `limit` holds; `percent`: as a share, 0 to 100."""

    text: str
    figure: Figure
    comparison: str
    limit: Fraction
    percent: bool


class RuleOutcome(NamedTuple):
    """What became of a rule. `trips` is None if it cannot be judged; `why`: the figure in words."""

    rule: Rule
    trips: bool | None
    why: str

    @property
    def tripped(self) -> bool:
        """Whether the rule counts as tripped, as it does if it cannot be judged."""
        return self.trips is not False


def read_rule(text: str) -> Rule:
    """The rule with this text. Raises ValueError that says what to write instead, such as the
    nearest figure for an unknown name."""
    match = _RULE.fullmatch(text.strip())
    if not match:
        quotes = _QUOTES if text in FIGURE_BY_NAME else ""
        raise ValueError(f"{text!r} is no rule. {_EXAMPLES}{quotes}")
    name, comparison, number, percent = match.groups()
    figure = FIGURE_BY_NAME.get(name.casefold())
    if figure is None:
        near = nearest(name.casefold(), FIGURE_BY_NAME.keys(), 1)
        hint = "".join(f"Nearest: {figure}. " for figure in near)
        raise ValueError(
            f"there is no figure {name!r}. {hint}All of them: mfa-audit columns --figures."
        )
    if percent and figure.part_of is None:
        raise ValueError(f"{figure.name} is a part of nothing, so it has no percentage.")
    limit = Fraction(number)
    if percent and limit > 100:
        raise ValueError(f"{text!r}: nothing is more than 100%.")
    if not percent and limit.denominator != 1:
        raise ValueError(f"{text!r}: accounts are whole; put % behind a percentage.")
    return Rule(text.strip(), figure, comparison, limit, bool(percent))


def check_rule(rule: Rule, amounts: Amounts) -> RuleOutcome:
    """Whether `rule` trips on these figures, and why."""
    figure, amount = rule.figure, amounts.get(rule.figure.name)
    if amount is None:
        return _unknown(rule, figure)
    more = amount.most - amount.least
    perhaps = f", and perhaps {more} more" if more else ""
    if not rule.percent:
        trips = _holds(rule, Fraction(amount.least), Fraction(amount.most))
        return RuleOutcome(rule, trips, f"{amount.least}{perhaps}")
    name = figure.part_of or ""
    whole = amounts.get(name)
    if whole is None:
        return _unknown(rule, FIGURE_BY_NAME[name])
    if whole.least == 0:
        return RuleOutcome(rule, None, f"{amount.least}{perhaps} of 0 {name} is no share")
    low, high = Fraction(100 * amount.least, whole.most), Fraction(100 * amount.most, whole.least)
    why = f"{amount.least} of {whole.least}, {float(low):.2f}%"
    if more:
        why += f"{perhaps}, {float(high):.2f}%"
    return RuleOutcome(rule, _holds(rule, low, high), why)


def _unknown(rule: Rule, figure: Figure) -> RuleOutcome:
    fact = "who is an admin" if figure.about_admins else figure.name
    return RuleOutcome(rule, None, f"nothing told {fact}")


def _holds(rule: Rule, low: Fraction, high: Fraction) -> bool | None:
    """Whether the comparison holds for all values from `low` to `high`; None if only for some."""
    compare = _COMPARISONS[rule.comparison]
    at_ends = {compare(low, rule.limit), compare(high, rule.limit)}
    within = rule.comparison in ("=", "!=") and low < rule.limit < high
    return None if within or len(at_ends) > 1 else at_ends.pop()
