"""Every word of the sign-in reports is there in Swedish and Dutch."""

import pytest

from mfa_audit.domain.history import ACTIVITIES, REACHES_BACK, RETIRED
from mfa_audit.domain.on_premises import Activity
from mfa_audit.domain.results import How, Outcome
from mfa_audit.reports.history import HISTORY_COLUMNS
from mfa_audit.reports.on_premises import COMPONENT_COLUMNS
from mfa_audit.reports.sign_in_languages import SIGN_IN_DUTCH, SIGN_IN_SWEDISH
from mfa_audit.reports.sign_in_parts import POLICY_COLUMNS, STEP_COLUMNS
from mfa_audit.reports.sign_in_summary import QUESTIONS, USER_HEADERS, Summary, answers, sections
from mfa_audit.reports.sign_ins import SIGN_IN_COLUMNS

BOTH = pytest.mark.parametrize("table", [SIGN_IN_SWEDISH, SIGN_IN_DUTCH], ids=["sv", "nl"])


@BOTH
def test_every_header_and_label_is_translated(table: dict[str, str]) -> None:
    texts = {column.header for column in SIGN_IN_COLUMNS}
    texts |= {column.header for column in STEP_COLUMNS}
    texts |= {column.header for column in POLICY_COLUMNS}
    texts |= {str(one) for enum in (Outcome, How) for one in enum}
    texts |= {"Yes", "No", "Unknown", *QUESTIONS, *USER_HEADERS}
    texts |= {label for _, numbers in answers(Summary()) for label, _ in numbers}
    for section in sections(Summary(), str):
        texts |= {section.title, *section.headers}
    texts |= {column.header for column in COMPONENT_COLUMNS}
    texts |= {column.header for column in HISTORY_COLUMNS}
    texts |= {str(activity) for activity in Activity}
    texts |= {what for names in ACTIVITIES.values() for what in names.values()}
    texts |= {note for notes in RETIRED.values() for note in notes} | {REACHES_BACK}
    assert texts - set(table) == set()


@BOTH
def test_headers_stay_apart_in_every_language(table: dict[str, str]) -> None:
    for columns in (
        SIGN_IN_COLUMNS,
        STEP_COLUMNS,
        POLICY_COLUMNS,
        COMPONENT_COLUMNS,
        HISTORY_COLUMNS,
    ):
        headers = [table[column.header] for column in columns]
        assert len(set(headers)) == len(headers)


def test_some_words() -> None:
    assert (
        SIGN_IN_SWEDISH["user declined the authentication"] == "användaren nekade autentiseringen"
    )
    assert SIGN_IN_DUTCH["Text message"] == "Sms-bericht"
    assert SIGN_IN_DUTCH["Security defaults"] == "Standaardbeveiliging"
