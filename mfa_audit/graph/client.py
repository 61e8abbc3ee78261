"""Requests to one tenant, sent by the SDK's adapter with its authentication provider. Answers are
bytes or pages, refusals are errors.

Paging is ours (`PageIterator` stops at an empty page that has a next link). Not here: which
requests there are (`directory`, `groups`, `logs`), and batches (`batch`).
"""

import base64
import re
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeVar

import httpx
import msgspec
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.httpx_request_adapter import HttpxRequestAdapter
from kiota_http.kiota_client_factory import KiotaClientFactory
from kiota_http.middleware import ParametersNameDecodingHandler
from kiota_http.middleware.options import ResponseHandlerOption

from mfa_audit import __version__
from mfa_audit.domain.sources import Source
from mfa_audit.errors import ServiceError
from mfa_audit.graph.account_json import PageJson, decode, read_fault
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import NO_LICENCE, Consent, refusal, sign_in_refusal, unreachable
from mfa_audit.graph.transport import PacedTransport

T = TypeVar("T")

OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Reader:
    """The Graph of one tenant, v1.0 and beta. `authentication` is the SDK's provider; `transport`
    sends: to the network, or to the demo tenant."""

    def __init__(
        self,
        authentication: AuthenticationProvider,
        transport: httpx.AsyncBaseTransport,
        consent: Consent,
        pacing: Pacing,
    ) -> None:
        self.consent = consent
        self.transport = PacedTransport(transport, pacing)
        self._authentication = authentication
        self._host = consent.cloud.graph
        self._client = KiotaClientFactory.create_with_custom_middleware(
            [ParametersNameDecodingHandler()],
            client=httpx.AsyncClient(
                transport=self.transport,
                timeout=httpx.Timeout(100, connect=30),
                headers={"User-Agent": f"mfa-audit/{__version__}"},
            ),
        )
        self.v1 = self._adapter("v1.0")
        self.beta = self._adapter("beta")

    def _adapter(self, version: str) -> HttpxRequestAdapter:
        adapter = HttpxRequestAdapter(self._authentication, http_client=self._client)
        adapter.base_url = f"https://{self._host}/{version}"
        return adapter

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(
        self, builder: type, source: Source, path: Mapping[str, str] = {}, **query: object
    ) -> bytes:
        """Return the answer of v1.0 to the builder's GET with these path and query parameters."""
        return await self.send(self.v1, _request(builder(self.v1, {**path}), query), source)

    async def pages(
        self,
        builder: type,
        source: Source,
        shape: type[PageJson[T]],
        path: Mapping[str, str] = {},
        *,
        beta: bool = False,
        prefer: str | None = None,
        **query: object,
    ) -> AsyncIterator[list[T]]:
        """Every page until one has no next link; an empty page is not the end. `prefer` is sent as
        the header of that name with every request.

        Raises ServiceError if a next link repeats or leaves the Graph host.
        """
        adapter = self.beta if beta else self.v1
        requests = builder(adapter, {**path})
        info = _request(requests, query)
        followed: set[str] = set()
        while True:
            if prefer:
                info.headers.try_add("Prefer", prefer)
            page = decode(await self.send(adapter, info, source), shape)
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
            info = requests.with_url(link).to_get_request_information()

    async def send(
        self, adapter: HttpxRequestAdapter, info: RequestInformation, source: Source
    ) -> bytes:
        """Return the body of the answer. Raises the error that `refusals` makes of a refusal or of
        a failed sign-in."""
        try:
            answer = await _exchange(adapter, info)
            if answer.status_code == 401:
                # Revoked, or too old for the service's clock: once more, with a new token.
                info.headers.remove("Authorization")
                await self._authentication.authenticate_request(info, _made_after_now())
                answer = await _exchange(adapter, info)
            if answer.status_code == 403 and read_fault(answer.content).code == NO_LICENCE:
                # Tenants with a licence get this answer now and then, but not twice in a row.
                answer = await _exchange(adapter, info)
        except ClientAuthenticationError as error:
            raise sign_in_refusal(error.message or str(error), self.consent) from error
        except AzureError as error:
            raise unreachable(self.consent.cloud.login, error.message) from error
        if answer.status_code != 200:
            fault = read_fault(answer.content)
            fault.request_id = fault.request_id or answer.headers.get("request-id")
            raise refusal(source, answer.status_code, fault, self.consent)
        return answer.content


# Every builder of the SDK has this method and this class, but no type says so.
def _request(builder: Any, query: Mapping[str, object]) -> RequestInformation:
    parameters = getattr(builder, f"{type(builder).__name__}GetQueryParameters")(**query)
    info: RequestInformation = builder.to_get_request_information(
        RequestConfiguration(query_parameters=parameters)
    )
    return info


async def _exchange(adapter: HttpxRequestAdapter, info: RequestInformation) -> httpx.Response:
    """Have the SDK's adapter sign and send `info`; its native handler returns the whole answer."""
    info.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
    answer: Any = await adapter.send_primitive_async(info, "bytes", {})
    if not isinstance(answer, httpx.Response):
        raise TypeError(f"the SDK returned {type(answer).__name__}")
    return answer


def _host(link: str) -> str:
    """The host of an https link, with its port if there is one; words if it is no such link."""
    try:
        url = httpx.URL(link)
    except httpx.InvalidURL:
        return "no address"
    return url.netloc.decode() if url.scheme == "https" else "no https address"


def _made_after_now() -> dict[str, Any]:
    """The claim that makes azure-identity replace its token by a new one, in the form of the
    challenge that continuous access evaluation sends."""
    claim = {"access_token": {"nbf": {"essential": True, "value": str(int(time.time()))}}}
    return {"claims": base64.b64encode(msgspec.json.encode(claim)).decode()}


def quoted(text: str) -> str:
    """`text` as an OData string: a quote in it is doubled, so that it cannot end the string."""
    return "'" + text.replace("'", "''") + "'"
