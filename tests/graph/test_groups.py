"""Groups and directory roles over the real SDK: the requests, and what is made of the answers."""

from functools import partial

import httpx
import pytest

from mfa_audit.errors import AccessError, NotFoundError, ServiceError, UsageError
from mfa_audit.graph.demo.contoso import Assignment, Group
from mfa_audit.graph.directory import GraphDirectory
from tests.graph.tenant import Faulty, always, answer, ask, at, error, staff, tenant

ALL = Group("c0a70500-0000-4000-b000-000000000001", "All Sales", ("id-000001", "nordics"))
NORDICS = Group("nordics", "Sales Nordics", ("id-000002", "id-000001", "deeper", "printer"))
DEEPER = Group("deeper", "Sales Norway", ("id-000003", "nordics"))
GROUPS = (ALL, NORDICS, DEEPER)
READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
Roles = dict[str, tuple[str, ...]]


def members(transport: httpx.AsyncBaseTransport, id: str = ALL.id) -> set[str]:
    """The members of a group."""
    return ask(transport, partial(GraphDirectory.group_members, id=id))


def group(transport: httpx.AsyncBaseTransport, name: str) -> tuple[str, str]:
    """The group of that name or id."""
    return ask(transport, partial(GraphDirectory.group, name_or_id=name))


def roles(transport: httpx.AsyncBaseTransport) -> Roles:
    """The roles by object id, all of which can be read."""
    roles, unread = ask(transport, GraphDirectory.admin_roles)
    assert unread is None
    return roles


def test_a_group_is_found_by_its_name_in_any_case() -> None:
    wire = Faulty(tenant(groups=GROUPS))
    assert group(wire, "all sales") == (ALL.id, "All Sales")
    assert wire.sent == [
        "GET /v1.0/groups?$filter=displayName%20eq%20%27all%20sales%27&$select=id,displayName"
    ]


@pytest.mark.parametrize("name", ["O'Hara & sons", "100% + #1?", "Försäljning 佐藤", "a=b,c"])
def test_a_group_is_found_by_a_name_with_special_characters(name: str) -> None:
    assert group(tenant(groups=[ALL, Group("x", name)]), name) == ("x", name)


def test_a_group_is_found_by_its_id() -> None:
    wire = Faulty(tenant(groups=GROUPS))
    assert group(wire, ALL.id) == (ALL.id, "All Sales")
    assert wire.sent == [f"GET /v1.0/groups/{ALL.id}?$select=id,displayName"]
    nameless = always(answer(200, {"id": ALL.id, "displayName": None}))
    assert group(nameless, ALL.id) == (ALL.id, ALL.id)


@pytest.mark.parametrize("name", ["No such", "c0a70500-0000-4000-b000-00000000ffff"])
def test_a_group_that_does_not_exist_is_named(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        group(tenant(groups=GROUPS), name)
    assert caught.value.what == f"There is no group '{name}' in the tenant."


def test_a_name_that_two_groups_have_is_ambiguous() -> None:
    twins = [Group(f"id-{n}", f"Group {n}") for n in range(150)]
    twins[120] = Group("g-2", "Finance")
    twins[3] = Group("g-1", "finance")
    with pytest.raises(UsageError) as caught:
        group(tenant(groups=twins, page_size=1), "FINANCE")
    assert caught.value.what == "There are 2 groups called 'FINANCE'."
    assert caught.value.remedy == "Name one of them by its id: g-1, g-2."


@pytest.mark.parametrize("name", ["All Sales", ALL.id])
def test_groups_need_a_permission(name: str) -> None:
    with pytest.raises(AccessError) as caught:
        group(tenant(groups=GROUPS, denied=["/groups"]), name)
    assert caught.value.what == "The permission to read the groups is missing."
    assert caught.value.remedy.startswith(
        "Unattended: grant the app the application permission GroupMember.Read.All. "
        "Signed in as a person: the delegated permission GroupMember.Read.All. "
    )


def test_members_of_nested_groups_are_members() -> None:
    wire = Faulty(tenant(staff(3), groups=GROUPS, page_size=2))
    assert members(wire) == {"id-000001", "id-000002", "id-000003", "nordics", "deeper", "printer"}
    assert wire.sent[0] == f"GET /v1.0/groups/{ALL.id}/transitiveMembers?$select=id&$top=999"
    assert len(wire.sent) == 3


def test_an_empty_page_of_members_is_not_the_end() -> None:
    link = f"https://graph.microsoft.com/v1.0/groups/{ALL.id}/transitiveMembers?$skiptoken=x"
    pages = [
        {"value": [{"id": "a"}], "@odata.nextLink": f"{link}1"},
        {"value": [], "@odata.nextLink": f"{link}2"},
        {"value": [{"id": "b"}, {"id": "a"}]},
    ]
    assert members(Faulty(tenant(), lambda *_: answer(200, pages.pop(0)))) == {"a", "b"}


def test_the_members_of_a_deleted_group_are_an_error() -> None:
    with pytest.raises(NotFoundError, match="no groups at"):
        members(tenant(), "gone")


def test_roles_of_a_person_through_a_group_scoped_and_of_an_app() -> None:
    assigned = [
        Assignment("id-000001", "User Administrator"),
        Assignment("id-000001", "Global Reader"),
        Assignment("id-000001", "Global Reader", "/administrativeUnits/1"),
        Assignment("id-000003", "Helpdesk Administrator", "/administrativeUnits/1"),
        Assignment("nordics", "Exchange Administrator"),
        Assignment("nordics", "Global Reader"),
        Assignment("app", "Global Administrator"),
    ]
    wire = Faulty(tenant(staff(4), groups=GROUPS, assignments=assigned, page_size=3))
    by_id = roles(wire)
    assert {id: names for id, names in by_id.items() if id.startswith("id-")} == {
        "id-000001": (
            "Exchange Administrator",
            "Global Reader",
            "Global Reader (scoped)",
            "User Administrator",
        ),
        "id-000002": ("Exchange Administrator", "Global Reader"),
        "id-000003": ("Exchange Administrator", "Global Reader", "Helpdesk Administrator (scoped)"),
    }
    assert "app" not in by_id
    root = "GET /v1.0/roleManagement/directory"
    assert wire.sent[0] == f"{root}/roleDefinitions?$select=id,displayName"
    assert f"{root}/roleAssignments?$expand=principal" in wire.sent
    # A group with two roles is read once.
    first = "GET /v1.0/groups/nordics/transitiveMembers?$select=id&$top=999"
    assert wire.sent.count(first) == 1


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # Where Graph does not say what a principal is, it may be a group.
        ({}, {"id-000001": ("Global Reader",)}),
        ({"principal": None}, {"id-000001": ("Global Reader",)}),
        ({"principalId": "team"}, {"team": ("Global Reader",), "id-000001": ("Global Reader",)}),
        ({"directoryScopeId": None}, {"id-000001": ("Global Reader (scoped)",)}),
        ({"roleDefinitionId": "custom-1"}, {"id-000001": ("custom-1",)}),
        (
            {"principalId": "deleted", "principal": {"@odata.type": "#microsoft.graph.group"}},
            {"deleted": ("Global Reader",)},
        ),
        ({"principal": {"@odata.type": "#microsoft.graph.servicePrincipal"}}, {}),
    ],
)
def test_an_assignment_with_missing_properties(more: dict[str, object], expected: Roles) -> None:
    row = {"principalId": "id-000001", "roleDefinitionId": READER, "directoryScopeId": "/"} | more
    team = Group("team", "Team", ("id-000001",))
    fault = at("roleAssignments", answer(200, {"value": [row]}))
    assert roles(Faulty(tenant(staff(1), groups=[team]), fault)) == expected


def test_a_role_without_a_name_has_its_id_instead() -> None:
    body = {"value": [{"id": READER, "displayName": None}]}
    contoso = tenant(staff(1), assignments=[Assignment("id-000001", "Global Reader")])
    assert roles(Faulty(contoso, at("roleDef", answer(200, body)))) == {"id-000001": (READER,)}


@pytest.mark.parametrize("word", ["/roleDefinitions", "/roleAssignments"])
def test_roles_need_a_permission(word: str) -> None:
    reader = Assignment("id-000001", "Global Reader")
    with pytest.raises(AccessError) as caught:
        roles(tenant(staff(1), assignments=[reader], denied=[word]))
    assert caught.value.what == "The permission to read the directory roles is missing."


def test_without_the_groups_the_roles_of_people_are_read() -> None:
    assigned = [
        Assignment("nordics", "Global Reader"),
        Assignment("id-000001", "User Administrator"),
    ]
    contoso = tenant(staff(1), groups=GROUPS, assignments=assigned, denied=["transitiveMembers"])
    by_id, unread = ask(contoso, GraphDirectory.admin_roles)
    assert by_id == {"id-000001": ("User Administrator",)}
    assert unread is not None
    assert unread.what == "The permission to read the groups is missing."


def test_roles_that_break_off_are_an_error() -> None:
    assigned = [Assignment("id-000001", "Global Reader")] * 3
    contoso = tenant(staff(1), assignments=assigned, page_size=1)
    wire = Faulty(contoso, at("$skiptoken=2", error(500, "generalException")))
    with pytest.raises(ServiceError, match="Graph answered 500 when asked for the directory roles"):
        roles(wire)
