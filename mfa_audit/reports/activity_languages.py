"""Swedish and Dutch for what is said of results: explanations, and activity reports explained.

Only what the reports on the logs do not say already; the texts of the tables of results come from
the tables.
"""

from mfa_audit.domain.call_results import CallOutcome
from mfa_audit.reports.activity import EXPLAINED, HEADING
from mfa_audit.reports.activity_summary import NO_RESULT, NOT_KNOWN, OUTCOMES
from mfa_audit.reports.explanations import CALL_RESULT, ERROR, NOT_TODAY, TEXT, TITLES, WHAT_TO_DO
from mfa_audit.reports.language import Language, Words, log_translations, words_from

# English, Swedish, Dutch.
OWN: tuple[tuple[str, str, str], ...] = (
    ("success", "lyckad", "geslaagd"),
    ("fault", "fel", "storing"),
    ("Success", "Lyckade", "Geslaagd"),
    ("Fault", "Fel", "Storing"),
    ("Rows", "Rader", "Regels"),
    ("Outcome", "Utfall", "Uitkomst"),
    ("Outcomes", "Utfall i siffror", "Uitkomsten"),
    ("Results", "Resultat i siffror", "Resultaten"),
    ("Days", "Dagar", "Dagen"),
    ("Users denied most often", "Användare som nekats oftast", "Vaakst geweigerde gebruikers"),
    ("Days with the most denied", "Dagar med flest nekade", "Dagen met de meeste weigeringen"),
    ("Files read", "Lästa filer", "Gelezen bestanden"),
    ("File", "Fil", "Bestand"),
    ("Encoding", "Teckenkodning", "Codering"),
    ("What is not known", "Vad som inte är känt", "Wat niet bekend is"),
    ("Rows by outcome", "Rader efter utfall", "Regels per uitkomst"),
    ("(no result)", "(inget resultat)", "(geen resultaat)"),
    (HEADING, "MFA-aktivitetsrapport, förklarad", "MFA-activiteitenrapport, uitgelegd"),
    (EXPLAINED, "Resultatet betyder", "Betekenis van het resultaat"),
    (
        NOT_KNOWN,
        "Inget samtalsresultat som den här versionen känner till.",
        "Geen oproepresultaat dat deze versie kent.",
    ),
    (NO_RESULT, "Raden har inget samtalsresultat.", "De regel heeft geen oproepresultaat."),
    (OUTCOMES[CallOutcome.SUCCESS], "Personen släpptes in.", "De persoon is toegelaten."),
    (OUTCOMES[CallOutcome.DENIED], "Personen släpptes inte in.", "De persoon is niet toegelaten."),
    (
        OUTCOMES[CallOutcome.FAULT],
        "Något som ingen bestämt gick fel: tjänsten, telefonen eller numret.",
        "Er ging iets mis dat niemand besloot: de service, de telefoon of het nummer.",
    ),
    (
        OUTCOMES[CallOutcome.UNKNOWN],
        "Raden säger inte hur det slutade.",
        "De regel zegt niet hoe het afliep.",
    ),
    (
        TITLES[CALL_RESULT],
        "Samtalsresultat i den nedlagda MFA-aktivitetsrapporten",
        "Oproepresultaten van het vervallen MFA-activiteitenrapport",
    ),
    (TITLES[ERROR], "AADSTS-koder för inloggningar", "AADSTS-codes van aanmeldingen"),
    (
        TITLES[TEXT],
        "Resultattexter i inloggningsloggen",
        "Resultaatteksten van het aanmeldingslogboek",
    ),
    (WHAT_TO_DO, "Att göra", "Wat te doen"),
    (
        NOT_TODAY,
        "Samtalsresultat finns bara i nedladdade aktivitetsrapporter: dagens inloggningsloggar i "
        "Entra innehåller dem inte.",
        "Oproepresultaten staan alleen in gedownloade activiteitenrapporten: de huidige "
        "aanmeldingslogboeken van Entra bevatten ze niet.",
    ),
)


def activity_words(language: Language) -> Words:
    """A function from an English text to the text in `language`."""
    table = log_translations(language)
    if language is not Language.ENGLISH:
        column = 1 if language is Language.SWEDISH else 2
        table = table | {row[0]: row[column] for row in OWN}
    return words_from(table)
