"""From a function to a command: its shared options, the error handling around it, and a run for
each profile.

A value on the command line outranks one in the environment, that outranks the profile's, and that
the default. Options may stand before the command's name as well as after it.
"""

import contextlib
import copy
import inspect
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from mfa_audit.cli import settings
from mfa_audit.cli.console import (
    CHECK_EXIT_CODES,
    EXIT_CODES,
    ExitCode,
    attempt,
    error_text,
    prepare,
    say,
)
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import STDOUT, expand, report_path
from mfa_audit.errors import MfaAuditError, UsageError
from mfa_audit.formats.writer import Format


class Setting(NamedTuple):
    """A value, and in words where it came from."""

    value: Any
    origin: str


class CliCommand(TyperCommand):
    """A command that tells in plain words which value cannot be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Raises typer.BadParameter for such a value."""
        with _in_plain_words():
            return super().parse_args(ctx, args)


class CliGroup(TyperGroup):
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


def resolve(context: typer.Context, profile: settings.Profile | None) -> dict[str, Setting]:
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


def _resolved(context: typer.Context, parameter: Any, profile: settings.Profile | None) -> Setting:
    name = parameter.name
    for level in (context, context.parent):
        source = level and level.get_parameter_source(name)
        if level and source and source.name == "COMMANDLINE":
            return Setting(level.params[name], f"option {parameter.opts[0]}")
    source = context.get_parameter_source(name)
    if source and source.name == "ENVIRONMENT":
        return Setting(context.params[name], f"environment {parameter.envvar}")
    if profile is not None and name in profile.values:
        return Setting(_typed(context, parameter, profile), f"profile {profile.name}")
    return Setting(context.params.get(name), "default")


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


# The worse the later: what several runs end with.
_SEVERITY = (
    ExitCode.COMPLETE,
    ExitCode.WITH_GAPS,
    ExitCode.TRIPPED,
    ExitCode.USAGE,
    ExitCode.ACCESS,
    ExitCode.FAILED,
    ExitCode.INTERRUPTED,
)


@dataclass
class Turn:
    """One profile's turn of a command. `code` is its exit code, None as long as it has none;
    `error` what stopped it; `document` what it tells to machines, where several do so in one."""

    profile: settings.Profile | None
    values: dict[str, Setting]
    code: int | None = None
    error: str = ""
    document: dict[str, object] = field(default_factory=dict)

    @property
    def options(self) -> Options:
        """The shared ones."""
        return Options(**{one.name: self.values[one.name].value for one in fields(Options)})


# Given the turns of all profiles, the worst exit code: tells one document of them all.
Together = Callable[[Sequence[Turn], int], None]


def with_options(
    command: Callable[..., int], together: Together | None = None, hidden: Collection[str] = ()
) -> Callable[..., None]:
    """Give `command(options, **own)` the shared options in its signature, and the boundary around
    it; run it once for each profile.

    A command with `together` leaves no file. With --format json its turns for several profiles are
    told by that: each is given a `document` to fill. Its help leaves out the `hidden` options.
    """
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(command, eval_str=True).parameters.items()
        if name not in ("options", "document")
    ]

    def run(context: typer.Context, **_: Any) -> None:
        asked = resolve(context, None)
        debug, log_file = asked["debug"].value, asked["log_file"].value

        def work() -> int:
            # By night the log is all there is: what is wrong with the settings belongs there too.
            prepare(debug=debug, log_file=log_file)
            return _each_profile(context, command, [one.name for one in own], together)

        raise SystemExit(attempt(work, debug=debug, writes=together is None))

    return as_command(run, [*own, *shared_parameters(hidden)], command)


def as_command(
    run: Callable[..., None], parameters: Sequence[inspect.Parameter], like: Callable[..., Any]
) -> Callable[..., None]:
    """`run(context, ...)` with these parameters for typer to see, and `like`'s name and help."""
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    signature = inspect.Signature([context, *parameters])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    run.__doc__, run.__name__ = like.__doc__, like.__name__
    return run


def shared_parameters(hidden: Collection[str] = ()) -> list[inspect.Parameter]:
    """The fields of Options as typer wants them; help leaves out those that are `hidden`."""

    def annotation(name: str, hint: Any) -> Any:
        option = copy.copy(hint.__metadata__[0])
        option.hidden = name in hidden
        return Annotated[hint.__origin__, option]

    hints = get_type_hints(Options, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=annotation(field.name, hints[field.name]),
        )
        for field in fields(Options)
    ]


def _each_profile(
    context: typer.Context,
    command: Callable[..., int],
    own: Sequence[str],
    together: Together | None,
) -> int:
    turns = _turns(context, files=together is None)
    waiting = [turn for turn in turns if turn.code is None]
    if together is None:
        refuse_one_file_for_two(waiting, report=command.__name__ == "report")
    refuse_one_tenant_for_two(waiting)
    as_json = resolve(context, None)["format"].value is Format.JSON
    as_one = together if len(turns) > 1 and as_json else None
    meanings = CHECK_EXIT_CODES if together else EXIT_CODES
    for turn in waiting:
        turn.code = _take(turn, command, own, as_one=as_one is not None, writes=together is None)
        if turn.profile and len(turns) > 1:
            well = turn.code == ExitCode.COMPLETE
            line = f"{turn.profile.name}: exit code {turn.code}, {meanings[turn.code]}"
            say(line, quiet=turn.options.quiet and well)
        if turn.code == ExitCode.INTERRUPTED:
            break
    worst = max((t.code for t in turns if t.code is not None), key=_SEVERITY.index)
    if as_one:
        as_one(turns, worst)
    return worst


def _turns(context: typer.Context, *, files: bool) -> list[Turn]:
    """A turn for each profile. One profile that cannot be does not stop the others."""
    profiles = profiles_of(context)
    turns = []
    for profile in profiles:
        try:
            values = resolve(context, profile)
        except UsageError as error:
            if len(profiles) == 1:
                raise
            say(error_text(error))
            turns.append(Turn(profile, {}, ExitCode.USAGE, _in_words(error)))
            continue
        if not files:
            # A profile's format is that of its files.
            values["format"] = resolve(context, None)["format"]
        turns.append(Turn(profile, values))
    return turns


def _take(
    turn: Turn, command: Callable[..., int], own: Sequence[str], *, as_one: bool, writes: bool
) -> int:
    options = turn.options
    rest = {name: turn.values[name].value for name in own}
    if as_one:
        rest["document"] = turn.document

    def work() -> int:
        prepare(debug=options.debug, log_file=options.log_file)
        try:
            return command(options, **rest)
        except MfaAuditError as error:
            turn.error = _in_words(error)
            raise

    return attempt(work, debug=options.debug, writes=writes)


def _in_words(error: MfaAuditError) -> str:
    return f"{error.what} {error.remedy}".strip()


def refuse_one_file_for_two(turns: Sequence[Turn], *, report: bool, paths: Any = os.path) -> None:
    """Raise UsageError where two profiles would write the same file, however they spell it: a later
    one would replace an earlier one's. A `report` has a file even where none is named; `paths` is
    the system's os.path."""
    seen: dict[str, str] = {}
    for turn in turns:
        file = _file(turn, report, paths)
        name = turn.profile.name if turn.profile else ""
        if file and seen.setdefault(file, name) != name:
            raise UsageError(
                f"Profiles {seen[file]} and {name} would both write to {file}.",
                "Give each its own output, or put {tenant} into the name.",
            )


def _file(turn: Turn, report: bool, paths: Any) -> str | None:
    """Where the output goes, in one spelling; None for a list to be read on the screen, and for a
    name that cannot be: that is told in its turn."""
    if "output" not in turn.values:
        return None
    options, path = turn.options, turn.values["output"].value
    style = options.file_style(datetime.now(UTC))
    if report:
        path = report_path(style, path)
    if path is None or path == STDOUT:
        return "stdout" if path or options.format else None
    try:
        return str(paths.normcase(paths.abspath(expand(path, style))))
    except UsageError:
        return None


def refuse_one_tenant_for_two(turns: Sequence[Turn]) -> None:
    """Raise UsageError where the environment would put one tenant or app in place of those that
    several profiles name: each report would bear another tenant's name."""
    if len(turns) < 2:
        return
    for key in ("tenant", "client_id"):
        for turn in turns:
            profile, found = turn.profile, turn.values.get(key)
            if not profile or not found or not found.origin.startswith("environment"):
                continue
            if profile.values.get(key, found.value) != found.value:
                variable = found.origin.removeprefix("environment ")
                raise UsageError(
                    f"{variable} outranks the {key} of profile {profile.name}: every profile "
                    "would run with the same one.",
                    f"Unset {variable}, or run one profile at a time.",
                )
