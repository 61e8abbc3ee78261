"""Which command reads which source; the README's permissions table is made from this."""

from mfa_audit.domain.log_sources import (
    AUDITS_SOURCE,
    POLICIES_SOURCE,
    RISKS_SOURCE,
    SIGN_INS_SOURCE,
)
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
    "sign-ins": (SIGN_INS_SOURCE, POLICIES_SOURCE, TENANT_SOURCE),
    "on-premises": (SIGN_INS_SOURCE, TENANT_SOURCE),
    "history": (AUDITS_SOURCE, RISKS_SOURCE, TENANT_SOURCE),
    "activity": (),
    "explain": (),
    "compare": (),
    "trend": (),
    "columns": (),
}
