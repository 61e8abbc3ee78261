"""Rows of the on-premises report and of the histories."""

from datetime import UTC, datetime, timedelta

from mfa_audit.domain.history import Entry, PropertyChange
from mfa_audit.domain.on_premises import OnPremises
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_ins import SignIn
from mfa_audit.reports.columns import row_for_people, row_for_programs
from mfa_audit.reports.history import HISTORY_COLUMNS
from mfa_audit.reports.on_premises import COMPONENT_COLUMNS, component_rows

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_components() -> None:
    found = OnPremises()
    day = timedelta(days=1)
    texts = ["MFA successfully completed"] * 2 + ["MFA denied; user is blocked"]
    found.add(
        judge_sign_in(
            SignIn(
                str(n),
                NOON - n * day,
                "u1",
                token_issuer_type="NPSExtension",
                error_code=500121 if "denied" in text else 0,
                additional_details=text,
            )
        )
        for n, text in enumerate(texts)
    )
    rows = [row_for_programs(COMPONENT_COLUMNS)(row) for row in component_rows(found, NOON)]
    assert rows[0] == ["NPS extension", "active", NOON - 2 * day, NOON, 3, 1, 2, 1, 0.3333, 0, 0]
    assert rows[1] == ["AD FS MFA adapter", "not seen", None, None, 0, 0, 0, 0, None, 0, 0]
    later = component_rows(found, NOON + 4 * day)
    assert row_for_people(COMPONENT_COLUMNS, str.upper)(later[0])[:2] == ["NPS extension", "QUIET"]


def test_an_entry() -> None:
    entry = Entry(
        NOON,
        "per-user state changed",
        "ada@contoso.example",
        "admin@contoso.example",
        "success",
        None,
        "Update per-user multifactor authentication state",
        (PropertyChange("State", "disabled", "enforced"), PropertyChange("Phone")),
        "192.0.2.1",
        "u1",
        "a1",
        "c1",
        "e1",
    )
    assert row_for_people(HISTORY_COLUMNS, str.upper)(entry) == [
        NOON,
        "PER-USER STATE CHANGED",
        "ada@contoso.example",
        "admin@contoso.example",
        "success",
        None,
        ("State: disabled → enforced", "Phone: (none) → (none)"),
        "192.0.2.1",
        "Update per-user multifactor authentication state",
        "u1",
        "a1",
        "c1",
        "e1",
    ]
