"""Join the sources: accounts, then the registration report as it arrives, then the rest one by one.

The accounts are read whole first (one request per 999), while the report, which the service allows
five requests in ten seconds, is read beside them. From then on records flow out as report pages
come in, in the report's order, then the accounts without a row in the directory's order: the same
answers give the same output.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime

from mfa_audit.audit.request import IF_IT_FAILS, AuditRequest, Failure
from mfa_audit.domain.audit import Counts, Gap
from mfa_audit.domain.facts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
    Source,
)
from mfa_audit.domain.standing import AccountRecord, Registered, judge
from mfa_audit.errors import (
    AccessError,
    LicenceError,
    MfaAuditError,
    ServiceError,
    SignInError,
    UnreachableError,
)
from mfa_audit.graph.interface import Directory

ReportPage = list[tuple[str, RegistrationDetails]]
Pair = tuple[Account, RegistrationDetails | None]

# How many report pages may wait for the accounts: more would only hold memory.
_PAGES_AHEAD = 128
# Accounts asked about one by one are taken in portions, so that records flow out meanwhile.
_PORTION = 2000


# Told how far things are: accounts listed, accounts judged.
Progress = Callable[[int, int], None]


def _no_progress(listed: int, judged: int) -> None:
    """Nobody watches."""


class Collection:
    """One audit under way. Iterate `records()` to its end, then read `counts`, `gaps`, `notes`."""

    def __init__(
        self, directory: Directory, request: AuditRequest, progress: Progress = _no_progress
    ) -> None:
        self.counts = Counts()
        self.tenant = Tenant()
        self.report_refreshed: tuple[datetime, datetime] | None = None
        self._directory = directory
        self._request = request
        self._progress = progress
        self._accounts: dict[str, Account | None] = {}
        self._closed: dict[Source, MfaAuditError] = {}
        self._untold: Counter[tuple[Source, Unanswered]] = Counter()
        self._unknown_kinds: Counter[str] = Counter()

    async def records(self) -> AsyncIterator[list[AccountRecord]]:
        """Judged accounts, some at a time. Raises where /users fails; every other failure becomes a
        gap. Raises ServiceError if the counts do not add up at the end."""
        await self._read_tenant()
        pages: asyncio.Queue[ReportPage | None] = asyncio.Queue()
        room = asyncio.Semaphore(_PAGES_AHEAD)
        reader = asyncio.create_task(self._read_report(pages, room))
        try:
            await self._read_accounts()
            if not self.counts.listed:
                raise ServiceError(
                    "Graph listed no account at all, and a tenant has at least one.",
                    "Run again; if it stays, check for a proxy that changes answers.",
                )
            while (page := await pages.get()) is not None:
                room.release()
                joined: list[Pair] = [pair for id, row in page if (pair := self._join(id, row))]
                for portion in _portions(joined):
                    yield await self._judged(portion, await self._asked_again(portion))
            await reader
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
        alone: list[Pair] = [(account, None) for account in self._accounts.values() if account]
        for rest in _portions(alone):
            methods = await self._methods([account for account, _ in rest])
            yield await self._judged(rest, methods)
        self._check()

    async def _read_tenant(self) -> None:
        try:
            self.tenant = await self._directory.tenant()
        except (SignInError, UnreachableError):
            raise
        except (AccessError, ServiceError) as error:
            self._failed(TENANT_SOURCE, error)

    def _failed(self, source: Source, error: MfaAuditError) -> None:
        """Do what the table says: raise, remember for a gap, or nothing."""
        if IF_IT_FAILS[source] is Failure.ENDS_IT:
            raise error
        if IF_IT_FAILS[source] is Failure.LEAVES_A_GAP:
            self._closed[source] = error

    async def _read_accounts(self) -> None:
        try:
            await self._list_accounts()
        except (AccessError, ServiceError) as error:
            self._failed(USERS_SOURCE, error)

    async def _list_accounts(self) -> None:
        async for page in self._directory.users(self._request.properties):
            for account in page:
                if account.id in self._accounts:
                    self.counts.listed_twice += 1
                    continue
                self.counts.listed += 1
                self.counts.blocked += account.blocked
                if account.blocked and not self._request.blocked:
                    self.counts.left_out += 1
                    self._accounts[account.id] = None
                else:
                    self._accounts[account.id] = account
            self._progress(self.counts.listed, self.counts.left_out)

    async def _read_report(
        self, pages: "asyncio.Queue[ReportPage | None]", room: asyncio.Semaphore
    ) -> None:
        try:
            async for page in self._directory.registration_details():
                await room.acquire()
                pages.put_nowait(page)
            self.counts.report_whole = True
        except (AccessError, ServiceError) as error:
            self._failed(REGISTRATION_SOURCE, error)
        finally:
            pages.put_nowait(None)

    def _join(
        self, id: str, row: RegistrationDetails
    ) -> tuple[Account, RegistrationDetails] | None:
        """The account of a report row, once; None for a row of nobody, or of somebody left out."""
        if id not in self._accounts:
            self.counts.report_rows_without_account += 1
            return None
        account = self._accounts[id]
        self._accounts[id] = None
        self.counts.report_rows += account is not None
        if row.last_updated_date_time:
            first, last = self.report_refreshed or (row.last_updated_date_time,) * 2
            self.report_refreshed = (
                min(first, row.last_updated_date_time),
                max(last, row.last_updated_date_time),
            )
        return (account, row) if account else None

    async def _methods(
        self, accounts: Sequence[Account]
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        ids = [account.id for account in accounts]
        if METHODS_SOURCE not in self._closed:
            try:
                return await self._directory.authentication_methods(ids)
            except (AccessError, ServiceError) as error:
                self._failed(METHODS_SOURCE, error)
        nothing = Unanswered(self._closed[METHODS_SOURCE].what)
        return dict.fromkeys(ids, nothing)

    async def _asked_again(
        self, pairs: Sequence[Pair]
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The methods, as they are now, of those whose row in the report is silent; with `live`
        also of those whom the report does not register."""
        doubtful = []
        for account, row in pairs:
            silent = row is not None and row.methods_registered is None
            if silent or self._request.live:
                verdict = self._by_report(account, row)
                wanted = Registered.NO if self._request.live else None
                if verdict is wanted or (silent and verdict is Registered.UNKNOWN):
                    doubtful.append(account)
        now = await self._methods(doubtful) if doubtful else {}
        self.counts.asked_again += len(now) if self._request.live else 0
        return now

    def _by_report(self, account: Account, row: RegistrationDetails | None) -> Registered:
        return judge(account, row, None, self._request.definition).standing.registered

    async def _states(self, accounts: Sequence[Account]) -> dict[str, str | Unanswered | Gone]:
        ids = [account.id for account in accounts if account.per_user_mfa_state is None]
        if not ids or not self._request.per_user_state:
            return {}
        if STATE_SOURCE not in self._closed:
            try:
                return await self._directory.per_user_states(ids)
            except (AccessError, ServiceError) as error:
                self._failed(STATE_SOURCE, error)
        return dict.fromkeys(ids, Unanswered(self._closed[STATE_SOURCE].what))

    async def _judged(
        self,
        pairs: Sequence[Pair],
        methods: dict[str, MethodsRead | Unanswered | Gone],
    ) -> list[AccountRecord]:
        states = await self._states([account for account, _ in pairs])
        records = []
        for account, row in pairs:
            read, state = methods.get(account.id), states.get(account.id)
            if isinstance(read, Gone) or isinstance(state, Gone):
                self.counts.vanished += 1
                continue
            if isinstance(state, str):
                account.per_user_mfa_state = state
                account.per_user_mfa_state_source = STATE_SOURCE.api
            elif state:
                self._untold[STATE_SOURCE, state] += 1
            record = judge(account, row, read, self._request.definition)
            if isinstance(read, Unanswered):
                self._untold[METHODS_SOURCE, read] += 1
            elif record.standing.registered is Registered.UNKNOWN:
                asked = METHODS_SOURCE if isinstance(read, MethodsRead) else REGISTRATION_SOURCE
                self._untold[asked, Unanswered(record.standing.reason)] += 1
            elif row and read and record.standing.registered is Registered.YES:
                self.counts.registered_since += self._by_report(account, row) is Registered.NO
            self._unknown_kinds.update(record.summary.unknown)
            self.counts.add(record)
            records.append(record)
        self._progress(self.counts.listed, self.counts.placed)
        return records

    def _check(self) -> None:
        if not self.counts.reconciles:
            raise ServiceError(
                f"The counts do not add up to the accounts listed: {self.counts}.",
                "This is a fault of mfa-audit; please report it with this text.",
            )

    @property
    def gaps(self) -> list[Gap]:
        """What the report does not know, each source and reason once."""
        return [*self._closed_gaps(), *self._account_gaps(), *self._kind_gaps()]

    def _closed_gaps(self) -> list[Gap]:
        gaps = []
        for source, error in self._closed.items():
            untold = sum(n for (asked, _), n in self._untold.items() if asked is source)
            remedy, touched = error.remedy, untold or None
            if source is REGISTRATION_SOURCE:
                # Its rows were had one by one instead; what is lost is who is an admin.
                remedy = (
                    f"{remedy} The accounts were read one by one instead, which does not show "
                    "certificates; which are admins, and what a person prefers, is not known."
                )
                touched = self.counts.listed - self.counts.left_out - self.counts.report_rows
            gaps.append(Gap(source.name, error.what, remedy, touched, error.code, error.request_id))
        return gaps

    def _account_gaps(self) -> list[Gap]:
        return [
            Gap(source.name, answer.reason, answer.remedy or _remedy(source), number, answer.code)
            for (source, answer), number in self._untold.items()
            if source not in self._closed or source is REGISTRATION_SOURCE
        ]

    def _kind_gaps(self) -> list[Gap]:
        return [
            Gap(
                "method table",
                f"{name} is a kind of method that this version does not know",
                "It is shown under Graph's name and makes nobody registered; update mfa-audit.",
                number,
            )
            for name, number in sorted(self._unknown_kinds.items())
        ]

    @property
    def notes(self) -> list[str]:
        """What a reader should know that is not a gap."""
        counts, notes = self.counts, []
        if isinstance(self._closed.get(REGISTRATION_SOURCE), LicenceError):
            notes.append("free tenant: every account was read one by one")
        if counts.listed_twice:
            notes.append(f"accounts listed twice and counted once: {counts.listed_twice}")
        if counts.report_rows_without_account:
            notes.append(
                "rows of the registration report without a listed account: "
                f"{counts.report_rows_without_account}"
            )
        if self._request.live:
            notes.append(
                f"asked again one by one (--live): {counts.asked_again} that the report does not "
                f"register; registered by now: {counts.registered_since}"
            )
        if counts.vanished:
            notes.append(f"accounts deleted while they were being read: {counts.vanished}")
        return notes


def _remedy(source: Source) -> str:
    if source is REGISTRATION_SOURCE:
        return "Run again later: the report lags by hours. If it stays, update mfa-audit."
    return "Run again later; if it stays, look at these accounts in the Entra admin center."


def _portions(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    return (pairs[start : start + _PORTION] for start in range(0, len(pairs), _PORTION))
