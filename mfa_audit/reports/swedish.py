"""Swedish, in the words of Microsoft's Swedish pages where they have one. Data; not here: how it is
used (`language`)."""

SWEDISH: dict[str, str] = {
    # Sheets.
    "Summary": "Sammanfattning",
    "Not registered": "Inte registrerade",
    "Admins": "Administratörer",
    "Accounts": "Konton",
    "Methods": "Metoder",
    "Population": "Population",
    "About": "Om",
    # Headers of the lists.
    "UserPrincipalName": "UserPrincipalName",
    "MFA Status": "MFA-status",
    "MFA Methods": "MFA-metoder",
    "Display Name": "Visningsnamn",
    "Registered for MFA": "Registrerad för MFA",
    "Reason": "Orsak",
    "Source": "Källa",
    "Strength": "Styrka",
    "Findings": "Iakttagelser",
    "Admin": "Administratör",
    "Directory Roles": "Katalogroller",
    "isMfaRegistered": "isMfaRegistered",
    "isMfaCapable": "isMfaCapable",
    "isPasswordlessCapable": "isPasswordlessCapable",
    "isSsprRegistered": "isSsprRegistered",
    "isSsprEnabled": "isSsprEnabled",
    "isSsprCapable": "isSsprCapable",
    "Methods (Graph)": "Metoder (Graph)",
    "Method Details": "Metoddetaljer",
    "Methods (MSOnline)": "Metoder (MSOnline)",
    "Preferred Method": "Föredragen metod",
    "System-Preferred On": "Systemföredragen MFA på",
    "System-Preferred Methods": "Systemföredragna metoder",
    "Account Enabled": "Konto aktiverat",
    "User Type": "Användartyp",
    "Licensed": "Har licens",
    "Synchronised": "Synkroniserat",
    "Department": "Avdelning",
    "Created (UTC)": "Skapat (UTC)",
    "Hire Date (UTC)": "Anställningsdatum (UTC)",
    "Last Sign-In (UTC)": "Senaste inloggning (UTC)",
    "Last Non-Interactive Sign-In (UTC)": "Senaste icke-interaktiva inloggning (UTC)",
    "Last Successful Sign-In (UTC)": "Senaste lyckade inloggning (UTC)",
    "Report Refreshed (UTC)": "Rapport uppdaterad (UTC)",
    "MFA Status Source": "Källa till MFA-status",
    "Object Id": "Objekt-id",
    # Headers of the sheet Methods.
    "Method (Graph)": "Metod (Graph)",
    "Method": "Metod",
    "Counts as MFA": "Räknas som MFA",
    "Detail": "Detalj",
    "Added (UTC)": "Tillagd (UTC)",
    "Last Used (UTC)": "Senast använd (UTC)",
    # Per-user MFA, kinds of user, and what nobody told.
    "Disabled": "Inaktiverad",
    "Enabled": "Aktiverad",
    "Enforced": "Tvingande",
    "Unknown": "Okänt",
    "Member": "Medlem",
    "Guest": "Gäst",
    # Strengths of a method.
    "phishing-resistant": "nätfiskeresistent",
    "app": "app",
    "phone": "telefon",
    "temporary": "tillfällig",
    "none": "ingen",
    "unknown": "okänd",
    # Kinds of method.
    "Mobile phone": "Mobiltelefon",
    "Alternate mobile phone": "Alternativ mobiltelefon",
    "Office phone": "Kontorstelefon",
    "Microsoft Authenticator (push)": "Microsoft Authenticator (pushavisering)",
    "Microsoft Authenticator (passwordless)": "Microsoft Authenticator (lösenordslös)",
    "Software one-time passcode": "Engångskod (programvara)",
    "Hardware one-time passcode": "Engångskod (maskinvara)",
    "FIDO2 security key": "FIDO2-säkerhetsnyckel",
    "FIDO2 security key (old name)": "FIDO2-säkerhetsnyckel (gammalt namn)",
    "Passkey (device-bound)": "Nyckel (enhetsbunden)",
    "Passkey (Microsoft Authenticator)": "Nyckel (Microsoft Authenticator)",
    "Passkey (Windows Hello)": "Nyckel (Windows Hello)",
    "Passkey (synced)": "Nyckel (synkroniserad)",
    "Windows Hello for Business": "Windows Hello för företag",
    "Platform credential (macOS)": "Plattformsautentiseringsuppgift (macOS)",
    "Certificate-based authentication": "Certifikatbaserad autentisering",
    "External authentication method": "Extern autentiseringsmetod",
    "Temporary Access Pass": "Tillfälligt åtkomstpass",
    "Email": "E-post",
    "Security questions": "Säkerhetsfrågor",
    "Password": "Lösenord",
    "QR code": "QR-kod",
    # What an HTML page says by itself.
    "yes": "ja",
    "no": "nej",
    "Contents": "Innehåll",
    "Skip to the content": "Hoppa till innehållet",
    "No rows.": "Inga rader.",
    "The first {shown} of {rows} rows; other formats have them all.": (
        "De första {shown} av {rows} raderna; andra format har alla."
    ),
    # Findings.
    "admin not registered": "administratör inte registrerad",
    "admin without phishing-resistant method": "administratör utan nätfiskeresistent metod",
    "phone only": "enbart telefon",
    "admin, registration unknown": "administratör, registrering okänd",
    # Reasons of a verdict.
    "isMfaRegistered is true in the registration report": (
        "isMfaRegistered är true i registreringsrapporten"
    ),
    "isMfaRegistered is false in the registration report": (
        "isMfaRegistered är false i registreringsrapporten"
    ),
    "the registration report has a row for this account but neither isMfaRegistered nor methods": (
        "registreringsrapporten har en rad för kontot men varken isMfaRegistered eller metoder"
    ),
    "has a method that MSOnline listed": "har en metod som MSOnline listade",
    "has no method that MSOnline listed": "har ingen metod som MSOnline listade",
    "has a method that counts as MFA": "har en metod som räknas som MFA",
    "has no method that counts as MFA": "har ingen metod som räknas som MFA",
    "has no method that counts as MFA (certificates are not shown there)": (
        "har ingen metod som räknas som MFA (certifikat visas inte där)"
    ),
    "its only candidates are methods of a kind this version does not know": (
        "de enda kandidaterna är metoder av ett slag som den här versionen inte känner till"
    ),
    "no source answered for this account": "ingen källa svarade för kontot",
    "the list of sign-ins has no row for this account": (
        "listan över inloggningar har ingen rad för kontot"
    ),
    # Reasons for no answer. "Tillstånd" would be a permission as well, so a state is a "status".
    "Graph left the question out of its answer": "Graph utelämnade frågan i sitt svar",
    "Graph gave only the first part of the methods": "Graph gav bara den första delen av metoderna",
    "Graph answered without a state": "Graph svarade utan att ange någon status",
    "Graph's answer could not be read": "Graphs svar kunde inte läsas",
    "the authentication methods could not be read": "autentiseringsmetoderna kunde inte läsas",
    "the per-user MFA state could not be read": "MFA-statusen per användare kunde inte läsas",
    "Graph refused to show the authentication methods of this account": (
        "Graph vägrade att visa kontots autentiseringsmetoder"
    ),
    "Graph refused to show the per-user MFA state of this account": (
        "Graph vägrade att visa kontots MFA-status per användare"
    ),
    "Graph could not show the authentication methods of this account": (
        "Graph kunde inte visa kontots autentiseringsmetoder"
    ),
    "Graph could not show the per-user MFA state of this account": (
        "Graph kunde inte visa kontots MFA-status per användare"
    ),
    # Notes.
    "free tenant: every account was read one by one": (
        "kostnadsfri klientorganisation: kontona lästes ett i taget"
    ),
    "accounts listed twice and counted once: {number}": (
        "konton som listades två gånger och räknades en gång: {number}"
    ),
    "rows of the registration report without a listed account: {number}": (
        "rader i registreringsrapporten utan listat konto: {number}"
    ),
    "asked again one by one (--live): {number} that the report does not register; registered by "
    "now: {registered}": (
        "kontrollerade på nytt ett i taget (--live): {number} som inte är registrerade enligt "
        "rapporten; numera registrerade: {registered}"
    ),
    "the certificate of the sign-in ends on {date}, in {days} days: register a new one with the "
    "app, then replace the file": (
        "inloggningens certifikat upphör att gälla {date}, om {days} dagar: registrera ett nytt "
        "för appen och byt sedan ut filen"
    ),
    "{requests} ({again} of them again)": "{requests} (varav {again} på nytt)",
    "accounts deleted while they were being read: {number}": (
        "konton som togs bort medan de lästes: {number}"
    ),
    # Summary: its heading and figures.
    "MFA registration of {tenant}": "MFA-registrering för {tenant}",
    "Complete: every source answered for every account.": (
        "Fullständig: alla källor svarade för alla konton."
    ),
    "With gaps: {count}. What each costs is told below.": (
        "Med luckor: {count}. Vad varje lucka innebär anges nedan."
    ),
    "Figures": "Nyckeltal",
    "Figure": "Mått",
    "Share": "Andel",
    "What it means": "Vad det betyder",
    "Accounts listed": "Listade konton",
    "Everything that Graph lists under /users.": "Allt som Graph listar under /users.",
    "In scope": "Omfattas",
    "What the figures below are about; see Population.": (
        "Det som nyckeltalen nedan gäller; se Population."
    ),
    "Registered": "Registrerade",
    "By the definition named below.": "Enligt den definition som anges nedan.",
    "Listed under Not registered.": "Listade under Inte registrerade.",
    "No source could tell; never counted as a no.": (
        "Ingen källa gav besked; räknas aldrig som ett nej."
    ),
    "MFA capable": "Kan använda MFA",
    "Registered, and policy allows the method; share of those in the report.": (
        "Registrerade, och principen tillåter metoden; andel av dem som finns i rapporten."
    ),
    "Phone is the only method": "Telefon är den enda metoden",
    "Microsoft's text messages and calls end on 2027-02-01 in the public cloud.": (
        "Microsofts textmeddelanden och samtal upphör den 1 februari 2027 i det offentliga molnet."
    ),
    "With a phishing-resistant method": "Med en nätfiskeresistent metod",
    "Passkey, security key, Windows Hello, platform credential, certificate.": (
        "Nyckel (passkey), säkerhetsnyckel, Windows Hello för företag, "
        "plattformsautentiseringsuppgift, certifikat."
    ),
    "Blocked accounts": "Blockerade konton",
    "Of the accounts listed.": "Av de listade kontona.",
    "not known": "inte känt",
    "Neither the registration report nor the directory roles could be read whole.": (
        "Varken registreringsrapporten eller katalogrollerna kunde läsas i sin helhet."
    ),
    "By the registration report, or with an active directory role.": (
        "Enligt registreringsrapporten eller med en aktiv katalogroll."
    ),
    "Admins not registered": "Administratörer som inte är registrerade",
    "The first to see to.": "Bör åtgärdas först.",
    "Admins, registration unknown": "Administratörer, registrering okänd",
    "No source could tell.": "Ingen källa gav besked.",
    "Admins without a phishing-resistant method": "Administratörer utan nätfiskeresistent metod",
    "Registered or not; unknown ones among them.": "Registrerade eller inte; även okända ingår.",
    "Admins with a phone only": "Administratörer med enbart telefon",
    "The easiest to phish.": "Mest utsatta för nätfiske.",
    "Accounts in scope by registration": "Konton som omfattas, efter registrering",
    "Methods registered": "Registrerade metoder",
    "Strength unknown": "Okänd styrka",
    "Neither of the two lines above tells of these.": (
        "Ingen av de två raderna ovan säger något om dessa."
    ),
    "Admin or not is unknown": "Okänt om administratör",
    "No source tells whether they are admins; not among the admins above.": (
        "Ingen källa anger om de är administratörer; ingår inte bland administratörerna ovan."
    ),
    "Worked out by mfa-audit: {found}": "Beräknat av mfa-audit: {found}",
    "Accounts in scope by method": "Konton som omfattas, efter metod",
    # Summary: the run.
    "This run": "Den här körningen",
    "Fact": "Uppgift",
    "Value": "Värde",
    "Tenant": "Klientorganisation",
    "Tenant id": "Klientorganisations-id",
    "Cloud": "Moln",
    "Program": "Program",
    "Signed in as": "Inloggad som",
    "Certificate ends (UTC)": "Certifikatet går ut (UTC)",
    "Permissions needed": "Behörigheter som krävs",
    "Definition of registered": "Definition av registrerad",
    "Accounts chosen": "Valda konton",
    "all": "alla",
    "Started (UTC)": "Startad (UTC)",
    "Finished (UTC)": "Slutförd (UTC)",
    "Registration report refreshed": "Registreringsrapporten uppdaterad",
    "no time told: the accounts were read one by one": (
        "ingen tidpunkt angiven: kontona lästes ett i taget"
    ),
    "Registration report refreshed, first (UTC)": (
        "Registreringsrapporten uppdaterad, tidigast (UTC)"
    ),
    "Registration report refreshed, last (UTC)": "Registreringsrapporten uppdaterad, senast (UTC)",
    "Requests made": "Skickade begäranden",
    "About MFA Status": "Om MFA-status",
    "MFA Status is the per-user state only. Disabled does not mean that there is no MFA: "
    "Conditional Access and security defaults require it without changing this state.": (
        "MFA-status är enbart statusen per användare. Inaktiverad betyder inte att MFA saknas: "
        "villkorsstyrd åtkomst och standardinställningar för säkerhet kräver MFA utan att ändra "
        "den statusen."
    ),
    "Note": "Anmärkning",
    # Summary: gaps.
    "Gaps": "Luckor",
    "Costs, and remedy": "Följder och åtgärd",
    "Every source answered for every account.": "Alla källor svarade för alla konton.",
    # Population.
    "Every account is counted once": "Varje konto räknas en gång",
    "An account left out is counted under the first reason that holds for it.": (
        "Ett utelämnat konto räknas under den första orsak som gäller för det."
    ),
    "All accounts listed": "Alla listade konton",
    "Number": "Antal",
    "Judged, and listed under Accounts.": "Bedömda, och listade under Konton.",
    "Left out: blocked": "Utelämnade: blockerade",
    "Sign-in is blocked (accountEnabled is false).": (
        "Inloggningen är blockerad (accountEnabled är false)."
    ),
    "Left out: guests": "Utelämnade: gästanvändare",
    "Guests from other directories (userType is Guest).": (
        "Gästanvändare från andra kataloger (userType är Guest)."
    ),
    "Left out: unlicensed": "Utelämnade: utan licens",
    "No licence, its own or through a group.": "Ingen licens, varken egen eller via en grupp.",
    "Left out: service": "Utelämnade: tjänstkonton",
    "Accounts of directory synchronisation and of provisioning packages, known by their names.": (
        "Konton för katalogsynkronisering och för etableringspaket, som känns igen på namnet."
    ),
    "Left out: future hires": "Utelämnade: kommande anställda",
    "employeeHireDate is still to come.": "employeeHireDate ligger i framtiden.",
    "Left out: not selected": "Utelämnade: inte valda",
    "Outside --only and --only-group.": "Utanför urvalet med --only och --only-group.",
    "Deleted meanwhile": "Borttagna under tiden",
    "Gone before it could be read.": "Borta innan de kunde läsas.",
    "Those in scope, by kind": "De som omfattas, efter typ",
    "Ordinary accounts": "Vanliga konton",
    "Guests": "Gästanvändare",
    "Unlicensed accounts": "Konton utan licens",
    "Service accounts": "Tjänstkonton",
    "Future hires": "Kommande anställda",
    "By the first of these that holds.": "Den första av dessa som gäller avgör.",
    "Those in scope, by registration": "De som omfattas, efter registrering",
    "Registered for MFA is empty in Accounts.": (
        "Kolumnen Registrerad för MFA är tom under Konton."
    ),
    "Check": "Kontroll",
    "adds up": "stämmer",
    "DOES NOT ADD UP": "STÄMMER INTE",
    # About: the workbook, the definitions, the sources.
    "About this report": "Om den här rapporten",
    "Written by mfa-audit {version}, which only reads.": (
        "Skriven av mfa-audit {version}, som bara läser."
    ),
    "SHA-256 of the rows of Accounts: {digest}": "SHA-256 för raderna under Konton: {digest}",
    "It is the hash of the CSV that the program writes with the same columns: UTF-8 with a byte "
    "order mark, comma, every field quoted, CRLF.": (
        "Det är hashvärdet för den CSV-fil som programmet skriver med samma kolumner: UTF-8 med "
        "byteordningsmärke (BOM), komma, alla fält inom citattecken, CRLF."
    ),
    "Definitions": "Definitioner",
    "Definition": "Definition",
    "An account is registered with": "Ett konto är registrerat med",
    "When wrong": "När det blir fel",
    "Graph's isMfaRegistered where the registration report has the account, otherwise any method "
    "that counts as MFA": (
        "Graphs isMfaRegistered där kontot finns i registreringsrapporten, annars vilken metod "
        "som helst som räknas som MFA"
    ),
    "Wrong for hours after a change, for the report lags; counts methods that policy no longer "
    "allows (isMfaCapable tells); does not see MFA done outside Entra, such as a federated "
    "service's own.": (
        "Fel i flera timmar efter en ändring, eftersom rapporten släpar efter; räknar metoder som "
        "principen inte längre tillåter (isMfaCapable visar det); ser inte MFA som utförs utanför "
        "Entra, till exempel en federerad tjänsts egen."
    ),
    "at least one method that Get-MsolUser would have listed in StrongAuthenticationMethods": (
        "minst en metod som Get-MsolUser skulle ha listat i StrongAuthenticationMethods"
    ),
    "Leaves out everything that came after MSOnline: passkeys, Windows Hello for Business, "
    "certificates. A person with only those is called not registered.": (
        "Utelämnar allt som tillkom efter MSOnline: nycklar (passkey), Windows Hello för företag, "
        "certifikat. En person som bara har sådana anges som inte registrerad."
    ),
    "Sources": "Källor",
    "Address": "Adress",
    "Answers": "Besvarar",
    "Permission": "Behörighet",
    "the accounts and their properties": "kontona och deras egenskaper",
    "who holds which role now, through groups too; not who could activate one": (
        "vem som har vilken roll nu, även via grupper; inte vem som skulle kunna aktivera en"
    ),
    "who is in a group that holds a role, or that the run is limited to": (
        "vem som är med i en grupp som har en roll, eller som körningen är begränsad till"
    ),
    "when an account signed in last": "när ett konto senast loggade in",
    "who has registered, with which methods": "vem som har registrerat sig och med vilka metoder",
    "the methods of accounts that the registration report leaves out": (
        "metoderna för konton som registreringsrapporten utelämnar"
    ),
    "the per-user MFA state, where /users does not tell it": (
        "MFA-statusen per användare, där /users inte anger den"
    ),
    "the tenant's name": "klientorganisationens namn",
    "Workload": "Arbetsbelastning",
    "Requests": "Begäranden",
    "Of them again": "Varav omförsök",
    "Waited (s)": "Väntetid (s)",
    # About: what each column means.
    "Columns": "Kolumner",
    "Column": "Kolumn",
    "Key": "Nyckel",
    "Meaning": "Betydelse",
    "The name the person signs in with; guests carry #EXT#.": (
        "Användarens huvudnamn, som personen loggar in med; för gästanvändare innehåller det #EXT#."
    ),
    "Per-user MFA: Disabled, Enabled or Enforced. Disabled does not mean that there is no MFA: "
    "Conditional Access and security defaults require it without changing this state.": (
        "MFA per användare: Inaktiverad, Aktiverad eller Tvingande. Inaktiverad betyder inte att "
        "MFA saknas: villkorsstyrd åtkomst och standardinställningar för säkerhet kräver MFA utan "
        "att ändra den statusen."
    ),
    "Registered methods that count as MFA, under the name MSOnline gave them where it had one, "
    "else Graph's; kinds unknown to this version under Graph's name. Unknown where no source "
    "answered.": (
        "Registrerade metoder som räknas som MFA, under MSOnlines namn där det fanns ett, annars "
        "Graphs; slag som den här versionen inte känner till står under Graphs namn. Okänt där "
        "ingen källa svarade."
    ),
    "The person's name.": "Personens namn.",
    "True, False, or empty for unknown, under the definition that the run names. Wrong for "
    "hours after a change (the report lags), and for MFA done outside Entra.": (
        "SANT, FALSKT eller tomt för okänt, enligt den definition som körningen anger. Fel i flera "
        "timmar efter en ändring (rapporten släpar efter) och för MFA som utförs utanför Entra."
    ),
    "Why it says so.": "Varför kontot bedömdes så.",
    "Which API answered; empty where none did.": (
        "Vilket API som svarade; tomt där inget gjorde det."
    ),
    "The strongest registered method that counts as MFA: phishing-resistant, app, phone, none, "
    "or unknown.": (
        "Den starkaste registrerade metoden som räknas som MFA: nätfiskeresistent, app, telefon, "
        "ingen eller okänd."
    ),
    "What a reviewer should look at: an admin who is not registered or has no "
    "phishing-resistant method, and accounts whose only method is a phone.": (
        "Vad en granskare bör titta på: administratörer som inte är registrerade eller saknar en "
        "nätfiskeresistent metod, och konton vars enda metod är en telefon."
    ),
    "Has an admin role, by the report or, where roles were read, by an active assignment. JSON has "
    "the report's word alone; Microsoft does not say whether eligible or group assignments count "
    "in it.": (
        "Har en administratörsroll, enligt rapporten eller, där roller har lästs, genom en aktiv "
        "tilldelning. JSON har enbart rapportens uppgift; Microsoft anger inte om berättigade "
        "tilldelningar eller grupptilldelningar räknas i den."
    ),
    "Active role assignments, through groups too; eligible ones are not shown. (scoped): for a "
    "part of the directory only. Unknown where they could not be read.": (
        "Aktiva rolltilldelningar, även via grupper; berättigade visas inte. (scoped): endast för "
        "en del av katalogen. Okänt där de inte kunde läsas."
    ),
    "Graph's own verdict: a strong method is registered, allowed by policy or not.": (
        "Graphs egen bedömning: en stark metod är registrerad, oavsett om principen tillåter den "
        "eller inte."
    ),
    "Registered, and the authentication methods policy allows a registered method.": (
        "Registrerad, och principen för autentiseringsmetoder tillåter en registrerad metod."
    ),
    "Has a passwordless method that policy allows.": (
        "Har en lösenordslös metod som principen tillåter."
    ),
    "Registered for self-service password reset.": (
        "Registrerad för lösenordsåterställning via självbetjäning."
    ),
    "Allowed to use self-service password reset.": (
        "Får använda lösenordsåterställning via självbetjäning."
    ),
    "Registered for self-service password reset and allowed to use it.": (
        "Registrerad för lösenordsåterställning via självbetjäning och får använda den."
    ),
    "Every method Graph named, in Graph's spelling, those that are no MFA too. Only the "
    "per-account API lists the password.": (
        "Varje metod som Graph angav, med Graphs stavning, även de som inte är MFA. Bara API:et "
        "per konto tar upp lösenordet som metod."
    ),
    "Phone numbers, device and key names, masked unless --show-personal-data; with --details.": (
        "Telefonnummer samt namn på enheter och nycklar, maskerade om inte --show-personal-data "
        "anges; med --details."
    ),
    "The MethodTypes the old query would have listed. Graph cannot tell text from call on a "
    "mobile phone, so both are named.": (
        "De MethodType-värden som den gamla frågan skulle ha listat. Graph kan inte skilja "
        "textmeddelanden från samtal på en mobiltelefon, så båda anges."
    ),
    "The person's own choice; used only where system-preferred is off.": (
        "Personens eget val; används bara där systemföredragen MFA är av."
    ),
    "The service picks the strongest registered method.": (
        "Tjänsten väljer den starkaste registrerade metoden."
    ),
    "What the service would pick.": "Vad tjänsten skulle välja.",
    "False for a blocked account (MSOnline: BlockCredential True).": (
        "FALSKT för ett blockerat konto (MSOnline: BlockCredential True)."
    ),
    "Member or Guest.": "Medlem eller Gäst.",
    "Has at least one licence, its own or through a group.": (
        "Har minst en licens, egen eller via en grupp."
    ),
    "Comes from an on-premises directory; empty for accounts that never did.": (
        "Kommer från en lokal katalog; tomt för konton som aldrig har gjort det."
    ),
    "As in the directory.": "Som i katalogen.",
    "When the account was created; empty for some created before June 2018.": (
        "När kontot skapades; tomt för en del som skapades före juni 2018."
    ),
    "When the person starts, where the directory says so.": (
        "När personen börjar, där katalogen anger det."
    ),
    "The last time the person tried to sign in, well or not; with --last-sign-in.": (
        "När personen senast försökte logga in, med eller utan framgång; med --last-sign-in."
    ),
    "The last time a program tried to sign in for the person, well or not; with --last-sign-in.": (
        "När ett program senast försökte logga in för personens räkning, med eller utan framgång; "
        "med --last-sign-in."
    ),
    "The last time a sign-in of either kind went well; empty before December 2023; with "
    "--last-sign-in.": (
        "När en inloggning av endera slaget senast lyckades; tomt före december 2023; med "
        "--last-sign-in."
    ),
    "When Graph last refreshed the registration report; not when the person registered.": (
        "När Graph senast uppdaterade registreringsrapporten; inte när personen registrerade sig."
    ),
    "Which API told the per-user state; empty where none did.": (
        "Vilket API som angav statusen per användare; tomt där inget gjorde det."
    ),
    "The account's object id, which never changes.": "Kontots objekt-id, som aldrig ändras.",
    # Columns of other programs.
    "member or guest.": "member (medlem) eller guest (gäst).",
    "Has an admin role. Microsoft does not say whether eligible or group assignments count.": (
        "Har en administratörsroll. Microsoft anger inte om berättigade tilldelningar eller "
        "grupptilldelningar räknas."
    ),
    "Every method that the registration report names; unknown where it has no row for the "
    "account.": (
        "Alla metoder som registreringsrapporten anger; unknown där den saknar rad för kontot."
    ),
    "The status as a sign; empty for Unknown.": "Statusen som tecken; tomt för Unknown.",
    "MFA Capable, Not MFA Capable or Unknown. Whether somebody has signed in with MFA is not "
    "looked at.": (
        "MFA Capable, Not MFA Capable eller Unknown. Om någon har loggat in med MFA undersöks inte."
    ),
    "Registered methods but email and password, under the names of MSIdentityTools. Unknown "
    "where no source answered.": (
        "Registrerade metoder utom e-post och lösenord, med namnen från MSIdentityTools. Unknown "
        "där ingen källa svarade."
    ),
    "What to know about this row.": "Vad man bör veta om raden.",
}
