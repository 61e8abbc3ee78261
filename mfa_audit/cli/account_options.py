"""Which accounts a command is about and what it shows of them: the options of `report`,
`registered` and `unregistered`, and the request that they make."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from mfa_audit.cli.output import SHEETS, Place
from mfa_audit.domain.accounts import Definition
from mfa_audit.errors import UsageError
from mfa_audit.reports.language import words_of

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.sources import Source
    from mfa_audit.reports.account_columns import AccountColumn
    from mfa_audit.reports.accounts import AccountLayout

# fmt: off
ExcludeOption = Annotated[str | None, typer.Option(
    metavar="KIND,...",
    help="Leave these out, comma-separated: blocked, guests, unlicensed, service, future-hires.")]
OnlyOption = Annotated[Path | None, typer.Option(
    metavar="FILE", help="Only the accounts in this text file: UPNs or object ids, one a line.")]
OnlyGroupOption = Annotated[str | None, typer.Option(
    metavar="ID|NAME", help="Only the members of this group, those of the groups in it too.")]
LiveOption = Annotated[bool, typer.Option(
    "--live",
    help="Ask again, one by one, for those whom the report (which lags by hours) does not "
    "register.")]
# fmt: on


class AccountFilter(msgspec.Struct, frozen=True):
    """`exclude` are the kinds to leave out, `only` the lines of the --only file. `live`: those whom
    the report does not register are read again one by one."""

    exclude: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()
    only_group: str | None = None
    live: bool = False


def read_filter(
    exclude: str | None, only: Path | None, only_group: str | None, *, blocked: bool, live: bool
) -> AccountFilter:
    """The filter that the options make; `blocked`: blocked accounts are in. Raises UsageError."""
    from mfa_audit.domain.population import Exclusion

    known = [str(kind) for kind in Exclusion if kind is not Exclusion.NOT_SELECTED]
    kinds = {part.strip().casefold() for part in (exclude or "").split(",")} - {""}
    if strange := sorted(kinds - set(known)):
        raise UsageError(
            f"--exclude: there is no kind {strange[0]!r}.", f"Known: {', '.join(known)}."
        )
    if not blocked:
        kinds.add(Exclusion.BLOCKED)
    return AccountFilter(frozenset(kinds), _names(only) if only else (), only_group, live)


def _names(file: Path) -> tuple[str, ...]:
    """The lines of the file, without empty ones and those that start with #."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is neither UTF-8 nor UTF-16"
        raise UsageError(f"--only: {file} cannot be read: {why}.") from error
    lines = (line.strip().strip('"') for line in text.splitlines())
    names = tuple(line for line in lines if line and not line.startswith("#"))
    if not names:
        raise UsageError(f"--only: {file} names nobody.", "One UPN or object id a line.")
    return names


def account_layout(
    place: Place, columns: Sequence["AccountColumn"], *, whole: bool = False
) -> "AccountLayout":
    """How accounts become rows of the file; `whole`: with all the sheets, if it can have any."""
    from mfa_audit.reports.accounts import AccountLayout

    return AccountLayout(
        columns,
        words_of(place.style.language),
        whole=whole and place.format in SHEETS,
        for_programs=place.for_programs,
    )


def audit_request(
    definition: Definition,
    now: datetime,
    columns: Sequence["AccountColumn"],
    accounts: AccountFilter,
    *,
    population: bool = False,
    also: Collection["Source"] = (),
) -> "AuditRequest":
    """The request for an audit that began at `now` and shows these columns; `population`: accounts
    are counted by kind; `also` are sources that are read whatever is shown."""
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.population import Exclusion
    from mfa_audit.domain.sources import ACTIVITY_SOURCE, METHODS_SOURCE, ROLES_SOURCE
    from mfa_audit.reports.account_columns import graph_properties

    needed = {*also, *(column.needs for column in columns)}
    return AuditRequest(
        definition,
        now,
        exclude=frozenset(map(Exclusion, accounts.exclude)),
        only=accounts.only,
        only_group=accounts.only_group,
        properties=graph_properties(columns),
        live=accounts.live,
        roles=ROLES_SOURCE in needed,
        last_sign_in=ACTIVITY_SOURCE in needed,
        details=METHODS_SOURCE in needed,
        population=population,
    )
