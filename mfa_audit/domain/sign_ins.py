"""A sign-in of the log, before any judgement. None means that Graph did not say.

Not here: the verdict (`sign_in_verdict`), and how the log is read (`graph.logs`).
"""

import re
from datetime import datetime

import msgspec

# A phone number, plain or partly hidden: seven digits or more, with spaces, hyphens, brackets and
# dots between them, and perhaps an extension. Not inside a word, such as a key's serial number.
_PHONE = re.compile(
    r"(?<![\w-])\+?\(?[\dX*](?:[ ().\-/]*[\dX*]){4,40}[ ().\-/]*(\d)[ ().\-/]*(\d)"
    r"(?:\s*(?:x|ext\.?)\s*\d+)?(?![\w-])"
)


def scrub(text: str) -> str:
    """Replace each phone number in `text` with `+X XXXXXXXX64`: only the last two digits stay, not
    the length or the country."""
    return _PHONE.sub(r"+X XXXXXXXX\1\2", text)


class AuthenticationStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """A step of a sign-in. `detail` is scrubbed, `requirement` is the purpose of the step, such as
    `Primary authentication`, and `result` is Graph's text."""

    time: datetime | None = None
    method: str | None = None
    detail: str | None = None
    succeeded: bool | None = None
    result: str | None = None
    requirement: str | None = None


class AppliedPolicy(msgspec.Struct, frozen=True, omit_defaults=True):
    """A Conditional Access policy that was evaluated. `result` is Graph's word: success, failure,
    notApplied, reportOnlyFailure …"""

    id: str | None = None
    name: str | None = None
    grant_controls: tuple[str, ...] = ()
    session_controls: tuple[str, ...] = ()
    result: str | None = None

    @property
    def affected(self) -> bool:
        """Whether it affected the sign-in: it applied, was on, and was not report-only."""
        result = (self.result or "").casefold()
        return result not in ("", "notapplied", "notenabled") and not self.report_only

    @property
    def report_only(self) -> bool:
        """Whether it only reports what it would have done."""
        return (self.result or "").casefold().startswith("reportonly")


class Requirement(msgspec.Struct, frozen=True, omit_defaults=True):
    """What required MFA: Graph's `requirementProvider`, with Graph's details."""

    provider: str
    detail: str | None = None


class SignIn(msgspec.Struct, omit_defaults=True, gc=False):
    """A Graph beta `signIn`; source: /auditLogs/signIns.

    `time` has a time zone. `steps` is empty if Graph gave no details. `policies` is None if Graph
    left the property out, as it does without an error if the permission is missing. Phone numbers
    are scrubbed.
    """

    id: str
    time: datetime
    user_id: str | None = None
    user_principal_name: str | None = None
    user_display_name: str | None = None
    user_type: str | None = None
    app_id: str | None = None
    app: str | None = None
    resource_id: str | None = None
    resource: str | None = None
    client_app: str | None = None
    ip_address: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    event_types: tuple[str, ...] = ()
    is_interactive: bool | None = None
    token_issuer_type: str | None = None
    conditional_access_status: str | None = None
    error_code: int | None = None
    failure_reason: str | None = None
    additional_details: str | None = None
    requirement: str | None = None
    requirements: tuple[Requirement, ...] = ()
    steps: tuple[AuthenticationStep, ...] = ()
    policies: tuple[AppliedPolicy, ...] | None = None
    mfa_method: str | None = None
    mfa_detail: str | None = None
    risk_level: str | None = None
    risk_state: str | None = None
    correlation_id: str | None = None

    @property
    def interactive(self) -> bool | None:
        """Whether a person took part; None if Graph does not say."""
        kinds = {kind.casefold() for kind in self.event_types}
        if "noninteractiveuser" in kinds:
            return False
        return True if "interactiveuser" in kinds else self.is_interactive

    @property
    def place(self) -> str | None:
        """City, state and country, as far as Graph has them."""
        return ", ".join(filter(None, (self.city, self.state, self.country))) or None

    @property
    def user(self) -> str | None:
        """The object id of the user, otherwise the name."""
        return self.user_id or self.user_principal_name


class LogQuery(msgspec.Struct, frozen=True):
    """A request for the sign-ins of [begin, end), both with a time zone.

    `user` is a name or an object id, `app` a name or an id, `event_types` are Graph's words.
    `failures_only` leaves out sign-ins with error code 0.
    """

    begin: datetime
    end: datetime
    user: str | None = None
    app: str | None = None
    event_types: tuple[str, ...] = ("interactiveUser",)
    failures_only: bool = False
