"""The facts of one tenant, source by source, with the SDK's request builders.

Not here: how requests are sent (`client`, `batch`), and the shapes of answers (`account_json`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING

import httpx
from kiota_abstractions.authentication import AuthenticationProvider
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
)
from mfa_audit.errors import AccessError, MfaAuditError, ServiceError, SignInError
from mfa_audit.graph import groups
from mfa_audit.graph.account_json import (
    Active,
    Method,
    MethodInDetail,
    Named,
    PageJson,
    ReportRow,
    Requirements,
    User,
    decode,
    shared,
)
from mfa_audit.graph.batch import Questions
from mfa_audit.graph.client import Reader
from mfa_audit.graph.interface import Directory
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import Consent
from mfa_audit.graph.transport import transport_to

if TYPE_CHECKING:
    from mfa_audit.graph.sign_in import Credential

# The largest page of /users. The report's is undocumented; 999 is common in the field, and the next
# link is followed whatever size the service chooses.
PAGE_SIZE = 999
# The largest page of /users with signInActivity.
ACTIVITY_PAGE_SIZE = 500
STATE_PROPERTY = "perUserMfaState"
_ALWAYS = ("id", "userPrincipalName", "accountEnabled")


class GraphDirectory(Directory):
    """The directory over the SDK; an async context manager.

    `authentication` is the SDK's provider, which gives tokens to the chosen Graph host only;
    `transport` sends: to the network, or to the demo tenant. `close` is awaited at the end.
    `reader` is the connection, for the readers of logs.
    """

    def __init__(
        self,
        authentication: AuthenticationProvider,
        transport: httpx.AsyncBaseTransport,
        consent: Consent,
        pacing: Pacing,
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.reader = Reader(authentication, transport, consent, pacing)
        self._close = close
        self._questions = Questions(self.reader)

    async def __aenter__(self) -> "GraphDirectory":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.reader.aclose()
        if self._close:
            await self._close()

    @property
    def traffic(self) -> dict[str, Traffic]:
        return self.reader.transport.by_workload()

    async def tenant(self) -> Tenant:
        body = await self.reader.get(
            OrganizationRequestBuilder, TENANT_SOURCE, select=["id", "displayName"]
        )
        rows = decode(body, PageJson[Named]).value
        return Tenant(rows[0].id, rows[0].display_name) if rows else Tenant()

    async def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
        """Pages of all accounts. If the service rejects or refuses the undocumented perUserMfaState
        on the first page, it is left out, and the accounts come without a state."""
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
        async for page in self.reader.pages(
            UsersRequestBuilder, USERS_SOURCE, PageJson[User], select=select, top=PAGE_SIZE
        ):
            yield [user.account(STATE_IN_BULK) for user in page]

    async def sign_in_activity(self) -> AsyncIterator[list[tuple[str, SignInActivity]]]:
        """Pages of /users apart from `users`: these are smaller, and limited to ten in a minute."""
        async for page in self.reader.pages(
            UsersRequestBuilder,
            ACTIVITY_SOURCE,
            PageJson[Active],
            select=["id", "signInActivity"],
            top=ACTIVITY_PAGE_SIZE,
        ):
            yield [(row.id, row.activity()) for row in page]

    async def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        builder = registration.UserRegistrationDetailsRequestBuilder
        async for page in self.reader.pages(
            builder, REGISTRATION_SOURCE, PageJson[ReportRow], top=PAGE_SIZE
        ):
            yield [(row.id, row.details()) for row in page]

    async def authentication_methods(
        self, ids: Sequence[str], details: bool = False
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods of these accounts from beta: v1.0 does not show hardware OATH tokens."""

        def read(body: bytes) -> MethodsRead | Unanswered:
            page = decode(body, PageJson[Method])
            if page.next_link:
                return Unanswered(IN_PARTS)
            names = tuple(dict.fromkeys(method.name for method in page.value))
            detailed = decode(body, PageJson[MethodInDetail]).value if details else []
            return MethodsRead(shared(names), tuple(method.details() for method in detailed))

        return await self._questions.ask(ids, "methods", METHODS_SOURCE, read)

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA state of these accounts from beta (v1.0 has none)."""

        def read(body: bytes) -> str | Unanswered:
            return decode(body, Requirements).per_user_mfa_state or Unanswered(NO_STATE)

        return await self._questions.ask(ids, "requirements", STATE_SOURCE, read)

    async def group(self, name_or_id: str) -> tuple[str, str]:
        return await groups.find_group(self.reader, name_or_id)

    async def group_members(self, id: str) -> set[str]:
        return await groups.members(self.reader, id)

    async def admin_roles(self) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
        return await groups.admin_roles(self.reader)


def _may_be_the_state(error: MfaAuditError) -> bool:
    """Whether perUserMfaState can be the reason why a request for users failed."""
    if isinstance(error, ServiceError):
        return error.status == 400 and STATE_PROPERTY.casefold() in error.what.casefold()
    return not isinstance(error, SignInError)


def connect(signed_in: "Credential", pacing: Pacing) -> GraphDirectory:
    """Return the tenant that `signed_in` belongs to. Tokens go to its cloud's Graph host only."""
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )

    credential, consent = signed_in.credential, signed_in.consent
    host = consent.cloud.graph
    provider = AzureIdentityAuthenticationProvider(
        credential, scopes=signed_in.scopes, allowed_hosts=[host]
    )
    return GraphDirectory(provider, transport_to(host), consent, pacing, credential.close)
