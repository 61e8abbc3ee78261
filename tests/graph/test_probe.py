"""One small request each over the real SDK: what is sent, and what is made of the answers."""

import asyncio
from email.utils import formatdate
from typing import Any

import httpx
import jwt
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from mfa_audit.domain.accounts import Tenant
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    ALL_SOURCES,
    AUDITS_SOURCE,
    GROUPS_SOURCE,
    LOG_SOURCES,
    METHODS_SOURCE,
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
from tests.graph.tenant import Fault, Faulty, answer, ask, error, staff, tenant

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


def told(found: Probed) -> dict[str, tuple[str, str | None, int]]:
    """By source, what went wrong: sentence, code, exit code."""
    return {
        source.name: (error.what, error.code, error.exit_code)
        for source, error in found.answers.items()
        if error
    }


def at(word: str, response: httpx.Response) -> Fault:
    """A fault for every request whose address has the word."""

    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        if word not in str(request.url):
            return None
        return httpx.Response(
            response.status_code, content=response.content, headers=response.headers
        )

    return fault


def test_ten_requests_when_all_is_well() -> None:
    wire = Faulty(tenant(staff(3)))
    found = ask(wire, probe)
    assert wire.sent == [*SENT, *LOGS]
    assert found == Probed(Tenant(TENANT_ID, "Contoso"), True, dict.fromkeys(ALL_SOURCES))


def test_the_beta_state_is_asked_for_where_the_list_does_not_tell_it() -> None:
    wire = Faulty(tenant(staff(3), bulk_state=False))
    found = ask(wire, probe)
    assert wire.sent == [*SENT[:2], "GET /v1.0/users?$select=id&$top=2", *SENT[2:], STATE, *LOGS]
    assert (found.state_in_bulk, told(found)) == (False, {})


def test_a_list_that_keeps_quiet_about_the_state() -> None:
    users = answer(200, {"value": [{"id": "id-000001"}]})
    wire = Faulty(tenant(staff(1)), at("/v1.0/users", users))
    found = ask(wire, probe)
    assert wire.sent == [*SENT, STATE, *LOGS]
    assert (found.state_in_bulk, told(found)) == (False, {})


def test_a_list_that_refuses_the_state_alone() -> None:
    refused = error(403, "Authorization_RequestDenied")
    wire = Faulty(tenant(staff(1)), at("perUserMfaState", refused))
    assert told(ask(wire, probe)) == {}
    assert wire.sent[-4:] == [STATE, *LOGS]


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("/users", USERS_SOURCE),
        ("/reports/", REGISTRATION_SOURCE),
        ("/methods", METHODS_SOURCE),
        ("/requirements", STATE_SOURCE),
        ("/organization", TENANT_SOURCE),
        ("/roleAssignments", ROLES_SOURCE),
        ("/groups", GROUPS_SOURCE),
        ("signInActivity", ACTIVITY_SOURCE),
        ("/signIns", SIGN_INS_SOURCE),
        ("/directoryAudits", AUDITS_SOURCE),
        ("/riskDetections", RISKS_SOURCE),
    ],
)
def test_a_missing_permission(word: str, source: Source) -> None:
    found = ask(tenant(staff(1), bulk_state=False, denied=[word]), probe)
    what = f"The permission to read the {source.name} is missing."
    assert told(found)[source.name] == (what, "Authorization_RequestDenied", 4)
    assert len(told(found)) == 1
    missing = found.answers[source]
    assert missing is not None
    assert missing.request_id == "5f0e5c1e-0000-4000-8000-00000000dead"
    assert f"the application permission {source.permission}." in missing.remedy
    # Without an account nothing can be asked about one.
    assert (METHODS_SOURCE in found.answers) == (source is not USERS_SOURCE)


def test_a_missing_role_and_a_missing_licence_are_told_apart() -> None:
    role = at("/reports/", error(403, NO_ROLE))
    assert told(ask(Faulty(tenant(staff(1)), role), probe)) == {
        "registration report": (
            "The signed-in person may not read the registration report: a directory role is "
            "missing.",
            NO_ROLE,
            4,
        )
    }
    assert told(ask(tenant(staff(1), premium=False), probe)) == {
        "registration report": (
            "The tenant has no licence for the registration report.",
            NO_LICENCE,
            4,
        ),
        "sign-in activity": ("The tenant has no licence for the sign-in activity.", NO_LICENCE, 4),
        "sign-in log": ("The tenant has no licence for the sign-in log.", NO_LICENCE, 4),
        "risk detections": ("The tenant has no licence for the risk detections.", NO_LICENCE, 4),
    }


def test_a_service_that_stays_away_from_one_source() -> None:
    wire = Faulty(tenant(staff(1)), at("/methods", error(503, "serviceNotAvailable", "later")))
    assert told(ask(wire, probe)) == {
        "authentication methods": (
            "Graph answered 503 when asked for the authentication methods: later",
            "serviceNotAvailable",
            1,
        )
    }


def test_a_fault_of_the_list_is_not_blamed_on_the_state() -> None:
    wire = Faulty(tenant(staff(1)), at("/v1.0/users", error(500, "generalException", "oh")))
    found = ask(wire, probe)
    assert told(found)["users"][0] == "Graph answered 500 when asked for the users: oh"
    assert not any("/users?$select=id&" in address for address in wire.sent)


def test_an_answer_of_another_shape() -> None:
    wire = Faulty(tenant(staff(1)), at("/organization", answer(200, {"value": 1})))
    assert told(ask(wire, probe))["organization"][0].startswith("Graph's answer has an unexpected")


def test_nobody_is_listed() -> None:
    found = ask(tenant([]), probe)
    assert told(found) == {
        "users": ("Graph listed no account at all, and a tenant has at least one.", None, 1),
        "Conditional Access": (
            "There is no sign-in yet that could show whether Graph tells the policies.",
            None,
            1,
        ),
    }
    assert set(found.answers) == {
        TENANT_SOURCE,
        USERS_SOURCE,
        REGISTRATION_SOURCE,
        ROLES_SOURCE,
        GROUPS_SOURCE,
        *LOG_SOURCES,
    }


def test_an_account_without_a_state() -> None:
    wire = Faulty(tenant(staff(1), bulk_state=False), at("/requirements", answer(200, {})))
    assert told(ask(wire, probe)) == {
        "per-user MFA state": ("Graph answered without a state.", None, 1)
    }


def test_everybody_may_read_their_own_methods() -> None:
    async def as_the_first(graph: GraphDirectory) -> Probed:
        return await probe(graph, "id-000001")

    wire = Faulty(tenant(staff(3)))
    ask(wire, as_the_first)
    assert wire.sent[-4] == "GET /beta/users/id-000002/authentication/methods"
    alone = Faulty(tenant(staff(1)))
    ask(alone, as_the_first)
    assert alone.sent[-4] == "GET /beta/users/id-000001/authentication/methods"


def test_policies_that_graph_leaves_out() -> None:
    found = ask(tenant(staff(1), policies=False), probe)
    assert told(found) == {
        "Conditional Access": (
            "Graph leaves the Conditional Access policies out of the sign-ins.",
            None,
            4,
        )
    }
    missing = found.answers[POLICIES_SOURCE]
    assert missing is not None
    assert missing.remedy == (
        "Unattended: grant the app the application permission Policy.Read.ConditionalAccess. "
        "Signed in as a person: the same delegated permission and the role Global Reader or "
        "Security Reader or Security Administrator or Conditional Access Administrator."
    )


def test_components_say_nothing_of_the_policies() -> None:
    row: dict[str, Any] = {
        "id": "s1",
        "createdDateTime": "2026-11-20T12:00:00Z",
        "tokenIssuerType": "NPSExtension",
        "appliedConditionalAccessPolicies": None,
    }
    wire = Faulty(tenant(staff(1)), at("/signIns", answer(200, {"value": [row]})))
    assert list(told(ask(wire, probe))) == ["Conditional Access"]
    row |= {"tokenIssuerType": "AzureAD", "appliedConditionalAccessPolicies": []}
    wire = Faulty(tenant(staff(1)), at("/signIns", answer(200, {"value": [row]})))
    assert told(ask(wire, probe)) == {}


def test_a_line_that_breaks_ends_it() -> None:
    wire = Faulty(tenant(staff(1)), lambda *_: httpx.ConnectError("refused"))
    with pytest.raises(UnreachableError, match=r"No whole answer from graph\.microsoft\.com in 4"):
        ask(wire, probe)


def reached(transport: httpx.AsyncBaseTransport, now: float = NOW) -> Reached:
    """What `reach` finds, in virtual time."""
    return virtual.run(reach(GRAPH, GRAPH_PATH, transport, lambda: now))[0]


def test_a_host_answers_whatever_it_says() -> None:
    wire = Faulty(tenant([]), lambda *_: error(401, "InvalidAuthenticationToken"))
    assert reached(wire) == Reached(GRAPH, None, None)
    assert wire.sent == ["GET /v1.0/organization?$select=id"]
    waiting = Faulty(tenant([]), lambda *_: answer(429, {}, retry_after="9000"))
    assert reached(waiting) == Reached(GRAPH, None, None)
    assert login_path("contoso.com") == "/contoso.com/v2.0/.well-known/openid-configuration"
    assert login_path("a b\n") == "/a%20b%0A/v2.0/.well-known/openid-configuration"
    assert login_path(None) == "/organizations/v2.0/.well-known/openid-configuration"


@pytest.mark.parametrize("ahead", [0.0, 301.0, -7200.0])
def test_the_clocks_are_compared(ahead: float) -> None:
    date = formatdate(NOW, usegmt=True)
    wire = Faulty(tenant([]), lambda *_: answer(401, {}, date=date))
    assert reached(wire, NOW + ahead) == Reached(GRAPH, None, ahead)


def test_a_date_that_is_none() -> None:
    assert reached(Faulty(tenant([]), lambda *_: answer(401, {}, date="soon"))).ahead is None


def test_a_host_that_cannot_be_reached() -> None:
    found = reached(Faulty(tenant([]), lambda *_: httpx.ConnectError("no route")))
    assert found.trouble
    assert found.trouble.what == (
        "No whole answer from graph.microsoft.com in 4 attempts: ConnectError: no route."
    )
    page = Faulty(tenant([]), lambda *_: answer(200, b"<html>sign in to the hotel</html>"))
    assert reached(page).trouble


def test_a_certificate_that_is_not_trusted() -> None:
    wire = Faulty(tenant([]), lambda *_: httpx.ConnectError("CERTIFICATE_VERIFY_FAILED"))
    found = reached(wire)
    assert found.trouble
    assert found.trouble.what == "The certificate of graph.microsoft.com is not trusted here."


def token(**said: Any) -> str:
    """A signed JWT with these claims."""
    return jwt.encode(said, "k" * 32, algorithm="HS256")


def test_a_persons_token() -> None:
    read = claims(
        token(
            aud="https://graph.microsoft.com",
            idtyp="user",
            scp="User.Read.All AuditLog.Read.All openid",
            wids=[
                "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
                "b79fbf4d-3ef9-4689-8143-76b194e85509",
                "fe930be7-5e62-47db-91af-98c3a49a38b1",
            ],
            upn="ada@contoso.example",
            oid="id-1",
            tid=TENANT_ID,
        )
    )
    assert read
    assert (read.kind, read.name, read.oid, read.tid) == (
        "person",
        "ada@contoso.example",
        "id-1",
        TENANT_ID,
    )
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
        "",
        "token-of-another-form",
        "a.b",
        "a.b.c.d.e",
        "a.!.c",
        "a.bm8.c",
        "a.gIA.c",
        "a.é.c",
        token(scp=7),
        token(wids="x"),
    ],
)
def test_a_token_of_another_form_is_no_error(opaque: str) -> None:
    assert claims(opaque) is None


class TokenSource:
    """Hands out a token, or raises."""

    def __init__(self, outcome: str | Exception) -> None:
        self.asked: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        self._outcome = outcome

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """The outcome."""
        self.asked.append((scopes, options))
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return AccessToken(self._outcome, 0)

    async def close(self) -> None:
        """Nothing to close."""


def got(outcome: str | Exception) -> tuple[str, TokenSource]:
    """The token, and the credential that was asked for it."""
    credential = TokenSource(outcome)
    consent = Consent(CLOUDS["global"], TENANT_ID, "app-1")
    signed_in = Credential(credential, ["scope/.default"], "app app-1", consent)  # type: ignore[arg-type]
    return asyncio.run(access_token(signed_in)), credential


def test_the_token_is_the_one_that_the_sdk_will_use() -> None:
    text, credential = got("t-1")
    assert text == "t-1"
    # The same question, so that azure-identity answers the SDK from its memory.
    assert credential.asked == [(("scope/.default",), {"enable_cae": True})]


def test_no_token() -> None:
    with pytest.raises(SignInError, match="The client secret is wrong or has expired"):
        got(ClientAuthenticationError("AADSTS7000215: Invalid client secret."))
    with pytest.raises(UnreachableError, match=r"login\.microsoftonline\.com could not be reached"):
        got(ServiceRequestError("no route"))


@pytest.fixture
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "no_proxy", "all_proxy", "http_proxy", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.linux
@pytest.mark.usefixtures("_no_settings")
def test_the_proxy_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_in_words(GRAPH) == "none"
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@proxy.contoso.example:8080")
    assert proxy_in_words(GRAPH) == "http://proxy.contoso.example:8080, from HTTPS_PROXY"
    monkeypatch.setenv("NO_PROXY", "microsoft.com")
    assert proxy_in_words(GRAPH) == "none: the settings leave this host out"


@pytest.mark.linux
@pytest.mark.usefixtures("_no_settings")
def test_the_certificates_that_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert certificates_in_words() == "the operating system's, through truststore"
    monkeypatch.setenv("SSL_CERT_FILE", "ours.pem")
    assert certificates_in_words() == "ours.pem (SSL_CERT_FILE), through truststore"
