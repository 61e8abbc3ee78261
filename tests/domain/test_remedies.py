"""What to do: for every result that can be explained, in three languages."""

from mfa_audit.domain.call_results import CALL_RESULTS
from mfa_audit.domain.explain import find, remedy_of
from mfa_audit.domain.remedies import REMEDIES, Remedy
from mfa_audit.domain.results import REASONS


def test_every_result_has_a_remedy_and_every_remedy_a_result() -> None:
    names = [result.code for result in CALL_RESULTS] + [reason.key for reason in REASONS]
    assert len(names) == 80
    assert sorted(REMEDIES) == sorted(names)


def test_remedies_are_in_three_languages() -> None:
    for remedy in REMEDIES.values():
        assert len({remedy.english, remedy.swedish, remedy.dutch}) == 3
        for text in (remedy.english, remedy.swedish, remedy.dutch):
            assert text.endswith(".")
            assert "  " not in text


def test_the_remedy_of_each_kind() -> None:
    told = {}
    for name in ("FAILED_FRAUD_REPORTED", "no-methods", "AADSTS53003"):
        found = find(name)
        assert found is not None
        told[name] = remedy_of(found)
    assert told == {
        "FAILED_FRAUD_REPORTED": Remedy(
            "Treat the account as attacked: change the password, end its sessions, look at its "
            "sign-ins.",
            "Behandla kontot som angripet: byt lösenord, avsluta dess sessioner, granska dess "
            "inloggningar.",
            "Behandel het account als aangevallen: wijzig het wachtwoord, beëindig de sessies en "
            "bekijk de aanmeldingen.",
        ),
        "no-methods": Remedy(
            "Have the person register a method at https://aka.ms/mysecurityinfo.",
            "Låt personen registrera en metod på https://aka.ms/mysecurityinfo.",
            "Laat de persoon een methode registreren op https://aka.ms/mysecurityinfo.",
        ),
        "AADSTS53003": Remedy(
            "Look at the Conditional Access policies of this sign-in.",
            "Titta på inloggningens principer för villkorsstyrd åtkomst.",
            "Bekijk het beleid voor voorwaardelijke toegang van deze aanmelding.",
        ),
    }
