"""Groups, and the directory roles that people hold by themselves or through groups.

Only what is assigned and active now: who could activate a role is another source of Graph's.
"""

import re
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
from mfa_audit.graph.account_json import AssignmentJson, GroupJson, Member, PageJson, Role, decode
from mfa_audit.graph.client import Reader

# The largest page of a group's members.
_PAGE_SIZE = 999
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


async def find_group(reader: Reader, name_or_id: str) -> tuple[str, str]:
    """The object id and display name of a group. Raises UsageError where there is none, or more
    than one of that name."""
    found = await (_by_id if _OBJECT_ID.fullmatch(name_or_id) else _by_name)(reader, name_or_id)
    if not found:
        raise UsageError(f"There is no group {name_or_id!r} in the tenant.", "Check --only-group.")
    if len(found) > 1:
        raise UsageError(
            f"There are {len(found)} groups called {name_or_id!r}.",
            f"Name one of them by its id: {', '.join(sorted(found))}.",
        )
    return found.popitem()


async def _by_id(reader: Reader, id: str) -> dict[str, str]:
    builder = GroupItemRequestBuilder(reader.v1, {"group%2Did": id})
    query = builder.GroupItemRequestBuilderGetQueryParameters(select=["id", "displayName"])
    try:
        group = decode(await reader.get(builder, query, GROUPS_SOURCE), GroupJson)
    except NotFoundError:
        return {}
    return {group.id: group.display_name or group.id}


async def _by_name(reader: Reader, name: str) -> dict[str, str]:
    """Every group of that name, by object id; Graph compares without regard to case."""
    builder = GroupsRequestBuilder(reader.v1, {})
    quoted = name.replace("'", "''")
    query = builder.GroupsRequestBuilderGetQueryParameters(
        filter=f"displayName eq '{quoted}'", select=["id", "displayName"]
    )
    pages = reader.pages(builder, query, GROUPS_SOURCE, PageJson[GroupJson])
    return {group.id: group.display_name or name async for page in pages for group in page}


async def members(reader: Reader, id: str) -> set[str]:
    """The object ids of everything in a group, and in the groups in it."""
    # Without a cast to users: Graph has that only as an advanced query over a lagging index.
    builder = TransitiveMembersRequestBuilder(reader.v1, {"group%2Did": id})
    query = builder.TransitiveMembersRequestBuilderGetQueryParameters(select=["id"], top=_PAGE_SIZE)
    pages = reader.pages(builder, query, GROUPS_SOURCE, PageJson[Member])
    return {member.id async for page in pages for member in page}


async def admin_roles(reader: Reader) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
    """By object id, the names of the roles that are active now, sorted; those of a group for
    everybody in it, "(scoped)" after one that does not hold for the whole tenant. And why the
    members of a group, the first of such groups, could not be read: theirs are missing then."""
    names = await _role_names(reader)
    builder = assignments.RoleAssignmentsRequestBuilder(reader.v1, {})
    query = builder.RoleAssignmentsRequestBuilderGetQueryParameters(expand=["principal"])
    held: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = {}
    unread: MfaAuditError | None = None
    async for page in reader.pages(builder, query, ROLES_SOURCE, PageJson[AssignmentJson]):
        for one in page:
            if one.principal_id not in holders:
                try:
                    holders[one.principal_id] = await _holders(reader, one)
                except (AccessError, ServiceError) as error:
                    holders[one.principal_id] = set()
                    unread = unread or error
            for holder in holders[one.principal_id]:
                held[holder].add(one.role(names))
    return {id: tuple(sorted(roles)) for id, roles in held.items()}, unread


async def _role_names(reader: Reader) -> dict[str, str | None]:
    builder = definitions.RoleDefinitionsRequestBuilder(reader.v1, {})
    query = builder.RoleDefinitionsRequestBuilderGetQueryParameters(select=["id", "displayName"])
    pages = reader.pages(builder, query, ROLES_SOURCE, PageJson[Role])
    return {role.id: role.display_name async for page in pages for role in page}


async def _holders(reader: Reader, assignment: AssignmentJson) -> set[str]:
    """Who holds what is assigned to a principal; apps are no accounts."""
    id, kind = assignment.principal_id, assignment.principal_kind
    if kind == "user":
        return {id}
    if kind == "serviceprincipal":
        return set()
    try:
        return {id} | await members(reader, id)
    except NotFoundError:
        # A group that is gone by now; or a user, where Graph did not say what it is.
        return {id}
