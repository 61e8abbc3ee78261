"""`check`: before the first run, find out what will work and what is missing."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit import __version__
from mfa_audit.cli.command import Turn
from mfa_audit.cli.console import CHECK_EXIT_CODES, ExitCode
from mfa_audit.cli.options import Connection, FileStyle, Options, Verbosity
from mfa_audit.cli.output import REPORT_NAME, STDOUT, expand
from mfa_audit.cli.progress import NoProgress, PlainLines
from mfa_audit.cli.session import WARNED_DAYS, authenticate, open_directory
from mfa_audit.domain.accounts import Tenant
from mfa_audit.errors import MfaAuditError, OutputError, UnreachableError, UsageError
from mfa_audit.formats.atomic_file import Target
from mfa_audit.formats.writer import Format
from mfa_audit.reports import check as reports
from mfa_audit.reports.check import CheckLine, CheckVerdict, failed_line

if TYPE_CHECKING:
    from mfa_audit.graph.directory import GraphDirectory
    from mfa_audit.graph.probe import Claims, Probed, Reached
    from mfa_audit.graph.sign_in import Credential

_EXIT_CODES = {
    CheckVerdict.OK: ExitCode.COMPLETE,
    CheckVerdict.GAP: ExitCode.WITH_GAPS,
    CheckVerdict.FAIL: ExitCode.ACCESS,
}


# fmt: off
OutputOption = Annotated[Path | None, typer.Option(
    "-o", "--output", metavar="FOLDER|FILE",
    help="The folder or file that a report is to go to; nothing is left there.")]
# fmt: on


def check(
    options: Options, output: OutputOption = None, document: dict[str, object] | None = None
) -> int:
    """Find out what will work, before the first run.

    Each line that is not ok comes with its remedy; at the end stand the consent address and the
    commands that set an app up. The exit code is 0 when everything works, 3 when it works with
    gaps, and 4 when something does not work.
    """
    # Of several profiles, each fills its `document`, and `together` prints them all.
    if options.format not in (None, Format.JSON):
        raise UsageError("The check is text.", "--format json, or leave --format out.")
    now = datetime.now(UTC)
    output_line = _output_line(options.file_style(now), output)
    run = CheckRun(options.connection, now)
    run.look(options.verbosity)
    lines = run.lines(output_line)
    code = _EXIT_CODES[reports.overall(lines)]
    if document is not None:
        document.update(run.document(lines, code))
    elif options.format is Format.JSON:
        _print(run.document(lines, code))
    else:
        sys.stdout.write(reports.check_text(lines, quiet=options.quiet))
        if not options.quiet:
            sys.stdout.write(run.setup())
    return code


def together(turns: Sequence[Turn], code: int) -> None:
    """Print one document of the checks of several profiles, also of those that failed or never
    began; `code` is the worst exit code."""
    profiles = [
        {
            "profile": turn.profile and turn.profile.name,
            "exitCode": turn.code,
            "error": None if turn.document else _why(turn),
            "check": turn.document or None,
        }
        for turn in turns
    ]
    program = f"mfa-audit {__version__}"
    schema = reports.CHECKS_SCHEMA
    _print({"schema": schema, "program": program, "exitCode": code, "profiles": profiles})


def _why(turn: Turn) -> str:
    if turn.code is None:
        return "not checked: interrupted before its turn"
    return turn.error or CHECK_EXIT_CODES[turn.code]


def _print(document: dict[str, object]) -> None:
    from mfa_audit.formats.json_file import indented

    sys.stdout.write(f"{indented(document)}\n")


def _output_line(style: FileStyle, output: Path | None) -> CheckLine:
    """Whether a report can be written there: proved by the first step of a run."""
    path = expand(output or Path(), style)
    if path == STDOUT:
        return _ok("output", "output", "goes to stdout")
    try:
        with Target(path / f"{REPORT_NAME}.csv" if path.is_dir() else path) as target:
            return _ok("output", "output", f"{target.path} can be written")
    except OutputError as error:
        return failed_line("output", "output", error)


class CheckRun:
    """The findings so far, in their order of appearance."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._signed_in: Credential | None = None
        self._claims: Claims | None = None
        self._probed: Probed | None = None
        self._sign_in: list[CheckLine] = []
        self._network: list[CheckLine] = []

    def look(self, verbosity: Verbosity) -> None:
        """Find out everything that takes a request. What goes wrong becomes a line."""
        import asyncio

        connection = self._connection
        if connection.demo:
            self._sign_in.append(_ok("sign-in", "signed in as", "nobody (demo tenant)"))
            why = "nothing leaves this machine (demo tenant)"
            self._network.append(_ok("network", "hosts", why))
            asyncio.run(self._probe(open_directory(connection, None, self._now, NoProgress())))
            return
        reached = asyncio.run(_reach(connection))
        self._add_hosts(reached)
        if any(host.trouble for host in reached):
            return
        try:
            self._signed_in = authenticate(connection)
            display = NoProgress() if verbosity.quiet else PlainLines()
            directory = open_directory(connection, self._signed_in, self._now, display)
            asyncio.run(self._probe(directory))
        except UnreachableError as error:
            self._network.append(failed_line("network", "connection", error))
        except UsageError:
            raise
        except MfaAuditError as error:
            self._sign_in = [failed_line("sign-in", "signed in as", error)]

    def _add_hosts(self, reached: list["Reached"]) -> None:
        """Add the lines about the network."""
        from mfa_audit.graph.probe import certificates_in_words, proxy_in_words

        lines, proxies = self._network, {}
        for host, trouble, _ in reached:
            proxies[host] = proxy_in_words(host)
            answers = _ok("network", host, "answers")
            lines.append(failed_line("network", host, trouble) if trouble else answers)
        if not any(host.trouble for host in reached):
            lines.append(reports.clock_line(reached[-1].ahead))
        proxy = proxies[reached[0].host]
        if len(set(proxies.values())) > 1:
            proxy = "; ".join(f"{host}: {words}" for host, words in proxies.items())
        lines.append(_ok("network", "proxy", proxy))
        lines.append(_ok("network", "certificates", certificates_in_words()))

    async def _probe(self, directory: "GraphDirectory") -> None:
        from mfa_audit.graph.probe import access_token, claims, probe

        async with directory:
            if self._signed_in:
                self.take_token(self._signed_in, claims(await access_token(self._signed_in)))
            self._probed = await probe(directory, self._claims.oid if self._claims else "")

    def take_token(self, signed_in: "Credential", read: "Claims | None") -> None:
        """Who is signed in, by the sign-in and by the claims of its token if they can be `read`."""
        self._signed_in, self._claims, lines = signed_in, read, self._sign_in
        who = signed_in.identity
        if read and read.name and read.name not in who:
            who = f"{who}: {read.kind} {read.name}"
        lines.append(_ok("sign-in", "signed in as", who))
        if read is None:
            why = "not readable here, which is no fault: what counts is what the sources answer"
            lines.append(_ok("sign-in", "token", why))
        else:
            lines.append(_ok("sign-in", "token", reports.token_finding(read.permissions)))
            if read.directory_roles:
                roles = ", ".join(read.directory_roles)
                lines.append(_ok("sign-in", "roles", f"the token names {roles}"))
        if end := signed_in.certificate_expires:
            days = (end - self._now).days
            near = days < WARNED_DAYS
            remedy = "Register a new one with the app, then replace the file." if near else ""
            finding = f"ends on {end:%Y-%m-%d}, in {days} days"
            verdict = CheckVerdict.GAP if near else CheckVerdict.OK
            lines.append(CheckLine("sign-in", "certificate", verdict, finding, remedy))

    @property
    def _tenant(self) -> tuple[str | None, str | None]:
        """The tenant's id or domain, and its name."""
        tenant = self._probed.tenant if self._probed else Tenant()
        claimed = self._claims.tid if self._claims else None
        named = self._signed_in.consent.tenant if self._signed_in else self._connection.tenant
        return tenant.id or claimed or named, tenant.display_name

    def lines(self, output: CheckLine) -> list[CheckLine]:
        """All lines, in the order of reading."""
        id, name = self._tenant
        tenant = f"{name} ({id})" if name else id or "not known"
        where = _ok("sign-in", "tenant", f"{tenant}, cloud {self._connection.cloud}")
        answers = self._probed.answers if self._probed else None
        bulk = self._probed is not None and self._probed.state_in_bulk
        sources = reports.source_lines(answers, bulk) if answers is not None else []
        can_write = output.verdict is not CheckVerdict.FAIL
        commands = reports.command_lines(answers, can_write=can_write)
        return [*self._sign_in, where, *self._network, *sources, output, *commands]

    def _consent_address(self) -> str:
        from mfa_audit.graph.clouds import CLOUDS, Auth
        from mfa_audit.graph.refusals import Consent
        from mfa_audit.graph.sign_in import person_consent

        connection = self._connection
        if self._signed_in:
            return self._signed_in.consent.address
        person = connection.auth in (Auth.BROWSER, Auth.DEVICE_CODE) or not connection.client_id
        consent = person_consent if person else Consent
        return consent(CLOUDS[connection.cloud], connection.tenant, connection.client_id).address

    def _commands(self) -> dict[str, str]:
        from mfa_audit.graph.clouds import CLOUDS

        cloud = self._connection.cloud
        tenant = self._connection.tenant if self._connection.demo else self._tenant[0]
        return reports.setup_commands(cloud, CLOUDS[cloud].graph, tenant)

    def setup(self) -> str:
        """Where to consent, and how to set an app up."""
        return reports.setup_text(self._consent_address(), self._commands())

    def document(self, lines: list[CheckLine], code: int) -> dict[str, object]:
        """The findings for JSON."""
        id, name = self._tenant
        read = self._claims
        return {
            "schema": reports.CHECK_SCHEMA,
            "program": f"mfa-audit {__version__}",
            "verdict": str(reports.overall(lines)),
            "exitCode": code,
            "cloud": self._connection.cloud,
            "tenantId": id,
            "tenantName": name,
            "identity": self._signed_in.identity if self._signed_in else None,
            "token": read
            and {
                "kind": read.kind,
                "name": read.name,
                "permissions": read.permissions,
                "directoryRoles": read.directory_roles,
                "verified": False,
            },
            "perUserStateInBulk": self._probed.state_in_bulk if self._probed else None,
            "lines": [reports.line_facts(line) for line in lines],
            "adminConsent": self._consent_address(),
            "setup": self._commands(),
        }


def _ok(part: str, name: str, finding: str) -> CheckLine:
    return CheckLine(part, name, CheckVerdict.OK, finding)


async def _reach(connection: Connection) -> list["Reached"]:
    """The answers of both hosts, Graph's last. With a managed identity or the Azure CLI, this
    program itself does not contact the sign-in service."""
    import asyncio

    from mfa_audit.graph.clouds import CLOUDS, Auth
    from mfa_audit.graph.probe import GRAPH_PATH, login_path, reach
    from mfa_audit.graph.transport import transport_to, trust_operating_system

    trust_operating_system()
    cloud = CLOUDS[connection.cloud]
    hosts = [(cloud.login, login_path(connection.tenant)), (cloud.graph, GRAPH_PATH)]
    if connection.auth in (Auth.MANAGED_IDENTITY, Auth.AZURE_CLI):
        hosts = hosts[1:]
    ways = [reach(host, path, transport_to(host)) for host, path in hosts]
    return list(await asyncio.gather(*ways))
