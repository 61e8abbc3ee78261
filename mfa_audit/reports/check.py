"""The check before the first run: lines with a verdict, as text and as JSON; and the commands that
set an app up. Not here: how anything was found out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    SOURCES,
    STATE_SOURCE,
    Source,
)
from mfa_audit.errors import AccessError, MfaAuditError

SCHEMA = "mfa-audit/check/v1"

# From here on sign-ins with a certificate fail: Entra allows the clocks five minutes. In seconds.
CLOCK_LIMIT = 300


class Verdict(StrEnum):
    """What a line says about a run."""

    OK = "ok"
    GAP = "gap"
    FAIL = "fail"


class Line(msgspec.Struct, frozen=True):
    """One thing that was looked at. `access` says that something has to be granted;
    `code` and `request_id` are Graph's or Entra's."""

    part: str
    name: str
    verdict: Verdict
    finding: str
    remedy: str = ""
    code: str | None = None
    request_id: str | None = None
    access: bool = False


def failed(part: str, name: str, error: MfaAuditError, verdict: Verdict = Verdict.FAIL) -> Line:
    """The line for an error."""
    access = isinstance(error, AccessError)
    return Line(part, name, verdict, error.what, error.remedy, error.code, error.request_id, access)


class Rules(msgspec.Struct, frozen=True):
    """What the sources mean to the commands: which of them each command reads, which end it when
    they fail, which cost it nothing, and in words what it does without."""

    needed: Mapping[str, Sequence[Source]]
    ends_it: Collection[Source]
    costs_nothing: Collection[Source]
    without: Mapping[Source, str]


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
    for source in SOURCES:
        name = source.name
        if source not in answers:
            why = "not asked: that takes an account, and none was listed"
            lines.append(Line("sources", name, Verdict.GAP, why))
        elif error := answers[source]:
            verdict = command_verdict([source], [source], rules)
            line = failed("sources", name, error, verdict)
            finding = f"{line.finding} Without it: {rules.without[source]}."
            lines.append(
                line if verdict is Verdict.FAIL else msgspec.structs.replace(line, finding=finding)
            )
        elif source is STATE_SOURCE and in_bulk:
            why = "/users tells it for all accounts at once"
            lines.append(Line("sources", name, Verdict.OK, why))
        else:
            lines.append(Line("sources", name, Verdict.OK, "answers"))
    return lines


def command_lines(
    answers: Mapping[Source, MfaAuditError | None] | None, rules: Rules
) -> list[Line]:
    """A line for each command; `answers` is None where nothing could be asked."""
    lines = []
    for command, needed in rules.needed.items():
        if not needed:
            lines.append(Line("commands", command, Verdict.OK, "works; it asks nothing"))
            continue
        if answers is None:
            why = "does not work: nothing could be asked, for the reason above"
            lines.append(Line("commands", command, Verdict.FAIL, why))
            continue
        unread = [source for source in needed if answers.get(source, True)]
        verdict = command_verdict(needed, unread, rules)
        names = ", ".join(source.name for source in unread if source not in rules.costs_nothing)
        finding = {
            Verdict.OK: "works",
            Verdict.GAP: f"works with gaps: {names}",
            Verdict.FAIL: f"does not work: {names}",
        }[verdict]
        alone = [s for s in unread if command_verdict(needed, [s], rules) is Verdict.FAIL]
        culprits = alone or [REGISTRATION_SOURCE, METHODS_SOURCE]
        access = any(isinstance(answers.get(source), AccessError) for source in culprits)
        lines.append(Line("commands", command, verdict, finding, access=access))
    return lines


def token_finding(permissions: Sequence[str]) -> str:
    """Which permissions a token names, and which of ours it does not."""
    missing = [s.permission for s in SOURCES if s.permission not in permissions]
    lacks = f"; it does not name {', '.join(missing)}" if missing else ""
    return (
        f"names {', '.join(permissions) or 'no permission'}{lacks}. Read without verification, as "
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
        reference = [line.code, line.request_id and f"request-id {line.request_id}"]
        told = ", ".join(filter(None, reference))
        finding = f"{line.finding} ({told})" if told else line.finding
        text.append(f"  {line.verdict:<4}  {line.name:<{width}}  {finding}")
        if line.remedy:
            text.append(f"        {'':<{width}}  {line.remedy}")
    return "".join(f"{_harmless(line)}\n" for line in text)


def _harmless(line: str) -> str:
    """`line` without what a name from outside could do to a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)


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

# `az ad app permission admin-consent` knows the global cloud only; assigning the roles does the
# same in each. Source: azure-cli, command module "role".
_AZURE_CLI = r"""az cloud set --name <cloud>
az login --tenant <tenant> --allow-no-subscriptions
app=$(az ad app create --display-name mfa-audit --sign-in-audience AzureADMyOrg \
  --query appId -o tsv)
me=$(az ad sp create --id $app --query id -o tsv)
graph=$(az ad sp show --id <graph> --query id -o tsv)
for name in <permissions>; do
  role=$(az ad sp show --id $graph --query "appRoles[?value=='$name'].id" -o tsv)
  az ad app permission add --id $app --api <graph> --api-permissions $role=Role
  az rest --method POST --url https://<host>/v1.0/servicePrincipals/$me/appRoleAssignments \
    --headers Content-Type=application/json \
    --body "{'principalId': '$me', 'resourceId': '$graph', 'appRoleId': '$role'}"
done
pem=$(az ad app credential reset --id $app --create-cert \
  --query fileWithCertAndPrivateKey -o tsv)
echo AZURE_TENANT_ID=<tenant> AZURE_CLIENT_ID=$app AZURE_CLIENT_CERTIFICATE_PATH=$pem
"""

_TITLES = {
    "azureCli": "with the Azure CLI, in bash or the Azure Cloud Shell",
    "microsoftGraphPowerShell": "with Microsoft Graph PowerShell, on Windows",
}

_POWERSHELL = r"""Connect-MgGraph -Environment <cloud> -TenantId <tenant> `
  -Scopes Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All
$graph = Get-MgServicePrincipal -Filter "appId eq '<graph>'"
$names = -split '<permissions>'
$roles = $graph.AppRoles |
  Where-Object { $_.Value -in $names -and $_.AllowedMemberTypes -contains 'Application' }
$certificate = New-SelfSignedCertificate -Subject CN=mfa-audit -KeyAlgorithm RSA -KeyLength 2048 `
  -CertStoreLocation Cert:\CurrentUser\My -KeyExportPolicy Exportable -KeySpec Signature `
  -NotAfter (Get-Date).AddYears(1)
$key = @{ Type = 'AsymmetricX509Cert'; Usage = 'Verify'; Key = $certificate.RawData }
$access = @($roles | ForEach-Object { @{ Id = $_.Id; Type = 'Role' } })
$app = New-MgApplication -DisplayName mfa-audit -SignInAudience AzureADMyOrg `
  -KeyCredentials @($key) `
  -RequiredResourceAccess @(@{ ResourceAppId = $graph.AppId; ResourceAccess = $access })
$me = New-MgServicePrincipal -AppId $app.AppId
foreach ($role in $roles) {
  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $me.Id -PrincipalId $me.Id `
    -ResourceId $graph.Id -AppRoleId $role.Id
}
$phrase = Read-Host -AsSecureString 'Pass phrase, for AZURE_CLIENT_CERTIFICATE_PASSWORD'
$pfx = Export-PfxCertificate -Cert $certificate -FilePath mfa-audit.pfx -Password $phrase
"AZURE_TENANT_ID=<tenant> AZURE_CLIENT_ID=$($app.AppId)"
"AZURE_CLIENT_CERTIFICATE_PATH=$($pfx.FullName)"
"""


def setup(cloud: str, host: str, tenant: str | None) -> dict[str, str]:
    """By tool, the commands that create an app with a certificate and the permissions to read
    every source. `host` is Graph's."""
    azure, powershell = _CLOUDS[cloud]
    tools = {"azureCli": (azure, _AZURE_CLI), "microsoftGraphPowerShell": (powershell, _POWERSHELL)}
    values = {
        "host": host,
        "graph": _GRAPH,
        "tenant": tenant or "TENANT",
        "permissions": " ".join(source.permission for source in SOURCES),
    }
    filled = {}
    for tool, (name, commands) in tools.items():
        if name:
            for word, value in (values | {"cloud": name}).items():
                commands = commands.replace(f"<{word}>", value)
            filled[tool] = commands
    return filled


def closing(address: str, commands: Mapping[str, str]) -> str:
    """Where an administrator consents, and how an app is set up, after the lines of a check."""
    text = f"an administrator consents at\n  {address}\n"
    for tool, lines in commands.items():
        text += f"an app for unattended use, {_TITLES[tool]}\n"
        text += "".join(f"  {line}\n" for line in lines.splitlines())
    return text
