"""Groups and directory roles over the real SDK: what is asked, and what is made of the answers."""

from functools import partial

import httpx
import pytest

from mfa_audit.errors import AccessError, NotFoundError, ServiceError, UsageError
from mfa_audit.graph.demo.contoso import Assignment, Group, Person
from mfa_audit.graph.directory import GraphDirectory
from tests.graph.tenant import Faulty, answer, ask, error, staff, tenant

ALL = Group("c0a70500-0000-4000-b000-000000000001", "All Sales", ("id-000001", "nordics"))
NORDICS = Group("nordics", "Sales Nordics", ("id-000002", "id-000001", "deeper", "printer"))
DEEPER = Group("deeper", "Sales Norway", ("id-000003", "nordics"))
GROUPS = (ALL, NORDICS, DEEPER)
DEFINITIONS = "GET /v1.0/roleManagement/directory/roleDefinitions?$select=id,displayName"
ASSIGNMENTS = "GET /v1.0/roleManagement/directory/roleAssignments?$expand=principal"
READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"


def members(transport: httpx.AsyncBaseTransport, id: str = ALL.id) -> set[str]:
    """The members of a group."""
    return ask(transport, lambda graph: graph.group_members(id))


def group(transport: httpx.AsyncBaseTransport, name: str) -> tuple[str, str]:
    """The group of that name or id."""
    return ask(transport, partial(_group, name=name))


async def _group(graph: GraphDirectory, name: str) -> tuple[str, str]:
    return await graph.group(name)


def roles(transport: httpx.AsyncBaseTransport) -> dict[str, tuple[str, ...]]:
    """Who holds which roles."""
    held, unread = ask(transport, GraphDirectory.admin_roles)
    assert unread is None
    return held


def test_a_group_is_found_by_its_name_whatever_its_case() -> None:
    wire = Faulty(tenant([], groups=GROUPS))
    assert group(wire, "all sales") == (ALL.id, "All Sales")
    assert wire.sent == [
        "GET /v1.0/groups?$filter=displayName%20eq%20%27all%20sales%27&$select=id,displayName"
    ]


@pytest.mark.parametrize("name", ["O'Hara & sons", "100% + #1?", "Försäljning 佐藤", "a=b,c"])
def test_a_name_is_data(name: str) -> None:
    assert group(tenant([], groups=[ALL, Group("x", name)]), name) == ("x", name)


def test_a_group_is_found_by_its_id() -> None:
    wire = Faulty(tenant([], groups=GROUPS))
    assert group(wire, ALL.id) == (ALL.id, "All Sales")
    assert wire.sent == [f"GET /v1.0/groups/{ALL.id}?$select=id,displayName"]


@pytest.mark.parametrize("name", ["No such", "c0a70500-0000-4000-b000-00000000ffff"])
def test_a_group_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        group(tenant([], groups=GROUPS), name)
    assert caught.value.what == f"There is no group '{name}' in the tenant."


def test_a_name_that_two_groups_have_is_ambiguous() -> None:
    twins = [Group(f"id-{n}", f"Group {n}") for n in range(150)]
    twins[120] = Group("g-2", "Finance")
    twins[3] = Group("g-1", "finance")
    with pytest.raises(UsageError) as caught:
        group(tenant([], groups=twins, page_size=1), "FINANCE")
    assert caught.value.what == "There are 2 groups called 'FINANCE'."
    assert caught.value.remedy == "Name one of them by its id: g-1, g-2."


def test_a_group_without_a_name_goes_by_its_id() -> None:
    wire = Faulty(tenant([]), lambda *_: answer(200, {"id": ALL.id, "displayName": None}))
    assert group(wire, ALL.id) == (ALL.id, ALL.id)


@pytest.mark.parametrize("name", ["All Sales", ALL.id])
def test_groups_that_may_not_be_read(name: str) -> None:
    with pytest.raises(AccessError) as caught:
        group(tenant([], groups=GROUPS, denied=["/groups"]), name)
    assert caught.value.what == "The permission to read the groups is missing."
    assert caught.value.remedy.startswith(
        "Unattended: grant the app the application permission GroupMember.Read.All. "
        "Signed in as a person: the delegated permission GroupMember.Read.All. "
    )


def test_members_of_groups_in_the_group_are_members_once_each() -> None:
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
    wire = Faulty(tenant([]), lambda *_: answer(200, pages.pop(0)))
    assert members(wire) == {"a", "b"}


def test_a_group_that_is_gone_has_no_members() -> None:
    with pytest.raises(NotFoundError, match="no groups at"):
        members(tenant([]), "gone")


def test_roles_by_person_by_group_scoped_and_of_an_app() -> None:
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
    found = roles(wire)
    assert {id: held for id, held in found.items() if id.startswith("id-")} == {
        "id-000001": (
            "Exchange Administrator",
            "Global Reader",
            "Global Reader (scoped)",
            "User Administrator",
        ),
        "id-000002": ("Exchange Administrator", "Global Reader"),
        "id-000003": ("Exchange Administrator", "Global Reader", "Helpdesk Administrator (scoped)"),
    }
    assert "app" not in found
    assert wire.sent[0] == DEFINITIONS
    assert ASSIGNMENTS in wire.sent
    # A group that holds two roles is read once.
    first = "GET /v1.0/groups/nordics/transitiveMembers?$select=id&$top=999"
    assert wire.sent.count(first) == 1


def assigned(**more: object) -> Faulty:
    """A tenant whose only assignment is this."""
    row = {"principalId": "id-000001", "roleDefinitionId": READER, "directoryScopeId": "/"} | more
    return Faulty(
        tenant(staff(1), groups=[Group("team", "Team", ("id-000001",))]),
        lambda request, _: (
            answer(200, {"value": [row]}) if "roleAssignments" in str(request.url) else None
        ),
    )


@pytest.mark.parametrize(
    ("more", "found"),
    [
        # A principal of which Graph does not say what it is may be a group.
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
def test_an_assignment_that_says_less(
    more: dict[str, object], found: dict[str, tuple[str, ...]]
) -> None:
    assert roles(assigned(**more)) == found


def test_a_role_without_a_name_goes_by_its_id() -> None:
    body = {"value": [{"id": READER, "displayName": None}]}
    person = Assignment("id-000001", "Global Reader")
    wire = Faulty(
        tenant(staff(1), assignments=[person]),
        lambda request, _: answer(200, body) if "roleDef" in str(request.url) else None,
    )
    assert roles(wire) == {"id-000001": (READER,)}


@pytest.mark.parametrize("word", ["/roleDefinitions", "/roleAssignments"])
def test_roles_that_may_not_be_read_are_none_of_them(word: str) -> None:
    people = [Person("id-1", "ada@c.example", "Ada")]
    assignments = [Assignment("id-1", "Global Reader")]
    contoso = tenant(people, assignments=assignments, denied=[word])
    with pytest.raises(AccessError) as caught:
        roles(contoso)
    assert caught.value.what == "The permission to read the directory roles is missing."


def test_a_group_that_may_not_be_read_costs_only_its_own_roles() -> None:
    people = [Person("id-1", "ada@c.example", "Ada")]
    assignments = [Assignment("nordics", "Global Reader"), Assignment("id-1", "User Administrator")]
    contoso = tenant(people, groups=GROUPS, assignments=assignments, denied=["transitiveMembers"])
    held, unread = ask(contoso, GraphDirectory.admin_roles)
    assert held == {"id-1": ("User Administrator",)}
    assert unread is not None
    assert unread.what == "The permission to read the groups is missing."


def test_a_service_that_breaks_off_in_the_roles() -> None:
    wire = Faulty(
        tenant(staff(1), assignments=[Assignment("id-000001", "Global Reader")] * 3, page_size=1),
        lambda request, _: (
            error(500, "generalException") if "$skiptoken=2" in str(request.url) else None
        ),
    )
    with pytest.raises(ServiceError, match="Graph answered 500 when asked for the directory roles"):
        roles(wire)


def test_the_emulator_refuses_the_members_that_would_leave_out_nested_groups() -> None:
    contoso = tenant(staff(1), groups=GROUPS)
    for path in ("members", "transitiveMembers/microsoft.graph.user"):
        url = f"https://graph.microsoft.com/v1.0/groups/nordics/{path}"
        assert contoso.answer("GET", url, b"")[0] == 400
