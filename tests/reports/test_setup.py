"""The commands that set an app up, literally, and that they ask for nothing but reading."""

import shutil
import subprocess

import pytest

from mfa_audit.domain.sources import ALL_SOURCES
from mfa_audit.reports.check import setup_commands, setup_text

AZURE_CLI = """\
az cloud set --name AzureChinaCloud
az login --tenant contoso.com --allow-no-subscriptions
app=$(az ad app create --display-name mfa-audit --sign-in-audience AzureADMyOrg \\
  --query appId -o tsv)
me=$(az ad sp create --id $app --query id -o tsv)
graph=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id -o tsv)
for name in User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All Policy.Read.All \
Organization.Read.All RoleManagement.Read.Directory GroupMember.Read.All \
Policy.Read.ConditionalAccess IdentityRiskEvent.Read.All; do
  role=$(az ad sp show --id $graph --query "appRoles[?value=='$name'].id" -o tsv)
  az ad app permission add --id $app --api 00000003-0000-0000-c000-000000000000 \
--api-permissions $role=Role
  az rest --method POST --url \
https://microsoftgraph.chinacloudapi.cn/v1.0/servicePrincipals/$me/appRoleAssignments \\
    --headers Content-Type=application/json \\
    --body "{'principalId': '$me', 'resourceId': '$graph', 'appRoleId': '$role'}"
done
pem=$(az ad app credential reset --id $app --create-cert \\
  --query fileWithCertAndPrivateKey -o tsv)
echo AZURE_TENANT_ID=contoso.com AZURE_CLIENT_ID=$app AZURE_CLIENT_CERTIFICATE_PATH=$pem
"""


def test_the_commands_of_the_azure_cli() -> None:
    commands = setup_commands("china", "microsoftgraph.chinacloudapi.cn", "contoso.com")
    assert commands["azureCli"] == AZURE_CLI


@pytest.mark.linux
def test_the_commands_of_the_azure_cli_are_shell() -> None:
    shell = shutil.which("bash") or "sh"
    commands = setup_commands("global", "graph.microsoft.com", None)["azureCli"]
    assert subprocess.run([shell, "-n"], input=commands.encode(), timeout=60).returncode == 0


def test_the_commands_of_powershell() -> None:
    commands = setup_commands("usgov", "graph.microsoft.us", None)["microsoftGraphPowerShell"]
    assert commands.startswith(
        "Connect-MgGraph -Environment USGov -TenantId TENANT `\n"
        "  -Scopes Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All\n"
        "$graph = Get-MgServicePrincipal "
        "-Filter \"appId eq '00000003-0000-0000-c000-000000000000'\"\n"
        "$names = -split 'User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All "
        "Policy.Read.All Organization.Read.All RoleManagement.Read.Directory "
        "GroupMember.Read.All Policy.Read.ConditionalAccess IdentityRiskEvent.Read.All'\n"
    )
    assert commands.endswith(
        '"AZURE_TENANT_ID=TENANT AZURE_CLIENT_ID=$($app.AppId)"\n'
        '"AZURE_CLIENT_CERTIFICATE_PATH=$($pfx.FullName)"\n'
    )
    for one, other in ("()", "{}"):
        assert commands.count(one) == commands.count(other)
    assert "<" not in commands


@pytest.mark.parametrize("cloud", ["global", "usgov", "usgov-dod", "china"])
def test_nothing_but_reading_is_asked_for(cloud: str) -> None:
    tools = setup_commands(cloud, "graph.example", None)
    assert ("azureCli" in tools) == (cloud != "usgov-dod")
    for commands in tools.values():
        for source in ALL_SOURCES:
            assert source.permission in commands
    # The administrator who runs them creates an app, which the app itself may not.
    powershell = tools.pop("microsoftGraphPowerShell").splitlines()
    assert [line.split()[0] for line in powershell if "ReadWrite" in line] == ["-Scopes"]
    assert "ReadWrite" not in "".join(tools.values())


def test_the_end_of_a_check() -> None:
    assert setup_text("https://login.example/consent", {"azureCli": "one\n  two\n"}) == (
        "an administrator consents at\n"
        "  https://login.example/consent\n"
        "an app for unattended use, with the Azure CLI, in bash or the Azure Cloud Shell\n"
        "  one\n"
        "    two\n"
    )
