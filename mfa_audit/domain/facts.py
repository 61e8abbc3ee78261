"""What Graph said about an account, before any judgement. None means: Graph did not tell us."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Definition(StrEnum):
    """Two meanings of "registered"; every output names the one it used.

    `entra`: Graph's `isMfaRegistered` where the registration report answers, otherwise any method
    that counts as MFA. `msonline`: at least one method that the old `Get-MsolUser` query would have
    listed in `StrongAuthenticationMethods`.
    """

    ENTRA = "entra"
    MSONLINE = "msonline"


class Account(msgspec.Struct, gc=False):
    """A Graph `user`; source: /users. `per_user_mfa_state` is as Graph spelled it (`enforced`)."""

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

    @property
    def blocked(self) -> bool:
        """MSOnline's BlockCredential; not blocked where Graph does not tell."""
        return self.account_enabled is False


class RegistrationDetails(msgspec.Struct, frozen=True):
    """A row of Graph's `userRegistrationDetails` report.

    `methods_registered` keeps Graph's spelling; the report leaves out blocked accounts and lags by
    hours. `last_updated_date_time` is when the report was refreshed, not when somebody registered.
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


class MethodsRead(msgspec.Struct, frozen=True):
    """The methods of one account, read from the per-account API, under the report's names."""

    names: tuple[str, ...]


class Unanswered(msgspec.Struct, frozen=True):
    """A source was asked about one account and gave no answer: why, and what to do about it."""

    reason: str
    code: str | None = None
    remedy: str | None = None


class Gone(msgspec.Struct, frozen=True):
    """The account was deleted between the listing and the question."""


class Tenant(msgspec.Struct, frozen=True):
    """Who the report is about; source: /organization, else what the sign-in named."""

    id: str | None = None
    display_name: str | None = None
