"""What a check finds out: who is signed in, the network, each source, and what follows for the
commands. Not here: where it is told, and the exit code (`check`).
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mfa_audit import __version__
from mfa_audit.cli.options import Options
from mfa_audit.cli.permissions import SOURCES_OF
from mfa_audit.cli.progress import Lines, Silent
from mfa_audit.cli.run import WARNED_DAYS, authenticate, demo_directory, real_directory
from mfa_audit.domain.log_sources import ALL_SOURCES
from mfa_audit.errors import MfaAuditError, UnreachableError, UsageError
from mfa_audit.reports import check as reports
from mfa_audit.reports.check import Line, Rules, Verdict
from mfa_audit.reports.setup import closing, setup

if TYPE_CHECKING:
    from mfa_audit.graph.credentials import SignIn
    from mfa_audit.graph.directory import GraphDirectory
    from mfa_audit.graph.probe import Claims, Probed, Reached


class Findings:
    """What was found out so far, in the order in which it is found."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._signed_in: SignIn | None = None
        self._claims: Claims | None = None
        self._probed: Probed | None = None
        self._who: list[Line] = []
        self._network: list[Line] = []

    def look(self) -> None:
        """Everything that takes a request. What goes wrong becomes a line."""
        import asyncio

        if self._options.demo:
            self._who.append(ok("sign-in", "signed in as", "nobody (demo tenant)"))
            why = "nothing leaves this machine (demo tenant)"
            self._network.append(ok("network", "hosts", why))
            asyncio.run(self._ask(demo_directory(self._options, Silent())))
            return
        if not self._hosts(asyncio.run(_reach(self._options))):
            return
        try:
            self._signed_in = authenticate(self._options)
            display = Silent() if self._options.quiet else Lines()
            asyncio.run(self._ask(real_directory(self._signed_in, self._options, display)))
        except UnreachableError as error:
            self._network.append(reports.failed("network", "connection", error))
        except UsageError:
            raise
        except MfaAuditError as error:
            self._who = [reports.failed("sign-in", "signed in as", error)]

    def _hosts(self, reached: list["Reached"]) -> bool:
        """The network's lines; whether all hosts answer."""
        from mfa_audit.graph.probe import certificates_in_words, proxy_in_words

        for one in reached:
            self._network.append(
                reports.failed("network", one.host, one.trouble)
                if one.trouble
                else ok("network", one.host, "answers")
            )
        whole = not any(one.trouble for one in reached)
        if whole:
            self._network.append(reports.clock_line(reached[-1].ahead))
        ways = {one.host: proxy_in_words(one.host) for one in reached}
        same = len(set(ways.values())) == 1
        way = next(iter(ways.values())) if same else "; ".join(f"{h}: {w}" for h, w in ways.items())
        self._network.append(ok("network", "proxy", way))
        self._network.append(ok("network", "certificates", certificates_in_words()))
        return whole

    async def _ask(self, directory: "GraphDirectory") -> None:
        from mfa_audit.graph.probe import access_token, claims, probe

        async with directory:
            if self._signed_in:
                self.take_token(self._signed_in, claims(await access_token(self._signed_in)))
            self._probed = await probe(directory, self._claims.oid if self._claims else "")

    def take_token(self, signed_in: "SignIn", read: "Claims | None") -> None:
        """Who it is, by the sign-in and by the claims of its token where they can be read."""
        self._signed_in, self._claims, lines = signed_in, read, self._who
        who = signed_in.identity
        if read and read.name and read.name not in who:
            who = f"{who}: {read.kind} {read.name}"
        lines.append(ok("sign-in", "signed in as", who))
        if read is None:
            why = "not readable here, which is no fault: what counts is what the sources answer"
            lines.append(ok("sign-in", "token", why))
        else:
            finding = reports.token_finding(read.permissions)
            lines.append(ok("sign-in", "token", finding))
            if read.directory_roles:
                roles = ", ".join(read.directory_roles)
                lines.append(ok("sign-in", "roles", f"the token names {roles}"))
        if ends := signed_in.certificate_expires:
            days = (ends - datetime.now(UTC)).days
            near = days < WARNED_DAYS
            remedy = "Register a new one with the app, then replace the file." if near else ""
            finding = f"ends on {ends:%Y-%m-%d}, in {days} days"
            verdict = Verdict.GAP if near else Verdict.OK
            lines.append(Line("sign-in", "certificate", verdict, finding, remedy))

    @property
    def _tenant(self) -> tuple[str | None, str | None]:
        """The tenant's id or domain, and its name."""
        probed = self._probed and self._probed.tenant
        told = probed.id if probed else None
        named = self._signed_in.consent.tenant if self._signed_in else self._options.tenant
        read = self._claims.tid if self._claims else None
        return told or read or named, probed.display_name if probed else None

    def lines(self, output: Line) -> list[Line]:
        """All lines, in the order of reading."""
        rules = _rules()
        id, name = self._tenant
        tenant = f"{name} ({id})" if name else id or "not known"
        where = ok("sign-in", "tenant", f"{tenant}, cloud {self._options.cloud}")
        probed = self._probed
        sources = (
            reports.source_lines(probed.answers, probed.state_in_bulk, rules) if probed else []
        )
        commands = reports.command_lines(
            probed.answers if probed else None, rules, can_write=output.verdict is not Verdict.FAIL
        )
        return [*self._who, where, *self._network, *sources, output, *commands]

    def _consent_address(self) -> str:
        from mfa_audit.graph.clouds import CLOUDS, Auth
        from mfa_audit.graph.credentials import person_consent
        from mfa_audit.graph.problems import Consent

        options = self._options
        if self._signed_in:
            return self._signed_in.consent.address
        person = options.auth in (Auth.BROWSER, Auth.DEVICE_CODE) or not options.client_id
        made = person_consent if person else Consent
        return made(CLOUDS[options.cloud], options.tenant, options.client_id).address

    def _setup(self) -> dict[str, str]:
        from mfa_audit.graph.clouds import CLOUDS

        tenant = self._options.tenant if self._options.demo else self._tenant[0]
        return setup(self._options.cloud, CLOUDS[self._options.cloud].graph, tenant)

    def closing(self) -> str:
        """Where to consent, and how to set an app up."""
        return closing(self._consent_address(), self._setup())

    def document(self, lines: list[Line], code: int) -> dict[str, object]:
        """The same for machines."""
        id, name = self._tenant
        read = self._claims
        return {
            "schema": reports.SCHEMA,
            "program": f"mfa-audit {__version__}",
            "verdict": str(reports.overall(lines)),
            "exitCode": code,
            "cloud": self._options.cloud,
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
            "lines": [reports.facts(line) for line in lines],
            "adminConsent": self._consent_address(),
            "setup": self._setup(),
        }


def ok(part: str, name: str, finding: str) -> Line:
    """A line for what is as it should be."""
    return Line(part, name, Verdict.OK, finding)


def _rules() -> Rules:
    from mfa_audit.audit.request import IF_IT_FAILS, Failure

    return Rules(
        SOURCES_OF,
        [s for s in ALL_SOURCES if IF_IT_FAILS[s] is Failure.ENDS_IT],
        [s for s in ALL_SOURCES if IF_IT_FAILS[s] is Failure.COSTS_NOTHING],
        ("report",),
        ("sign-ins", "on-premises", "history"),
    )


async def _reach(options: Options) -> list["Reached"]:
    """Both hosts at once; Graph is the last. Signing in through Azure is not this program's way to
    the sign-in service."""
    import asyncio

    from mfa_audit.graph.clouds import CLOUDS, Auth
    from mfa_audit.graph.network import transport_to, trust_operating_system
    from mfa_audit.graph.probe import GRAPH_PATH, login_path, reach

    trust_operating_system()
    cloud = CLOUDS[options.cloud]
    hosts = [(cloud.login, login_path(options.tenant)), (cloud.graph, GRAPH_PATH)]
    if options.auth in (Auth.MANAGED_IDENTITY, Auth.AZURE_CLI):
        hosts = hosts[1:]
    ways = [reach(host, path, transport_to(host)) for host, path in hosts]
    return list(await asyncio.gather(*ways))
