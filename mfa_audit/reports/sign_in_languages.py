"""Swedish and Dutch for the sign-in reports: English text → text, to be joined with the others.

Reasons, methods and who required MFA come from their own tables; headers and labels stand here.
Never translated: what Graph wrote, and keys of JSON.
"""

from mfa_audit.domain.call_results import CALL_RESULTS
from mfa_audit.domain.error_codes import ERROR_CODES
from mfa_audit.domain.history import REACHES_BACK, RETIRED, History
from mfa_audit.domain.results import CIRCUMSTANCES, REASONS
from mfa_audit.domain.sign_in_words import METHOD_WORDS, PROVIDERS
from mfa_audit.reports.history_meanings import HISTORY_MEANINGS
from mfa_audit.reports.on_premises import MFA_SERVER_NOTE
from mfa_audit.reports.sign_in_meanings import MEANINGS

# English, Swedish, Dutch.
_LABELS: tuple[tuple[str, str, str], ...] = (
    # Values.
    ("Yes", "Ja", "Ja"),
    ("No", "Nej", "Nee"),
    ("Unknown", "Okänt", "Onbekend"),
    ("satisfied", "uppfylld", "voldaan"),
    ("denied", "nekad", "geweigerd"),
    ("none", "ingen", "geen"),
    ("unknown", "okänt", "onbekend"),
    ("performed now", "utförd nu", "nu uitgevoerd"),
    ("by an earlier claim", "genom ett tidigare anspråk", "door een eerdere claim"),
    ("by an external provider", "av en extern provider", "door een externe provider"),
    ("skipped", "hoppades över", "overgeslagen"),
    # The page's six questions.
    (
        "Was the sign-in challenged with MFA?",
        "Krävdes MFA vid inloggningen?",
        "Is bij de aanmelding om MFA gevraagd?",
    ),
    (
        "How did the user complete MFA?",
        "Hur slutförde användaren MFA?",
        "Hoe heeft de gebruiker MFA voltooid?",
    ),
    (
        "Why was the user unable to complete MFA?",
        "Varför kunde användaren inte slutföra MFA?",
        "Waarom kon de gebruiker MFA niet voltooien?",
    ),
    (
        "How many users are challenged for MFA?",
        "Hur många användare avkrävs MFA?",
        "Hoeveel gebruikers worden om MFA gevraagd?",
    ),
    (
        "How many users are unable to complete the MFA challenge?",
        "Hur många användare kan inte slutföra MFA?",
        "Hoeveel gebruikers kunnen MFA niet voltooien?",
    ),
    (
        "What are the common MFA issues end users are running into?",
        "Vilka vanliga MFA-problem råkar användarna ut för?",
        "Wat zijn de meest voorkomende MFA-problemen van gebruikers?",
    ),
    # Their answers.
    ("challenged", "avkrävdes MFA", "om MFA gevraagd"),
    ("satisfied without being asked", "uppfylld utan fråga", "voldaan zonder vraag"),
    ("not required", "krävdes inte", "niet vereist"),
    ("ended before MFA", "slutade före MFA", "eindigde vóór MFA"),
    ("method not told", "metoden framgår inte", "methode niet vermeld"),
    (
        "another reason (in Graph's words)",
        "annan orsak (med Graphs ord)",
        "andere reden (in de woorden van Graph)",
    ),
    ("users challenged", "användare som avkrävdes MFA", "gebruikers om MFA gevraagd"),
    (
        "users who signed in or tried to",
        "användare som loggade in eller försökte",
        "gebruikers die zich aanmeldden of dat probeerden",
    ),
    (
        "users denied at least once",
        "användare som nekades minst en gång",
        "gebruikers die minstens één keer zijn geweigerd",
    ),
    (
        "of them never satisfied",
        "varav aldrig uppfyllt",
        "waarvan nooit voldaan",
    ),
    (
        "users asked, but neither satisfied nor denied",
        "användare som tillfrågades men varken uppfyllde eller nekades",
        "gebruikers die zijn gevraagd, maar niet voldeden en niet zijn geweigerd",
    ),
    ("others", "övriga", "overige"),
    ("sign-ins", "inloggningar", "aanmeldingen"),
    # Headers of the summary.
    ("Answer", "Svar", "Antwoord"),
    ("Number", "Antal", "Aantal"),
    ("Users", "Användare", "Gebruikers"),
    ("Who required MFA", "Vem krävde MFA", "Wie MFA vereiste"),
    ("By", "Av", "Door"),
    ("Sign-ins", "Inloggningar", "Aanmeldingen"),
    ("Day by day", "Dag för dag", "Dag voor dag"),
    ("Day", "Dag", "Dag"),
    ("Challenged", "Avkrävda MFA", "Om MFA gevraagd"),
    ("Satisfied", "Uppfyllda", "Voldaan"),
    ("Denied", "Nekade", "Geweigerd"),
    ("Last denied (UTC)", "Senast nekad (UTC)", "Laatst geweigerd (UTC)"),
    ("Reasons", "Orsaker", "Redenen"),
    # Headers of the tables.
    ("Time (UTC)", "Tid (UTC)", "Tijd (UTC)"),
    ("User", "Användare", "Gebruiker"),
    ("Display Name", "Visningsnamn", "Weergavenaam"),
    ("User Type", "Användartyp", "Gebruikerstype"),
    ("Application", "Program", "Toepassing"),
    ("Resource", "Resurs", "Resource"),
    ("Client", "Klient", "Client"),
    ("IP Address", "IP-adress", "IP-adres"),
    ("Place", "Plats", "Plaats"),
    ("Interactive", "Interaktiv", "Interactief"),
    ("Signed In", "Inloggad", "Aangemeld"),
    ("MFA Required", "MFA krävs", "MFA vereist"),
    ("MFA Required By", "MFA krävs av", "MFA vereist door"),
    ("MFA Result", "MFA-resultat", "MFA-resultaat"),
    ("MFA Reason", "MFA-orsak", "MFA-reden"),
    ("MFA Reason (Graph)", "MFA-orsak (Graph)", "MFA-reden (Graph)"),
    ("MFA Done", "MFA utförd", "MFA uitgevoerd"),
    ("MFA Authentication Method", "MFA-autentiseringsmetod", "MFA-verificatiemethode"),
    ("MFA Authentication Detail", "MFA-autentiseringsdetalj", "MFA-verificatiedetail"),
    ("Error Code", "Felkod", "Foutcode"),
    ("Failure Reason", "Felorsak", "Foutreden"),
    ("Conditional Access", "Villkorsstyrd åtkomst", "Voorwaardelijke toegang"),
    ("Policy Name", "Principnamn", "Beleidsnaam"),
    ("Grant Controls", "Beviljandekontroller", "Toekenningsbesturing"),
    ("Session Controls", "Sessionskontroller", "Sessiebesturing"),
    ("Policy Result", "Principresultat", "Beleidsresultaat"),
    ("Risk", "Risk", "Risico"),
    ("Risk State", "Riskstatus", "Risicostatus"),
    ("Token Issuer", "Tokenutfärdare", "Tokenverlener"),
    ("App Id", "Program-id", "Toepassings-id"),
    ("Resource Id", "Resurs-id", "Resource-id"),
    ("Object Id", "Objekt-id", "Object-id"),
    ("Correlation Id", "Korrelations-id", "Correlatie-id"),
    ("Sign-in Id", "Inloggnings-id", "Aanmeldings-id"),
    ("Step", "Steg", "Stap"),
    ("Requirement", "Krav", "Vereiste"),
    ("Method", "Metod", "Methode"),
    ("Detail", "Detalj", "Detail"),
    ("Succeeded", "Lyckades", "Gelukt"),
    ("Result", "Resultat", "Resultaat"),
    ("Report-only", "Endast rapport", "Alleen rapporteren"),
    ("Policy Id", "Princip-id", "Beleids-id"),
    # On-premises components.
    ("Component", "Komponent", "Onderdeel"),
    ("State", "Tillstånd", "Toestand"),
    ("First Seen (UTC)", "Först sedd (UTC)", "Eerst gezien (UTC)"),
    ("Last Seen (UTC)", "Senast sedd (UTC)", "Laatst gezien (UTC)"),
    ("Denied Share", "Andel nekade", "Aandeel geweigerd"),
    ("Failed", "Misslyckade", "Mislukt"),
    ("active", "aktiv", "actief"),
    ("quiet", "tyst", "stil"),
    ("not seen", "inte sedd", "niet gezien"),
    (
        MFA_SERVER_NOTE,
        "MFA Server upphörde 2024-09-30; det som visas är komponenterna som i dag arbetar med "
        "Entra MFA.",
        "MFA Server is op 2024-09-30 gestopt; getoond worden de onderdelen die nu met Entra MFA "
        "werken.",
    ),
    # Histories.
    ("What", "Vad", "Wat"),
    ("Reason", "Orsak", "Reden"),
    ("Changes", "Ändringar", "Wijzigingen"),
    ("Activity", "Aktivitet", "Activiteit"),
    ("By (Id)", "Av (id)", "Door (id)"),
    ("Event Id", "Händelse-id", "Gebeurtenis-id"),
    ("blocked", "blockerad", "geblokkeerd"),
    ("unblocked", "avblockerad", "gedeblokkeerd"),
    (
        "blocked after a fraud report",
        "blockerad efter bedrägerirapport",
        "geblokkeerd na een fraudemelding",
    ),
    ("one-time bypass given", "engångsförbikoppling given", "eenmalige bypass gegeven"),
    ("one-time bypass removed", "engångsförbikoppling borttagen", "eenmalige bypass verwijderd"),
    (
        "Temporary Access Pass given",
        "tillfälligt åtkomstpass givet",
        "tijdelijke toegangspas gegeven",
    ),
    (
        "Temporary Access Pass changed",
        "tillfälligt åtkomstpass ändrat",
        "tijdelijke toegangspas gewijzigd",
    ),
    (
        "Temporary Access Pass removed",
        "tillfälligt åtkomstpass borttaget",
        "tijdelijke toegangspas verwijderd",
    ),
    ("fraud reported", "bedrägeri rapporterat", "fraude gemeld"),
    (
        "fraud reported, user blocked",
        "bedrägeri rapporterat, användaren blockerad",
        "fraude gemeld, gebruiker geblokkeerd",
    ),
    (
        "suspicious activity reported",
        "misstänkt aktivitet rapporterad",
        "verdachte activiteit gemeld",
    ),
    ("registered", "registrerad", "geregistreerd"),
    ("deleted", "borttagen", "verwijderd"),
    ("registered by the user", "registrerad av användaren", "geregistreerd door de gebruiker"),
    (
        "registered by the user (all that is needed)",
        "registrerad av användaren (allt som krävs)",
        "geregistreerd door de gebruiker (alles wat nodig is)",
    ),
    ("deleted by the user", "borttagen av användaren", "verwijderd door de gebruiker"),
    ("changed by the user", "ändrad av användaren", "gewijzigd door de gebruiker"),
    (
        "default changed by the user",
        "standardmetod ändrad av användaren",
        "standaard gewijzigd door de gebruiker",
    ),
    ("reviewed by the user", "granskad av användaren", "gecontroleerd door de gebruiker"),
    ("registration begun", "registrering påbörjad", "registratie begonnen"),
    ("registration broken off", "registrering avbruten", "registratie afgebroken"),
    (
        "registered by an admin",
        "registrerad av en administratör",
        "geregistreerd door een beheerder",
    ),
    ("deleted by an admin", "borttagen av en administratör", "verwijderd door een beheerder"),
    ("changed by an admin", "ändrad av en administratör", "gewijzigd door een beheerder"),
    ("app password created", "applösenord skapat", "app-wachtwoord gemaakt"),
    ("app password deleted", "applösenord borttaget", "app-wachtwoord verwijderd"),
    ("hardware token created", "maskinvarutoken skapad", "hardwaretoken gemaakt"),
    ("hardware token assigned", "maskinvarutoken tilldelad", "hardwaretoken toegewezen"),
    ("hardware token changed", "maskinvarutoken ändrad", "hardwaretoken gewijzigd"),
    ("hardware token deleted", "maskinvarutoken borttagen", "hardwaretoken verwijderd"),
    ("hardware tokens uploaded", "maskinvarutoken uppladdade", "hardwaretokens geüpload"),
    (
        "per-user state changed",
        "tillstånd per användare ändrat",
        "toestand per gebruiker gewijzigd",
    ),
    ("per-user MFA enabled", "MFA per användare aktiverad", "MFA per gebruiker ingeschakeld"),
    ("per-user MFA disabled", "MFA per användare inaktiverad", "MFA per gebruiker uitgeschakeld"),
    (
        "remembered devices forgotten",
        "ihågkomna enheter glömda",
        "onthouden apparaten vergeten",
    ),
    (
        REACHES_BACK,
        "Granskningsloggen når högst 30 dagar tillbaka, 7 i en klientorganisation utan Entra ID "
        "P1.",
        "Het auditlogboek gaat hoogstens 30 dagen terug, 7 in een tenant zonder Entra ID P1.",
    ),
    (
        RETIRED[History.BLOCKED][0],
        "Blockering av användare för MFA togs bort 2025-03-01: Graph har ingen lista över "
        "blockerade användare, bara det som granskningsloggen minns.",
        "Het blokkeren van gebruikers voor MFA is op 2025-03-01 vervallen: Graph heeft geen lijst "
        "van geblokkeerde gebruikers, alleen wat het auditlogboek nog weet.",
    ),
    (
        RETIRED[History.BYPASSED][0],
        "Engångsförbikopplingen hörde till MFA Server, som upphörde 2024-09-30. I dess ställe "
        "visas tillfälliga åtkomstpass.",
        "De eenmalige bypass hoorde bij MFA Server, dat op 2024-09-30 is gestopt. In plaats "
        "daarvan worden tijdelijke toegangspassen getoond.",
    ),
    (
        RETIRED[History.FRAUD][0],
        "Bedrägerivarningen togs bort 2025-03-01; användare rapporterar nu misstänkt aktivitet, "
        "vilket höjer deras risk.",
        "De fraudewaarschuwing is op 2025-03-01 vervallen; gebruikers melden nu verdachte "
        "activiteit, wat hun risico verhoogt.",
    ),
)

_ROWS = (
    *((r.english, r.swedish, r.dutch) for r in (*REASONS, *CIRCUMSTANCES)),
    *((w.english, w.swedish, w.dutch) for w in METHOD_WORDS),
    *((p.english, p.swedish, p.dutch) for p in PROVIDERS),
    *((c.english, c.swedish, c.dutch) for c in CALL_RESULTS),
    *((e.english, e.swedish, e.dutch) for e in ERROR_CODES),
    *((e.remedy, e.remedy_swedish, e.remedy_dutch) for e in ERROR_CODES),
    *_LABELS,
    *MEANINGS,
    *HISTORY_MEANINGS,
)

SIGN_IN_SWEDISH = {english: swedish for english, swedish, _ in _ROWS}
SIGN_IN_DUTCH = {english: dutch for english, _, dutch in _ROWS}
