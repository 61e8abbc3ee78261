"""Every reader over the real SDK: what is asked, and what is made of the answers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import httpx
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
from mfa_audit.errors import AccessError, LicenceError, NotFoundError, ServiceError
from mfa_audit.graph.demo.contoso import TENANT_ID, Person
from mfa_audit.graph.directory import GraphDirectory
from tests.graph.tenant import Faulty, answer, ask, error, staff, tenant
from tests.limits import LimitedTenant

T = TypeVar("T")

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


def test_users_are_asked_for_in_pages_of_999_with_the_wanted_properties() -> None:
    wire = Faulty(tenant([ADA]))
    properties = (
        "displayName",
        "userType",
        "perUserMfaState",
        "assignedLicenses",
        "onPremisesSyncEnabled",
        "createdDateTime",
        "department",
        "employeeHireDate",
    )
    found = ask(wire, lambda graph: whole(graph.users(properties)))
    assert wire.sent == [
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled,displayName,userType,"
        "perUserMfaState,assignedLicenses,onPremisesSyncEnabled,createdDateTime,department,employeeHireDate"
        "&$top=999"
    ]
    assert found == [
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


def test_what_graph_does_not_tell_is_none() -> None:
    wire = Faulty(
        tenant([]), lambda *_: answer(200, {"value": [{"id": "x", "userPrincipalName": None}]})
    )
    (found,) = ask(wire, lambda graph: whole(graph.users(())))
    assert found == Account("x", "x")
    assert not found.blocked


def test_next_links_are_followed_verbatim_to_the_last_page() -> None:
    wire = Faulty(tenant(staff(250), page_size=100))
    assert len(ask(wire, lambda graph: whole(graph.users(())))) == 250
    assert wire.sent == [
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled&$top=999",
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled&$top=999&$skiptoken=100",
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled&$top=999&$skiptoken=200",
    ]


def test_the_registration_report_keeps_graphs_spelling() -> None:
    wire = Faulty(tenant([ADA, OLD]))
    rows = ask(wire, lambda graph: whole(graph.registration_details()))
    assert wire.sent == ["GET /v1.0/reports/authenticationMethods/userRegistrationDetails?$top=999"]
    assert rows == [
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


def test_the_documents_own_example_is_read() -> None:
    # Microsoft's example has an empty preferred method and fields that we do not read.
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
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    ((id, row),) = ask(wire, lambda graph: whole(graph.registration_details()))
    assert id == "c6ad1942-4afa-47f8-8d48-afb5d8d69d2f"
    assert row.is_mfa_registered is False
    assert row.methods_registered == ()
    assert row.user_preferred_method_for_secondary_authentication is None
    assert row.is_admin is None


def test_methods_come_from_beta_by_batches_of_20() -> None:
    people = [ADA, OLD, *staff(43)]
    wire = Faulty(tenant(people))
    ids = [person.id for person in people]
    found = ask(wire, lambda graph: graph.authentication_methods(ids))
    assert wire.sent == ["POST /beta/$batch"] * 3
    assert found["id-1"] == MethodsRead(("password", "hardwareOneTimePasscode", "mobilePhone"))
    assert found["id-2"] == MethodsRead(("password", "passKeySynced"))
    assert list(found) == ids


def test_details_come_with_the_same_question() -> None:
    everything = (
        "mobilePhone",
        "microsoftAuthenticatorPush",
        "fido2SecurityKey",
        "windowsHelloForBusiness",
        "hardwareOneTimePasscode",
        "email",
        "softwareOneTimePasscode",
    )
    bea = Person("id-3", "bea@contoso.example", "Bea", everything)
    wire = Faulty(tenant([bea]))
    found = ask(wire, lambda graph: graph.authentication_methods(["id-3"], details=True))
    assert wire.sent == ["POST /beta/$batch"]
    read = found["id-3"]
    assert isinstance(read, MethodsRead)
    assert read.names == ("password", *everything)
    created = datetime(2024, 5, 13, 10, tzinfo=UTC)
    used = datetime(2026, 11, 20, 7, 45, tzinfo=UTC)
    details = (
        "+46 700000064",
        "Work phone",
        "Security key",
        "CONTOSO-LT-0042",
        "Contoso T1 TOK-000123",
        "private@mail.example",
        None,
    )
    assert read.details == (
        MethodDetail("password", "password-1", None, created, None),
        *(
            MethodDetail(name, f"{name}-1", detail, created, used)
            for name, detail in zip(everything, details, strict=True)
        ),
    )


@pytest.mark.parametrize(
    ("said", "detail"),
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
def test_what_names_a_method(said: dict[str, object], detail: str | None) -> None:
    method = {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", **said}
    body = {"responses": [{"id": "0", "status": 200, "body": {"value": [method]}}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1"], details=True))
    held = (MethodDetail("fido2SecurityKey", None, detail),)
    assert found == {"id-1": MethodsRead(("fido2SecurityKey",), held)}


def test_details_of_another_shape_cost_nothing_where_they_are_not_wanted() -> None:
    method = {"@odata.type": "#x.passwordAuthenticationMethod", "device": "a text"}
    body = {"responses": [{"id": "0", "status": 200, "body": {"value": [method]}}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1"]))
    assert found == {"id-1": MethodsRead(("password",))}
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1"], details=True))
    assert isinstance(found["id-1"], Unanswered)
    assert found["id-1"].reason == "Graph's answer could not be read"


def test_sign_ins_come_in_pages_of_500_in_a_pass_of_their_own() -> None:
    people = [
        *staff(2),
        Person("never", "n@contoso.example", "N", sign_ins=None),
        Person("null", "m@contoso.example", "M", sign_ins=(None, "2026-11-21T03:30:00Z", None)),
        Person("first", "f@contoso.example", "F", sign_ins=("0001-01-01T00:00:00Z", None, None)),
    ]
    wire = Faulty(tenant(people, page_size=3))
    found = ask(wire, lambda graph: whole(graph.sign_in_activity()))
    yesterday = datetime(2026, 11, 20, 7, 45, tzinfo=UTC)
    at_ten_past_four = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
    assert found == [
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
        ask(tenant([ADA], premium=False), lambda graph: whole(graph.sign_in_activity()))
    assert caught.value.what == "The tenant has no licence for the sign-in activity."
    with pytest.raises(AccessError, match="permission to read the sign-in activity is missing"):
        ask(tenant([ADA], denied=["signInActivity"]), lambda graph: whole(graph.sign_in_activity()))


def test_the_per_user_state_comes_from_beta() -> None:
    wire = Faulty(tenant([ADA, OLD]))
    found = ask(wire, lambda graph: graph.per_user_states(["id-1", "id-2", "id-3"]))
    assert found == {"id-1": "enforced", "id-2": "disabled", "id-3": Gone()}


REMEDY = (
    "Unattended: grant the app the application permission UserAuthenticationMethod.Read.All. "
    "Signed in as a person: the delegated permission UserAuthenticationMethod.Read.All and the "
    "role Global Reader or Authentication Administrator or Privileged Authentication "
    "Administrator. An administrator consents at "
    f"https://login.microsoftonline.com/{TENANT_ID}/adminconsent?client_id=app-1"
)


async def _methods(
    graph: GraphDirectory, ids: list[str]
) -> dict[str, MethodsRead | Unanswered | Gone]:
    return await graph.authentication_methods(ids)


def test_a_refused_account_is_unanswered_and_says_how_to_be_allowed() -> None:
    sealed = Person("id-9", "sealed@contoso.example", "Sealed", refused=True)
    among_others = (
        "Others were shown, so the permission is there; for these accounts a person needs the role "
        "Global Reader or Authentication Administrator or Privileged Authentication Administrator."
    )
    for others, remedy in (([ADA], among_others), ([], REMEDY)):
        ids = [person.id for person in [*others, sealed]]
        found = ask(tenant([ADA, sealed]), partial(_methods, ids=ids))
        assert found["id-9"] == Unanswered(
            "Graph refused to show the authentication methods of this account",
            "Authorization_RequestDenied",
            remedy,
        )


def test_a_hundred_refusals_and_no_answer_are_a_missing_permission() -> None:
    ids = [person.id for person in staff(2000)]
    wire = Faulty(tenant(staff(2000), denied=["/authentication/methods"]))
    with pytest.raises(AccessError) as caught:
        ask(wire, lambda graph: graph.authentication_methods(ids))
    assert caught.value.what == "The permission to read the authentication methods is missing."
    assert caught.value.remedy == REMEDY
    assert caught.value.code == "Authorization_RequestDenied"
    assert caught.value.request_id == "5f0e5c1e-0000-4000-8000-00000000dead"
    assert len(wire.sent) < 20  # and not a hundred


def test_a_hundred_refusals_after_an_answer_are_a_matter_of_these_accounts() -> None:
    sealed = [person._replace(refused=True) for person in staff(200)]
    ids = ["id-1", *(person.id for person in sealed)]

    async def both(graph: GraphDirectory) -> int:
        answered = await graph.authentication_methods(ids[:1])
        refused = await graph.authentication_methods(ids[1:])
        return len(answered) + sum(isinstance(one, Unanswered) for one in refused.values())

    assert ask(tenant([ADA, *sealed]), both) == 201


def test_a_part_that_is_missing_does_not_delete_the_account() -> None:
    contoso = tenant([ADA, OLD])

    def fault(request: httpx.Request, _: int) -> httpx.Response:
        status, body = contoso.answer("POST", str(request.url), request.content)
        for one in body["responses"]:
            if "value" in one["body"]:
                one |= {"status": 404, "body": {"error": {"code": "ResourceNotFound"}}}
        return answer(status, body)

    wire = Faulty(contoso, fault)
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1", "id-2", "id-3"]))
    missing = Unanswered(
        "Graph could not show the authentication methods of this account", "ResourceNotFound"
    )
    assert found == {"id-1": missing, "id-2": missing, "id-3": Gone()}


def test_methods_that_come_in_parts_are_no_answer() -> None:
    link = "https://graph.microsoft.com/beta/users/1/authentication/methods?$skiptoken=1"
    part = {"value": [{"@odata.type": "#x.passwordAuthenticationMethod"}], "@odata.nextLink": link}
    body = {"responses": [{"id": "0", "status": 200, "body": part}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1"]))
    assert found == {"id-1": Unanswered("Graph gave only the first part of the methods")}


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://graph.microsoft.com:8443/v1.0/users",
        "https://graph.microsoft.com:99999/v1.0/users",
        "https://graph.microsoft.com/\x00",
        "//graph.microsoft.com/v1.0/users",
        "https://" + "x" * 70_000,
    ],
)
def test_a_next_link_that_is_no_address_of_ours_is_an_error(link: str) -> None:
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [], "@odata.nextLink": link}))
    with pytest.raises(ServiceError, match="leads to another host"):
        ask(wire, lambda graph: whole(graph.users(())))
    assert len(wire.sent) == 1


def test_an_error_beside_the_values_is_not_a_whole_page() -> None:
    body = {"value": [{"id": "1"}], "error": {"code": "Timeout", "message": "x"}}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    with pytest.raises(ServiceError, match="broke off in the middle of a page"):
        ask(wire, lambda graph: whole(graph.users(())))


def test_half_an_emoji_in_a_name_is_a_question_mark() -> None:
    wire = Faulty(
        tenant([]),
        lambda *_: answer(200, b'{"value": [{"id": "1", "displayName": "Ada \\ud83d"}]}'),
    )
    (found,) = ask(wire, lambda graph: whole(graph.users(())))
    assert found.display_name == "Ada ?"
    assert len(wire.sent) == 1


def test_a_time_without_a_zone_is_an_answer_of_another_shape() -> None:
    body = {"value": [{"id": "1", "createdDateTime": "2021-03-15T08:30:00"}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    with pytest.raises(ServiceError, match="unexpected shape"):
        ask(wire, lambda graph: whole(graph.users(())))


def test_a_service_that_refuses_the_bulk_state_is_asked_without() -> None:
    wire = Faulty(
        tenant([ADA]),
        lambda request, _: (
            error(403, "Authorization_RequestDenied") if "perUser" in str(request.url) else None
        ),
    )
    (found,) = ask(wire, lambda graph: whole(graph.users(("perUserMfaState",))))
    assert found.per_user_mfa_state is None
    assert len(wire.sent) == 2


def test_a_later_page_that_fails_does_not_start_the_list_again() -> None:
    wire = Faulty(
        tenant(staff(4), page_size=2),
        lambda request, _: (
            error(400, "BadRequest", "perUserMfaState") if "skiptoken" in str(request.url) else None
        ),
    )
    with pytest.raises(ServiceError):
        ask(wire, lambda graph: whole(graph.users(("perUserMfaState",))))
    assert len(wire.sent) == 2


def test_a_batch_that_is_refused_as_a_whole_is_a_missing_permission() -> None:
    with pytest.raises(AccessError):
        ask(tenant([ADA], denied=["$batch"]), lambda graph: graph.authentication_methods(["id-1"]))


def test_a_state_that_graph_leaves_out_is_unanswered() -> None:
    body = {"responses": [{"id": "0", "status": 200, "body": {"perUserMfaState": None}}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    found = ask(wire, lambda graph: graph.per_user_states(["id-1"]))
    assert found == {"id-1": Unanswered("Graph answered without a state")}


def test_a_sub_answer_of_another_shape_is_unanswered() -> None:
    body = {"responses": [{"id": "0", "status": 200, "body": {"value": "soon"}}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1"]))
    assert found == {
        "id-1": Unanswered(
            "Graph's answer could not be read",
            about="Graph's answer has an unexpected shape: Expected `array`, got `str` - at "
            "`$.value`.",
        )
    }


def test_types_graph_may_add_are_kept_as_spelled() -> None:
    methods = [
        {"@odata.type": "#microsoft.graph.hologramAuthenticationMethod"},
        {"@odata.type": "#microsoft.graph.phoneAuthenticationMethod", "phoneType": "mobile"},
        {"id": "without a type"},
    ]
    body = {"responses": [{"id": "0", "status": 200, "body": {"value": methods}}]}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    found = ask(wire, lambda graph: graph.authentication_methods(["id-1"]))
    assert found == {
        "id-1": MethodsRead(("hologramAuthenticationMethod", "mobilePhone", "(no @odata.type)"))
    }


def test_a_free_tenant_is_told_by_the_code() -> None:
    wire = Faulty(tenant([ADA], premium=False))
    with pytest.raises(LicenceError) as caught:
        ask(wire, lambda graph: whole(graph.registration_details()))
    assert caught.value.what == "The tenant has no licence for the registration report."
    assert caught.value.remedy == "It needs Microsoft Entra ID P1."
    assert len(wire.sent) == 2  # a premium tenant gets this answer now and then


def test_a_licence_error_that_goes_away_is_nothing() -> None:
    code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
    wire = Faulty(tenant([ADA]), lambda _, time: error(403, code) if time == 1 else None)
    assert len(ask(wire, lambda graph: whole(graph.registration_details()))) == 1


def test_a_missing_role_is_told_by_the_code() -> None:
    wire = Faulty(
        tenant([]), lambda *_: error(403, "Authentication_RequestFromUnsupportedUserRole")
    )
    with pytest.raises(AccessError) as caught:
        ask(wire, lambda graph: whole(graph.registration_details()))
    assert caught.value.what == (
        "The signed-in person may not read the registration report: a directory role is missing."
    )
    assert caught.value.remedy == (
        "Assign one of these roles: Reports Reader, Security Reader, Security Administrator, "
        "Global Reader."
    )
    assert caught.value.request_id == "req-1"


def test_a_service_without_the_bulk_state_is_asked_again_without() -> None:
    wire = Faulty(tenant([ADA], bulk_state=False))
    (found,) = ask(wire, lambda graph: whole(graph.users(("perUserMfaState", "department"))))
    assert found.per_user_mfa_state is None
    assert found.department == "IT"
    assert wire.sent[1] == (
        "GET /v1.0/users?$select=id,userPrincipalName,accountEnabled,department&$top=999"
    )


@pytest.mark.parametrize(
    ("status", "message"), [(400, "something else is wrong"), (404, "perUserMfaState")]
)
def test_any_other_error_is_not_asked_again(status: int, message: str) -> None:
    wire = Faulty(tenant([]), lambda *_: error(status, "BadRequest", message))
    with pytest.raises(ServiceError):
        ask(wire, lambda graph: whole(graph.users(("perUserMfaState",))))
    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AccessError), (403, AccessError), (404, NotFoundError), (400, ServiceError)],
)
def test_an_error_without_graphs_body_still_says_what_was_asked(
    status: int, kind: type[Exception]
) -> None:
    page = answer(status, b"<html>gateway</html>", request_id="r-9")
    wire = Faulty(tenant([]), lambda *_: page)
    with pytest.raises(kind) as caught:
        ask(wire, lambda graph: whole(graph.users(())))
    assert "users" in str(caught.value)
    assert caught.value.code == f"HTTP {status}"  # type: ignore[attr-defined]
    assert caught.value.request_id == "r-9"  # type: ignore[attr-defined]


def test_a_next_link_that_repeats_is_an_error_not_a_loop() -> None:
    link = "https://graph.microsoft.com/v1.0/users?$skiptoken=x"
    body = {"value": [], "@odata.nextLink": link}
    wire = Faulty(tenant([]), lambda *_: answer(200, body))
    with pytest.raises(ServiceError, match="in a circle"):
        ask(wire, lambda graph: whole(graph.users(())))
    assert len(wire.sent) == 2


@pytest.mark.parametrize(
    "link", ["https://evil.example/v1.0/users", "http://graph.microsoft.com/v1.0/users"]
)
def test_a_next_link_elsewhere_is_not_followed(link: str) -> None:
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [], "@odata.nextLink": link}))
    with pytest.raises(ServiceError, match="leads to another host"):
        ask(wire, lambda graph: whole(graph.users(())))
    assert len(wire.sent) == 1


def test_a_page_of_another_shape_is_an_error_that_says_where() -> None:
    wire = Faulty(tenant([]), lambda *_: answer(200, {"value": [{"id": 7}]}))
    with pytest.raises(ServiceError) as caught:
        ask(wire, lambda graph: whole(graph.users(())))
    assert caught.value.what == (
        "Graph's answer has an unexpected shape: Expected `str`, got `int` - at `$.value[0].id`."
    )


def test_the_tenant_has_a_name() -> None:
    assert ask(tenant([]), GraphDirectory.tenant) == Tenant(TENANT_ID, "Contoso")
    empty = Faulty(tenant([]), lambda *_: answer(200, {"value": []}))
    assert ask(empty, GraphDirectory.tenant) == Tenant()


def test_tokens_go_to_the_graph_host_only() -> None:
    # The SDK's own provider decides; it is given the chosen cloud's host and no other.
    from kiota_authentication_azure.azure_identity_access_token_provider import (
        AzureIdentityAccessTokenProvider,
    )

    from mfa_audit.graph.clouds import CLOUDS, Auth
    from mfa_audit.graph.directory import connect
    from mfa_audit.graph.pacing import Pacing
    from mfa_audit.graph.sign_in import sign_in

    signed_in = sign_in(
        Auth.SECRET,
        CLOUDS["usgov"],
        "contoso.example",
        "app-1",
        console=False,
        tell=print,
        environ={"AZURE_CLIENT_SECRET": "s"},
    )
    graph = connect(signed_in, Pacing())
    provider = graph.reader.v1._authentication_provider.access_token_provider  # type: ignore[attr-defined]
    assert isinstance(provider, AzureIdentityAccessTokenProvider)
    assert provider.get_allowed_hosts_validator().allowed_hosts == {"graph.microsoft.us"}
    assert graph.reader.v1.base_url == "https://graph.microsoft.us/v1.0"
    assert graph.reader.beta.base_url == "https://graph.microsoft.us/beta"
    assert signed_in.scopes == ["https://graph.microsoft.us/.default"]


def test_the_emulator_refuses_what_the_product_does_not_send() -> None:
    contoso = tenant([ADA])
    for method, path in [
        ("GET", "/v1.0/users?$filter=x"),
        ("GET", "/v1.0/users?$select=id,shoeSize"),
        ("POST", "/v1.0/$batch"),
        ("GET", "/v1.0/me"),
        ("GET", "/beta/users/id-1/authentication/phoneMethods"),
        ("GET", "/v1.0/reports/authenticationMethods/userRegistrationDetails?$select=id"),
        ("GET", "/v1.0/users?$select=id,signInActivity&$top=999"),
        ("GET", "/v1.0/groups?$search=x"),
        ("GET", "/v1.0/roleManagement/directory/roleAssignments?$filter=x"),
        ("GET", "/v1.0/roleManagement/directory/roleDefinitions?$expand=x"),
    ]:
        assert contoso.answer(method, f"https://graph.microsoft.com{path}", b"")[0] == 400
    many = b'{"requests": [' + b",".join([b"{}"] * 21) + b"]}"
    assert contoso.answer("POST", "https://graph.microsoft.com/beta/$batch", many)[0] == 400


def test_a_response_that_is_no_response_is_not_taken_for_one() -> None:
    wire = Faulty(tenant([]), lambda *_: httpx.Response(204))
    with pytest.raises(ServiceError):
        ask(wire, lambda graph: whole(graph.users(())))
