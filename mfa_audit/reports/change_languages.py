"""What only comparisons and trends say, in Swedish and Dutch. The rest: `swedish`, `dutch`."""

from mfa_audit.reports.language import Language, Words, translations, words_from

# English: Swedish, Dutch.
TEXTS: dict[str, tuple[str, str]] = {
    # Sheets and headers.
    "Changes": ("Ändringar", "Wijzigingen"),
    "Change": ("Ändring", "Wijziging"),
    "Before": ("Före", "Voor"),
    "After": ("Efter", "Na"),
    "Methods Before": ("Metoder före", "Methoden voor"),
    "Methods After": ("Metoder efter", "Methoden na"),
    "Renamed From": ("Tidigare namn", "Vorige naam"),
    # Kinds of change.
    "lost registration": ("registrering förlorad", "registratie verloren"),
    "new admin without phishing-resistant method": (
        "ny administratör utan nätfiskeresistent metod",
        "nieuwe beheerder zonder phishingbestendige methode",
    ),
    "phone only, or weaker than before": (
        "enbart telefon, eller svagare än tidigare",
        "alleen telefoon, of zwakker dan voorheen",
    ),
    "per-user MFA state changed": (
        "MFA-status per användare ändrad",
        "MFA-status per gebruiker gewijzigd",
    ),
    "newly registered": ("nyregistrerad", "nieuw geregistreerd"),
    "stronger than before": ("starkare än tidigare", "sterker dan voorheen"),
    "blocked": ("blockerad", "geblokkeerd"),
    "unblocked": ("inte längre blockerad", "niet langer geblokkeerd"),
    "new account": ("nytt konto", "nieuw account"),
    "gone account": ("borttaget konto", "verdwenen account"),
    "was unknown": ("var okänd", "was onbekend"),
    "renamed": ("nytt namn", "nieuwe naam"),
    # What an account was, and is.
    "registered": ("registrerad", "geregistreerd"),
    "not registered": ("inte registrerad", "niet geregistreerd"),
    "admin": ("administratör", "beheerder"),
    "no admin": ("inte administratör", "geen beheerder"),
    "not blocked": ("inte blockerad", "niet geblokkeerd"),
    # Summary.
    "Changes in MFA registration": (
        "Ändringar i MFA-registrering",
        "Wijzigingen in MFA-registratie",
    ),
    "Only what both reports know is compared; each change has a row in Changes.": (
        "Endast det som båda rapporterna vet jämförs; varje ändring har en rad under Ändringar.",
        "Alleen wat beide rapporten weten, wordt vergeleken; elke wijziging heeft een rij onder "
        "Wijzigingen.",
    ),
    "In the old report": ("I den äldre rapporten", "In het oude rapport"),
    "New accounts": ("Nya konton", "Nieuwe accounts"),
    "Gone accounts": ("Borttagna konton", "Verdwenen accounts"),
    "In the new report": ("I den nyare rapporten", "In het nieuwe rapport"),
    "With a change, of those in both": (
        "Med en ändring, av dem som finns i båda",
        "Met een wijziging, van die in beide",
    ),
    "Changes by kind": ("Ändringar efter typ", "Wijzigingen per soort"),
    "Changes in accounts": ("Ändringar av konton", "Wijzigingen in accounts"),
    "Compared with": ("Jämförd med", "Vergeleken met"),
    "The two reports": ("De två rapporterna", "De twee rapporten"),
    "Old report": ("Äldre rapport", "Oud rapport"),
    "New report": ("Nyare rapport", "Nieuw rapport"),
    "File": ("Fil", "Bestand"),
    "Made (UTC)": ("Skapad (UTC)", "Gemaakt (UTC)"),
    # Trend.
    "MFA registration over time": ("MFA-registrering över tid", "MFA-registratie in de tijd"),
    "Each report has a row in Reports; an empty cell is not known.": (
        "Varje rapport har en rad under Rapporter; en tom cell är inte känd.",
        "Elk rapport heeft een rij onder Rapporten; een lege cel is niet bekend.",
    ),
    "Trend": ("Utveckling", "Verloop"),
    "Reports": ("Rapporter", "Rapporten"),
    "Date": ("Datum", "Datum"),
    "Phishing-Resistant": ("Nätfiskeresistenta", "Phishingbestendig"),
    "Phone Only": ("Enbart telefon", "Alleen telefoon"),
    "Admins Not Registered": ("Administratörer inte registrerade", "Beheerders niet geregistreerd"),
    "Registered, Share": ("Registrerade, andel", "Geregistreerd, aandeel"),
    "Date From": ("Datum från", "Datum uit"),
    "the report": ("rapporten", "het rapport"),
    "the file's name": ("filens namn", "de bestandsnaam"),
    "the file's time": ("filens tid", "de bestandstijd"),
    "Accounts over time": ("Konton över tid", "Accounts in de tijd"),
    "Admins over time": ("Administratörer över tid", "Beheerders in de tijd"),
    "Files not read": ("Filer som inte lästes", "Niet gelezen bestanden"),
    "Why": ("Varför", "Waarom"),
    "the reports are of several tenants: the lines mix them": (
        "rapporterna gäller flera klientorganisationer: linjerna blandar dem",
        "de rapporten zijn van meer tenants: de lijnen mengen ze",
    ),
    "the reports have several definitions of registered: the lines mix them": (
        "rapporterna har flera definitioner av registrerad: linjerna blandar dem",
        "de rapporten hebben meer definities van geregistreerd: de lijnen mengen ze",
    ),
    "the reports are not about the same accounts: the lines mix them": (
        "rapporterna gäller inte samma konton: linjerna blandar dem",
        "de rapporten gaan niet over dezelfde accounts: de lijnen mengen ze",
    ),
    # Notes.
    "the old report was written by MSOnline, which listed no passkeys, Windows Hello or "
    "certificates: a gain that comes from these alone is not told": (
        "den äldre rapporten skrevs av MSOnline, som inte listade nycklar, Windows Hello eller "
        "certifikat: en förbättring som enbart beror på sådana anges inte",
        "het oude rapport is geschreven door MSOnline, dat geen passkeys, Windows Hello of "
        "certificaten vermeldde: een verbetering die alleen daarop berust, wordt niet vermeld",
    ),
    "the new report was written by MSOnline, which lists no passkeys, Windows Hello or "
    "certificates: a loss may be none": (
        "den nyare rapporten skrevs av MSOnline, som inte listar nycklar, Windows Hello eller "
        "certifikat: en förlust behöver inte vara någon",
        "het nieuwe rapport is geschreven door MSOnline, dat geen passkeys, Windows Hello of "
        "certificaten vermeldt: een verlies hoeft er geen te zijn",
    ),
    "the reports have different definitions of registered: they are compared by their methods": (
        "rapporterna har olika definitioner av registrerad: de jämförs efter sina metoder",
        "de rapporten hebben verschillende definities van geregistreerd: ze worden vergeleken op "
        "hun methoden",
    ),
    "the reports do not tell registration in a way that can be compared: nothing is said of who "
    "gained or lost it": (
        "rapporterna anger inte registrering på ett sätt som kan jämföras: inget sägs om vem som "
        "har fått eller förlorat den",
        "de rapporten vermelden registratie niet op een manier die te vergelijken is: er wordt "
        "niets gezegd over wie die kreeg of verloor",
    ),
    "the reports are not about the same accounts: some are new or gone by their options": (
        "rapporterna gäller inte samma konton: en del är nya eller borta på grund av valda "
        "alternativ",
        "de rapporten gaan niet over dezelfde accounts: sommige zijn nieuw of verdwenen door de "
        "gekozen opties",
    ),
    "the old report was made after the new one": (
        "den äldre rapporten skapades efter den nyare",
        "het oude rapport is na het nieuwe gemaakt",
    ),
    "rows of accounts that the same report had listed already: {number}": (
        "rader för konton som samma rapport redan hade listat: {number}",
        "rijen van accounts die hetzelfde rapport al had vermeld: {number}",
    ),
    "accounts matched by names with question marks for letters: {number}": (
        "konton som har parats ihop efter namn med frågetecken i stället för bokstäver: {number}",
        "accounts gekoppeld op namen met vraagtekens in plaats van letters: {number}",
    ),
    "names with question marks that fit several accounts, listed as gone and as new: {number}": (
        "namn med frågetecken som passar flera konton, angivna som borttagna och som nya: {number}",
        "namen met vraagtekens die op meer accounts passen, vermeld als verdwenen en als nieuw: "
        "{number}",
    ),
    "accounts whose registration was known and is unknown now, which is no change: {number}": (
        "konton vars registrering var känd och nu är okänd, vilket inte är en ändring: {number}",
        "accounts waarvan de registratie bekend was en nu onbekend is, wat geen wijziging is: "
        "{number}",
    ),
}


def change_translations(language: Language) -> dict[str, str]:
    """English text → text, the shared ones too; nothing for English."""
    if language is Language.ENGLISH:
        return {}
    place = 0 if language is Language.SWEDISH else 1
    return translations(language) | {text: both[place] for text, both in TEXTS.items()}


def change_words_of(language: Language) -> Words:
    """A function from an English text to the text in `language`."""
    return words_from(change_translations(language))
