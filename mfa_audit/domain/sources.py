"""The Graph sources: what each answers, what it needs, and what a run does without it.

The permissions table of the README, the remedies in error texts and the lines of `check` come from
these rows. Sources: Microsoft Learn, the permissions section of each request's reference page, and
"Conditional Access data in sign-in logs".
"""

from collections.abc import Iterable
from enum import Enum

import msgspec


class Failure(Enum):
    """What happens to a run if a source fails."""

    ENDS_IT = "without it there is nothing to report"
    LEAVES_A_GAP = "the report stands, and says what it does not know"
    COSTS_NOTHING = "the tenant is named by its id"


class Source(msgspec.Struct, frozen=True):
    """A Graph source. `permission` is the least that reads it, for an app (application) and for a
    person (delegated). `without` describes the report if the source does not answer. A person needs
    any of the `roles`, or none if it is empty. `read_by` are the commands that read the source."""

    name: str
    api: str
    answers: str
    permission: str
    without: str
    read_by: tuple[str, ...]
    roles: tuple[str, ...] = ()
    licence: str | None = None
    if_it_fails: Failure = Failure.LEAVES_A_GAP


# Every command that reports; a command that reads no source sends no requests.
COMMANDS = (
    *("report", "registered", "unregistered", "sign-ins", "on-premises", "history"),
    *("activity", "explain", "compare", "trend", "columns"),
)
_ACCOUNTS, _LOGS = COMMANDS[:3], COMMANDS[3:6]
_REPORT = ("report",)
_P1 = "Microsoft Entra ID P1"
_LOG_READERS = (
    *("Reports Reader", "Security Reader", "Security Operator", "Security Administrator"),
    "Global Reader",
)

# fmt: off
USERS_SOURCE = Source(
    "users", "v1.0 /users", "the accounts and their properties", "User.Read.All",
    "no report, exit code 4", _ACCOUNTS, if_it_fails=Failure.ENDS_IT,
)
REGISTRATION_SOURCE = Source(
    "registration report", "v1.0 /reports/authenticationMethods/userRegistrationDetails",
    "who has registered, with which methods", "AuditLog.Read.All",
    "every account is read one by one; which are admins is told by the directory roles alone",
    _ACCOUNTS, ("Reports Reader", "Security Reader", "Security Administrator", "Global Reader"),
    _P1,
)
METHODS_SOURCE = Source(
    "authentication methods", "beta /users/{id}/authentication/methods",
    "the methods of accounts that the registration report leaves out",
    "UserAuthenticationMethod.Read.All", "blocked and brand-new accounts are unknown", _ACCOUNTS,
    ("Global Reader", "Authentication Administrator", "Privileged Authentication Administrator"),
)
# The lists need the per-user state only for a file that shows it.
STATE_SOURCE = Source(
    "per-user MFA state", "beta /users/{id}/authentication/requirements",
    "the per-user MFA state, where /users does not tell it", "Policy.Read.All",
    "MFA Status, where shown, is Unknown if /users does not tell it", _ACCOUNTS,
    ("Global Reader", "Authentication Policy Administrator"),
)
TENANT_SOURCE = Source(
    "organization", "v1.0 /organization", "the tenant's name", "Organization.Read.All",
    "the tenant is named by its id", (*_ACCOUNTS, *_LOGS), if_it_fails=Failure.COSTS_NOTHING,
)
ROLES_SOURCE = Source(
    "directory roles", "v1.0 /roleManagement/directory/roleAssignments",
    "who holds which role now, through groups too; not who could activate one",
    "RoleManagement.Read.Directory",
    "who holds which role is not known; admins are those of the registration report", _REPORT,
    ("Directory Readers", "Global Reader", "Privileged Role Administrator"),
)
# If a run is limited to a group, a failure ends it: the report would be about other people.
GROUPS_SOURCE = Source(
    "groups", "v1.0 /groups/{id}/transitiveMembers",
    "who is in a group that holds a role, or that the run is limited to", "GroupMember.Read.All",
    "who holds a role through a group is not known; --only-group does not work", _ACCOUNTS,
)
ACTIVITY_SOURCE = Source(
    "sign-in activity", "v1.0 /users?$select=signInActivity", "when an account signed in last",
    "AuditLog.Read.All", "when an account signed in last is not known", _REPORT, licence=_P1,
)
SIGN_INS_SOURCE = Source(
    "sign-in log", "beta /auditLogs/signIns",
    "what happened at each sign-in; v1.0 has none of the MFA fields", "AuditLog.Read.All",
    "no sign-in can be read, exit code 4", ("sign-ins", "on-premises"), _LOG_READERS, _P1,
    Failure.ENDS_IT,
)
POLICIES_SOURCE = Source(
    "Conditional Access", "beta /auditLogs/signIns (appliedConditionalAccessPolicies)",
    "which Conditional Access policies were applied to a sign-in",
    "Policy.Read.ConditionalAccess", "which policies counted is not known", ("sign-ins",),
    ("Global Reader", "Security Reader", "Security Administrator",
     "Conditional Access Administrator"),
)
AUDITS_SOURCE = Source(
    "audit log", "v1.0 /auditLogs/directoryAudits",
    "who changed whose security info, blocked or bypassed whom", "AuditLog.Read.All",
    "no history, exit code 4", ("history",), _LOG_READERS, if_it_fails=Failure.ENDS_IT,
)
RISKS_SOURCE = Source(
    "risk detections", "v1.0 /identityProtection/riskDetections",
    "suspicious activity that users reported", "IdentityRiskEvent.Read.All",
    "history fraud has what the audit log says, not what users reported", ("history",),
    ("Global Reader", "Security Reader", "Security Operator", "Security Administrator"), _P1,
)
# fmt: on

SOURCES = (
    *(USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE, TENANT_SOURCE),
    *(ROLES_SOURCE, GROUPS_SOURCE, ACTIVITY_SOURCE),
)
LOG_SOURCES = (SIGN_INS_SOURCE, POLICIES_SOURCE, AUDITS_SOURCE, RISKS_SOURCE)
ALL_SOURCES = (*SOURCES, *LOG_SOURCES)
STATE_IN_BULK = "v1.0 /users (perUserMfaState)"

# Graph gives no error without the permission: the property is missing.
POLICIES_REMEDY = (
    "Unattended: grant the app the application permission "
    f"{POLICIES_SOURCE.permission}. Signed in as a person: the same delegated permission and the "
    f"role {' or '.join(POLICIES_SOURCE.roles)}."
)


def sources_read_by(command: str) -> tuple[Source, ...]:
    """The sources that `command` may read."""
    return tuple(source for source in (*LOG_SOURCES, *SOURCES) if command in source.read_by)


def permissions(sources: Iterable[Source]) -> tuple[str, ...]:
    """The permissions that reading all of these sources needs, each once."""
    return tuple(dict.fromkeys(source.permission for source in sources))
