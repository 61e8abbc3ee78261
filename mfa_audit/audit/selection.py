"""Which of the listed accounts the run is about, and which names nobody has.

A population that was asked for cannot be wrong quietly: a group that is not there, or that cannot
be read, ends the run; a name without an account leaves a gap.
"""

from mfa_audit.audit.request import AuditRequest
from mfa_audit.domain.audit import Gap
from mfa_audit.domain.facts import Account
from mfa_audit.domain.population import Exclusion, left_out
from mfa_audit.graph.interface import Directory


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
