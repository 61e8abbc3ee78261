"""A call that runs with no one at the console: parsed by the command itself, so that a mistake
shows now and not at night, and rewritten to mean the same from any folder. Not here: when it runs,
and as which account (`schedule`).
"""

import contextlib
import io
import ntpath
import posixpath
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import typer

from mfa_audit.cli.command import (
    Setting,
    Turn,
    is_flag,
    profiles_of,
    refuse_one_file_for_two,
    resolve,
    source_of,
)
from mfa_audit.cli.fail_on import read_rules
from mfa_audit.cli.options import FileStyle
from mfa_audit.cli.output import STDOUT, check_keep, expand
from mfa_audit.cli.read_back import LATEST
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import format_of
from mfa_audit.graph.clouds import Auth
from mfa_audit.system.task_scheduler import System

EXAMPLE = "mfa-audit schedule create --weekly mon --at 06:00 -- report -o MFA_Report.xlsx"

# The error of a command about wrong words: click's UsageError, wherever typer has it from.
_CallError: Any = typer.BadParameter.__bases__[0]


class Call(NamedTuple):
    """`words` is the call with absolute paths; `by_variables`: it finds its app in AZURE_
    variables; `to_screen`: its list or report goes to stdout."""

    words: tuple[str, ...]
    by_variables: bool
    to_screen: bool


def read_call(context: typer.Context, system: System, run_as: str | None) -> Call:
    """The call in the arguments of the context, on this system and as the account `run_as`, else as
    the present account. Raises UsageError for a call that could not run."""
    _refuse_options_before(context)
    words = context.args
    parsed = _parsed(context, words)
    turns = [Turn(profile, resolve(parsed, profile)) for profile in profiles_of(parsed)]
    report = words[0] == "report"
    for turn in turns:
        _refuse_a_person(turn.values)
        _check_output(turn.values)
        if report:
            read_rules(turn.values["fail_on"].value, compared=False)
    refuse_one_file_for_two(turns, report=report)
    if run_as is not None:
        _refuse_settings_of_another(turns, run_as)
    return Call(
        _with_absolute_paths(words, parsed, system),
        any(_by_variables(turn.values) for turn in turns),
        any(_to_screen(turn.values, report=report) for turn in turns),
    )


def _refuse_options_before(context: typer.Context) -> None:
    """Options before `schedule` are not part of the call; --debug is about this run alone."""
    root = context.find_root()
    for name in root.params:
        if source_of(root, name) == "COMMANDLINE" and name != "debug":
            raise UsageError(
                f"--{name.replace('_', '-')} stands before schedule: the scheduled call would not "
                "have it.",
                f"Put it behind the command, after the two dashes: {EXAMPLE}",
            )


def _parsed(context: typer.Context, words: Sequence[str]) -> typer.Context:
    root = context.find_root()
    every = getattr(root.command, "commands", {}).items()
    commands = {name: command for name, command in every if not hasattr(command, "commands")}
    if not words:
        raise UsageError("The call to schedule is missing.", f"For example: {EXAMPLE}")
    if words[0] not in commands:
        raise UsageError(
            f"A scheduled call starts with a command, not with {words[0]!r}.",
            f"One of {', '.join(commands)}.",
        )
    command: Any = commands[words[0]]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            parsed: typer.Context = command.make_context(words[0], [*words[1:]], parent=root)
    except _CallError as error:
        raise UsageError(f"The scheduled call is wrong: {error.format_message()}") from error
    except typer.Exit:
        raise UsageError("The scheduled call would only print its help or version.") from None
    return parsed


def _refuse_a_person(values: dict[str, Setting]) -> None:
    auth = values["auth"]
    waits = auth.value in (Auth.BROWSER, Auth.DEVICE_CODE)
    if waits and not auth.origin.startswith("environment"):
        raise UsageError(
            f"--auth {auth.value} waits for a person, and a scheduled call has none.",
            "Give it a certificate (AZURE_CLIENT_CERTIFICATE_PATH), or --auth managed-identity.",
        )


def _check_output(values: dict[str, Setting]) -> None:
    """Raise UsageError for a file's name that the command itself would refuse."""
    if "keep" not in values or values["output"].value in (None, STDOUT):
        return
    pattern = values["output"].value
    # The tenant may come from a variable that is not set here.
    path = expand(pattern, FileStyle(date.min, values["tenant"].value or "TENANT"))
    if values["keep"].value is not None:
        check_keep(pattern)
    if values["format"].value is None:
        format_of(path)


def _refuse_settings_of_another(turns: Sequence[Turn], run_as: str) -> None:
    """Without --config, the settings file of this account is read, not that of `run_as`."""
    for turn in turns:
        if turn.profile and turn.values["config"].value is None:
            raise UsageError(
                f"{run_as} has a settings folder of its own: it would not find profile "
                f"{turn.profile.name}.",
                "Add --config FILE to the call, with the whole path of a file that the account "
                "can read.",
            )


def _by_variables(values: dict[str, Setting]) -> bool:
    if values["demo"].value or values["auth"].value in (Auth.MANAGED_IDENTITY, Auth.AZURE_CLI):
        return False
    origins = [values[name].origin for name in ("tenant", "client_id", "certificate")]
    return not all(origin.startswith(("option", "profile")) for origin in origins)


def _to_screen(values: dict[str, Setting], *, report: bool) -> bool:
    return "keep" in values and values["output"].value in ((STDOUT,) if report else (STDOUT, None))


def _with_absolute_paths(
    words: Sequence[str], parsed: typer.Context, system: System
) -> tuple[str, ...]:
    """`words` with every path made absolute, from the present folder."""
    system_path: Any = ntpath if system.platform == "win32" else posixpath
    # The options that take a value, and those that take a path; "" for words without an option.
    valued, paths = set[str](), set[str]()
    for parameter in parsed.command.params:
        argument = parameter.param_type_name == "argument"
        if not argument and not is_flag(parameter):
            valued.update(parameter.opts)
        value = parsed.params.get(str(parameter.name))
        if any(isinstance(item, Path) for item in (value if isinstance(value, list) else [value])):
            paths.update([""] if argument else parameter.opts)

    def absolute(name: str, value: str) -> str:
        if name not in paths or value in (str(STDOUT), LATEST):
            return value
        return str(system_path.normpath(system_path.join(system.folder(), value)))

    result = [words[0]]
    rest = iter(words[1:])
    for word in rest:
        before, name, value = _split(word, valued)
        if name not in valued:
            result.append(word if word.startswith("-") else absolute("", word))
        elif value is None:
            result += [word, absolute(name, next(rest))]
        else:
            result.append(before + absolute(name, value))
    return tuple(result)


def _split(word: str, valued: Collection[str]) -> tuple[str, str, str | None]:
    """The text before the value in an option's word, the option, and the value, None if that is the
    next word. As click reads it: --name=value, -nvalue, and flags before either."""
    if not word.startswith("-"):
        return word, "", None
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name + equals, name, value if equals else None
    for end in range(2, len(word) + 1):
        if f"-{word[end - 1]}" in valued:
            return word[:end], f"-{word[end - 1]}", word[end:] or None
    return word, "", None
