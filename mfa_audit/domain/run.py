"""The result of an audit: what was counted, what is missing, and how it was found out."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from mfa_audit.domain.accounts import Definition, Tenant
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import AccountRecord, Registered, Situation

# So many of the names in a gap are shown to people.
_NAMED = 10


class Gap(msgspec.Struct, frozen=True):
    """Something the report does not know. A gap is data, carried into every output.

    `accounts` is how many accounts it touches, None where that cannot be told; `named` are UPNs or
    ids of some of them, where the reader has to know which. `whole`: the source told nothing more.
    """

    source: str
    reason: str
    remedy: str
    accounts: int | None = None
    code: str | None = None
    request_id: str | None = None
    named: tuple[str, ...] = ()
    whole: bool = False

    @property
    def sentence(self) -> str:
        """The reason with the first of the names."""
        if not self.named:
            return self.reason
        more = len(self.named) - _NAMED
        names = ", ".join(self.named[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"{self.reason}: {names}"


class Note(msgspec.Struct, frozen=True):
    """What a reader should know that is not a gap. `text` is a fixed sentence, which can be
    translated, with {names} for the `values`."""

    text: str
    values: dict[str, str | int | float] = {}

    def in_words(self, words: Callable[[str], str]) -> str:
        """The sentence in the language of `words`, with its values."""
        return words(self.text).format(**self.values)

    def __str__(self) -> str:
        return self.in_words(str)


class Counts(msgspec.Struct):
    """Accounts by where they ended; `reconciles` before anything is written.

    `left_out` are accounts that the run is not about, `left_out_by` the same by the first reason.
    The judged accounts, which are those in scope, are counted in `situations`; in `kinds` by their
    first mark (None: ordinary), where the run read what shows it; in `methods` by Graph's name for
    each method they have; in `capable` where Graph says so (`capable_known`: where it says
    anything).
    """

    listed: int = 0
    vanished: int = 0
    left_out: int = 0
    blocked: int = 0
    report_rows: int = 0
    report_whole: bool = False
    report_rows_without_account: int = 0
    listed_twice: int = 0
    read_again: int = 0
    registered_since: int = 0
    left_out_by: dict[Exclusion, int] = {}
    roles_whole: bool = False
    situations: dict[Situation, int] = {}
    kinds: dict[Exclusion | None, int] = {}
    methods: dict[str, int] = {}
    capable: int = 0
    capable_known: int = 0

    def leave_out(self, reason: Exclusion) -> None:
        """Count one account that the run is not about."""
        self.left_out += 1
        self.left_out_by[reason] = self.left_out_by.get(reason, 0) + 1

    def add_kind(self, mark: Exclusion | None) -> None:
        """Count the first mark of one judged account."""
        self.kinds[mark] = self.kinds.get(mark, 0) + 1

    def add(self, *records: AccountRecord) -> None:
        """Count judged accounts: similar ones together, for a million are of some hundred kinds."""
        keys = [_what_counts(record) for record in records]
        examples = dict(zip(keys, records, strict=True))
        for key, number in Counter(keys).items():
            self._add(examples[key], number)

    def _add(self, record: AccountRecord, number: int) -> None:
        situation = record.situation
        self.situations[situation] = self.situations.get(situation, 0) + number
        for name in dict.fromkeys(record.methods or ()):
            self.methods[name] = self.methods.get(name, 0) + number
        if record.details is not None and record.details.is_mfa_capable is not None:
            self.capable_known += number
            self.capable += number * record.details.is_mfa_capable

    def count(
        self,
        registered: Registered | None = None,
        strength: Strength | None = None,
        *,
        admins: bool = False,
    ) -> int:
        """Judged accounts with this verdict and strength, or with any; `admins`: only admins."""
        return sum(
            number
            for situation, number in self.situations.items()
            if registered in (None, situation.registered)
            and strength in (None, situation.strength)
            and (situation.admin or not admins)
        )

    @property
    def strengths(self) -> dict[Strength, int]:
        """Judged accounts by strength."""
        found: dict[Strength, int] = {}
        for situation, number in self.situations.items():
            found[situation.strength] = found.get(situation.strength, 0) + number
        return found

    @property
    def admin_unknown(self) -> int:
        """Judged accounts where no source says whether they are admins."""
        return sum(number for one, number in self.situations.items() if one.admin is None)

    @property
    def in_scope(self) -> int:
        """Accounts that the run is about and that still exist."""
        return self.listed - self.left_out - self.vanished

    @property
    def admins_known(self) -> bool:
        """Whether a source that marks admins has said it of every account: the registration report,
        where it had any row, or the role assignments."""
        return self.roles_whole or (self.report_whole and self.report_rows > 0)

    @property
    def placed(self) -> int:
        """Accounts whose end is known: judged, vanished or left out."""
        return self.count() + self.vanished + self.left_out

    @property
    def reconciles(self) -> bool:
        """Whether every account listed is counted once, and every one left out has its reason."""
        return self.placed == self.listed and sum(self.left_out_by.values()) == self.left_out


def _what_counts(record: AccountRecord) -> tuple[object, ...]:
    """All that `Counts._add` looks at: records with the same are counted together."""
    details = record.details
    row = (details.is_admin, details.is_mfa_capable) if details is not None else None
    return record.verdict.registered, record.methods, record.roles, row


class Traffic(msgspec.Struct):
    """What one workload cost: HTTP requests, how many of them again, seconds spent waiting."""

    requests: int = 0
    retries: int = 0
    waited: float = 0.0


def in_all(traffic: Mapping[str, Traffic]) -> Traffic:
    """The traffic of all workloads. They wait side by side, so `waited` is the longest."""
    parts = traffic.values()
    return Traffic(
        sum(part.requests for part in parts),
        sum(part.retries for part in parts),
        max((part.waited for part in parts), default=0.0),
    )


class Run(msgspec.Struct, kw_only=True):
    """Everything a reader needs to trust or repeat a run; times are UTC.

    `permissions` are those that the sources of the run need; `chosen` the options that chose the
    accounts or rows, in words.
    """

    version: str
    started: datetime
    cloud: str
    identity: str
    tenant: Tenant
    permissions: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    traffic: dict[str, Traffic] = {}
    finished: datetime | None = None
    certificate_expires: datetime | None = None
    notes: tuple[Note, ...] = ()


class AccountRun(Run, kw_only=True):
    """A run over accounts. `report_refreshed` are the first and the last time that rows of the
    registration report bear, None where it has none."""

    definition: Definition
    counts: Counts = msgspec.field(default_factory=Counts)
    report_refreshed: tuple[datetime, datetime] | None = None


class LogRun(Run, kw_only=True):
    """The reading of a log over the time from `begin` until just before `end`."""

    begin: datetime
    end: datetime


class Audit(msgspec.Struct):
    """Run facts and gaps; the records themselves flow past and are not kept here."""

    run: AccountRun
    gaps: list[Gap]
