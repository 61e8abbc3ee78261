"""Finds the encoding of a text file by reading all of it. Not here: what the text means.

A wrong guess would change people's names, so a file that fits no encoding completely is refused.
"""

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import IO

from mfa_audit.errors import UsageError

BYTE_ORDER_MARK = "\ufeff"
UTF_8, UTF_16_LE, UTF_16_BE, WINDOWS = "utf-8", "utf-16-le", "utf-16-be", "cp1252"

_CHUNK = 1 << 18
# Enough to recognise UTF-16 by its zero bytes.
_SAMPLE = 4096

_SAVE_AS_CSV = 'Open it in a spreadsheet program and save it as "CSV UTF-8".'
_NOT_TEXT = (
    (b"PK\x03\x04", "a workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
)
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, UTF_16_LE),
    (codecs.BOM_UTF16_BE, UTF_16_BE),
)

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def encoding_of(stream: IO[bytes], name: str) -> str:
    """The encoding of the whole `stream`, which must be seekable and is left at its start.

    UTF-8 and UTF-16 by their byte order marks, which stay the first character of the text; without
    one UTF-8, or UTF-16 little endian; else Windows-1252, in which almost any bytes are text.
    Raises UsageError, with the line, for bytes that are no text and for damaged UTF-8.
    """
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    for start, what in _NOT_TEXT:
        if sample.startswith(start):
            raise UsageError(f"{name} is {what}, not a CSV file.", _SAVE_AS_CSV)
    marked = next((encoding for mark, encoding in _MARKS if sample.startswith(mark)), None)
    encoding = marked or (UTF_16_LE if _looks_like_utf_16(sample) else UTF_8)
    line = _bad_line(stream, encoding, name)
    if line and (marked, encoding) == (None, UTF_8) and not _mostly_utf_8(stream):
        encoding = WINDOWS
        line = _bad_line(stream, encoding, name)
    where = f"{name}, line {line}:"
    if line and encoding == WINDOWS:
        raise UsageError(
            f"{where} the text is neither UTF-8, UTF-16 nor Windows-1252.", _SAVE_AS_CSV
        )
    if line:
        raise UsageError(
            f"{where} the file is {encoding.upper()}, but this line is not: it is damaged or cut "
            "off.",
            "Get the file again, or mend the line in a text editor.",
        )
    stream.seek(0)
    return encoding


def _looks_like_utf_16(sample: bytes) -> bool:
    """Whether it is UTF-16, little endian: in European text most of the second bytes are zero, and
    hardly any of the first ones."""
    low, high = sample[::2], sample[1::2]
    return high.count(0) * 2 > len(high) and low.count(0) * 10 < len(low)


def texts(stream: IO[bytes], encoding: str, errors: str = "strict") -> Iterator[str]:
    """The text of `stream` from its start, in parts. Raises UnicodeDecodeError and OSError."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


def _bad_line(stream: IO[bytes], encoding: str, name: str) -> int | None:
    """The line in which `stream` stops being text in `encoding`; None if all of it is. Raises
    UsageError for a zero byte."""
    number = 0
    try:
        for part in texts(stream, encoding):
            if "\0" in part:
                break
            number += 1
        else:
            return None
    except UnicodeDecodeError as error:
        part = error.object[: error.start].decode(encoding)
    good, zero, _ = part.partition("\0")
    before = itertools.islice(texts(stream, encoding), number)
    line = _last_line(itertools.chain(before, [good]))
    if zero:
        raise UsageError(f"{name}, line {line}: a zero byte; this is no text file.", _SAVE_AS_CSV)
    return line


def _last_line(parts: Iterable[str]) -> int:
    """The number of the line, from 1, in which this text ends."""
    line, after_return = 1, False
    for text in parts:
        line += text.count("\n") + text.count("\r") - text.count("\r\n")
        # A carriage return and its line feed may be in two parts.
        line -= after_return and text.startswith("\n")
        after_return = text.endswith("\r")
    return line


def _mostly_utf_8(stream: IO[bytes]) -> bool:
    """Whether most of the text outside ASCII is valid UTF-8: a few bytes of Windows-1252 can look
    like it by chance, but not all names of a file."""
    right = wrong = 0
    for text in texts(stream, UTF_8, "replace"):
        broken = text.count("\ufffd")
        wrong += broken
        right += len(_NOT_ASCII.findall(text)) - broken
    return right > wrong
