"""A month of Contoso's sign-ins, as beta /auditLogs/signIns shows them: the same in every run, only
their end differs.

Every reason of Microsoft's page occurs, and whatever else a reader of the log must handle: claims,
interruptions, empty details, report-only policies, the NPS extension and AD FS, and values that the
documents do not list. Not here: how they are served (`logs`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from mfa_audit.domain.mfa_results import REASONS, MfaOutcome, Reason
from mfa_audit.graph.demo.bodies import Body, report_row
from mfa_audit.graph.demo.contoso import Person

_ORDINARY = 5_710
_DAYS = 30
# AD FS was in use until three weeks before the end: so many rows, every 150th from the oldest.
_ADAPTERS, _APART = 12, 150
_CLIENT, _CLIENT_ID = "Azure Multi-Factor Auth Client", "981f26a1-7f43-403b-a875-f8b09b8cd720"
# fmt: off
_APPS = (
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal",
     "Windows Azure Service Management API"),
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online", "Exchange Online"),
    ("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", "Microsoft Graph"),
    ("00000003-0000-0ff1-ce00-000000000000", "SharePoint Online", "SharePoint Online"),
)
# fmt: on
_PLACES = (
    ("Malmö", "Skåne", "SE", "192.0.2."),
    ("Utrecht", "Utrecht", "NL", "198.51.100."),
    ("Redmond", "Washington", "US", "203.0.113."),
)
# The log shows guests with their address at home.
_GUEST = "#ext#"
_METHODS: tuple[tuple[str | None, str | None], ...] = (
    ("Mobile app notification", "iPhone 12"),
    ("Text message", "+46 700000064"),
    ("OATH verification code", None),
    ("Phone call (Authentication phone)", "+31 XXXXXXX64"),
    ("FIDO2 security key", "Red key"),
    ("Phone call (Office phone)", "+1 4255551264x123"),
    ("Mobile app verification code", "SM-G991B"),
    ("Windows Hello for Business", None),
    ("Phone call (Alternate authentication phone)", "+46 700000037"),
)
_PUSH, _SMS = _METHODS[:2]
_PROVIDERS = ("multiConditionalAccess", "user", "securityDefaults", "tenantSessionRiskPolicy")
_SINGLE, _MULTI = "singleFactorAuthentication", "multiFactorAuthentication"
_PRIMARY, _SECOND = "Primary authentication", "Multifactor authentication"
_PASSWORD = ("Password", "Password in the cloud", True, "Correct password", _PRIMARY)
_DONE = "MFA successfully completed"
# Codes of results that the page lists as satisfied although the sign-in is not over.
_PENDING_CODES = {"expired": 50078, "registration-prompted": 50072, "redirected": 0}

SignInKind = Callable[[datetime], Body]
# Method, its detail, whether it succeeded, the result in words, the requirement.
Step = tuple[str | None, str | None, bool | None, str | None, str | None]


def demo_sign_ins(people: Sequence[Person], end: datetime) -> list[Body]:
    """Return all sign-ins before `end`, newest first."""
    active = [person for person in people if person.enabled and person.sign_ins]
    if not active:
        return []
    registered = [p for p in active if report_row(p)["isMfaRegistered"]] or active
    kinds = [*_special(), *_ordinary()]
    # At even steps, in an order that mixes the kinds.
    mixed = [kinds[n * 149 % len(kinds)] for n in range(len(kinds))]
    for number in range(_ADAPTERS):
        mixed.insert(len(mixed) - number * _APART, _adapter)
    step = (timedelta(days=_DAYS) - timedelta(hours=1)) / len(mixed)
    last = end.astimezone(UTC) - timedelta(minutes=3)
    rows = []
    for number, kind in enumerate(mixed):
        group = active if kind in (_password_only, _wrong_password) else registered
        # Squared, so that people and kinds do not repeat together.
        person = group[number * number // 7 % len(group)]
        time = last - number * step
        rows.append(_base(number, person, time) | kind(time))
    return rows


def _special() -> Iterator[SignInKind]:
    """Every reason three times, and what is rare."""
    for number, reason in enumerate(REASONS * 3):
        yield _documented(number, reason)
    yield _undocumented
    yield from [_fraud] * 6 + [_client] * 8 + [_federated] * 20
    yield from [_nps] * 80 + [partial(_nps, denied=True)] * 20 + [_empty] * 38


def _ordinary() -> Iterator[SignInKind]:
    dealt: tuple[SignInKind, ...] = (_claim, _claim, _claim, _password_only, _interrupted)
    for number in range(_ORDINARY):
        if number % 17 == 0:
            yield _wrong_password
        else:
            yield _performed(number) if number % 3 else dealt[number // 3 % len(dealt)]


def _performed(number: int) -> SignInKind:
    method = _METHODS[number % len(_METHODS)]
    text = _DONE if number % 2 else "MFA completed in Azure AD"
    required = _required(_PROVIDERS[number % len(_PROVIDERS)])
    return lambda time: required | _outcome(time, _PASSWORD, (*method, True, text, _SECOND))


def _documented(number: int, reason: Reason) -> SignInKind:
    """A sign-in with a result of Microsoft's page."""
    if reason.outcome is MfaOutcome.DENIED:
        method, text, code = _METHODS[number % len(_METHODS)], f"MFA denied; {reason.text}", 500121
        failure, result = "Authentication failed during strong authentication request.", "failure"
    else:
        method, text = (None, None), f"MFA requirement {reason.text}"
        code, failure, result = _PENDING_CODES.get(reason.key, 0), "Other.", "success"
    mfa = (*method, code != 500121, text, _SECOND)
    required = _required(_PROVIDERS[number % 3], result)
    return lambda time: (
        required | _outcome(time, _PASSWORD, mfa, code=code, failure=failure, more=text)
    )


def _claim(time: datetime) -> Body:
    """Graph says single-factor: the claim is from an earlier sign-in."""
    first = "First factor requirement satisfied by claim in the token"
    second = "MFA requirement satisfied by claim in the token"
    return {"isInteractive": False, "signInEventTypes": ["nonInteractiveUser"]} | _outcome(
        time,
        ("Previously satisfied", None, True, first, _PRIMARY),
        ("Previously satisfied", None, True, second, _SECOND),
        more=second,
    )


def _password_only(time: datetime) -> Body:
    return _outcome(time, _PASSWORD)


def _wrong_password(time: datetime) -> Body:
    failure = "Error validating credentials due to invalid username or password."
    text = "Invalid username or password or Invalid on-premise username or password."
    wrong = ("Password", "Password in the cloud", False, text, _PRIMARY)
    return _outcome(time, wrong, code=50126, failure=failure)


def _empty(time: datetime) -> Body:
    """Graph gave no details."""
    return _outcome(time) | {"authenticationRequirement": _MULTI}


def _interrupted(time: datetime) -> Body:
    failure, more = "Strong Authentication is required.", "MFA required in Azure AD"
    return _required("multiConditionalAccess", "failure") | _outcome(
        time, _PASSWORD, code=50074, failure=failure, more=more
    )


def _nps(time: datetime, *, denied: bool = False) -> Body:
    """The NPS extension leaves most properties empty."""
    text = "MFA denied; user declined the authentication" if denied else _DONE
    mfa = (*_PUSH, not denied, text, _SECOND)
    bare = _bare("NPSExtension", "radius", "Contoso VPN")
    return bare | _outcome(time, mfa, code=500121 if denied else 0, more=text)


def _adapter(time: datetime) -> Body:
    bare = _bare("ADFederationServicesMFAAdapter", "adfs", "AD FS")
    return bare | _outcome(time, (*_SMS, True, _DONE, _SECOND))


def _bare(issuer: str, resource_id: str, resource: str) -> Body:
    empty = (
        *("appId", "isInteractive", "conditionalAccessStatus", "riskLevelDuringSignIn"),
        *("riskState", "appliedConditionalAccessPolicies"),
    )
    return dict.fromkeys(empty) | {
        "tokenIssuerType": issuer,
        "resourceId": resource_id,
        "resourceDisplayName": resource,
        "appDisplayName": _CLIENT,
    }


def _client(time: datetime) -> Body:
    """An older extension: only its app shows what it is."""
    app = {"appId": _CLIENT_ID, "appDisplayName": _CLIENT}
    return app | _outcome(time, (*_PUSH, True, _DONE, _SECOND))


def _federated(time: datetime) -> Body:
    text = "MFA requirement satisfied by claim provided by external provider"
    issuer = {"tokenIssuerType": "ADFederationServices", "tokenIssuerName": "sts.contoso.example"}
    return issuer | _outcome(time, (None, None, True, text, _SECOND), more=text)


def _undocumented(time: datetime) -> Body:
    """Values that no document has yet."""
    text = "MFA denied; the badge was held upside down"
    mfa = ("Holographic badge", "Badge 64", False, text, _SECOND)
    return {
        **_required("holographicPolicy"),
        **_outcome(time, _PASSWORD, mfa, code=500121, more=text),
        "riskLevelDuringSignIn": "shimmering",
    }


def _fraud(time: datetime) -> Body:
    text = "MFA denied; Phone App Reported Fraud"
    mfa = (*_PUSH, False, text, _SECOND)
    return _required("user") | _outcome(time, _PASSWORD, mfa, code=500121, more=text)


def _base(number: int, person: Person, time: datetime) -> Body:
    """A row without its outcome."""
    app_id, app, resource = _APPS[number % len(_APPS)]
    city, state, country, network = _PLACES[number % len(_PLACES)]
    name = person.upn.lower()
    if _GUEST in name:
        user, _, domain = name.partition(_GUEST)[0].rpartition("_")
        name = f"{user}@{domain}"
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
        "authenticationRequirement": _SINGLE,
        "authenticationRequirementPolicies": [],
        "appliedConditionalAccessPolicies": [],
    }


def _outcome(
    time: datetime, *steps: Step, code: int = 0, failure: str = "Other.", more: str | None = None
) -> Body:
    """The status of a sign-in, with `more` as its additionalDetails, and a second for each step."""
    return {
        "status": {"errorCode": code, "failureReason": failure, "additionalDetails": more},
        "authenticationDetails": [
            {
                "authenticationStepDateTime": _text(time + timedelta(seconds=second)),
                "authenticationMethod": method,
                "authenticationMethodDetail": detail,
                "succeeded": succeeded,
                "authenticationStepResultDetail": result,
                "authenticationStepRequirement": requirement,
            }
            for second, (method, detail, succeeded, result, requirement) in enumerate(steps)
        ],
    }


def _text(time: datetime) -> str:
    """A time in UTC as Graph writes it."""
    return f"{time.isoformat(timespec='milliseconds')[:-6]}Z"


@lru_cache
def _required(provider: str, result: str = "success") -> Body:
    """MFA required by `provider`, with the policies of Conditional Access. Never change the result:
    rows share it."""
    body: Body = {
        "authenticationRequirement": _MULTI,
        "authenticationRequirementPolicies": [
            {"requirementProvider": provider, "detail": "Conditional Access"}
        ],
    }
    if provider != "multiConditionalAccess":
        return body
    return body | {
        "conditionalAccessStatus": result,
        "appliedConditionalAccessPolicies": [
            _policy(1, "Require MFA for all users", result, ["Mfa"], ["SignInFrequency"]),
            _policy(2, "Block legacy authentication", "notApplied"),
            _policy(
                3,
                "Require a compliant device (trial)",
                "reportOnlyFailure",
                ["RequireCompliantDevice"],
            ),
        ],
    }


def _policy(
    number: int, name: str, result: str, grant: Sequence[str] = (), session: Sequence[str] = ()
) -> Body:
    return {
        "id": f"ca000000-0000-4000-8000-{number:012d}",
        "displayName": name,
        "enforcedGrantControls": grant,
        "enforcedSessionControls": session,
        "result": result,
    }
