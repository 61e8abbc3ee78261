"""The reports made from logs: their run in JSON, their sheets Summary and About, and the layout of
a report with one table, such as a history.

Not here: the report of sign-ins, which has three tables (`sign_ins`).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from mfa_audit.domain.run import Gap, LogRun
from mfa_audit.domain.sources import Source
from mfa_audit.reports.columns import Column, TableLayout, row_for_people
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.run_facts import (
    about_page,
    gap_facts,
    gaps_section,
    run_facts,
    run_section,
    sources_section,
    tenant_name,
    traffic_facts,
    traffic_section,
)
from mfa_audit.reports.tables import Closing, Page, Row, Section

T = TypeVar("T")

_WIDTHS = (48, 12, 14, 72)
# The label of the options that chose the rows, if the rows are made from sign-ins.
SIGN_INS_CHOSEN = "Sign-ins chosen"


class LogReport(NamedTuple, Generic[T]):
    """A kind of report with one table.

    `name` is the table's name, also in JSON, `title` the report's English title, `schema` the name
    of its JSON format, `noun` what a row is. `on_screen` are the keys of the columns to print,
    `figures` makes the sections of its summary, `chosen` is the label of the options that chose the
    rows.
    """

    name: str
    title: str
    schema: str
    noun: str
    columns: Sequence[Column[T]]
    on_screen: Sequence[str]
    figures: Callable[[Sequence[T], Words], list[Section]]
    chosen: str = SIGN_INS_CHOSEN


def log_run_facts(run: LogRun) -> dict[str, object]:
    """The run for JSON; times are UTC."""
    return run_facts(run) | {
        "begin": run.begin,
        "end": run.end,
        "permissions": list(run.permissions),
        "asked": list(run.chosen),
        "traffic": traffic_facts(run.traffic),
        "notes": [str(note) for note in run.notes],
    }


def log_summary_page(
    run: LogRun,
    gaps: Sequence[Gap],
    heading: str,
    sections: Sequence[Section],
    words: Words,
    *,
    widths: tuple[int, ...],
    chosen: str = SIGN_INS_CHOSEN,
) -> Page:
    """The first sheet: the window, the report's own `sections`, the run, what is missing. `chosen`
    is the label of the options that chose the rows."""
    window = words("From {begin} to {end}, UTC.").format(
        begin=f"{run.begin:%Y-%m-%d %H:%M}", end=f"{run.end:%Y-%m-%d %H:%M}"
    )
    options = (words(chosen), ", ".join(run.chosen) or words("all"))
    rest = [run_section(run, words, [options]), gaps_section(gaps, words)]
    return Page(words("Summary"), heading, (window,), [*sections, *rest], widths)


def log_about_page(
    run: LogRun,
    sources: Sequence[Source],
    tables: Mapping[str, Sequence[Column[Any]]],
    words: Words,
) -> Page:
    """The last sheet. `tables` are the columns to explain, by the English title of a section."""
    meanings = []
    for title, columns in tables.items():
        rows = [(c.heading(words).header, c.key, words(c.meaning)) for c in columns]
        meanings.append(section(words, title, ("Column", "Key", "Meaning"), rows))
    parts = [sources_section(sources, words), traffic_section(run, words), *meanings]
    return about_page(run, parts, words)


def log_layout(report: LogReport[T], words: Words, *, for_programs: bool = False) -> TableLayout[T]:
    """The layout of `report`: a row for each record."""
    columns = report.columns
    return TableLayout(report.name, report.title, columns, words, for_programs=for_programs)


def log_closing(
    report: LogReport[T],
    run: LogRun,
    gaps: Sequence[Gap],
    records: Sequence[T],
    sources: Sequence[Source],
    words: Words,
) -> Closing:
    """The parts of the report that follow the last row; `records` are those of all rows."""
    title = f"{words(report.title)}: {tenant_name(run)}"
    figures = report.figures(records, words)
    summary = log_summary_page(
        run, gaps, title, figures, words, widths=_WIDTHS, chosen=report.chosen
    )
    return Closing(
        run=log_run_facts(run),
        gaps=[gap_facts(gap) for gap in gaps],
        title=title,
        schema=report.schema,
        front=[summary],
        back=[log_about_page(run, sources, {"Columns": report.columns}, words)],
        made=run.finished,
    )


def log_screen(
    report: LogReport[T], records: Sequence[T], words: Words
) -> tuple[list[str], list[Row]]:
    """The headers and rows to print."""
    columns = [column for column in report.columns if column.key in report.on_screen]
    row = row_for_people(columns, words)
    return [words(column.header) for column in columns], [row(record) for record in records]
