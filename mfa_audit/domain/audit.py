"""The result of an audit: what was counted, what is missing, and how it was found out."""

from datetime import datetime

import msgspec

from mfa_audit.domain.facts import Definition, Tenant
from mfa_audit.domain.standing import AccountRecord, Registered


class Gap(msgspec.Struct, frozen=True):
    """Something the report does not know. A gap is data, carried into every output.

    `accounts` is how many accounts it touches, None where that cannot be told.
    """

    source: str
    reason: str
    remedy: str
    accounts: int | None = None
    code: str | None = None
    request_id: str | None = None


class Counts(msgspec.Struct):
    """Accounts by where they ended; `reconciles` before anything is written.

    `left_out` are accounts the command is not about (blocked ones, unless asked for).
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
    admins: int = 0
    admins_not_registered: int = 0

    def add(self, record: AccountRecord) -> None:
        """Count one judged account."""
        verdict = record.standing.registered
        admin = record.details is not None and record.details.is_admin is True
        self.admins += admin
        if verdict is Registered.YES:
            self.registered += 1
        elif verdict is Registered.NO:
            self.not_registered += 1
            self.admins_not_registered += admin
        else:
            self.unknown += 1

    @property
    def admins_known(self) -> bool:
        """Whether the registration report, the only source that marks admins, had anything."""
        return self.report_whole and self.report_rows > 0

    @property
    def placed(self) -> int:
        """Accounts whose end is known: judged, vanished or left out."""
        judged = self.registered + self.not_registered + self.unknown
        return judged + self.vanished + self.left_out

    @property
    def reconciles(self) -> bool:
        """Whether every account listed is counted once."""
        return self.placed == self.listed


class Traffic(msgspec.Struct):
    """What one workload cost: HTTP requests, how many of them again, seconds spent waiting."""

    requests: int = 0
    retries: int = 0
    waited: float = 0.0


class RunFacts(msgspec.Struct):
    """Everything a reader needs to trust or repeat a run; times are UTC."""

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
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Traffic:
        """The traffic of all workloads. They wait side by side, so `waited` is the longest."""
        parts = self.traffic.values()
        return Traffic(
            sum(part.requests for part in parts),
            sum(part.retries for part in parts),
            max((part.waited for part in parts), default=0.0),
        )


class Audit(msgspec.Struct):
    """Run facts and gaps; the records themselves flow past and are not kept here."""

    run: RunFacts
    gaps: list[Gap]
