"""What is read about accounts beyond the two lists: methods and per-user states one by one, roles
and last sign-ins for all.

A source that failed is not asked again; its accounts are unanswered.
"""

from collections.abc import Sequence

from mfa_audit.audit.gaps import GapRecorder
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.accounts import (
    Account,
    Gone,
    MethodsRead,
    RegistrationDetails,
    SignInActivity,
    Unanswered,
)
from mfa_audit.domain.registration import NOT_LISTED, AccountRecord, Registered, judge_account
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    GROUPS_SOURCE,
    METHODS_SOURCE,
    ROLES_SOURCE,
    STATE_SOURCE,
)
from mfa_audit.errors import AccessError, ServiceError
from mfa_audit.graph.interface import Directory

Pair = tuple[Account, RegistrationDetails | None]
MethodAnswers = dict[str, MethodsRead | Unanswered | Gone]
States = dict[str, str | Unanswered | Gone]


def by_report(account: Account, row: RegistrationDetails, request: AuditRequest) -> Registered:
    """The verdict by the report alone."""
    return judge_account(account, row, None, request.definition).verdict.registered


class PerAccount:
    """Asks `directory` what `request` needs; what fails is remembered in `missing`."""

    def __init__(self, directory: Directory, request: AuditRequest, gaps: GapRecorder) -> None:
        self._directory = directory
        self._request = request
        self._gaps = gaps

    async def methods(self, accounts: Sequence[Account]) -> MethodAnswers:
        """The methods of these accounts, in detail where that was asked for."""
        ids = [account.id for account in accounts]
        if METHODS_SOURCE not in self._gaps.failed_sources:
            try:
                return await self._directory.authentication_methods(ids, self._request.details)
            except (AccessError, ServiceError) as error:
                self._gaps.source_failed(METHODS_SOURCE, error)
        return dict.fromkeys(ids, self._gaps.nothing_from(METHODS_SOURCE))

    async def again(self, pairs: Sequence[Pair]) -> tuple[MethodAnswers, set[str]]:
        """The methods, as they are now, of accounts with a row: with `details` of all of them.

        And the ids of those for whom the answer outranks the row: where it is silent, and with
        `live` where it does not register them.
        """
        doubtful = [account for account, row in pairs if row and self._doubtful(account, row)]
        asked = [account for account, _ in pairs] if self._request.details else doubtful
        answers = await self.methods(asked) if asked else {}
        return answers, {account.id for account in doubtful}

    def _doubtful(self, account: Account, row: RegistrationDetails) -> bool:
        silent, live = row.methods_registered is None, self._request.live
        if not silent and not live:
            return False
        verdict = by_report(account, row, self._request)
        return (live and verdict is Registered.NO) or (silent and verdict is Registered.UNKNOWN)

    async def states(self, accounts: Sequence[Account]) -> States:
        """The per-user MFA state of those whom /users did not tell it of, where it is wanted."""
        ids = [account.id for account in accounts if account.per_user_mfa_state is None]
        if not ids or not self._request.per_user_state:
            return {}
        if STATE_SOURCE not in self._gaps.failed_sources:
            try:
                return await self._directory.per_user_states(ids)
            except (AccessError, ServiceError) as error:
                self._gaps.source_failed(STATE_SOURCE, error)
        return dict.fromkeys(ids, self._gaps.nothing_from(STATE_SOURCE))


class Enrichment:
    """Both by object id. `roles_whole`: who is not among the roles has none."""

    def __init__(self, directory: Directory, request: AuditRequest, gaps: GapRecorder) -> None:
        self.roles_whole = False
        self._directory = directory
        self._request = request
        self._gaps = gaps
        self._roles: dict[str, tuple[str, ...]] = {}
        self._activity: dict[str, SignInActivity] = {}

    async def read_roles(self) -> None:
        """The roles, if they are asked for. A failure leaves a gap."""
        if self._request.roles:
            try:
                self._roles, unread = await self._directory.admin_roles()
                self.roles_whole = unread is None
                if unread:
                    self._gaps.source_failed(GROUPS_SOURCE, unread)
            except (AccessError, ServiceError) as error:
                self._gaps.source_failed(ROLES_SOURCE, error)

    async def read_activity(self) -> None:
        """The sign-ins, if they are asked for. A failure leaves a gap and what was read before."""
        if not self._request.last_sign_in:
            return
        try:
            async for page in self._directory.sign_in_activity():
                self._activity.update(page)
            if set(self._activity.values()) <= {SignInActivity()}:
                # Somebody must have signed in: Graph has been seen to keep quiet about everybody.
                self._activity.clear()
                raise ServiceError("Graph told of no sign-in at all.", "Run again later.")
        except (AccessError, ServiceError) as error:
            self._gaps.source_failed(ACTIVITY_SOURCE, error)

    def add_to(self, record: AccountRecord) -> None:
        """Give `record` its roles and its sign-ins."""
        id = record.account.id
        if self._request.roles:
            record.roles = self._roles.get(id, () if self.roles_whole else None)
        if self._request.last_sign_in:
            record.activity = self._activity.get(id)
            if record.activity is None:
                self._gaps.unanswered(ACTIVITY_SOURCE, Unanswered(NOT_LISTED))
