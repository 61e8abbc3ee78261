"""Facts of a sign-in: scrubbed phone numbers, the person and the place, the applied policies."""

from datetime import UTC, datetime

import pytest

from mfa_audit.domain.sign_ins import AppliedPolicy, SignIn, scrub

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("+46 700000064", "+X XXXXXXXX64"),
        ("+1 4255551264", "+X XXXXXXXX64"),
        ("+1 (425) 555-1264", "+X XXXXXXXX64"),
        ("+1 4255551264x123", "+X XXXXXXXX64"),
        ("+14255551264 ext. 123", "+X XXXXXXXX64"),
        ("+1 XXXXXXXX64", "+X XXXXXXXX64"),
        ("+X XXXXXXXX64", "+X XXXXXXXX64"),
        ("+********64", "+X XXXXXXXX64"),
        ("Phone: +46 70-000 00 64 (office)", "Phone: +X XXXXXXXX64 (office)"),
        ("0701234564", "+X XXXXXXXX64"),
        # No phone numbers.
        ("Password in the cloud", "Password in the cloud"),
        ("iPhone 12 Pro", "iPhone 12 Pro"),
        ("1G54395783", "1G54395783"),
        ("c0a70500-0000-4000-9000-000000000001", "c0a70500-0000-4000-9000-000000000001"),
        ("", ""),
    ],
)
def test_phone_numbers_keep_their_last_two_digits(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    ("sign_in", "interactive"),
    [
        (SignIn("1", NOON, event_types=("interactiveUser",)), True),
        (SignIn("1", NOON, event_types=("nonInteractiveUser",), is_interactive=True), False),
        (SignIn("1", NOON, is_interactive=False), False),
        (SignIn("1", NOON), None),
    ],
)
def test_whether_a_person_took_part(sign_in: SignIn, interactive: bool | None) -> None:
    assert sign_in.interactive is interactive


def test_the_place_and_the_user() -> None:
    assert SignIn("1", NOON, city="Malmö", country="SE").place == "Malmö, SE"
    assert SignIn("1", NOON).place is None
    assert SignIn("1", NOON, user_principal_name="a@c.example").user == "a@c.example"
    assert SignIn("1", NOON, user_id="u", user_principal_name="a@c.example").user == "u"


@pytest.mark.parametrize(
    ("results", "affected", "report_only"),
    [
        (["success", "failure", "unknown", "somethingNew"], True, False),
        (["notApplied", "notEnabled", None], False, False),
        (["reportOnlySuccess", "reportOnlyFailure"], False, True),
        (["reportOnlyNotApplied", "reportOnlyInterrupted"], False, True),
    ],
)
def test_which_policies_affected_the_sign_in(
    results: list[str | None], affected: bool, report_only: bool
) -> None:
    for result in results:
        policy = AppliedPolicy("1", "p", result=result)
        assert (policy.affected, policy.report_only) == (affected, report_only)
