"""The reports of histories, and a row as people read it."""

from datetime import UTC, datetime

from mfa_audit.domain.history import Entry, History, PropertyChange
from mfa_audit.reports.columns import row_for_people
from mfa_audit.reports.history import HISTORY_COLUMNS, HISTORY_REPORTS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_every_history_has_a_report() -> None:
    assert list(HISTORY_REPORTS) == list(History)
    keys = {column.key for column in HISTORY_COLUMNS}
    assert all(set(report.on_screen) <= keys for report in HISTORY_REPORTS.values())


def test_a_row() -> None:
    ada, admin = "ada@contoso.example", "admin@contoso.example"
    activity = "Update per-user multifactor authentication state"
    changes = (PropertyChange("State", "disabled", "enforced"), PropertyChange("Phone"))
    what, ids = "per-user state changed", ("u1", "a1", "c1", "e1")
    entry = Entry(NOON, what, ada, admin, "success", None, activity, changes, "192.0.2.1", *ids)
    shown = ("State: disabled → enforced", "Phone: (none) → (none)")
    assert row_for_people(HISTORY_COLUMNS, str.upper)(entry) == [
        *(NOON, "PER-USER STATE CHANGED", ada, admin, "success", None, shown),
        *("192.0.2.1", activity, *ids),
    ]
