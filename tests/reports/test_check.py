"""The check: verdicts of sources and commands, its lines as text and JSON, and the commands that
set an app up."""

import shutil
import subprocess
from collections.abc import Sequence

import pytest

from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    ALL_SOURCES,
    GROUPS_SOURCE,
    LOG_SOURCES,
    METHODS_SOURCE,
    POLICIES_SOURCE,
    REGISTRATION_SOURCE,
    RISKS_SOURCE,
    ROLES_SOURCE,
    SIGN_INS_SOURCE,
    SOURCES,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
    permissions,
)
from mfa_audit.errors import AccessError, LicenceError, MfaAuditError, ServiceError
from mfa_audit.reports.check import (
    CheckLine,
    CheckVerdict,
    check_text,
    clock_line,
    command_lines,
    command_verdict,
    failed_line,
    line_facts,
    overall,
    setup_commands,
    setup_text,
    source_lines,
    token_finding,
)

OK, GAP, FAIL = CheckVerdict.OK, CheckVerdict.GAP, CheckVerdict.FAIL
LIST = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, TENANT_SOURCE)
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
def test_the_verdict_of_a_command(
    unread: Sequence[Source], report: CheckVerdict, listing: CheckVerdict
) -> None:
    assert command_verdict(SOURCES, unread) is report
    assert command_verdict(LIST, unread) is listing
    assert command_verdict((), unread) is OK


Answers = dict[Source, MfaAuditError | None]


def lines(answers: Answers | None, *, in_bulk: bool = True) -> list[CheckLine]:
    """The lines of sources and commands."""
    sources = source_lines(answers, in_bulk) if answers is not None else []
    return [*sources, *command_lines(answers)]


def test_all_sources_answer() -> None:
    # The text is that of `check --demo` (tests/cli/test_check.py).
    all_well = lines(dict.fromkeys(ALL_SOURCES))
    assert overall(all_well) is OK
    assert check_text(all_well, quiet=True) == ""


def test_a_state_that_is_not_in_the_list_costs_requests() -> None:
    state = lines(dict.fromkeys(SOURCES), in_bulk=False)[3]
    finding = "answers, for 20 accounts a request: /users does not tell it"
    assert (state.verdict, state.finding) == (OK, finding)


def test_gaps_name_what_is_lost_and_what_to_do() -> None:
    refused = dict.fromkeys((STATE_SOURCE, TENANT_SOURCE, ROLES_SOURCE), REFUSED)
    no_licence = dict.fromkeys((REGISTRATION_SOURCE, ACTIVITY_SOURCE), NO_P1)
    found = lines({**dict.fromkeys(ALL_SOURCES), **refused, **no_licence}, in_bulk=False)
    assert check_text(found) == (
        """\
sources
  ok    users                   answers
  gap   registration report     The tenant has no licence. Without it: every account is \
read one by one; which are admins is told by the directory roles alone. (NonPremium)
                                It needs P1.
  ok    authentication methods  answers
  gap   per-user MFA state      The permission is missing. Without it: MFA Status, where shown, is \
Unknown if /users does not tell it. (Denied, request-id r-1)
                                Grant it.
  ok    organization            The permission is missing. Without it: the tenant is named by \
its id. (Denied, request-id r-1)
                                Grant it.
  gap   directory roles         The permission is missing. Without it: who holds which role is \
not known; admins are those of the registration report. (Denied, request-id r-1)
                                Grant it.
  ok    groups                  answers
  gap   sign-in activity        The tenant has no licence. Without it: when an account \
signed in last is not known. (NonPremium)
                                It needs P1.
  ok    sign-in log             answers: the tenant has Microsoft Entra ID P1
  ok    Conditional Access      answers
  ok    audit log               answers
  ok    risk detections         answers: the tenant has Microsoft Entra ID P1
commands
  gap   report                  works with gaps: registration report, per-user MFA state, \
directory roles, sign-in activity
  gap   registered              works with gaps: registration report, per-user MFA state
  gap   unregistered            works with gaps: registration report, per-user MFA state
  ok    sign-ins                works
  ok    on-premises             works
  ok    history                 works
  ok    activity                works; it asks nothing
  ok    explain                 works; it asks nothing
  ok    compare                 works; it asks nothing
  ok    trend                   works; it asks nothing
  ok    columns                 works; it asks nothing
"""
    )
    assert overall(found) is GAP


def test_without_the_accounts_no_command_about_them_works() -> None:
    read = (REGISTRATION_SOURCE, TENANT_SOURCE, ROLES_SOURCE, GROUPS_SOURCE)
    found = lines({USERS_SOURCE: DOWN, **dict.fromkeys((*read, *LOG_SOURCES))})
    assert check_text(found, quiet=True) == (
        """\
sources
  fail  users                   Graph answered 503. (HTTP 503)
                                Try again later.
  gap   authentication methods  not asked: that takes an account, and none was listed
  gap   per-user MFA state      not asked: that takes an account, and none was listed
  gap   sign-in activity        not asked: that takes an account, and none was listed
commands
  fail  report                  does not work: users, authentication methods, per-user MFA state, \
sign-in activity
  fail  registered              does not work: users, authentication methods, per-user MFA state
  fail  unregistered            does not work: users, authentication methods, per-user MFA state
"""
    )


def test_a_command_beyond_the_purpose_of_the_program_is_a_gap_at_worst() -> None:
    answers: Answers = dict.fromkeys(ALL_SOURCES)
    answers |= {SIGN_INS_SOURCE: NO_P1, RISKS_SOURCE: REFUSED}
    del answers[POLICIES_SOURCE]
    assert check_text(lines(answers), quiet=True) == (
        """\
sources
  gap   sign-in log         The tenant has no licence. Without it: no sign-in can be read, exit \
code 4. (NonPremium)
                            It needs P1.
  gap   Conditional Access  not asked: it is a part of the sign-in log
  gap   risk detections     The permission is missing. Without it: history fraud has what the \
audit log says, not what users reported. (Denied, request-id r-1)
                            Grant it.
commands
  gap   sign-ins            does not work: sign-in log, Conditional Access
  gap   on-premises         does not work: sign-in log
  gap   history             works with gaps: risk detections
"""
    )


def test_a_file_that_cannot_be_written_stops_report_only() -> None:
    report, *others = command_lines(dict.fromkeys(ALL_SOURCES), can_write=False)
    finding = "does not work: its file cannot be written"
    assert (report.name, report.verdict, report.finding) == ("report", FAIL, finding)
    assert {line.verdict for line in others} == {OK}
    # What stops it before that has precedence.
    report = command_lines({USERS_SOURCE: DOWN}, can_write=False)[0]
    assert report.finding.startswith("does not work: users, ")


def test_a_name_cannot_control_a_terminal() -> None:
    line = CheckLine("sign-in", "tenant", OK, "Contoso\n  ok \x1b[2J\u202e Åsa 佐藤")
    assert check_text([line]) == "sign-in\n  ok    tenant  Contoso?  ok ?[2J? Åsa 佐藤\n"


def test_no_source_could_be_read() -> None:
    why = "does not work: nothing could be asked, for the reason above"
    assert check_text(lines(None), quiet=True) == (
        f"""\
commands
  fail  report        {why}
  fail  registered    {why}
  fail  unregistered  {why}
  fail  sign-ins      {why}
  fail  on-premises   {why}
  fail  history       {why}
"""
    )
    assert {line.finding for line in lines(None)} == {why, "works; it asks nothing"}


def test_the_facts_of_a_line() -> None:
    line = failed_line("sources", "users", REFUSED)
    assert line_facts(line) == {
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
        (300.0, GAP, "5 minutes ahead of Graph's: Entra may refuse a sign-in with a certificate"),
        (-7260.0, GAP, "121 minutes behind Graph's: Entra may refuse a sign-in with a certificate"),
    ],
)
def test_a_clock_may_be_less_than_five_minutes_wrong(
    ahead: float | None, verdict: CheckVerdict, finding: str
) -> None:
    line = clock_line(ahead)
    assert (line.verdict, line.finding) == (verdict, finding)
    assert bool(line.remedy) == (verdict is GAP)


def test_the_permissions_that_a_token_names() -> None:
    hint = "Read without verification, as a hint: what counts is what the sources answer."
    assert token_finding(["AuditLog.Read.All", "User.Read.All"]) == (
        "names AuditLog.Read.All, User.Read.All; it does not name "
        "UserAuthenticationMethod.Read.All, Policy.Read.All, Organization.Read.All, "
        "RoleManagement.Read.Directory, GroupMember.Read.All, Policy.Read.ConditionalAccess, "
        f"IdentityRiskEvent.Read.All. {hint}"
    )
    everything = list(permissions(ALL_SOURCES))
    assert token_finding(everything).endswith(f", IdentityRiskEvent.Read.All. {hint}")
    assert "does not name" not in token_finding(everything)
    assert token_finding([]).startswith("names no permission; it does not name User.Read.All, ")


AZURE_CLI = """\
az cloud set --name AzureChinaCloud
az login --tenant contoso.com --allow-no-subscriptions
app=$(az ad app create --display-name mfa-audit --sign-in-audience AzureADMyOrg \\
  --query appId -o tsv)
me=$(az ad sp create --id $app --query id -o tsv)
graph=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id -o tsv)
for name in User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All Policy.Read.All \
Organization.Read.All RoleManagement.Read.Directory GroupMember.Read.All \
Policy.Read.ConditionalAccess IdentityRiskEvent.Read.All; do
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
    commands = setup_commands("china", "microsoftgraph.chinacloudapi.cn", "contoso.com")
    assert commands["azureCli"] == AZURE_CLI


@pytest.mark.linux
def test_the_commands_of_the_azure_cli_are_shell() -> None:
    shell = shutil.which("bash") or "sh"
    commands = setup_commands("global", "graph.microsoft.com", None)["azureCli"]
    assert subprocess.run([shell, "-n"], input=commands.encode(), timeout=60).returncode == 0


def test_the_commands_of_powershell() -> None:
    commands = setup_commands("usgov", "graph.microsoft.us", None)["microsoftGraphPowerShell"]
    assert commands.startswith(
        "Connect-MgGraph -Environment USGov -TenantId TENANT `\n"
        "  -Scopes Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All\n"
        "$graph = Get-MgServicePrincipal "
        "-Filter \"appId eq '00000003-0000-0000-c000-000000000000'\"\n"
        "$names = -split 'User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All "
        "Policy.Read.All Organization.Read.All RoleManagement.Read.Directory "
        "GroupMember.Read.All Policy.Read.ConditionalAccess IdentityRiskEvent.Read.All'\n"
    )
    assert commands.endswith(
        '"AZURE_TENANT_ID=TENANT AZURE_CLIENT_ID=$($app.AppId)"\n'
        '"AZURE_CLIENT_CERTIFICATE_PATH=$($pfx.FullName)"\n'
    )
    for opening, closing in ("()", "{}"):
        assert commands.count(opening) == commands.count(closing)
    assert "<" not in commands


@pytest.mark.parametrize("cloud", ["global", "usgov", "usgov-dod", "china"])
def test_the_commands_grant_nothing_but_reading(cloud: str) -> None:
    tools = setup_commands(cloud, "graph.example", None)
    assert ("azureCli" in tools) == (cloud != "usgov-dod")
    for commands in tools.values():
        for source in ALL_SOURCES:
            assert source.permission in commands
    # The administrator who runs them creates an app, which the app itself may not.
    powershell = tools.pop("microsoftGraphPowerShell").splitlines()
    assert [line.split()[0] for line in powershell if "ReadWrite" in line] == ["-Scopes"]
    assert "ReadWrite" not in "".join(tools.values())


def test_the_end_of_a_check() -> None:
    assert setup_text("https://login.example/consent", {"azureCli": "one\n  two\n"}) == (
        "an administrator consents at\n"
        "  https://login.example/consent\n"
        "an app for unattended use, with the Azure CLI, in bash or the Azure Cloud Shell\n"
        "  one\n"
        "    two\n"
    )
