"""Words of the sign-in log: MFA methods as Microsoft's page calls them, and who required MFA.

What neither table knows is kept as Graph spelled it. Sources: Microsoft Learn, "Use the sign-ins
report to review MFA events" (the six methods) and the beta reference of `signIn`.
"""

import msgspec


class MethodWord(msgspec.Struct, frozen=True):
    """How a method of the log is called. `spellings` are Graph's, old and new.

    `earlier`: no method at all, but a claim from an earlier sign-in.
    """

    english: str
    swedish: str
    dutch: str
    spellings: tuple[str, ...] = ()
    earlier: bool = False


_W = MethodWord

# The page's six come first.
METHOD_WORDS: tuple[MethodWord, ...] = (
    _W("Text message", "Textmeddelande", "Sms-bericht", ("SMS", "OneWaySMS", "TwoWaySMS")),
    _W(
        "Mobile app notification",
        "Avisering i mobilappen",
        "Melding via mobiele app",
        ("PhoneAppNotification",),
    ),
    _W(
        "Phone call (Authentication phone)",
        "Telefonsamtal (autentiseringstelefon)",
        "Telefoongesprek (verificatietelefoon)",
        ("TwoWayVoiceMobile", "Phone call approval (Authentication phone)"),
    ),
    _W(
        "Mobile app verification code",
        "Verifieringskod från mobilappen",
        "Verificatiecode via mobiele app",
        ("PhoneAppOTP",),
    ),
    _W(
        "Phone call (Office phone)",
        "Telefonsamtal (kontorstelefon)",
        "Telefoongesprek (telefoon op het werk)",
        ("TwoWayVoiceOffice", "Phone call approval (Office phone)"),
    ),
    _W(
        "Phone call (Alternate authentication phone)",
        "Telefonsamtal (alternativ autentiseringstelefon)",
        "Telefoongesprek (alternatieve verificatietelefoon)",
        ("TwoWayVoiceAlternateMobile", "Phone call approval (Alternate authentication phone)"),
    ),
    # Newer ones. Graph's "Voice" does not say which phone, and "OATH verification code" is written
    # for hardware tokens and apps alike.
    _W("Phone call", "Telefonsamtal", "Telefoongesprek", ("Voice",)),
    _W(
        "Authenticator app",
        "Authenticator-appen",
        "Authenticator-app",
        ("Microsoft Authenticator",),
    ),
    _W("OATH verification code", "OATH-verifieringskod", "OATH-verificatiecode"),
    _W("Software OATH token", "OATH-programvarutoken", "OATH-softwaretoken"),
    _W("Hardware OATH token", "OATH-maskinvarutoken", "OATH-hardwaretoken"),
    _W(
        "Passkey (FIDO2)",
        "Nyckel (FIDO2)",
        "Wachtwoordsleutel (FIDO2)",
        ("FIDO2", "FIDO2 security key", "Passkey", "Passkey (device-bound)", "Passkey (synced)"),
    ),
    _W("Windows Hello for Business", "Windows Hello för företag", "Windows Hello voor Bedrijven"),
    _W(
        "Certificate",
        "Certifikat",
        "Certificaat",
        ("X.509 Certificate", "Certificate-based authentication"),
    ),
    _W(
        "Passwordless phone sign-in",
        "Lösenordsfri telefoninloggning",
        "Aanmelding via telefoon zonder wachtwoord",
        ("Passwordless Microsoft Authenticator",),
    ),
    _W("Temporary Access Pass", "Tillfälligt åtkomstpass", "Tijdelijke toegangspas"),
    _W("External authentication method", "Extern metod", "Externe methode"),
    _W(
        "Previously satisfied",
        "Tidigare uppfyllt",
        "Eerder voldaan",
        ("Satisfied by token", "Claim in access token"),
        True,
    ),
)

_METHODS = {
    spelling.casefold(): word
    for word in METHOD_WORDS
    for spelling in (word.english, *word.spellings)
}


def method_word(spelling: str) -> MethodWord | None:
    """The row for Graph's `spelling`, without regard to case; None for one not in the table."""
    return _METHODS.get(spelling.strip().casefold())


def method_name(spelling: str) -> str:
    """The page's word for Graph's `spelling`, else the spelling itself."""
    word = method_word(spelling)
    return word.english if word else spelling


class ProviderWord(msgspec.Struct, frozen=True):
    """Who asked for MFA: `key` is Graph's `requirementProvider`."""

    key: str
    english: str
    swedish: str
    dutch: str


_P = ProviderWord
_CA = ("Conditional Access", "Villkorsstyrd åtkomst", "Voorwaardelijke toegang")
_CA_REGISTRATION = (
    "Conditional Access (registration)",
    "Villkorsstyrd åtkomst (registrering)",
    "Voorwaardelijke toegang (registratie)",
)
_BASELINE = ("Baseline protection", "Baslinjeskydd", "Basisbeveiliging")

# Two are ours: components that ask for nothing but MFA, and leave Graph's fields empty.
NPS_EXTENSION = "npsExtension"
ADFS_ADAPTER = "adfsAdapter"

PROVIDERS: tuple[ProviderWord, ...] = (
    _P("user", "Per-user MFA", "MFA per användare", "MFA per gebruiker"),
    _P("request", "The app's request", "Appens begäran", "Verzoek van de app"),
    _P("servicePrincipal", "The app", "Appen", "De app"),
    _P("v1ConditionalAccess", *_CA),
    _P("multiConditionalAccess", *_CA),
    _P("v1ConditionalAccessDependency", *_CA),
    _P("v1ConditionalAccessPolicyIdRequested", *_CA),
    _P("tenantSessionRiskPolicy", "Sign-in risk", "Inloggningsrisk", "Aanmeldingsrisico"),
    _P("accountCompromisePolicies", "User risk", "Användarrisk", "Gebruikersrisico"),
    _P("riskBasedPolicy", "Risk", "Risk", "Risico"),
    _P(
        "mfaRegistrationRequiredByIdentityProtectionPolicy",
        "Identity Protection (registration)",
        "Identity Protection (registrering)",
        "Identity Protection (registratie)",
    ),
    _P("mfaRegistrationRequiredByMultiConditionalAccess", *_CA_REGISTRATION),
    _P("baselineProtection", *_BASELINE),
    _P("mfaRegistrationRequiredByBaselineProtection", *_BASELINE),
    _P("enforcedForCspAdmins", "CSP partner rule", "CSP-partnerregel", "CSP-partnerregel"),
    _P("securityDefaults", "Security defaults", "Säkerhetsstandarder", "Standaardbeveiliging"),
    _P(
        "mfaRegistrationRequiredBySecurityDefaults",
        "Security defaults (registration)",
        "Säkerhetsstandarder (registrering)",
        "Standaardbeveiliging (registratie)",
    ),
    _P("proofUpCodeRequest", "Security info", "Säkerhetsinformation", "Beveiligingsgegevens"),
    _P(
        "crossTenantOutboundRule",
        "Cross-tenant access",
        "Åtkomst mellan klientorganisationer",
        "Toegang tussen tenants",
    ),
    _P("gpsLocationCondition", "Location", "Plats", "Locatie"),
    _P("scopeBasedAuthRequirementPolicy", "Scope", "Omfång", "Bereik"),
    _P(
        "authenticationStrengths",
        "Authentication strength",
        "Autentiseringsstyrka",
        "Verificatiesterkte",
    ),
    _P(NPS_EXTENSION, "NPS extension", "NPS-tillägget", "NPS-extensie"),
    _P(ADFS_ADAPTER, "AD FS adapter", "AD FS-kortet", "AD FS-adapter"),
)

_BY_KEY = {provider.key.casefold(): provider for provider in PROVIDERS}


def provider_name(key: str) -> str:
    """Who it was, in words; Graph's own word for one not in the table."""
    provider = _BY_KEY.get(key.casefold())
    return provider.english if provider else key
