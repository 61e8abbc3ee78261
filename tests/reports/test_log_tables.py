"""The reports with one table: every word in three languages, and names that a workbook can bear."""

from datetime import UTC, datetime

import pytest

from mfa_audit.cli import on_premises
from mfa_audit.cli.history import sources_of
from mfa_audit.domain.audit import Gap, LogRun, Note
from mfa_audit.domain.facts import Tenant
from mfa_audit.domain.history import ACTIVITIES, REACHES_BACK, RETIRED, Entry, History
from mfa_audit.domain.on_premises import OnPremises
from mfa_audit.reports.history import REPORTS
from mfa_audit.reports.history_meanings import HISTORY_MEANINGS
from mfa_audit.reports.language import Language, Words, log_translations
from mfa_audit.reports.log_tables import LogLayout, screen
from mfa_audit.reports.on_premises import (
    INTERACTIVE_NOTE,
    MFA_SERVER_NOTE,
    REPORT,
    component_rows,
)

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
GAP = Gap("risk detections", "It could not be read.", "Run again.")


def a_run(*notes: str) -> LogRun:
    """The facts of a run with these notes."""
    return LogRun(
        "0.1.0", NOW, NOW, NOW, "global", "nobody", Tenant("t-1"), notes=tuple(map(Note, notes))
    )


def say_everything(words: Words) -> None:
    """All that the reports can say."""
    for history, report in REPORTS.items():
        whats = dict.fromkeys(ACTIVITIES[history].values())
        entries = [Entry(NOW, what, None, None, None, None, "activity") for what in whats]
        layout = LogLayout(report, words)
        list(layout.rows(entries))
        run = a_run(*RETIRED[history], REACHES_BACK)
        layout.closing(run, [GAP], entries, sources_of(history))
        layout.closing(run, [], [], sources_of(history))
        screen(report, entries, words)
    layout_of_components = LogLayout(REPORT, words)
    rows = component_rows(OnPremises(), NOW)
    list(layout_of_components.rows(rows))
    run = a_run(MFA_SERVER_NOTE, INTERACTIVE_NOTE)
    layout_of_components.closing(run, [], rows, on_premises.SOURCES)


@pytest.mark.parametrize("language", [Language.SWEDISH, Language.DUTCH])
def test_nothing_is_left_untranslated_and_no_translation_is_unused(language: Language) -> None:
    said: set[str] = set()

    def words(text: str) -> str:
        said.add(text)
        return text

    say_everything(words)
    # What is said of a note is its text before its values are put in.
    assert said - set(log_translations(language)) == set()
    assert {english for english, _, _ in HISTORY_MEANINGS} - said == set()


@pytest.mark.parametrize("language", list(Language))
def test_a_tab_has_room_for_its_title(language: Language) -> None:
    table = log_translations(language)
    english = [REPORT.title, *(report.title for report in REPORTS.values())]
    titles = [table.get(title, title) for title in english]
    assert len(set(titles)) == 6
    # Excel takes no longer name of a sheet.
    assert max(map(len, titles)) <= 31


def test_every_history_has_a_report() -> None:
    assert list(REPORTS) == list(History)
    keys = {column.key for column in REPORTS[History.STATE].columns}
    assert all(set(report.on_screen) <= keys for report in REPORTS.values())
