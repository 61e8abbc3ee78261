"""The emulated tenant refuses every request that the product does not send."""

import pytest

from mfa_audit.graph.demo.contoso import Group
from tests.graph.tenant import staff, tenant

GRAPH = "https://graph.microsoft.com"
MANY = b'{"requests": [' + b",".join([b"{}"] * 21) + b"]}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1.0/users?$filter=x", b""),
        ("GET", "/v1.0/users?$select=id,shoeSize", b""),
        ("GET", "/v1.0/users?$select=id,signInActivity&$top=999", b""),
        ("GET", "/v1.0/me", b""),
        ("GET", "/beta/users/id-000001/authentication/phoneMethods", b""),
        ("GET", "/v1.0/reports/authenticationMethods/userRegistrationDetails?$select=id", b""),
        ("GET", "/v1.0/groups?$search=x", b""),
        # Nested groups would be left out.
        ("GET", "/v1.0/groups/nordics/members", b""),
        ("GET", "/v1.0/groups/nordics/transitiveMembers/microsoft.graph.user", b""),
        ("GET", "/v1.0/roleManagement/directory/roleAssignments?$filter=x", b""),
        ("GET", "/v1.0/roleManagement/directory/roleDefinitions?$expand=x", b""),
        ("POST", "/v1.0/$batch", b""),
        ("POST", "/beta/$batch", MANY),
    ],
)
def test_other_requests_are_refused(method: str, path: str, body: bytes) -> None:
    contoso = tenant(staff(1), groups=[Group("nordics", "Sales Nordics", ("id-000001",))])
    assert contoso.answer(method, GRAPH + path, body)[0] == 400
