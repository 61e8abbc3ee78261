"""The sections that all reports share: the run, its gaps, its sources, its requests; and the frame
of the sheet About."""

from collections.abc import Sequence

from mfa_audit.domain.run import Gap, Note, Run
from mfa_audit.domain.sources import LOG_SOURCES, SOURCES, Source
from mfa_audit.reports.language import Words
from mfa_audit.reports.run_facts import requests_made, tenant_name
from mfa_audit.reports.tables import Cell, Page, Section
from mfa_audit.wording import reference

_ABOUT_WIDTHS = (38, 40, 66, 60)


def run_section(
    run: Run,
    words: Words,
    chosen: Sequence[Sequence[Cell]],
    *,
    dated: Sequence[Sequence[Cell]] = (),
    told: Sequence[Sequence[Cell]] = (),
) -> Section:
    """The facts of a run. Rows of one report only: `chosen` says what it is about, `dated` how old
    its sources are, `told` what else to know."""
    ends = run.certificate_expires
    rows: list[Sequence[Cell]] = [
        (words("Tenant"), tenant_name(run)),
        (words("Tenant id"), run.tenant.id),
        (words("Cloud"), run.cloud),
        (words("Program"), f"mfa-audit {run.version}"),
        (words("Signed in as"), run.identity),
        *([(words("Certificate ends (UTC)"), ends)] if ends else []),
        (words("Permissions needed"), ", ".join(run.permissions)),
        *chosen,
        (words("Started (UTC)"), run.started),
        (words("Finished (UTC)"), run.finished),
        *dated,
        (words("Requests made"), requests_made(run, words)),
        *told,
        *note_rows(run.notes, words),
    ]
    return Section(words("This run"), (words("Fact"), words("Value")), rows)


def note_rows(notes: Sequence[Note], words: Words) -> list[tuple[Cell, ...]]:
    """A row for each note."""
    return [(words("Note"), note.in_words(words)) for note in notes]


def gaps_section(gaps: Sequence[Gap], words: Words) -> Section:
    """Each with what it costs and its remedy; in English, as on screen, to be searched for."""
    headers = (words("Source"), words("Accounts"), words("Costs, and remedy"))
    rows: list[tuple[Cell, ...]] = [(gap.source, gap.accounts, _in_words(gap)) for gap in gaps]
    nothing = (words("none"), 0, words("Every source answered for every account."))
    return Section(words("Gaps"), headers, rows or [nothing])


def _in_words(gap: Gap) -> str:
    """What happened, what the report is like for it, what to do: a line each."""
    lines = [gap.sentence + reference(gap.code, gap.request_id)]
    every = (*SOURCES, *LOG_SOURCES)
    lines += [f"Without it: {s.without}." for s in every if gap.whole and s.name == gap.source]
    return "\n".join([*lines, gap.remedy])


def sources_section(sources: Sequence[Source], words: Words) -> Section:
    """What was asked, and what that takes."""
    headers = (words("Source"), words("Address"), words("Answers"), words("Permission"))
    rows = [(s.name, s.api, words(s.answers), s.permission) for s in sources]
    return Section(words("Sources"), headers, rows)


def traffic_section(run: Run, words: Words) -> Section:
    """What the run cost, by workload."""
    headers = (words("Workload"), words("Requests"), words("Of them again"), words("Waited (s)"))
    rows = [
        (workload, part.requests, part.retries, round(part.waited, 1))
        for workload, part in run.traffic.items()
    ]
    return Section(words("Requests made"), headers, rows)


def described(
    run: Run, sections: Sequence[Section], words: Words, *, lead: Sequence[str] = ()
) -> Page:
    """The sheet About: who wrote the report, the `lead`, then what its words mean."""
    by = words("Written by mfa-audit {version}, which only reads.").format(version=run.version)
    return Page(words("About"), words("About this report"), (by, *lead), sections, _ABOUT_WIDTHS)
