"""Read one of the five histories: from the audit log and, for fraud, from the risk detections."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

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
    """The audit log of one tenant; the real one is `graph.logs.AuditLog`. Every method raises
    AccessError, LicenceError or ServiceError."""

    def events(self, begin: datetime, end: datetime) -> AsyncIterator[list[AuditEvent]]:
        """Pages of all events of [begin, end)."""
        ...

    def suspicious(self, begin: datetime, end: datetime) -> AsyncIterator[list[RiskDetection]]:
        """Pages of the suspicious activity that users reported in [begin, end)."""
        ...


async def read_history(
    log: AuditEvents, history: History, begin: datetime, end: datetime
) -> tuple[list[Entry], list[Gap]]:
    """The entries of [begin, end), newest first and each once, and what is not known of them.

    Raises what the audit log raises: without it there is no history. Risk detections that cannot
    be read leave a gap.
    """
    found: dict[str, Entry] = {}
    async for events in log.events(begin, end):
        found.update((entry.id, entry) for entry in entries(history, events))
    gaps = []
    if history is History.FRAUD:
        try:
            async for detections in log.suspicious(begin, end):
                found.update((entry.id, entry) for entry in reported(detections))
        except (AccessError, ServiceError) as error:
            gap = Gap(
                RISKS_SOURCE.name,
                error.what,
                error.remedy,
                code=error.code,
                request_id=error.request_id,
                whole=True,
            )
            gaps.append(gap)
    return sorted(found.values(), key=_newest_first, reverse=True), gaps


def history_notes(history: History) -> list[Note]:
    """What a reader of this history should know: what was retired, and how far the log reaches."""
    return [Note(text) for text in (*RETIRED[history], REACHES_BACK)]


def _newest_first(entry: Entry) -> tuple[datetime, str]:
    return entry.time, entry.id
