"""What the rest of the program can ask a directory. The real one is `graph.directory`."""

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
    """The facts of one tenant. Every method raises `errors.AccessError` if Graph refuses,
    `errors.LicenceError` if the licence is missing, and `errors.ServiceError` if Graph gives no
    complete answer."""

    @property
    def traffic(self) -> dict[str, Traffic]:
        """The requests so far, by workload."""
        ...

    async def tenant(self) -> Tenant:
        """The tenant's id and name."""
        ...

    def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
        """Pages of all accounts, with these Graph properties as far as Graph shows them."""
        ...

    def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        """Pages of the registration report: object id and row."""
        ...

    async def authentication_methods(
        self, ids: Sequence[str], details: bool = False
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods of these accounts, with an entry for every id. `details` adds what Graph
        knows about each method, which is personal data."""
        ...

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA state of these accounts, with an entry for every id."""
        ...

    async def admin_roles(self) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
        """The sorted names of the active directory roles by object id, also through groups. An id
        without an entry has no role. And why the members of a group could not be read."""
        ...

    async def group(self, name_or_id: str) -> tuple[str, str]:
        """The object id and display name of a group. Raises `errors.UsageError` if there is none,
        or more than one with that name."""
        ...

    async def group_members(self, id: str) -> set[str]:
        """The object ids of everything in a group and in the groups in it."""
        ...

    def sign_in_activity(self) -> AsyncIterator[list[tuple[str, SignInActivity]]]:
        """Pages of the times when each account last signed in: object id and times."""
        ...
