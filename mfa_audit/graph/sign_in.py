"""The ways to sign in, and the record that keeps a person signed in between runs.

The record names the account; the tokens are in the operating system's protected store.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import platformdirs
from azure.identity import AuthenticationRecord, TokenCachePersistenceOptions

from mfa_audit.domain.sources import SOURCES, TENANT_SOURCE, Source, permissions
from mfa_audit.errors import SignInError
from mfa_audit.graph.clouds import Auth, Cloud
from mfa_audit.graph.refusals import Consent, sign_in_refusal, unreachable

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken
    from azure.core.credentials_async import AsyncTokenCredential

# "Microsoft Graph Command Line Tools", Microsoft's public client for people.
GRAPH_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"

_TO_SET = (
    "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH (or "
    "AZURE_CLIENT_SECRET), or choose --auth managed-identity or azure-cli."
)
_CHECK_TENANT = "Check --tenant: a tenant id or a domain."


class Credential(NamedTuple):
    """A credential that gives tokens, the scopes to request, and in words who it is."""

    credential: "AsyncTokenCredential"
    scopes: list[str]
    identity: str
    consent: Consent
    certificate_expires: datetime | None = None


def sign_in(
    auth: Auth,
    cloud: Cloud,
    tenant: str | None,
    client_id: str | None,
    *,
    console: bool,
    tell: Callable[[str], None],
    certificate: Path | None = None,
    remember: bool = False,
    sources: Sequence[Source] = SOURCES,
    environ: Mapping[str, str] = os.environ,
) -> Credential:
    """Choose the credential; for a person, sign in now (blocks until done or refused).

    `console`: a person is there to sign in, `tell` shows them the device code, `remember` keeps
    them signed in for the next run, and `sources` are what they consent to. Raises SignInError if
    something is not set, or Entra refuses.
    """
    if certificate is None and environ.get("AZURE_CLIENT_CERTIFICATE_PATH"):
        certificate = Path(environ["AZURE_CLIENT_CERTIFICATE_PATH"])
    auth = _choose(auth, console, certificate, environ)
    authority = environ.get("AZURE_AUTHORITY_HOST", cloud.login)
    if authority.removeprefix("https://").rstrip("/") != cloud.login:
        raise SignInError(
            f"AZURE_AUTHORITY_HOST is {authority}, but the cloud {cloud.name} signs in at "
            f"{cloud.login}.",
            "Unset it, or choose its cloud with --cloud: a secret must not reach another cloud.",
        )
    if auth in (Auth.BROWSER, Auth.DEVICE_CODE):
        return _person(auth, person_consent(cloud, tenant, client_id, sources), tell, remember)
    if auth in (Auth.MANAGED_IDENTITY, Auth.AZURE_CLI):
        return _azure(auth, cloud, tenant, client_id)
    return _app(auth, Consent(cloud, tenant, client_id), certificate, environ)


def _choose(
    auth: Auth, console: bool, certificate: Path | None, environ: Mapping[str, str]
) -> Auth:
    if auth in (Auth.BROWSER, Auth.DEVICE_CODE) and not console:
        raise SignInError(f"--auth {auth} needs a person at a console.", _TO_SET)
    if auth is not Auth.AUTO:
        return auth
    # A certificate of --certificate or a profile comes first, one of the environment second.
    named = certificate and str(certificate) != environ.get("AZURE_CLIENT_CERTIFICATE_PATH")
    if environ.get("AZURE_CLIENT_SECRET") and not named:
        return Auth.SECRET
    if certificate:
        return Auth.CERTIFICATE
    if console:
        return Auth.BROWSER
    raise SignInError("Nobody is at a console to sign in, and no app is set up.", _TO_SET)


def _options(cloud: Cloud) -> dict[str, Any]:
    return {"authority": cloud.login, "retry_total": 3}


def _azure(auth: Auth, cloud: Cloud, tenant: str | None, client_id: str | None) -> Credential:
    """A managed identity, or the sign-in of the Azure CLI."""
    from azure.identity import aio

    # Without the app: no address grants a managed identity, or the Azure CLI's own app, anything.
    consent, scopes = Consent(cloud, tenant, None), [cloud.scope(".default")]
    if auth is Auth.MANAGED_IDENTITY:
        identity = f"managed identity {client_id or ''}".strip()
        credential = aio.ManagedIdentityCredential(client_id=client_id)
        return Credential(credential, scopes, identity, consent)
    try:
        cli = aio.AzureCliCredential(tenant_id=tenant or "")
    except ValueError as error:
        raise SignInError(str(error), _CHECK_TENANT) from error
    return Credential(cli, scopes, "Azure CLI", consent)


def _app(
    auth: Auth, consent: Consent, certificate: Path | None, environ: Mapping[str, str]
) -> Credential:
    """An app with a client secret or a certificate."""
    from azure.identity import aio

    cloud, tenant, client_id = consent.cloud, consent.tenant, consent.client_id
    if not tenant or not client_id:
        values = {"AZURE_TENANT_ID": tenant, "AZURE_CLIENT_ID": client_id}
        missing = " and ".join(name for name, value in values.items() if not value)
        raise SignInError(f"{missing} not set.", _TO_SET)
    scopes, options = [cloud.scope(".default")], _options(cloud)
    try:
        if auth is Auth.SECRET:
            secret = environ.get("AZURE_CLIENT_SECRET", "")
            if not secret:
                raise SignInError("AZURE_CLIENT_SECRET is not set.", _TO_SET)
            by_secret = aio.ClientSecretCredential(tenant, client_id, secret, **options)
            return Credential(by_secret, scopes, f"app {client_id} (client secret)", consent)
        if certificate is None:
            raise SignInError("AZURE_CLIENT_CERTIFICATE_PATH is not set.", _TO_SET)
        password = environ.get("AZURE_CLIENT_CERTIFICATE_PASSWORD") or None
        credential = aio.CertificateCredential(
            tenant, client_id, str(certificate), password=password, **options
        )
        identity, expires = f"app {client_id} (certificate)", expiry(certificate, password)
        return Credential(credential, scopes, identity, consent, expires)
    except OSError as error:
        raise SignInError(
            f"The certificate cannot be read: {error.strerror}: {certificate}.",
            "AZURE_CLIENT_CERTIFICATE_PATH names a PEM or PFX file with its private key.",
        ) from error
    except (ValueError, TypeError) as error:
        raise SignInError(
            f"Tenant, app or certificate cannot be used: {error}",
            "Tenant: an id or a domain. Certificate: PEM or PFX (RSA) with its private key, its "
            "pass phrase in AZURE_CLIENT_CERTIFICATE_PASSWORD.",
        ) from error


def person_consent(
    cloud: Cloud, tenant: str | None, client_id: str | None, sources: Sequence[Source] = SOURCES
) -> Consent:
    """Return the consent to a person's reading of `sources`, but not of the tenant's name, which
    needs a permission of its own.

    The scopes are listed, so that Entra offers the missing consent; `.default` would only give what
    has been consented to before.
    """
    wanted = permissions(source for source in sources if source is not TENANT_SOURCE)
    scopes = [cloud.scope(permission) for permission in wanted]
    return Consent(cloud, tenant, client_id or GRAPH_COMMAND_LINE_TOOLS, scopes)


def expiry(certificate: Path, password: str | None) -> datetime:
    """Return when the certificate that azure-identity uses ends (UTC): the first one in a PEM file,
    the key's own in a PFX file."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs12

    data = certificate.read_bytes()
    if b"-----BEGIN CERTIFICATE-----" in data:
        return x509.load_pem_x509_certificate(data).not_valid_after_utc
    _, own, _ = pkcs12.load_key_and_certificates(data, password.encode() if password else None)
    if own is None:
        raise ValueError("the file holds no certificate")
    return own.not_valid_after_utc


class _Person:
    """A person's credential with async methods, which azure-identity does not have: the sign-in is
    over before the audit starts, and silent refreshes run in a thread."""

    def __init__(self, credential: Any) -> None:
        self._credential = credential

    async def get_token(self, *scopes: str, **options: Any) -> "AccessToken":
        token: AccessToken = await asyncio.to_thread(self._credential.get_token, *scopes, **options)
        return token

    async def close(self) -> None:
        await asyncio.to_thread(self._credential.close)

    async def __aenter__(self) -> "_Person":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _person(
    auth: Auth, consent: Consent, tell: Callable[[str], None], remember: bool
) -> Credential:
    from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseError
    from azure.identity import (
        AuthenticationRequiredError,
        DeviceCodeCredential,
        InteractiveBrowserCredential,
    )

    cloud, tenant = consent.cloud, consent.tenant
    client_id, scopes = consent.client_id or GRAPH_COMMAND_LINE_TOOLS, list(consent.scopes)
    options = _options(cloud) | {
        "client_id": client_id,
        "tenant_id": tenant or "organizations",
        "disable_automatic_authentication": True,
    }
    record_file = record_path(cloud, tenant, client_id) if remember else None
    record = read_record(record_file) if record_file else None
    if remember:
        options["cache_persistence_options"] = TokenCachePersistenceOptions(name="mfa-audit")
        options["authentication_record"] = record
    try:
        credential: InteractiveBrowserCredential | DeviceCodeCredential
        if auth is Auth.BROWSER:
            credential = InteractiveBrowserCredential(**options)
        else:
            credential = DeviceCodeCredential(
                prompt_callback=lambda address, code, _: tell(
                    f"Open {address} in any browser and enter the code {code}"
                ),
                **options,
            )
        try:
            if record is None:
                raise AuthenticationRequiredError(scopes)
            credential.get_token(*scopes, enable_cae=True)
        except AuthenticationRequiredError:
            if auth is Auth.BROWSER:
                tell("A browser window opens for the sign-in; --auth device-code does without one.")
            record = credential.authenticate(scopes=scopes, enable_cae=True)
            if record_file:
                _remember(record_file, record, tell)
    except ValueError as error:
        raise SignInError(str(error), _CHECK_TENANT) from error
    except AzureError as error:
        # azure-identity also wraps errors of msal and of the network.
        if isinstance(error.__cause__, ServiceRequestError | ServiceResponseError):
            raise unreachable(cloud.login, error.__cause__.message) from error
        raise sign_in_refusal(_messages(error), consent) from error
    consent.tenant = record.tenant_id
    return Credential(_Person(credential), scopes, f"{record.username} ({auth})", consent)


def _remember(file: Path, record: AuthenticationRecord, tell: Callable[[str], None]) -> None:
    try:
        write_record(file, record)
    except OSError as error:
        tell(
            f"Not remembered, the next run asks again: {file} cannot be written: {error.strerror}."
        )


def _messages(error: BaseException | None) -> str:
    """The texts of an error and its causes: Entra's refusal of a tenant is two levels down."""
    texts = []
    while error is not None:
        texts.append(getattr(error, "message", "") or str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


def record_path(cloud: Cloud, tenant: str | None, client_id: str) -> Path:
    """Return the file of the record for this app and tenant."""
    folder = platformdirs.user_state_path("mfa-audit", appauthor=False)
    return folder / f"{cloud.name}-{tenant or 'organizations'}-{client_id}.json"


def read_record(file: Path) -> AuthenticationRecord | None:
    """Return the record; None if there is none, or it cannot be read."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return AuthenticationRecord.deserialize(file.read_text(encoding="utf-8"))
    return None


def write_record(file: Path, record: AuthenticationRecord) -> None:
    """Keep the record, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_text(record.serialize(), encoding="utf-8")
    file.chmod(0o600)
