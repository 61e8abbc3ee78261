"""A directory in memory, for tests of the rooms above `graph.interface`; and whole audits of it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mfa_audit.audit.collect import AccountProgress
from mfa_audit.audit.collect import Collection as Audit
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.accounts import (
    Account,
    Definition,
    Gone,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Tenant,
    Unanswered,
)
from mfa_audit.domain.registration import AccountRecord
from mfa_audit.domain.run import Counts, Gap, Traffic
from mfa_audit.errors import MfaAuditError
from mfa_audit.graph.interface import Directory

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
YES = RegistrationDetails(is_mfa_registered=True, methods_registered=("mobilePhone",))
NO = RegistrationDetails(is_mfa_registered=False, methods_registered=())

Rows = Sequence[tuple[str, RegistrationDetails] | Exception]
SignIns = Sequence[tuple[str, SignInActivity] | Exception]


def account(name: str, **more: Any) -> Account:
    """An account whose id is its name."""
    return Account(name, f"{name}@contoso.example", **more)


class MemoryDirectory:
    """Answers from its arguments. An exception among the rows is raised when its turn comes.

    `accounts` are those on each page, or the names of those on a single page.
    """

    def __init__(
        self,
        accounts: Sequence[Sequence[Account]] | str,
        rows: Rows = (),
        methods: Mapping[str, MethodsRead | Unanswered | Gone] | Exception | None = None,
        states: Mapping[str, str | Unanswered | Gone] | Exception | None = None,
        organization: Tenant | Exception | None = None,
        roles: dict[str, tuple[str, ...]] | Exception | None = None,
        members: set[str] | Exception | None = None,
        sign_ins: SignIns = (),
    ) -> None:
        self.traffic: dict[str, Traffic] = {}
        self.requests: list[str] = []
        if isinstance(accounts, str):
            accounts = [[account(name) for name in accounts.split()]]
        self._pages = accounts
        self._rows = rows
        self._methods = methods or {}
        self._states = states or {}
        self._organization = organization or Tenant("t", "Contoso")
        self._roles = roles or {}
        self._members = members or set()
        self._sign_ins = sign_ins

    async def tenant(self) -> Tenant:
        """The given tenant."""
        if isinstance(self._organization, Exception):
            raise self._organization
        return self._organization

    async def users(self, properties: Collection[str]) -> AsyncIterator[list[Account]]:
        """The given pages."""
        self.requests.append(f"users {' '.join(properties)}".strip())
        for page in self._pages:
            yield list(page)

    async def registration_details(self) -> AsyncIterator[list[tuple[str, RegistrationDetails]]]:
        """The given rows, each on a page of its own."""
        for row in self._rows:
            if isinstance(row, Exception):
                raise row
            yield [row]

    async def authentication_methods(
        self, ids: Sequence[str], details: bool = False
    ) -> dict[str, MethodsRead | Unanswered | Gone]:
        """The given methods."""
        self.requests.append(f"{'details' if details else 'methods'} {' '.join(ids)}")
        if isinstance(self._methods, Exception):
            raise self._methods
        return {id: self._methods[id] for id in ids}

    async def per_user_states(self, ids: Sequence[str]) -> dict[str, str | Unanswered | Gone]:
        """The given states."""
        self.requests.append(f"states {' '.join(ids)}")
        if isinstance(self._states, Exception):
            raise self._states
        return {id: self._states[id] for id in ids}

    async def admin_roles(self) -> tuple[dict[str, tuple[str, ...]], MfaAuditError | None]:
        """The given roles."""
        self.requests.append("roles")
        if isinstance(self._roles, Exception):
            raise self._roles
        return self._roles, None

    async def group(self, name_or_id: str) -> tuple[str, str]:
        """A group of that name, whose id is `g`."""
        self.requests.append(f"group {name_or_id}")
        return "g", name_or_id

    async def group_members(self, id: str) -> set[str]:
        """The given members."""
        self.requests.append(f"members {id}")
        if isinstance(self._members, Exception):
            raise self._members
        return self._members

    async def sign_in_activity(self) -> AsyncIterator[list[tuple[str, SignInActivity]]]:
        """The given times, each account on a page of its own."""
        self.requests.append("sign-ins")
        for row in self._sign_ins:
            if isinstance(row, Exception):
                raise row
            yield [row]


class Outcome:
    """The results of a whole audit."""

    def __init__(self) -> None:
        self.records: list[AccountRecord] = []
        self.counts = Counts()
        self.gaps: list[Gap] = []
        self.notes: list[str] = []
        self.audit: Audit

    async def collect(
        self, directory: Directory, progress: AccountProgress | None = None, **request: Any
    ) -> None:
        """Audit `directory`; `request` are fields of the AuditRequest."""
        wanted = AuditRequest(**{"definition": Definition.ENTRA, "now": NOW, **request})
        self.audit = Audit(directory, wanted, *([progress] if progress else []))
        async for page in self.audit.records():
            self.records.extend(page)
        self.counts, self.gaps = self.audit.counts, self.audit.gaps
        self.notes = [str(note) for note in self.audit.notes]

    @property
    def by_name(self) -> dict[str, AccountRecord]:
        """The records by the name before the @."""
        return {r.account.user_principal_name.split("@")[0]: r for r in self.records}

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdicts by the name before the @."""
        return {name: str(record.verdict.registered) for name, record in self.by_name.items()}

    @property
    def missing(self) -> list[tuple[str, str, int | None]]:
        """The source, the sentence and the number of accounts of each gap."""
        return [(gap.source, gap.sentence, gap.accounts) for gap in self.gaps]


def collect(directory: Directory, **request: Any) -> Outcome:
    """A whole audit of `directory`; `request` are fields of the AuditRequest."""
    outcome = Outcome()
    asyncio.run(outcome.collect(directory, **request))
    return outcome
