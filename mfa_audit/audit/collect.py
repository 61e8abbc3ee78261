"""Joins the sources: the accounts, the registration report as it arrives, then the rest one by one.

All accounts are read first (a request for every 999). In parallel, the report is read, for which
the service allows five requests in ten seconds, and roles and last sign-ins if the request needs
them. Then records follow in the order of the report, and those of accounts without a row in the
order of the directory: the same answers give the same output.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence, Set
from datetime import datetime

from mfa_audit.audit.enrich import Enrichment, MethodAnswers, Pair, by_report
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
)
from mfa_audit.errors import AccessError, LicenceError, ServiceError, SignInError, UnreachableError
from mfa_audit.graph.interface import Directory

ReportPage = list[tuple[str, RegistrationDetails]]

# How many report pages may wait for the accounts: more would only use memory.
_PAGES_AHEAD = 128
# How many accounts are read one by one at a time: records follow after each portion.
_PORTION = 2000

_FREE_TENANT = "free tenant: every account was read one by one"
_TWICE = "accounts listed twice and counted once: {number}"
_NO_ACCOUNT = "rows of the registration report without a listed account: {number}"
_READ_AGAIN = (
    "asked again one by one (--live): {number} that the report does not register; registered by "
    "now: {registered}"
)
_VANISHED = "accounts deleted while they were being read: {number}"

# Receives the numbers of accounts listed and judged so far.
AccountProgress = Callable[[int, int], None]


class Collection:
    """The accounts of an audit. Iterate `records()` to the end, then read `counts`, `gaps`, `notes`
    and the other attributes."""

    def __init__(
        self,
        directory: Directory,
        request: AuditRequest,
        progress: AccountProgress = lambda *_: None,
    ) -> None:
        self.counts = Counts()
        self.tenant = Tenant()
        self.report_refreshed: tuple[datetime, datetime] | None = None
        self._directory = directory
        self._request = request
        self._progress = progress
        self._selection = Selection(request, None)
        # The accounts in scope by object id; None for one that is left out or has been joined.
        self._accounts: dict[str, Account | None] = {}
        self._gaps = GapRecorder()
        self._enrichment = Enrichment(directory, request, self._gaps)

    async def records(self) -> AsyncIterator[list[AccountRecord]]:
        """Judged accounts, a portion at a time.

        Raises what the directory raises for /users and for the group that the run is limited to;
        other failures become gaps. Raises ServiceError if the counts do not add up at the end.
        """
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
                joined = [pair for id, row in page if (pair := self._join(id, row))]
                for portion in _portions(joined):
                    answers, doubtful = await self._enrichment.again(portion)
                    self.counts.read_again += len(doubtful) if self._request.live else 0
                    yield await self._judged(portion, answers, doubtful)
            await tasks[0]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        rest: list[Pair] = [(account, None) for account in self._accounts.values() if account]
        for portion in _portions(rest):
            methods = await self._enrichment.methods([account for account, _ in portion])
            yield await self._judged(portion, methods)
        if not self.counts.reconciles:
            raise ServiceError(
                f"The counts do not add up to the accounts listed: {self.counts}.",
                "This is a fault of mfa-audit; please report it with this text.",
            )

    async def _read_tenant(self) -> None:
        try:
            self.tenant = await self._directory.tenant()
        except (SignInError, UnreachableError):
            raise
        except (AccessError, ServiceError) as error:
            self._gaps.source_failed(TENANT_SOURCE, error)

    async def _read_accounts(self) -> None:
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
        if not self.counts.listed:
            raise ServiceError(
                "Graph listed no account at all, and a tenant has at least one.",
                "Run again; if it stays, check for a proxy that changes answers.",
            )

    async def _read_report(
        self, pages: "asyncio.Queue[ReportPage | None]", room: asyncio.Semaphore
    ) -> None:
        """Put the pages of the report into the queue while there is `room`, and None at the end."""
        try:
            with self._gaps.failures_of(REGISTRATION_SOURCE):
                async for page in self._directory.registration_details():
                    await room.acquire()
                    pages.put_nowait(page)
                self.counts.report_whole = True
        finally:
            pages.put_nowait(None)

    def _join(self, id: str, row: RegistrationDetails) -> Pair | None:
        """Join a row of the report with its account; None if the account is not listed, is left
        out, or had a row before."""
        if id not in self._accounts:
            self.counts.report_rows_without_account += 1
            return None
        account, self._accounts[id] = self._accounts[id], None
        self.counts.report_rows += account is not None
        if time := row.last_updated_date_time:
            first, last = self.report_refreshed or (time, time)
            self.report_refreshed = min(first, time), max(last, time)
        return (account, row) if account else None

    async def _judged(
        self, pairs: Sequence[Pair], answers: MethodAnswers, doubtful: Set[str] = frozenset()
    ) -> list[AccountRecord]:
        """The records. An answer replaces a row that is missing or doubtful."""
        states = await self._enrichment.states([account for account, _ in pairs])
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
            answer = read if row is None or account.id in doubtful else None
            record = judge_account(account, row, answer, self._request.definition)
            if read or record.summary.unknown or record.verdict.registered is Registered.UNKNOWN:
                self._note_unknown(record, read, decides=answer is not None)
            if self._request.more_facts:
                self._add_facts(record, read)
            records.append(record)
        self.counts.add(*records)
        self._progress(self.counts.listed, self.counts.placed)
        return records

    def _note_unknown(
        self, record: AccountRecord, read: MethodsRead | Unanswered | None, *, decides: bool
    ) -> None:
        """Record what is not known about the account, for the gaps. `decides`: the verdict is by
        the answer `read`."""
        verdict, row = record.verdict, record.details
        if isinstance(read, Unanswered):
            self._gaps.unanswered(METHODS_SOURCE, read)
        elif verdict.registered is Registered.UNKNOWN:
            source = METHODS_SOURCE if decides else REGISTRATION_SOURCE
            self._gaps.unanswered(source, Unanswered(verdict.reason, about=verdict.about))
        elif row and decides and verdict.registered is Registered.YES:
            since = by_report(record.account, row, self._request) is Registered.NO
            self.counts.registered_since += since
        self._gaps.unknown_kinds.update(record.summary.unknown)

    def _add_facts(self, record: AccountRecord, read: MethodsRead | Unanswered | None) -> None:
        """Add the facts that the request needs besides the verdict."""
        self._enrichment.add_to(record)
        if self._request.details and isinstance(read, MethodsRead):
            record.method_details = read.details
        if self._request.population:
            self.counts.kinds[first_mark(record.account, self._request.now)] += 1

    @property
    def gaps(self) -> list[Gap]:
        """What the report does not know, each source and reason once."""
        return [*self._selection.gaps, *self._gaps.gaps(self.counts)]

    @property
    def notes(self) -> list[Note]:
        """Facts for the reader that are not gaps."""
        counts, notes = self.counts, []
        if isinstance(self._gaps.failed_sources.get(REGISTRATION_SOURCE), LicenceError):
            notes.append(Note(_FREE_TENANT))
        if counts.listed_twice:
            notes.append(Note(_TWICE, {"number": counts.listed_twice}))
        if counts.report_rows_without_account:
            notes.append(Note(_NO_ACCOUNT, {"number": counts.report_rows_without_account}))
        if self._request.live:
            number, registered = counts.read_again, counts.registered_since
            notes.append(Note(_READ_AGAIN, {"number": number, "registered": registered}))
        if counts.vanished:
            notes.append(Note(_VANISHED, {"number": counts.vanished}))
        return notes


def _portions(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    return (pairs[start : start + _PORTION] for start in range(0, len(pairs), _PORTION))
