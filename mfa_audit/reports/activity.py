"""An activity report, explained: its rows with two more columns, its numbers by outcome, result,
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
from mfa_audit.reports.language import Words
from mfa_audit.reports.run_facts import gap_facts
from mfa_audit.reports.tables import (
    Chart,
    Closing,
    Heading,
    Kind,
    Page,
    Row,
    Section,
    Share,
    Table,
    Value,
)

NOT_KNOWN = "No call result that this version knows."
NO_RESULT = "The row has no call result."
OUTCOMES = {
    CallOutcome.SUCCESS: "The person was let in.",
    CallOutcome.DENIED: "The person was not let in.",
    CallOutcome.FAULT: "Something failed that nobody decided: the service, the phone, its number.",
    CallOutcome.UNKNOWN: "The row does not tell how it ended.",
}
# The Summary lists so many results; users and days have sheets of their own.
_MOST_RESULTS = 100
# And so many of those who were denied most often, as the screen does of everything.
_SHOWN = 10

# Counts of outcomes, by user or by day.
_Counts = Mapping[str, Counter[CallOutcome]]


def activity_gaps(summary: ActivitySummary) -> list[Gap]:
    """What the rows do not tell and the table of results does not either."""
    empty = summary.results[""]
    unknown = sum(n for text, n in summary.results.items() if text and not call_result(text))
    source = "call results"
    found = []
    if unknown:
        reason = f"rows with a result that this version does not know: {unknown:,}"
        found.append(Gap(source, reason, "The summary lists them; update mfa-audit."))
    if empty:
        reason = f"rows without a result: {empty:,}"
        found.append(Gap(source, reason, "See whether the file is whole; they may be sums."))
    return found


def activity_summary_facts(summary: ActivitySummary) -> dict[str, object]:
    """The numbers for JSON."""
    return {
        "rows": summary.rows,
        "outcomes": _facts(summary.outcomes),
        "results": dict(summary.results.most_common()),
        "users": {user: _facts(counts) for user, counts in _by_denied(summary.users)},
        "days": {day: _facts(counts) for day, counts in _by_day(summary.days)},
    }


def _facts(counts: Counter[CallOutcome]) -> dict[str, int]:
    return {str(outcome): counts[outcome] for outcome in CallOutcome}


def _by_denied(users: _Counts) -> list[tuple[str, Counter[CallOutcome]]]:
    """The most denied first, then by name."""
    return sorted(users.items(), key=lambda one: (-one[1][CallOutcome.DENIED], one[0]))


def _by_day(days: _Counts) -> list[tuple[str, Counter[CallOutcome]]]:
    """In time where the report writes the year first; else as they came, for nobody can tell
    whether 7/8 is in July."""
    parts = {day: day.replace("/", "-").replace(".", "-").split("-") for day in days}
    if all(len(part[0]) == 4 for part in parts.values()):
        return sorted(days.items(), key=lambda one: tuple(map(int, parts[one[0]])))
    return list(days.items())


def user_table(summary: ActivitySummary, words: Words) -> Table:
    """A row for each user, the most denied first."""
    return _table("Users", "Users", "User", _by_denied(summary.users), words)


def day_table(summary: ActivitySummary, words: Words) -> Table:
    """A row for each day, as the report writes it."""
    return _table("Days", "Days", "Day", _by_day(summary.days), words)


def _table(
    name: str,
    title: str,
    first: str,
    counts: Sequence[tuple[str, Counter[CallOutcome]]],
    words: Words,
) -> Table:
    numbers = ("Rows", "Success", "Denied", "Fault", "Unknown")
    headings = [
        Heading(first, words(first), Kind.TEXT, 38),
        *(Heading(header, words(header), Kind.NUMBER, 12) for header in numbers),
    ]
    rows: list[list[Value]] = [
        [label, found.total(), *(found[outcome] for outcome in CallOutcome)]
        for label, found in counts
    ]
    return Table(name, words(title), headings, rows)


def activity_sections(summary: ActivitySummary, words: Words) -> list[Section]:
    """For the Summary sheet."""
    return [
        _outcomes(summary, words),
        _results(summary, words),
        _worst("Users denied most often", "User", summary.users, words),
        _worst("Days with the most denied", "Day", summary.days, words),
    ]


def _outcomes(summary: ActivitySummary, words: Words) -> Section:
    rows = [
        (
            words(str(outcome)),
            summary.outcomes[outcome],
            Share(summary.outcomes[outcome] / summary.rows) if summary.rows else None,
            words(meaning),
        )
        for outcome, meaning in OUTCOMES.items()
    ]
    return Section(
        words("Outcomes"),
        (words("Outcome"), words("Rows"), words("Share"), words("What it means")),
        rows,
        Chart(words("Rows by outcome"), 0, len(rows)),
    )


def _results(summary: ActivitySummary, words: Words) -> Section:
    rows: list[tuple[Value, ...]] = []
    for text, number in summary.results.most_common(_MOST_RESULTS):
        found = call_result(text)
        outcome = found.outcome if found else CallOutcome.UNKNOWN
        meaning = found.meaning if found else NOT_KNOWN if text else NO_RESULT
        label = text or words("(no result)")
        rows.append((label, number, words(str(outcome)), words(meaning)))
    rest = summary.rows - sum(number for _, number in summary.results.most_common(_MOST_RESULTS))
    if rest:
        rows.append((words("others"), rest, None, None))
    headers = ("Result", "Rows", "Outcome", "What it means")
    return Section(words("Results"), tuple(map(words, headers)), rows)


def _worst(title: str, first: str, counts: _Counts, words: Words) -> Section:
    rows = [
        (label, found.total(), found[CallOutcome.DENIED])
        for label, found in _by_denied(counts)[:_SHOWN]
        if found[CallOutcome.DENIED]
    ]
    headers = (words(first), words("Rows"), words("Denied"))
    return Section(words(title), headers, rows or [(words("none"), None, None)])


def activity_screen(summary: ActivitySummary) -> str:
    """One screen: outcomes, results, users and days. It names people."""
    lines = [
        f"activity report: {summary.rows:,} rows, {len(summary.users):,} users, "
        f"{len(summary.days):,} days"
    ]
    lines += [f"  {outcome!s:<8} {summary.outcomes[outcome]:>9,}" for outcome in CallOutcome]
    lines.append("results")
    named = [
        (number, f"{text or '(no result)'}{_outcome_of(text)}")
        for text, number in summary.results.most_common()
    ]
    lines += _listed(named)
    for title, counts in (
        ("users denied most often", summary.users),
        ("days with the most denied", summary.days),
    ):
        lines.append(title)
        denied = [(found[CallOutcome.DENIED], label) for label, found in _by_denied(counts)]
        lines += _listed([(number, label) for number, label in denied if number])
    return "\n".join([*lines, NOT_TODAY])


def _outcome_of(text: str) -> str:
    found = call_result(text)
    return f" ({found.outcome})" if found else ""


def _listed(numbers: Sequence[tuple[int, str]]) -> list[str]:
    """The first of them, each on a line, and the sum of the others."""
    lines = [f"  {number:>9,}  {' '.join(label.split())}" for number, label in numbers[:_SHOWN]]
    if rest := sum(number for number, _ in numbers[_SHOWN:]):
        lines.append(f"  {rest:>9,}  others")
    return lines or [f"  {0:>9}  none"]


ACTIVITY_SCHEMA = "mfa-audit/activity/v1"
HEADING = "MFA activity report, explained"
EXPLAINED = "The result means"
_WIDTHS = (48, 12, 12, 72)
# Characters that a column of theirs is wide.
_COLUMN = 28


class ActivityRow(NamedTuple):
    """A row under the columns of all files, None in those that its file does not have."""

    cells: Sequence[str | None]
    explained: Explained


class FileFacts(NamedTuple):
    """A file that was read: how it was found to be written, and how many rows it has."""

    name: str
    encoding: str
    delimiter: str
    rows: int


class ActivityLayout:
    """What becomes of each row. `names` are the columns of all files. `for_programs`: outcomes are
    spelt alike in every language, and what is not known has no meaning."""

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
        """Rows, for the only one of `tables`."""
        yield 0, [self._row(record) for record in records]

    def _row(self, record: ActivityRow) -> Row:
        found = record.explained
        return [*record.cells, self._meaning(found), self._outcome(str(found.outcome))]

    def _meaning(self, found: Explained) -> str | None:
        if found.result:
            return self._words(found.result.meaning)
        return self._not_known if found.cell else self._no_result

    def closing(
        self,
        summary: ActivitySummary,
        files: Sequence[FileFacts],
        gaps: Sequence[Gap],
        version: str,
        made: datetime,
    ) -> Closing:
        """What is told after the last row."""
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
    told = activity_sections(summary, words)
    told.append(
        Section(
            words("Files read"),
            (words("File"), words("Rows"), words("Encoding")),
            [(file.name, file.rows, file.encoding) for file in files],
        )
    )
    if gaps:
        # In English, as on screen, to be searched for.
        headers = (words("What is not known"), words(WHAT_TO_DO))
        told.append(Section(words("Gaps"), headers, [(gap.sentence, gap.remedy) for gap in gaps]))
    return Page(words("Summary"), words(HEADING), (words(NOT_TODAY),), told, _WIDTHS)
