"""Build the executable in both forms and drive each: `python scripts/build.py`.

With `--windows TOOLS` the same for Windows, under Wine: TOOLS is a folder with `setup` and
`install-wheels`, and WINPY_HOME names where they keep a Windows Python with `bin/winpy` and
`bin/winexe`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

VENV = ROOT / ".venv-build"
LOCK = ROOT / "build" / "requirements.txt"
FORMS = ("onedir", "onefile")
LARGEST = 27.0  # MB, onefile on Windows
LONGEST = 240.0  # seconds, each form
SLOWEST = 3.0  # times the bare interpreter's start, onedir --help on Windows
LAUNCHES = 9


def main() -> int:
    """Build and check both forms; 1 if a program is too large. Exits where a step fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--windows", type=Path, metavar="TOOLS", help="build for Windows, in Wine")
    parser.add_argument(
        "--brief",
        action="store_true",
        help="of the single file, the same program, check only what unpacking can break",
    )
    arguments = parser.parse_args()
    tools, brief = arguments.windows, ["--brief"] if arguments.brief else []
    python = environment()
    bin = windows(tools.resolve()) if tools else None
    out = ROOT / "dist" / ("windows" if bin else "")
    builder, runner, bare = [python], list[str | Path](), [python]
    if bin:
        builder, runner = [bin / "winpy"], ["--runner", bin / "winexe"]
        bare = [bin / "winexe", bin.parent / "python" / "python.exe"]
    name = f"mfa-audit{'.exe' if bin or os.name == 'nt' else ''}"
    programs = {"onedir": out / "onedir" / "mfa-audit" / name, "onefile": out / "onefile" / name}
    # Wine sometimes cannot start a process (WinError 1359, Internal error).
    tries = 3 if bin else 1
    slow, large = [], []
    for form, program in programs.items():
        started = time.monotonic()
        script, place = translated(bin, ROOT / "build" / "exe.py"), translated(bin, out)
        run([*builder, script, form, "--out", place], tries=tries)
        if time.monotonic() - started > LONGEST:
            slow.append(f"building {form} took more than {LONGEST:.0f} s")
        checks = [program, *runner, *(brief if form == "onefile" else [])]
        run([python, ROOT / "build" / "smoke.py", *checks], tries=tries)
    start = [bin / "winexe"] if bin else []
    ratio = startup([*start, programs["onedir"], "--help"], [*bare, "-c", "pass"])
    print(f"onedir --help: {ratio:.1f} times the bare interpreter's start")
    if bin and (size := programs["onefile"].stat().st_size / 1e6) > LARGEST:
        large.append(f"onefile has {size:.1f} MB, more than {LARGEST:.0f}")
    if bin and ratio > SLOWEST:
        slow.append(f"onedir --help takes more than {SLOWEST:.0f} times the bare start")
    for line in [*slow, *large]:
        print("OVER:", line)
    # The times depend on what else the machine did: too long is printed, but is no failure.
    return 1 if large else 0


def environment() -> Path:
    """The Python of a virtual environment with exactly the locked packages."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if stale(VENV / "installed", sys.version):
        run([sys.executable, "-m", "venv", "--clear", VENV])
        run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCK])
        fresh(VENV / "installed", sys.version)
    return python


def windows(tools: Path) -> Path:
    """The folder with winpy and winexe, ready to build; wheels go to their own folder."""
    home = os.environ.get("WINPY_HOME")
    if not home:
        raise SystemExit("--windows needs WINPY_HOME: where the Windows Python is, or shall be")
    packages = VENV / "windows"
    run([tools / "setup"])
    if stale(packages / "installed", home):
        run([tools / "install-wheels", "--target", packages, "-r", LOCK, "--", "--require-hashes"])
        fresh(packages / "installed", home)
    os.environ["WINPY_PATH"] = str(packages)
    return Path(home, "bin")


def stale(stamp: Path, also: str) -> bool:
    """Whether the lock or `also` has changed since the stamp was written."""
    return not stamp.is_file() or stamp.read_text(encoding="ascii") != state(also)


def fresh(stamp: Path, also: str) -> None:
    """Write the stamp for the lock and `also`."""
    stamp.write_text(state(also), encoding="ascii")


def state(also: str) -> str:
    """A hash of everything that an installation depends on."""
    return hashlib.sha256(LOCK.read_bytes() + also.encode()).hexdigest()


def translated(bin: Path | None, path: Path) -> str:
    """`path` in the spelling of the Python that builds."""
    if bin is None:
        return str(path)
    command = [str(bin / "winexe"), "--to-windows", str(path)]
    return subprocess.check_output(command, encoding="utf-8", timeout=60).strip()


def run(command: Sequence[str | Path], tries: int = 1) -> None:
    """Run one step; exits where it fails `tries` times."""
    for left in reversed(range(tries)):
        print("$", *command, flush=True)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=900, check=False)
        if not done.returncode:
            return
        print(f"failed with exit code {done.returncode}; {left} tries left", flush=True)
    raise SystemExit(1)


def startup(program: Sequence[str | Path], bare: Sequence[str | Path]) -> float:
    """The ratio of the median times of two commands that are started in turn."""
    times: dict[str, list[float]] = {"program": [], "bare": []}
    for _ in range(LAUNCHES):
        for name, command in (("program", program), ("bare", bare)):
            times[name].append(seconds(command))
    return statistics.median(times["program"]) / statistics.median(times["bare"])


def seconds(command: Sequence[str | Path], tries: int = 3) -> float:
    """The seconds that the command takes; tried again, because Wine sometimes cannot start it."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, timeout=60, check=tries == 1)
    took = time.perf_counter() - started
    return seconds(command, tries - 1) if done.returncode else took


if __name__ == "__main__":
    sys.exit(main())
