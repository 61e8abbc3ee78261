"""Every word of comparisons and trends is there in Swedish and Dutch, and none too many."""

import re
from datetime import UTC, date, datetime
from string import Formatter

import pytest

from mfa_audit.domain.audit import Gap, Note
from mfa_audit.domain.changes import Change, Tally
from mfa_audit.domain.facts import Definition
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.trend import Figures
from mfa_audit.reports.change_languages import TEXTS, change_translations, change_words_of
from mfa_audit.reports.change_notes import NOTES, ORDER
from mfa_audit.reports.change_pages import closing, with_changes
from mfa_audit.reports.changes import ChangeLayout, Compared, Outcome
from mfa_audit.reports.language import Language, translations
from mfa_audit.reports.provenance import Origin
from mfa_audit.reports.trend import BY_NAME, BY_REPORT, BY_TIME, Point, TrendLayout

TRANSLATED = pytest.mark.parametrize("language", [Language.SWEDISH, Language.DUTCH])
ENTRA, MSONLINE = Definition
FIGURES = Figures(0, 0, 0, 0, 0, 0, 0, 0)
# Every fixed word that a cell of Changes can hold.
FIXED = (
    *map(str, Change),
    *map(str, Strength),
    *("registered", "not registered", "admin", "no admin", "blocked", "not blocked"),
)
NAMES = re.compile(r"\b(?:MFA|MSOnline|UTC|Windows Hello)\b|\{\w+\}")


def asked() -> set[str]:
    """Every text that is ever looked up."""
    texts = {*FIXED, *NOTES, "Disabled", "Enabled", "Enforced"}

    def words(text: str) -> str:
        texts.add(text)
        return text

    one = Compared("a", Origin(), 0)
    outcome = Outcome(one, one, Tally(), (Note(ORDER),))
    made = closing(outcome, words, datetime(2026, 11, 21, tzinfo=UTC))
    with_changes(made, [], outcome, words)
    origins = [Origin("a", None, ENTRA, ()), Origin("b", None, MSONLINE, ("--exclude guests",))]
    points = [Point(date.min, BY_NAME, "f", origin, FIGURES) for origin in origins]
    trend = TrendLayout(words)
    trend.closing(points, [Gap("f", "why", "what to do")], datetime(2026, 11, 21, tzinfo=UTC))
    return texts | {BY_NAME, BY_REPORT, BY_TIME}


@TRANSLATED
def test_every_text_has_a_translation(language: Language) -> None:
    assert asked() - change_translations(language).keys() == set()


def test_no_translation_is_superfluous_and_none_stands_twice() -> None:
    assert TEXTS.keys() - asked() == set()
    assert TEXTS.keys() & translations(Language.SWEDISH).keys() == set()


@TRANSLATED
def test_translations_are_whole_and_names_stay(language: Language) -> None:
    words = change_words_of(language)
    for text in TEXTS:
        assert [name for name in NAMES.findall(text) if name not in words(text)] == [], text
        fields = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert fields == {name for _, name, _, _ in Formatter().parse(words(text)) if name}, text
        assert text.endswith(".") == words(text).endswith("."), text


@TRANSLATED
def test_headers_and_kinds_can_be_told_apart(language: Language) -> None:
    words = change_words_of(language)
    for table in (*ChangeLayout(words).tables, *TrendLayout(words).tables):
        headers = [heading.header for heading in table.headings]
        assert len({*headers}) == len(headers)
    assert len({words(text) for text in FIXED}) == len({*FIXED})


def test_english_is_what_the_program_says() -> None:
    assert change_translations(Language.ENGLISH) == {}
    assert change_words_of(Language.ENGLISH)("renamed") == "renamed"
