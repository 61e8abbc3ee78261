"""What a sign-in says of MFA: was it required and by whom, was it satisfied or denied, and how.

Silence is never taken for "no": empty details are unknown. Microsoft warns that the field
authenticationRequirement alone misleads: it leaves out claims from earlier sign-ins, and says
single-factor where the password was already wrong. So every trace counts.
"""

from enum import StrEnum

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
    """The verdict on one sign-in.

    `required_by` holds the keys of `sign_in_words.PROVIDERS`, or Graph's own words. `reason` is a
    key of `mfa_results.REASON_BY_KEY` or `other`, whose text is then in `text`. `method` is the
    page's word.
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
        """Whether the person was asked, in this sign-in, to do MFA: it was performed or refused,
        or the sign-in was interrupted for it. A claim from earlier or a skip asks nobody."""
        return (
            self.outcome is MfaOutcome.DENIED
            or self.how in (How.PERFORMED, How.EXTERNAL)
            or self.reason in _ASKED
        )


class SignInRecord(msgspec.Struct, gc=False):
    """One sign-in, judged: one row."""

    sign_in: SignIn
    mfa: MfaVerdict


_ASKED = (
    "interrupted",
    "registration-prompted",
    "expired",
    "redirected",
    "in-progress",
    "contradiction",
)

# AADSTS codes that break a sign-in off to ask for MFA or for its registration; what follows is
# logged as another sign-in. Source: Microsoft Learn, Entra authentication and authorization codes.
INTERRUPTIONS = frozenset({50072, 50074, 50076, 50078, 50079, 50158})
# Codes of a second factor that failed.
FAILURES = frozenset({50086, 50087, 50088, 500121})

_COMPONENTS = {"npsextension": NPS_EXTENSION, "adfederationservicesmfaadapter": ADFS_ADAPTER}
_MFA_CONTROLS = ("mfa", "multifactor", "authenticationstrength", "authstrength")


def judge_sign_in(sign_in: SignIn) -> SignInRecord:
    """The verdict on `sign_in`."""
    readings = _readings(sign_in)
    required, by = _required(sign_in, readings)
    outcome, reason, text, how = _outcome(sign_in, readings, required)
    method, detail = _method(sign_in, outcome, how)
    if outcome is MfaOutcome.SATISFIED and reason == OTHER and method:
        how = How.EARLIER if _is_claim(method) else How.PERFORMED
    mfa = MfaVerdict(required, by, outcome, reason, text, how, method, detail)
    return SignInRecord(sign_in, mfa)


def is_primary(step: AuthenticationStep) -> bool:
    """Whether `step` is the first factor."""
    return "primary" in (step.requirement or "").casefold()


def is_mfa(step: AuthenticationStep) -> bool:
    """Whether `step` is said to be for MFA."""
    requirement = (step.requirement or "").casefold()
    return "multifactor" in requirement or "multi-factor" in requirement or requirement == "mfa"


def _of_step(step: AuthenticationStep) -> ResultText | None:
    # A strong first factor may name MFA; other first factors have their own failures.
    text = step.result or ""
    if is_primary(step) and "mfa" not in text.casefold():
        return None
    return read_result_text(text, is_mfa(step))


def _readings(sign_in: SignIn) -> list[ResultText]:
    """What the texts say of MFA, in order: each step, then the sign-in as a whole."""
    found = [_of_step(step) for step in sign_in.steps]
    found.append(read_result_text(sign_in.additional_details or ""))
    return [reading for reading in found if reading]


def component(sign_in: SignIn) -> str | None:
    """The key of the on-premises component that asks for MFA and nothing else, None for others."""
    return _COMPONENTS.get((sign_in.token_issuer_type or "").casefold())


def _required(sign_in: SignIn, readings: list[ResultText]) -> tuple[Required, tuple[str, ...]]:
    by = [requirement.provider for requirement in sign_in.requirements]
    if asking := component(sign_in):
        by.append(asking)
    if not by and _required_by_policy(sign_in):
        by.append("multiConditionalAccess")
    asked = (
        by
        or readings
        or any(is_mfa(step) for step in sign_in.steps)
        or sign_in.error_code in INTERRUPTIONS | FAILURES
        or (sign_in.requirement or "").casefold() == "multifactorauthentication"
    )
    if asked:
        return Required.YES, tuple(dict.fromkeys(by))
    single = (sign_in.requirement or "").casefold() == "singlefactorauthentication"
    decided = single and bool(sign_in.steps) and not _primary_failed(sign_in)
    return (Required.NO if decided else Required.UNKNOWN), ()


def _required_by_policy(sign_in: SignIn) -> bool:
    """Whether a policy that counted had MFA for its only grant control."""
    return any(
        policy.affected
        and policy.grant_controls
        and all(asks_for_mfa(control) for control in policy.grant_controls)
        for policy in sign_in.policies or ()
    )


def asks_for_mfa(control: str) -> bool:
    """Whether a grant control is MFA or an authentication strength."""
    plain = control.casefold().replace(" ", "").replace("-", "")
    return any(word in plain for word in _MFA_CONTROLS)


def _primary_failed(sign_in: SignIn) -> bool:
    """Whether the sign-in ended with its first factor."""
    failed = any(step.succeeded is False for step in sign_in.steps)
    return bool(sign_in.error_code) and failed and not any(map(is_mfa, sign_in.steps))


_Verdict = tuple[MfaOutcome, str, str | None, How | None]


def _outcome(sign_in: SignIn, readings: list[ResultText], required: Required) -> _Verdict:
    final = [r for r in readings if r.outcome and not (r.reason and r.reason.pending)]
    satisfied = [r for r in final if r.outcome is MfaOutcome.SATISFIED]
    denied = [r for r in final if r.outcome is MfaOutcome.DENIED]
    broken_off = sign_in.error_code in INTERRUPTIONS | FAILURES
    if denied and (broken_off or (sign_in.error_code != 0 and not _after(final))):
        return _told(_best(denied))
    if satisfied and not broken_off:
        performed = [r for r in satisfied if r.reason and r.reason.how is How.PERFORMED]
        return _told(_best(performed or satisfied))
    if denied:
        return _circumstance("contradiction")
    return _unfinished(sign_in, readings, required)


def _after(final: list[ResultText]) -> bool:
    """Whether MFA was satisfied after it had been denied: the last word counts. (A sign-in can
    fail for another reason when MFA was done.)"""
    return final[-1].outcome is MfaOutcome.SATISFIED


def _best(readings: list[ResultText]) -> ResultText:
    """The last one that the table recognises, else the last one."""
    return next((r for r in reversed(readings) if r.reason), readings[-1])


def _told(reading: ResultText) -> _Verdict:
    how = reading.reason.how if reading.reason else None
    text = None if reading.reason else reading.text
    return reading.outcome or MfaOutcome.UNKNOWN, reading.key, text, how


def _circumstance(key: str) -> _Verdict:
    return REASON_BY_KEY[key].outcome, key, None, None


def _unfinished(sign_in: SignIn, readings: list[ResultText], required: Required) -> _Verdict:
    """Where no text says how MFA ended: the error code, then the steps."""
    code = sign_in.error_code
    pending = next((r for r in reversed(readings) if r.reason and r.reason.pending), None)
    said = next((r.text for r in reversed(readings)), None)
    if code in INTERRUPTIONS:
        return MfaOutcome.NONE, pending.key if pending else "interrupted", None, None
    if pending and pending.outcome is (MfaOutcome.DENIED if code else MfaOutcome.SATISFIED):
        return _told(pending) if code is not None else (MfaOutcome.UNKNOWN, pending.key, None, None)
    if code in FAILURES:
        return MfaOutcome.DENIED, OTHER, said or sign_in.failure_reason or f"AADSTS{code}", None
    if pending:
        return MfaOutcome.NONE if code else MfaOutcome.UNKNOWN, pending.key, None, None
    steps = [step for step in sign_in.steps if is_mfa(step)]
    if steps:
        return _by_steps(steps, bool(code), said)
    if required is Required.NO:
        return _circumstance("not-required")
    if _primary_failed(sign_in):
        return _circumstance("primary-failed")
    return _circumstance("incomplete" if sign_in.steps else "no-details")


def _by_steps(steps: list[AuthenticationStep], failed: bool, said: str | None) -> _Verdict:
    """MFA steps whose texts the table does not know: whether the last one succeeded."""
    last = steps[-1]
    text = said or last.method
    if last.succeeded:
        return MfaOutcome.SATISFIED, OTHER, text, None
    if failed and last.succeeded is False:
        return MfaOutcome.DENIED, OTHER, text, None
    return MfaOutcome.UNKNOWN, OTHER if text else "incomplete", text, None


def _method(sign_in: SignIn, outcome: MfaOutcome, how: How | None) -> tuple[str | None, str | None]:
    """The method of the step that decided, in the page's word, and its detail."""
    if outcome not in (MfaOutcome.SATISFIED, MfaOutcome.DENIED):
        return None, None
    steps = [s for s in sign_in.steps if s.method and (is_mfa(s) or _of_step(s))]
    if how is How.PERFORMED:
        steps = [s for s in steps if not _is_claim(s.method or "")]
    decided = [s for s in steps if bool(s.succeeded) is (outcome is MfaOutcome.SATISFIED)]
    chosen = next(reversed(decided or steps), None)
    if chosen is None and how is How.PERFORMED:
        # A strong first factor is MFA by itself, and has no second step.
        strong = [s for s in sign_in.steps if s.method and s.method.casefold() != "password"]
        chosen = next(reversed(strong), None)
    if chosen and chosen.method:
        return method_name(chosen.method), chosen.detail
    if sign_in.mfa_method:
        return method_name(sign_in.mfa_method), sign_in.mfa_detail
    return None, None


def _is_claim(method: str) -> bool:
    """Whether it is no method at all, but a claim from an earlier sign-in."""
    word = method_word(method)
    return word is not None and word.earlier
