"""Reads facts about accounts besides the two lists: methods and per-user states account by account,
roles and last sign-ins for all accounts.

A source that failed is not read again; its accounts are unanswered.
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
from mfa_audit.errors import ServiceError
from mfa_audit.graph.interface import Directory

Pair = tuple[Account, RegistrationDetails | None]
MethodAnswers = dict[str, MethodsRead | Unanswered | Gone]


def by_report(account: Account, row: RegistrationDetails, request: AuditRequest) -> Registered:
    """The verdict by the registration report alone."""
    return judge_account(account, row, None, request.definition).verdict.registered


class Enrichment:
    """Reads facts besides the two lists, as far as `request` needs them. `roles_whole`: an account
    without a known role has none."""

    def __init__(self, directory: Directory, request: AuditRequest, gaps: GapRecorder) -> None:
        self.roles_whole = False
        self._directory = directory
        self._request = request
        self._gaps = gaps
        self._roles: dict[str, tuple[str, ...]] = {}
        self._activity: dict[str, SignInActivity] = {}

    async def methods(self, accounts: Sequence[Account]) -> MethodAnswers:
        """The methods of the accounts, with details if the request has them."""
        ids = [account.id for account in accounts]
        if METHODS_SOURCE not in self._gaps.failed_sources:
            with self._gaps.failures_of(METHODS_SOURCE):
                return await self._directory.authentication_methods(ids, self._request.details)
        return dict.fromkeys(ids, self._gaps.nothing_from(METHODS_SOURCE))

    async def again(self, pairs: Sequence[Pair]) -> tuple[MethodAnswers, set[str]]:
        """Read methods of accounts that have a row: of all with `details`, otherwise of doubtful
        ones. Return them and the ids of the doubtful accounts, where the answer replaces the row.

        A row is doubtful if it has neither methods nor a verdict or, with `live`, if it does not
        register the account.
        """
        doubtful = [account for account, row in pairs if row and self._doubtful(account, row)]
        accounts = [account for account, _ in pairs] if self._request.details else doubtful
        answers = await self.methods(accounts) if accounts else {}
        return answers, {account.id for account in doubtful}

    def _doubtful(self, account: Account, row: RegistrationDetails) -> bool:
        silent, live = row.methods_registered is None, self._request.live
        if not silent and not live:
            return False
        verdict = by_report(account, row, self._request)
        return (live and verdict is Registered.NO) or (silent and verdict is Registered.UNKNOWN)

    async def states(self, accounts: Sequence[Account]) -> dict[str, str | Unanswered | Gone]:
        """The per-user MFA states that /users did not give, if the request needs them."""
        ids = [account.id for account in accounts if account.per_user_mfa_state is None]
        if not ids or not self._request.per_user_state:
            return {}
        if STATE_SOURCE not in self._gaps.failed_sources:
            with self._gaps.failures_of(STATE_SOURCE):
                return await self._directory.per_user_states(ids)
        return dict.fromkeys(ids, self._gaps.nothing_from(STATE_SOURCE))

    async def read_roles(self) -> None:
        """Read the roles, if the request needs them. A failure leaves a gap."""
        if not self._request.roles:
            return
        with self._gaps.failures_of(ROLES_SOURCE):
            self._roles, unread = await self._directory.admin_roles()
            self.roles_whole = unread is None
            if unread:
                self._gaps.source_failed(GROUPS_SOURCE, unread)

    async def read_activity(self) -> None:
        """Read the last sign-ins, if the request needs them. A failure leaves a gap and what was
        read before it."""
        if not self._request.last_sign_in:
            return
        with self._gaps.failures_of(ACTIVITY_SOURCE):
            async for page in self._directory.sign_in_activity():
                self._activity.update(page)
            if set(self._activity.values()) <= {SignInActivity()}:
                # Some account must have signed in, but Graph sometimes gives no times at all.
                self._activity.clear()
                raise ServiceError("Graph told of no sign-in at all.", "Run again later.")

    def add_to(self, record: AccountRecord) -> None:
        """Add the roles and last sign-ins to `record`."""
        id = record.account.id
        if self._request.roles:
            record.roles = self._roles.get(id, () if self.roles_whole else None)
        if self._request.last_sign_in:
            record.activity = self._activity.get(id)
            if record.activity is None:
                self._gaps.unanswered(ACTIVITY_SOURCE, Unanswered(NOT_LISTED))
