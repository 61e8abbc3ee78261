"""Run the tests and measure their branch coverage: `python scripts/test.py [for pytest]`."""

from __future__ import annotations

import sys

from environment import ROOT, call, ensure


def main() -> int:
    """Run pytest; its exit code. Paths in the arguments are relative to the project's folder."""
    arguments = sys.argv[1:]
    # The least coverage in pyproject.toml is for all tests: some of them cover only a part.
    part = any(not argument.startswith("-") for argument in arguments)
    coverage = ["--cov", "--cov-report=term-missing:skip-covered"]
    if part:
        coverage.append("--cov-fail-under=0")
    return call([ensure(["dev"]), "-m", "pytest", *coverage, *arguments], ROOT)


if __name__ == "__main__":
    sys.exit(main())
