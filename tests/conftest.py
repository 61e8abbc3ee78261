"""Marked tests run wherever their program is installed; CI names the markers that must run."""

import os
import shutil
import sys
from collections.abc import Iterator

import pytest
import truststore

from mfa_audit.graph.pacing import UNLIMITED, Pacing

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
