"""Entra's AADSTS codes that have to do with MFA: what each means, and what to do about it.

Source: Microsoft Learn, "Microsoft Entra authentication and authorization error codes", which says
itself that codes may change: for people to read, never for the program to decide by alone.
"""

import msgspec


class ErrorCode(msgspec.Struct, frozen=True):
    """One code: `name` is Microsoft's, None where it has none; meaning and remedy for people."""

    code: int
    name: str | None
    english: str
    swedish: str
    dutch: str
    remedy: str
    remedy_swedish: str
    remedy_dutch: str


_E = ErrorCode

_NOTHING = (
    "Nothing to do: what followed is another row of the log.",
    "Inget att göra: fortsättningen är en annan rad i loggen.",
    "Niets te doen: het vervolg is een andere regel in het logboek.",
)
_REGISTER = (
    "Have the person register at https://aka.ms/mysecurityinfo.",
    "Låt personen registrera sig på https://aka.ms/mysecurityinfo.",
    "Laat de persoon zich registreren op https://aka.ms/mysecurityinfo.",
)
_POLICY = (
    "Look at the Conditional Access policies of this sign-in.",
    "Titta på inloggningens principer för villkorsstyrd åtkomst.",
    "Bekijk het beleid voor voorwaardelijke toegang van deze aanmelding.",
)
_DEVICE = (
    "See that the device is registered and meets the policy.",
    "Se till att enheten är registrerad och uppfyller principen.",
    "Zorg dat het apparaat is geregistreerd en aan het beleid voldoet.",
)
_AGAIN = (
    "Have the person try again, or with another method.",
    "Låt personen försöka igen, eller med en annan metod.",
    "Laat de persoon het opnieuw proberen, of met een andere methode.",
)
_PROVIDER = (
    "Look at the external provider's own log.",
    "Titta i den externa providerns egen logg.",
    "Kijk in het logboek van de externe provider.",
)

ERROR_CODES: tuple[ErrorCode, ...] = (
    _E(
        0,
        None,
        "The sign-in succeeded.",
        "Inloggningen lyckades.",
        "De aanmelding is gelukt.",
        "Nothing to do.",
        "Inget att göra.",
        "Niets te doen.",
    ),
    _E(
        50053,
        "IdsLocked",
        "The account is locked after too many wrong attempts, or the address is known as "
        "malicious.",
        "Kontot är låst efter för många felaktiga försök, eller så är adressen känd som skadlig.",
        "Het account is vergrendeld na te veel onjuiste pogingen, of het adres staat bekend als "
        "kwaadaardig.",
        "Wait for the lock to end; look where the attempts came from.",
        "Vänta tills låset släpper; se efter varifrån försöken kom.",
        "Wacht tot de vergrendeling eindigt; kijk waar de pogingen vandaan kwamen.",
    ),
    _E(
        50057,
        "UserDisabled",
        "The account is blocked for sign-in.",
        "Kontot är spärrat för inloggning.",
        "Het account is geblokkeerd voor aanmelding.",
        "Enable it if the person should have access.",
        "Aktivera det om personen ska ha åtkomst.",
        "Schakel het in als de persoon toegang moet hebben.",
    ),
    _E(
        50072,
        "UserStrongAuthEnrollmentRequiredInterrupt",
        "Interrupted: the person has to register for MFA first.",
        "Avbruten: personen måste först registrera sig för MFA.",
        "Onderbroken: de persoon moet zich eerst voor MFA registreren.",
        *_REGISTER,
    ),
    _E(
        50074,
        "UserStrongAuthClientAuthNRequiredInterrupt",
        "MFA is required and was not passed in this row; often just the moment of asking.",
        "MFA krävs och klarades inte på den här raden; ofta bara ögonblicket då den begärdes.",
        "MFA is vereist en is in deze regel niet doorstaan; vaak alleen het moment van vragen.",
        *_NOTHING,
    ),
    _E(
        50076,
        "UserStrongAuthClientAuthNRequired",
        "MFA has to be done: because of Conditional Access, per-user MFA or a new place.",
        "MFA måste göras: på grund av villkorsstyrd åtkomst, MFA per användare eller en ny plats.",
        "MFA moet worden uitgevoerd: door voorwaardelijke toegang, MFA per gebruiker of een nieuwe "
        "plaats.",
        *_NOTHING,
    ),
    _E(
        50078,
        "UserStrongAuthExpired",
        "The MFA that was presented has expired; it has to be done again.",
        "Den MFA som visades upp har gått ut och måste göras igen.",
        "De getoonde MFA is verlopen en moet opnieuw worden uitgevoerd.",
        *_NOTHING,
    ),
    _E(
        50079,
        "UserStrongAuthEnrollmentRequired",
        "The person has to register for MFA, or the provider has to send an MFA claim.",
        "Personen måste registrera sig för MFA, eller så måste providern skicka ett MFA-anspråk.",
        "De persoon moet zich voor MFA registreren, of de provider moet een MFA-claim sturen.",
        *_REGISTER,
    ),
    _E(
        50086,
        "SasNonRetryableError",
        "The MFA service failed, and trying again will not help.",
        "MFA-tjänsten misslyckades, och det hjälper inte att försöka igen.",
        "De MFA-service is mislukt en opnieuw proberen helpt niet.",
        "Look at the person's methods; if they are right, ask Microsoft.",
        "Titta på personens metoder; är de rätt, fråga Microsoft.",
        "Bekijk de methoden van de persoon; als die kloppen, vraag Microsoft.",
    ),
    _E(
        50087,
        "SasRetryableError",
        "The MFA service failed for a moment.",
        "MFA-tjänsten misslyckades tillfälligt.",
        "De MFA-service is tijdelijk mislukt.",
        *_AGAIN,
    ),
    _E(
        50088,
        None,
        "The limit for MFA calls by phone was reached.",
        "Gränsen för MFA-samtal per telefon är nådd.",
        "De limiet voor MFA-oproepen per telefoon is bereikt.",
        "Wait, and have the person register an app or a passkey.",
        "Vänta, och låt personen registrera en app eller en nyckel.",
        "Wacht, en laat de persoon een app of wachtwoordsleutel registreren.",
    ),
    _E(
        50097,
        "DeviceAuthenticationRequired",
        "The device itself has to be known.",
        "Själva enheten måste vara känd.",
        "Het apparaat zelf moet bekend zijn.",
        *_DEVICE,
    ),
    _E(
        50125,
        "PasswordResetRegistrationRequiredInterrupt",
        "Interrupted for a password reset or its registration.",
        "Avbruten för lösenordsåterställning eller registrering för den.",
        "Onderbroken voor een wachtwoordherstel of de registratie daarvoor.",
        *_NOTHING,
    ),
    _E(
        50126,
        "InvalidUserNameOrPassword",
        "Wrong name or password; MFA was never reached.",
        "Fel namn eller lösenord; MFA nåddes aldrig.",
        "Onjuiste naam of onjuist wachtwoord; MFA is nooit bereikt.",
        "Many of them from one address are an attack.",
        "Många från samma adress är ett angrepp.",
        "Veel daarvan van één adres zijn een aanval.",
    ),
    _E(
        50129,
        "DeviceIsNotWorkplaceJoined",
        "The device is not registered.",
        "Enheten är inte registrerad.",
        "Het apparaat is niet geregistreerd.",
        *_DEVICE,
    ),
    _E(
        50131,
        "ConditionalAccessFailed",
        "A Conditional Access rule was not met.",
        "En regel för villkorsstyrd åtkomst uppfylldes inte.",
        "Aan een regel voor voorwaardelijke toegang is niet voldaan.",
        *_POLICY,
    ),
    _E(
        50140,
        "KmsiInterrupt",
        "Interrupted to ask whether to stay signed in; no error.",
        "Avbruten för frågan om att förbli inloggad; inget fel.",
        "Onderbroken voor de vraag om aangemeld te blijven; geen fout.",
        *_NOTHING,
    ),
    _E(
        50158,
        "ExternalSecurityChallenge",
        "Sent on to an external provider; its challenge was not met in this row.",
        "Skickad vidare till en extern provider; dess krav uppfylldes inte på den här raden.",
        "Doorgestuurd naar een externe provider; aan de vraag daarvan is in deze regel niet "
        "voldaan.",
        *_PROVIDER,
    ),
    _E(
        50161,
        "InvalidExternalSecurityChallengeConfiguration",
        "What the external provider claimed is not enough.",
        "Det som den externa providern intygade räcker inte.",
        "Wat de externe provider verklaarde is niet genoeg.",
        *_PROVIDER,
    ),
    _E(
        53000,
        "DeviceNotCompliant",
        "Conditional Access asks for a compliant device.",
        "Villkorsstyrd åtkomst kräver en kompatibel enhet.",
        "Voorwaardelijke toegang vraagt om een compatibel apparaat.",
        *_DEVICE,
    ),
    _E(
        53001,
        "DeviceNotDomainJoined",
        "Conditional Access asks for a device joined to the domain.",
        "Villkorsstyrd åtkomst kräver en domänansluten enhet.",
        "Voorwaardelijke toegang vraagt om een apparaat dat lid is van het domein.",
        *_DEVICE,
    ),
    _E(
        53002,
        "ApplicationUsedIsNotAnApprovedApp",
        "Conditional Access asks for an approved app.",
        "Villkorsstyrd åtkomst kräver en godkänd app.",
        "Voorwaardelijke toegang vraagt om een goedgekeurde app.",
        *_POLICY,
    ),
    _E(
        53003,
        "BlockedByConditionalAccess",
        "Blocked by a Conditional Access policy.",
        "Blockerad av en princip för villkorsstyrd åtkomst.",
        "Geblokkeerd door beleid voor voorwaardelijke toegang.",
        *_POLICY,
    ),
    _E(
        53004,
        "ProofUpBlockedDueToRisk",
        "Registering for MFA was blocked because the sign-in looked risky.",
        "Registreringen för MFA blockerades eftersom inloggningen verkade riskabel.",
        "De registratie voor MFA is geblokkeerd omdat de aanmelding risicovol leek.",
        "Look at the risk; have the person register from a known place and device.",
        "Titta på risken; låt personen registrera sig från en känd plats och enhet.",
        "Bekijk het risico; laat de persoon zich vanaf een bekende plaats en apparaat registreren.",
    ),
    _E(
        53010,
        "ProofUpBlockedDueToSecurityInfoAcr",
        "Registering for MFA was blocked: the policy limits where security info may be set up.",
        "Registreringen för MFA blockerades: principen begränsar var säkerhetsinformation får "
        "läggas in.",
        "De registratie voor MFA is geblokkeerd: het beleid beperkt waar beveiligingsgegevens "
        "mogen worden ingesteld.",
        "Have the person register where the policy allows it, or with a Temporary Access Pass.",
        "Låt personen registrera sig där principen tillåter det, eller med ett tillfälligt "
        "åtkomstpass.",
        "Laat de persoon zich registreren waar het beleid dat toestaat, of met een tijdelijke "
        "toegangspas.",
    ),
    _E(
        70043,
        "BadTokenDueToSignInFrequency",
        "The sign-in is too old for the sign-in frequency that the policy sets.",
        "Inloggningen är för gammal för den inloggningsfrekvens som principen anger.",
        "De aanmelding is te oud voor de aanmeldingsfrequentie van het beleid.",
        *_NOTHING,
    ),
    _E(
        500121,
        None,
        "MFA was asked for and failed; the details of the sign-in say why.",
        "MFA begärdes och misslyckades; inloggningens detaljer säger varför.",
        "MFA is gevraagd en mislukt; de details van de aanmelding zeggen waarom.",
        *_AGAIN,
    ),
    _E(
        530035,
        "BlockedBySecurityDefaults",
        "Blocked by security defaults.",
        "Blockerad av säkerhetsstandarder.",
        "Geblokkeerd door standaardbeveiliging.",
        "Have the person use a modern app and register for MFA.",
        "Låt personen använda en modern app och registrera sig för MFA.",
        "Laat de persoon een moderne app gebruiken en zich voor MFA registreren.",
    ),
)

ERRORS = {error.code: error for error in ERROR_CODES}
