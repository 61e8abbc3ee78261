"""A file that this program wrote, read back: CSV, JSON or a workbook, known by its first bytes. The
counterpart of `writer`; not here: what its columns mean.
"""

import contextlib
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from mfa_audit.errors import UsageError
from mfa_audit.formats.cells import unguarded
from mfa_audit.formats.csv_reader import TableReader
from mfa_audit.formats.text_encoding import encoding_of
from mfa_audit.reports.tables import Content, Row

_ZIP = b"PK\x03\x04"
_BYTE_ORDER_MARK = "\ufeff"
_ACCOUNTS = '"accounts": ['
_NO_REPORT = "Name a report of mfa-audit, or a CSV with the column UserPrincipalName."


@contextlib.contextmanager
def open_content(path: Path, titles: Sequence[str]) -> Iterator[Content]:
    """The file at `path`; `titles` are the names that the sheet of a workbook may have.

    Raises UsageError, naming the file, for one that cannot be read, then or while rows are read.
    """
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is not a file.", _NO_REPORT)
        stream = path.open("rb")
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.", "Check the name.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error
    with stream:
        start = stream.read(64)
        stream.seek(0)
        if start.startswith(_ZIP):
            from mfa_audit.formats.xlsx_reader import open_workbook

            with open_workbook(stream, str(path), titles) as content:
                yield content
        elif start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"{"):
            with io.TextIOWrapper(stream, encoding=encoding_of(stream, str(path))) as text:
                yield _json(text, str(path))
        else:
            reader = TableReader(stream, str(path))
            headers = next(reader)
            yield Content(headers, reader, plain=unguarded)


class _Document(msgspec.Struct):
    schema: str = ""
    run: dict[str, Any] = {}
    accounts: list[dict[str, str | bool | int | float | tuple[str, ...] | None]] | None = None


_ROW = msgspec.json.Decoder(dict[str, str | bool | int | float | tuple[str, ...] | None])


def _json(text: IO[str], name: str) -> Content:
    """As this program writes it, one row a line; else the whole document at once."""
    head: list[str] = []
    below = ""
    for line in text:
        head.append(line)
        if line.strip() == _ACCOUNTS:
            below = next(text, "")
            break
    # Another program may have laid it out anew, with a line for each value.
    streamed = bool(below) and below.strip() != "{"
    if streamed:
        head[-1] = '"accounts": []}'
    else:
        head += [below, *text]
    try:
        document = msgspec.json.decode("".join(head).removeprefix(_BYTE_ORDER_MARK), type=_Document)
    except msgspec.DecodeError as error:
        raise UsageError(f"{name} is no JSON of mfa-audit: {error}.", _NO_REPORT) from error
    if document.accounts is None:
        raise UsageError(f"{name} is JSON, but has no accounts.", _NO_REPORT)
    lines = itertools.chain([below], text)
    rows = _lines(lines, name, len(head)) if streamed else iter(document.accounts)
    first = next(rows, None)
    keys = list(first or ("userPrincipalName", "id"))

    def values() -> Iterator[Row]:
        if first is not None:
            yield [first[key] for key in keys]
        for number, row in enumerate(rows, 2):
            try:
                yield [row[key] for key in keys]
            except KeyError as error:
                raise UsageError(f"{name}: account {number} has no {error}.", _NO_REPORT) from None

    return Content(keys, values(), document.schema, document.run)


def _lines(text: Iterable[str], name: str, above: int) -> Iterator[dict[str, Any]]:
    """The rows below so many lines."""
    for number, line in enumerate(text, above + 1):
        row = line.strip().removesuffix(",")
        if row == "]":
            return
        try:
            yield _ROW.decode(row)
        except msgspec.DecodeError as error:
            raise UsageError(f"{name}, line {number}: {error}.", _NO_REPORT) from error
    raise UsageError(f"{name} ends in the middle of the accounts.", "Get the file again.")
