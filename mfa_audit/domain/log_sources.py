"""The logs as sources: address, permission, role and licence of each. Like `sources`, for logs.

Facts: the permissions sections of Microsoft's reference pages; "Conditional Access data in sign-in
logs" for the policies.
"""

from mfa_audit.domain.sources import SOURCES, Source

_READERS = (
    "Reports Reader",
    "Security Reader",
    "Security Operator",
    "Security Administrator",
    "Global Reader",
)
_P1 = "Microsoft Entra ID P1"

SIGN_INS_SOURCE = Source(
    "sign-in log",
    "beta /auditLogs/signIns",
    "what happened at each sign-in; v1.0 has none of the MFA fields",
    "AuditLog.Read.All",
    "no sign-in can be read, exit code 4",
    _READERS,
    _P1,
)
POLICIES_SOURCE = Source(
    "Conditional Access",
    "beta /auditLogs/signIns (appliedConditionalAccessPolicies)",
    "which Conditional Access policies were applied to a sign-in",
    "Policy.Read.ConditionalAccess",
    "which policies counted is not known",
    (
        "Global Reader",
        "Security Reader",
        "Security Administrator",
        "Conditional Access Administrator",
    ),
)
AUDITS_SOURCE = Source(
    "audit log",
    "v1.0 /auditLogs/directoryAudits",
    "who changed whose security info, blocked or bypassed whom",
    "AuditLog.Read.All",
    "no history, exit code 4",
    _READERS,
)
RISKS_SOURCE = Source(
    "risk detections",
    "v1.0 /identityProtection/riskDetections",
    "suspicious activity that users reported",
    "IdentityRiskEvent.Read.All",
    "history fraud has what the audit log says, not what users reported",
    ("Global Reader", "Security Reader", "Security Operator", "Security Administrator"),
    _P1,
)

LOG_SOURCES = (SIGN_INS_SOURCE, POLICIES_SOURCE, AUDITS_SOURCE, RISKS_SOURCE)
ALL_SOURCES = (*SOURCES, *LOG_SOURCES)

# Graph says nothing of it: the property is just not there.
POLICIES_REMEDY = (
    "Unattended: grant the app the application permission "
    f"{POLICIES_SOURCE.permission}. Signed in as a person: the same delegated permission and the "
    f"role {' or '.join(POLICIES_SOURCE.roles)}."
)
