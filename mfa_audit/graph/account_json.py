"""Graph's JSON for accounts, registration details, methods, roles and groups.

The structs have Graph's property names; their methods return the same facts as domain objects.
Not here: the JSON of the logs (`log_json`).
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Annotated, Generic, TypeVar

import msgspec

from mfa_audit.domain.accounts import Account, MethodDetail, RegistrationDetails, SignInActivity
from mfa_audit.domain.methods import name_of_type
from mfa_audit.errors import ServiceError

T = TypeVar("T")

# A time without a zone is rejected: it could not be compared with the others.
Time = Annotated[datetime, msgspec.Meta(tz=True)]


def decode(body: bytes, shape: type[T]) -> T:
    """Return `body` as `shape`. Raises ServiceError if Graph's answer has another shape."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ServiceError(
            f"Graph's answer has an unexpected shape: {error}.",
            "Update mfa-audit; if that does not help, report it with this text.",
        ) from error


class PageJson(msgspec.Struct, Generic[T]):
    """One page of a collection."""

    value: list[T]
    error: msgspec.Raw = msgspec.Raw(b"")
    next_link: str | None = msgspec.field(default=None, name="@odata.nextLink")


class User(msgspec.Struct, rename="camel", gc=False):
    """An entry of /users. `assignedLicenses` is only counted."""

    id: str
    user_principal_name: str | None = None
    display_name: str | None = None
    account_enabled: bool | None = None
    user_type: str | None = None
    per_user_mfa_state: str | None = None
    assigned_licenses: list[msgspec.Raw] | None = None
    on_premises_sync_enabled: bool | None = None
    created_date_time: Time | None = None
    department: str | None = None
    employee_hire_date: Time | None = None

    def account(self, state_source: str) -> Account:
        """The account; its per-user MFA state, if any, comes from `state_source`."""
        state = self.per_user_mfa_state
        return Account(
            self.id,
            # Every account has one; if Graph leaves it out, the id still names the account.
            self.user_principal_name or self.id,
            self.display_name,
            self.account_enabled,
            # Many accounts have the same values: each is kept in memory once.
            intern(self.user_type) if self.user_type else None,
            intern(state) if state else None,
            state_source if state else None,
            None if self.assigned_licenses is None else bool(self.assigned_licenses),
            self.on_premises_sync_enabled,
            self.created_date_time,
            intern(self.department) if self.department else None,
            self.employee_hire_date,
        )


class _SignIns(msgspec.Struct, rename="camel", gc=False):
    last_sign_in_date_time: Time | None = None
    last_non_interactive_sign_in_date_time: Time | None = None
    last_successful_sign_in_date_time: Time | None = None


class Active(msgspec.Struct, rename="camel", gc=False):
    """An entry of /users with `signInActivity`, which is missing if no sign-in is known."""

    id: str
    sign_in_activity: _SignIns | None = None

    def activity(self) -> SignInActivity:
        """The times of the last sign-ins."""
        last = self.sign_in_activity or _SignIns()
        times = (
            last.last_sign_in_date_time,
            last.last_non_interactive_sign_in_date_time,
            last.last_successful_sign_in_date_time,
        )
        # Graph writes January 1 of the year 1 for "never".
        return SignInActivity(*(time if time and time.year > 1 else None for time in times))


class Named(msgspec.Struct, rename="camel"):
    """The organization, a group, a member of a group or a role definition."""

    id: str
    display_name: str | None = None


class _Principal(msgspec.Struct):
    odata_type: str = msgspec.field(name="@odata.type", default="")


class AssignmentJson(msgspec.Struct, rename="camel"):
    """An entry of /roleManagement/directory/roleAssignments. `directory_scope_id` is "/" for the
    whole tenant."""

    principal_id: str
    role_definition_id: str
    directory_scope_id: str | None = None
    principal: _Principal | None = None

    @property
    def principal_kind(self) -> str:
        """user, group or serviceprincipal; empty if Graph did not say."""
        return self.principal.odata_type.rpartition(".")[2].casefold() if self.principal else ""

    def role(self, names: Mapping[str, str | None]) -> str:
        """The role's name in `names`, or its id; with "(scoped)" if for a part of the tenant."""
        name = names.get(self.role_definition_id) or self.role_definition_id
        return name if self.directory_scope_id == "/" else f"{name} (scoped)"


class ReportRow(msgspec.Struct, rename="camel", gc=False):
    """An entry of the registration report."""

    id: str
    is_admin: bool | None = None
    is_mfa_registered: bool | None = None
    is_mfa_capable: bool | None = None
    is_passwordless_capable: bool | None = None
    is_sspr_registered: bool | None = None
    is_sspr_enabled: bool | None = None
    is_sspr_capable: bool | None = None
    methods_registered: tuple[str, ...] | None = None
    is_system_preferred_authentication_method_enabled: bool | None = None
    system_preferred_authentication_methods: tuple[str, ...] | None = None
    user_preferred_method_for_secondary_authentication: str | None = None
    last_updated_date_time: Time | None = None

    def details(self) -> RegistrationDetails:
        """The row without its id."""
        return RegistrationDetails(
            self.is_admin,
            self.is_mfa_registered,
            self.is_mfa_capable,
            self.is_passwordless_capable,
            self.is_sspr_registered,
            self.is_sspr_enabled,
            self.is_sspr_capable,
            shared(self.methods_registered),
            self.is_system_preferred_authentication_method_enabled,
            shared(self.system_preferred_authentication_methods),
            self.user_preferred_method_for_secondary_authentication or None,
            self.last_updated_date_time,
        )


_Names = TypeVar("_Names", tuple[str, ...], tuple[str, ...] | None)


@lru_cache(maxsize=4096)
def shared(names: _Names) -> _Names:
    """Return the same tuple for equal names: a million rows have some hundred sets of methods."""
    return names


class Requirements(msgspec.Struct, rename="camel"):
    """/users/{id}/authentication/requirements."""

    per_user_mfa_state: str | None = None


class BatchAnswer(msgspec.Struct):
    """A sub-response of a $batch; Graph sends them in any order."""

    id: str
    status: int
    headers: dict[str, object] | None = None
    body: msgspec.Raw = msgspec.Raw(b"")


class BatchAnswers(msgspec.Struct):
    """The answer to a $batch."""

    responses: list[BatchAnswer]


class _ErrorDetail(msgspec.Struct):
    code: str | None = None
    message: str | None = None
    inner_error: dict[str, object] | None = msgspec.field(default=None, name="innerError")


class _ErrorBody(msgspec.Struct):
    error: _ErrorDetail


class Fault(msgspec.Struct):
    """The contents of an error answer; empty if it did not come from Graph."""

    code: str | None = None
    message: str | None = None
    request_id: str | None = None


def read_fault(body: bytes) -> Fault:
    """Return the error code, message and request id of an error body; never raises."""
    try:
        error = msgspec.json.decode(body, type=_ErrorBody).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Fault()
    request_id = (error.inner_error or {}).get("request-id")
    return Fault(error.code, error.message, str(request_id) if request_id else None)


class Method(msgspec.Struct, rename="camel"):
    """An entry of /users/{id}/authentication/methods."""

    odata_type: str = msgspec.field(name="@odata.type", default="")
    phone_type: str | None = None
    passkey_type: str | None = None

    @property
    def name(self) -> str:
        """The registration report's name for this kind of method."""
        return name_of_type(self.odata_type, self.phone_type or self.passkey_type)


class _Token(msgspec.Struct, rename="camel"):
    """The device of a hardware OATH token."""

    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None
    display_name: str | None = None

    def __str__(self) -> str:
        parts = (self.display_name, self.manufacturer, self.model, self.serial_number)
        return " ".join(part for part in parts if part)


class MethodInDetail(Method, rename="camel"):
    """A method with what names the person's phone, device or key."""

    id: str | None = None
    phone_number: str | None = None
    email_address: str | None = None
    display_name: str | None = None
    model: str | None = None
    device: _Token | None = None
    created_date_time: Time | None = None
    last_used_date_time: Time | None = None

    def details(self) -> MethodDetail:
        """The method with its phone number, address, device or key."""
        detail = self.phone_number or self.email_address or self.display_name or self.model
        if self.device:
            detail = detail or str(self.device)
        return MethodDetail(
            self.name, self.id, detail or None, self.created_date_time, self.last_used_date_time
        )
