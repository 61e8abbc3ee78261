"""Codes and texts, looked up."""

import pytest

from mfa_audit import data
from mfa_audit.domain.codes import (
    CALL_RESULTS,
    ERROR_CODES,
    CallResult,
    ErrorCode,
    Explainable,
    advice,
    find,
    nearest_codes,
)
from mfa_audit.domain.mfa_results import REASONS, Reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FAILED_PHONE_BUSY", "FAILED_PHONE_BUSY"),
        ("config_issue", "CONFIG_ISSUE"),
        ("Mobile App Denied", "FAILED_PHONE_APP_DENIED"),
        ("50074", "UserStrongAuthClientAuthNRequiredInterrupt"),
        ("AADSTS50076", "UserStrongAuthClientAuthNRequired"),
        ("aadsts 50079", "UserStrongAuthEnrollmentRequired"),
        ("530035", "BlockedBySecurityDefaults"),
        ("53003", "BlockedByConditionalAccess"),
        ("declined", "declined"),
        ("MFA denied; user declined the authentication", "declined"),
        ("användaren nekade autentiseringen", "declined"),
        ("De gebruiker heeft de verificatie geweigerd", "declined"),
        ("MFA requirement satisfied by claim in the token", "claim-in-token"),
    ],
)
def test_what_is_known(text: str, name: str) -> None:
    found = find(text)
    match found:
        case CallResult(code=code):
            assert code == name
        case ErrorCode(name=called):
            assert called == name
        case Reason(key=key):
            assert key == name
        case None:
            pytest.fail("not found")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("FAILED_PHONE_BUSSY", "FAILED_PHONE_BUSY"),
        ("50075", "AADSTS50076"),
        ("AADSTS53011", "AADSTS53010"),
        ("user declines the authentication", "user declined the authentication"),
    ],
)
def test_what_is_not_known_has_nearest_names(text: str, near: str) -> None:
    assert find(text) is None
    assert near in nearest_codes(text)


def test_a_code_that_microsoft_names_by_its_number_only() -> None:
    found = find("500121")
    assert isinstance(found, ErrorCode)
    assert (found.code, found.name) == (500121, "")


def test_nonsense_has_none() -> None:
    assert find("") is None
    assert find("¿?") is None
    assert nearest_codes("¿?") == []


def test_the_codes_of_the_documents_and_no_others() -> None:
    assert [error.code for error in ERROR_CODES] == [
        *(0, 50053, 50057, 50072, 50074, 50076, 50078, 50079, 50086, 50087, 50088, 50097),
        *(50125, 50126, 50129, 50131, 50140, 50158, 50161, 53000, 53001, 53002, 53003, 53004),
        *(53010, 70043, 500121, 530035),
    ]


@pytest.mark.parametrize("language", data.LANGUAGES)
def test_every_reason_is_found_by_its_wording_in_every_language(language: str) -> None:
    catalogue = data.translations(language)
    assert [find(catalogue["", reason.text]) for reason in REASONS] == [*REASONS]


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        (
            "FAILED_FRAUD_REPORTED",
            "Treat the account as attacked: change the password, end its sessions, look at its "
            "sign-ins.",
        ),
        ("no-methods", "Have the person register a method at https://aka.ms/mysecurityinfo."),
        ("AADSTS53003", "Look at the Conditional Access policies of this sign-in."),
    ],
)
def test_what_to_do(text: str, advised: str) -> None:
    entry = find(text)
    assert entry is not None
    assert advice(entry) == advised


def test_every_entry_has_advice_and_all_advice_an_entry() -> None:
    known: list[Explainable] = [*CALL_RESULTS, *ERROR_CODES, *REASONS]
    given = [advice(entry) for entry in known]
    assert len(given) == 45 + 28 + 35
    assert {*given} == {row["text"] for row in data.rows("advice.csv")}
    assert all(text.endswith(".") and "  " not in text for text in given)
