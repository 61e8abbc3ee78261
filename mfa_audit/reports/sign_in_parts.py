"""The parts of sign-ins as tables of their own: one row a step, one row a policy."""

from collections.abc import Iterator
from typing import NamedTuple

from mfa_audit.domain.sign_in_verdict import SignInRecord
from mfa_audit.domain.sign_in_words import method_name
from mfa_audit.domain.sign_ins import AppliedPolicy, AuthenticationStep, SignIn
from mfa_audit.reports.column import Kind
from mfa_audit.reports.log_column import LogColumn


class StepRow(NamedTuple):
    """One step of a sign-in, counted from 1."""

    sign_in: SignIn
    number: int
    step: AuthenticationStep


class PolicyRow(NamedTuple):
    """One Conditional Access policy that was looked at for a sign-in."""

    sign_in: SignIn
    policy: AppliedPolicy


def step_rows(record: SignInRecord) -> Iterator[StepRow]:
    """The rows of the steps table for one sign-in."""
    for number, step in enumerate(record.sign_in.steps, 1):
        yield StepRow(record.sign_in, number, step)


def policy_rows(record: SignInRecord) -> Iterator[PolicyRow]:
    """The rows of the policies table for one sign-in."""
    for policy in record.sign_in.policies or ():
        yield PolicyRow(record.sign_in, policy)


_S = LogColumn[StepRow]

STEP_COLUMNS: tuple[LogColumn[StepRow], ...] = (
    _S("id", "Sign-in Id", Kind.TEXT, 38, "Which sign-in.", lambda r: r.sign_in.id),
    _S("step", "Step", Kind.TEXT, 6, "In the order of Graph's answer.", lambda r: r.number),
    _S(
        "authenticationStepDateTime",
        "Time (UTC)",
        Kind.TIME,
        19,
        "When the step took place.",
        lambda r: r.step.time,
    ),
    _S(
        "userPrincipalName",
        "User",
        Kind.TEXT,
        38,
        "The name the person signed in with.",
        lambda r: r.sign_in.user_principal_name,
    ),
    _S(
        "authenticationStepRequirement",
        "Requirement",
        Kind.TEXT,
        26,
        "What the step was for.",
        lambda r: r.step.requirement,
    ),
    _S(
        "authenticationMethod",
        "Method",
        Kind.TEXT,
        30,
        "The method, in the page's words.",
        lambda r: r.step.method,
        lambda r, words: words(method_name(r.step.method)) if r.step.method else None,
    ),
    _S(
        "authenticationMethodDetail",
        "Detail",
        Kind.TEXT,
        24,
        "The device's name, or the phone number as +X XXXXXXXX64.",
        lambda r: r.step.detail,
    ),
    _S(
        "succeeded",
        "Succeeded",
        Kind.FLAG,
        11,
        "Whether the step succeeded.",
        lambda r: r.step.succeeded,
    ),
    _S(
        "authenticationStepResultDetail",
        "Result",
        Kind.TEXT,
        48,
        "Graph's words.",
        lambda r: r.step.result,
    ),
)

_P = LogColumn[PolicyRow]

POLICY_COLUMNS: tuple[LogColumn[PolicyRow], ...] = (
    _P("id", "Sign-in Id", Kind.TEXT, 38, "Which sign-in.", lambda r: r.sign_in.id),
    _P(
        "createdDateTime",
        "Time (UTC)",
        Kind.TIME,
        19,
        "When the sign-in began.",
        lambda r: r.sign_in.time,
    ),
    _P(
        "userPrincipalName",
        "User",
        Kind.TEXT,
        38,
        "The name the person signed in with.",
        lambda r: r.sign_in.user_principal_name,
    ),
    _P("displayName", "Policy Name", Kind.TEXT, 34, "The policy.", lambda r: r.policy.name),
    _P(
        "result",
        "Result",
        Kind.TEXT,
        22,
        "success, failure, notApplied, notEnabled; reportOnly… for policies that only report.",
        lambda r: r.policy.result,
    ),
    _P(
        "reportOnly",
        "Report-only",
        Kind.FLAG,
        12,
        "True: the policy did not affect the sign-in, whatever its result says.",
        lambda r: r.policy.report_only,
    ),
    _P(
        "enforcedGrantControls",
        "Grant Controls",
        Kind.LIST,
        24,
        "What it asks for.",
        lambda r: r.policy.grant_controls,
    ),
    _P(
        "enforcedSessionControls",
        "Session Controls",
        Kind.LIST,
        24,
        "How it limits the session.",
        lambda r: r.policy.session_controls,
    ),
    _P("policyId", "Policy Id", Kind.TEXT, 38, "The policy's id.", lambda r: r.policy.id),
)
