"""The five histories: a row for each event of the audit log."""

from collections import Counter
from collections.abc import Sequence

from mfa_audit.domain.history import Entry, History
from mfa_audit.reports.columns import Column
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.logs import LogReport
from mfa_audit.reports.tables import Chart, Kind, Section, Value


def _changes(entry: Entry) -> Value:
    return tuple(f"{c.name}: {c.old or '(none)'} → {c.new or '(none)'}" for c in entry.changes)


_C = Column[Entry]
_T = Kind.TEXT

# fmt: off
HISTORY_COLUMNS: tuple[Column[Entry], ...] = (
    _C("activityDateTime", "Time (UTC)", Kind.TIME, 19, "When it happened.", lambda r: r.time),
    _C("what", "What", _T, 32, "What it amounts to.", lambda r: r.what,
       lambda r, words: words(r.what)),
    _C("user", "User", _T, 38, "To whom it happened.", lambda r: r.user),
    _C("initiatedBy", "By", _T, 38, "The person or app that did it.", lambda r: r.by),
    _C("result", "Result", _T, 12, "success, failure or timeout.", lambda r: r.result),
    _C("resultReason", "Reason", _T, 48, "Graph's words, such as the method.", lambda r: r.reason),
    _C("modifiedProperties", "Changes", Kind.LIST, 48, "What was changed, from what to what.",
       _changes),
    _C("ipAddress", "IP Address", _T, 16, "Where it was done from.", lambda r: r.ip_address),
    _C("activityDisplayName", "Activity", _T, 40, "Graph's name.", lambda r: r.activity),
    _C("userId", "Object Id", _T, 38, "The user's object id.", lambda r: r.user_id),
    _C("initiatedById", "By (Id)", _T, 38, "The id of who did it.", lambda r: r.by_id),
    _C("correlationId", "Correlation Id", _T, 38, "The same for the parts of one action.",
       lambda r: r.correlation_id),
    _C("id", "Event Id", _T, 38, "Graph's id of the event.", lambda r: r.id),
)
# fmt: on


def _figures(entries: Sequence[Entry], words: Words) -> list[Section]:
    """How many events of each kind there are, the most frequent first."""
    counts = Counter(words(entry.what) for entry in entries)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    chart = Chart("Events by kind", 0, len(rows)) if rows else None
    return [section(words, "Figures", ("What", "Events"), rows or [(words("none"), 0)], chart)]


_TITLES = {
    History.BLOCKED: "Blocked users",
    History.BYPASSED: "Bypasses",
    History.FRAUD: "Fraud and suspicious activity",
    History.REGISTRATION: "Security info",
    History.STATE: "Per-user MFA state",
}
_ON_SCREEN = ("activityDateTime", "what", "user", "initiatedBy", "result")
HISTORY_REPORTS = {
    history: LogReport(
        "Events",
        title,
        f"mfa-audit/history-{history}/v1",
        "event",
        HISTORY_COLUMNS,
        (*_ON_SCREEN, "modifiedProperties" if history is History.STATE else "resultReason"),
        _figures,
        "History",
    )
    for history, title in _TITLES.items()
}
