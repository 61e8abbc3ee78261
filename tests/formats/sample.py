"""A small table for the tests of several formats."""

from datetime import UTC, datetime

from mfa_audit.reports.tables import Heading, Kind, Value

HEADINGS = [
    Heading("userPrincipalName", "UserPrincipalName", Kind.TEXT, 38),
    Heading("registered", "Registered for MFA", Kind.FLAG, 12),
    Heading("methods", "Methods (Graph)", Kind.LIST, 48),
    Heading("createdDateTime", "Created (UTC)", Kind.TIME, 19),
]
CREATED = datetime(2021, 3, 15, 8, 30, tzinfo=UTC)
ROWS: list[list[Value]] = [
    ["ada@contoso.example", True, ("mobilePhone", "email"), CREATED],
    ['=HYPERLINK("http://evil")', None, None, None],
    ["Åsa 佐藤 🦊", False, (), CREATED],
]
