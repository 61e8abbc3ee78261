"""Run the program from the source: `python scripts/run.py [arguments]`; else a demo report."""

from __future__ import annotations

import sys

from environment import call, ensure

DEMO = ["report", "--demo"]


def main() -> int:
    """Run the program; its exit code."""
    # -P: do not import a csv.py or the like from the current folder.
    return call([ensure(), "-P", "-m", "mfa_audit", *(sys.argv[1:] or DEMO)])


if __name__ == "__main__":
    sys.exit(main())
