"""Turns a value into the content of a cell. Text stays text, whatever it looks like."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from mfa_audit.reports.tables import Cell, Share, Value

# Excel's limit for the text of a cell.
LONGEST_TEXT = 32_767

# Characters that XML 1.0 or Excel does not accept: control characters except tab and line feed,
# lone surrogates and the two non-characters. openpyxl writes some of them and the file is
# unreadable.
_REMOVED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")

# A spreadsheet program that opens a CSV file runs a cell that starts with one of these as a
# formula, or hides it (OWASP, CSV injection). An apostrophe makes the cell text. A program that
# expects another separator than the file's starts a new cell in the middle of ours.
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA_START = re.compile(f'^(?=[{_FORMULA}\t\n])|(?<=[,;\t\n])(?=[\\s"]{{0,4}}[{_FORMULA}])')
_GUARD = re.compile(f"^'(?=[{_FORMULA}\t\n])|(?<=[,;\t\n])'(?=[\\s\"]{{0,4}}[{_FORMULA}])")

_AFTER_EXCEL = datetime(9999, 12, 31, tzinfo=UTC)
_FIRST_DAY_OF_EXCEL = datetime(1900, 3, 1, tzinfo=UTC)


def clean(text: str) -> str:
    """The text without the characters that a cell cannot contain; line ends become line feeds."""
    if text.isprintable():  # most texts are, and then there is nothing to remove
        return text
    return _REMOVED.sub("", _LINE_END.sub("\n", text))


def as_text(value: Value) -> str:
    """The value for a person: None empty, lists joined with `; `, times in UTC to the second."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _joined(value)
    if isinstance(value, datetime):
        try:
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        except OverflowError:  # the last hours of the year 9999, west of Greenwich
            return value.isoformat()
    return str(value)


@lru_cache(maxsize=4096)
def _joined(texts: tuple[str, ...]) -> str:
    """Cached: most lists are of methods, and a million accounts have about a hundred of those."""
    return clean("; ".join(texts))


def guarded(value: Value) -> str:
    """`as_text` for CSV: an apostrophe before every place where a formula could start."""
    if isinstance(value, tuple):
        return _guarded(value)
    return _FORMULA_START.sub("'", as_text(value))


@lru_cache(maxsize=4096)
def _guarded(texts: tuple[str, ...]) -> str:
    return _FORMULA_START.sub("'", _joined(texts))


def unguarded(text: str) -> str:
    """A CSV cell without the apostrophes that `guarded` adds."""
    return _GUARD.sub("", text) if "'" in text else text


def as_cell(value: Value) -> str | bool | int | float | datetime | None:
    """The value for a workbook cell: booleans, numbers and UTC times as such, all else as text."""
    if type(value) is str and len(value) <= LONGEST_TEXT and value.isprintable():
        return value or None  # the short way, for most values
    if isinstance(value, bool | int | float) or value is None:
        return value
    # Excel counts days from 1900, wrongly until March of that year, and knows no time zone.
    if isinstance(value, datetime) and _FIRST_DAY_OF_EXCEL <= value < _AFTER_EXCEL:
        return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    text = as_text(value)
    if len(text) > LONGEST_TEXT:
        return text[: LONGEST_TEXT - 1] + "…"
    return text or None


def is_number(value: Cell) -> bool:
    """Whether the value is shown as a number, on the right side of its cell."""
    return isinstance(value, int | float | Share) and not isinstance(value, bool)
