"""How a check ends: where an administrator consents, and the commands that set an app up for
unattended use. Not here: its lines (`check`).
"""

from collections.abc import Mapping

from mfa_audit import data
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

_TITLES = {
    "azureCli": "with the Azure CLI, in bash or the Azure Cloud Shell",
    "microsoftGraphPowerShell": "with Microsoft Graph PowerShell, on Windows",
}

# `az ad app permission admin-consent` knows the global cloud only; assigning the roles does the
# same in each. Source: azure-cli, command module "role".
_AZURE_CLI, _POWERSHELL = "setup-azure-cli.sh", "setup-graph.ps1"


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
    for tool, (name, file) in tools.items():
        if name:
            commands = data.text(file)
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
