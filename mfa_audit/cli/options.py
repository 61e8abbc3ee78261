"""The options that every command takes, before or after its name."""

import copy
import inspect
import logging
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, get_type_hints

import typer

from mfa_audit import __version__
from mfa_audit.cli.boundary import guarded_call
from mfa_audit.domain.facts import Definition
from mfa_audit.formats.writer import Format
from mfa_audit.graph.clouds import CLOUDS, Auth

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


def _version(asked: bool) -> None:
    if asked:
        print(f"mfa-audit {__version__}")
        raise typer.Exit


def seconds(text: str) -> float:
    """Seconds in a text like 90, 90s, 15m or 2h. Raises ValueError for any other."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not found:
        raise ValueError(text)
    return float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]


def _time(text: str) -> str:
    try:
        seconds(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time like 90s, 15m or 2h.") from None
    return text


def _cloud(name: str | None) -> str | None:
    if name is not None and name not in CLOUDS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(CLOUDS)}.")
    return name


@dataclass(frozen=True)
class Options:
    """As given, None or False where not."""

    definition: Annotated[
        Definition,
        typer.Option(
            help="What counts as registered: Entra's own verdict, or what the old MSOnline query "
            "would have said.",
            envvar="MFA_AUDIT_DEFINITION",
        ),
    ] = Definition.ENTRA
    format: Annotated[
        Format | None,
        typer.Option(help="File format, where the name of the file does not say it."),
    ] = None
    demo: Annotated[
        bool, typer.Option("--demo", help="Use the built-in demo tenant; no sign-in.")
    ] = False
    auth: Annotated[
        Auth,
        typer.Option(
            help="How to sign in. auto: AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH when "
            "set, else the browser when somebody is at the console.",
            envvar="MFA_AUDIT_AUTH",
        ),
    ] = Auth.AUTO
    tenant: Annotated[
        str | None,
        typer.Option(help="Tenant id or domain.", envvar="AZURE_TENANT_ID", metavar="ID|DOMAIN"),
    ] = None
    client_id: Annotated[
        str | None,
        typer.Option(
            help="The app to sign in with; for people Microsoft Graph Command Line Tools.",
            envvar="AZURE_CLIENT_ID",
            metavar="ID",
        ),
    ] = None
    cloud: Annotated[
        str,
        typer.Option(
            help=f"National cloud: {', '.join(CLOUDS)}.",
            envvar="MFA_AUDIT_CLOUD",
            callback=_cloud,
            metavar="NAME",
        ),
    ] = "global"
    max_wait: Annotated[
        str,
        typer.Option(
            help="The longest single wait that Graph may ask for, such as 90s, 15m or 2h; a longer "
            "one ends in a gap or an error.",
            envvar="MFA_AUDIT_MAX_WAIT",
            callback=_time,
            metavar="TIME",
        ),
    ] = "15m"
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary; gaps are still told.")
    ] = False
    debug: Annotated[
        bool, typer.Option("--debug", help="Show each request, and where an error came from.")
    ] = False
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False


def with_options(command: Callable[..., int]) -> Callable[..., None]:
    """Give `command(options, **own)` the shared options in its signature, and the boundary around
    it. An option given before the command's name counts unless given after it as well."""
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(command, eval_str=True).parameters.items()
        if name != "options"
    ]
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)

    def run(context: typer.Context, **values: Any) -> None:
        options = Options(**{f.name: _nearest(context, f.name, values) for f in fields(Options)})
        rest = {parameter.name: values[parameter.name] for parameter in own}
        _prepare(options)
        guarded_call(lambda: command(options, **rest), debug=options.debug)

    signature = inspect.Signature([context, *own, *shared_parameters()])
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
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


def _nearest(context: typer.Context, name: str, values: dict[str, Any]) -> Any:
    here = context.get_parameter_source(name)
    above = context.parent
    if above is not None and here is not None and here.name != "COMMANDLINE":
        source = above.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            return above.params[name]
    return values[name]


def _prepare(options: Options) -> None:
    """Streams that can hold any name, and the trace where it is asked for."""
    if not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    # azure-identity logs its failures; we tell them once, in our words.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    logging.getLogger("azure").propagate = False
    if options.debug:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        trace = logging.getLogger("mfa_audit")
        trace.setLevel(logging.DEBUG)
        trace.handlers = [handler]
