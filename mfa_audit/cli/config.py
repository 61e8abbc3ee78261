"""`config`: the settings that a call would use, and where each of them comes from; `new-key`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from mfa_audit.cli import settings
from mfa_audit.cli.command import (
    CliCommand,
    Setting,
    as_command,
    profiles_of,
    resolve,
    shared_parameters,
)
from mfa_audit.cli.console import ExitCode, attempt, prepare, say
from mfa_audit.cli.options import HELP_NAMES
from mfa_audit.cli.privacy import write_key

_HELP = "The settings file and what comes of it; a key for pseudonyms."

config_app = typer.Typer(name="config", help=_HELP, no_args_is_help=True)

# Options that choose the settings, or say nothing about a run.
_LEFT_OUT = {"version", "help", "config", "profile", "all_profiles"}

# fmt: off
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file to make.")]
# fmt: on


def show(context: typer.Context, **_: Any) -> None:
    """Show each setting and where it comes from: option, environment, profile or default."""
    raise SystemExit(attempt(lambda: _print(context), debug=False))


def _print(context: typer.Context) -> int:
    prepare(debug=False, log_file=None)
    file = resolve(context, None)["config"].value or settings.default_path()
    sys.stdout.write(f"settings file: {file}{'' if file.exists() else ' (not there)'}\n")
    for profile in profiles_of(context):
        sys.stdout.write(f"\n[{profile.name if profile else 'no profile'}]\n")
        rows = {n: r for n, r in resolve(context, profile).items() if n not in _LEFT_OUT}
        if profile:
            # Options of single commands, such as output: as the file has them.
            for name, value in profile.values.items():
                rows.setdefault(name, Setting(value, f"profile {profile.name}"))
        width = max(map(len, rows))
        for name, setting in rows.items():
            value = "" if setting.value is None else str(setting.value)
            sys.stdout.write(f"{name:<{width}}  {value:<40}  {setting.origin}\n")
    return ExitCode.COMPLETE


def new_key(file: FileArgument) -> None:
    """Make a key for pseudonyms, in a new file."""
    raise SystemExit(attempt(lambda: _make(file), debug=False, writes=False))


def _make(file: Path) -> int:
    prepare(debug=False, log_file=None)
    write_key(file)
    say(f"written: {file.absolute()}")
    say("Keep it to yourself: whoever has it can tell who is who.")
    say("Keep it safe: with another key, everybody has another pseudonym.")
    return ExitCode.COMPLETE


config_app.command("show", cls=CliCommand, context_settings=HELP_NAMES)(
    as_command(show, shared_parameters(), show)
)
config_app.command("new-key", context_settings=HELP_NAMES)(new_key)
