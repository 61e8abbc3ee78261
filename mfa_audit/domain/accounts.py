"""What Graph said about an account, before any judgement. None means that Graph did not say."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Definition(StrEnum):
    """The two meanings of "registered"; every output names the one that it used.

    `entra`: Graph's `isMfaRegistered` where the registration report has it, otherwise any method
    that counts as MFA. `msonline`: at least one method that the old `Get-MsolUser` query would have
    listed in `StrongAuthenticationMethods`.
    """

    ENTRA = "entra"
    MSONLINE = "msonline"


class Account(msgspec.Struct, gc=False):
    """A Graph `user`; source: /users. `per_user_mfa_state` is in Graph's spelling (`enforced`)."""

    id: str
    user_principal_name: str
    display_name: str | None = None
    account_enabled: bool | None = None
    user_type: str | None = None
    per_user_mfa_state: str | None = None
    per_user_mfa_state_source: str | None = None
    is_licensed: bool | None = None
    on_premises_sync_enabled: bool | None = None
    created_date_time: datetime | None = None
    department: str | None = None
    employee_hire_date: datetime | None = None

    @property
    def blocked(self) -> bool:
        """MSOnline's BlockCredential; False where Graph does not say."""
        return self.account_enabled is False


class RegistrationDetails(msgspec.Struct, frozen=True):
    """A row of Graph's `userRegistrationDetails` report.

    `methods_registered` keeps Graph's spelling; the report leaves out blocked accounts and lags by
    hours. `last_updated_date_time` is when the report was refreshed, not when the user registered.
    """

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
    last_updated_date_time: datetime | None = None


class MethodDetail(msgspec.Struct, frozen=True):
    """A registered method as the per-account API shows it; personal data, not masked.

    `name` is the registration report's name for the kind of method. `detail` is the phone number,
    the device, the name or model of a key, or the email address, as Graph spells it.
    """

    name: str
    id: str | None = None
    detail: str | None = None
    created: datetime | None = None
    last_used: datetime | None = None


class MethodsRead(msgspec.Struct, frozen=True):
    """The methods of an account from the per-account API, by the registration report's names.

    `details` has an entry for each method if the run requested details, otherwise none.
    """

    names: tuple[str, ...]
    details: tuple[MethodDetail, ...] = ()


class SignInActivity(msgspec.Struct, frozen=True):
    """The last sign-ins of an account; source: /users (signInActivity). Times are UTC.

    `last_sign_in` is interactive, successful or not; None where Graph knows of none, or where the
    last sign-in was before April 2020.
    """

    last_sign_in: datetime | None = None
    last_non_interactive_sign_in: datetime | None = None
    last_successful_sign_in: datetime | None = None


class Unanswered(msgspec.Struct, frozen=True):
    """Why a source gave no answer for an account, and what to do about it.

    `reason` is a fixed text of `registration`; `about` is the part that varies, or empty.
    """

    reason: str
    code: str | None = None
    remedy: str | None = None
    about: str = ""

    @property
    def sentence(self) -> str:
        """The reason with the part that varies."""
        return f"{self.reason}: {self.about}" if self.about else self.reason


class Gone(msgspec.Struct, frozen=True):
    """The answer for an account that was deleted after it was listed."""


class Tenant(msgspec.Struct, frozen=True):
    """The tenant of a report; source: /organization, otherwise the sign-in."""

    id: str | None = None
    display_name: str | None = None
