"""Which columns `--columns` asks for."""

import difflib

from mfa_audit.errors import UsageError
from mfa_audit.reports.account_column import Column
from mfa_audit.reports.peers import PEERS
from mfa_audit.reports.registration import BY_KEY, CLASSIC, COLUMNS, FULL

PROFILES: dict[str, tuple[Column, ...]] = {"classic": CLASSIC, "full": FULL} | PEERS
# What a page has room for, side by side.
PAGE = tuple(
    BY_KEY[key]
    for key in (
        *("userPrincipalName", "displayName", "perUserMfaState", "mfaMethods", "registered"),
        *("strength", "findings", "isAdmin", "accountEnabled", "userType", "department"),
    )
)
_BY_KEY = {column.key.casefold(): column for column in COLUMNS}


def choose(names: str) -> tuple[Column, ...]:
    """The columns for `--columns`: profiles and keys, comma-separated, each column once.

    Raises UsageError for a name that is neither, with the nearest ones, and for another program's
    columns together with ours: that program could not read them.
    """
    asked = [name for part in names.split(",") if (name := part.strip())]
    theirs = [name for name in asked if name.casefold() in PEERS]
    if theirs and len(asked) > 1:
        raise UsageError(f"{theirs[0]} stands alone: another program's columns, in its order.")
    chosen: dict[str, Column] = {}
    for name in asked:
        columns = PROFILES.get(name.casefold()) or (_BY_KEY.get(name.casefold()),)
        for column in columns:
            if column is None:
                raise UsageError(f"There is no column {name!r}.", _nearest(name))
            chosen[column.key] = column
    if not chosen:
        raise UsageError("--columns names no column.", "`mfa-audit columns` lists them.")
    return tuple(chosen.values())


def _nearest(name: str) -> str:
    known = {key.casefold(): key for key in [*PROFILES, *(column.key for column in COLUMNS)]}
    near = [known[key] for key in difflib.get_close_matches(name, known, 3, 0.6)]
    nearest = f"Nearest: {', '.join(near)}. " if near else ""
    return f"{nearest}`mfa-audit columns` lists them."
