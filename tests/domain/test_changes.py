"""What counts as a change, from the facts of two reports."""

import pytest

from mfa_audit.domain.accounts import Account, Definition, MethodsRead, RegistrationDetails
from mfa_audit.domain.changes import (
    Basis,
    ChangeKind,
    ChangeTally,
    Difference,
    Facts,
    differences,
    facts_of,
)
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered, judge_account

YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
PHONE, APP, RESISTANT = Strength.PHONE, Strength.APP, Strength.PHISHING_RESISTANT
NONE = Strength.NONE
ANY = Basis()


def between(old: Facts | None, new: Facts | None, basis: Basis = ANY) -> list[tuple[object, ...]]:
    """The changes as plain tuples."""
    return [tuple(one) for one in differences(old, new, basis)]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (
            Facts(YES, strength=APP),
            Facts(NO, strength=NONE),
            (ChangeKind.LOST_REGISTRATION, YES, NO),
        ),
        (
            Facts(NO, strength=NONE),
            Facts(YES, strength=APP),
            (ChangeKind.NEWLY_REGISTERED, NO, YES),
        ),
        (Facts(UNKNOWN), Facts(NO, strength=NONE), (ChangeKind.WAS_UNKNOWN, UNKNOWN, NO)),
        (Facts(UNKNOWN), Facts(YES, strength=APP), (ChangeKind.WAS_UNKNOWN, UNKNOWN, YES)),
        (
            Facts(YES, strength=APP),
            Facts(YES, strength=PHONE),
            (ChangeKind.BECAME_WEAKER, APP, PHONE),
        ),
        (
            Facts(YES, strength=RESISTANT),
            Facts(YES, strength=APP),
            (ChangeKind.BECAME_WEAKER, RESISTANT, APP),
        ),
        (
            Facts(YES, strength=PHONE),
            Facts(YES, strength=RESISTANT),
            (ChangeKind.BECAME_STRONGER, PHONE, RESISTANT),
        ),
        (
            Facts(state="disabled"),
            Facts(state="enforced"),
            (ChangeKind.STATE_CHANGED, "disabled", "enforced"),
        ),
        (
            Facts(enabled=True),
            Facts(enabled=False),
            (ChangeKind.NEWLY_BLOCKED, "not blocked", "blocked"),
        ),
        (
            Facts(enabled=False),
            Facts(enabled=True),
            (ChangeKind.UNBLOCKED, "blocked", "not blocked"),
        ),
        (None, Facts(NO), (ChangeKind.NEW_ACCOUNTS, None, NO)),
        (Facts(YES), None, (ChangeKind.GONE_ACCOUNTS, YES, None)),
        (
            Facts(strength=APP, is_admin=False),
            Facts(strength=APP, is_admin=True),
            (ChangeKind.NEW_WEAK_ADMINS, "no admin", "admin"),
        ),
        (
            Facts(strength=PHONE, is_admin=False, roles=()),
            Facts(strength=PHONE, is_admin=False, roles=("Global Reader",)),
            (ChangeKind.NEW_WEAK_ADMINS, "no admin", ("Global Reader",)),
        ),
    ],
)
def test_one_change(old: Facts | None, new: Facts | None, change: tuple[object, ...]) -> None:
    assert between(old, new) == [change]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # What one of them was not told, or could not tell.
        (Facts(), Facts(YES, YES, APP, ("x",), "enforced", True, ("Global Reader",), False)),
        (Facts(YES, YES, APP, ("x",), "enforced", True, ("Global Reader",), True), Facts()),
        (Facts(YES, strength=APP), Facts(UNKNOWN)),
        (Facts(YES, strength=Strength.UNKNOWN), Facts(YES, strength=PHONE)),
        (Facts(YES, strength=APP), Facts(YES, strength=Strength.UNKNOWN)),
        # A role that only the new report read; and one more role.
        (Facts(strength=APP, is_admin=False), Facts(strength=APP, is_admin=False, roles=("R",))),
        (Facts(strength=APP, roles=("A",)), Facts(strength=APP, roles=("A", "B"))),
        # An admin who was one by the other source already; a new one who withstands phishing, and
        # one of whom nobody knows.
        (
            Facts(strength=APP, is_admin=False, roles=("R",)),
            Facts(strength=APP, is_admin=True, roles=("R",)),
        ),
        (Facts(strength=RESISTANT, is_admin=False), Facts(strength=RESISTANT, is_admin=True)),
        (Facts(is_admin=False), Facts(is_admin=True)),
        # Two strengths of the same worth.
        (Facts(YES, strength=NONE), Facts(YES, strength=Strength.TEMPORARY)),
    ],
)
def test_no_change(old: Facts, new: Facts) -> None:
    assert between(old, new) == []


def test_several_changes_come_the_most_urgent_first() -> None:
    old = Facts(YES, strength=APP, state="enforced", is_admin=False, enabled=True)
    new = Facts(NO, strength=NONE, state="disabled", is_admin=True, enabled=False)
    assert [one.kind for one in differences(old, new, ANY)] == [
        ChangeKind.LOST_REGISTRATION,
        ChangeKind.NEW_WEAK_ADMINS,
        ChangeKind.STATE_CHANGED,
        ChangeKind.NEWLY_BLOCKED,
    ]


def test_a_new_account_may_be_an_admin_at_once() -> None:
    new = Facts(NO, strength=NONE, is_admin=True)
    assert between(None, new) == [
        (ChangeKind.NEW_WEAK_ADMINS, None, "admin"),
        (ChangeKind.NEW_ACCOUNTS, None, NO),
    ]


def test_a_report_with_methods_alone_is_compared_by_methods_alone() -> None:
    # Graph's verdict may be yes where the methods say no: that is no news.
    with_verdict = Facts(YES, NO, Strength.UNKNOWN, ())
    classic = Facts(None, NO, NONE, ())
    assert between(with_verdict, classic) == []
    assert between(classic, with_verdict) == []
    lost = Facts(None, NO, NONE, ())
    assert between(Facts(YES, YES, APP, ("PhoneAppOTP",)), lost) == [
        (ChangeKind.LOST_REGISTRATION, YES, NO)
    ]


def test_verdicts_by_two_definitions_are_not_compared() -> None:
    entra = Facts(YES, YES, RESISTANT, ("fido2SecurityKey",))
    msonline = Facts(NO, YES, RESISTANT, ("fido2SecurityKey",))
    assert between(entra, msonline, Basis(verdicts=False)) == []
    assert between(entra, msonline) == [(ChangeKind.LOST_REGISTRATION, YES, NO)]


def test_what_msonline_never_listed_is_no_gain() -> None:
    then = Basis(msonline=True)
    key = ("fido2SecurityKey",)
    both = ("OneWaySMS", "TwoWayVoiceMobile", "fido2SecurityKey")
    nothing, phone = Facts(None, NO, NONE, ()), Facts(None, YES, PHONE, ("OneWaySMS",))
    assert between(nothing, Facts(YES, YES, RESISTANT, key), then) == []
    assert between(phone, Facts(YES, YES, RESISTANT, both), then) == []
    assert between(phone, Facts(YES, YES, APP, ("PhoneAppNotification",)), then) == [
        (ChangeKind.BECAME_STRONGER, PHONE, APP)
    ]
    assert between(nothing, Facts(YES, YES, PHONE, ("OneWaySMS",)), then) == [
        (ChangeKind.NEWLY_REGISTERED, NO, YES)
    ]
    # Where the new report does not tell the methods, nothing can be left out of them.
    assert between(phone, Facts(YES, None, APP), then) == [(ChangeKind.BECAME_STRONGER, PHONE, APP)]


def test_the_facts_of_an_account_that_was_just_judged() -> None:
    account = Account("1", "a@x", "A", True, per_user_mfa_state="Enforced")
    details = RegistrationDetails(is_admin=True, is_mfa_registered=True)
    details_methods = RegistrationDetails(
        is_admin=True, is_mfa_registered=True, methods_registered=("mobilePhone", "email")
    )
    record = judge_account(account, details_methods, None, Definition.ENTRA)
    record.roles = ("Global Reader",)
    assert facts_of(record) == Facts(
        YES,
        YES,
        PHONE,
        ("OneWaySMS", "TwoWayVoiceMobile"),
        "enforced",
        True,
        ("Global Reader",),
        True,
    )
    silent = judge_account(Account("1", "a@x", "A"), details, None, Definition.ENTRA)
    assert facts_of(silent).by_methods is UNKNOWN
    nobody = judge_account(Account("1", "a@x", "A"), None, None, Definition.ENTRA)
    assert facts_of(nobody) == Facts(UNKNOWN, UNKNOWN)
    strange = judge_account(
        Account("1", "a@x", "A"), None, MethodsRead(("badge",)), Definition.ENTRA
    )
    assert facts_of(strange).by_methods is UNKNOWN


def test_the_figures_have_the_names_of_rules() -> None:
    tally = ChangeTally(old=3, now=3, new=1, gone=1)
    tally.add([Difference(ChangeKind.NEW_ACCOUNTS, None, NO)], None, Facts(NO))
    tally.add([Difference(ChangeKind.LOST_REGISTRATION, YES, NO)], Facts(YES), Facts(NO))
    tally.add([], Facts(YES), Facts(UNKNOWN))
    assert tally.reconciles
    assert tally.changed == 1
    assert tally.became_unknown == 1
    assert tally.figures == {
        "lost_registration": 1,
        "new_weak_admins": 0,
        "became_weaker": 0,
        "state_changed": 0,
        "newly_registered": 0,
        "became_stronger": 0,
        "newly_blocked": 0,
        "unblocked": 0,
        "new_accounts": 1,
        "gone_accounts": 0,
        "was_unknown": 0,
        "renamed": 0,
        "newly_unregistered": 2,
    }


@pytest.mark.parametrize(
    ("old", "new", "perhaps"),
    [
        # Who was registered may have lost it, by whichever column that is empty now.
        (Facts(YES), Facts(UNKNOWN), {"lost_registration", "newly_unregistered"}),
        (Facts(YES), Facts(), {"lost_registration", "newly_unregistered"}),
        # Who was not cannot lose it, and would not be unregistered newly.
        (Facts(NO), Facts(UNKNOWN), set()),
        (Facts(UNKNOWN), Facts(UNKNOWN), set()),
        (None, Facts(UNKNOWN, is_admin=False), {"newly_unregistered"}),
        (Facts(YES, strength=PHONE), Facts(YES), {"became_weaker"}),
        (Facts(NO, state="enforced"), Facts(NO), {"state_changed"}),
        (Facts(NO), Facts(NO, state="enforced"), set()),
        # Nobody knows whether it is an admin now, how strong its methods are, or since when.
        (Facts(NO, is_admin=False), Facts(NO), {"new_weak_admins"}),
        (Facts(NO, is_admin=False), Facts(NO, is_admin=True), {"new_weak_admins"}),
        (
            Facts(NO, strength=NONE, is_admin=False),
            Facts(NO, strength=NONE, is_admin=False, roles=("R",)),
            {"new_weak_admins"},
        ),
        (None, Facts(NO), {"new_weak_admins"}),
        (Facts(NO, is_admin=True), Facts(NO), set()),
        (Facts(NO, is_admin=False), Facts(NO, strength=RESISTANT), set()),
        # What is told is not in doubt.
        (Facts(NO, strength=NONE, is_admin=False), Facts(NO, strength=NONE, is_admin=True), set()),
    ],
)
def test_what_the_new_report_does_not_tell_may_be_a_change(
    old: Facts | None, new: Facts, perhaps: set[str]
) -> None:
    tally = ChangeTally()
    tally.add(differences(old, new, ANY), old, new)
    assert tally.perhaps == dict.fromkeys(perhaps, 1)
