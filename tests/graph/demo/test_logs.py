"""Contoso's logs as the emulated service serves them: pages, filters, permissions, licence."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from mfa_audit.domain.history import (
    ACTIVITIES,
    AuditEvent,
    History,
    RiskDetection,
    entries,
    reported,
)
from mfa_audit.errors import LicenceError
from mfa_audit.graph.demo.contoso import people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.logs import AuditLog
from tests.graph.tenant import ask, tenant

END = datetime(2026, 11, 21, 6, tzinfo=UTC)
BEGIN = END - timedelta(days=30)
SIGN_INS, AUDITS = "beta/auditLogs/signIns", "v1.0/auditLogs/directoryAudits"
RISKS = "v1.0/identityProtection/riskDetections"
PREFER = "include-unknown-enum-members"


def get(service: EmulatedTenant, path: str, prefer: str = "", **query: Any) -> Any:
    """Status and body of one request; `filter` is $filter."""
    options = urlencode({f"${name}": value for name, value in query.items()})
    return service.answer("GET", f"https://graph.microsoft.com/{path}?{options}", b"", prefer)


def events(**more: Any) -> list[AuditEvent]:
    """The audit log as the product reads it."""

    async def question(graph: GraphDirectory) -> list[AuditEvent]:
        return [row async for page in AuditLog(graph.reader).events(BEGIN, END) for row in page]

    return ask(tenant(people(), **more), question)


def detections(**more: Any) -> list[RiskDetection]:
    """What users reported, as the product reads it."""

    async def question(graph: GraphDirectory) -> list[RiskDetection]:
        return [row async for page in AuditLog(graph.reader).suspicious(BEGIN, END) for row in page]

    return ask(tenant(people(), **more), question)


def test_every_activity_occurs() -> None:
    found = events()
    assert len(found) == 413
    assert found == events()
    numbers = {}
    for history in History:
        rows = list(entries(history, found))
        numbers[str(history)] = len(rows)
        # The list of Microsoft has one spelling, the table of ours a second one.
        unseen = set(ACTIVITIES[history]) - {row.activity for row in rows}
        assert unseen <= {"User cancelled security info registration"}
    assert numbers == {"blocked": 5, "bypassed": 51, "fraud": 4, "registration": 252, "state": 6}
    assert any(event.by == "Contoso HR import" for event in found)
    assert any(event.reason == "User deleted Mobile Phone +X XXXXXXXX64" for event in found)


def test_suspicious_activity_that_users_reported() -> None:
    assert [(entry.result, entry.reason) for entry in reported(detections())] == [
        ("atRisk", "risk: high"),
        ("dismissed", "risk: high"),
        ("confirmedCompromised", "risk: high"),
    ]


def test_without_a_licence_the_log_is_short() -> None:
    free = events(premium=False)
    assert min(event.time for event in free) > END - timedelta(days=7)
    assert len(free) == 97
    with pytest.raises(LicenceError):
        detections(premium=False)
    assert get(tenant(people(), premium=False), SIGN_INS)[0] == 403


def test_pages_go_on_from_the_next_link() -> None:
    service = tenant(people())
    filter = "userId eq 'c0a70500-0000-4000-9000-000000000001'"
    whole = get(service, SIGN_INS, filter=filter)[1]["value"]
    assert len(whole) == 59
    _, first = get(service, SIGN_INS, filter=filter, top=40)
    status, second = service.answer("GET", first["@odata.nextLink"], b"")
    assert status == 200
    assert [*first["value"], *second["value"]] == whole
    assert "@odata.nextLink" not in second


def test_words_that_came_later_are_told_to_who_asks_for_them() -> None:
    service = tenant(people())

    def seen(prefer: str) -> tuple[set[str], set[str]]:
        rows = get(service, SIGN_INS, prefer, top=1000)[1]["value"]
        policies = [p for row in rows for p in row["appliedConditionalAccessPolicies"] or ()]
        return {row["tokenIssuerType"] for row in rows}, {p["result"] for p in policies}

    issuers, results = seen(PREFER)
    assert {"AzureAD", "NPSExtension"} <= issuers
    assert results == {"success", "failure", "notApplied", "reportOnlyFailure"}
    issuers, results = seen("")
    assert issuers == {"AzureAD", "ADFederationServices", "unknownFutureValue"}
    assert results == {"success", "failure", "notApplied", "unknownFutureValue"}


def test_policies_are_left_out_without_their_permission() -> None:
    _, page = get(tenant(people(), policies=False), SIGN_INS, PREFER)
    assert len(page["value"]) == 1000
    assert not any("appliedConditionalAccessPolicies" in row for row in page["value"])


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        (SIGN_INS, {"filter": "createdDateTime gt 2026-11-14"}, "not a filter of the sign-in log"),
        (SIGN_INS, {"top": 1001}, "The page size is at most 1000."),
        (SIGN_INS, {"orderby": "createdDateTime"}, "Query option not supported"),
        (AUDITS, {"filter": "category eq 'Policy'"}, "not a filter of the audit log"),
        (RISKS, {"top": 501}, "The page size is at most 500."),
        (RISKS, {"filter": "riskLevel eq 'high'"}, "not a filter of the risk detections"),
        ("v1.0/auditLogs/signIns", {}, "Resource not found"),
        ("v1.0/auditLogs/provisioning", {}, "Resource not found"),
    ],
)
def test_what_the_product_does_not_send_is_refused(
    path: str, query: dict[str, Any], said: str
) -> None:
    status, body = get(tenant(people()), path, **query)
    assert status == 400
    assert said in json.dumps(body)
