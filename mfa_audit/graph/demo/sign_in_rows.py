"""What a row of the emulated sign-in log looks like, piece by piece; the shapes are those of
Microsoft's reference pages. Not here: which rows there are (`sign_ins`).
"""

from datetime import datetime, timedelta
from functools import lru_cache

from mfa_audit.graph.demo.bodies import Body
from mfa_audit.graph.demo.contoso import Person

# As the log spells guests: by their address at home.
_GUEST = "#ext#"

_APPS = (
    (
        "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
        "Azure Portal",
        "Windows Azure Service Management API",
    ),
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online", "Exchange Online"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", "Microsoft Graph"),
    ("00000003-0000-0ff1-ce00-000000000000", "SharePoint Online", "SharePoint Online"),
)
_PLACES = (
    ("Malmö", "Skåne", "SE", "192.0.2."),
    ("Utrecht", "Utrecht", "NL", "198.51.100."),
    ("Redmond", "Washington", "US", "203.0.113."),
)
_SINGLE, MULTI = "singleFactorAuthentication", "multiFactorAuthentication"

_SECONDS = tuple(timedelta(seconds=second) for second in range(5))
# Method, its detail, whether it succeeded, the result in words, what it was for.
Step = tuple[str | None, str | None, bool | None, str | None, str | None]


def _text(time: datetime) -> str:
    """A time in UTC as Graph writes it."""
    return f"{time.isoformat(timespec='milliseconds')[:-6]}Z"


def base(number: int, person: Person, time: datetime) -> Body:
    """A row before anything is known of its MFA."""
    app_id, app, resource = _APPS[number % len(_APPS)]
    city, state, country, network = _PLACES[number % len(_PLACES)]
    name = person.upn.lower()
    if _GUEST in name:
        home = name.partition(_GUEST)[0].rpartition("_")
        name = f"{home[0]}@{home[2]}"
    return {
        "id": f"5160a105-0000-4000-8000-{number:012d}",
        "createdDateTime": _text(time),
        "userDisplayName": person.name,
        "userPrincipalName": name,
        "userId": person.id,
        "userType": "guest" if person.guest else "member",
        "appId": app_id,
        "appDisplayName": app,
        "resourceId": f"00000000-0000-0000-c000-{number % len(_APPS):012d}",
        "resourceDisplayName": resource,
        "clientAppUsed": "Browser" if number % 3 else "Mobile Apps and Desktop clients",
        "ipAddress": f"{network}{number % 250 + 1}",
        "location": {"city": city, "state": state, "countryOrRegion": country},
        "correlationId": f"c0bbe1a7-0000-4000-8000-{number:012d}",
        "isInteractive": True,
        "signInEventTypes": ["interactiveUser"],
        "tokenIssuerType": "AzureAD",
        "tokenIssuerName": "",
        "conditionalAccessStatus": "notApplied",
        "riskLevelDuringSignIn": "none",
        "riskState": "none",
        "status": {"errorCode": 0, "failureReason": "Other.", "additionalDetails": None},
        "authenticationRequirement": _SINGLE,
        "authenticationRequirementPolicies": [],
        "authenticationDetails": [],
        "appliedConditionalAccessPolicies": [],
    }


def steps(time: datetime, *steps: Step) -> list[Body]:
    """The authenticationDetails of a sign-in at `time`, a second for each step."""
    return [
        {
            "authenticationStepDateTime": _text(time + second),
            "authenticationMethod": method,
            "authenticationMethodDetail": detail,
            "succeeded": succeeded,
            "authenticationStepResultDetail": result,
            "authenticationStepRequirement": requirement,
        }
        for second, (method, detail, succeeded, result, requirement) in zip(
            _SECONDS, steps, strict=False
        )
    ]


def status(code: int, failure: str = "Other.", more: str | None = None) -> Body:
    """A sign-in's status; `more` are its additionalDetails."""
    return {"errorCode": code, "failureReason": failure, "additionalDetails": more}


def _policies(result: str) -> list[Body]:
    """What Contoso's three policies said: one counted, one was not about it, one only reports."""
    return [
        {
            "id": "ca000000-0000-4000-8000-000000000001",
            "displayName": "Require MFA for all users",
            "enforcedGrantControls": ["Mfa"],
            "enforcedSessionControls": ["SignInFrequency"],
            "result": result,
        },
        {
            "id": "ca000000-0000-4000-8000-000000000002",
            "displayName": "Block legacy authentication",
            "enforcedGrantControls": [],
            "enforcedSessionControls": [],
            "result": "notApplied",
        },
        {
            "id": "ca000000-0000-4000-8000-000000000003",
            "displayName": "Require a compliant device (trial)",
            "enforcedGrantControls": ["RequireCompliantDevice"],
            "enforcedSessionControls": [],
            "result": "reportOnlyFailure",
        },
    ]


@lru_cache
def required(provider: str, result: str = "success") -> Body:
    """MFA required by `provider`; Conditional Access brings its policies. Not to be changed: the
    rows share it."""
    asked = {
        "authenticationRequirement": MULTI,
        "authenticationRequirementPolicies": [
            {"requirementProvider": provider, "detail": "Conditional Access"}
        ],
    }
    if provider != "multiConditionalAccess":
        return asked
    status = "success" if result == "success" else "failure"
    return asked | {
        "conditionalAccessStatus": status,
        "appliedConditionalAccessPolicies": _policies(result),
    }
