"""What is read in addition to the verdict: roles, last sign-ins and details of the methods."""

from datetime import UTC, datetime

import pytest

from mfa_audit.domain.accounts import (
    Gone,
    MethodDetail,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Unanswered,
)
from mfa_audit.domain.run import Gap
from mfa_audit.errors import AccessError, LicenceError, ServiceError
from tests.builders import least
from tests.memory import NO, YES, MemoryDirectory, SignIns, account, collect

ADMIN = RegistrationDetails(is_admin=True, is_mfa_registered=False, methods_registered=())
MONDAY = SignInActivity(datetime(2026, 11, 16, 8, tzinfo=UTC))
NEVER = SignInActivity()
PHONE = MethodDetail("mobilePhone", "m-1", "+46 700000064")
WITH_PHONE, WITHOUT = MethodsRead(("mobilePhone",), (PHONE,)), MethodsRead((), ())


def test_roles_show_admins_that_the_report_leaves_out() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b"), account("old", account_enabled=False)]],
        [("a", NO), ("b", ADMIN)],
        {"old": MethodsRead(("password",))},
        roles={"old": ("Global Reader", "User Administrator"), "app": ("Directory Readers",)},
    )
    outcome = collect(directory, roles=True)
    assert {name: (r.roles, r.admin) for name, r in outcome.by_name.items()} == {
        "a": ((), False),
        "b": ((), True),
        "old": (("Global Reader", "User Administrator"), True),
    }
    assert outcome.counts.roles_whole
    figures = least(outcome.counts)
    assert (figures["admins"], figures["admins_unregistered"]) == (2, 2)


def test_roles_are_not_read_unless_requested() -> None:
    directory = MemoryDirectory("a", [("a", YES)], roles={"a": ("Global Reader",)})
    (record,) = collect(directory).records
    assert (record.roles, record.admin) == (None, None)
    assert directory.requests == ["users"]


def test_roles_that_cannot_be_read_are_unknown() -> None:
    refused = AccessError("The permission is missing.", "Grant it.", code="Denied")
    outcome = collect(MemoryDirectory("a", [("a", YES)], roles=refused), roles=True)
    assert not outcome.counts.roles_whole
    assert outcome.gaps == [
        Gap(
            "directory roles",
            "The permission is missing.",
            "Grant it. Which accounts hold a directory role is not known.",
            None,
            "Denied",
            whole=True,
        )
    ]
    (record,) = outcome.records
    assert (record.roles, record.admin) == (None, None)


def test_roles_show_the_admins_of_a_free_tenant() -> None:
    directory = MemoryDirectory(
        "a",
        [LicenceError("no licence", "buy P1")],
        {"a": MethodsRead(("mobilePhone",))},
        roles={"a": ("Global Reader",)},
    )
    outcome = collect(directory, roles=True)
    assert outcome.counts.admins_known
    assert least(outcome.counts)["admins_phone_only"] == 1
    assert [gap.remedy for gap in outcome.gaps] == [
        "buy P1. The accounts were read one by one instead, which does not show certificates; what "
        "a person prefers is not known."
    ]


def test_accounts_without_a_row_of_sign_ins_are_a_gap() -> None:
    rows = [("a", YES), ("b", YES), ("new", YES)]
    directory = MemoryDirectory("a b new", rows, sign_ins=[("a", MONDAY), ("b", NEVER)])
    outcome = collect(directory, last_sign_in=True)
    assert {name: record.activity for name, record in outcome.by_name.items()} == {
        "a": MONDAY,
        "b": NEVER,
        "new": None,
    }
    reason = "the list of sign-ins has no row for this account"
    assert outcome.missing == [("sign-in activity", reason, 1)]
    assert [record.activity for record in collect(directory).records] == [None, None, None]


@pytest.mark.parametrize(
    ("sign_ins", "reason", "known"),
    [
        ([LicenceError("no licence", "buy P1")], "no licence", [None, None]),
        ([("a", MONDAY), ServiceError("page 2 failed", "buy P1")], "page 2 failed", [MONDAY, None]),
    ],
)
def test_sign_ins_that_cannot_be_read_are_unknown(
    sign_ins: SignIns, reason: str, known: list[SignInActivity | None]
) -> None:
    directory = MemoryDirectory("a b", [("a", YES), ("b", YES)], sign_ins=sign_ins)
    outcome = collect(directory, last_sign_in=True)
    assert [record.activity for record in outcome.records] == known
    remedy = "buy P1. When the accounts signed in last is not known."
    assert outcome.gaps == [Gap("sign-in activity", reason, remedy, known.count(None), whole=True)]


def test_a_tenant_without_any_sign_in_is_a_gap() -> None:
    directory = MemoryDirectory(
        "a b", [("a", YES), ("b", YES)], sign_ins=[("a", NEVER), ("b", NEVER)]
    )
    outcome = collect(directory, last_sign_in=True)
    assert [record.activity for record in outcome.records] == [None, None]
    assert outcome.missing == [("sign-in activity", "Graph told of no sign-in at all.", 2)]


def test_details_are_read_for_every_account_and_the_report_decides() -> None:
    sealed = Unanswered("refused", "403")
    directory = MemoryDirectory(
        "a b sealed old",
        [("a", NO), ("b", YES), ("sealed", YES)],
        {"a": WITH_PHONE, "b": WITHOUT, "sealed": sealed, "old": WITH_PHONE},
    )
    outcome = collect(directory, details=True)
    assert {
        name: (str(record.verdict.registered), record.method_details)
        for name, record in outcome.by_name.items()
    } == {
        "a": ("not registered", (PHONE,)),
        "b": ("registered", ()),
        "sealed": ("registered", None),
        "old": ("registered", (PHONE,)),
    }
    assert directory.requests == [
        "users",
        *(f"details {name}" for name in ("a", "b", "sealed", "old")),
    ]
    assert outcome.missing == [("authentication methods", "refused", 1)]
    assert outcome.counts.registered_since == 0


def test_details_and_live_share_a_request() -> None:
    directory = MemoryDirectory("a b", [("a", NO), ("b", YES)], {"a": WITH_PHONE, "b": WITHOUT})
    outcome = collect(directory, details=True, live=True)
    assert outcome.verdicts == {"a": "registered", "b": "registered"}
    assert directory.requests == ["users", "details a", "details b"]
    assert outcome.notes == [
        "asked again one by one (--live): 1 that the report does not register; registered by now: 1"
    ]


def test_details_find_that_an_account_was_deleted() -> None:
    outcome = collect(MemoryDirectory("a", [("a", YES)], {"a": Gone()}), details=True)
    assert outcome.verdicts == {}
    assert (outcome.counts.vanished, outcome.counts.in_scope) == (1, 0)


def test_details_that_cannot_be_read_are_a_gap_for_every_account() -> None:
    refused = AccessError("The permission is missing.", "grant it")
    outcome = collect(MemoryDirectory("a b", [("a", YES)], refused), details=True)
    assert outcome.verdicts == {"a": "registered", "b": "unknown"}
    missing = ("authentication methods", "The permission is missing.", 2)
    assert outcome.missing == [missing]
