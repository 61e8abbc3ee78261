"""The sources joined: every account is counted once, and no failure becomes a "no"."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime

import pytest

from mfa_audit.domain.accounts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.run import Gap
from mfa_audit.errors import AccessError, LicenceError, ServiceError, SignInError
from tests.memory import NO, YES, MemoryDirectory, Outcome, account, collect

PHONE, PASSWORD = MethodsRead(("mobilePhone",)), MethodsRead(("password",))
NO_BLOCKED = frozenset({Exclusion.BLOCKED})
STATE = ("perUserMfaState",)


def test_sources_are_joined_on_the_object_id() -> None:
    directory = MemoryDirectory("a b", [("b", YES), ("a", NO)])
    outcome = collect(directory)
    assert outcome.verdicts == {"b": "registered", "a": "not registered"}
    assert outcome.gaps == []
    assert directory.requests == ["users"]


def test_records_come_in_the_order_of_the_report_and_then_of_the_directory() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b")], [account("c"), account("d")]],
        [("d", YES), ("b", YES)],
        {"a": MethodsRead(()), "c": MethodsRead(())},
    )
    assert list(collect(directory).verdicts) == ["d", "b", "a", "c"]


def test_methods_are_read_for_accounts_without_a_row() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("blocked", account_enabled=False)]],
        [("a", YES)],
        {"blocked": MethodsRead(("password", "microsoftAuthenticatorPush"))},
    )
    outcome = collect(directory)
    assert outcome.verdicts == {"a": "registered", "blocked": "registered"}
    assert directory.requests == ["users", "methods blocked"]
    assert outcome.counts.blocked == 1


def test_excluded_accounts_are_counted_and_their_methods_not_read() -> None:
    accounts = [[account("a"), account("old", account_enabled=False)]]
    directory = MemoryDirectory(accounts, [("a", NO)])
    outcome = collect(directory, exclude=NO_BLOCKED)
    assert outcome.verdicts == {"a": "not registered"}
    assert directory.requests == ["users"]
    assert (outcome.counts.listed, outcome.counts.left_out) == (2, 1)


def test_excluded_accounts_stay_out_when_the_report_lists_them() -> None:
    directory = MemoryDirectory([[account("old", account_enabled=False)]], [("old", YES)])
    outcome = collect(directory, exclude=NO_BLOCKED)
    assert (outcome.verdicts, outcome.notes) == ({}, [])


def test_a_free_tenant_is_read_account_by_account() -> None:
    licence = LicenceError("no licence", "buy P1", code="NoPremium", request_id="r-1")
    outcome = collect(MemoryDirectory("a b", [licence], {"a": PHONE, "b": PASSWORD}))
    assert outcome.verdicts == {"a": "registered", "b": "not registered"}
    assert outcome.notes == ["free tenant: every account was read one by one"]
    assert outcome.gaps == [
        Gap(
            "registration report",
            "no licence",
            "buy P1. The accounts were read one by one instead, which does not show certificates; "
            "which are admins, and what a person prefers, is not known.",
            2,
            "NoPremium",
            "r-1",
            whole=True,
        )
    ]
    assert not outcome.counts.admins_known


def test_rows_before_a_report_breaks_off_are_kept() -> None:
    outcome = collect(
        MemoryDirectory(
            "a b c",
            [("a", YES), ServiceError("page 2 failed", "again later", status=500)],
            {"b": PHONE, "c": Unanswered("refused", "403")},
        )
    )
    assert outcome.verdicts == {"a": "registered", "b": "registered", "c": "unknown"}
    assert outcome.missing == [
        ("registration report", "page 2 failed", 2),
        ("authentication methods", "refused", 1),
    ]


def test_accounts_are_unknown_without_the_permission_for_methods() -> None:
    refused = AccessError("The permission is missing.", "grant it", code="Denied")
    outcome = collect(MemoryDirectory("a b", [("a", NO)], refused))
    assert outcome.verdicts == {"a": "not registered", "b": "unknown"}
    what = "The permission is missing."
    assert outcome.gaps == [
        Gap("authentication methods", what, "grant it", 1, "Denied", whole=True)
    ]


def test_a_refused_source_is_requested_once() -> None:
    accounts = [[account(f"a{number}") for number in range(4001)]]
    refused = AccessError("no", "grant")
    directory = MemoryDirectory(accounts, (), refused)
    outcome = collect(directory)
    assert len(outcome.verdicts) == 4001
    assert [request.split()[0] for request in directory.requests] == ["users", "methods"]
    assert outcome.gaps[0].accounts == 4001

    rows = [(account.id, YES) for account in accounts[0]]
    directory = MemoryDirectory(accounts, rows, states=refused)
    outcome = collect(directory, properties=STATE)
    requests = [request for request in directory.requests if request.startswith("states")]
    assert len(requests) == 1
    assert outcome.missing == [("per-user MFA state", "no", 4001)]


def test_accounts_deleted_meanwhile_are_counted_and_not_listed() -> None:
    outcome = collect(MemoryDirectory("a b", [("a", YES)], {"b": Gone()}))
    assert outcome.verdicts == {"a": "registered"}
    assert outcome.counts.vanished == 1
    assert outcome.notes == ["accounts deleted while they were being read: 1"]
    assert outcome.gaps == []


def test_an_account_listed_twice_is_counted_once() -> None:
    outcome = collect(MemoryDirectory([[account("a")], [account("a")]], [("a", YES)]))
    assert outcome.verdicts == {"a": "registered"}
    assert outcome.counts.listed == 1
    assert outcome.notes == ["accounts listed twice and counted once: 1"]


def test_rows_without_an_account_are_noted() -> None:
    outcome = collect(MemoryDirectory("a", [("ghost", YES), ("a", YES)]))
    assert outcome.notes == ["rows of the registration report without a listed account: 1"]


def test_the_per_user_state_is_requested_only_where_it_is_shown_and_missing() -> None:
    accounts = [[account("a", per_user_mfa_state="enforced"), account("b")]]
    rows = [("a", YES), ("b", YES)]
    without = MemoryDirectory(accounts, rows)
    collect(without)
    assert without.requests == ["users"]
    directory = MemoryDirectory(accounts, rows, states={"b": "enabled"})
    outcome = collect(directory, properties=STATE)
    assert directory.requests == ["users perUserMfaState", "states b"]
    assert {
        name: (record.account.per_user_mfa_state, record.account.per_user_mfa_state_source)
        for name, record in outcome.by_name.items()
    } == {"a": ("enforced", None), "b": ("enabled", "beta /users/{id}/authentication/requirements")}


def test_a_per_user_state_that_cannot_be_read_is_a_gap() -> None:
    refused = AccessError("Policy.Read.All is missing.", "grant it")
    rows = [("a", YES)]
    outcome = collect(MemoryDirectory("a", rows, states=refused), properties=STATE)
    assert outcome.verdicts == {"a": "registered"}
    assert outcome.gaps == [
        Gap("per-user MFA state", "Policy.Read.All is missing.", "grant it", 1, whole=True)
    ]
    unanswered = MemoryDirectory("a", rows, states={"a": Unanswered("silent")})
    assert collect(unanswered, properties=STATE).missing == [("per-user MFA state", "silent", 1)]
    gone = MemoryDirectory("a", rows, states={"a": Gone()})
    assert collect(gone, properties=STATE).counts.vanished == 1


def test_an_unknown_kind_of_method_is_a_gap_and_registers_no_one() -> None:
    badge = RegistrationDetails(methods_registered=("badge",))
    outcome = collect(MemoryDirectory("a b", [("a", badge), ("b", badge)]))
    assert outcome.verdicts == {"a": "unknown", "b": "unknown"}
    assert outcome.missing == [
        (
            "registration report",
            "its only candidates are methods of a kind this version does not know: badge",
            2,
        ),
        ("method table", "badge is a kind of method that this version does not know", 2),
    ]


def test_the_report_is_as_old_as_its_rows() -> None:
    early, late = datetime(2026, 11, 20, 3, tzinfo=UTC), datetime(2026, 11, 20, 5, tzinfo=UTC)
    rows = [
        (id, RegistrationDetails(is_mfa_registered=True, last_updated_date_time=time))
        for id, time in (("a", late), ("b", early))
    ]
    assert collect(MemoryDirectory("a b", rows)).audit.report_refreshed == (early, late)


def test_the_tenants_name_may_be_missing_but_a_failed_sign_in_ends_the_run() -> None:
    nameless = MemoryDirectory("a", [("a", YES)], organization=AccessError("no"))
    assert collect(nameless).audit.tenant == Tenant()
    locked_out = MemoryDirectory([], organization=SignInError("wrong secret"))
    with pytest.raises(SignInError):
        collect(locked_out)
    assert locked_out.requests == []


def test_a_run_without_the_accounts_fails() -> None:
    class Broken(MemoryDirectory):
        async def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
            self.requests.extend(properties)
            yield [account("a")]
            raise ServiceError("page 2 failed")

    with pytest.raises(ServiceError, match="page 2 failed"):
        collect(Broken([], [("a", YES)]))
    with pytest.raises(ServiceError, match="listed no account at all"):
        collect(MemoryDirectory([[], []], [("a", YES)]))


def test_live_reads_again_the_methods_of_accounts_that_are_not_registered() -> None:
    directory = MemoryDirectory(
        "a b c d",
        [("a", YES), ("b", NO), ("c", NO), ("d", NO)],
        {"b": MethodsRead(("password", "mobilePhone")), "c": PASSWORD, "d": Unanswered("refused")},
    )
    outcome = collect(directory, live=True)
    assert directory.requests == ["users", "methods b", "methods c", "methods d"]
    assert outcome.verdicts == {
        "a": "registered",
        "b": "registered",
        "c": "not registered",
        "d": "not registered",
    }
    record = outcome.by_name["b"]
    assert record.verdict.source == "beta /users/{id}/authentication/methods"
    assert record.details == NO
    assert outcome.notes == [
        "asked again one by one (--live): 3 that the report does not register; registered by now: 1"
    ]
    assert outcome.missing == [("authentication methods", "refused", 1)]


def test_live_finds_that_an_account_was_deleted() -> None:
    outcome = collect(MemoryDirectory("b", [("b", NO)], {"b": Gone()}), live=True)
    assert outcome.verdicts == {}
    assert outcome.counts.vanished == 1


def test_methods_are_read_where_the_row_says_nothing() -> None:
    silent = RegistrationDetails(is_admin=True)
    methods = {"a": MethodsRead(("password", "mobilePhone"))}
    directory = MemoryDirectory("a b", [("a", silent), ("b", YES)], methods)
    outcome = collect(directory)
    assert outcome.verdicts == {"a": "registered", "b": "registered"}
    assert directory.requests == ["users", "methods a"]
    assert outcome.gaps == []


def test_admins_are_known_from_a_whole_report_only() -> None:
    admin = RegistrationDetails(is_admin=True, is_mfa_registered=False, methods_registered=())
    assert collect(MemoryDirectory("a", [("a", admin)])).counts.admins_known
    half = MemoryDirectory("a", [("a", admin), ServiceError("page 2 failed")])
    assert not collect(half).counts.admins_known


def test_a_programming_fault_while_the_report_is_read_ends_the_run() -> None:
    with pytest.raises(TypeError, match="ours"):
        collect(MemoryDirectory("a", [("a", YES), TypeError("ours")]))


def test_counts_that_do_not_add_up_end_the_run() -> None:
    class Twice(MemoryDirectory):
        """Its answers count an account more than it listed."""

        async def authentication_methods(
            self, ids: Sequence[str], details: bool = False
        ) -> dict[str, MethodsRead | Unanswered | Gone]:
            assert not details
            outcome.audit.counts.vanished += 1
            return dict.fromkeys(ids, MethodsRead(()))

    outcome = Outcome()
    with pytest.raises(ServiceError, match="do not add up"):
        asyncio.run(outcome.collect(Twice("a")))


def test_progress_is_reported() -> None:
    seen: list[tuple[int, int]] = []
    directory = MemoryDirectory("a b", [("a", YES), ("b", NO)])
    collect(directory, progress=lambda *so_far: seen.append(so_far))
    assert seen == [(2, 0), (2, 1), (2, 2)]
