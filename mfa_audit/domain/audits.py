"""One event of the audit log, or a risk detection, as Graph told it. None means: Graph did not.

Not here: which events belong to which report (`history`).
"""

from datetime import datetime

import msgspec


class Change(msgspec.Struct, frozen=True):
    """A property that was changed, and its values as texts."""

    name: str
    old: str | None = None
    new: str | None = None


class AuditEvent(msgspec.Struct, frozen=True):
    """A Graph `directoryAudit`. `by` is who did it: a person's name, else an app's; `user` whom it
    was done to. `result` is Graph's word: success, failure, timeout."""

    id: str
    time: datetime
    activity: str
    result: str | None = None
    reason: str | None = None
    service: str | None = None
    by: str | None = None
    by_id: str | None = None
    by_ip_address: str | None = None
    user: str | None = None
    user_id: str | None = None
    changes: tuple[Change, ...] = ()
    correlation_id: str | None = None


class RiskDetection(msgspec.Struct, frozen=True):
    """A Graph `riskDetection`."""

    id: str
    time: datetime
    kind: str
    user: str | None = None
    user_id: str | None = None
    level: str | None = None
    state: str | None = None
    ip_address: str | None = None
    correlation_id: str | None = None
