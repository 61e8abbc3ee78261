"""The reader of the sign-in log: the SDK's builder makes the requests, on beta, which alone has the
MFA fields. Not here: time slices and what is kept between runs (`audit.slices`).
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from msgraph.generated.audit_logs.sign_ins.sign_ins_request_builder import SignInsRequestBuilder

from mfa_audit.domain.log_sources import SIGN_INS_SOURCE
from mfa_audit.domain.sign_ins import LogQuery, SignIn
from mfa_audit.graph.answers import Page
from mfa_audit.graph.reading import Reader
from mfa_audit.graph.sign_in_answers import SignInRow

# The service's default and its most.
PAGE_SIZE = 1000
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
            filter=filter_of(query), top=PAGE_SIZE
        )
        async for page in self._reader.pages(
            builder, asked, SIGN_INS_SOURCE, Page[SignInRow], beta=True, prefer=PREFER
        ):
            yield [row.sign_in() for row in page]


def filter_of(query: LogQuery) -> str:
    """The `$filter` for `query`. The time has `ge` and `le` only, so `end` itself is included."""
    parts = [
        f"createdDateTime ge {moment(query.begin)}",
        f"createdDateTime le {moment(query.end)}",
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


def moment(time: datetime) -> str:
    """`time` as OData writes it, in UTC, with as many digits as it has."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def quoted(text: str) -> str:
    """`text` as an OData string: a quote within it is doubled, so that it cannot end the string."""
    return "'" + text.replace("'", "''") + "'"


def _about(id: str, name: str, value: str) -> str:
    return f"{id if _ID.fullmatch(value) else name} eq {quoted(value)}"
