"""Contoso's logs as the emulated service serves them; and the sample of a retired report."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from mfa_audit.domain.activity import ActivityColumns, ActivitySummary, find_columns
from mfa_audit.domain.codes import CALL_RESULTS, CallOutcome
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
from mfa_audit.graph.demo.logs import sample
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.logs import AuditLog
from tests.graph.tenant import END, ask, tenant

T = TypeVar("T")
BEGIN = END - timedelta(days=30)
SIGN_INS, AUDITS = "beta/auditLogs/signIns", "v1.0/auditLogs/directoryAudits"
RISKS = "v1.0/identityProtection/riskDetections"
PREFER = "include-unknown-enum-members"


def get(service: EmulatedTenant, path: str, prefer: str = "", **query: Any) -> Any:
    """Status and body of one request; `filter` is $filter."""
    options = urlencode({f"${name}": value for name, value in query.items()})
    return service.answer("GET", f"https://graph.microsoft.com/{path}?{options}", b"", prefer)


def rows(read: Callable[[AuditLog], AsyncIterator[list[T]]], **more: Any) -> list[T]:
    """The rows that the product reads."""

    async def whole(graph: GraphDirectory) -> list[T]:
        return [row async for page in read(AuditLog(graph.reader)) for row in page]

    return ask(tenant(people(), **more), whole)


def events(**more: Any) -> list[AuditEvent]:
    """The audit log as the product reads it."""
    return rows(lambda log: log.events(BEGIN, END), **more)


def detections(**more: Any) -> list[RiskDetection]:
    """The suspicious activity that users reported, as the product reads it."""
    return rows(lambda log: log.suspicious(BEGIN, END), **more)


def test_every_activity_occurs() -> None:
    log = events()
    assert len(log) == 413
    assert log == events()
    numbers = {}
    for history in History:
        shown = list(entries(history, log))
        numbers[str(history)] = len(shown)
        # Microsoft's list has another spelling of this activity than our table.
        missing = set(ACTIVITIES[history]) - {entry.activity for entry in shown}
        assert missing <= {"User cancelled security info registration"}
    assert numbers == {"blocked": 5, "bypassed": 51, "fraud": 4, "registration": 252, "state": 6}
    assert any(event.by == "Contoso HR import" for event in log)
    assert any(event.reason == "User deleted Mobile Phone +X XXXXXXXX64" for event in log)


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


def test_the_next_link_leads_to_the_next_page() -> None:
    service = tenant(people())
    filter = "userId eq 'c0a70500-0000-4000-9000-000000000001'"
    whole = get(service, SIGN_INS, filter=filter)[1]["value"]
    assert len(whole) == 59
    _, first = get(service, SIGN_INS, filter=filter, top=40)
    status, second = service.answer("GET", first["@odata.nextLink"], b"")
    assert status == 200
    assert [*first["value"], *second["value"]] == whole
    assert "@odata.nextLink" not in second


def test_newer_words_come_only_with_the_header_that_requests_them() -> None:
    service = tenant(people())

    def words(prefer: str) -> tuple[set[str], set[str]]:
        rows = get(service, SIGN_INS, prefer, top=1000)[1]["value"]
        policies = [p for row in rows for p in row["appliedConditionalAccessPolicies"] or ()]
        return {row["tokenIssuerType"] for row in rows}, {p["result"] for p in policies}

    issuers, results = words(PREFER)
    assert {"AzureAD", "NPSExtension"} <= issuers
    assert results == {"success", "failure", "notApplied", "reportOnlyFailure"}
    issuers, results = words("")
    assert issuers == {"AzureAD", "ADFederationServices", "unknownFutureValue"}
    assert results == {"success", "failure", "notApplied", "unknownFutureValue"}


def test_policies_are_left_out_without_their_permission() -> None:
    _, page = get(tenant(people(), policies=False), SIGN_INS, PREFER)
    assert len(page["value"]) == 1000
    assert not any("appliedConditionalAccessPolicies" in row for row in page["value"])


@pytest.mark.parametrize(
    ("path", "query", "message"),
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
def test_requests_that_the_product_does_not_send_are_refused(
    path: str, query: dict[str, Any], message: str
) -> None:
    status, body = get(tenant(people()), path, **query)
    assert status == 400
    assert message in json.dumps(body)


def test_the_sample_of_the_activity_report_has_every_call_result() -> None:
    header, *calls = csv.reader(io.StringIO(sample(), newline=""))
    assert header[-1] == "Call Result"
    assert sample() == sample()
    assert find_columns(calls) == ActivityColumns(result=6, user=1, time=0)
    summary = ActivitySummary(find_columns(calls))
    assert all(summary.add(call).result for call in calls)
    assert (summary.rows, len(summary.results)) == (360, 45)
    assert set(summary.results) == {result.code for result in CALL_RESULTS}
    assert set(summary.outcomes) == set(CallOutcome)
    assert next(iter(summary.days)) == "2024-08-01"
    assert list(summary.days)[-1] == "2024-08-29"
