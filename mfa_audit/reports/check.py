"""The check before the first run: lines with a verdict, as text and as JSON. Not here: how anything
was found out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from mfa_audit.domain.log_sources import ALL_SOURCES, POLICIES_SOURCE
from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    Source,
    permissions,
)
from mfa_audit.errors import MfaAuditError
from mfa_audit.reports.wording import on_one_line, reference

SCHEMA = "mfa-audit/check/v1"
SCHEMA_OF_SEVERAL = "mfa-audit/checks/v1"

# From here on sign-ins with a certificate fail: Entra allows the clocks five minutes. In seconds.
CLOCK_LIMIT = 300


class Verdict(StrEnum):
    """What a line says about a run."""

    OK = "ok"
    GAP = "gap"
    FAIL = "fail"


class Line(msgspec.Struct, frozen=True):
    """One thing that was looked at. `code` and `request_id` are Graph's or Entra's."""

    part: str
    name: str
    verdict: Verdict
    finding: str
    remedy: str = ""
    code: str | None = None
    request_id: str | None = None


def failed(part: str, name: str, error: MfaAuditError, verdict: Verdict = Verdict.FAIL) -> Line:
    """The line for an error."""
    return Line(part, name, verdict, error.what, error.remedy, error.code, error.request_id)


class Rules(msgspec.Struct, frozen=True):
    """What the sources mean to the commands: which of them each command reads, which end it when
    they fail, which cost it nothing; which commands always write a file; and which stand beside
    what the program is for, so that without them the rest still counts as working."""

    needed: Mapping[str, Sequence[Source]]
    ends_it: Collection[Source]
    costs_nothing: Collection[Source]
    to_a_file: Collection[str] = ()
    beside: Collection[str] = ()


def command_verdict(needed: Sequence[Source], unread: Collection[Source], rules: Rules) -> Verdict:
    """What becomes of a command that needs these sources when those cannot be read.

    It fails, too, where neither source can say who has registered: every account would be unknown.
    """
    lost = {source for source in needed if source in unread} - set(rules.costs_nothing)
    if lost & set(rules.ends_it) or {REGISTRATION_SOURCE, METHODS_SOURCE} <= lost:
        return Verdict.FAIL
    return Verdict.GAP if lost else Verdict.OK


def source_lines(
    answers: Mapping[Source, MfaAuditError | None], in_bulk: bool, rules: Rules
) -> list[Line]:
    """A line for each source; one that is not among the answers was not asked."""
    lines = []
    for source in ALL_SOURCES:
        name = source.name
        if source not in answers:
            why = "not asked: that takes an account, and none was listed"
            if source is POLICIES_SOURCE:
                why = "not asked: it is a part of the sign-in log"
            lines.append(Line("sources", name, Verdict.GAP, why))
        elif error := answers[source]:
            verdict = command_verdict([source], [source], rules)
            if all(command in rules.beside for command in _readers(source, rules)):
                verdict = min(verdict, Verdict.GAP, key=list(Verdict).index)
            line = failed("sources", name, error, verdict)
            finding = f"{line.finding} Without it: {source.without}."
            lines.append(
                line if verdict is Verdict.FAIL else msgspec.structs.replace(line, finding=finding)
            )
        else:
            lines.append(Line("sources", name, Verdict.OK, _answer(source, in_bulk)))
    return lines


def _readers(source: Source, rules: Rules) -> list[str]:
    return [command for command, needed in rules.needed.items() if source in needed]


def _answer(source: Source, in_bulk: bool) -> str:
    if source is STATE_SOURCE and in_bulk:
        return "/users tells it for all accounts at once"
    if source is STATE_SOURCE:
        return "answers, for 20 accounts a request: /users does not tell it"
    return f"answers: the tenant has {source.licence}" if source.licence else "answers"


def command_lines(
    answers: Mapping[Source, MfaAuditError | None] | None, rules: Rules, *, can_write: bool = True
) -> list[Line]:
    """A line for each command; `answers` is None where nothing could be asked, `can_write` tells
    whether a file can be put where it is to go."""
    lines = []
    for command, needed in rules.needed.items():
        verdict, finding = _outlook(needed, answers, rules)
        if command in rules.to_a_file and not can_write and verdict is not Verdict.FAIL:
            verdict, finding = Verdict.FAIL, "does not work: its file cannot be written"
        if command in rules.beside and answers is not None:
            verdict = min(verdict, Verdict.GAP, key=list(Verdict).index)
        lines.append(Line("commands", command, verdict, finding))
    return lines


def _outlook(
    needed: Sequence[Source], answers: Mapping[Source, MfaAuditError | None] | None, rules: Rules
) -> tuple[Verdict, str]:
    if not needed:
        return Verdict.OK, "works; it asks nothing"
    if answers is None:
        return Verdict.FAIL, "does not work: nothing could be asked, for the reason above"
    unread = [source for source in needed if answers.get(source, True)]
    verdict = command_verdict(needed, unread, rules)
    names = ", ".join(source.name for source in unread if source not in rules.costs_nothing)
    finding = {
        Verdict.OK: "works",
        Verdict.GAP: f"works with gaps: {names}",
        Verdict.FAIL: f"does not work: {names}",
    }[verdict]
    return verdict, finding


def token_finding(names: Sequence[str]) -> str:
    """Which permissions a token names, and which of ours it does not."""
    missing = [name for name in permissions(ALL_SOURCES) if name not in names]
    lacks = f"; it does not name {', '.join(missing)}" if missing else ""
    return (
        f"names {', '.join(names) or 'no permission'}{lacks}. Read without verification, as "
        "a hint: what counts is what the sources answer."
    )


def clock_line(ahead: float | None) -> Line:
    """`ahead`: by how many seconds our clock is ahead of Graph's."""
    if ahead is None:
        return Line("network", "clock", Verdict.OK, "not compared: Graph told no time")
    if abs(ahead) < CLOCK_LIMIT:
        return Line("network", "clock", Verdict.OK, "agrees with Graph's to within 5 minutes")
    off = f"{abs(ahead) / 60:.0f} minutes {'ahead of' if ahead > 0 else 'behind'} Graph's"
    finding = f"{off}: Entra may refuse a sign-in with a certificate"
    remedy = "Set this machine's clock by a time server."
    return Line("network", "clock", Verdict.GAP, finding, remedy)


def overall(lines: Iterable[Line]) -> Verdict:
    """The worst verdict."""
    return max((line.verdict for line in lines), key=list(Verdict).index, default=Verdict.OK)


def as_text(lines: Sequence[Line], *, quiet: bool = False) -> str:
    """Aligned lines in their parts; with `quiet` only those that are not ok."""
    shown = [line for line in lines if not quiet or line.verdict is not Verdict.OK]
    width = max((len(line.name) for line in shown), default=0)
    text, part = [], ""
    for line in shown:
        if line.part != part:
            part = line.part
            text.append(part)
        finding = line.finding + reference(line.code, line.request_id)
        text.append(f"  {line.verdict:<4}  {line.name:<{width}}  {finding}")
        if line.remedy:
            text.append(f"        {'':<{width}}  {line.remedy}")
    return "".join(f"{on_one_line(line, '?')}\n" for line in text)


def facts(line: Line) -> dict[str, object]:
    """A line for JSON."""
    return {
        "part": line.part,
        "name": line.name,
        "verdict": str(line.verdict),
        "finding": line.finding,
        "remedy": line.remedy,
        "code": line.code,
        "requestId": line.request_id,
    }
