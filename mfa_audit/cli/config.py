"""`config`: the settings that a call would use, and where each of them comes from; `new-key`."""

import sys
from typing import Any

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
from mfa_audit.cli.console import ExitCode, attempt, prepare
from mfa_audit.cli.options import HELP_NAMES
from mfa_audit.cli.privacy import new_key

_HELP = "The settings file and what comes of it; a key for pseudonyms."

config_app = typer.Typer(name="config", help=_HELP, no_args_is_help=True)

# What tells nothing about a run.
_LEFT_OUT = {"version", "help", "config", "profile", "all_profiles"}


def show() -> None:
    """Show each setting and where it comes from: option, environment, profile or default."""


def _show(context: typer.Context, **_: Any) -> None:
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
            rows |= {
                name: Setting(value, f"profile {profile.name}")
                for name, value in profile.values.items()
                if name not in rows
            }
        width = max(map(len, rows))
        for name, resolved in rows.items():
            value = "" if resolved.value is None else str(resolved.value)
            sys.stdout.write(f"{name:<{width}}  {value:<40}  {resolved.origin}\n")
    return ExitCode.COMPLETE


config_app.command("show", cls=CliCommand, context_settings=HELP_NAMES)(
    as_command(_show, shared_parameters(), show)
)
config_app.command("new-key", context_settings=HELP_NAMES)(new_key)
