"""Contoso's logs as Graph serves them, and a downloaded MFA activity report with every call
result."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from mfa_audit.domain.codes import CALL_RESULTS
from mfa_audit.graph.demo.audits import audits, risks
from mfa_audit.graph.demo.bodies import Body, Refusal, only
from mfa_audit.graph.demo.contoso import Person, people
from mfa_audit.graph.demo.sign_ins import demo_sign_ins

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
        return demo_sign_ins(self._people, self._end)

    def sign_ins(self, query: dict[str, str], address: str, prefer: str) -> Body:
        """A page of the sign-in log; `prefer` is the header of that name."""
        page = page_of(SIGN_INS_PATH, self._sign_ins, query, address)
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


Test = Callable[[Body], bool]


class Log(NamedTuple):
    """How a log may be asked: the properties that hold its time and its texts, and the most on a
    page. `kinds` says that it has sign-ins of several kinds, of which only the interactive ones
    come unasked."""

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

_TEXT = r"'((?:[^']|'')*)'"
_UNASKED = "interactiveUser"


def matching(log: Log, filter: str) -> Test:
    """A function that tells whether a row matches `$filter`. Raises Refusal for a filter that the
    product does not send."""
    tests: list[Test] = []
    rest, kinds = filter, not log.kinds
    clauses = _clauses(log)
    while rest:
        for pattern, test in clauses:
            if found := pattern.match(rest):
                tests.append(test(found))
                kinds = kinds or test is _kinds
                rest = rest[found.end() :]
                break
        else:
            raise _refused(log, rest)
        if rest and not rest.startswith(" and "):
            raise _refused(log, rest)
        rest = rest.removeprefix(" and ")
    if not kinds:
        tests.append(lambda row: _UNASKED in row["signInEventTypes"])
    return lambda row: all(test(row) for test in tests)


def _refused(log: Log, rest: str) -> Refusal:
    return Refusal(400, "BadRequest", f"not a filter of the {log.name}: {rest}")


def _clauses(log: Log) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], Test]]]:
    kinds = re.compile(rf"signInEventTypes/any\(t: ((?:t eq {_TEXT}(?: or )?)+)\)")
    return [
        (re.compile(rf"({log.time}) (ge|le) (\S+)"), _time),
        (re.compile(rf"({'|'.join(log.texts)}) eq {_TEXT}"), _text),
        *([(kinds, _kinds)] if log.kinds else []),
    ]


def _time(found: re.Match[str]) -> Test:
    name, border = found[1], datetime.fromisoformat(found[3])
    if found[2] == "ge":
        return lambda row: datetime.fromisoformat(row[name]) >= border
    return lambda row: datetime.fromisoformat(row[name]) <= border


def _text(found: re.Match[str]) -> Test:
    name, value = found[1], found[2].replace("''", "'")
    return lambda row: row[name] == value


def _kinds(found: re.Match[str]) -> Test:
    wanted = set(re.findall(_TEXT, found[1]))
    return lambda row: not wanted.isdisjoint(row["signInEventTypes"])


def page_of(log: Log, rows: Sequence[Body], query: dict[str, str], address: str) -> Body:
    """One page of those of `rows` (newest first) that `query` asks for. `address` is the request's
    without its query. Raises Refusal for options that the product does not send."""
    only(query, "$filter", "$top", "$skiptoken")
    wanted = matching(log, query.get("$filter", ""))
    found = [row for row in rows if wanted(row)]
    size = int(query.get("$top", log.most))
    if size > log.most:
        raise Refusal(400, "BadRequest", f"The page size is at most {log.most}.")
    start = int(query.get("$skiptoken", "0"))
    page: Body = {"value": found[start : start + size]}
    if start + size < len(found):
        kept = "&".join(
            f"{key}={quote(value)}" for key, value in query.items() if key != "$skiptoken"
        )
        page["@odata.nextLink"] = f"{address}?{kept}&$skiptoken={start + size}"
    return page


_HEADER = (
    "Call Date (UTC)",
    "Username",
    "Phone Number",
    "Authentication Type",
    "Application Name",
    "IP Address",
    "Call Result",
)
_ROWS = 360
_BEGIN = datetime(2024, 8, 1, 7, 3, tzinfo=UTC)
_STEP = timedelta(hours=1, minutes=53)
_TYPES = ("Phone Call", "Text Message", "Mobile App", "OATH Token")
_APPLICATIONS = ("RADIUS", "IIS: Outlook Web Access", "User Portal", "AD FS")
# What most calls ended with.
_USUAL = ("SUCCESS_NO_PIN", "SUCCESS_PHONE_APP_AUTHENTICATED", "SUCCESS_OATH_CODE_VERIFIED")


def sample() -> str:
    """The report as CSV: a header, then 360 rows from the first to the last call."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_HEADER)
    callers = [person.upn for person in people() if person.enabled and not person.guest]
    codes = [result.code for result in CALL_RESULTS]
    for number in range(_ROWS):
        usual = number % 4
        table.writerow(
            (
                f"{_BEGIN + number * _STEP:%Y-%m-%d %H:%M:%S}",
                callers[number * 29 % len(callers)],
                f"+46 7000000{number % 90 + 10}",
                _TYPES[number % len(_TYPES)],
                _APPLICATIONS[number // 5 % len(_APPLICATIONS)],
                f"192.0.2.{number % 250 + 1}",
                _USUAL[usual] if usual < len(_USUAL) else codes[number // 4 % len(codes)],
            )
        )
    return text.getvalue()
