"""`schedule`: a call of this program every week or every day, with no one at the console.

On Windows by Task Scheduler; on other systems as text for systemd or cron. Not here: the call
itself (`scheduled_call`), the definitions (`system.task`, `system.systemd`) and the machine
(`system.task_scheduler`).
"""

import re
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from mfa_audit.cli.console import ExitCode, attempt, prepare, say
from mfa_audit.cli.options import HELP_NAMES
from mfa_audit.cli.scheduled_call import EXAMPLE, Call, read_call
from mfa_audit.errors import UsageError
from mfa_audit.system import systemd
from mfa_audit.system.task import (
    DAYS,
    Task,
    When,
    check_name,
    first_start,
    managed,
    read_when,
    task_xml,
)
from mfa_audit.system.task_scheduler import System, register, schtasks, this_system

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

_NO_SCREEN = "Nobody sees what this call prints: a task has no console. Add -o FILE to keep it."

# fmt: off
WeeklyOption = Annotated[list[str] | None, typer.Option(
    metavar="DAY,...", help=f"On these days: {', '.join(DAYS)}.")]
DailyOption = Annotated[bool, typer.Option("--daily", help="Every day.")]
AtOption = Annotated[str, typer.Option(
    metavar="HH:MM", help="At this time of the day, local time.")]
NameOption = Annotated[str, typer.Option(help="What the task is called.", metavar="NAME")]
RunAsOption = Annotated[str | None, typer.Option(
    metavar="DOMAIN\\NAME$",
    help="A group managed service account to run as, instead of you. (Windows)")]
PrintOption = Annotated[bool, typer.Option(
    "--print", help="Only print the definition, and register nothing. (Windows)")]
# fmt: on
_NAME = "mfa-audit"


def schedule_commands(system: System) -> typer.Typer:
    """The commands, for this or a pretended machine."""
    app = typer.Typer(
        name="schedule",
        help="A weekly or daily call, with nobody watching.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )

    @app.command(
        "create",
        options_metavar="[OPTIONS] -- COMMAND [OPTIONS]",
        epilog=f"For example: {EXAMPLE}",
        context_settings={**HELP_NAMES, "allow_extra_args": True},
    )
    def create(
        context: typer.Context,
        weekly: WeeklyOption = None,
        daily: DailyOption = False,
        at: AtOption = "06:00",
        name: NameOption = _NAME,
        run_as: RunAsOption = None,
        only_print: PrintOption = False,
    ) -> None:
        """Schedule the call that follows the two dashes.

        On Windows it is registered with Task Scheduler; elsewhere a systemd timer and a line for
        cron are printed, to be put in place.
        """

        def work() -> int:
            when = read_when(weekly or [], at, daily=daily)
            check_name(name)
            windows = system.platform == "win32"
            if run_as is not None and not windows:
                remedy = "Put the units into the account's own home."
                raise UsageError("--run-as is for Windows.", remedy)
            if run_as is not None and not managed(run_as):
                raise UsageError(
                    f"--run-as {run_as}: the password of such an account would have to be stored.",
                    "Name a group managed service account; those end in $.",
                )
            call = read_call(context, system, run_as)
            if windows:
                return _create_task(system, when, call, name, run_as, only_print=only_print)
            command = (*system.program, *call.words)
            folder = system.folder()
            sys.stdout.write(systemd.definition(system.platform, name, when, command, folder))
            if call.by_variables:
                say(_UNIX_NEEDS)
            return ExitCode.COMPLETE

        _do(context, work)

    @app.command("show", context_settings=HELP_NAMES)
    def show(context: typer.Context, name: NameOption = _NAME) -> None:
        """Show the task: when it ran last and runs next, and its result. (Windows)"""
        _call_schtasks(context, system, name, "/Query", "/V", "/FO", "LIST")

    @app.command("run", context_settings=HELP_NAMES)
    def run(context: typer.Context, name: NameOption = _NAME) -> None:
        """Start the task now, as it would start by itself. (Windows)"""
        _call_schtasks(context, system, name, "/Run")

    @app.command("remove", context_settings=HELP_NAMES)
    def remove(context: typer.Context, name: NameOption = _NAME) -> None:
        """Remove the task. (Windows)"""
        _call_schtasks(context, system, name, "/Delete", "/F")

    return app


def _create_task(
    system: System, when: When, call: Call, name: str, run_as: str | None, *, only_print: bool
) -> int:
    account = run_as or system.user()
    program, *first = system.program
    start = first_start(system.now(), when)
    task = Task(when, start, account, program, (*first, *call.words), system.folder())
    if only_print:
        sys.stdout.write(task_xml(task))
    else:
        old = " in place of the old one" if register(system, task, name) else ""
        say(f'registered{old}: "{name}", as {account}, first at {start:%Y-%m-%d %H:%M}')
    if call.by_variables:
        say(_WINDOWS_NEEDS)
    if call.to_screen:
        say(_NO_SCREEN)
    if not managed(account) and any(_on_share(word) for word in (*call.words, task.folder)):
        say(_NO_SHARES)
    return ExitCode.COMPLETE


def _call_schtasks(
    context: typer.Context, system: System, name: str, action: str, *further: str
) -> None:
    def work() -> int:
        check_name(name)
        if system.platform != "win32":
            instead = systemd.instead(system.platform, action, name)
            raise UsageError(f"Only Windows has a Task Scheduler; here it is: {instead}")
        arguments = [action, "/TN", name, *further]
        text = schtasks(system, arguments, "--name says which task.")
        sys.stdout.write(text.replace("\r\n", "\n"))
        return ExitCode.COMPLETE

    _do(context, work)


def _on_share(word: str) -> bool:
    return re.match(r"(-\w|--[\w-]+=)?[\\/]{2}", word) is not None


def _do(context: typer.Context, work: Callable[[], int]) -> NoReturn:
    debug = bool(context.find_root().params.get("debug"))
    prepare(debug=debug, log_file=None)
    raise SystemExit(attempt(work, debug=debug, writes=False))


schedule_app = schedule_commands(this_system())
