"""The people of Contoso: 250 invented accounts, the same in every run, and Contoso a week later.

The first forty are one of each kind worth seeing; the rest are ordinary staff, dealt from fixed
lists. Not here: how they are served (`emulator`).
"""

from collections.abc import Iterator, Sequence
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

# What ordinary staff have, dealt in turn: mostly the app, some phones, now and then nothing.
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


# Interactive, non-interactive, successful; as Graph spells them.
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
    """One account as the emulator serves it. `state` is the per-user MFA state; `refused` makes
    its methods unreadable (403). Without `sign_ins` it has never signed in."""

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
    """A role that is active now. `principal` is the id of a person, a group or, where it is
    neither, an app; `role` a name of `ROLES`; `scope` is "/" for the whole tenant."""

    principal: str
    role: str
    scope: str = "/"


def _id(number: int) -> str:
    return f"c0a70500-0000-4000-9000-{number:012d}"


def people() -> list[Person]:
    """All 250 accounts, in the order in which the emulated service lists them."""
    special = list(_special())
    return special + [_ordinary(number) for number in range(len(special) + 1, 251)]


def _special() -> Iterator[Person]:
    number = 0

    def person(upn: str, name: str, *methods: str, **more: object) -> Person:
        nonlocal number
        number += 1
        plain = {"department": "IT"} | more
        address = upn if "@" in upn else f"{upn}@{DOMAIN}"
        return Person(_id(number), address, name, methods, **plain)  # type: ignore[arg-type]

    # Admins: one well protected, one by phone alone, two not at all, one of them blocked.
    yield person(
        "admin", "MOD Administrator", "fido2SecurityKey", PUSH, admin=True, state="enforced"
    )
    yield person("priya.admin", "Priya Raman", PHONE, admin=True, state="enforced")
    yield person("nestor.admin", "Nestor Wilke", admin=True, state="enabled")
    yield person("patti.admin", "Patti Fernandez", admin=True)
    yield person("old.admin", "Miriam Graham", "windowsHelloForBusiness", enabled=False)
    # Every other kind of method, each on an account of its own.
    yield person("alternate", "Raul Razo", "alternateMobilePhone", PHONE)
    yield person("office", "Delia Dennis", "officePhone")
    yield person("token", "Gerhart Moller", "hardwareOneTimePasscode")
    yield person("passwordless", "Pradeep Gupta", "microsoftAuthenticatorPasswordless")
    yield person("passkey", "Johanna Lorenz", "passKeyDeviceBound")
    yield person("passkey.app", "Joni Sherman", "passKeyDeviceBoundAuthenticator")
    yield person("passkey.hello", "Lynne Robbins", "passKeyDeviceBoundWindowsHello")
    yield person("passkey.synced", "Isaiah Langer", "passKeySynced")
    yield person("fido2.old", "Lee Gu", "fido2")
    yield person("hello", "Henrietta Mueller", "windowsHelloForBusiness")
    yield person("mac", "Lidia Holloway", "macOsSecureEnclaveKey")
    yield person("smartcard", "Diego Siciliani", "certificateBasedAuthentication")
    yield person("external", "Grady Archie", "externalAuthMethod")
    yield person(
        "newcomer",
        "Christie Cline",
        "temporaryAccessPass",
        created="2026-11-16T07:00:00Z",
        hired="2027-01-04T00:00:00Z",
        sign_ins=None,
    )
    yield person("email.only", "Debra Berger", "email")
    yield person("questions", "Irvin Sayers", "securityQuestion", "email")
    yield person("frontline", "Emily Braun", "qrCode")
    yield person("hologram", "Enrico Cattaneo", UNKNOWN_KIND, PUSH)
    # Guests, with the #EXT# that Entra puts into their names.
    yield person(
        f"anna_fabrikam.example#EXT#@{DOMAIN}", "Anna Lindqvist", PUSH, guest=True, licensed=False
    )
    yield person(f"bo_fabrikam.example#EXT#@{DOMAIN}", "Bo Nilsson", guest=True, licensed=False)
    yield person(
        f"joost_wingtip.example#EXT#@{DOMAIN}", "Joost de Vries", PHONE, guest=True, licensed=False
    )
    # Blocked accounts: absent from the registration report.
    yield person("left.sales", "Alex Darrow", PUSH, TOTP, enabled=False, department="Sales")
    yield person("left.legal", "Kai Carter", enabled=False, department="Legal", licensed=False)
    yield person("shared.info", "Info (shared mailbox)", enabled=False, licensed=False)
    yield person("sealed", "Break Glass", "fido2SecurityKey", enabled=False, refused=True)
    # Unlicensed and synchronised accounts.
    sync = "On-Premises Directory Synchronization Service Account"
    in_background = (None, "2026-11-21T03:30:00Z", None)
    yield person("svc.backup", sync, licensed=False, synced=True, sign_ins=in_background)
    yield person("svc.print", "Print Service", licensed=False, synced=True)
    # Names that break careless programs.
    yield person("asa.oberg", "Åsa Öberg", PUSH, PHONE, state="enforced", synced=True)
    yield person("daan.jansen", "Daan van 't Hof-Jansen", PHONE, state="enforced", synced=True)
    yield person("sato", "佐藤 花子", PUSH)
    yield person("layla", "ليلى حسن", TOTP, PHONE)
    yield person("sunny", "Sunny ☀️ Dee 🦊", PUSH)
    yield person("formula", "=cmd|'/C calc'!A0")
    yield person("plus", "+46 8 123 456", PHONE)
    yield person("long", "Maximilian " + "x" * 245)


def _ordinary(number: int) -> Person:
    first = _FIRST[number % len(_FIRST)]
    last = _LAST[number % len(_LAST)]
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
        sign_ins=_dealt_sign_ins(number),
    )


def _dealt_sign_ins(number: int) -> SignIns:
    at = f"2026-{1 + number % 10:02d}-{1 + number % 28:02d}T"
    return (f"{at}08:05:00Z", f"{at}17:20:00Z", f"{at}08:05:00Z")


_HELPDESK = "c0a70500-0000-4000-b000-000000000003"


def groups() -> list[Group]:
    """The groups of Contoso: one in another, and one that holds a role."""
    nordics = "c0a70500-0000-4000-b000-000000000002"
    everybody = people()
    sales = [person.id for person in everybody if person.department == "Sales"]
    finance = [person.id for person in everybody if person.department == "Finance"]
    helpdesk = [p.id for p in everybody if p.upn.startswith(("priya.admin@", "patti.admin@"))]
    return [
        Group("c0a70500-0000-4000-b000-000000000001", "All Sales", (*sales[::2], nordics)),
        Group(nordics, "Sales Nordics", tuple(sales[1::2])),
        Group(_HELPDESK, "Helpdesk", tuple(helpdesk)),
        Group("c0a70500-0000-4000-b000-000000000004", "Finance team", tuple(finance)),
    ]


def assignments() -> list[Assignment]:
    """Who holds which role: a person, a group, for a part of the tenant only, blocked, an app."""
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

# What is different by the name before the @.
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
    """The same people with the week's changes: one new, one gone, ten others."""
    stayed = [person for person in people if _short(person) != _GONE]
    changed = [person._replace(**_CHANGED.get(_short(person), {})) for person in stayed]
    return [*changed, _NEW]


def _short(person: Person) -> str:
    return person.upn.partition("@")[0]
