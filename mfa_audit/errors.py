"""Everything that can go wrong in a way that a person should read about.

    MfaAuditError          what happened, and what to do; carries its exit code
    ├── UsageError         2    the words of the call are off
    ├── OutputError        1    the file could not be written
    ├── ServiceError       1    Graph answered with a fault that retries did not mend
    │   ├── UnreachableError  1  no whole answer came at all
    │   └── NotFoundError     1  the object is gone (404)
    └── AccessError        4    sign-in, consent, permission, role or licence
        ├── SignInError    4    no token could be had
        └── LicenceError   4    the tenant lacks Entra ID P1

Not here: how an error is shown (`mfa_audit.cli.console`).
"""


class MfaAuditError(Exception):
    """`what` happened in the admin's words and the `remedy`; each is a sentence or two.

    `code` is Graph's or Entra's own code (`Authorization_RequestDenied`, `AADSTS7000215`),
    `request_id` what Microsoft's support asks for. Never holds a token or a secret.
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
    """The output file could not be written; the file that was there is as it was."""


class ServiceError(MfaAuditError):
    """Graph could not be reached, or answered with a fault that retries did not mend.

    `status` is the HTTP status, None where no answer came.
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
    """The network, the proxy or the service gave no whole answer."""


class NotFoundError(ServiceError):
    """The object does not exist (any more)."""


class AccessError(MfaAuditError):
    """Graph refused: a permission, a consent or a role is missing."""

    exit_code = 4


class SignInError(AccessError):
    """No token could be had."""


class LicenceError(AccessError):
    """The tenant lacks the licence that a source needs (Entra ID P1)."""
