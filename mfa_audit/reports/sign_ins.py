"""The sign-in report: its figures (the six questions of Microsoft's page, days and users), and its
sheets Summary, Users, Sign-ins, Steps, Policies and About.

Sign-ins are counted as they are read: memory grows with the number of users and days, not with the
number of sign-ins.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from mfa_audit.domain.mfa_results import OTHER, REASON_BY_KEY, REASONS, How, MfaOutcome
from mfa_audit.domain.run import Gap, LogRun
from mfa_audit.domain.sign_in_verdict import SignInRecord
from mfa_audit.domain.sign_in_words import provider_name
from mfa_audit.domain.sources import Source
from mfa_audit.reports.columns import Column, row_for_people, row_for_programs, table_of
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.logs import log_about_page, log_run_facts, log_summary_page
from mfa_audit.reports.run_facts import gap_facts, tenant_name
from mfa_audit.reports.sign_in_columns import (
    POLICY_COLUMNS,
    SIGN_IN_COLUMNS,
    STEP_COLUMNS,
    policy_rows,
    step_rows,
)
from mfa_audit.reports.tables import Chart, Closing, Heading, Kind, Row, Section, Table

QUESTIONS = (
    "Was the sign-in challenged with MFA?",
    "How did the user complete MFA?",
    "Why was the user unable to complete MFA?",
    "How many users are challenged for MFA?",
    "How many users are unable to complete the MFA challenge?",
    "What are the common MFA issues end users are running into?",
)

CHALLENGED = "challenged"
NOT_CHALLENGED = "satisfied without being asked"
NOT_REQUIRED = "not required"
BEFORE = "ended before MFA"
UNKNOWN = "unknown"
_STATES = (CHALLENGED, NOT_CHALLENGED, NOT_REQUIRED, BEFORE, UNKNOWN)

_METHOD_UNKNOWN = "method not told"
_NOT_ON_THE_PAGE = "another reason (in Graph's words)"
# How many different texts of Graph are counted one by one; the others are counted together.
_MOST_TEXTS = 200
_COMMON = 5
_DENIALS = [reason.key for reason in REASONS if reason.outcome is MfaOutcome.DENIED] + [OTHER]


class SignInTally(msgspec.Struct):
    """The sign-ins of a day or a user, counted by their MFA outcome."""

    sign_ins: int = 0
    challenged: int = 0
    satisfied: int = 0
    denied: int = 0
    unknown: int = 0

    def add(self, record: SignInRecord) -> None:
        """Count a sign-in."""
        outcome = record.mfa.outcome
        self.sign_ins += 1
        self.challenged += record.mfa.challenged
        self.satisfied += outcome is MfaOutcome.SATISFIED
        self.denied += outcome is MfaOutcome.DENIED
        self.unknown += outcome is MfaOutcome.UNKNOWN

    @property
    def numbers(self) -> tuple[int, ...]:
        """The counts in the order of the headers."""
        return self.sign_ins, self.challenged, self.satisfied, self.denied, self.unknown


_NUMBERS = ("Sign-ins", "Challenged", "Satisfied", "Denied", "Unknown")
_NUMBER_KEYS = ("signIns", "challenged", "satisfied", "denied", "unknown")


class UserTally(SignInTally, gc=False):
    """A user's sign-ins. `reasons` has a bit for each reason of denial; `last_denied` is a time in
    UTC."""

    name: str = ""
    reasons: int = 0
    last_denied: datetime | None = None

    @property
    def denials(self) -> list[str]:
        """The keys of the reasons, in the page's order."""
        return [key for bit, key in enumerate(_DENIALS) if self.reasons >> bit & 1]


class SignInSummary:
    """Counts of sign-ins, which may come in any order."""

    def __init__(self) -> None:
        self.total = SignInTally()
        self.states: Counter[str] = Counter()
        self.completed: Counter[str] = Counter()
        self.denied: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self.required_by: Counter[str] = Counter()
        self.days: dict[date, SignInTally] = {}
        self.users: dict[str, UserTally] = {}

    def add(self, record: SignInRecord) -> None:
        """Count a sign-in."""
        mfa, sign_in = record.mfa, record.sign_in
        self.total.add(record)
        self.states[_state(record)] += 1
        self.required_by.update(mfa.required_by)
        if mfa.outcome is MfaOutcome.SATISFIED:
            self.completed[_completed(record)] += 1
        elif mfa.outcome is MfaOutcome.DENIED:
            self.denied[mfa.reason] += 1
            if mfa.text and (mfa.text in self.texts or len(self.texts) < _MOST_TEXTS):
                self.texts[mfa.text] += 1
        self.days.setdefault(sign_in.time.astimezone(UTC).date(), SignInTally()).add(record)
        if sign_in.user:
            self._add_to_user(record, sign_in.user)

    def _add_to_user(self, record: SignInRecord, key: str) -> None:
        sign_in = record.sign_in
        user = self.users.setdefault(key, UserTally())
        user.name = user.name or sign_in.user_principal_name or key
        user.add(record)
        if record.mfa.outcome is MfaOutcome.DENIED:
            user.reasons |= 1 << _DENIALS.index(record.mfa.reason)
            user.last_denied = max(user.last_denied or sign_in.time, sign_in.time)


def _state(record: SignInRecord) -> str:
    if record.mfa.challenged:
        return CHALLENGED
    if record.mfa.outcome is MfaOutcome.SATISFIED:
        return NOT_CHALLENGED
    if record.mfa.reason == "not-required":
        return NOT_REQUIRED
    return BEFORE if record.mfa.outcome is MfaOutcome.NONE else UNKNOWN


def _completed(record: SignInRecord) -> str:
    """The method by which MFA was completed, or the other way."""
    mfa = record.mfa
    if mfa.how is How.PERFORMED:
        return mfa.method or _METHOD_UNKNOWN
    if mfa.how:
        return str(mfa.how)
    return REASON_BY_KEY[mfa.reason].text if mfa.reason != OTHER else _METHOD_UNKNOWN


def question_answers(summary: SignInSummary) -> list[tuple[str, Sequence[tuple[str, int]]]]:
    """The six questions, each with its labels and numbers, the largest first unless the labels have
    an order of their own. Labels are English words, method names, or Graph's own texts."""
    users = summary.users.values()
    denied = [user for user in users if user.denied]
    challenged = [user for user in users if user.challenged]
    neither = [user for user in challenged if not user.satisfied and not user.denied]
    numbers: tuple[Sequence[tuple[str, int]], ...] = (
        [(state, summary.states[state]) for state in _STATES],
        summary.completed.most_common(),
        _reasons(summary),
        [("users challenged", len(challenged)), ("users who signed in or tried to", len(users))],
        [
            ("users denied at least once", len(denied)),
            ("of them never satisfied", sum(not user.satisfied for user in denied)),
            ("users asked, but neither satisfied nor denied", len(neither)),
        ],
        # The reasons that most users met.
        Counter(_denial(key) for user in users for key in user.denials).most_common(_COMMON),
    )
    return list(zip(QUESTIONS, numbers, strict=True))


def _denial(key: str) -> str:
    return REASON_BY_KEY[key].text if key != OTHER else _NOT_ON_THE_PAGE


def _reasons(summary: SignInSummary) -> list[tuple[str, int]]:
    """Every reason of denial; those that are not on the page by Graph's own texts."""
    reasons = Counter({_denial(key): n for key, n in summary.denied.items() if key != OTHER})
    reasons.update(summary.texts)
    if rest := summary.denied[OTHER] - summary.texts.total():
        reasons[_NOT_ON_THE_PAGE] = rest
    return reasons.most_common()


def sign_in_sections(summary: SignInSummary, words: Words) -> list[Section]:
    """The sections of the Summary sheet: the six questions, who required MFA, and the days."""
    sections = []
    for question, numbers in question_answers(summary):
        counted = "Users" if question == QUESTIONS[5] else "Number"
        rows = [(words(label), number) for label, number in numbers]
        sections.append(
            section(words, question, ("Answer", counted), rows or [(words("none"), None)])
        )
    required: Counter[str] = Counter()
    for key, number in summary.required_by.items():
        required[words(provider_name(key))] += number
    days = day_rows(summary)
    chart = Chart("Sign-ins a day", 0, len(days)) if days else None
    return [
        *sections,
        section(words, "Who required MFA", ("By", "Sign-ins"), required.most_common()),
        section(words, "Day by day", ("Day", *_NUMBERS), days, chart),
    ]


def day_rows(summary: SignInSummary) -> list[Row]:
    """A row for each day in UTC, oldest first: the day and its numbers."""
    return [(day.isoformat(), *tally.numbers) for day, tally in sorted(summary.days.items())]


def user_rows(summary: SignInSummary, words: Words) -> list[Row]:
    """A row for each user, the most denied first."""
    users = sorted(summary.users.values(), key=lambda user: (-user.denied, user.name))
    return [
        (u.name, *u.numbers, u.last_denied, tuple(words(_denial(key)) for key in u.denials))
        for u in users
    ]


def _user_table(summary: SignInSummary, words: Words) -> Table:
    headings = [
        Heading("User", words("User"), Kind.TEXT, 38),
        *(Heading(header, words(header), Kind.NUMBER, 12) for header in _NUMBERS),
        Heading("Last denied (UTC)", words("Last denied (UTC)"), Kind.TIME, 19),
        Heading("Reasons", words("Reasons"), Kind.LIST, 60),
    ]
    return Table("Users", words("Users"), headings, user_rows(summary, words))


def sign_in_screen(summary: SignInSummary, words: Words = str) -> str:
    """The six questions as lines for the screen, each with at most five of its numbers."""
    lines = [f"{words('sign-ins')}: {summary.total.sign_ins}"]
    for question, numbers in question_answers(summary):
        lines.append(words(question))
        width = max((len(str(number)) for _, number in numbers), default=1)
        lines += [f"  {number:>{width}}  {words(label)}" for label, number in numbers[:_COMMON]]
        if len(numbers) > _COMMON:
            rest = sum(number for _, number in numbers[_COMMON:])
            lines.append(f"  {rest:>{width}}  {words('others')}")
        if not numbers:
            lines.append(f"  {words('none')}")
    return "\n".join(lines)


def sign_in_summary_facts(summary: SignInSummary) -> dict[str, object]:
    """The figures for JSON: the counts by key, the questions in the page's English."""
    keys = ("day", *_NUMBER_KEYS)
    return {
        **dict(zip(_NUMBER_KEYS, summary.total.numbers, strict=True)),
        "requiredBy": dict(summary.required_by),
        "questions": [
            {"question": question, "answers": dict(numbers)}
            for question, numbers in question_answers(summary)
        ],
        "days": [dict(zip(keys, row, strict=True)) for row in day_rows(summary)],
    }


SIGN_INS_SCHEMA = "mfa-audit/sign-ins/v1"
_WIDTHS = (48, 12, 12, 12, 12, 12, 40)
# Part → the table's name, its English title, its columns.
_TABLES: dict[str, tuple[str, str, Sequence[Column[Any]]]] = {
    "signIns": ("SignIns", "Sign-ins", SIGN_IN_COLUMNS),
    "steps": ("Steps", "Steps", STEP_COLUMNS),
    "policies": ("Policies", "Policies", POLICY_COLUMNS),
}


class SignInLayout:
    """The layout of the report: a row for each sign-in, for each of its steps, and for each of its
    policies. `parts` names the tables to write: signIns, steps, policies. `for_programs`: the cells
    are those of JSON."""

    def __init__(self, words: Words, parts: Sequence[str], *, for_programs: bool = False) -> None:
        self._words = words
        self._parts = parts
        make = row_for_programs if for_programs else lambda columns: row_for_people(columns, words)
        self._sign_in = make(SIGN_IN_COLUMNS)
        self._step, self._policy = make(STEP_COLUMNS), make(POLICY_COLUMNS)
        self.tables = [table_of(*_TABLES[part], words) for part in parts]

    def rows(self, records: Sequence[SignInRecord]) -> Iterator[tuple[int, list[Row]]]:
        """The rows of `records`, each list with its table's index in `tables`."""
        for index, part in enumerate(self._parts):
            if part == "signIns":
                yield index, [self._sign_in(record) for record in records]
            elif part == "steps":
                yield index, [self._step(row) for record in records for row in step_rows(record)]
            else:
                rows = (row for record in records for row in policy_rows(record))
                yield index, [self._policy(row) for row in rows]

    def closing(
        self, run: LogRun, gaps: Sequence[Gap], summary: SignInSummary, sources: Sequence[Source]
    ) -> Closing:
        """The parts of the report that follow the last row."""
        words = self._words
        title = words("Sign-ins of {tenant}").format(tenant=tenant_name(run))
        figures = sign_in_sections(summary, words)
        columns = {title: columns for _, title, columns in _TABLES.values()}
        return Closing(
            run=log_run_facts(run) | {"summary": sign_in_summary_facts(summary)},
            gaps=[gap_facts(gap) for gap in gaps],
            title=title,
            schema=SIGN_INS_SCHEMA,
            front=[
                log_summary_page(run, gaps, title, figures, words, widths=_WIDTHS),
                _user_table(summary, words),
            ],
            back=[log_about_page(run, sources, columns, words)],
            made=run.finished,
        )
