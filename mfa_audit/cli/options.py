"""The options that every command takes, before or after its name, and the parts that the work
needs: connection, file style, verbosity. Not here: where a value comes from (`command`).

A command splits its `Options` into these parts at once; nothing below it takes `Options`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mfa_audit import __version__
from mfa_audit.domain.accounts import Definition
from mfa_audit.formats.writer import Format
from mfa_audit.graph.clouds import CLOUDS, Auth
from mfa_audit.reports.language import Language

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class Delimiter(StrEnum):
    """The character between the fields of a CSV; the tab by a name that can be typed."""

    COMMA = ","
    SEMICOLON = ";"
    TAB = "tab"


class Encoding(StrEnum):
    """The encoding of a CSV. Excel knows UTF-8 only by its byte order mark, which -sig adds."""

    UTF_8_SIG = "utf-8-sig"
    UTF_8 = "utf-8"
    UTF_16 = "utf-16"


class Connection(NamedTuple):
    """How to reach a tenant: the way to sign in, the app and the cloud. `max_wait` is the longest
    single wait in seconds, `demo_week` the week of the demo tenant, None for a real tenant."""

    auth: Auth = Auth.AUTO
    cloud: str = "global"
    tenant: str | None = None
    client_id: str | None = None
    certificate: Path | None = None
    remember: bool = False
    max_wait: float = 900.0
    demo_week: int | None = None

    @property
    def demo(self) -> bool:
        """Whether it is the demo tenant."""
        return self.demo_week is not None


class FileStyle(NamedTuple):
    """How to write and name files. `format` is None where the file's name says it; `day` and
    `tenant` fill the placeholders of a name, `tenant` is None where no option names a tenant."""

    day: date
    tenant: str | None = None
    format: Format | None = None
    language: Language = Language.ENGLISH
    delimiter: Delimiter = Delimiter.COMMA
    encoding: Encoding = Encoding.UTF_8_SIG


class Verbosity(NamedTuple):
    """How much to print on stderr."""

    quiet: bool = False
    debug: bool = False


def _version(wanted: bool) -> None:
    if wanted:
        print(f"mfa-audit {__version__}")
        raise typer.Exit


def seconds(text: str) -> float:
    """Seconds in a text like 90, 90s, 15m or 2h. Raises ValueError for any other."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not match:
        raise ValueError(text)
    return float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[match[2]]


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
    """The values of the options; without an option its default, None or False."""

    # fmt: off
    definition: Annotated[Definition, typer.Option(
        envvar="MFA_AUDIT_DEFINITION",
        help="What counts as registered: Entra's own verdict, or what the old MSOnline query "
        "would have said.")] = Definition.ENTRA
    format: Annotated[Format | None, typer.Option(
        help="File format, where the name of the file does not say it.")] = None
    lang: Annotated[Language, typer.Option(
        envvar="MFA_AUDIT_LANG",
        help="Language of headers, notes and fixed words in files; JSON keys and --columns "
        "names stay.")] = Language.ENGLISH
    delimiter: Annotated[Delimiter, typer.Option(
        envvar="MFA_AUDIT_DELIMITER",
        help="Between the fields of a CSV; an Excel with a decimal comma opens ; at once.",
    )] = Delimiter.COMMA
    encoding: Annotated[Encoding, typer.Option(
        envvar="MFA_AUDIT_ENCODING", help="Encoding of a CSV.")] = Encoding.UTF_8_SIG
    demo: Annotated[bool, typer.Option(
        "--demo", help="Use the built-in demo tenant; no sign-in.")] = False
    demo_week: Annotated[int, typer.Option(
        "--demo-week", min=1, max=2, metavar="1|2",
        help="With --demo: 2 is a week later, with some changes to compare.")] = 1
    auth: Annotated[Auth, typer.Option(
        envvar="MFA_AUDIT_AUTH",
        help="How to sign in. auto: AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH when "
        "set, else the browser when somebody is at the console.")] = Auth.AUTO
    tenant: Annotated[str | None, typer.Option(
        envvar="AZURE_TENANT_ID", metavar="ID|DOMAIN", help="Tenant id or domain.")] = None
    client_id: Annotated[str | None, typer.Option(
        envvar="AZURE_CLIENT_ID", metavar="ID",
        help="The app to sign in with; for people Microsoft Graph Command Line Tools.")] = None
    certificate: Annotated[Path | None, typer.Option(
        envvar="AZURE_CLIENT_CERTIFICATE_PATH", metavar="FILE",
        help="The app's certificate with its private key, PEM or PFX; its pass phrase in "
        "AZURE_CLIENT_CERTIFICATE_PASSWORD.")] = None
    remember: Annotated[bool, typer.Option(
        "--remember",
        help="Keep a person signed in between runs, in the operating system's protected store.",
    )] = False
    cloud: Annotated[str, typer.Option(
        envvar="MFA_AUDIT_CLOUD", callback=_cloud, metavar="NAME",
        help=f"National cloud: {', '.join(CLOUDS)}.")] = "global"
    max_wait: Annotated[str, typer.Option(
        envvar="MFA_AUDIT_MAX_WAIT", callback=_time, metavar="TIME",
        help="The longest single wait that Graph may ask for, such as 90s, 15m or 2h; a longer "
        "one ends in a gap or an error.")] = "15m"
    config: Annotated[Path | None, typer.Option(
        metavar="FILE", help="The settings file; without it the platform's own place.")] = None
    profile: Annotated[list[str] | None, typer.Option(
        metavar="NAME",
        help="A profile of the settings file; several run one after another.")] = None
    all_profiles: Annotated[bool, typer.Option(
        "--all-profiles", help="Every profile of the settings file.")] = False
    log_file: Annotated[Path | None, typer.Option(
        envvar="MFA_AUDIT_LOG_FILE", metavar="FILE",
        help="Keep a log here as well; it is renewed at 1 MB.")] = None
    quiet: Annotated[bool, typer.Option(
        "--quiet", "-q", help="No progress and no summary; gaps are still told.")] = False
    debug: Annotated[bool, typer.Option(
        "--debug", help="Show each request, and where an error came from.")] = False
    version: Annotated[bool, typer.Option(
        "--version", callback=_version, is_eager=True, help="Print the version.")] = False
    # fmt: on

    @property
    def connection(self) -> Connection:
        """How to reach the tenant."""
        week = self.demo_week if self.demo else None
        app = self.tenant, self.client_id, self.certificate
        return Connection(self.auth, self.cloud, *app, self.remember, seconds(self.max_wait), week)

    def file_style(self, now: datetime) -> FileStyle:
        """How to write and name files in a run that began at `now`."""
        day, tenant = now.astimezone().date(), "Contoso" if self.demo else self.tenant
        return FileStyle(day, tenant, self.format, self.lang, self.delimiter, self.encoding)

    @property
    def verbosity(self) -> Verbosity:
        """How much to print."""
        return Verbosity(self.quiet, self.debug)


# Options that are useful only to commands that read a tenant. The other commands take them too,
# because they may be in a profile or before the command, but leave them out of their help.
OF_TENANTS = frozenset(
    "definition demo demo_week auth client_id certificate remember cloud max_wait".split()
)
