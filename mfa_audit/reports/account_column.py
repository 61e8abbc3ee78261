"""A column of accounts, and those that are a field of what Graph told. Not here: which there are
(`registration`)."""

from collections.abc import Callable, Iterable
from operator import attrgetter

import msgspec

from mfa_audit.domain.sources import ACTIVITY_SOURCE, REGISTRATION_SOURCE, USERS_SOURCE, Source
from mfa_audit.domain.standing import AccountRecord
from mfa_audit.reports.column import Heading, Kind, Value
from mfa_audit.reports.language import Words


class Column(msgspec.Struct, frozen=True):
    """`value` is the fact as JSON has it; `shown`, where given, what people read in CSV and XLSX.
    `reads` is the property of Graph's user that it needs, None where it needs none; `asks` a source
    that is asked only for it. `foreign`: another program's column, which is never translated."""

    key: str
    header: str
    kind: Kind
    width: int
    meaning: str
    source: str
    value: Callable[[AccountRecord], Value]
    shown: Callable[[AccountRecord, Words], Value] | None = None
    reads: str | None = None
    asks: Source | None = None
    foreign: bool = False

    def heading(self, words: Words) -> Heading:
        """What the formats need to know of it."""
        header = self.header if self.foreign else words(self.header)
        return Heading(self.key, header, self.kind, self.width)


def of_user(
    key: str,
    header: str,
    kind: Kind,
    width: int,
    meaning: str,
    field: str,
    reads: str | None = None,
) -> Column:
    """A field of the account; `reads` where its property in Graph is not the key."""
    value = attrgetter(f"account.{field}")
    return Column(key, header, kind, width, meaning, USERS_SOURCE.api, value, None, reads or key)


def of_activity(key: str, header: str, meaning: str, field: str) -> Column:
    """A time of the account's last sign-ins."""

    def value(record: AccountRecord) -> Value:
        found: Value = getattr(record.activity, field) if record.activity else None
        return found

    api = ACTIVITY_SOURCE.api
    return Column(key, header, Kind.TIME, 19, meaning, api, value, asks=ACTIVITY_SOURCE)


def of_report(key: str, header: str, kind: Kind, width: int, meaning: str, field: str) -> Column:
    """A field of the account's row in the registration report."""

    def value(record: AccountRecord) -> Value:
        found: Value = getattr(record.details, field) if record.details else None
        return found

    return Column(key, header, kind, width, meaning, REGISTRATION_SOURCE.api, value)


def properties(columns: Iterable[Column]) -> tuple[str, ...]:
    """The properties of Graph's user that these columns read."""
    return tuple(dict.fromkeys(column.reads for column in columns if column.reads))
