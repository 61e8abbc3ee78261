"""The facts of one tenant, source by source: what the SDK's builders ask for, and what it means.

Answers are read as bytes and decoded by `answers`. Not here: how they are had (`reading`,
`questions`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

import httpx
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.organization.organization_request_builder import OrganizationRequestBuilder
from msgraph.generated.reports.authentication_methods.user_registration_details import (
    user_registration_details_request_builder as registration,
)
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from mfa_audit.domain.accounts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.registration import IN_PARTS, NO_STATE
from mfa_audit.domain.run import Traffic
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_IN_BULK,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)
from mfa_audit.errors import AccessError, MfaAuditError, ServiceError, SignInError
from mfa_audit.graph import groups
from mfa_audit.graph.account_json import (
    Active,
    Method,
    MethodInDetail,
    Organization,
    PageJson,
    ReportRow,
    Requirements,
    User,
    decode,
    method_details,
    methods_read,
)
from mfa_audit.graph.batch import Questions
from mfa_audit.graph.client import Reader
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import Consent

# The largest page of /users. The report's is undocumented; 999 is what the field uses, and the
# next link is followed whatever size the service chooses.
PAGE_SIZE = 999
# The largest page of /users where signInActivity is asked for.
ACTIVITY_PAGE_SIZE = 500
STATE_PROPERTY = "perUserMfaState"
_ALWAYS = ("id", "userPrincipalName", "accountEnabled")


class GraphDirectory:
    """`graph.interface.Directory` over the real SDK; an async context manager.

    `authentication` is the SDK's provider, which hands tokens to the chosen Graph host only;
    `transport` what really sends: the network, or the demo tenant. `close` is awaited at the end.
    """

    def __init__(
        self,
        authentication: AuthenticationProvider,
        transport: httpx.AsyncBaseTransport,
        consent: Consent,
        pacing: Pacing,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._close = close
        self._reader = Reader(authentication, transport, consent, pacing)
        self._questions = Questions(self._reader)

    async def __aenter__(self) -> "GraphDirectory":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._reader.aclose()
        if self._close:
            await self._close()

    @property
    def reader(self) -> Reader:
        """The connection, for the readers of logs."""
        return self._reader

    @property
    def traffic(self) -> dict[str, Traffic]:
        """What has been sent so far, by the budget it was counted against."""
        return self._reader.transport.by_workload()

    async def tenant(self) -> Tenant:
        """The tenant's id and name from /organization."""
        builder = OrganizationRequestBuilder(self._reader.v1, {})
        query = builder.OrganizationRequestBuilderGetQueryParameters(select=["id", "displayName"])
        answer = await self._reader.get(builder, query, TENANT_SOURCE)
        page = decode(answer, PageJson[Organization])
        return page.value[0].tenant() if page.value else Tenant()

    async def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
        """Pages of /users. Where the service rejects or refuses the undocumented perUserMfaState on
        the first page, it is asked again without; the accounts then come without a state."""
        select = list(dict.fromkeys([*_ALWAYS, *properties]))
        begun = False
        try:
            async for page in self._users(select):
                begun = True
                yield page
            return
        except (ServiceError, AccessError) as error:
            if begun or STATE_PROPERTY not in select or not _may_be_the_state(error):
                raise
        select.remove(STATE_PROPERTY)
        async for page in self._users(select):
            yield page

    async def _users(self, select: list[str]) -> AsyncIterator[list[Account]]:
        builder = UsersRequestBuilder(self._reader.v1, {})
        query = builder.UsersRequestBuilderGetQueryParameters(select=select, top=PAGE_SIZE)
        async for page in self._reader.pages(builder, query, USERS_SOURCE, PageJson[User]):
            yield [user.account(STATE_IN_BULK) for user in page]

    async def sign_in_activity(self) -> AsyncIterator[list[tuple[str, SignInActivity]]]:
        """Pages of /users in a pass of their own: they are smaller, and ten in a minute."""
        builder = UsersRequestBuilder(self._reader.v1, {})
        query = builder.UsersRequestBuilderGetQueryParameters(
            select=["id", "signInActivity"], top=ACTIVITY_PAGE_SIZE
        )
        async for page in self._reader.pages(builder, query, ACTIVITY_SOURCE, PageJson[Active]):
            yield [(row.id, row.activity()) for row in page]

    async def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        """Pages of the registration report."""
        builder = registration.UserRegistrationDetailsRequestBuilder(self._reader.v1, {})
        query = builder.UserRegistrationDetailsRequestBuilderGetQueryParameters(top=PAGE_SIZE)
        async for page in self._reader.pages(
            builder, query, REGISTRATION_SOURCE, PageJson[ReportRow]
        ):
            yield [(row.id, row.details()) for row in page]

    async def authentication_methods(
        self, ids: Sequence[str], details: bool = False
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods of these accounts from beta, which alone shows hardware OATH tokens."""

        def read(body: bytes) -> MethodsRead | Unanswered:
            page = decode(body, PageJson[Method])
            if page.next_link:
                return Unanswered(IN_PARTS)
            held = method_details(decode(body, PageJson[MethodInDetail]).value) if details else ()
            return methods_read(page.value, held)

        return await self._questions.ask(ids, "methods", METHODS_SOURCE, read)

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA state of these accounts from beta (v1.0 has none)."""

        def read(body: bytes) -> str | Unanswered:
            return decode(body, Requirements).per_user_mfa_state or Unanswered(NO_STATE)

        return await self._questions.ask(ids, "requirements", STATE_SOURCE, read)

    async def group(self, name_or_id: str) -> tuple[str, str]:
        """The object id and display name of a group. Raises UsageError where there is none, or
        more than one of that name."""
        return await groups.find_group(self._reader, name_or_id)

    async def group_members(self, id: str) -> set[str]:
        """The object ids of everything in a group, and in the groups in it."""
        return await groups.members(self._reader, id)

    async def admin_roles(self) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
        """By object id, the names of the roles that are active now, sorted."""
        return await groups.admin_roles(self._reader)

    async def look(self, info: RequestInformation, source: Source, *, beta: bool = False) -> bytes:
        """The answer to one request about `source`. Raises what every reader here raises."""
        return await self._reader.send(self._reader.beta if beta else self._reader.v1, info, source)


def _may_be_the_state(error: MfaAuditError) -> bool:
    """Whether a request may have failed for asking for perUserMfaState."""
    if isinstance(error, ServiceError):
        return error.status == 400 and STATE_PROPERTY.casefold() in error.what.casefold()
    return not isinstance(error, SignInError)
