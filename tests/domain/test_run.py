"""Counts of judged accounts, which add up, and notes."""

import pytest

from mfa_audit.domain.accounts import MethodsRead, RegistrationDetails
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import Registered, Situation
from mfa_audit.domain.run import Counts, Note
from tests.builders import a_count, judged, least

YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
PHONE, RESISTANT = Strength.PHONE, Strength.PHISHING_RESISTANT
ROLE = ("Global Reader",)


UNREGISTERED = RegistrationDetails(is_mfa_registered=False, methods_registered=())


def registered(capable: bool, *methods: str, is_admin: bool | None = None) -> RegistrationDetails:
    """The row of an account that is registered with these methods."""
    return RegistrationDetails(
        is_admin=is_admin,
        is_mfa_registered=True,
        is_mfa_capable=capable,
        methods_registered=methods,
    )


def test_counts_reconcile_only_when_every_account_is_counted() -> None:
    counts = Counts(listed=6, vanished=1)
    counts.leave_out(Exclusion.GUESTS)
    assert not counts.reconciles
    for details in (registered(True), UNREGISTERED, RegistrationDetails(), None):
        counts.add(judged(details))
    assert counts.reconciles
    assert (counts.count(YES), counts.count(NO), counts.count(UNKNOWN)) == (1, 1, 2)
    assert (counts.in_scope, counts.left_out_by) == (4, {Exclusion.GUESTS: 1})
    counts.left_out_by[Exclusion.BLOCKED] = 1
    assert not counts.reconciles


def test_the_counts_of_judged_accounts() -> None:
    counts = Counts()
    able, unable = registered(True, "fido2", "mobilePhone"), registered(False, "mobilePhone")
    counts.add(judged(able, roles=ROLE))
    counts.add(judged(unable, roles=ROLE))
    counts.add(judged(unable, roles=()))
    counts.add(judged(UNREGISTERED, roles=ROLE))
    counts.add(judged(roles=ROLE))
    for mark in (None, Exclusion.GUESTS, None):
        counts.kinds[mark] += 1
    assert counts == a_count(
        Counts,
        kinds={None: 2, Exclusion.GUESTS: 1},
        capable=1,
        capable_known=3,
        methods={"fido2": 1, "mobilePhone": 3},
        situations={
            Situation(YES, RESISTANT, True): 1,
            Situation(YES, PHONE, True): 1,
            Situation(YES, PHONE, False): 1,
            Situation(NO, Strength.NONE, True): 1,
            Situation(UNKNOWN, Strength.UNKNOWN, True): 1,
        },
    )
    assert (counts.count(YES), counts.count(NO), counts.count(UNKNOWN)) == (3, 1, 1)
    assert (counts.count(strength=PHONE), counts.count(strength=RESISTANT)) == (2, 1)
    assert counts.strengths == {RESISTANT: 1, PHONE: 2, Strength.NONE: 1, Strength.UNKNOWN: 1}
    assert [counts.count(verdict, admins=True) for verdict in (None, NO, UNKNOWN)] == [4, 1, 1]
    strengths = (RESISTANT, PHONE, Strength.UNKNOWN)
    assert [counts.count(strength=s, admins=True) for s in strengths] == [1, 1, 1]
    assert counts.admin_unknown == 0


def test_a_thousand_similar_accounts_are_counted_as_a_thousand() -> None:
    together, apart = Counts(), Counts()
    twice = registered(True, "mobilePhone", "mobilePhone", is_admin=True)
    kinds = [judged(twice), judged(UNREGISTERED, roles=ROLE), judged(roles=())]
    together.add(*kinds * 1000)
    for record in kinds * 1000:
        apart.add(record)
    assert together == apart
    assert together.methods == {"mobilePhone": 1000}
    assert [together.count(verdict) for verdict in (YES, NO, UNKNOWN)] == [1000, 1000, 1000]
    assert (together.capable, together.count(admins=True)) == (1000, 2000)
    assert together.count(strength=PHONE, admins=True) == 1000
    together.add()
    assert together == apart


@pytest.mark.parametrize(
    ("whole", "rows", "roles", "known"),
    [
        (True, 1, False, True),
        (True, 0, False, False),
        (False, 1, False, False),
        (False, 0, True, True),
    ],
)
def test_admins_are_known_from_a_whole_source(
    whole: bool, rows: int, roles: bool, known: bool
) -> None:
    counts = Counts(report_whole=whole, report_rows=rows, roles_whole=roles)
    assert counts.admins_known is known


def test_a_note_is_a_fixed_sentence_with_values() -> None:
    note = Note("{number} of {all:.1f} in {place}", {"number": 3, "all": 4.0, "place": "Lund"})
    assert str(note) == "3 of 4.0 in Lund"
    assert str(Note("nothing varies")) == "nothing varies"


def test_an_account_without_a_row_is_no_admin() -> None:
    counts = Counts(roles_whole=True)
    counts.add(judged(RegistrationDetails(is_admin=True, is_mfa_registered=False)))
    counts.add(judged(None, MethodsRead(())))
    figures = least(counts)
    assert (figures["admins"], figures["admins_unregistered"], figures["unregistered"]) == (1, 1, 2)
    assert counts.admin_unknown == 1
