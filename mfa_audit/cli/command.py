"""From a function to a command: its shared options and the boundary around it, and its turns, one
for each profile. Not here: where each value comes from (`values`).
"""

import copy
import inspect
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, fields
from typing import Annotated, Any, get_type_hints

import typer

from mfa_audit.cli import exit_codes, settings
from mfa_audit.cli.boundary import attempt, explain, say
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import STDOUT, expanded
from mfa_audit.cli.report import file_of
from mfa_audit.cli.streams import prepare
from mfa_audit.cli.values import Resolved, profiles_of, resolve
from mfa_audit.errors import MfaAuditError, UsageError
from mfa_audit.formats.writer import Format

# The worse the later: what several runs end with.
_SEVERITY = (
    exit_codes.COMPLETE,
    exit_codes.WITH_GAPS,
    exit_codes.TRIPPED,
    exit_codes.USAGE,
    exit_codes.ACCESS,
    exit_codes.FAILED,
    exit_codes.INTERRUPTED,
)


@dataclass
class Turn:
    """One profile's turn of a command. `code` is its exit code, None as long as it has none;
    `error` what stopped it; `document` what it tells to machines, where several do so in one."""

    profile: settings.Profile | None
    values: dict[str, Resolved]
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
    command: Callable[..., int],
    together: Together | None = None,
    hidden: Collection[str] = (),
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
    meanings = exit_codes.OF_A_CHECK if together else exit_codes.MEANINGS
    for turn in waiting:
        turn.code = _take(turn, command, own, as_one=as_one is not None, writes=together is None)
        if turn.profile and len(turns) > 1:
            well = turn.code == exit_codes.COMPLETE
            line = f"{turn.profile.name}: exit code {turn.code}, {meanings[turn.code]}"
            say(line, quiet=turn.options.quiet and well)
        if turn.code == exit_codes.INTERRUPTED:
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
            say(explain(error))
            turns.append(Turn(profile, {}, exit_codes.USAGE, _in_words(error)))
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
    if report:
        path = file_of(options, path)
    if path is None or path == STDOUT:
        return "stdout" if path or options.format else None
    try:
        return str(paths.normcase(paths.abspath(expanded(options, path))))
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
