"""The languages of a report. The English text is the key of its translations.

Translated are headers, meanings, notes and words that the program itself chose; never a name that
Graph or MSOnline gave, a key of JSON, or what went wrong (which is searched for, and reported).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from mfa_audit.reports.column import Phrases

Words = Callable[[str], str]


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


def translations(language: Language) -> dict[str, str]:
    """English text → text; nothing for English."""
    if language is Language.SWEDISH:
        from mfa_audit.reports.swedish import SWEDISH

        return SWEDISH
    if language is Language.DUTCH:
        from mfa_audit.reports.dutch import DUTCH

        return DUTCH
    return {}


def log_translations(language: Language) -> dict[str, str]:
    """The same for reports made from logs, where some words mean something else."""
    if language is Language.ENGLISH:
        return {}
    from mfa_audit.reports.sign_in_languages import SIGN_IN_DUTCH, SIGN_IN_SWEDISH

    own = SIGN_IN_SWEDISH if language is Language.SWEDISH else SIGN_IN_DUTCH
    return translations(language) | own


def words_of(language: Language) -> Words:
    """A function from an English text to the text in `language`."""
    return words_from(translations(language))


def log_words_of(language: Language) -> Words:
    """`words_of` for reports made from logs."""
    return words_from(log_translations(language))


def words_from(table: Mapping[str, str]) -> Words:
    """A function from an English text to its translation. One without, such as a kind of method
    that only Graph knows, stays as it is."""
    return lambda text: table.get(text, text)


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
