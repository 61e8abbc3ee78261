"""A month of Contoso's audit log and risk detections, as v1.0 of Graph shows them: the same in
every run, only their end differs.

Every activity about MFA in Microsoft's list occurs, and some others. Not here: how they are served
(`logs`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from mfa_audit.graph.demo.bodies import Body
from mfa_audit.graph.demo.contoso import Person

_DAYS = 30
_ORDINARY = 400
_METHODS, _CORE, _AZURE_MFA = "Authentication Methods", "Core Directory", "Azure MFA"
_UX, _DEVICES = "Microsoft Entra Management UX", "Device Registration Service"
_POLICIES = "Conditional Access"
DemoChange = tuple[str, str | None, str | None]


class _Event(NamedTuple):
    """An entry of the log. `by` is `self`, `admin` or `app`."""

    activity: str
    service: str
    by: str = "self"
    reason: str = ""
    changes: tuple[DemoChange, ...] = ()
    result: str = "success"


def _events(service: str, by: str, *activities: str) -> tuple[_Event, ...]:
    return tuple(_Event(activity, service, by) for activity in activities)


_STATE = "Update per-user multifactor authentication state"
_REGISTERED = "User registered security info"
_OFF, _ON = "[]", '[{"RelyingParty":"*","State":1}]'

# fmt: off
# Each activity of Microsoft's list once; without a reason if the documents give only its name.
_LISTED = (
    *_events(_METHODS, "admin",
             "POST Tenant.CreateBlockedUser", "POST Tenant.RemoveBlockedUser",
             "POST Tenant.CreateBypassedUser", "POST Tenant.RemoveBypassedUser"),
    *_events(_UX, "admin", "Add blocked user", "Clear block on user", "Add bypass user",
             "Remove bypassed user", "Update User Risk and MFA Registration Policy"),
    _Event("Fraud reported - no action taken", _AZURE_MFA, reason="Fraud was reported by phone"),
    _Event("Fraud reported - user is blocked for MFA", _AZURE_MFA, reason="Fraud Code Entered"),
    _Event("Suspicious activity reported", _AZURE_MFA, reason="Phone App Reported Fraud"),
    _Event("Suspicious activity reported", _AZURE_MFA, reason="Phone App Reported Fraud"),
    _Event(_REGISTERED, _AZURE_MFA, reason="User registered Phone"),
    _Event("User deleted security info", _METHODS,
           reason="User deleted Mobile Phone +46 700000064"),
    _Event("User updated security info", _METHODS, reason="User updated Mobile Phone"),
    _Event("User changed default security info", _METHODS,
           reason="User changed the default security info to Authenticator App"),
    _Event("User reviewed security info", _METHODS,
           reason="User successfully reviewed security info"),
    _Event("User registered all required security info", _METHODS,
           reason="User registered all required security info"),
    *_events(_METHODS, "self", "User started security info registration",
             "User canceled security info registration"),
    _Event(_REGISTERED, _METHODS, result="failure"),
    *(_Event(f"Admin {verb} security info", _METHODS, "admin", f"Admin {verb} {what} for user")
      for verb in ("registered", "updated", "deleted")
      for what in ("phone method", "temporary access pass method")),
    _Event(_STATE, _METHODS, "admin", changes=(("State", "disabled", "enabled"),)),
    _Event(_STATE, _METHODS, "admin", changes=(("State", "enabled", "enforced"),)),
    _Event(_STATE, _METHODS, "admin", changes=(("State", "enforced", "disabled"),)),
    *_events(_METHODS, "admin", "Restore multifactor authentication on all remembered devices"),
    _Event("Enable Strong Authentication", _CORE, "admin",
           changes=(("StrongAuthenticationRequirement", _OFF, _ON),)),
    _Event("Disable Strong Authentication", _CORE, "admin",
           changes=(("StrongAuthenticationRequirement", _ON, _OFF),)),
    *_events(_CORE, "self", "Create application password for user",
             "Delete application password for user"),
    *_events(_METHODS, "admin", "Create Hardware Oath Token", "Assign Hardware Oath Token",
             "Update Hardware Oath Token", "Delete Hardware Oath Token",
             "Bulk upload Hardware Oath Token"),
    *_events(_METHODS, "self", "POST UserAuthMethod.SoftwareOathProofupRegistration"),
    *(_Event(f"{verb} {credential}", _DEVICES) for verb in ("Add", "Delete") for credential in (
        "Passkey (device-bound)", "Windows Hello for Business credential",
        "passwordless phone sign-in credential", "platform credential")),
    # Not in the list.
    *_events(_METHODS, "self", "Get passkey creation options"),
    *_events(_METHODS, "admin", "Admin started password reset",
             "Authentication Methods Policy Update", "MFA Service Policy Update"),
    *_events(_METHODS, "self", "PATCH UserAuthMethod.PatchSignInPreferencesAsync"),
    *_events(_POLICIES, "admin", "Update Conditional Access policy", "Update security defaults"),
    *_events(_CORE, "admin", "Disable account", "Enable account"),
)
# Events of every day.
_DEALT = (
    _Event("Update user", _CORE, "app", changes=(("Department", '["IT"]', '["Sales"]'),)),
    _Event(_REGISTERED, _METHODS, reason="User registered Authenticator App with Notification"),
    *_events(_CORE, "admin", "Reset password"),
    *_events(_METHODS, "self", "User started security info registration"),
    _Event(_REGISTERED, _METHODS, reason="User registered Mobile Phone SMS"),
    _Event("Update user", _CORE, "admin", changes=(("JobTitle", "[]", '["Clerk"]'),)),
    _Event(_REGISTERED, _METHODS, reason="User registered Fido"),
    _Event("Admin registered security info", _METHODS, "admin",
           "Admin registered temporary access pass method for user"),
)
_RISKS = (
    ("userReportedSuspiciousActivity", "high", "atRisk"),
    ("unfamiliarFeatures", "medium", "remediated"),
    ("userReportedSuspiciousActivity", "high", "dismissed"),
    ("anonymizedIPAddress", "low", "dismissed"),
    ("userReportedSuspiciousActivity", "high", "confirmedCompromised"),
    ("generic", "low", "atRisk"),
)
# fmt: on


def audits(people: Sequence[Person], end: datetime) -> list[Body]:
    """Return the audit log before `end`, newest first."""
    if not people:
        return []
    every = (_ORDINARY + len(_LISTED)) // len(_LISTED)
    dealt = iter(_DEALT * _ORDINARY)
    admins = [person for person in people if person.admin] or people
    rows = []
    for number, time in enumerate(_times(end, every * len(_LISTED))):
        event = next(dealt) if number % every else _LISTED[number // every]
        person = people[(number * 37 + 50) % len(people)]
        rows.append(_row(number, event, person, admins[number % len(admins)], time))
    return rows


def risks(people: Sequence[Person], end: datetime) -> list[Body]:
    """Return the risk detections before `end`, newest first."""
    if not people:
        return []
    rows = []
    for number, time in enumerate(_times(end, len(_RISKS))):
        kind, level, state = _RISKS[number]
        person = people[number * 41 % len(people)]
        rows.append(
            {
                "id": f"d17ec700-0000-4000-8000-{number:012d}",
                "correlationId": f"c0bbe1a7-0000-4000-a000-{number:012d}",
                "riskEventType": kind,
                "riskLevel": level,
                "riskState": state,
                "source": "End user reported" if level == "high" else "IdentityProtection",
                "ipAddress": f"203.0.113.{number + 1}",
                "activityDateTime": _text(time),
                "detectedDateTime": _text(time + timedelta(minutes=4)),
                "userId": person.id,
                "userDisplayName": person.name,
                "userPrincipalName": person.upn,
            }
        )
    return rows


def _times(end: datetime, number: int) -> list[datetime]:
    """`number` times at even steps in the month before `end`, newest first."""
    step = (timedelta(days=_DAYS) - timedelta(hours=1)) / number
    return [end.astimezone(UTC) - timedelta(minutes=7) - n * step for n in range(number)]


def _text(time: datetime) -> str:
    """`time` with the seven digits that Graph writes."""
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}7Z"


def _row(number: int, event: _Event, person: Person, admin: Person, time: datetime) -> Body:
    initiator = admin if event.by == "admin" else person
    user = {
        "id": initiator.id,
        "displayName": None,
        "userPrincipalName": initiator.upn,
        "ipAddress": f"192.0.2.{number % 250 + 1}",
    }
    app = {
        "appId": None,
        "displayName": "Contoso HR import",
        "servicePrincipalId": "c0a70500-0000-4000-a000-00000000000a",
    }
    by_app = event.by == "app"
    return {
        "id": f"Directory_a0d17000-0000-4000-8000-{number:012d}",
        "category": "Policy" if event.service == _POLICIES else "UserManagement",
        "correlationId": f"c0bbe1a7-0000-4000-9000-{number:012d}",
        "result": event.result,
        "resultReason": event.reason,
        "activityDisplayName": event.activity,
        "activityDateTime": _text(time),
        "loggedByService": event.service,
        "operationType": "Update",
        "initiatedBy": {"user": None if by_app else user, "app": app if by_app else None},
        "targetResources": [
            {
                "id": person.id,
                "displayName": person.name,
                "type": "User",
                "userPrincipalName": person.upn,
                "modifiedProperties": [
                    {"displayName": name, "oldValue": old, "newValue": new}
                    for name, old, new in event.changes
                ],
            }
        ],
        "additionalDetails": [],
    }
