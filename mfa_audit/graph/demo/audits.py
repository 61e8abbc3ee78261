"""A month of Contoso's audit log and risk detections, as v1.0 of Graph shows them: the same in
every run, but for the moment at which they end.

Every activity of Microsoft's list that is about MFA occurs, and others that are about none of it.
Not here: how they are served (`log_service`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from mfa_audit.graph.demo.bodies import Body
from mfa_audit.graph.demo.contoso import Person

_DAYS = 30
_ORDINARY = 400
_METHODS_SERVICE, _CORE, _UX = (
    "Authentication Methods",
    "Core Directory",
    "Microsoft Entra Management UX",
)
_AZURE_MFA, _DEVICES, _POLICIES = ("Azure MFA", "Device Registration Service", "Conditional Access")
_STATE = "Update per-user multifactor authentication state"
_USER, _ADMIN = "User registered security info", "Admin registered security info"
_CREDENTIALS = (
    "Passkey (device-bound)",
    "Windows Hello for Business credential",
    "passwordless phone sign-in credential",
    "platform credential",
)
_REQUIREMENT = "StrongAuthenticationRequirement"
_REQUIRED = '[{"RelyingParty":"*","State":1}]'
DemoChange = tuple[str, str | None, str | None]


class _Event(NamedTuple):
    """What is logged. `by` is `self`, `admin` or `app`."""

    activity: str
    service: str
    by: str = "self"
    reason: str = ""
    changes: tuple[DemoChange, ...] = ()
    result: str = "success"


# Each of Microsoft's list once; what the documents say no more of than its name has no reason.
_LISTED = (
    *(
        _Event(f"POST Tenant.{action}{kind}User", _METHODS_SERVICE, "admin")
        for kind in ("Blocked", "Bypassed")
        for action in ("Create", "Remove")
    ),
    *(
        _Event(activity, _UX, "admin")
        for activity in (
            "Add blocked user",
            "Clear block on user",
            "Add bypass user",
            "Remove bypassed user",
            "Update User Risk and MFA Registration Policy",
        )
    ),
    _Event("Fraud reported - no action taken", _AZURE_MFA, reason="Fraud was reported by phone"),
    _Event("Fraud reported - user is blocked for MFA", _AZURE_MFA, reason="Fraud Code Entered"),
    _Event("Suspicious activity reported", _AZURE_MFA, reason="Phone App Reported Fraud"),
    _Event("Suspicious activity reported", _AZURE_MFA, reason="Phone App Reported Fraud"),
    _Event("User registered security info", _AZURE_MFA, reason="User registered Phone"),
    *(
        _Event(f"User {what} security info", _METHODS_SERVICE, reason=reason)
        for what, reason in (
            ("deleted", "User deleted Mobile Phone +46 700000064"),
            ("updated", "User updated Mobile Phone"),
            ("changed default", "User changed the default security info to Authenticator App"),
            ("reviewed", "User successfully reviewed security info"),
            ("registered all required", "User registered all required security info"),
        )
    ),
    _Event("User started security info registration", _METHODS_SERVICE),
    _Event("User canceled security info registration", _METHODS_SERVICE),
    _Event("User registered security info", _METHODS_SERVICE, reason="", result="failure"),
    *(
        _Event(f"Admin {verb} security info", _METHODS_SERVICE, "admin", f"Admin {verb} {what}")
        for verb in ("registered", "updated", "deleted")
        for what in ("phone method for user", "temporary access pass method for user")
    ),
    _Event(_STATE, _METHODS_SERVICE, "admin", changes=(("State", "disabled", "enabled"),)),
    _Event(_STATE, _METHODS_SERVICE, "admin", changes=(("State", "enabled", "enforced"),)),
    _Event(_STATE, _METHODS_SERVICE, "admin", changes=(("State", "enforced", "disabled"),)),
    _Event(
        "Restore multifactor authentication on all remembered devices", _METHODS_SERVICE, "admin"
    ),
    *(
        _Event(f"{what} Strong Authentication", _CORE, "admin", changes=((_REQUIREMENT, *values),))
        for what, values in (("Enable", ("[]", _REQUIRED)), ("Disable", (_REQUIRED, "[]")))
    ),
    *(_Event(f"{what} application password for user", _CORE) for what in ("Create", "Delete")),
    *(
        _Event(f"{what} Hardware Oath Token", _METHODS_SERVICE, "admin")
        for what in ("Create", "Assign", "Update", "Delete", "Bulk upload")
    ),
    _Event("POST UserAuthMethod.SoftwareOathProofupRegistration", _METHODS_SERVICE),
    *(
        _Event(f"{what} {credential}", _DEVICES)
        for what in ("Add", "Delete")
        for credential in _CREDENTIALS
    ),
    # About no history.
    _Event("Get passkey creation options", _METHODS_SERVICE),
    _Event("Admin started password reset", _METHODS_SERVICE, "admin"),
    _Event("Authentication Methods Policy Update", _METHODS_SERVICE, "admin"),
    _Event("MFA Service Policy Update", _METHODS_SERVICE, "admin"),
    _Event("PATCH UserAuthMethod.PatchSignInPreferencesAsync", _METHODS_SERVICE),
    _Event("Update Conditional Access policy", _POLICIES, "admin"),
    _Event("Update security defaults", _POLICIES, "admin"),
    _Event("Disable account", _CORE, "admin"),
    _Event("Enable account", _CORE, "admin"),
)
# What goes on every day.
_DEALT = (
    _Event("Update user", _CORE, "app", changes=(("Department", '["IT"]', '["Sales"]'),)),
    _Event(_USER, _METHODS_SERVICE, reason="User registered Authenticator App with Notification"),
    _Event("Reset password", _CORE, "admin"),
    _Event("User started security info registration", _METHODS_SERVICE),
    _Event(_USER, _METHODS_SERVICE, reason="User registered Mobile Phone SMS"),
    _Event("Update user", _CORE, "admin", changes=(("JobTitle", "[]", '["Clerk"]'),)),
    _Event(_USER, _METHODS_SERVICE, reason="User registered Fido"),
    _Event(
        _ADMIN, _METHODS_SERVICE, "admin", "Admin registered temporary access pass method for user"
    ),
)


def audits(people: Sequence[Person], end: datetime) -> list[Body]:
    """The audit log before `end`, newest first."""
    if not people:
        return []
    every = (_ORDINARY + len(_LISTED)) // len(_LISTED)
    dealt = iter(_DEALT * _ORDINARY)
    events = [
        _LISTED[number // every] if number % every == 0 else next(dealt)
        for number in range(every * len(_LISTED))
    ]
    admins = [person for person in people if person.admin] or list(people)
    return [
        _row(
            number,
            event,
            people[(number * 37 + 50) % len(people)],
            admins[number % len(admins)],
            time,
        )
        for number, (event, time) in enumerate(zip(events, _times(end, len(events)), strict=True))
    ]


def _times(end: datetime, number: int) -> list[datetime]:
    """`number` moments at even steps through the month before `end`, newest first."""
    step = (timedelta(days=_DAYS) - timedelta(hours=1)) / number
    return [end.astimezone(UTC) - timedelta(minutes=7) - n * step for n in range(number)]


def _text(time: datetime) -> str:
    """With the seven digits that Graph writes."""
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}7Z"


def _row(number: int, event: _Event, person: Person, admin: Person, time: datetime) -> Body:
    doer = admin if event.by == "admin" else person
    user = {
        "id": doer.id,
        "displayName": None,
        "userPrincipalName": doer.upn,
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


_RISKS = (
    ("userReportedSuspiciousActivity", "high", "atRisk"),
    ("unfamiliarFeatures", "medium", "remediated"),
    ("userReportedSuspiciousActivity", "high", "dismissed"),
    ("anonymizedIPAddress", "low", "dismissed"),
    ("userReportedSuspiciousActivity", "high", "confirmedCompromised"),
    ("generic", "low", "atRisk"),
)


def risks(people: Sequence[Person], end: datetime) -> list[Body]:
    """The risk detections before `end`, newest first."""
    if not people:
        return []
    return [
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
            "userId": people[number * 41 % len(people)].id,
            "userDisplayName": people[number * 41 % len(people)].name,
            "userPrincipalName": people[number * 41 % len(people)].upn,
        }
        for number, ((kind, level, state), time) in enumerate(
            zip(_RISKS, _times(end, len(_RISKS)), strict=True)
        )
    ]
