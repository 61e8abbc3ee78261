"""Slices of the sign-in log on disk, so that a run can go on where an earlier run broke off.

Only slices that were read whole are kept. The folder is readable only by its owner, and removed
when the report is written. Not here: how the log is cut into slices (`sign_ins`).
"""

import contextlib
import hashlib
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
import platformdirs

from mfa_audit.domain.sign_ins import LogQuery, SignIn
from mfa_audit.errors import OutputError, UsageError
from mfa_audit.lock import locked

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_QUERY = "query.json"
_PART = "part.tmp"
# Older slices are of no use: in a small tenant the log itself reaches back no further.
_KEPT_DAYS = 7

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[SignIn]).decode


class Slice(NamedTuple):
    """The sign-ins of [begin, end)."""

    begin: datetime
    end: datetime

    @property
    def name(self) -> str:
        """The name of its file, in microseconds since 1970."""
        return f"{(self.begin - _EPOCH) // _TICK}-{(self.end - _EPOCH) // _TICK}.slice"


def default_folder() -> Path:
    """The folder for slices, in the platform's folder for caches."""
    return platformdirs.user_cache_path("mfa-audit", appauthor=False) / "sign-ins"


class SignInCache:
    """The slices of a query; a context manager that locks them against other runs.

    `owner` names the tenant and the sign-in. With `resume`, the slices of an earlier run with the
    same query are used, and `query` gets the window of that run, which ended when it began; raises
    UsageError if there was no such run. Raises OutputError for every OSError.
    """

    def __init__(self, parent: Path, owner: str, query: LogQuery, *, resume: bool = False) -> None:
        self.query = query
        self._parent = parent
        self._resume = resume
        question = (owner, query.user, query.app, query.event_types)
        self.folder = parent / hashlib.sha256(_encode(question)).hexdigest()[:16]
        self._opened = contextlib.ExitStack()

    def __enter__(self) -> "SignInCache":
        with _output_errors(self.folder), contextlib.ExitStack() as stack:
            self._parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            busy = OutputError("Another run is reading the same sign-ins.", "Wait for its end.")
            stack.enter_context(locked(self.folder.with_suffix(".lock"), busy))
            self._open()
            self._opened = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

    def _open(self) -> None:
        _remove_old(self._parent)
        file = self.folder / _QUERY
        if self._resume:
            try:
                earlier = msgspec.json.decode(file.read_bytes(), type=LogQuery)
            except (FileNotFoundError, msgspec.DecodeError):
                raise UsageError(
                    "There is no earlier run of this question to go on with.",
                    "Run without --resume.",
                ) from None
            self.query = msgspec.structs.replace(self.query, begin=earlier.begin, end=earlier.end)
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        with _private(file) as stream:
            stream.write(msgspec.json.encode(self.query))

    def whole(self) -> list[Slice]:
        """The slices that were read whole, newest first, up to the first that is missing."""
        slices = [_slice(path.stem) for path in self.folder.glob("*.slice")]
        chain: list[Slice] = []
        end = self.query.end
        for slice in sorted(slices, reverse=True):
            if slice.end == end:
                chain.append(slice)
                end = slice.begin
        return chain

    @contextlib.contextmanager
    def keep(self, slice: Slice) -> Iterator[Callable[[list[SignIn]], None]]:
        """Yield a function that writes rows of `slice`; keep them if the block ends well."""
        part = self.folder / _PART
        with _output_errors(part):
            with _private(part) as stream:

                def write(rows: list[SignIn]) -> None:
                    with _output_errors(part):
                        frame = zlib.compress(_encode(rows), 1)
                        stream.write(len(frame).to_bytes(4, "big"))
                        stream.write(frame)

                yield write
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, self.folder / slice.name)

    def rows(self, slice: Slice) -> Iterator[list[SignIn]]:
        """The rows of a slice in their order. Raises OutputError if the file is damaged."""
        path = self.folder / slice.name
        try:
            with path.open("rb") as stream:
                while size := stream.read(4):
                    frame = stream.read(int.from_bytes(size, "big"))
                    yield _decode(zlib.decompress(frame))
        except (OSError, zlib.error, msgspec.DecodeError) as error:
            raise OutputError(
                f"What an earlier run left in {path} cannot be read: {error}.",
                "Run without --resume.",
            ) from error

    def remove(self) -> None:
        """Remove the slices, after the report was written."""
        with _output_errors(self.folder):
            shutil.rmtree(self.folder)


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner can read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _slice(stem: str) -> Slice:
    begin, _, end = stem.partition("-")
    return Slice(_EPOCH + int(begin) * _TICK, _EPOCH + int(end) * _TICK)


def _remove_old(parent: Path) -> None:
    """Remove what runs left long ago: it contains people's names."""
    oldest = time.time() - _KEPT_DAYS * 86400
    for folder in parent.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another run was faster
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _output_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The cache {path} cannot be used: {error.strerror or error}.",
            "Free some space, or see that the folder belongs to you.",
        ) from error
