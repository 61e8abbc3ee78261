"""Facts that are read beside the accounts where they are asked for: roles and sign-ins."""

from mfa_audit.audit.missing import Missing
from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.facts import SignInActivity, Unanswered
from mfa_audit.domain.sources import ACTIVITY_SOURCE, GROUPS_SOURCE, ROLES_SOURCE
from mfa_audit.domain.standing import NOT_LISTED, AccountRecord
from mfa_audit.errors import AccessError, ServiceError
from mfa_audit.graph.interface import Directory


class Beside:
    """Both by object id. `roles_whole`: who is not among the roles has none."""

    def __init__(self, directory: Directory, request: AuditRequest, missing: Missing) -> None:
        self.roles_whole = False
        self._directory = directory
        self._request = request
        self._missing = missing
        self._roles: dict[str, tuple[str, ...]] = {}
        self._activity: dict[str, SignInActivity] = {}

    async def read_roles(self) -> None:
        """The roles, if they are asked for. A failure leaves a gap."""
        if self._request.roles:
            try:
                self._roles, unread = await self._directory.admin_roles()
                self.roles_whole = unread is None
                if unread:
                    self._missing.failed(GROUPS_SOURCE, unread)
            except (AccessError, ServiceError) as error:
                self._missing.failed(ROLES_SOURCE, error)

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
            self._missing.failed(ACTIVITY_SOURCE, error)

    def add_to(self, record: AccountRecord) -> None:
        """Give `record` its roles and its sign-ins."""
        id = record.account.id
        if self._request.roles:
            record.roles = self._roles.get(id, () if self.roles_whole else None)
        if self._request.last_sign_in:
            record.activity = self._activity.get(id)
            if record.activity is None:
                self._missing.untold(ACTIVITY_SOURCE, Unanswered(NOT_LISTED))
