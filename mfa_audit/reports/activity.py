"""An activity report, explained: its rows with two columns more, and the sheets around them.

Not here: how a file becomes rows, which column has the results (`domain.activity_report`), and what
the rows add up to (`activity_summary`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from mfa_audit.domain.activity_report import ActivitySummary, Explained
from mfa_audit.domain.audit import Gap
from mfa_audit.domain.joining import distinct
from mfa_audit.reports.about import gap_facts
from mfa_audit.reports.activity_summary import (
    NO_RESULT,
    NOT_KNOWN,
    day_table,
    sections,
    summary_facts,
    user_table,
)
from mfa_audit.reports.column import Closing, Heading, Kind, Page, Row, Section, Table
from mfa_audit.reports.explain import NOT_TODAY, WHAT_TO_DO
from mfa_audit.reports.language import Words

SCHEMA = "mfa-audit/activity/v1"
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
                "summary": summary_facts(summary),
            },
            gaps=[gap_facts(gap) for gap in gaps],
            title=words(HEADING),
            schema=SCHEMA,
            front=[_summary_page(summary, files, gaps, words)],
            back=[
                user_table(summary, words),
                day_table(summary, words),
            ],
            made=made,
        )


def _summary_page(
    summary: ActivitySummary, files: Sequence[FileFacts], gaps: Sequence[Gap], words: Words
) -> Page:
    told = sections(summary, words)
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
