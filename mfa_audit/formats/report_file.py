"""Reads back a file that this program wrote: CSV, JSON or a workbook, recognised by its first
bytes. The counterpart of `writer`; not here: what its columns mean.
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
from mfa_audit.formats.csv_reader import TableReader, open_file
from mfa_audit.formats.text_encoding import BYTE_ORDER_MARK, encoding_of
from mfa_audit.reports.tables import Content, Row

_ZIP = b"PK\x03\x04"
_ACCOUNTS = '"accounts": ['
_NO_REPORT = "Name a report of mfa-audit, or a CSV with the column UserPrincipalName."


@contextlib.contextmanager
def open_content(path: Path, titles: Sequence[str]) -> Iterator[Content]:
    """The content of the file; `titles` are the possible names of the sheet in a workbook.

    Raises UsageError, with the file's name, if it cannot be read: at once or while rows are read.
    """
    name = str(path)
    try:
        stream = open_file(path, _NO_REPORT)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error
    with stream:
        start = stream.read(64)
        stream.seek(0)
        if start.startswith(_ZIP):
            from mfa_audit.formats.xlsx_reader import open_workbook

            with open_workbook(stream, name, titles) as content:
                yield content
        elif start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"{"):
            with io.TextIOWrapper(stream, encoding=encoding_of(stream, name)) as text:
                yield _json(text, name)
        else:
            reader = TableReader(stream, name)
            headers = next(reader)
            yield Content(headers, reader, plain=unguarded)


_Account = dict[str, str | bool | int | float | tuple[str, ...] | None]


class _Document(msgspec.Struct):
    schema: str = ""
    run: dict[str, Any] = {}
    accounts: list[_Account] | None = None


_decode_account = msgspec.json.Decoder(_Account).decode


def _json(text: IO[str], name: str) -> Content:
    """The content of a JSON document: read line by line if it is laid out as this program does, one
    row a line; else the whole document at once."""
    head: list[str] = []
    first_line = ""
    for line in text:
        head.append(line)
        if line.strip() == _ACCOUNTS:
            first_line = next(text, "")
            break
    # Another program may have formatted it again, with a line for each value.
    by_line = bool(first_line) and first_line.strip() != "{"
    if by_line:
        head[-1] = '"accounts": []}'
    else:
        head += [first_line, *text]
    try:
        document = msgspec.json.decode("".join(head).removeprefix(BYTE_ORDER_MARK), type=_Document)
    except msgspec.DecodeError as error:
        raise UsageError(f"{name} is no JSON of mfa-audit: {error}.", _NO_REPORT) from error
    if document.accounts is None:
        raise UsageError(f"{name} is JSON, but has no accounts.", _NO_REPORT)
    lines = itertools.chain([first_line], text)
    accounts = _accounts(lines, name, len(head)) if by_line else iter(document.accounts)
    first = next(accounts, None)
    keys = list(first or ("userPrincipalName", "id"))

    def rows() -> Iterator[Row]:
        if first is not None:
            yield [first[key] for key in keys]
        for number, account in enumerate(accounts, 2):
            try:
                yield [account[key] for key in keys]
            except KeyError as error:
                raise UsageError(f"{name}: account {number} has no {error}.", _NO_REPORT) from None

    return Content(keys, rows(), document.schema, document.run)


def _accounts(lines: Iterable[str], name: str, lines_above: int) -> Iterator[_Account]:
    """The accounts, one a line, up to the end of their array."""
    for number, line in enumerate(lines, lines_above + 1):
        text = line.strip().removesuffix(",")
        if text == "]":
            return
        try:
            yield _decode_account(text)
        except msgspec.DecodeError as error:
            raise UsageError(f"{name}, line {number}: {error}.", _NO_REPORT) from error
    raise UsageError(f"{name} ends in the middle of the accounts.", "Get the file again.")
