"""Where an administrator grants what is missing: for an app as registered, for people by name."""

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
from mfa_audit.graph.refusals import Consent, permission_remedy
from mfa_audit.graph.sign_in import person_consent

CHINA = "https://login.chinacloudapi.cn"
SCOPE = "https://microsoftgraph.chinacloudapi.cn/"
FOUR = "%20".join(
    f"{SCOPE}{name}.Read.All" for name in ("User", "AuditLog", "UserAuthenticationMethod", "Policy")
)

FOUR_SOURCES = (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE, TENANT_SOURCE)


def test_an_app_has_its_permissions_registered() -> None:
    assert Consent(CLOUDS["china"], "contoso.cn", "app-1").address == (
        f"{CHINA}/contoso.cn/adminconsent?client_id=app-1"
    )
    assert Consent(CLOUDS["china"], None, "app-1").also("Policy.Read.All").address == (
        f"{CHINA}/organizations/adminconsent?client_id=app-1"
    )


def test_people_consent_to_permissions_by_name() -> None:
    assert person_consent(CLOUDS["china"], None, "app-1", FOUR_SOURCES).address == (
        f"{CHINA}/organizations/v2.0/adminconsent?client_id=app-1"
        f"&scope={FOUR}&redirect_uri=http://localhost"
    )
    assert person_consent(CLOUDS["china"], "a b&c", None, FOUR_SOURCES).address == (
        f"{CHINA}/a%20b%26c/v2.0/adminconsent?client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e"
        f"&scope={FOUR}&redirect_uri=http://localhost"
    )


@pytest.mark.parametrize("source", [USERS_SOURCE, STATE_SOURCE])
def test_a_remedy_names_what_the_sign_in_asks_for(source: Source) -> None:
    consent = person_consent(CLOUDS["china"], None, "app-1", FOUR_SOURCES)
    assert permission_remedy(source, consent).endswith(f" consents at {consent.address}")


def test_a_remedy_names_a_permission_that_the_sign_in_leaves_out() -> None:
    remedy = permission_remedy(
        TENANT_SOURCE, person_consent(CLOUDS["china"], None, "app-1", FOUR_SOURCES)
    )
    assert remedy == (
        "Unattended: grant the app the application permission Organization.Read.All. Signed in as "
        "a person: the delegated permission Organization.Read.All. An administrator consents at "
        f"{CHINA}/organizations/v2.0/adminconsent?client_id=app-1"
        f"&scope={FOUR}%20{SCOPE}Organization.Read.All&redirect_uri=http://localhost"
    )


def test_an_app_that_is_not_known_has_no_address() -> None:
    assert Consent(CLOUDS["china"], None, None).also("Policy.Read.All").address == (
        "the app's API permissions page in the Entra admin center"
    )
