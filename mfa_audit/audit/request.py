"""What one audit is asked for, and which of the listed accounts it is about.

A population that was asked for must not be wrong quietly: a group that does not exist or cannot be
read ends the run, and a name without an account leaves a gap.
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

# The property of Graph's user that tells who has the mark; blocked accounts are always told.
_TELLS = {
    Exclusion.GUESTS: "userType",
    Exclusion.UNLICENSED: "assignedLicenses",
    Exclusion.SERVICE: "displayName",
    Exclusion.FUTURE_HIRES: "employeeHireDate",
}


class AuditRequest(msgspec.Struct, frozen=True):
    """`now` has a zone. `exclude` are the marks whose accounts are left out; `properties` the Graph
    properties of users that the output shows.

    `live`: those who are not registered by the report, which lags by hours, are asked for again
    one by one. `only`: UPNs or object ids in any case, and nobody else is in scope; empty for
    everybody. `only_group`: name or id of a group whose members are in scope; with `only` both must
    hold. `roles`, `last_sign_in` and `details`: these facts are read too. `population`: the
    accounts in scope are counted by their first mark.
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
        """Whether a missing per-user MFA state is worth a question of its own."""
        return "perUserMfaState" in self.properties

    @property
    def population_in_words(self) -> tuple[str, ...]:
        """The options that chose the accounts, for the reader of the report; none for all."""
        words = []
        if self.exclude:
            words.append(
                f"--exclude {','.join(mark for mark in Exclusion if mark in self.exclude)}"
            )
        if self.only_group is not None:
            words.append(f"--only-group {self.only_group}")
        if self.only:
            words.append(f"--only ({len(self.only)} names)")
        return tuple(words)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that may be asked."""
        further = {
            STATE_SOURCE: self.per_user_state,
            ROLES_SOURCE: self.roles,
            GROUPS_SOURCE: self.roles or self.only_group is not None,
            ACTIVITY_SOURCE: self.last_sign_in,
        }
        return tuple(source for source in SOURCES if further.get(source, True))

    @property
    def more_facts(self) -> bool:
        """Whether anything beside the verdict is wanted of each account."""
        return self.roles or self.last_sign_in or self.details or self.population

    @property
    def user_properties(self) -> tuple[str, ...]:
        """The properties to ask /users for: what is shown, and what tells whom to leave out."""
        marks = [name for mark, name in _TELLS.items() if self.population or mark in self.exclude]
        return tuple(dict.fromkeys((*self.properties, *marks)))


class Selection:
    """Made by `select`; asked once about each account that is listed."""

    def __init__(self, request: AuditRequest, members: set[str] | None) -> None:
        self._request = request
        self._members = members
        self._only = {name.strip().casefold(): name.strip() for name in request.only}
        self._met: set[str] = set()
        self._members_met = 0

    def left_out(self, account: Account) -> Exclusion | None:
        """Why `account` is left out; None where it is in scope."""
        request = self._request
        if not self._only and self._members is None:
            return left_out(account, request.exclude, None, request.now)
        selected = (account.id,) if self._selected(account) else ()
        return left_out(account, request.exclude, selected, request.now)

    def _selected(self, account: Account) -> bool:
        names = {account.id.casefold(), account.user_principal_name.casefold()}
        met = names & self._only.keys()
        self._met |= met
        member = self._members is None or account.id in self._members
        self._members_met += member
        return member and (bool(met) or not self._only)

    @property
    def gaps(self) -> list[Gap]:
        """Names that nobody has; a group with nobody in it."""
        gaps = []
        missing = [name for key, name in self._only.items() if key not in self._met]
        if missing:
            gaps.append(
                Gap(
                    "option --only",
                    f"{len(missing)} of {len(self._only)} names are no account",
                    "Check the spelling: each is a UPN or an object id; and whether the account "
                    "was deleted.",
                    named=tuple(missing),
                )
            )
        if self._members is not None and not self._members_met:
            gaps.append(
                Gap(
                    "option --only-group",
                    f"no account is in the group {self._request.only_group}",
                    "Check the group. Where its membership is hidden, the permission "
                    "Member.Read.Hidden is needed as well.",
                )
            )
        return gaps


async def select(directory: Directory, request: AuditRequest) -> Selection:
    """Read the group where there is one to read. Raises what the directory raises: without the
    group the report would be about other people."""
    if request.only_group is None:
        return Selection(request, None)
    id, _ = await directory.group(request.only_group)
    return Selection(request, await directory.group_members(id))
