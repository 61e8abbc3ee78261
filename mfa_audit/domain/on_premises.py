"""On-premises components that use Entra MFA, from the sign-in log: NPS extension, AD FS.

They replace the retired usage and server status pages: when each component was first and last seen,
how often it was used, what share was denied, and which components are quiet. MFA Server is not in
the log: it stopped working on 2024-09-30.
Source: Microsoft Learn, "Use the sign-ins report to review MFA events" (on-premises components).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from mfa_audit.domain.mfa_results import MfaOutcome
from mfa_audit.domain.sign_in_verdict import SignInRecord, component
from mfa_audit.domain.sign_in_words import ADFS_ADAPTER, NPS_EXTENSION
from mfa_audit.domain.sign_ins import SignIn


class Component(StrEnum):
    """The components that the log can distinguish."""

    NPS_EXTENSION = "NPS extension"
    ADFS_ADAPTER = "AD FS MFA adapter"
    ADFS = "AD FS (federated sign-in)"
    CLIENT = "Azure Multi-Factor Auth Client"
    CONNECTOR = "Azure Multi-Factor Auth Connector"


class ComponentState(StrEnum):
    """The state of a component at the end of the window."""

    ACTIVE = "active"
    QUIET = "quiet"
    NEVER = "not seen"


# A component that is not seen for longer than this is quiet; a weekend is not enough.
_QUIET_AFTER = timedelta(days=3)

_BY_KEY = {NPS_EXTENSION: Component.NPS_EXTENSION, ADFS_ADAPTER: Component.ADFS_ADAPTER}
_BY_RESOURCE = {"radius": Component.NPS_EXTENSION, "adfs": Component.ADFS_ADAPTER}
# Both the extension and the adapter sign in as these apps; the ids are the same in every tenant.
_BY_APP = {
    "981f26a1-7f43-403b-a875-f8b09b8cd720": Component.CLIENT,
    "azure multi-factor auth client": Component.CLIENT,
    "1f5530b3-261a-47a9-b357-ded261e17918": Component.CONNECTOR,
    "azure multi-factor auth connector": Component.CONNECTOR,
}


def component_of(sign_in: SignIn) -> Component | None:
    """The component of a sign-in, None if it has none.

    The issuer is the best sign, then the resource, then the app.
    """
    federated = (sign_in.token_issuer_type or "").casefold() == "adfederationservices"
    return (
        _BY_KEY.get(component(sign_in) or "")
        or _BY_RESOURCE.get((sign_in.resource_id or "").casefold())
        or _BY_APP.get((sign_in.app_id or "").casefold())
        or _BY_APP.get((sign_in.app or "").casefold())
        or (Component.ADFS if federated else None)
    )


class ComponentUse(msgspec.Struct):
    """The use of a component in the window. `failed` counts failed sign-ins that were not denied
    MFA; `users` grows with the number of users."""

    component: Component
    sign_ins: int = 0
    satisfied: int = 0
    denied: int = 0
    failed: int = 0
    unknown: int = 0
    first: datetime | None = None
    last: datetime | None = None
    users: set[str] = msgspec.field(default_factory=set)

    def add(self, record: SignInRecord) -> None:
        """Count a sign-in through the component."""
        sign_in, outcome = record.sign_in, record.mfa.outcome
        self.sign_ins += 1
        self.satisfied += outcome is MfaOutcome.SATISFIED
        self.denied += outcome is MfaOutcome.DENIED
        self.unknown += outcome is MfaOutcome.UNKNOWN
        self.failed += bool(sign_in.error_code) and outcome is not MfaOutcome.DENIED
        self.first = min(self.first or sign_in.time, sign_in.time)
        self.last = max(self.last or sign_in.time, sign_in.time)
        if sign_in.user:
            self.users.add(sign_in.user)

    @property
    def denied_share(self) -> float | None:
        """The share of denied among satisfied and denied sign-ins, 0 to 1; None without any."""
        known = self.satisfied + self.denied
        return self.denied / known if known else None

    def activity(self, end: datetime) -> ComponentState:
        """The state of the component at `end`, the end of the window."""
        if self.last is None:
            return ComponentState.NEVER
        return ComponentState.QUIET if end - self.last > _QUIET_AFTER else ComponentState.ACTIVE


class OnPremises:
    """Counts of sign-ins by component, including components that the log does not have."""

    def __init__(self) -> None:
        self.uses = {component: ComponentUse(component) for component in Component}

    def add(self, records: Iterable[SignInRecord]) -> None:
        """Count the records of components."""
        for record in records:
            if seen := component_of(record.sign_in):
                self.uses[seen].add(record)
