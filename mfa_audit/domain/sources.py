"""Where facts come from: each Graph source with its address, permission, role and licence.

The permissions table of the README and the remedies in error texts are made from these rows.
Facts: the permissions sections of Microsoft's reference pages for each request.
"""

from collections.abc import Iterable

import msgspec


class Source(msgspec.Struct, frozen=True):
    """One Graph source. `permission` is the least that reads it, for an app (application) as for a
    person (delegated); `roles` are those of which a person needs one, empty where none will do;
    `without` what the report is like when it does not answer."""

    name: str
    api: str
    answers: str
    permission: str
    without: str
    roles: tuple[str, ...] = ()
    licence: str | None = None


USERS_SOURCE = Source(
    "users",
    "v1.0 /users",
    "the accounts and their properties",
    "User.Read.All",
    "no report, exit code 4",
)
REGISTRATION_SOURCE = Source(
    "registration report",
    "v1.0 /reports/authenticationMethods/userRegistrationDetails",
    "who has registered, with which methods",
    "AuditLog.Read.All",
    "every account is read one by one; which are admins is told by the directory roles alone",
    ("Reports Reader", "Security Reader", "Security Administrator", "Global Reader"),
    "Microsoft Entra ID P1",
)
METHODS_SOURCE = Source(
    "authentication methods",
    "beta /users/{id}/authentication/methods",
    "the methods of accounts that the registration report leaves out",
    "UserAuthenticationMethod.Read.All",
    "blocked and brand-new accounts are unknown",
    (
        "Global Reader",
        "Authentication Administrator",
        "Privileged Authentication Administrator",
    ),
)
STATE_SOURCE = Source(
    "per-user MFA state",
    "beta /users/{id}/authentication/requirements",
    "the per-user MFA state, where /users does not tell it",
    "Policy.Read.All",
    "MFA Status, where shown, is Unknown if /users does not tell it",
    ("Global Reader", "Authentication Policy Administrator"),
)
TENANT_SOURCE = Source(
    "organization",
    "v1.0 /organization",
    "the tenant's name",
    "Organization.Read.All",
    "the tenant is named by its id",
)

ROLES_SOURCE = Source(
    "directory roles",
    "v1.0 /roleManagement/directory/roleAssignments",
    "who holds which role now, through groups too; not who could activate one",
    "RoleManagement.Read.Directory",
    "who holds which role is not known; admins are those of the registration report",
    ("Directory Readers", "Global Reader", "Privileged Role Administrator"),
)
GROUPS_SOURCE = Source(
    "groups",
    "v1.0 /groups/{id}/transitiveMembers",
    "who is in a group that holds a role, or that the run is limited to",
    "GroupMember.Read.All",
    "who holds a role through a group is not known; --only-group does not work",
)
ACTIVITY_SOURCE = Source(
    "sign-in activity",
    "v1.0 /users?$select=signInActivity",
    "when an account signed in last",
    "AuditLog.Read.All",
    "when an account signed in last is not known",
    licence="Microsoft Entra ID P1",
)

SOURCES = (
    USERS_SOURCE,
    REGISTRATION_SOURCE,
    METHODS_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    ROLES_SOURCE,
    GROUPS_SOURCE,
    ACTIVITY_SOURCE,
)
STATE_IN_BULK = "v1.0 /users (perUserMfaState)"


def permissions(sources: Iterable[Source]) -> tuple[str, ...]:
    """What must be granted to read all of them, each once."""
    return tuple(dict.fromkeys(source.permission for source in sources))
