"""The verdict for every combination of answers, under both definitions."""

import pytest

from mfa_audit.domain.audit import Counts
from mfa_audit.domain.facts import (
    Account,
    Definition,
    MethodsRead,
    RegistrationDetails,
    Unanswered,
)
from mfa_audit.domain.standing import judge

ADA = Account("1", "ada@contoso.example")
REPORT = "v1.0 /reports/authenticationMethods/userRegistrationDetails"
METHODS = "beta /users/{id}/authentication/methods"


def row(registered: bool | None, *methods: str) -> RegistrationDetails:
    """A report row with these methods."""
    return RegistrationDetails(is_mfa_registered=registered, methods_registered=methods)


@pytest.mark.parametrize(
    ("details", "read", "entra", "msonline", "source"),
    [
        (row(True, "mobilePhone"), None, "registered", "registered", REPORT),
        (row(False), None, "not registered", "not registered", REPORT),
        # A security key: registered today, invisible to the old query.
        (row(True, "fido2SecurityKey"), None, "registered", "not registered", REPORT),
        # Graph's own verdict stands, whatever the methods look like.
        (row(False, "mobilePhone"), None, "not registered", "registered", REPORT),
        (row(None, "mobilePhone"), None, "registered", "registered", REPORT),
        (row(None, "email"), None, "not registered", "not registered", REPORT),
        (row(None, "badge"), None, "unknown", "not registered", REPORT),
        (row(True, "badge"), None, "registered", "not registered", REPORT),
        (RegistrationDetails(is_mfa_registered=True), None, "registered", "unknown", REPORT),
        (RegistrationDetails(), None, "unknown", "unknown", REPORT),
        (None, MethodsRead(("password",)), "not registered", "not registered", METHODS),
        (
            None,
            MethodsRead(("password", "hardwareOneTimePasscode")),
            "registered",
            "not registered",
            METHODS,
        ),
        (None, MethodsRead(("password", "badge")), "unknown", "not registered", METHODS),
        # The account's own answer is fresher than the report.
        (row(False), MethodsRead(("mobilePhone",)), "registered", "registered", METHODS),
        (None, Unanswered("refused"), "unknown", "unknown", None),
        (None, None, "unknown", "unknown", None),
        # The report answers where the account's own methods were refused.
        (row(True, "mobilePhone"), Unanswered("refused"), "registered", "registered", REPORT),
    ],
)
def test_the_verdict(
    details: RegistrationDetails | None,
    read: MethodsRead | Unanswered | None,
    entra: str,
    msonline: str,
    source: str | None,
) -> None:
    by_entra = judge(ADA, details, read, Definition.ENTRA).standing
    by_msonline = judge(ADA, details, read, Definition.MSONLINE).standing
    assert (by_entra.registered, by_msonline.registered) == (entra, msonline)
    assert by_entra.source == source


def test_the_reason_names_the_unknown_kind() -> None:
    standing = judge(ADA, None, MethodsRead(("badge", "crystal")), Definition.ENTRA).standing
    assert standing.reason == (
        "its only candidates are methods of a kind this version does not know: badge, crystal"
    )


def test_the_reason_of_a_refusal_is_passed_on() -> None:
    assert judge(ADA, None, Unanswered("no role"), Definition.ENTRA).standing.reason == "no role"


def test_counts_reconcile_only_when_everybody_is_somewhere() -> None:
    counts = Counts(listed=6, left_out=1, vanished=1)
    assert not counts.reconciles
    for details in (row(True), row(False), RegistrationDetails(), None):
        counts.add(judge(ADA, details, None, Definition.ENTRA))
    assert counts.reconciles
    assert (counts.registered, counts.not_registered, counts.unknown) == (1, 1, 2)


def test_only_admins_of_the_report_count_as_admins() -> None:
    counts = Counts()
    admin = RegistrationDetails(is_admin=True, is_mfa_registered=False)
    counts.add(judge(ADA, admin, None, Definition.ENTRA))
    counts.add(judge(ADA, None, MethodsRead(()), Definition.ENTRA))
    assert (counts.admins, counts.admins_not_registered, counts.not_registered) == (1, 1, 2)
