"""Whether this commit can be released, and how; tags it: `python scripts/release.py [--tag]`.

A tag named after the version is what the release workflow waits for.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """1 if something stands against it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tag", action="store_true", help="make the tag, here only")
    parser.add_argument("--tagged", metavar="TAG", help="only: is TAG the version's, and told?")
    parser.add_argument("--folder", type=Path, default=ROOT, help="the project's, if not this one")
    asked = parser.parse_args()
    tag = f"v{version(asked.folder)}"
    if asked.tagged:
        against = told(asked.folder)
        if asked.tagged != tag:
            against.append(f"the tag is {asked.tagged}")
    else:
        against = told(asked.folder) + objections(asked.folder)
    if against:
        print(f"{tag} cannot be released:", *against, sep="\n  ")
        return 1
    if asked.tagged:
        return 0
    make = ["tag", "--annotate", tag, "--message", f"mfa-audit {tag}"]
    if asked.tag:
        git(asked.folder, *make)
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
    """The package's."""
    text = (folder / "mfa_audit" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'(?m)^__version__ = "(.+)"$', text)
    if not found:
        raise SystemExit("mfa_audit/__init__.py has no __version__")
    return found[1]


def told(folder: Path) -> list[str]:
    """Whether CHANGELOG.md lacks the version."""
    number = version(folder)
    if section((folder / "CHANGELOG.md").read_text(encoding="utf-8"), number):
        return []
    return [f"CHANGELOG.md has no section like: ## {number} (2026-12-31), with its changes"]


def objections(folder: Path) -> list[str]:
    """What else stands against a tag, in words."""
    found = []
    if changed := git(folder, "status", "--porcelain"):
        found.append("these files are not committed:\n    " + changed.replace("\n", "\n    "))
    tag = f"v{version(folder)}"
    if git(folder, "tag", "--list", tag):
        found.append(f"the tag {tag} exists")
    return found


def section(changes: str, number: str) -> str:
    """What CHANGELOG.md says of a version; empty where that has no date, or nothing is said."""
    title = rf"(?m)^## {re.escape(number)} \(\d{{4}}-\d\d-\d\d\)$"
    parts = re.split(title, changes, maxsplit=1)
    return re.split(r"(?m)^## ", parts[1], maxsplit=1)[0].strip() if len(parts) == 2 else ""


def git(folder: Path, *words: str) -> str:
    """What git prints, without the empty end. Exits where it fails."""
    done = subprocess.run(
        ["git", "-C", folder, *words], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.rstrip()


if __name__ == "__main__":
    sys.exit(main())
