"""`schedule`: a call of this program every week or every day, with nobody watching.

On Windows by Task Scheduler, through its own `schtasks`; elsewhere as text to put in place.
"""

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer

from mfa_audit.cli import exit_codes
from mfa_audit.cli.boundary import attempt, say
from mfa_audit.cli.options import HELP_NAMES
from mfa_audit.cli.streams import prepare
from mfa_audit.cli.values import profiles_of, resolve
from mfa_audit.errors import OutputError, ServiceError, UsageError
from mfa_audit.windows import systemd
from mfa_audit.windows.task import (
    DAYS,
    Task,
    When,
    check_name,
    first_start,
    managed,
    read_when,
    task_file,
    task_xml,
)

_EXAMPLE = "mfa-audit schedule create --weekly mon --at 06:00 -- report -o MFA_Report.xlsx"

_WINDOWS_NEEDS = """\
Nobody is at the console when it runs. It signs in with these machine variables; every user of this
machine can read them, so they name a certificate and hold no secret:
  setx /M AZURE_TENANT_ID <tenant>
  setx /M AZURE_CLIENT_ID <app>
  setx /M AZURE_CLIENT_CERTIFICATE_PATH <file>"""

_UNIX_NEEDS = """\
Nobody is at the console when it runs. It signs in with AZURE_TENANT_ID, AZURE_CLIENT_ID and
AZURE_CLIENT_CERTIFICATE_PATH: for systemd, lines NAME=value in ~/.config/mfa-audit/environment; for
cron, the same lines at the top of the table."""

_NO_SHARES = """\
This task cannot reach the network share: without a password Windows gives it no access to shares.
Write to a local folder, or name a group managed service account with --run-as."""

_AS_ADMINISTRATOR = (
    "A task that runs while nobody is logged on is an administrator's to make: start the console "
    "as administrator."
)
_BY_POWERSHELL = (
    "PowerShell takes what --print prints: Register-ScheduledTask -TaskName NAME -Xml "
    "(Get-Content FILE -Raw)"
)

# Ways to sign in that wait for a person.
_WITH_A_PERSON = ("browser", "device-code")

# What a command says when the words after it are wrong: click's UsageError, under whatever name.
_CallError: Any = typer.BadParameter.__bases__[0]

# Seconds for one call of schtasks.
_PATIENCE = 60

NameOption = Annotated[str, typer.Option(help="What the task is called.")]
_NAME = "mfa-audit"


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


def schedule(system: System) -> typer.Typer:
    """The commands, for this or a pretended machine."""
    app = typer.Typer(
        name="schedule",
        help="A weekly or daily call, with nobody watching.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )

    def command(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
        return app.command(name, context_settings=HELP_NAMES)

    @command("create")
    def create(
        context: typer.Context,
        call: Annotated[
            list[str] | None,
            typer.Argument(metavar="-- COMMAND", help="The call, after two dashes."),
        ] = None,
        weekly: Annotated[
            list[str] | None,
            typer.Option(metavar="DAY,...", help=f"On these days: {', '.join(DAYS)}."),
        ] = None,
        daily: Annotated[bool, typer.Option("--daily", help="Every day.")] = False,
        at: Annotated[str, typer.Option(metavar="HH:MM", help="Local time.")] = "06:00",
        name: NameOption = _NAME,
        run_as: Annotated[
            str | None,
            typer.Option(
                metavar="DOMAIN\\NAME$",
                help="A group managed service account to run as, instead of you. (Windows)",
            ),
        ] = None,
        only_print: Annotated[
            bool, typer.Option("--print", help="Print the definition, register nothing.")
        ] = False,
    ) -> None:
        """Schedule a call: register it with Task Scheduler, or print it for systemd and cron."""

        def work() -> int:
            when = read_when(weekly or [], at, daily=daily)
            check_name(name)
            _check_call(context, call or [])
            if system.platform == "win32":
                return _create(system, when, tuple(call or []), name, run_as, only_print=only_print)
            return _print_units(system, when, tuple(call or []), name, run_as)

        _do(context, work)

    @command("show")
    def show(context: typer.Context, name: NameOption = _NAME) -> None:
        """Show the task: when it ran last and runs next, and its result."""
        _to_windows(context, system, name, ["/Query", "/V", "/FO", "LIST"])

    @command("run")
    def run(context: typer.Context, name: NameOption = _NAME) -> None:
        """Start the task now, as it would start by itself."""
        _to_windows(context, system, name, ["/Run"])

    @command("remove")
    def remove(context: typer.Context, name: NameOption = _NAME) -> None:
        """Remove the task."""
        _to_windows(context, system, name, ["/Delete", "/F"])

    return app


def _create(
    system: System,
    when: When,
    call: tuple[str, ...],
    name: str,
    run_as: str | None,
    *,
    only_print: bool,
) -> int:
    if run_as is not None and not managed(run_as):
        raise UsageError(
            f"--run-as {run_as}: the password of such an account would have to be stored.",
            "Name a group managed service account; those end in $.",
        )
    account = run_as or system.user()
    program, *first = system.program
    start = first_start(system.now(), when)
    task = Task(when, start, account, program, (*first, *call), system.folder())
    if only_print:
        sys.stdout.write(task_xml(task))
    else:
        _register(system, task, name)
        say(f'registered: "{name}", as {account}, first at {start:%Y-%m-%d %H:%M}')
    say(_WINDOWS_NEEDS)
    if not managed(account) and any(_on_share(word) for word in (*call, task.folder)):
        say(_NO_SHARES)
    return exit_codes.COMPLETE


def _register(system: System, task: Task, name: str) -> None:
    """Hand the definition to Task Scheduler, in a file that is gone afterwards."""
    definition = task_file(task)
    remedy = _AS_ADMINISTRATOR
    account = []
    if managed(task.user):
        # No password: Windows fetches it. Without /RU and /RP, schtasks would ask for one.
        account = ["/RU", task.user, "/RP", ""]
        remedy = f"{_AS_ADMINISTRATOR}\n{_BY_POWERSHELL}"
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
        _schtasks(system, ["/Create", "/XML", str(file), "/TN", name, "/F", *account], remedy)


def _schtasks(system: System, arguments: list[str], remedy: str) -> str:
    done = system.run(["schtasks", *arguments])
    if done.code != 0:
        said = " ".join(done.said.split()) or "nothing"
        raise ServiceError(f"Task Scheduler answered {done.code}: {said}", remedy)
    return done.said


def _to_windows(context: typer.Context, system: System, name: str, arguments: list[str]) -> None:
    def work() -> int:
        check_name(name)
        if system.platform != "win32":
            instead = systemd.instead(system.platform, arguments[0], name)
            raise UsageError(f"Only Windows has a Task Scheduler; here it is: {instead}")
        said = _schtasks(
            system, [arguments[0], "/TN", name, *arguments[1:]], "--name says which task."
        )
        sys.stdout.write(said.replace("\r\n", "\n"))
        return exit_codes.COMPLETE

    _do(context, work)


def _print_units(
    system: System, when: When, call: tuple[str, ...], name: str, run_as: str | None
) -> int:
    if run_as is not None:
        raise UsageError("--run-as is for Windows.", "Put the units into the account's own home.")
    command = (*system.program, *call)
    sys.stdout.write(systemd.definition(system.platform, name, when, command, system.folder()))
    say(_UNIX_NEEDS)
    return exit_codes.COMPLETE


def _check_call(context: typer.Context, call: list[str]) -> None:
    """Let the command itself read its words, so that a slip is told now and not by night."""
    root = context.find_root()
    every = getattr(root.command, "commands", {}).items()
    commands = {name: command for name, command in every if not hasattr(command, "commands")}
    if not call:
        raise UsageError("The call to schedule is missing.", f"For example: {_EXAMPLE}")
    if call[0] not in commands:
        raise UsageError(
            f"A scheduled call starts with a command, not with {call[0]!r}.",
            f"One of {', '.join(commands)}.",
        )
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            parsed = commands[call[0]].make_context(call[0], call[1:], parent=root)
    except _CallError as error:
        raise UsageError(f"The scheduled call is wrong: {error.format_message()}") from error
    except typer.Exit:
        raise UsageError("The scheduled call would only print its help or version.") from None
    # The profiles too: a misspelt one would be told by night, to nobody.
    profiles = profiles_of(parsed) if "config" in parsed.params else [None]
    every_value = [resolve(parsed, profile) for profile in profiles]
    found = [v["auth"] for v in every_value if "auth" in v]
    found = [one for one in found if not one.origin.startswith("environment")]
    names = [str(getattr(one.value, "value", one.value)) for one in found]
    if auth := next((name for name in names if name in _WITH_A_PERSON), None):
        raise UsageError(
            f"--auth {auth} waits for a person, and a scheduled call has none.",
            "Give it a certificate (AZURE_CLIENT_CERTIFICATE_PATH), or --auth managed-identity.",
        )


def _on_share(word: str) -> bool:
    return re.match(r"(-\w|--[\w-]+=)?[\\/]{2}", word) is not None


def _do(context: typer.Context, work: Callable[[], int]) -> NoReturn:
    debug = bool(context.find_root().params.get("debug"))
    prepare(debug=debug, log_file=None)
    raise SystemExit(attempt(work, debug=debug, writes=False))


def _this_system() -> System:
    """The machine we are on."""
    return System(sys.platform, _program(), run_program, datetime.now, _user, os.getcwd)


def _program() -> tuple[str, ...]:
    """A frozen program is its own executable: also in onefile's second process."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    return (sys.executable, "-m", "mfa_audit")


def _user() -> str:
    from mfa_audit.windows.console import user

    return user()


def run_program(command: Sequence[str]) -> Done:
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


app = schedule(_this_system())
