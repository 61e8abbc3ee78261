"""Joining the sources: every account ends somewhere, and nothing that failed becomes a "no"."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime

import pytest

from mfa_audit.audit import collect as hallway
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.audit import Gap
from mfa_audit.domain.facts import (
    Account,
    Definition,
    Gone,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.standing import AccountRecord
from mfa_audit.errors import AccessError, LicenceError, ServiceError, SignInError
from tests.memory import MemoryDirectory

PLAIN = AuditRequest(Definition.ENTRA, blocked=True)
YES = RegistrationDetails(is_mfa_registered=True, methods_registered=("mobilePhone",))
NO = RegistrationDetails(is_mfa_registered=False, methods_registered=())


def account(name: str, **more: object) -> Account:
    """An account whose id is its name."""
    return Account(name, f"{name}@contoso.example", **more)  # type: ignore[arg-type]


def collect(
    directory: MemoryDirectory, request: AuditRequest = PLAIN
) -> tuple[hallway.Collection, dict[str, str]]:
    """The finished collection, and the verdict by account."""

    async def all_of_it() -> tuple[hallway.Collection, dict[str, str]]:
        collection = hallway.Collection(directory, request)
        verdicts: dict[str, str] = {}
        async for records in collection.records():
            verdicts |= {r.account.id: str(r.standing.registered) for r in records}
        return collection, verdicts

    return asyncio.run(all_of_it())


def test_the_join_is_on_the_object_id() -> None:
    directory = MemoryDirectory([[account("a"), account("b")]], [("b", YES), ("a", NO)])
    collection, verdicts = collect(directory)
    assert verdicts == {"b": "registered", "a": "not registered"}
    assert collection.gaps == []
    assert directory.asked == ["users"]


def test_records_come_in_the_reports_order_and_then_in_the_directorys() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b")], [account("c"), account("d")]],
        [("d", YES), ("b", YES)],
        {"a": MethodsRead(()), "c": MethodsRead(())},
    )
    assert list(collect(directory)[1]) == ["d", "b", "a", "c"]


def test_accounts_without_a_row_are_asked_for_one_by_one() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("gone", account_enabled=False)]],
        [("a", YES)],
        {"gone": MethodsRead(("password", "microsoftAuthenticatorPush"))},
    )
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered", "gone": "registered"}
    assert directory.asked == ["users", "methods gone"]
    assert collection.counts.blocked == 1


def test_blocked_accounts_left_out_are_counted_and_not_asked_for() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("old", account_enabled=False)]], [("a", NO)]
    )
    collection, verdicts = collect(directory, AuditRequest(Definition.ENTRA, blocked=False))
    assert verdicts == {"a": "not registered"}
    assert directory.asked == ["users"]
    assert (collection.counts.listed, collection.counts.left_out) == (2, 1)


def test_a_blocked_account_left_out_stays_out_when_the_report_lists_it() -> None:
    directory = MemoryDirectory([[account("old", account_enabled=False)]], [("old", YES)])
    collection, verdicts = collect(directory, AuditRequest(Definition.ENTRA, blocked=False))
    assert verdicts == {}
    assert collection.notes == []


def test_a_free_tenant_is_read_one_by_one() -> None:
    licence = LicenceError("no licence", "buy P1", code="NoPremium", request_id="r-1")
    directory = MemoryDirectory(
        [[account("a"), account("b")]],
        [licence],
        {"a": MethodsRead(("mobilePhone",)), "b": MethodsRead(("password",))},
    )
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered", "b": "not registered"}
    assert collection.notes == ["free tenant: every account was read one by one"]
    assert collection.gaps == [
        Gap(
            "registration report",
            "no licence",
            "buy P1 The accounts were read one by one instead, which does not show certificates; "
            "which are admins, and what a person prefers, is not known.",
            2,
            "NoPremium",
            "r-1",
        )
    ]
    assert not collection.counts.admins_known


def test_a_report_that_breaks_off_keeps_what_it_told() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b"), account("c")]],
        [("a", YES), ServiceError("page 2 failed", "again later", status=500)],
        {"b": MethodsRead(("mobilePhone",)), "c": Unanswered("refused", "403")},
    )
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered", "b": "registered", "c": "unknown"}
    assert [(gap.source, gap.reason, gap.accounts) for gap in collection.gaps] == [
        ("registration report", "page 2 failed", 2),
        ("authentication methods", "refused", 1),
    ]


def test_without_the_permission_for_methods_these_few_are_unknown_and_the_rest_stands() -> None:
    refused = AccessError("The permission is missing.", "grant it", code="Denied")
    directory = MemoryDirectory([[account("a"), account("b")]], [("a", NO)], refused)
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "not registered", "b": "unknown"}
    assert collection.gaps == [
        Gap("authentication methods", "The permission is missing.", "grant it", 1, "Denied")
    ]


def test_a_refused_source_is_asked_once() -> None:
    accounts = [account(f"a{number}") for number in range(4001)]
    directory = MemoryDirectory([accounts], (), AccessError("no", "grant"))
    collection, verdicts = collect(directory)
    assert len(verdicts) == 4001
    assert len([asked for asked in directory.asked if asked.startswith("methods")]) == 1
    assert collection.gaps[0].accounts == 4001


def test_an_account_deleted_meanwhile_is_counted_and_listed_nowhere() -> None:
    directory = MemoryDirectory([[account("a"), account("b")]], [("a", YES)], {"b": Gone()})
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered"}
    assert collection.counts.vanished == 1
    assert collection.notes == ["accounts deleted while they were being read: 1"]
    assert collection.gaps == []


def test_an_account_listed_twice_is_one_account() -> None:
    directory = MemoryDirectory([[account("a")], [account("a")]], [("a", YES)])
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered"}
    assert collection.counts.listed == 1
    assert collection.notes == ["accounts listed twice and counted once: 1"]


def test_report_rows_of_nobody_are_told() -> None:
    directory = MemoryDirectory([[account("a")]], [("ghost", YES), ("a", YES)])
    collection, _ = collect(directory)
    assert collection.notes == ["rows of the registration report without a listed account: 1"]


def test_the_state_is_asked_for_only_where_it_is_shown_and_missing() -> None:
    pages = [[account("a", per_user_mfa_state="enforced"), account("b")]]
    rows = [("a", YES), ("b", YES)]
    silent = MemoryDirectory(pages, rows)
    collect(silent)
    assert silent.asked == ["users"]
    asking = MemoryDirectory(pages, rows, states={"b": "enabled"})
    found = records(asking, AuditRequest(Definition.ENTRA, True, ("perUserMfaState",)))
    assert asking.asked == ["users perUserMfaState", "states b"]
    assert {r.account.id: r.account.per_user_mfa_state for r in found} == {
        "a": "enforced",
        "b": "enabled",
    }
    assert [r.account.per_user_mfa_state_source for r in found] == [
        None,
        "beta /users/{id}/authentication/requirements",
    ]


def records(directory: MemoryDirectory, request: AuditRequest) -> list[AccountRecord]:
    """Every record."""

    async def all_of_it() -> list[AccountRecord]:
        return [
            record
            async for page in hallway.Collection(directory, request).records()
            for record in page
        ]

    return asyncio.run(all_of_it())


def test_a_state_that_nobody_tells_is_a_gap() -> None:
    request = AuditRequest(Definition.ENTRA, True, ("perUserMfaState",))
    refused = AccessError("Policy.Read.All is missing.", "grant it")
    directory = MemoryDirectory([[account("a")]], [("a", YES)], states=refused)
    collection, verdicts = collect(directory, request)
    assert verdicts == {"a": "registered"}
    assert collection.gaps == [
        Gap("per-user MFA state", "Policy.Read.All is missing.", "grant it", 1)
    ]
    one = MemoryDirectory([[account("a")]], [("a", YES)], states={"a": Unanswered("silent")})
    assert [gap.reason for gap in collect(one, request)[0].gaps] == ["silent"]
    gone = MemoryDirectory([[account("a")]], [("a", YES)], states={"a": Gone()})
    assert collect(gone, request)[0].counts.vanished == 1


def test_an_unknown_kind_of_method_is_one_gap_and_registers_nobody() -> None:
    badge = RegistrationDetails(methods_registered=("badge",))
    directory = MemoryDirectory([[account("a"), account("b")]], [("a", badge), ("b", badge)])
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "unknown", "b": "unknown"}
    assert [(gap.source, gap.reason, gap.accounts) for gap in collection.gaps] == [
        (
            "registration report",
            "its only candidates are methods of a kind this version does not know: badge",
            2,
        ),
        ("method table", "badge is a kind of method that this version does not know", 2),
    ]


def test_how_fresh_the_report_is_is_the_span_of_its_rows() -> None:
    early, late = datetime(2026, 11, 20, 3, tzinfo=UTC), datetime(2026, 11, 20, 5, tzinfo=UTC)
    directory = MemoryDirectory(
        [[account("a"), account("b")]],
        [
            ("a", RegistrationDetails(is_mfa_registered=True, last_updated_date_time=late)),
            ("b", RegistrationDetails(is_mfa_registered=True, last_updated_date_time=early)),
        ],
    )
    assert collect(directory)[0].report_refreshed == (early, late)


def test_the_tenants_name_is_an_ornament_but_a_failed_sign_in_is_not() -> None:
    nameless = MemoryDirectory([[account("a")]], [("a", YES)], organization=AccessError("no"))
    assert collect(nameless)[0].tenant == Tenant()
    locked_out = MemoryDirectory([], organization=SignInError("wrong secret"))
    with pytest.raises(SignInError):
        collect(locked_out)
    assert locked_out.asked == []


def test_without_the_accounts_there_is_no_audit() -> None:
    class Broken(MemoryDirectory):
        async def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
            self.asked.extend(properties)
            yield [account("a")]
            raise ServiceError("page 2 failed")

    with pytest.raises(ServiceError, match="page 2 failed"):
        collect(Broken([], [("a", YES)]))


def test_live_asks_again_for_those_whom_the_report_does_not_register() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b"), account("c"), account("d")]],
        [("a", YES), ("b", NO), ("c", NO), ("d", NO)],
        {
            "b": MethodsRead(("password", "mobilePhone")),
            "c": MethodsRead(("password",)),
            "d": Unanswered("refused"),
        },
    )
    live = AuditRequest(Definition.ENTRA, blocked=True, live=True)
    collection, verdicts = collect(directory, live)
    assert directory.asked == ["users", "methods b", "methods c", "methods d"]
    assert verdicts == {
        "a": "registered",
        "b": "registered",
        "c": "not registered",
        "d": "not registered",
    }
    assert collection.notes == [
        "asked again one by one (--live): 3 that the report does not register; registered by now: 1"
    ]
    assert [(gap.source, gap.reason, gap.accounts) for gap in collection.gaps] == [
        ("authentication methods", "refused", 1)
    ]


def test_live_marks_the_source_of_what_changed() -> None:
    directory = MemoryDirectory(
        [[account("b")]], [("b", NO)], {"b": MethodsRead(("password", "mobilePhone"))}
    )
    (record,) = records(directory, AuditRequest(Definition.ENTRA, blocked=True, live=True))
    assert record.standing.source == "beta /users/{id}/authentication/methods"
    assert record.details == NO


def test_live_finds_an_account_that_is_gone_by_now() -> None:
    directory = MemoryDirectory([[account("b")]], [("b", NO)], {"b": Gone()})
    live = AuditRequest(Definition.ENTRA, blocked=True, live=True)
    collection, verdicts = collect(directory, live)
    assert verdicts == {}
    assert collection.counts.vanished == 1


def test_no_accounts_at_all_is_no_answer() -> None:
    with pytest.raises(ServiceError, match="listed no account at all"):
        collect(MemoryDirectory([[], []], [("a", YES)]))


def test_a_silent_row_is_asked_about() -> None:
    silent = RegistrationDetails(is_admin=True)
    directory = MemoryDirectory(
        [[account("a"), account("b")]],
        [("a", silent), ("b", YES)],
        {"a": MethodsRead(("password", "mobilePhone"))},
    )
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered", "b": "registered"}
    assert directory.asked == ["users", "methods a"]
    assert collection.gaps == []


def test_admins_are_not_counted_from_half_a_report() -> None:
    admin = RegistrationDetails(is_admin=True, is_mfa_registered=False, methods_registered=())
    whole = MemoryDirectory([[account("a")]], [("a", admin)])
    assert collect(whole)[0].counts.admins_known
    half = MemoryDirectory([[account("a")]], [("a", admin), ServiceError("page 2 failed")])
    assert not collect(half)[0].counts.admins_known


def test_a_fault_of_ours_in_the_report_is_not_swallowed() -> None:
    with pytest.raises(TypeError, match="ours"):
        collect(MemoryDirectory([[account("a")]], [("a", YES), TypeError("ours")]))


def test_counts_that_do_not_add_up_end_the_run() -> None:
    class Twice(MemoryDirectory):
        """Its answers count an account more than it listed."""

        async def authentication_methods(
            self, ids: Sequence[str]
        ) -> dict[str, MethodsRead | Unanswered | Gone]:
            collection.counts.vanished += 1
            return dict.fromkeys(ids, MethodsRead(()))

    collection = hallway.Collection(Twice([[account("a")]]), PLAIN)

    async def all_of_it() -> None:
        async for _ in collection.records():
            pass

    with pytest.raises(ServiceError, match="do not add up"):
        asyncio.run(all_of_it())


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []

    async def all_of_it() -> None:
        directory = MemoryDirectory([[account("a"), account("b")]], [("a", YES), ("b", NO)])
        collection = hallway.Collection(directory, PLAIN, lambda *seen: told.append(seen))
        async for _ in collection.records():
            pass

    asyncio.run(all_of_it())
    assert told == [(2, 0), (2, 1), (2, 2)]
