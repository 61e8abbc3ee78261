"""Figures that rules may name, of two reports that were read back."""

from mfa_audit.domain.changes import ChangeKind, ChangeTally, Facts
from mfa_audit.domain.figures import FIGURE_BY_NAME, Amount, change_amounts, report_amounts
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered

EVERYTHING = {
    *("registered", "strength", "mfaMethods", "isAdmin", "roles"),
    *("perUserMfaState", "accountEnabled"),
}
TALLY = ChangeTally(
    newly_unregistered=2,
    perhaps={"lost_registration": 5, "newly_unregistered": 5, "became_weaker": 3},
    changes={
        ChangeKind.LOST_REGISTRATION: 1,
        ChangeKind.NEW_ACCOUNTS: 4,
        ChangeKind.BECAME_WEAKER: 1,
    },
)


def test_what_became_unknown_may_be_a_loss() -> None:
    found = change_amounts(TALLY, EVERYTHING, EVERYTHING)
    assert found["lost_registration"] == Amount(1, 6)
    assert found["newly_unregistered"] == Amount(2, 7)
    assert found["became_weaker"] == Amount(1, 4)
    assert found["new_accounts"] == Amount(4, 4)
    assert found["new_weak_admins"] == Amount(0, 0)
    assert {*found} == {name for name, figure in FIGURE_BY_NAME.items() if figure.counted is None}


def test_what_one_of_them_does_not_tell_is_not_known() -> None:
    classic = {"mfaMethods", "perUserMfaState"}
    found = change_amounts(TALLY, classic, EVERYTHING)
    assert {name for name, amount in found.items() if amount is None} == {
        "new_weak_admins",
        "newly_blocked",
        "unblocked",
    }
    by_roles, by_report = EVERYTHING - {"isAdmin"}, EVERYTHING - {"roles"}
    assert change_amounts(TALLY, by_roles, by_report)["new_weak_admins"] is None
    assert change_amounts(TALLY, {"id"}, {"id"})["lost_registration"] is None


ABOUT_REGISTRATION = {"lost_registration", "newly_unregistered", "newly_registered", "was_unknown"}


def test_a_verdict_is_compared_with_a_verdict_of_the_same_definition_or_methods_with_methods() -> (
    None
):
    verdicts, methods = {"registered", "strength"}, {"methods", "strength"}
    for old, new, same in ((verdicts, methods, True), (verdicts, {"isMfaRegistered"}, False)):
        found = change_amounts(TALLY, old, new, verdicts=same)
        assert {found[name] for name in ABOUT_REGISTRATION} == {None}
        assert found["new_accounts"] == Amount(4, 4)
    for old, new, same in ((verdicts, verdicts, True), (methods, {"mfaMethods"}, False)):
        found = change_amounts(TALLY, old, new, verdicts=same)
        assert None not in {found[name] for name in ABOUT_REGISTRATION}


YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
KINDS = {
    Facts(YES, strength=Strength.APP, is_admin=False): 10,
    Facts(YES, strength=Strength.PHONE, is_admin=True): 2,
    Facts(YES, strength=Strength.PHISHING_RESISTANT, is_admin=True): 3,
    Facts(NO, strength=Strength.NONE, is_admin=None): 4,
    Facts(UNKNOWN, is_admin=True): 1,
}


def test_the_figures_of_the_newer_report() -> None:
    assert report_amounts(KINDS, EVERYTHING) == {
        "in_scope": Amount(20, 20),
        "registered": Amount(15, 16),
        "unregistered": Amount(4, 5),
        "unknown": Amount(1, 1),
        "phone_only": Amount(2, 3),
        "phishing_resistant": Amount(3, 4),
        "admins": Amount(6, 10),
        "admins_unregistered": Amount(0, 5),
        "admins_unknown": Amount(1, 1),
        "admins_phone_only": Amount(2, 3),
        "admins_without_phishing_resistant": Amount(2, 7),
    }


def test_a_report_that_tells_names_alone() -> None:
    told = report_amounts({Facts(): 7}, {"userPrincipalName"})
    assert {name for name, amount in told.items() if amount} == {"in_scope"}
