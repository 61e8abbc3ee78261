"""A directory in memory: the seam at `graph.interface`, for tests of the rooms above it."""

from collections.abc import AsyncIterator, Collection, Sequence

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

Pages = Sequence[Sequence[Account]]
Rows = Sequence[tuple[str, RegistrationDetails] | Exception]
SignIns = Sequence[tuple[str, SignInActivity] | Exception]


class MemoryDirectory:
    """Answers from what it was given. An exception among the rows is raised when its turn comes."""

    def __init__(
        self,
        pages: Pages,
        rows: Rows = (),
        methods: dict[str, MethodsRead | Unanswered | Gone] | Exception | None = None,
        states: dict[str, str | Unanswered | Gone] | Exception | None = None,
        organization: Tenant | Exception | None = None,
        roles: dict[str, tuple[str, ...]] | Exception | None = None,
        members: set[str] | Exception | None = None,
        sign_ins: SignIns = (),
    ) -> None:
        self.traffic: dict[str, Traffic] = {}
        self.asked: list[str] = []
        self._pages = pages
        self._rows = rows
        self._methods = methods or {}
        self._states = states or {}
        self._organization = organization or Tenant("t", "Contoso")
        self._roles = roles or {}
        self._members = members or set()
        self._sign_ins = sign_ins

    async def tenant(self) -> Tenant:
        """The given tenant."""
        if isinstance(self._organization, Exception):
            raise self._organization
        return self._organization

    async def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
        """The given pages."""
        self.asked.append(f"users {' '.join(properties)}".strip())
        for page in self._pages:
            yield list(page)

    async def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        """The given rows, one a page."""
        for row in self._rows:
            if isinstance(row, Exception):
                raise row
            yield [row]

    async def authentication_methods(
        self, ids: Sequence[str], details: bool = False
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The given methods."""
        self.asked.append(f"{'details' if details else 'methods'} {' '.join(ids)}")
        if isinstance(self._methods, Exception):
            raise self._methods
        return {id: self._methods[id] for id in ids}

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The given states."""
        self.asked.append(f"states {' '.join(ids)}")
        if isinstance(self._states, Exception):
            raise self._states
        return {id: self._states[id] for id in ids}

    async def admin_roles(self) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
        """The given roles."""
        self.asked.append("roles")
        if isinstance(self._roles, Exception):
            raise self._roles
        return self._roles, None

    async def group(self, name_or_id: str) -> tuple[str, str]:
        """A group of that name, whose id is `g`."""
        self.asked.append(f"group {name_or_id}")
        return "g", name_or_id

    async def group_members(self, id: str) -> set[str]:
        """The given members."""
        self.asked.append(f"members {id}")
        if isinstance(self._members, Exception):
            raise self._members
        return self._members

    async def sign_in_activity(self) -> AsyncIterator[list[tuple[str, SignInActivity]]]:
        """The given times, one account a page."""
        self.asked.append("sign-ins")
        for row in self._sign_ins:
            if isinstance(row, Exception):
                raise row
            yield [row]
