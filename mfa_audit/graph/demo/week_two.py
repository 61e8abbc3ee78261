"""Contoso a week later: one change of every kind, on people who are easy to name. Not here: the
first week (`contoso`).
"""

from collections.abc import Sequence
from typing import Any

from mfa_audit.graph.demo.contoso import DOMAIN, PHONE, PUSH, Person

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
