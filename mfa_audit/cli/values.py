"""Where each value of a call comes from: the command line outranks the environment, that outranks
the profile, and that the default. Options may stand before the command's name as well as after it.
Not here: what is done with the values (`command`).
"""

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from mfa_audit.cli import settings
from mfa_audit.errors import UsageError


class Resolved(NamedTuple):
    """A value, and in words where it came from."""

    value: Any
    origin: str


class Command(TyperCommand):
    """A command that tells in plain words which value cannot be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Raises typer.BadParameter for such a value."""
        with _in_plain_words():
            return super().parse_args(ctx, args)


class Group(TyperGroup):
    """The same for options before the command's name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Raises typer.BadParameter for such a value."""
        with _in_plain_words():
            return super().parse_args(ctx, args)


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except typer.BadParameter as error:
        # Put before typer's own words by pydantic, by which it reads the values.
        error.message = error.message.removeprefix("Value error, ")
        raise


def resolve(context: typer.Context, profile: settings.Profile | None) -> dict[str, Resolved]:
    """Every parameter of the command. Raises UsageError for a profile's value that cannot be."""
    return {
        parameter.name: _resolved(context, parameter, profile)
        for parameter in context.command.params
        if parameter.name
    }


def profiles_of(context: typer.Context) -> list[settings.Profile | None]:
    """The profiles that this call asks for. Raises what `settings` raises."""
    asked = resolve(context, None)
    group = context.find_root().command
    commands = getattr(group, "commands", {}).values()
    known = {p.name for command in [*commands, context.command] for p in command.params if p.name}
    return settings.chosen(
        settings.load(asked["config"].value, known),
        asked["profile"].value or [],
        all_of_them=asked["all_profiles"].value,
    )


def _resolved(context: typer.Context, parameter: Any, profile: settings.Profile | None) -> Resolved:
    name = parameter.name
    for level in (context, context.parent):
        source = level and level.get_parameter_source(name)
        if level and source and source.name == "COMMANDLINE":
            return Resolved(level.params[name], f"option {parameter.opts[0]}")
    source = context.get_parameter_source(name)
    if source and source.name == "ENVIRONMENT":
        return Resolved(context.params[name], f"environment {parameter.envvar}")
    if profile is not None and name in profile.values:
        return Resolved(_typed(context, parameter, profile), f"profile {profile.name}")
    return Resolved(context.params.get(name), "default")


def _typed(context: typer.Context, parameter: Any, profile: settings.Profile) -> Any:
    value = profile.values[parameter.name]
    if parameter.name == "columns" and isinstance(value, list):
        value = ",".join(map(str, value))
    several = getattr(parameter, "multiple", False)
    items = value if several and isinstance(value, list) else [value]
    wanted = bool if getattr(parameter, "is_flag", False) else (str, int)
    for item in items:
        if not isinstance(item, wanted) or (isinstance(item, bool) and wanted is not bool):
            kind = "true or false" if wanted is bool else "a text in quotes or a number"
            raise UsageError(f"Profile {profile.name}, {parameter.name}: {item!r} is not {kind}.")
    given = [item if isinstance(item, bool) else str(item) for item in items]
    try:
        with _in_plain_words():
            return parameter.process_value(context, given if several else given[0])
    except Exception as error:
        said = getattr(error, "message", None) or error
        raise UsageError(f"Profile {profile.name}, {parameter.name}: {said}") from error
