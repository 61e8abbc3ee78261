"""Whole audits over the real SDK and a troubled service: answers that cannot lie."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mfa_audit.domain.accounts import Definition, SignInActivity
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.errors import AccessError, ServiceError, UsageError
from mfa_audit.graph.demo.contoso import Person, assignments, groups, people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests.graph.tenant import Faulty, Outcome, answer, error, staff, tenant

REPORT = "userRegistrationDetails"
LICENCE = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"


def mixed() -> list[Person]:
    """Six people, of whom two have a phone, two nothing, two are blocked."""
    return [
        Person("1", "ada@c.example", "Ada", ("mobilePhone",)),
        Person("2", "bob@c.example", "Bob"),
        Person("3", "cia@c.example", "Cia", ("fido2SecurityKey",), state="enforced"),
        Person("4", "dan@c.example", "Dan", ("email",)),
        Person("5", "eve@c.example", "Eve", ("mobilePhone",), enabled=False),
        Person("6", "fay@c.example", "Fay", enabled=False),
    ]


TRUTH = {
    "ada": "registered",
    "bob": "not registered",
    "cia": "registered",
    "dan": "not registered",
    "eve": "registered",
    "fay": "not registered",
}


def on(word: str, fault: Callable[[int], httpx.Response | Exception | None]) -> Any:
    """A fault for addresses that contain `word`; told how often each was asked for."""
    return lambda request, time: fault(time) if word in str(request.url) else None


def test_the_demo_tenant_counts_as_its_people_do() -> None:
    outcome = Outcome(tenant(people()), properties=("perUserMfaState",))
    counts = outcome.counts
    assert (counts.listed, counts.registered, counts.not_registered) == (250, 194, 55)
    assert (counts.unknown, counts.vanished, counts.blocked) == (1, 0, 12)
    assert (counts.admins, counts.admins_not_registered) == (4, 2)
    assert outcome.traffic["directory"].requests == 5  # organization, 3 pages, 1 batch
    assert outcome.traffic["reports"].requests == 3


def test_the_demo_tenant_under_the_old_definition() -> None:
    counts = Outcome(tenant(people()), definition=Definition.MSONLINE).counts
    assert (counts.registered, counts.not_registered, counts.unknown) == (182, 67, 1)


def test_a_troubled_service_changes_nothing_but_the_time() -> None:
    troubles: list[Callable[[], httpx.Response | Exception]] = [
        lambda: error(429, "TooManyRequests", retry_after="200"),
        lambda: error(503, "ServiceUnavailable"),
        lambda: httpx.ReadError("reset"),
        lambda: answer(200, b'{"value": ['),
    ]

    def fault(_: httpx.Request, time: int) -> httpx.Response | Exception | None:
        return troubles[time - 1]() if time <= len(troubles) else None

    outcome = Outcome(Faulty(tenant(mixed(), page_size=2), fault))
    assert outcome.verdicts == TRUTH
    assert outcome.gaps == []
    assert outcome.seconds > 800


def test_empty_pages_with_a_next_link_are_not_the_end() -> None:
    contoso = tenant(mixed(), page_size=2)

    def fault(request: httpx.Request, time: int) -> httpx.Response | None:
        url = str(request.url)
        if request.method == "GET" and "organization" not in url and "hop" not in url:
            joint = "&" if "?" in url else "?"
            return answer(200, {"value": [], "@odata.nextLink": f"{url}{joint}hop={time}"})
        if "hop" in url:
            status, body = contoso.answer("GET", url.partition("&hop")[0], b"")
            return answer(status, body)
        return None

    outcome = Outcome(Faulty(contoso, fault))
    assert outcome.verdicts == TRUTH


def test_a_next_link_that_repeats_stops_the_accounts_but_only_leaves_a_gap_in_the_report() -> None:
    def circle(request: httpx.Request, _: int) -> httpx.Response:
        url = f"https://graph.microsoft.com{request.url.path}?$skiptoken=x"
        return answer(200, {"value": [], "@odata.nextLink": url})

    with pytest.raises(ServiceError, match="in a circle"):
        Outcome(
            Faulty(tenant(mixed()), lambda r, t: circle(r, t) if "/users?" in str(r.url) else None)
        )
    outcome = Outcome(
        Faulty(tenant(mixed()), lambda r, t: circle(r, t) if REPORT in str(r.url) else None)
    )
    assert outcome.verdicts == TRUTH
    assert [gap.source for gap in outcome.gaps] == ["registration report"]


def test_accounts_that_come_twice_are_one_row_and_told() -> None:
    outcome = Outcome(tenant([*mixed(), *mixed()[:2]], page_size=3))
    assert outcome.verdicts == TRUTH
    assert len(outcome.records) == 6
    assert outcome.notes == ["accounts listed twice and counted once: 2"]
    assert outcome.counts.report_rows == 4


def test_an_account_deleted_between_list_and_detail_is_counted_as_vanished() -> None:
    contoso = tenant(mixed())
    del contoso._by_id["6"]
    outcome = Outcome(contoso)
    assert "fay" not in outcome.verdicts
    assert outcome.counts.vanished == 1
    assert outcome.gaps == []


@pytest.mark.parametrize("status", [403, 500])
def test_an_account_whose_methods_never_answer_is_unknown_with_the_reason(status: int) -> None:
    contoso = tenant(mixed())

    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        if not str(request.url).endswith("$batch"):
            return None
        _, body = contoso.answer("POST", str(request.url), request.content)
        asked = {one["id"]: one["url"] for one in json.loads(request.content)["requests"]}
        for one in body["responses"]:
            if "/6/" in asked[one["id"]]:
                one |= {"status": status, "body": {"error": {"code": "Broken", "message": "x"}}}
        return answer(200, body)

    outcome = Outcome(Faulty(contoso, fault))
    assert outcome.verdicts == TRUTH | {"fay": "unknown"}
    (gap,) = outcome.gaps
    assert (gap.source, gap.accounts, gap.code) == ("authentication methods", 1, "Broken")


@pytest.mark.parametrize("status", [403, 500])
def test_a_report_that_fails_on_page_7_of_12(status: int) -> None:
    contoso = tenant(staff(12), page_size=1)
    fault = on("$skiptoken=6", lambda _: error(status, "Broken"))
    wire = Faulty(contoso, lambda r, t: fault(r, t) if REPORT in str(r.url) else None)
    outcome = Outcome(wire)
    assert set(outcome.verdicts.values()) == {"registered"}
    assert len(outcome.verdicts) == 12
    sources = {str(record.verdict.source) for record in outcome.records}
    assert sources == {
        "v1.0 /reports/authenticationMethods/userRegistrationDetails",
        "beta /users/{id}/authentication/methods",
    }
    (gap,) = outcome.gaps
    assert (gap.source, gap.accounts) == ("registration report", 6)


def test_a_licence_error_that_comes_once_and_then_not() -> None:
    fault = on(REPORT, lambda time: error(403, LICENCE) if time == 1 else None)
    outcome = Outcome(Faulty(tenant(mixed(), page_size=2), fault))
    assert outcome.verdicts == TRUTH
    assert outcome.gaps == []
    assert outcome.counts.report_rows == 4


def test_a_free_tenant_is_whole_all_the_same() -> None:
    outcome = Outcome(tenant(mixed(), premium=False))
    assert outcome.verdicts == TRUTH
    assert outcome.notes == ["free tenant: every account was read one by one"]
    (gap,) = outcome.gaps
    assert (gap.source, gap.code, gap.accounts) == ("registration report", LICENCE, 6)


def test_rows_of_nobody_and_accounts_without_a_row() -> None:
    ghost = Person("9", "ghost@c.example", "Ghost", ("mobilePhone",))
    contoso, haunted = tenant(mixed()), tenant([ghost, *mixed()[1:]])

    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        if REPORT not in str(request.url):
            return None
        return answer(200, haunted.answer("GET", str(request.url), b"")[1])

    outcome = Outcome(Faulty(contoso, fault))
    assert outcome.verdicts == TRUTH
    assert outcome.notes == ["rows of the registration report without a listed account: 1"]


def test_null_and_missing_fields_are_asked_about_and_never_taken_for_no() -> None:
    rows = [
        {"id": "1"},
        {"id": "2", "isMfaRegistered": None, "methodsRegistered": None},
        {"id": "3", "isMfaRegistered": None, "methodsRegistered": ["mobilePhone"]},
        {"id": "4", "isMfaRegistered": None, "methodsRegistered": []},
    ]
    fault = on(REPORT, lambda _: answer(200, {"value": rows}))
    outcome = Outcome(Faulty(tenant(mixed()[:4]), fault))
    assert outcome.verdicts == {
        "ada": "registered",
        "bob": "not registered",
        "cia": "registered",
        "dan": "not registered",
    }
    assert outcome.gaps == []
    sealed = Outcome(Faulty(tenant(mixed()[:4], denied=["/authentication/"]), fault))
    assert (sealed.verdicts["ada"], sealed.verdicts["bob"]) == ("unknown", "unknown")
    assert [(gap.source, gap.accounts) for gap in sealed.gaps] == [("authentication methods", 2)]


def test_the_state_is_asked_for_where_users_does_not_tell_it() -> None:
    states = {"ada": "disabled", "cia": "enforced"}
    outcome = Outcome(tenant(mixed(), bulk_state=False), properties=("perUserMfaState",))
    found = {
        record.account.user_principal_name.split("@")[0]: (
            record.account.per_user_mfa_state,
            record.account.per_user_mfa_state_source,
        )
        for record in outcome.records
    }
    for name, state in states.items():
        assert found[name] == (state, "beta /users/{id}/authentication/requirements")
    assert outcome.gaps == []


def test_the_state_present_on_some_rows_only() -> None:
    contoso = tenant(mixed())

    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        if "/v1.0/users?" not in str(request.url):
            return None
        _, body = contoso.answer("GET", str(request.url), b"")
        for row in body["value"]:
            if row["id"] in "246":
                del row["perUserMfaState"]
        return answer(200, body)

    wire = Faulty(contoso, fault)
    outcome = Outcome(wire, properties=("perUserMfaState",))
    told = [record.account.per_user_mfa_state_source for record in outcome.records]
    assert sorted(str(source) for source in told) == [
        *["beta /users/{id}/authentication/requirements"] * 3,
        *["v1.0 /users (perUserMfaState)"] * 3,
    ]


def test_without_the_permission_for_the_state_everything_else_stands() -> None:
    contoso = tenant(mixed(), bulk_state=False, denied=["/requirements"])
    outcome = Outcome(contoso, properties=("perUserMfaState",))
    assert outcome.verdicts == TRUTH
    (gap,) = outcome.gaps
    assert (gap.source, gap.reason, gap.accounts) == (
        "per-user MFA state",
        "Graph refused to show the per-user MFA state of this account",
        6,
    )


def test_without_the_permission_for_the_report_it_is_told_once() -> None:
    outcome = Outcome(tenant(mixed(), denied=["/reports/"]))
    assert outcome.verdicts == TRUTH
    (gap,) = outcome.gaps
    assert gap.reason == "The permission to read the registration report is missing."
    assert gap.accounts == 6


def test_without_any_permission_but_the_accounts_everybody_is_unknown() -> None:
    outcome = Outcome(tenant(mixed(), denied=["/reports/", "/authentication/"]))
    assert set(outcome.verdicts.values()) == {"unknown"}
    assert [(gap.source, gap.accounts) for gap in outcome.gaps] == [
        ("registration report", 6),
        ("authentication methods", 6),
    ]


def test_without_the_accounts_there_is_no_report() -> None:
    with pytest.raises(AccessError, match="permission to read the users is missing"):
        Outcome(tenant(mixed(), denied=["/v1.0/users"]))


def test_a_token_refused_in_mid_run_is_renewed_once() -> None:
    fault = on(
        "/users?", lambda time: error(401, "InvalidAuthenticationToken") if time == 1 else None
    )
    wire = Faulty(tenant(mixed()), fault)
    assert Outcome(wire).verdicts == TRUTH
    never = on("/users?", lambda _: error(401, "InvalidAuthenticationToken"))
    wire = Faulty(tenant(mixed()), never)
    with pytest.raises(AccessError, match="did not accept the sign-in"):
        Outcome(wire)
    assert len([one for one in wire.sent if "/users?" in one]) == 2


def test_the_emulated_service_and_the_product_agree_on_every_person() -> None:
    mfa = {person.upn: any(m not in EMAIL_ONLY for m in person.methods) for person in people()}
    outcome = Outcome(EmulatedTenant(people()))
    for record in outcome.records:
        if str(record.verdict.registered) != "unknown":
            expected = mfa[record.account.user_principal_name]
            assert (str(record.verdict.registered) == "registered") is expected


def contoso(**more: Any) -> EmulatedTenant:
    """The demo tenant with its groups and roles."""
    return tenant(people(), groups=groups(), assignments=assignments(), **more)


# An account that nobody may look at, and a kind of method that is not in the table.
GAPS = [("authentication methods", 1), ("method table", 1)]


def by_name(outcome: Outcome) -> dict[str, AccountRecord]:
    """The records by the name before the @."""
    return {r.account.user_principal_name.split("@")[0]: r for r in outcome.records}


def test_the_demo_tenants_admins() -> None:
    outcome = Outcome(contoso(), roles=True)
    found = {name: r.roles for name, r in by_name(outcome).items() if r.roles}
    assert found == {
        "admin": ("Global Administrator",),
        "priya.admin": ("Helpdesk Administrator",),
        "nestor.admin": ("Exchange Administrator",),
        "patti.admin": ("Helpdesk Administrator", "User Administrator (scoped)"),
        "old.admin": ("Global Reader",),
    }
    counts = outcome.counts
    assert (counts.admins, counts.admins_not_registered, counts.admins_unknown) == (5, 2, 0)
    assert (counts.admins_phishing_resistant, counts.admins_phone_only) == (2, 1)
    assert {
        name: [str(one) for one in r.findings] for name, r in by_name(outcome).items() if r.admin
    } == {
        "admin": [],
        "priya.admin": ["admin without phishing-resistant method", "phone only"],
        "nestor.admin": ["admin not registered", "admin without phishing-resistant method"],
        "patti.admin": ["admin not registered", "admin without phishing-resistant method"],
        "old.admin": [],
    }
    assert [(gap.source, gap.accounts) for gap in outcome.gaps] == GAPS


def test_the_demo_tenants_figures() -> None:
    counts = Outcome(contoso(), population=True).counts
    assert counts.kinds == {
        None: 220,
        Exclusion.BLOCKED: 12,
        Exclusion.GUESTS: 3,
        Exclusion.UNLICENSED: 14,
        Exclusion.FUTURE_HIRES: 1,
    }
    assert counts.strengths == {
        Strength.PHISHING_RESISTANT: 52,
        Strength.APP: 93,
        Strength.PHONE: 48,
        Strength.NONE: 55,
        Strength.UNKNOWN: 2,
    }
    assert (counts.capable, counts.capable_known) == (186, 238)
    assert (counts.phone_only, counts.phishing_resistant) == (48, 52)
    assert counts.methods["mobilePhone"] == 91
    assert counts.in_scope == 250
    assert not counts.left_out


def test_the_demo_tenant_with_everything_but_people_left_out() -> None:
    marks = frozenset(Exclusion)
    outcome = Outcome(contoso(), exclude=marks, population=True)
    counts = outcome.counts
    assert counts.left_out_by == {
        Exclusion.BLOCKED: 12,
        Exclusion.GUESTS: 3,
        Exclusion.UNLICENSED: 14,
        Exclusion.FUTURE_HIRES: 1,
    }
    assert (counts.in_scope, counts.kinds) == (220, {None: 220})
    assert outcome.notes == []
    service = Outcome(contoso(), exclude=frozenset({Exclusion.SERVICE}))
    assert service.counts.left_out_by == {Exclusion.SERVICE: 1}
    assert "svc.backup" not in service.verdicts


def test_the_demo_tenants_groups() -> None:
    sales = Outcome(contoso(), only_group="All Sales")
    assert {
        r.account.department
        for r in Outcome(contoso(), only_group="all sales", properties=("department",)).records
    } == {"Sales"}
    assert sales.counts.in_scope == 36
    assert sales.counts.left_out_by == {Exclusion.NOT_SELECTED: 214}
    with pytest.raises(UsageError, match="There is no group 'Sails' in the tenant"):
        Outcome(contoso(), only_group="Sails")
    with pytest.raises(AccessError, match="permission to read the groups is missing"):
        Outcome(contoso(denied=["/groups"]), only_group="All Sales")


def test_the_demo_tenants_sign_ins() -> None:
    outcome = Outcome(contoso(), last_sign_in=True)
    found = by_name(outcome)
    assert found["newcomer"].activity == SignInActivity()
    quiet = found["svc.backup"].activity
    assert quiet == SignInActivity(None, datetime(2026, 11, 21, 3, 30, tzinfo=UTC), None)
    told = [r for r in outcome.records if r.activity and r.activity.last_sign_in]
    assert len(told) == 248
    assert [(gap.source, gap.accounts) for gap in outcome.gaps] == GAPS
    assert outcome.traffic["signInActivity"].requests == 3


def test_details_of_everybody_and_the_reports_verdict() -> None:
    plain, detailed = Outcome(contoso()), Outcome(contoso(), details=True)
    assert detailed.verdicts == plain.verdicts
    found = by_name(detailed)
    assert [one.detail for one in found["priya.admin"].method_details or ()] == [
        None,
        "+46 700000064",
    ]
    assert found["sealed"].method_details is None
    assert [(gap.source, gap.accounts) for gap in detailed.gaps] == GAPS
    assert all(record.method_details is None for record in plain.records)


@pytest.mark.parametrize(
    ("word", "asked", "source", "what"),
    [
        ("roleAssignments", {"roles": True}, "directory roles", "directory roles"),
        ("signInActivity", {"last_sign_in": True}, "sign-in activity", "sign-in activity"),
    ],
)
def test_a_new_source_that_is_refused_leaves_a_gap(
    word: str, asked: dict[str, Any], source: str, what: str
) -> None:
    outcome = Outcome(contoso(denied=[word]), **asked)
    assert outcome.verdicts == Outcome(contoso()).verdicts
    gap = next(gap for gap in outcome.gaps if gap.source == source)
    assert gap.reason == f"The permission to read the {what} is missing."
    assert all(r.roles is None and r.activity is None for r in outcome.records)


def test_without_the_groups_who_is_no_admin_is_not_known() -> None:
    outcome = Outcome(contoso(denied=["transitiveMembers"]), roles=True)
    (gap,) = [gap for gap in outcome.gaps if gap.source == "groups"]
    assert gap.reason == "The permission to read the groups is missing."
    assert gap.remedy.endswith(" Who holds a role through such a group is not known.")
    found = {r.account.user_principal_name.split("@")[0]: r for r in outcome.records}
    # Assigned to her for a part of the tenant; the role of the group Helpdesk is missing.
    assert found["patti.admin"].roles == ("User Administrator (scoped)",)
    # Blocked, so not in the registration report: an admin by his own assignment.
    assert found["old.admin"].admin is True
    assert found["left.sales"].admin is None
    assert outcome.counts.admins == 5
    assert outcome.counts.admin_unknown == 11


def test_a_free_tenant_does_not_tell_of_sign_ins() -> None:
    outcome = Outcome(contoso(premium=False), last_sign_in=True, roles=True)
    gap = next(gap for gap in outcome.gaps if gap.source == "sign-in activity")
    assert (gap.reason, gap.code, gap.accounts) == (
        "The tenant has no licence for the sign-in activity.",
        LICENCE,
        250,
    )
    assert outcome.counts.admins == 5


def test_only_these_people_and_who_is_not_there() -> None:
    names = ("ADA@c.example", "2", "zoe@c.example")
    outcome = Outcome(tenant(mixed()), only=names)
    assert outcome.verdicts == {"ada": "registered", "bob": "not registered"}
    assert [gap.sentence for gap in outcome.gaps] == ["1 of 3 names are no account: zoe@c.example"]


EMAIL_ONLY = {"email", "temporaryAccessPass", "securityQuestion", "qrCode"}
