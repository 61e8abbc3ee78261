"""The words of the sign-in log: the methods of Microsoft's page, and what required MFA."""

import pytest

from mfa_audit.domain.sign_in_words import (
    METHOD_WORDS,
    PROVIDERS,
    method_name,
    method_word,
    provider_name,
)


def test_the_six_methods_of_the_page_come_first() -> None:
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
def test_a_method_has_the_words_of_the_page(spelling: str, name: str) -> None:
    assert method_name(spelling) == name


def test_a_claim_of_an_earlier_sign_in_is_marked() -> None:
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
