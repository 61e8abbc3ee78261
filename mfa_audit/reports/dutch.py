"""Dutch, in the words of Microsoft's Dutch pages where they have one. Data; not here: how it is
used (`language`)."""

DUTCH: dict[str, str] = {
    # Sheets.
    "Summary": "Samenvatting",
    "Not registered": "Niet geregistreerd",
    "Admins": "Beheerders",
    "Accounts": "Accounts",
    "Methods": "Methoden",
    "Population": "Populatie",
    "About": "Info",
    # Headers of the lists.
    "UserPrincipalName": "UserPrincipalName",
    "MFA Status": "MFA-status",
    "MFA Methods": "MFA-methoden",
    "Display Name": "Weergavenaam",
    "Registered for MFA": "Geregistreerd voor MFA",
    "Reason": "Reden",
    "Source": "Bron",
    "Strength": "Sterkte",
    "Findings": "Bevindingen",
    "Admin": "Beheerder",
    "Directory Roles": "Directoryrollen",
    "isMfaRegistered": "isMfaRegistered",
    "isMfaCapable": "isMfaCapable",
    "isPasswordlessCapable": "isPasswordlessCapable",
    "isSsprRegistered": "isSsprRegistered",
    "isSsprEnabled": "isSsprEnabled",
    "isSsprCapable": "isSsprCapable",
    "Methods (Graph)": "Methoden (Graph)",
    "Method Details": "Methodedetails",
    "Methods (MSOnline)": "Methoden (MSOnline)",
    "Preferred Method": "Voorkeursmethode",
    "System-Preferred On": "Systeemvoorkeur aan",
    "System-Preferred Methods": "Methoden volgens systeemvoorkeur",
    "Account Enabled": "Account ingeschakeld",
    "User Type": "Gebruikerstype",
    "Licensed": "Heeft licentie",
    "Synchronised": "Gesynchroniseerd",
    "Department": "Afdeling",
    "Created (UTC)": "Aangemaakt (UTC)",
    "Hire Date (UTC)": "Indiensttreding (UTC)",
    "Last Sign-In (UTC)": "Laatste aanmelding (UTC)",
    "Last Non-Interactive Sign-In (UTC)": "Laatste niet-interactieve aanmelding (UTC)",
    "Last Successful Sign-In (UTC)": "Laatste geslaagde aanmelding (UTC)",
    "Report Refreshed (UTC)": "Rapport vernieuwd (UTC)",
    "MFA Status Source": "Bron van MFA-status",
    "Object Id": "Object-id",
    # Headers of the sheet Methods.
    "Method (Graph)": "Methode (Graph)",
    "Method": "Methode",
    "Counts as MFA": "Telt als MFA",
    "Detail": "Detail",
    "Added (UTC)": "Toegevoegd (UTC)",
    "Last Used (UTC)": "Laatst gebruikt (UTC)",
    # Per-user MFA, kinds of user, and what nobody told.
    "Disabled": "Uitgeschakeld",
    "Enabled": "Ingeschakeld",
    "Enforced": "Afgedwongen",
    "Unknown": "Onbekend",
    "Member": "Lid",
    "Guest": "Gast",
    # Strengths of a method.
    "phishing-resistant": "phishingbestendig",
    "app": "app",
    "phone": "telefoon",
    "temporary": "tijdelijk",
    "none": "geen",
    "unknown": "onbekend",
    # Kinds of method.
    "Mobile phone": "Mobiele telefoon",
    "Alternate mobile phone": "Alternatieve mobiele telefoon",
    "Office phone": "Telefoon op het werk",
    "Microsoft Authenticator (push)": "Microsoft Authenticator (pushmelding)",
    "Microsoft Authenticator (passwordless)": "Microsoft Authenticator (zonder wachtwoord)",
    "Software one-time passcode": "Eenmalige wachtwoordcode (software)",
    "Hardware one-time passcode": "Eenmalige wachtwoordcode (hardware)",
    "FIDO2 security key": "FIDO2-beveiligingssleutel",
    "FIDO2 security key (old name)": "FIDO2-beveiligingssleutel (oude naam)",
    "Passkey (device-bound)": "Wachtwoordsleutel (apparaatgebonden)",
    "Passkey (Microsoft Authenticator)": "Wachtwoordsleutel (Microsoft Authenticator)",
    "Passkey (Windows Hello)": "Wachtwoordsleutel (Windows Hello)",
    "Passkey (synced)": "Wachtwoordsleutel (gesynchroniseerd)",
    "Windows Hello for Business": "Windows Hello voor Bedrijven",
    "Platform credential (macOS)": "Platformreferentie (macOS)",
    "Certificate-based authentication": "Verificatie op basis van certificaten",
    "External authentication method": "Externe verificatiemethode",
    "Temporary Access Pass": "Tijdelijke toegangspas",
    "Email": "E-mail",
    "Security questions": "Beveiligingsvragen",
    "Password": "Wachtwoord",
    "QR code": "QR-code",
    # What an HTML page says by itself.
    "yes": "ja",
    "no": "nee",
    "Contents": "Inhoud",
    "Skip to the content": "Naar de inhoud",
    "No rows.": "Geen rijen.",
    "The first {shown} of {rows} rows; other formats have them all.": (
        "De eerste {shown} van {rows} rijen; andere indelingen hebben ze allemaal."
    ),
    # Findings.
    "admin not registered": "beheerder niet geregistreerd",
    "admin without phishing-resistant method": "beheerder zonder phishingbestendige methode",
    "phone only": "alleen telefoon",
    "admin, registration unknown": "beheerder, registratie onbekend",
    # Reasons of a verdict.
    "isMfaRegistered is true in the registration report": (
        "isMfaRegistered is true in het registratierapport"
    ),
    "isMfaRegistered is false in the registration report": (
        "isMfaRegistered is false in het registratierapport"
    ),
    "the registration report has a row for this account but neither isMfaRegistered nor methods": (
        "het registratierapport heeft een rij voor dit account, maar zonder isMfaRegistered en "
        "zonder methoden"
    ),
    "has a method that MSOnline listed": "heeft een methode die MSOnline vermeldde",
    "has no method that MSOnline listed": "heeft geen methode die MSOnline vermeldde",
    "has a method that counts as MFA": "heeft een methode die als MFA telt",
    "has no method that counts as MFA": "heeft geen methode die als MFA telt",
    "has no method that counts as MFA (certificates are not shown there)": (
        "heeft geen methode die als MFA telt (certificaten worden daar niet getoond)"
    ),
    "its only candidates are methods of a kind this version does not know": (
        "de enige kandidaten zijn methoden van een soort die deze versie niet kent"
    ),
    "no source answered for this account": "geen enkele bron gaf antwoord voor dit account",
    "the list of sign-ins has no row for this account": (
        "de lijst met aanmeldingen heeft geen rij voor dit account"
    ),
    # Reasons for no answer.
    "Graph left the question out of its answer": "Graph liet de vraag weg uit het antwoord",
    "Graph gave only the first part of the methods": (
        "Graph gaf alleen het eerste deel van de methoden"
    ),
    "Graph answered without a state": "Graph gaf antwoord zonder status",
    "Graph's answer could not be read": "het antwoord van Graph kon niet worden gelezen",
    "the authentication methods could not be read": (
        "de verificatiemethoden konden niet worden gelezen"
    ),
    "the per-user MFA state could not be read": (
        "de MFA-status per gebruiker kon niet worden gelezen"
    ),
    "Graph refused to show the authentication methods of this account": (
        "Graph weigerde de verificatiemethoden van dit account te tonen"
    ),
    "Graph refused to show the per-user MFA state of this account": (
        "Graph weigerde de MFA-status per gebruiker van dit account te tonen"
    ),
    "Graph could not show the authentication methods of this account": (
        "Graph kon de verificatiemethoden van dit account niet tonen"
    ),
    "Graph could not show the per-user MFA state of this account": (
        "Graph kon de MFA-status per gebruiker van dit account niet tonen"
    ),
    # Notes.
    "free tenant: every account was read one by one": (
        "gratis tenant: de accounts zijn één voor één gelezen"
    ),
    "accounts listed twice and counted once: {number}": (
        "accounts die twee keer zijn vermeld en één keer geteld: {number}"
    ),
    "rows of the registration report without a listed account: {number}": (
        "rijen van het registratierapport zonder vermeld account: {number}"
    ),
    "asked again one by one (--live): {number} that the report does not register; registered by "
    "now: {registered}": (
        "opnieuw één voor één gecontroleerd (--live): {number} die volgens het rapport niet zijn "
        "geregistreerd; inmiddels geregistreerd: {registered}"
    ),
    "the certificate of the sign-in ends on {date}, in {days} days: register a new one with the "
    "app, then replace the file": (
        "het certificaat van de aanmelding verloopt op {date}, over {days} dagen: registreer een "
        "nieuw bij de app en vervang dan het bestand"
    ),
    "{requests} ({again} of them again)": "{requests} (waarvan {again} opnieuw)",
    "accounts deleted while they were being read: {number}": (
        "accounts die tijdens het lezen zijn verwijderd: {number}"
    ),
    # Summary: its heading and figures.
    "MFA registration of {tenant}": "MFA-registratie van {tenant}",
    "Complete: every source answered for every account.": (
        "Volledig: elke bron gaf antwoord voor elk account."
    ),
    "With gaps: {count}. What each costs is told below.": (
        "Met hiaten: {count}. Hieronder staat wat elk hiaat betekent."
    ),
    "Figures": "Kerncijfers",
    "Figure": "Kerncijfer",
    "Share": "Aandeel",
    "What it means": "Wat het betekent",
    "Accounts listed": "Vermelde accounts",
    "Everything that Graph lists under /users.": "Alles wat Graph onder /users vermeldt.",
    "In scope": "Binnen de reikwijdte",
    "What the figures below are about; see Population.": (
        "Waar de kerncijfers hieronder over gaan; zie Populatie."
    ),
    "Registered": "Geregistreerd",
    "By the definition named below.": "Volgens de hieronder genoemde definitie.",
    "Listed under Not registered.": "Vermeld onder Niet geregistreerd.",
    "No source could tell; never counted as a no.": (
        "Geen enkele bron gaf uitsluitsel; telt nooit als nee."
    ),
    "MFA capable": "MFA mogelijk",
    "Registered, and policy allows the method; share of those in the report.": (
        "Geregistreerd, en het beleid staat de methode toe; aandeel van wie in het rapport staat."
    ),
    "Phone is the only method": "Telefoon is de enige methode",
    "Microsoft's text messages and calls end on 2027-02-01 in the public cloud.": (
        "De sms-berichten en oproepen van Microsoft stoppen op 1 februari 2027 in de openbare "
        "cloud."
    ),
    "With a phishing-resistant method": "Met een phishingbestendige methode",
    "Passkey, security key, Windows Hello, platform credential, certificate.": (
        "Wachtwoordsleutel, beveiligingssleutel, Windows Hello voor Bedrijven, platformreferentie, "
        "certificaat."
    ),
    "Blocked accounts": "Geblokkeerde accounts",
    "Of the accounts listed.": "Van de vermelde accounts.",
    "not known": "niet bekend",
    "Neither the registration report nor the directory roles could be read whole.": (
        "Noch het registratierapport noch de directoryrollen konden volledig worden gelezen."
    ),
    "By the registration report, or with an active directory role.": (
        "Volgens het registratierapport, of met een actieve directoryrol."
    ),
    "Admins not registered": "Niet-geregistreerde beheerders",
    "The first to see to.": "Als eerste aan te pakken.",
    "Admins, registration unknown": "Beheerders, registratie onbekend",
    "No source could tell.": "Geen enkele bron gaf uitsluitsel.",
    "Admins without a phishing-resistant method": "Beheerders zonder phishingbestendige methode",
    "Registered or not; unknown ones among them.": (
        "Al dan niet geregistreerd; ook onbekende tellen mee."
    ),
    "Admins with a phone only": "Beheerders met alleen een telefoon",
    "The easiest to phish.": "Het kwetsbaarst voor phishing.",
    "Accounts in scope by registration": "Accounts binnen de reikwijdte, naar registratie",
    "Methods registered": "Geregistreerde methoden",
    "Strength unknown": "Sterkte onbekend",
    "Neither of the two lines above tells of these.": (
        "Geen van de twee regels hierboven zegt iets over deze accounts."
    ),
    "Admin or not is unknown": "Onbekend of beheerder",
    "No source tells whether they are admins; not among the admins above.": (
        "Geen enkele bron zegt of ze beheerder zijn; niet meegeteld bij de beheerders hierboven."
    ),
    "Worked out by mfa-audit: {found}": "Berekend door mfa-audit: {found}",
    "Accounts in scope by method": "Accounts binnen de reikwijdte, naar methode",
    # Summary: the run.
    "This run": "Deze uitvoering",
    "Fact": "Gegeven",
    "Value": "Waarde",
    "Tenant": "Tenant",
    "Tenant id": "Tenant-id",
    "Cloud": "Cloud",
    "Program": "Programma",
    "Signed in as": "Aangemeld als",
    "Certificate ends (UTC)": "Certificaat verloopt (UTC)",
    "Permissions needed": "Benodigde machtigingen",
    "Definition of registered": "Definitie van geregistreerd",
    "Accounts chosen": "Gekozen accounts",
    "all": "alle",
    "Started (UTC)": "Gestart (UTC)",
    "Finished (UTC)": "Voltooid (UTC)",
    "Registration report refreshed": "Registratierapport vernieuwd",
    "no time told: the accounts were read one by one": (
        "geen tijdstip opgegeven: de accounts zijn één voor één gelezen"
    ),
    "Registration report refreshed, first (UTC)": "Registratierapport vernieuwd, vroegst (UTC)",
    "Registration report refreshed, last (UTC)": "Registratierapport vernieuwd, laatst (UTC)",
    "Requests made": "Verzonden aanvragen",
    "About MFA Status": "Over MFA-status",
    "MFA Status is the per-user state only. Disabled does not mean that there is no MFA: "
    "Conditional Access and security defaults require it without changing this state.": (
        "MFA-status is alleen de status per gebruiker. Uitgeschakeld betekent niet dat er geen MFA "
        "is: voorwaardelijke toegang en standaardinstellingen voor beveiliging vereisen MFA zonder "
        "deze status te wijzigen."
    ),
    "Note": "Opmerking",
    # Summary: gaps.
    "Gaps": "Hiaten",
    "Costs, and remedy": "Gevolgen en oplossing",
    "Every source answered for every account.": "Elke bron gaf antwoord voor elk account.",
    # Population.
    "Every account is counted once": "Elk account wordt één keer geteld",
    "An account left out is counted under the first reason that holds for it.": (
        "Een weggelaten account wordt geteld onder de eerste reden die ervoor geldt."
    ),
    "All accounts listed": "Alle vermelde accounts",
    "Number": "Aantal",
    "Judged, and listed under Accounts.": "Beoordeeld, en vermeld onder Accounts.",
    "Left out: blocked": "Weggelaten: geblokkeerd",
    "Sign-in is blocked (accountEnabled is false).": (
        "Aanmelden is geblokkeerd (accountEnabled is false)."
    ),
    "Left out: guests": "Weggelaten: gasten",
    "Guests from other directories (userType is Guest).": (
        "Gasten uit andere directory's (userType is Guest)."
    ),
    "Left out: unlicensed": "Weggelaten: zonder licentie",
    "No licence, its own or through a group.": (
        "Geen licentie, niet rechtstreeks en niet via een groep."
    ),
    "Left out: service": "Weggelaten: serviceaccounts",
    "Accounts of directory synchronisation and of provisioning packages, known by their names.": (
        "Accounts van directorysynchronisatie en van inrichtingspakketten, herkend aan hun naam."
    ),
    "Left out: future hires": "Weggelaten: toekomstige medewerkers",
    "employeeHireDate is still to come.": "employeeHireDate ligt in de toekomst.",
    "Left out: not selected": "Weggelaten: niet geselecteerd",
    "Outside --only and --only-group.": "Valt buiten --only en --only-group.",
    "Deleted meanwhile": "Intussen verwijderd",
    "Gone before it could be read.": "Verdwenen voordat ze konden worden gelezen.",
    "Those in scope, by kind": "Binnen de reikwijdte, naar soort",
    "Ordinary accounts": "Gewone accounts",
    "Guests": "Gasten",
    "Unlicensed accounts": "Accounts zonder licentie",
    "Service accounts": "Serviceaccounts",
    "Future hires": "Toekomstige medewerkers",
    "By the first of these that holds.": "De eerste hiervan die geldt, is bepalend.",
    "Those in scope, by registration": "Binnen de reikwijdte, naar registratie",
    "Registered for MFA is empty in Accounts.": ("Geregistreerd voor MFA is leeg onder Accounts."),
    "Check": "Controle",
    "adds up": "klopt",
    "DOES NOT ADD UP": "KLOPT NIET",
    # About: the workbook, the definitions, the sources.
    "About this report": "Over dit rapport",
    "Written by mfa-audit {version}, which only reads.": (
        "Geschreven door mfa-audit {version}, dat alleen leest."
    ),
    "SHA-256 of the rows of Accounts: {digest}": ("SHA-256 van de rijen onder Accounts: {digest}"),
    "It is the hash of the CSV that the program writes with the same columns: UTF-8 with a byte "
    "order mark, comma, every field quoted, CRLF.": (
        "Dit is de hashwaarde van het CSV-bestand dat het programma met dezelfde kolommen "
        "schrijft: UTF-8 met bytevolgordemarkering (BOM), komma, elk veld tussen "
        "aanhalingstekens, CRLF."
    ),
    "Definitions": "Definities",
    "Definition": "Definitie",
    "An account is registered with": "Een account is geregistreerd met",
    "When wrong": "Wanneer onjuist",
    "Graph's isMfaRegistered where the registration report has the account, otherwise any method "
    "that counts as MFA": (
        "isMfaRegistered van Graph als het account in het registratierapport staat, anders een "
        "willekeurige methode die als MFA telt"
    ),
    "Wrong for hours after a change, for the report lags; counts methods that policy no longer "
    "allows (isMfaCapable tells); does not see MFA done outside Entra, such as a federated "
    "service's own.": (
        "Nog uren na een wijziging onjuist, want het rapport loopt achter; telt methoden mee die "
        "het beleid niet meer toestaat (isMfaCapable toont dat); ziet geen MFA die buiten "
        "Entra wordt uitgevoerd, zoals die van een gefedereerde service zelf."
    ),
    "at least one method that Get-MsolUser would have listed in StrongAuthenticationMethods": (
        "ten minste één methode die Get-MsolUser in StrongAuthenticationMethods zou hebben vermeld"
    ),
    "Leaves out everything that came after MSOnline: passkeys, Windows Hello for Business, "
    "certificates. A person with only those is called not registered.": (
        "Laat alles weg wat na MSOnline kwam: wachtwoordsleutels, Windows Hello voor Bedrijven, "
        "certificaten. Iemand die alleen die heeft, staat vermeld als niet geregistreerd."
    ),
    "Sources": "Bronnen",
    "Address": "Adres",
    "Answers": "Beantwoordt",
    "Permission": "Machtiging",
    "the accounts and their properties": "de accounts en hun eigenschappen",
    "who holds which role now, through groups too; not who could activate one": (
        "wie nu welke rol heeft, ook via groepen; niet wie er een zou kunnen activeren"
    ),
    "who is in a group that holds a role, or that the run is limited to": (
        "wie lid is van een groep die een rol heeft, of waartoe de uitvoering beperkt is"
    ),
    "when an account signed in last": "wanneer een account zich voor het laatst heeft aangemeld",
    "who has registered, with which methods": "wie zich heeft geregistreerd en met welke methoden",
    "the methods of accounts that the registration report leaves out": (
        "de methoden van accounts die het registratierapport weglaat"
    ),
    "the per-user MFA state, where /users does not tell it": (
        "de MFA-status per gebruiker, als /users die niet geeft"
    ),
    "the tenant's name": "de naam van de tenant",
    "Workload": "Workload",
    "Requests": "Aanvragen",
    "Of them again": "Waarvan herhaald",
    "Waited (s)": "Wachttijd (s)",
    # About: what each column means.
    "Columns": "Kolommen",
    "Column": "Kolom",
    "Key": "Sleutel",
    "Meaning": "Betekenis",
    "The name the person signs in with; guests carry #EXT#.": (
        "De naam waarmee de persoon zich aanmeldt; bij gasten bevat die #EXT#."
    ),
    "Per-user MFA: Disabled, Enabled or Enforced. Disabled does not mean that there is no MFA: "
    "Conditional Access and security defaults require it without changing this state.": (
        "MFA per gebruiker: Uitgeschakeld, Ingeschakeld of Afgedwongen. Uitgeschakeld betekent "
        "niet dat er geen MFA is: voorwaardelijke toegang en standaardinstellingen voor "
        "beveiliging vereisen MFA zonder deze status te wijzigen."
    ),
    "Registered methods that count as MFA, under the name MSOnline gave them where it had one, "
    "else Graph's; kinds unknown to this version under Graph's name. Unknown where no source "
    "answered.": (
        "Geregistreerde methoden die als MFA tellen, onder de naam die MSOnline eraan gaf als die "
        "er was, anders die van Graph; soorten die deze versie niet kent, staan onder de naam van "
        "Graph. Onbekend als geen enkele bron antwoord gaf."
    ),
    "The person's name.": "De naam van de persoon.",
    "True, False, or empty for unknown, under the definition that the run names. Wrong for "
    "hours after a change (the report lags), and for MFA done outside Entra.": (
        "WAAR, ONWAAR of leeg voor onbekend, volgens de definitie die bij de uitvoering vermeld "
        "staat. Nog uren na een wijziging onjuist (het rapport loopt achter), en ook voor MFA die "
        "buiten Entra wordt uitgevoerd."
    ),
    "Why it says so.": "Waarom het oordeel zo luidt.",
    "Which API answered; empty where none did.": (
        "Welke API antwoord gaf; leeg als geen enkele dat deed."
    ),
    "The strongest registered method that counts as MFA: phishing-resistant, app, phone, none, "
    "or unknown.": (
        "De sterkste geregistreerde methode die als MFA telt: phishingbestendig, app, telefoon, "
        "geen of onbekend."
    ),
    "What a reviewer should look at: an admin who is not registered or has no "
    "phishing-resistant method, and accounts whose only method is a phone.": (
        "Waar een beoordelaar naar moet kijken: beheerders die niet zijn geregistreerd of geen "
        "phishingbestendige methode hebben, en accounts waarvan de enige methode een telefoon is."
    ),
    "Has an admin role, by the report or, where roles were read, by an active assignment. JSON has "
    "the report's word alone; Microsoft does not say whether eligible or group assignments count "
    "in it.": (
        "Heeft een beheerdersrol, volgens het rapport of, waar rollen zijn gelezen, door een "
        "actieve toewijzing. JSON heeft alleen wat het rapport zegt; Microsoft vermeldt niet of in "
        "aanmerking komende toewijzingen en groepstoewijzingen daarin meetellen."
    ),
    "Active role assignments, through groups too; eligible ones are not shown. (scoped): for a "
    "part of the directory only. Unknown where they could not be read.": (
        "Actieve roltoewijzingen, ook via groepen; in aanmerking komende worden niet getoond. "
        "(scoped): alleen voor een deel van de directory. Onbekend als ze niet konden worden "
        "gelezen."
    ),
    "Graph's own verdict: a strong method is registered, allowed by policy or not.": (
        "Het eigen oordeel van Graph: er is een sterke methode geregistreerd, ongeacht of het "
        "beleid die toestaat."
    ),
    "Registered, and the authentication methods policy allows a registered method.": (
        "Geregistreerd, en het beleid voor verificatiemethoden staat een geregistreerde methode "
        "toe."
    ),
    "Has a passwordless method that policy allows.": (
        "Heeft een methode zonder wachtwoord die het beleid toestaat."
    ),
    "Registered for self-service password reset.": (
        "Geregistreerd voor selfservice voor wachtwoordherstel."
    ),
    "Allowed to use self-service password reset.": (
        "Mag selfservice voor wachtwoordherstel gebruiken."
    ),
    "Registered for self-service password reset and allowed to use it.": (
        "Geregistreerd voor selfservice voor wachtwoordherstel en mag die gebruiken."
    ),
    "Every method Graph named, in Graph's spelling, those that are no MFA too. Only the "
    "per-account API lists the password.": (
        "Elke methode die Graph noemde, in de schrijfwijze van Graph, ook methoden die geen MFA "
        "zijn. Alleen de API per account vermeldt het wachtwoord als methode."
    ),
    "Phone numbers, device and key names, masked unless --show-personal-data; with --details.": (
        "Telefoonnummers en namen van apparaten en sleutels, gemaskeerd tenzij "
        "--show-personal-data is opgegeven; met --details."
    ),
    "The MethodTypes the old query would have listed. Graph cannot tell text from call on a "
    "mobile phone, so both are named.": (
        "De MethodType-waarden die de oude query zou hebben vermeld. Graph kan sms-berichten en "
        "oproepen op een mobiele telefoon niet van elkaar onderscheiden, dus worden beide genoemd."
    ),
    "The person's own choice; used only where system-preferred is off.": (
        "De eigen keuze van de persoon; wordt alleen gebruikt als de systeemvoorkeur is "
        "uitgeschakeld."
    ),
    "The service picks the strongest registered method.": (
        "De service kiest de sterkste geregistreerde methode."
    ),
    "What the service would pick.": "Wat de service zou kiezen.",
    "False for a blocked account (MSOnline: BlockCredential True).": (
        "ONWAAR voor een geblokkeerd account (MSOnline: BlockCredential True)."
    ),
    "Member or Guest.": "Lid of Gast.",
    "Has at least one licence, its own or through a group.": (
        "Heeft ten minste één licentie, rechtstreeks of via een groep."
    ),
    "Comes from an on-premises directory; empty for accounts that never did.": (
        "Komt uit een on-premises directory; leeg voor accounts waarvoor dat nooit gold."
    ),
    "As in the directory.": "Zoals in de directory.",
    "When the account was created; empty for some created before June 2018.": (
        "Wanneer het account is aangemaakt; leeg voor sommige accounts van vóór juni 2018."
    ),
    "When the person starts, where the directory says so.": (
        "Wanneer de persoon begint, als de directory dat vermeldt."
    ),
    "The last time the person tried to sign in, well or not; with --last-sign-in.": (
        "De laatste keer dat de persoon zich probeerde aan te melden, geslaagd of niet; met "
        "--last-sign-in."
    ),
    "The last time a program tried to sign in for the person, well or not; with --last-sign-in.": (
        "De laatste keer dat een programma zich namens de persoon probeerde aan te melden, "
        "geslaagd of niet; met --last-sign-in."
    ),
    "The last time a sign-in of either kind went well; empty before December 2023; with "
    "--last-sign-in.": (
        "De laatste keer dat een aanmelding van een van beide soorten slaagde; leeg vóór december "
        "2023; met --last-sign-in."
    ),
    "When Graph last refreshed the registration report; not when the person registered.": (
        "Wanneer Graph het registratierapport voor het laatst heeft vernieuwd; niet wanneer de "
        "persoon zich heeft geregistreerd."
    ),
    "Which API told the per-user state; empty where none did.": (
        "Welke API de status per gebruiker gaf; leeg als geen enkele dat deed."
    ),
    "The account's object id, which never changes.": (
        "De object-id van het account, die nooit verandert."
    ),
    # Columns of other programs.
    "member or guest.": "member (lid) of guest (gast).",
    "Has an admin role. Microsoft does not say whether eligible or group assignments count.": (
        "Heeft een beheerdersrol. Microsoft vermeldt niet of in aanmerking komende toewijzingen en "
        "groepstoewijzingen meetellen."
    ),
    "Every method that the registration report names; unknown where it has no row for the "
    "account.": (
        "Elke methode die het registratierapport noemt; unknown waar het geen rij voor het account "
        "heeft."
    ),
    "The status as a sign; empty for Unknown.": "De status als teken; leeg bij Unknown.",
    "MFA Capable, Not MFA Capable or Unknown. Whether somebody has signed in with MFA is not "
    "looked at.": (
        "MFA Capable, Not MFA Capable of Unknown. Of iemand zich met MFA heeft aangemeld, wordt "
        "niet bekeken."
    ),
    "Registered methods but email and password, under the names of MSIdentityTools. Unknown "
    "where no source answered.": (
        "Geregistreerde methoden behalve e-mail en wachtwoord, met de namen van MSIdentityTools. "
        "Unknown waar geen enkele bron antwoordde."
    ),
    "What to know about this row.": "Wat er over deze rij te weten valt.",
}
