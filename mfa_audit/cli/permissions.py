"""Which command reads which source; the README's permissions table is made from this."""

from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    GROUPS_SOURCE,
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    ROLES_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)

_AUDIT = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE, TENANT_SOURCE)

# The lists need the per-user state only for a file that shows it.
SOURCES_OF: dict[str, tuple[Source, ...]] = {
    "report": (*_AUDIT, ROLES_SOURCE, GROUPS_SOURCE, ACTIVITY_SOURCE),
    "registered": (*_AUDIT, GROUPS_SOURCE),
    "unregistered": (*_AUDIT, GROUPS_SOURCE),
    "columns": (),
}
