"""The verdict for every combination of answers, under both definitions."""

import pytest

from mfa_audit.domain.accounts import (
    Account,
    Definition,
    MethodsRead,
    RegistrationDetails,
    Unanswered,
)
from mfa_audit.domain.registration import (
    CLOSED,
    IN_PARTS,
    LEFT_OUT,
    NO_STATE,
    NOT_LISTED,
    NOT_SHOWN,
    REFUSED,
    UNREADABLE,
    judge_account,
)
from tests.builders import judged

ADA = Account("1", "ada@contoso.example")
REPORT = "v1.0 /reports/authenticationMethods/userRegistrationDetails"
METHODS = "beta /users/{id}/authentication/methods"
TOKEN = "hardwareOneTimePasscode"


def row(registered: bool | None, *methods: str) -> RegistrationDetails:
    """A report row with these methods."""
    return RegistrationDetails(is_mfa_registered=registered, methods_registered=methods)


Case = tuple[RegistrationDetails | None, MethodsRead | Unanswered | None, str, str, str | None]
CASES: list[Case] = [
    (row(True, "mobilePhone"), None, "registered", "registered", REPORT),
    (row(False), None, "not registered", "not registered", REPORT),
    # A security key: registered today, invisible to the old query.
    (row(True, "fido2SecurityKey"), None, "registered", "not registered", REPORT),
    # Graph's own verdict counts, whatever the methods look like.
    (row(False, "mobilePhone"), None, "not registered", "registered", REPORT),
    (row(None, "mobilePhone"), None, "registered", "registered", REPORT),
    (row(None, "email"), None, "not registered", "not registered", REPORT),
    (row(None, "badge"), None, "unknown", "not registered", REPORT),
    (row(True, "badge"), None, "registered", "not registered", REPORT),
    (RegistrationDetails(is_mfa_registered=True), None, "registered", "unknown", REPORT),
    (RegistrationDetails(), None, "unknown", "unknown", REPORT),
    (None, MethodsRead(("password",)), "not registered", "not registered", METHODS),
    (None, MethodsRead(("password", TOKEN)), "registered", "not registered", METHODS),
    (None, MethodsRead(("password", "badge")), "unknown", "not registered", METHODS),
    # The account's own answer is fresher than the report.
    (row(False), MethodsRead(("mobilePhone",)), "registered", "registered", METHODS),
    (None, Unanswered("refused"), "unknown", "unknown", None),
    (None, None, "unknown", "unknown", None),
    # The report answers where the account's own methods were refused.
    (row(True, "mobilePhone"), Unanswered("refused"), "registered", "registered", REPORT),
]


@pytest.mark.parametrize(("details", "read", "entra", "msonline", "source"), CASES)
def test_the_verdict(
    details: RegistrationDetails | None,
    read: MethodsRead | Unanswered | None,
    entra: str,
    msonline: str,
    source: str | None,
) -> None:
    by_entra = judge_account(ADA, details, read, Definition.ENTRA).verdict
    by_msonline = judge_account(ADA, details, read, Definition.MSONLINE).verdict
    assert (by_entra.registered, by_msonline.registered) == (entra, msonline)
    assert by_entra.source == source


def test_the_reason_names_the_unknown_kinds() -> None:
    verdict = judge_account(ADA, None, MethodsRead(("badge", "crystal")), Definition.ENTRA).verdict
    reason = "its only candidates are methods of a kind this version does not know"
    assert (verdict.reason, verdict.about) == (reason, "badge, crystal")
    assert verdict.sentence == f"{reason}: badge, crystal"


def test_the_reason_of_a_refusal_is_the_reason_of_the_verdict() -> None:
    read = Unanswered("no role", about="for Ada")
    verdict = judge_account(ADA, None, read, Definition.ENTRA).verdict
    assert verdict.sentence == read.sentence == "no role: for Ada"
    assert Unanswered("no role").sentence == "no role"


def test_the_reasons_of_verdicts() -> None:
    assert {
        judge_account(ADA, details, read, definition).verdict.reason
        for details, read, *_ in CASES
        for definition in Definition
    } == {
        "isMfaRegistered is true in the registration report",
        "isMfaRegistered is false in the registration report",
        "the registration report has a row for this account but neither isMfaRegistered nor "
        "methods",
        "has a method that MSOnline listed",
        "has no method that MSOnline listed",
        "has a method that counts as MFA",
        "has no method that counts as MFA",
        "has no method that counts as MFA (certificates are not shown there)",
        "its only candidates are methods of a kind this version does not know",
        "no source answered for this account",
        "refused",
    }


def test_the_reasons_of_missing_answers() -> None:
    by_source = [*CLOSED.values(), *REFUSED.values(), *NOT_SHOWN.values()]
    assert [LEFT_OUT, IN_PARTS, NO_STATE, UNREADABLE, NOT_LISTED, *by_source] == [
        "Graph left the question out of its answer",
        "Graph gave only the first part of the methods",
        "Graph answered without a state",
        "Graph's answer could not be read",
        "the list of sign-ins has no row for this account",
        "the authentication methods could not be read",
        "the per-user MFA state could not be read",
        "Graph refused to show the authentication methods of this account",
        "Graph refused to show the per-user MFA state of this account",
        "Graph could not show the authentication methods of this account",
        "Graph could not show the per-user MFA state of this account",
    ]


@pytest.mark.parametrize(
    ("is_admin", "roles", "admin"),
    [
        (None, None, None),
        (None, (), False),
        (None, ("Global Reader",), True),
        (False, None, False),
        (False, (), False),
        (False, ("Global Reader",), True),
        (True, None, True),
        (True, (), True),
        (True, ("Global Reader",), True),
    ],
)
def test_an_admin_is_one_by_the_report_or_by_a_role(
    is_admin: bool | None, roles: tuple[str, ...] | None, admin: bool | None
) -> None:
    assert judged(RegistrationDetails(is_admin=is_admin), roles=roles).admin is admin
    if is_admin is None:
        assert judged(roles=roles).admin is admin


@pytest.mark.parametrize(
    ("details", "strength"),
    [
        (row(True, "mobilePhone"), "phone"),
        (row(True, "mobilePhone", "softwareOneTimePasscode"), "app"),
        (row(True, "mobilePhone", "fido2SecurityKey", "badge"), "phishing-resistant"),
        (row(True, "mobilePhone", "badge"), "unknown"),
        (row(True), "unknown"),
        (row(True, "temporaryAccessPass"), "unknown"),
        (row(False), "none"),
        (row(False, "temporaryAccessPass", "email"), "none"),
        (row(None, "badge"), "unknown"),
        (RegistrationDetails(is_mfa_registered=True), "unknown"),
        (RegistrationDetails(is_mfa_registered=False), "unknown"),
        (None, "unknown"),
    ],
)
def test_the_strength_of_an_account(details: RegistrationDetails | None, strength: str) -> None:
    assert judged(details).strength == strength


ROLE = ("User Administrator",)
WEAK_ADMIN = "admin without phishing-resistant method"


@pytest.mark.parametrize(
    ("details", "roles", "findings"),
    [
        (row(False), ROLE, ["admin not registered", WEAK_ADMIN]),
        (row(True, "officePhone"), ROLE, [WEAK_ADMIN, "phone only"]),
        (row(True, "microsoftAuthenticatorPush"), ROLE, [WEAK_ADMIN]),
        (row(True, "fido2"), ROLE, []),
        (row(True), ROLE, []),
        (None, ROLE, ["admin, registration unknown"]),
        (None, None, []),
        (row(False), (), []),
        (row(True, "mobilePhone"), None, ["phone only"]),
    ],
)
def test_the_findings_of_an_account(
    details: RegistrationDetails | None, roles: tuple[str, ...] | None, findings: list[str]
) -> None:
    assert list(judged(details, roles=roles).findings) == findings
