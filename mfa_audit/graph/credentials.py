"""Signing in with azure-identity: which credential, and when a person may be asked.

A person is asked once, before the tenant is read, and only at a console. Nothing here keeps a
token or a secret: azure-identity holds them in memory.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    USERS_SOURCE,
)
from mfa_audit.errors import SignInError
from mfa_audit.graph.clouds import Auth, Cloud
from mfa_audit.graph.problems import Consent, sign_in_refusal, unreachable

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken
    from azure.core.credentials_async import AsyncTokenCredential

# "Microsoft Graph Command Line Tools", Microsoft's public client for people.
GRAPH_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"

_TO_SET = (
    "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH (or "
    "AZURE_CLIENT_SECRET), or choose --auth managed-identity or azure-cli."
)


class SignIn(NamedTuple):
    """A credential ready to hand out tokens, the scopes to ask for, and who it is in words."""

    credential: "AsyncTokenCredential"
    scopes: list[str]
    identity: str
    consent: Consent


def sign_in(
    auth: Auth,
    cloud: Cloud,
    tenant: str | None,
    client_id: str | None,
    *,
    console: bool,
    tell: Callable[[str], None],
    environ: Mapping[str, str] = os.environ,
) -> SignIn:
    """Choose the credential; for a person, sign in now (blocks until done or refused).

    `console` says whether a person is there to be asked, `tell` shows them the device code.
    Raises SignInError where something is not set, or Entra refuses.
    """
    auth = _choose(auth, console, environ)
    app_scopes = [f"https://{cloud.graph}/.default"]
    consent = Consent(cloud, tenant, client_id)
    options: dict[str, Any] = {
        # azure-identity's own variable for another authority host, as its documentation has it.
        "authority": environ.get("AZURE_AUTHORITY_HOST") or cloud.login,
        "retry_total": 3,
    }
    from azure.identity import aio

    if auth is Auth.MANAGED_IDENTITY:
        credential = aio.ManagedIdentityCredential(client_id=client_id)
        return SignIn(
            credential, app_scopes, f"managed identity {client_id or ''}".strip(), consent
        )
    if auth is Auth.AZURE_CLI:
        try:
            cli = aio.AzureCliCredential(tenant_id=tenant or "")
        except ValueError as error:
            raise SignInError(str(error), "Check --tenant: a tenant id or a domain.") from error
        return SignIn(cli, app_scopes, "Azure CLI", consent)
    if auth in (Auth.BROWSER, Auth.DEVICE_CODE):
        return _person(auth, cloud, tenant, client_id, tell, options)

    missing = [
        name
        for name, value in (("AZURE_TENANT_ID", tenant), ("AZURE_CLIENT_ID", client_id))
        if not value
    ]
    if not tenant or not client_id:
        raise SignInError(f"{' and '.join(missing)} not set.", _TO_SET)
    try:
        if auth is Auth.SECRET:
            secret = environ.get("AZURE_CLIENT_SECRET", "")
            if not secret:
                raise SignInError("AZURE_CLIENT_SECRET is not set.", _TO_SET)
            return SignIn(
                aio.ClientSecretCredential(tenant, client_id, secret, **options),
                app_scopes,
                f"app {client_id} (client secret)",
                consent,
            )
        path = environ.get("AZURE_CLIENT_CERTIFICATE_PATH", "")
        if not path:
            raise SignInError("AZURE_CLIENT_CERTIFICATE_PATH is not set.", _TO_SET)
        certificate = aio.CertificateCredential(
            tenant,
            client_id,
            path,
            password=environ.get("AZURE_CLIENT_CERTIFICATE_PASSWORD") or None,
            **options,
        )
    except OSError as error:
        raise SignInError(
            f"The certificate cannot be read: {error.strerror}: {path}.",
            "AZURE_CLIENT_CERTIFICATE_PATH names a PEM or PFX file with its private key.",
        ) from error
    except (ValueError, TypeError) as error:
        raise SignInError(
            f"Tenant, app or certificate cannot be used: {error}",
            "Tenant: an id or a domain. Certificate: PEM or PFX (RSA) with its private key, its "
            "pass phrase in AZURE_CLIENT_CERTIFICATE_PASSWORD.",
        ) from error
    return SignIn(certificate, app_scopes, f"app {client_id} (certificate)", consent)


def _choose(auth: Auth, console: bool, environ: Mapping[str, str]) -> Auth:
    if auth in (Auth.BROWSER, Auth.DEVICE_CODE) and not console:
        raise SignInError(f"--auth {auth} needs a person at a console.", _TO_SET)
    if auth is not Auth.AUTO:
        return auth
    if environ.get("AZURE_CLIENT_SECRET"):
        return Auth.SECRET
    if environ.get("AZURE_CLIENT_CERTIFICATE_PATH"):
        return Auth.CERTIFICATE
    if console:
        return Auth.BROWSER
    raise SignInError("Nobody is at a console to sign in, and no app is set up.", _TO_SET)


class _Person:
    """azure-identity has no async credentials for people: the prompt is over before the audit
    starts, and later, silent refreshes run in a thread."""

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
    auth: Auth,
    cloud: Cloud,
    tenant: str | None,
    client_id: str | None,
    tell: Callable[[str], None],
    options: dict[str, Any],
) -> SignIn:
    from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseError
    from azure.identity import DeviceCodeCredential, InteractiveBrowserCredential

    client_id = client_id or GRAPH_COMMAND_LINE_TOOLS
    consent = Consent(cloud, tenant, client_id)
    # By name, so that Entra offers the consent that is missing; `.default` would only hand out
    # what was consented to before.
    scopes = [
        f"https://{cloud.graph}/{source.permission}"
        for source in (USERS_SOURCE, REGISTRATION_SOURCE, METHODS_SOURCE, STATE_SOURCE)
    ]
    options |= {
        "client_id": client_id,
        "tenant_id": tenant or "organizations",
        "disable_automatic_authentication": True,
    }
    try:
        credential: InteractiveBrowserCredential | DeviceCodeCredential
        if auth is Auth.BROWSER:
            tell("A browser window opens for the sign-in; --auth device-code does without one.")
            credential = InteractiveBrowserCredential(**options)
        else:
            credential = DeviceCodeCredential(
                prompt_callback=lambda address, code, _: tell(
                    f"Open {address} in any browser and enter the code {code}"
                ),
                **options,
            )
        record = credential.authenticate(scopes=scopes, enable_cae=True)
    except ValueError as error:
        raise SignInError(str(error), "Check --tenant: a tenant id or a domain.") from error
    except AzureError as error:
        # azure-identity wraps what is not Entra's refusal: msal's words, or the network's.
        if isinstance(error.__cause__, ServiceRequestError | ServiceResponseError):
            raise unreachable(cloud.login, error.__cause__.message) from error
        raise sign_in_refusal(_said(error), consent) from error
    consent.tenant = record.tenant_id
    return SignIn(_Person(credential), scopes, f"{record.username} ({auth})", consent)


def _said(error: BaseException | None) -> str:
    """What an error and its causes say: msal hides Entra's refusal of a tenant two levels down."""
    words = []
    while error is not None:
        words.append(getattr(error, "message", "") or str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(words)
