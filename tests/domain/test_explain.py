"""Codes and texts, looked up."""

import pytest

from mfa_audit.domain.call_results import CallResult
from mfa_audit.domain.error_codes import ERROR_CODES, ErrorCode
from mfa_audit.domain.explain import find, nearest
from mfa_audit.domain.results import Reason


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
    assert near in nearest(text)


def test_a_code_that_microsoft_names_by_its_number_only() -> None:
    found = find("500121")
    assert isinstance(found, ErrorCode)
    assert (found.code, found.name) == (500121, None)


def test_nonsense_has_none() -> None:
    assert find("") is None
    assert find("¿?") is None
    assert nearest("¿?") == []


def test_the_codes_of_the_documents_and_no_others() -> None:
    assert [error.code for error in ERROR_CODES] == [
        *(0, 50053, 50057, 50072, 50074, 50076, 50078, 50079, 50086, 50087, 50088, 50097),
        *(50125, 50126, 50129, 50131, 50140, 50158, 50161, 53000, 53001, 53002, 53003, 53004),
        *(53010, 70043, 500121, 530035),
    ]
    for error in ERROR_CODES:
        assert len({error.english, error.swedish, error.dutch}) == 3
        assert len({error.remedy, error.remedy_swedish, error.remedy_dutch}) == 3
