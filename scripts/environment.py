"""The virtual environment next to pyproject.toml: made if missing, and updated with that file."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

if sys.version_info < (3, 11):  # noqa: UP036 - this is read by Pythons too old for the project
    sys.exit(
        "mfa-audit needs Python 3.11 or newer; this is Python {}.{} ({}).\n"
        "Start the script with a newer one: with `python3.13` in place of `python`, or `py -3.13` "
        "on Windows.".format(*sys.version_info[:2], sys.executable)
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROJECT = ROOT / "pyproject.toml"


def ensure(groups: Sequence[str] = ()) -> Path:
    """The environment's Python, with the project and these dependency groups installed.

    Installs only what changed with pyproject.toml. Exits where that fails.
    """
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # venv writes the activation scripts last: without them an earlier attempt was interrupted.
    if not (python.is_file() and python.with_name("activate").is_file()):
        _make("making .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    state = _state()
    stamps = {name: VENV / f"installed-{name}" for name in ("project", *groups)}
    stale = [name for name, stamp in stamps.items() if _read(stamp) != state]
    if stale:
        for name in stale:
            stamps[name].unlink(missing_ok=True)
        wanted = ["--editable", str(ROOT), *_requirements(set(stale) - {"project"})]
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _make("installing into .venv", [*install, *wanted])
        for name in stale:
            stamps[name].write_text(state, encoding="ascii")
    return python


def call(command: Sequence[str | Path], folder: Path | None = None) -> int:
    """Run `command` in `folder` or the current one; its exit code. It handles Ctrl+C itself."""
    with subprocess.Popen([str(part) for part in command], cwd=folder) as process:
        while True:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                continue
            # A negative code is the signal that ended it; shells report it like this.
            return code if code >= 0 else 128 - code


def _state() -> str:
    """A hash of what an installation depends on: pyproject.toml, and the path of this folder."""
    return hashlib.sha256(PROJECT.read_bytes() + str(ROOT).encode()).hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="ascii") if stamp.is_file() else ""


def _requirements(groups: set[str]) -> list[str]:
    """The requirements of dependency groups; pip itself reads groups only from 25.1 on."""
    import tomllib

    known = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return [requirement for name in sorted(groups) for requirement in known[name]]


def _make(what: str, command: list[str]) -> None:
    """Run one step with its output on stderr; exits where it fails."""
    print(f"{what} (the first time takes a minute or two)", file=sys.stderr, flush=True)
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    )
    if done.returncode:
        hint = "If the lines above speak of paths: the Microsoft Graph SDK has some of more than "
        hint += "260 characters, so long paths (LongPathsEnabled) must be on in Windows."
        sys.exit(f"{what} failed, see above. {hint if os.name == 'nt' else ''}".rstrip())
