"""Run the program from the source: `python scripts/run.py [arguments]`, a demo report without."""

from __future__ import annotations

import sys

from environment import call, ensure

DEMO = ["report", "--demo"]


def main() -> int:
    """The program's exit code."""
    # -P: a csv.py or the like in the current folder is not ours to import.
    return call([ensure(), "-P", "-m", "mfa_audit", *(sys.argv[1:] or DEMO)])


if __name__ == "__main__":
    sys.exit(main())
