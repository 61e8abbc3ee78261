"""The audit log and risk detections over the real SDK."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs

import httpx

from mfa_audit.domain.history import AuditEvent, PropertyChange, RiskDetection
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.logs import AuditLog
from tests.graph.tenant import Faulty, answer, ask, tenant

T = TypeVar("T")
BEGIN, END = datetime(2026, 11, 14, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(
    rows: list[dict[str, Any]], question: Callable[[AuditLog], AsyncIterator[list[T]]]
) -> tuple[list[T], httpx.Request]:
    """The entries that two pages, the second one empty, turn into; and what was asked first."""
    sent: list[httpx.Request] = []

    def fault(request: httpx.Request, _: int) -> httpx.Response:
        sent.append(request)
        first = len(sent) == 1
        body: dict[str, Any] = {"value": rows if first else []}
        if first:
            body["@odata.nextLink"] = f"https://{request.url.host}{request.url.path}?$skiptoken=2"
        return answer(200, body)

    async def whole(graph: GraphDirectory) -> list[T]:
        log = AuditLog(graph.reader)
        return [entry async for page in question(log) for entry in page]

    found = ask(Faulty(tenant([]), fault), whole)
    assert str(sent[1].url).endswith("?$skiptoken=2")
    return found, sent[0]


def test_a_whole_event() -> None:
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
    (found,), request = read([row], lambda log: log.events(BEGIN, END))
    assert found == AuditEvent(
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
            "activityDateTime ge 2026-11-14T00:00:00Z and activityDateTime le 2026-11-21T00:00:00Z"
        ],
        "$top": ["999"],
    }


def test_events_of_apps_and_events_that_say_little() -> None:
    by_app = {
        "id": "e1",
        "activityDateTime": "2026-11-20T12:00:00Z",
        "initiatedBy": {"app": {"displayName": "Sync", "servicePrincipalId": "s1"}},
        "targetResources": [{"id": "d1", "displayName": "Device", "type": "Device"}],
    }
    bare = {"id": "e2", "activityDateTime": "2026-11-20T12:00:00Z"}
    at_the_end = bare | {"id": "e3", "activityDateTime": "2026-11-21T00:00:00Z"}
    (one, two), _ = read([by_app, bare, at_the_end], lambda log: log.events(BEGIN, END))
    assert (one.by, one.by_id, one.user, one.user_id) == ("Sync", "s1", "Device", "d1")
    assert two == AuditEvent("e2", NOON, "")


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
    (one, two), request = read([whole, earlier, timeless], lambda log: log.suspicious(BEGIN, END))
    assert one == RiskDetection(
        "r1",
        NOON,
        "userReportedSuspiciousActivity",
        "ada@c.example",
        "u1",
        "high",
        "atRisk",
        "192.0.2.1",
        "c1",
    )
    # Kept rather than lost: it may belong to the window.
    assert two == RiskDetection("r3", BEGIN, "")
    assert request.url.path == "/v1.0/identityProtection/riskDetections"
    assert parse_qs(request.url.query.decode()) == {
        "$filter": ["riskEventType eq 'userReportedSuspiciousActivity'"],
        "$top": ["500"],
    }
