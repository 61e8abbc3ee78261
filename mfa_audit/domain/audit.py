"""The result of an audit: what was counted, what is missing, and how it was found out."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from mfa_audit.domain.facts import Definition, Tenant
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.standing import AccountRecord, Registered

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

    def told(self, words: Callable[[str], str]) -> str:
        """The sentence in the language of `words`, with its values."""
        return words(self.text).format(**self.values)

    def __str__(self) -> str:
        return self.told(str)


class Counts(msgspec.Struct):
    """Accounts by where they ended; `reconciles` before anything is written.

    `left_out` are accounts that the run is not about, `left_out_by` the same by the first reason.
    From `kinds` on it is the judged ones that are counted, which are those in scope: `kinds` by
    their first mark (None: ordinary), where the run asked for what tells it; `capable` where Graph
    told (`capable_known`); `methods` by Graph's name for each method they have. `admins_*` are
    among the `admins`; `admins_unknown` are those whose registration is unknown,
    `admins_strength_unknown` those whose methods are, or say nothing. `perhaps_admins` are
    accounts of which nothing told whether they are admins, by verdict and strength.
    """

    listed: int = 0
    registered: int = 0
    not_registered: int = 0
    unknown: int = 0
    vanished: int = 0
    left_out: int = 0
    blocked: int = 0
    report_rows: int = 0
    report_whole: bool = False
    report_rows_without_account: int = 0
    listed_twice: int = 0
    asked_again: int = 0
    registered_since: int = 0
    left_out_by: dict[Exclusion, int] = {}
    roles_whole: bool = False
    kinds: dict[Exclusion | None, int] = {}
    capable: int = 0
    capable_known: int = 0
    phone_only: int = 0
    phishing_resistant: int = 0
    strengths: dict[Strength, int] = {}
    methods: dict[str, int] = {}
    admins: int = 0
    admins_not_registered: int = 0
    admins_unknown: int = 0
    admins_phishing_resistant: int = 0
    admins_phone_only: int = 0
    admins_strength_unknown: int = 0
    perhaps_admins: dict[tuple[Registered, Strength], int] = {}

    def leave_out(self, reason: Exclusion) -> None:
        """Count one account that the run is not about."""
        self.left_out += 1
        self.left_out_by[reason] = self.left_out_by.get(reason, 0) + 1

    def add_kind(self, mark: Exclusion | None) -> None:
        """Count the first mark of one judged account."""
        self.kinds[mark] = self.kinds.get(mark, 0) + 1

    def add(self, *records: AccountRecord) -> None:
        """Count judged accounts: alike ones together, for a million are of some hundred kinds."""
        keys = [_what_counts(record) for record in records]
        examples = dict(zip(keys, records, strict=True))
        for key, number in Counter(keys).items():
            self._add(examples[key], number)

    def _add(self, record: AccountRecord, number: int) -> None:
        verdict, strength = record.standing.registered, record.strength
        self.registered += number * (verdict is Registered.YES)
        self.not_registered += number * (verdict is Registered.NO)
        self.unknown += number * (verdict is Registered.UNKNOWN)
        self.strengths[strength] = self.strengths.get(strength, 0) + number
        self.phone_only += number * record.phone_only
        self.phishing_resistant += number * record.phishing_resistant
        for name in dict.fromkeys(record.methods or ()):
            self.methods[name] = self.methods.get(name, 0) + number
        if record.details is not None and record.details.is_mfa_capable is not None:
            self.capable_known += number
            self.capable += number * record.details.is_mfa_capable
        if record.admin is None:
            key = (verdict, strength)
            self.perhaps_admins[key] = self.perhaps_admins.get(key, 0) + number
        if record.admin:
            self.admins += number
            self.admins_not_registered += number * (verdict is Registered.NO)
            self.admins_unknown += number * (verdict is Registered.UNKNOWN)
            self.admins_phishing_resistant += number * record.phishing_resistant
            self.admins_phone_only += number * record.phone_only
            self.admins_strength_unknown += number * (strength is Strength.UNKNOWN)

    @property
    def admins_untold(self) -> int:
        """Accounts of which no source told whether they are admins."""
        return sum(self.perhaps_admins.values())

    @property
    def in_scope(self) -> int:
        """Accounts that the run is about and that are still there."""
        return self.listed - self.left_out - self.vanished

    @property
    def admins_known(self) -> bool:
        """Whether a source that marks admins told it of everybody: the registration report, where
        it had anything, or the role assignments."""
        return self.roles_whole or (self.report_whole and self.report_rows > 0)

    @property
    def placed(self) -> int:
        """Accounts whose end is known: judged, vanished or left out."""
        judged = self.registered + self.not_registered + self.unknown
        return judged + self.vanished + self.left_out

    @property
    def reconciles(self) -> bool:
        """Whether every account listed is counted once, and every one left out has its reason."""
        return self.placed == self.listed and sum(self.left_out_by.values()) == self.left_out


def _what_counts(record: AccountRecord) -> tuple[object, ...]:
    """All that `Counts._add` looks at: records with the same are counted together."""
    details = record.details
    row = (details.is_admin, details.is_mfa_capable) if details is not None else None
    return record.standing.registered, record.methods, record.roles, row


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


class RunFacts(msgspec.Struct):
    """Everything a reader needs to trust or repeat a run; times are UTC.

    `permissions` are those that the sources of the run need; `population` the options that
    chose the accounts, in words.
    """

    version: str
    started: datetime
    definition: Definition
    cloud: str
    identity: str
    tenant: Tenant
    counts: Counts = msgspec.field(default_factory=Counts)
    traffic: dict[str, Traffic] = msgspec.field(default_factory=dict)
    finished: datetime | None = None
    certificate_expires: datetime | None = None
    report_refreshed: tuple[datetime, datetime] | None = None
    notes: tuple[Note, ...] = ()
    permissions: tuple[str, ...] = ()
    population: tuple[str, ...] = ()


class LogRun(msgspec.Struct):
    """Everything a reader needs to trust or repeat the reading of a log over [begin, end); times
    are UTC. `asked` are the options that chose the rows, in words."""

    version: str
    started: datetime
    begin: datetime
    end: datetime
    cloud: str
    identity: str
    tenant: Tenant
    permissions: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    traffic: dict[str, Traffic] = {}
    finished: datetime | None = None
    certificate_expires: datetime | None = None
    notes: tuple[Note, ...] = ()


class Audit(msgspec.Struct):
    """Run facts and gaps; the records themselves flow past and are not kept here."""

    run: RunFacts
    gaps: list[Gap]
