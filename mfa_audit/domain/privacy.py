"""Masked details, and pseudonyms that stay the same from run to run.

Pseudonyms hide names, not everything: other columns can point to a person too (a department with a
single person, the day an account was created). Not here: the file with the key (`cli.privacy`).
"""

import base64
import hmac
import re
from uuid import UUID

from msgspec.structs import replace

from mfa_audit.domain.accounts import MethodDetail
from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.run import Audit

# The bytes of a key: as many as the hash has.
KEY_SIZE = 32

_CUT = "…"
# A digit, or an X where Graph has masked one.
_PLACE = re.compile(r"[\dX]")
# A number with fewer digits is an extension; the last two digits would reveal too much of it.
_SHORTEST = 6


def mask_phone(text: str) -> str:
    """`+46 700000064` → `+XX XXXXXXX64`: all digits but the last two; other characters stay.

    A number with fewer than six digits is masked whole. A masked number stays as it is.
    """
    digits = len(_PLACE.findall(text))
    return _PLACE.sub("X", text, count=digits if digits < _SHORTEST else digits - 2)


def mask_name(text: str) -> str:
    """`Adele's iPhone 15` → `A…`: people name devices after themselves. Empty stays empty."""
    text = text.strip()
    return text[:1] + _CUT if text else ""


def mask_email(text: str) -> str:
    """`adele@contoso.com` → `a…@contoso.com`; a text without @ is masked as a name."""
    person, at, domain = text.strip().rpartition("@")
    return f"{person[:1]}{_CUT}@{domain}" if at else mask_name(text)


def mask_detail(method_name: str, text: str) -> str:
    """Mask `text`, the detail of a method, by Graph's name of the method: as a phone number, as an
    email address, or as the name of a device or key."""
    method = lookup(method_name)
    if method and method.strength is Strength.PHONE:
        return mask_phone(text)
    return mask_email(text) if method and method.name == "email" else mask_name(text)


class Pseudonyms:
    """Keyed pseudonyms: a text has the same pseudonym in every run and file with the same key, and
    another with another key. A name and an id with the same text have different pseudonyms.

    HMAC-SHA256, cut short: without the key no pseudonym can be turned back. With the key, guesses
    can be tested, and with a list of the directory's names every row can be guessed. Two people
    with the same name have the same pseudonym, and so may two of a million different names; ids
    and UPNs stay different.
    """

    def __init__(self, key: bytes) -> None:
        """Raises ValueError for a key of fewer than 32 bytes."""
        if len(key) < KEY_SIZE:
            raise ValueError(f"a key has {KEY_SIZE} bytes or more")
        self._key = key

    def upn(self, text: str) -> str:
        """`user-<16 characters>@pseudonym.invalid`, a domain that cannot exist; case does not
        count, as in Entra."""
        return f"user-{self._letters('upn', text.casefold(), 10)}@pseudonym.invalid"

    def name(self, text: str | None) -> str | None:
        """`Person <8 characters>`; None and an empty name stay."""
        return f"Person {self._letters('name', text, 5)}" if text else text

    def id(self, text: str) -> str:
        """Hex digits in the form of a UUID; case does not count."""
        return str(UUID(bytes=self._digest("id", text.casefold())[:16]))

    def _letters(self, field: str, text: str, size: int) -> str:
        """`size` bytes of the digest as lower-case letters and digits, eight for five bytes."""
        return base64.b32encode(self._digest(field, text)[:size]).decode().lower()

    def _digest(self, field: str, text: str) -> bytes:
        # Half of a surrogate pair is not valid UTF-8, but a directory can contain one.
        message = f"{field}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, "sha256")


class Privacy:
    """Changes every record before it is written: masks the details unless `shown`; with
    `pseudonyms`, replaces names and removes the details."""

    def __init__(self, pseudonyms: Pseudonyms | None = None, *, shown: bool = False) -> None:
        self._pseudonyms = pseudonyms
        self._shown = shown

    def records(self, records: list[AccountRecord]) -> list[AccountRecord]:
        """Change the records; return the same list."""
        for record in records:
            if record.method_details and not self._shown:
                record.method_details = tuple(map(self._masked, record.method_details))
            if self._pseudonyms:
                account = record.account
                account.user_principal_name = self._pseudonyms.upn(account.user_principal_name)
                account.display_name = self._pseudonyms.name(account.display_name)
                account.id = self._pseudonyms.id(account.id)
        return records

    def audit(self, audit: Audit) -> Audit:
        """Replace the name of the signed-in user, remove names from gaps; return the same audit."""
        if self._pseudonyms:
            if "@" in audit.run.identity:
                audit.run.identity = self._pseudonyms.upn(audit.run.identity)
            audit.gaps = [replace(gap, named=()) for gap in audit.gaps]
        return audit

    def _masked(self, method: MethodDetail) -> MethodDetail:
        if method.detail is None or self._pseudonyms:
            return replace(method, detail=None)
        return replace(method, detail=mask_detail(method.name, method.detail))
