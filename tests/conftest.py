"""Marked tests run wherever their program is installed; CI names the markers that must run."""

import os
import shutil
import sys
from collections.abc import Iterator

import pytest
import truststore

# Whether what a marker needs is here.
PRESENT = {
    "chromium": shutil.which("chromium") is not None,
    "libreoffice": shutil.which("soffice") is not None,
    "systemd": shutil.which("systemd-analyze") is not None,
    "linux": sys.platform == "linux",
}


@pytest.fixture(autouse=True)
def _own_trust() -> Iterator[None]:
    """The program makes the operating system's certificates count for its whole process, which
    here is ours as well: undone after each test."""
    yield
    truststore.extract_from_ssl()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test that cannot run here, or fail where MFA_AUDIT_REQUIRE names its marker."""
    required = os.environ.get("MFA_AUDIT_REQUIRE", "").split(",")
    for marker, present in PRESENT.items():
        if item.get_closest_marker(marker) and not present:
            if marker in required:
                pytest.fail(f"MFA_AUDIT_REQUIRE names {marker}, which is not here")
            pytest.skip(f"needs {marker}")
