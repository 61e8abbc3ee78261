"""The verdict on MFA in a sign-in: whether it was required and by what, and how it ended.

A missing fact is never taken for "no": a sign-in without details is unknown. Microsoft warns that
the field authenticationRequirement alone misleads: it leaves out claims from earlier sign-ins, and
says single-factor where the password was already wrong. So every trace counts.
"""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from mfa_audit.domain.mfa_results import (
    OTHER,
    REASON_BY_KEY,
    How,
    MfaOutcome,
    ResultText,
    read_result_text,
)
from mfa_audit.domain.sign_in_words import ADFS_ADAPTER, NPS_EXTENSION, method_name, method_word
from mfa_audit.domain.sign_ins import AuthenticationStep, SignIn


class Required(StrEnum):
    """Whether MFA was required for a sign-in."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class MfaVerdict(msgspec.Struct, frozen=True):
    """The verdict on a sign-in.

    `required_by` holds keys of `sign_in_words.PROVIDERS` or Graph's own words. `reason` is a key of
    `mfa_results.REASON_BY_KEY`, or `other` with Graph's words in `text`. `method` is the page's.
    """

    required: Required
    required_by: tuple[str, ...]
    outcome: MfaOutcome
    reason: str
    text: str | None = None
    how: How | None = None
    method: str | None = None
    method_detail: str | None = None

    @property
    def challenged(self) -> bool:
        """Whether the person had to do MFA in this sign-in: MFA was performed or refused, or
        interrupted the sign-in. An earlier claim and a skip do not count."""
        return (
            self.outcome is MfaOutcome.DENIED
            or self.how in (How.PERFORMED, How.EXTERNAL)
            or self.reason in _PROMPTS
        )


class SignInRecord(msgspec.Struct, gc=False):
    """A judged sign-in: a row of the report."""

    sign_in: SignIn
    mfa: MfaVerdict


# Reasons that show a prompt for MFA.
_PROMPTS = "interrupted registration-prompted expired redirected in-progress contradiction".split()

# AADSTS codes that interrupt a sign-in to ask for MFA or its registration; what follows is another
# sign-in of the log. Source: Microsoft Learn, Entra authentication and authorization codes.
_INTERRUPTIONS = frozenset({50072, 50074, 50076, 50078, 50079, 50158})
# Codes of a second factor that failed.
_FAILURES = frozenset({50086, 50087, 50088, 500121})

_COMPONENTS = {"npsextension": NPS_EXTENSION, "adfederationservicesmfaadapter": ADFS_ADAPTER}
_MFA_CONTROLS = ("mfa", "multifactor", "authenticationstrength", "authstrength")


def judge_sign_in(sign_in: SignIn) -> SignInRecord:
    """Give the verdict on `sign_in`."""
    readings = _readings(sign_in)
    required, required_by = _required(sign_in, readings)
    outcome, reason, text, how = _result(sign_in, readings, required)
    method, detail = _method(sign_in, outcome, how)
    if outcome is MfaOutcome.SATISFIED and reason == OTHER and method:
        how = How.EARLIER if _is_claim(method) else How.PERFORMED
    mfa = MfaVerdict(required, required_by, outcome, reason, text, how, method, detail)
    return SignInRecord(sign_in, mfa)


def component(sign_in: SignIn) -> str | None:
    """The key of the on-premises component that a sign-in came through, if the component asks only
    for MFA; otherwise None."""
    return _COMPONENTS.get((sign_in.token_issuer_type or "").casefold())


def _is_mfa(step: AuthenticationStep) -> bool:
    """Whether Graph says that the step is for MFA."""
    requirement = (step.requirement or "").casefold()
    return "multifactor" in requirement or "multi-factor" in requirement or requirement == "mfa"


def _read(step: AuthenticationStep) -> ResultText | None:
    """What the text of a step says about MFA."""
    text = step.result or ""
    # A strong first factor may name MFA; other first factors fail for reasons of their own.
    if "primary" in (step.requirement or "").casefold() and "mfa" not in text.casefold():
        return None
    return read_result_text(text, _is_mfa(step))


def _readings(sign_in: SignIn) -> list[ResultText]:
    """What the texts say about MFA, in order: of each step, then of the whole sign-in."""
    readings = [*map(_read, sign_in.steps), read_result_text(sign_in.additional_details or "")]
    return [reading for reading in readings if reading]


def _required(sign_in: SignIn, readings: list[ResultText]) -> tuple[Required, tuple[str, ...]]:
    """Whether MFA was required, and by what."""
    providers = [requirement.provider for requirement in sign_in.requirements]
    if key := component(sign_in):
        providers.append(key)
    if not providers and _required_by_policy(sign_in):
        providers.append("multiConditionalAccess")
    requirement = (sign_in.requirement or "").casefold()
    if (
        providers
        or readings
        or any(map(_is_mfa, sign_in.steps))
        or sign_in.error_code in _INTERRUPTIONS | _FAILURES
        or requirement == "multifactorauthentication"
    ):
        return Required.YES, tuple(dict.fromkeys(providers))
    single = requirement == "singlefactorauthentication"
    decided = single and bool(sign_in.steps) and not _primary_failed(sign_in)
    return (Required.NO if decided else Required.UNKNOWN), ()


def _required_by_policy(sign_in: SignIn) -> bool:
    """Whether a policy that was applied has no other grant control than MFA."""
    return any(
        policy.affected and policy.grant_controls and all(map(_asks_for_mfa, policy.grant_controls))
        for policy in sign_in.policies or ()
    )


def _asks_for_mfa(control: str) -> bool:
    """Whether a grant control is MFA or an authentication strength."""
    plain = control.casefold().replace(" ", "").replace("-", "")
    return any(word in plain for word in _MFA_CONTROLS)


def _primary_failed(sign_in: SignIn) -> bool:
    """Whether the sign-in ended with its first factor."""
    failed = any(step.succeeded is False for step in sign_in.steps)
    return bool(sign_in.error_code) and failed and not any(map(_is_mfa, sign_in.steps))


class _Result(NamedTuple):
    """How MFA ended, as in `MfaVerdict`."""

    outcome: MfaOutcome
    reason: str
    text: str | None = None
    how: How | None = None


def _result(sign_in: SignIn, readings: list[ResultText], required: Required) -> _Result:
    final = [r for r in readings if r.outcome and not (r.reason and r.reason.pending)]
    satisfied = [r for r in final if r.outcome is MfaOutcome.SATISFIED]
    denied = [r for r in final if r.outcome is MfaOutcome.DENIED]
    broken_off = sign_in.error_code in _INTERRUPTIONS | _FAILURES
    # The last text counts: a sign-in can fail for another reason after MFA was satisfied.
    if denied and (broken_off or (sign_in.error_code != 0 and final[-1] is denied[-1])):
        return _by_text(_best(denied))
    if satisfied and not broken_off:
        performed = [r for r in satisfied if r.reason and r.reason.how is How.PERFORMED]
        return _by_text(_best(performed or satisfied))
    if denied:
        return _circumstance("contradiction")
    return _unfinished(sign_in, readings, required)


def _best(readings: list[ResultText]) -> ResultText:
    """The last reading with a row in the table, otherwise the last reading."""
    return next((r for r in reversed(readings) if r.reason), readings[-1])


def _by_text(reading: ResultText) -> _Result:
    outcome = reading.outcome or MfaOutcome.UNKNOWN
    if reading.reason:
        return _Result(outcome, reading.key, how=reading.reason.how)
    return _Result(outcome, OTHER, reading.text)


def _circumstance(key: str) -> _Result:
    return _Result(REASON_BY_KEY[key].outcome, key)


def _unfinished(sign_in: SignIn, readings: list[ResultText], required: Required) -> _Result:
    """The result of a sign-in without a text that says how MFA ended: by its error code, otherwise
    by its steps."""
    code = sign_in.error_code
    pending = next((r for r in reversed(readings) if r.reason and r.reason.pending), None)
    text = readings[-1].text if readings else None
    if code in _INTERRUPTIONS:
        return _Result(MfaOutcome.NONE, pending.key if pending else "interrupted")
    if pending and pending.outcome is (MfaOutcome.DENIED if code else MfaOutcome.SATISFIED):
        return _by_text(pending) if code is not None else _Result(MfaOutcome.UNKNOWN, pending.key)
    if code in _FAILURES:
        return _Result(MfaOutcome.DENIED, OTHER, text or sign_in.failure_reason or f"AADSTS{code}")
    if pending:
        return _Result(MfaOutcome.NONE if code else MfaOutcome.UNKNOWN, pending.key)
    steps = [step for step in sign_in.steps if _is_mfa(step)]
    if steps:
        return _by_steps(steps, bool(code), text)
    if required is Required.NO:
        return _circumstance("not-required")
    if _primary_failed(sign_in):
        return _circumstance("primary-failed")
    return _circumstance("incomplete" if sign_in.steps else "no-details")


def _by_steps(steps: list[AuthenticationStep], failed: bool, text: str | None) -> _Result:
    """The result by whether the last MFA step succeeded, for texts that the table does not have."""
    last = steps[-1]
    text = text or last.method
    if last.succeeded:
        return _Result(MfaOutcome.SATISFIED, OTHER, text)
    if failed and last.succeeded is False:
        return _Result(MfaOutcome.DENIED, OTHER, text)
    return _Result(MfaOutcome.UNKNOWN, OTHER if text else "incomplete", text)


def _method(sign_in: SignIn, outcome: MfaOutcome, how: How | None) -> tuple[str | None, str | None]:
    """The method of the step that decided, in the page's word, and its detail."""
    if outcome not in (MfaOutcome.SATISFIED, MfaOutcome.DENIED):
        return None, None
    steps = [s for s in sign_in.steps if s.method and (_is_mfa(s) or _read(s))]
    if how is How.PERFORMED:
        steps = [s for s in steps if not _is_claim(s.method or "")]
    decisive = [s for s in steps if bool(s.succeeded) is (outcome is MfaOutcome.SATISFIED)]
    if not steps and how is How.PERFORMED:
        # A strong first factor is MFA by itself, without a second step.
        steps = [s for s in sign_in.steps if s.method and s.method.casefold() != "password"]
    step = next(reversed(decisive or steps), None)
    if step and step.method:
        return method_name(step.method), step.detail
    if sign_in.mfa_method:
        return method_name(sign_in.mfa_method), sign_in.mfa_detail
    return None, None


def _is_claim(method: str) -> bool:
    """Whether `method` is not a method but a claim from an earlier sign-in."""
    word = method_word(method)
    return word is not None and word.earlier
