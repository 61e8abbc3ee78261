"""Marked tests run wherever their program is installed; CI names the markers that must run."""

import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import trustme
import truststore
from typer.main import get_command

from mfa_audit.graph.pacing import UNLIMITED, Pacing
from tests.cli.program import SECRET
from tests.loopback import Entra, Loopback

# Whether the program that a marker names is installed.
PRESENT = {
    "chromium": shutil.which("chromium") is not None,
    "libreoffice": shutil.which("soffice") is not None,
    "systemd": shutil.which("systemd-analyze") is not None,
    "linux": sys.platform == "linux",
}


@pytest.fixture(autouse=True)
def _own_trust() -> Iterator[None]:
    """Undo after each test that the program trusts the certificates of the operating system, which
    it does for the whole process."""
    yield
    truststore.extract_from_ssl()


@pytest.fixture(scope="session", autouse=True)
def _one_command() -> Iterator[None]:
    """Typer builds the commands once for all calls in this process, not for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Entra and Graph for a tenant whose app has the secret."""
    with Loopback(Entra(secret=SECRET)) as loopback:
        yield loopback


@pytest.fixture
def other_authority(tmp_path: Path) -> str:
    """The file of a certificate authority that signed nothing."""
    path = str(tmp_path.with_name(f"{tmp_path.name}-other-authority.pem"))
    trustme.CA().cert_pem.write_to_path(path)
    return path


@pytest.fixture
def without_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow one another without a wait, and requests without a limit."""
    monkeypatch.setattr("mfa_audit.graph.transport.back_off", lambda _: 0.01)
    monkeypatch.setitem(Pacing.__init__.__kwdefaults__ or {}, "limits", UNLIMITED)
    policy = "azure.core.pipeline.policies._retry.RetryPolicyBase"
    monkeypatch.setattr(f"{policy}.get_backoff_time", lambda *_: 0)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test that cannot run here, or fail where MFA_AUDIT_REQUIRE names its marker."""
    required = os.environ.get("MFA_AUDIT_REQUIRE", "").split(",")
    for marker, present in PRESENT.items():
        if item.get_closest_marker(marker) and not present:
            if marker in required:
                pytest.fail(f"MFA_AUDIT_REQUIRE names {marker}, which is not here")
            pytest.skip(f"needs {marker}")
