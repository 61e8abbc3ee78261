"""Which credential signs in, and what is missing; people sign in at Entra on 127.0.0.1."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from azure.identity import AuthenticationRecord
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from mfa_audit.errors import SignInError
from mfa_audit.graph.clouds import CLOUDS, Auth
from mfa_audit.graph.sign_in import Credential, read_record, record_path, sign_in, write_record
from tests.loopback import PENDING, Entra, Loopback, refusal

GLOBAL = CLOUDS["global"]
TENANT, CLIENT = "contoso.example", "c0a70500-0000-4000-a000-000000000001"
CERTIFICATE, PASSWORD = "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD"
SECRET = {"AZURE_CLIENT_SECRET": "not-a-real-secret"}
PASS_PHRASE = "correct horse"
TO_SET = (
    "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH (or "
    "AZURE_CLIENT_SECRET), or choose --auth managed-identity or azure-cli."
)
UNUSABLE = (
    "Tenant: an id or a domain. Certificate: PEM or PFX (RSA) with its private key, its pass "
    "phrase in AZURE_CLIENT_CERTIFICATE_PASSWORD."
)
NO_TENANT = (
    "Invalid tenant ID provided. You can locate your tenant ID by following the instructions here: "
    "https://learn.microsoft.com/partner-center/find-ids-and-domain-names"
)


def sign(
    auth: Auth = Auth.AUTO,
    environ: dict[str, str] | None = None,
    tenant: str | None = TENANT,
    client_id: str | None = CLIENT,
    cloud: str = "global",
    *,
    console: bool = False,
) -> Credential:
    """`sign_in` of an app, which shows nothing."""
    return sign_in(
        auth,
        CLOUDS[cloud],
        tenant,
        client_id,
        console=console,
        tell=lambda text: pytest.fail(f"shown: {text}"),
        environ=environ or {},
    )


def chosen(signed_in: Credential) -> tuple[str, str]:
    """The credential's class and its identity in words; closes the credential."""
    asyncio.run(signed_in.credential.close())
    return type(signed_in.credential).__name__, signed_in.identity


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of certificate files, good and bad."""
    folder = tmp_path_factory.mktemp("certificates")
    leaf = trustme.CA().issue_cert("app.contoso.example", key_type=trustme.KeyType.RSA)
    key_pem, pem = leaf.private_key_pem.bytes(), leaf.cert_chain_pems[0].bytes()
    key = load_pem_private_key(key_pem, None)
    lock = BestAvailableEncryption(PASS_PHRASE.encode())
    pfx = pkcs12.serialize_key_and_certificates(
        b"app",
        key,  # type: ignore[arg-type]
        x509.load_pem_x509_certificate(pem),
        None,
        lock,
    )
    curve = trustme.CA().issue_cert("app.contoso.example", key_type=trustme.KeyType.ECDSA)
    for name, content in {
        "plain.pem": key_pem + pem,
        "locked.pem": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock) + pem,
        "locked.pfx": pfx,
        "no-key.pem": pem,
        "no-certificate.pem": key_pem,
        "elliptic.pem": curve.private_key_pem.bytes() + curve.cert_chain_pems[0].bytes(),
        "cut.pfx": pfx[:100],
        "empty.pem": b"",
        "picture.pem": b"\x89PNG\r\n\x1a\n",
    }.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("auth", "client_id", "credential", "identity"),
    [
        (Auth.AUTO, CLIENT, "ClientSecretCredential", f"app {CLIENT} (client secret)"),
        (Auth.SECRET, CLIENT, "ClientSecretCredential", f"app {CLIENT} (client secret)"),
        (Auth.CERTIFICATE, CLIENT, "CertificateCredential", f"app {CLIENT} (certificate)"),
        (Auth.MANAGED_IDENTITY, CLIENT, "ManagedIdentityCredential", f"managed identity {CLIENT}"),
        (Auth.MANAGED_IDENTITY, None, "ManagedIdentityCredential", "managed identity"),
        (Auth.AZURE_CLI, None, "AzureCliCredential", "Azure CLI"),
    ],
)
def test_the_requested_credential_is_chosen(
    files: Path, auth: Auth, client_id: str | None, credential: str, identity: str
) -> None:
    """All settings are present: --auth decides, and by default the secret."""
    both = SECRET | {CERTIFICATE: str(files / "plain.pem")}
    signed_in = sign(auth, both, client_id=client_id)
    assert chosen(signed_in) == (credential, identity)
    assert signed_in.scopes == ["https://graph.microsoft.com/.default"]
    # Neither a managed identity nor the Azure CLI's own app has a consent page.
    app = None if auth is Auth.MANAGED_IDENTITY else client_id
    assert (signed_in.consent.tenant, signed_in.consent.client_id) == (TENANT, app)


@pytest.mark.parametrize("console", [False, True])
def test_auto_chooses_the_app_that_is_configured(files: Path, console: bool) -> None:
    certificate = {CERTIFICATE: str(files / "plain.pem")}
    secret = sign(environ=SECRET, console=console)
    assert chosen(secret)[0] == "ClientSecretCredential"
    assert chosen(sign(environ=certificate, console=console))[0] == "CertificateCredential"
    empty = certificate | {"AZURE_CLIENT_SECRET": ""}
    assert chosen(sign(environ=empty, console=console))[0] == "CertificateCredential"


@pytest.mark.parametrize(
    ("cloud", "scope"),
    [
        ("global", "https://graph.microsoft.com/.default"),
        ("usgov", "https://graph.microsoft.us/.default"),
        ("usgov-dod", "https://dod-graph.microsoft.us/.default"),
        ("china", "https://microsoftgraph.chinacloudapi.cn/.default"),
    ],
)
def test_the_scope_is_the_clouds(cloud: str, scope: str) -> None:
    signed_in = sign(environ=SECRET, cloud=cloud)
    chosen(signed_in)
    assert signed_in.scopes == [scope]


@pytest.mark.parametrize(
    ("name", "password"),
    [("plain.pem", ""), ("locked.pem", PASS_PHRASE), ("locked.pfx", PASS_PHRASE)],
)
def test_certificate_files(files: Path, name: str, password: str) -> None:
    signed_in = sign(environ={CERTIFICATE: str(files / name), PASSWORD: password})
    assert chosen(signed_in)[0] == "CertificateCredential"
    pem = x509.load_pem_x509_certificate((files / "plain.pem").read_bytes())
    assert signed_in.certificate_expires == pem.not_valid_after_utc


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *((name, password) for name in ("locked.pem", "locked.pfx") for password in ("", "wrong")),
        *((name, "") for name in ("no-key.pem", "no-certificate.pem", "elliptic.pem")),
        *((name, "") for name in ("cut.pfx", "empty.pem", "picture.pem")),
    ],
)
def test_certificates_that_cannot_be_used(files: Path, name: str, password: str) -> None:
    """The reason is `cryptography`'s, whose words differ between its versions."""
    environ = {CERTIFICATE: str(files / name), PASSWORD: password}
    with pytest.raises(SignInError) as refused:
        sign(environ=environ)
    what, _, reason = refused.value.what.partition(": ")
    assert (what, refused.value.remedy) == ("Tenant, app or certificate cannot be used", UNUSABLE)
    assert reason
    assert not password or password not in reason


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.pem", "No such file or directory"), ("", "Is a directory")]
)
def test_certificates_that_cannot_be_read(files: Path, name: str, reason: str) -> None:
    path = str(files / name)
    with pytest.raises(SignInError) as refused:
        sign(environ={CERTIFICATE: path})
    assert refused.value.what == f"The certificate cannot be read: {reason}: {path}."
    assert refused.value.remedy == (
        "AZURE_CLIENT_CERTIFICATE_PATH names a PEM or PFX file with its private key."
    )


@pytest.mark.parametrize(
    ("auth", "tenant", "client_id", "environ", "what"),
    [
        (Auth.AUTO, TENANT, CLIENT, {}, "Nobody is at a console to sign in, and no app is set up."),
        (Auth.BROWSER, TENANT, CLIENT, SECRET, "--auth browser needs a person at a console."),
        (Auth.DEVICE_CODE, TENANT, None, {}, "--auth device-code needs a person at a console."),
        (Auth.SECRET, TENANT, CLIENT, {}, "AZURE_CLIENT_SECRET is not set."),
        (Auth.CERTIFICATE, TENANT, CLIENT, SECRET, "AZURE_CLIENT_CERTIFICATE_PATH is not set."),
        (Auth.AUTO, None, CLIENT, SECRET, "AZURE_TENANT_ID not set."),
        (Auth.AUTO, TENANT, "", SECRET, "AZURE_CLIENT_ID not set."),
        (Auth.CERTIFICATE, None, None, {}, "AZURE_TENANT_ID and AZURE_CLIENT_ID not set."),
    ],
)
def test_missing_settings_are_named(
    auth: Auth, tenant: str | None, client_id: str | None, environ: dict[str, str], what: str
) -> None:
    with pytest.raises(SignInError) as refused:
        sign(auth, environ, tenant, client_id)
    assert (refused.value.what, refused.value.remedy) == (what, TO_SET)
    assert refused.value.exit_code == 4


@pytest.mark.parametrize(
    ("auth", "what", "remedy"),
    [
        (Auth.SECRET, f"Tenant, app or certificate cannot be used: {NO_TENANT}", UNUSABLE),
        (Auth.DEVICE_CODE, NO_TENANT, "Check --tenant: a tenant id or a domain."),
        (Auth.AZURE_CLI, NO_TENANT, "Check --tenant: a tenant id or a domain."),
    ],
)
def test_an_invalid_tenant_is_an_error(auth: Auth, what: str, remedy: str) -> None:
    with pytest.raises(SignInError) as refused:
        sign(auth, SECRET, "not a tenant!", console=True)
    assert (refused.value.what, refused.value.remedy) == (what, remedy)


@pytest.mark.parametrize(
    "host", ["https://login.microsoftonline.us", "http://login.microsoftonline.com", "evil.example"]
)
def test_an_authority_host_of_another_cloud_is_refused(host: str) -> None:
    with pytest.raises(SignInError) as caught:
        sign(Auth.SECRET, {"AZURE_CLIENT_SECRET": "s", "AZURE_AUTHORITY_HOST": host})
    assert caught.value.what == (
        f"AZURE_AUTHORITY_HOST is {host}, but the cloud global signs in at "
        "login.microsoftonline.com."
    )


def test_the_authority_host_of_the_same_cloud_is_allowed() -> None:
    same = {"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/"}
    assert sign(Auth.SECRET, {"AZURE_CLIENT_SECRET": "s"} | same).identity == (
        f"app {CLIENT} (client secret)"
    )


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """Entra on 127.0.0.1, and an environment that leads this process there."""
    with Loopback(Entra()) as loopback:
        authority = tmp_path / "authority.pem"
        loopback.authority.cert_pem.write_to_path(str(authority))
        for name in ("NO_PROXY", "no_proxy", "CURL_CA_BUNDLE"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, loopback.address)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
        yield loopback


def by_device_code(shown: list[str], tenant: str | None = None) -> Credential:
    """A person signs in with the public client; `shown` gets the texts for them."""
    return sign_in(
        Auth.DEVICE_CODE, GLOBAL, tenant, None, console=True, tell=shown.append, environ={}
    )


def test_a_person_signs_in_once(server: Loopback) -> None:
    server.entra.refusals = [PENDING]
    shown: list[str] = []
    signed_in = by_device_code(shown)

    assert shown == [
        "Open https://microsoft.com/devicelogin in any browser and enter the code C0NT0S0DE"
    ]
    assert signed_in.identity == "admin@contoso.example (device-code)"
    names = (
        "User.Read.All AuditLog.Read.All UserAuthenticationMethod.Read.All Policy.Read.All "
        "RoleManagement.Read.Directory GroupMember.Read.All"
    )
    assert signed_in.scopes == [f"https://graph.microsoft.com/{name}" for name in names.split()]
    # The tenant comes from the sign-in; the app is Microsoft's own.
    assert signed_in.consent.address == (
        "https://login.microsoftonline.com/c0a70500-0000-4000-8000-000000000001/v2.0/adminconsent"
        "?client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e"
        f"&scope={'%20'.join(signed_in.scopes)}&redirect_uri=http://localhost"
    )

    async def twice() -> list[str]:
        async with signed_in.credential as credential:
            tokens = [await credential.get_token(*signed_in.scopes, enable_cae=True) for _ in "12"]
            return [token.token for token in tokens]

    assert asyncio.run(twice()) == server.entra.tokens * 2
    assert len(server.entra.tokens) == 1


def test_a_new_token_needs_no_second_sign_in(server: Loopback) -> None:
    server.entra.expires_in = 60
    shown: list[str] = []
    signed_in = by_device_code(shown)

    async def later() -> str:
        async with signed_in.credential as credential:
            return (await credential.get_token(*signed_in.scopes, enable_cae=True)).token

    assert asyncio.run(later()) == server.entra.tokens[1]
    assert len(shown) == 1
    assert "grant_type=refresh_token" in server.calls[-1].body


def test_a_refused_sign_in_is_an_error(server: Loopback) -> None:
    server.entra.refusals = [
        refusal(400, "invalid_grant", 50105, "The signed in user is not assigned to a role.")
    ]
    with pytest.raises(SignInError) as refused:
        by_device_code([], TENANT)
    assert refused.value.what == (
        "The app is limited to assigned people, and the signed-in person is not one of them."
    )
    assert refused.value.code == "AADSTS50105"
    assert refused.value.request_id == "5f0e5c1e-0000-4000-8000-00000000beef"


def test_the_remembered_person_is_kept_in_a_file_without_a_token(tmp_path: Path) -> None:
    record = AuthenticationRecord(TENANT, CLIENT, "login.example", "home-1", "ada@contoso.example")
    file = tmp_path / "state" / "record.json"
    assert read_record(file) is None
    write_record(file, record)
    kept = read_record(file)
    assert kept is not None
    assert (kept.username, kept.home_account_id) == ("ada@contoso.example", "home-1")
    assert "token" not in file.read_text(encoding="utf-8").casefold()
    file.write_text("{")
    assert read_record(file) is None
    assert record_path(GLOBAL, None, CLIENT).name == (f"global-organizations-{CLIENT}.json")
