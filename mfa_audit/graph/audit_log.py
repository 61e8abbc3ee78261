"""The audit log and the risk detections: readers, and their rows into facts (with `answers` and
`sign_in_answers` the only places where Graph's property names appear)."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from msgraph.generated.audit_logs.directory_audits.directory_audits_request_builder import (
    DirectoryAuditsRequestBuilder,
)
from msgraph.generated.identity_protection.risk_detections.risk_detections_request_builder import (
    RiskDetectionsRequestBuilder,
)

from mfa_audit.domain.audits import AuditEvent, Change, RiskDetection
from mfa_audit.domain.history import SUSPICIOUS
from mfa_audit.domain.log_sources import AUDITS_SOURCE, RISKS_SOURCE
from mfa_audit.domain.sign_ins import scrub
from mfa_audit.graph.answers import Page, Time
from mfa_audit.graph.logs import moment, quoted
from mfa_audit.graph.reading import Reader

# The largest page of risk detections; that of audits is not documented, and next links are
# followed whatever it is.
RISKS_PAGE = 500
AUDITS_PAGE = 999


class _Person(msgspec.Struct, rename="camel"):
    id: str | None = None
    display_name: str | None = None
    user_principal_name: str | None = None
    ip_address: str | None = None
    service_principal_id: str | None = None


class _Initiator(msgspec.Struct):
    user: _Person | None = None
    app: _Person | None = None


class _Property(msgspec.Struct, rename="camel"):
    display_name: str | None = None
    old_value: str | None = None
    new_value: str | None = None


class _Target(msgspec.Struct, rename="camel"):
    id: str | None = None
    display_name: str | None = None
    type: str | None = None
    user_principal_name: str | None = None
    modified_properties: list[_Property] | None = None


class AuditRow(msgspec.Struct, rename="camel"):
    """An entry of /auditLogs/directoryAudits."""

    id: str
    activity_date_time: Time
    activity_display_name: str | None = None
    result: str | None = None
    result_reason: str | None = None
    logged_by_service: str | None = None
    initiated_by: _Initiator | None = None
    target_resources: list[_Target] | None = None
    correlation_id: str | None = None

    def event(self) -> AuditEvent:
        """The same facts in the product's words; phone numbers scrubbed."""
        initiator = self.initiated_by or _Initiator()
        by = initiator.user or initiator.app or _Person()
        targets = self.target_resources or []
        whom = next((t for t in targets if (t.type or "").casefold() == "user"), None)
        target = whom or (targets[0] if targets else _Target())
        return AuditEvent(
            self.id,
            self.activity_date_time,
            self.activity_display_name or "",
            self.result or None,
            scrub(self.result_reason) if self.result_reason else None,
            self.logged_by_service or None,
            by.user_principal_name or by.display_name or None,
            by.id or by.service_principal_id or None,
            by.ip_address or None,
            target.user_principal_name or target.display_name or None,
            target.id or None,
            tuple(_change(p) for t in targets for p in t.modified_properties or ()),
            self.correlation_id or None,
        )


def _change(found: _Property) -> Change:
    return Change(found.display_name or "", _plain(found.old_value), _plain(found.new_value))


def _plain(value: str | None) -> str | None:
    """A value of a changed property: Graph writes most of them as JSON texts."""
    if not value:
        return None
    try:
        text = msgspec.json.decode(value, type=str)
    except msgspec.DecodeError:
        text = value
    return scrub(text) or None


class RiskRow(msgspec.Struct, rename="camel"):
    """An entry of /identityProtection/riskDetections."""

    id: str
    activity_date_time: Time | None = None
    detected_date_time: Time | None = None
    risk_event_type: str | None = None
    user_principal_name: str | None = None
    user_id: str | None = None
    risk_level: str | None = None
    risk_state: str | None = None
    ip_address: str | None = None
    correlation_id: str | None = None

    def detection(self, otherwise: datetime) -> RiskDetection:
        """The same facts in the product's words; the time is `otherwise` where Graph tells none."""
        return RiskDetection(
            self.id,
            self.activity_date_time or self.detected_date_time or otherwise,
            self.risk_event_type or "",
            self.user_principal_name or None,
            self.user_id or None,
            self.risk_level or None,
            self.risk_state or None,
            self.ip_address or None,
            self.correlation_id or None,
        )


class AuditLog:
    """The audit events and reported suspicious activity of one tenant, on v1.0."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def events(self, begin: datetime, end: datetime) -> AsyncIterator[list[AuditEvent]]:
        """Pages of all events of [begin, end), newest first. Which of them matter is told by their
        names, afterwards: how Graph spells those in its filter is not documented."""
        builder = DirectoryAuditsRequestBuilder(self._reader.v1, {})
        query = builder.DirectoryAuditsRequestBuilderGetQueryParameters(
            filter=f"activityDateTime ge {moment(begin)} and activityDateTime le {moment(end)}",
            top=AUDITS_PAGE,
        )
        async for page in self._reader.pages(
            builder,
            query,
            AUDITS_SOURCE,
            Page[AuditRow],
        ):
            yield [row.event() for row in page if begin <= row.activity_date_time < end]

    async def suspicious(
        self, begin: datetime, end: datetime
    ) -> AsyncIterator[list[RiskDetection]]:
        """Pages of the suspicious activity that users reported in [begin, end)."""
        builder = RiskDetectionsRequestBuilder(self._reader.v1, {})
        query = builder.RiskDetectionsRequestBuilderGetQueryParameters(
            filter=f"riskEventType eq {quoted(SUSPICIOUS)}", top=RISKS_PAGE
        )
        async for page in self._reader.pages(
            builder,
            query,
            RISKS_SOURCE,
            Page[RiskRow],
        ):
            found = [row.detection(begin) for row in page]
            yield [detection for detection in found if begin <= detection.time < end]
