"""The activity report in numbers, and every word of it and of the explanations in each language."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from mfa_audit.domain.activity_report import ActivitySummary, Explained, Layout
from mfa_audit.domain.call_results import CALL_RESULTS, CallOutcome, call_result
from mfa_audit.reports.activity import ActivityLayout, ActivityRow, FileFacts
from mfa_audit.reports.activity_languages import OWN, activity_words
from mfa_audit.reports.activity_summary import day_table, gaps_of, screen, sections
from mfa_audit.reports.column import Page, Table
from mfa_audit.reports.explanations import Explanation, as_text, everything
from mfa_audit.reports.language import Language, log_translations

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("language", list(Language))
TRANSLATED = pytest.mark.parametrize("language", [Language.SWEDISH, Language.DUTCH])


def counted(*rows: tuple[str, str, str]) -> ActivitySummary:
    """Rows of result, user and time."""
    summary = ActivitySummary(Layout(0, 1, 2))
    for row in rows:
        summary.add(row)
    return summary


def plain(text: str) -> str:
    """Words of no language but the report's own."""
    return text


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["2018-10-01", "2018-9-30", "2018-09-02"], ["2018-09-02", "2018-9-30", "2018-10-01"]),
        (["2018/10/01", "2018.09.30"], ["2018.09.30", "2018/10/01"]),
        # Nobody can tell whether it is in July.
        (["8/7/2018", "7/8/2018"], ["8/7/2018", "7/8/2018"]),
        (["8/7/2018", "2018-07-01"], ["8/7/2018", "2018-07-01"]),
    ],
)
def test_days_are_in_order_where_their_order_is_known(days: list[str], order: list[str]) -> None:
    summary = counted(*(("CONFIG_ISSUE", "a@c.example", f"{day} 10:00") for day in days))
    assert [row[0] for row in day_table(summary, plain).rows] == order


def test_the_summary_has_the_most_common_results_and_the_sum_of_the_others() -> None:
    rows = [(f"NEW_{number:03}", "", "") for number in range(120)]
    summary = counted(("CONFIG_ISSUE", "", ""), ("CONFIG_ISSUE", "", ""), *rows)
    results = sections(summary, plain)[1].rows
    assert len(results) == 101
    assert list(results[0])[:3] == ["CONFIG_ISSUE", 2, "fault"]
    assert list(results[-1]) == ["others", 21, None, None]
    assert "\n        111  others\n" in screen(summary)


def test_a_summary_of_nothing_denied() -> None:
    summary = counted(("SUCCESS_USED_CACHE", "a@c.example", "2018-07-30"))
    users = sections(summary, plain)[2]
    assert (users.title, users.rows) == ("Users denied most often", [("none", None, None)])
    assert screen(summary).splitlines()[-5:-1] == [
        "users denied most often",
        "          0  none",
        "days with the most denied",
        "          0  none",
    ]
    assert gaps_of(summary) == []


def test_no_rows_have_no_shares() -> None:
    assert [row[2] for row in sections(counted(), plain)[0].rows] == [None] * 4


def test_outcomes_are_counted_once_each() -> None:
    summary = counted(*((result.code, "", "") for result in CALL_RESULTS))
    assert summary.outcomes == Counter(result.outcome for result in CALL_RESULTS)
    assert [row[1] for row in sections(summary, plain)[0].rows] == [9, 24, 9, 3]


class Asked:
    """A language that remembers what it was asked for."""

    def __init__(self) -> None:
        self.texts: dict[str, None] = {}

    def __call__(self, text: str) -> str:
        """The text itself."""
        self.texts[text] = None
        return text


def sheets(words: "Asked") -> list[Page | Table]:
    """All that a report can say: results known, new and missing."""
    layout = ActivityLayout(["Result"], words)
    summary = counted(
        *((result.code, "a@c.example", "2018-07-30") for result in CALL_RESULTS),
        *((f"NEW_{number}", "", "") for number in range(60)),
        *[("", "", "")] * 2,
    )
    for text in ("", "NEW", *(result.code for result in CALL_RESULTS)):
        found = Explained(text, call_result(text))
        for _ in layout.rows([ActivityRow([text], found)]):
            pass
    files = [FileFacts("r.csv", "utf-8", ",", 3)]
    closing = layout.closing(summary, files, gaps_of(summary), "1.0", NOW)
    nothing = layout.closing(counted(), files, [], "1.0", NOW)
    assert closing.title == "MFA activity report, explained"
    return [*closing.front, *layout.tables, *closing.back, *nothing.front]


def asked() -> list[str]:
    """Every text that is ever looked up."""
    words = Asked()
    sheets(words)
    as_text(everything(Language.ENGLISH), words, titles=True)
    return [*words.texts]


@TRANSLATED
def test_every_text_has_a_translation(language: Language) -> None:
    words = activity_words(language)
    table = log_translations(language) | {row[0]: "" for row in OWN}
    assert [text for text in asked() if text not in table] == []
    assert words("The person was let in.") in ("Personen släpptes in.", "De persoon is toegelaten.")


@TRANSLATED
def test_every_translation_of_its_own_is_used_and_is_no_other_s(language: Language) -> None:
    own = [row[0] for row in OWN]
    assert sorted(own) == sorted(set(own))
    assert set(own) - set(asked()) == set()
    assert set(own) & set(log_translations(language)) == set()


def test_translations_are_whole() -> None:
    for row in OWN:
        assert len({text.endswith(".") for text in row}) == 1, row
        assert all(text.strip() == text != "" and "  " not in text for text in row), row


@LANGUAGES
def test_headers_sheets_and_outcomes_can_be_told_apart(language: Language) -> None:
    words = activity_words(language)
    for sheet in sheets(Asked()):
        if isinstance(sheet, Table):
            headers = [words(heading.header).casefold() for heading in sheet.headings]
            assert len(set(headers)) == len(headers), sheet.title
        else:
            for section in sheet.sections:
                titles = [words(header).casefold() for header in section.headers]
                assert len(set(titles)) == len(titles), section.title
    names = [words(title) for title in ("Summary", "Activity", "Users", "Days")]
    assert len(set(names)) == 4
    assert len({words(str(outcome)) for outcome in CallOutcome}) == 4


def test_english_is_what_the_program_says() -> None:
    words = activity_words(Language.ENGLISH)
    assert [text for text in asked() if words(text) != text] == []


@LANGUAGES
def test_everything_is_explained_in_every_language(language: Language) -> None:
    entries = everything(language)
    assert len(entries) == 45 + 28 + 35
    assert all(entry.meaning and entry.remedy for entry in entries)
    assert len({entry.code for entry in entries}) == len(entries)
    english = everything(Language.ENGLISH)
    same = [a.code for a, b in zip(entries, english, strict=True) if a.meaning == b.meaning]
    assert same == ([entry.code for entry in english] if language is Language.ENGLISH else [])


def test_titles_stand_between_the_kinds() -> None:
    entries = [
        Explanation("AADSTS code", "AADSTS1", "One", "", "Means one.", "Do one."),
        Explanation("AADSTS code", "AADSTS2", "", "", "Means two.", "Do two."),
        Explanation("result text", "x", "y", "denied", "y", "Do y."),
    ]
    assert as_text(entries, plain, titles=True) == (
        "AADSTS codes of sign-ins\n"
        "AADSTS1  One\n"
        "    Means one.\n"
        "    What to do: Do one.\n"
        "AADSTS2\n"
        "    Means two.\n"
        "    What to do: Do two.\n"
        "\n"
        "Result texts of the sign-in log\n"
        "x  y  [denied]\n"
        "    What to do: Do y.\n"
    )
