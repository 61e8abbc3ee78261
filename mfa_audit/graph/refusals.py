"""Graph's and Entra's refusals in an admin's words: what happened, and what to do.

Only codes are compared: the message texts exist in several spellings.
"""

import re
from collections.abc import Sequence

from mfa_audit.domain.sources import Source
from mfa_audit.errors import (
    AccessError,
    LicenceError,
    MfaAuditError,
    NotFoundError,
    ServiceError,
    SignInError,
    UnreachableError,
)
from mfa_audit.graph.account_json import Fault
from mfa_audit.graph.clouds import Cloud

NO_LICENCE = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
NO_ROLE = "Authentication_RequestFromUnsupportedUserRole"


class Consent:
    """Where to grant a missing permission: cloud, tenant and app of this run. `scopes` are those of
    a person's sign-in; an app has none."""

    def __init__(
        self, cloud: Cloud, tenant: str | None, client_id: str | None, scopes: Sequence[str] = ()
    ) -> None:
        self.cloud = cloud
        self.tenant = tenant
        self.client_id = client_id
        self.scopes = tuple(scopes)

    @property
    def address(self) -> str:
        """The admin-consent address; words for the place if the app is not known."""
        if self.client_id is None:
            return "the app's API permissions page in the Entra admin center"
        return self.cloud.admin_consent_address(self.tenant, self.client_id, self.scopes)

    def also(self, permission: str) -> "Consent":
        """The same with one more permission for a person; an app's consent lists none."""
        scope = self.cloud.scope(permission)
        more = (scope,) if self.scopes and scope not in self.scopes else ()
        return Consent(self.cloud, self.tenant, self.client_id, (*self.scopes, *more))


def refusal(source: Source, status: int, fault: Fault, consent: Consent) -> MfaAuditError:
    """Return the error for an answer of `status` (400 and up) from `source`."""
    name, code = source.name, fault.code or f"HTTP {status}"
    ids = {"code": code, "request_id": fault.request_id}
    if fault.code == NO_LICENCE:
        what = f"The tenant has no licence for the {name}."
        return LicenceError(what, f"It needs {source.licence or 'Microsoft Entra ID P1'}.", **ids)
    if fault.code == NO_ROLE:
        return AccessError(
            f"The signed-in person may not read the {name}: a directory role is missing.",
            f"Assign one of these roles: {', '.join(source.roles) or 'Global Reader'}.",
            **ids,
        )
    if status == 401:
        what = f"Graph did not accept the sign-in when asked for the {name}."
        return AccessError(what, "Sign in again; if it stays, check tenant and cloud.", **ids)
    if status == 403:
        what = f"The permission to read the {name} is missing."
        return AccessError(what, permission_remedy(source, consent), **ids)
    if status == 404:
        what = f"Graph has no {name} at {source.api}."
        remedy = "Check the cloud; some national clouds lack some interfaces."
        return NotFoundError(what, remedy, status=status, **ids)
    what = f"Graph answered {status} when asked for the {name}: {fault.message or code}"
    remedy = "Try again later; with --debug each request is shown."
    return ServiceError(what, remedy, status=status, **ids)


def permission_remedy(source: Source, consent: Consent) -> str:
    """Return how to grant the permission for `source`, to an app and to a person."""
    role = f" and the role {' or '.join(source.roles)}" if source.roles else ""
    return (
        f"Unattended: grant the app the application permission {source.permission}. "
        f"Signed in as a person: the delegated permission {source.permission}{role}. "
        f"An administrator consents at {consent.also(source.permission).address}"
    )


# Entra's codes, what happened, and what to do.
# fmt: off
_SIGN_IN = (
    (("AADSTS7000215", "AADSTS7000222"), "The client secret is wrong or has expired.",
     "Create a new secret for the app and put its value (not its id) into AZURE_CLIENT_SECRET."),
    (("AADSTS700027", "AADSTS7000214"),
     "Entra does not accept the certificate: it is not registered with the app, or has expired.",
     "Upload its public part to the app, or set AZURE_CLIENT_CERTIFICATE_PATH to another."),
    (("AADSTS90002", "AADSTS900023", "AADSTS50059"), "Entra knows no such tenant.",
     "Check --tenant (AZURE_TENANT_ID): a tenant id or a verified domain; and --cloud."),
    (("AADSTS700016", "AADSTS900382"), "The app does not exist in this tenant.",
     "Check --client-id (AZURE_CLIENT_ID) and --tenant; each cloud has its own apps."),
    (("AADSTS65001", "AADSTS65004", "AADSTS90094", "AADSTS90008"),
     "Nobody has consented to the app's permissions yet.",
     "An administrator consents at {address}"),
    (("AADSTS50105",),
     "The app is limited to assigned people, and the signed-in person is not one of them.",
     "Assign the person to the enterprise application, or sign in as somebody who is."),
    (("AADSTS7000218",), "The app does not let people sign in: it is no public client.",
     "Allow public client flows in the app registration, or leave --client-id out."),
    (("AADSTS53003", "AADSTS53000", "AADSTS50076", "AADSTS50079", "AADSTS50158"),
     "A Conditional Access policy stopped the sign-in.",
     "Sign in from a device that meets the policy, or as an app with a certificate."),
)
# fmt: on


def sign_in_refusal(text: str, consent: Consent) -> SignInError:
    """Return the error for `text`, a message of azure-identity. Only its codes, Entra's own first
    sentence and the trace id are passed on."""
    code = re.search(r"AADSTS\d+", text)
    trace = re.search(r"(?<=Trace ID: )[0-9a-fA-F-]{36}", text)
    ids = {"code": code and code[0], "request_id": trace and trace[0]}
    for codes, what, remedy in _SIGN_IN:
        if ids["code"] in codes:
            return SignInError(what, remedy.format(address=consent.address), **ids)
    if "Cache encryption is impossible" in text:
        return SignInError(
            "--remember needs a protected store of the operating system, and there is none here.",
            "Leave --remember out; on Linux the store is libsecret in a desktop session.",
        )
    # Entra's ids follow its sentence, on the same line or on lines of their own.
    sentence = text[max(text.find("AADSTS"), 0) :].partition("Trace ID:")[0].strip()
    sentence = sentence.splitlines()[0] if sentence else "no reason was given"
    remedy = "Check --auth, --tenant, --client-id and --cloud."
    return SignInError(f"The sign-in failed: {sentence}", remedy, **ids)


def unreachable(host: str, reason: str) -> UnreachableError:
    """Return the error for a sign-in service at `host` that did not answer."""
    return UnreachableError(
        f"The sign-in service at {host} could not be reached: {reason}",
        "Check the network, the proxy and --cloud.",
    )
