"""The figures of many reports over time: a row for each, and lines. Not here: how they are counted
(`domain.trend`) and found."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from mfa_audit.domain.audit import Gap
from mfa_audit.domain.trend import Figures
from mfa_audit.reports.about import gap_facts
from mfa_audit.reports.column import Chart, Closing, Kind, Page, Row, Section, Table
from mfa_audit.reports.language import Words
from mfa_audit.reports.provenance import Origin
from mfa_audit.reports.rows import PlainColumn, facts, shown
from mfa_audit.reports.wording import on_one_line

SCHEMA = "mfa-audit/trend/v1"
BY_REPORT, BY_NAME, BY_TIME = "the report", "the file's name", "the file's time"
SEVERAL_TENANTS = "the reports are of several tenants: the lines mix them"
SEVERAL_DEFINITIONS = "the reports have several definitions of registered: the lines mix them"
SEVERAL_CHOICES = "the reports are not about the same accounts: the lines mix them"
_WIDTHS = (34, 24, 22, 22, 30)


class Point(NamedTuple):
    """One report: its day, what told the day, its file's name, where it came from."""

    day: date
    day_by: str
    file: str
    origin: Origin
    figures: Figures


_C = PlainColumn[Point]


def _number(key: str, header: str, field: str) -> PlainColumn[Point]:
    return _C(key, header, Kind.NUMBER, 14, attrgetter(f"figures.{field}"))


COLUMNS: tuple[PlainColumn[Point], ...] = (
    _C("date", "Date", Kind.TEXT, 12, lambda p: p.day.isoformat()),
    _C("file", "File", Kind.TEXT, 38, lambda p: p.file),
    _number("accounts", "Accounts", "accounts"),
    _number("registered", "Registered", "registered"),
    _number("notRegistered", "Not registered", "not_registered"),
    _number("unknown", "Unknown", "unknown"),
    _number("registeredShare", "Registered, Share", "share"),
    _number("phishingResistant", "Phishing-Resistant", "phishing_resistant"),
    _number("phoneOnly", "Phone Only", "phone_only"),
    _number("admins", "Admins", "admins"),
    _number("adminsNotRegistered", "Admins Not Registered", "admins_not_registered"),
    _C("definition", "Definition", Kind.TEXT, 12, lambda p: p.origin.definition),
    _C("tenant", "Tenant", Kind.TEXT, 24, lambda p: p.origin.tenant or p.origin.tenant_id),
    _C(
        "dateFrom", "Date From", Kind.TEXT, 18, lambda p: p.day_by, lambda p, words: words(p.day_by)
    ),
)


class TrendLayout:
    """A row for each report."""

    def __init__(self, words: Words, *, for_programs: bool = False) -> None:
        self._words = words
        self._row = facts(COLUMNS) if for_programs else shown(COLUMNS, words)
        headings = [column.heading(words) for column in COLUMNS]
        self.tables = [Table("Reports", words("Reports"), headings)]

    def rows(self, records: Sequence[Point]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and for which of `tables`."""
        yield 0, [self._row(record) for record in records]

    def closing(self, points: Sequence[Point], unread: Sequence[Gap], made: datetime) -> Closing:
        """What is told after the last report; `unread` are the files that were none."""
        words = self._words
        title = words("MFA registration over time")
        lead = words("Each report has a row in Reports; an empty cell is not known.")
        sections = [_accounts(points, words), _admins(points, words)]
        sections += [_unread(unread, words)] if unread else []
        warned = [words(note) for note in notes(points)]
        return Closing(
            run={"notes": notes(points)},
            gaps=[gap_facts(gap) for gap in unread],
            title=title,
            schema=SCHEMA,
            front=[Page(words("Trend"), title, (lead, *warned), sections, _WIDTHS)],
            made=made,
        )


def notes(points: Sequence[Point]) -> list[str]:
    """What a reader of the lines should know."""
    tenants = {p.origin.tenant_id for p in points if p.origin.tenant_id}
    definitions = {p.origin.definition for p in points if p.origin.definition}
    choices = {p.origin.chosen for p in points if p.origin.chosen is not None}
    several = (
        (tenants, SEVERAL_TENANTS),
        (definitions, SEVERAL_DEFINITIONS),
        (choices, SEVERAL_CHOICES),
    )
    return [note for told, note in several if len(told) > 1]


def _accounts(points: Sequence[Point], words: Words) -> Section:
    title = words("Accounts over time")
    rows = [
        (p.day.isoformat(), f.registered, f.phishing_resistant, f.phone_only)
        for p, f in ((point, point.figures) for point in points)
    ]
    headers = ("Date", "Registered", "Phishing-Resistant", "Phone Only")
    chart = Chart(title, 0, len(rows), 3)
    return Section(title, tuple(map(words, headers)), rows, chart)


def _admins(points: Sequence[Point], words: Words) -> Section:
    title = words("Admins over time")
    rows = [(p.day.isoformat(), p.figures.admins_not_registered, p.figures.admins) for p in points]
    headers = ("Date", "Admins Not Registered", "Admins")
    return Section(title, tuple(map(words, headers)), rows, Chart(title, 0, len(rows), 1))


def _unread(unread: Sequence[Gap], words: Words) -> Section:
    rows = [(gap.source, gap.reason) for gap in unread]
    return Section(words("Files not read"), (words("File"), words("Why")), rows)


def screen(points: Sequence[Point]) -> str:
    """A line for each report, for people at the console."""
    headers = ("date", "accounts", "registered", "phishing-resistant", "phone only")
    more = "admins not registered"
    lines = ["  ".join((*headers, more, "file"))]
    for point in points:
        f = point.figures
        numbers = (f.accounts, f.registered, f.phishing_resistant, f.phone_only)
        told = zip((*headers[1:], more), (*numbers, f.admins_not_registered), strict=True)
        cells = [f"{'-' if n is None else n:>{len(header)}}" for header, n in told]
        lines.append("  ".join((point.day.isoformat(), *cells, point.file)))
    lines[0] = "date        " + lines[0].removeprefix("date  ")
    return "\n".join(map(on_one_line, [*lines, *(f"note: {note}" for note in notes(points))]))
