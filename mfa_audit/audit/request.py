"""What one audit is asked for, and what the failure of a source does to it."""

from enum import Enum

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


class Failure(Enum):
    """What becomes of the audit when a source fails."""

    ENDS_IT = "without the accounts there is nothing to report"
    LEAVES_A_GAP = "the report stands, and says what it does not know"
    COSTS_NOTHING = "the tenant is named by its id"


IF_IT_FAILS: dict[Source, Failure] = {
    USERS_SOURCE: Failure.ENDS_IT,
    REGISTRATION_SOURCE: Failure.LEAVES_A_GAP,
    METHODS_SOURCE: Failure.LEAVES_A_GAP,
    STATE_SOURCE: Failure.LEAVES_A_GAP,
    TENANT_SOURCE: Failure.COSTS_NOTHING,
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
