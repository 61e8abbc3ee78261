"""Graph's JSON for sign-ins, audit events and risk detections.

The structs have Graph's property names; their methods return the same facts as domain objects. A
property may be null or missing; a value that this version does not know is kept.
"""

from datetime import datetime

import msgspec

from mfa_audit.domain.history import AuditEvent, PropertyChange, RiskDetection
from mfa_audit.domain.sign_ins import AppliedPolicy, AuthenticationStep, Requirement, SignIn, scrub
from mfa_audit.graph.account_json import Time


class _Status(msgspec.Struct, rename="camel"):
    error_code: int | None = None
    failure_reason: str | None = None
    additional_details: str | None = None


class _Location(msgspec.Struct, rename="camel"):
    city: str | None = None
    state: str | None = None
    country_or_region: str | None = None


class _Step(msgspec.Struct, rename="camel"):
    authentication_step_date_time: Time | None = None
    authentication_method: str | None = None
    authentication_method_detail: str | None = None
    succeeded: bool | None = None
    authentication_step_result_detail: str | None = None
    authentication_step_requirement: str | None = None

    def step(self) -> AuthenticationStep:
        return AuthenticationStep(
            self.authentication_step_date_time,
            self.authentication_method or None,
            _scrubbed(self.authentication_method_detail),
            self.succeeded,
            self.authentication_step_result_detail or None,
            self.authentication_step_requirement or None,
        )


class _Policy(msgspec.Struct, rename="camel"):
    id: str | None = None
    display_name: str | None = None
    enforced_grant_controls: list[str] | None = None
    enforced_session_controls: list[str] | None = None
    result: str | None = None

    def policy(self) -> AppliedPolicy:
        return AppliedPolicy(
            self.id,
            self.display_name,
            tuple(self.enforced_grant_controls or ()),
            tuple(self.enforced_session_controls or ()),
            self.result,
        )


class _Requirement(msgspec.Struct, rename="camel"):
    requirement_provider: str | None = None
    detail: str | None = None


class _MfaDetail(msgspec.Struct, rename="camel"):
    auth_method: str | None = None
    auth_detail: str | None = None


class SignInRow(msgspec.Struct, rename="camel"):
    """An entry of beta /auditLogs/signIns."""

    id: str
    created_date_time: Time
    user_id: str | None = None
    user_principal_name: str | None = None
    user_display_name: str | None = None
    user_type: str | None = None
    app_id: str | None = None
    app_display_name: str | None = None
    resource_id: str | None = None
    resource_display_name: str | None = None
    client_app_used: str | None = None
    ip_address: str | None = None
    location: _Location | None = None
    sign_in_event_types: list[str] | None = None
    is_interactive: bool | None = None
    token_issuer_type: str | None = None
    conditional_access_status: str | None = None
    status: _Status | None = None
    authentication_requirement: str | None = None
    authentication_requirement_policies: list[_Requirement] | None = None
    authentication_details: list[_Step] | None = None
    applied_conditional_access_policies: list[_Policy] | None = None
    mfa_detail: _MfaDetail | None = None
    risk_level_during_sign_in: str | None = None
    risk_state: str | None = None
    correlation_id: str | None = None

    def sign_in(self) -> SignIn:
        """The sign-in, with masked phone numbers, and None for empty texts."""
        status = self.status or _Status()
        place = self.location or _Location()
        mfa = self.mfa_detail or _MfaDetail()
        policies = self.applied_conditional_access_policies
        return SignIn(
            self.id,
            self.created_date_time,
            self.user_id or None,
            self.user_principal_name or None,
            self.user_display_name or None,
            self.user_type or None,
            self.app_id or None,
            self.app_display_name or None,
            self.resource_id or None,
            self.resource_display_name or None,
            self.client_app_used or None,
            self.ip_address or None,
            place.city or None,
            place.state or None,
            place.country_or_region or None,
            tuple(self.sign_in_event_types or ()),
            self.is_interactive,
            self.token_issuer_type or None,
            self.conditional_access_status or None,
            status.error_code,
            status.failure_reason or None,
            status.additional_details or None,
            self.authentication_requirement or None,
            tuple(
                Requirement(policy.requirement_provider, policy.detail)
                for policy in self.authentication_requirement_policies or ()
                if policy.requirement_provider
            ),
            tuple(step.step() for step in self.authentication_details or ()),
            None if policies is None else tuple(policy.policy() for policy in policies),
            mfa.auth_method or None,
            _scrubbed(mfa.auth_detail),
            self.risk_level_during_sign_in or None,
            self.risk_state or None,
            self.correlation_id or None,
        )


def _scrubbed(text: str | None) -> str | None:
    return scrub(text) if text else None


class _Person(msgspec.Struct, rename="camel"):
    id: str | None = None
    display_name: str | None = None
    user_principal_name: str | None = None
    ip_address: str | None = None
    service_principal_id: str | None = None


class _Initiator(msgspec.Struct):
    user: _Person | None = None
    app: _Person | None = None


class _Property(msgspec.Struct, rename="camel"):
    display_name: str | None = None
    old_value: str | None = None
    new_value: str | None = None

    def change(self) -> PropertyChange:
        return PropertyChange(
            self.display_name or "", _plain(self.old_value), _plain(self.new_value)
        )


class _Target(msgspec.Struct, rename="camel"):
    id: str | None = None
    display_name: str | None = None
    type: str | None = None
    user_principal_name: str | None = None
    modified_properties: list[_Property] | None = None


class AuditRow(msgspec.Struct, rename="camel"):
    """An entry of /auditLogs/directoryAudits."""

    id: str
    activity_date_time: Time
    activity_display_name: str | None = None
    result: str | None = None
    result_reason: str | None = None
    logged_by_service: str | None = None
    initiated_by: _Initiator | None = None
    target_resources: list[_Target] | None = None
    correlation_id: str | None = None

    def event(self) -> AuditEvent:
        """The event, with masked phone numbers, and None for empty texts."""
        initiator = self.initiated_by or _Initiator()
        by = initiator.user or initiator.app or _Person()
        targets = self.target_resources or []
        users = [target for target in targets if (target.type or "").casefold() == "user"]
        target = next(iter(users or targets), _Target())
        return AuditEvent(
            self.id,
            self.activity_date_time,
            self.activity_display_name or "",
            self.result or None,
            _scrubbed(self.result_reason),
            self.logged_by_service or None,
            by.user_principal_name or by.display_name or None,
            by.id or by.service_principal_id or None,
            by.ip_address or None,
            target.user_principal_name or target.display_name or None,
            target.id or None,
            tuple(p.change() for t in targets for p in t.modified_properties or ()),
            self.correlation_id or None,
        )


def _plain(value: str | None) -> str | None:
    """A value of a changed property; Graph writes most of them as JSON texts."""
    if not value:
        return None
    try:
        text = msgspec.json.decode(value, type=str)
    except msgspec.DecodeError:
        text = value
    return scrub(text) or None


class RiskRow(msgspec.Struct, rename="camel"):
    """An entry of /identityProtection/riskDetections."""

    id: str
    activity_date_time: Time | None = None
    detected_date_time: Time | None = None
    risk_event_type: str | None = None
    user_principal_name: str | None = None
    user_id: str | None = None
    risk_level: str | None = None
    risk_state: str | None = None
    ip_address: str | None = None
    correlation_id: str | None = None

    def detection(self, otherwise: datetime) -> RiskDetection:
        """The detection, at the time `otherwise` if Graph gives no time."""
        return RiskDetection(
            self.id,
            self.activity_date_time or self.detected_date_time or otherwise,
            self.risk_event_type or "",
            self.user_principal_name or None,
            self.user_id or None,
            self.risk_level or None,
            self.risk_state or None,
            self.ip_address or None,
            self.correlation_id or None,
        )
