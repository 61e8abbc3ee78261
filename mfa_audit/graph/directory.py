"""One tenant over Microsoft Graph: the SDK builds and sends the requests, we read the bytes.

Requests are made by the SDK's builders and sent by its adapter with its authentication provider.
Paging and batching are ours (`PageIterator` stops at an empty page that has a next link).
"""

import base64
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from typing import Any, TypeVar

import httpx
import msgspec
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from kiota_http.kiota_client_factory import KiotaClientFactory
from kiota_http.middleware import ParametersNameDecodingHandler
from kiota_http.middleware.options import ResponseHandlerOption
from msgraph.generated.organization.organization_request_builder import OrganizationRequestBuilder
from msgraph.generated.reports.authentication_methods.user_registration_details import (
    user_registration_details_request_builder as registration,
)
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder

from mfa_audit import __version__
from mfa_audit.domain.audit import Traffic
from mfa_audit.domain.facts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_IN_BULK,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)
from mfa_audit.errors import AccessError, MfaAuditError, ServiceError, SignInError
from mfa_audit.graph.answers import (
    BatchAnswer,
    Method,
    Organization,
    Page,
    ReportRow,
    Requirements,
    User,
    decode,
    methods_read,
    read_fault,
)
from mfa_audit.graph.batch import Question, ask_all
from mfa_audit.graph.pacing import Pacing, Workload
from mfa_audit.graph.problems import (
    NO_LICENCE,
    Consent,
    permission_remedy,
    refusal,
    sign_in_refusal,
    unreachable,
)
from mfa_audit.graph.transport import PacedTransport

T = TypeVar("T")
R = TypeVar("R")

# The largest page of /users. The report's is undocumented; 999 is what the field uses, and the
# next link is followed whatever size the service chooses.
PAGE_SIZE = 999
STATE_PROPERTY = "perUserMfaState"
# So many refusals and not one answer in a run: the permission is missing. Fewer may be accounts
# that this sign-in may not read, such as administrators' to an Authentication Administrator.
_REFUSED_TO_ALL = 100
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
        self._refused: Counter[Source] = Counter()
        self._answered: Counter[Source] = Counter()
        self._authentication = authentication
        self._consent = consent
        self._host = consent.cloud.graph
        self._transport = PacedTransport(transport, pacing)
        self._client = KiotaClientFactory.create_with_custom_middleware(
            [ParametersNameDecodingHandler()],
            client=httpx.AsyncClient(
                transport=self._transport,
                timeout=httpx.Timeout(100, connect=30),
                headers={"User-Agent": f"mfa-audit/{__version__}"},
            ),
        )
        self._v1 = self._adapter(authentication, "v1.0")
        self._beta = self._adapter(authentication, "beta")

    def _adapter(self, authentication: AuthenticationProvider, version: str) -> HttpxRequestAdapter:
        adapter = HttpxRequestAdapter(authentication, http_client=self._client)
        adapter.base_url = f"https://{self._host}/{version}"
        return adapter

    async def __aenter__(self) -> "GraphDirectory":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()
        if self._close:
            await self._close()

    @property
    def traffic(self) -> dict[str, Traffic]:
        """What has been sent so far, by the budget it was counted against."""
        return self._transport.by_workload()

    async def tenant(self) -> Tenant:
        """The tenant's id and name from /organization."""
        query = OrganizationRequestBuilder.OrganizationRequestBuilderGetQueryParameters(
            select=["id", "displayName"]
        )
        info = OrganizationRequestBuilder(self._v1, {}).to_get_request_information(
            RequestConfiguration(query_parameters=query)
        )
        page = decode(await self._send(self._v1, info, TENANT_SOURCE), Page[Organization])
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
        query = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(
            select=select, top=PAGE_SIZE
        )
        builder = UsersRequestBuilder(self._v1, {})
        first = builder.to_get_request_information(RequestConfiguration(query_parameters=query))
        async for page in self._pages(
            first,
            lambda link: builder.with_url(link).to_get_request_information(),
            USERS_SOURCE,
            Page[User],
        ):
            yield [user.account(STATE_IN_BULK) for user in page]

    async def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        """Pages of the registration report."""
        builder = registration.UserRegistrationDetailsRequestBuilder(self._v1, {})
        query = builder.UserRegistrationDetailsRequestBuilderGetQueryParameters(top=PAGE_SIZE)
        first = builder.to_get_request_information(RequestConfiguration(query_parameters=query))
        async for page in self._pages(
            first,
            lambda link: builder.with_url(link).to_get_request_information(),
            REGISTRATION_SOURCE,
            Page[ReportRow],
        ):
            yield [(row.id, row.details()) for row in page]

    async def authentication_methods(
        self, ids: Sequence[str]
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods of these accounts from beta, which alone shows hardware OATH tokens."""

        def read(body: bytes) -> MethodsRead | Unanswered:
            page = decode(body, Page[Method])
            if page.next_link:
                return Unanswered("Graph gave only the first part of the methods")
            return methods_read(page.value)

        return await self._ask(ids, "/methods", METHODS_SOURCE, read)

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA state of these accounts from beta (v1.0 has none)."""

        def read(body: bytes) -> str | Unanswered:
            state = decode(body, Requirements).per_user_mfa_state
            return state or Unanswered("Graph answered without a state")

        return await self._ask(ids, "/requirements", STATE_SOURCE, read)

    async def look(self, info: RequestInformation, source: Source, *, beta: bool = False) -> bytes:
        """The answer to one request about `source`. Raises what every reader here raises."""
        return await self._send(self._beta if beta else self._v1, info, source)

    async def _pages(
        self,
        info: RequestInformation,
        follow: Callable[[str], RequestInformation],
        source: Source,
        shape: type[Page[T]],
    ) -> AsyncIterator[list[T]]:
        """Every page until one has no next link; an empty page is not the end.

        Raises ServiceError where a next link repeats or leaves the Graph host.
        """
        followed: set[str] = set()
        while True:
            page = decode(await self._send(self._v1, info, source), shape)
            if bytes(page.error) not in (b"", b"null"):
                raise ServiceError(
                    f"Graph broke off in the middle of a page of the {source.name}.",
                    "Run again later.",
                )
            yield page.value
            link = page.next_link
            if link is None:
                return
            if link in followed:
                raise ServiceError(
                    f"Graph sent the {source.name} in a circle: a next link came twice.",
                    "Run again later; if it stays, report it to Microsoft.",
                )
            host = _host(link)
            if host != self._host:
                raise ServiceError(
                    f"Graph's next link for the {source.name} leads to another host ({host}).",
                    "Check for a proxy that rewrites answers; nothing was sent there.",
                )
            followed.add(link)
            info = follow(link)

    async def _ask(
        self, ids: Sequence[str], part: str, source: Source, read: Callable[[bytes], R]
    ) -> dict[str, R | Unanswered | Gone]:
        """One answer for each account. Raises AccessError where many are refused in this run and
        none was answered: then the permission is missing, not something of these accounts."""

        def watch(answers: list[BatchAnswer]) -> None:
            refused = [answer for answer in answers if answer.status in (401, 403)]
            self._refused[source] += len(refused)
            self._answered[source] += sum(answer.status == 200 for answer in answers)
            if self._refused[source] >= _REFUSED_TO_ALL and not self._answered[source]:
                fault = read_fault(bytes(refused[0].body))
                raise refusal(source, refused[0].status, fault, self._consent)

        async def post(content: bytes) -> bytes:
            info = RequestInformation(HttpMethod.POST, "{+baseurl}/$batch", {})
            info.headers.try_add("Accept", "application/json")
            info.set_stream_content(content, "application/json")
            return await self._send(self._beta, info, source)

        answers = await ask_all(
            [Question(id, f"{self._account_url(id)}/authentication{part}") for id in ids],
            post,
            self._transport.pacing.budgets[Workload.DIRECTORY],
            watch,
        )
        gone = await self._gone([id for id in ids if answers[id].status == 404], post)
        return {id: Gone() if id in gone else self._one(answers[id], source, read) for id in ids}

    async def _gone(
        self, ids: Sequence[str], post: Callable[[bytes], Awaitable[bytes]]
    ) -> set[str]:
        """Which of these /users does not know either: a part of an account can be missing in a
        cloud, for a kind of account, or while a new one is being copied."""
        answers = await ask_all(
            [Question(id, self._account_url(id) + "?$select=id") for id in ids],
            post,
            self._transport.pacing.budgets[Workload.DIRECTORY],
            lambda _: None,
        )
        return {id for id in ids if answers[id].status == 404}

    def _account_url(self, id: str) -> str:
        builder = UserItemRequestBuilder(self._beta, {"user%2Did": id, "baseurl": ""})
        return builder.to_get_request_information().url

    def _one(
        self, answer: BatchAnswer, source: Source, read: Callable[[bytes], R]
    ) -> R | Unanswered | Gone:
        body = bytes(answer.body)
        if answer.status == 200:
            try:
                return read(body)
            except ServiceError as error:
                return Unanswered(error.what)
        if answer.status == 0:
            return Unanswered("Graph left the question out of its answer")
        code = read_fault(body).code or f"HTTP {answer.status}"
        if answer.status in (401, 403):
            remedy = (
                f"Others were shown, so the permission is there; for these accounts a person needs "
                f"the role {' or '.join(source.roles)}."
                if self._answered[source]
                else permission_remedy(source, self._consent)
            )
            reason = f"Graph refused to show the {source.name} of this account"
            return Unanswered(reason, code, remedy)
        return Unanswered(f"Graph could not show the {source.name} of this account", code)

    async def _send(
        self, adapter: HttpxRequestAdapter, info: RequestInformation, source: Source
    ) -> bytes:
        """The body of the answer. Raises what `problems` makes of a refusal or a failed sign-in."""
        try:
            answer = await _exchange(adapter, info)
            if answer.status_code == 401:
                # Revoked, or older than the clocks agree on: once more with a token made after now.
                info.headers.remove("Authorization")
                await self._authentication.authenticate_request(info, _made_after_now())
                answer = await _exchange(adapter, info)
            if answer.status_code == 403 and read_fault(answer.content).code == NO_LICENCE:
                # Premium tenants get this answer now and then, and the next time not.
                answer = await _exchange(adapter, info)
        except ClientAuthenticationError as error:
            raise sign_in_refusal(error.message or str(error), self._consent) from error
        except AzureError as error:
            raise unreachable(self._consent.cloud.login, error.message) from error
        if answer.status_code != 200:
            fault = read_fault(answer.content)
            fault.request_id = fault.request_id or answer.headers.get("request-id")
            raise refusal(source, answer.status_code, fault, self._consent)
        return answer.content


async def _exchange(adapter: HttpxRequestAdapter, info: RequestInformation) -> httpx.Response:
    """The SDK's adapter signs and sends `info`; its native handler hands the answer through."""
    info.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
    answer: Any = await adapter.send_primitive_async(info, "bytes", {})
    if not isinstance(answer, httpx.Response):
        raise TypeError(f"the SDK returned {type(answer).__name__}")
    return answer


def _may_be_the_state(error: MfaAuditError) -> bool:
    """Whether a request may have failed for asking for perUserMfaState."""
    if isinstance(error, ServiceError):
        return error.status == 400 and STATE_PROPERTY.casefold() in error.what.casefold()
    return not isinstance(error, SignInError)


def _host(link: str) -> str:
    """The host of an https link, with its port where it names one; words where there is none."""
    try:
        url = httpx.URL(link)
    except httpx.InvalidURL:
        return "no address"
    return url.netloc.decode() if url.scheme == "https" else "no https address"


def _made_after_now() -> dict[str, Any]:
    """The claim that makes azure-identity fetch a new token in place of the one it holds, in the
    form of the challenge that continuous access evaluation sends."""
    claim = {"access_token": {"nbf": {"essential": True, "value": str(int(time.time()))}}}
    return {"claims": base64.b64encode(msgspec.json.encode(claim)).decode()}
