"""What a masked detail still shows, and pseudonyms against digests made with OpenSSL."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_audit.domain.accounts import Account, MethodDetail, MethodsRead
from mfa_audit.domain.privacy import (
    Privacy,
    Pseudonyms,
    mask_detail,
    mask_email,
    mask_name,
    mask_phone,
)
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.run import Audit, Gap
from tests.builders import an_account_run, judged

KEY = bytes(range(32))
NAMES = Pseudonyms(KEY)
ADELE = "61b0c52f-0000-4000-8000-00000000000a"
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1)


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        # A phone number keeps two digits.
        (mask_phone, "+46 700000064", "+XX XXXXXXX64"),  # as Microsoft's page scrubs it
        (mask_phone, "+1 5555550100x123", "+X XXXXXXXXXXxX23"),
        (mask_phone, "0123456", "XXXXX56"),
        (mask_phone, "123456", "XXXX56"),
        (mask_phone, "12345", "XXXXX"),
        (mask_phone, "+46 12", "+XX XX"),
        (mask_phone, "7", "X"),
        (mask_phone, "", ""),
        (mask_phone, "+XX XXXXXXX64", "+XX XXXXXXX64"),  # Graph masks for some administrators
        (mask_phone, "٠١٢٣٤٥٦٧", "XXXXXX٦٧"),
        # A device keeps one letter.
        (mask_name, "Adele's iPhone 15", "A…"),
        (mask_name, "  iPhone", "i…"),
        (mask_name, "A", "A…"),
        (mask_name, "佐藤の電話", "佐…"),
        (mask_name, "", ""),
        (mask_name, " ", ""),
        # An address keeps its domain.
        (mask_email, "adele@contoso.com", "a…@contoso.com"),
        (mask_email, "a@contoso.com", "a…@contoso.com"),
        (mask_email, "@contoso.com", "…@contoso.com"),
        (mask_email, '"adele@home"@contoso.com', '"…@contoso.com'),
        (mask_email, "adele", "a…"),
        (mask_email, "", ""),
    ],
)
def test_a_masked_text(mask: Callable[[str], str], text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("method", "detail", "masked"),
    [
        ("mobilePhone", "+46 700000064", "+XX XXXXXXX64"),
        ("alternateMobilePhone", "+46 700000064", "+XX XXXXXXX64"),
        ("officePhone", "+46 700000064", "+XX XXXXXXX64"),
        ("MOBILEPHONE", "+46 700000064", "+XX XXXXXXX64"),
        ("email", "adele@contoso.com", "a…@contoso.com"),
        ("fido2SecurityKey", "Red key", "R…"),
        ("microsoftAuthenticatorPush", "Pixel 8", "P…"),
        ("badge", "+46 700000064", "+…"),  # an unknown kind shows least
    ],
)
def test_a_detail_is_masked_by_the_kind_of_method(method: str, detail: str, masked: str) -> None:
    assert mask_detail(method, detail) == masked


def test_pseudonyms_are_the_digests_that_openssl_makes() -> None:
    # printf 'upn\0adele.vance@contoso.com' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f
    # -binary, the first 10 bytes in base32; `name` the first 5; `id` the first 16 in hex.
    assert NAMES.upn("adele.vance@contoso.com") == "user-bawx7gpmxby44mkr@pseudonym.invalid"
    assert NAMES.name("Adele Vance") == "Person uvel2jrg"
    id = NAMES.id("61b0c52f-0000-4000-8000-000000000001")
    assert id == "62108a17-61b8-d8f6-8392-b57a26fc98ef"


def test_the_same_key_gives_the_same_pseudonyms_and_another_others() -> None:
    first, again, other = Pseudonyms(KEY), Pseudonyms(bytes(range(32))), Pseudonyms(b"k" * 32)
    assert first.upn("a@b.example") == again.upn("a@b.example") != other.upn("a@b.example")
    assert first.name("Adele") == again.name("Adele") != other.name("Adele")
    assert first.id(ADELE) == again.id(ADELE) != other.id(ADELE)


def test_case_is_ignored_where_entra_ignores_it() -> None:
    assert NAMES.upn("Adele.Vance@Contoso.com") == NAMES.upn("adele.vance@contoso.com")
    assert NAMES.id(ADELE.upper()) == NAMES.id(ADELE)
    assert NAMES.name("Adele") != NAMES.name("ADELE")


def test_a_text_has_different_pseudonyms_in_different_fields() -> None:
    assert NAMES.upn("adele") == "user-ft76j45xxnnv6dyp@pseudonym.invalid"
    assert NAMES.name("adele") == "Person 5cuswi7m"
    assert NAMES.id("adele") == "288665bd-f624-69ff-a713-ec6da1e65956"


def test_no_name_stays_no_name() -> None:
    assert NAMES.name(None) is None
    assert NAMES.name("") == ""


@pytest.mark.parametrize("size", [0, 16, 31])
def test_a_short_key_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="a key has 32 bytes or more"):
        Pseudonyms(b"k" * size)


@given(ANY_TEXT)
def test_any_text_has_a_pseudonym_of_the_promised_shape(text: str) -> None:
    assert re.fullmatch(r"user-[a-z2-7]{16}@pseudonym\.invalid", NAMES.upn(text))
    assert re.fullmatch(r"Person [a-z2-7]{8}", str(NAMES.name(text)))
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", NAMES.id(text))


def test_a_thousand_accounts_have_a_thousand_pseudonyms() -> None:
    assert len({NAMES.upn(f"user{number}@contoso.com") for number in range(1000)}) == 1000
    assert len({NAMES.id(f"{number:032x}") for number in range(1000)}) == 1000


@given(ANY_TEXT)
def test_a_number_can_be_masked_again(text: str) -> None:
    assert mask_phone(mask_phone(text)) == mask_phone(text)


@given(ANY_TEXT)
def test_no_masked_detail_is_longer_than_a_letter_and_a_domain(text: str) -> None:
    assert len(mask_name(text)) <= 2
    assert len(mask_email(text).partition("@")[0]) <= 2


def adele_with(name: str, detail: str | None) -> AccountRecord:
    """Adele with one method in detail."""
    account = Account("11111111-2222", "AdeleV@contoso.example", "Adele Vance")
    record = judged(None, MethodsRead((name,)), account=account)
    record.method_details = (MethodDetail(name, "m1", detail),)
    return record


def detail_of(record: AccountRecord) -> str | None:
    """The detail of the only method."""
    assert record.method_details is not None
    return record.method_details[0].detail


def test_details_are_masked_unless_they_are_to_be_shown() -> None:
    (masked,) = Privacy().records([adele_with("mobilePhone", "+46 700000064")])
    assert detail_of(masked) == "+XX XXXXXXX64"
    (shown,) = Privacy(shown=True).records([adele_with("mobilePhone", "+46 700000064")])
    assert detail_of(shown) == "+46 700000064"
    assert masked.account.user_principal_name == "AdeleV@contoso.example"
    (without,) = Privacy().records([adele_with("mobilePhone", None)])
    assert detail_of(without) is None


def test_with_pseudonyms_a_record_has_no_names() -> None:
    pseudonyms = Pseudonyms(bytes(32))
    (record,) = Privacy(pseudonyms).records([adele_with("mobilePhone", "+46 700000064")])
    account = record.account
    assert account.user_principal_name == pseudonyms.upn("adelev@CONTOSO.example")
    assert account.display_name == pseudonyms.name("Adele Vance")
    assert account.id == pseudonyms.id("11111111-2222")
    assert detail_of(record) is None


def test_with_pseudonyms_the_gaps_and_the_run_have_no_names() -> None:
    run = an_account_run(identity="ada@x.example")
    gap = Gap("--only", "not in the directory", "Check the file.", 1, named=("bo@x.example",))
    pseudonyms = Pseudonyms(bytes(32))
    nameless = Privacy(pseudonyms).audit(Audit(run, [gap]))
    assert nameless.run.identity == pseudonyms.upn("ada@x.example")
    assert nameless.gaps == [Gap("--only", "not in the directory", "Check the file.", 1)]
    run.identity = "app 14d82eec"
    assert Privacy(pseudonyms).audit(nameless).run.identity == "app 14d82eec"
    assert Privacy().audit(Audit(run, [gap])).gaps == [gap]
