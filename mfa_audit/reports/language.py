"""The languages of a report. The English text is the key of its translations (`data/*.po`).

Headers, meanings, notes and this program's own words are translated. Names that Graph or MSOnline
gave, keys of JSON and error messages are not: people search for them and report them.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

from mfa_audit import data
from mfa_audit.reports.tables import Cell, Chart, Phrases, Section

Words = Callable[[str], str]

# The context of reports made from the sign-in log, the audit log and activity reports.
LOG_CONTEXT = "sign-ins"


class Language(StrEnum):
    """By their ISO 639-1 codes."""

    ENGLISH = "en"
    SWEDISH = "sv"
    DUTCH = "nl"


# Excel's TRUE and FALSE in this language: with these words it reads a CSV's cells as such.
TRUE_AND_FALSE = {
    Language.ENGLISH: ("True", "False"),
    Language.SWEDISH: ("SANT", "FALSKT"),
    Language.DUTCH: ("WAAR", "ONWAAR"),
}
# The decimal mark, and the mark between thousands (in Swedish a space that never breaks).
_MARKS = {
    Language.ENGLISH: (".", ","),
    Language.SWEDISH: (",", "\u00a0"),
    Language.DUTCH: (",", "."),
}


def words_of(language: Language, context: str = "") -> Words:
    """A function from an English text to the text in `language`.

    `context` names the reports in which some words have another translation. A text without a
    translation, such as a kind of method that only Graph knows, stays as it is.
    """
    if language is Language.ENGLISH:
        return str
    catalogue = data.translations(language)

    def words(text: str) -> str:
        return catalogue.get((context, text)) or catalogue.get(("", text), text)

    return words


def phrases(words: Words, language: Language) -> Phrases:
    """The fixed texts of a page in `language`."""
    # Its fields are the language, the texts, and the two marks in a number.
    return Phrases._make([language, *map(words, Phrases()[1:-2]), *_MARKS[language]])


def section(
    words: Words,
    title: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    chart: Chart | None = None,
) -> Section:
    """A section of a page, with its English title, headers and chart title translated."""
    if chart:
        chart = chart._replace(title=words(chart.title))
    return Section(words(title), tuple(map(words, headers)), rows, chart)
