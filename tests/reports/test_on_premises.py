"""The rows of the on-premises report."""

from datetime import UTC, datetime, timedelta

from mfa_audit.domain.on_premises import OnPremises
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_ins import SignIn
from mfa_audit.reports.columns import row_for_people, row_for_programs
from mfa_audit.reports.on_premises import COMPONENT_COLUMNS, component_rows

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def through_nps(days_ago: int, code: int, text: str) -> SignIn:
    """A sign-in through the NPS extension."""
    sign_in = SignIn("1", NOON - days_ago * DAY, "u1", token_issuer_type="NPSExtension")
    sign_in.error_code, sign_in.additional_details = code, text
    return sign_in


def test_every_component_is_a_row() -> None:
    components = OnPremises()
    sign_ins = (
        through_nps(0, 0, "MFA successfully completed"),
        through_nps(1, 0, "MFA successfully completed"),
        through_nps(2, 500121, "MFA denied; user is blocked"),
    )
    components.add(map(judge_sign_in, sign_ins))
    rows = [row_for_programs(COMPONENT_COLUMNS)(row) for row in component_rows(components, NOON)]
    assert rows[0] == ["NPS extension", "active", NOON - 2 * DAY, NOON, 3, 1, 2, 1, 0.3333, 0, 0]
    assert rows[1] == ["AD FS MFA adapter", "not seen", None, None, 0, 0, 0, 0, None, 0, 0]
    later = component_rows(components, NOON + 4 * DAY)
    assert row_for_people(COMPONENT_COLUMNS, str.upper)(later[0])[:2] == ["NPS extension", "QUIET"]
