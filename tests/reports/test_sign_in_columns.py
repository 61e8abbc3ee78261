"""The columns of the sign-in report: rows as people and as programs read them."""

from datetime import UTC, datetime

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
from mfa_audit.reports.tables import Kind, Value

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADA = "ada@contoso.example"
FIRST = (True, "Correct password", "Primary authentication")
SECOND = (True, "MFA successfully completed", "Multifactor authentication")
STEPS = (
    AuthenticationStep(NOON, "Password", "Password in the cloud", *FIRST),
    AuthenticationStep(NOON, "SMS", "+X XXXXXXXX64", *SECOND),
)
POLICIES = (
    AppliedPolicy("p1", "MFA for all", ("Mfa",), ("SignInFrequency",), "success"),
    AppliedPolicy("p2", "Block old", ("Block",), (), "notApplied"),
    AppliedPolicy("p3", "Try out", ("Mfa",), (), "reportOnlyFailure"),
)
WHOLE = SignIn(
    "s1",
    NOON,
    user_id="u1",
    user_principal_name=ADA,
    user_display_name="Ada",
    user_type="member",
    app_id="a1",
    app="Azure Portal",
    resource_id="r1",
    resource="Azure",
    client_app="Browser",
    ip_address="192.0.2.1",
    city="Malmö",
    country="SE",
    event_types=("interactiveUser",),
    is_interactive=True,
    token_issuer_type="AzureAD",
    conditional_access_status="success",
    error_code=0,
    failure_reason="Other.",
    requirement="multiFactorAuthentication",
    requirements=(Requirement("multiConditionalAccess"), Requirement("user")),
    steps=STEPS,
    policies=POLICIES,
    risk_level="low",
    risk_state="none",
    correlation_id="c1",
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
    facts = programs(WHOLE)
    assert (facts["mfaRequired"], facts["mfaReason"]) == (True, "completed")
    assert facts["mfaRequiredBy"] == ("multiConditionalAccess", "user")


def test_what_is_unknown_is_never_a_no() -> None:
    row = people(SignIn("s1", NOON))
    assert (row["mfaRequired"], row["mfaResult"]) == ("Unknown", "unknown")
    assert row["mfaReason"] == "Graph gave no authentication details"
    assert {row[key] for key in ("policyName", "enforcedGrantControls", "policyResult")} == {
        "Unknown"
    }
    assert (row["succeeded"], row["isInteractive"], row["mfaHow"]) == (None, None, None)
    facts = programs(SignIn("s1", NOON))
    keys = ("mfaRequired", "mfaResult", "policyName")
    assert [facts[key] for key in keys] == [None, "unknown", None]


def test_the_text_of_graph_is_shown_where_the_page_has_none() -> None:
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
    first = ["Primary authentication", "Password", "Password in the cloud", *FIRST[:2]]
    second = ["Multifactor authentication", "Text message", "+X XXXXXXXX64", *SECOND[:2]]
    assert [row_for_people(STEP_COLUMNS, str)(row) for row in step_rows(record)] == [
        ["s1", 1, NOON, ADA, *first],
        ["s1", 2, NOON, ADA, *second],
    ]
    assert [row_for_people(POLICY_COLUMNS, str)(row)[3:6] for row in policy_rows(record)] == [
        ["MFA for all", "success", False],
        ["Block old", "notApplied", False],
        ["Try out", "reportOnlyFailure", True],
    ]
    empty = judge_sign_in(SignIn("s1", NOON, steps=(AuthenticationStep(),)))
    assert [row_for_people(STEP_COLUMNS, str)(row)[5] for row in step_rows(empty)] == [None]
    assert list(policy_rows(empty)) == []
