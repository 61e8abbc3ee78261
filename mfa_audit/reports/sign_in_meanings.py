"""Swedish and Dutch for what the sheet About says of the sign-in report's columns and sources, and
for its notes: English, Swedish, Dutch."""

MEANINGS: tuple[tuple[str, str, str], ...] = (
    # Sheets and headings.
    ("Steps", "Steg", "Stappen"),
    ("Policies", "Principer", "Beleidsregels"),
    ("Sign-ins of {tenant}", "Inloggningar för {tenant}", "Aanmeldingen van {tenant}"),
    ("Sign-ins a day", "Inloggningar per dag", "Aanmeldingen per dag"),
    (
        "From {begin} to {end}, UTC.",
        "Från {begin} till {end}, UTC.",
        "Van {begin} tot {end}, UTC.",
    ),
    ("Sign-ins chosen", "Valda inloggningar", "Gekozen aanmeldingen"),
    # Sources.
    (
        "what happened at each sign-in; v1.0 has none of the MFA fields",
        "vad som hände vid varje inloggning; v1.0 har inget av MFA-fälten",
        "wat er bij elke aanmelding gebeurde; v1.0 heeft geen van de MFA-velden",
    ),
    (
        "which Conditional Access policies were applied to a sign-in",
        "vilka principer för villkorsstyrd åtkomst som tillämpades på en inloggning",
        "welk beleid voor voorwaardelijke toegang op een aanmelding is toegepast",
    ),
    (
        "who changed whose security info, blocked or bypassed whom",
        "vem som ändrade vems säkerhetsinformation, blockerade någon eller lät någon slippa",
        "wie wiens beveiligingsgegevens wijzigde, wie wie blokkeerde of vrijstelde",
    ),
    (
        "suspicious activity that users reported",
        "misstänkt aktivitet som användare har rapporterat",
        "verdachte activiteit die gebruikers hebben gemeld",
    ),
    # Columns of sign-ins.
    ("When the sign-in began.", "När inloggningen började.", "Wanneer de aanmelding begon."),
    (
        "The name the person signed in with, in lower case; guests by their address at home.",
        "Namnet som personen loggade in med, i gemener; gäster med sin adress hemifrån.",
        "De naam waarmee iemand zich aanmeldde, in kleine letters; gasten met hun eigen adres.",
    ),
    ("member or guest.", "member (medlem) eller guest (gäst).", "member (lid) of guest (gast)."),
    (
        "The app that was signed in to.",
        "Appen som inloggningen gällde.",
        "De app waarbij werd aangemeld.",
    ),
    ("What the app wanted to use.", "Vad appen ville använda.", "Wat de app wilde gebruiken."),
    (
        "Browser, mobile app, or an old protocol.",
        "Webbläsare, mobilapp eller ett gammalt protokoll.",
        "Browser, mobiele app of een oud protocol.",
    ),
    (
        "Where the sign-in came from.",
        "Varifrån inloggningen kom.",
        "Waar de aanmelding vandaan kwam.",
    ),
    (
        "City, state and country, from the IP address.",
        "Stad, delstat och land, utifrån IP-adressen.",
        "Stad, staat en land, afgeleid van het IP-adres.",
    ),
    (
        "Whether a person took part; False for apps that renew a sign-in by themselves.",
        "Om en person medverkade; FALSKT för appar som själva förnyar en inloggning.",
        "Of er iemand bij betrokken was; ONWAAR voor apps die zelf een aanmelding vernieuwen.",
    ),
    (
        "Whether the sign-in succeeded; says nothing of MFA.",
        "Om inloggningen lyckades; säger inget om MFA.",
        "Of de aanmelding lukte; zegt niets over MFA.",
    ),
    (
        "Yes, No or Unknown, from every trace: Graph's authenticationRequirement leaves out "
        "earlier claims, and says single-factor where the password was wrong.",
        "Ja, Nej eller Okänt, utifrån alla spår: Graphs authenticationRequirement utelämnar "
        "tidigare anspråk och anger enfaktor där lösenordet var fel.",
        "Ja, Nee of Onbekend, op basis van elk spoor: authenticationRequirement van Graph laat "
        "eerdere claims weg en zegt één factor waar het wachtwoord onjuist was.",
    ),
    (
        "Per-user MFA, Conditional Access, security defaults, risk and others; empty where Graph "
        "names nobody.",
        "MFA per användare, villkorsstyrd åtkomst, säkerhetsstandarder, risk med mera; tomt där "
        "Graph inte anger någon.",
        "MFA per gebruiker, voorwaardelijke toegang, standaardinstellingen voor beveiliging, "
        "risico en andere; leeg waar Graph niemand noemt.",
    ),
    (
        "satisfied, denied, none (neither) or unknown. Empty details are unknown, never none.",
        "uppfylld, nekad, ingen (varken eller) eller okänt. Tomma detaljer är okänt, aldrig ingen.",
        "voldaan, geweigerd, geen (geen van beide) of onbekend. Lege details zijn onbekend, nooit "
        "geen.",
    ),
    (
        "How it was satisfied or why it was denied, in the words of Microsoft's page; what is not "
        "on the page as Graph wrote it.",
        "Hur kravet uppfylldes eller varför det nekades, med orden från Microsofts sida; det som "
        "inte står där som Graph skrev det.",
        "Hoe eraan is voldaan of waarom het is geweigerd, in de woorden van Microsofts pagina; wat "
        "daar niet staat zoals Graph het schreef.",
    ),
    (
        "Graph's own text where the reason is not on the page.",
        "Graphs egen text där orsaken inte finns på sidan.",
        "De eigen tekst van Graph waar de reden niet op de pagina staat.",
    ),
    (
        "Performed now, by an earlier claim, by an external provider, or skipped.",
        "Utförd nu, genom ett tidigare anspråk, av en extern provider eller överhoppad.",
        "Nu uitgevoerd, door een eerdere claim, door een externe provider, of overgeslagen.",
    ),
    (
        "The method that was used, in the page's words; newer ones as Graph calls them.",
        "Metoden som användes, med sidans ord; nyare som Graph kallar dem.",
        "De gebruikte methode, in de woorden van de pagina; nieuwere zoals Graph ze noemt.",
    ),
    (
        "The device's name, or the phone number as +X XXXXXXXX64.",
        "Enhetens namn, eller telefonnumret som +X XXXXXXXX64.",
        "De naam van het apparaat, of het telefoonnummer als +X XXXXXXXX64.",
    ),
    ("AADSTS code; 0 for success.", "AADSTS-kod; 0 om det lyckades.", "AADSTS-code; 0 bij succes."),
    ("Graph's words for the code.", "Graphs ord för koden.", "Wat Graph over de code zegt."),
    (
        "success, failure or notApplied, over all policies.",
        "success, failure eller notApplied, över alla principer.",
        "success, failure of notApplied, over alle beleidsregels.",
    ),
    (
        "The policies that affected the sign-in; Unknown where the permission to see them is "
        "missing.",
        "Principerna som påverkade inloggningen; Okänt där behörigheten att se dem saknas.",
        "Het beleid dat de aanmelding beïnvloedde; Onbekend waar de machtiging om het te zien "
        "ontbreekt.",
    ),
    ("What they asked for.", "Vad de krävde.", "Waar ze om vroegen."),
    (
        "How they limited the session.",
        "Hur de begränsade sessionen.",
        "Hoe ze de sessie beperkten.",
    ),
    (
        "Their results, in the order of the names.",
        "Deras resultat, i samma ordning som namnen.",
        "Hun resultaten, in de volgorde van de namen.",
    ),
    ("hidden without Entra ID P2.", "hidden utan Entra ID P2.", "hidden zonder Entra ID P2."),
    ("What became of the risk.", "Vad det blev av risken.", "Wat er van het risico werd."),
    (
        "AzureAD, AD FS, the AD FS MFA adapter or the NPS extension.",
        "AzureAD, AD FS, MFA-adaptern för AD FS eller NPS-tillägget.",
        "AzureAD, AD FS, de MFA-adapter van AD FS of de NPS-extensie.",
    ),
    ("The app's id.", "Appens id.", "De id van de app."),
    (
        "adfs or radius for components on premises.",
        "adfs eller radius för lokala komponenter.",
        "adfs of radius voor on-premises onderdelen.",
    ),
    (
        "The same for the parts of one attempt.",
        "Detsamma för delarna av ett försök.",
        "Hetzelfde voor de delen van één poging.",
    ),
    (
        "Graph's id of the sign-in.",
        "Graphs id för inloggningen.",
        "De id van de aanmelding in Graph.",
    ),
    # Columns of steps and policies.
    ("Which sign-in.", "Vilken inloggning.", "Welke aanmelding."),
    ("In the order of Graph's answer.", "I Graphs ordning.", "In de volgorde van Graph."),
    ("When the step took place.", "När steget skedde.", "Wanneer de stap plaatsvond."),
    (
        "The name the person signed in with.",
        "Namnet som personen loggade in med.",
        "De naam waarmee iemand zich aanmeldde.",
    ),
    ("What the step was for.", "Vad steget var till för.", "Waar de stap voor was."),
    (
        "The method, in the page's words.",
        "Metoden, med sidans ord.",
        "De methode, in de woorden van de pagina.",
    ),
    ("Whether the step succeeded.", "Om steget lyckades.", "Of de stap lukte."),
    ("Graph's words.", "Graphs ord.", "De woorden van Graph."),
    ("The policy.", "Principen.", "Het beleid."),
    (
        "success, failure, notApplied, notEnabled; reportOnly… for policies that only report.",
        "success, failure, notApplied, notEnabled; reportOnly… för principer som bara rapporterar.",
        "success, failure, notApplied, notEnabled; reportOnly… voor beleid dat alleen rapporteert.",
    ),
    (
        "True: the policy did not affect the sign-in, whatever its result says.",
        "SANT: principen påverkade inte inloggningen, vad resultatet än säger.",
        "WAAR: het beleid beïnvloedde de aanmelding niet, wat het resultaat ook zegt.",
    ),
    ("What it asks for.", "Vad den kräver.", "Waar het om vraagt."),
    ("How it limits the session.", "Hur den begränsar sessionen.", "Hoe het de sessie beperkt."),
    ("The policy's id.", "Principens id.", "De id van het beleid."),
    # Notes.
    (
        "the window begins more than 7 days back: tenants without Entra ID P1, and those that have "
        "just got it, keep sign-ins for 7 days",
        "perioden börjar för mer än 7 dagar sedan: klientorganisationer utan Entra ID P1, och de "
        "som just har fått det, behåller inloggningar i 7 dagar",
        "de periode begint meer dan 7 dagen geleden: tenants zonder Entra ID P1, en tenants die "
        "het pas hebben, bewaren aanmeldingen 7 dagen",
    ),
    (
        "the window begins more than 30 days back, and Entra keeps sign-ins for 30 days at most",
        "perioden börjar för mer än 30 dagar sedan, och Entra behåller inloggningar i högst 30 "
        "dagar",
        "de periode begint meer dan 30 dagen geleden, en Entra bewaart aanmeldingen hooguit 30 "
        "dagen",
    ),
    (
        "the oldest sign-in that was read is of {date}",
        "den äldsta inloggningen som lästes är från {date}",
        "de oudste aanmelding die is gelezen, is van {date}",
    ),
    (
        "sign-ins that the run which broke off had read: {number}",
        "inloggningar som den avbrutna körningen hade läst: {number}",
        "aanmeldingen die de afgebroken uitvoering al had gelezen: {number}",
    ),
    (
        "sign-ins that came twice and are counted once: {number}",
        "inloggningar som kom två gånger och räknas en gång: {number}",
        "aanmeldingen die twee keer kwamen en één keer zijn geteld: {number}",
    ),
    (
        "sign-ins of which Graph does not tell whether MFA took place: {number}; they are unknown, "
        "which is not no",
        "inloggningar där Graph inte anger om MFA ägde rum: {number}; de är okända, vilket inte är "
        "nej",
        "aanmeldingen waarvan Graph niet zegt of MFA plaatsvond: {number}; ze zijn onbekend, wat "
        "geen nee is",
    ),
)
