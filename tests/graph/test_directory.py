"""Every reader over the real SDK: its requests, and what it makes of the answers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TypeVar

import httpx
import msgspec
import pytest

from mfa_audit.domain.accounts import (
    Account,
    Gone,
    MethodDetail,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Tenant,
    Unanswered,
)
from mfa_audit.errors import AccessError, LicenceError, MfaAuditError, NotFoundError, ServiceError
from mfa_audit.graph.demo.contoso import TENANT_ID, Person
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS, graph_properties
from tests.graph.tenant import LICENCE, Faulty, always, answer, ask, at, error, staff, tenant
from tests.limits import LimitedTenant

T = TypeVar("T")
Methods = dict[str, MethodsRead | Unanswered | Gone]

ADA = Person(
    "id-1",
    "ada@contoso.example",
    "Ada",
    ("hardwareOneTimePasscode", "mobilePhone"),
    admin=True,
    state="enforced",
    department="IT",
    synced=True,
    hired="2020-01-01T00:00:00Z",
)
OLD = Person("id-2", "old@contoso.example", "Old", ("passKeySynced",), enabled=False)


async def whole(pages: AsyncIterator[list[T]]) -> list[T]:
    """All entries of all pages."""
    return [entry async for page in pages for entry in page]


def users(wire: httpx.AsyncBaseTransport, *properties: str) -> list[Account]:
    """The accounts with these properties."""
    return ask(wire, lambda graph: whole(graph.users(properties)))


def report(wire: httpx.AsyncBaseTransport) -> list[tuple[str, RegistrationDetails]]:
    """The rows of the registration report."""
    return ask(wire, lambda graph: whole(graph.registration_details()))


def methods(wire: httpx.AsyncBaseTransport, *ids: str, details: bool = False) -> Methods:
    """The methods of these accounts."""
    return ask(wire, lambda graph: graph.authentication_methods(ids, details))


def sign_ins(wire: httpx.AsyncBaseTransport) -> list[tuple[str, SignInActivity]]:
    """When each account signed in last."""
    return ask(wire, lambda graph: whole(graph.sign_in_activity()))


def batch(body: object) -> Faulty:
    """A service whose every batch has this single answer."""
    return always(answer(200, {"responses": [{"id": "0", "status": 200, "body": body}]}))


def test_users_come_in_pages_of_999_with_the_requested_properties() -> None:
    wire = Faulty(tenant([ADA]))
    properties = (
        "displayName,userType,perUserMfaState,assignedLicenses,onPremisesSyncEnabled,"
        "createdDateTime,department,employeeHireDate"
    )
    assert users(wire, *properties.split(",")) == [
        Account(
            "id-1",
            "ada@contoso.example",
            "Ada",
            True,
            "Member",
            "enforced",
            "v1.0 /users (perUserMfaState)",
            True,
            True,
            datetime(2021, 3, 15, 8, 30, tzinfo=UTC),
            "IT",
            datetime(2020, 1, 1, tzinfo=UTC),
        )
    ]
    assert wire.sent == [
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled,displayName,userType,"
        "perUserMfaState,assignedLicenses,onPremisesSyncEnabled,createdDateTime,department,employeeHireDate"
        "&$top=999"
    ]


def test_every_property_that_a_column_shows_reaches_the_account() -> None:
    properties = graph_properties(ACCOUNT_COLUMNS)
    (account,) = users(tenant([ADA]), *properties)
    assert None not in msgspec.structs.astuple(account)


def test_properties_that_graph_leaves_out_are_none() -> None:
    page = {"value": [{"id": "x", "userPrincipalName": None}]}
    (account,) = users(always(answer(200, page)))
    assert account == Account("x", "x")
    assert not account.blocked


@pytest.mark.parametrize(
    ("escaped", "name"),
    [
        (r"Ann\ud800", "Ann?"),
        (r"\udfffAnn", "?Ann"),
        (r"\ud800\ud83e\udd8a", "?🦊"),
        (r"\ud83e\udd8a \uD83E\uDD8A \ud800x", "🦊 🦊 ?x"),
        (r"C:\\ud800\\\ud800\"", 'C:\\ud800\\?"'),
        (r"\ud800\u0041", "?A"),
    ],
)
def test_half_an_emoji_in_a_name_becomes_a_question_mark(escaped: str, name: str) -> None:
    body = f'{{"value": [{{"id": "1", "displayName": "{escaped}"}}]}}'.encode()
    wire = always(answer(200, body))
    (account,) = users(wire)
    assert account.display_name == name
    assert len(wire.sent) == 1


def test_next_links_are_followed_verbatim_to_the_last_page() -> None:
    wire = Faulty(tenant(staff(250), page_size=100))
    assert len(users(wire)) == 250
    first = "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled&$top=999"
    assert wire.sent == [first, f"{first}&$skiptoken=100", f"{first}&$skiptoken=200"]


def test_a_next_link_that_repeats_is_an_error() -> None:
    link = "https://graph.microsoft.com/v1.0/users?$skiptoken=x"
    wire = always(answer(200, {"value": [], "@odata.nextLink": link}))
    with pytest.raises(ServiceError, match="in a circle"):
        users(wire)
    assert len(wire.sent) == 2


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://evil.example/v1.0/users",
        "http://graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com:8443/v1.0/users",
        "https://graph.microsoft.com:99999/v1.0/users",
        "https://graph.microsoft.com/\x00",
        "//graph.microsoft.com/v1.0/users",
        "https://" + "x" * 70_000,
    ],
)
def test_a_next_link_to_another_host_is_an_error(link: str) -> None:
    wire = always(answer(200, {"value": [], "@odata.nextLink": link}))
    with pytest.raises(ServiceError, match="leads to another host"):
        users(wire)
    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            {"value": [{"id": 7}]},
            "Graph's answer has an unexpected shape: Expected `str`, got `int` - at "
            "`$.value[0].id`.",
        ),
        # A time without a zone.
        ({"value": [{"id": "1", "createdDateTime": "2021-03-15T08:30:00"}]}, "unexpected shape"),
        (
            {"value": [{"id": "1"}], "error": {"code": "Timeout", "message": "x"}},
            "broke off in the middle of a page",
        ),
    ],
)
def test_a_page_of_another_shape_is_an_error(body: object, what: str) -> None:
    with pytest.raises(ServiceError) as caught:
        users(always(answer(200, body)))
    assert what in caught.value.what


def test_an_empty_answer_is_an_error() -> None:
    with pytest.raises(ServiceError):
        users(always(httpx.Response(204)))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AccessError), (403, AccessError), (404, NotFoundError), (400, ServiceError)],
)
def test_an_error_without_graphs_body_names_the_source(
    status: int, kind: type[MfaAuditError]
) -> None:
    with pytest.raises(kind, match="users") as caught:
        users(always(answer(status, b"<html>gateway</html>", request_id="r-9")))
    assert (caught.value.code, caught.value.request_id) == (f"HTTP {status}", "r-9")


@pytest.mark.parametrize(
    ("service", "properties"),
    [
        (tenant([ADA], bulk_state=False), ("perUserMfaState", "department")),
        (
            Faulty(tenant([ADA]), at("perUser", error(403, "Authorization_RequestDenied"))),
            ("perUserMfaState", "department"),
        ),
    ],
    ids=["unknown", "refused"],
)
def test_users_are_requested_without_the_state_where_it_fails(
    service: httpx.AsyncBaseTransport, properties: tuple[str, ...]
) -> None:
    wire = Faulty(service)
    (account,) = users(wire, *properties)
    assert (account.per_user_mfa_state, account.department) == (None, "IT")
    assert wire.sent[1:] == [
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled,department&$top=999"
    ]


@pytest.mark.parametrize(
    ("word", "status", "message", "requests"),
    [
        ("", 400, "something else is wrong", 1),
        ("", 404, "perUserMfaState", 1),
        # On the second page, where the list has begun.
        ("skiptoken", 400, "perUserMfaState", 2),
    ],
)
def test_users_are_not_requested_again_after_another_error(
    word: str, status: int, message: str, requests: int
) -> None:
    fault = at(word, error(status, "BadRequest", message))
    wire = Faulty(tenant(staff(4), page_size=2), fault)
    with pytest.raises(ServiceError):
        users(wire, "perUserMfaState")
    assert len(wire.sent) == requests


def test_the_registration_report_keeps_graphs_spelling() -> None:
    wire = Faulty(tenant([ADA, OLD]))
    assert report(wire) == [
        (
            "id-1",
            RegistrationDetails(
                is_admin=True,
                is_mfa_registered=True,
                is_mfa_capable=True,
                is_passwordless_capable=False,
                is_sspr_registered=True,
                is_sspr_enabled=True,
                is_sspr_capable=True,
                methods_registered=("hardwareOneTimePasscode", "mobilePhone"),
                is_system_preferred_authentication_method_enabled=True,
                system_preferred_authentication_methods=("none",),
                user_preferred_method_for_secondary_authentication="none",
                last_updated_date_time=datetime(2026, 11, 21, 4, 0, 0, 123457, UTC),
            ),
        )
    ]
    assert wire.sent == ["GET /v1.0/reports/authenticationMethods/userRegistrationDetails?$top=999"]


def test_microsofts_example_of_the_report_is_read() -> None:
    # It has an empty preferred method and fields that we do not read.
    body = {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#...",
        "value": [
            {
                "id": "c6ad1942-4afa-47f8-8d48-afb5d8d69d2f",
                "userPrincipalName": "AllanD@Contoso.com",
                "isMfaRegistered": False,
                "methodsRegistered": [],
                "systemPreferredAuthenticationMethods": [],
                "userPreferredMethodForSecondaryAuthentication": "",
                "userType": "guest",
                "defaultMfaMethod": "none",
            }
        ],
    }
    ((id, row),) = report(always(answer(200, body)))
    assert id == "c6ad1942-4afa-47f8-8d48-afb5d8d69d2f"
    assert row == RegistrationDetails(
        is_mfa_registered=False, methods_registered=(), system_preferred_authentication_methods=()
    )


def test_a_report_without_a_licence_is_a_licence_error() -> None:
    wire = Faulty(tenant([ADA], premium=False))
    with pytest.raises(LicenceError) as caught:
        report(wire)
    assert caught.value.what == "The tenant has no licence for the registration report."
    assert caught.value.remedy == "It needs Microsoft Entra ID P1."
    assert len(wire.sent) == 2  # a premium tenant gives this answer now and then
    wire = Faulty(tenant([ADA]), at("", error(403, LICENCE), times=1))
    assert len(report(wire)) == 1


def test_a_report_without_a_role_is_an_access_error() -> None:
    refused = error(403, "Authentication_RequestFromUnsupportedUserRole")
    with pytest.raises(AccessError) as caught:
        report(always(refused))
    assert caught.value.what == (
        "The signed-in person may not read the registration report: a directory role is missing."
    )
    assert caught.value.remedy == (
        "Assign one of these roles: Reports Reader, Security Reader, Security Administrator, "
        "Global Reader."
    )
    assert caught.value.request_id == "req-1"


def test_methods_come_from_beta_in_batches_of_20() -> None:
    people = [ADA, OLD, *staff(43)]
    wire = Faulty(tenant(people))
    ids = [person.id for person in people]
    answers = methods(wire, *ids)
    assert wire.sent == ["POST /beta/$batch"] * 3
    assert answers["id-1"] == MethodsRead(("password", "hardwareOneTimePasscode", "mobilePhone"))
    assert answers["id-2"] == MethodsRead(("password", "passKeySynced"))
    assert list(answers) == ids


def test_details_come_with_the_same_request() -> None:
    everything = {
        "mobilePhone": "+46 700000064",
        "microsoftAuthenticatorPush": "Work phone",
        "fido2SecurityKey": "Security key",
        "windowsHelloForBusiness": "CONTOSO-LT-0042",
        "hardwareOneTimePasscode": "Contoso T1 TOK-000123",
        "email": "private@mail.example",
        "softwareOneTimePasscode": None,
    }
    bea = Person("id-3", "bea@contoso.example", "Bea", tuple(everything))
    wire = Faulty(tenant([bea]))
    answers = methods(wire, "id-3", details=True)
    assert wire.sent == ["POST /beta/$batch"]
    created = datetime(2024, 5, 13, 10, tzinfo=UTC)
    used = datetime(2026, 11, 20, 7, 45, tzinfo=UTC)
    details = (
        MethodDetail("password", "password-1", None, created, None),
        *(
            MethodDetail(name, f"{name}-1", detail, created, used)
            for name, detail in everything.items()
        ),
    )
    assert answers == {"id-3": MethodsRead(("password", *everything), details)}


@pytest.mark.parametrize(
    ("properties", "detail"),
    [
        ({"phoneNumber": "+1 5555550100"}, "+1 5555550100"),
        ({"displayName": "Red key", "model": "NFC key"}, "Red key"),
        ({"displayName": None, "model": "NFC key"}, "NFC key"),
        ({"displayName": "", "device": {"model": "T1", "unknown": 1}}, "T1"),
        ({"device": {}}, None),
        ({"device": None}, None),
        ({}, None),
    ],
)
def test_the_detail_of_a_method(properties: dict[str, object], detail: str | None) -> None:
    method = {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", **properties}
    details = (MethodDetail("fido2SecurityKey", None, detail),)
    assert methods(batch({"value": [method]}), "id-1", details=True) == {
        "id-1": MethodsRead(("fido2SecurityKey",), details)
    }


def test_details_of_another_shape_do_not_matter_where_they_are_not_requested() -> None:
    wire = batch({"value": [{"@odata.type": "#x.passwordAuthenticationMethod", "device": "text"}]})
    assert methods(wire, "id-1") == {"id-1": MethodsRead(("password",))}
    unanswered = methods(wire, "id-1", details=True)["id-1"]
    assert isinstance(unanswered, Unanswered)
    assert unanswered.reason == "Graph's answer could not be read"


def test_types_that_graph_may_add_keep_their_spelling() -> None:
    listed = [
        {"@odata.type": "#microsoft.graph.hologramAuthenticationMethod"},
        {"@odata.type": "#microsoft.graph.phoneAuthenticationMethod", "phoneType": "mobile"},
        {"id": "without a type"},
    ]
    assert methods(batch({"value": listed}), "id-1") == {
        "id-1": MethodsRead(("hologramAuthenticationMethod", "mobilePhone", "(no @odata.type)"))
    }


@pytest.mark.parametrize(
    ("body", "unanswered"),
    [
        (
            {
                "value": [{"@odata.type": "#x.passwordAuthenticationMethod"}],
                "@odata.nextLink": "https://graph.microsoft.com/beta/users/1/authentication/methods"
                "?$skiptoken=1",
            },
            Unanswered("Graph gave only the first part of the methods"),
        ),
        (
            {"value": "soon"},
            Unanswered(
                "Graph's answer could not be read",
                about="Graph's answer has an unexpected shape: Expected `array`, got `str` - at "
                "`$.value`.",
            ),
        ),
    ],
    ids=["in parts", "another shape"],
)
def test_methods_that_cannot_be_read_are_unanswered(body: object, unanswered: Unanswered) -> None:
    assert methods(batch(body), "id-1") == {"id-1": unanswered}


REMEDY = (
    "Unattended: grant the app the application permission UserAuthenticationMethod.Read.All. "
    "Signed in as a person: the delegated permission UserAuthenticationMethod.Read.All and the "
    "role Global Reader or Authentication Administrator or Privileged Authentication "
    "Administrator. An administrator consents at "
    f"https://login.microsoftonline.com/{TENANT_ID}/adminconsent?client_id=app-1"
)


@pytest.mark.parametrize(
    ("others", "remedy"),
    [
        (
            [ADA],
            "Others were shown, so the permission is there; for these accounts a person needs the "
            "role Global Reader or Authentication Administrator or Privileged Authentication "
            "Administrator.",
        ),
        ([], REMEDY),
    ],
)
def test_a_refused_account_is_unanswered_with_a_remedy(others: list[Person], remedy: str) -> None:
    sealed = Person("id-9", "sealed@contoso.example", "Sealed", refused=True)
    ids = [person.id for person in [*others, sealed]]
    assert methods(tenant([ADA, sealed]), *ids)["id-9"] == Unanswered(
        "Graph refused to show the authentication methods of this account",
        "Authorization_RequestDenied",
        remedy,
    )


def test_a_hundred_refusals_and_no_answer_are_a_missing_permission() -> None:
    people = staff(2000)
    wire = Faulty(tenant(people, denied=["/authentication/methods"]))
    with pytest.raises(AccessError) as caught:
        methods(wire, *(person.id for person in people))
    assert caught.value.what == "The permission to read the authentication methods is missing."
    assert caught.value.remedy == REMEDY
    assert caught.value.code == "Authorization_RequestDenied"
    assert caught.value.request_id == "5f0e5c1e-0000-4000-8000-00000000dead"
    assert len(wire.sent) < 20  # and not a hundred


def test_a_hundred_refusals_after_an_answer_concern_these_accounts_only() -> None:
    sealed = staff(200, refused=True)

    async def both(graph: GraphDirectory) -> int:
        answered = await graph.authentication_methods(["id-1"])
        refused = await graph.authentication_methods([person.id for person in sealed])
        return len(answered) + sum(isinstance(read, Unanswered) for read in refused.values())

    assert ask(tenant([ADA, *sealed]), both) == 201


def test_a_refused_batch_is_a_missing_permission() -> None:
    with pytest.raises(AccessError):
        methods(tenant([ADA], denied=["$batch"]), "id-1")


def test_an_account_exists_although_a_part_of_it_is_missing() -> None:
    contoso = tenant([ADA, OLD])

    def fault(request: httpx.Request, _: int) -> httpx.Response:
        status, body = contoso.answer("POST", str(request.url), request.content)
        for response in body["responses"]:
            if "value" in response["body"]:
                response |= {"status": 404, "body": {"error": {"code": "ResourceNotFound"}}}
        return answer(status, body)

    missing = Unanswered(
        "Graph could not show the authentication methods of this account", "ResourceNotFound"
    )
    assert methods(Faulty(contoso, fault), "id-1", "id-2", "id-3") == {
        "id-1": missing,
        "id-2": missing,
        "id-3": Gone(),
    }


def states(wire: httpx.AsyncBaseTransport, *ids: str) -> dict[str, str | Unanswered | Gone]:
    """The per-user MFA state of these accounts."""
    return ask(wire, lambda graph: graph.per_user_states(ids))


def test_the_per_user_state_comes_from_beta() -> None:
    wire = Faulty(tenant([ADA, OLD]))
    assert states(wire, "id-1", "id-2", "id-3") == {
        "id-1": "enforced",
        "id-2": "disabled",
        "id-3": Gone(),
    }
    assert set(wire.sent) == {"POST /beta/$batch"}
    unanswered = Unanswered("Graph answered without a state")
    assert states(batch({"perUserMfaState": None}), "id-1") == {"id-1": unanswered}


def test_sign_ins_come_in_pages_of_500_in_requests_of_their_own() -> None:
    people = [
        *staff(2),
        Person("never", "n@contoso.example", "N", sign_ins=None),
        Person("null", "m@contoso.example", "M", sign_ins=(None, "2026-11-21T03:30:00Z", None)),
        Person("first", "f@contoso.example", "F", sign_ins=("0001-01-01T00:00:00Z", None, None)),
    ]
    wire = Faulty(tenant(people, page_size=3))
    yesterday = datetime(2026, 11, 20, 7, 45, tzinfo=UTC)
    at_ten_past_four = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
    assert sign_ins(wire) == [
        ("id-000001", SignInActivity(yesterday, at_ten_past_four, yesterday)),
        ("id-000002", SignInActivity(yesterday, at_ten_past_four, yesterday)),
        ("never", SignInActivity()),
        ("null", SignInActivity(None, datetime(2026, 11, 21, 3, 30, tzinfo=UTC), None)),
        ("first", SignInActivity()),
    ]
    first = "GET /v1.0/users?$select=id,signInActivity&$top=500"
    assert wire.sent == [first, f"{first}&$skiptoken=3"]


def test_sign_ins_are_read_ten_pages_a_minute() -> None:
    async def read(graph: GraphDirectory) -> dict[str, int]:
        assert len(await whole(graph.sign_in_activity())) == 21
        return {name: part.requests for name, part in graph.traffic.items()}

    limited = LimitedTenant(tenant(staff(21), page_size=1))
    assert ask(limited, read) == {"signInActivity": 21}
    assert (limited.throttled, limited.violations) == (0, 0)


def test_sign_ins_need_a_licence_and_a_permission() -> None:
    with pytest.raises(LicenceError) as caught:
        sign_ins(tenant([ADA], premium=False))
    assert caught.value.what == "The tenant has no licence for the sign-in activity."
    with pytest.raises(AccessError, match="permission to read the sign-in activity is missing"):
        sign_ins(tenant([ADA], denied=["signInActivity"]))


def test_the_tenant_has_a_name() -> None:
    assert ask(tenant(), GraphDirectory.tenant) == Tenant(TENANT_ID, "Contoso")
    assert ask(always(answer(200, {"value": []})), GraphDirectory.tenant) == Tenant()
