"""What counts as a change, from the facts of two reports."""

import msgspec
import pytest

from mfa_audit.domain.accounts import MethodsRead, RegistrationDetails
from mfa_audit.domain.changes import (
    Basis,
    ChangeKind,
    ChangeTally,
    Difference,
    Fact,
    Facts,
    differences,
    facts_of,
)
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered
from tests.builders import a_record, judged

YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
PHONE, APP, RESISTANT = Strength.PHONE, Strength.APP, Strength.PHISHING_RESISTANT
NONE = Strength.NONE
ANY = Basis()
WITH_PHONE, WITH_APP = Facts(YES, strength=PHONE), Facts(YES, strength=APP)
WITH_KEY, WITHOUT = Facts(YES, strength=RESISTANT), Facts(NO, strength=NONE)
DISABLED, ENFORCED = Facts(state="disabled"), Facts(state="enforced")
OPEN, BLOCKED = Facts(enabled=True), Facts(enabled=False)
KNOWN = Facts(YES, YES, APP, ("x",), "enforced", True, ("Global Reader",), False)
ROLE = ("Global Reader",)


def app(is_admin: bool | None = None, roles: tuple[str, ...] | None = None) -> Facts:
    """An account with an app, an admin by these."""
    return Facts(strength=APP, is_admin=is_admin, roles=roles)


def none(is_admin: bool | None = None, roles: tuple[str, ...] | None = None) -> Facts:
    """An account that is not registered, an admin by these."""
    return Facts(NO, strength=NONE, is_admin=is_admin, roles=roles)


def between(old: Facts | None, new: Facts | None, basis: Basis = ANY) -> list[tuple[object, ...]]:
    """The changes as plain tuples."""
    return [tuple(difference) for difference in differences(old, new, basis)]


@pytest.mark.parametrize(
    ("old", "new", "kind", "before", "after"),
    [
        (WITH_APP, WITHOUT, ChangeKind.LOST_REGISTRATION, YES, NO),
        (WITHOUT, WITH_APP, ChangeKind.NEWLY_REGISTERED, NO, YES),
        (Facts(UNKNOWN), WITHOUT, ChangeKind.WAS_UNKNOWN, UNKNOWN, NO),
        (Facts(UNKNOWN), WITH_APP, ChangeKind.WAS_UNKNOWN, UNKNOWN, YES),
        (WITH_APP, WITH_PHONE, ChangeKind.BECAME_WEAKER, APP, PHONE),
        (WITH_KEY, WITH_APP, ChangeKind.BECAME_WEAKER, RESISTANT, APP),
        (WITH_PHONE, WITH_KEY, ChangeKind.BECAME_STRONGER, PHONE, RESISTANT),
        (DISABLED, ENFORCED, ChangeKind.STATE_CHANGED, "disabled", "enforced"),
        (OPEN, BLOCKED, ChangeKind.NEWLY_BLOCKED, "not blocked", "blocked"),
        (BLOCKED, OPEN, ChangeKind.UNBLOCKED, "blocked", "not blocked"),
        (None, Facts(NO), ChangeKind.NEW_ACCOUNTS, None, NO),
        (Facts(YES), None, ChangeKind.GONE_ACCOUNTS, YES, None),
        (app(False), app(True), ChangeKind.NEW_WEAK_ADMINS, "no admin", "admin"),
        (
            Facts(strength=PHONE, is_admin=False, roles=()),
            Facts(strength=PHONE, is_admin=False, roles=ROLE),
            ChangeKind.NEW_WEAK_ADMINS,
            "no admin",
            ROLE,
        ),
    ],
)
def test_one_change(
    old: Facts | None, new: Facts | None, kind: ChangeKind, before: Fact, after: Fact
) -> None:
    assert between(old, new) == [(kind, before, after)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # What one of the reports does not have, or does not know.
        (Facts(), KNOWN),
        (msgspec.structs.replace(KNOWN, enabled=True), Facts()),
        (WITH_APP, Facts(UNKNOWN)),
        (Facts(YES, strength=Strength.UNKNOWN), WITH_PHONE),
        (WITH_APP, Facts(YES, strength=Strength.UNKNOWN)),
        # A role that only the new report read; and one more role.
        (app(False), app(False, ("R",))),
        (app(roles=("A",)), app(roles=("A", "B"))),
        # An admin who was one by the other source already; a new one with a phishing-resistant
        # method, and one whose methods are unknown.
        (app(False, ("R",)), app(True, ("R",))),
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
    assert [difference.kind for difference in differences(old, new, ANY)] == [
        ChangeKind.LOST_REGISTRATION,
        ChangeKind.NEW_WEAK_ADMINS,
        ChangeKind.STATE_CHANGED,
        ChangeKind.NEWLY_BLOCKED,
    ]


def test_a_new_account_may_be_an_admin_at_once() -> None:
    assert between(None, none(is_admin=True)) == [
        (ChangeKind.NEW_WEAK_ADMINS, None, "admin"),
        (ChangeKind.NEW_ACCOUNTS, None, NO),
    ]


def test_a_report_with_methods_only_is_compared_by_methods() -> None:
    # Graph's verdict may be yes where the methods say no: that is no change.
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


def test_a_method_that_msonline_never_listed_is_no_gain() -> None:
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
    # Where the new report has no methods, none can be left out.
    assert between(phone, Facts(YES, None, APP), then) == [(ChangeKind.BECAME_STRONGER, PHONE, APP)]


def test_the_facts_of_a_judged_account() -> None:
    record = a_record("a", "mobilePhone", "email", admin=True, account_enabled=True)
    record.account.per_user_mfa_state = "Enforced"
    record.roles = ROLE
    methods = ("OneWaySMS", "TwoWayVoiceMobile")
    assert facts_of(record) == Facts(YES, YES, PHONE, methods, "enforced", True, ROLE, True)
    silent = RegistrationDetails(is_admin=True, is_mfa_registered=True)
    assert facts_of(judged(silent)).by_methods is UNKNOWN
    assert facts_of(judged()) == Facts(UNKNOWN, UNKNOWN)
    assert facts_of(judged(None, MethodsRead(("badge",)))).by_methods is UNKNOWN


def test_the_figures_have_the_names_of_rules() -> None:
    tally = ChangeTally(old=3, now=3, new=1, gone=1)
    tally.add([Difference(ChangeKind.NEW_ACCOUNTS, None, NO)], None, Facts(NO))
    tally.add([Difference(ChangeKind.LOST_REGISTRATION, YES, NO)], Facts(YES), Facts(NO))
    tally.add([], Facts(YES), Facts(UNKNOWN))
    assert tally.reconciles
    assert tally.changed == 1
    assert tally.became_unknown == 1
    names = (
        "lost_registration new_weak_admins became_weaker state_changed newly_registered "
        "became_stronger newly_blocked unblocked new_accounts gone_accounts was_unknown renamed"
    )
    some = {"lost_registration": 1, "new_accounts": 1, "newly_unregistered": 2}
    assert tally.figures == dict.fromkeys(names.split(), 0) | some


@pytest.mark.parametrize(
    ("old", "new", "perhaps"),
    [
        # A registered account may have lost it, by any column that is empty now.
        (Facts(YES), Facts(UNKNOWN), {"lost_registration", "newly_unregistered"}),
        (Facts(YES), Facts(), {"lost_registration", "newly_unregistered"}),
        # An unregistered account cannot lose it, and would not be newly unregistered.
        (Facts(NO), Facts(UNKNOWN), set()),
        (Facts(UNKNOWN), Facts(UNKNOWN), set()),
        (None, Facts(UNKNOWN, is_admin=False), {"newly_unregistered"}),
        (WITH_PHONE, Facts(YES), {"became_weaker"}),
        (Facts(NO, state="enforced"), Facts(NO), {"state_changed"}),
        (Facts(NO), Facts(NO, state="enforced"), set()),
        # Unknown is whether it is an admin now, how strong its methods are, or since when.
        (Facts(NO, is_admin=False), Facts(NO), {"new_weak_admins"}),
        (Facts(NO, is_admin=False), Facts(NO, is_admin=True), {"new_weak_admins"}),
        (none(is_admin=False), none(is_admin=False, roles=("R",)), {"new_weak_admins"}),
        (None, Facts(NO), {"new_weak_admins"}),
        (Facts(NO, is_admin=True), Facts(NO), set()),
        (Facts(NO, is_admin=False), Facts(NO, strength=RESISTANT), set()),
        # A change that is certain is not in doubt.
        (none(is_admin=False), none(is_admin=True), set()),
    ],
)
def test_what_the_new_report_does_not_show_may_be_a_change(
    old: Facts | None, new: Facts, perhaps: set[str]
) -> None:
    tally = ChangeTally()
    tally.add(differences(old, new, ANY), old, new)
    assert tally.perhaps == dict.fromkeys(perhaps, 1)
