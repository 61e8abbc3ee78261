"""Words for the sign-in log: the page's names of MFA methods, and names of what required MFA.

A spelling that is not in the tables stays. Sources: Microsoft Learn, "Use the sign-ins report to
review MFA events" (the six methods) and the beta reference of `signIn`.
"""

import msgspec


class MethodWord(msgspec.Struct, frozen=True):
    """The name of a method of the log. `spellings` are Graph's, old and new. `earlier`: not a
    method, but a claim from an earlier sign-in."""

    name: str
    spellings: tuple[str, ...] = ()
    earlier: bool = False


_W = MethodWord

# fmt: off
# The six methods of the page come first.
METHOD_WORDS: tuple[MethodWord, ...] = (
    _W("Text message", ("SMS", "OneWaySMS", "TwoWaySMS")),
    _W("Mobile app notification", ("PhoneAppNotification",)),
    _W("Phone call (Authentication phone)", ("TwoWayVoiceMobile",
       "Phone call approval (Authentication phone)")),
    _W("Mobile app verification code", ("PhoneAppOTP",)),
    _W("Phone call (Office phone)", ("TwoWayVoiceOffice", "Phone call approval (Office phone)")),
    _W("Phone call (Alternate authentication phone)", ("TwoWayVoiceAlternateMobile",
       "Phone call approval (Alternate authentication phone)")),
    # Newer methods. Graph's "Voice" does not say which phone, and "OATH verification code" is used
    # for hardware tokens and for apps.
    _W("Phone call", ("Voice",)),
    _W("Authenticator app", ("Microsoft Authenticator",)),
    _W("OATH verification code"),
    _W("Software OATH token"),
    _W("Hardware OATH token"),
    _W("Passkey (FIDO2)", ("FIDO2", "FIDO2 security key", "Passkey", "Passkey (device-bound)",
       "Passkey (synced)")),
    _W("Windows Hello for Business"),
    _W("Certificate", ("X.509 Certificate", "Certificate-based authentication")),
    _W("Passwordless phone sign-in", ("Passwordless Microsoft Authenticator",)),
    _W("Temporary Access Pass"),
    _W("External authentication method"),
    _W("Previously satisfied", ("Satisfied by token", "Claim in access token"), earlier=True),
)
# fmt: on

_WORD_BY_SPELLING = {
    spelling.casefold(): word for word in METHOD_WORDS for spelling in (word.name, *word.spellings)
}


def method_word(spelling: str) -> MethodWord | None:
    """The row for Graph's `spelling`, in any case; None if it is not in the table."""
    return _WORD_BY_SPELLING.get(spelling.strip().casefold())


def method_name(spelling: str) -> str:
    """The page's name for Graph's `spelling`, otherwise the spelling."""
    word = method_word(spelling)
    return word.name if word else spelling


# Our keys for components that ask only for MFA; Graph's fields are empty for them.
NPS_EXTENSION = "npsExtension"
ADFS_ADAPTER = "adfsAdapter"

# What required MFA: Graph's `requirementProvider` → a name for people.
PROVIDERS: dict[str, str] = {
    "user": "Per-user MFA",
    "request": "The app's request",
    "servicePrincipal": "The app",
    "v1ConditionalAccess": "Conditional Access",
    "multiConditionalAccess": "Conditional Access",
    "v1ConditionalAccessDependency": "Conditional Access",
    "v1ConditionalAccessPolicyIdRequested": "Conditional Access",
    "tenantSessionRiskPolicy": "Sign-in risk",
    "accountCompromisePolicies": "User risk",
    "riskBasedPolicy": "Risk",
    "mfaRegistrationRequiredByIdentityProtectionPolicy": "Identity Protection (registration)",
    "mfaRegistrationRequiredByMultiConditionalAccess": "Conditional Access (registration)",
    "baselineProtection": "Baseline protection",
    "mfaRegistrationRequiredByBaselineProtection": "Baseline protection",
    "enforcedForCspAdmins": "CSP partner rule",
    "securityDefaults": "Security defaults",
    "mfaRegistrationRequiredBySecurityDefaults": "Security defaults (registration)",
    "proofUpCodeRequest": "Security info",
    "crossTenantOutboundRule": "Cross-tenant access",
    "gpsLocationCondition": "Location",
    "scopeBasedAuthRequirementPolicy": "Scope",
    "authenticationStrengths": "Authentication strength",
    NPS_EXTENSION: "NPS extension",
    ADFS_ADAPTER: "AD FS adapter",
}

_PROVIDER_BY_KEY = {key.casefold(): name for key, name in PROVIDERS.items()}


def provider_name(key: str) -> str:
    """The name of what required MFA; Graph's own word if it is not in the table."""
    return _PROVIDER_BY_KEY.get(key.casefold(), key)
