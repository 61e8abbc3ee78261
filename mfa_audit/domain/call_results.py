"""The call results of the retired MFA activity report: what each means, and how the call ended.

Today's sign-in logs of Entra do not contain them; they stand in activity reports that were
downloaded while MFA Server and the old portal still wrote them. Meanings are in our own words.
Source: Microsoft, "Reports in Azure Multi-Factor Authentication", possible results.
"""

from enum import StrEnum
from functools import lru_cache

import msgspec


class CallOutcome(StrEnum):
    """How a call ended. A name that begins with SUCCESS_ is no promise: it often says only that the
    call itself took place."""

    SUCCESS = "success"
    DENIED = "denied"
    FAULT = "fault"
    UNKNOWN = "unknown"


class CallResult(msgspec.Struct, frozen=True):
    """One result code. `short` is the report's own description."""

    code: str
    outcome: CallOutcome
    short: str
    english: str
    swedish: str
    dutch: str


_C = CallResult
_OK, _NO = CallOutcome.SUCCESS, CallOutcome.DENIED
_FAULT, _OPEN = CallOutcome.FAULT, CallOutcome.UNKNOWN

CALL_RESULTS: tuple[CallResult, ...] = (
    _C(
        "SUCCESS_WITH_PIN",
        _OPEN,
        "PIN Entered",
        "A PIN was entered. The right one if the authentication succeeded; if it was denied, the "
        "PIN was wrong or the user is set to standard mode.",
        "En PIN-kod angavs. Rätt kod om autentiseringen lyckades; nekades den var koden fel eller "
        "så är användaren inställd på standardläge.",
        "Er is een pincode ingevoerd. De juiste als de verificatie slaagde; werd ze geweigerd, dan "
        "was de pincode onjuist of staat de gebruiker in de standaardmodus.",
    ),
    _C(
        "SUCCESS_NO_PIN",
        _OPEN,
        "Only # Entered",
        "Only # was pressed. Right in standard mode; in PIN mode the authentication was denied, "
        "because the PIN is missing.",
        "Bara # trycktes. Rätt i standardläge; i PIN-läge nekades autentiseringen eftersom "
        "PIN-koden saknas.",
        "Alleen # is ingedrukt. Goed in de standaardmodus; in de pincodemodus is de verificatie "
        "geweigerd, omdat de pincode ontbreekt.",
    ),
    _C(
        "SUCCESS_WITH_PIN_BUT_TIMEOUT",
        _NO,
        "# Not Pressed After Entry",
        "The digits never arrived, because # was not pressed after them.",
        "Siffrorna kom aldrig fram eftersom # inte trycktes efter dem.",
        "De cijfers zijn nooit aangekomen, omdat daarna niet op # is gedrukt.",
    ),
    _C(
        "SUCCESS_NO_PIN_BUT_TIMEOUT",
        _NO,
        "No Phone Input - Timed Out",
        "The call was answered but nothing was pressed; often a voicemail box.",
        "Samtalet besvarades men inget trycktes; ofta en röstbrevlåda.",
        "De oproep is beantwoord maar er is niets ingedrukt; vaak een voicemail.",
    ),
    _C(
        "SUCCESS_PIN_EXPIRED",
        _NO,
        "PIN Expired and Not Changed",
        "The PIN had expired and the user did not finish choosing a new one.",
        "PIN-koden hade gått ut och användaren bytte den inte färdigt.",
        "De pincode was verlopen en de gebruiker heeft de wijziging niet voltooid.",
    ),
    _C(
        "SUCCESS_USED_CACHE",
        _OK,
        "Used Cache",
        "Let in without a call: the same user had succeeded shortly before.",
        "Insläppt utan samtal: samma användare hade lyckats kort innan.",
        "Toegelaten zonder oproep: dezelfde gebruiker was kort daarvoor geslaagd.",
    ),
    _C(
        "SUCCESS_BYPASSED_AUTH",
        _OK,
        "Bypassed Auth",
        "Let in by a one-time bypass that somebody had given the user.",
        "Insläppt med en engångsförbikoppling som någon gett användaren.",
        "Toegelaten met een eenmalige bypass die iemand aan de gebruiker had gegeven.",
    ),
    _C(
        "SUCCESS_USED_IP_BASED_CACHE",
        _OK,
        "Used IP-based Cache",
        "Let in without a call: the same user had succeeded shortly before with the same type, "
        "application and IP address.",
        "Insläppt utan samtal: samma användare hade lyckats kort innan med samma typ, program och "
        "IP-adress.",
        "Toegelaten zonder oproep: dezelfde gebruiker was kort daarvoor geslaagd met hetzelfde "
        "type, dezelfde toepassing en hetzelfde IP-adres.",
    ),
    _C(
        "SUCCESS_USED_APP_BASED_CACHE",
        _OK,
        "Used App-based Cache",
        "Let in without a call: the same user had succeeded shortly before with the same type and "
        "application.",
        "Insläppt utan samtal: samma användare hade lyckats kort innan med samma typ och program.",
        "Toegelaten zonder oproep: dezelfde gebruiker was kort daarvoor geslaagd met hetzelfde "
        "type en dezelfde toepassing.",
    ),
    _C(
        "SUCCESS_INVALID_INPUT",
        _NO,
        "Invalid Phone Input",
        "What came from the phone was no valid answer: a fax, a modem, or a * within the PIN.",
        "Svaret från telefonen var ogiltigt: en fax, ett modem eller en * i PIN-koden.",
        "Het antwoord van de telefoon was ongeldig: een fax, een modem of een * in de pincode.",
    ),
    _C(
        "SUCCESS_USER_BLOCKED",
        _NO,
        "User is Blocked",
        "The user's number is blocked: by the user during a call, by a fraud alert, or by an "
        "administrator.",
        "Användarens nummer är blockerat: av användaren under ett samtal, av en bedrägerivarning "
        "eller av en administratör.",
        "Het nummer van de gebruiker is geblokkeerd: door de gebruiker tijdens een oproep, door "
        "een fraudewaarschuwing of door een beheerder.",
    ),
    _C(
        "SUCCESS_SMS_AUTHENTICATED",
        _OK,
        "Text Message Authenticated",
        "The user answered a two-way text message with the right passcode (and PIN).",
        "Användaren besvarade ett tvåvägs-sms med rätt engångskod (och PIN-kod).",
        "De gebruiker heeft een tweerichtings-sms met de juiste code (en pincode) beantwoord.",
    ),
    _C(
        "SUCCESS_SMS_SENT",
        _OPEN,
        "Text Message Sent",
        "The text message with the passcode was sent; whether it was then entered, this row does "
        "not say.",
        "Sms:et med engångskoden skickades; om den sedan angavs säger inte raden.",
        "De sms met de code is verzonden; of die daarna is ingevoerd, zegt deze regel niet.",
    ),
    _C(
        "SUCCESS_PHONE_APP_AUTHENTICATED",
        _OK,
        "Mobile App Authenticated",
        "The user approved in the mobile app.",
        "Användaren godkände i mobilappen.",
        "De gebruiker heeft in de mobiele app goedgekeurd.",
    ),
    _C(
        "SUCCESS_OATH_CODE_PENDING",
        _NO,
        "OATH Code Pending",
        "The user was asked for the OATH code and did not answer.",
        "Användaren ombads ange OATH-koden men svarade inte.",
        "De gebruiker is om de OATH-code gevraagd en heeft niet geantwoord.",
    ),
    _C(
        "SUCCESS_OATH_CODE_VERIFIED",
        _OK,
        "OATH Code Verified",
        "The user entered a valid OATH code.",
        "Användaren angav en giltig OATH-kod.",
        "De gebruiker heeft een geldige OATH-code ingevoerd.",
    ),
    _C(
        "SUCCESS_FALLBACK_OATH_CODE_VERIFIED",
        _OK,
        "Fallback OATH Code Verified",
        "The usual method was denied, but the OATH code asked for instead was right.",
        "Den vanliga metoden nekades, men OATH-koden som krävdes i stället var rätt.",
        "De gewone methode werd geweigerd, maar de OATH-code die daarna werd gevraagd klopte.",
    ),
    _C(
        "SUCCESS_FALLBACK_SECURITY_QUESTIONS_ANSWERED",
        _OK,
        "Fallback Security Questions Answered",
        "The usual method was denied, but the security questions asked instead were answered "
        "correctly.",
        "Den vanliga metoden nekades, men säkerhetsfrågorna som ställdes i stället besvarades "
        "rätt.",
        "De gewone methode werd geweigerd, maar de beveiligingsvragen die daarna werden gesteld "
        "zijn goed beantwoord.",
    ),
    _C(
        "FAILED_PHONE_BUSY",
        _NO,
        "Auth Already In Progress",
        "Another authentication of this user was still under way; often a RADIUS client that asks "
        "several times during one sign-on.",
        "En annan autentisering för användaren pågick redan; ofta en RADIUS-klient som frågar "
        "flera gånger under en inloggning.",
        "Er liep nog een andere verificatie van deze gebruiker; vaak een RADIUS-client die tijdens "
        "één aanmelding meermaals vraagt.",
    ),
    _C(
        "CONFIG_ISSUE",
        _FAULT,
        "Phone Unreachable",
        "The call could not be placed or nobody answered: busy, disconnected, or rang in vain.",
        "Samtalet kunde inte kopplas eller besvarades inte: upptaget, frånkopplat eller inget "
        "svar.",
        "De oproep kon niet worden geplaatst of niemand nam op: bezet, afgesloten of geen gehoor.",
    ),
    _C(
        "FAILED_INVALID_PHONENUMBER",
        _FAULT,
        "Invalid Phone Number Format",
        "The phone number is not written as it must be: digits only, ten of them for +1.",
        "Telefonnumret är fel skrivet: bara siffror, tio stycken för +1.",
        "Het telefoonnummer is niet goed geschreven: alleen cijfers, tien voor +1.",
    ),
    _C(
        "FAILED_USER_HUNGUP_ON_US",
        _NO,
        "User Hung Up the Phone",
        "The user answered and hung up without pressing a key.",
        "Användaren svarade och lade på utan att trycka på någon knapp.",
        "De gebruiker nam op en hing op zonder een toets in te drukken.",
    ),
    _C(
        "FAILED_INVALID_EXTENSION",
        _FAULT,
        "Invalid Extension",
        "The extension has characters other than digits, commas, * and # (and a leading @).",
        "Anknytningen innehåller annat än siffror, kommatecken, * och # (och ett inledande @).",
        "Het toestelnummer bevat andere tekens dan cijfers, komma's, * en # (en een @ vooraan).",
    ),
    _C(
        "FAILED_FRAUD_CODE_ENTERED",
        _NO,
        "Fraud Code Entered",
        "The user reported fraud during the call: denied, and the number blocked.",
        "Användaren rapporterade bedrägeri under samtalet: nekad, och numret blockerat.",
        "De gebruiker meldde fraude tijdens de oproep: geweigerd en het nummer geblokkeerd.",
    ),
    _C(
        "FAILED_SERVER_ERROR",
        _FAULT,
        "Unable to Place Call",
        "The service could not place the call.",
        "Tjänsten kunde inte ringa upp.",
        "De service kon de oproep niet plaatsen.",
    ),
    _C(
        "FAILED_SMS_NOT_SENT",
        _FAULT,
        "Text Message Could Not Be Sent",
        "The text message could not be sent, so the authentication was denied.",
        "Sms:et kunde inte skickas, så autentiseringen nekades.",
        "De sms kon niet worden verzonden, dus de verificatie is geweigerd.",
    ),
    _C(
        "FAILED_SMS_OTP_INCORRECT",
        _NO,
        "Text Message OTP Incorrect",
        "The passcode from the text message was entered wrongly.",
        "Engångskoden från sms:et angavs fel.",
        "De code uit de sms is onjuist ingevoerd.",
    ),
    _C(
        "FAILED_SMS_OTP_PIN_INCORRECT",
        _NO,
        "Text Message OTP + PIN Incorrect",
        "The passcode from the text message, the PIN, or both were wrong.",
        "Engångskoden från sms:et, PIN-koden eller båda var fel.",
        "De code uit de sms, de pincode of beide waren onjuist.",
    ),
    _C(
        "FAILED_SMS_MAX_OTP_RETRY_REACHED",
        _NO,
        "Exceeded Maximum Text Message OTP Attempts",
        "The passcode from the text message was entered wrongly too many times.",
        "Engångskoden från sms:et angavs fel för många gånger.",
        "De code uit de sms is te vaak onjuist ingevoerd.",
    ),
    _C(
        "FAILED_PHONE_APP_DENIED",
        _NO,
        "Mobile App Denied",
        "The user pressed Deny in the mobile app.",
        "Användaren tryckte på Neka i mobilappen.",
        "De gebruiker heeft in de mobiele app op Weigeren gedrukt.",
    ),
    _C(
        "FAILED_PHONE_APP_INVALID_PIN",
        _NO,
        "Mobile App Invalid PIN",
        "The PIN entered in the mobile app was wrong.",
        "PIN-koden som angavs i mobilappen var fel.",
        "De pincode die in de mobiele app is ingevoerd was onjuist.",
    ),
    _C(
        "FAILED_PHONE_APP_PIN_NOT_CHANGED",
        _NO,
        "Mobile App PIN Not Changed",
        "The mobile app asked for a new PIN and the user did not finish choosing one.",
        "Mobilappen krävde en ny PIN-kod och användaren bytte den inte färdigt.",
        "De mobiele app vroeg om een nieuwe pincode en de gebruiker heeft de wijziging niet "
        "voltooid.",
    ),
    _C(
        "FAILED_FRAUD_REPORTED",
        _NO,
        "Fraud Reported",
        "The user reported fraud in the mobile app.",
        "Användaren rapporterade bedrägeri i mobilappen.",
        "De gebruiker heeft in de mobiele app fraude gemeld.",
    ),
    _C(
        "FAILED_PHONE_APP_NO_RESPONSE",
        _NO,
        "Mobile App No Response",
        "The user did not answer the request in the mobile app.",
        "Användaren svarade inte på begäran i mobilappen.",
        "De gebruiker heeft niet op het verzoek in de mobiele app gereageerd.",
    ),
    _C(
        "FAILED_PHONE_APP_ALL_DEVICES_BLOCKED",
        _FAULT,
        "Mobile App All Devices Blocked",
        "None of the user's devices answers notifications any more; all of them are blocked.",
        "Ingen av användarens enheter svarar längre på aviseringar; alla är blockerade.",
        "Geen van de apparaten van de gebruiker reageert nog op meldingen; ze zijn allemaal "
        "geblokkeerd.",
    ),
    _C(
        "FAILED_PHONE_APP_NOTIFICATION_FAILED",
        _FAULT,
        "Mobile App Notification Failed",
        "The notification could not be sent to the user's device.",
        "Aviseringen kunde inte skickas till användarens enhet.",
        "De melding kon niet naar het apparaat van de gebruiker worden verzonden.",
    ),
    _C(
        "FAILED_PHONE_APP_INVALID_RESULT",
        _FAULT,
        "Mobile App Invalid Result",
        "The mobile app gave an answer that the service did not understand.",
        "Mobilappen gav ett svar som tjänsten inte förstod.",
        "De mobiele app gaf een antwoord dat de service niet begreep.",
    ),
    _C(
        "FAILED_OATH_CODE_INCORRECT",
        _NO,
        "OATH Code Incorrect",
        "The OATH code was wrong.",
        "OATH-koden var fel.",
        "De OATH-code was onjuist.",
    ),
    _C(
        "FAILED_OATH_CODE_PIN_INCORRECT",
        _NO,
        "OATH Code + PIN Incorrect",
        "The OATH code, the PIN, or both were wrong.",
        "OATH-koden, PIN-koden eller båda var fel.",
        "De OATH-code, de pincode of beide waren onjuist.",
    ),
    _C(
        "FAILED_OATH_CODE_DUPLICATE",
        _NO,
        "Duplicate OATH Code",
        "The OATH code had been used before.",
        "OATH-koden hade redan använts.",
        "De OATH-code was al eerder gebruikt.",
    ),
    _C(
        "FAILED_OATH_CODE_OLD",
        _NO,
        "OATH Code Out of Date",
        "The OATH code was older than one that had already been used.",
        "OATH-koden var äldre än en som redan hade använts.",
        "De OATH-code was ouder dan een die al was gebruikt.",
    ),
    _C(
        "FAILED_OATH_TOKEN_TIMEOUT",
        _NO,
        "OATH Code Result Timeout",
        "The OATH code came too late: the attempt had timed out.",
        "OATH-koden kom för sent: försöket hade nått tidsgränsen.",
        "De OATH-code kwam te laat: de poging was al verlopen.",
    ),
    _C(
        "FAILED_SECURITY_QUESTIONS_TIMEOUT",
        _NO,
        "Security Questions Result Timeout",
        "The answers to the security questions came too late: the attempt had timed out.",
        "Svaren på säkerhetsfrågorna kom för sent: försöket hade nått tidsgränsen.",
        "De antwoorden op de beveiligingsvragen kwamen te laat: de poging was al verlopen.",
    ),
    _C(
        "FAILED_AUTH_RESULT_TIMEOUT",
        _NO,
        "Auth Result Timeout",
        "The user took too long to finish.",
        "Användaren tog för lång tid på sig.",
        "De gebruiker deed er te lang over.",
    ),
    _C(
        "FAILED_AUTHENTICATION_THROTTLED",
        _FAULT,
        "Authentication Throttled",
        "The service turned the attempt down because there were too many.",
        "Tjänsten avvisade försöket eftersom det var för många.",
        "De service heeft de poging afgewezen omdat het er te veel waren.",
    ),
)

_BY_CODE = {result.code: result for result in CALL_RESULTS}
_BY_SHORT = {result.short.casefold(): result for result in CALL_RESULTS}


@lru_cache(maxsize=4096)
def call_result(cell: str) -> CallResult | None:
    """The row for a cell of the report, without regard to case and space; None for another text.

    Reports of different ages hold the code or its short description.
    """
    text = " ".join(cell.split()).casefold()
    return _BY_CODE.get(text.replace(" ", "_").upper()) or _BY_SHORT.get(text)
