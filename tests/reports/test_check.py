"""The check's judgement as a table, and its lines as text and JSON."""

import shutil
import subprocess
from collections.abc import Sequence

import pytest

from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    SOURCES,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)
from mfa_audit.errors import AccessError, LicenceError, MfaAuditError, ServiceError
from mfa_audit.reports.check import (
    Line,
    Rules,
    Verdict,
    as_text,
    clock_line,
    closing,
    command_lines,
    command_verdict,
    facts,
    failed,
    overall,
    setup,
    source_lines,
    token_finding,
)

OK, GAP, FAIL = Verdict.OK, Verdict.GAP, Verdict.FAIL
LIST = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, TENANT_SOURCE)
RULES = Rules(
    {"report": SOURCES, "list": LIST, "columns": ()},
    [USERS_SOURCE],
    [TENANT_SOURCE],
    {
        USERS_SOURCE: "nothing",
        REGISTRATION_SOURCE: "one by one",
        METHODS_SOURCE: "blocked accounts are unknown",
        STATE_SOURCE: "no status",
        TENANT_SOURCE: "no name",
    },
)
REFUSED = AccessError("The permission is missing.", "Grant it.", code="Denied", request_id="r-1")
NO_P1 = LicenceError("The tenant has no licence.", "It needs P1.", code="NonPremium")
DOWN = ServiceError("Graph answered 503.", "Try again later.", code="HTTP 503", status=503)


@pytest.mark.parametrize(
    ("unread", "report", "listing"),
    [
        ([], OK, OK),
        ([TENANT_SOURCE], OK, OK),
        ([STATE_SOURCE], GAP, OK),
        ([METHODS_SOURCE], GAP, GAP),
        ([REGISTRATION_SOURCE], GAP, GAP),
        ([REGISTRATION_SOURCE, STATE_SOURCE, TENANT_SOURCE], GAP, GAP),
        ([REGISTRATION_SOURCE, METHODS_SOURCE], FAIL, FAIL),
        ([USERS_SOURCE], FAIL, FAIL),
        (SOURCES, FAIL, FAIL),
    ],
)
def test_what_becomes_of_a_command(
    unread: Sequence[Source], report: Verdict, listing: Verdict
) -> None:
    assert command_verdict(SOURCES, unread, RULES) is report
    assert command_verdict(LIST, unread, RULES) is listing
    assert command_verdict((), unread, RULES) is OK


def lines(
    answers: dict[Source, MfaAuditError | None] | None, *, in_bulk: bool = True
) -> list[Line]:
    """The lines of sources and commands."""
    sources = source_lines(answers, in_bulk, RULES) if answers is not None else []
    return [*sources, *command_lines(answers, RULES)]


def test_all_is_well() -> None:
    found = lines(dict.fromkeys(SOURCES))
    assert as_text(found) == (
        """\
sources
  ok    users                   answers
  ok    registration report     answers
  ok    authentication methods  answers
  ok    per-user MFA state      /users tells it for all accounts at once
  ok    organization            answers
commands
  ok    report                  works
  ok    list                    works
  ok    columns                 works; it asks nothing
"""
    )
    assert overall(found) is OK
    assert as_text(found, quiet=True) == ""


def test_gaps_say_what_is_lost_and_what_to_do() -> None:
    found = lines(
        {
            USERS_SOURCE: None,
            REGISTRATION_SOURCE: NO_P1,
            METHODS_SOURCE: None,
            STATE_SOURCE: REFUSED,
            TENANT_SOURCE: REFUSED,
        },
        in_bulk=False,
    )
    assert as_text(found) == (
        """\
sources
  ok    users                   answers
  gap   registration report     The tenant has no licence. Without it: one by one. (NonPremium)
                                It needs P1.
  ok    authentication methods  answers
  gap   per-user MFA state      The permission is missing. Without it: no status. \
(Denied, request-id r-1)
                                Grant it.
  ok    organization            The permission is missing. Without it: no name. \
(Denied, request-id r-1)
                                Grant it.
commands
  gap   report                  works with gaps: registration report, per-user MFA state
  gap   list                    works with gaps: registration report
  ok    columns                 works; it asks nothing
"""
    )
    assert overall(found) is GAP


def test_without_the_accounts_nothing_works() -> None:
    found = lines({USERS_SOURCE: DOWN, REGISTRATION_SOURCE: None, TENANT_SOURCE: None})
    assert as_text(found, quiet=True) == (
        """\
sources
  fail  users                   Graph answered 503. (HTTP 503)
                                Try again later.
  gap   authentication methods  not asked: that takes an account, and none was listed
  gap   per-user MFA state      not asked: that takes an account, and none was listed
commands
  fail  report                  does not work: users, authentication methods, per-user MFA state
  fail  list                    does not work: users, authentication methods
"""
    )
    assert not any(line.access for line in found)


def test_what_fails_for_want_of_access_says_so() -> None:
    answers: dict[Source, MfaAuditError | None] = dict.fromkeys(SOURCES)
    answers |= {REGISTRATION_SOURCE: DOWN, METHODS_SOURCE: REFUSED}
    report, listing, columns = command_lines(answers, RULES)
    assert (report.verdict, report.access) == (FAIL, True)
    assert (listing.verdict, listing.access) == (FAIL, True)
    assert (columns.verdict, columns.access) == (OK, False)


def test_only_what_made_it_fail_is_blamed() -> None:
    answers: dict[Source, MfaAuditError | None] = {USERS_SOURCE: DOWN, TENANT_SOURCE: REFUSED}
    answers[REGISTRATION_SOURCE] = NO_P1
    assert [line.access for line in command_lines(answers, RULES)] == [False, False, False]
    answers[USERS_SOURCE] = REFUSED
    assert [line.access for line in command_lines(answers, RULES)] == [True, True, False]


def test_a_name_can_do_nothing_to_a_terminal() -> None:
    line = Line("sign-in", "tenant", OK, "Contoso\n  ok \x1b[2J\u202e Åsa 佐藤")
    assert as_text([line]) == "sign-in\n  ok    tenant  Contoso?  ok ?[2J? Åsa 佐藤\n"


def test_nothing_could_be_asked() -> None:
    assert as_text(lines(None)) == (
        """\
commands
  fail  report   does not work: nothing could be asked, for the reason above
  fail  list     does not work: nothing could be asked, for the reason above
  ok    columns  works; it asks nothing
"""
    )


def test_a_line_for_machines() -> None:
    line = failed("sources", "users", REFUSED)
    assert facts(line) == {
        "part": "sources",
        "name": "users",
        "verdict": "fail",
        "finding": "The permission is missing.",
        "remedy": "Grant it.",
        "code": "Denied",
        "requestId": "r-1",
    }


@pytest.mark.parametrize(
    ("ahead", "verdict", "finding"),
    [
        (None, OK, "not compared: Graph told no time"),
        (0.4, OK, "agrees with Graph's to within 5 minutes"),
        (-299.9, OK, "agrees with Graph's to within 5 minutes"),
        (
            300.0,
            GAP,
            "5 minutes ahead of Graph's: Entra may refuse a sign-in with a certificate",
        ),
        (
            -7260.0,
            GAP,
            "121 minutes behind Graph's: Entra may refuse a sign-in with a certificate",
        ),
    ],
)
def test_the_clock_is_told_of_from_five_minutes_on(
    ahead: float | None, verdict: Verdict, finding: str
) -> None:
    line = clock_line(ahead)
    assert (line.verdict, line.finding) == (verdict, finding)
    assert bool(line.remedy) == (verdict is GAP)


def test_what_a_token_names_is_a_hint() -> None:
    hint = "Read without verification, as a hint: what counts is what the sources answer."
    assert token_finding(["AuditLog.Read.All", "User.Read.All"]) == (
        "names AuditLog.Read.All, User.Read.All; it does not name "
        f"UserAuthenticationMethod.Read.All, Policy.Read.All, Organization.Read.All. {hint}"
    )
    assert token_finding([s.permission for s in SOURCES]).endswith(f"Organization.Read.All. {hint}")
    assert token_finding([]).startswith("names no permission; it does not name User.Read.All, ")


AZURE_CLI = """\
az cloud set --name AzureChinaCloud
az login --tenant contoso.com --allow-no-subscriptions
app=$(az ad app create --display-name mfa-audit --sign-in-audience AzureADMyOrg \\
  --query appId -o tsv)
me=$(az ad sp create --id $app --query id -o tsv)
graph=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id -o tsv)
for name in User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All Policy.Read.All \
Organization.Read.All; do
  role=$(az ad sp show --id $graph --query "appRoles[?value=='$name'].id" -o tsv)
  az ad app permission add --id $app --api 00000003-0000-0000-c000-000000000000 \
--api-permissions $role=Role
  az rest --method POST --url \
https://microsoftgraph.chinacloudapi.cn/v1.0/servicePrincipals/$me/appRoleAssignments \\
    --headers Content-Type=application/json \\
    --body "{'principalId': '$me', 'resourceId': '$graph', 'appRoleId': '$role'}"
done
pem=$(az ad app credential reset --id $app --create-cert \\
  --query fileWithCertAndPrivateKey -o tsv)
echo AZURE_TENANT_ID=contoso.com AZURE_CLIENT_ID=$app AZURE_CLIENT_CERTIFICATE_PATH=$pem
"""


def test_the_commands_of_the_azure_cli() -> None:
    commands = setup("china", "microsoftgraph.chinacloudapi.cn", "contoso.com")
    assert commands["azureCli"] == AZURE_CLI


@pytest.mark.linux
def test_the_commands_of_the_azure_cli_are_shell() -> None:
    shell = shutil.which("bash") or "sh"
    commands = setup("global", "graph.microsoft.com", None)["azureCli"]
    assert subprocess.run([shell, "-n"], input=commands.encode(), timeout=60).returncode == 0


def test_the_commands_of_powershell() -> None:
    commands = setup("usgov", "graph.microsoft.us", None)["microsoftGraphPowerShell"]
    assert commands.startswith(
        "Connect-MgGraph -Environment USGov -TenantId TENANT `\n"
        "  -Scopes Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All\n"
        "$graph = Get-MgServicePrincipal "
        "-Filter \"appId eq '00000003-0000-0000-c000-000000000000'\"\n"
        "$names = -split 'User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All "
        "Policy.Read.All Organization.Read.All'\n"
    )
    assert commands.endswith(
        '"AZURE_TENANT_ID=TENANT AZURE_CLIENT_ID=$($app.AppId)"\n'
        '"AZURE_CLIENT_CERTIFICATE_PATH=$($pfx.FullName)"\n'
    )
    for one, other in ("()", "{}"):
        assert commands.count(one) == commands.count(other)
    assert "<" not in commands


@pytest.mark.parametrize("cloud", ["global", "usgov", "usgov-dod", "china"])
def test_nothing_but_reading_is_asked_for(cloud: str) -> None:
    tools = setup(cloud, "graph.example", None)
    assert ("azureCli" in tools) == (cloud != "usgov-dod")
    for commands in tools.values():
        for source in SOURCES:
            assert source.permission in commands
    # The administrator who runs them creates an app, which the app itself may not.
    powershell = tools.pop("microsoftGraphPowerShell").splitlines()
    assert [line.split()[0] for line in powershell if "ReadWrite" in line] == ["-Scopes"]
    assert "ReadWrite" not in "".join(tools.values())


def test_the_end_of_a_check() -> None:
    assert closing("https://login.example/consent", {"azureCli": "one\n  two\n"}) == (
        "an administrator consents at\n"
        "  https://login.example/consent\n"
        "an app for unattended use, with the Azure CLI, in bash or the Azure Cloud Shell\n"
        "  one\n"
        "    two\n"
    )
