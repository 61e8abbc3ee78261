"""The people of Contoso: 250 invented accounts, the same in every run, and Contoso a week later.

The first forty are special cases; the rest are ordinary staff from fixed lists. Not here: how they
are served (`emulator`).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

TENANT_ID = "c0a70500-0000-4000-8000-000000000001"
TENANT_NAME = "Contoso"
DOMAIN = "contoso.example"

PUSH = "microsoftAuthenticatorPush"
TOTP = "softwareOneTimePasscode"
PHONE = "mobilePhone"
UNKNOWN_KIND = "holographicBadge"

DEPARTMENTS = ("Sales", "Finance", "Engineering", "Operations", "Legal", "Marketing")

_FIRST = (
    "Adele Alex Allan Amber Ben Bianca Cameron Carlos Christie Debra Diego Emily Enrico Grady "
    "Henrietta Irvin Isaiah Johanna Joni Jordan Lee Lidia Lynne Megan"
).split()
_LAST = (
    "Vance Wilber Deyoung Rodriguez Andrews Pisani White Grimes Cline Berger Siciliani Braun "
    "Cattaneo Archie Mueller Sayers Langer Lorenz Sherman Miller Gu Holloway Robbins"
).split()

# The methods of ordinary staff, in turn: mostly the app, some phones, sometimes nothing.
_DEALT: tuple[tuple[str, ...], ...] = (
    (PUSH, TOTP),
    (PUSH, PHONE),
    (PHONE,),
    (PUSH,),
    (),
    ("windowsHelloForBusiness", PUSH),
    (PHONE, "email"),
    (TOTP, PHONE),
    ("passKeyDeviceBoundAuthenticator", PUSH),
    ("email",),
)

# The last interactive, non-interactive and successful sign-in, as Graph writes times.
SignIns = tuple[str | None, str | None, str | None]
_YESTERDAY: SignIns = ("2026-11-20T07:45:00Z", "2026-11-20T16:10:00Z", "2026-11-20T07:45:00Z")

# Microsoft's own ids of built-in roles.
ROLES = {
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
    "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
    "729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
    "29232cdf-9323-42fd-ade2-1d097af3e4de": "Exchange Administrator",
}


class Person(NamedTuple):
    """An account as the emulator serves it. `state` is the per-user MFA state; `refused` makes the
    methods unreadable (403). Without `sign_ins` it has never signed in."""

    id: str
    upn: str
    name: str
    methods: tuple[str, ...] = ()
    enabled: bool = True
    guest: bool = False
    admin: bool = False
    licensed: bool = True
    state: str = "disabled"
    department: str | None = None
    created: str = "2021-03-15T08:30:00Z"
    synced: bool | None = None
    refused: bool = False
    sign_ins: SignIns | None = _YESTERDAY
    hired: str | None = None


class Group(NamedTuple):
    """A group; `members` are ids of people and of other groups."""

    id: str
    name: str
    members: tuple[str, ...] = ()


class Assignment(NamedTuple):
    """An active role. `principal` is the id of a person, a group or otherwise an app; `role` is a
    name of `ROLES`; `scope` is "/" for the whole tenant."""

    principal: str
    role: str
    scope: str = "/"


def _special(name_in_upn: str, name: str, *methods: str, **more: Any) -> Person:
    """A person of the IT department, without an id."""
    properties = {"department": "IT"} | more
    return Person("", f"{name_in_upn}@{DOMAIN}", name, methods, **properties)


_ENFORCED, _UNLICENSED = {"state": "enforced"}, {"licensed": False}
_BLOCKED, _GUEST = {"enabled": False}, {"guest": True, "licensed": False}
_NEWCOMER = {"created": "2026-11-16T07:00:00Z", "hired": "2027-01-04T00:00:00Z", "sign_ins": None}
_SYNC = "On-Premises Directory Synchronization Service Account"
_BACKGROUND: SignIns = (None, "2026-11-21T03:30:00Z", None)
_SPECIAL = (
    # Admins: one with strong methods, one with a phone only, two without any, one blocked.
    _special("admin", "MOD Administrator", "fido2SecurityKey", PUSH, admin=True, **_ENFORCED),
    _special("priya.admin", "Priya Raman", PHONE, admin=True, **_ENFORCED),
    _special("nestor.admin", "Nestor Wilke", admin=True, state="enabled"),
    _special("patti.admin", "Patti Fernandez", admin=True),
    _special("old.admin", "Miriam Graham", "windowsHelloForBusiness", **_BLOCKED),
    # Every other kind of method, each on an account of its own.
    _special("alternate", "Raul Razo", "alternateMobilePhone", PHONE),
    _special("office", "Delia Dennis", "officePhone"),
    _special("token", "Gerhart Moller", "hardwareOneTimePasscode"),
    _special("passwordless", "Pradeep Gupta", "microsoftAuthenticatorPasswordless"),
    _special("passkey", "Johanna Lorenz", "passKeyDeviceBound"),
    _special("passkey.app", "Joni Sherman", "passKeyDeviceBoundAuthenticator"),
    _special("passkey.hello", "Lynne Robbins", "passKeyDeviceBoundWindowsHello"),
    _special("passkey.synced", "Isaiah Langer", "passKeySynced"),
    _special("fido2.old", "Lee Gu", "fido2"),
    _special("hello", "Henrietta Mueller", "windowsHelloForBusiness"),
    _special("mac", "Lidia Holloway", "macOsSecureEnclaveKey"),
    _special("smartcard", "Diego Siciliani", "certificateBasedAuthentication"),
    _special("external", "Grady Archie", "externalAuthMethod"),
    _special("newcomer", "Christie Cline", "temporaryAccessPass", **_NEWCOMER),
    _special("email.only", "Debra Berger", "email"),
    _special("questions", "Irvin Sayers", "securityQuestion", "email"),
    _special("frontline", "Emily Braun", "qrCode"),
    _special("hologram", "Enrico Cattaneo", UNKNOWN_KIND, PUSH),
    # Guests, with the #EXT# that Entra puts into their names.
    _special("anna_fabrikam.example#EXT#", "Anna Lindqvist", PUSH, **_GUEST),
    _special("bo_fabrikam.example#EXT#", "Bo Nilsson", **_GUEST),
    _special("joost_wingtip.example#EXT#", "Joost de Vries", PHONE, **_GUEST),
    # Blocked accounts: absent from the registration report.
    _special("left.sales", "Alex Darrow", PUSH, TOTP, **_BLOCKED, department="Sales"),
    _special("left.legal", "Kai Carter", **_BLOCKED, department="Legal", **_UNLICENSED),
    _special("shared.info", "Info (shared mailbox)", **_BLOCKED, **_UNLICENSED),
    _special("sealed", "Break Glass", "fido2SecurityKey", **_BLOCKED, refused=True),
    # Unlicensed and synchronised accounts.
    _special("svc.backup", _SYNC, **_UNLICENSED, synced=True, sign_ins=_BACKGROUND),
    _special("svc.print", "Print Service", **_UNLICENSED, synced=True),
    # Names that break careless programs.
    _special("asa.oberg", "Åsa Öberg", PUSH, PHONE, **_ENFORCED, synced=True),
    _special("daan.jansen", "Daan van 't Hof-Jansen", PHONE, **_ENFORCED, synced=True),
    _special("sato", "佐藤 花子", PUSH),
    _special("layla", "ليلى حسن", TOTP, PHONE),
    _special("sunny", "Sunny ☀️ Dee 🦊", PUSH),
    _special("formula", "=cmd|'/C calc'!A0"),
    _special("plus", "+46 8 123 456", PHONE),
    _special("long", "Maximilian " + "x" * 245),
)


def people() -> list[Person]:
    """Return all 250 accounts in the order of the emulated service."""
    special = [person._replace(id=_id(number)) for number, person in enumerate(_SPECIAL, 1)]
    return special + [_ordinary(number) for number in range(len(special) + 1, 251)]


def _id(number: int) -> str:
    return f"c0a70500-0000-4000-9000-{number:012d}"


def _ordinary(number: int) -> Person:
    first = _FIRST[number % len(_FIRST)]
    last = _LAST[number % len(_LAST)]
    day = f"2026-{1 + number % 10:02d}-{1 + number % 28:02d}"
    return Person(
        _id(number),
        f"{first}.{last}@{DOMAIN}".lower(),
        f"{first} {last}",
        _DEALT[number % len(_DEALT)],
        enabled=number % 29 != 0,
        licensed=number % 17 != 0,
        state=("disabled", "disabled", "enforced", "disabled", "enabled")[number % 5],
        department=DEPARTMENTS[number % len(DEPARTMENTS)],
        created=f"20{18 + number % 8}-{1 + number % 12:02d}-{1 + number % 28:02d}T09:15:00Z",
        synced=True if number % 3 == 0 else None,
        sign_ins=(f"{day}T08:05:00Z", f"{day}T17:20:00Z", f"{day}T08:05:00Z"),
    )


_HELPDESK = "c0a70500-0000-4000-b000-000000000003"
_IN_HELPDESK = ("priya.admin", "patti.admin")


def groups() -> list[Group]:
    """Return the groups of Contoso: one is in another, and one has a role."""
    nordics = "c0a70500-0000-4000-b000-000000000002"
    everybody = people()
    sales = [person.id for person in everybody if person.department == "Sales"]
    finance = [person.id for person in everybody if person.department == "Finance"]
    helpdesk = [person.id for person in everybody if _short(person) in _IN_HELPDESK]
    return [
        Group("c0a70500-0000-4000-b000-000000000001", "All Sales", (*sales[::2], nordics)),
        Group(nordics, "Sales Nordics", tuple(sales[1::2])),
        Group(_HELPDESK, "Helpdesk", tuple(helpdesk)),
        Group("c0a70500-0000-4000-b000-000000000004", "Finance team", tuple(finance)),
    ]


def assignments() -> list[Assignment]:
    """Return the roles of people (one in a part of the tenant, one blocked), a group and an app."""
    admin, _, nestor, patti, old = (_id(number) for number in range(1, 6))
    unit = "/administrativeUnits/c0a70500-0000-4000-c000-000000000001"
    return [
        Assignment(admin, "Global Administrator"),
        Assignment(_HELPDESK, "Helpdesk Administrator"),
        Assignment(nestor, "Exchange Administrator"),
        Assignment(patti, "User Administrator", unit),
        Assignment(old, "Global Reader"),
        Assignment("c0a70500-0000-4000-a000-00000000000a", "Global Reader"),
    ]


REFRESHED_THEN = "2026-11-28T04:00:00.1234567Z"

# The changes, by the name before the @.
_CHANGED: dict[str, dict[str, Any]] = {
    "asa.oberg": {"methods": ()},
    "office": {"admin": True},
    "passwordless": {"methods": (PHONE,)},
    "nestor.admin": {"state": "enforced"},
    "newcomer": {"methods": ("temporaryAccessPass", PUSH)},
    "token": {"methods": ("hardwareOneTimePasscode", "passKeyDeviceBound")},
    "frontline": {"enabled": False},
    "left.sales": {"enabled": True},
    "sealed": {"refused": False},
    "daan.jansen": {"upn": f"daan.dejong@{DOMAIN}", "name": "Daan de Jong"},
}
_GONE = "left.legal"
_NEW = Person(
    "c0a70500-0000-4000-9000-000000000251",
    f"maria.silva@{DOMAIN}",
    "Maria Silva",
    department="Legal",
    created="2026-11-24T09:00:00Z",
    sign_ins=None,
)


def a_week_later(people: Sequence[Person]) -> list[Person]:
    """Return the people with the week's changes: one is new, one is gone, ten differ."""
    stayed = [person for person in people if _short(person) != _GONE]
    changed = [person._replace(**_CHANGED.get(_short(person), {})) for person in stayed]
    return [*changed, _NEW]


def _short(person: Person) -> str:
    return person.upn.partition("@")[0]
