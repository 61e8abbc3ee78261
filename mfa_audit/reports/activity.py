"""The explained activity report: its rows with two more columns, its figures by outcome, result,
user and day, and the sheets around them.

Not here: how a file becomes rows, and which column has the results (`domain.activity`).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from mfa_audit.domain.activity import ActivitySummary, Explained, distinct
from mfa_audit.domain.codes import CallOutcome, call_result
from mfa_audit.domain.run import Gap
from mfa_audit.reports.explain import NOT_TODAY, WHAT_TO_DO
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.run_facts import gap_facts
from mfa_audit.reports.tables import Chart, Closing, Heading, Kind, Page, Row, Section, Share, Table

ACTIVITY_SCHEMA = "mfa-audit/activity/v1"
HEADING = "MFA activity report, explained"
EXPLAINED = "The result means"
NOT_KNOWN = "No call result that this version knows."
NO_RESULT = "The row has no call result."
OUTCOMES = {
    CallOutcome.SUCCESS: "The person was let in.",
    CallOutcome.DENIED: "The person was not let in.",
    CallOutcome.FAULT: "Something failed that nobody decided: the service, the phone, its number.",
    CallOutcome.UNKNOWN: "The row does not tell how it ended.",
}
# How many results the Summary lists; users and days have their own sheets.
_MOST_RESULTS = 100
# How many users and days it lists; the screen lists as many of everything.
_SHOWN = 10
_WIDTHS = (48, 12, 12, 72)
# The width in characters of a column of the activity report.
_COLUMN = 28

# Counts of outcomes, by user or by day.
_Counts = Mapping[str, Counter[CallOutcome]]
_Rows = Sequence[tuple[str, Counter[CallOutcome]]]


def activity_gaps(summary: ActivitySummary) -> list[Gap]:
    """The gaps of the report: unknown call results, and rows without one."""
    empty = summary.results[""]
    unknown = sum(n for text, n in summary.results.items() if text and not call_result(text))
    gaps = []
    if unknown:
        reason = f"rows with a result that this version does not know: {unknown:,}"
        gaps.append(Gap("call results", reason, "The summary lists them; update mfa-audit."))
    if empty:
        reason = f"rows without a result: {empty:,}"
        remedy = "See whether the file is whole; they may be sums."
        gaps.append(Gap("call results", reason, remedy))
    return gaps


def activity_summary_facts(summary: ActivitySummary) -> dict[str, object]:
    """The figures for JSON."""
    return {
        "rows": summary.rows,
        "outcomes": _outcome_facts(summary.outcomes),
        "results": dict(summary.results.most_common()),
        "users": {user: _outcome_facts(counts) for user, counts in _by_denied(summary.users)},
        "days": {day: _outcome_facts(counts) for day, counts in _by_day(summary.days)},
    }


def _outcome_facts(counts: Counter[CallOutcome]) -> dict[str, int]:
    return {str(outcome): counts[outcome] for outcome in CallOutcome}


def _by_denied(counts: _Counts) -> _Rows:
    """The most denied first, then by name."""
    return sorted(counts.items(), key=lambda item: (-item[1][CallOutcome.DENIED], item[0]))


def _by_day(days: _Counts) -> _Rows:
    """The days in the order of the calendar if they begin with the year. If not, as they come in
    the report: 7/8 may be in July or in August."""
    parts = {day: day.replace("/", "-").replace(".", "-").split("-") for day in days}
    if all(len(part[0]) == 4 for part in parts.values()):
        return sorted(days.items(), key=lambda item: tuple(map(int, parts[item[0]])))
    return list(days.items())


def user_table(summary: ActivitySummary, words: Words) -> Table:
    """A row for each user, the most denied first."""
    return _outcome_table("Users", "User", _by_denied(summary.users), words)


def day_table(summary: ActivitySummary, words: Words) -> Table:
    """A row for each day, which is spelled as in the report."""
    return _outcome_table("Days", "Day", _by_day(summary.days), words)


def _outcome_table(title: str, label: str, counts: _Rows, words: Words) -> Table:
    headings = [Heading(label, words(label), Kind.TEXT, 38)]
    headers = ("Rows", "Success", "Denied", "Fault", "Unknown")
    headings += [Heading(header, words(header), Kind.NUMBER, 12) for header in headers]
    rows: list[Row] = [
        (key, n.total(), *(n[outcome] for outcome in CallOutcome)) for key, n in counts
    ]
    return Table(title, words(title), headings, rows)


def activity_sections(summary: ActivitySummary, words: Words) -> list[Section]:
    """The figures for the Summary sheet."""
    return [
        _outcomes(summary, words),
        _results(summary, words),
        _most_denied("Users denied most often", "User", summary.users, words),
        _most_denied("Days with the most denied", "Day", summary.days, words),
    ]


def _outcomes(summary: ActivitySummary, words: Words) -> Section:
    rows = []
    for outcome, meaning in OUTCOMES.items():
        number = summary.outcomes[outcome]
        share = Share(number / summary.rows) if summary.rows else None
        rows.append((words(str(outcome)), number, share, words(meaning)))
    chart = Chart("Rows by outcome", 0, len(rows))
    return section(words, "Outcomes", ("Outcome", "Rows", "Share", "What it means"), rows, chart)


def _results(summary: ActivitySummary, words: Words) -> Section:
    rows: list[Row] = []
    rest = summary.rows
    for text, number in summary.results.most_common(_MOST_RESULTS):
        result = call_result(text)
        outcome = result.outcome if result else CallOutcome.UNKNOWN
        meaning = result.meaning if result else NOT_KNOWN if text else NO_RESULT
        label = text or words("(no result)")
        rows.append((label, number, words(str(outcome)), words(meaning)))
        rest -= number
    if rest:
        rows.append((words("others"), rest, None, None))
    return section(words, "Results", ("Result", "Rows", "Outcome", "What it means"), rows)


def _most_denied(title: str, label: str, counts: _Counts, words: Words) -> Section:
    rows = [
        (key, number.total(), denied)
        for key, number in _by_denied(counts)[:_SHOWN]
        if (denied := number[CallOutcome.DENIED])
    ]
    nothing = [(words("none"), None, None)]
    return section(words, title, (label, "Rows", "Denied"), rows or nothing)


def activity_screen(summary: ActivitySummary) -> str:
    """The figures for the screen: outcomes, results, users and days. It names people."""
    lines = [
        f"activity report: {summary.rows:,} rows, {len(summary.users):,} users, "
        f"{len(summary.days):,} days"
    ]
    lines += [f"  {outcome!s:<8} {summary.outcomes[outcome]:>9,}" for outcome in CallOutcome]
    results = []
    for text, number in summary.results.most_common():
        result = call_result(text)
        outcome = f" ({result.outcome})" if result else ""
        results.append((f"{text or '(no result)'}{outcome}", number))
    lines += ["results", *_listed(results)]
    for title, counts in (
        ("users denied most often", summary.users),
        ("days with the most denied", summary.days),
    ):
        denied = [(key, number[CallOutcome.DENIED]) for key, number in _by_denied(counts)]
        lines += [title, *_listed([row for row in denied if row[1]])]
    return "\n".join([*lines, NOT_TODAY])


def _listed(numbers: Sequence[tuple[str, int]]) -> list[str]:
    """The first of the numbers, a line for each, and the sum of the others."""
    lines = [f"  {number:>9,}  {' '.join(label.split())}" for label, number in numbers[:_SHOWN]]
    if rest := sum(number for _, number in numbers[_SHOWN:]):
        lines.append(f"  {rest:>9,}  others")
    return lines or [f"  {0:>9}  none"]


class ActivityRow(NamedTuple):
    """A row under the columns of all files; the cell is None if its own file has no such column."""

    cells: Sequence[str | None]
    explained: Explained


class FileFacts(NamedTuple):
    """A file that was read: its encoding and delimiter, and the number of its rows."""

    name: str
    encoding: str
    delimiter: str
    rows: int


class ActivityLayout:
    """The layout of the report: the rows with their meaning and outcome. `names` are the columns of
    all files. `for_programs`: outcomes are in English, and an unknown result has no meaning."""

    def __init__(self, names: Sequence[str], words: Words, *, for_programs: bool = False) -> None:
        self._words = words
        self._outcome: Callable[[str], str] = str if for_programs else words
        self._no_result = None if for_programs else words(NO_RESULT)
        self._not_known = None if for_programs else words(NOT_KNOWN)
        keys = distinct([*names, "meaning", "outcome"])
        headers = distinct([*names, words(EXPLAINED), words("Outcome")])
        widths = [*[_COLUMN] * len(names), 72, 12]
        headings = [
            Heading(key, header, Kind.TEXT, width)
            for key, header, width in zip(keys, headers, widths, strict=True)
        ]
        self.tables = [Table("Activity", words("Activity"), headings)]

    def rows(self, records: Sequence[ActivityRow]) -> Iterator[tuple[int, list[Row]]]:
        """The rows of `records`, with the index of their table in `tables`."""
        yield 0, [self._row(record) for record in records]

    def _row(self, record: ActivityRow) -> Row:
        explained = record.explained
        meaning = self._not_known if explained.cell else self._no_result
        if explained.result:
            meaning = self._words(explained.result.meaning)
        return [*record.cells, meaning, self._outcome(str(explained.outcome))]

    def closing(
        self,
        summary: ActivitySummary,
        files: Sequence[FileFacts],
        gaps: Sequence[Gap],
        version: str,
        made: datetime,
    ) -> Closing:
        """The parts of the report that follow the last row."""
        words = self._words
        return Closing(
            run={
                "program": f"mfa-audit {version}",
                "started": made,
                "notes": [NOT_TODAY],
                "files": [file._asdict() for file in files],
                "summary": activity_summary_facts(summary),
            },
            gaps=[gap_facts(gap) for gap in gaps],
            title=words(HEADING),
            schema=ACTIVITY_SCHEMA,
            front=[_summary_page(summary, files, gaps, words)],
            back=[user_table(summary, words), day_table(summary, words)],
            made=made,
        )


def _summary_page(
    summary: ActivitySummary, files: Sequence[FileFacts], gaps: Sequence[Gap], words: Words
) -> Page:
    read = [(file.name, file.rows, file.encoding) for file in files]
    sections = activity_sections(summary, words)
    sections.append(section(words, "Files read", ("File", "Rows", "Encoding"), read))
    if gaps:
        # In English, as on screen, to be searched for.
        rows = [(gap.sentence, gap.remedy) for gap in gaps]
        sections.append(section(words, "Gaps", ("What is not known", WHAT_TO_DO), rows))
    return Page(words("Summary"), words(HEADING), (words(NOT_TODAY),), sections, _WIDTHS)
