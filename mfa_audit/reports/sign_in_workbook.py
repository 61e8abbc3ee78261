"""The sign-in report's sheets: Summary, Users, Sign-ins, Steps, Policies, About."""

from collections.abc import Iterator, Sequence
from typing import Any

from mfa_audit.domain.audit import Gap, LogRun
from mfa_audit.domain.evidence import SignInRecord
from mfa_audit.domain.sources import Source
from mfa_audit.reports.about import gap_facts, requests_made, tenant_name, traffic_facts
from mfa_audit.reports.column import Chart, Closing, Heading, Kind, Page, Row, Section, Table
from mfa_audit.reports.language import Words
from mfa_audit.reports.log_column import LogColumn
from mfa_audit.reports.pages import gaps_section, sources_section, traffic_section
from mfa_audit.reports.rows import facts, shown
from mfa_audit.reports.sign_in_parts import (
    POLICY_COLUMNS,
    STEP_COLUMNS,
    policy_rows,
    step_rows,
)
from mfa_audit.reports.sign_in_summary import (
    USER_HEADERS,
    Summary,
    sections,
    summary_facts,
    user_rows,
)
from mfa_audit.reports.sign_ins import SIGN_IN_COLUMNS

SCHEMA = "mfa-audit/sign-ins/v1"
_WIDTHS = (48, 12, 12, 12, 12, 12, 40)


class SignInLayout:
    """What becomes of each sign-in: a row, and one for each of its steps and policies.

    `parts` names the tables in their order: signIns, steps, policies. `for_programs`: the facts as
    Graph spells them, as in JSON.
    """

    def __init__(self, words: Words, parts: Sequence[str], *, for_programs: bool = False) -> None:
        self._words = words
        self._parts = parts
        make = facts if for_programs else lambda columns: shown(columns, words)
        self._sign_in = make(SIGN_IN_COLUMNS)
        self._step, self._policy = make(STEP_COLUMNS), make(POLICY_COLUMNS)
        tables = {
            "signIns": _table("SignIns", words("Sign-ins"), SIGN_IN_COLUMNS, words),
            "steps": _table("Steps", words("Steps"), STEP_COLUMNS, words),
            "policies": _table("Policies", words("Policies"), POLICY_COLUMNS, words),
        }
        self.tables = [tables[part] for part in parts]

    def rows(self, records: Sequence[SignInRecord]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and for which of `tables`."""
        for number, part in enumerate(self._parts):
            if part == "signIns":
                yield number, [self._sign_in(record) for record in records]
            elif part == "steps":
                yield number, [self._step(row) for record in records for row in step_rows(record)]
            else:
                found = (row for record in records for row in policy_rows(record))
                yield number, [self._policy(row) for row in found]

    def closing(
        self, run: LogRun, gaps: Sequence[Gap], summary: Summary, sources: Sequence[Source]
    ) -> Closing:
        """What is told after the last row."""
        words = self._words
        return Closing(
            run=run_facts(run) | {"summary": summary_facts(summary)},
            gaps=[gap_facts(gap) for gap in gaps],
            title=words("Sign-ins of {tenant}").format(tenant=tenant_name(run)),
            schema=SCHEMA,
            front=[_summary_page(run, gaps, summary, words), _users(summary, words)],
            back=[_about_page(run, sources, words)],
            made=run.finished,
        )


def _table(name: str, title: str, columns: Sequence[LogColumn[Any]], words: Words) -> Table:
    return Table(name, title, [column.heading(words) for column in columns])


def _summary_page(run: LogRun, gaps: Sequence[Gap], summary: Summary, words: Words) -> Page:
    *questions, days = sections(summary, words)
    chart = Chart(words("Sign-ins a day"), 0, len(days.rows)) if days.rows else None
    return Page(
        words("Summary"),
        words("Sign-ins of {tenant}").format(tenant=tenant_name(run)),
        (
            words("From {begin} to {end}, UTC.").format(
                begin=f"{run.begin:%Y-%m-%d %H:%M}", end=f"{run.end:%Y-%m-%d %H:%M}"
            ),
        ),
        [
            *questions,
            days._replace(chart=chart),
            run_section(run, words),
            gaps_section(gaps, words),
        ],
        _WIDTHS,
    )


def run_section(run: LogRun, words: Words, chosen: str = "Sign-ins chosen") -> Section:
    """The facts of the run, for a reader; `chosen` says what `run.asked` chose."""
    ends = run.certificate_expires
    rows = [
        (words("Tenant"), tenant_name(run)),
        (words("Tenant id"), run.tenant.id),
        (words("Cloud"), run.cloud),
        (words("Program"), f"mfa-audit {run.version}"),
        (words("Signed in as"), run.identity),
        *([(words("Certificate ends (UTC)"), ends)] if ends else []),
        (words("Permissions needed"), ", ".join(run.permissions)),
        (words(chosen), ", ".join(run.asked) or words("all")),
        (words("Started (UTC)"), run.started),
        (words("Finished (UTC)"), run.finished),
        (words("Requests made"), requests_made(run, words)),
        *((words("Note"), note.told(words)) for note in run.notes),
    ]
    return Section(words("This run"), (words("Fact"), words("Value")), rows)


def _users(summary: Summary, words: Words) -> Table:
    kinds = [Kind.TEXT, *[Kind.NUMBER] * 5, Kind.TIME, Kind.LIST]
    widths = (38, 12, 12, 12, 12, 12, 19, 60)
    headings = [
        Heading(header, words(header), kind, width)
        for header, kind, width in zip(USER_HEADERS, kinds, widths, strict=True)
    ]
    return Table("Users", words("Users"), headings, user_rows(summary, words))


def _about_page(run: LogRun, sources: Sequence[Source], words: Words) -> Page:
    headers = (words("Column"), words("Key"), words("Meaning"))
    tables = (
        ("Sign-ins", SIGN_IN_COLUMNS),
        ("Steps", STEP_COLUMNS),
        ("Policies", POLICY_COLUMNS),
    )
    return Page(
        words("About"),
        words("About this report"),
        (words("Written by mfa-audit {version}, which only reads.").format(version=run.version),),
        [
            sources_section(sources, words),
            traffic_section(run, words),
            *(
                Section(
                    words(title),
                    headers,
                    [(c.heading(words).header, c.key, words(c.meaning)) for c in columns],
                )
                for title, columns in tables
            ),
        ],
        (38, 40, 66, 60),
    )


def run_facts(run: LogRun) -> dict[str, object]:
    """The run for JSON; times are UTC."""
    return {
        "program": f"mfa-audit {run.version}",
        "tenantId": run.tenant.id,
        "tenantName": run.tenant.display_name,
        "cloud": run.cloud,
        "identity": run.identity,
        "certificateExpires": run.certificate_expires,
        "started": run.started,
        "finished": run.finished,
        "begin": run.begin,
        "end": run.end,
        "permissions": list(run.permissions),
        "asked": list(run.asked),
        "traffic": traffic_facts(run.traffic),
        "notes": [str(note) for note in run.notes],
    }
