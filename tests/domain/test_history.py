"""Which events of the audit log belong to which history."""

from datetime import UTC, datetime

import pytest

from mfa_audit.domain.history import (
    ACTIVITIES,
    RETIRED,
    AuditEvent,
    Entry,
    History,
    PropertyChange,
    RiskDetection,
    entries,
    reported,
    what_of,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def event(activity: str, reason: str | None = None, service: str | None = None) -> AuditEvent:
    """An event of this activity."""
    return AuditEvent("e1", NOON, activity, "success", reason, service)


@pytest.mark.parametrize(
    ("activity", "histories"),
    [
        ("POST Tenant.CreateBlockedUser", {"blocked": "blocked"}),
        ("POST Tenant.RemoveBlockedUser", {"blocked": "unblocked"}),
        ("Add blocked user", {"blocked": "blocked"}),
        ("Clear block on user", {"blocked": "unblocked"}),
        ("POST Tenant.CreateBypassedUser", {"bypassed": "one-time bypass given"}),
        ("POST Tenant.RemoveBypassedUser", {"bypassed": "one-time bypass removed"}),
        ("Add bypass user", {"bypassed": "one-time bypass given"}),
        ("Remove bypassed user", {"bypassed": "one-time bypass removed"}),
        ("Fraud reported - no action taken", {"fraud": "fraud reported"}),
        (
            "Fraud reported - user is blocked for MFA",
            {"blocked": "blocked after a fraud report", "fraud": "fraud reported, user blocked"},
        ),
        ("Suspicious activity reported", {"fraud": "suspicious activity reported"}),
        ("User registered security info", {"registration": "registered by the user"}),
        ("USER DELETED SECURITY INFO", {"registration": "deleted by the user"}),
        ("User changed default security info", {"registration": "default changed by the user"}),
        ("Admin registered security info", {"registration": "registered by an admin"}),
        ("Add Passkey (device-bound)", {"registration": "registered"}),
        ("Delete Windows Hello for Business credential", {"registration": "deleted"}),
        ("Delete application password for user", {"registration": "app password deleted"}),
        ("Update per-user multifactor authentication state", {"state": "per-user state changed"}),
        ("Enable Strong Authentication", {"state": "per-user MFA enabled"}),
        ("Disable Strong Authentication", {"state": "per-user MFA disabled"}),
        ("Update user", {}),
        ("Admin started password reset", {}),
    ],
)
def test_where_an_activity_belongs(activity: str, histories: dict[str, str]) -> None:
    for service in (None, "Core Directory"):  # whatever service logged it
        found = {str(h): what_of(h, event(activity, None, service)) for h in History}
        assert {name: what for name, what in found.items() if what} == histories


@pytest.mark.parametrize(
    ("activity", "what"),
    [
        ("Admin registered security info", "Temporary Access Pass given"),
        ("Admin updated security info", "Temporary Access Pass changed"),
        ("Admin deleted security info", "Temporary Access Pass removed"),
        ("User reviewed security info", None),
    ],
)
def test_a_temporary_access_pass_is_a_bypass(activity: str, what: str | None) -> None:
    given = event(activity, "Admin registered temporary access pass method for user")
    assert what_of(History.BYPASSED, given) == what
    assert what_of(History.REGISTRATION, given) is not None


def test_rows_keep_who_did_what_to_whom() -> None:
    changes = (PropertyChange("StrongAuthenticationRequirement", "Disabled", "Enforced"),)
    whole = AuditEvent(
        "e1",
        NOON,
        "Enable Strong Authentication",
        "failure",
        "no",
        "Core Directory",
        "admin@contoso.example",
        "a1",
        "192.0.2.1",
        "ada@contoso.example",
        "u1",
        changes,
        "c1",
    )
    assert list(entries(History.STATE, [whole, event("Update user")])) == [
        Entry(
            NOON,
            "per-user MFA enabled",
            "ada@contoso.example",
            "admin@contoso.example",
            "failure",
            "no",
            "Enable Strong Authentication",
            changes,
            "192.0.2.1",
            "u1",
            "a1",
            "c1",
            "e1",
        )
    ]


def test_what_users_reported_counts_as_fraud_reports() -> None:
    mine = RiskDetection(
        "r1", NOON, "userReportedSuspiciousActivity", "ada@contoso.example", "u1", "high", "atRisk"
    )
    silent = RiskDetection("r2", NOON, "UserReportedSuspiciousActivity")
    other = RiskDetection("r3", NOON, "unfamiliarFeatures")
    one, two = reported([mine, silent, other])
    assert (one.what, one.user, one.by, one.reason, one.result, one.id) == (
        "suspicious activity reported",
        "ada@contoso.example",
        "ada@contoso.example",
        "risk: high",
        "atRisk",
        "r1",
    )
    assert (two.id, two.reason) == ("r2", None)


def test_what_was_retired_is_told() -> None:
    assert set(ACTIVITIES) == set(RETIRED) == set(History)
    assert "2025-03-01" in RETIRED[History.BLOCKED][0]
    assert "2024-09-30" in RETIRED[History.BYPASSED][0]
    assert "2025-03-01" in RETIRED[History.FRAUD][0]
