"""The options that every command takes, before or after its name. Not here: how a value is found
(`values`)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mfa_audit import __version__
from mfa_audit.domain.facts import Definition
from mfa_audit.formats.writer import Format
from mfa_audit.graph.clouds import CLOUDS, Auth
from mfa_audit.reports.language import Language

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class Delimiter(StrEnum):
    """What stands between the fields of a CSV, by the name that a shell lets through."""

    COMMA = ","
    SEMICOLON = ";"
    TAB = "tab"


class Encoding(StrEnum):
    """Of a CSV file. Excel knows UTF-8 only by its byte order mark, which is the -sig."""

    UTF_8_SIG = "utf-8-sig"
    UTF_8 = "utf-8"
    UTF_16 = "utf-16"


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
    lang: Annotated[
        Language,
        typer.Option(
            help="Language of headers, notes and fixed words in files; JSON keys and --columns "
            "names stay.",
            envvar="MFA_AUDIT_LANG",
        ),
    ] = Language.ENGLISH
    delimiter: Annotated[
        Delimiter,
        typer.Option(
            help="Between the fields of a CSV; an Excel with a decimal comma opens ; at once.",
            envvar="MFA_AUDIT_DELIMITER",
        ),
    ] = Delimiter.COMMA
    encoding: Annotated[
        Encoding, typer.Option(help="Encoding of a CSV.", envvar="MFA_AUDIT_ENCODING")
    ] = Encoding.UTF_8_SIG
    demo: Annotated[
        bool, typer.Option("--demo", help="Use the built-in demo tenant; no sign-in.")
    ] = False
    demo_week: Annotated[
        int,
        typer.Option(
            "--demo-week",
            min=1,
            max=2,
            help="With --demo: 2 is a week later, with some changes to compare.",
            metavar="1|2",
        ),
    ] = 1
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
    certificate: Annotated[
        Path | None,
        typer.Option(
            help="The app's certificate with its private key, PEM or PFX; its pass phrase in "
            "AZURE_CLIENT_CERTIFICATE_PASSWORD.",
            envvar="AZURE_CLIENT_CERTIFICATE_PATH",
            metavar="FILE",
        ),
    ] = None
    remember: Annotated[
        bool,
        typer.Option(
            "--remember",
            help="Keep a person signed in between runs, in the operating system's protected store.",
        ),
    ] = False
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
    config: Annotated[
        Path | None,
        typer.Option(
            help="The settings file; without it the platform's own place.", metavar="FILE"
        ),
    ] = None
    profile: Annotated[
        list[str] | None,
        typer.Option(
            help="A profile of the settings file; several run one after another.", metavar="NAME"
        ),
    ] = None
    all_profiles: Annotated[
        bool, typer.Option("--all-profiles", help="Every profile of the settings file.")
    ] = False
    log_file: Annotated[
        Path | None,
        typer.Option(
            help="Keep a log here as well; it is renewed at 1 MB.",
            envvar="MFA_AUDIT_LOG_FILE",
            metavar="FILE",
        ),
    ] = None
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


# What only a command that reads a tenant has a use for; others take it, for it may stand in front
# of them or in a profile, but do not tell of it.
OF_TENANTS = frozenset(
    {
        "definition",
        "demo",
        "demo_week",
        "auth",
        "client_id",
        "certificate",
        "remember",
        "cloud",
        "max_wait",
    }
)
