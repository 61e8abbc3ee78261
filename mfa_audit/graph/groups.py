"""Groups, and the directory roles that people have themselves or through groups.

Only assignments that are active now: Graph has another source for who could activate a role.
"""

from collections import defaultdict

from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.groups.item.group_item_request_builder import GroupItemRequestBuilder
from msgraph.generated.groups.item.transitive_members.transitive_members_request_builder import (
    TransitiveMembersRequestBuilder,
)
from msgraph.generated.role_management.directory.role_assignments import (
    role_assignments_request_builder as assignments,
)
from msgraph.generated.role_management.directory.role_definitions import (
    role_definitions_request_builder as definitions,
)

from mfa_audit.domain.sources import GROUPS_SOURCE, ROLES_SOURCE
from mfa_audit.errors import AccessError, MfaAuditError, NotFoundError, ServiceError, UsageError
from mfa_audit.graph.account_json import AssignmentJson, Named, PageJson, decode
from mfa_audit.graph.client import OBJECT_ID, Reader, quoted

# The largest page of a group's members.
_PAGE_SIZE = 999
_NAMED = ["id", "displayName"]


async def find_group(reader: Reader, name_or_id: str) -> tuple[str, str]:
    """Return the object id and display name of a group. Raises UsageError if there is none, or
    more than one with that name."""
    if OBJECT_ID.fullmatch(name_or_id):
        groups = await _by_id(reader, name_or_id)
    else:
        # Graph ignores case in this comparison.
        pages = reader.pages(
            GroupsRequestBuilder,
            GROUPS_SOURCE,
            PageJson[Named],
            filter=f"displayName eq {quoted(name_or_id)}",
            select=_NAMED,
        )
        groups = {row.id: row.display_name or name_or_id async for page in pages for row in page}
    if not groups:
        raise UsageError(f"There is no group {name_or_id!r} in the tenant.", "Check --only-group.")
    if len(groups) > 1:
        raise UsageError(
            f"There are {len(groups)} groups called {name_or_id!r}.",
            f"Name one of them by its id: {', '.join(sorted(groups))}.",
        )
    return groups.popitem()


async def _by_id(reader: Reader, id: str) -> dict[str, str]:
    path = {"group%2Did": id}
    try:
        body = await reader.get(GroupItemRequestBuilder, GROUPS_SOURCE, path, select=_NAMED)
    except NotFoundError:
        return {}
    group = decode(body, Named)
    return {group.id: group.display_name or group.id}


async def members(reader: Reader, id: str) -> set[str]:
    """Return the object ids of everything in a group and in the groups in it."""
    # Without a cast to users: Graph has that only as an advanced query over a lagging index.
    pages = reader.pages(
        TransitiveMembersRequestBuilder,
        GROUPS_SOURCE,
        PageJson[Named],
        {"group%2Did": id},
        select=["id"],
        top=_PAGE_SIZE,
    )
    return {member.id async for page in pages for member in page}


async def admin_roles(reader: Reader) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
    """Return the names of the active roles by object id, sorted, with "(scoped)" after a role for a
    part of the tenant. A group's roles count for everybody in it. And the error for the first group
    whose members could not be read: their roles are missing."""
    builder = definitions.RoleDefinitionsRequestBuilder
    pages = reader.pages(builder, ROLES_SOURCE, PageJson[Named], select=_NAMED)
    names = {role.id: role.display_name async for page in pages for role in page}
    roles: dict[str, set[str]] = defaultdict(set)
    accounts: dict[str, set[str]] = {}
    unread: MfaAuditError | None = None
    async for rows in reader.pages(
        assignments.RoleAssignmentsRequestBuilder,
        ROLES_SOURCE,
        PageJson[AssignmentJson],
        expand=["principal"],
    ):
        for row in rows:
            if row.principal_id not in accounts:
                try:
                    accounts[row.principal_id] = await _accounts(reader, row)
                except (AccessError, ServiceError) as error:
                    accounts[row.principal_id] = set()
                    unread = unread or error
            for account in accounts[row.principal_id]:
                roles[account].add(row.role(names))
    return {id: tuple(sorted(own)) for id, own in roles.items()}, unread


async def _accounts(reader: Reader, assignment: AssignmentJson) -> set[str]:
    """The object ids that have the role of an assignment; apps are not accounts."""
    id, kind = assignment.principal_id, assignment.principal_kind
    if kind == "user":
        return {id}
    if kind == "serviceprincipal":
        return set()
    try:
        return {id} | await members(reader, id)
    except NotFoundError:
        # A group that is gone by now; or a user, if Graph did not say what it is.
        return {id}
