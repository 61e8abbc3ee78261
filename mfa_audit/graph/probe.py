"""What can be found out before the first run, with one small request each: hosts, clock, proxy,
certificates, the token's claims, and each source. Not here: what follows from it
(`reports.check`).
"""

import base64
import binascii
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from email.utils import parsedate_to_datetime
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
    GroupJson,
    Method,
    Organization,
    PageJson,
    ReportRow,
    Requirements,
    User,
    decode,
)
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.log_json import AuditRow, RiskRow, SignInRow
from mfa_audit.graph.logs import PREFER
from mfa_audit.graph.network import proxy_for
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.refusals import sign_in_refusal, unreachable
from mfa_audit.graph.sign_in import Credential
from mfa_audit.graph.transport import PacedTransport

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
# What every member has, and says nothing.
_EVERYBODY = "b79fbf4d-3ef9-4689-8143-76b194e85509"


class Reached(NamedTuple):
    """A host's answer. `ahead`: by how many seconds our clock is ahead of its; None where it did
    not tell."""

    host: str
    trouble: UnreachableError | None = None
    ahead: float | None = None


def login_path(tenant: str | None) -> str:
    """A small document that the sign-in service hands to everybody."""
    return f"/{quote(tenant or 'organizations', safe='')}/v2.0/.well-known/openid-configuration"


# Graph turns this down without a token, with its clock in the answer.
GRAPH_PATH = "/v1.0/organization?$select=id"


async def reach(
    host: str,
    path: str,
    transport: httpx.AsyncBaseTransport,
    clock: Callable[[], float] = time.time,
) -> Reached:
    """Whether `host` answers at all, whatever it says. Nothing secret is sent."""
    paced = PacedTransport(transport, Pacing())
    async with httpx.AsyncClient(transport=paced, timeout=httpx.Timeout(20, connect=10)) as client:
        try:
            answer = await client.get(f"https://{host}{path}")
        except UnreachableError as error:
            return Reached(host, error)
        except ServiceError:  # it asks to wait: it is there
            return Reached(host)
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, TypeError):
        return Reached(host)
    return Reached(host, ahead=clock() - theirs)


class Claims(msgspec.Struct, frozen=True):
    """What an access token says of itself, unverified: a hint for people, never a gate. Microsoft
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
        """Whether it was handed to a person or to an app; a delegated token always has scopes."""
        return "person" if self.scp and self.idtyp != "app" else "app"

    @property
    def name(self) -> str:
        """The person's UPN, or the app's name, or else its id; may be empty."""
        if self.kind == "person":
            return self.upn or self.unique_name
        return self.app_displayname or self.appid

    @property
    def permissions(self) -> tuple[str, ...]:
        """Delegated or application permissions, sorted."""
        return tuple(sorted(self.scp.split() if self.kind == "person" else self.roles))

    @property
    def directory_roles(self) -> tuple[str, ...]:
        """A person's roles by name where a source could need them, else by template id."""
        if self.kind != "person":
            return ()
        return tuple(_ROLES.get(role, role) for role in self.wids if role != _EVERYBODY)


def claims(token: str) -> Claims | None:
    """The claims of a JWT; None for a token of any other form."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        return msgspec.json.decode(body, type=Claims)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None


async def access_token(signed_in: Credential) -> str:
    """The token that the directory will use too. Raises SignInError, UnreachableError."""
    try:
        token = await signed_in.credential.get_token(*signed_in.scopes, enable_cae=True)
    except ClientAuthenticationError as error:
        raise sign_in_refusal(error.message or str(error), signed_in.consent) from error
    except AzureError as error:
        raise unreachable(signed_in.consent.cloud.login, error.message) from error
    return token.token


class Probed(msgspec.Struct):
    """What the sources answered: None, or why not. A source that is missing was not asked."""

    tenant: Tenant = msgspec.field(default_factory=Tenant)
    state_in_bulk: bool = False
    answers: dict[Source, MfaAuditError | None] = msgspec.field(default_factory=dict)


async def probe(graph: GraphDirectory, own_id: str = "") -> Probed:
    """Ask each source once. `own_id` is the signed-in person's object id: everybody may read their
    own methods, so that another account is asked about where there is one.

    Raises SignInError and UnreachableError, which are not about one source.
    """
    found = Probed()
    path = "/organization?$select=id{+also}"
    organization = await _ask(
        graph, found, TENANT_SOURCE, path, PageJson[Organization], also=",displayName"
    )
    if organization and organization.value:
        found.tenant = organization.value[0].tenant()
    users = await _users(graph, found)
    path = "/reports/authenticationMethods/userRegistrationDetails?$top=1"
    await _ask(graph, found, REGISTRATION_SOURCE, path, PageJson[ReportRow])
    path = "/roleManagement/directory/roleAssignments?$expand=principal"
    await _ask(graph, found, ROLES_SOURCE, path, PageJson[AssignmentJson])
    await _ask(graph, found, GROUPS_SOURCE, "/groups?$select=id&$top=1", PageJson[GroupJson])
    if users:
        path = "/users?$select=id{+also}&$top=1"
        await _ask(graph, found, ACTIVITY_SOURCE, path, PageJson[Active], also=",signInActivity")
        id = next((user.id for user in users if user.id != own_id), users[0].id)
        await _ask(graph, found, METHODS_SOURCE, "methods", PageJson[Method], id=id)
        if found.state_in_bulk:
            found.answers[STATE_SOURCE] = None
        else:
            state = await _ask(graph, found, STATE_SOURCE, "requirements", Requirements, id=id)
            if state and not state.per_user_mfa_state:
                found.answers[STATE_SOURCE] = ServiceError("Graph answered without a state.")
    await _sign_ins(graph, found)
    path = "/auditLogs/directoryAudits?$top=1"
    await _ask(graph, found, AUDITS_SOURCE, path, PageJson[AuditRow])
    path = "/identityProtection/riskDetections?$top=1"
    await _ask(graph, found, RISKS_SOURCE, path, PageJson[RiskRow])
    return found


async def _sign_ins(graph: GraphDirectory, found: Probed) -> None:
    """A few sign-ins: they tell, too, whether the policies are shown."""
    path = "/auditLogs/signIns?$top=10"
    page = await _ask(
        graph, found, SIGN_INS_SOURCE, path, PageJson[SignInRow], beta=True, prefer=PREFER
    )
    if page is None:
        return
    rows = [row.sign_in() for row in page.value]
    # What comes through a component never has any.
    rows = [row for row in rows if not component(row)]
    if any(row.policies is not None for row in rows):
        found.answers[POLICIES_SOURCE] = None
    elif rows:
        what = "Graph leaves the Conditional Access policies out of the sign-ins."
        found.answers[POLICIES_SOURCE] = AccessError(what, POLICIES_REMEDY)
    else:
        what = "There is no sign-in yet that could show whether Graph tells the policies."
        found.answers[POLICIES_SOURCE] = ServiceError(what, "Run again after a sign-in.")


async def _users(graph: GraphDirectory, found: Probed) -> list[User]:
    """One or two accounts, with the undocumented per-user state where /users tells it."""
    path = "/users?$select=id{+also}&$top=2"
    also = ",perUserMfaState"
    page = await _ask(graph, found, USERS_SOURCE, path, PageJson[User], also=also)
    error = found.answers[USERS_SOURCE]
    if isinstance(error, AccessError) or (isinstance(error, ServiceError) and error.status == 400):
        page = await _ask(graph, found, USERS_SOURCE, path, PageJson[User])
    if page is None:
        return []
    if not page.value:
        found.answers[USERS_SOURCE] = ServiceError(
            "Graph listed no account at all, and a tenant has at least one.",
            "Run again; if it stays, check for a proxy that changes answers.",
        )
    found.state_in_bulk = any(user.per_user_mfa_state for user in page.value)
    return page.value


async def _ask(
    graph: GraphDirectory,
    found: Probed,
    source: Source,
    path: str,
    shape: type[T],
    *,
    also: str = "",
    id: str = "",
    beta: bool = False,
    prefer: str = "",
) -> T | None:
    """The answer to one request; None where there is none, and why is in `found`.

    `path` is a template, whose own commas the SDK drops: names for $select come as `also`. With an
    `id`, `path` is that part of the account's authentication, in beta as in a real run.
    """
    if id:
        path = f"/users/{{id}}/authentication/{path}"
    values = {"also": also, "id": id}
    info = RequestInformation(HttpMethod.GET, "{+baseurl}" + path, values)
    info.headers.try_add("Accept", "application/json")
    if prefer:
        info.headers.try_add("Prefer", prefer)
    try:
        answer = decode(await graph.look(info, source, beta=beta or bool(id)), shape)
    except (SignInError, UnreachableError):
        raise
    except (AccessError, ServiceError) as error:
        found.answers[source] = error
        return None
    found.answers[source] = None
    return answer


def proxy_in_words(host: str) -> str:
    """The proxy on the way to `host`, without its password, and where the setting comes from."""
    address = proxy_for(host)
    if address is None:
        left_out = urllib.request.getproxies().get("https")
        return "none: the settings leave this host out" if left_out else "none"
    scheme, _, rest = address.partition("://")
    names = (name for name in os.environ if name.lower() == "https_proxy" and os.environ[name])
    origin = next(names, "the system's settings")
    return f"{scheme}://{rest.rpartition('@')[2]}, from {origin}"


def certificates_in_words() -> str:
    """The certificates that count, after `network.trust_operating_system`."""
    own = "" if sys.platform in ("win32", "darwin") else os.environ.get("SSL_CERT_FILE")
    store = f"{own} (SSL_CERT_FILE)" if own else "the operating system's"
    return f"{store}, through truststore"
