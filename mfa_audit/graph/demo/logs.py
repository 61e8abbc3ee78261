"""Contoso's logs, made when they are first asked for, and what the service keeps back of them: rows
beyond the tenant's retention, Conditional Access without its permission, and words that an asker
does not say it understands.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

from mfa_audit.graph.demo.audits import audits, risks
from mfa_audit.graph.demo.bodies import Body
from mfa_audit.graph.demo.contoso import Person
from mfa_audit.graph.demo.log_service import AUDITS, RISKS, SIGN_INS, page_of
from mfa_audit.graph.demo.sign_ins import sign_ins

# How many days a tenant keeps its logs, with Entra ID P1 and without.
_P1_DAYS, _FREE_DAYS = 30, 7
_POLICIES = "appliedConditionalAccessPolicies"
_PREFERRED = "include-unknown-enum-members"
_UNKNOWN = "unknownFutureValue"
# Words of the sign-in log that were added after `unknownFutureValue`.
_LATER_ISSUERS = {"AzureADBackupAuth", "ADFederationServicesMFAAdapter", "NPSExtension"}
_LATER_RESULTS = "reportOnly"


class Logs:
    """The logs of `people` up to `end`. `premium`: the tenant has Entra ID P1; `policies`: the
    asker may read Conditional Access policies."""

    def __init__(
        self,
        people: Sequence[Person],
        end: datetime,
        *,
        premium: bool = True,
        policies: bool = True,
    ) -> None:
        self._people = people
        self._end = end
        days = _P1_DAYS if premium else _FREE_DAYS
        self._begin = (end - timedelta(days=days)).astimezone(UTC)
        self._policies = policies

    @cached_property
    def _sign_ins(self) -> list[Body]:
        return sign_ins(self._people, self._end)

    def sign_ins(self, query: dict[str, str], address: str, prefer: str) -> Body:
        """A page of the sign-in log; `prefer` is the header of that name."""
        page = page_of(SIGN_INS, self._sign_ins, query, address)
        if not self._policies:
            page["value"] = [_without_policies(row) for row in page["value"]]
        if _PREFERRED not in prefer:
            page["value"] = [_in_old_words(row) for row in page["value"]]
        return page

    def audits(self, query: dict[str, str], address: str) -> Body:
        """A page of the audit log."""
        rows = audits(self._people, self._end)
        kept = [row for row in rows if datetime.fromisoformat(row[AUDITS.time]) >= self._begin]
        return page_of(AUDITS, kept, query, address)

    def risks(self, query: dict[str, str], address: str) -> Body:
        """A page of the risk detections."""
        return page_of(RISKS, risks(self._people, self._end), query, address)


def _without_policies(row: Body) -> Body:
    return {name: value for name, value in row.items() if name != _POLICIES}


def _in_old_words(row: Body) -> Body:
    """`row` as it comes to an asker that knows no words beyond `unknownFutureValue`."""
    changed = dict(row)
    if row["tokenIssuerType"] in _LATER_ISSUERS:
        changed["tokenIssuerType"] = _UNKNOWN
    if row.get(_POLICIES):
        changed[_POLICIES] = [
            policy | {"result": _UNKNOWN} if policy["result"].startswith(_LATER_RESULTS) else policy
            for policy in row[_POLICIES]
        ]
    return changed
