"""What the rest of the program may ask of a directory. The real one is `graph.directory`."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Protocol

from mfa_audit.domain.audit import Traffic
from mfa_audit.domain.facts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)


class Directory(Protocol):
    """Facts of one tenant. Every method raises `errors.AccessError` where Graph refuses,
    `errors.LicenceError` where the licence is missing, `errors.ServiceError` where no whole
    answer could be had."""

    @property
    def traffic(self) -> dict[str, Traffic]:
        """What has been sent so far, by workload."""
        ...

    async def tenant(self) -> Tenant:
        """The tenant's id and name."""
        ...

    def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
        """All accounts, a page at a time, with these Graph properties filled where Graph tells."""
        ...

    def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        """The registration report, a page at a time: object id and row."""
        ...

    async def authentication_methods(
        self, ids: Sequence[str]
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods of these accounts; an entry for every id."""
        ...

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA state of these accounts; an entry for every id."""
        ...
