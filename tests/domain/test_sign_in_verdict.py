"""The verdict on a sign-in: required, result, how, by which method."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_ins import AppliedPolicy, AuthenticationStep, Requirement, SignIn

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINGLE, MULTI = "singleFactorAuthentication", "multiFactorAuthentication"
PUSH = "Mobile app notification"


def first(
    method: str, detail: str | None, succeeded: bool, result: str | None
) -> AuthenticationStep:
    """A first factor."""
    requirement = "Primary authentication"
    return AuthenticationStep(NOON, method, detail, succeeded, result, requirement)


def step(
    method: str | None, succeeded: bool | None, result: str | None, detail: str | None = None
) -> AuthenticationStep:
    """An MFA step."""
    return AuthenticationStep(NOON, method, detail, succeeded, result, "Multifactor authentication")


def row(
    code: int | None = 0, *steps: AuthenticationStep, text: str | None = None, **more: Any
) -> SignIn:
    """A sign-in with this error code, these steps and this text of its own."""
    return SignIn("1", NOON, error_code=code, steps=steps, additional_details=text, **more)


PASSWORD = first("Password", "Password in the cloud", True, "Correct password")
WRONG = first(
    "Password",
    "Password in the cloud",
    False,
    "Invalid username or password or Invalid on-premise username or password.",
)
SATISFIED = "requirement satisfied by claim in the token"
CLAIM = step("Previously satisfied", True, f"MFA {SATISFIED}")
FIRST_BY_CLAIM = first("Previously satisfied", None, True, f"First factor {SATISFIED}")
STRONG = "MFA requirement satisfied by strong authentication"
KEY = AuthenticationStep(NOON, "FIDO2 security key", None, True, None, "Primary")
HELLO = first("Windows Hello for Business", None, True, STRONG)
PUSHED = step(PUSH, True, "MFA successfully completed", "iPhone 12")
DECLINED = step(PUSH, False, "MFA denied; user declined the authentication")
REMEMBERED = step(None, True, "MFA requirement skipped due to remembered device")
IN_PROGRESS = step(None, None, "Authentication in progress")
EXTERNAL = "MFA requirement satisfied by claim provided by external provider"
PROMPTED = "MFA registration prompted"
EXPIRED = "MFA has expired due to the policies configured on tenant"
FRAUD = "MFA denied; Phone App Reported Fraud"
TEXTED = {"mfa_method": "OneWaySms", "mfa_detail": "+X XXXXXXXX64"}
NOW, EARLIER = "performed now", "by an earlier claim"
DONE = ("yes", "satisfied", "completed", NOW, PUSH)


@pytest.mark.parametrize(
    ("sign_in", "expected"),
    [
        (row(0, PASSWORD, PUSHED, requirement=MULTI), DONE),
        # A claim from an earlier sign-in, which authenticationRequirement leaves out.
        (
            row(0, FIRST_BY_CLAIM, CLAIM, requirement=SINGLE),
            ("yes", "satisfied", "claim-in-token", EARLIER, "Previously satisfied"),
        ),
        # Performed wins over a claim that is also named: Graph shows one wrongly at first.
        (row(0, PASSWORD, PUSHED, CLAIM, requirement=MULTI), DONE),
        # Only the sign-in's own text.
        (
            row(0, requirement=MULTI, text="MFA completed in Azure AD"),
            ("yes", "satisfied", "completed-in-the-cloud", NOW, None),
        ),
        (
            row(0, requirement=MULTI, text="MFA successfully completed", **TEXTED),
            ("yes", "satisfied", "completed", NOW, "Text message"),
        ),
        # A strong first factor is MFA by itself.
        (
            row(0, KEY, requirement=MULTI, text=STRONG),
            ("yes", "satisfied", "strong-authentication", NOW, "Passkey (FIDO2)"),
        ),
        (
            row(0, HELLO, requirement=MULTI),
            ("yes", "satisfied", "strong-authentication", NOW, "Windows Hello for Business"),
        ),
        (
            row(0, PASSWORD, REMEMBERED),
            ("yes", "satisfied", "skipped-remembered-device", "skipped", None),
        ),
        (
            row(0, text=EXTERNAL),
            ("yes", "satisfied", "claim-by-external-provider", "by an external provider", None),
        ),
        # Texts that no row of the table has: the step's own flag.
        (
            row(0, PASSWORD, step("Claim in access token", True, "methodSucceeded")),
            ("yes", "satisfied", "other", EARLIER, "Previously satisfied"),
        ),
        (
            row(0, PASSWORD, step("Holographic badge", True, None)),
            ("yes", "satisfied", "other", NOW, "Holographic badge"),
        ),
        (
            row(50126, PASSWORD, step("Holographic badge", False, "no badge")),
            ("yes", "denied", "other", None, "Holographic badge"),
        ),
        (
            row(0, PASSWORD, step("Holographic badge", None, None)),
            ("yes", "unknown", "other", None, None),
        ),
        (row(0, PASSWORD, step(None, None, None)), ("yes", "unknown", "incomplete", None, None)),
        # Denied.
        (
            row(500121, PASSWORD, DECLINED, requirement=MULTI),
            ("yes", "denied", "declined", None, PUSH),
        ),
        (row(None, PASSWORD, DECLINED), ("yes", "denied", "declined", None, PUSH)),
        (row(500121, text=FRAUD), ("yes", "denied", "other", None, None)),
        (row(500121), ("yes", "denied", "other", None, None)),
        # A failure of the second factor outranks a claim.
        (row(500121, CLAIM), ("yes", "denied", "other", None, "Previously satisfied")),
        (
            row(500121, text="MFA denied; authentication in-progress"),
            ("yes", "denied", "in-progress", None, None),
        ),
        # Denied first, then done: the last result counts.
        (row(0, PASSWORD, DECLINED, PUSHED), DONE),
        # MFA was done, and the sign-in failed for another reason.
        (row(53000, PASSWORD, DECLINED, PUSHED), DONE),
        (row(53003, PASSWORD, PUSHED), DONE),
        # Neither: interrupted, not required, or over before.
        (row(50074, PASSWORD), ("yes", "none", "interrupted", None, None)),
        (row(50076, text="MFA required in Azure AD"), ("yes", "none", "interrupted", None, None)),
        (row(50074, PASSWORD, IN_PROGRESS), ("yes", "none", "in-progress", None, None)),
        (row(50076, CLAIM), ("yes", "none", "interrupted", None, None)),
        (row(50074, DECLINED), ("yes", "denied", "declined", None, PUSH)),
        (row(50078, text=EXPIRED), ("yes", "none", "expired", None, None)),
        (row(0, PASSWORD, requirement=SINGLE), ("no", "none", "not-required", None, None)),
        (row(50126, WRONG, requirement=SINGLE), ("unknown", "none", "primary-failed", None, None)),
        (row(50126, WRONG, requirement=MULTI), ("yes", "none", "primary-failed", None, None)),
        # The page puts these two under satisfied; with another error they are not.
        (row(0, text=PROMPTED), ("yes", "satisfied", "registration-prompted", None, None)),
        (row(53004, text=PROMPTED), ("yes", "none", "registration-prompted", None, None)),
        (row(0, PASSWORD, IN_PROGRESS), ("yes", "unknown", "in-progress", None, None)),
        (row(None, text=PROMPTED), ("yes", "unknown", "registration-prompted", None, None)),
        # Unknown.
        (row(0, requirement=SINGLE), ("unknown", "unknown", "no-details", None, None)),
        (row(0, requirement=MULTI), ("yes", "unknown", "no-details", None, None)),
        (row(0), ("unknown", "unknown", "no-details", None, None)),
        (row(None), ("unknown", "unknown", "no-details", None, None)),
        (row(0, PASSWORD, requirement=MULTI), ("yes", "unknown", "incomplete", None, None)),
        (row(0, PASSWORD), ("unknown", "unknown", "incomplete", None, None)),
        (row(0, PASSWORD, DECLINED), ("yes", "unknown", "contradiction", None, None)),
    ],
)
def test_the_verdict(
    sign_in: SignIn, expected: tuple[str, str, str, str | None, str | None]
) -> None:
    mfa = judge_sign_in(sign_in).mfa
    how = str(mfa.how) if mfa.how else None
    assert (str(mfa.required), str(mfa.outcome), mfa.reason, how, mfa.method) == expected


def test_a_text_that_no_row_of_the_table_has_is_kept() -> None:
    assert judge_sign_in(row(500121, text=FRAUD)).mfa.text == FRAUD
    reason = "Authentication failed during strong authentication request."
    assert judge_sign_in(row(500121, failure_reason=reason)).mfa.text == reason
    assert judge_sign_in(row(500121)).mfa.text == "AADSTS500121"
    assert judge_sign_in(row(500121, PASSWORD, DECLINED)).mfa.text is None


def test_the_detail_belongs_to_the_method() -> None:
    mfa = judge_sign_in(row(0, PASSWORD, DECLINED, PUSHED)).mfa
    assert (mfa.method, mfa.method_detail) == ("Mobile app notification", "iPhone 12")


def under(result: str, *controls: str) -> SignIn:
    """A sign-in with one policy, which has these grant controls."""
    return row(0, policies=(AppliedPolicy("p1", "Require MFA", controls, (), result),))


def required_by(*providers: str) -> SignIn:
    """A sign-in for which these required MFA."""
    return row(0, requirements=tuple(map(Requirement, providers)))


BY_POLICY = ("multiConditionalAccess",)


@pytest.mark.parametrize(
    ("sign_in", "required", "by"),
    [
        (required_by("user"), "yes", ("user",)),
        (required_by("securityDefaults", "user"), "yes", ("securityDefaults", "user")),
        (required_by("newOne"), "yes", ("newOne",)),
        (row(0, token_issuer_type="NPSExtension"), "yes", ("npsExtension",)),
        (row(0, token_issuer_type="ADFederationServicesMFAAdapter"), "yes", ("adfsAdapter",)),
        (row(0, token_issuer_type="ADFederationServices"), "unknown", ()),
        (under("success", "Mfa"), "yes", BY_POLICY),
        (under("success", "RequireAuthenticationStrength"), "yes", BY_POLICY),
        # One of several controls was enough; it need not have been MFA.
        (under("success", "Mfa", "CompliantDevice"), "unknown", ()),
        (under("success"), "unknown", ()),
        (under("reportOnlyFailure", "Mfa"), "unknown", ()),
        (under("notApplied", "Mfa"), "unknown", ()),
        (row(0, requirement="MULTIFACTORAUTHENTICATION"), "yes", ()),
    ],
)
def test_what_required_mfa(sign_in: SignIn, required: str, by: tuple[str, ...]) -> None:
    mfa = judge_sign_in(sign_in).mfa
    assert (str(mfa.required), mfa.required_by) == (required, by)


@pytest.mark.parametrize(
    ("sign_in", "challenged"),
    [
        (row(0, PASSWORD, PUSHED), True),
        (row(500121, PASSWORD, DECLINED), True),
        (row(50074, PASSWORD), True),
        (row(0, CLAIM), False),
        (row(0, PASSWORD, requirement=SINGLE), False),
        (row(0, text="MFA requirement skipped due to location"), False),
        (row(0), False),
    ],
)
def test_whether_the_person_was_challenged(sign_in: SignIn, challenged: bool) -> None:
    assert judge_sign_in(sign_in).mfa.challenged is challenged
