"""Where facts come from: each Graph source with its address, permission, role and licence.

The permissions table of the README and the remedies in error texts are made from these rows.
Facts: the permissions sections of Microsoft's reference pages for each request.
"""

import msgspec


class Source(msgspec.Struct, frozen=True):
    """One Graph source. `permission` is the least that reads it, for an app (application) as for a
    person (delegated); `roles` are those of which a person needs one, empty where none will do."""

    name: str
    api: str
    answers: str
    permission: str
    roles: tuple[str, ...] = ()
    licence: str | None = None


USERS_SOURCE = Source(
    "users",
    "v1.0 /users",
    "the accounts and their properties",
    "User.Read.All",
)
REGISTRATION_SOURCE = Source(
    "registration report",
    "v1.0 /reports/authenticationMethods/userRegistrationDetails",
    "who has registered, with which methods",
    "AuditLog.Read.All",
    ("Reports Reader", "Security Reader", "Security Administrator", "Global Reader"),
    "Microsoft Entra ID P1",
)
METHODS_SOURCE = Source(
    "authentication methods",
    "beta /users/{id}/authentication/methods",
    "the methods of accounts that the registration report leaves out",
    "UserAuthenticationMethod.Read.All",
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
    ("Global Reader", "Authentication Policy Administrator"),
)
TENANT_SOURCE = Source(
    "organization",
    "v1.0 /organization",
    "the tenant's name",
    "Organization.Read.All",
)

SOURCES = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE, TENANT_SOURCE)
STATE_IN_BULK = "v1.0 /users (perUserMfaState)"
