"""The sign-in report: its numbers (the six questions of Microsoft's page, day by day, per user) and
its sheets Summary, Users, Sign-ins, Steps, Policies, About.

Sign-ins flow past; what is kept grows with the number of users and days, not of sign-ins.
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
from mfa_audit.reports.columns import Column, row_for_people, row_for_programs
from mfa_audit.reports.language import Words
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
UNASKED = "satisfied without being asked"
NOT_REQUIRED = "not required"
BEFORE = "ended before MFA"
UNKNOWN = "unknown"
_STATES = (CHALLENGED, UNASKED, NOT_REQUIRED, BEFORE, UNKNOWN)

_METHOD_UNTOLD = "method not told"
_NOT_ON_THE_PAGE = "another reason (in Graph's words)"
# So many different texts of Graph are told apart; what comes after them is counted together.
_MOST_TEXTS = 200
_COMMON = 5
_DENIALS = [reason.key for reason in REASONS if reason.outcome is MfaOutcome.DENIED] + [OTHER]


class SignInTally(msgspec.Struct):
    """Sign-ins of one day or one user, by what became of MFA."""

    sign_ins: int = 0
    challenged: int = 0
    satisfied: int = 0
    denied: int = 0
    unknown: int = 0

    def add(self, record: SignInRecord) -> None:
        """Count one sign-in."""
        outcome = record.mfa.outcome
        self.sign_ins += 1
        self.challenged += record.mfa.challenged
        self.satisfied += outcome is MfaOutcome.SATISFIED
        self.denied += outcome is MfaOutcome.DENIED
        self.unknown += outcome is MfaOutcome.UNKNOWN


class UserTally(SignInTally, gc=False):
    """One user. `reasons` has a bit for each reason of denial; `last_denied` is a time in UTC."""

    name: str = ""
    reasons: int = 0
    last_denied: datetime | None = None

    @property
    def denials(self) -> list[str]:
        """The keys of the reasons, in the page's order."""
        return [key for bit, key in enumerate(_DENIALS) if self.reasons >> bit & 1]


class SignInSummary:
    """Counts sign-ins as they come, in any order."""

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
        """Count one sign-in."""
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
        return UNASKED
    if record.mfa.reason == "not-required":
        return NOT_REQUIRED
    return BEFORE if record.mfa.outcome is MfaOutcome.NONE else UNKNOWN


def _completed(record: SignInRecord) -> str:
    """By which method, or in which other way."""
    mfa = record.mfa
    if mfa.how is How.PERFORMED:
        return mfa.method or _METHOD_UNTOLD
    if mfa.how:
        return str(mfa.how)
    return REASON_BY_KEY[mfa.reason].text if mfa.reason != OTHER else _METHOD_UNTOLD


QuestionAnswers = Sequence[tuple[str, Sequence[tuple[str, int]]]]


def question_answers(summary: SignInSummary) -> QuestionAnswers:
    """The six questions, each with its numbers: label and count, the largest first where there is
    no other order. Labels are English words, method names, or Graph's own texts."""
    users = summary.users.values()
    denied = [user for user in users if user.denied]
    numbers: tuple[Sequence[tuple[str, int]], ...] = (
        [(state, summary.states[state]) for state in _STATES],
        summary.completed.most_common(),
        _reasons(summary),
        [
            ("users challenged", sum(1 for user in users if user.challenged)),
            ("users who signed in or tried to", len(users)),
        ],
        [
            ("users denied at least once", len(denied)),
            ("of them never satisfied", sum(1 for user in denied if not user.satisfied)),
            (
                "users asked, but neither satisfied nor denied",
                sum(1 for u in users if u.challenged and not u.satisfied and not u.denied),
            ),
        ],
        _issues(summary),
    )
    return list(zip(QUESTIONS, numbers, strict=True))


def _reasons(summary: SignInSummary) -> list[tuple[str, int]]:
    """Every reason of denial; those that are not on the page by Graph's own texts."""
    known: Counter[str] = Counter()
    for key, count in summary.denied.items():
        if key != OTHER:
            known[REASON_BY_KEY[key].text] = count
    known.update(summary.texts)
    rest = summary.denied[OTHER] - summary.texts.total()
    if rest:
        known[_NOT_ON_THE_PAGE] = rest
    return known.most_common()


def _issues(summary: SignInSummary) -> list[tuple[str, int]]:
    """The most common reasons by the number of users who met them."""
    met = Counter(key for user in summary.users.values() for key in user.denials)
    return [
        (REASON_BY_KEY[key].text if key != OTHER else _NOT_ON_THE_PAGE, users)
        for key, users in met.most_common(_COMMON)
    ]


def sign_in_sections(summary: SignInSummary, words: Words) -> list[Section]:
    """The Summary sheet: the six questions, who required MFA, and the days."""
    blocks = [
        Section(
            words(question),
            (words("Answer"), words("Users" if question == QUESTIONS[5] else "Number")),
            [(words(label), number) for label, number in numbers] or [(words("none"), None)],
        )
        for question, numbers in question_answers(summary)
    ]
    required: Counter[str] = Counter()
    for key, number in summary.required_by.items():
        required[words(provider_name(key))] += number
    blocks.append(
        Section(words("Who required MFA"), (words("By"), words("Sign-ins")), required.most_common())
    )
    headers = ("Day", "Sign-ins", "Challenged", "Satisfied", "Denied", "Unknown")
    blocks.append(Section(words("Day by day"), tuple(map(words, headers)), day_rows(summary)))
    return blocks


def day_rows(summary: SignInSummary) -> list[Row]:
    """Each day in UTC, oldest first: sign-ins, challenged, satisfied, denied, unknown."""
    return [
        (day.isoformat(), t.sign_ins, t.challenged, t.satisfied, t.denied, t.unknown)
        for day, t in sorted(summary.days.items())
    ]


USER_HEADERS = (
    "User",
    "Sign-ins",
    "Challenged",
    "Satisfied",
    "Denied",
    "Unknown",
    "Last denied (UTC)",
    "Reasons",
)


def user_rows(summary: SignInSummary, words: Words) -> list[Row]:
    """Each user under USER_HEADERS, the most denied first."""
    users = sorted(summary.users.values(), key=lambda user: (-user.denied, user.name))
    return [
        (
            user.name,
            user.sign_ins,
            user.challenged,
            user.satisfied,
            user.denied,
            user.unknown,
            user.last_denied,
            tuple(
                words(REASON_BY_KEY[key].text if key != OTHER else _NOT_ON_THE_PAGE)
                for key in user.denials
            ),
        )
        for user in users
    ]


def sign_in_screen(summary: SignInSummary, words: Words = str) -> str:
    """One screen for stderr: the six questions with their numbers, at most five each."""
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
    """The same numbers for JSON: by key, questions in the page's English."""
    total = summary.total
    return {
        "signIns": total.sign_ins,
        "challenged": total.challenged,
        "satisfied": total.satisfied,
        "denied": total.denied,
        "unknown": total.unknown,
        "requiredBy": dict(summary.required_by),
        "questions": [
            {"question": question, "answers": dict(numbers)}
            for question, numbers in question_answers(summary)
        ],
        "days": [dict(zip(_DAY_KEYS, row, strict=True)) for row in day_rows(summary)],
    }


_DAY_KEYS = ("day", "signIns", "challenged", "satisfied", "denied", "unknown")


SIGN_INS_SCHEMA = "mfa-audit/sign-ins/v1"
_WIDTHS = (48, 12, 12, 12, 12, 12, 40)
# Part → the table's name, its title in English, its columns.
_TABLES: dict[str, tuple[str, str, Sequence[Column[Any]]]] = {
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
        make = row_for_programs if for_programs else lambda columns: row_for_people(columns, words)
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
        self, run: LogRun, gaps: Sequence[Gap], summary: SignInSummary, sources: Sequence[Source]
    ) -> Closing:
        """What is told after the last row."""
        words = self._words
        title = words("Sign-ins of {tenant}").format(tenant=tenant_name(run))
        *questions, days = sign_in_sections(summary, words)
        chart = Chart(words("Sign-ins a day"), 0, len(days.rows)) if days.rows else None
        told = [*questions, days._replace(chart=chart)]
        columns = {title: columns for _, title, columns in _TABLES.values()}
        return Closing(
            run=log_run_facts(run) | {"summary": sign_in_summary_facts(summary)},
            gaps=[gap_facts(gap) for gap in gaps],
            title=title,
            schema=SIGN_INS_SCHEMA,
            front=[
                log_summary_page(run, gaps, title, told, words, widths=_WIDTHS),
                _users(summary, words),
            ],
            back=[log_about_page(run, sources, columns, words)],
            made=run.finished,
        )


def _users(summary: SignInSummary, words: Words) -> Table:
    kinds = [Kind.TEXT, *[Kind.NUMBER] * 5, Kind.TIME, Kind.LIST]
    widths = (38, 12, 12, 12, 12, 12, 19, 60)
    headings = [
        Heading(header, words(header), kind, width)
        for header, kind, width in zip(USER_HEADERS, kinds, widths, strict=True)
    ]
    return Table("Users", words("Users"), headings, user_rows(summary, words))
