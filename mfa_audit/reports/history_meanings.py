"""Swedish and Dutch for the sheets of the histories and the on-premises report: English, Swedish,
Dutch. Not here: their headers and what an event amounts to (`sign_in_languages`)."""

from mfa_audit.reports.on_premises import INTERACTIVE_NOTE

HISTORY_MEANINGS: tuple[tuple[str, str, str], ...] = (
    # Sheets and headings.
    ("Blocked users", "Blockerade användare", "Geblokkeerde gebruikers"),
    ("Bypasses", "Förbikopplingar", "Vrijstellingen"),
    (
        "Fraud and suspicious activity",
        "Bedrägeri, misstänkt aktivitet",
        "Fraude, verdachte activiteit",
    ),
    ("Per-user MFA state", "MFA-tillstånd per användare", "MFA-toestand per gebruiker"),
    ("On-premises components", "Lokala komponenter", "On-premises onderdelen"),
    ("Events", "Händelser", "Gebeurtenissen"),
    ("Events by kind", "Händelser efter slag", "Gebeurtenissen per soort"),
    ("Sign-ins by component", "Inloggningar per komponent", "Aanmeldingen per onderdeel"),
    ("History", "Historik", "Geschiedenis"),
    # The histories' columns.
    ("When it happened.", "När det hände.", "Wanneer het gebeurde."),
    ("What it amounts to.", "Vad det innebär.", "Waar het op neerkomt."),
    ("To whom it happened.", "Vem det hände.", "Wie het overkwam."),
    (
        "The person or app that did it.",
        "Personen eller appen som gjorde det.",
        "De persoon of app die het deed.",
    ),
    (
        "success, failure or timeout.",
        "success, failure eller timeout.",
        "success, failure of timeout.",
    ),
    (
        "Graph's words, such as the method.",
        "Graphs ord, till exempel metoden.",
        "De woorden van Graph, zoals de methode.",
    ),
    (
        "What was changed, from what to what.",
        "Vad som ändrades, från vad till vad.",
        "Wat er is gewijzigd, van wat naar wat.",
    ),
    ("Where it was done from.", "Varifrån det gjordes.", "Vanwaar het werd gedaan."),
    ("Graph's name.", "Graphs namn.", "De naam van Graph."),
    ("The user's object id.", "Användarens objekt-id.", "De object-id van de gebruiker."),
    ("The id of who did it.", "Id för den som gjorde det.", "De id van wie het deed."),
    (
        "The same for the parts of one action.",
        "Samma för delarna av en åtgärd.",
        "Hetzelfde voor de delen van één actie.",
    ),
    (
        "Graph's id of the event.",
        "Graphs id för händelsen.",
        "De id van Graph voor de gebeurtenis.",
    ),
    # The components' columns.
    (
        "What the sign-ins came through.",
        "Vad inloggningarna kom genom.",
        "Waar de aanmeldingen doorheen kwamen.",
    ),
    (
        "active, quiet (nothing for three days) or not seen in this window.",
        "aktiv, tyst (inget på tre dagar) eller inte sedd under perioden.",
        "actief, stil (drie dagen niets) of niet gezien in deze periode.",
    ),
    ("In this window.", "Under perioden.", "In deze periode."),
    ("How many came through it.", "Hur många som kom genom den.", "Hoeveel erdoorheen kwamen."),
    ("How many different people.", "Hur många olika personer.", "Hoeveel verschillende mensen."),
    ("MFA was satisfied.", "MFA uppfylldes.", "Aan MFA is voldaan."),
    ("MFA was denied.", "MFA nekades.", "MFA is geweigerd."),
    (
        "Denied among those of which the result is known, 0 to 1.",
        "Nekade bland dem vars resultat är känt, 0 till 1.",
        "Geweigerd onder die waarvan het resultaat bekend is, 0 tot 1.",
    ),
    (
        "Failed for another reason.",
        "Misslyckades av ett annat skäl.",
        "Om een andere reden mislukt.",
    ),
    (
        "Graph does not tell how MFA ended.",
        "Graph anger inte hur MFA slutade.",
        "Graph zegt niet hoe MFA afliep.",
    ),
    (
        INTERACTIVE_NOTE,
        "De interaktiva inloggningarna har lästs: Entra visar dem som kommer genom dessa "
        "komponenter bland dem.",
        "Gelezen zijn de interactieve aanmeldingen: Entra toont die via deze onderdelen daaronder.",
    ),
)
