"""The errors whose message a person reads.

    MfaAuditError          what happened, and what to do; carries its exit code
    ├── UsageError         2    the call is wrong
    ├── OutputError        1    the file could not be written
    ├── ServiceError       1    Graph answered with an error that remained after retries
    │   ├── UnreachableError  1  no complete answer came
    │   └── NotFoundError     1  the object is gone (404)
    └── AccessError        4    sign-in, consent, permission, role or licence
        ├── SignInError    4    Entra gave no token
        └── LicenceError   4    the tenant lacks Entra ID P1

Not here: how an error is shown (`mfa_audit.cli.console`).
"""


class MfaAuditError(Exception):
    """`what` happened, in an admin's words, and the `remedy`; each is a sentence or two.

    `code` is Graph's or Entra's own code (`Authorization_RequestDenied`, `AADSTS7000215`),
    `request_id` the id that Microsoft's support needs. Never contains a token or a secret.
    """

    exit_code = 1

    def __init__(
        self, what: str, remedy: str = "", *, code: str | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.code = code
        self.request_id = request_id


class UsageError(MfaAuditError):
    """The call asks for something that does not exist."""

    exit_code = 2


class OutputError(MfaAuditError):
    """The output file could not be written; an existing file is unchanged."""


class ServiceError(MfaAuditError):
    """Graph could not be reached, or answered with an error that remained after retries.

    `status` is the HTTP status, None without an answer.
    """

    def __init__(
        self,
        what: str,
        remedy: str = "",
        *,
        code: str | None = None,
        request_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(what, remedy, code=code, request_id=request_id)
        self.status = status


class UnreachableError(ServiceError):
    """The network, the proxy or the service gave no complete answer."""


class NotFoundError(ServiceError):
    """The object does not exist, or no longer exists."""


class AccessError(MfaAuditError):
    """Graph refused: a permission, a consent or a role is missing."""

    exit_code = 4


class SignInError(AccessError):
    """Entra gave no token."""


class LicenceError(AccessError):
    """The tenant lacks the licence that a source needs (Entra ID P1)."""
