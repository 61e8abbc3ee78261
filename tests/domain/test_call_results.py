"""The call results of the retired report, code by code against Microsoft's page."""

import pytest

from mfa_audit.domain.codes import CALL_RESULTS, CallOutcome, call_result

# The page's code and description, in its order; one a line.
PAGE = """
SUCCESS_WITH_PIN | PIN Entered
SUCCESS_NO_PIN | Only # Entered
SUCCESS_WITH_PIN_BUT_TIMEOUT | # Not Pressed After Entry
SUCCESS_NO_PIN_BUT_TIMEOUT | No Phone Input - Timed Out
SUCCESS_PIN_EXPIRED | PIN Expired and Not Changed
SUCCESS_USED_CACHE | Used Cache
SUCCESS_BYPASSED_AUTH | Bypassed Auth
SUCCESS_USED_IP_BASED_CACHE | Used IP-based Cache
SUCCESS_USED_APP_BASED_CACHE | Used App-based Cache
SUCCESS_INVALID_INPUT | Invalid Phone Input
SUCCESS_USER_BLOCKED | User is Blocked
SUCCESS_SMS_AUTHENTICATED | Text Message Authenticated
SUCCESS_SMS_SENT | Text Message Sent
SUCCESS_PHONE_APP_AUTHENTICATED | Mobile App Authenticated
SUCCESS_OATH_CODE_PENDING | OATH Code Pending
SUCCESS_OATH_CODE_VERIFIED | OATH Code Verified
SUCCESS_FALLBACK_OATH_CODE_VERIFIED | Fallback OATH Code Verified
SUCCESS_FALLBACK_SECURITY_QUESTIONS_ANSWERED | Fallback Security Questions Answered
FAILED_PHONE_BUSY | Auth Already In Progress
CONFIG_ISSUE | Phone Unreachable
FAILED_INVALID_PHONENUMBER | Invalid Phone Number Format
FAILED_USER_HUNGUP_ON_US | User Hung Up the Phone
FAILED_INVALID_EXTENSION | Invalid Extension
FAILED_FRAUD_CODE_ENTERED | Fraud Code Entered
FAILED_SERVER_ERROR | Unable to Place Call
FAILED_SMS_NOT_SENT | Text Message Could Not Be Sent
FAILED_SMS_OTP_INCORRECT | Text Message OTP Incorrect
FAILED_SMS_OTP_PIN_INCORRECT | Text Message OTP + PIN Incorrect
FAILED_SMS_MAX_OTP_RETRY_REACHED | Exceeded Maximum Text Message OTP Attempts
FAILED_PHONE_APP_DENIED | Mobile App Denied
FAILED_PHONE_APP_INVALID_PIN | Mobile App Invalid PIN
FAILED_PHONE_APP_PIN_NOT_CHANGED | Mobile App PIN Not Changed
FAILED_FRAUD_REPORTED | Fraud Reported
FAILED_PHONE_APP_NO_RESPONSE | Mobile App No Response
FAILED_PHONE_APP_ALL_DEVICES_BLOCKED | Mobile App All Devices Blocked
FAILED_PHONE_APP_NOTIFICATION_FAILED | Mobile App Notification Failed
FAILED_PHONE_APP_INVALID_RESULT | Mobile App Invalid Result
FAILED_OATH_CODE_INCORRECT | OATH Code Incorrect
FAILED_OATH_CODE_PIN_INCORRECT | OATH Code + PIN Incorrect
FAILED_OATH_CODE_DUPLICATE | Duplicate OATH Code
FAILED_OATH_CODE_OLD | OATH Code Out of Date
FAILED_OATH_TOKEN_TIMEOUT | OATH Code Result Timeout
FAILED_SECURITY_QUESTIONS_TIMEOUT | Security Questions Result Timeout
FAILED_AUTH_RESULT_TIMEOUT | Auth Result Timeout
FAILED_AUTHENTICATION_THROTTLED | Authentication Throttled
"""


def test_the_table_is_the_pages_and_nothing_else() -> None:
    page = [tuple(line.split(" | ")) for line in PAGE.strip().splitlines()]
    assert len(page) == 45
    assert [(result.code, result.short) for result in CALL_RESULTS] == page


def test_every_result_has_its_meaning() -> None:
    meanings = [result.meaning for result in CALL_RESULTS]
    assert len(set(meanings)) == 45
    assert all(text.endswith(".") for text in meanings)


def of(outcome: CallOutcome) -> set[str]:
    """The codes with this outcome."""
    return {result.code for result in CALL_RESULTS if result.outcome is outcome}


def test_success_in_the_name_is_no_promise() -> None:
    assert of(CallOutcome.SUCCESS) == {
        "SUCCESS_USED_CACHE",
        "SUCCESS_BYPASSED_AUTH",
        "SUCCESS_USED_IP_BASED_CACHE",
        "SUCCESS_USED_APP_BASED_CACHE",
        "SUCCESS_SMS_AUTHENTICATED",
        "SUCCESS_PHONE_APP_AUTHENTICATED",
        "SUCCESS_OATH_CODE_VERIFIED",
        "SUCCESS_FALLBACK_OATH_CODE_VERIFIED",
        "SUCCESS_FALLBACK_SECURITY_QUESTIONS_ANSWERED",
    }
    assert of(CallOutcome.UNKNOWN) == {"SUCCESS_WITH_PIN", "SUCCESS_NO_PIN", "SUCCESS_SMS_SENT"}
    assert {code for code in of(CallOutcome.DENIED) if code.startswith("SUCCESS")} == {
        "SUCCESS_WITH_PIN_BUT_TIMEOUT",
        "SUCCESS_NO_PIN_BUT_TIMEOUT",
        "SUCCESS_PIN_EXPIRED",
        "SUCCESS_INVALID_INPUT",
        "SUCCESS_USER_BLOCKED",
        "SUCCESS_OATH_CODE_PENDING",
    }
    assert of(CallOutcome.FAULT) == {
        "CONFIG_ISSUE",
        "FAILED_INVALID_PHONENUMBER",
        "FAILED_INVALID_EXTENSION",
        "FAILED_SERVER_ERROR",
        "FAILED_SMS_NOT_SENT",
        "FAILED_PHONE_APP_ALL_DEVICES_BLOCKED",
        "FAILED_PHONE_APP_NOTIFICATION_FAILED",
        "FAILED_PHONE_APP_INVALID_RESULT",
        "FAILED_AUTHENTICATION_THROTTLED",
    }


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("CONFIG_ISSUE", "CONFIG_ISSUE"),
        (" failed_phone_busy\u00a0", "FAILED_PHONE_BUSY"),
        ("Success No Pin", "SUCCESS_NO_PIN"),
        ("phone  unreachable", "CONFIG_ISSUE"),
        ("Only # Entered", "SUCCESS_NO_PIN"),
    ],
)
def test_a_cell_is_recognised_by_code_or_description(cell: str, code: str) -> None:
    found = call_result(cell)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("cell", ["", "SUCCESS", "FAILED_NEW_THING", "ada@contoso.example"])
def test_other_cells_are_not(cell: str) -> None:
    assert call_result(cell) is None
