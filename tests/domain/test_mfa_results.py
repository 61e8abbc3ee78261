"""The table of MFA results against Microsoft's page, and how a text is read."""

import pytest

from mfa_audit.domain.mfa_results import CIRCUMSTANCES, REASONS, How, MfaOutcome, read_result_text

# The page's lists, in its order.
SATISFIED = [
    "completed in the cloud",
    "has expired due to the policies configured on tenant",
    "registration prompted",
    "satisfied by claim in the token",
    "satisfied by claim provided by external provider",
    "satisfied by strong authentication",
    "skipped as flow exercised was Windows broker logon flow",
    "skipped due to app password",
    "skipped due to location",
    "skipped due to registered device",
    "skipped due to remembered device",
    "successfully completed",
    "Redirected to external provider for multi-factor authentication",
]
DENIED = [
    "authentication in-progress",
    "duplicate authentication attempt",
    "entered incorrect code too many times",
    "invalid authentication",
    "invalid mobile app verification code",
    "misconfiguration",
    "phone call went to voicemail",
    "phone number has an invalid format",
    "service error",
    "unable to reach the user\u2019s phone",
    "unable to send the mobile app notification to the device",
    "unable to send the mobile app notification",
    "user declined the authentication",
    "user did not respond to mobile app notification",
    "user does not have any verification methods registered",
    "user entered incorrect code",
    "user entered incorrect PIN",
    "user hung up the phone call without succeeding the authentication",
    "user is blocked",
    "user never entered the verification code",
    "user not found",
    "verification code already used once",
]


def test_the_table_is_that_of_the_page() -> None:
    assert (len(SATISFIED), len(DENIED)) == (13, 22)
    table = [(reason.outcome, reason.text) for reason in REASONS]
    page = [(MfaOutcome.SATISFIED, text) for text in SATISFIED]
    page += [(MfaOutcome.DENIED, text.replace("\u2019", "'")) for text in DENIED]
    assert table == page


def test_every_row_has_its_own_key_and_text() -> None:
    rows = (*REASONS, *CIRCUMSTANCES)
    assert len({row.key for row in rows}) == len({row.text for row in rows}) == len(rows)


@pytest.mark.parametrize("number", range(len(SATISFIED + DENIED)))
def test_every_reason_is_found_in_sentences_of_graph(number: int) -> None:
    text, reason = (SATISFIED + DENIED)[number], REASONS[number]
    for sentence in (
        text,
        text.upper(),
        f"MFA requirement {text}",
        f"MFA denied; {text}.",
        text.replace("\u2019", "'"),
        text.replace("-", " "),
        f"  {text}\u00a0",
    ):
        result = read_result_text(sentence)
        assert result is not None
        assert (result.key, result.outcome) == (reason.key, reason.outcome)


YES, NO = MfaOutcome.SATISFIED, MfaOutcome.DENIED


@pytest.mark.parametrize(
    ("text", "key", "outcome"),
    [
        # Wordings seen in the log, and the newer page's short forms.
        ("MFA completed in Azure AD", "completed-in-the-cloud", YES),
        ("MFA not required during Windows broker logon flow", "skipped-windows-broker", YES),
        ("MFA denied; user didn't respond to mobile app notification", "no-response", NO),
        (
            "MFA denied; user doesn\u2019t have any verification methods registered",
            "no-methods",
            NO,
        ),
        # What no row of the table has is "other", and still says how it ended.
        ("MFA denied; Phone App Reported Fraud", "other", NO),
        ("MFA denied, Fraud Code Entered", "other", NO),
        ("MFA requirement satisfied by multi-factor device", "other", YES),
        ("MFA required in Azure AD", "other", None),
    ],
)
def test_other_wordings(text: str, key: str, outcome: MfaOutcome | None) -> None:
    result = read_result_text(text)
    assert result is not None
    assert (result.key, result.outcome, result.text) == (key, outcome, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Correct password",
        "First factor requirement satisfied by claim in the token",
        "Invalid username or password or Invalid on-premise username or password.",
    ],
)
def test_a_text_that_is_not_about_mfa(text: str) -> None:
    assert read_result_text(text) is None


def test_any_text_of_an_mfa_step_counts() -> None:
    result = read_result_text("methodSucceeded", True)
    assert result is not None
    assert (result.key, result.outcome, result.text) == ("other", None, "methodSucceeded")


def test_performed_now_differs_from_an_earlier_claim() -> None:
    ways = {reason.key: reason.how for reason in REASONS if reason.how}
    assert ways == {
        "completed-in-the-cloud": How.PERFORMED,
        "completed": How.PERFORMED,
        "strong-authentication": How.PERFORMED,
        "claim-in-token": How.EARLIER,
        "claim-by-external-provider": How.EXTERNAL,
        "redirected": How.EXTERNAL,
        "skipped-windows-broker": How.SKIPPED,
        "skipped-app-password": How.SKIPPED,
        "skipped-location": How.SKIPPED,
        "skipped-registered-device": How.SKIPPED,
        "skipped-remembered-device": How.SKIPPED,
    }
