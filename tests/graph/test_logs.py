"""The logs over the real SDK: the requests, and what is made of the answers."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar
from urllib.parse import parse_qs

import httpx
import pytest

from mfa_audit.domain.history import AuditEvent, PropertyChange, RiskDetection
from mfa_audit.domain.sign_ins import (
    AppliedPolicy,
    AuthenticationStep,
    LogQuery,
    Requirement,
    SignIn,
)
from mfa_audit.errors import LicenceError, ServiceError
from mfa_audit.graph.client import Reader, quoted
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.logs import AuditLog, SignInLog, filter_of
from tests.graph.tenant import LICENCE, Faulty, always, answer, ask, error, tenant

T = TypeVar("T")
Json = dict[str, Any]
BEGIN = datetime(2026, 11, 14, tzinfo=UTC)
END = datetime(2026, 11, 21, 6, 30, 0, 250000, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entries(
    wire: httpx.AsyncBaseTransport, question: Callable[[Reader], AsyncIterator[list[T]]]
) -> list[T]:
    """The entries of all pages."""

    async def whole(graph: GraphDirectory) -> list[T]:
        return [entry async for page in question(graph.reader) for entry in page]

    return ask(wire, whole)


def sign_ins(reader: Reader) -> AsyncIterator[list[SignIn]]:
    """The sign-ins of a week."""
    return SignInLog(reader).sign_ins(LogQuery(BEGIN, END))


def events(reader: Reader) -> AsyncIterator[list[AuditEvent]]:
    """The audit events of a week."""
    return AuditLog(reader).events(BEGIN, END)


def suspicious(reader: Reader) -> AsyncIterator[list[RiskDetection]]:
    """The suspicious activity that users reported within a week."""
    return AuditLog(reader).suspicious(BEGIN, END)


def from_two_pages(
    rows: list[Json], question: Callable[[Reader], AsyncIterator[list[T]]]
) -> tuple[list[T], list[httpx.Request]]:
    """The entries made of these rows and of an empty second page; and both requests."""
    sent: list[httpx.Request] = []

    def fault(request: httpx.Request, _: int) -> httpx.Response:
        sent.append(request)
        if len(sent) == 2:
            return answer(200, {"value": []})
        link = f"https://{request.url.host}{request.url.path}?$skiptoken=2"
        return answer(200, {"value": rows, "@odata.nextLink": link})

    made = entries(Faulty(tenant(), fault), question)
    first, second = sent
    assert str(second.url) == f"https://graph.microsoft.com{first.url.path}?$skiptoken=2"
    return made, sent


# Microsoft's own example, abridged.
EXAMPLE: Json = {
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


def test_microsofts_example_of_a_sign_in_is_read() -> None:
    half_past_four = datetime(2021, 6, 30, 16, 34, 32, tzinfo=UTC)
    assert entries(always(answer(200, {"value": [EXAMPLE]})), sign_ins) == [
        SignIn(
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
    ]


def test_every_property_of_a_sign_in_is_read() -> None:
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
    (sign_in,) = entries(always(answer(200, {"value": [row]})), sign_ins)
    assert (sign_in.user_id, sign_in.user_display_name) == ("u-1", "Ada")
    assert (sign_in.app_id, sign_in.app) == ("a-1", "Azure Portal")
    assert (sign_in.resource_id, sign_in.resource) == ("radius", "VPN")
    assert (sign_in.client_app, sign_in.ip_address) == ("Browser", "192.0.2.1")
    assert sign_in.place == "Malmö, Skåne, SE"
    assert (sign_in.error_code, sign_in.failure_reason) == (0, None)
    assert (sign_in.mfa_method, sign_in.mfa_detail) == ("OneWaySms", "+X XXXXXXXX64")
    assert (sign_in.risk_level, sign_in.risk_state) == ("low", "none")
    assert sign_in.correlation_id == "c-1"
    assert sign_in.requirements == (Requirement("aNewProvider", "Somebody"),)
    assert sign_in.steps == (AuthenticationStep(None, "SMS", "+X XXXXXXXX64"),)
    controls = ("Mfa",), ("SignInFrequency",)
    assert sign_in.policies == (
        AppliedPolicy("p-1", "MFA for all", *controls, "reportOnlySomethingNew"),
        AppliedPolicy(),
    )


def test_properties_that_graph_leaves_out_are_none() -> None:
    bare = {"id": "1", "createdDateTime": "2026-11-20T12:00:00.1234567Z"}
    nulls = bare | {name: None for name in EXAMPLE if name not in ("id", "createdDateTime")}
    sign_in, other = entries(always(answer(200, {"value": [bare, nulls]})), sign_ins)
    assert sign_in == other == SignIn("1", datetime(2026, 11, 20, 12, 0, 0, 123457, tzinfo=UTC))
    assert sign_in.policies is None


def test_a_sign_in_without_a_time_is_an_error() -> None:
    with pytest.raises(ServiceError, match="unexpected shape"):
        entries(always(answer(200, {"value": [{"id": "1"}]})), sign_ins)


def test_sign_ins_come_from_beta_in_pages_of_1000_and_in_the_newest_words() -> None:
    made, sent = from_two_pages([], sign_ins)
    assert made == []
    url = sent[0].url
    assert url.path == "/beta/auditLogs/signIns"
    assert parse_qs(url.query.decode()) == {
        "$filter": [
            "createdDateTime ge 2026-11-14T00:00:00Z and "
            "createdDateTime le 2026-11-21T06:30:00.250000Z"
        ],
        "$top": ["1000"],
    }
    assert [request.headers["Prefer"] for request in sent] == ["include-unknown-enum-members"] * 2


def test_sign_ins_need_a_licence() -> None:
    with pytest.raises(LicenceError, match="no licence for the sign-in log") as caught:
        entries(always(error(403, LICENCE)), sign_ins)
    assert caught.value.remedy == "It needs Microsoft Entra ID P1."


TIME = "createdDateTime ge 2026-11-14T00:00:00Z and createdDateTime le 2026-11-15T00:00:00Z"
STOCKHOLM = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ""),
        (
            {
                "begin": datetime(2026, 11, 14, 1, tzinfo=STOCKHOLM),
                "end": datetime(2026, 11, 15, 1, tzinfo=STOCKHOLM),
            },
            "",
        ),
        ({"user": "Ada@Contoso.example"}, " and userPrincipalName eq 'ada@contoso.example'"),
        ({"user": "o'hara@c.example"}, " and userPrincipalName eq 'o''hara@c.example'"),
        # The log has guests by their address at home.
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
        # Graph documents only equality of the error code: filtered afterwards.
        ({"failures_only": True}, ""),
    ],
)
def test_the_filter_of_sign_ins(more: Json, expected: str) -> None:
    query = LogQuery(**{"begin": BEGIN, "end": BEGIN + timedelta(days=1), **more})
    assert filter_of(query) == TIME + expected


def test_quotes_are_doubled() -> None:
    assert quoted("''") == "''''''"


def test_every_property_of_an_event_is_read() -> None:
    row = {
        "id": "e1",
        "activityDateTime": "2026-11-20T12:00:00Z",
        "activityDisplayName": "Update per-user multifactor authentication state",
        "category": "UserManagement",
        "result": "success",
        "resultReason": "Changed +46 700000064",
        "loggedByService": "Authentication Methods",
        "correlationId": "c1",
        "initiatedBy": {
            "user": {"id": "a1", "userPrincipalName": "admin@c.example", "ipAddress": "192.0.2.1"},
            "app": None,
        },
        "targetResources": [
            {"id": "p1", "type": "Policy", "displayName": "Policy"},
            {
                "id": "u1",
                "type": "User",
                "userPrincipalName": "ada@c.example",
                "modifiedProperties": [
                    {"displayName": "State", "oldValue": '"disabled"', "newValue": '"enforced"'},
                    {"displayName": "Phone", "oldValue": None, "newValue": "[+46 700000064]"},
                ],
            },
        ],
    }
    (event,), (request, _) = from_two_pages([row], events)
    assert event == AuditEvent(
        "e1",
        NOON,
        "Update per-user multifactor authentication state",
        "success",
        "Changed +X XXXXXXXX64",
        "Authentication Methods",
        "admin@c.example",
        "a1",
        "192.0.2.1",
        "ada@c.example",
        "u1",
        (
            PropertyChange("State", "disabled", "enforced"),
            PropertyChange("Phone", None, "[+X XXXXXXXX64]"),
        ),
        "c1",
    )
    assert request.url.path == "/v1.0/auditLogs/directoryAudits"
    assert parse_qs(request.url.query.decode()) == {
        "$filter": [
            "activityDateTime ge 2026-11-14T00:00:00Z and "
            "activityDateTime le 2026-11-21T06:30:00.250000Z"
        ],
        "$top": ["999"],
    }


def test_events_of_apps_and_events_with_few_properties() -> None:
    by_app = {
        "id": "e1",
        "activityDateTime": "2026-11-20T12:00:00Z",
        "initiatedBy": {"app": {"displayName": "Sync", "servicePrincipalId": "s1"}},
        "targetResources": [{"id": "d1", "displayName": "Device", "type": "Device"}],
    }
    bare = {"id": "e2", "activityDateTime": "2026-11-20T12:00:00Z"}
    at_the_end = bare | {"id": "e3", "activityDateTime": "2026-11-21T06:30:00.250Z"}
    (event, other), _ = from_two_pages([by_app, bare, at_the_end], events)
    assert (event.by, event.by_id, event.user, event.user_id) == ("Sync", "s1", "Device", "d1")
    assert other == AuditEvent("e2", NOON, "")


def test_reported_suspicious_activity() -> None:
    whole = {
        "id": "r1",
        "activityDateTime": "2026-11-20T12:00:00Z",
        "riskEventType": "userReportedSuspiciousActivity",
        "userPrincipalName": "ada@c.example",
        "userId": "u1",
        "riskLevel": "high",
        "riskState": "atRisk",
        "ipAddress": "192.0.2.1",
        "correlationId": "c1",
    }
    earlier = {"id": "r2", "detectedDateTime": "2026-11-01T12:00:00Z"}
    timeless = {"id": "r3"}
    detections, (request, _) = from_two_pages([whole, earlier, timeless], suspicious)
    kind, address = "userReportedSuspiciousActivity", "192.0.2.1"
    assert detections == [
        RiskDetection("r1", NOON, kind, "ada@c.example", "u1", "high", "atRisk", address, "c1"),
        # Without a time it may belong to the window: kept rather than lost.
        RiskDetection("r3", BEGIN, ""),
    ]
    assert request.url.path == "/v1.0/identityProtection/riskDetections"
    assert parse_qs(request.url.query.decode()) == {
        "$filter": ["riskEventType eq 'userReportedSuspiciousActivity'"],
        "$top": ["500"],
    }
