"""The numbers of the sign-in report."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_ins import AuthenticationStep, Requirement, SignIn
from mfa_audit.reports.sign_ins import (
    SignInSummary,
    day_rows,
    question_answers,
    sign_in_screen,
    sign_in_sections,
    sign_in_summary_facts,
    user_rows,
)
from mfa_audit.reports.tables import Section

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MULTI = "multiFactorAuthentication"
PASSWORD = AuthenticationStep(
    NOON, "Password", "Password in the cloud", True, "Correct password", "Primary authentication"
)
WRONG = AuthenticationStep(NOON, "Password", None, False, "Wrong", "Primary authentication")


def step(method: str | None, succeeded: bool, result: str) -> AuthenticationStep:
    """An MFA step."""
    detail = "+X XXXXXXXX64"
    return AuthenticationStep(NOON, method, detail, succeeded, result, "Multifactor authentication")


TEXTED = step("SMS", True, "MFA successfully completed")


def of(user: str | None, code: int, *steps: AuthenticationStep, **more: Any) -> SignIn:
    """A sign-in of this user."""
    name = user and f"{user}@contoso.example"
    return SignIn("x", more.pop("time", NOON), user, name, error_code=code, steps=steps, **more)


DECLINED = step("Mobile app notification", False, "MFA denied; user declined the authentication")
SILENT = step(
    "Mobile app notification", False, "MFA denied; user did not respond to mobile app notification"
)
CLAIM = step("Previously satisfied", True, "MFA requirement satisfied by claim in the token")
DAY = timedelta(days=1)


def a_week() -> SignInSummary:
    """Twelve sign-ins of five people and a nameless one."""
    summary = SignInSummary()
    for sign_in in (
        of("ada", 0, PASSWORD, TEXTED, requirement=MULTI, requirements=(Requirement("user"),)),
        of("ada", 0, CLAIM, requirements=(Requirement("v1ConditionalAccess"),)),
        of("ada", 500121, PASSWORD, DECLINED, time=NOON - DAY),
        of("bob", 500121, PASSWORD, DECLINED),
        of("bob", 500121, PASSWORD, SILENT, time=NOON - DAY),
        of("bob", 500121, PASSWORD, additional_details="MFA denied; Phone App Reported Fraud"),
        of("cia", 50074, PASSWORD, time=NOON - DAY),
        of("dan", 0, PASSWORD, requirement="singleFactorAuthentication"),
        of("dan", 0, additional_details="MFA requirement skipped due to location"),
        of("dan", 0),
        of("eve", 50126, WRONG),
        of(None, 0, additional_details="MFA registration prompted", requirements=()),
    ):
        summary.add(judge_sign_in(sign_in))
    return summary


def test_days_and_users() -> None:
    summary = a_week()
    assert day_rows(summary) == [("2026-11-19", 3, 3, 0, 2, 0), ("2026-11-20", 9, 4, 4, 2, 1)]
    declined = "user declined the authentication"
    silent = "user did not respond to mobile app notification"
    other = "another reason (in Graph's words)"
    assert user_rows(summary, str) == [
        ("bob@contoso.example", 3, 3, 0, 3, 0, NOON, (declined, silent, other)),
        ("ada@contoso.example", 3, 2, 2, 1, 0, NOON - DAY, (declined,)),
        ("cia@contoso.example", 1, 1, 0, 0, 0, None, ()),
        ("dan@contoso.example", 3, 0, 1, 0, 1, None, ()),
        ("eve@contoso.example", 1, 0, 0, 0, 0, None, ()),
    ]


def test_the_screen_answers_the_six_questions_of_the_page() -> None:
    assert (
        sign_in_screen(a_week())
        == """\
sign-ins: 12
Was the sign-in challenged with MFA?
  7  challenged
  2  satisfied without being asked
  1  not required
  1  ended before MFA
  1  unknown
How did the user complete MFA?
  1  Text message
  1  by an earlier claim
  1  skipped
  1  registration prompted
Why was the user unable to complete MFA?
  2  user declined the authentication
  1  user did not respond to mobile app notification
  1  MFA denied; Phone App Reported Fraud
How many users are challenged for MFA?
  3  users challenged
  5  users who signed in or tried to
How many users are unable to complete the MFA challenge?
  2  users denied at least once
  1  of them never satisfied
  1  users asked, but neither satisfied nor denied
What are the common MFA issues end users are running into?
  2  user declined the authentication
  1  user did not respond to mobile app notification
  1  another reason (in Graph's words)"""
    )


def test_an_empty_log() -> None:
    assert "How did the user complete MFA?\n  none\n" in sign_in_screen(SignInSummary())
    assert sign_in_sections(SignInSummary(), str)[1] == Section(
        "How did the user complete MFA?", ("Answer", "Number"), [("none", None)]
    )


def test_the_sections_of_the_summary() -> None:
    sections = sign_in_sections(a_week(), str.upper)
    assert [section.title for section in sections] == [
        "WAS THE SIGN-IN CHALLENGED WITH MFA?",
        "HOW DID THE USER COMPLETE MFA?",
        "WHY WAS THE USER UNABLE TO COMPLETE MFA?",
        "HOW MANY USERS ARE CHALLENGED FOR MFA?",
        "HOW MANY USERS ARE UNABLE TO COMPLETE THE MFA CHALLENGE?",
        "WHAT ARE THE COMMON MFA ISSUES END USERS ARE RUNNING INTO?",
        "WHO REQUIRED MFA",
        "DAY BY DAY",
    ]
    assert sections[0].rows[0] == ("CHALLENGED", 7)
    assert [section.headers[1] for section in sections[4:6]] == ["NUMBER", "USERS"]
    assert sections[6].rows == [("PER-USER MFA", 1), ("CONDITIONAL ACCESS", 1)]
    assert sections[7].headers[:2] == ("DAY", "SIGN-INS")


def test_the_numbers_for_programs() -> None:
    facts = sign_in_summary_facts(a_week())
    keys = ("signIns", "challenged", "satisfied", "denied")
    assert [facts[key] for key in keys] == [12, 7, 4, 4]
    assert facts["requiredBy"] == {"user": 1, "v1ConditionalAccess": 1}
    days = (("day", "2026-11-19", "2026-11-20"), ("signIns", 3, 9), ("challenged", 3, 4))
    numbers = (("satisfied", 0, 4), ("denied", 2, 2), ("unknown", 0, 1))
    assert facts["days"] == [
        {key: values[place] for key, *values in (*days, *numbers)} for place in (0, 1)
    ]


def test_at_most_two_hundred_texts_of_graph_are_kept_apart() -> None:
    summary = SignInSummary()
    for number in range(300):
        text = f"MFA denied; trace {number}"
        summary.add(judge_sign_in(of("ada", 500121, additional_details=text)))
    reasons = dict(dict(question_answers(summary))["Why was the user unable to complete MFA?"])
    assert (len(summary.texts), len(reasons)) == (200, 201)
    assert reasons["another reason (in Graph's words)"] == 100
    assert "  196  others" in sign_in_screen(summary)


def test_a_method_that_graph_does_not_name() -> None:
    summary = SignInSummary()
    summary.add(judge_sign_in(of("ada", 0, additional_details="MFA successfully completed")))
    summary.add(judge_sign_in(of("ada", 0, additional_details="MFA satisfied by magic")))
    assert dict(question_answers(summary))["How did the user complete MFA?"] == [
        ("method not told", 2)
    ]
