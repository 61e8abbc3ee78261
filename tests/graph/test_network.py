"""The proxy that the settings name, and what is said where it cannot be used."""

import pytest

from mfa_audit.errors import UsageError
from mfa_audit.graph.clouds import CLOUDS, Auth
from mfa_audit.graph.directory import connect
from mfa_audit.graph.pacing import Pacing
from mfa_audit.graph.sign_in import Credential, sign_in
from mfa_audit.graph.transport import proxy_for


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def signed_in() -> Credential:
    """An app, not yet asked for a token."""
    environ = {"AZURE_CLIENT_SECRET": "s"}
    return sign_in(
        Auth.SECRET,
        CLOUDS["global"],
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
    assert proxy_for("graph.microsoft.com") is None
    monkeypatch.setenv("HTTPS_PROXY", setting)
    assert proxy_for("graph.microsoft.com") == proxy
    connect(signed_in(), Pacing())
    monkeypatch.setenv("NO_PROXY", "microsoft.com")
    assert proxy_for("graph.microsoft.com") is None


@pytest.mark.linux
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:S3cret@proxy.example:8080")
    with pytest.raises(UsageError) as caught:
        connect(signed_in(), Pacing())
    assert caught.value.what == "The proxy's address cannot be used."
    assert caught.value.__cause__ is None
    assert "S3cret" not in str(caught.value)
