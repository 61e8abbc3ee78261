"""The bench of comparing two large reports: memory, and time against reading both as CSV.

Run through `python scripts/bench.py compare`.
"""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ACCOUNTS = 1_000_000


def compare(folder: Path) -> list[tuple[str, float, float]]:
    """The rows (what, figure, bar) for two reports of a million accounts with some changes, against
    reading both files with the csv module: each in its own process, the best of three."""
    from mfa_audit.reports.account_columns import CLASSIC, FULL

    rows: list[tuple[str, float, float]] = []
    old, new, changes = folder / "old.csv", folder / "new.csv", folder / "changes.csv"
    for kind, columns in (("classic", CLASSIC), ("all", FULL)):
        for path, week in ((old, 0), (new, 1)):
            _write_report(path, ACCOUNTS, week, columns)
        bare, seconds = math.inf, math.inf
        for _ in range(3):
            bare = min(bare, _seconds_and_megabytes(_READ_BOTH, old, new)[0])
            again, megabytes = _seconds_and_megabytes(_COMPARE, old, new, changes)
            seconds = min(seconds, again)
        print(f"{kind}: csv {bare:.1f} s, compare {seconds:.1f} s, {megabytes:.0f} MB", flush=True)
        rows += [
            (f"{kind} columns: {ACCOUNTS:,} twice compared, MB at most", megabytes, 600),
            (f"{kind} columns: comparing / reading with the csv module", seconds / bare, 3),
        ]
    return rows


def _write_report(path: Path, accounts: int, week: int, columns: Sequence[Any]) -> None:
    """Write a CSV of these columns; in the second week every hundredth account has other methods,
    some accounts are new and some are gone."""
    kinds = (("True", "app", "PhoneAppNotification; PhoneAppOTP"), ("False", "none", ""))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow([column.header for column in columns])
        for number in range(week * 1000, accounts + week * 1000):
            changed = week and number % 100 == 0
            registered, strength, methods = kinds[(number % 5 == 0) ^ changed]
            cells = {
                "userPrincipalName": f"first.last{number}@contoso.example",
                "perUserMfaState": "Disabled",
                "mfaMethods": methods,
                "displayName": f"First Last {number}",
                "registered": registered,
                "registeredReason": "isMfaRegistered is true in the registration report",
                "strength": strength,
                "isAdmin": "False",
                "roles": "",
                "accountEnabled": "True",
                "department": f"Department {number % 40}",
                "createdDateTime": "2021-03-15 08:30:00",
                "lastUpdatedDateTime": "2026-11-21 04:00:00",
                "id": f"b0000000-0000-4000-9000-{number:012d}",
            }
            table.writerow([cells.get(column.key, "") for column in columns])


_READ_BOTH = """
import csv
for path in sys.argv[1:]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            pass
"""
_COMPARE = """
from mfa_audit.cli.main import app
try:
    app(["compare", sys.argv[1], sys.argv[2], "-q", "-o", sys.argv[3]])
except SystemExit as left:
    assert left.code == 0, left.code
"""
_MEASURED = """
import resource, sys, time
sys.path.insert(0, {root!r})
started = time.process_time()
{script}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.process_time() - started, peak / (1024 if sys.platform == "linux" else 1024 * 1024))
"""


def _seconds_and_megabytes(script: str, *paths: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of a script in its own process."""
    root = str(Path(__file__).parent.parent)
    text = _MEASURED.format(root=root, script=script)
    call = [sys.executable, "-c", text, *map(str, paths)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)
