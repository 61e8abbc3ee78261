"""The figures that rules may name: of an audit, of a report that was read back, of two reports."""

from mfa_audit.domain.accounts import RegistrationDetails
from mfa_audit.domain.changes import ChangeKind, ChangeTally, Facts
from mfa_audit.domain.figures import (
    FIGURE_BY_NAME,
    FIGURES,
    Amount,
    amounts,
    change_amounts,
    report_amounts,
    situations_of,
)
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import AccountRecord, Registered
from mfa_audit.domain.run import Counts
from tests.builders import a_count, judged


def record(registered: bool | None, *methods: str, admin: bool | None = False) -> AccountRecord:
    """An account with a row in the registration report; without a row where `registered` is None,
    and an admin by its roles then."""
    row = RegistrationDetails(
        is_admin=admin,
        is_mfa_registered=registered,
        is_mfa_capable=registered,
        methods_registered=methods,
    )
    if registered is not None:
        return judged(row)
    if admin is None:
        return judged()
    return judged(roles=("Global Administrator",) if admin else ())


TEN = (
    record(True, "mobilePhone", admin=True),
    record(True, "fido2SecurityKey", admin=True),
    record(False, admin=True),
    record(None, admin=True),
    record(None, admin=None),
    record(True, "mobilePhone"),
    record(True, "microsoftAuthenticatorPush"),
    record(True, "windowsHelloForBusiness"),
    record(True, "hologram"),
    record(False, "email"),
)


def counts_of(*records: AccountRecord, whole: bool = True) -> Counts:
    """What an audit of these and two blocked accounts that are left out counts."""
    listed = len(records) + 2
    counts = Counts(listed=listed, left_out=2, blocked=2, report_rows=1, report_whole=whole)
    counts.add(*records)
    return counts


def test_every_figure_of_an_audit_has_what_is_known_and_what_is_possible() -> None:
    assert amounts(counts_of(*TEN)) == {
        "accounts": (12, 12),
        "in_scope": (10, 10),
        "blocked": (2, 2),
        "registered": (6, 8),
        "unregistered": (2, 4),
        "unknown": (2, 2),
        "capable": (6, 8),
        "phone_only": (2, 5),
        "phishing_resistant": (2, 5),
        "admins": (4, 5),
        "admins_unregistered": (1, 3),
        "admins_unknown": (1, 2),
        "admins_phone_only": (1, 3),
        "admins_without_phishing_resistant": (2, 4),
    }


def test_figures_about_admins_are_unknown_where_no_source_says_who_is_an_admin() -> None:
    figures = amounts(counts_of(*TEN, whole=False))
    assert [name for name, amount in figures.items() if amount is None] == [
        "admins",
        "admins_unregistered",
        "admins_unknown",
        "admins_phone_only",
        "admins_without_phishing_resistant",
    ]


def test_every_figure_is_part_of_a_figure() -> None:
    names = {figure.name for figure in FIGURES}
    assert len(names) == len(FIGURES)
    assert {figure.part_of for figure in FIGURES} - {None} <= names
    assert "lost_registration" in names


EVERYTHING = {
    *("registered", "strength", "mfaMethods", "isAdmin", "roles"),
    *("perUserMfaState", "accountEnabled"),
}
TALLY = a_count(
    ChangeTally,
    newly_unregistered=2,
    perhaps={"lost_registration": 5, "newly_unregistered": 5, "became_weaker": 3},
    changes={
        ChangeKind.LOST_REGISTRATION: 1,
        ChangeKind.NEW_ACCOUNTS: 4,
        ChangeKind.BECAME_WEAKER: 1,
    },
)


def test_what_became_unknown_may_be_a_loss() -> None:
    figures = change_amounts(TALLY, EVERYTHING, EVERYTHING)
    assert figures["lost_registration"] == Amount(1, 6)
    assert figures["newly_unregistered"] == Amount(2, 7)
    assert figures["became_weaker"] == Amount(1, 4)
    assert figures["new_accounts"] == Amount(4, 4)
    assert figures["new_weak_admins"] == Amount(0, 0)
    assert {*figures} == {name for name, f in FIGURE_BY_NAME.items() if f.of_two_reports}


def test_a_change_is_unknown_where_one_report_does_not_show_it() -> None:
    classic = {"mfaMethods", "perUserMfaState"}
    figures = change_amounts(TALLY, classic, EVERYTHING)
    unknown = {name for name, amount in figures.items() if amount is None}
    assert unknown == {"new_weak_admins", "newly_blocked", "unblocked"}
    by_roles, by_report = EVERYTHING - {"isAdmin"}, EVERYTHING - {"roles"}
    assert change_amounts(TALLY, by_roles, by_report)["new_weak_admins"] is None
    assert change_amounts(TALLY, {"id"}, {"id"})["lost_registration"] is None


ABOUT_REGISTRATION = {"lost_registration", "newly_unregistered", "newly_registered", "was_unknown"}


def test_verdicts_are_compared_by_one_definition_and_methods_with_methods() -> None:
    verdicts, methods = {"registered", "strength"}, {"methods", "strength"}
    for old, new, same in ((verdicts, methods, True), (verdicts, {"isMfaRegistered"}, False)):
        figures = change_amounts(TALLY, old, new, verdicts=same)
        assert {figures[name] for name in ABOUT_REGISTRATION} == {None}
        assert figures["new_accounts"] == Amount(4, 4)
    for old, new, same in ((verdicts, verdicts, True), (methods, {"mfaMethods"}, False)):
        figures = change_amounts(TALLY, old, new, verdicts=same)
        assert None not in {figures[name] for name in ABOUT_REGISTRATION}


YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
KINDS = {
    Facts(YES, strength=Strength.APP, is_admin=False): 10,
    Facts(YES, strength=Strength.PHONE, is_admin=True): 2,
    Facts(YES, strength=Strength.PHISHING_RESISTANT, is_admin=True): 3,
    Facts(NO, strength=Strength.NONE, is_admin=None): 4,
    Facts(UNKNOWN, is_admin=True): 1,
}


def test_the_figures_of_a_report_that_was_read_back() -> None:
    assert report_amounts(situations_of(KINDS), EVERYTHING) == {
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


def test_a_report_with_names_only_has_one_figure() -> None:
    figures = report_amounts(situations_of({Facts(): 7}), {"userPrincipalName"})
    assert {name for name, amount in figures.items() if amount} == {"in_scope"}
