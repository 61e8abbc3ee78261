"""Entries of the per-account API into facts: which methods there are, and what names each.

Not here: every other answer of Graph (`answers`).
"""

from collections.abc import Sequence

import msgspec

from mfa_audit.domain.facts import MethodHeld, MethodsRead
from mfa_audit.domain.methods import name_of_type
from mfa_audit.graph.answers import Time, one


class Method(msgspec.Struct, rename="camel"):
    """An entry of /users/{id}/authentication/methods."""

    odata_type: str = msgspec.field(name="@odata.type", default="")
    phone_type: str | None = None
    passkey_type: str | None = None

    @property
    def name(self) -> str:
        """The registration report's name for its kind."""
        return name_of_type(self.odata_type, self.phone_type or self.passkey_type)


class _Token(msgspec.Struct, rename="camel"):
    """The device of a hardware OATH token."""

    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None
    display_name: str | None = None

    def __str__(self) -> str:
        parts = (self.display_name, self.manufacturer, self.model, self.serial_number)
        return " ".join(part for part in parts if part)


class MethodInDetail(Method, rename="camel"):
    """The same with what names a person's phone, device or key."""

    id: str | None = None
    phone_number: str | None = None
    email_address: str | None = None
    display_name: str | None = None
    model: str | None = None
    device: _Token | None = None
    created_date_time: Time | None = None
    last_used_date_time: Time | None = None

    def held(self) -> MethodHeld:
        """The same facts in the product's words."""
        detail = self.phone_number or self.email_address or self.display_name or self.model
        if self.device:
            detail = detail or str(self.device)
        return MethodHeld(
            self.name, self.id, detail or None, self.created_date_time, self.last_used_date_time
        )


def methods_read(methods: Sequence[Method], held: tuple[MethodHeld, ...] = ()) -> MethodsRead:
    """The report's names for what the per-account API listed, each once, in Graph's order."""
    return MethodsRead(one(tuple(dict.fromkeys(method.name for method in methods))), held)


def methods_held(methods: Sequence[MethodInDetail]) -> tuple[MethodHeld, ...]:
    """What the per-account API listed, in Graph's order."""
    return tuple(method.held() for method in methods)
