"""What a run adds around the audit: the certificate's end."""

from datetime import UTC, datetime, timedelta

import pytest

from mfa_audit.cli.session import certificate_notes
from mfa_audit.domain.accounts import Definition, Tenant
from mfa_audit.domain.run import RunFacts

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "notes"),
    [
        (31, []),
        (30, []),
        (
            10,
            [
                "the certificate of the sign-in ends on 2026-12-01, in 10 days: register a new one "
                "with the app, then replace the file"
            ],
        ),
    ],
)
def test_a_certificate_is_warned_of_from_thirty_days(days: int, notes: list[str]) -> None:
    ends = NOW + timedelta(days=days)
    run = RunFacts("0", NOW, Definition.ENTRA, "global", "app", Tenant(), certificate_expires=ends)
    assert [str(note) for note in certificate_notes(run)] == notes


def test_without_a_certificate_there_is_nothing_to_warn_of() -> None:
    run = RunFacts("0", NOW, Definition.ENTRA, "global", "app", Tenant())
    assert certificate_notes(run) == []
