"""A small request to each source over the real SDK, and what is made of the answers."""

import asyncio
from email.utils import formatdate
from typing import Any

import httpx
import jwt
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from mfa_audit.domain import sources
from mfa_audit.domain.accounts import Tenant
from mfa_audit.domain.sources import Source
from mfa_audit.errors import SignInError, UnreachableError
from mfa_audit.graph.clouds import CLOUDS
from mfa_audit.graph.demo.contoso import TENANT_ID
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.probe import (
    GRAPH_PATH,
    Claims,
    Probed,
    Reached,
    access_token,
    certificates_in_words,
    claims,
    login_path,
    probe,
    proxy_in_words,
    reach,
)
from mfa_audit.graph.refusals import NO_LICENCE, NO_ROLE, Consent
from mfa_audit.graph.sign_in import Credential
from tests import virtual
from tests.graph.tenant import Answer, Faulty, always, answer, ask, at, error, staff, tenant

GRAPH = "graph.microsoft.com"
NOW = 1_795_240_800.0
SENT = [
    "GET /v1.0/organization?$select=id,displayName",
    "GET /v1.0/users?$select=id,perUserMfaState&$top=2",
    "GET /v1.0/reports/authenticationMethods/userRegistrationDetails?$top=1",
    "GET /v1.0/roleManagement/directory/roleAssignments?$expand=principal",
    "GET /v1.0/groups?$select=id&$top=1",
    "GET /v1.0/users?$select=id,signInActivity&$top=1",
    "GET /beta/users/id-000001/authentication/methods",
]
STATE = "GET /beta/users/id-000001/authentication/requirements"
LOGS = [
    "GET /beta/auditLogs/signIns?$top=10",
    "GET /v1.0/auditLogs/directoryAudits?$top=1",
    "GET /v1.0/identityProtection/riskDetections?$top=1",
]


def wrong(probed: Probed) -> dict[str, tuple[str, str | None, int]]:
    """What went wrong by source: the sentence, the code and the exit code."""
    return {
        source.name: (error.what, error.code, error.exit_code)
        for source, error in probed.answers.items()
        if error
    }


def reply(word: str, response: httpx.Response) -> Faulty:
    """A tenant with a single account that answers so to each address with this word."""
    return Faulty(tenant(staff(1)), at(word, response))


def test_ten_requests_where_all_is_well() -> None:
    wire = Faulty(tenant(staff(3)))
    probed = ask(wire, probe)
    assert wire.sent == [*SENT, *LOGS]
    assert probed == Probed(Tenant(TENANT_ID, "Contoso"), True, dict.fromkeys(sources.ALL_SOURCES))


@pytest.mark.parametrize(
    ("wire", "sent"),
    [
        (
            Faulty(tenant(staff(3), bulk_state=False)),
            [*SENT[:2], "GET /v1.0/users?$select=id&$top=2", *SENT[2:], STATE, *LOGS],
        ),
        (
            reply("perUserMfaState", error(403, "Authorization_RequestDenied")),
            [*SENT[:2], "GET /v1.0/users?$select=id&$top=2", *SENT[2:], STATE, *LOGS],
        ),
        (
            reply("/v1.0/users", answer(200, {"value": [{"id": "id-000001"}]})),
            [*SENT, STATE, *LOGS],
        ),
    ],
    ids=["unknown", "refused", "left out"],
)
def test_beta_shows_the_state_where_the_list_does_not(wire: Faulty, sent: list[str]) -> None:
    probed = ask(wire, probe)
    assert wire.sent == sent
    assert (probed.state_in_bulk, wrong(probed)) == (False, {})


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("/users", sources.USERS_SOURCE),
        ("/reports/", sources.REGISTRATION_SOURCE),
        ("/methods", sources.METHODS_SOURCE),
        ("/requirements", sources.STATE_SOURCE),
        ("/organization", sources.TENANT_SOURCE),
        ("/roleAssignments", sources.ROLES_SOURCE),
        ("/groups", sources.GROUPS_SOURCE),
        ("signInActivity", sources.ACTIVITY_SOURCE),
        ("/signIns", sources.SIGN_INS_SOURCE),
        ("/directoryAudits", sources.AUDITS_SOURCE),
        ("/riskDetections", sources.RISKS_SOURCE),
    ],
)
def test_a_missing_permission(word: str, source: Source) -> None:
    probed = ask(tenant(staff(1), bulk_state=False, denied=[word]), probe)
    what = f"The permission to read the {source.name} is missing."
    assert wrong(probed) == {source.name: (what, "Authorization_RequestDenied", 4)}
    missing = probed.answers[source]
    assert missing is not None
    assert missing.request_id == "5f0e5c1e-0000-4000-8000-00000000dead"
    assert f"the application permission {source.permission}." in missing.remedy
    # Without an account there is none to request the methods of.
    assert (sources.METHODS_SOURCE in probed.answers) == (source is not sources.USERS_SOURCE)


def test_a_missing_licence() -> None:
    assert wrong(ask(tenant(staff(1), premium=False), probe)) == {
        name: (f"The tenant has no licence for the {name}.", NO_LICENCE, 4)
        for name in ("registration report", "sign-in activity", "sign-in log", "risk detections")
    }


@pytest.mark.parametrize(
    ("wire", "source", "what", "code", "exit_code"),
    [
        (
            reply("/reports/", error(403, NO_ROLE)),
            "registration report",
            "The signed-in person may not read the registration report: a directory role is "
            "missing.",
            NO_ROLE,
            4,
        ),
        (
            reply("/methods", error(503, "serviceNotAvailable", "later")),
            "authentication methods",
            "Graph answered 503 when asked for the authentication methods: later",
            "serviceNotAvailable",
            1,
        ),
        (
            Faulty(tenant(staff(1), bulk_state=False), at("/requirements", answer(200, {}))),
            "per-user MFA state",
            "Graph answered without a state.",
            None,
            1,
        ),
        (
            reply("/organization", answer(200, {"value": 1})),
            "organization",
            "Graph's answer has an unexpected shape: Expected `array`, got `int` - at `$.value`.",
            None,
            1,
        ),
    ],
)
def test_a_source_with_an_error(
    wire: Faulty, source: str, what: str, code: str | None, exit_code: int
) -> None:
    assert wrong(ask(wire, probe)) == {source: (what, code, exit_code)}


def test_a_list_that_fails_is_not_requested_without_the_state() -> None:
    wire = reply("/v1.0/users", error(500, "generalException", "oh"))
    assert wrong(ask(wire, probe))["users"][0] == "Graph answered 500 when asked for the users: oh"
    assert not any("/users?$select=id&" in address for address in wire.sent)


def test_a_tenant_without_accounts() -> None:
    probed = ask(tenant(), probe)
    assert wrong(probed) == {
        "users": ("Graph listed no account at all, and a tenant has at least one.", None, 1),
        "Conditional Access": (
            "There is no sign-in yet that could show whether Graph tells the policies.",
            None,
            1,
        ),
    }
    assert set(probed.answers) == {
        sources.TENANT_SOURCE,
        sources.USERS_SOURCE,
        sources.REGISTRATION_SOURCE,
        sources.ROLES_SOURCE,
        sources.GROUPS_SOURCE,
        *sources.LOG_SOURCES,
    }


@pytest.mark.parametrize(("number", "other"), [(3, "id-000002"), (1, "id-000001")])
def test_methods_are_read_of_another_account_where_there_is_one(number: int, other: str) -> None:
    async def as_the_first(graph: GraphDirectory) -> Probed:
        return await probe(graph, "id-000001")

    wire = Faulty(tenant(staff(number)))
    ask(wire, as_the_first)
    assert wire.sent[-4] == f"GET /beta/users/{other}/authentication/methods"


def test_policies_that_graph_leaves_out() -> None:
    probed = ask(tenant(staff(1), policies=False), probe)
    what = "Graph leaves the Conditional Access policies out of the sign-ins."
    assert wrong(probed) == {"Conditional Access": (what, None, 4)}
    missing = probed.answers[sources.POLICIES_SOURCE]
    assert missing is not None
    assert missing.remedy == (
        "Unattended: grant the app the application permission Policy.Read.ConditionalAccess. "
        "Signed in as a person: the same delegated permission and the role Global Reader or "
        "Security Reader or Security Administrator or Conditional Access Administrator."
    )


@pytest.mark.parametrize(
    ("issuer", "policies", "missing"),
    [("NPSExtension", None, ["Conditional Access"]), ("AzureAD", [], [])],
)
def test_sign_ins_through_components_do_not_show_the_policies(
    issuer: str, policies: list[str] | None, missing: list[str]
) -> None:
    row = {
        "id": "s1",
        "createdDateTime": "2026-11-20T12:00:00Z",
        "tokenIssuerType": issuer,
        "appliedConditionalAccessPolicies": policies,
    }
    assert list(wrong(ask(reply("/signIns", answer(200, {"value": [row]})), probe))) == missing


def test_a_line_that_breaks_ends_the_probe() -> None:
    with pytest.raises(UnreachableError, match=r"No whole answer from graph\.microsoft\.com in 4"):
        ask(always(httpx.ConnectError("refused")), probe)


def reached(response: Answer, now: float = NOW) -> Reached:
    """The result of `reach` where Graph gives this answer, in virtual time."""
    wire = always(response)
    result, _ = virtual.run(reach(GRAPH, GRAPH_PATH, wire, lambda: now))
    assert wire.sent[0] == "GET /v1.0/organization?$select=id"
    return result


def test_a_host_is_reached_and_the_clocks_are_compared() -> None:
    assert reached(error(401, "InvalidAuthenticationToken")) == Reached(GRAPH, None, None)
    assert reached(answer(429, {}, retry_after="9000")) == Reached(GRAPH, None, None)
    assert reached(answer(401, {}, date="soon")) == Reached(GRAPH, None, None)
    dated = answer(401, {}, date=formatdate(NOW, usegmt=True))
    for ahead in (0.0, 301.0, -7200.0):
        assert reached(dated, NOW + ahead) == Reached(GRAPH, None, ahead)


@pytest.mark.parametrize(
    ("response", "what"),
    [
        (
            httpx.ConnectError("no route"),
            "No whole answer from graph.microsoft.com in 4 attempts: ConnectError: no route.",
        ),
        (
            httpx.ConnectError("CERTIFICATE_VERIFY_FAILED"),
            "The certificate of graph.microsoft.com is not trusted here.",
        ),
        (answer(200, b"<html>sign in to the hotel</html>"), "No whole answer from"),
    ],
)
def test_a_host_that_cannot_be_reached(response: Answer, what: str) -> None:
    trouble = reached(response).trouble
    assert trouble
    assert trouble.what.startswith(what)


def test_the_path_of_a_tenant_at_the_login_host() -> None:
    assert login_path("contoso.com") == "/contoso.com/v2.0/.well-known/openid-configuration"
    assert login_path("a b\n") == "/a%20b%0A/v2.0/.well-known/openid-configuration"
    assert login_path(None) == "/organizations/v2.0/.well-known/openid-configuration"


def token(**values: Any) -> str:
    """A signed JWT with these claims."""
    return jwt.encode(values, "k" * 32, algorithm="HS256")


def test_a_persons_token() -> None:
    name = "ada@contoso.example"
    roles = [
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
        "b79fbf4d-3ef9-4689-8143-76b194e85509",
        "fe930be7-5e62-47db-91af-98c3a49a38b1",
    ]
    text = token(
        aud="https://graph.microsoft.com",
        idtyp="user",
        scp="User.Read.All AuditLog.Read.All openid",
        wids=roles,
        upn=name,
        oid="id-1",
        tid=TENANT_ID,
    )
    read = claims(text)
    assert read
    assert (read.kind, read.name, read.oid, read.tid) == ("person", name, "id-1", TENANT_ID)
    assert read.permissions == ("AuditLog.Read.All", "User.Read.All", "openid")
    assert read.directory_roles == ("Global Reader", "fe930be7-5e62-47db-91af-98c3a49a38b1")


def test_an_apps_token() -> None:
    read = claims(
        token(
            idtyp="app",
            roles=["User.Read.All", "AuditLog.Read.All"],
            wids=["0997a1d0-0d1d-4acb-b408-d5ca73121e90"],
            app_displayname="mfa-audit",
            appid="app-1",
        )
    )
    assert read
    assert (read.kind, read.name) == ("app", "mfa-audit")
    assert read.permissions == ("AuditLog.Read.All", "User.Read.All")
    assert read.directory_roles == ()
    assert Claims(appid="app-1").name == "app-1"


@pytest.mark.parametrize(
    "opaque",
    [
        *("", "token-of-another-form", "a.b", "a.b.c.d.e", "a.!.c", "a.bm8.c", "a.gIA.c", "a.é.c"),
        token(scp=7),
        token(wids="x"),
    ],
)
def test_a_token_of_another_form_has_no_claims(opaque: str) -> None:
    assert claims(opaque) is None


class TokenSource:
    """A credential that gives a token, or raises; `calls` are scopes and options."""

    def __init__(self, outcome: str | Exception) -> None:
        self.calls: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self._outcome = outcome

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """The outcome."""
        self.calls.append((scopes, options))
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return AccessToken(self._outcome, 0)

    async def close(self) -> None:
        """Nothing to close."""


def token_of(credential: TokenSource) -> str:
    """The token that this credential gives."""
    consent = Consent(CLOUDS["global"], TENANT_ID, "app-1")
    signed_in = Credential(credential, ["scope/.default"], "app app-1", consent)  # type: ignore[arg-type]
    return asyncio.run(access_token(signed_in))


def test_the_token_is_the_same_that_the_sdk_uses() -> None:
    credential = TokenSource("t-1")
    assert token_of(credential) == "t-1"
    # With the same options, azure-identity answers the SDK from its memory.
    assert credential.calls == [(("scope/.default",), {"enable_cae": True})]


def test_an_error_instead_of_a_token() -> None:
    with pytest.raises(SignInError, match="The client secret is wrong or has expired"):
        token_of(TokenSource(ClientAuthenticationError("AADSTS7000215: Invalid client secret.")))
    with pytest.raises(UnreachableError, match=r"login\.microsoftonline\.com could not be reached"):
        token_of(TokenSource(ServiceRequestError("no route")))


@pytest.mark.linux
@pytest.mark.usefixtures("_no_network_settings")
def test_the_proxy_is_shown_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_in_words(GRAPH) == "none"
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@proxy.contoso.example:8080")
    assert proxy_in_words(GRAPH) == "http://proxy.contoso.example:8080, from HTTPS_PROXY"
    monkeypatch.setenv("NO_PROXY", "microsoft.com")
    assert proxy_in_words(GRAPH) == "none: the settings leave this host out"


@pytest.mark.linux
@pytest.mark.usefixtures("_no_network_settings")
def test_the_certificates_that_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert certificates_in_words() == "the operating system's, through truststore"
    monkeypatch.setenv("SSL_CERT_FILE", "ours.pem")
    assert certificates_in_words() == "ours.pem (SSL_CERT_FILE), through truststore"
