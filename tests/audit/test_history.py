"""The histories, read from an audit log in memory."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from mfa_audit.audit.history import read_history
from mfa_audit.domain.history import AuditEvent, Entry, History, RiskDetection
from mfa_audit.domain.run import Gap
from mfa_audit.errors import AccessError, LicenceError, MfaAuditError

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENTS = [
    [
        AuditEvent("e4", NOON + 3 * HOUR, "Suspicious activity reported", user="ada"),
        AuditEvent("e3", NOON + 2 * HOUR, "Update user"),
    ],
    [],
    [
        # Repeated because the log grew while it was read.
        AuditEvent("e4", NOON + 3 * HOUR, "Suspicious activity reported", user="ada"),
        AuditEvent("e2", NOON, "Add blocked user"),
        AuditEvent("e1", NOON, "ADD BLOCKED USER"),
    ],
]
RISKS = [
    [
        RiskDetection("r2", NOON + HOUR, "userReportedSuspiciousActivity", "bob"),
        RiskDetection("r1", NOON, "generic", "eve"),
    ]
]


class Log:
    """An audit log in memory; `trouble` is raised after the first page of risk detections."""

    def __init__(self, trouble: MfaAuditError | None = None) -> None:
        self.queries: list[str] = []
        self._trouble = trouble

    async def events(self, begin: datetime, end: datetime) -> AsyncIterator[list[AuditEvent]]:
        self.queries.append(f"events {end - begin}")
        for page in EVENTS:
            yield page

    async def suspicious(
        self, begin: datetime, end: datetime
    ) -> AsyncIterator[list[RiskDetection]]:
        self.queries.append(f"risks {end - begin}")
        for page in RISKS:
            yield page
        if self._trouble:
            raise self._trouble


def read(log: Log, history: History) -> tuple[list[Entry], list[Gap]]:
    """The entries between noon and the next noon, and the gaps."""
    return asyncio.run(read_history(log, history, NOON, NOON + 24 * HOUR))


def test_entries_come_once_and_the_newest_first() -> None:
    log = Log()
    entries, gaps = read(log, History.FRAUD)
    assert [(entry.id, entry.user) for entry in entries] == [("e4", "ada"), ("r2", "bob")]
    assert gaps == []
    assert log.queries == ["events 1 day, 0:00:00", "risks 1 day, 0:00:00"]


def test_risk_detections_are_read_for_fraud_only() -> None:
    log = Log(AccessError("never requested"))
    entries, gaps = read(log, History.BLOCKED)
    assert [entry.id for entry in entries] == ["e2", "e1"]
    assert (gaps, log.queries) == ([], ["events 1 day, 0:00:00"])


@pytest.mark.parametrize(
    "trouble",
    [
        AccessError("The permission is missing.", "Grant it.", code="Denied", request_id="r-1"),
        LicenceError("No licence.", "It needs P1.", code="NonPremium", request_id="r-2"),
    ],
)
def test_risk_detections_that_cannot_be_read_are_a_gap(trouble: MfaAuditError) -> None:
    entries, gaps = read(Log(trouble), History.FRAUD)
    # The entries read before the failure are kept.
    assert [entry.id for entry in entries] == ["e4", "r2"]
    assert gaps == [
        Gap(
            "risk detections",
            trouble.what,
            trouble.remedy,
            code=trouble.code,
            request_id=trouble.request_id,
            whole=True,
        )
    ]
