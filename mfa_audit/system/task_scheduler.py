"""What a schedule needs from this machine: running Windows' own `schtasks`, and registering a task
with it. Not here: the commands (`cli.schedule`), and the definition of a task (`task`).
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
    """The exit code of a program, and all its output."""

    code: int
    output: str


@dataclass(frozen=True)
class System:
    """The machine. `platform` is as in sys.platform; `program` is the words that start mfa-audit;
    `user` returns the current user, on Windows as DOMAIN\\name; `folder` returns the folder that
    relative names start from."""

    platform: str
    program: tuple[str, ...]
    run: Callable[[Sequence[str]], Done]
    now: Callable[[], datetime]
    user: Callable[[], str]
    folder: Callable[[], str]


def this_system() -> System:
    """The machine that this process runs on."""
    # A frozen program is its own executable, also in the second process of a onefile executable.
    frozen = getattr(sys, "frozen", False)
    program = (sys.executable,) if frozen else (sys.executable, "-m", "mfa_audit")
    return System(sys.platform, program, run_command, datetime.now, current_user, os.getcwd)


def register(system: System, task: Task, name: str) -> bool:
    """Register the task with Task Scheduler, by a file that is removed afterwards, and return
    whether it replaced a task of that name. Raises OutputError, ServiceError."""
    definition = task_file(task)
    account, remedy = [], _AS_ADMINISTRATOR
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
    """The output of schtasks. Raises ServiceError, with this remedy, if it fails."""
    done = system.run(["schtasks", *arguments])
    if done.code != 0:
        output = " ".join(done.output.split()) or "nothing"
        raise ServiceError(f"Task Scheduler answered {done.code}: {output}", remedy)
    return done.output


def run_command(command: Sequence[str]) -> Done:
    """Run a program that is part of Windows. Raises ServiceError."""
    name, *arguments = command
    if sys.platform == "win32":
        # By its full path: else Windows looks in the current folder first.
        name = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", f"{name}.exe")
    # To a file: a pipe stays open as long as any process that schtasks started.
    with tempfile.TemporaryFile() as output:
        try:
            # An empty line answers a password prompt: there is no password to give.
            done = subprocess.run(  # noqa: S603
                [name, *arguments],
                input=b"\n",
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ServiceError(f"{name} could not be run: {error}") from error
        output.seek(0)
        # Console programs write files in the OEM code page, a codec that only Windows has.
        encoding = "oem" if sys.platform == "win32" else "utf-8"
        return Done(done.returncode, output.read().decode(encoding, errors="replace"))
