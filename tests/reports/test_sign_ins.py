"""The sign-in report: rows as people and programs read them, and the numbers over them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_ins import AppliedPolicy, AuthenticationStep, Requirement, SignIn
from mfa_audit.reports.columns import row_for_people, row_for_programs
from mfa_audit.reports.sign_in_columns import (
    POLICY_COLUMNS,
    SIGN_IN_COLUMNS,
    STEP_COLUMNS,
    policy_rows,
    step_rows,
)
from mfa_audit.reports.sign_ins import (
    SignInSummary,
    day_rows,
    question_answers,
    sign_in_screen,
    sign_in_sections,
    sign_in_summary_facts,
    user_rows,
)
from mfa_audit.reports.tables import Kind, Section, Value

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MULTI = "multiFactorAuthentication"
PASSWORD = AuthenticationStep(
    NOON, "Password", "Password in the cloud", True, "Correct password", "Primary authentication"
)


def mfa(method: str | None, succeeded: bool, result: str) -> AuthenticationStep:
    """An MFA step."""
    detail = "+X XXXXXXXX64"
    return AuthenticationStep(NOON, method, detail, succeeded, result, "Multifactor authentication")


TEXTED = mfa("SMS", True, "MFA successfully completed")
WHOLE = SignIn(
    "s1",
    NOON,
    "u1",
    "ada@contoso.example",
    "Ada",
    "member",
    "a1",
    "Azure Portal",
    "r1",
    "Azure",
    "Browser",
    "192.0.2.1",
    "Malmö",
    None,
    "SE",
    ("interactiveUser",),
    True,
    "AzureAD",
    "success",
    0,
    "Other.",
    None,
    MULTI,
    (Requirement("multiConditionalAccess"), Requirement("user")),
    (PASSWORD, TEXTED),
    (
        AppliedPolicy("p1", "MFA for all", ("Mfa",), ("SignInFrequency",), "success"),
        AppliedPolicy("p2", "Block old", ("Block",), (), "notApplied"),
        AppliedPolicy("p3", "Try out", ("Mfa",), (), "reportOnlyFailure"),
    ),
    None,
    None,
    "low",
    "none",
    "c1",
)


def people(sign_in: SignIn) -> dict[str, Value]:
    """A row as people read it, by key."""
    row = row_for_people(SIGN_IN_COLUMNS, str)(judge_sign_in(sign_in))
    return dict(zip([column.key for column in SIGN_IN_COLUMNS], row, strict=True))


def programs(sign_in: SignIn) -> dict[str, Value]:
    """A row as programs read it, by key."""
    row = row_for_programs(SIGN_IN_COLUMNS)(judge_sign_in(sign_in))
    return dict(zip([column.key for column in SIGN_IN_COLUMNS], row, strict=True))


def test_a_whole_row() -> None:
    assert people(WHOLE) == {
        "createdDateTime": NOON,
        "userPrincipalName": "ada@contoso.example",
        "userDisplayName": "Ada",
        "userType": "member",
        "appDisplayName": "Azure Portal",
        "resourceDisplayName": "Azure",
        "clientAppUsed": "Browser",
        "ipAddress": "192.0.2.1",
        "location": "Malmö, SE",
        "isInteractive": True,
        "succeeded": True,
        "mfaRequired": "Yes",
        "mfaRequiredBy": ("Conditional Access", "Per-user MFA"),
        "mfaResult": "satisfied",
        "mfaReason": "successfully completed",
        "mfaReasonText": None,
        "mfaHow": "performed now",
        "authenticationMethod": "Text message",
        "authenticationMethodDetail": "+X XXXXXXXX64",
        "errorCode": 0,
        "failureReason": "Other.",
        "conditionalAccessStatus": "success",
        "policyName": ("MFA for all",),
        "enforcedGrantControls": ("Mfa",),
        "enforcedSessionControls": ("SignInFrequency",),
        "policyResult": ("success",),
        "riskLevelDuringSignIn": "low",
        "riskState": "none",
        "tokenIssuerType": "AzureAD",
        "appId": "a1",
        "resourceId": "r1",
        "userId": "u1",
        "correlationId": "c1",
        "id": "s1",
    }
    told = programs(WHOLE)
    assert (told["mfaRequired"], told["mfaReason"]) == (True, "completed")
    assert told["mfaRequiredBy"] == ("multiConditionalAccess", "user")


def test_what_is_not_known_never_reads_as_no() -> None:
    row = people(SignIn("s1", NOON))
    assert (row["mfaRequired"], row["mfaResult"]) == ("Unknown", "unknown")
    assert row["mfaReason"] == "Graph gave no authentication details"
    assert {row[key] for key in ("policyName", "enforcedGrantControls", "policyResult")} == {
        "Unknown"
    }
    assert (row["succeeded"], row["isInteractive"], row["mfaHow"]) == (None, None, None)
    told = programs(SignIn("s1", NOON))
    assert (told["mfaRequired"], told["mfaResult"], told["policyName"]) == (None, "unknown", None)


def test_graphs_own_text_stands_where_the_page_has_none() -> None:
    fraud = "MFA denied; Phone App Reported Fraud"
    row = people(SignIn("s1", NOON, error_code=500121, additional_details=fraud))
    assert (row["mfaResult"], row["mfaReason"], row["mfaReasonText"]) == ("denied", fraud, fraud)
    assert programs(SignIn("s1", NOON, error_code=500121))["mfaReason"] == "other"
    policy = SignIn("s1", NOON, policies=(AppliedPolicy(id="p1", result="failure"),))
    assert people(policy)["policyName"] == ("p1",)


def test_words_are_translated_and_names_are_not() -> None:
    row = row_for_people(SIGN_IN_COLUMNS, lambda text: f"<{text}>")(judge_sign_in(WHOLE))
    assert [cell for cell in row if "<" in str(cell)] == [
        "<Yes>",
        ("<Conditional Access>", "<Per-user MFA>"),
        "<satisfied>",
        "<successfully completed>",
        "<performed now>",
        "<Text message>",
    ]
    heading = SIGN_IN_COLUMNS[0].heading(str.upper)
    assert heading == ("createdDateTime", "TIME (UTC)", Kind.TIME, 19)


def test_keys_and_headers_are_used_once() -> None:
    for columns in (SIGN_IN_COLUMNS, STEP_COLUMNS, POLICY_COLUMNS):
        for field in ("key", "header"):
            values = [getattr(column, field) for column in columns]
            assert len(set(values)) == len(values)
        assert all(column.meaning.endswith(".") for column in columns)


def test_steps_and_policies_are_rows_of_their_own() -> None:
    record = judge_sign_in(WHOLE)
    assert [row_for_people(STEP_COLUMNS, str)(row) for row in step_rows(record)] == [
        [
            "s1",
            1,
            NOON,
            "ada@contoso.example",
            "Primary authentication",
            "Password",
            "Password in the cloud",
            True,
            "Correct password",
        ],
        [
            "s1",
            2,
            NOON,
            "ada@contoso.example",
            "Multifactor authentication",
            "Text message",
            "+X XXXXXXXX64",
            True,
            "MFA successfully completed",
        ],
    ]
    assert [row_for_people(POLICY_COLUMNS, str)(row)[3:6] for row in policy_rows(record)] == [
        ["MFA for all", "success", False],
        ["Block old", "notApplied", False],
        ["Try out", "reportOnlyFailure", True],
    ]
    empty = judge_sign_in(SignIn("s1", NOON, steps=(AuthenticationStep(),)))
    assert [row_for_people(STEP_COLUMNS, str)(row)[5] for row in step_rows(empty)] == [None]
    assert list(policy_rows(empty)) == []


def of(user: str | None, code: int, *steps: AuthenticationStep, **more: Any) -> SignIn:
    """A sign-in of this user."""
    name = user and f"{user}@contoso.example"
    return SignIn("x", more.pop("time", NOON), user, name, error_code=code, steps=steps, **more)


DECLINED = mfa("Mobile app notification", False, "MFA denied; user declined the authentication")
SILENT = mfa(
    "Mobile app notification", False, "MFA denied; user did not respond to mobile app notification"
)
CLAIM = mfa("Previously satisfied", True, "MFA requirement satisfied by claim in the token")
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
        of(
            "eve",
            50126,
            AuthenticationStep(NOON, "Password", None, False, "Wrong", "Primary authentication"),
        ),
        of(None, 0, additional_details="MFA registration prompted", requirements=()),
    ):
        summary.add(judge_sign_in(sign_in))
    return summary


def test_the_pages_six_questions_are_answered_with_numbers() -> None:
    assert list(question_answers(a_week())) == [
        (
            "Was the sign-in challenged with MFA?",
            [
                ("challenged", 7),
                ("satisfied without being asked", 2),
                ("not required", 1),
                ("ended before MFA", 1),
                ("unknown", 1),
            ],
        ),
        (
            "How did the user complete MFA?",
            [
                ("Text message", 1),
                ("by an earlier claim", 1),
                ("skipped", 1),
                ("registration prompted", 1),
            ],
        ),
        (
            "Why was the user unable to complete MFA?",
            [
                ("user declined the authentication", 2),
                ("user did not respond to mobile app notification", 1),
                ("MFA denied; Phone App Reported Fraud", 1),
            ],
        ),
        (
            "How many users are challenged for MFA?",
            [("users challenged", 3), ("users who signed in or tried to", 5)],
        ),
        (
            "How many users are unable to complete the MFA challenge?",
            [
                ("users denied at least once", 2),
                ("of them never satisfied", 1),
                ("users asked, but neither satisfied nor denied", 1),
            ],
        ),
        (
            "What are the common MFA issues end users are running into?",
            [
                ("user declined the authentication", 2),
                ("user did not respond to mobile app notification", 1),
                ("another reason (in Graph's words)", 1),
            ],
        ),
    ]


def test_days_and_users() -> None:
    summary = a_week()
    assert day_rows(summary) == [("2026-11-19", 3, 3, 0, 2, 0), ("2026-11-20", 9, 4, 4, 2, 1)]
    assert user_rows(summary, str) == [
        (
            "bob@contoso.example",
            3,
            3,
            0,
            3,
            0,
            NOON,
            (
                "user declined the authentication",
                "user did not respond to mobile app notification",
                "another reason (in Graph's words)",
            ),
        ),
        ("ada@contoso.example", 3, 2, 2, 1, 0, NOON - DAY, ("user declined the authentication",)),
        ("cia@contoso.example", 1, 1, 0, 0, 0, None, ()),
        ("dan@contoso.example", 3, 0, 1, 0, 1, None, ()),
        ("eve@contoso.example", 1, 0, 0, 0, 0, None, ()),
    ]


def test_the_screen() -> None:
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


def test_the_sheet() -> None:
    found = sign_in_sections(a_week(), str.upper)
    assert [section.title for section in found] == [
        "WAS THE SIGN-IN CHALLENGED WITH MFA?",
        "HOW DID THE USER COMPLETE MFA?",
        "WHY WAS THE USER UNABLE TO COMPLETE MFA?",
        "HOW MANY USERS ARE CHALLENGED FOR MFA?",
        "HOW MANY USERS ARE UNABLE TO COMPLETE THE MFA CHALLENGE?",
        "WHAT ARE THE COMMON MFA ISSUES END USERS ARE RUNNING INTO?",
        "WHO REQUIRED MFA",
        "DAY BY DAY",
    ]
    assert found[0].rows[0] == ("CHALLENGED", 7)
    assert [section.headers[1] for section in found[4:6]] == ["NUMBER", "USERS"]
    assert found[6].rows == [("PER-USER MFA", 1), ("CONDITIONAL ACCESS", 1)]
    assert found[7].headers[:2] == ("DAY", "SIGN-INS")


def test_the_numbers_for_programs() -> None:
    told = sign_in_summary_facts(a_week())
    assert {key: told[key] for key in ("signIns", "challenged", "satisfied", "denied")} == {
        "signIns": 12,
        "challenged": 7,
        "satisfied": 4,
        "denied": 4,
    }
    assert told["requiredBy"] == {"user": 1, "v1ConditionalAccess": 1}
    assert told["days"] == [
        {
            "day": "2026-11-19",
            "signIns": 3,
            "challenged": 3,
            "satisfied": 0,
            "denied": 2,
            "unknown": 0,
        },
        {
            "day": "2026-11-20",
            "signIns": 9,
            "challenged": 4,
            "satisfied": 4,
            "denied": 2,
            "unknown": 1,
        },
    ]


def test_memory_is_bounded_where_graphs_texts_are_all_different() -> None:
    summary = SignInSummary()
    for number in range(300):
        text = f"MFA denied; trace {number}"
        summary.add(judge_sign_in(of("ada", 500121, additional_details=text)))
    reasons = dict(dict(question_answers(summary))["Why was the user unable to complete MFA?"])
    assert (len(summary.texts), len(reasons)) == (200, 201)
    assert reasons["another reason (in Graph's words)"] == 100
    assert "  196  others" in sign_in_screen(summary)


def test_a_way_that_graph_did_not_tell() -> None:
    summary = SignInSummary()
    summary.add(judge_sign_in(of("ada", 0, additional_details="MFA successfully completed")))
    summary.add(judge_sign_in(of("ada", 0, additional_details="MFA satisfied by magic")))
    assert dict(question_answers(summary))["How did the user complete MFA?"] == [
        ("method not told", 2)
    ]
