"""On-premises components that use Entra MFA, as the sign-in log shows them: NPS extension, AD FS.

In place of the retired usage and server status pages: when each was first and last seen, how often
it was used, what share was denied, and which ones have gone quiet. MFA Server itself is not in the
log: it stopped working on 2024-09-30.
Source: Microsoft Learn, "Use the sign-ins report to review MFA events" (on-premises components).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from mfa_audit.domain.mfa_results import MfaOutcome
from mfa_audit.domain.sign_in_verdict import SignInRecord
from mfa_audit.domain.sign_ins import SignIn


class Component(StrEnum):
    """What can be told apart in the log."""

    NPS_EXTENSION = "NPS extension"
    ADFS_ADAPTER = "AD FS MFA adapter"
    ADFS = "AD FS (federated sign-in)"
    CLIENT = "Azure Multi-Factor Auth Client"
    CONNECTOR = "Azure Multi-Factor Auth Connector"


class ComponentState(StrEnum):
    """How a component stands at the end of the window."""

    ACTIVE = "active"
    QUIET = "quiet"
    NEVER = "not seen"


# Silent for longer than this, a component is marked quiet: a weekend is not enough.
QUIET_AFTER = timedelta(days=3)

_BY_ISSUER = {
    "npsextension": Component.NPS_EXTENSION,
    "adfederationservicesmfaadapter": Component.ADFS_ADAPTER,
}
_BY_RESOURCE = {"radius": Component.NPS_EXTENSION, "adfs": Component.ADFS_ADAPTER}
# Both the extension and the adapter sign in as these apps; the ids are the same in every tenant.
_BY_APP = {
    "981f26a1-7f43-403b-a875-f8b09b8cd720": Component.CLIENT,
    "azure multi-factor auth client": Component.CLIENT,
    "1f5530b3-261a-47a9-b357-ded261e17918": Component.CONNECTOR,
    "azure multi-factor auth connector": Component.CONNECTOR,
}


def component_of(sign_in: SignIn) -> Component | None:
    """Which component a sign-in came through; None for one that came through none.

    The issuer says it best, then the resource, then the app.
    """
    issuer = (sign_in.token_issuer_type or "").casefold()
    return (
        _BY_ISSUER.get(issuer)
        or _BY_RESOURCE.get((sign_in.resource_id or "").casefold())
        or _BY_APP.get((sign_in.app_id or "").casefold())
        or _BY_APP.get((sign_in.app or "").casefold())
        or (Component.ADFS if issuer == "adfederationservices" else None)
    )


class ComponentUse(msgspec.Struct):
    """One component over the window. `failed` are sign-ins with an error that were not denied MFA;
    `users` grows with the number of users."""

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
        """Count one sign-in through it."""
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
        """Denied among those of which the result is known, 0 to 1; None where none is."""
        known = self.satisfied + self.denied
        return self.denied / known if known else None

    def activity(self, end: datetime, quiet_after: timedelta = QUIET_AFTER) -> ComponentState:
        """How it stands at `end`, the end of the window."""
        if self.last is None:
            return ComponentState.NEVER
        return ComponentState.QUIET if end - self.last > quiet_after else ComponentState.ACTIVE


class OnPremises:
    """Counts sign-ins by component; every component is there, seen or not."""

    def __init__(self) -> None:
        self.uses = {component: ComponentUse(component) for component in Component}

    def add(self, records: Iterable[SignInRecord]) -> None:
        """Count those of `records` that came through a component."""
        for record in records:
            if component := component_of(record.sign_in):
                self.uses[component].add(record)
