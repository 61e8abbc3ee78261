"""The languages of a report; the English text is the key of its translations (`data/*.po`).

Translated are headers, meanings, notes and words that the program itself chose; never a name that
Graph or MSOnline gave, a key of JSON, or what went wrong (which is searched for, and reported).
"""

from collections.abc import Callable
from enum import StrEnum

from mfa_audit import data
from mfa_audit.reports.tables import Phrases

Words = Callable[[str], str]

# The context of reports made from the sign-in log, the audit log and activity reports.
LOG_CONTEXT = "sign-ins"


class Language(StrEnum):
    """By their ISO 639-1 codes."""

    ENGLISH = "en"
    SWEDISH = "sv"
    DUTCH = "nl"


# What Excel calls TRUE and FALSE in this language, so that it reads a CSV's cells as such.
TRUE_AND_FALSE = {
    Language.ENGLISH: ("True", "False"),
    Language.SWEDISH: ("SANT", "FALSKT"),
    Language.DUTCH: ("WAAR", "ONWAAR"),
}


# The mark before a fraction, and the one between thousands (in Swedish a space that never breaks).
_MARKS = {
    Language.ENGLISH: (".", ","),
    Language.SWEDISH: (",", "\u00a0"),
    Language.DUTCH: (",", "."),
}


def words_of(language: Language, context: str = "") -> Words:
    """A function from an English text to the text in `language`.

    `context` names the reports in which some words mean something else. A text without a
    translation, such as a kind of method that only Graph knows, stays as it is.
    """
    if language is Language.ENGLISH:
        return str
    catalogue = data.translations(language)

    def words(text: str) -> str:
        return catalogue.get((context, text)) or catalogue.get(("", text), text)

    return words


def phrases(words: Words, language: Language) -> Phrases:
    """What a page says by itself."""
    english, (decimal, thousands) = Phrases(), _MARKS[language]
    return Phrases(
        str(language),
        words(english.yes),
        words(english.no),
        words(english.contents),
        words(english.skip),
        words(english.empty),
        words(english.cut),
        decimal,
        thousands,
    )
