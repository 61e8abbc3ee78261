"""Join the sources: accounts, then the registration report as it arrives, then the rest one by one.

The accounts are read whole first (one request per 999), while the report, which the service allows
five requests in ten seconds, is read beside them, and so are roles and sign-ins where they are
asked for. From then on records flow out as report pages come in, in the report's order, then the
accounts without a row in the directory's order: the same answers give the same output.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence, Set
from datetime import datetime

from mfa_audit.audit.enrich import Enrichment, MethodAnswers, Pair, PerAccount, by_report
from mfa_audit.audit.gaps import GapRecorder
from mfa_audit.audit.request import AuditRequest, Selection, select
from mfa_audit.domain.accounts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.population import first_mark
from mfa_audit.domain.registration import AccountRecord, Registered, judge_account
from mfa_audit.domain.run import Counts, Gap, Note
from mfa_audit.domain.sources import (
    METHODS_SOURCE,
    REGISTRATION_SOURCE,
    STATE_SOURCE,
    TENANT_SOURCE,
    USERS_SOURCE,
)
from mfa_audit.errors import AccessError, LicenceError, ServiceError, SignInError, UnreachableError
from mfa_audit.graph.interface import Directory

ReportPage = list[tuple[str, RegistrationDetails]]

# How many report pages may wait for the accounts: more would only hold memory.
_PAGES_AHEAD = 128
# Accounts asked about one by one are taken in portions, so that records flow out meanwhile.
_PORTION = 2000

_FREE_TENANT = "free tenant: every account was read one by one"
_TWICE = "accounts listed twice and counted once: {number}"
_OF_NOBODY = "rows of the registration report without a listed account: {number}"
_ASKED_AGAIN = (
    "asked again one by one (--live): {number} that the report does not register; registered by "
    "now: {registered}"
)
_VANISHED = "accounts deleted while they were being read: {number}"
# Every note's text, so that each can be translated.
NOTES: tuple[str, ...] = (_FREE_TENANT, _TWICE, _OF_NOBODY, _ASKED_AGAIN, _VANISHED)

# Told how far things are: accounts listed, accounts judged.
AccountProgress = Callable[[int, int], None]


def _no_progress(listed: int, judged: int) -> None:
    """Nobody watches."""


class Collection:
    """One audit under way. Iterate `records()` to its end, then read `counts`, `gaps`, `notes`."""

    def __init__(
        self, directory: Directory, request: AuditRequest, progress: AccountProgress = _no_progress
    ) -> None:
        self.counts = Counts()
        self.tenant = Tenant()
        self.report_refreshed: tuple[datetime, datetime] | None = None
        self._directory = directory
        self._request = request
        self._progress = progress
        self._selection = Selection(request, None)
        self._accounts: dict[str, Account | None] = {}
        self._gaps = GapRecorder()
        self._per_account = PerAccount(directory, request, self._gaps)
        self._enrichment = Enrichment(directory, request, self._gaps)

    async def records(self) -> AsyncIterator[list[AccountRecord]]:
        """Judged accounts, some at a time. Raises where /users or the group that the run is limited
        to fails; every other failure becomes a gap. Raises ServiceError if the counts do not add up
        at the end."""
        await self._read_tenant()
        self._selection = await select(self._directory, self._request)
        pages: asyncio.Queue[ReportPage | None] = asyncio.Queue()
        room = asyncio.Semaphore(_PAGES_AHEAD)
        tasks = [
            asyncio.create_task(self._read_report(pages, room)),
            asyncio.create_task(self._enrichment.read_roles()),
            asyncio.create_task(self._enrichment.read_activity()),
        ]
        try:
            await self._read_accounts()
            await asyncio.gather(*tasks[1:])
            self.counts.roles_whole = self._enrichment.roles_whole
            while (page := await pages.get()) is not None:
                room.release()
                joined: list[Pair] = [pair for id, row in page if (pair := self._join(id, row))]
                for portion in _portions(joined):
                    answers, doubtful = await self._per_account.again(portion)
                    self.counts.read_again += len(doubtful) if self._request.live else 0
                    yield await self._judged(portion, answers, doubtful)
            await tasks[0]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        alone: list[Pair] = [(account, None) for account in self._accounts.values() if account]
        for rest in _portions(alone):
            methods = await self._per_account.methods([account for account, _ in rest])
            yield await self._judged(rest, methods)
        self._check()

    async def _read_tenant(self) -> None:
        try:
            self.tenant = await self._directory.tenant()
        except (SignInError, UnreachableError):
            raise
        except (AccessError, ServiceError) as error:
            self._gaps.source_failed(TENANT_SOURCE, error)

    async def _read_accounts(self) -> None:
        try:
            await self._list_accounts()
        except (AccessError, ServiceError) as error:
            self._gaps.source_failed(USERS_SOURCE, error)
        if not self.counts.listed:
            raise ServiceError(
                "Graph listed no account at all, and a tenant has at least one.",
                "Run again; if it stays, check for a proxy that changes answers.",
            )

    async def _list_accounts(self) -> None:
        async for page in self._directory.users(self._request.user_properties):
            for account in page:
                if account.id in self._accounts:
                    self.counts.listed_twice += 1
                    continue
                self.counts.listed += 1
                self.counts.blocked += account.blocked
                if reason := self._selection.left_out(account):
                    self.counts.leave_out(reason)
                self._accounts[account.id] = None if reason else account
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
            self._gaps.source_failed(REGISTRATION_SOURCE, error)
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

    async def _judged(
        self, pairs: Sequence[Pair], answers: MethodAnswers, doubtful: Set[str] = frozenset()
    ) -> list[AccountRecord]:
        """The records. An answer decides where there is no row, or a doubtful one."""
        states = await self._per_account.states([account for account, _ in pairs])
        records = []
        for account, row in pairs:
            read, state = answers.get(account.id), states.get(account.id)
            if isinstance(read, Gone) or isinstance(state, Gone):
                self.counts.vanished += 1
                continue
            if isinstance(state, str):
                account.per_user_mfa_state = state
                account.per_user_mfa_state_source = STATE_SOURCE.api
            elif state:
                self._gaps.unanswered(STATE_SOURCE, state)
            decides = row is None or account.id in doubtful
            record = judge_account(
                account, row, read if decides else None, self._request.definition
            )
            if read or record.summary.unknown or record.verdict.registered is Registered.UNKNOWN:
                self._note_unknown(record, read, decides=decides)
            if self._request.more_facts:
                self._add_facts(record, read)
            records.append(record)
        self.counts.add(*records)
        self._progress(self.counts.listed, self.counts.placed)
        return records

    def _note_unknown(
        self, record: AccountRecord, read: MethodsRead | Unanswered | None, *, decides: bool
    ) -> None:
        """Remember what is not known of `record`, for the gaps."""
        verdict, row = record.verdict, record.details
        if isinstance(read, Unanswered):
            self._gaps.unanswered(METHODS_SOURCE, read)
        elif verdict.registered is Registered.UNKNOWN:
            asked = METHODS_SOURCE if read and decides else REGISTRATION_SOURCE
            self._gaps.unanswered(asked, Unanswered(verdict.reason, about=verdict.about))
        elif row and read and decides and verdict.registered is Registered.YES:
            since = by_report(record.account, row, self._request) is Registered.NO
            self.counts.registered_since += since
        self._gaps.unknown_kinds.update(record.summary.unknown)

    def _add_facts(self, record: AccountRecord, read: MethodsRead | Unanswered | None) -> None:
        """What was asked for beside the verdict."""
        self._enrichment.add_to(record)
        if self._request.details and isinstance(read, MethodsRead):
            record.method_details = read.details
        if self._request.population:
            self.counts.kinds[first_mark(record.account, self._request.now)] += 1

    def _check(self) -> None:
        if not self.counts.reconciles:
            raise ServiceError(
                f"The counts do not add up to the accounts listed: {self.counts}.",
                "This is a fault of mfa-audit; please report it with this text.",
            )

    @property
    def gaps(self) -> list[Gap]:
        """What the report does not know, each source and reason once."""
        return [*self._selection.gaps, *self._gaps.gaps(self.counts)]

    @property
    def notes(self) -> list[Note]:
        """What a reader should know that is not a gap."""
        counts, notes = self.counts, []
        if isinstance(self._gaps.failed_sources.get(REGISTRATION_SOURCE), LicenceError):
            notes.append(Note(_FREE_TENANT))
        if counts.listed_twice:
            notes.append(Note(_TWICE, {"number": counts.listed_twice}))
        if counts.report_rows_without_account:
            notes.append(Note(_OF_NOBODY, {"number": counts.report_rows_without_account}))
        if self._request.live:
            asked, since = counts.read_again, counts.registered_since
            notes.append(Note(_ASKED_AGAIN, {"number": asked, "registered": since}))
        if counts.vanished:
            notes.append(Note(_VANISHED, {"number": counts.vanished}))
        return notes


def _portions(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    return (pairs[start : start + _PORTION] for start in range(0, len(pairs), _PORTION))
