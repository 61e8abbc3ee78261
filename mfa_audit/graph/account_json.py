"""The JSON of accounts, registration details, methods, roles and groups, and from it our own facts.
Graph's property names appear only here and in `log_json`."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Annotated, Generic, TypeVar

import msgspec

from mfa_audit.domain.accounts import (
    Account,
    MethodDetail,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Tenant,
)
from mfa_audit.domain.methods import name_of_type
from mfa_audit.errors import ServiceError

T = TypeVar("T")

# A time without a zone is an answer of another shape: it could not be compared with the others.
Time = Annotated[datetime, msgspec.Meta(tz=True)]

# An escape in JSON: the two halves of a letter beyond the first 65,536, one half, or any other.
_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)", re.DOTALL)


def _pair_or_mark(escape: "re.Match[bytes]") -> bytes:
    """A half without the other becomes the mark for a letter that is lost: msgspec takes the whole
    page for broken, and one name must not cost the others."""
    found = escape[0]
    return rb"\ufffd" if len(found) == 6 and found[2:3] in b"dD" else found


def decode(body: bytes, shape: type[T]) -> T:
    """`body` as `shape`. Raises ServiceError where Graph's answer has another shape."""
    try:
        try:
            return msgspec.json.decode(body, type=shape)
        except msgspec.DecodeError:
            whole = _ESCAPE.sub(_pair_or_mark, body)
            if whole == body:
                raise
            return msgspec.json.decode(whole, type=shape)
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
        """The same facts in the product's words."""
        state = self.per_user_mfa_state
        return Account(
            self.id,
            # Every account has one; should Graph keep it back, the id still names the account.
            self.user_principal_name or self.id,
            self.display_name,
            self.account_enabled,
            # Values that many accounts share are held once.
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
    """An entry of /users with `signInActivity`, which is absent where Graph knows of none."""

    id: str
    sign_in_activity: _SignIns | None = None

    def activity(self) -> SignInActivity:
        """The same facts in the product's words."""
        said = self.sign_in_activity or _SignIns()
        return SignInActivity(
            _real(said.last_sign_in_date_time),
            _real(said.last_non_interactive_sign_in_date_time),
            _real(said.last_successful_sign_in_date_time),
        )


def _real(time: datetime | None) -> datetime | None:
    """`time`, but for the first of January of the year 1, which stands for none."""
    return time if time and time.year > 1 else None


class GroupJson(msgspec.Struct, rename="camel"):
    """A group."""

    id: str
    display_name: str | None = None


class Member(msgspec.Struct):
    """A member of a group, of whatever kind."""

    id: str


class Role(msgspec.Struct, rename="camel"):
    """An entry of /roleManagement/directory/roleDefinitions."""

    id: str
    display_name: str | None = None


class _Principal(msgspec.Struct):
    odata_type: str = msgspec.field(name="@odata.type", default="")


class AssignmentJson(msgspec.Struct, rename="camel"):
    """An entry of /roleManagement/directory/roleAssignments. `directory_scope_id` is "/" where the
    role holds for the whole tenant."""

    principal_id: str
    role_definition_id: str
    directory_scope_id: str | None = None
    principal: _Principal | None = None

    @property
    def principal_kind(self) -> str:
        """user, group or serviceprincipal; empty where Graph did not tell."""
        return self.principal.odata_type.rpartition(".")[2].casefold() if self.principal else ""

    def role(self, names: Mapping[str, str | None]) -> str:
        """The role's name, or its id where it has none in `names`, and whether it is scoped."""
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
    methods_registered: list[str] | None = None
    is_system_preferred_authentication_method_enabled: bool | None = None
    system_preferred_authentication_methods: list[str] | None = None
    user_preferred_method_for_secondary_authentication: str | None = None
    last_updated_date_time: Time | None = None

    def details(self) -> RegistrationDetails:
        """The same facts in the product's words."""
        return RegistrationDetails(
            self.is_admin,
            self.is_mfa_registered,
            self.is_mfa_capable,
            self.is_passwordless_capable,
            self.is_sspr_registered,
            self.is_sspr_enabled,
            self.is_sspr_capable,
            _shared(self.methods_registered),
            self.is_system_preferred_authentication_method_enabled,
            _shared(self.system_preferred_authentication_methods),
            self.user_preferred_method_for_secondary_authentication or None,
            self.last_updated_date_time,
        )


def _shared(names: list[str] | None) -> tuple[str, ...] | None:
    """One tuple for all accounts with the same methods: a million rows hold some hundred kinds."""
    return None if names is None else one(tuple(names))


@lru_cache(maxsize=4096)
def one(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for every account with the same names."""
    return names


class Requirements(msgspec.Struct, rename="camel"):
    """/users/{id}/authentication/requirements."""

    per_user_mfa_state: str | None = None


class Organization(msgspec.Struct, rename="camel"):
    """An entry of /organization."""

    id: str
    display_name: str | None = None

    def tenant(self) -> Tenant:
        """The same facts in the product's words."""
        return Tenant(self.id, self.display_name)


class BatchAnswer(msgspec.Struct):
    """One sub-response of a $batch; the order of sub-responses means nothing."""

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
    """What an error answer says. All empty where it was not Graph that answered."""

    code: str | None = None
    message: str | None = None
    request_id: str | None = None


def read_fault(body: bytes) -> Fault:
    """Graph's error code, message and request id from an error body; never raises."""
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
        """The registration report's name for its kind."""
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
    """The same with what names a person's phone, device or key."""

    id: str | None = None
    phone_number: str | None = None
    email_address: str | None = None
    display_name: str | None = None
    model: str | None = None
    device: _Token | None = None
    created_date_time: Time | None = None
    last_used_date_time: Time | None = None

    def detail_of_method(self) -> MethodDetail:
        """The same facts in the product's words."""
        detail = self.phone_number or self.email_address or self.display_name or self.model
        if self.device:
            detail = detail or str(self.device)
        return MethodDetail(
            self.name, self.id, detail or None, self.created_date_time, self.last_used_date_time
        )


def methods_read(methods: Sequence[Method], details: tuple[MethodDetail, ...] = ()) -> MethodsRead:
    """The report's names for what the per-account API listed, each once, in Graph's order."""
    return MethodsRead(one(tuple(dict.fromkeys(method.name for method in methods))), details)


def method_details(methods: Sequence[MethodInDetail]) -> tuple[MethodDetail, ...]:
    """What the per-account API listed, in Graph's order."""
    return tuple(method.detail_of_method() for method in methods)
