"""The request for an audit, and the selection of the listed accounts that it is about.

A wrong selection must not go unnoticed: a group that does not exist or cannot be read ends the run,
and a name without an account is a gap.
"""

from datetime import datetime

import msgspec

from mfa_audit.domain.accounts import Account, Definition
from mfa_audit.domain.population import Exclusion, left_out
from mfa_audit.domain.run import Gap
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    GROUPS_SOURCE,
    ROLES_SOURCE,
    SOURCES,
    STATE_SOURCE,
    Source,
)
from mfa_audit.graph.interface import Directory

# The property of Graph's user that shows a mark; /users always shows blocked accounts.
_PROPERTY = {
    Exclusion.GUESTS: "userType",
    Exclusion.UNLICENSED: "assignedLicenses",
    Exclusion.SERVICE: "displayName",
    Exclusion.FUTURE_HIRES: "employeeHireDate",
}


class AuditRequest(msgspec.Struct, frozen=True):
    """The request for an audit. `now` has a time zone.

    `exclude`: leave out accounts with these marks. `properties`: the Graph properties of users that
    the output shows. `live`: read accounts again one by one if the report, which lags by hours,
    does not register them. `only`: UPNs or object ids, in any case, of the only accounts in scope;
    empty for all. `only_group`: the name or id of a group whose members are in scope; with `only`,
    both must hold. `roles`, `last_sign_in`, `details`: read these facts too. `population`: count
    the accounts in scope by their first mark.
    """

    definition: Definition
    now: datetime
    exclude: frozenset[Exclusion] = frozenset()
    properties: tuple[str, ...] = ()
    live: bool = False
    only: tuple[str, ...] = ()
    only_group: str | None = None
    roles: bool = False
    last_sign_in: bool = False
    details: bool = False
    population: bool = False

    @property
    def per_user_state(self) -> bool:
        """Whether to read a missing per-user MFA state account by account."""
        return "perUserMfaState" in self.properties

    @property
    def population_in_words(self) -> tuple[str, ...]:
        """The options that chose the accounts, for the reader of the report."""
        words = []
        if self.exclude:
            marks = ",".join(mark for mark in Exclusion if mark in self.exclude)
            words.append(f"--exclude {marks}")
        if self.only_group is not None:
            words.append(f"--only-group {self.only_group}")
        if self.only:
            words.append(f"--only ({len(self.only)} names)")
        return tuple(words)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that the audit may read."""
        optional = {
            STATE_SOURCE: self.per_user_state,
            ROLES_SOURCE: self.roles,
            GROUPS_SOURCE: self.roles or self.only_group is not None,
            ACTIVITY_SOURCE: self.last_sign_in,
        }
        return tuple(source for source in SOURCES if optional.get(source, True))

    @property
    def more_facts(self) -> bool:
        """Whether each account needs more than the verdict."""
        return self.roles or self.last_sign_in or self.details or self.population

    @property
    def user_properties(self) -> tuple[str, ...]:
        """The properties to request from /users: those of the output, and those of the marks."""
        marks = [
            name for mark, name in _PROPERTY.items() if self.population or mark in self.exclude
        ]
        return tuple(dict.fromkeys((*self.properties, *marks)))


class Selection:
    """The accounts that a request selects; made by `select`, used once for each listed account."""

    def __init__(self, request: AuditRequest, members: set[str] | None) -> None:
        self._request = request
        self._members = members
        self._only = {name.strip().casefold(): name.strip() for name in request.only}
        self._names_met: set[str] = set()
        self._members_met = 0

    def left_out(self, account: Account) -> Exclusion | None:
        """The reason to leave `account` out, None if it is in scope."""
        selected = None if self._selected(account) else ()
        return left_out(account, self._request.exclude, selected, self._request.now)

    def _selected(self, account: Account) -> bool:
        if not self._only and self._members is None:
            return True
        names = {account.id.casefold(), account.user_principal_name.casefold()}
        met = names & self._only.keys()
        self._names_met |= met
        member = self._members is None or account.id in self._members
        self._members_met += member
        return member and (bool(met) or not self._only)

    @property
    def gaps(self) -> list[Gap]:
        """The gaps of names without an account, and of a group without accounts."""
        gaps = []
        missing = [name for key, name in self._only.items() if key not in self._names_met]
        if missing:
            reason = f"{len(missing)} of {len(self._only)} names are no account"
            remedy = (
                "Check the spelling: each is a UPN or an object id; and whether the account was "
                "deleted."
            )
            gaps.append(Gap("option --only", reason, remedy, named=tuple(missing)))
        if self._members is not None and not self._members_met:
            reason = f"no account is in the group {self._request.only_group}"
            remedy = (
                "Check the group. Where its membership is hidden, the permission "
                "Member.Read.Hidden is needed as well."
            )
            gaps.append(Gap("option --only-group", reason, remedy))
        return gaps


async def select(directory: Directory, request: AuditRequest) -> Selection:
    """Read the group of the request, if it has one. Raises what the directory raises: without the
    group the report would be about other people."""
    if request.only_group is None:
        return Selection(request, None)
    id, _ = await directory.group(request.only_group)
    return Selection(request, await directory.group_members(id))
