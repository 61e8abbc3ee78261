"""The component that a sign-in came through, and the counts of each component."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mfa_audit.domain.on_premises import Component, ComponentState, OnPremises, component_of
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_ins import SignIn

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLIENT = "981f26a1-7f43-403b-a875-f8b09b8cd720"


@pytest.mark.parametrize(
    ("more", "component"),
    [
        ({"token_issuer_type": "NPSExtension"}, Component.NPS_EXTENSION),
        ({"token_issuer_type": "ADFederationServicesMFAAdapter"}, Component.ADFS_ADAPTER),
        # Without the header that requests the newest words, only the resource says it.
        (
            {"token_issuer_type": "UnknownFutureValue", "resource_id": "radius"},
            Component.NPS_EXTENSION,
        ),
        ({"resource_id": "ADFS"}, Component.ADFS_ADAPTER),
        (
            {"token_issuer_type": "NPSExtension", "resource_id": "radius", "app_id": CLIENT},
            Component.NPS_EXTENSION,
        ),
        ({"app_id": CLIENT}, Component.CLIENT),
        ({"app": "Azure Multi-Factor Auth Client"}, Component.CLIENT),
        ({"app": "Azure Multi-factor Auth Connector"}, Component.CONNECTOR),
        ({"token_issuer_type": "ADFederationServices"}, Component.ADFS),
        ({"token_issuer_type": "AzureAD", "app": "Azure Portal"}, None),
        ({}, None),
    ],
)
def test_the_component(more: dict[str, Any], component: Component | None) -> None:
    assert component_of(SignIn("1", NOON, **more)) is component


def through_nps(hours_ago: int, code: int, text: str | None, user: str | None = "u1") -> SignIn:
    """A sign-in through the NPS extension."""
    sign_in = SignIn("1", NOON - hours_ago * HOUR, user, token_issuer_type="NPSExtension")
    sign_in.error_code, sign_in.additional_details = code, text
    return sign_in


def test_the_use_of_a_component() -> None:
    components = OnPremises()
    components.add(
        judge_sign_in(sign_in)
        for sign_in in (
            through_nps(2, 0, "MFA successfully completed"),
            through_nps(9, 0, "MFA successfully completed", "u2"),
            through_nps(5, 0, "MFA successfully completed"),
            through_nps(6, 500121, "MFA denied; user declined the authentication"),
            through_nps(7, 50126, None, None),
            SignIn("2", NOON, error_code=0),
        )
    )
    use = components.uses[Component.NPS_EXTENSION]
    assert (use.sign_ins, use.satisfied, use.denied, use.failed, use.unknown) == (5, 3, 1, 1, 1)
    assert use.denied_share == 0.25
    assert (use.first, use.last) == (NOON - 9 * HOUR, NOON - 2 * HOUR)
    assert use.users == {"u1", "u2"}
    assert use.activity(NOON) is ComponentState.ACTIVE
    assert use.activity(NOON + timedelta(days=3) - 2 * HOUR) is ComponentState.ACTIVE
    assert use.activity(NOON + timedelta(days=3)) is ComponentState.QUIET


def test_a_component_that_was_not_seen_has_its_row() -> None:
    uses = OnPremises().uses
    assert list(uses) == list(Component)
    silent = uses[Component.ADFS_ADAPTER]
    assert (silent.sign_ins, silent.denied_share, silent.last) == (0, None, None)
    assert silent.activity(NOON) is ComponentState.NEVER
