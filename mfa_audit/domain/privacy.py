"""What may leave the house: masked details, and pseudonyms that stay the same from run to run.

Not here: where a key is kept. Other columns can point to a person
too (a department of one, the day an account was created): pseudonyms hide names, not everything.
"""

import base64
import hmac
import re
from uuid import UUID

from msgspec.structs import replace

from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.run import Audit

# Bytes of a key: as many as the hash has.
KEY_SIZE = 32

_CUT = "…"
# A digit, or the place of one that Graph itself has masked.
_PLACE = re.compile(r"[\dX]")
# A number with fewer digits is an extension; two of its digits would tell too much.
_SHORTEST = 6
_LEFT = 2


def mask_phone(text: str) -> str:
    """`+46 700000064` → `+XX XXXXXXX64`: every digit but the last two; other characters stay.

    A number of fewer than six digits is masked whole. What is masked already stays as it is.
    """
    places = [found.start() for found in _PLACE.finditer(text)]
    hidden = set(places if len(places) < _SHORTEST else places[:-_LEFT])
    return "".join("X" if place in hidden else one for place, one in enumerate(text))


def mask_name(text: str) -> str:
    """`Adele's iPhone 15` → `A…`: people name devices after themselves. Empty stays empty."""
    text = text.strip()
    return text[:1] + _CUT if text else ""


def mask_email(text: str) -> str:
    """`adele@contoso.com` → `a…@contoso.com`; a text that is no address is masked as a name."""
    person, at, domain = text.strip().rpartition("@")
    return f"{person[:1]}{_CUT}@{domain}" if at else mask_name(text)


def mask_detail(method_name: str, text: str) -> str:
    """`text`, the detail of a method that Graph calls `method_name`, masked after its kind: a phone
    number, an address, else the name of a device or key."""
    method = lookup(method_name)
    if method is not None and method.strength is Strength.PHONE:
        return mask_phone(text)
    if method is not None and method.name == "email":
        return mask_email(text)
    return mask_name(text)


class Pseudonyms:
    """Keyed pseudonyms: the same text under the same key gives the same pseudonym, in every run and
    file; under another key another one. Each field has pseudonyms of its own, so that a name and
    an id with the same text are not seen to be the same.

    HMAC-SHA256, cut short: without the key nothing can be turned back. Whoever holds the key can
    test guesses, and with a list of the directory's names every row is guessed. Names that are the
    same stay the same, also where they are two people's. Of a million different names two may come
    out alike; ids and UPNs do not.
    """

    def __init__(self, key: bytes) -> None:
        """Raises ValueError for a key of fewer than 32 bytes."""
        if len(key) < KEY_SIZE:
            raise ValueError(f"a key has {KEY_SIZE} bytes or more")
        self._key = key

    def upn(self, text: str) -> str:
        """`user-<16 characters>@pseudonym.invalid`, a domain that can never be; case is ignored, as
        Entra ignores it."""
        return f"user-{self._letters('upn', text.casefold(), 10)}@pseudonym.invalid"

    def name(self, text: str | None) -> str | None:
        """`Person <8 characters>`; None, and no name at all, stay what they are."""
        return f"Person {self._letters('name', text, 5)}" if text else text

    def id(self, text: str) -> str:
        """Hex digits in the shape of a UUID; case is ignored."""
        return str(UUID(bytes=self._digest("id", text.casefold())[:16]))

    def _letters(self, field: str, text: str, size: int) -> str:
        """`size` bytes of the digest in small letters and digits, eight for every five bytes."""
        return base64.b32encode(self._digest(field, text)[:size]).decode().lower()

    def _digest(self, field: str, text: str) -> bytes:
        # A half of a surrogate pair is no UTF-8, yet a directory can hold one.
        message = f"{field}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, "sha256")


class Privacy:
    """What is done to every record before it reaches a file: details are masked unless `shown`;
    with `pseudonyms` nobody is named, and nothing is told of phones, devices and keys."""

    def __init__(self, pseudonyms: Pseudonyms | None = None, *, shown: bool = False) -> None:
        self._pseudonyms = pseudonyms
        self._shown = shown

    def records(self, records: list[AccountRecord]) -> list[AccountRecord]:
        """The same records, changed."""
        for record in records:
            if record.method_details and not self._shown:
                record.method_details = tuple(
                    replace(held, detail=self._masked(held.name, held.detail))
                    for held in record.method_details
                )
            if self._pseudonyms:
                account = record.account
                account.user_principal_name = self._pseudonyms.upn(account.user_principal_name)
                account.display_name = self._pseudonyms.name(account.display_name)
                account.id = self._pseudonyms.id(account.id)
        return records

    def audit(self, audit: Audit) -> Audit:
        """The same audit, in which nobody is named: who signed in, and whom the gaps name."""
        if self._pseudonyms:
            if "@" in audit.run.identity:
                audit.run.identity = self._pseudonyms.upn(audit.run.identity)
            audit.gaps = [replace(gap, named=()) for gap in audit.gaps]
        return audit

    def _masked(self, method_name: str, detail: str | None) -> str | None:
        if detail is None or self._pseudonyms:
            return None
        return mask_detail(method_name, detail)
