"""Reads a history from the audit log and, for fraud, from the risk detections."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from mfa_audit.audit.gaps import failure_gap
from mfa_audit.domain.history import (
    REACHES_BACK,
    RETIRED,
    AuditEvent,
    Entry,
    History,
    RiskDetection,
    entries,
    reported,
)
from mfa_audit.domain.run import Gap, Note
from mfa_audit.domain.sources import RISKS_SOURCE
from mfa_audit.errors import AccessError, ServiceError


class AuditEvents(Protocol):
    """The audit log of a tenant, as in `graph.logs.AuditLog`. Every method raises AccessError,
    LicenceError or ServiceError."""

    def events(self, begin: datetime, end: datetime) -> AsyncIterator[list[AuditEvent]]:
        """Pages of all events of [begin, end)."""
        ...

    def suspicious(self, begin: datetime, end: datetime) -> AsyncIterator[list[RiskDetection]]:
        """Pages of the suspicious activity that users reported in [begin, end)."""
        ...


async def read_history(
    log: AuditEvents, history: History, begin: datetime, end: datetime
) -> tuple[list[Entry], list[Gap]]:
    """Return the entries of [begin, end), newest first and each once, and the gaps.

    Raises what the audit log raises: without it there is no history. If the risk detections cannot
    be read, that is a gap.
    """
    by_id: dict[str, Entry] = {}
    async for events in log.events(begin, end):
        by_id.update((entry.id, entry) for entry in entries(history, events))
    gaps = []
    if history is History.FRAUD:
        try:
            async for detections in log.suspicious(begin, end):
                by_id.update((entry.id, entry) for entry in reported(detections))
        except (AccessError, ServiceError) as error:
            gaps.append(failure_gap(RISKS_SOURCE, error))
    newest_first = sorted(by_id.values(), key=lambda entry: (entry.time, entry.id), reverse=True)
    return newest_first, gaps


def history_notes(history: History) -> list[Note]:
    """The notes of a history: what was retired, and how far the log reaches back."""
    return [Note(text) for text in (*RETIRED[history], REACHES_BACK)]
