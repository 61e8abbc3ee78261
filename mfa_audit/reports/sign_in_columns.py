"""The columns of the sign-in report: of its sign-ins, its steps and its policies.

JSON uses the key, which is Graph's own spelling where the fact is Graph's.
Not here: the figures, and the sheets (`sign_ins`).
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import NamedTuple

from mfa_audit.domain.mfa_results import OTHER, REASON_BY_KEY
from mfa_audit.domain.sign_in_verdict import Required, SignInRecord
from mfa_audit.domain.sign_in_words import method_name, provider_name
from mfa_audit.domain.sign_ins import AppliedPolicy, AuthenticationStep, SignIn
from mfa_audit.reports.columns import Column
from mfa_audit.reports.language import Words
from mfa_audit.reports.tables import Kind, Value

_REQUIRED = {Required.YES: True, Required.NO: False, Required.UNKNOWN: None}
_REQUIRED_WORD = {Required.YES: "Yes", Required.NO: "No", Required.UNKNOWN: "Unknown"}


def _reason(record: SignInRecord, words: Words) -> Value:
    """The reason in words; Graph's own text if the table does not have it."""
    if record.mfa.reason == OTHER:
        return record.mfa.text or words("Unknown")
    return words(REASON_BY_KEY[record.mfa.reason].text)


def _policies(
    key: str, header: str, width: int, meaning: str, texts: Callable[[AppliedPolicy], Sequence[str]]
) -> Column[SignInRecord]:
    """A column with texts of the policies that affected the sign-in. Unknown, and never empty, if
    Graph left the policies out."""

    def value(record: SignInRecord) -> Value:
        policies = record.sign_in.policies
        if policies is None:
            return None
        return tuple(text for policy in policies if policy.affected for text in texts(policy))

    def shown(record: SignInRecord, words: Words) -> Value:
        return words("Unknown") if record.sign_in.policies is None else value(record)

    return Column(key, header, Kind.LIST, width, meaning, value, shown)


def _graph(
    key: str, header: str, width: int, meaning: str, field: str, kind: Kind = Kind.TEXT
) -> Column[SignInRecord]:
    """A field of Graph's sign-in."""
    return Column(key, header, kind, width, meaning, attrgetter(f"sign_in.{field}"))


_C = Column[SignInRecord]
_T = Kind.TEXT

# fmt: off
SIGN_IN_COLUMNS: tuple[Column[SignInRecord], ...] = (
    _graph("createdDateTime", "Time (UTC)", 19, "When the sign-in began.", "time", Kind.TIME),
    _graph("userPrincipalName", "User", 38,
           "The name the person signed in with, in lower case; guests by their address at home.",
           "user_principal_name"),
    _graph("userDisplayName", "Display Name", 28, "The person's name.", "user_display_name"),
    _graph("userType", "User Type", 10, "member or guest.", "user_type"),
    _graph("appDisplayName", "Application", 28, "The app that was signed in to.", "app"),
    _graph("resourceDisplayName", "Resource", 28, "What the app wanted to use.", "resource"),
    _graph("clientAppUsed", "Client", 22, "Browser, mobile app, or an old protocol.", "client_app"),
    _graph("ipAddress", "IP Address", 16, "Where the sign-in came from.", "ip_address"),
    _graph("location", "Place", 26, "City, state and country, from the IP address.", "place"),
    _graph("isInteractive", "Interactive", 11,
           "Whether a person took part; False for apps that renew a sign-in by themselves.",
           "interactive", Kind.FLAG),
    _C("succeeded", "Signed In", Kind.FLAG, 10,
       "Whether the sign-in succeeded; says nothing of MFA.",
       lambda r: None if r.sign_in.error_code is None else r.sign_in.error_code == 0),
    _C("mfaRequired", "MFA Required", Kind.FLAG, 13, "Yes, No or Unknown, from every trace: "
       "Graph's authenticationRequirement leaves out earlier claims, and says single-factor where "
       "the password was wrong.", lambda r: _REQUIRED[r.mfa.required],
       lambda r, words: words(_REQUIRED_WORD[r.mfa.required])),
    _C("mfaRequiredBy", "MFA Required By", Kind.LIST, 30, "Per-user MFA, Conditional Access, "
       "security defaults, risk and others; empty where Graph names nobody.",
       lambda r: r.mfa.required_by,
       lambda r, words: tuple(dict.fromkeys(words(provider_name(k)) for k in r.mfa.required_by))),
    _C("mfaResult", "MFA Result", _T, 11,
       "satisfied, denied, none (neither) or unknown. Empty details are unknown, never none.",
       lambda r: str(r.mfa.outcome), lambda r, words: words(str(r.mfa.outcome))),
    _C("mfaReason", "MFA Reason", _T, 48, "How it was satisfied or why it was denied, in the words "
       "of Microsoft's page; what is not on the page as Graph wrote it.",
       lambda r: r.mfa.reason, _reason),
    _C("mfaReasonText", "MFA Reason (Graph)", _T, 40,
       "Graph's own text where the reason is not on the page.", lambda r: r.mfa.text),
    _C("mfaHow", "MFA Done", _T, 22,
       "Performed now, by an earlier claim, by an external provider, or skipped.",
       lambda r: str(r.mfa.how) if r.mfa.how else None,
       lambda r, words: words(str(r.mfa.how)) if r.mfa.how else None),
    _C("authenticationMethod", "MFA Authentication Method", _T, 30,
       "The method that was used, in the page's words; newer ones as Graph calls them.",
       lambda r: r.mfa.method, lambda r, words: words(r.mfa.method) if r.mfa.method else None),
    _C("authenticationMethodDetail", "MFA Authentication Detail", _T, 24,
       "The device's name, or the phone number as +X XXXXXXXX64.", lambda r: r.mfa.method_detail),
    _graph("errorCode", "Error Code", 11, "AADSTS code; 0 for success.", "error_code"),
    _graph("failureReason", "Failure Reason", 44, "Graph's words for the code.", "failure_reason"),
    _graph("conditionalAccessStatus", "Conditional Access", 18,
           "success, failure or notApplied, over all policies.", "conditional_access_status"),
    _policies("policyName", "Policy Name", 34, "The policies that affected the sign-in; Unknown "
              "where the permission to see them is missing.",
              lambda policy: (policy.name or policy.id or "",)),
    _policies("enforcedGrantControls", "Grant Controls", 24, "What they asked for.",
              lambda policy: policy.grant_controls),
    _policies("enforcedSessionControls", "Session Controls", 24, "How they limited the session.",
              lambda policy: policy.session_controls),
    _policies("policyResult", "Policy Result", 20, "Their results, in the order of the names.",
              lambda policy: (policy.result or "",)),
    _graph("riskLevelDuringSignIn", "Risk", 9, "hidden without Entra ID P2.", "risk_level"),
    _graph("riskState", "Risk State", 14, "What became of the risk.", "risk_state"),
    _graph("tokenIssuerType", "Token Issuer", 20,
           "AzureAD, AD FS, the AD FS MFA adapter or the NPS extension.", "token_issuer_type"),
    _graph("appId", "App Id", 38, "The app's id.", "app_id"),
    _graph("resourceId", "Resource Id", 38, "adfs or radius for components on premises.",
           "resource_id"),
    _graph("userId", "Object Id", 38, "The account's object id, which never changes.", "user_id"),
    _graph("correlationId", "Correlation Id", 38, "The same for the parts of one attempt.",
           "correlation_id"),
    _graph("id", "Sign-in Id", 38, "Graph's id of the sign-in.", "id"),
)
# fmt: on


class StepRow(NamedTuple):
    """A step of a sign-in, numbered from 1."""

    sign_in: SignIn
    number: int
    step: AuthenticationStep


class PolicyRow(NamedTuple):
    """A Conditional Access policy that was evaluated for a sign-in."""

    sign_in: SignIn
    policy: AppliedPolicy


def step_rows(record: SignInRecord) -> list[StepRow]:
    """The rows of the table of steps for a sign-in."""
    return [StepRow(record.sign_in, n, step) for n, step in enumerate(record.sign_in.steps, 1)]


def policy_rows(record: SignInRecord) -> list[PolicyRow]:
    """The rows of the table of policies for a sign-in."""
    return [PolicyRow(record.sign_in, policy) for policy in record.sign_in.policies or ()]


_S = Column[StepRow]

# fmt: off
STEP_COLUMNS: tuple[Column[StepRow], ...] = (
    _S("id", "Sign-in Id", _T, 38, "Which sign-in.", lambda r: r.sign_in.id),
    _S("step", "Step", _T, 6, "In the order of Graph's answer.", lambda r: r.number),
    _S("authenticationStepDateTime", "Time (UTC)", Kind.TIME, 19, "When the step took place.",
       lambda r: r.step.time),
    _S("userPrincipalName", "User", _T, 38, "The name the person signed in with.",
       lambda r: r.sign_in.user_principal_name),
    _S("authenticationStepRequirement", "Requirement", _T, 26, "What the step was for.",
       lambda r: r.step.requirement),
    _S("authenticationMethod", "Method", _T, 30, "The method, in the page's words.",
       lambda r: r.step.method,
       lambda r, words: words(method_name(r.step.method)) if r.step.method else None),
    _S("authenticationMethodDetail", "Detail", _T, 24,
       "The device's name, or the phone number as +X XXXXXXXX64.", lambda r: r.step.detail),
    _S("succeeded", "Succeeded", Kind.FLAG, 11, "Whether the step succeeded.",
       lambda r: r.step.succeeded),
    _S("authenticationStepResultDetail", "Result", _T, 48, "Graph's words.",
       lambda r: r.step.result),
)
# fmt: on

_P = Column[PolicyRow]

# fmt: off
POLICY_COLUMNS: tuple[Column[PolicyRow], ...] = (
    _P("id", "Sign-in Id", _T, 38, "Which sign-in.", lambda r: r.sign_in.id),
    _P("createdDateTime", "Time (UTC)", Kind.TIME, 19, "When the sign-in began.",
       lambda r: r.sign_in.time),
    _P("userPrincipalName", "User", _T, 38, "The name the person signed in with.",
       lambda r: r.sign_in.user_principal_name),
    _P("displayName", "Policy Name", _T, 34, "The policy.", lambda r: r.policy.name),
    _P("result", "Result", _T, 22,
       "success, failure, notApplied, notEnabled; reportOnly… for policies that only report.",
       lambda r: r.policy.result),
    _P("reportOnly", "Report-only", Kind.FLAG, 12,
       "True: the policy did not affect the sign-in, whatever its result says.",
       lambda r: r.policy.report_only),
    _P("enforcedGrantControls", "Grant Controls", Kind.LIST, 24, "What it asks for.",
       lambda r: r.policy.grant_controls),
    _P("enforcedSessionControls", "Session Controls", Kind.LIST, 24, "How it limits the session.",
       lambda r: r.policy.session_controls),
    _P("policyId", "Policy Id", _T, 38, "The policy's id.", lambda r: r.policy.id),
)
# fmt: on
