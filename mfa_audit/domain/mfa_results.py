"""The table of MFA results: the 13 satisfied and 22 denied reasons of Microsoft's page, and how to
recognise them in Graph's free text.

Not here: the verdict on a whole sign-in (`sign_in_verdict`), and the call results of the retired
report (`codes`). Source: Microsoft Learn, "Use the sign-ins report to review MFA events".
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec


class MfaOutcome(StrEnum):
    """The outcome of MFA in a sign-in.

    `NONE`: MFA was neither completed nor refused, because it was not required or because the
    sign-in ended before it. `UNKNOWN`: Graph did not say; never taken for `NONE`.
    """

    SATISFIED = "satisfied"
    DENIED = "denied"
    NONE = "none"
    UNKNOWN = "unknown"


class How(StrEnum):
    """The way in which MFA was satisfied."""

    PERFORMED = "performed now"
    EARLIER = "by an earlier claim"
    EXTERNAL = "by an external provider"
    SKIPPED = "skipped"


class Reason(msgspec.Struct, frozen=True):
    """A reason of an outcome.

    `text` is the page's wording, `also` other wordings that Graph sends, `advice` a name in
    `data/advice.csv`, or empty. `pending`: the text says where the sign-in was, not how it ended,
    so the error code decides.
    """

    key: str
    outcome: MfaOutcome
    text: str
    advice: str = ""
    how: How | None = None
    pending: bool = False
    also: tuple[str, ...] = ()


# The key of a text that has no row in the table.
OTHER = "other"

_YES, _NO = MfaOutcome.SATISFIED, MfaOutcome.DENIED
_NONE, _UNKNOWN = MfaOutcome.NONE, MfaOutcome.UNKNOWN
_R = Reason

# fmt: off
REASONS: tuple[Reason, ...] = (
    _R("completed-in-the-cloud", _YES, "completed in the cloud", "nothing",
       how=How.PERFORMED, also=("MFA completed in Azure AD",)),
    _R("expired", _YES, "has expired due to the policies configured on tenant", "asked-again",
       pending=True),
    _R("registration-prompted", _YES, "registration prompted", "register-method", pending=True),
    _R("claim-in-token", _YES, "satisfied by claim in the token", "nothing", how=How.EARLIER),
    _R("claim-by-external-provider", _YES, "satisfied by claim provided by external provider",
       "nothing", how=How.EXTERNAL),
    _R("strong-authentication", _YES, "satisfied by strong authentication", "nothing",
       how=How.PERFORMED),
    _R("skipped-windows-broker", _YES, "skipped as flow exercised was Windows broker logon flow",
       "nothing", how=How.SKIPPED, also=("MFA not required during Windows broker logon flow",)),
    _R("skipped-app-password", _YES, "skipped due to app password", "check-exception",
       how=How.SKIPPED),
    _R("skipped-location", _YES, "skipped due to location", "check-exception", how=How.SKIPPED),
    _R("skipped-registered-device", _YES, "skipped due to registered device", "check-exception",
       how=How.SKIPPED),
    _R("skipped-remembered-device", _YES, "skipped due to remembered device", "check-exception",
       how=How.SKIPPED),
    _R("completed", _YES, "successfully completed", "nothing", how=How.PERFORMED),
    _R("redirected", _YES,
       "Redirected to external provider for multi-factor authentication", "provider-result",
       how=How.EXTERNAL, pending=True),
    _R("in-progress", _NO, "authentication in-progress", "ask-once", pending=True),
    _R("duplicate", _NO, "duplicate authentication attempt", "ask-once"),
    _R("too-many-codes", _NO, "entered incorrect code too many times", "new-code"),
    _R("invalid", _NO, "invalid authentication", "new-code"),
    _R("invalid-app-code", _NO, "invalid mobile app verification code", "new-code"),
    _R("misconfiguration", _NO, "misconfiguration", "method-settings"),
    _R("voicemail", _NO, "phone call went to voicemail", "answer-in-time"),
    _R("phone-format", _NO, "phone number has an invalid format", "correct-number"),
    _R("service-error", _NO, "service error", "service-health"),
    _R("phone-unreachable", _NO, "unable to reach the user's phone", "reach-phone"),
    _R("notification-not-sent-to-device", _NO,
       "unable to send the mobile app notification to the device", "check-app"),
    _R("notification-not-sent", _NO, "unable to send the mobile app notification", "check-app"),
    _R("declined", _NO, "user declined the authentication", "was-it-you"),
    _R("no-response", _NO, "user did not respond to mobile app notification", "answer-in-time"),
    _R("no-methods", _NO,
       "user does not have any verification methods registered", "register-method"),
    _R("incorrect-code", _NO, "user entered incorrect code", "new-code"),
    _R("incorrect-pin", _NO, "user entered incorrect PIN", "right-pin"),
    _R("hung-up", _NO,
       "user hung up the phone call without succeeding the authentication", "was-it-you"),
    _R("blocked", _NO, "user is blocked", "who-blocked"),
    _R("code-never-entered", _NO, "user never entered the verification code", "answer-in-time"),
    _R("user-not-found", _NO, "user not found", "account-exists"),
    _R("code-already-used", _NO, "verification code already used once", "new-code"),
)

# Reasons that are not from the page: for the outcomes NONE and UNKNOWN, in our own words.
CIRCUMSTANCES: tuple[Reason, ...] = (
    _R("not-required", _NONE, "MFA was not required"),
    _R("primary-failed", _NONE, "the sign-in failed before MFA"),
    _R("interrupted", _NONE,
       "interrupted to ask for MFA; what followed is another sign-in of the log"),
    _R("no-details", _UNKNOWN, "Graph gave no authentication details"),
    _R("incomplete", _UNKNOWN, "the authentication details do not tell how MFA ended"),
    _R("contradiction", _UNKNOWN,
       "the authentication details say denied, but the sign-in succeeded"),
)
# fmt: on

REASON_BY_KEY = {reason.key: reason for reason in (*REASONS, *CIRCUMSTANCES)}

_SPACES = re.compile(r"[\s\-\u2010-\u2015]+")


def _plain(text: str) -> str:
    """The text in the form that is compared: without case, with the same apostrophes, with spaces
    for hyphens, and without the short forms of the newer page."""
    plain = _SPACES.sub(" ", text.casefold().replace("\u2019", "'")).strip()
    return plain.replace("didn't", "did not").replace("doesn't", "does not")


# The longest wording first: some wordings begin others.
_WORDINGS = sorted(
    ((_plain(text), reason) for reason in REASONS for text in (reason.text, *reason.also)),
    key=lambda pair: -len(pair[0]),
)

# The outcome in a text that has no row in the table.
_DENIED = re.compile(r"\b(mfa|multi ?factor authentication|authentication) denied\b")
_SATISFIED = re.compile(r"\bmfa\b.*\b(satisfied|completed|skipped)\b")
# This says only that MFA was required.
_REQUIRED = re.compile(r"\bmfa (is )?required\b")
_FIRST_FACTOR = re.compile(r"\bfirst factor\b")


class ResultText(NamedTuple):
    """What a text says about MFA. `outcome` is None if it does not say how MFA ended, `reason` is
    None if the text has no row in the table."""

    outcome: MfaOutcome | None
    reason: Reason | None
    text: str

    @property
    def key(self) -> str:
        """The reason's key, or `other`."""
        return self.reason.key if self.reason else OTHER


@lru_cache(maxsize=4096)
def read_result_text(text: str, of_mfa: bool = False) -> ResultText | None:
    """What `text` says about MFA, None if it says nothing.

    `text` is `status.additionalDetails` of a sign-in or `authenticationStepResultDetail` of a step;
    Graph's case and prefixes ("MFA denied; …") are not documented. `of_mfa`: the text is from an
    MFA step, so it counts even if it does not name MFA.
    """
    plain = _plain(text)
    # "First factor requirement satisfied by claim in the token" is not MFA.
    if not plain or _FIRST_FACTOR.search(plain):
        return None
    for wording, reason in _WORDINGS:
        if wording in plain:
            return ResultText(reason.outcome, reason, text)
    if _DENIED.search(plain):
        return ResultText(MfaOutcome.DENIED, None, text)
    if _REQUIRED.search(plain):
        return ResultText(None, None, text)
    if _SATISFIED.search(plain):
        return ResultText(MfaOutcome.SATISFIED, None, text)
    return ResultText(None, None, text) if of_mfa else None
