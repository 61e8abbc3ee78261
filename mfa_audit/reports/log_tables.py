"""A report with one table of rows from a log, such as a history: its sheets, and what is told at
its end. Not here: the report of sign-ins, which has three tables (`sign_in_workbook`)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from mfa_audit.domain.audit import Gap, LogRun
from mfa_audit.domain.sources import Source
from mfa_audit.reports.about import gap_facts, tenant_name
from mfa_audit.reports.column import Closing, Row, Section, Table
from mfa_audit.reports.language import Words
from mfa_audit.reports.log_column import LogColumn
from mfa_audit.reports.log_pages import SIGN_INS_CHOSEN, about_page, run_facts, summary_page
from mfa_audit.reports.rows import facts, shown

T = TypeVar("T")

_WIDTHS = (48, 12, 14, 72)


class Report(NamedTuple, Generic[T]):
    """A kind of report. `title` is its English name, `name` that of its table, also in JSON, where
    `schema` is its form; `noun` what its rows are; `figures` makes the sections of its summary.

    `on_screen` are the keys of the columns that a person at a console is shown, `chosen` the label
    of what the options chose.
    """

    name: str
    title: str
    schema: str
    noun: str
    columns: Sequence[LogColumn[T]]
    on_screen: Sequence[str]
    figures: Callable[[Sequence[T], Words], list[Section]]
    chosen: str = SIGN_INS_CHOSEN


class LogLayout(Generic[T]):
    """What becomes of each record of `report`. `for_programs`: the facts as Graph spells them, as
    in JSON."""

    def __init__(self, report: Report[T], words: Words, *, for_programs: bool = False) -> None:
        self._report = report
        self._words = words
        columns = report.columns
        self._row = facts(columns) if for_programs else shown(columns, words)
        headings = [column.heading(words) for column in columns]
        self.tables = [Table(report.name, words(report.title), headings)]

    def rows(self, records: Sequence[T]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and for which of `tables`."""
        yield 0, [self._row(record) for record in records]

    def closing(
        self, run: LogRun, gaps: Sequence[Gap], records: Sequence[T], sources: Sequence[Source]
    ) -> Closing:
        """What is told after the last row; `records` are all of them."""
        words, report = self._words, self._report
        title = f"{words(report.title)}: {tenant_name(run)}"
        figures = report.figures(records, words)
        return Closing(
            run=run_facts(run),
            gaps=[gap_facts(gap) for gap in gaps],
            title=title,
            schema=report.schema,
            front=[
                summary_page(run, gaps, title, figures, words, widths=_WIDTHS, chosen=report.chosen)
            ],
            back=[about_page(run, sources, {"Columns": report.columns}, words)],
            made=run.finished,
        )


def screen(report: Report[T], records: Sequence[T], words: Words) -> tuple[list[str], list[Row]]:
    """The headers and rows for a console."""
    columns = [column for column in report.columns if column.key in report.on_screen]
    make = shown(columns, words)
    return [words(column.header) for column in columns], [make(record) for record in records]
