"""The national clouds, where to sign in and where Graph answers; and the ways to sign in.

Source: Microsoft, "Microsoft Graph and app registrations in national clouds". Tokens are not
interchangeable between clouds, and the app registration must exist in the cloud it is used in.
"""

from enum import StrEnum
from typing import NamedTuple


class Cloud(NamedTuple):
    """`login` and `graph` are bare host names."""

    name: str
    login: str
    graph: str

    def admin_consent_address(self, tenant: str | None, client_id: str) -> str:
        """Where an administrator grants the app its permissions for the whole tenant."""
        return (
            f"https://{self.login}/{tenant or 'organizations'}/adminconsent?client_id={client_id}"
        )


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
