"""The five histories of the old portal, from the events of today's audit log.

An event belongs to a history by the name of its activity, in any case; the spelling of the service
is not documented. Source: Microsoft Learn, "Microsoft Entra audit log activity reference".
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

import msgspec


class PropertyChange(msgspec.Struct, frozen=True):
    """A changed property, with its values as texts."""

    name: str
    old: str | None = None
    new: str | None = None


class AuditEvent(msgspec.Struct, frozen=True):
    """A Graph `directoryAudit`. `by` is the person, otherwise the app, that did it to `user`.
    `result` is Graph's word: success, failure, timeout."""

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
    changes: tuple[PropertyChange, ...] = ()
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


class History(StrEnum):
    """The histories that a call can request."""

    BLOCKED = "blocked"
    BYPASSED = "bypassed"
    FRAUD = "fraud"
    REGISTRATION = "registration"
    STATE = "state"


class Entry(msgspec.Struct, frozen=True):
    """A row of a history. `what` is a text of `ACTIVITIES`, `activity` is Graph's name."""

    time: datetime
    what: str
    user: str | None
    by: str | None
    result: str | None
    reason: str | None
    activity: str
    changes: tuple[PropertyChange, ...] = ()
    ip_address: str | None = None
    user_id: str | None = None
    by_id: str | None = None
    correlation_id: str | None = None
    id: str = ""


_METHOD_CREDENTIALS = (
    "Passkey (device-bound)",
    "Windows Hello for Business credential",
    "passwordless phone sign-in credential",
    "platform credential",
)

# Graph's name of the activity → what it means.
ACTIVITIES: dict[History, dict[str, str]] = {
    History.BLOCKED: {
        "POST Tenant.CreateBlockedUser": "blocked",
        "POST Tenant.RemoveBlockedUser": "unblocked",
        "Add blocked user": "blocked",
        "Clear block on user": "unblocked",
        "Fraud reported - user is blocked for MFA": "blocked after a fraud report",
    },
    History.BYPASSED: {
        "POST Tenant.CreateBypassedUser": "one-time bypass given",
        "POST Tenant.RemoveBypassedUser": "one-time bypass removed",
        "Add bypass user": "one-time bypass given",
        "Remove bypassed user": "one-time bypass removed",
    },
    History.FRAUD: {
        "Fraud reported - no action taken": "fraud reported",
        "Fraud reported - user is blocked for MFA": "fraud reported, user blocked",
        "Suspicious activity reported": "suspicious activity reported",
    },
    History.REGISTRATION: {
        "User registered security info": "registered by the user",
        "User registered all required security info": "registered by the user (all that is needed)",
        "User deleted security info": "deleted by the user",
        "User updated security info": "changed by the user",
        "User changed default security info": "default changed by the user",
        "User reviewed security info": "reviewed by the user",
        "User started security info registration": "registration begun",
        "User canceled security info registration": "registration broken off",
        "User cancelled security info registration": "registration broken off",
        "POST UserAuthMethod.SoftwareOathProofupRegistration": "registered",
        "Admin registered security info": "registered by an admin",
        "Admin deleted security info": "deleted by an admin",
        "Admin updated security info": "changed by an admin",
        "Create application password for user": "app password created",
        "Delete application password for user": "app password deleted",
        "Create Hardware Oath Token": "hardware token created",
        "Assign Hardware Oath Token": "hardware token assigned",
        "Update Hardware Oath Token": "hardware token changed",
        "Delete Hardware Oath Token": "hardware token deleted",
        "Bulk upload Hardware Oath Token": "hardware tokens uploaded",
    }
    | {f"Add {credential}": "registered" for credential in _METHOD_CREDENTIALS}
    | {f"Delete {credential}": "deleted" for credential in _METHOD_CREDENTIALS},
    History.STATE: {
        "Update per-user multifactor authentication state": "per-user state changed",
        "Enable Strong Authentication": "per-user MFA enabled",
        "Disable Strong Authentication": "per-user MFA disabled",
        "Restore multifactor authentication on all remembered devices": (
            "remembered devices forgotten"
        ),
    },
}

_FOLDED = {
    history: {name.casefold(): what for name, what in names.items()}
    for history, names in ACTIVITIES.items()
}

# The log has a Temporary Access Pass as security info; only the reason names it.
_PASS = "temporary access pass"  # noqa: S105 - the name of a method
PASS_ACTIVITIES = {
    "admin registered security info": "Temporary Access Pass given",
    "admin updated security info": "Temporary Access Pass changed",
    "admin deleted security info": "Temporary Access Pass removed",
}
SUSPICIOUS = "userReportedSuspiciousActivity"

# What no longer exists, shown with each history.
RETIRED: dict[History, tuple[str, ...]] = {
    History.BLOCKED: (
        "Blocking users for MFA was removed on 2025-03-01: Graph has no list of blocked users, "
        "only what the audit log still remembers.",
    ),
    History.BYPASSED: (
        "The one-time bypass belonged to MFA Server, which stopped on 2024-09-30. In its place "
        "Temporary Access Passes are shown.",
    ),
    History.FRAUD: (
        "Fraud alert was removed on 2025-03-01; users now report suspicious activity, which raises "
        "their risk.",
    ),
    History.REGISTRATION: (),
    History.STATE: (),
}
REACHES_BACK = "The audit log reaches back 30 days at most, 7 in a tenant without Entra ID P1."


def what_of(history: History, event: AuditEvent) -> str | None:
    """What `event` means in `history`; None if it does not belong there."""
    activity = event.activity.casefold()
    what = _FOLDED[history].get(activity)
    if what is None and history is History.BYPASSED and _PASS in (event.reason or "").casefold():
        return PASS_ACTIVITIES.get(activity)
    return what


def entries(history: History, events: Iterable[AuditEvent]) -> Iterator[Entry]:
    """The rows of `history` from `events`, in the same order."""
    for event in events:
        if what := what_of(history, event):
            yield Entry(
                event.time,
                what,
                event.user,
                event.by,
                event.result,
                event.reason,
                event.activity,
                event.changes,
                event.by_ip_address,
                event.user_id,
                event.by_id,
                event.correlation_id,
                event.id,
            )


def reported(detections: Iterable[RiskDetection]) -> Iterator[Entry]:
    """The rows of `fraud` from risk detections: what the users themselves reported."""
    for detection in detections:
        if detection.kind.casefold() == SUSPICIOUS.casefold():
            yield Entry(
                detection.time,
                "suspicious activity reported",
                detection.user,
                detection.user,
                detection.state,
                f"risk: {detection.level}" if detection.level else None,
                detection.kind,
                ip_address=detection.ip_address,
                user_id=detection.user_id,
                by_id=detection.user_id,
                correlation_id=detection.correlation_id,
                id=detection.id,
            )
