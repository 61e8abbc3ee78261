"""Refusals in an admin's words, and the address where an administrator grants what is missing."""

import pytest

from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)
from mfa_audit.graph.clouds import CLOUDS
from mfa_audit.graph.refusals import Consent, permission_remedy, sign_in_refusal
from mfa_audit.graph.sign_in import person_consent

CHINA = "https://login.chinacloudapi.cn"
SCOPE = "https://microsoftgraph.chinacloudapi.cn/"
FOUR = "%20".join(
    f"{SCOPE}{name}.Read.All" for name in ("User", "AuditLog", "UserAuthenticationMethod", "Policy")
)

FOUR_SOURCES = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE, TENANT_SOURCE)


def test_the_consent_address_of_an_app() -> None:
    assert Consent(CLOUDS["china"], "contoso.cn", "app-1").address == (
        f"{CHINA}/contoso.cn/adminconsent?client_id=app-1"
    )
    assert Consent(CLOUDS["china"], None, "app-1").also("Policy.Read.All").address == (
        f"{CHINA}/organizations/adminconsent?client_id=app-1"
    )


def test_the_consent_address_of_people_names_the_permissions() -> None:
    assert person_consent(CLOUDS["china"], None, "app-1", FOUR_SOURCES).address == (
        f"{CHINA}/organizations/v2.0/adminconsent?client_id=app-1"
        f"&scope={FOUR}&redirect_uri=http://localhost"
    )
    assert person_consent(CLOUDS["china"], "a b&c", None, FOUR_SOURCES).address == (
        f"{CHINA}/a%20b%26c/v2.0/adminconsent?client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e"
        f"&scope={FOUR}&redirect_uri=http://localhost"
    )


@pytest.mark.parametrize("source", [USERS_SOURCE, STATE_SOURCE])
def test_a_remedy_has_the_consent_address_of_the_sign_in(source: Source) -> None:
    consent = person_consent(CLOUDS["china"], None, "app-1", FOUR_SOURCES)
    assert permission_remedy(source, consent).endswith(f" consents at {consent.address}")


def test_a_remedy_adds_a_permission_that_the_sign_in_leaves_out() -> None:
    remedy = permission_remedy(
        TENANT_SOURCE, person_consent(CLOUDS["china"], None, "app-1", FOUR_SOURCES)
    )
    assert remedy == (
        "Unattended: grant the app the application permission Organization.Read.All. Signed in as "
        "a person: the delegated permission Organization.Read.All. An administrator consents at "
        f"{CHINA}/organizations/v2.0/adminconsent?client_id=app-1"
        f"&scope={FOUR}%20{SCOPE}Organization.Read.All&redirect_uri=http://localhost"
    )


def test_an_unknown_app_has_no_consent_address() -> None:
    assert Consent(CLOUDS["china"], None, None).also("Policy.Read.All").address == (
        "the app's API permissions page in the Entra admin center"
    )


CONSENT = Consent(CLOUDS["global"], "contoso.example", "c0a70500-0000-4000-a000-000000000001")
# Entra's message as azure-identity passes it on. The lines are Microsoft's example.
MESSAGE = (
    "Microsoft Entra ID error '(invalid_client) {code}: Some sentence of Entra's own.\r\n"
    "Trace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333\r\n"
    "Correlation ID: aaaa0000-bb11-2222-33cc-444444dddddd\r\n"
    "Timestamp: 2016-01-09 02:02:12Z'"
)
REFUSALS = {
    "AADSTS7000215 AADSTS7000222": (
        "The client secret is wrong or has expired.",
        "Create a new secret for the app and put its value (not its id) into AZURE_CLIENT_SECRET.",
    ),
    "AADSTS700027 AADSTS7000214": (
        "Entra does not accept the certificate: it is not registered with the app, or has expired.",
        "Upload its public part to the app, or set AZURE_CLIENT_CERTIFICATE_PATH to another.",
    ),
    "AADSTS90002 AADSTS900023 AADSTS50059": (
        "Entra knows no such tenant.",
        "Check --tenant (AZURE_TENANT_ID): a tenant id or a verified domain; and --cloud.",
    ),
    "AADSTS700016 AADSTS900382": (
        "The app does not exist in this tenant.",
        "Check --client-id (AZURE_CLIENT_ID) and --tenant; each cloud has its own apps.",
    ),
    "AADSTS65001 AADSTS65004 AADSTS90094 AADSTS90008": (
        "Nobody has consented to the app's permissions yet.",
        "An administrator consents at "
        "https://login.microsoftonline.com/contoso.example/adminconsent?client_id="
        "c0a70500-0000-4000-a000-000000000001",
    ),
    "AADSTS50105": (
        "The app is limited to assigned people, and the signed-in person is not one of them.",
        "Assign the person to the enterprise application, or sign in as somebody who is.",
    ),
    "AADSTS7000218": (
        "The app does not let people sign in: it is no public client.",
        "Allow public client flows in the app registration, or leave --client-id out.",
    ),
    "AADSTS53003 AADSTS53000 AADSTS50076 AADSTS50079 AADSTS50158": (
        "A Conditional Access policy stopped the sign-in.",
        "Sign in from a device that meets the policy, or as an app with a certificate.",
    ),
}


@pytest.mark.parametrize(
    ("code", "what", "remedy"),
    [(code, *words) for codes, words in REFUSALS.items() for code in codes.split()],
)
def test_refusals_of_entra(code: str, what: str, remedy: str) -> None:
    message = MESSAGE.format(code=code)
    for text in (message, message.replace("\r\n", " ")):
        error = sign_in_refusal(text, CONSENT)
        assert (error.what, error.remedy, error.code) == (what, remedy, code)
        assert error.request_id == "0000aaaa-11bb-cccc-dd22-eeeeee333333"
        assert error.exit_code == 4


def test_the_remedy_for_an_unknown_app() -> None:
    error = sign_in_refusal(
        MESSAGE.format(code="AADSTS65001"), Consent(CLOUDS["global"], None, None)
    )
    assert error.remedy == (
        "An administrator consents at the app's API permissions page in the Entra admin center"
    )


@pytest.mark.parametrize(
    ("text", "what", "code"),
    [
        (
            "Azure CLI not found on path\nand more",
            "The sign-in failed: Azure CLI not found on path",
            None,
        ),
        (
            "AADSTS16000: Interaction is required.\r\nTrace ID: none\r\nTimestamp: none",
            "The sign-in failed: AADSTS16000: Interaction is required.",
            "AADSTS16000",
        ),
        (
            "Microsoft Entra ID error '(x) AADSTS16000: Interaction is required. Trace ID: none "
            "Timestamp: none'",
            "The sign-in failed: AADSTS16000: Interaction is required.",
            "AADSTS16000",
        ),
        (" \n", "The sign-in failed: no reason was given", None),
    ],
)
def test_refusals_that_are_not_in_the_table(text: str, what: str, code: str | None) -> None:
    error = sign_in_refusal(text, CONSENT)
    assert (error.what, error.code, error.request_id) == (what, code, None)
    assert error.remedy == "Check --auth, --tenant, --client-id and --cloud."


def test_remember_needs_a_protected_store() -> None:
    text = (
        "Authentication failed: Cache encryption is impossible because libsecret dependencies are "
        "not installed or are unusable, for example because no display is available."
    )
    error = sign_in_refusal(text, CONSENT)
    assert error.what == (
        "--remember needs a protected store of the operating system, and there is none here."
    )
