"""A month of Contoso's sign-ins, as beta /auditLogs/signIns shows them: the same in every run, but
for the moment at which they end.

Every reason of Microsoft's page occurs, and what else a reader of the log must cope with: claims,
interruptions, empty details, report-only policies, the NPS extension and AD FS, and words that the
documents do not know. Not here: what a row looks like (`sign_in_rows`), and how rows are served
(`log_service`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from mfa_audit.domain.mfa_results import REASONS, MfaOutcome, Reason
from mfa_audit.graph.demo.bodies import Body, report_row
from mfa_audit.graph.demo.contoso import Person

ORDINARY = 5_710
_DAYS = 30
# AD FS went out of use three weeks before the end: so many rows apart, counted from the oldest.
_ADAPTERS, _APART = 12, 150
_CLIENT_APP = {
    "appId": "981f26a1-7f43-403b-a875-f8b09b8cd720",
    "appDisplayName": "Azure Multi-Factor Auth Client",
}
_METHODS = (
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
_PROVIDERS = ("multiConditionalAccess", "user", "securityDefaults", "tenantSessionRiskPolicy")
_PRIMARY = "Primary authentication"
_PASSWORD = ("Password", "Password in the cloud", True, "Correct password", _PRIMARY)
_WRONG = "Invalid username or password or Invalid on-premise username or password."
_MFA_STEP = "Multifactor authentication"

# Codes that go with what the page puts under satisfied, although the sign-in is not over.
_PENDING_CODES = {"expired": 50078, "registration-prompted": 50072, "redirected": 0}


def demo_sign_ins(people: Sequence[Person], end: datetime) -> list[Body]:
    """All sign-ins before `end`, newest first."""
    active = [person for person in people if person.enabled and person.sign_ins]
    if not active:
        return []
    registered = [p for p in active if report_row(p)["isMfaRegistered"]] or active
    kinds = [*_special(), *_ordinary()]
    # One after another at even steps, in an order that mixes the kinds.
    mixed = [kinds[n * 149 % len(kinds)] for n in range(len(kinds))]
    for number in range(_ADAPTERS):
        mixed.insert(len(mixed) - number * _APART, _adapter)
    step = (timedelta(days=_DAYS) - timedelta(hours=1)) / len(mixed)
    last = end.astimezone(UTC) - timedelta(minutes=3)
    rows = []
    for number, kind in enumerate(mixed):
        group = active if kind in (_password_only, _wrong_password) else registered
        # Squared, so that people and kinds keep no step with each other.
        person = group[number * number // 7 % len(group)]
        time = last - number * step
        rows.append(base(number, person, time) | kind(time))
    return rows


SignInKind = Callable[[datetime], Body]


def _performed(number: int) -> SignInKind:
    method, detail = _METHODS[number % len(_METHODS)]
    done = "MFA successfully completed" if number % 2 else "MFA completed in Azure AD"

    def row(time: datetime) -> Body:
        mfa = (method, detail, True, done, _MFA_STEP)
        return required(_PROVIDERS[number % len(_PROVIDERS)]) | {
            "authenticationDetails": steps(time, _PASSWORD, mfa)
        }

    return row


def _claim(time: datetime) -> Body:
    """Graph says single-factor: the claim is from an earlier sign-in."""
    first = "First factor requirement satisfied by claim in the token"
    second = "MFA requirement satisfied by claim in the token"
    return {
        "isInteractive": False,
        "signInEventTypes": ["nonInteractiveUser"],
        "status": status(0, more=second),
        "authenticationDetails": steps(
            time,
            ("Previously satisfied", None, True, first, _PRIMARY),
            ("Previously satisfied", None, True, second, _MFA_STEP),
        ),
    }


def _password_only(time: datetime) -> Body:
    return {"authenticationDetails": steps(time, _PASSWORD)}


def _wrong_password(time: datetime) -> Body:
    failure = "Error validating credentials due to invalid username or password."
    wrong = ("Password", "Password in the cloud", False, _WRONG, _PRIMARY)
    return {"status": status(50126, failure), "authenticationDetails": steps(time, wrong)}


def _empty(_: datetime) -> Body:
    """Graph gave no details."""
    return {"authenticationDetails": [], "authenticationRequirement": MULTI}


def _interrupted(time: datetime) -> Body:
    failure = "Strong Authentication is required."
    return required("multiConditionalAccess", "failure") | {
        "status": status(50074, failure, "MFA required in Azure AD"),
        "authenticationDetails": steps(time, _PASSWORD),
    }


def _nps(time: datetime, *, denied: bool = False) -> Body:
    """What the extension logs leaves most properties empty."""
    text = (
        "MFA denied; user declined the authentication" if denied else "MFA successfully completed"
    )
    mfa = ("Mobile app notification", "iPhone 12", not denied, text, _MFA_STEP)
    return _bare("NPSExtension", "radius", "Contoso VPN") | {
        "status": status(500121 if denied else 0, more=text),
        "authenticationDetails": steps(time, mfa),
    }


def _nps_denied(time: datetime) -> Body:
    return _nps(time, denied=True)


def _adapter(time: datetime) -> Body:
    mfa = ("Text message", "+46 700000064", True, "MFA successfully completed", _MFA_STEP)
    return _bare("ADFederationServicesMFAAdapter", "adfs", "AD FS") | {
        "authenticationDetails": steps(time, mfa)
    }


def _bare(issuer: str, resource_id: str, resource: str) -> Body:
    return {
        "tokenIssuerType": issuer,
        "resourceId": resource_id,
        "resourceDisplayName": resource,
        "appId": None,
        "appDisplayName": _CLIENT_APP["appDisplayName"],
        "isInteractive": None,
        "conditionalAccessStatus": None,
        "riskLevelDuringSignIn": None,
        "riskState": None,
        "appliedConditionalAccessPolicies": None,
    }


def _client(time: datetime) -> Body:
    """An older extension: known by its app alone."""
    mfa = ("Mobile app notification", "iPhone 12", True, "MFA successfully completed", _MFA_STEP)
    return _CLIENT_APP | {"authenticationDetails": steps(time, mfa)}


def _federated(time: datetime) -> Body:
    by = "MFA requirement satisfied by claim provided by external provider"
    return {
        "tokenIssuerType": "ADFederationServices",
        "tokenIssuerName": "sts.contoso.example",
        "status": status(0, more=by),
        "authenticationDetails": steps(time, (None, None, True, by, _MFA_STEP)),
    }


def _unheard_of(time: datetime) -> Body:
    """Words that no document has yet."""
    text = "MFA denied; the badge was held upside down"
    mfa = ("Holographic badge", "Badge 64", False, text, _MFA_STEP)
    return required("holographicPolicy") | {
        "status": status(500121, more=text),
        "authenticationDetails": steps(time, _PASSWORD, mfa),
        "riskLevelDuringSignIn": "shimmering",
    }


def _fraud(time: datetime) -> Body:
    text = "MFA denied; Phone App Reported Fraud"
    return required("user") | {
        "status": status(500121, more=text),
        "authenticationDetails": steps(
            time, _PASSWORD, ("Mobile app notification", "iPhone 12", False, text, _MFA_STEP)
        ),
    }


def _documented(number: int, reason: Reason) -> SignInKind:
    """A sign-in whose result is `reason` of the page."""
    denied = reason.outcome is MfaOutcome.DENIED
    text = f"MFA denied; {reason.text}" if denied else f"MFA requirement {reason.text}"
    code = 500121 if denied else _PENDING_CODES.get(reason.key, 0)
    method, detail = _METHODS[number % len(_METHODS)] if denied else (None, None)

    def row(time: datetime) -> Body:
        failure = "Authentication failed during strong authentication request."
        result = "failure" if denied else "success"
        return required(_PROVIDERS[number % 3], result) | {
            "status": status(code, failure if denied else "Other.", text),
            "authenticationDetails": steps(
                time, _PASSWORD, (method, detail, not denied, text, _MFA_STEP)
            ),
        }

    return row


def _special() -> Iterator[SignInKind]:
    """Every reason some times, and what is rare."""
    for number, reason in enumerate(REASONS * 3):
        yield _documented(number, reason)
    yield _unheard_of
    for kind, often in (
        (_fraud, 6),
        (_client, 8),
        (_federated, 20),
        (_nps, 80),
        (_nps_denied, 20),
        (_empty, 38),
    ):
        yield from [kind] * often


def _ordinary() -> Iterator[SignInKind]:
    dealt: tuple[SignInKind, ...] = (_claim, _claim, _claim, _password_only, _interrupted)
    for number in range(ORDINARY):
        if number % 17 == 0:
            yield _wrong_password
        else:
            yield _performed(number) if number % 3 else dealt[number // 3 % len(dealt)]


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
