"""The README says what the program does: its generated parts are made anew and compared."""

import re
import subprocess
import sys
from pathlib import Path

from mfa_audit import __version__

ROOT = Path(__file__).parent.parent


def test_the_readme_is_not_behind_the_program() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "docs.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_readme_names_every_exit_code_permission_and_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for code in ("0", "1", "2", "3", "4", "10", "130"):
        assert f"\n| {code} | " in text
    for permission in (
        "User.Read.All",
        "AuditLog.Read.All",
        "UserAuthenticationMethod.Read.All",
        "Policy.Read.All",
        "Organization.Read.All",
    ):
        assert f"| {permission} |" in text
    for command in ("report", "registered", "unregistered", "activity", "explain", "columns"):
        assert f"mfa-audit {command}" in text


def test_the_changelog_has_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", text, re.MULTILINE)
