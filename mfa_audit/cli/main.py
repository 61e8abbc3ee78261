"""The command line: all commands, and what is printed when none is given."""

import inspect
import sys
from collections.abc import Callable
from typing import Any

import typer

from mfa_audit.cli.accounts import registered, report, unregistered
from mfa_audit.cli.activity import activity
from mfa_audit.cli.check import check, together
from mfa_audit.cli.command import CliCommand, CliGroup, as_command, shared_parameters, with_options
from mfa_audit.cli.compare import compare
from mfa_audit.cli.config import config_app as config
from mfa_audit.cli.history import history
from mfa_audit.cli.on_premises import on_premises
from mfa_audit.cli.options import HELP_NAMES, OF_TENANTS, Options
from mfa_audit.cli.reference import columns, explain
from mfa_audit.cli.schedule import schedule_app as schedule
from mfa_audit.cli.sign_ins import sign_ins
from mfa_audit.cli.trend import trend
from mfa_audit.domain.sources import COMMANDS, sources_read_by

_RECIPE = """\
mfa-audit tells who has registered for multi-factor authentication in a Microsoft Entra tenant,
who has not, and with which methods. It only reads.

  1. See what it does, without a tenant:
         mfa-audit report --demo -o Demo.xlsx
  2. Read your own tenant (a browser opens for the sign-in; Global Reader is enough):
         mfa-audit report --tenant contoso.com -o MFA_Report.xlsx
  3. List who still has to register:
         mfa-audit unregistered --tenant contoso.com

Commands:
"""


_COMMANDS: dict[str, Callable[..., int]] = {
    "report": report,
    "registered": registered,
    "unregistered": unregistered,
    "sign-ins": sign_ins,
    "on-premises": on_premises,
    "history": history,
    "activity": activity,
    "explain": explain,
    "compare": compare,
    "trend": trend,
    "check": check,
    "columns": columns,
}


def recipe() -> str:
    """The first three steps, then the commands with a line about each."""
    texts = {name: inspect.getdoc(command) or "" for name, command in _COMMANDS.items()}
    texts |= {str(group.info.name): str(group.info.help) for group in (schedule, config)}
    width = max(map(len, _COMMANDS))
    lines = [f"  {name:<{width}}  {text.splitlines()[0]}" for name, text in texts.items()]
    return _RECIPE + "\n".join(lines) + "\n\nmfa-audit COMMAND --help tells its options.\n"


def no_command(context: typer.Context, **_: Any) -> None:
    """Print the recipe when no command is given; after a double-click, offer a page of choices."""
    if context.invoked_subcommand is not None:
        return
    if len(sys.argv) == 1:
        from mfa_audit.system.console import documents, own_console, readable, start_page

        if own_console():
            for stream in (sys.stdout, sys.stderr):
                readable(stream)
            raise SystemExit(start_page(recipe(), again, documents(), ask=input, tell=print))
    print(recipe(), end="")


def again(arguments: list[str]) -> int:
    """Run the program once more, in this process; its exit code."""
    try:
        run_program(arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1
    return 0


# Without rich for help and errors: it costs more than the rest of the start together.
app = typer.Typer(
    name="mfa-audit",
    cls=CliGroup,
    help="Who has registered for multi-factor authentication in a Microsoft Entra tenant. "
    "The options of the commands may stand before the command as well.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=HELP_NAMES,
)
# The help of each command lists these options, so the program's own help does not.
app.callback(invoke_without_command=True)(
    as_command(no_command, shared_parameters(Options.__annotations__), no_command)
)
for _name, _command in _COMMANDS.items():
    _hidden = OF_TENANTS if _name in COMMANDS and not sources_read_by(_name) else frozenset[str]()
    if _command is activity:
        _hidden = OF_TENANTS - {"demo"}  # it has a sample
    app.command(_name, cls=CliCommand, context_settings=HELP_NAMES)(
        with_options(_command, together if _command is check else None, _hidden)
    )
app.add_typer(schedule)
app.add_typer(config)


def run_program(arguments: list[str] | None = None) -> None:
    """Run the program with these arguments, else with those of the process."""
    # Windows shells do not expand *, and typer's doing it would change file names.
    app(arguments, prog_name="mfa-audit", windows_expand_args=False)
