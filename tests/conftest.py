"""Marked tests run wherever their program is installed; CI names the markers that must run."""

import os
import shutil

import pytest

# The program behind each marker.
PROGRAMS = {"libreoffice": "soffice"}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a marked test without its program, or fail where MFA_AUDIT_REQUIRE names the marker."""
    required = os.environ.get("MFA_AUDIT_REQUIRE", "").split(",")
    for marker, program in PROGRAMS.items():
        if item.get_closest_marker(marker) and shutil.which(program) is None:
            if marker in required:
                pytest.fail(f"{program} is not installed, and MFA_AUDIT_REQUIRE names {marker}")
            pytest.skip(f"{program} is not installed")
