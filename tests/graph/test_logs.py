"""The sign-in log over the real SDK: what is asked, and what is made of the answers."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mfa_audit.domain.sign_ins import (
    AppliedPolicy,
    AuthenticationStep,
    LogQuery,
    Requirement,
    SignIn,
)
from mfa_audit.errors import LicenceError, ServiceError
from mfa_audit.graph.client import quoted
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.logs import SignInLog, filter_of
from tests.graph.tenant import Faulty, answer, ask, error, tenant

BEGIN = datetime(2026, 11, 14, tzinfo=UTC)
END = datetime(2026, 11, 21, 6, 30, 0, 250000, tzinfo=UTC)
WEEK = LogQuery(BEGIN, END)


def read(wire: httpx.AsyncBaseTransport, query: LogQuery = WEEK) -> list[list[SignIn]]:
    """The pages of the log."""

    async def whole(graph: GraphDirectory) -> list[list[SignIn]]:
        return [page async for page in SignInLog(graph.reader).sign_ins(query)]

    return ask(wire, whole)


# Microsoft's own example, abridged.
EXAMPLE: dict[str, Any] = {
    "id": "1691d37b-8579-43a7-966a-0f35583c1300",
    "createdDateTime": "2021-06-30T16:34:32Z",
    "userPrincipalName": "testaccount1@contoso.com",
    "conditionalAccessStatus": "notApplied",
    "isInteractive": True,
    "tokenIssuerName": "",
    "tokenIssuerType": "AzureAD",
    "authenticationRequirement": "singleFactorAuthentication",
    "signInEventTypes": ["interactiveUser"],
    "userType": "member",
    "status": {
        "errorCode": 50126,
        "failureReason": "Error validating credentials due to invalid username or password.",
        "additionalDetails": "...",
    },
    "appliedConditionalAccessPolicies": [],
    "authenticationDetails": [
        {
            "authenticationStepDateTime": "2021-06-30T16:34:32Z",
            "authenticationMethod": "Password",
            "authenticationMethodDetail": "Password in the cloud",
            "succeeded": False,
            "authenticationStepResultDetail": "Invalid username or password or Invalid on-premise "
            "username or password.",
            "authenticationStepRequirement": "Primary authentication",
        }
    ],
    "authenticationRequirementPolicies": [],
}


def test_microsofts_example() -> None:
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [EXAMPLE]}))
    ((found,),) = read(wire)
    half_past_four = datetime(2021, 6, 30, 16, 34, 32, tzinfo=UTC)
    assert found == SignIn(
        id="1691d37b-8579-43a7-966a-0f35583c1300",
        time=half_past_four,
        user_principal_name="testaccount1@contoso.com",
        user_type="member",
        event_types=("interactiveUser",),
        is_interactive=True,
        token_issuer_type="AzureAD",
        conditional_access_status="notApplied",
        error_code=50126,
        failure_reason="Error validating credentials due to invalid username or password.",
        additional_details="...",
        requirement="singleFactorAuthentication",
        steps=(
            AuthenticationStep(
                half_past_four,
                "Password",
                "Password in the cloud",
                False,
                "Invalid username or password or Invalid on-premise username or password.",
                "Primary authentication",
            ),
        ),
        policies=(),
    )


def test_everything_that_is_read() -> None:
    row = EXAMPLE | {
        "userId": "u-1",
        "userDisplayName": "Ada",
        "appId": "a-1",
        "appDisplayName": "Azure Portal",
        "resourceId": "radius",
        "resourceDisplayName": "VPN",
        "clientAppUsed": "Browser",
        "ipAddress": "192.0.2.1",
        "location": {"city": "Malmö", "state": "Skåne", "countryOrRegion": "SE"},
        "status": {"errorCode": 0},
        "mfaDetail": {"authMethod": "OneWaySms", "authDetail": "+46 700000064"},
        "riskLevelDuringSignIn": "low",
        "riskState": "none",
        "correlationId": "c-1",
        "authenticationRequirementPolicies": [
            {"requirementProvider": "aNewProvider", "detail": "Somebody"},
            {"requirementProvider": None},
        ],
        "authenticationDetails": [
            {"authenticationMethod": "SMS", "authenticationMethodDetail": "+46 700000064"}
        ],
        "appliedConditionalAccessPolicies": [
            {
                "id": "p-1",
                "displayName": "MFA for all",
                "enforcedGrantControls": ["Mfa"],
                "enforcedSessionControls": ["SignInFrequency"],
                "result": "reportOnlySomethingNew",
            },
            {"id": None},
        ],
        "aPropertyOfTomorrow": {"of": ["any", "shape"]},
    }
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [row]}))
    ((found,),) = read(wire)
    assert (found.user_id, found.user_display_name) == ("u-1", "Ada")
    assert (found.app_id, found.app) == ("a-1", "Azure Portal")
    assert (found.resource_id, found.resource) == ("radius", "VPN")
    assert (found.client_app, found.ip_address) == ("Browser", "192.0.2.1")
    assert found.place == "Malmö, Skåne, SE"
    assert (found.error_code, found.failure_reason) == (0, None)
    assert (found.mfa_method, found.mfa_detail) == ("OneWaySms", "+X XXXXXXXX64")
    assert (found.risk_level, found.risk_state, found.correlation_id) == ("low", "none", "c-1")
    assert found.requirements == (Requirement("aNewProvider", "Somebody"),)
    assert found.steps == (AuthenticationStep(None, "SMS", "+X XXXXXXXX64"),)
    assert found.policies == (
        AppliedPolicy(
            "p-1", "MFA for all", ("Mfa",), ("SignInFrequency",), "reportOnlySomethingNew"
        ),
        AppliedPolicy(),
    )


def test_what_graph_leaves_out_is_none() -> None:
    bare = {"id": "1", "createdDateTime": "2026-11-20T12:00:00.1234567Z"}
    nulls = bare | {name: None for name in EXAMPLE if name not in ("id", "createdDateTime")}
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [bare, nulls]}))
    ((one, other),) = read(wire)
    assert one == other == SignIn("1", datetime(2026, 11, 20, 12, 0, 0, 123457, tzinfo=UTC))
    assert one.policies is None


def test_a_row_without_a_time_is_no_answer() -> None:
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [{"id": "1"}]}))
    with pytest.raises(ServiceError, match="unexpected shape"):
        read(wire)


def test_beta_is_asked_in_pages_of_1000_and_for_the_newest_words() -> None:
    sent: list[httpx.Request] = []

    def fault(request: httpx.Request, _: int) -> httpx.Response:
        sent.append(request)
        body: dict[str, Any] = {"value": []}
        if len(sent) == 1:
            body["@odata.nextLink"] = (
                "https://graph.microsoft.com/beta/auditLogs/signIns?$skiptoken=x"
            )
        return answer(200, body)

    assert read(Faulty(tenant([]), fault)) == [[], []]
    first, second = sent
    assert first.url.path == "/beta/auditLogs/signIns"
    assert parse_qs(urlsplit(str(first.url)).query) == {
        "$filter": [
            "createdDateTime ge 2026-11-14T00:00:00Z and "
            "createdDateTime le 2026-11-21T06:30:00.250000Z"
        ],
        "$top": ["1000"],
    }
    assert str(second.url) == "https://graph.microsoft.com/beta/auditLogs/signIns?$skiptoken=x"
    assert [request.headers["Prefer"] for request in sent] == ["include-unknown-enum-members"] * 2


TIME = "createdDateTime ge 2026-11-14T00:00:00Z and createdDateTime le 2026-11-15T00:00:00Z"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ""),
        ({"user": "Ada@Contoso.example"}, " and userPrincipalName eq 'ada@contoso.example'"),
        ({"user": "o'hara@c.example"}, " and userPrincipalName eq 'o''hara@c.example'"),
        # Guests stand in the log by their address at home.
        (
            {"user": "anna_b_fabrikam.example#EXT#@contoso.example"},
            " and userPrincipalName eq 'anna_b@fabrikam.example'",
        ),
        (
            {"user": "C0A70500-0000-4000-9000-000000000001"},
            " and userId eq 'c0a70500-0000-4000-9000-000000000001'",
        ),
        ({"app": "Azure Portal"}, " and appDisplayName eq 'Azure Portal'"),
        ({"app": "x' or 1 eq 1 or 'x"}, " and appDisplayName eq 'x'' or 1 eq 1 or ''x'"),
        (
            {"app": "981f26a1-7f43-403b-a875-f8b09b8cd720"},
            " and appId eq '981f26a1-7f43-403b-a875-f8b09b8cd720'",
        ),
        (
            {"event_types": ("nonInteractiveUser",)},
            " and signInEventTypes/any(t: t eq 'nonInteractiveUser')",
        ),
        (
            {"event_types": ("interactiveUser", "nonInteractiveUser")},
            " and signInEventTypes/any(t: t eq 'interactiveUser' or t eq 'nonInteractiveUser')",
        ),
        # Only equality of the error code is documented: sorted out afterwards.
        ({"failures_only": True}, ""),
    ],
)
def test_the_filter(more: dict[str, Any], expected: str) -> None:
    query = LogQuery(BEGIN, BEGIN + timedelta(days=1), **more)
    assert filter_of(query) == TIME + expected


def test_times_are_told_in_utc() -> None:
    stockholm = timezone(timedelta(hours=1))
    query = LogQuery(
        datetime(2026, 11, 14, 1, tzinfo=stockholm), datetime(2026, 11, 15, 1, tzinfo=stockholm)
    )
    assert filter_of(query) == TIME
    assert quoted("''") == "''''''"


def test_a_free_tenant_is_told_of_the_licence() -> None:
    wire = Faulty(
        tenant([]), lambda *_: error(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")
    )
    with pytest.raises(LicenceError, match="no licence for the sign-in log") as caught:
        read(wire)
    assert caught.value.remedy == "It needs Microsoft Entra ID P1."
