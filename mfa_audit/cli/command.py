"""From a function to a command: shared options, where each value comes from, profiles one by one.

An option on the command line outranks the environment, that outranks the profile, and that the
default. Options may stand before the command's name as well as after it.
"""

import copy
import inspect
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from mfa_audit.cli import exit_codes, settings
from mfa_audit.cli.boundary import attempt, explain, say
from mfa_audit.cli.options import Options
from mfa_audit.cli.streams import prepare
from mfa_audit.errors import UsageError

# The worse the later: what several runs end with.
_SEVERITY = (
    exit_codes.COMPLETE,
    exit_codes.WITH_GAPS,
    exit_codes.USAGE,
    exit_codes.ACCESS,
    exit_codes.FAILED,
    exit_codes.INTERRUPTED,
)


class Resolved(NamedTuple):
    """A value, and in words where it came from."""

    value: Any
    origin: str


def with_options(command: Callable[..., int]) -> Callable[..., None]:
    """Give `command(options, **own)` the shared options in its signature, and the boundary around
    it; run it once for each profile."""
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(command, eval_str=True).parameters.items()
        if name != "options"
    ]

    def run(context: typer.Context, **_: Any) -> None:
        asked = resolve(context, None)
        debug, log_file = asked["debug"].value, asked["log_file"].value

        def work() -> int:
            # By night the log is all there is: what is wrong with the settings belongs there too.
            prepare(debug=debug, log_file=log_file)
            return _each_profile(context, command, own)

        raise SystemExit(attempt(work, debug=debug))

    return as_command(run, [*own, *shared_parameters()], command)


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


def shared_parameters(*, hidden: bool = False) -> list[inspect.Parameter]:
    """The fields of Options as typer wants them."""

    def annotation(hint: Any) -> Any:
        option = copy.copy(hint.__metadata__[0])
        option.hidden = hidden
        return Annotated[hint.__origin__, option]

    hints = get_type_hints(Options, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=annotation(hints[field.name]),
        )
        for field in fields(Options)
    ]


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
    wanted = bool if getattr(parameter, "is_flag", False) else (str, int)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        kind = "true or false" if wanted is bool else "a text in quotes or a number"
        raise UsageError(f"Profile {profile.name}, {parameter.name}: {value!r} is not {kind}.")
    try:
        return parameter.process_value(context, value if isinstance(value, bool) else str(value))
    except Exception as error:
        said = str(getattr(error, "message", None) or error).removeprefix("Value error, ")
        raise UsageError(f"Profile {profile.name}, {parameter.name}: {said}") from error


def _each_profile(
    context: typer.Context, command: Callable[..., int], own: Sequence[inspect.Parameter]
) -> int:
    profiles = profiles_of(context)
    worst = exit_codes.COMPLETE
    calls = []
    for profile in profiles:
        try:
            calls.append((profile, resolve(context, profile)))
        except UsageError as error:
            # One profile that cannot be does not stop the others.
            if len(profiles) == 1:
                raise
            say(explain(error))
            worst = exit_codes.USAGE
    if command.__name__ != "check":  # which leaves no file
        _refuse_one_file_for_two([values for _, values in calls], command.__name__)
    refuse_one_tenant_for_two(calls)
    for profile, values in calls:
        options = Options(**{field.name: values[field.name].value for field in fields(Options)})
        rest = {parameter.name: values[parameter.name].value for parameter in own}
        code = attempt(lambda o=options, r=rest: _run(command, o, r), debug=options.debug)  # type: ignore[misc]
        if profile and len(profiles) > 1:
            well = code == exit_codes.COMPLETE
            line = f"{profile.name}: exit code {code}, {exit_codes.MEANINGS[code]}"
            say(line, quiet=options.quiet and well)
        if code == exit_codes.INTERRUPTED:
            return code
        worst = max(worst, code, key=_SEVERITY.index)
    return worst


def _run(command: Callable[..., int], options: Options, own: dict[str, Any]) -> int:
    prepare(debug=options.debug, log_file=options.log_file)
    return command(options, **own)


def _refuse_one_file_for_two(calls: Sequence[dict[str, Resolved]], command: str) -> None:
    # The lists go to stdout where no file is named; a report always goes to one.
    files = [
        str(values["output"].value)
        for values in calls
        if "output" in values and (values["output"].value or command == "report")
    ]
    for name in files:
        if files.count(name) > 1 and "{tenant}" not in name:
            raise UsageError(
                "Two profiles would write the same file.",
                "Give each its own output, or put {tenant} into the name.",
            )


def refuse_one_tenant_for_two(
    calls: Sequence[tuple[settings.Profile | None, dict[str, Resolved]]],
) -> None:
    """Raise UsageError where the environment would put one tenant or app in place of those that
    several profiles name: each report would bear another tenant's name."""
    if len(calls) < 2:
        return
    for key in ("tenant", "client_id"):
        for profile, values in calls:
            found = values.get(key)
            if not profile or not found or not found.origin.startswith("environment"):
                continue
            if profile.values.get(key, found.value) != found.value:
                variable = found.origin.removeprefix("environment ")
                raise UsageError(
                    f"{variable} outranks the {key} of profile {profile.name}: every profile "
                    "would run with the same one.",
                    f"Unset {variable}, or run one profile at a time.",
                )
