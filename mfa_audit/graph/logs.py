"""The readers of the sign-in log (on beta: v1.0 has none of the MFA fields), the audit log and the
risk detections, with the SDK's request builders.

Not here: time slices (`audit.sign_ins`), and their cache (`audit.sign_in_cache`).
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from msgraph.generated.audit_logs.directory_audits.directory_audits_request_builder import (
    DirectoryAuditsRequestBuilder,
)
from msgraph.generated.audit_logs.sign_ins.sign_ins_request_builder import SignInsRequestBuilder
from msgraph.generated.identity_protection.risk_detections.risk_detections_request_builder import (
    RiskDetectionsRequestBuilder,
)

from mfa_audit.domain.history import SUSPICIOUS, AuditEvent, RiskDetection
from mfa_audit.domain.sign_ins import LogQuery, SignIn
from mfa_audit.domain.sources import AUDITS_SOURCE, RISKS_SOURCE, SIGN_INS_SOURCE
from mfa_audit.graph.account_json import PageJson
from mfa_audit.graph.client import OBJECT_ID, Reader, quoted
from mfa_audit.graph.log_json import AuditRow, RiskRow, SignInRow

# The service's default and maximum.
SIGN_INS_PAGE = 1000
# The largest page of risk detections; that of audits is not documented, and next links are
# followed whatever it is.
RISKS_PAGE = 500
AUDITS_PAGE = 999
# Without it the on-premises components and report-only results come as unknownFutureValue.
PREFER = "include-unknown-enum-members"
_INTERACTIVE = ("interactiveUser",)
_GUEST = re.compile(r"(.+)_([^_]+)#ext#@.+", re.IGNORECASE)


class SignInLog:
    """The sign-ins of one tenant."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
        """Pages of the sign-ins that match `query`, newest first, without regard to
        `failures_only`. Some may be just outside its time: the log's filter has no "before"."""
        async for page in self._reader.pages(
            SignInsRequestBuilder,
            SIGN_INS_SOURCE,
            PageJson[SignInRow],
            beta=True,
            prefer=PREFER,
            filter=filter_of(query),
            top=SIGN_INS_PAGE,
        ):
            yield [row.sign_in() for row in page]


class AuditLog:
    """The audit events and the reported suspicious activity of one tenant, on v1.0."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def events(self, begin: datetime, end: datetime) -> AsyncIterator[list[AuditEvent]]:
        """Pages of all events of [begin, end), newest first. They are chosen by name afterwards:
        how the filter spells the names is not documented."""
        begins, ends = graph_time(begin), graph_time(end)
        async for page in self._reader.pages(
            DirectoryAuditsRequestBuilder,
            AUDITS_SOURCE,
            PageJson[AuditRow],
            filter=f"activityDateTime ge {begins} and activityDateTime le {ends}",
            top=AUDITS_PAGE,
        ):
            yield [row.event() for row in page if begin <= row.activity_date_time < end]

    async def suspicious(
        self, begin: datetime, end: datetime
    ) -> AsyncIterator[list[RiskDetection]]:
        """Pages of the suspicious activity that users reported in [begin, end)."""
        async for page in self._reader.pages(
            RiskDetectionsRequestBuilder,
            RISKS_SOURCE,
            PageJson[RiskRow],
            filter=f"riskEventType eq {quoted(SUSPICIOUS)}",
            top=RISKS_PAGE,
        ):
            detections = [row.detection(begin) for row in page]
            yield [detection for detection in detections if begin <= detection.time < end]


def filter_of(query: LogQuery) -> str:
    """Return the `$filter` for `query`. It includes `end`: times have only `ge` and `le`."""
    parts = [
        f"createdDateTime ge {graph_time(query.begin)}",
        f"createdDateTime le {graph_time(query.end)}",
    ]
    if query.user:
        parts.append(_about("userId", "userPrincipalName", logged_name(query.user)))
    if query.app:
        parts.append(_about("appId", "appDisplayName", query.app))
    # Without a filter only interactive sign-ins come.
    if query.event_types != _INTERACTIVE:
        kinds = " or ".join(f"t eq {quoted(kind)}" for kind in query.event_types)
        parts.append(f"signInEventTypes/any(t: {kinds})")
    return " and ".join(parts)


def logged_name(name: str) -> str:
    """Return a user principal name as the log spells it: in lower case, and for a guest the address
    at home (`anna_fabrikam.example#EXT#@contoso.example` is anna@fabrikam.example)."""
    guest = _GUEST.fullmatch(name)
    return (f"{guest[1]}@{guest[2]}" if guest else name).lower()


def graph_time(time: datetime) -> str:
    """`time` in UTC as OData writes it, with all its digits."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _about(id: str, name: str, value: str) -> str:
    return f"{id if OBJECT_ID.fullmatch(value) else name} eq {quoted(value)}"
