"""What the rest of the program may ask of a directory. The real one is `graph.directory`."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Protocol

from mfa_audit.domain.accounts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.run import Traffic
from mfa_audit.errors import MfaAuditError


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
        self, ids: Sequence[str], details: bool = False
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods of these accounts; an entry for every id. With `details` each method with
        what is known of it, which is personal data."""
        ...

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA state of these accounts; an entry for every id."""
        ...

    async def admin_roles(self) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
        """By object id, the names of the directory roles that are active now, sorted, through
        groups too. Whoever is not in it has none."""
        ...

    async def group(self, name_or_id: str) -> tuple[str, str]:
        """The object id and display name of a group. Raises `errors.UsageError` where there is
        none, or more than one of that name."""
        ...

    async def group_members(self, id: str) -> set[str]:
        """The object ids of everything in a group, and in the groups in it."""
        ...

    def sign_in_activity(self) -> AsyncIterator[list[tuple[str, SignInActivity]]]:
        """When each account signed in last, a page at a time: object id and times."""
        ...
