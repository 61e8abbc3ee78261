"""The check before the first run: lines with a verdict, as text and as JSON; the address where an
administrator consents, and the commands that set up an app for unattended use.

Not here: the requests that the lines are about (`graph.probe`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from mfa_audit import data
from mfa_audit.domain.sources import (
    ALL_SOURCES,
    COMMANDS,
    METHODS_SOURCE,
    POLICIES_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    Failure,
    Source,
    permissions,
    sources_read_by,
)
from mfa_audit.errors import MfaAuditError
from mfa_audit.wording import on_one_line, reference

CHECK_SCHEMA = "mfa-audit/check/v1"
CHECKS_SCHEMA = "mfa-audit/checks/v1"

# In seconds. Entra allows clocks to differ by five minutes: beyond, certificate sign-ins fail.
CLOCK_LIMIT = 300


class CheckVerdict(StrEnum):
    """The verdict of a line about a run, the best first."""

    OK = "ok"
    GAP = "gap"
    FAIL = "fail"


class CheckLine(msgspec.Struct, frozen=True):
    """The result of one check. `code` and `request_id` are Graph's or Entra's."""

    part: str
    name: str
    verdict: CheckVerdict
    finding: str
    remedy: str = ""
    code: str | None = None
    request_id: str | None = None


def failed_line(
    part: str, name: str, error: MfaAuditError, verdict: CheckVerdict = CheckVerdict.FAIL
) -> CheckLine:
    """The line for an error."""
    return CheckLine(part, name, verdict, error.what, error.remedy, error.code, error.request_id)


_Answers = Mapping[Source, MfaAuditError | None]

# The command that always writes a file.
_TO_A_FILE = ("report",)
# Commands beyond the purpose of the program: a failure of theirs alone is only a gap.
_BEYOND = ("sign-ins", "on-premises", "history")


def command_verdict(needed: Sequence[Source], unread: Collection[Source]) -> CheckVerdict:
    """The verdict on a command that needs the sources `needed` when `unread` cannot be read.

    It also fails if neither source of registrations can be read: every account would be unknown.
    """
    lost = {source for source in needed if source in unread and _costs(source)}
    ends_it = any(source.if_it_fails is Failure.ENDS_IT for source in lost)
    if ends_it or {REGISTRATION_SOURCE, METHODS_SOURCE} <= lost:
        return CheckVerdict.FAIL
    return CheckVerdict.GAP if lost else CheckVerdict.OK


def _costs(source: Source) -> bool:
    return source.if_it_fails is not Failure.COSTS_NOTHING


def _no_failure(verdict: CheckVerdict) -> CheckVerdict:
    return CheckVerdict.GAP if verdict is CheckVerdict.FAIL else verdict


def source_lines(answers: _Answers, in_bulk: bool) -> list[CheckLine]:
    """A line for each source; a source that is not in `answers` was not requested. `in_bulk`:
    /users has the per-user MFA state."""
    lines = []
    for source in ALL_SOURCES:
        name, error = source.name, answers.get(source)
        if error:
            verdict = command_verdict([source], [source])
            if all(command in _BEYOND for command in source.read_by):
                verdict = _no_failure(verdict)
            line = failed_line("sources", name, error, verdict)
            if verdict is not CheckVerdict.FAIL:
                finding = f"{line.finding} Without it: {source.without}."
                line = msgspec.structs.replace(line, finding=finding)
        elif source in answers:
            line = CheckLine("sources", name, CheckVerdict.OK, _answer(source, in_bulk))
        else:
            account = "that takes an account, and none was listed"
            why = "it is a part of the sign-in log" if source is POLICIES_SOURCE else account
            line = CheckLine("sources", name, CheckVerdict.GAP, f"not asked: {why}")
        lines.append(line)
    return lines


def _answer(source: Source, in_bulk: bool) -> str:
    if source is STATE_SOURCE and in_bulk:
        return "/users tells it for all accounts at once"
    if source is STATE_SOURCE:
        return "answers, for 20 accounts a request: /users does not tell it"
    return f"answers: the tenant has {source.licence}" if source.licence else "answers"


def command_lines(answers: _Answers | None, *, can_write: bool = True) -> list[CheckLine]:
    """A line for each command. `answers` is None if no source could be requested; `can_write`: the
    output file can be written."""
    lines = []
    for command in COMMANDS:
        verdict, finding = _outlook(sources_read_by(command), answers)
        if command in _TO_A_FILE and not can_write and verdict is not CheckVerdict.FAIL:
            verdict, finding = CheckVerdict.FAIL, "does not work: its file cannot be written"
        if command in _BEYOND and answers is not None:
            verdict = _no_failure(verdict)
        lines.append(CheckLine("commands", command, verdict, finding))
    return lines


def _outlook(needed: Sequence[Source], answers: _Answers | None) -> tuple[CheckVerdict, str]:
    if not needed:
        return CheckVerdict.OK, "works; it asks nothing"
    if answers is None:
        return CheckVerdict.FAIL, "does not work: nothing could be asked, for the reason above"
    unread = [source for source in needed if answers.get(source, True)]
    verdict = command_verdict(needed, unread)
    if verdict is CheckVerdict.OK:
        return verdict, "works"
    works = "works with gaps" if verdict is CheckVerdict.GAP else "does not work"
    return verdict, f"{works}: {', '.join(source.name for source in unread if _costs(source))}"


def token_finding(names: Sequence[str]) -> str:
    """The permissions that a token names, and those of ours that it does not name."""
    missing = [name for name in permissions(ALL_SOURCES) if name not in names]
    lacks = f"; it does not name {', '.join(missing)}" if missing else ""
    return (
        f"names {', '.join(names) or 'no permission'}{lacks}. Read without verification, as "
        "a hint: what counts is what the sources answer."
    )


def clock_line(ahead: float | None) -> CheckLine:
    """The line about this machine's clock, which is `ahead` of Graph's by so many seconds."""
    verdict, remedy = CheckVerdict.OK, ""
    if ahead is None:
        finding = "not compared: Graph told no time"
    elif abs(ahead) < CLOCK_LIMIT:
        finding = "agrees with Graph's to within 5 minutes"
    else:
        off = f"{abs(ahead) / 60:.0f} minutes {'ahead of' if ahead > 0 else 'behind'} Graph's"
        finding = f"{off}: Entra may refuse a sign-in with a certificate"
        verdict, remedy = CheckVerdict.GAP, "Set this machine's clock by a time server."
    return CheckLine("network", "clock", verdict, finding, remedy)


def overall(lines: Iterable[CheckLine]) -> CheckVerdict:
    """The worst verdict."""
    verdicts = {line.verdict for line in lines}
    return next((v for v in reversed(CheckVerdict) if v in verdicts), CheckVerdict.OK)


def check_text(lines: Sequence[CheckLine], *, quiet: bool = False) -> str:
    """The lines as aligned text, in their parts; with `quiet` only those that are not ok."""
    shown = [line for line in lines if not quiet or line.verdict is not CheckVerdict.OK]
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


def line_facts(line: CheckLine) -> dict[str, object]:
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


# Name → the cloud's names in the Azure CLI and in Microsoft Graph PowerShell. The Azure CLI has one
# US Government cloud, whose Graph is not the DoD's.
_CLOUDS = {
    "global": ("AzureCloud", "Global"),
    "usgov": ("AzureUSGovernment", "USGov"),
    "usgov-dod": (None, "USGovDoD"),
    "china": ("AzureChinaCloud", "China"),
}
# Microsoft Graph's own app id, the same everywhere. The ids of its permissions are looked up by
# name: at least Policy.Read.All has another one in China.
_GRAPH = "00000003-0000-0000-c000-000000000000"
_AZURE_CLI, _POWERSHELL = "azureCli", "microsoftGraphPowerShell"
_TITLES = {
    _AZURE_CLI: "with the Azure CLI, in bash or the Azure Cloud Shell",
    _POWERSHELL: "with Microsoft Graph PowerShell, on Windows",
}
# `az ad app permission admin-consent` knows the global cloud only; assigning the roles does the
# same in each. Source: azure-cli, command module "role".
_SCRIPTS = {_AZURE_CLI: "setup-azure-cli.sh", _POWERSHELL: "setup-graph.ps1"}


def setup_commands(cloud: str, host: str, tenant: str | None) -> dict[str, str]:
    """By tool, the commands that create an app with a certificate and the permissions to read
    every source. `host` is Graph's."""
    commands = {}
    for (tool, file), name in zip(_SCRIPTS.items(), _CLOUDS[cloud], strict=True):
        if name:
            text = data.text(file)
            for placeholder, value in (
                ("<host>", host),
                ("<graph>", _GRAPH),
                ("<tenant>", tenant or "TENANT"),
                ("<permissions>", " ".join(permissions(ALL_SOURCES))),
                ("<cloud>", name),
            ):
                text = text.replace(placeholder, value)
            commands[tool] = text
    return commands


def setup_text(address: str, commands: Mapping[str, str]) -> str:
    """The text after the lines of a check: the address to consent at, and the commands."""
    text = f"an administrator consents at\n  {address}\n"
    for tool, lines in commands.items():
        text += f"an app for unattended use, {_TITLES[tool]}\n"
        text += "".join(f"  {line}\n" for line in lines.splitlines())
    return text
