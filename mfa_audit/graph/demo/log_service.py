"""The service's side of the logs: filters and pages over rows, strict like the emulator.

Only what the product sends is understood; anything else is refused. Not here: the rows (`logs`).
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from mfa_audit.graph.demo.bodies import Body, Refusal, only

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


SIGN_INS = Log(
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
