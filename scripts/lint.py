"""Check format, lint and types, always all three: `python scripts/lint.py`."""

from __future__ import annotations

import sys

from environment import ROOT, call, ensure

CHECKS = (["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"])


def main() -> int:
    """Run the checks; 1 if any failed."""
    python = ensure(["dev"])
    failed = []
    for check in CHECKS:
        print("$", *check, flush=True)
        if call([python, "-m", *check], ROOT):
            failed.append(" ".join(check))
    if failed:
        print("failed:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
