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
def test_the_histories_of_an_activity(activity: str, histories: dict[str, str]) -> None:
    for service in (None, "Core Directory"):  # the service that logged it does not matter
        rows = {str(h): what_of(h, event(activity, None, service)) for h in History}
        assert {name: what for name, what in rows.items() if what} == histories


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


def test_a_row_has_all_facts_of_its_event() -> None:
    changes = (PropertyChange("StrongAuthenticationRequirement", "Disabled", "Enforced"),)
    ada, admin = "ada@contoso.example", "admin@contoso.example"
    activity, what = "Enable Strong Authentication", "per-user MFA enabled"
    result, ids = ("failure", "no"), ("u1", "a1", "c1", "e1")
    by = (admin, "a1", "192.0.2.1")
    whole = AuditEvent(
        "e1", NOON, activity, *result, "Core Directory", *by, ada, "u1", changes, "c1"
    )
    assert list(entries(History.STATE, [whole, event("Update user")])) == [
        Entry(NOON, what, ada, admin, *result, activity, changes, "192.0.2.1", *ids)
    ]


def test_what_users_reported_themselves_is_fraud() -> None:
    ada = "ada@contoso.example"
    high = RiskDetection("r1", NOON, "userReportedSuspiciousActivity", ada, "u1", "high", "atRisk")
    silent = RiskDetection("r2", NOON, "UserReportedSuspiciousActivity")
    other = RiskDetection("r3", NOON, "unfamiliarFeatures")
    first, second = reported([high, silent, other])
    assert (first.what, first.user, first.by) == ("suspicious activity reported", ada, ada)
    assert (first.reason, first.result, first.id) == ("risk: high", "atRisk", "r1")
    assert (second.id, second.reason) == ("r2", None)


def test_what_was_retired_has_its_date() -> None:
    assert set(ACTIVITIES) == set(RETIRED) == set(History)
    assert "2025-03-01" in RETIRED[History.BLOCKED][0]
    assert "2024-09-30" in RETIRED[History.BYPASSED][0]
    assert "2025-03-01" in RETIRED[History.FRAUD][0]
