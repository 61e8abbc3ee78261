"""The columns of the sign-in report, one row a sign-in.

`value` is the fact as JSON has it, `shown` what people read. JSON uses the key, which is Graph's
own spelling where the fact is Graph's. Not here: the numbers (`sign_in_summary`), and the tables of
steps and policies (`sign_in_parts`).
"""

from collections.abc import Callable, Sequence
from operator import attrgetter

from mfa_audit.domain.mfa_results import OTHER, REASON_BY_KEY
from mfa_audit.domain.sign_in_verdict import Required, SignInRecord
from mfa_audit.domain.sign_in_words import provider_name
from mfa_audit.domain.sign_ins import AppliedPolicy
from mfa_audit.reports.column import Kind, Value
from mfa_audit.reports.language import Words
from mfa_audit.reports.log_column import LogColumn


def reason_text(key: str, text: str | None, words: Words) -> str:
    """A reason in words; Graph's own text where the table does not know it."""
    if key == OTHER:
        return text or words("Unknown")
    return words(REASON_BY_KEY[key].text)


_REQUIRED = {Required.YES: True, Required.NO: False, Required.UNKNOWN: None}
_REQUIRED_WORD = {Required.YES: "Yes", Required.NO: "No", Required.UNKNOWN: "Unknown"}


def _required_by(record: SignInRecord, words: Words) -> Value:
    names = dict.fromkeys(words(provider_name(key)) for key in record.mfa.required_by)
    return tuple(names)


def _method(record: SignInRecord, words: Words) -> Value:
    return words(record.mfa.method) if record.mfa.method else None


def _succeeded(record: SignInRecord) -> Value:
    code = record.sign_in.error_code
    return None if code is None else code == 0


def _policies(
    key: str,
    header: str,
    width: int,
    meaning: str,
    tell: Callable[[AppliedPolicy], Sequence[str]],
) -> LogColumn[SignInRecord]:
    """A column about the policies that affected the sign-in; Unknown, and never empty, where Graph
    left them out."""

    def value(record: SignInRecord) -> Value:
        policies = record.sign_in.policies
        if policies is None:
            return None
        return tuple(text for policy in policies if policy.affected for text in tell(policy))

    def people(record: SignInRecord, words: Words) -> Value:
        found = value(record)
        return words("Unknown") if found is None else found

    return LogColumn(key, header, Kind.LIST, width, meaning, value, people)


def _graph(
    key: str, header: str, width: int, meaning: str, field: str, kind: Kind = Kind.TEXT
) -> LogColumn[SignInRecord]:
    return LogColumn(key, header, kind, width, meaning, attrgetter(f"sign_in.{field}"))


_C = LogColumn[SignInRecord]

SIGN_IN_COLUMNS: tuple[LogColumn[SignInRecord], ...] = (
    _graph("createdDateTime", "Time (UTC)", 19, "When the sign-in began.", "time", Kind.TIME),
    _graph(
        "userPrincipalName",
        "User",
        38,
        "The name the person signed in with, in lower case; guests by their address at home.",
        "user_principal_name",
    ),
    _graph("userDisplayName", "Display Name", 28, "The person's name.", "user_display_name"),
    _graph("userType", "User Type", 10, "member or guest.", "user_type"),
    _graph("appDisplayName", "Application", 28, "The app that was signed in to.", "app"),
    _graph("resourceDisplayName", "Resource", 28, "What the app wanted to use.", "resource"),
    _graph("clientAppUsed", "Client", 22, "Browser, mobile app, or an old protocol.", "client_app"),
    _graph("ipAddress", "IP Address", 16, "Where the sign-in came from.", "ip_address"),
    _graph("location", "Place", 26, "City, state and country, from the IP address.", "place"),
    _graph(
        "isInteractive",
        "Interactive",
        11,
        "Whether a person took part; False for apps that renew a sign-in by themselves.",
        "interactive",
        Kind.FLAG,
    ),
    _C(
        "succeeded",
        "Signed In",
        Kind.FLAG,
        10,
        "Whether the sign-in succeeded; says nothing of MFA.",
        _succeeded,
    ),
    _C(
        "mfaRequired",
        "MFA Required",
        Kind.FLAG,
        13,
        "Yes, No or Unknown, from every trace: Graph's authenticationRequirement leaves out "
        "earlier claims, and says single-factor where the password was wrong.",
        lambda r: _REQUIRED[r.mfa.required],
        lambda r, words: words(_REQUIRED_WORD[r.mfa.required]),
    ),
    _C(
        "mfaRequiredBy",
        "MFA Required By",
        Kind.LIST,
        30,
        "Per-user MFA, Conditional Access, security defaults, risk and others; empty where Graph "
        "names nobody.",
        lambda r: r.mfa.required_by,
        _required_by,
    ),
    _C(
        "mfaResult",
        "MFA Result",
        Kind.TEXT,
        11,
        "satisfied, denied, none (neither) or unknown. Empty details are unknown, never none.",
        lambda r: str(r.mfa.outcome),
        lambda r, words: words(str(r.mfa.outcome)),
    ),
    _C(
        "mfaReason",
        "MFA Reason",
        Kind.TEXT,
        48,
        "How it was satisfied or why it was denied, in the words of Microsoft's page; what is not "
        "on the page as Graph wrote it.",
        lambda r: r.mfa.reason,
        lambda r, words: reason_text(r.mfa.reason, r.mfa.text, words),
    ),
    _C(
        "mfaReasonText",
        "MFA Reason (Graph)",
        Kind.TEXT,
        40,
        "Graph's own text where the reason is not on the page.",
        lambda r: r.mfa.text,
    ),
    _C(
        "mfaHow",
        "MFA Done",
        Kind.TEXT,
        22,
        "Performed now, by an earlier claim, by an external provider, or skipped.",
        lambda r: str(r.mfa.how) if r.mfa.how else None,
        lambda r, words: words(str(r.mfa.how)) if r.mfa.how else None,
    ),
    _C(
        "authenticationMethod",
        "MFA Authentication Method",
        Kind.TEXT,
        30,
        "The method that was used, in the page's words; newer ones as Graph calls them.",
        lambda r: r.mfa.method,
        _method,
    ),
    _C(
        "authenticationMethodDetail",
        "MFA Authentication Detail",
        Kind.TEXT,
        24,
        "The device's name, or the phone number as +X XXXXXXXX64.",
        lambda r: r.mfa.method_detail,
    ),
    _graph("errorCode", "Error Code", 11, "AADSTS code; 0 for success.", "error_code"),
    _graph("failureReason", "Failure Reason", 44, "Graph's words for the code.", "failure_reason"),
    _graph(
        "conditionalAccessStatus",
        "Conditional Access",
        18,
        "success, failure or notApplied, over all policies.",
        "conditional_access_status",
    ),
    _policies(
        "policyName",
        "Policy Name",
        34,
        "The policies that affected the sign-in; Unknown where the permission to see them is "
        "missing.",
        lambda policy: (policy.name or policy.id or "",),
    ),
    _policies(
        "enforcedGrantControls",
        "Grant Controls",
        24,
        "What they asked for.",
        lambda policy: policy.grant_controls,
    ),
    _policies(
        "enforcedSessionControls",
        "Session Controls",
        24,
        "How they limited the session.",
        lambda policy: policy.session_controls,
    ),
    _policies(
        "policyResult",
        "Policy Result",
        20,
        "Their results, in the order of the names.",
        lambda policy: (policy.result or "",),
    ),
    _graph("riskLevelDuringSignIn", "Risk", 9, "hidden without Entra ID P2.", "risk_level"),
    _graph("riskState", "Risk State", 14, "What became of the risk.", "risk_state"),
    _graph(
        "tokenIssuerType",
        "Token Issuer",
        20,
        "AzureAD, AD FS, the AD FS MFA adapter or the NPS extension.",
        "token_issuer_type",
    ),
    _graph("appId", "App Id", 38, "The app's id.", "app_id"),
    _graph(
        "resourceId", "Resource Id", 38, "adfs or radius for components on premises.", "resource_id"
    ),
    _graph("userId", "Object Id", 38, "The account's object id, which never changes.", "user_id"),
    _graph(
        "correlationId",
        "Correlation Id",
        38,
        "The same for the parts of one attempt.",
        "correlation_id",
    ),
    _graph("id", "Sign-in Id", 38, "Graph's id of the sign-in.", "id"),
)
