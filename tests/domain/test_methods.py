"""The method table against the documents, row by row."""

import pytest

from mfa_audit.domain.methods import METHODS, lookup, name_of_type, summarise

# design.md section 2, as literals: report name, type, MSOnline names, counts as MFA, strength.
TABLE = """
mobilePhone | phoneAuthenticationMethod | OneWaySMS TwoWayVoiceMobile | True | phone
alternateMobilePhone | phoneAuthenticationMethod | TwoWayVoiceAlternateMobile | True | phone
officePhone | phoneAuthenticationMethod | TwoWayVoiceOffice | True | phone
microsoftAuthenticatorPush | microsoftAuthenticatorAuthenticationMethod | PhoneAppNotification | True | app
softwareOneTimePasscode | softwareOathAuthenticationMethod | PhoneAppOTP | True | app
hardwareOneTimePasscode | hardwareOathAuthenticationMethod |  | True | app
microsoftAuthenticatorPasswordless | passwordlessMicrosoftAuthenticatorAuthenticationMethod |  | True | app
fido2SecurityKey | fido2AuthenticationMethod |  | True | phishing-resistant
passKeyDeviceBound | fido2AuthenticationMethod |  | True | phishing-resistant
passKeyDeviceBoundAuthenticator | None |  | True | phishing-resistant
passKeyDeviceBoundWindowsHello | None |  | True | phishing-resistant
passKeySynced | fido2AuthenticationMethod |  | True | phishing-resistant
fido2 | None |  | True | phishing-resistant
windowsHelloForBusiness | windowsHelloForBusinessAuthenticationMethod |  | True | phishing-resistant
macOsSecureEnclaveKey | platformCredentialAuthenticationMethod |  | True | phishing-resistant
certificateBasedAuthentication | None |  | True | phishing-resistant
externalAuthMethod | externalAuthenticationMethod |  | True | app
temporaryAccessPass | temporaryAccessPassAuthenticationMethod |  | False | temporary
email | emailAuthenticationMethod |  | False | none
securityQuestion | None |  | False | none
password | passwordAuthenticationMethod |  | False | none
qrCode | qrCodePinAuthenticationMethod |  | False | none
"""  # noqa: E501 - a table


def test_the_table_is_that_of_the_documents() -> None:
    rows = [
        f"{m.name} | {m.odata_type} | {' '.join(m.msonline)} | {m.counts_as_mfa} | {m.strength}"
        for m in METHODS
    ]
    assert rows == TABLE.strip().splitlines()


METHOD = "AuthenticationMethod"


@pytest.mark.parametrize(
    ("odata_type", "variant", "name"),
    [
        ("#microsoft.graph.phoneAuthenticationMethod", "mobile", "mobilePhone"),
        ("#microsoft.graph.phoneAuthenticationMethod", "alternateMobile", "alternateMobilePhone"),
        ("#microsoft.graph.phoneAuthenticationMethod", "office", "officePhone"),
        ("#microsoft.graph.phoneAuthenticationMethod", "satellite", "phoneAuthenticationMethod"),
        ("#microsoft.graph.phoneAuthenticationMethod", None, "phoneAuthenticationMethod"),
        ("#microsoft.graph.fido2AuthenticationMethod", None, "fido2SecurityKey"),
        ("#microsoft.graph.fido2AuthenticationMethod", "deviceBound", "passKeyDeviceBound"),
        ("#microsoft.graph.fido2AuthenticationMethod", "synced", "passKeySynced"),
        ("#microsoft.graph.fido2AuthenticationMethod", "quantum", "fido2SecurityKey"),
        ("#Microsoft.Graph.hardwareOathAuthenticationMethod", None, "hardwareOneTimePasscode"),
        ("#microsoft.graph.holographic" + METHOD, None, "holographic" + METHOD),
    ],
)
def test_a_type_has_the_name_of_the_report(odata_type: str, variant: str | None, name: str) -> None:
    assert name_of_type(odata_type, variant) == name


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("MOBILEPHONE", "mobilePhone"),
        ("PhoneAppNotification", "microsoftAuthenticatorPush"),
        ("oneWaySms", "mobilePhone"),
        ("PhoneAppOTP", "softwareOneTimePasscode"),
        ("Fido2", "fido2"),
    ],
)
def test_old_names_and_other_case_lead_to_the_same_row(name: str, row: str) -> None:
    method = lookup(name)
    assert method is not None
    assert method.name == row


def test_only_the_account_itself_shows_the_codes_of_the_app() -> None:
    names = ("microsoftAuthenticatorPush",)
    assert summarise(names, False).msonline == ("PhoneAppNotification",)
    assert summarise(names, True).msonline == ("PhoneAppNotification", "PhoneAppOTP")


def test_each_msonline_name_comes_once() -> None:
    both = summarise(("softwareOneTimePasscode", "microsoftAuthenticatorPush"), True)
    assert both.msonline == ("PhoneAppNotification", "PhoneAppOTP")


def test_a_method_has_its_msonline_name_if_it_had_one() -> None:
    summary = summarise(("email", "fido2SecurityKey", "badge", "mobilePhone"), False)
    assert summary.mfa_names == ("OneWaySMS", "TwoWayVoiceMobile", "fido2SecurityKey", "badge")
    assert summary.unknown == ("badge",)
    assert summary.mfa


@pytest.mark.parametrize("name", ["email", "temporaryAccessPass", "password", "qrCode", "badge"])
def test_methods_that_do_not_count_as_mfa(name: str) -> None:
    assert not summarise((name,), False).mfa


@pytest.mark.parametrize(
    ("names", "strength", "phone_only"),
    [
        ((), "none", False),
        (("password", "temporaryAccessPass"), "none", False),
        (("mobilePhone",), "phone", True),
        (("officePhone", "alternateMobilePhone", "email"), "phone", True),
        (("mobilePhone", "badge"), "unknown", False),
        (("badge",), "unknown", False),
        (("mobilePhone", "externalAuthMethod"), "app", False),
        (("microsoftAuthenticatorPush", "badge"), "unknown", False),
        (("badge", "windowsHelloForBusiness"), "phishing-resistant", False),
        (("mobilePhone", "passKeySynced"), "phishing-resistant", False),
    ],
)
def test_the_strength_is_that_of_the_strongest_method(
    names: tuple[str, ...], strength: str, phone_only: bool
) -> None:
    summary = summarise(names, False)
    assert (summary.strength, summary.phone_only) == (strength, phone_only)
