"""Rules such as `unregistered>0` or `registered<95%`, and whether they trip.

What is not known can change an answer: a rule that could go either way cannot be judged, and that
counts as tripped. Not here: the figures (`figures`), and what follows for the exit code.
"""

import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from mfa_audit.domain.figures import FIGURE_BY_NAME, Amount, Amounts, Figure
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
# What a shell leaves of unregistered>0.
_QUOTES = " Put it in quotes: a shell takes > and < for itself."


class Rule(NamedTuple):
    """Trips where `figure` compares so with `limit`; `percent`: as a share, from 0 to 100."""

    text: str
    figure: Figure
    comparison: str
    limit: Fraction
    percent: bool


class RuleOutcome(NamedTuple):
    """`trips` is None where the rule cannot be judged; `why` is the figure in words."""

    rule: Rule
    trips: bool | None
    why: str

    @property
    def tripped(self) -> bool:
        """Whether it counts as tripped: one that cannot be judged does."""
        return self.trips is not False


def read_rule(text: str) -> Rule:
    """The rule that `text` spells. Raises ValueError, which says what is right: the nearest figure
    for one that does not exist."""
    found = _RULE.fullmatch(text.strip())
    if not found:
        raise ValueError(
            f"{text!r} is no rule. {_EXAMPLES}{_QUOTES if text in FIGURE_BY_NAME else ''}"
        )
    name, comparison, number, percent = found.groups()
    figure = FIGURE_BY_NAME.get(name.casefold())
    if figure is None:
        raise ValueError(f"there is no figure {name!r}. {_nearest(name)}")
    if percent and figure.part_of is None:
        raise ValueError(f"{figure.name} is a part of nothing, so it has no percentage.")
    limit = Fraction(number)
    if percent and limit > 100:
        raise ValueError(f"{text!r}: nothing is more than 100%.")
    if not percent and limit.denominator != 1:
        raise ValueError(f"{text!r}: accounts are whole; put % behind a percentage.")
    return Rule(text.strip(), figure, comparison, limit, bool(percent))


def _nearest(name: str) -> str:
    near = nearest(name.casefold(), FIGURE_BY_NAME.keys(), 1)
    known = "All of them: mfa-audit columns --figures."
    return f"Nearest: {near[0]}. {known}" if near else known


def check_rule(rule: Rule, amounts: Amounts) -> RuleOutcome:
    """Whether `rule` trips on these figures, whatever is not known."""
    figure, amount = rule.figure, amounts.get(rule.figure.name)
    if amount is None:
        return RuleOutcome(rule, None, _untold(figure))
    if not rule.percent:
        ends = Fraction(amount.least), Fraction(amount.most)
        return RuleOutcome(rule, _holds(rule, *ends), _in_words(amount))
    name = figure.part_of or ""
    whole = amounts.get(name)
    if whole is None:
        return RuleOutcome(rule, None, _untold(FIGURE_BY_NAME[name]))
    if whole.least == 0:
        return RuleOutcome(rule, None, f"{_in_words(amount)} of 0 {name} is no share")
    ends = Fraction(100 * amount.least, whole.most), Fraction(100 * amount.most, whole.least)
    return RuleOutcome(rule, _holds(rule, *ends), _share_in_words(amount, whole, ends))


def _untold(figure: Figure) -> str:
    told = "who is an admin" if figure.about_admins else figure.name
    return f"nothing told {told}"


def _holds(rule: Rule, low: Fraction, high: Fraction) -> bool | None:
    """Whether all from `low` to `high` compare so; None where only some do."""
    compare = _COMPARISONS[rule.comparison]
    at_ends = {compare(low, rule.limit), compare(high, rule.limit)}
    within = rule.comparison in ("=", "!=") and low < rule.limit < high
    return None if within or len(at_ends) > 1 else at_ends.pop()


def _in_words(amount: Amount) -> str:
    more = amount.most - amount.least
    return f"{amount.least}, and perhaps {more} more" if more else f"{amount.least}"


def _share_in_words(amount: Amount, whole: Amount, ends: tuple[Fraction, Fraction]) -> str:
    low, high = (f"{float(end):.2f}%" for end in ends)
    said = f"{amount.least} of {whole.least}, {low}"
    more = amount.most - amount.least
    return f"{said}, and perhaps {more} more, {high}" if more else said
