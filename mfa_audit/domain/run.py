"""The result of an audit besides its records: counts, gaps, notes, and the facts of the run."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from mfa_audit.domain.accounts import Definition, Tenant
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import AccountRecord, Registered, Situation

# How many of the names in a gap are shown to people.
_NAMED = 10


class Gap(msgspec.Struct, frozen=True):
    """A fact that the report does not have. Gaps are data, and part of every output.

    `accounts` is the number of accounts without the fact, None if not known. `named` holds UPNs or
    ids that the reader needs. `whole`: the source failed, not only for some accounts.
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
        """The reason with the first names."""
        if not self.named:
            return self.reason
        more = len(self.named) - _NAMED
        names = ", ".join(self.named[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"{self.reason}: {names}"


class Note(msgspec.Struct, frozen=True):
    """A fact for the reader that is not a gap. `text` is a fixed sentence that can be translated,
    with {names} for the `values`."""

    text: str
    values: dict[str, str | int | float] = {}

    def in_words(self, words: Callable[[str], str]) -> str:
        """The sentence in the language of `words`, with its values."""
        return words(self.text).format(**self.values)

    def __str__(self) -> str:
        return self.in_words(str)


class Counts(msgspec.Struct):
    """The numbers of accounts by what became of them; they must reconcile.

    `left_out` counts accounts that the run is not about, `left_out_by` the same by the first
    reason. The other counts are of judged accounts: `situations`; `kinds` by the first mark (None:
    ordinary), if the run read the properties for it; `methods` by Graph's name of each method;
    `capable` if Graph calls the account capable, `capable_known` if it says anything about it.
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
    left_out_by: Counter[Exclusion] = msgspec.field(default_factory=Counter)
    roles_whole: bool = False
    situations: Counter[Situation] = msgspec.field(default_factory=Counter)
    kinds: Counter[Exclusion | None] = msgspec.field(default_factory=Counter)
    methods: Counter[str] = msgspec.field(default_factory=Counter)
    capable: int = 0
    capable_known: int = 0

    def leave_out(self, reason: Exclusion) -> None:
        """Count an account that the run is not about."""
        self.left_out += 1
        self.left_out_by[reason] += 1

    def add(self, *records: AccountRecord) -> None:
        """Count judged accounts; equal ones together, as a million have a few hundred kinds."""
        keys = [_what_counts(record) for record in records]
        examples = dict(zip(keys, records, strict=True))
        for key, number in Counter(keys).items():
            record = examples[key]
            self.situations[record.situation] += number
            for name in dict.fromkeys(record.methods or ()):
                self.methods[name] += number
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
        """The number of judged accounts with this verdict and strength, None for any; `admins`:
        only admins."""
        return sum(
            number
            for situation, number in self.situations.items()
            if registered in (None, situation.registered)
            and strength in (None, situation.strength)
            and (situation.admin or not admins)
        )

    @property
    def strengths(self) -> Counter[Strength]:
        """The judged accounts by strength."""
        strengths: Counter[Strength] = Counter()
        for situation, number in self.situations.items():
            strengths[situation.strength] += number
        return strengths

    @property
    def admin_unknown(self) -> int:
        """The number of judged accounts where no source says whether they are admins."""
        return sum(number for (_, _, admin), number in self.situations.items() if admin is None)

    @property
    def in_scope(self) -> int:
        """The number of accounts that the run is about and that still exist."""
        return self.listed - self.left_out - self.vanished

    @property
    def admins_known(self) -> bool:
        """Whether a source has shown all admins: the registration report, if it had any row, or the
        role assignments."""
        return self.roles_whole or (self.report_whole and self.report_rows > 0)

    @property
    def placed(self) -> int:
        """The number of accounts that were judged, have vanished or were left out."""
        return self.count() + self.vanished + self.left_out

    @property
    def reconciles(self) -> bool:
        """Whether every listed account counts once, and every left-out account has a reason."""
        return self.placed == self.listed and sum(self.left_out_by.values()) == self.left_out


def _what_counts(record: AccountRecord) -> tuple[object, ...]:
    """The parts of a record that `Counts.add` depends on."""
    details = record.details
    row = (details.is_admin, details.is_mfa_capable) if details is not None else None
    return record.verdict.registered, record.methods, record.roles, row


class Traffic(msgspec.Struct):
    """The HTTP requests of a workload, how many were retries, and the seconds of waiting."""

    requests: int = 0
    retries: int = 0
    waited: float = 0.0


def in_all(traffic: Mapping[str, Traffic]) -> Traffic:
    """The traffic of all workloads. They wait in parallel, so `waited` is the longest wait."""
    parts = traffic.values()
    return Traffic(
        sum(part.requests for part in parts),
        sum(part.retries for part in parts),
        max((part.waited for part in parts), default=0.0),
    )


class Run(msgspec.Struct, kw_only=True):
    """The facts to trust or repeat a run; times are UTC.

    `permissions` are what the sources of the run need; `chosen` are the options that chose accounts
    or rows, in words.
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
    """A run over accounts. `report_refreshed` holds the first and the last refresh time of rows of
    the registration report, None if it has no rows."""

    definition: Definition
    counts: Counts = msgspec.field(default_factory=Counts)
    report_refreshed: tuple[datetime, datetime] | None = None


class LogRun(Run, kw_only=True):
    """A run over the part of a log in [begin, end)."""

    begin: datetime
    end: datetime


class Audit(msgspec.Struct):
    """The facts and the gaps of a run; the records are not kept."""

    run: AccountRun
    gaps: list[Gap]
