"""From a value to what stands in a cell. Text is text, whatever it looks like."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from mfa_audit.reports.tables import Value

# Excel's limit for the text of a cell.
LONGEST_TEXT = 32_767
_CUT = "…"

# What XML 1.0 or Excel cannot hold: control characters but tab and line feed, lone surrogates and
# the two non-characters. openpyxl lets some of them through and leaves an unreadable file.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")

# A CSV cell that starts with one of these is run as a formula, or hides one, when a spreadsheet
# program opens the file (OWASP, CSV injection). The apostrophe makes it text. A program that
# expects another separator than the file's starts a new cell in the middle of ours.
_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA_START = re.compile(f'^(?=[{_FORMULA}\t\n])|(?<=[,;\t\n])(?=[\\s"]{{0,4}}[{_FORMULA}])')

_GUARD = re.compile(f"^'(?=[{_FORMULA}\t\n])|(?<=[,;\t\n])'(?=[\\s\"]{{0,4}}[{_FORMULA}])")

_AFTER_EXCEL = datetime(9999, 12, 31, tzinfo=UTC)
_FIRST_DAY_OF_EXCEL = datetime(1900, 3, 1, tzinfo=UTC)


def clean(text: str) -> str:
    """`text` without the characters that a cell cannot hold; line ends become line feeds."""
    if text.isprintable():  # most are, and none of what is removed is
        return text
    return _UNHOLDABLE.sub("", _LINE_END.sub("\n", text))


def as_text(value: Value) -> str:
    """What a person reads: None empty, lists joined with `; `, times in UTC to the second."""
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
    """Lists are mostly of methods, and a million accounts have some hundred of those."""
    return clean("; ".join(texts))


def guarded(value: Value) -> str:
    """`as_text` for CSV: an apostrophe before every place where a formula could start."""
    return _guarded(value) if isinstance(value, tuple) else _guard(as_text(value))


def _guard(text: str) -> str:
    return _FORMULA_START.sub("'", text)


def unguarded(text: str) -> str:
    """A cell of a CSV without the apostrophes that `guarded` puts there."""
    return _GUARD.sub("", text) if "'" in text else text


@lru_cache(maxsize=4096)
def _guarded(texts: tuple[str, ...]) -> str:
    return _guard(_joined(texts))


def as_cell(value: Value) -> str | bool | int | float | datetime | None:
    """What a workbook cell holds: real booleans, numbers and UTC times, everything else text."""
    if type(value) is str and len(value) <= LONGEST_TEXT and value.isprintable():
        return value or None  # most values, without going the whole way
    if isinstance(value, bool | int | float) or value is None:
        return value
    # Excel counts days from 1900, wrongly until March of that year, and knows no time zone.
    if isinstance(value, datetime) and _FIRST_DAY_OF_EXCEL <= value < _AFTER_EXCEL:
        return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    text = as_text(value)
    if len(text) > LONGEST_TEXT:
        return text[: LONGEST_TEXT - 1] + _CUT
    return text or None
