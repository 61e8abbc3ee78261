"""The README and the changelog agree with the program; generated parts are made and compared."""

import re
import runpy

import pytest

from mfa_audit import __version__
from mfa_audit.domain.sources import ALL_SOURCES, COMMANDS, permissions
from tests.cli.program import ROOT


def test_the_readme_is_not_behind_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["docs.py", "--check"])
    code = runpy.run_path(str(ROOT / "scripts" / "docs.py"))["main"]()
    assert (code, *capsys.readouterr()) == (0, "", "")


def test_the_readme_names_every_exit_code_permission_and_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for code in ("0", "1", "2", "3", "4", "10", "130"):
        assert f"\n| {code} | " in text
    for permission in permissions(ALL_SOURCES):
        assert f"| {permission} |" in text
    for command in (*COMMANDS, "check", "schedule", "config"):
        assert f"mfa-audit {command}" in text, command


def test_the_changelog_has_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", text, re.MULTILINE)
