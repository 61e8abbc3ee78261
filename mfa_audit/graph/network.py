"""The real network: proxy, certificates, and the directory on top of them."""

import urllib.request

import httpx
import truststore
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)

from mfa_audit.errors import UsageError
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.sign_in import Credential


def trust_operating_system() -> None:
    """Make the operating system's certificates count for every TLS connection of this process,
    azure-identity's included: companies inspect TLS with a root of their own."""
    truststore.inject_into_ssl()


def connect(signed_in: Credential, pacing: Pacing) -> GraphDirectory:
    """The tenant that `signed_in` belongs to. Tokens go to the cloud's Graph host only."""
    host = signed_in.consent.cloud.graph
    authentication = AzureIdentityAuthenticationProvider(
        signed_in.credential, scopes=signed_in.scopes, allowed_hosts=[host]
    )
    return GraphDirectory(
        authentication,
        transport_to(host),
        signed_in.consent,
        pacing,
        close=signed_in.credential.close,
    )


def transport_to(host: str) -> httpx.AsyncHTTPTransport:
    """What really sends to `host`. Raises UsageError for a proxy's address that cannot be."""
    # HTTP/1.1: few and large requests gain nothing from HTTP/2. httpx reads proxy variables only
    # for transports of its own making; urllib's reading covers the Windows settings as well.
    try:
        return httpx.AsyncHTTPTransport(
            verify=True, proxy=proxy_for(host), limits=httpx.Limits(max_connections=20)
        )
    except (ValueError, httpx.InvalidURL):
        # Without the value and without the cause: a proxy's address can hold a password.
        raise UsageError(
            "The proxy's address cannot be used.", "Check HTTPS_PROXY: http://HOST:PORT"
        ) from None


def proxy_for(host: str) -> str | None:
    """The proxy that environment or system settings name for `host`."""
    if urllib.request.proxy_bypass(host):
        return None
    proxy = urllib.request.getproxies().get("https")
    # curl takes an address without a scheme, and so do many settings.
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
