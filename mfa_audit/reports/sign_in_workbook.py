"""The sign-in report's sheets: Summary, Users, Sign-ins, Steps, Policies, About."""

from collections.abc import Iterator, Sequence
from typing import Any

from mfa_audit.domain.audit import Gap, LogRun
from mfa_audit.domain.sign_in_verdict import SignInRecord
from mfa_audit.domain.sources import Source
from mfa_audit.reports.about import gap_facts, tenant_name
from mfa_audit.reports.column import Chart, Closing, Heading, Kind, Row, Table
from mfa_audit.reports.language import Words
from mfa_audit.reports.log_column import LogColumn
from mfa_audit.reports.log_pages import about_page, run_facts, summary_page
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
# Part → the table's name, its title in English, its columns.
_TABLES: dict[str, tuple[str, str, Sequence[LogColumn[Any]]]] = {
    "signIns": ("SignIns", "Sign-ins", SIGN_IN_COLUMNS),
    "steps": ("Steps", "Steps", STEP_COLUMNS),
    "policies": ("Policies", "Policies", POLICY_COLUMNS),
}


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
        self.tables = [
            Table(name, words(title), [column.heading(words) for column in columns])
            for name, title, columns in map(_TABLES.__getitem__, parts)
        ]

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
        title = words("Sign-ins of {tenant}").format(tenant=tenant_name(run))
        *questions, days = sections(summary, words)
        chart = Chart(words("Sign-ins a day"), 0, len(days.rows)) if days.rows else None
        told = [*questions, days._replace(chart=chart)]
        columns = {title: columns for _, title, columns in _TABLES.values()}
        return Closing(
            run=run_facts(run) | {"summary": summary_facts(summary)},
            gaps=[gap_facts(gap) for gap in gaps],
            title=title,
            schema=SCHEMA,
            front=[
                summary_page(run, gaps, title, told, words, widths=_WIDTHS),
                _users(summary, words),
            ],
            back=[about_page(run, sources, columns, words)],
            made=run.finished,
        )


def _users(summary: Summary, words: Words) -> Table:
    kinds = [Kind.TEXT, *[Kind.NUMBER] * 5, Kind.TIME, Kind.LIST]
    widths = (38, 12, 12, 12, 12, 12, 19, 60)
    headings = [
        Heading(header, words(header), kind, width)
        for header, kind, width in zip(USER_HEADERS, kinds, widths, strict=True)
    ]
    return Table("Users", words("Users"), headings, user_rows(summary, words))
