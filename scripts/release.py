"""Check whether this commit can be released, and tag it: `python scripts/release.py [--tag]`.

The release workflow starts with a tag that is named after the version.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print the obstacles, or how to release; 1 if there are obstacles."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tag", action="store_true", help="make the tag, here only")
    parser.add_argument("--tagged", metavar="TAG", help="only check TAG, and the changelog")
    parser.add_argument("--folder", type=Path, default=ROOT, help="of the project, if not this one")
    arguments = parser.parse_args()
    tag = f"v{version(arguments.folder)}"
    if arguments.tagged:
        against = undocumented(arguments.folder)
        if arguments.tagged != tag:
            against.append(f"the tag is {arguments.tagged}")
    else:
        against = undocumented(arguments.folder) + obstacles(arguments.folder)
    if against:
        print(f"{tag} cannot be released:", *against, sep="\n  ")
        return 1
    if arguments.tagged:
        return 0
    make = ["tag", "--annotate", tag, "--message", f"mfa-audit {tag}"]
    if arguments.tag:
        git(arguments.folder, *make)
        print(f"{tag} is made; to release it:")
    else:
        print(
            f"{tag} can be released:",
            f"  git tag --annotate {tag} --message 'mfa-audit {tag}'",
            sep="\n",
        )
    print(f"  git push origin {tag}")
    return 0


def version(folder: Path) -> str:
    """The version of the package."""
    text = (folder / "mfa_audit" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(r'(?m)^__version__ = "(.+)"$', text)
    if not match:
        raise SystemExit("mfa_audit/__init__.py has no __version__")
    return match[1]


def undocumented(folder: Path) -> list[str]:
    """A sentence if CHANGELOG.md has no section for the version; else nothing."""
    number = version(folder)
    if section((folder / "CHANGELOG.md").read_text(encoding="utf-8"), number):
        return []
    return [f"CHANGELOG.md has no section like: ## {number} (2026-12-31), with its changes"]


def obstacles(folder: Path) -> list[str]:
    """The other obstacles to a tag, in words."""
    lines = []
    if changed := git(folder, "status", "--porcelain"):
        lines.append("these files are not committed:\n    " + changed.replace("\n", "\n    "))
    tag = f"v{version(folder)}"
    if git(folder, "tag", "--list", tag):
        lines.append(f"the tag {tag} exists")
    return lines


def section(changes: str, number: str) -> str:
    """The text about a version in CHANGELOG.md; empty without text, or without the date."""
    title = rf"(?m)^## {re.escape(number)} \(\d{{4}}-\d\d-\d\d\)$"
    parts = re.split(title, changes, maxsplit=1)
    return re.split(r"(?m)^## ", parts[1], maxsplit=1)[0].strip() if len(parts) == 2 else ""


def git(folder: Path, *words: str) -> str:
    """What git prints, without the last line end. Exits where git fails."""
    done = subprocess.run(
        ["git", "-C", folder, *words], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.rstrip()


if __name__ == "__main__":
    sys.exit(main())
