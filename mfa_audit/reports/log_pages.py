"""What the reports made from logs share: their run in JSON, and the sheets Summary and About. Not
here: their tables (`sign_in_workbook`, `log_tables`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from mfa_audit.domain.audit import Gap, LogRun
from mfa_audit.domain.sources import Source
from mfa_audit.reports.about import session_facts, traffic_facts
from mfa_audit.reports.column import Page, Section
from mfa_audit.reports.language import Words
from mfa_audit.reports.log_column import LogColumn
from mfa_audit.reports.sections import (
    described,
    gaps_section,
    run_section,
    sources_section,
    traffic_section,
)

# The label of what the options chose, where that is sign-ins.
SIGN_INS_CHOSEN = "Sign-ins chosen"


def run_facts(run: LogRun) -> dict[str, object]:
    """The run for JSON; times are UTC."""
    return session_facts(run) | {
        "begin": run.begin,
        "end": run.end,
        "permissions": list(run.permissions),
        "asked": list(run.asked),
        "traffic": traffic_facts(run.traffic),
        "notes": [str(note) for note in run.notes],
    }


def summary_page(
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
    is the label of what the options chose."""
    window = words("From {begin} to {end}, UTC.").format(
        begin=f"{run.begin:%Y-%m-%d %H:%M}", end=f"{run.end:%Y-%m-%d %H:%M}"
    )
    asked = (words(chosen), ", ".join(run.asked) or words("all"))
    rest = [run_section(run, words, [asked]), gaps_section(gaps, words)]
    return Page(words("Summary"), heading, (window,), [*sections, *rest], widths)


def about_page(
    run: LogRun,
    sources: Sequence[Source],
    tables: Mapping[str, Sequence[LogColumn[Any]]],
    words: Words,
) -> Page:
    """The last sheet. `tables` are the columns to explain, by the English title of their part."""
    headers = (words("Column"), words("Key"), words("Meaning"))
    columns = [
        Section(
            words(title),
            headers,
            [(c.heading(words).header, c.key, words(c.meaning)) for c in told],
        )
        for title, told in tables.items()
    ]
    parts = [sources_section(sources, words), traffic_section(run, words), *columns]
    return described(run, parts, words)
