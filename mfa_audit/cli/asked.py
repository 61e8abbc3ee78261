"""Which accounts a command is about and what it tells of them: options, and the request they make.

Shared by report, registered and unregistered.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from mfa_audit.cli.options import Options
from mfa_audit.cli.output import SHEETS, Place
from mfa_audit.errors import UsageError
from mfa_audit.reports.language import words_of

if TYPE_CHECKING:
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.sources import Source
    from mfa_audit.reports.account_column import Column
    from mfa_audit.reports.workbook import AccountLayout

ExcludeOption = Annotated[
    str | None,
    typer.Option(
        help="Leave these out, comma-separated: blocked, guests, unlicensed, service, "
        "future-hires.",
        metavar="KIND,...",
    ),
]
OnlyOption = Annotated[
    Path | None,
    typer.Option(
        help="Only the accounts in this text file: UPNs or object ids, one a line.",
        metavar="FILE",
    ),
]
OnlyGroupOption = Annotated[
    str | None,
    typer.Option(
        help="Only the members of this group, those of the groups in it too.", metavar="ID|NAME"
    ),
]
LiveOption = Annotated[
    bool,
    typer.Option(
        "--live",
        help="Ask again, one by one, for those whom the report (which lags by hours) does not "
        "register.",
    ),
]


class Asked(msgspec.Struct, frozen=True):
    """`exclude` are the kinds to leave out, `only` the lines of the --only file."""

    exclude: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()
    only_group: str | None = None
    live: bool = False


def asked(
    exclude: str | None, only: Path | None, only_group: str | None, *, blocked: bool, live: bool
) -> Asked:
    """What the options say; `blocked` whether blocked accounts are in. Raises UsageError."""
    from mfa_audit.domain.population import Exclusion

    known = [str(kind) for kind in Exclusion if kind is not Exclusion.NOT_SELECTED]
    kinds = {part.strip().casefold() for part in (exclude or "").split(",")} - {""}
    if strange := sorted(kinds - set(known)):
        raise UsageError(
            f"--exclude: there is no kind {strange[0]!r}.", f"Known: {', '.join(known)}."
        )
    if not blocked:
        kinds.add(Exclusion.BLOCKED)
    return Asked(frozenset(kinds), _names(only) if only else (), only_group, live)


def _names(file: Path) -> tuple[str, ...]:
    """The lines of the file; empty ones and those that start with # say nothing."""
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


def layout_of(
    options: Options, to: Place, columns: Sequence["Column"], *, whole: bool = False
) -> "AccountLayout":
    """What the file has; `whole`: all the sheets, if it has any."""
    from mfa_audit.reports.workbook import AccountLayout

    return AccountLayout(
        columns,
        words_of(options.lang),
        whole=whole and to.format in SHEETS,
        for_programs=to.for_programs,
    )


def request(
    options: Options,
    columns: Sequence["Column"],
    asked: Asked,
    *,
    population: bool = False,
    also: Collection["Source"] = (),
) -> "AuditRequest":
    """The request for an audit that shows these columns and, with `population`, counts everybody
    by kind; `also` are sources that are asked whatever is shown."""
    from mfa_audit.audit.request import AuditRequest
    from mfa_audit.domain.population import Exclusion
    from mfa_audit.domain.sources import ACTIVITY_SOURCE, METHODS_SOURCE, ROLES_SOURCE
    from mfa_audit.reports.account_column import properties

    asks = {*also, *(column.asks for column in columns)}
    return AuditRequest(
        options.definition,
        datetime.now(UTC),
        exclude=frozenset(map(Exclusion, asked.exclude)),
        only=asked.only,
        only_group=asked.only_group,
        properties=properties(columns),
        live=asked.live,
        roles=ROLES_SOURCE in asks,
        last_sign_in=ACTIVITY_SOURCE in asks,
        details=METHODS_SOURCE in asks,
        population=population,
    )
