"""The check before the first run: lines with a verdict, as text and as JSON; where an administrator
consents, and the commands that set an app up for unattended use.

Not here: how anything was found out.
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

# From here on sign-ins with a certificate fail: Entra allows the clocks five minutes. In seconds.
CLOCK_LIMIT = 300


class CheckVerdict(StrEnum):
    """What a line says about a run."""

    OK = "ok"
    GAP = "gap"
    FAIL = "fail"


class CheckLine(msgspec.Struct, frozen=True):
    """One thing that was looked at. `code` and `request_id` are Graph's or Entra's."""

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


# The command that always writes a file.
_TO_A_FILE = ("report",)
# Commands that go beyond what the program is for: without them the rest still counts as working.
_BEYOND = ("sign-ins", "on-premises", "history")


def command_verdict(needed: Sequence[Source], unread: Collection[Source]) -> CheckVerdict:
    """What becomes of a command that needs the sources `needed` when `unread` cannot be read.

    It fails, too, where neither source can say who has registered: every account would be unknown.
    """
    lost = {source for source in needed if source in unread and _costs(source)}
    ends_it = any(source.if_it_fails is Failure.ENDS_IT for source in lost)
    if ends_it or {REGISTRATION_SOURCE, METHODS_SOURCE} <= lost:
        return CheckVerdict.FAIL
    return CheckVerdict.GAP if lost else CheckVerdict.OK


def _costs(source: Source) -> bool:
    return source.if_it_fails is not Failure.COSTS_NOTHING


def source_lines(answers: Mapping[Source, MfaAuditError | None], in_bulk: bool) -> list[CheckLine]:
    """A line for each source; one that is not among the answers was not asked."""
    lines = []
    for source in ALL_SOURCES:
        name = source.name
        if source not in answers:
            why = "not asked: that takes an account, and none was listed"
            if source is POLICIES_SOURCE:
                why = "not asked: it is a part of the sign-in log"
            lines.append(CheckLine("sources", name, CheckVerdict.GAP, why))
        elif error := answers[source]:
            verdict = command_verdict([source], [source])
            if all(command in _BEYOND for command in source.read_by):
                verdict = min(verdict, CheckVerdict.GAP, key=list(CheckVerdict).index)
            line = failed_line("sources", name, error, verdict)
            finding = f"{line.finding} Without it: {source.without}."
            lines.append(
                line
                if verdict is CheckVerdict.FAIL
                else msgspec.structs.replace(line, finding=finding)
            )
        else:
            lines.append(CheckLine("sources", name, CheckVerdict.OK, _answer(source, in_bulk)))
    return lines


def _answer(source: Source, in_bulk: bool) -> str:
    if source is STATE_SOURCE and in_bulk:
        return "/users tells it for all accounts at once"
    if source is STATE_SOURCE:
        return "answers, for 20 accounts a request: /users does not tell it"
    return f"answers: the tenant has {source.licence}" if source.licence else "answers"


def command_lines(
    answers: Mapping[Source, MfaAuditError | None] | None, *, can_write: bool = True
) -> list[CheckLine]:
    """A line for each command; `answers` is None where nothing could be asked, `can_write` tells
    whether a file can be put where it is to go."""
    lines = []
    for command in COMMANDS:
        verdict, finding = _outlook(sources_read_by(command), answers)
        if command in _TO_A_FILE and not can_write and verdict is not CheckVerdict.FAIL:
            verdict, finding = CheckVerdict.FAIL, "does not work: its file cannot be written"
        if command in _BEYOND and answers is not None:
            verdict = min(verdict, CheckVerdict.GAP, key=list(CheckVerdict).index)
        lines.append(CheckLine("commands", command, verdict, finding))
    return lines


def _outlook(
    needed: Sequence[Source], answers: Mapping[Source, MfaAuditError | None] | None
) -> tuple[CheckVerdict, str]:
    if not needed:
        return CheckVerdict.OK, "works; it asks nothing"
    if answers is None:
        return CheckVerdict.FAIL, "does not work: nothing could be asked, for the reason above"
    unread = [source for source in needed if answers.get(source, True)]
    verdict = command_verdict(needed, unread)
    names = ", ".join(source.name for source in unread if _costs(source))
    finding = {
        CheckVerdict.OK: "works",
        CheckVerdict.GAP: f"works with gaps: {names}",
        CheckVerdict.FAIL: f"does not work: {names}",
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


def clock_line(ahead: float | None) -> CheckLine:
    """`ahead`: by how many seconds our clock is ahead of Graph's."""
    if ahead is None:
        return CheckLine("network", "clock", CheckVerdict.OK, "not compared: Graph told no time")
    if abs(ahead) < CLOCK_LIMIT:
        return CheckLine(
            "network", "clock", CheckVerdict.OK, "agrees with Graph's to within 5 minutes"
        )
    off = f"{abs(ahead) / 60:.0f} minutes {'ahead of' if ahead > 0 else 'behind'} Graph's"
    finding = f"{off}: Entra may refuse a sign-in with a certificate"
    remedy = "Set this machine's clock by a time server."
    return CheckLine("network", "clock", CheckVerdict.GAP, finding, remedy)


def overall(lines: Iterable[CheckLine]) -> CheckVerdict:
    """The worst verdict."""
    return max(
        (line.verdict for line in lines), key=list(CheckVerdict).index, default=CheckVerdict.OK
    )


def check_text(lines: Sequence[CheckLine], *, quiet: bool = False) -> str:
    """Aligned lines in their parts; with `quiet` only those that are not ok."""
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


# Name → what the Azure CLI and Microsoft Graph PowerShell call the cloud. The Azure CLI asks the
# other US Government cloud for Graph, never the DoD's.
_CLOUDS = {
    "global": ("AzureCloud", "Global"),
    "usgov": ("AzureUSGovernment", "USGov"),
    "usgov-dod": (None, "USGovDoD"),
    "china": ("AzureChinaCloud", "China"),
}
# Microsoft Graph's own app id, the same everywhere. The ids of its permissions are looked up by
# name: at least Policy.Read.All has another one in China.
_GRAPH = "00000003-0000-0000-c000-000000000000"

_TITLES = {
    "azureCli": "with the Azure CLI, in bash or the Azure Cloud Shell",
    "microsoftGraphPowerShell": "with Microsoft Graph PowerShell, on Windows",
}

# `az ad app permission admin-consent` knows the global cloud only; assigning the roles does the
# same in each. Source: azure-cli, command module "role".
_AZURE_CLI, _POWERSHELL = "setup-azure-cli.sh", "setup-graph.ps1"


def setup_commands(cloud: str, host: str, tenant: str | None) -> dict[str, str]:
    """By tool, the commands that create an app with a certificate and the permissions to read
    every source. `host` is Graph's."""
    azure, powershell = _CLOUDS[cloud]
    tools = {"azureCli": (azure, _AZURE_CLI), "microsoftGraphPowerShell": (powershell, _POWERSHELL)}
    values = {
        "host": host,
        "graph": _GRAPH,
        "tenant": tenant or "TENANT",
        "permissions": " ".join(permissions(ALL_SOURCES)),
    }
    filled = {}
    for tool, (name, file) in tools.items():
        if name:
            commands = data.text(file)
            for word, value in (values | {"cloud": name}).items():
                commands = commands.replace(f"<{word}>", value)
            filled[tool] = commands
    return filled


def setup_text(address: str, commands: Mapping[str, str]) -> str:
    """Where an administrator consents, and how an app is set up, after the lines of a check."""
    text = f"an administrator consents at\n  {address}\n"
    for tool, lines in commands.items():
        text += f"an app for unattended use, {_TITLES[tool]}\n"
        text += "".join(f"  {line}\n" for line in lines.splitlines())
    return text
