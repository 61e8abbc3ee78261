"""What to do about a call result of the retired report, or about a result text of the sign-in log.

In our own words. What to do about an AADSTS code stands with the code (`error_codes`).
"""

import msgspec


class Remedy(msgspec.Struct, frozen=True):
    """One piece of advice."""

    english: str
    swedish: str
    dutch: str


_R = Remedy

_NOTHING = _R("Nothing to do.", "Inget att göra.", "Niets te doen.")
_FOLLOWING = _R(
    "Look at what followed: the application's own log says whether the person got in.",
    "Titta på fortsättningen: programmets egen logg säger om personen släpptes in.",
    "Kijk naar het vervolg: het eigen logboek van de toepassing zegt of de persoon binnenkwam.",
)
_MODE = _R(
    "If the person did not get in: see which mode the user is set to, and have a new PIN set.",
    "Om personen inte släpptes in: se vilket läge användaren är inställd på, och låt en ny "
    "PIN-kod anges.",
    "Kwam de persoon niet binnen: kijk in welke modus de gebruiker staat en laat een nieuwe "
    "pincode instellen.",
)
_PIN = _R(
    "Have the person try again with the right PIN, or choose a new one.",
    "Låt personen försöka igen med rätt PIN-kod, eller välja en ny.",
    "Laat de persoon het opnieuw proberen met de juiste pincode, of een nieuwe kiezen.",
)
_CODE = _R(
    "Have the person try again with a new code; where it happens often, set the token or the "
    "phone to the right time.",
    "Låt personen försöka igen med en ny kod; händer det ofta, ställ token eller telefon på rätt "
    "tid.",
    "Laat de persoon het opnieuw proberen met een nieuwe code; gebeurt het vaak, zet het token of "
    "de telefoon dan op de juiste tijd.",
)
_ANSWER = _R(
    "Ask whether the person was signing in. If so: answer in time, and end an entry with #. If "
    "not, somebody else knows the password: change it.",
    "Fråga om personen loggade in. I så fall: svara i tid och avsluta inmatningen med #. Om inte "
    "kan någon annan lösenordet: byt det.",
    "Vraag of de persoon zich aanmeldde. Zo ja: op tijd antwoorden en invoer met # afsluiten. Zo "
    "nee, dan kent iemand anders het wachtwoord: wijzig het.",
)
_EXPECTED = _R(
    "Ask whether the person was signing in. If so, try again; if not, somebody else knows the "
    "password: change it.",
    "Fråga om personen loggade in. I så fall, försök igen; om inte kan någon annan lösenordet: "
    "byt det.",
    "Vraag of de persoon zich aanmeldde. Zo ja, probeer het opnieuw; zo nee, dan kent iemand "
    "anders het wachtwoord: wijzig het.",
)
_FRAUD = _R(
    "Treat the account as attacked: change the password, end its sessions, look at its sign-ins.",
    "Behandla kontot som angripet: byt lösenord, avsluta dess sessioner, granska dess "
    "inloggningar.",
    "Behandel het account als aangevallen: wijzig het wachtwoord, beëindig de sessies en bekijk "
    "de aanmeldingen.",
)
_BLOCKED = _R(
    "Find out who blocked the user and why, before anybody is let in again.",
    "Ta reda på vem som blockerade användaren och varför, innan någon släpps in igen.",
    "Zoek uit wie de gebruiker heeft geblokkeerd en waarom, voordat er weer iemand wordt "
    "toegelaten.",
)
_BYPASS = _R(
    "See that the bypass was meant: who gave it, and to whom.",
    "Kontrollera att förbikopplingen var avsedd: vem gav den, och till vem.",
    "Controleer of de bypass bedoeld was: wie gaf hem, en aan wie.",
)
_EXCEPTION = _R(
    "See that the exception is meant: it lets people in without MFA.",
    "Kontrollera att undantaget är avsett: det släpper in utan MFA.",
    "Controleer of de uitzondering bedoeld is: ze laat mensen zonder MFA toe.",
)
_PHONE = _R(
    "See that the number is right and that the phone can be reached; have another method "
    "registered as well.",
    "Kontrollera att numret är rätt och att telefonen kan nås; låt även en annan metod "
    "registreras.",
    "Controleer of het nummer klopt en de telefoon bereikbaar is; laat ook een andere methode "
    "registreren.",
)
_NUMBER = _R(
    "Correct the phone number or its extension.",
    "Rätta telefonnumret eller anknytningen.",
    "Verbeter het telefoonnummer of het toestelnummer.",
)
_APP = _R(
    "See that the app is installed, connected and allowed to notify; if need be, register it "
    "again.",
    "Kontrollera att appen är installerad, ansluten och får avisera; registrera den på nytt vid "
    "behov.",
    "Controleer of de app is geïnstalleerd, verbinding heeft en meldingen mag geven; registreer "
    "hem zo nodig opnieuw.",
)
_SERVICE = _R(
    "Try again later, or with another method; where many are hit, look at the service's health.",
    "Försök igen senare, eller med en annan metod; drabbas många, titta på tjänstens hälsa.",
    "Probeer het later opnieuw, of met een andere methode; treft het velen, kijk dan naar de "
    "status van de service.",
)
_ONCE = _R(
    "Wait a moment, then ask once: give a RADIUS client a longer timeout and fewer retries.",
    "Vänta en stund och fråga en gång: ge RADIUS-klienten längre tidsgräns och färre försök.",
    "Wacht even en vraag dan één keer: geef een RADIUS-client een langere time-out en minder "
    "pogingen.",
)
_REGISTER = _R(
    "Have the person register a method at https://aka.ms/mysecurityinfo.",
    "Låt personen registrera en metod på https://aka.ms/mysecurityinfo.",
    "Laat de persoon een methode registreren op https://aka.ms/mysecurityinfo.",
)
_ASKED_AGAIN = _R(
    "Nothing to do: the person is asked for MFA again.",
    "Inget att göra: personen ombeds om MFA på nytt.",
    "Niets te doen: de persoon wordt opnieuw om MFA gevraagd.",
)
_PROVIDER = _R(
    "Look at the external provider's log for how it ended.",
    "Se i den externa providerns logg hur det slutade.",
    "Kijk in het logboek van de externe provider hoe het afliep.",
)
_SETTINGS = _R(
    "Check the tenant's settings of the method.",
    "Kontrollera klientorganisationens inställningar för metoden.",
    "Controleer de instellingen van de methode in de tenant.",
)
_ACCOUNT = _R(
    "See whether the account still exists.",
    "Kontrollera om kontot finns kvar.",
    "Controleer of het account nog bestaat.",
)

# By the code of a call result, or the key of a reason.
_OF: tuple[tuple[Remedy, str], ...] = (
    (
        _NOTHING,
        "SUCCESS_USED_CACHE SUCCESS_USED_IP_BASED_CACHE SUCCESS_USED_APP_BASED_CACHE "
        "SUCCESS_SMS_AUTHENTICATED SUCCESS_PHONE_APP_AUTHENTICATED SUCCESS_OATH_CODE_VERIFIED "
        "SUCCESS_FALLBACK_OATH_CODE_VERIFIED SUCCESS_FALLBACK_SECURITY_QUESTIONS_ANSWERED "
        "completed-in-the-cloud claim-in-token claim-by-external-provider strong-authentication "
        "skipped-windows-broker completed",
    ),
    (_FOLLOWING, "SUCCESS_SMS_SENT"),
    (_MODE, "SUCCESS_WITH_PIN SUCCESS_NO_PIN"),
    (
        _PIN,
        "SUCCESS_PIN_EXPIRED FAILED_PHONE_APP_INVALID_PIN FAILED_PHONE_APP_PIN_NOT_CHANGED "
        "incorrect-pin",
    ),
    (
        _CODE,
        "FAILED_SMS_OTP_INCORRECT FAILED_SMS_OTP_PIN_INCORRECT FAILED_SMS_MAX_OTP_RETRY_REACHED "
        "FAILED_OATH_CODE_INCORRECT FAILED_OATH_CODE_PIN_INCORRECT FAILED_OATH_CODE_DUPLICATE "
        "FAILED_OATH_CODE_OLD too-many-codes invalid invalid-app-code incorrect-code "
        "code-already-used",
    ),
    (
        _ANSWER,
        "SUCCESS_WITH_PIN_BUT_TIMEOUT SUCCESS_NO_PIN_BUT_TIMEOUT SUCCESS_OATH_CODE_PENDING "
        "FAILED_PHONE_APP_NO_RESPONSE FAILED_OATH_TOKEN_TIMEOUT FAILED_SECURITY_QUESTIONS_TIMEOUT "
        "FAILED_AUTH_RESULT_TIMEOUT voicemail no-response code-never-entered",
    ),
    (_EXPECTED, "FAILED_USER_HUNGUP_ON_US FAILED_PHONE_APP_DENIED declined hung-up"),
    (_FRAUD, "FAILED_FRAUD_CODE_ENTERED FAILED_FRAUD_REPORTED"),
    (_BLOCKED, "SUCCESS_USER_BLOCKED blocked"),
    (_BYPASS, "SUCCESS_BYPASSED_AUTH"),
    (
        _EXCEPTION,
        "skipped-app-password skipped-location skipped-registered-device skipped-remembered-device",
    ),
    (_PHONE, "SUCCESS_INVALID_INPUT CONFIG_ISSUE phone-unreachable"),
    (_NUMBER, "FAILED_INVALID_PHONENUMBER FAILED_INVALID_EXTENSION phone-format"),
    (
        _APP,
        "FAILED_PHONE_APP_ALL_DEVICES_BLOCKED FAILED_PHONE_APP_NOTIFICATION_FAILED "
        "FAILED_PHONE_APP_INVALID_RESULT notification-not-sent-to-device notification-not-sent",
    ),
    (
        _SERVICE,
        "FAILED_SERVER_ERROR FAILED_SMS_NOT_SENT FAILED_AUTHENTICATION_THROTTLED service-error",
    ),
    (_ONCE, "FAILED_PHONE_BUSY in-progress duplicate"),
    (_REGISTER, "registration-prompted no-methods"),
    (_ASKED_AGAIN, "expired"),
    (_PROVIDER, "redirected"),
    (_SETTINGS, "misconfiguration"),
    (_ACCOUNT, "user-not-found"),
)

REMEDIES = {name: remedy for remedy, names in _OF for name in names.split()}
