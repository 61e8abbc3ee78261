"""Find the reason in a text of the sign-in log: `status.additionalDetails`, or a step's
`authenticationStepResultDetail`. Graph's casing and prefixes ("MFA denied; …") are not documented.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mfa_audit.domain.results import OTHER, REASONS, Outcome, Reason

_SPACES = re.compile(r"[\s\-\u2010-\u2015]+")


def _plain(text: str) -> str:
    """`text` as it is compared: no case, one kind of apostrophe, hyphens and spaces alike, and the
    short forms of the newer page spelt out."""
    plain = _SPACES.sub(" ", text.casefold().replace("\u2019", "'")).strip()
    return plain.replace("didn't", "did not").replace("doesn't", "does not")


# The longest wording first: some are the beginning of others.
_WORDINGS = sorted(
    ((_plain(text), reason) for reason in REASONS for text in (reason.english, *reason.also)),
    key=lambda pair: -len(pair[0]),
)

# What a text that no row recognises still says of the outcome.
_DENIED = re.compile(r"\b(mfa|multi ?factor authentication|authentication) denied\b")
_SATISFIED = re.compile(r"\bmfa\b.*\b(satisfied|completed|skipped)\b")
# About MFA, but no result: it was asked for, that is all.
_ASKED_FOR = re.compile(r"\bmfa (is )?required\b")
_FIRST_FACTOR = re.compile(r"\bfirst factor\b")


class Reading(NamedTuple):
    """What a text says. `outcome` is None where it is about MFA without telling how it ended;
    `reason` is None where no row of the table recognises `text`, which is then kept verbatim."""

    outcome: Outcome | None
    reason: Reason | None
    text: str

    @property
    def key(self) -> str:
        """The reason's key, or `other`."""
        return self.reason.key if self.reason else OTHER


@lru_cache(maxsize=4096)
def read(text: str, of_mfa: bool = False) -> Reading | None:
    """What `text` says of MFA, without regard to case; None where it says nothing of it.

    `of_mfa` says that the text belongs to an MFA step, so that it counts even where it does not
    name MFA itself.
    """
    plain = _plain(text)
    # "First factor requirement satisfied by claim in the token" is no MFA.
    if not plain or _FIRST_FACTOR.search(plain):
        return None
    for wording, reason in _WORDINGS:
        if wording in plain:
            return Reading(reason.outcome, reason, text)
    if _DENIED.search(plain):
        return Reading(Outcome.DENIED, None, text)
    if _ASKED_FOR.search(plain):
        return Reading(None, None, text)
    if _SATISFIED.search(plain):
        return Reading(Outcome.SATISFIED, None, text)
    return Reading(None, None, text) if of_mfa else None
