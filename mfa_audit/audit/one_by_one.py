"""Questions about single accounts: those whom the report does not settle, and what no list tells.

A source that failed is not asked again; its accounts are unanswered.
"""

from collections.abc import Sequence

from mfa_audit.audit.missing import Missing
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.facts import Account, Gone, MethodsRead, RegistrationDetails, Unanswered
from mfa_audit.domain.sources import METHODS_SOURCE, STATE_SOURCE
from mfa_audit.domain.standing import Registered, judge
from mfa_audit.errors import AccessError, ServiceError
from mfa_audit.graph.interface import Directory

Pair = tuple[Account, RegistrationDetails | None]
Answers = dict[str, MethodsRead | Unanswered | Gone]
States = dict[str, str | Unanswered | Gone]


def by_report(account: Account, row: RegistrationDetails, request: AuditRequest) -> Registered:
    """The verdict by the report alone."""
    return judge(account, row, None, request.definition).standing.registered


class OneByOne:
    """Asks `directory` what `request` needs; what fails is remembered in `missing`."""

    def __init__(self, directory: Directory, request: AuditRequest, missing: Missing) -> None:
        self._directory = directory
        self._request = request
        self._missing = missing

    async def methods(self, accounts: Sequence[Account]) -> Answers:
        """The methods of these accounts, in detail where that was asked for."""
        ids = [account.id for account in accounts]
        if METHODS_SOURCE not in self._missing.closed:
            try:
                return await self._directory.authentication_methods(ids, self._request.details)
            except (AccessError, ServiceError) as error:
                self._missing.failed(METHODS_SOURCE, error)
        return dict.fromkeys(ids, self._missing.nothing_from(METHODS_SOURCE))

    async def again(self, pairs: Sequence[Pair]) -> tuple[Answers, set[str]]:
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
        if STATE_SOURCE not in self._missing.closed:
            try:
                return await self._directory.per_user_states(ids)
            except (AccessError, ServiceError) as error:
                self._missing.failed(STATE_SOURCE, error)
        return dict.fromkeys(ids, self._missing.nothing_from(STATE_SOURCE))
