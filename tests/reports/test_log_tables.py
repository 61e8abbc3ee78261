"""The reports with one table."""

from mfa_audit.domain.history import History
from mfa_audit.reports.history import REPORTS


def test_every_history_has_a_report() -> None:
    assert list(REPORTS) == list(History)
    keys = {column.key for column in REPORTS[History.STATE].columns}
    assert all(set(report.on_screen) <= keys for report in REPORTS.values())
