"""The figures of many reports over time: a row for each report, and line charts.

Not here: how figures are counted (`domain.figures`), and how reports are found (`cli.trend`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from mfa_audit.domain.figures import Amounts
from mfa_audit.domain.run import Gap
from mfa_audit.reports.columns import Column, TableLayout
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.read_back import Origin
from mfa_audit.reports.run_facts import gap_facts
from mfa_audit.reports.tables import Chart, Closing, Kind, Page, Section
from mfa_audit.wording import aligned, on_one_line

TREND_SCHEMA = "mfa-audit/trend/v1"
BY_REPORT, BY_NAME, BY_TIME = "the report", "the file's name", "the file's time"
SEVERAL_TENANTS = "the reports are of several tenants: the lines mix them"
SEVERAL_DEFINITIONS = "the reports have several definitions of registered: the lines mix them"
SEVERAL_CHOICES = "the reports are not about the same accounts: the lines mix them"
_WIDTHS = (34, 24, 22, 22, 30)


class Point(NamedTuple):
    """A report: its day and where the day comes from, the name of its file, its origin."""

    day: date
    day_by: str
    file: str
    origin: Origin
    figures: Amounts

    def number(self, figure: str) -> int | None:
        """The least number of accounts that this figure can be; None if the report lacks it."""
        amount = self.figures.get(figure)
        return amount and amount.least

    @property
    def registered_share(self) -> float | None:
        """The part of the accounts that is registered, from 0 to 1."""
        registered, accounts = self.number("registered"), self.number("in_scope")
        return registered / accounts if registered is not None and accounts else None


def _figure(key: str, header: str, figure: str) -> Column[Point]:
    return Column(key, header, Kind.NUMBER, 14, "", lambda point: point.number(figure))


# fmt: off
TREND_COLUMNS: tuple[Column[Point], ...] = (
    Column("date", "Date", Kind.TEXT, 12, "", lambda p: p.day.isoformat()),
    Column("file", "File", Kind.TEXT, 38, "", lambda p: p.file),
    _figure("accounts", "Accounts", "in_scope"),
    _figure("registered", "Registered", "registered"),
    _figure("notRegistered", "Not registered", "unregistered"),
    _figure("unknown", "Unknown", "unknown"),
    Column("registeredShare", "Registered, Share", Kind.NUMBER, 14, "",
           lambda p: p.registered_share),
    _figure("phishingResistant", "Phishing-Resistant", "phishing_resistant"),
    _figure("phoneOnly", "Phone Only", "phone_only"),
    _figure("admins", "Admins", "admins"),
    _figure("adminsNotRegistered", "Admins Not Registered", "admins_unregistered"),
    Column("definition", "Definition", Kind.TEXT, 12, "", lambda p: p.origin.definition),
    Column("tenant", "Tenant", Kind.TEXT, 24, "", lambda p: p.origin.tenant or p.origin.tenant_id),
    Column("dateFrom", "Date From", Kind.TEXT, 18, "", lambda p: p.day_by,
           lambda p, words: words(p.day_by)),
)
# fmt: on


def trend_layout(words: Words, *, for_programs: bool = False) -> TableLayout[Point]:
    """The layout of a trend: a row for each report."""
    return TableLayout("Reports", "Reports", TREND_COLUMNS, words, for_programs=for_programs)


def trend_closing(
    points: Sequence[Point], unread: Sequence[Gap], made: datetime, words: Words
) -> Closing:
    """The parts of a trend that follow the last row; `unread` are the files that are no reports."""
    title = words("MFA registration over time")
    lead = words("Each report has a row in Reports; an empty cell is not known.")
    notes = trend_notes(points)
    sections = [
        _over_time(words, points, "Accounts over time", _ACCOUNT_LINES, lines=3),
        _over_time(words, points, "Admins over time", _ADMIN_LINES, lines=1),
    ]
    if unread:
        rows = [(gap.source, gap.reason) for gap in unread]
        sections.append(section(words, "Files not read", ("File", "Why"), rows))
    return Closing(
        run={"notes": notes},
        gaps=[gap_facts(gap) for gap in unread],
        title=title,
        schema=TREND_SCHEMA,
        front=[Page(words("Trend"), title, (lead, *map(words, notes)), sections, _WIDTHS)],
        made=made,
    )


def trend_notes(points: Sequence[Point]) -> list[str]:
    """The notes to the reader of the lines."""
    tenants = {p.origin.tenant_id for p in points if p.origin.tenant_id}
    definitions = {p.origin.definition for p in points if p.origin.definition}
    choices = {p.origin.chosen for p in points if p.origin.chosen is not None}
    several = (
        (tenants, SEVERAL_TENANTS),
        (definitions, SEVERAL_DEFINITIONS),
        (choices, SEVERAL_CHOICES),
    )
    return [note for values, note in several if len(values) > 1]


# Header → figure.
_ACCOUNT_LINES = {
    "Registered": "registered",
    "Phishing-Resistant": "phishing_resistant",
    "Phone Only": "phone_only",
}
_ADMIN_LINES = {"Admins Not Registered": "admins_unregistered", "Admins": "admins"}
_ON_SCREEN = {
    "accounts": "in_scope",
    "registered": "registered",
    "phishing-resistant": "phishing_resistant",
    "phone only": "phone_only",
    "admins not registered": "admins_unregistered",
}


def _over_time(
    words: Words, points: Sequence[Point], title: str, figures: Mapping[str, str], *, lines: int
) -> Section:
    """A row for each report with these figures, and a chart of the first `lines` of them."""
    rows = [(p.day.isoformat(), *map(p.number, figures.values())) for p in points]
    chart = Chart(title, 0, len(rows), lines)
    return section(words, title, ("Date", *figures), rows, chart)


def trend_screen(points: Sequence[Point]) -> str:
    """A line for each report, for the screen."""
    rows = [["date", *_ON_SCREEN, "file"]]
    for point in points:
        numbers = map(point.number, _ON_SCREEN.values())
        cells = ("-" if number is None else str(number) for number in numbers)
        rows.append([point.day.isoformat(), *cells, point.file])
    lines = aligned(rows, range(1, 1 + len(_ON_SCREEN)))
    lines += [f"note: {note}" for note in trend_notes(points)]
    return "\n".join(map(on_one_line, lines))
