"""`scripts/release.py` on a small project with a repository of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "release.py"
CHANGES = (
    "# Changelog\n\n## 1.2.3 (2026-11-21)\n\n- Something.\n\n## 1.2.2 (2026-11-01)\n\n- More.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that can be released."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "config", "user.name", "Tester")
    git(tmp_path, "config", "user.email", "tester@contoso.example")
    git(tmp_path, "config", "tag.gpgSign", "false")
    git(tmp_path, "config", "commit.gpgSign", "false")
    (tmp_path / "mfa_audit").mkdir()
    (tmp_path / "mfa_audit" / "__init__.py").write_text('__version__ = "1.2.3"\n', encoding="utf-8")
    commit(tmp_path, CHANGES)
    return tmp_path


def git(folder: Path, *words: str) -> str:
    """The output of git."""
    return subprocess.check_output(["git", "-C", str(folder), *words], encoding="utf-8")


def commit(folder: Path, changes: str) -> None:
    """A commit with this CHANGELOG."""
    (folder / "CHANGELOG.md").write_text(changes, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "A version")


def release(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and stdout."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--folder", str(folder), *words],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_commands_for_a_release_are_shown(project: Path) -> None:
    assert release(project) == (
        0,
        "v1.2.3 can be released:\n"
        "  git tag --annotate v1.2.3 --message 'mfa-audit v1.2.3'\n"
        "  git push origin v1.2.3\n",
    )
    assert git(project, "tag") == ""


def test_a_version_is_tagged_once(project: Path) -> None:
    assert release(project, "--tag") == (
        0,
        "v1.2.3 is made; to release it:\n  git push origin v1.2.3\n",
    )
    assert git(project, "cat-file", "-t", "v1.2.3") == "tag\n"
    assert git(project, "rev-parse", "v1.2.3^{commit}") == git(project, "rev-parse", "HEAD")
    assert release(project, "--tag") == (1, "v1.2.3 cannot be released:\n  the tag v1.2.3 exists\n")


@pytest.mark.parametrize(
    "changes",
    [
        CHANGES.replace("(2026-11-21)", "(unreleased)"),
        CHANGES.replace(" (2026-11-21)", ""),
        CHANGES.replace("1.2.3", "1.2.30"),
        CHANGES.replace("- Something.\n", ""),
        "# Changelog\n",
    ],
    ids=["unreleased", "no date", "another version", "empty", "none"],
)
def test_a_version_without_its_changes_cannot_be_released(project: Path, changes: str) -> None:
    commit(project, changes)

    assert release(project, "--tag") == (
        1,
        "v1.2.3 cannot be released:\n"
        "  CHANGELOG.md has no section like: ## 1.2.3 (2026-12-31), with its changes\n",
    )
    assert git(project, "tag") == ""


def test_files_that_are_not_committed_are_named(project: Path) -> None:
    (project / "mfa_audit" / "new.py").write_text("", encoding="utf-8")
    (project / "CHANGELOG.md").write_text(CHANGES + "\n", encoding="utf-8")

    assert release(project) == (
        1,
        "v1.2.3 cannot be released:\n"
        "  these files are not committed:\n"
        "     M CHANGELOG.md\n"
        "    ?? mfa_audit/new.py\n",
    )


def test_an_existing_tag_is_compared(project: Path) -> None:
    assert release(project, "--tagged", "v1.2.3") == (0, "")
    assert release(project, "--tagged", "v1.2.4") == (
        1,
        "v1.2.3 cannot be released:\n  the tag is v1.2.4\n",
    )
