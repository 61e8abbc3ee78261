"""Rows matched with accounts: by id, by name, and where old PowerShell left question marks."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_audit.domain.changes import ChangeKind, Facts, ReportedAccount
from mfa_audit.domain.compare import Comparison
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered

YES = Facts(Registered.YES, strength=Strength.APP)
NO = Facts(Registered.NO, strength=Strength.NONE)
LOST, NEW = ChangeKind.LOST_REGISTRATION, ChangeKind.NEW_ACCOUNTS
GONE = ChangeKind.GONE_ACCOUNTS
ID_1 = "C0A70500-0000-4000-9000-00000000000a"
ID_2 = "c0a70500-0000-4000-9000-00000000000b"


def compared(
    old: Sequence[ReportedAccount], new: Sequence[ReportedAccount], *, ids: bool
) -> tuple[Comparison, list[tuple[ChangeKind, str]]]:
    """The comparison and its changes with the names, which are the same in both ways of reading."""
    comparison, parallel = Comparison(ids=ids), Comparison(ids=ids)
    comparison.remember(old)
    comparison.meet(new)
    parallel.side_by_side(iter(old), iter(new))
    rows = comparison.finish()
    assert parallel.finish() == rows
    assert parallel.tally == comparison.tally
    assert comparison.tally.reconciles
    return comparison, [(row.difference.kind, row.name) for row in rows]


NAMES = st.sampled_from(["a@x", "A@x", "b@x", "c@x", "d@x", "?@x", "å@x", "ß@x", ""])
ACCOUNTS = st.lists(
    st.builds(
        lambda name, number, facts: (name or "e@x", number, facts),
        NAMES,
        st.sampled_from(["", "1", "2", "3", "4"]),
        st.sampled_from([YES, NO, Facts()]),
    ),
    max_size=12,
)


@given(old=ACCOUNTS, new=ACCOUNTS, ids=st.booleans())
def test_any_two_reports_reconcile_in_both_ways(
    old: list[ReportedAccount], new: list[ReportedAccount], ids: bool
) -> None:
    compared(old, new, ids=ids)


@pytest.mark.parametrize("order", [1, -1])
def test_reports_with_another_order(order: int) -> None:
    old = [(f"{number}@x", "", YES) for number in range(30_000)]
    new = [(name, "", NO if name == "29999@x" else YES) for name, _, _ in old[1:]][::order]
    comparison, changes = compared(old, [*new, ("new@x", "", YES)], ids=False)
    assert changes == [(LOST, "29999@x"), (NEW, "new@x"), (GONE, "0@x")]
    assert (comparison.tally.old, comparison.tally.now) == (30_000, 30_000)


def test_whether_msonline_wrote_the_old_report_is_known_at_the_end() -> None:
    passkey = Facts(None, Registered.YES, Strength.PHISHING_RESISTANT, ("fido2",))
    none = Facts(None, Registered.NO, Strength.NONE, ())
    for msonline, kinds in ((False, [ChangeKind.NEWLY_REGISTERED]), (True, [])):
        comparison = Comparison(ids=False)
        comparison.side_by_side(iter([("a@x", "", none)]), iter([("a@x", "", passkey)]))
        assert [row.difference.kind for row in comparison.finish(msonline=msonline)] == kinds


def test_ids_match_in_any_case_and_find_renamed_accounts() -> None:
    comparison = Comparison(ids=True)
    comparison.remember([("maiden@x", ID_1, YES), ("B@x", "not-a-uuid", NO)])
    comparison.meet([("married@x", ID_1.lower(), NO), ("b@x", "NOT-A-UUID", NO)])
    rows = comparison.finish()
    assert [tuple(row.difference) for row in rows] == [
        (LOST, Registered.YES, Registered.NO),
        (ChangeKind.RENAMED, "maiden@x", "married@x"),
    ]
    assert {row.old_name for row in rows} == {"maiden@x"}
    assert comparison.tally.changed == 1


def test_a_name_with_another_id_is_a_gone_and_a_new_account() -> None:
    _, changes = compared([("a@x", ID_1, YES)], [("a@x", ID_2, YES)], ids=True)
    assert changes == [(NEW, "a@x"), (GONE, "a@x")]


def test_a_gone_account_has_its_id() -> None:
    comparison = Comparison(ids=True)
    comparison.remember([("a@x", ID_1, YES), ("b@x", "", YES)])
    assert [row.id for row in comparison.finish()] == [ID_1, ""]


def test_names_match_in_any_case_where_a_report_has_no_ids() -> None:
    comparison, changes = compared(
        [("Adele@X", "", YES), ("gone@x", "", NO)],
        [("adele@x", ID_1, NO), ("new@x", ID_2, YES)],
        ids=False,
    )
    assert changes == [(LOST, "adele@x"), (NEW, "new@x"), (GONE, "gone@x")]
    tally = comparison.tally
    assert (tally.old, tally.new, tally.gone, tally.now) == (2, 1, 1, 2)


def test_a_sharp_s_is_not_ss() -> None:
    both = [("straße@x", "", YES), ("strasse@x", "", NO)]
    comparison, changes = compared(both, [("STRASSE@x", "", NO), ("STRAßE@x", "", YES)], ids=False)
    assert changes == []
    assert (comparison.tally.now, comparison.tally.doubled) == (2, 0)
    _, changes = compared([("straße@x", "1", YES)], [("strasse@x", "1", YES)], ids=True)
    assert changes == [(ChangeKind.RENAMED, "strasse@x")]


def test_a_row_without_an_id_is_matched_by_name() -> None:
    _, changes = compared(
        [("a@x", "", YES), ("b@x", ID_2, YES), ("c@x", "", YES)],
        [("A@x", ID_1, NO), ("B@x", "", NO), ("c@x", "", NO), ("d@x", "", YES)],
        ids=True,
    )
    assert changes == [(LOST, "A@x"), (LOST, "B@x"), (LOST, "c@x"), (NEW, "d@x")]


def test_accounts_with_one_name_have_one_order() -> None:
    old = [("a@x", "", YES), ("a@x", "1", YES), ("a@x", "2", YES)]
    compared(old, [("b@x", "2", YES), ("b@x", "1", YES)], ids=True)


def test_the_first_row_of_an_account_counts() -> None:
    comparison, changes = compared(
        [("a@x", "", YES), ("A@x", "", NO)],
        [("a@x", "", YES), ("a@x", "", NO), ("n@x", "", NO), ("N@x", "", NO)],
        ids=False,
    )
    assert changes == [(NEW, "n@x")]
    assert comparison.tally.doubled == 3
    assert (comparison.tally.old, comparison.tally.now) == (1, 2)


def test_question_marks_stand_for_letters_that_are_not_ascii() -> None:
    comparison, changes = compared(
        [("?sa@x", "", YES), ("fox??@x", "", YES), ("örjan@x", "", YES)],
        [("Åsa@x", "", NO), ("fox🦊@x", "", NO), ("?rjan@x", "", NO)],
        ids=False,
    )
    assert changes == [(LOST, "?rjan@x"), (LOST, "fox🦊@x"), (LOST, "Åsa@x")]
    assert comparison.tally.by_ascii == 3


def test_a_name_with_question_marks_that_fits_several_fits_none() -> None:
    new = [("åsa@x", "", YES), ("ösa@x", "", YES)]
    comparison, changes = compared([("?sa@x", "", YES)], new, ids=False)
    assert changes == [(NEW, "åsa@x"), (NEW, "ösa@x"), (GONE, "?sa@x")]
    assert (comparison.tally.by_ascii, comparison.tally.ambiguous) == (0, 3)


def test_two_letters_that_are_not_ascii_are_different() -> None:
    _, changes = compared([("åsa@x", "", YES)], [("ösa@x", "", YES)], ids=False)
    assert changes == [(NEW, "ösa@x"), (GONE, "åsa@x")]
