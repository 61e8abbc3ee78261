"""Facts of a sign-in: scrubbed phone numbers, the page's methods, who required MFA."""

from datetime import UTC, datetime

import pytest

from mfa_audit.domain.sign_in_words import (
    METHOD_WORDS,
    PROVIDERS,
    method_name,
    method_word,
    provider_name,
)
from mfa_audit.domain.sign_ins import AppliedPolicy, SignIn, scrub

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("+46 700000064", "+X XXXXXXXX64"),
        ("+1 4255551264", "+X XXXXXXXX64"),
        ("+1 (425) 555-1264", "+X XXXXXXXX64"),
        ("+1 4255551264x123", "+X XXXXXXXX64"),
        ("+14255551264 ext. 123", "+X XXXXXXXX64"),
        ("+1 XXXXXXXX64", "+X XXXXXXXX64"),
        ("+X XXXXXXXX64", "+X XXXXXXXX64"),
        ("+********64", "+X XXXXXXXX64"),
        ("Phone: +46 70-000 00 64 (office)", "Phone: +X XXXXXXXX64 (office)"),
        ("0701234564", "+X XXXXXXXX64"),
        # No phone numbers.
        ("Password in the cloud", "Password in the cloud"),
        ("iPhone 12 Pro", "iPhone 12 Pro"),
        ("1G54395783", "1G54395783"),
        ("c0a70500-0000-4000-9000-000000000001", "c0a70500-0000-4000-9000-000000000001"),
        ("", ""),
    ],
)
def test_phone_numbers_keep_their_last_two_digits(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


def test_the_pages_six_methods_come_first() -> None:
    assert [word.name for word in METHOD_WORDS[:6]] == [
        "Text message",
        "Mobile app notification",
        "Phone call (Authentication phone)",
        "Mobile app verification code",
        "Phone call (Office phone)",
        "Phone call (Alternate authentication phone)",
    ]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("SMS", "Text message"),
        ("text MESSAGE", "Text message"),
        ("OneWaySms", "Text message"),
        ("PhoneAppNotification", "Mobile app notification"),
        ("PhoneAppOTP", "Mobile app verification code"),
        ("TwoWayVoiceOffice", "Phone call (Office phone)"),
        ("Voice", "Phone call"),
        ("OATH verification code", "OATH verification code"),
        ("FIDO2 security key", "Passkey (FIDO2)"),
        ("Satisfied by token", "Previously satisfied"),
        ("Holographic badge", "Holographic badge"),
    ],
)
def test_methods_bear_the_pages_words(spelling: str, name: str) -> None:
    assert method_name(spelling) == name


def test_a_claim_is_no_method() -> None:
    assert [word.name for word in METHOD_WORDS if word.earlier] == ["Previously satisfied"]
    assert method_word("Holographic badge") is None


def test_every_provider_of_the_reference_has_words() -> None:
    reference = (
        "user request servicePrincipal v1ConditionalAccess multiConditionalAccess "
        "tenantSessionRiskPolicy accountCompromisePolicies v1ConditionalAccessDependency "
        "v1ConditionalAccessPolicyIdRequested mfaRegistrationRequiredByIdentityProtectionPolicy "
        "baselineProtection mfaRegistrationRequiredByBaselineProtection "
        "mfaRegistrationRequiredByMultiConditionalAccess enforcedForCspAdmins securityDefaults "
        "mfaRegistrationRequiredBySecurityDefaults proofUpCodeRequest crossTenantOutboundRule "
        "gpsLocationCondition riskBasedPolicy scopeBasedAuthRequirementPolicy "
        "authenticationStrengths"
    ).split()
    assert set(reference) == set(PROVIDERS) - {"npsExtension", "adfsAdapter"}
    assert provider_name("USER") == "Per-user MFA"
    assert provider_name("multiConditionalAccess") == "Conditional Access"
    assert provider_name("unknownFutureValue") == "unknownFutureValue"


@pytest.mark.parametrize(
    ("sign_in", "interactive"),
    [
        (SignIn("1", NOON, event_types=("interactiveUser",)), True),
        (SignIn("1", NOON, event_types=("nonInteractiveUser",), is_interactive=True), False),
        (SignIn("1", NOON, is_interactive=False), False),
        (SignIn("1", NOON), None),
    ],
)
def test_whether_a_person_took_part(sign_in: SignIn, interactive: bool | None) -> None:
    assert sign_in.interactive is interactive


def test_the_place_is_what_graph_tells_of_it() -> None:
    assert SignIn("1", NOON, city="Malmö", country="SE").place == "Malmö, SE"
    assert SignIn("1", NOON).place is None
    assert SignIn("1", NOON, user_principal_name="a@c.example").user == "a@c.example"
    assert SignIn("1", NOON, user_id="u", user_principal_name="a@c.example").user == "u"


@pytest.mark.parametrize(
    ("result", "affected", "report_only"),
    [
        ("success", True, False),
        ("failure", True, False),
        ("unknown", True, False),
        ("somethingNew", True, False),
        ("notApplied", False, False),
        ("notEnabled", False, False),
        ("reportOnlySuccess", False, True),
        ("reportOnlyFailure", False, True),
        ("reportOnlyNotApplied", False, True),
        ("reportOnlyInterrupted", False, True),
        (None, False, False),
    ],
)
def test_which_policies_affected_the_sign_in(
    result: str | None, affected: bool, report_only: bool
) -> None:
    policy = AppliedPolicy("1", "p", result=result)
    assert (policy.affected, policy.report_only) == (affected, report_only)
