"""The verdict for every combination of answers, under both definitions."""

import pytest

from mfa_audit.domain.accounts import (
    Account,
    Definition,
    MethodsRead,
    RegistrationDetails,
    Unanswered,
)
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import REASONS, AccountRecord, judge_account
from mfa_audit.domain.run import Counts, Note

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
    by_entra = judge_account(ADA, details, read, Definition.ENTRA).verdict
    by_msonline = judge_account(ADA, details, read, Definition.MSONLINE).verdict
    assert (by_entra.registered, by_msonline.registered) == (entra, msonline)
    assert by_entra.source == source


def test_the_reason_names_the_unknown_kind() -> None:
    verdict = judge_account(ADA, None, MethodsRead(("badge", "crystal")), Definition.ENTRA).verdict
    reason = "its only candidates are methods of a kind this version does not know"
    assert (verdict.reason, verdict.about) == (reason, "badge, crystal")
    assert verdict.sentence == f"{reason}: badge, crystal"
    assert reason in REASONS


def test_the_reason_of_a_refusal_is_passed_on() -> None:
    read = Unanswered("no role", about="for Ada")
    verdict = judge_account(ADA, None, read, Definition.ENTRA).verdict
    assert verdict.sentence == read.sentence == "no role: for Ada"
    assert Unanswered("no role").sentence == "no role"


def test_the_reasons_are_these() -> None:
    assert REASONS == (
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
    )


def record(
    details: RegistrationDetails | None,
    read: MethodsRead | None = None,
    roles: tuple[str, ...] | None = None,
    definition: Definition = Definition.ENTRA,
) -> AccountRecord:
    """A judged account with these roles."""
    judged = judge_account(ADA, details, read, definition)
    judged.roles = roles
    return judged


@pytest.mark.parametrize(
    ("told", "roles", "admin"),
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
def test_an_admin_is_one_by_either_source(
    told: bool | None, roles: tuple[str, ...] | None, admin: bool | None
) -> None:
    assert record(RegistrationDetails(is_admin=told), roles=roles).admin is admin
    if told is None:
        assert record(None, roles=roles).admin is admin


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
def test_how_strong(details: RegistrationDetails | None, strength: str) -> None:
    judged = record(details)
    assert judged.strength == strength
    assert judged.phone_only is (strength == "phone")
    assert judged.phishing_resistant is (strength == "phishing-resistant")


@pytest.mark.parametrize(
    ("details", "roles", "findings"),
    [
        (
            row(False),
            ("User Administrator",),
            ["admin not registered", "admin without phishing-resistant method"],
        ),
        (
            row(True, "officePhone"),
            ("User Administrator",),
            ["admin without phishing-resistant method", "phone only"],
        ),
        (
            row(True, "microsoftAuthenticatorPush"),
            ("User Administrator",),
            ["admin without phishing-resistant method"],
        ),
        (row(True, "fido2"), ("User Administrator",), []),
        (row(True), ("User Administrator",), []),
        (None, ("User Administrator",), ["admin, registration unknown"]),
        (None, None, []),
        (row(False), (), []),
        (row(True, "mobilePhone"), None, ["phone only"]),
    ],
)
def test_what_a_reviewer_should_see(
    details: RegistrationDetails | None, roles: tuple[str, ...] | None, findings: list[str]
) -> None:
    assert list(record(details, roles=roles).findings) == findings


def test_counts_reconcile_only_when_everybody_is_somewhere() -> None:
    counts = Counts(listed=6, vanished=1)
    counts.leave_out(Exclusion.GUESTS)
    assert not counts.reconciles
    for details in (row(True), row(False), RegistrationDetails(), None):
        counts.add(judge_account(ADA, details, None, Definition.ENTRA))
    assert counts.reconciles
    assert (counts.registered, counts.not_registered, counts.unknown) == (1, 1, 2)
    assert (counts.in_scope, counts.left_out_by) == (4, {Exclusion.GUESTS: 1})
    counts.left_out_by[Exclusion.BLOCKED] = 1
    assert not counts.reconciles


def test_everything_that_is_counted_of_a_judged_account() -> None:
    counts = Counts()
    role = ("Global Reader",)
    able = RegistrationDetails(
        is_mfa_registered=True, is_mfa_capable=True, methods_registered=("fido2", "mobilePhone")
    )
    unable = RegistrationDetails(
        is_mfa_registered=True, is_mfa_capable=False, methods_registered=("mobilePhone",)
    )
    counts.add(record(able, roles=role))
    counts.add(record(unable, roles=role))
    counts.add(record(unable, roles=()))
    counts.add(record(row(False), roles=role))
    counts.add(record(None, roles=role))
    for mark in (None, Exclusion.GUESTS, None):
        counts.add_kind(mark)
    assert counts == Counts(
        registered=3,
        not_registered=1,
        unknown=1,
        kinds={None: 2, Exclusion.GUESTS: 1},
        capable=1,
        capable_known=3,
        phone_only=2,
        phishing_resistant=1,
        strengths={
            Strength.PHISHING_RESISTANT: 1,
            Strength.PHONE: 2,
            Strength.NONE: 1,
            Strength.UNKNOWN: 1,
        },
        methods={"fido2": 1, "mobilePhone": 3},
        admins=4,
        admins_not_registered=1,
        admins_unknown=1,
        admins_phishing_resistant=1,
        admins_phone_only=1,
        admins_strength_unknown=1,
    )


def test_a_thousand_alike_count_as_a_thousand() -> None:
    together, apart = Counts(), Counts()
    twice = RegistrationDetails(
        is_admin=True,
        is_mfa_registered=True,
        is_mfa_capable=True,
        methods_registered=("mobilePhone", "mobilePhone"),
    )
    kinds = [record(twice), record(row(False), roles=("Global Reader",)), record(None, roles=())]
    together.add(*kinds * 1000)
    for one in kinds * 1000:
        apart.add(one)
    assert together == apart
    assert together.methods == {"mobilePhone": 1000}
    assert (together.registered, together.not_registered, together.unknown) == (1000, 1000, 1000)
    assert (together.capable, together.admins, together.admins_phone_only) == (1000, 2000, 1000)
    together.add()
    assert together == apart


@pytest.mark.parametrize(
    ("whole", "rows", "roles", "known"),
    [
        (True, 1, False, True),
        (True, 0, False, False),
        (False, 1, False, False),
        (False, 0, True, True),
    ],
)
def test_admins_are_known_from_a_whole_source(
    whole: bool, rows: int, roles: bool, known: bool
) -> None:
    counts = Counts(report_whole=whole, report_rows=rows, roles_whole=roles)
    assert counts.admins_known is known


def test_a_note_is_a_fixed_sentence_with_values() -> None:
    note = Note("{number} of {all:.1f} in {place}", {"number": 3, "all": 4.0, "place": "Lund"})
    assert str(note) == "3 of 4.0 in Lund"
    assert str(Note("nothing varies")) == "nothing varies"


def test_only_admins_of_the_report_count_as_admins() -> None:
    counts = Counts()
    admin = RegistrationDetails(is_admin=True, is_mfa_registered=False)
    counts.add(judge_account(ADA, admin, None, Definition.ENTRA))
    counts.add(judge_account(ADA, None, MethodsRead(()), Definition.ENTRA))
    assert (counts.admins, counts.admins_not_registered, counts.not_registered) == (1, 1, 2)
