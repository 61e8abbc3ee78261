"""The one table of MFA results: the 13 satisfied and 22 denied reasons of Microsoft's page.

Graph tells them as free text. Not here: how a text is recognised (`result_texts`), what a whole
sign-in amounts to (`evidence`), or the call results of the retired report (`call_results`).
Source: Microsoft Learn, "Use the sign-ins report to review MFA events".
"""

from enum import StrEnum

import msgspec


class Outcome(StrEnum):
    """Every sign-in is exactly one of these.

    `NONE`: no MFA was completed and none was refused, because none was asked for or because the
    sign-in ended before. `UNKNOWN`: Graph did not tell; never taken for `NONE`.
    """

    SATISFIED = "satisfied"
    DENIED = "denied"
    NONE = "none"
    UNKNOWN = "unknown"


class How(StrEnum):
    """In what way MFA was satisfied."""

    PERFORMED = "performed now"
    EARLIER = "by an earlier claim"
    EXTERNAL = "by an external provider"
    SKIPPED = "skipped"


class Reason(msgspec.Struct, frozen=True):
    """One reason. `also` are other wordings of it that Graph is known to send.

    `pending`: the text says where things stood, not how they ended, so the sign-in's error code has
    the last word.
    """

    key: str
    outcome: Outcome
    english: str
    swedish: str
    dutch: str
    how: How | None = None
    pending: bool = False
    also: tuple[str, ...] = ()


# The reason of a text that no row of the table recognises.
OTHER = "other"

_YES, _NO = Outcome.SATISFIED, Outcome.DENIED
_R = Reason

REASONS: tuple[Reason, ...] = (
    _R(
        "completed-in-the-cloud",
        _YES,
        "completed in the cloud",
        "slutfördes i molnet",
        "voltooid in de cloud",
        How.PERFORMED,
        also=("MFA completed in Azure AD",),
    ),
    _R(
        "expired",
        _YES,
        "has expired due to the policies configured on tenant",
        "har gått ut på grund av klientorganisationens principer",
        "verlopen door beleid dat in de tenant is ingesteld",
        pending=True,
    ),
    _R(
        "registration-prompted",
        _YES,
        "registration prompted",
        "uppmaning om registrering",
        "gevraagd om te registreren",
        pending=True,
    ),
    _R(
        "claim-in-token",
        _YES,
        "satisfied by claim in the token",
        "uppfyllt av ett anspråk i token",
        "voldaan door een claim in het token",
        How.EARLIER,
    ),
    _R(
        "claim-by-external-provider",
        _YES,
        "satisfied by claim provided by external provider",
        "uppfyllt av ett anspråk från en extern provider",
        "voldaan door een claim van een externe provider",
        How.EXTERNAL,
    ),
    _R(
        "strong-authentication",
        _YES,
        "satisfied by strong authentication",
        "uppfyllt av stark autentisering",
        "voldaan door sterke verificatie",
        How.PERFORMED,
    ),
    _R(
        "skipped-windows-broker",
        _YES,
        "skipped as flow exercised was Windows broker logon flow",
        "hoppades över eftersom inloggningen gick genom Windows inloggningskoordinator",
        "overgeslagen omdat de aanmelding via de Windows-broker verliep",
        How.SKIPPED,
        also=("MFA not required during Windows broker logon flow",),
    ),
    _R(
        "skipped-app-password",
        _YES,
        "skipped due to app password",
        "hoppades över på grund av ett applösenord",
        "overgeslagen vanwege een app-wachtwoord",
        How.SKIPPED,
    ),
    _R(
        "skipped-location",
        _YES,
        "skipped due to location",
        "hoppades över på grund av platsen",
        "overgeslagen vanwege de locatie",
        How.SKIPPED,
    ),
    _R(
        "skipped-registered-device",
        _YES,
        "skipped due to registered device",
        "hoppades över på grund av en registrerad enhet",
        "overgeslagen vanwege een geregistreerd apparaat",
        How.SKIPPED,
    ),
    _R(
        "skipped-remembered-device",
        _YES,
        "skipped due to remembered device",
        "hoppades över på grund av en ihågkommen enhet",
        "overgeslagen vanwege een onthouden apparaat",
        How.SKIPPED,
    ),
    _R(
        "completed",
        _YES,
        "successfully completed",
        "slutfördes",
        "voltooid",
        How.PERFORMED,
    ),
    _R(
        "redirected",
        _YES,
        "Redirected to external provider for multi-factor authentication",
        "omdirigerades till en extern provider för multifaktorautentisering",
        "omgeleid naar een externe provider voor meervoudige verificatie",
        How.EXTERNAL,
        pending=True,
    ),
    _R(
        "in-progress",
        _NO,
        "authentication in-progress",
        "autentisering pågår redan",
        "er is al een verificatie bezig",
        pending=True,
    ),
    _R(
        "duplicate",
        _NO,
        "duplicate authentication attempt",
        "dubblerat autentiseringsförsök",
        "dubbele verificatiepoging",
    ),
    _R(
        "too-many-codes",
        _NO,
        "entered incorrect code too many times",
        "fel kod angavs för många gånger",
        "te vaak een onjuiste code ingevoerd",
    ),
    _R(
        "invalid",
        _NO,
        "invalid authentication",
        "ogiltig autentisering",
        "ongeldige verificatie",
    ),
    _R(
        "invalid-app-code",
        _NO,
        "invalid mobile app verification code",
        "ogiltig verifieringskod från mobilappen",
        "ongeldige verificatiecode van de mobiele app",
    ),
    _R(
        "misconfiguration",
        _NO,
        "misconfiguration",
        "felaktig konfiguration",
        "onjuiste configuratie",
    ),
    _R(
        "voicemail",
        _NO,
        "phone call went to voicemail",
        "telefonsamtalet gick till röstbrevlådan",
        "het telefoongesprek kwam bij de voicemail uit",
    ),
    _R(
        "phone-format",
        _NO,
        "phone number has an invalid format",
        "telefonnumret har ett ogiltigt format",
        "het telefoonnummer heeft een ongeldige indeling",
    ),
    _R("service-error", _NO, "service error", "tjänstfel", "servicefout"),
    _R(
        "phone-unreachable",
        _NO,
        "unable to reach the user's phone",
        "användarens telefon kunde inte nås",
        "de telefoon van de gebruiker is niet bereikbaar",
    ),
    _R(
        "notification-not-sent-to-device",
        _NO,
        "unable to send the mobile app notification to the device",
        "mobilappens avisering kunde inte skickas till enheten",
        "de melding van de mobiele app kon niet naar het apparaat worden verzonden",
    ),
    _R(
        "notification-not-sent",
        _NO,
        "unable to send the mobile app notification",
        "mobilappens avisering kunde inte skickas",
        "de melding van de mobiele app kon niet worden verzonden",
    ),
    _R(
        "declined",
        _NO,
        "user declined the authentication",
        "användaren nekade autentiseringen",
        "de gebruiker heeft de verificatie geweigerd",
    ),
    _R(
        "no-response",
        _NO,
        "user did not respond to mobile app notification",
        "användaren svarade inte på mobilappens avisering",
        "de gebruiker heeft niet op de melding van de mobiele app gereageerd",
    ),
    _R(
        "no-methods",
        _NO,
        "user does not have any verification methods registered",
        "användaren har inga verifieringsmetoder registrerade",
        "de gebruiker heeft geen verificatiemethoden geregistreerd",
    ),
    _R(
        "incorrect-code",
        _NO,
        "user entered incorrect code",
        "användaren angav fel kod",
        "de gebruiker heeft een onjuiste code ingevoerd",
    ),
    _R(
        "incorrect-pin",
        _NO,
        "user entered incorrect PIN",
        "användaren angav fel PIN-kod",
        "de gebruiker heeft een onjuiste pincode ingevoerd",
    ),
    _R(
        "hung-up",
        _NO,
        "user hung up the phone call without succeeding the authentication",
        "användaren lade på utan att slutföra autentiseringen",
        "de gebruiker hing op zonder de verificatie te voltooien",
    ),
    _R("blocked", _NO, "user is blocked", "användaren är blockerad", "de gebruiker is geblokkeerd"),
    _R(
        "code-never-entered",
        _NO,
        "user never entered the verification code",
        "användaren angav aldrig verifieringskoden",
        "de gebruiker heeft de verificatiecode nooit ingevoerd",
    ),
    _R(
        "user-not-found",
        _NO,
        "user not found",
        "användaren hittades inte",
        "de gebruiker is niet gevonden",
    ),
    _R(
        "code-already-used",
        _NO,
        "verification code already used once",
        "verifieringskoden har redan använts en gång",
        "de verificatiecode is al eens gebruikt",
    ),
)

# Why there is no reason from the page: for outcomes NONE and UNKNOWN, in our own words.
CIRCUMSTANCES: tuple[Reason, ...] = (
    _R(
        "not-required",
        Outcome.NONE,
        "MFA was not required",
        "MFA krävdes inte",
        "MFA was niet vereist",
    ),
    _R(
        "primary-failed",
        Outcome.NONE,
        "the sign-in failed before MFA",
        "inloggningen misslyckades före MFA",
        "de aanmelding mislukte vóór MFA",
    ),
    _R(
        "interrupted",
        Outcome.NONE,
        "interrupted to ask for MFA; what followed is another sign-in of the log",
        "avbröts för att begära MFA; fortsättningen är en annan inloggning i loggen",
        "onderbroken om MFA te vragen; het vervolg is een andere aanmelding in het logboek",
    ),
    _R(
        "no-details",
        Outcome.UNKNOWN,
        "Graph gave no authentication details",
        "Graph lämnade inga autentiseringsuppgifter",
        "Graph gaf geen verificatiegegevens",
    ),
    _R(
        "incomplete",
        Outcome.UNKNOWN,
        "the authentication details do not tell how MFA ended",
        "autentiseringsuppgifterna säger inte hur MFA slutade",
        "de verificatiegegevens zeggen niet hoe MFA eindigde",
    ),
    _R(
        "contradiction",
        Outcome.UNKNOWN,
        "the authentication details say denied, but the sign-in succeeded",
        "autentiseringsuppgifterna säger nekad, men inloggningen lyckades",
        "de verificatiegegevens zeggen geweigerd, maar de aanmelding is gelukt",
    ),
)

BY_KEY = {reason.key: reason for reason in (*REASONS, *CIRCUMSTANCES)}
