"""Joining the sources: every account ends somewhere, and nothing that failed becomes a "no"."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime

import pytest

from mfa_audit.audit import collect as hallway
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.accounts import (
    Account,
    Definition,
    Gone,
    MethodDetail,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.run import Gap
from mfa_audit.errors import AccessError, LicenceError, ServiceError, SignInError
from tests.memory import MemoryDirectory, SignIns

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
PLAIN = AuditRequest(Definition.ENTRA, NOW)
NO_BLOCKED = AuditRequest(Definition.ENTRA, NOW, frozenset({Exclusion.BLOCKED}))
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
            verdicts |= {r.account.id: str(r.verdict.registered) for r in records}
        return collection, verdicts

    return asyncio.run(all_of_it())


def told(collection: hallway.Collection) -> list[str]:
    """The notes as a person reads them."""
    return [str(note) for note in collection.notes]


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
    collection, verdicts = collect(directory, NO_BLOCKED)
    assert verdicts == {"a": "not registered"}
    assert directory.asked == ["users"]
    assert (collection.counts.listed, collection.counts.left_out) == (2, 1)


def test_a_blocked_account_left_out_stays_out_when_the_report_lists_it() -> None:
    directory = MemoryDirectory([[account("old", account_enabled=False)]], [("old", YES)])
    collection, verdicts = collect(directory, NO_BLOCKED)
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
    assert told(collection) == ["free tenant: every account was read one by one"]
    assert collection.gaps == [
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
        Gap(
            "authentication methods",
            "The permission is missing.",
            "grant it",
            1,
            "Denied",
            whole=True,
        )
    ]


def test_a_refused_source_is_asked_once() -> None:
    accounts = [account(f"a{number}") for number in range(4001)]
    directory = MemoryDirectory([accounts], (), AccessError("no", "grant"))
    collection, verdicts = collect(directory)
    assert len(verdicts) == 4001
    assert len([asked for asked in directory.asked if asked.startswith("methods")]) == 1
    assert collection.gaps[0].accounts == 4001


def test_a_refused_state_is_asked_for_once() -> None:
    accounts = [account(f"a{number}") for number in range(2001)]
    rows = [(one.id, YES) for one in accounts]
    refused = AccessError("no", "grant")
    directory = MemoryDirectory([accounts], rows, states=refused)
    request = AuditRequest(Definition.ENTRA, NOW, properties=("perUserMfaState",))
    collection, _ = collect(directory, request)
    assert len([asked for asked in directory.asked if asked.startswith("states")]) == 1
    assert [(gap.source, gap.accounts) for gap in collection.gaps] == [("per-user MFA state", 2001)]


def test_an_account_deleted_meanwhile_is_counted_and_listed_nowhere() -> None:
    directory = MemoryDirectory([[account("a"), account("b")]], [("a", YES)], {"b": Gone()})
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered"}
    assert collection.counts.vanished == 1
    assert told(collection) == ["accounts deleted while they were being read: 1"]
    assert collection.gaps == []


def test_an_account_listed_twice_is_one_account() -> None:
    directory = MemoryDirectory([[account("a")], [account("a")]], [("a", YES)])
    collection, verdicts = collect(directory)
    assert verdicts == {"a": "registered"}
    assert collection.counts.listed == 1
    assert told(collection) == ["accounts listed twice and counted once: 1"]


def test_report_rows_of_nobody_are_told() -> None:
    directory = MemoryDirectory([[account("a")]], [("ghost", YES), ("a", YES)])
    collection, _ = collect(directory)
    assert told(collection) == ["rows of the registration report without a listed account: 1"]


def test_the_state_is_asked_for_only_where_it_is_shown_and_missing() -> None:
    pages = [[account("a", per_user_mfa_state="enforced"), account("b")]]
    rows = [("a", YES), ("b", YES)]
    silent = MemoryDirectory(pages, rows)
    collect(silent)
    assert silent.asked == ["users"]
    asking = MemoryDirectory(pages, rows, states={"b": "enabled"})
    found = records(asking, AuditRequest(Definition.ENTRA, NOW, properties=("perUserMfaState",)))
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
    request = AuditRequest(Definition.ENTRA, NOW, properties=("perUserMfaState",))
    refused = AccessError("Policy.Read.All is missing.", "grant it")
    directory = MemoryDirectory([[account("a")]], [("a", YES)], states=refused)
    collection, verdicts = collect(directory, request)
    assert verdicts == {"a": "registered"}
    assert collection.gaps == [
        Gap("per-user MFA state", "Policy.Read.All is missing.", "grant it", 1, whole=True)
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
    live = AuditRequest(Definition.ENTRA, NOW, live=True)
    collection, verdicts = collect(directory, live)
    assert directory.asked == ["users", "methods b", "methods c", "methods d"]
    assert verdicts == {
        "a": "registered",
        "b": "registered",
        "c": "not registered",
        "d": "not registered",
    }
    assert told(collection) == [
        "asked again one by one (--live): 3 that the report does not register; registered by now: 1"
    ]
    assert [(gap.source, gap.reason, gap.accounts) for gap in collection.gaps] == [
        ("authentication methods", "refused", 1)
    ]


def test_live_marks_the_source_of_what_changed() -> None:
    directory = MemoryDirectory(
        [[account("b")]], [("b", NO)], {"b": MethodsRead(("password", "mobilePhone"))}
    )
    (record,) = records(directory, AuditRequest(Definition.ENTRA, NOW, live=True))
    assert record.verdict.source == "beta /users/{id}/authentication/methods"
    assert record.details == NO


def test_live_finds_an_account_that_is_gone_by_now() -> None:
    directory = MemoryDirectory([[account("b")]], [("b", NO)], {"b": Gone()})
    live = AuditRequest(Definition.ENTRA, NOW, live=True)
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
            self, ids: Sequence[str], details: bool = False
        ) -> dict[str, MethodsRead | Unanswered | Gone]:
            assert not details
            collection.counts.vanished += 1
            return dict.fromkeys(ids, MethodsRead(()))

    collection = hallway.Collection(Twice([[account("a")]]), PLAIN)

    async def all_of_it() -> None:
        async for _ in collection.records():
            pass

    with pytest.raises(ServiceError, match="do not add up"):
        asyncio.run(all_of_it())


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []

    async def all_of_it() -> None:
        directory = MemoryDirectory([[account("a"), account("b")]], [("a", YES), ("b", NO)])
        collection = hallway.Collection(directory, PLAIN, lambda *at: seen.append(at))
        async for _ in collection.records():
            pass

    asyncio.run(all_of_it())
    assert seen == [(2, 0), (2, 1), (2, 2)]


ADMIN = RegistrationDetails(is_admin=True, is_mfa_registered=False, methods_registered=())
MONDAY = SignInActivity(datetime(2026, 11, 16, 8, tzinfo=UTC))


def test_everybody_who_is_left_out_has_one_reason_and_the_counts_reconcile() -> None:
    everybody = [
        account("a", user_type="Member", is_licensed=True),
        account("blocked-guest", account_enabled=False, user_type="Guest"),
        account("guest", user_type="Guest", is_licensed=False),
        account("bare", is_licensed=False),
        account("Sync_1"),
        account("soon", employee_hire_date=datetime(2027, 1, 4, tzinfo=UTC)),
        account("gone"),
        account("other"),
    ]
    request = AuditRequest(
        Definition.ENTRA,
        NOW,
        frozenset(Exclusion),
        only=("a", "GONE@contoso.example", *(one.id for one in everybody[1:6])),
    )
    directory = MemoryDirectory(
        [everybody], [("a", YES), ("guest", NO), ("bare", NO)], {"gone": Gone()}
    )
    collection, verdicts = collect(directory, request)
    assert verdicts == {"a": "registered"}
    counts = collection.counts
    assert counts.left_out_by == {
        Exclusion.BLOCKED: 1,
        Exclusion.GUESTS: 1,
        Exclusion.UNLICENSED: 1,
        Exclusion.SERVICE: 1,
        Exclusion.FUTURE_HIRES: 1,
        Exclusion.NOT_SELECTED: 1,
    }
    assert (counts.listed, counts.left_out, counts.vanished, counts.in_scope) == (8, 6, 1, 1)
    assert (counts.report_rows, counts.report_rows_without_account) == (1, 0)
    assert directory.asked == [
        "users userType assignedLicenses displayName employeeHireDate",
        "methods gone",
    ]
    assert collection.gaps == []


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        (PLAIN, "users"),
        (NO_BLOCKED, "users"),
        (AuditRequest(Definition.ENTRA, NOW, frozenset({Exclusion.GUESTS})), "users userType"),
        (
            AuditRequest(
                Definition.ENTRA,
                NOW,
                frozenset({Exclusion.UNLICENSED}),
                ("department", "assignedLicenses"),
            ),
            "users department assignedLicenses",
        ),
        (
            AuditRequest(Definition.ENTRA, NOW, population=True),
            "users userType assignedLicenses displayName employeeHireDate",
        ),
    ],
)
def test_only_what_tells_the_marks_is_asked_for(request_: AuditRequest, asked: str) -> None:
    directory = MemoryDirectory([[account("a")]], [("a", YES)])
    collect(directory, request_)
    assert directory.asked == [asked]


def test_the_population_is_counted_by_the_first_mark_of_those_in_scope() -> None:
    everybody = [
        account("a"),
        account("b", is_licensed=True),
        account("guest", user_type="Guest", is_licensed=False),
        account("old", account_enabled=False),
    ]
    rows = [("a", YES), ("b", NO), ("guest", YES)]
    request = AuditRequest(Definition.ENTRA, NOW, frozenset({Exclusion.BLOCKED}), population=True)
    assert collect(MemoryDirectory([everybody], rows), request)[0].counts.kinds == {
        None: 2,
        Exclusion.GUESTS: 1,
    }
    assert collect(MemoryDirectory([everybody], rows), NO_BLOCKED)[0].counts.kinds == {}


def test_names_that_nobody_has_are_told() -> None:
    names = ("A@CONTOSO.example", " b ", *(f"no{number}" for number in range(1, 13)))
    request = AuditRequest(Definition.ENTRA, NOW, only=names)
    directory = MemoryDirectory(
        [[account("a"), account("B"), account("c")]], [("a", YES), ("B", YES), ("c", YES)]
    )
    collection, verdicts = collect(directory, request)
    assert verdicts == {"a": "registered", "B": "registered"}
    assert [(gap.source, gap.sentence) for gap in collection.gaps] == [
        (
            "option --only",
            "12 of 14 names are no account: no1, no2, no3, no4, no5, no6, no7, no8, no9, no10 and "
            "2 more",
        )
    ]
    few = AuditRequest(Definition.ENTRA, NOW, only=("a", "x", "X ", "y"))
    (gap,) = collect(directory, few)[0].gaps
    assert gap.sentence == "2 of 3 names are no account: X, y"


def test_a_group_limits_the_run_and_names_limit_it_further() -> None:
    pages = [[account("a"), account("b"), account("c")]]
    rows = [("a", YES), ("b", YES), ("c", YES)]
    request = AuditRequest(Definition.ENTRA, NOW, only_group="Sales")
    directory = MemoryDirectory(pages, rows, members={"a", "b", "device"})
    collection, verdicts = collect(directory, request)
    assert list(verdicts) == ["a", "b"]
    assert directory.asked == ["group Sales", "members g", "users"]
    assert collection.gaps == []
    both = AuditRequest(Definition.ENTRA, NOW, only=("b", "c"), only_group="Sales")
    collection, verdicts = collect(MemoryDirectory(pages, rows, members={"a", "b"}), both)
    assert list(verdicts) == ["b"]
    assert collection.gaps == []


def test_a_group_with_no_account_in_it_is_told() -> None:
    request = AuditRequest(Definition.ENTRA, NOW, only_group="Printers")
    collection, verdicts = collect(MemoryDirectory([[account("a")]], [("a", YES)]), request)
    assert verdicts == {}
    assert [(gap.source, gap.sentence) for gap in collection.gaps] == [
        ("option --only-group", "no account is in the group Printers")
    ]


@pytest.mark.parametrize("trouble", [AccessError("refused"), ServiceError("down")])
def test_a_group_that_cannot_be_read_ends_the_run(trouble: Exception) -> None:
    request = AuditRequest(Definition.ENTRA, NOW, only_group="Sales")
    directory = MemoryDirectory([[account("a")]], [("a", YES)], members=trouble)
    with pytest.raises(type(trouble)):
        collect(directory, request)
    assert directory.asked == ["group Sales", "members g"]


ROLES = AuditRequest(Definition.ENTRA, NOW, roles=True)


def test_roles_make_admins_where_the_report_cannot() -> None:
    pages = [[account("a"), account("b"), account("old", account_enabled=False)]]
    directory = MemoryDirectory(
        pages,
        [("a", NO), ("b", ADMIN)],
        {"old": MethodsRead(("password",))},
        roles={"old": ("Global Reader", "User Administrator"), "app": ("Directory Readers",)},
    )
    found = records(directory, ROLES)
    assert {r.account.id: (r.roles, r.admin) for r in found} == {
        "a": ((), False),
        "b": ((), True),
        "old": (("Global Reader", "User Administrator"), True),
    }
    counts = collect(directory, ROLES)[0].counts
    assert (counts.roles_whole, counts.admins, counts.admins_not_registered) == (True, 2, 2)


def test_roles_are_not_asked_for_unless_wanted() -> None:
    directory = MemoryDirectory([[account("a")]], [("a", YES)], roles={"a": ("Global Reader",)})
    (record,) = records(directory, PLAIN)
    assert (record.roles, record.admin) == (None, None)
    assert directory.asked == ["users"]


def test_roles_that_cannot_be_read_are_not_known() -> None:
    refused = AccessError("The permission is missing.", "Grant it.", code="Denied")
    directory = MemoryDirectory([[account("a")]], [("a", YES)], roles=refused)
    collection, _ = collect(directory, ROLES)
    assert not collection.counts.roles_whole
    assert collection.gaps == [
        Gap(
            "directory roles",
            "The permission is missing.",
            "Grant it. Which accounts hold a directory role is not known.",
            None,
            "Denied",
            whole=True,
        )
    ]
    (record,) = records(directory, ROLES)
    assert (record.roles, record.admin) == (None, None)


def test_with_roles_a_free_tenant_knows_its_admins() -> None:
    directory = MemoryDirectory(
        [[account("a")]],
        [LicenceError("no licence", "buy P1")],
        {"a": MethodsRead(("mobilePhone",))},
        roles={"a": ("Global Reader",)},
    )
    collection, _ = collect(directory, ROLES)
    assert collection.counts.admins_known
    assert collection.counts.admins_phone_only == 1
    assert [gap.remedy for gap in collection.gaps] == [
        "buy P1. The accounts were read one by one instead, which does not show certificates; what "
        "a person prefers is not known."
    ]


SIGN_INS = AuditRequest(Definition.ENTRA, NOW, last_sign_in=True)


def test_sign_ins_and_who_has_none() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b"), account("new")]],
        [("a", YES), ("b", YES), ("new", YES)],
        sign_ins=[("a", MONDAY), ("b", SignInActivity())],
    )
    found = records(directory, SIGN_INS)
    assert {r.account.id: r.activity for r in found} == {
        "a": MONDAY,
        "b": SignInActivity(),
        "new": None,
    }
    assert [(g.source, g.reason, g.accounts) for g in collect(directory, SIGN_INS)[0].gaps] == [
        ("sign-in activity", "the list of sign-ins has no row for this account", 1)
    ]
    assert [r.activity for r in records(directory, PLAIN)] == [None, None, None]


@pytest.mark.parametrize(
    ("sign_ins", "reason", "known"),
    [
        ([LicenceError("no licence", "buy P1")], "no licence", [None, None]),
        ([("a", MONDAY), ServiceError("page 2 failed", "buy P1")], "page 2 failed", [MONDAY, None]),
    ],
)
def test_sign_ins_that_cannot_be_read_are_not_known(
    sign_ins: SignIns, reason: str, known: list[SignInActivity | None]
) -> None:
    pages = [[account("a"), account("b")]]
    directory = MemoryDirectory(pages, [("a", YES), ("b", YES)], sign_ins=sign_ins)
    assert [record.activity for record in records(directory, SIGN_INS)] == known
    assert collect(directory, SIGN_INS)[0].gaps == [
        Gap(
            "sign-in activity",
            reason,
            "buy P1. When the accounts signed in last is not known.",
            known.count(None),
            whole=True,
        )
    ]


def test_sign_ins_of_nobody_at_all_are_no_answer() -> None:
    nobody = [("a", SignInActivity()), ("b", SignInActivity())]
    directory = MemoryDirectory(
        [[account("a"), account("b")]], [("a", YES), ("b", YES)], sign_ins=nobody
    )
    assert [record.activity for record in records(directory, SIGN_INS)] == [None, None]
    (gap,) = collect(directory, SIGN_INS)[0].gaps
    assert (gap.reason, gap.accounts) == ("Graph told of no sign-in at all.", 2)


DETAILS = AuditRequest(Definition.ENTRA, NOW, details=True)
PHONE = MethodDetail("mobilePhone", "m-1", "+46 700000064")


def test_details_are_read_for_everybody_and_change_no_verdict_of_the_report() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b"), account("sealed"), account("old")]],
        [("a", NO), ("b", YES), ("sealed", YES)],
        {
            "a": MethodsRead(("mobilePhone",), (PHONE,)),
            "b": MethodsRead((), ()),
            "sealed": Unanswered("refused", "403"),
            "old": MethodsRead(("mobilePhone",), (PHONE,)),
        },
    )
    found = records(directory, DETAILS)
    assert {r.account.id: (str(r.verdict.registered), r.method_details) for r in found} == {
        "a": ("not registered", (PHONE,)),
        "b": ("registered", ()),
        "sealed": ("registered", None),
        "old": ("registered", (PHONE,)),
    }
    assert directory.asked == ["users", "details a", "details b", "details sealed", "details old"]
    collection, _ = collect(directory, DETAILS)
    assert [(g.source, g.reason, g.accounts) for g in collection.gaps] == [
        ("authentication methods", "refused", 1)
    ]
    assert collection.counts.registered_since == 0


def test_details_with_live_are_one_question() -> None:
    directory = MemoryDirectory(
        [[account("a"), account("b")]],
        [("a", NO), ("b", YES)],
        {"a": MethodsRead(("mobilePhone",), (PHONE,)), "b": MethodsRead((), ())},
    )
    both = AuditRequest(Definition.ENTRA, NOW, details=True, live=True)
    collection, verdicts = collect(directory, both)
    assert verdicts == {"a": "registered", "b": "registered"}
    assert directory.asked == ["users", "details a", "details b"]
    assert told(collection) == [
        "asked again one by one (--live): 1 that the report does not register; registered by now: 1"
    ]


def test_an_account_that_details_find_deleted_is_gone() -> None:
    directory = MemoryDirectory([[account("a")]], [("a", YES)], {"a": Gone()})
    collection, verdicts = collect(directory, DETAILS)
    assert verdicts == {}
    assert (collection.counts.vanished, collection.counts.in_scope) == (1, 0)


def test_details_that_cannot_be_read_are_a_gap_for_everybody() -> None:
    refused = AccessError("The permission is missing.", "grant it")
    directory = MemoryDirectory([[account("a"), account("b")]], [("a", YES)], refused)
    collection, verdicts = collect(directory, DETAILS)
    assert verdicts == {"a": "registered", "b": "unknown"}
    assert [(gap.reason, gap.accounts) for gap in collection.gaps] == [
        ("The permission is missing.", 2)
    ]


def test_the_notes_are_made_of_these_sentences() -> None:
    assert hallway.NOTES == (
        "free tenant: every account was read one by one",
        "accounts listed twice and counted once: {number}",
        "rows of the registration report without a listed account: {number}",
        "asked again one by one (--live): {number} that the report does not register; registered "
        "by now: {registered}",
        "accounts deleted while they were being read: {number}",
    )
