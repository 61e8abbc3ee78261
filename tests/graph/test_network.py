"""The proxy that the settings name, and the host that gets the tokens."""

import pytest
from kiota_authentication_azure.azure_identity_access_token_provider import (
    AzureIdentityAccessTokenProvider,
)

from mfa_audit.errors import UsageError
from mfa_audit.graph.clouds import CLOUDS, Auth
from mfa_audit.graph.network import connect, proxy_for
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.sign_in import Credential, sign_in

GRAPH = "graph.microsoft.com"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def signed_in(cloud: str = "global") -> Credential:
    """An app that has not requested a token yet."""
    environ = {"AZURE_CLIENT_SECRET": "s"}
    return sign_in(
        Auth.SECRET,
        CLOUDS[cloud],
        "contoso.example",
        "app-1",
        console=False,
        tell=print,
        environ=environ,
    )


@pytest.mark.linux
@pytest.mark.parametrize(
    ("setting", "proxy"),
    [
        ("http://proxy.example:8080", "http://proxy.example:8080"),
        ("proxy.example:8080", "http://proxy.example:8080"),
        ("user:word@proxy.example:8080", "http://user:word@proxy.example:8080"),
        ("https://proxy.example", "https://proxy.example"),
    ],
)
def test_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, setting: str, proxy: str
) -> None:
    assert proxy_for(GRAPH) is None
    monkeypatch.setenv("HTTPS_PROXY", setting)
    assert proxy_for(GRAPH) == proxy
    connect(signed_in(), Pacing())
    monkeypatch.setenv("NO_PROXY", "microsoft.com")
    assert proxy_for(GRAPH) is None


@pytest.mark.linux
def test_the_error_about_a_proxy_leaves_out_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:S3cret@proxy.example:8080")
    with pytest.raises(UsageError) as caught:
        connect(signed_in(), Pacing())
    assert caught.value.what == "The proxy's address cannot be used."
    assert caught.value.__cause__ is None
    assert "S3cret" not in str(caught.value)


def test_tokens_go_to_the_clouds_graph_host_only() -> None:
    app = signed_in("usgov")
    reader = connect(app, Pacing()).reader
    # The SDK's own provider decides; it gets the chosen cloud's host and no other.
    provider = reader.v1._authentication_provider.access_token_provider  # type: ignore[attr-defined]
    assert isinstance(provider, AzureIdentityAccessTokenProvider)
    assert provider.get_allowed_hosts_validator().allowed_hosts == {"graph.microsoft.us"}
    assert reader.v1.base_url == "https://graph.microsoft.us/v1.0"
    assert reader.beta.base_url == "https://graph.microsoft.us/beta"
    assert app.scopes == ["https://graph.microsoft.us/.default"]
