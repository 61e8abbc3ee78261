"""The readers of the sign-in log (on beta, which alone has the MFA fields), the audit log and the
risk detections; the SDK's builders make the requests.

Not here: time slices, and what is kept between runs (`audit.sign_ins`, `audit.sign_in_cache`).
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
from mfa_audit.graph.client import Reader
from mfa_audit.graph.log_json import AuditRow, RiskRow, SignInRow

# The service's default and its most.
SIGN_INS_PAGE = 1000
# The largest page of risk detections; that of audits is not documented, and next links are
# followed whatever it is.
RISKS_PAGE = 500
AUDITS_PAGE = 999
# Without it the on-premises components and report-only results come as unknownFutureValue.
PREFER = "include-unknown-enum-members"
_INTERACTIVE = ("interactiveUser",)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_GUEST = re.compile(r"(.+)_([^_]+)#ext#@.+", re.IGNORECASE)


class SignInLog:
    """The sign-ins of one tenant."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def sign_ins(self, query: LogQuery) -> AsyncIterator[list[SignIn]]:
        """Pages of the sign-ins that `query` asks for, newest first; perhaps some just outside its
        time, because the log's filter knows no "before". `failures_only` is not asked for."""
        builder = SignInsRequestBuilder(self._reader.beta, {})
        asked = builder.SignInsRequestBuilderGetQueryParameters(
            filter=filter_of(query), top=SIGN_INS_PAGE
        )
        async for page in self._reader.pages(
            builder, asked, SIGN_INS_SOURCE, PageJson[SignInRow], beta=True, prefer=PREFER
        ):
            yield [row.sign_in() for row in page]


class AuditLog:
    """The audit events and reported suspicious activity of one tenant, on v1.0."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def events(self, begin: datetime, end: datetime) -> AsyncIterator[list[AuditEvent]]:
        """Pages of all events of [begin, end), newest first. Which of them matter is told by their
        names, afterwards: how Graph spells those in its filter is not documented."""
        builder = DirectoryAuditsRequestBuilder(self._reader.v1, {})
        query = builder.DirectoryAuditsRequestBuilderGetQueryParameters(
            filter=f"activityDateTime ge {graph_time(begin)} "
            f"and activityDateTime le {graph_time(end)}",
            top=AUDITS_PAGE,
        )
        async for page in self._reader.pages(builder, query, AUDITS_SOURCE, PageJson[AuditRow]):
            yield [row.event() for row in page if begin <= row.activity_date_time < end]

    async def suspicious(
        self, begin: datetime, end: datetime
    ) -> AsyncIterator[list[RiskDetection]]:
        """Pages of the suspicious activity that users reported in [begin, end)."""
        builder = RiskDetectionsRequestBuilder(self._reader.v1, {})
        query = builder.RiskDetectionsRequestBuilderGetQueryParameters(
            filter=f"riskEventType eq {quoted(SUSPICIOUS)}", top=RISKS_PAGE
        )
        async for page in self._reader.pages(builder, query, RISKS_SOURCE, PageJson[RiskRow]):
            found = [row.detection(begin) for row in page]
            yield [detection for detection in found if begin <= detection.time < end]


def filter_of(query: LogQuery) -> str:
    """The `$filter` for `query`. The time has `ge` and `le` only, so `end` itself is included."""
    parts = [
        f"createdDateTime ge {graph_time(query.begin)}",
        f"createdDateTime le {graph_time(query.end)}",
    ]
    if query.user:
        parts.append(_about("userId", "userPrincipalName", logged_name(query.user)))
    if query.app:
        parts.append(_about("appId", "appDisplayName", query.app))
    # Interactive sign-ins are what comes without a filter.
    if query.event_types != _INTERACTIVE:
        kinds = " or ".join(f"t eq {quoted(kind)}" for kind in query.event_types)
        parts.append(f"signInEventTypes/any(t: {kinds})")
    return " and ".join(parts)


def logged_name(name: str) -> str:
    """How the log spells a user principal name: in lower case, and a guest by the address at home
    (`anna_fabrikam.example#EXT#@contoso.example` is anna@fabrikam.example)."""
    guest = _GUEST.fullmatch(name)
    return (f"{guest[1]}@{guest[2]}" if guest else name).lower()


def graph_time(time: datetime) -> str:
    """`time` as OData writes it, in UTC, with as many digits as it has."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def quoted(text: str) -> str:
    """`text` as an OData string: a quote within it is doubled, so that it cannot end the string."""
    return "'" + text.replace("'", "''") + "'"


def _about(id: str, name: str, value: str) -> str:
    return f"{id if _ID.fullmatch(value) else name} eq {quoted(value)}"
