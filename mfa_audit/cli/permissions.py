"""Which command reads which source; the README's permissions table is made from this."""

from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)

_AUDIT = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE, TENANT_SOURCE)

# The lists need the per-user state only for a file that shows it.
SOURCES_OF: dict[str, tuple[Source, ...]] = {
    "report": _AUDIT,
    "registered": _AUDIT,
    "unregistered": _AUDIT,
    "columns": (),
}

# What the report looks like without the source.
WITHOUT: dict[Source, str] = {
    USERS_SOURCE: "no report, exit code 4",
    REGISTRATION_SOURCE: "every account is read one by one; which are admins is not known",
    METHODS_SOURCE: "blocked and brand-new accounts are unknown",
    STATE_SOURCE: "MFA Status, where shown, is Unknown if /users does not tell it",
    TENANT_SOURCE: "the tenant is named by its id",
}
