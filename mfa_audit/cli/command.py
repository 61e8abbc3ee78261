"""From a function to a command: its shared options, the error handling around it, and a run for
each profile.

A value comes from the command line, else from the environment, else from the profile, else it is
the default. Options may stand before the command's name as well as after it.
"""

import contextlib
import copy
import inspect
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

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


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    """Remove the prefix that pydantic, which reads the values for typer, puts before a message."""
    try:
        yield
    except typer.BadParameter as error:
        error.message = error.message.removeprefix("Value error, ")
        raise


class CliCommand(TyperCommand):
    """A command that says in plain words which value is wrong."""

    @_in_plain_words()
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args)


class CliGroup(TyperGroup):
    """The same for options before the command's name."""

    @_in_plain_words()
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args)


class Setting(NamedTuple):
    """A value, and in words where it came from."""

    value: Any
    origin: str


def resolve(context: typer.Context, profile: settings.Profile | None) -> dict[str, Setting]:
    """Every parameter of the command. Raises UsageError for a wrong value in the profile."""
    return {p.name: _resolved(context, p, profile) for p in context.command.params if p.name}


def _resolved(context: typer.Context, parameter: Any, profile: settings.Profile | None) -> Setting:
    name = parameter.name
    for level in (context, context.parent):
        if level and source_of(level, name) == "COMMANDLINE":
            return Setting(level.params[name], f"option {parameter.opts[0]}")
    if source_of(context, name) == "ENVIRONMENT":
        return Setting(context.params[name], f"environment {parameter.envvar}")
    if profile and name in profile.values:
        return Setting(_typed(context, parameter, profile), f"profile {profile.name}")
    return Setting(context.params.get(name), "default")


def source_of(context: Any, name: str) -> str:
    """Click's name for where a parameter's value came from; empty for an unknown parameter."""
    source = context.get_parameter_source(name)
    return source.name if source else ""


def is_flag(parameter: Any) -> bool:
    """Whether it is an option without a value."""
    return bool(getattr(parameter, "is_flag", False))


def _typed(context: typer.Context, parameter: Any, profile: settings.Profile) -> Any:
    """The profile's value, converted as if it stood on the command line."""
    where = f"Profile {profile.name}, {parameter.name}"
    flag, several = is_flag(parameter), getattr(parameter, "multiple", False)
    value = profile.values[parameter.name]
    if parameter.name == "columns" and isinstance(value, list):
        value = ",".join(map(str, value))
    items = value if several and isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, str | int) or isinstance(item, bool) != flag:
            kind = "true or false" if flag else "a text in quotes or a number"
            raise UsageError(f"{where}: {item!r} is not {kind}.")
    words = items if flag else [str(item) for item in items]
    try:
        with _in_plain_words():
            return parameter.process_value(context, words if several else words[0])
    except Exception as error:
        raise UsageError(f"{where}: {getattr(error, 'message', None) or error}") from error


def profiles_of(context: typer.Context) -> list[settings.Profile | None]:
    """The profiles that this call names. Raises what `settings` raises."""
    values = resolve(context, None)
    commands = getattr(context.find_root().command, "commands", {}).values()
    known = {p.name for command in [*commands, context.command] for p in command.params if p.name}
    return settings.chosen(
        settings.load(values["config"].value, known),
        values["profile"].value or [],
        all_of_them=values["all_profiles"].value,
    )


@dataclass
class Turn:
    """One profile's turn of a command. `code` is its exit code, None before its end; `error` what
    stopped it; `document` its result for machines, where several turns print one document."""

    profile: settings.Profile | None
    values: dict[str, Setting]
    code: int | None = None
    error: str = ""
    document: dict[str, object] = field(default_factory=dict)

    @property
    def options(self) -> Options:
        """The shared options."""
        return Options(**{name: self.values[name].value for name in Options.__annotations__})

    @property
    def own(self) -> dict[str, Any]:
        """The values of the command's own parameters."""
        shared = Options.__annotations__
        return {n: setting.value for n, setting in self.values.items() if n not in shared}


# Prints one document for the turns of all profiles; the number is the worst exit code.
Together = Callable[[Sequence[Turn], int], None]


def with_options(
    command: Callable[..., int], together: Together | None = None, hidden: Collection[str] = ()
) -> Callable[..., None]:
    """Give `command(options, **own)` the shared options in its signature, and the error handling
    around it; run it once for each profile. Its help leaves out the `hidden` options.

    A command with `together` writes no file. With --format json and several profiles, each turn
    fills the `document` that it gets, and `together` prints them all.
    """
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(command, eval_str=True).parameters.items()
        if name not in ("options", "document")
    ]

    def run(context: typer.Context, **_: Any) -> None:
        values = resolve(context, None)
        debug, log_file = values["debug"].value, values["log_file"].value

        def work() -> int:
            # A scheduled run leaves only its log, so errors in the settings belong there too.
            prepare(debug=debug, log_file=log_file)
            return _each_profile(context, values, command, together)

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
    parameters = []
    for name, parameter in inspect.signature(Options).parameters.items():
        hint = parameter.annotation
        option = copy.copy(hint.__metadata__[0])
        option.hidden = name in hidden
        hint = Annotated[hint.__origin__, option]
        parameters.append(parameter.replace(kind=parameter.KEYWORD_ONLY, annotation=hint))
    return parameters


def _each_profile(
    context: typer.Context,
    usual: dict[str, Setting],
    command: Callable[..., int],
    together: Together | None,
) -> int:
    """Run the command for each profile; the worst exit code. `usual` are the values without one."""
    writes = together is None
    # The format in a profile is that of its files: a command without files ignores it.
    fixed = {} if writes else {"format": usual["format"]}
    turns = _turns(context, fixed)
    waiting = [turn for turn in turns if turn.code is None]
    if writes:
        refuse_one_file_for_two(waiting, report=command.__name__ == "report")
    refuse_one_tenant_for_two(waiting)
    several = len(turns) > 1
    as_one = together if several and usual["format"].value is Format.JSON else None
    for turn in waiting:
        code = turn.code = _take(turn, command, as_one=as_one is not None, writes=writes)
        if turn.profile and several:
            meaning = (EXIT_CODES if writes else CHECK_EXIT_CODES)[code]
            quiet = turn.options.quiet and code == ExitCode.COMPLETE
            say(f"{turn.profile.name}: exit code {code}, {meaning}", quiet=quiet)
        if code == ExitCode.INTERRUPTED:
            break
    codes = [ExitCode(turn.code) for turn in turns if turn.code is not None]
    worst = max(codes, key=list(ExitCode).index)
    if as_one:
        as_one(turns, worst)
    return worst


def _turns(context: typer.Context, fixed: dict[str, Setting]) -> list[Turn]:
    """A turn for each profile, with these `fixed` values. A wrong profile does not stop others."""
    profiles = profiles_of(context)
    turns = []
    for profile in profiles:
        try:
            turns.append(Turn(profile, resolve(context, profile) | fixed))
        except UsageError as error:
            if len(profiles) == 1:
                raise
            say(error_text(error))
            turns.append(Turn(profile, {}, ExitCode.USAGE, _in_words(error)))
    return turns


def _take(turn: Turn, command: Callable[..., int], *, as_one: bool, writes: bool) -> int:
    """Run the command once; its exit code. The turn gets the error, and `as_one` the document."""
    options, own = turn.options, turn.own
    if as_one:
        own["document"] = turn.document

    def work() -> int:
        prepare(debug=options.debug, log_file=options.log_file)
        try:
            return command(options, **own)
        except MfaAuditError as error:
            turn.error = _in_words(error)
            raise

    return attempt(work, debug=options.debug, writes=writes)


def _in_words(error: MfaAuditError) -> str:
    return f"{error.what} {error.remedy}".strip()


def refuse_one_file_for_two(turns: Sequence[Turn], *, report: bool, paths: Any = os.path) -> None:
    """Raise UsageError where two profiles would write the same file, in whatever spelling: the
    second would replace the first one's. A `report` has a file even where no option names one;
    `paths` is the system's os.path."""
    writers: dict[str, str] = {}
    for turn in turns:
        file = _file(turn, report, paths)
        name = turn.profile.name if turn.profile else ""
        if file and writers.setdefault(file, name) != name:
            raise UsageError(
                f"Profiles {writers[file]} and {name} would both write to {file}.",
                "Give each its own output, or put {tenant} into the name.",
            )


def _file(turn: Turn, report: bool, paths: Any) -> str | None:
    """Where the output goes, in one spelling; None for a list on the screen, and for a wrong name,
    which is reported in its turn."""
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
    """Raise UsageError where the environment would replace the different tenants or apps of several
    profiles: each report would have another tenant's name."""
    for key in ("tenant", "client_id"):
        for turn in turns if len(turns) > 1 else ():
            profile, setting = turn.profile, turn.values[key]
            if not profile or not setting.origin.startswith("environment"):
                continue
            if profile.values.get(key, setting.value) != setting.value:
                variable = setting.origin.removeprefix("environment ")
                raise UsageError(
                    f"{variable} outranks the {key} of profile {profile.name}: every profile "
                    "would run with the same one.",
                    f"Unset {variable}, or run one profile at a time.",
                )
