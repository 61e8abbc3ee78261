"""What this machine does for a schedule: runs Windows' own `schtasks`, and hands it a definition.
Not here: what is asked of it (`cli.schedule`), and the definition itself (`task`).
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mfa_audit.errors import OutputError, ServiceError
from mfa_audit.system.console import current_user
from mfa_audit.system.task import Task, managed, task_file

_AS_ADMINISTRATOR = (
    "A task that runs while nobody is logged on is an administrator's to make: start the console "
    "as administrator."
)
_BY_POWERSHELL = (
    "PowerShell takes what --print prints: Register-ScheduledTask -TaskName NAME -Xml "
    "(Get-Content FILE -Raw)"
)

# Seconds for one call of schtasks.
_PATIENCE = 60


class Done(NamedTuple):
    """The exit code of a program, and all that it said."""

    code: int
    said: str


@dataclass(frozen=True)
class System:
    """`platform` as in sys.platform; `program`, the words that start mfa-audit; `user`, whoever
    runs this, as DOMAIN\\name on Windows; `folder`, where relative names are meant from."""

    platform: str
    program: tuple[str, ...]
    run: Callable[[Sequence[str]], Done]
    now: Callable[[], datetime]
    user: Callable[[], str]
    folder: Callable[[], str]


def this_system() -> System:
    """The machine we are on."""
    return System(sys.platform, _program(), run_command, datetime.now, current_user, os.getcwd)


def _program() -> tuple[str, ...]:
    """A frozen program is its own executable: also in onefile's second process."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    return (sys.executable, "-m", "mfa_audit")


def register(system: System, task: Task, name: str) -> bool:
    """Hand the definition to Task Scheduler, in a file that is gone afterwards; whether it took the
    place of a task of that name. Raises OutputError, ServiceError."""
    definition = task_file(task)
    remedy = _AS_ADMINISTRATOR
    account = []
    if managed(task.user):
        # No password: Windows fetches it. Without /RU and /RP, schtasks would ask for one.
        account = ["/RU", task.user, "/RP", ""]
        remedy = f"{_AS_ADMINISTRATOR}\n{_BY_POWERSHELL}"
    replaced = system.run(["schtasks", "/Query", "/TN", name]).code == 0
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mfa-audit-"))
            file = Path(folder, "task.xml")
            file.write_bytes(definition)
        except OSError as error:
            raise OutputError(
                f"The definition cannot be written: {error.strerror or error}.",
                "TEMP names the folder.",
            ) from error
        schtasks(system, ["/Create", "/XML", str(file), "/TN", name, "/F", *account], remedy)
    return replaced


def schtasks(system: System, arguments: Sequence[str], remedy: str) -> str:
    """What Task Scheduler says. Raises ServiceError, with this remedy where it refuses."""
    done = system.run(["schtasks", *arguments])
    if done.code != 0:
        said = " ".join(done.said.split()) or "nothing"
        raise ServiceError(f"Task Scheduler answered {done.code}: {said}", remedy)
    return done.said


def run_command(command: Sequence[str]) -> Done:
    """Run a program of Windows itself. Raises ServiceError."""
    name, *arguments = command
    if sys.platform == "win32":
        # By its full path: else Windows looks in the current folder first.
        name = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", f"{name}.exe")
    # Into a file: a pipe stays open as long as anything that schtasks started.
    with tempfile.TemporaryFile() as said:
        try:
            # An empty line answers a password prompt: there is none to give.
            done = subprocess.run(  # noqa: S603
                [name, *arguments],
                input=b"\n",
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ServiceError(f"{name} could not be run: {error}") from error
        said.seek(0)
        # Console programs write files in the OEM code page, a codec that only Windows has.
        encoding = "oem" if sys.platform == "win32" else "utf-8"
        return Done(done.returncode, said.read().decode(encoding, errors="replace"))
