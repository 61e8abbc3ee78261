"""Contoso's logs as Graph serves them, and a sample of a downloaded MFA activity report."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from mfa_audit.domain.codes import CALL_RESULTS
from mfa_audit.graph.demo.audits import audits, risks
from mfa_audit.graph.demo.bodies import Body, bad_request, only, page_of
from mfa_audit.graph.demo.contoso import Person, people
from mfa_audit.graph.demo.sign_ins import demo_sign_ins

# How many days a tenant keeps its logs, with Entra ID P1 and without.
_P1_DAYS, _FREE_DAYS = 30, 7
_POLICIES = "appliedConditionalAccessPolicies"
_PREFERRED = "include-unknown-enum-members"
_UNKNOWN = "unknownFutureValue"
# Values of the sign-in log that were added after `unknownFutureValue`.
_LATER_ISSUERS = {"AzureADBackupAuth", "ADFederationServicesMFAAdapter", "NPSExtension"}
_LATER_RESULTS = "reportOnly"

Test = Callable[[Body], bool]


class Log(NamedTuple):
    """The properties of a log with its time and its texts, and its largest page. `kinds`: it has
    sign-ins of several kinds, and without a filter only the interactive ones come."""

    name: str
    time: str
    texts: tuple[str, ...]
    most: int
    kinds: bool = False


SIGN_INS_PATH = Log(
    "sign-in log",
    "createdDateTime",
    ("userId", "userPrincipalName", "appId", "appDisplayName"),
    1000,
    kinds=True,
)
AUDITS = Log("audit log", "activityDateTime", ("activityDisplayName", "loggedByService"), 999)
RISKS = Log("risk detections", "detectedDateTime", ("riskEventType",), 500)


class Logs:
    """The logs of `people` up to `end`. `premium`: the tenant has Entra ID P1; `policies`: the
    permission for Conditional Access policies is there."""

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
        return demo_sign_ins(self._people, self._end)

    def sign_ins(self, query: dict[str, str], address: str, prefer: str) -> Body:
        """Return a page of the sign-in log; `prefer` is the header of that name."""

        def show(row: Body) -> Body:
            if not self._policies:
                row = {name: value for name, value in row.items() if name != _POLICIES}
            return row if _PREFERRED in prefer else _in_old_words(row)

        return _page(SIGN_INS_PATH, self._sign_ins, query, address, show)

    def audits(self, query: dict[str, str], address: str) -> Body:
        """Return a page of the audit log."""
        rows = audits(self._people, self._end)
        kept = [row for row in rows if datetime.fromisoformat(row[AUDITS.time]) >= self._begin]
        return _page(AUDITS, kept, query, address)

    def risks(self, query: dict[str, str], address: str) -> Body:
        """Return a page of the risk detections."""
        return _page(RISKS, risks(self._people, self._end), query, address)


def _in_old_words(row: Body) -> Body:
    """`row` with `unknownFutureValue` for all later values."""
    changed = dict(row)
    if row["tokenIssuerType"] in _LATER_ISSUERS:
        changed["tokenIssuerType"] = _UNKNOWN
    if row.get(_POLICIES):
        changed[_POLICIES] = [
            policy | {"result": _UNKNOWN} if policy["result"].startswith(_LATER_RESULTS) else policy
            for policy in row[_POLICIES]
        ]
    return changed


def _page(
    log: Log,
    rows: Sequence[Body],
    query: dict[str, str],
    address: str,
    show: Callable[[Body], Body] = lambda row: row,
) -> Body:
    """The page of the matching `rows`, newest first, that `query` requests."""
    only(query, "$filter", "$top", "$skiptoken")
    matches = matching(log, query.get("$filter", ""))
    size = int(query.get("$top", log.most))
    if size > log.most:
        raise bad_request(f"The page size is at most {log.most}.")
    return page_of([row for row in rows if matches(row)], query, address, size, show)


_TEXT = r"'((?:[^']|'')*)'"
_KINDS = re.compile(rf"signInEventTypes/any\(t: ((?:t eq {_TEXT}(?: or )?)+)\)")


def matching(log: Log, filter: str) -> Test:
    """Return a function that says whether a row matches `filter`. Raises Refusal for a filter that
    the product does not send."""
    tests: list[Test] = []
    rest, kinds = filter, not log.kinds
    time = re.compile(rf"({log.time}) (ge|le) (\S+)")
    text = re.compile(rf"({'|'.join(log.texts)}) eq {_TEXT}")
    while rest:
        if clause := time.match(rest):
            tests.append(_time_test(clause))
        elif clause := text.match(rest):
            tests.append(_text_test(clause))
        elif log.kinds and (clause := _KINDS.match(rest)):
            tests.append(_kinds_test(set(re.findall(_TEXT, clause[1]))))
            kinds = True
        rest = rest[clause.end() :] if clause else rest
        if not clause or (rest and not rest.startswith(" and ")):
            raise bad_request(f"not a filter of the {log.name}: {rest}")
        rest = rest.removeprefix(" and ")
    if not kinds:
        tests.append(_kinds_test({"interactiveUser"}))
    return lambda row: all(test(row) for test in tests)


def _time_test(clause: re.Match[str]) -> Test:
    name, border = clause[1], datetime.fromisoformat(clause[3])
    if clause[2] == "ge":
        return lambda row: datetime.fromisoformat(row[name]) >= border
    return lambda row: datetime.fromisoformat(row[name]) <= border


def _text_test(clause: re.Match[str]) -> Test:
    name, value = clause[1], clause[2].replace("''", "'")
    return lambda row: row[name] == value


def _kinds_test(kinds: set[str]) -> Test:
    return lambda row: not kinds.isdisjoint(row["signInEventTypes"])


_HEADER = (
    *("Call Date (UTC)", "Username", "Phone Number", "Authentication Type"),
    *("Application Name", "IP Address", "Call Result"),
)
_ROWS = 360
_BEGIN = datetime(2024, 8, 1, 7, 3, tzinfo=UTC)
_STEP = timedelta(hours=1, minutes=53)
_TYPES = ("Phone Call", "Text Message", "Mobile App", "OATH Token")
_APPLICATIONS = ("RADIUS", "IIS: Outlook Web Access", "User Portal", "AD FS")
# The results of most calls.
_USUAL = ("SUCCESS_NO_PIN", "SUCCESS_PHONE_APP_AUTHENTICATED", "SUCCESS_OATH_CODE_VERIFIED")


def sample() -> str:
    """Return the report as CSV: a header and 360 rows, with every result, the oldest call first."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_HEADER)
    callers = [person.upn for person in people() if person.enabled and not person.guest]
    rare = [result.code for result in CALL_RESULTS]
    for number in range(_ROWS):
        result = (*_USUAL, rare[number // 4 % len(rare)])[number % 4]
        table.writerow(
            (
                f"{_BEGIN + number * _STEP:%Y-%m-%d %H:%M:%S}",
                callers[number * 29 % len(callers)],
                f"+46 7000000{number % 90 + 10}",
                _TYPES[number % len(_TYPES)],
                _APPLICATIONS[number // 5 % len(_APPLICATIONS)],
                f"192.0.2.{number % 250 + 1}",
                result,
            )
        )
    return text.getvalue()
