"""What `check` finds out before the first run: hosts, clock, proxy, certificates, the token's
claims, and each source with one small request. Not here: what follows from it (`reports.check`).
"""

import base64
import binascii
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from urllib.parse import quote

import httpx
import msgspec
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.request_information import RequestInformation

from mfa_audit.domain.accounts import Tenant
from mfa_audit.domain.sign_in_verdict import component
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    AUDITS_SOURCE,
    GROUPS_SOURCE,
    METHODS_SOURCE,
    POLICIES_REMEDY,
    POLICIES_SOURCE,
    REGISTRATION_SOURCE,
    RISKS_SOURCE,
    ROLES_SOURCE,
    SIGN_INS_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)
from mfa_audit.errors import AccessError, MfaAuditError, ServiceError, SignInError, UnreachableError
from mfa_audit.graph.account_json import (
    Active,
    AssignmentJson,
    Method,
    Named,
    PageJson,
    ReportRow,
    Requirements,
    User,
    decode,
)
from mfa_audit.graph.client import Reader
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.log_json import AuditRow, RiskRow, SignInRow
from mfa_audit.graph.logs import PREFER
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import sign_in_refusal, unreachable
from mfa_audit.graph.sign_in import Credential
from mfa_audit.graph.transport import PacedTransport, http_date, proxy_for

T = TypeVar("T")

# Role template ids, which are the same in every tenant, of the roles that a source may need.
# Source: Microsoft, "Microsoft Entra built-in roles".
_ROLES = {
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
    "4a5d8f65-41da-4de4-8968-e035b65339cf": "Reports Reader",
    "5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
    "194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
    "c4e39bd9-1100-46d3-8c65-fb160da0071f": "Authentication Administrator",
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
    "0526716b-113d-4c15-b2c8-68e3c22b9f80": "Authentication Policy Administrator",
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b": "Directory Readers",
    "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
    "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f": "Security Operator",
    "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
}
# The role that every member has.
_EVERY_MEMBER = "b79fbf4d-3ef9-4689-8143-76b194e85509"


class Reached(NamedTuple):
    """A host's answer. `ahead`: by how many seconds our clock is ahead of the host's; None if its
    clock is not known."""

    host: str
    trouble: UnreachableError | None = None
    ahead: float | None = None


def login_path(tenant: str | None) -> str:
    """The path of a small document that the sign-in service gives to everybody."""
    return f"/{quote(tenant or 'organizations', safe='')}/v2.0/.well-known/openid-configuration"


# Graph turns this down without a token, with its clock in the answer.
GRAPH_PATH = "/v1.0/organization?$select=id"


async def reach(
    host: str,
    path: str,
    transport: httpx.AsyncBaseTransport,
    clock: Callable[[], float] = time.time,
) -> Reached:
    """Return whether `host` answers at all. Nothing secret is sent."""
    paced = PacedTransport(transport, Pacing())
    async with httpx.AsyncClient(transport=paced, timeout=httpx.Timeout(20, connect=10)) as client:
        try:
            answer = await client.get(f"https://{host}{path}")
        except UnreachableError as error:
            return Reached(host, error)
        except ServiceError:  # it asks to wait: it is there
            return Reached(host)
    date = http_date(answer.headers.get("date", ""))
    return Reached(host, ahead=None if date is None else clock() - date)


class Claims(msgspec.Struct, frozen=True):
    """The claims of an access token, unverified: a hint for people, never a gate. Microsoft
    promises nothing about the form of Graph's tokens. Source: access token claims reference."""

    scp: str = ""
    roles: tuple[str, ...] = ()
    wids: tuple[str, ...] = ()
    idtyp: str = ""
    upn: str = ""
    unique_name: str = ""
    app_displayname: str = ""
    appid: str = ""
    oid: str = ""
    tid: str = ""

    @property
    def kind(self) -> str:
        """person or app, whichever the token is for; a delegated token always has scopes."""
        return "person" if self.scp and self.idtyp != "app" else "app"

    @property
    def name(self) -> str:
        """The person's UPN, or the app's name or id; may be empty."""
        if self.kind == "person":
            return self.upn or self.unique_name
        return self.app_displayname or self.appid

    @property
    def permissions(self) -> tuple[str, ...]:
        """Delegated or application permissions, sorted."""
        return tuple(sorted(self.scp.split() if self.kind == "person" else self.roles))

    @property
    def directory_roles(self) -> tuple[str, ...]:
        """A person's roles, by name if a source can need them, otherwise by template id."""
        if self.kind != "person":
            return ()
        return tuple(_ROLES.get(role, role) for role in self.wids if role != _EVERY_MEMBER)


def claims(token: str) -> Claims | None:
    """Return the claims of a JWT; None for any other form of token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        return msgspec.json.decode(body, type=Claims)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None


async def access_token(signed_in: Credential) -> str:
    """Return the token that the directory will use. Raises SignInError, UnreachableError."""
    try:
        token = await signed_in.credential.get_token(*signed_in.scopes, enable_cae=True)
    except ClientAuthenticationError as error:
        raise sign_in_refusal(error.message or str(error), signed_in.consent) from error
    except AzureError as error:
        raise unreachable(signed_in.consent.cloud.login, error.message) from error
    return token.token


class Probed(msgspec.Struct):
    """The answers of the sources: None, or what went wrong. A source without an entry had no
    request."""

    tenant: Tenant = msgspec.field(default_factory=Tenant)
    state_in_bulk: bool = False
    answers: dict[Source, MfaAuditError | None] = msgspec.field(default_factory=dict)


async def probe(graph: GraphDirectory, own_id: str = "") -> Probed:
    """Send each source one request. `own_id` is the signed-in person's object id: everybody may
    read their own methods, so another account is chosen if there is one.

    Raises SignInError and UnreachableError, which are not about one source.
    """
    run = _Probe(graph.reader)
    path = "/organization?$select=id,displayName"
    organization = await run.send(TENANT_SOURCE, path, PageJson[Named])
    if organization and organization.value:
        tenant = organization.value[0]
        run.probed.tenant = Tenant(tenant.id, tenant.display_name)
    users = await run.users()
    path = "/reports/authenticationMethods/userRegistrationDetails?$top=1"
    await run.send(REGISTRATION_SOURCE, path, PageJson[ReportRow])
    path = "/roleManagement/directory/roleAssignments?$expand=principal"
    await run.send(ROLES_SOURCE, path, PageJson[AssignmentJson])
    await run.send(GROUPS_SOURCE, "/groups?$select=id&$top=1", PageJson[Named])
    if users:
        path = "/users?$select=id,signInActivity&$top=1"
        await run.send(ACTIVITY_SOURCE, path, PageJson[Active])
        id = next((user.id for user in users if user.id != own_id), users[0].id)
        await run.account(id)
    await run.sign_ins()
    await run.send(AUDITS_SOURCE, "/auditLogs/directoryAudits?$top=1", PageJson[AuditRow])
    await run.send(RISKS_SOURCE, "/identityProtection/riskDetections?$top=1", PageJson[RiskRow])
    return run.probed


class _Probe:
    """The requests of one probe, and their results so far."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.probed = Probed()

    async def send(
        self, source: Source, path: str, shape: type[T], *, beta: bool = False, prefer: str = ""
    ) -> T | None:
        """Return the answer; None if there is none, and the reason is among the answers."""
        # As a value: the SDK drops the commas of a template.
        info = RequestInformation(HttpMethod.GET, "{+baseurl}{+path}", {"path": path})
        info.headers.try_add("Accept", "application/json")
        if prefer:
            info.headers.try_add("Prefer", prefer)
        adapter = self._reader.beta if beta else self._reader.v1
        try:
            answer = decode(await self._reader.send(adapter, info, source), shape)
        except (SignInError, UnreachableError):
            raise
        except (AccessError, ServiceError) as error:
            self.probed.answers[source] = error
            return None
        self.probed.answers[source] = None
        return answer

    async def users(self) -> list[User]:
        """Two accounts at most, with the undocumented per-user state if /users has it."""
        path, probed = "/users?$select=id{}&$top=2", self.probed
        page = await self.send(USERS_SOURCE, path.format(",perUserMfaState"), PageJson[User])
        error = probed.answers[USERS_SOURCE]
        if isinstance(error, AccessError) or (
            isinstance(error, ServiceError) and error.status == 400
        ):
            page = await self.send(USERS_SOURCE, path.format(""), PageJson[User])
        if page is None:
            return []
        if not page.value:
            probed.answers[USERS_SOURCE] = ServiceError(
                "Graph listed no account at all, and a tenant has at least one.",
                "Run again; if it stays, check for a proxy that changes answers.",
            )
        probed.state_in_bulk = any(user.per_user_mfa_state for user in page.value)
        return page.value

    async def account(self, id: str) -> None:
        """The methods and the per-user state of one account, from beta as in a real run."""
        path, probed = f"/users/{quote(id, safe='')}/authentication", self.probed
        await self.send(METHODS_SOURCE, f"{path}/methods", PageJson[Method], beta=True)
        if probed.state_in_bulk:
            probed.answers[STATE_SOURCE] = None
            return
        state = await self.send(STATE_SOURCE, f"{path}/requirements", Requirements, beta=True)
        if state and not state.per_user_mfa_state:
            probed.answers[STATE_SOURCE] = ServiceError("Graph answered without a state.")

    async def sign_ins(self) -> None:
        """A few sign-ins, which also show whether Graph includes the policies."""
        path, answers = "/auditLogs/signIns?$top=10", self.probed.answers
        page = await self.send(SIGN_INS_SOURCE, path, PageJson[SignInRow], beta=True, prefer=PREFER)
        if page is None:
            return
        rows = [row.sign_in() for row in page.value]
        # Sign-ins through a component never have policies.
        rows = [row for row in rows if not component(row)]
        if any(row.policies is not None for row in rows):
            answers[POLICIES_SOURCE] = None
        elif rows:
            what = "Graph leaves the Conditional Access policies out of the sign-ins."
            answers[POLICIES_SOURCE] = AccessError(what, POLICIES_REMEDY)
        else:
            what = "There is no sign-in yet that could show whether Graph tells the policies."
            answers[POLICIES_SOURCE] = ServiceError(what, "Run again after a sign-in.")


def proxy_in_words(host: str) -> str:
    """Return the proxy for `host`, without its password, and where the setting comes from."""
    address = proxy_for(host)
    if address is None:
        excluded = urllib.request.getproxies().get("https")
        return "none: the settings leave this host out" if excluded else "none"
    scheme, _, rest = address.partition("://")
    names = (name for name in os.environ if name.lower() == "https_proxy" and os.environ[name])
    origin = next(names, "the system's settings")
    return f"{scheme}://{rest.rpartition('@')[2]}, from {origin}"


def certificates_in_words() -> str:
    """Return which certificates count after `transport.trust_operating_system`."""
    own = "" if sys.platform in ("win32", "darwin") else os.environ.get("SSL_CERT_FILE")
    store = f"{own} (SSL_CERT_FILE)" if own else "the operating system's"
    return f"{store}, through truststore"
