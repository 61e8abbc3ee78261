"""The time that a log is read over: --since, or --from and --to, as two moments in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, NamedTuple

import typer

from mfa_audit.errors import UsageError

SinceOption = Annotated[
    str | None,
    typer.Option(help="How far back, such as 36h, 7d or 4w.", metavar="TIME"),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="From this day or time on, such as 2026-11-01 or 2026-11-01T08:00; UTC.",
        metavar="TIME",
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to", help="Until the end of this day, or until this time; UTC.", metavar="TIME"
    ),
]

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EXAMPLES = "Write a day such as 2026-11-01, or a time such as 2026-11-01T08:00."


class Window(NamedTuple):
    """The moments t with begin <= t < end; both have the zone UTC."""

    begin: datetime
    end: datetime


def window(
    since: str | None, from_: str | None, to: str | None, now: datetime, *, default: str
) -> Window:
    """What the options say; `default` is the --since of a call without any.

    Never reaches beyond `now`. Raises UsageError for what is no time, for --since beside --from
    or --to, and for a window with nothing in it.
    """
    if since and (from_ or to):
        raise UsageError("--since does not go with --from and --to.", "Leave one of them out.")
    now = now.astimezone(UTC)
    end = min(_moment(to, "--to", whole_day=True), now) if to else now
    begin = _moment(from_, "--from") if from_ else _before(end, since or default)
    if begin >= end:
        raise UsageError(
            f"There is no time between {begin:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC.",
            "--from has to be earlier than --to, and than now.",
        )
    return Window(begin, end)


def _before(end: datetime, length: str) -> datetime:
    found = re.fullmatch(r"(\d{1,6})([mhdw])", length, re.ASCII)
    try:
        if found:
            return end - timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        pass
    raise UsageError(f"--since: {length!r} is no length of time.", "Write 36h, 7d or 4w.")


def _moment(text: str, option: str, *, whole_day: bool = False) -> datetime:
    """The moment that `text` names; the end of a day where `whole_day`, else its beginning."""
    try:
        try:
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day + timedelta(days=1) if whole_day else day
        except ValueError:
            found = datetime.fromisoformat(text)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{option}: {text!r} is no day or time.", _EXAMPLES) from None
