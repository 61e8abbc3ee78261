"""Rules: how they are spelled, when they trip, and when they cannot be judged."""

import pytest

from mfa_audit.domain.figures import Amount
from mfa_audit.domain.rules import check_rule, read_rule


@pytest.mark.parametrize(
    ("text", "trips", "why"),
    [
        ("unregistered>0", True, "55, and perhaps 1 more"),
        ("unregistered>54", True, "55, and perhaps 1 more"),
        ("unregistered>55", None, "55, and perhaps 1 more"),
        ("unregistered>56", False, "55, and perhaps 1 more"),
        ("unregistered>=56", None, "55, and perhaps 1 more"),
        ("unregistered<=55", None, "55, and perhaps 1 more"),
        ("unregistered<=56", True, "55, and perhaps 1 more"),
        ("unregistered<55", False, "55, and perhaps 1 more"),
        ("unregistered=55", None, "55, and perhaps 1 more"),
        ("unregistered=54", False, "55, and perhaps 1 more"),
        ("unregistered!=54", True, "55, and perhaps 1 more"),
        ("unregistered!=56", None, "55, and perhaps 1 more"),
        ("phone_only=3", None, "2, and perhaps 2 more"),
        ("phone_only!=3", None, "2, and perhaps 2 more"),
        ("unknown=1", True, "1"),
        ("unknown != 1", False, "1"),
        (" UNKNOWN >= 1 ", True, "1"),
        ("admins_unregistered>0", None, "0, and perhaps 1 more"),
        ("registered<77%", False, "194 of 250, 77.60%, and perhaps 1 more, 78.00%"),
        ("registered<77.6%", False, "194 of 250, 77.60%, and perhaps 1 more, 78.00%"),
        ("registered<=77.6%", None, "194 of 250, 77.60%, and perhaps 1 more, 78.00%"),
        ("registered<78.01%", True, "194 of 250, 77.60%, and perhaps 1 more, 78.00%"),
        ("in_scope<100%", True, "250 of 252, 99.21%"),
        ("admins_phone_only>33%", None, "1 of 3, 25.00%"),
        ("admins_phone_only>34%", False, "1 of 3, 25.00%"),
        ("newly_registered>1%", False, "2 of 250, 0.80%"),
        ("lost_registration>0", None, "nothing told lost_registration"),
        ("lost_registration>0%", None, "nothing told lost_registration"),
        ("admins_without_phishing_resistant>0", None, "nothing told who is an admin"),
    ],
)
def test_a_rule_trips_only_where_no_unknown_can_change_it(
    text: str, trips: bool | None, why: str
) -> None:
    known = {
        "accounts": Amount(252, 252),
        "in_scope": Amount(250, 250),
        "registered": Amount(194, 195),
        "unregistered": Amount(55, 56),
        "unknown": Amount(1, 1),
        "phone_only": Amount(2, 4),
        "admins": Amount(3, 4),
        "admins_unregistered": Amount(0, 1),
        "admins_phone_only": Amount(1, 1),
        "admins_without_phishing_resistant": None,
        "newly_registered": Amount(2, 2),
    }
    outcome = check_rule(read_rule(text), known)
    assert (outcome.trips, outcome.why) == (trips, why)
    assert outcome.tripped is (trips is not False)


def test_a_share_of_nothing_cannot_be_judged() -> None:
    known = {"in_scope": Amount(0, 0), "registered": Amount(0, 0), "admins_unregistered": None}
    outcome = check_rule(read_rule("registered<95%"), known)
    assert (outcome.trips, outcome.why) == (None, "0 of 0 in_scope is no share")
    known = {"admins_unregistered": Amount(1, 1), "admins": None}
    outcome = check_rule(read_rule("admins_unregistered>5%"), known)
    assert (outcome.trips, outcome.why) == (None, "nothing told who is an admin")


LOOKS_LIKE = "A rule looks like unregistered>0 or registered<95%, with one of > >= < <= = !=."


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "unregisterd>0",
            "there is no figure 'unregisterd'. Nearest: unregistered. All of them: mfa-audit "
            "columns --figures.",
        ),
        ("phone-only>0", f"'phone-only>0' is no rule. {LOOKS_LIKE}"),
        ("xyz>0", "there is no figure 'xyz'. All of them: mfa-audit columns --figures."),
        (
            "unregistered",
            f"'unregistered' is no rule. {LOOKS_LIKE} Put it in quotes: a shell takes > and < for "
            "itself.",
        ),
        ("unregistered>", f"'unregistered>' is no rule. {LOOKS_LIKE}"),
        ("unregistered>-1", f"'unregistered>-1' is no rule. {LOOKS_LIKE}"),
        ("unknown>0 or admins>9", f"'unknown>0 or admins>9' is no rule. {LOOKS_LIKE}"),
        ("", f"'' is no rule. {LOOKS_LIKE}"),
        ("unregistered>٣", f"'unregistered>٣' is no rule. {LOOKS_LIKE}"),
        ("accounts<95%", "accounts is a part of nothing, so it has no percentage."),
        ("registered<950%", "'registered<950%': nothing is more than 100%."),
        ("registered<0.95", "'registered<0.95': accounts are whole; put % behind a percentage."),
    ],
)
def test_a_wrong_rule_is_refused_with_help(text: str, error: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_rule(text)
    assert str(caught.value) == error
