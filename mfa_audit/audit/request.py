"""What one audit is asked for, and which source may fail."""

import msgspec

from mfa_audit.domain.facts import Definition
from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)

# Without the list of accounts there is nothing to report; every other source leaves a gap.
# Without the tenant's name the report is complete all the same: it names the tenant by its id.
FATAL: dict[Source, bool] = {
    USERS_SOURCE: True,
    REGISTRATION_SOURCE: False,
    METHODS_SOURCE: False,
    STATE_SOURCE: False,
    TENANT_SOURCE: False,
}


class AuditRequest(msgspec.Struct, frozen=True):
    """`properties` are the Graph properties of users that the output shows; `blocked` says whether
    blocked accounts are asked about; `live` whether those who are not registered by the report,
    which lags by hours, are asked for again one by one."""

    definition: Definition
    blocked: bool
    properties: tuple[str, ...] = ()
    live: bool = False

    @property
    def per_user_state(self) -> bool:
        """Whether a missing per-user MFA state is worth a question of its own."""
        return "perUserMfaState" in self.properties
