"""What one audit is asked for, and what the failure of a source does to it."""

from datetime import datetime
from enum import Enum

import msgspec

from mfa_audit.domain.facts import Definition
from mfa_audit.domain.log_sources import (
    AUDITS_SOURCE,
    POLICIES_SOURCE,
    RISKS_SOURCE,
    SIGN_INS_SOURCE,
)
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    GROUPS_SOURCE,
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    ROLES_SOURCE,
    SOURCES,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)


class Failure(Enum):
    """What becomes of the audit when a source fails."""

    ENDS_IT = "without it there is nothing to report"
    LEAVES_A_GAP = "the report stands, and says what it does not know"
    COSTS_NOTHING = "the tenant is named by its id"


# A group that the run is limited to ends it as well: see `selection`.
IF_IT_FAILS: dict[Source, Failure] = {
    USERS_SOURCE: Failure.ENDS_IT,
    REGISTRATION_SOURCE: Failure.LEAVES_A_GAP,
    METHODS_SOURCE: Failure.LEAVES_A_GAP,
    STATE_SOURCE: Failure.LEAVES_A_GAP,
    TENANT_SOURCE: Failure.COSTS_NOTHING,
    ROLES_SOURCE: Failure.LEAVES_A_GAP,
    GROUPS_SOURCE: Failure.LEAVES_A_GAP,
    ACTIVITY_SOURCE: Failure.LEAVES_A_GAP,
    SIGN_INS_SOURCE: Failure.ENDS_IT,
    POLICIES_SOURCE: Failure.LEAVES_A_GAP,
    AUDITS_SOURCE: Failure.ENDS_IT,
    RISKS_SOURCE: Failure.LEAVES_A_GAP,
}

# The property of Graph's user that tells who has the mark; blocked accounts are always told.
_TELLS = {
    Exclusion.GUESTS: "userType",
    Exclusion.UNLICENSED: "assignedLicenses",
    Exclusion.SERVICE: "displayName",
    Exclusion.FUTURE_HIRES: "employeeHireDate",
}


class AuditRequest(msgspec.Struct, frozen=True):
    """`now` has a zone. `exclude` are the marks whose accounts are left out; `properties` the Graph
    properties of users that the output shows.

    `live`: those who are not registered by the report, which lags by hours, are asked for again
    one by one. `only`: UPNs or object ids in any case, and nobody else is in scope; empty for
    everybody. `only_group`: name or id of a group whose members are in scope; with `only` both must
    hold. `roles`, `last_sign_in` and `details`: these facts are read too. `population`: the
    accounts in scope are counted by their first mark.
    """

    definition: Definition
    now: datetime
    exclude: frozenset[Exclusion] = frozenset()
    properties: tuple[str, ...] = ()
    live: bool = False
    only: tuple[str, ...] = ()
    only_group: str | None = None
    roles: bool = False
    last_sign_in: bool = False
    details: bool = False
    population: bool = False

    @property
    def per_user_state(self) -> bool:
        """Whether a missing per-user MFA state is worth a question of its own."""
        return "perUserMfaState" in self.properties

    @property
    def population_in_words(self) -> tuple[str, ...]:
        """The options that chose the accounts, for the reader of the report; none for all."""
        words = []
        if self.exclude:
            words.append(
                f"--exclude {','.join(mark for mark in Exclusion if mark in self.exclude)}"
            )
        if self.only_group is not None:
            words.append(f"--only-group {self.only_group}")
        if self.only:
            words.append(f"--only ({len(self.only)} names)")
        return tuple(words)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that may be asked."""
        further = {
            STATE_SOURCE: self.per_user_state,
            ROLES_SOURCE: self.roles,
            GROUPS_SOURCE: self.roles or self.only_group is not None,
            ACTIVITY_SOURCE: self.last_sign_in,
        }
        return tuple(source for source in SOURCES if further.get(source, True))

    @property
    def more_facts(self) -> bool:
        """Whether anything beside the verdict is wanted of each account."""
        return self.roles or self.last_sign_in or self.details or self.population

    @property
    def user_properties(self) -> tuple[str, ...]:
        """The properties to ask /users for: what is shown, and what tells whom to leave out."""
        marks = [name for mark, name in _TELLS.items() if self.population or mark in self.exclude]
        return tuple(dict.fromkeys((*self.properties, *marks)))
