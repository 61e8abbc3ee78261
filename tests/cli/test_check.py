"""`check` on the demo tenant, and against Entra and Graph on 127.0.0.1."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from mfa_audit import __version__
from mfa_audit.cli.check import CheckRun, together
from mfa_audit.cli.command import Turn
from mfa_audit.cli.options import Connection
from mfa_audit.cli.settings import Profile
from mfa_audit.graph.clouds import CLOUDS
from mfa_audit.graph.demo.contoso import TENANT_ID, people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.probe import Claims
from mfa_audit.graph.refusals import Consent
from mfa_audit.graph.sign_in import Credential
from mfa_audit.reports.check import CheckLine, CheckVerdict, token_finding
from tests.cli.program import SECRET, WITH_SECRET, call, call_against, no_secret_in, written
from tests.loopback import CLIENT_ID, GRAPH, LOGIN, Entra, Loopback

DEMO = """\
sign-in
  ok    signed in as            nobody (demo tenant)
  ok    tenant                  Contoso (c0a70500-0000-4000-8000-000000000001), cloud global
network
  ok    hosts                   nothing leaves this machine (demo tenant)
sources
  ok    users                   answers
  ok    registration report     answers: the tenant has Microsoft Entra ID P1
  ok    authentication methods  answers
  ok    per-user MFA state      /users tells it for all accounts at once
  ok    organization            answers
  ok    directory roles         answers
  ok    groups                  answers
  ok    sign-in activity        answers: the tenant has Microsoft Entra ID P1
  ok    sign-in log             answers: the tenant has Microsoft Entra ID P1
  ok    Conditional Access      answers
  ok    audit log               answers
  ok    risk detections         answers: the tenant has Microsoft Entra ID P1
output
  ok    output                  {path} can be written
commands
  ok    report                  works
  ok    registered              works
  ok    unregistered            works
  ok    sign-ins                works
  ok    on-premises             works
  ok    history                 works
  ok    activity                works; it asks nothing
  ok    explain                 works; it asks nothing
  ok    compare                 works; it asks nothing
  ok    trend                   works; it asks nothing
  ok    columns                 works; it asks nothing
an administrator consents at
  https://login.microsoftonline.com/organizations/v2.0/adminconsent\
?client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e\
&scope=https://graph.microsoft.com/User.Read.All%20https://graph.microsoft.com/AuditLog.Read.All\
%20https://graph.microsoft.com/UserAuthenticationMethod.Read.All\
%20https://graph.microsoft.com/Policy.Read.All\
%20https://graph.microsoft.com/RoleManagement.Read.Directory\
%20https://graph.microsoft.com/GroupMember.Read.All&redirect_uri=http://localhost
an app for unattended use, with the Azure CLI, in bash or the Azure Cloud Shell
  az cloud set --name AzureCloud
"""


def test_the_demo_tenant(tmp_path: Path) -> None:
    done = call("check", "--demo")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(DEMO.format(path=tmp_path / "MFA_Report.csv"))
    assert "\nan app for unattended use, with Microsoft Graph PowerShell, on Windows\n" in (
        done.stdout
    )
    assert list(tmp_path.iterdir()) == []
    # An old report stays as it was.
    Path("MFA_Report.csv").write_text("old")
    assert call("check", "--demo").stdout == done.stdout
    assert Path("MFA_Report.csv").read_text() == "old"


def test_quiet_shows_only_what_is_wrong(tmp_path: Path) -> None:
    done = call("check", "--demo", "-q")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    done = call("check", "--demo", "-q", "-o", "missing/r.csv")
    assert (done.exit_code, done.stderr) == (4, "")
    assert done.stdout == (
        "output\n"
        f"  fail  output  The folder {tmp_path / 'missing'} does not exist.\n"
        "                Create it, or name another.\n"
        "commands\n"
        "  fail  report  does not work: its file cannot be written\n"
    )


@pytest.mark.parametrize(
    ("output", "finding"),
    [
        ("-", "goes to stdout"),
        ("sub", "{0}/sub/MFA_Report.csv can be written"),
        ("sub/a.xlsx", "{0}/sub/a.xlsx can be written"),
        ("{tenant}.xlsx", "{0}/Contoso.xlsx can be written"),
    ],
)
def test_where_a_report_is_to_go(tmp_path: Path, output: str, finding: str) -> None:
    (tmp_path / "sub").mkdir()
    done = call("check", "--demo", "-o", output, "--format", "json")
    (line,) = [line for line in json.loads(done.stdout)["lines"] if line["part"] == "output"]
    assert (done.exit_code, line["verdict"]) == (0, "ok")
    assert line["finding"].replace("\\", "/") == finding.format(tmp_path.as_posix())
    assert list((tmp_path / "sub").iterdir()) == []


def test_for_machines() -> None:
    done = call("check", "--demo", "--format", "json", "--tenant", "contoso.com")
    document = json.loads(done.stdout)
    assert list(document) == (
        "schema program verdict exitCode cloud tenantId tenantName identity token "
        "perUserStateInBulk lines adminConsent setup".split()
    )
    assert document["schema"] == "mfa-audit/check/v1"
    assert (document["verdict"], document["exitCode"]) == ("ok", 0)
    assert (document["tenantId"], document["tenantName"]) == (TENANT_ID, "Contoso")
    assert (document["identity"], document["token"]) == (None, None)
    assert document["perUserStateInBulk"] is True
    line = {"part": "sources", "name": "users", "verdict": "ok", "finding": "answers"}
    assert document["lines"][3] == line | {"remedy": "", "code": None, "requestId": None}
    assert document["adminConsent"].startswith(
        "https://login.microsoftonline.com/contoso.com/v2.0/adminconsent?client_id="
    )
    assert list(document["setup"]) == ["azureCli", "microsoftGraphPowerShell"]
    assert "az login --tenant contoso.com " in document["setup"]["azureCli"]


def test_two_profiles_may_name_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "two.toml").write_text('[profiles.a]\ntenant = "a"\n[profiles.b]\ntenant = "b"\n')
    words = ("check", "--demo", "--config", "two.toml", "--all-profiles")
    done = call(*words, "-q")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert call(*words).stderr == (
        "a: exit code 0, everything works\nb: exit code 0, everything works\n"
    )


FOUR = """\
[profiles.a]
tenant = "a.example"
format = "xlsx"
output = "{tenant}.xlsx"
[profiles.b]
output = "{nonsense}.csv"
[profiles.c]
cloud = "moon"
[profiles.d]
output = "missing/d.csv"
"""
PLACEHOLDER = (
    "The output's name has an unknown placeholder {nonsense}. Known: {date}, {week}, {tenant}."
)
CLOUD = "Profile c, cloud: 'moon' is not one of global, usgov, usgov-dod, china."


def test_several_profiles_make_one_document(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(FOUR)
    words = ("check", "--demo", "--config", "s.toml", "--format", "json")
    done = call(*words, "--all-profiles")
    document = json.loads(done.stdout)
    checks = [profile.pop("check") for profile in document["profiles"]]
    turns = (("a", 0, None), ("b", 2, PLACEHOLDER), ("c", 2, CLOUD), ("d", 4, None))
    assert document == {
        "schema": "mfa-audit/checks/v1",
        "program": f"mfa-audit {__version__}",
        "exitCode": 4,
        "profiles": [
            {"profile": name, "exitCode": code, "error": error} for name, code, error in turns
        ],
    }
    assert done.exit_code == 4
    # Each check is what it is when it is alone.
    assert checks == [
        json.loads(call(*words, "--profile", "a").stdout),
        None,
        None,
        json.loads(call(*words, "--profile", "d").stdout),
    ]


def test_what_was_interrupted_and_what_never_began(capsys: pytest.CaptureFixture[str]) -> None:
    codes = {"a": 130, "b": 1, "c": None}
    together([Turn(Profile(name, {}), {}, code) for name, code in codes.items()], 130)
    document = json.loads(capsys.readouterr().out)
    assert document["exitCode"] == 130
    errors = ("interrupted", "the check itself failed", "not checked: interrupted before its turn")
    assert document["profiles"] == [
        {"profile": name, "exitCode": code, "error": error, "check": None}
        for (name, code), error in zip(codes.items(), errors, strict=True)
    ]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--format", "xlsx"), 2, "The check is text.\n--format json, or leave --format out.\n"),
        (("--log-file", "missing/log.txt"), 1, "The log file missing"),
    ],
)
def test_a_check_that_cannot_begin(words: tuple[str, ...], code: int, message: str) -> None:
    done = call("check", "--demo", *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith(f"error: {message}")


def test_help_names_the_exit_codes() -> None:
    text = " ".join(call("check", "--help").stdout.split())
    assert (
        "The exit code is 0 when everything works, 3 when it works with gaps, and 4 when something "
        "does not work."
    ) in text


NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


def sign_in_lines(read: Claims | None, days: float | None = None) -> list[tuple[str, str, str]]:
    """Verdict, name and finding for a sign-in whose certificate ends in this many days."""
    signed_in = Credential(
        None,  # type: ignore[arg-type]
        ["https://graph.microsoft.com/.default"],
        "Azure CLI",
        Consent(CLOUDS["global"], TENANT_ID, None),
        None if days is None else NOW + timedelta(days=days),
    )
    findings = CheckRun(Connection(), NOW)
    findings.take_token(signed_in, read)
    lines = findings.lines(CheckLine("output", "output", CheckVerdict.OK, ""))
    return [(str(n.verdict), n.name, n.finding) for n in lines if n.part == "sign-in"]


def test_a_token_names_the_person() -> None:
    read = Claims(
        scp="User.Read.All",
        upn="ada@contoso.example",
        tid="t-1",
        wids=("f2ef992c-3afb-46b9-b7cf-a126ee74c451",),
    )
    assert sign_in_lines(read) == [
        ("ok", "signed in as", "Azure CLI: person ada@contoso.example"),
        ("ok", "token", token_finding(["User.Read.All"])),  # in words: tests/reports/test_check.py
        ("ok", "roles", "the token names Global Reader"),
        ("ok", "tenant", "t-1, cloud global"),
    ]


def test_a_certificate_that_ends_soon() -> None:
    assert sign_in_lines(None, 31)[2][:2] == ("ok", "certificate")
    assert sign_in_lines(None, 29)[2][:2] == ("gap", "certificate")


WELL = """\
sign-in
  ok    signed in as               app c0a70500-0000-4000-a000-000000000001 (client secret)
  ok    token                      not readable here, which is no fault: what counts is what the \
sources answer
  ok    tenant                     Contoso (c0a70500-0000-4000-8000-000000000001), cloud global
network
  ok    login.microsoftonline.com  answers
  ok    graph.microsoft.com        answers
  ok    clock                      agrees with Graph's to within 5 minutes
  ok    proxy                      {proxy}, from {name}
  ok    certificates               {authority} (SSL_CERT_FILE), through truststore
"""
SOURCES = """\
sources
  ok    users                      answers
  gap   registration report        The tenant has no licence for the registration report. Without \
it: every account is read one by one; which are admins is told by the directory roles alone. \
(Authentication_RequestFromNonPremiumTenantOrB2CTenant, request-id \
5f0e5c1e-0000-4000-8000-00000000dead)
                                   It needs Microsoft Entra ID P1.
  ok    authentication methods     answers
  gap   per-user MFA state         The permission to read the per-user MFA state is missing. \
Without it: MFA Status, where shown, is Unknown if /users does not tell it. \
(Authorization_RequestDenied, request-id 5f0e5c1e-0000-4000-8000-00000000dead)
                                   Unattended: grant the app the application permission \
Policy.Read.All. Signed in as a person: the delegated permission Policy.Read.All and the role \
Global Reader or Authentication Policy Administrator. An administrator consents at \
https://login.microsoftonline.com/c0a70500-0000-4000-8000-000000000001/adminconsent\
?client_id=c0a70500-0000-4000-a000-000000000001
  ok    organization               answers
  ok    directory roles            answers
  ok    groups                     answers
  gap   sign-in activity           The tenant has no licence for the sign-in activity. Without \
it: when an account signed in last is not known. \
(Authentication_RequestFromNonPremiumTenantOrB2CTenant, request-id \
5f0e5c1e-0000-4000-8000-00000000dead)
                                   It needs Microsoft Entra ID P1.
  gap   sign-in log                The tenant has no licence for the sign-in log. Without it: no \
sign-in can be read, exit code 4. (Authentication_RequestFromNonPremiumTenantOrB2CTenant, \
request-id 5f0e5c1e-0000-4000-8000-00000000dead)
                                   It needs Microsoft Entra ID P1.
  gap   Conditional Access         not asked: it is a part of the sign-in log
  ok    audit log                  answers
  gap   risk detections            The tenant has no licence for the risk detections. Without it: \
history fraud has what the audit log says, not what users reported. \
(Authentication_RequestFromNonPremiumTenantOrB2CTenant, request-id \
5f0e5c1e-0000-4000-8000-00000000dead)
                                   It needs Microsoft Entra ID P1.
output
  ok    output                     {folder}/MFA_Report.csv can be written
commands
  gap   report                     works with gaps: registration report, per-user MFA state, \
sign-in activity
  gap   registered                 works with gaps: registration report, per-user MFA state
  gap   unregistered               works with gaps: registration report, per-user MFA state
  gap   sign-ins                   does not work: sign-in log, Conditional Access
  gap   on-premises                does not work: sign-in log
  gap   history                    works with gaps: risk detections
  ok    activity                   works; it asks nothing
  ok    explain                    works; it asks nothing
  ok    compare                    works; it asks nothing
  ok    trend                      works; it asks nothing
  ok    columns                    works; it asks nothing
an administrator consents at
  https://login.microsoftonline.com/c0a70500-0000-4000-8000-000000000001/adminconsent\
?client_id=c0a70500-0000-4000-a000-000000000001
"""


@pytest.mark.linux
def test_an_app_in_a_tenant_without_p1(server: Loopback, tmp_path: Path) -> None:
    server.tenant = EmulatedTenant(
        people(), premium=False, bulk_state=False, denied=["/requirements"]
    )
    done = call_against(server, "check", **WITH_SECRET)

    authority = tmp_path.with_name(f"{tmp_path.name}-authority.pem")
    head, tail = done.stdout[: done.stdout.index("sources\n")], done.stdout
    assert head in {
        WELL.format(proxy=server.address, name=name, authority=authority)
        for name in ("HTTPS_PROXY", "https_proxy")
    }
    assert tail.removeprefix(head).startswith(SOURCES.format(folder=tmp_path))
    assert (done.exit_code, done.stderr, written(tmp_path)) == (3, "", [])
    assert no_secret_in(server, done.stdout)
    graph = [c.path.partition("?")[0] for c in server.calls if "authorization" in c.headers]
    # The list without the state; once more what takes a licence: the report, when accounts signed
    # in, the sign-in log, the risk detections.
    assert len(graph) == 16
    assert len(server.entra.tokens) == 1


class _NamesItself(Entra):
    """Hands out tokens that say who they are for."""

    def _token(self) -> dict[str, Any]:
        claims = {
            "idtyp": "app",
            "roles": ["User.Read.All", "AuditLog.Read.All"],
            "app_displayname": "Weekly report",
            "tid": TENANT_ID,
        }
        self.tokens.append(jwt.encode(claims, "k" * 32, algorithm="HS256"))
        return {"token_type": "Bearer", "access_token": self.tokens[-1], "expires_in": 3599}


@pytest.mark.linux
def test_a_token_that_can_be_read_and_a_list_that_cannot() -> None:
    with Loopback(_NamesItself(secret=SECRET)) as server:
        server.tenant = EmulatedTenant(people(), denied=["v1.0/users"])
        done = call_against(server, "check", "--format", "json", **WITH_SECRET)

    document = json.loads(done.stdout)
    assert (done.exit_code, done.stderr, document["exitCode"]) == (4, "", 4)
    token = {"kind": "app", "name": "Weekly report", "verified": False, "directoryRoles": []}
    permissions = ["AuditLog.Read.All", "User.Read.All"]
    assert document["token"] == token | {"permissions": permissions}
    verdicts = {line["name"]: line["verdict"] for line in document["lines"]}
    names = ("users", "report", "registered", "columns")
    assert [verdicts[name] for name in names] == ["fail", "fail", "fail", "ok"]
    assert document["lines"][0]["finding"] == (
        f"app {CLIENT_ID} (client secret): app Weekly report"
    )
    assert no_secret_in(server, done.stdout)


WRONG_SECRET = """\
sign-in
  fail  signed in as  The client secret is wrong or has expired. (AADSTS7000215, request-id \
5f0e5c1e-0000-4000-8000-00000000beef)
                      Create a new secret for the app and put its value (not its id) into \
AZURE_CLIENT_SECRET.
"""


def nothing_works(width: int) -> str:
    """The lines of the commands if nothing could be read; `width` is that of the names."""
    why = "does not work: nothing could be asked, for the reason above"
    names = ("report", "registered", "unregistered", "sign-ins", "on-premises", "history")
    return "commands\n" + "".join(f"  fail  {name:<{width}}  {why}\n" for name in names)


@pytest.mark.linux
def test_a_sign_in_that_fails_is_shown_once() -> None:
    with Loopback(Entra(secret="another")) as server:
        done = call_against(server, "check", "-q", **WITH_SECRET)
    assert (done.exit_code, done.stdout, done.stderr) == (4, WRONG_SECRET + nothing_works(12), "")


@pytest.mark.linux
def test_nothing_is_set_and_no_person_is_there() -> None:
    with Loopback(Entra()) as server:
        done = call_against(server, "check")
    assert (done.exit_code, done.stderr) == (4, "")
    assert done.stdout.startswith(
        "sign-in\n"
        "  fail  signed in as               Nobody is at a console to sign in, and no app is set "
        "up.\n"
    )
    assert "v2.0/adminconsent?client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e" in done.stdout


UNTRUSTED = "network\n" + "".join(
    f"  fail  {host:<25}  The certificate of {host} is not trusted here.\n{'':35}If your company "
    "inspects TLS, its root certificate belongs into the operating system's store.\n"
    for host in (LOGIN, GRAPH)
)


@pytest.mark.linux
def test_behind_an_authority_that_is_not_trusted(server: Loopback, other_authority: str) -> None:
    done = call_against(server, "check", "-q", **WITH_SECRET | {"SSL_CERT_FILE": other_authority})
    assert (done.exit_code, done.stdout, done.stderr) == (4, UNTRUSTED + nothing_works(25), "")
    assert {call.method for call in server.calls} == {"CONNECT"}


@pytest.mark.linux
@pytest.mark.usefixtures("without_waits")
def test_a_line_that_breaks_after_the_sign_in(server: Loopback) -> None:
    server.troubles = dict.fromkeys(range(2, 50), "reset")
    done = call_against(server, "check", "-q", **WITH_SECRET)
    assert (done.exit_code, done.stderr) == (4, "")
    first, second, third = done.stdout.splitlines()[:3]
    assert first == "network"
    assert second.startswith(
        "  fail  connection    No whole answer from graph.microsoft.com in 4 attempts: ReadError"
    )
    assert third.strip() == "Check the network, the proxy and the cloud, then run again."
