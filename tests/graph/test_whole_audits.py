"""Whole audits over the real SDK and a service in trouble; and the demo tenant's figures."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mfa_audit.domain.accounts import Definition, SignInActivity
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import Registered
from mfa_audit.errors import AccessError, ServiceError, UsageError
from mfa_audit.graph.demo.contoso import Person, assignments, groups, people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests.builders import least
from tests.graph.tenant import LICENCE, Answer, Faulty, Outcome, answer, at, error, staff, tenant

REPORT = "userRegistrationDetails"


def mixed() -> list[Person]:
    """Six people: with a phone, with nothing, with a key, with e-mail; and two who are blocked."""
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


# What does not count as MFA.
NO_MFA = {"email", "temporaryAccessPass", "securityQuestion", "qrCode"}


def gaps(outcome: Outcome) -> list[tuple[str, int | None]]:
    """The source and the number of accounts of each gap."""
    return [(gap.source, gap.accounts) for gap in outcome.gaps]


def test_the_counts_of_the_demo_tenant() -> None:
    outcome = Outcome(tenant(people()), properties=("perUserMfaState",))
    counts, figures = outcome.counts, least(outcome.counts)
    assert (counts.listed, figures["registered"], figures["unregistered"]) == (250, 194, 55)
    assert (figures["unknown"], counts.vanished, counts.blocked) == (1, 0, 12)
    assert (figures["admins"], figures["admins_unregistered"]) == (4, 2)
    assert outcome.traffic["directory"].requests == 5  # organization, 3 pages, 1 batch
    assert outcome.traffic["reports"].requests == 3
    mfa = {person.upn: any(m not in NO_MFA for m in person.methods) for person in people()}
    for record in outcome.records:
        if record.verdict.registered is not Registered.UNKNOWN:
            expected = mfa[record.account.user_principal_name]
            assert (record.verdict.registered is Registered.YES) is expected


def test_the_counts_of_the_demo_tenant_under_the_old_definition() -> None:
    counts = Outcome(tenant(people()), definition=Definition.MSONLINE).counts
    assert [counts.count(verdict) for verdict in Registered] == [182, 67, 1]


def test_passing_faults_cost_nothing_but_time() -> None:
    troubles = [
        at("", error(429, "TooManyRequests", retry_after="200")),
        at("", error(503, "ServiceUnavailable")),
        at("", httpx.ReadError("reset")),
        at("", answer(200, b'{"value": [')),
    ]

    def fault(request: httpx.Request, time: int) -> Answer | None:
        return troubles[time - 1](request, time) if time <= len(troubles) else None

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


def test_a_next_link_that_repeats_ends_the_run_or_leaves_a_gap_in_the_report() -> None:
    def circle(path: str) -> Faulty:
        url = f"https://graph.microsoft.com/v1.0/{path}?$skiptoken=x"
        page = answer(200, {"value": [], "@odata.nextLink": url})
        return Faulty(tenant(mixed()), at(f"{path}?", page))

    with pytest.raises(ServiceError, match="in a circle"):
        Outcome(circle("users"))
    outcome = Outcome(circle(f"reports/authenticationMethods/{REPORT}"))
    assert outcome.verdicts == TRUTH
    assert [gap.source for gap in outcome.gaps] == ["registration report"]


@pytest.mark.parametrize("status", [403, 500])
def test_an_account_is_unknown_where_its_methods_always_fail(status: int) -> None:
    contoso = tenant(mixed())

    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        if not str(request.url).endswith("$batch"):
            return None
        _, body = contoso.answer("POST", str(request.url), request.content)
        urls = {part["id"]: part["url"] for part in json.loads(request.content)["requests"]}
        for response in body["responses"]:
            if "/6/" in urls[response["id"]]:
                failed = {"error": {"code": "Broken", "message": "x"}}
                response |= {"status": status, "body": failed}
        return answer(200, body)

    outcome = Outcome(Faulty(contoso, fault))
    assert outcome.verdicts == TRUTH | {"fay": "unknown"}
    (gap,) = outcome.gaps
    assert (gap.source, gap.accounts, gap.code) == ("authentication methods", 1, "Broken")


@pytest.mark.parametrize("status", [403, 500])
def test_a_report_that_fails_on_page_7_of_12(status: int) -> None:
    fault = at(f"{REPORT}?$top=999&$skiptoken=6", error(status, "Broken"))
    outcome = Outcome(Faulty(tenant(staff(12), page_size=1), fault))
    assert set(outcome.verdicts.values()) == {"registered"}
    assert len(outcome.verdicts) == 12
    sources = {str(record.verdict.source) for record in outcome.records}
    assert sources == {
        "v1.0 /reports/authenticationMethods/userRegistrationDetails",
        "beta /users/{id}/authentication/methods",
    }
    assert gaps(outcome) == [("registration report", 6)]


def test_a_licence_error_that_passes_leaves_no_gap() -> None:
    fault = at(REPORT, error(403, LICENCE), times=1)
    outcome = Outcome(Faulty(tenant(mixed(), page_size=2), fault))
    assert outcome.verdicts == TRUTH
    assert outcome.gaps == []
    assert outcome.counts.report_rows == 4


def test_a_free_tenant_has_every_verdict() -> None:
    outcome = Outcome(tenant(mixed(), premium=False))
    assert outcome.verdicts == TRUTH
    assert outcome.notes == ["free tenant: every account was read one by one"]
    (gap,) = outcome.gaps
    assert (gap.source, gap.code, gap.accounts) == ("registration report", LICENCE, 6)


def test_methods_are_read_where_a_row_has_no_values() -> None:
    rows = [
        {"id": "1"},
        {"id": "2", "isMfaRegistered": None, "methodsRegistered": None},
        {"id": "3", "isMfaRegistered": None, "methodsRegistered": ["mobilePhone"]},
        {"id": "4", "isMfaRegistered": None, "methodsRegistered": []},
    ]
    fault = at(REPORT, answer(200, {"value": rows}))
    outcome = Outcome(Faulty(tenant(mixed()[:4]), fault))
    assert outcome.verdicts == {name: TRUTH[name] for name in ("ada", "bob", "cia", "dan")}
    assert outcome.gaps == []
    sealed = Outcome(Faulty(tenant(mixed()[:4], denied=["/authentication/"]), fault))
    assert (sealed.verdicts["ada"], sealed.verdicts["bob"]) == ("unknown", "unknown")
    assert gaps(sealed) == [("authentication methods", 2)]


@pytest.mark.parametrize("without", ["246", "123456"])
def test_beta_shows_the_state_of_accounts_without_one(without: str) -> None:
    contoso = tenant(mixed())

    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        if "/v1.0/users?" not in str(request.url):
            return None
        _, body = contoso.answer("GET", str(request.url), b"")
        for row in body["value"]:
            if row["id"] in without:
                del row["perUserMfaState"]
        return answer(200, body)

    outcome = Outcome(Faulty(contoso, fault), properties=("perUserMfaState",))
    sources = [str(record.account.per_user_mfa_state_source) for record in outcome.records]
    assert sources.count("beta /users/{id}/authentication/requirements") == len(without)
    assert sources.count("v1.0 /users (perUserMfaState)") == 6 - len(without)
    states = {name: record.account.per_user_mfa_state for name, record in outcome.by_name.items()}
    assert (states["ada"], states["cia"]) == ("disabled", "enforced")
    assert outcome.gaps == []


@pytest.mark.parametrize(
    ("denied", "source", "reason"),
    [
        (
            "/requirements",
            "per-user MFA state",
            "Graph refused to show the per-user MFA state of this account",
        ),
        (
            "/reports/",
            "registration report",
            "The permission to read the registration report is missing.",
        ),
    ],
)
def test_every_verdict_is_read_without_a_permission(denied: str, source: str, reason: str) -> None:
    contoso = tenant(mixed(), bulk_state=False, denied=[denied])
    outcome = Outcome(contoso, properties=("perUserMfaState",))
    assert outcome.verdicts == TRUTH
    assert outcome.missing == [(source, reason, 6)]


def test_every_account_is_unknown_with_the_permission_for_accounts_only() -> None:
    outcome = Outcome(tenant(mixed(), denied=["/reports/", "/authentication/"]))
    assert set(outcome.verdicts.values()) == {"unknown"}
    assert gaps(outcome) == [("registration report", 6), ("authentication methods", 6)]


def test_a_run_without_the_permission_for_accounts_fails() -> None:
    with pytest.raises(AccessError, match="permission to read the users is missing"):
        Outcome(tenant(mixed(), denied=["/v1.0/users"]))


def test_a_token_refused_in_mid_run_is_renewed_once() -> None:
    expired = error(401, "InvalidAuthenticationToken")
    assert Outcome(Faulty(tenant(mixed()), at("/users?", expired, times=1))).verdicts == TRUTH
    wire = Faulty(tenant(mixed()), at("/users?", expired))
    with pytest.raises(AccessError, match="did not accept the sign-in"):
        Outcome(wire)
    assert len([address for address in wire.sent if "/users?" in address]) == 2


def contoso(**more: Any) -> EmulatedTenant:
    """The demo tenant with its groups and roles."""
    return tenant(people(), groups=groups(), assignments=assignments(), **more)


EXCLUDED: dict[Exclusion | None, int] = {
    Exclusion.BLOCKED: 12,
    Exclusion.GUESTS: 3,
    Exclusion.UNLICENSED: 14,
    Exclusion.FUTURE_HIRES: 1,
}
# An account that no one may look at, and a kind of method that is not in the table.
GAPS = [("authentication methods", 1), ("method table", 1)]


def test_the_demo_tenants_admins() -> None:
    outcome = Outcome(contoso(), roles=True)
    assert {name: record.roles for name, record in outcome.by_name.items() if record.roles} == {
        "admin": ("Global Administrator",),
        "priya.admin": ("Helpdesk Administrator",),
        "nestor.admin": ("Exchange Administrator",),
        "patti.admin": ("Helpdesk Administrator", "User Administrator (scoped)"),
        "old.admin": ("Global Reader",),
    }
    figures = least(outcome.counts)
    assert (figures["admins"], figures["admins_unregistered"]) == (5, 2)
    assert (figures["admins_unknown"], figures["admins_phone_only"]) == (0, 1)
    assert outcome.counts.count(strength=Strength.PHISHING_RESISTANT, admins=True) == 2
    assert {
        name: [str(finding) for finding in record.findings]
        for name, record in outcome.by_name.items()
        if record.admin
    } == {
        "admin": [],
        "priya.admin": ["admin without phishing-resistant method", "phone only"],
        "nestor.admin": ["admin not registered", "admin without phishing-resistant method"],
        "patti.admin": ["admin not registered", "admin without phishing-resistant method"],
        "old.admin": [],
    }
    assert gaps(outcome) == GAPS


def test_the_demo_tenants_figures() -> None:
    counts = Outcome(contoso(), population=True).counts
    assert counts.kinds == {None: 220, **EXCLUDED}
    assert counts.strengths == {
        Strength.PHISHING_RESISTANT: 52,
        Strength.APP: 93,
        Strength.PHONE: 48,
        Strength.NONE: 55,
        Strength.UNKNOWN: 2,
    }
    assert (counts.capable, counts.capable_known) == (186, 238)
    figures = least(counts)
    assert (figures["phone_only"], figures["phishing_resistant"]) == (48, 52)
    assert counts.methods["mobilePhone"] == 91
    assert counts.in_scope == 250
    assert not counts.left_out


def test_the_demo_tenant_with_every_kind_excluded() -> None:
    outcome = Outcome(contoso(), exclude=frozenset(Exclusion), population=True)
    counts = outcome.counts
    assert counts.left_out_by == EXCLUDED
    assert (counts.in_scope, counts.kinds) == (220, {None: 220})
    assert outcome.notes == []
    service = Outcome(contoso(), exclude=frozenset({Exclusion.SERVICE}))
    assert service.counts.left_out_by == {Exclusion.SERVICE: 1}
    assert "svc.backup" not in service.verdicts


def test_the_demo_tenants_groups() -> None:
    sales = Outcome(contoso(), only_group="All Sales")
    in_lower_case = Outcome(contoso(), only_group="all sales", properties=("department",))
    assert {record.account.department for record in in_lower_case.records} == {"Sales"}
    assert sales.counts.in_scope == 36
    assert sales.counts.left_out_by == {Exclusion.NOT_SELECTED: 214}
    with pytest.raises(UsageError, match="There is no group 'Sails' in the tenant"):
        Outcome(contoso(), only_group="Sails")
    with pytest.raises(AccessError, match="permission to read the groups is missing"):
        Outcome(contoso(denied=["/groups"]), only_group="All Sales")


def test_the_demo_tenants_sign_ins() -> None:
    outcome = Outcome(contoso(), last_sign_in=True)
    assert outcome.by_name["newcomer"].activity == SignInActivity()
    half_past_three = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    assert outcome.by_name["svc.backup"].activity == SignInActivity(None, half_past_three, None)
    known = [r for r in outcome.records if r.activity and r.activity.last_sign_in]
    assert len(known) == 248
    assert gaps(outcome) == GAPS
    assert outcome.traffic["signInActivity"].requests == 3


def test_details_do_not_change_a_verdict() -> None:
    plain, detailed = Outcome(contoso()), Outcome(contoso(), details=True)
    assert detailed.verdicts == plain.verdicts
    details = detailed.by_name["priya.admin"].method_details or ()
    assert [method.detail for method in details] == [None, "+46 700000064"]
    assert detailed.by_name["sealed"].method_details is None
    assert gaps(detailed) == GAPS
    assert all(record.method_details is None for record in plain.records)


@pytest.mark.parametrize(
    ("word", "fact", "source"),
    [
        ("roleAssignments", "roles", "directory roles"),
        ("signInActivity", "last_sign_in", "sign-in activity"),
    ],
)
def test_facts_that_are_refused_leave_a_gap(word: str, fact: str, source: str) -> None:
    outcome = Outcome(contoso(denied=[word]), **{fact: True})
    assert outcome.verdicts == Outcome(contoso()).verdicts
    gap = next(gap for gap in outcome.gaps if gap.source == source)
    assert gap.reason == f"The permission to read the {source} is missing."
    assert all(r.roles is None and r.activity is None for r in outcome.records)


def test_without_the_groups_some_admins_are_unknown() -> None:
    outcome = Outcome(contoso(denied=["transitiveMembers"]), roles=True)
    (gap,) = [gap for gap in outcome.gaps if gap.source == "groups"]
    assert gap.reason == "The permission to read the groups is missing."
    assert gap.remedy.endswith(" Who holds a role through such a group is not known.")
    records = outcome.by_name
    # Assigned to her for a part of the tenant; the role of the group Helpdesk is missing.
    assert records["patti.admin"].roles == ("User Administrator (scoped)",)
    # Blocked, so not in the registration report: an admin by his own assignment.
    assert records["old.admin"].admin is True
    assert records["left.sales"].admin is None
    assert outcome.counts.count(admins=True) == 5
    assert outcome.counts.admin_unknown == 11


def test_a_free_tenant_does_not_show_sign_ins() -> None:
    outcome = Outcome(contoso(premium=False), last_sign_in=True, roles=True)
    gap = next(gap for gap in outcome.gaps if gap.source == "sign-in activity")
    assert gap.reason == "The tenant has no licence for the sign-in activity."
    assert (gap.code, gap.accounts) == (LICENCE, 250)
    assert outcome.counts.count(admins=True) == 5


def test_an_audit_of_some_people_by_name() -> None:
    names = ("ADA@c.example", "2", "zoe@c.example")
    outcome = Outcome(tenant(mixed()), only=names)
    assert outcome.verdicts == {"ada": "registered", "bob": "not registered"}
    assert [gap.sentence for gap in outcome.gaps] == ["1 of 3 names are no account: zoe@c.example"]
