"""The national clouds, with the hosts of sign-in and Graph; and the ways to sign in.

Source: Microsoft, "Microsoft Graph and app registrations in national clouds". Tokens are not
interchangeable between clouds, and the app registration must exist in the cloud it is used in.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote


class Cloud(NamedTuple):
    """`login` and `graph` are bare host names."""

    name: str
    login: str
    graph: str

    def admin_consent_address(
        self, tenant: str | None, client_id: str, scopes: Sequence[str] = ()
    ) -> str:
        """Return where an administrator grants the app its permissions for the whole tenant.

        Without `scopes` these are the permissions registered with the app. An app for people need
        not have any: its scopes are listed, and the browser ends at a page on this machine that
        does not exist. Source: Microsoft, "Admin consent on the Microsoft identity platform".
        """
        site = f"https://{self.login}/{quote(tenant or 'organizations', safe='')}"
        page = f"adminconsent?client_id={quote(client_id, safe='')}"
        if not scopes:
            return f"{site}/{page}"
        return f"{site}/v2.0/{page}&scope={'%20'.join(scopes)}&redirect_uri=http://localhost"

    def scope(self, permission: str) -> str:
        """Return the permission as a scope of Graph in this cloud."""
        return f"https://{self.graph}/{permission}"


CLOUDS = {
    cloud.name: cloud
    for cloud in (
        Cloud("global", "login.microsoftonline.com", "graph.microsoft.com"),
        Cloud("usgov", "login.microsoftonline.us", "graph.microsoft.us"),
        Cloud("usgov-dod", "login.microsoftonline.us", "dod-graph.microsoft.us"),
        Cloud("china", "login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn"),
    )
}


class Auth(StrEnum):
    """Ways to sign in."""

    AUTO = "auto"
    BROWSER = "browser"
    DEVICE_CODE = "device-code"
    SECRET = "secret"  # noqa: S105 - the name of a way to sign in
    CERTIFICATE = "certificate"
    MANAGED_IDENTITY = "managed-identity"
    AZURE_CLI = "azure-cli"
