"""How a check ends: where an administrator consents, and the commands that set an app up for
unattended use. Not here: its lines (`check`).
"""

from collections.abc import Mapping

from mfa_audit.domain.log_sources import ALL_SOURCES
from mfa_audit.domain.sources import permissions

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
        "permissions": " ".join(permissions(ALL_SOURCES)),
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
