"""The figures of many reports over time: a row for each, and lines. Not here: how they are counted
(`domain.trend`) and found."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from mfa_audit.domain.figures import Amounts
from mfa_audit.domain.run import Gap
from mfa_audit.reports.columns import Column, TableLayout
from mfa_audit.reports.language import Words
from mfa_audit.reports.read_back import Origin
from mfa_audit.reports.run_facts import gap_facts
from mfa_audit.reports.tables import Chart, Closing, Kind, Page, Section, Value
from mfa_audit.wording import aligned, on_one_line

TREND_SCHEMA = "mfa-audit/trend/v1"
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
    figures: Amounts

    def number(self, figure: str) -> int | None:
        """How many are known to be so; None where the report does not show it."""
        amount = self.figures.get(figure)
        return amount and amount.least

    @property
    def accounts(self) -> int:
        """The accounts of the report."""
        return self.number("in_scope") or 0

    @property
    def registered_share(self) -> float | None:
        """Of the accounts, those registered."""
        registered = self.number("registered")
        return None if registered is None or not self.accounts else registered / self.accounts


def _figure(key: str, header: str, figure: str) -> Column[Point]:
    return _number(key, header, lambda point: point.number(figure))


def _number(key: str, header: str, value: Callable[[Point], Value]) -> Column[Point]:
    return Column(key, header, Kind.NUMBER, 14, "", value)


# fmt: off
TREND_COLUMNS: tuple[Column[Point], ...] = (
    Column("date", "Date", Kind.TEXT, 12, "", lambda p: p.day.isoformat()),
    Column("file", "File", Kind.TEXT, 38, "", lambda p: p.file),
    _figure("accounts", "Accounts", "in_scope"),
    _figure("registered", "Registered", "registered"),
    _figure("notRegistered", "Not registered", "unregistered"),
    _figure("unknown", "Unknown", "unknown"),
    _number("registeredShare", "Registered, Share", lambda p: p.registered_share),
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
    """A row for each report."""
    return TableLayout("Reports", "Reports", TREND_COLUMNS, words, for_programs=for_programs)


def trend_closing(
    points: Sequence[Point], unread: Sequence[Gap], made: datetime, words: Words
) -> Closing:
    """What comes after the last report; `unread` are the files that are no reports."""
    title = words("MFA registration over time")
    lead = words("Each report has a row in Reports; an empty cell is not known.")
    sections = [_accounts(points, words), _admins(points, words)]
    sections += [_unread(unread, words)] if unread else []
    notes = trend_notes(points)
    lines = (lead, *(words(note) for note in notes))
    return Closing(
        run={"notes": notes},
        gaps=[gap_facts(gap) for gap in unread],
        title=title,
        schema=TREND_SCHEMA,
        front=[Page(words("Trend"), title, lines, sections, _WIDTHS)],
        made=made,
    )


def trend_notes(points: Sequence[Point]) -> list[str]:
    """What a reader of the lines should know."""
    tenants = {p.origin.tenant_id for p in points if p.origin.tenant_id}
    definitions = {p.origin.definition for p in points if p.origin.definition}
    choices = {p.origin.chosen for p in points if p.origin.chosen is not None}
    several = (
        (tenants, SEVERAL_TENANTS),
        (definitions, SEVERAL_DEFINITIONS),
        (choices, SEVERAL_CHOICES),
    )
    return [note for values, note in several if len(values) > 1]


def _accounts(points: Sequence[Point], words: Words) -> Section:
    headers = ("Date", "Registered", "Phishing-Resistant", "Phone Only")
    figures = ("registered", "phishing_resistant", "phone_only")
    return _over_time("Accounts over time", points, headers, figures, 3, words)


def _admins(points: Sequence[Point], words: Words) -> Section:
    headers = ("Date", "Admins Not Registered", "Admins")
    return _over_time(
        "Admins over time", points, headers, ("admins_unregistered", "admins"), 1, words
    )


def _over_time(
    name: str,
    points: Sequence[Point],
    headers: Sequence[str],
    figures: Sequence[str],
    lines: int,
    words: Words,
) -> Section:
    """A row for each report with these figures, and a chart of the first `lines` of them."""
    title = words(name)
    rows = [(p.day.isoformat(), *(p.number(figure) for figure in figures)) for p in points]
    return Section(title, tuple(map(words, headers)), rows, Chart(title, 0, len(rows), lines))


def _unread(unread: Sequence[Gap], words: Words) -> Section:
    rows = [(gap.source, gap.reason) for gap in unread]
    return Section(words("Files not read"), (words("File"), words("Why")), rows)


_ON_SCREEN = {
    "accounts": "in_scope",
    "registered": "registered",
    "phishing-resistant": "phishing_resistant",
    "phone only": "phone_only",
    "admins not registered": "admins_unregistered",
}


def trend_screen(points: Sequence[Point]) -> str:
    """A line for each report, for people at the console."""
    rows = [["date", *_ON_SCREEN, "file"]]
    for point in points:
        numbers = map(point.number, _ON_SCREEN.values())
        cells = ("-" if number is None else str(number) for number in numbers)
        rows.append([point.day.isoformat(), *cells, point.file])
    lines = aligned(rows, range(1, 1 + len(_ON_SCREEN)))
    lines += [f"note: {note}" for note in trend_notes(points)]
    return "\n".join(map(on_one_line, lines))
