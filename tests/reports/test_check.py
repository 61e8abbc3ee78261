"""The check's judgement as a table, and its lines as text and JSON."""

from collections.abc import Sequence

import msgspec
import pytest

from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    ALL_SOURCES,
    AUDITS_SOURCE,
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
    Rules,
    check_text,
    clock_line,
    command_lines,
    command_verdict,
    failed_line,
    line_facts,
    overall,
    source_lines,
    token_finding,
)

OK, GAP, FAIL = CheckVerdict.OK, CheckVerdict.GAP, CheckVerdict.FAIL
LIST = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, TENANT_SOURCE)
RULES = Rules({"report": SOURCES, "list": LIST, "columns": ()}, [USERS_SOURCE], [TENANT_SOURCE])
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
    unread: Sequence[Source], report: CheckVerdict, listing: CheckVerdict
) -> None:
    assert command_verdict(SOURCES, unread, RULES) is report
    assert command_verdict(LIST, unread, RULES) is listing
    assert command_verdict((), unread, RULES) is OK


def lines(
    answers: dict[Source, MfaAuditError | None] | None, *, in_bulk: bool = True
) -> list[CheckLine]:
    """The lines of sources and commands."""
    sources = source_lines(answers, in_bulk, RULES) if answers is not None else []
    return [*sources, *command_lines(answers, RULES)]


def test_all_is_well() -> None:
    found = lines(dict.fromkeys(ALL_SOURCES))
    assert check_text(found) == (
        """\
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
commands
  ok    report                  works
  ok    list                    works
  ok    columns                 works; it asks nothing
"""
    )
    assert overall(found) is OK
    assert check_text(found, quiet=True) == ""


def test_a_state_that_is_not_in_the_list_costs_requests() -> None:
    state = lines(dict.fromkeys(SOURCES), in_bulk=False)[3]
    assert (state.verdict, state.finding) == (
        OK,
        "answers, for 20 accounts a request: /users does not tell it",
    )


def test_gaps_say_what_is_lost_and_what_to_do() -> None:
    found = lines(
        {
            USERS_SOURCE: None,
            REGISTRATION_SOURCE: NO_P1,
            METHODS_SOURCE: None,
            STATE_SOURCE: REFUSED,
            TENANT_SOURCE: REFUSED,
            ROLES_SOURCE: REFUSED,
            GROUPS_SOURCE: None,
            ACTIVITY_SOURCE: NO_P1,
            **dict.fromkeys(LOG_SOURCES),
        },
        in_bulk=False,
    )
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
  gap   list                    works with gaps: registration report
  ok    columns                 works; it asks nothing
"""
    )
    assert overall(found) is GAP


def test_without_the_accounts_nothing_works() -> None:
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
  fail  list                    does not work: users, authentication methods
"""
    )


def test_a_command_that_stands_beside_the_others_is_a_gap() -> None:
    rules = Rules(
        {
            "report": SOURCES,
            "sign-ins": (SIGN_INS_SOURCE, POLICIES_SOURCE),
            "history": (AUDITS_SOURCE, RISKS_SOURCE),
        },
        [USERS_SOURCE, SIGN_INS_SOURCE, AUDITS_SOURCE],
        [TENANT_SOURCE],
        beside=("sign-ins", "history"),
    )
    answers: dict[Source, MfaAuditError | None] = dict.fromkeys(ALL_SOURCES)
    answers |= {SIGN_INS_SOURCE: NO_P1, RISKS_SOURCE: REFUSED}
    del answers[POLICIES_SOURCE]
    found = [*source_lines(answers, True, rules)[-4:], *command_lines(answers, rules)]
    assert check_text(found) == (
        """\
sources
  gap   sign-in log         The tenant has no licence. Without it: no sign-in can be read, exit \
code 4. (NonPremium)
                            It needs P1.
  gap   Conditional Access  not asked: it is a part of the sign-in log
  ok    audit log           answers
  gap   risk detections     The permission is missing. Without it: history fraud has what the \
audit log says, not what users reported. (Denied, request-id r-1)
                            Grant it.
commands
  ok    report              works
  gap   sign-ins            does not work: sign-in log, Conditional Access
  gap   history             works with gaps: risk detections
"""
    )
    assert {line.verdict for line in command_lines(None, rules)} == {FAIL}


def test_a_file_that_cannot_be_written_stops_what_always_writes_one() -> None:
    rules = msgspec.structs.replace(RULES, to_a_file=["report"])
    told = [
        (line.name, str(line.verdict), line.finding)
        for line in command_lines(dict.fromkeys(SOURCES), rules, can_write=False)
    ]
    assert told == [
        ("report", "fail", "does not work: its file cannot be written"),
        ("list", "ok", "works"),
        ("columns", "ok", "works; it asks nothing"),
    ]
    # What stops it before that is told instead.
    report = command_lines({USERS_SOURCE: DOWN}, rules, can_write=False)[0]
    assert report.finding.startswith("does not work: users, ")


def test_a_name_can_do_nothing_to_a_terminal() -> None:
    line = CheckLine("sign-in", "tenant", OK, "Contoso\n  ok \x1b[2J\u202e Åsa 佐藤")
    assert check_text([line]) == "sign-in\n  ok    tenant  Contoso?  ok ?[2J? Åsa 佐藤\n"


def test_nothing_could_be_asked() -> None:
    assert check_text(lines(None)) == (
        """\
commands
  fail  report   does not work: nothing could be asked, for the reason above
  fail  list     does not work: nothing could be asked, for the reason above
  ok    columns  works; it asks nothing
"""
    )


def test_a_line_for_machines() -> None:
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
def test_the_clock_is_told_of_from_five_minutes_on(
    ahead: float | None, verdict: CheckVerdict, finding: str
) -> None:
    line = clock_line(ahead)
    assert (line.verdict, line.finding) == (verdict, finding)
    assert bool(line.remedy) == (verdict is GAP)


def test_what_a_token_names_is_a_hint() -> None:
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
