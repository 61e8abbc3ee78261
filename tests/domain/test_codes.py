"""Codes and texts: the call results of the retired report against Microsoft's page, and how a code
or text is found and explained."""

import pytest

from mfa_audit import data
from mfa_audit.domain.codes import (
    CALL_RESULTS,
    ERROR_CODES,
    CallResult,
    ErrorCode,
    Explainable,
    advice,
    call_result,
    find,
    nearest_codes,
)
from mfa_audit.domain.mfa_results import REASONS

# The page's code and description, in its order, and the outcome: SUCCESS in a code often says only
# that the call itself took place.
PAGE = """
SUCCESS_WITH_PIN | PIN Entered | unknown
SUCCESS_NO_PIN | Only # Entered | unknown
SUCCESS_WITH_PIN_BUT_TIMEOUT | # Not Pressed After Entry | denied
SUCCESS_NO_PIN_BUT_TIMEOUT | No Phone Input - Timed Out | denied
SUCCESS_PIN_EXPIRED | PIN Expired and Not Changed | denied
SUCCESS_USED_CACHE | Used Cache | success
SUCCESS_BYPASSED_AUTH | Bypassed Auth | success
SUCCESS_USED_IP_BASED_CACHE | Used IP-based Cache | success
SUCCESS_USED_APP_BASED_CACHE | Used App-based Cache | success
SUCCESS_INVALID_INPUT | Invalid Phone Input | denied
SUCCESS_USER_BLOCKED | User is Blocked | denied
SUCCESS_SMS_AUTHENTICATED | Text Message Authenticated | success
SUCCESS_SMS_SENT | Text Message Sent | unknown
SUCCESS_PHONE_APP_AUTHENTICATED | Mobile App Authenticated | success
SUCCESS_OATH_CODE_PENDING | OATH Code Pending | denied
SUCCESS_OATH_CODE_VERIFIED | OATH Code Verified | success
SUCCESS_FALLBACK_OATH_CODE_VERIFIED | Fallback OATH Code Verified | success
SUCCESS_FALLBACK_SECURITY_QUESTIONS_ANSWERED | Fallback Security Questions Answered | success
FAILED_PHONE_BUSY | Auth Already In Progress | denied
CONFIG_ISSUE | Phone Unreachable | fault
FAILED_INVALID_PHONENUMBER | Invalid Phone Number Format | fault
FAILED_USER_HUNGUP_ON_US | User Hung Up the Phone | denied
FAILED_INVALID_EXTENSION | Invalid Extension | fault
FAILED_FRAUD_CODE_ENTERED | Fraud Code Entered | denied
FAILED_SERVER_ERROR | Unable to Place Call | fault
FAILED_SMS_NOT_SENT | Text Message Could Not Be Sent | fault
FAILED_SMS_OTP_INCORRECT | Text Message OTP Incorrect | denied
FAILED_SMS_OTP_PIN_INCORRECT | Text Message OTP + PIN Incorrect | denied
FAILED_SMS_MAX_OTP_RETRY_REACHED | Exceeded Maximum Text Message OTP Attempts | denied
FAILED_PHONE_APP_DENIED | Mobile App Denied | denied
FAILED_PHONE_APP_INVALID_PIN | Mobile App Invalid PIN | denied
FAILED_PHONE_APP_PIN_NOT_CHANGED | Mobile App PIN Not Changed | denied
FAILED_FRAUD_REPORTED | Fraud Reported | denied
FAILED_PHONE_APP_NO_RESPONSE | Mobile App No Response | denied
FAILED_PHONE_APP_ALL_DEVICES_BLOCKED | Mobile App All Devices Blocked | fault
FAILED_PHONE_APP_NOTIFICATION_FAILED | Mobile App Notification Failed | fault
FAILED_PHONE_APP_INVALID_RESULT | Mobile App Invalid Result | fault
FAILED_OATH_CODE_INCORRECT | OATH Code Incorrect | denied
FAILED_OATH_CODE_PIN_INCORRECT | OATH Code + PIN Incorrect | denied
FAILED_OATH_CODE_DUPLICATE | Duplicate OATH Code | denied
FAILED_OATH_CODE_OLD | OATH Code Out of Date | denied
FAILED_OATH_TOKEN_TIMEOUT | OATH Code Result Timeout | denied
FAILED_SECURITY_QUESTIONS_TIMEOUT | Security Questions Result Timeout | denied
FAILED_AUTH_RESULT_TIMEOUT | Auth Result Timeout | denied
FAILED_AUTHENTICATION_THROTTLED | Authentication Throttled | fault
"""


def test_the_call_results_are_those_of_the_page() -> None:
    page = [tuple(line.split(" | ")) for line in PAGE.strip().splitlines()]
    assert len(page) == 45
    assert [(result.code, result.short, str(result.outcome)) for result in CALL_RESULTS] == page


def test_every_call_result_has_its_own_meaning() -> None:
    meanings = [result.meaning for result in CALL_RESULTS]
    assert len(set(meanings)) == 45
    assert all(text.endswith(".") for text in meanings)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("CONFIG_ISSUE", "CONFIG_ISSUE"),
        (" failed_phone_busy\u00a0", "FAILED_PHONE_BUSY"),
        ("Success No Pin", "SUCCESS_NO_PIN"),
        ("phone  unreachable", "CONFIG_ISSUE"),
        ("Only # Entered", "SUCCESS_NO_PIN"),
        ("", None),
        ("SUCCESS", None),
        ("FAILED_NEW_THING", None),
        ("ada@contoso.example", None),
    ],
)
def test_a_cell_is_recognised_by_code_or_description(cell: str, code: str | None) -> None:
    result = call_result(cell)
    assert (result and result.code) == code


def name_of(entry: Explainable) -> str:
    """The code of a call result, Microsoft's name of an error code, or the key of a reason."""
    if isinstance(entry, CallResult):
        return entry.code
    return entry.name if isinstance(entry, ErrorCode) else entry.key


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
        ("500121", ""),  # which Microsoft names by its number only
        ("declined", "declined"),
        ("MFA denied; user declined the authentication", "declined"),
        ("användaren nekade autentiseringen", "declined"),
        ("De gebruiker heeft de verificatie geweigerd", "declined"),
        ("MFA requirement satisfied by claim in the token", "claim-in-token"),
    ],
)
def test_a_code_or_text_is_found(text: str, name: str) -> None:
    entry = find(text)
    assert entry is not None
    assert name_of(entry) == name


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("FAILED_PHONE_BUSSY", "FAILED_PHONE_BUSY"),
        ("50075", "AADSTS50076"),
        ("AADSTS53011", "AADSTS53010"),
        ("user declines the authentication", "user declined the authentication"),
    ],
)
def test_the_nearest_names_of_an_unknown_code(text: str, near: str) -> None:
    assert find(text) is None
    assert near in nearest_codes(text)


def test_nonsense_is_not_found() -> None:
    assert find("") is None
    assert find("¿?") is None
    assert nearest_codes("¿?") == []


def test_the_error_codes_are_those_of_the_documents() -> None:
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
def test_the_advice_for_an_entry(text: str, advised: str) -> None:
    entry = find(text)
    assert entry is not None
    assert advice(entry) == advised


def test_every_entry_has_advice_and_all_advice_an_entry() -> None:
    known: list[Explainable] = [*CALL_RESULTS, *ERROR_CODES, *REASONS]
    texts = [advice(entry) for entry in known]
    assert {*texts} == {row["text"] for row in data.rows("advice.csv")}
    assert all(text.endswith(".") and "  " not in text for text in texts)
