"""Slices of the sign-in log on disk, so that a run that broke off can go on where it was.

A slice is kept when it has been read whole, and never otherwise. The folder is readable by its
owner only and removed when the report stands. Not here: which slices there are (`sign_ins`).
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
from types import TracebackType
from typing import BinaryIO, NamedTuple

import filelock
import msgspec
import platformdirs

from mfa_audit.domain.sign_ins import LogQuery, SignIn
from mfa_audit.errors import OutputError, UsageError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_QUERY = "query.json"
_PART = "part.tmp"
# What is older is of no use: the log itself reaches back no further in a small tenant.
_KEPT_DAYS = 7

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[SignIn]).decode


class Slice(NamedTuple):
    """The sign-ins of [begin, end)."""

    begin: datetime
    end: datetime

    @property
    def name(self) -> str:
        """Its file's name: microseconds since 1970."""
        return f"{(self.begin - _EPOCH) // _TICK}-{(self.end - _EPOCH) // _TICK}.slice"


def default_folder() -> Path:
    """Where slices are kept: the platform's folder for caches."""
    return platformdirs.user_cache_path("mfa-audit", appauthor=False) / "sign-ins"


class SignInCache:
    """The slices of one query; a context manager that keeps another run away from them.

    `owner` names tenant and sign-in. With `resume`, what a run of the same question left is taken
    up, and `query` becomes that run's, whose window ended when it began. Raises UsageError where
    it left nothing. Every OSError becomes an OutputError.
    """

    def __init__(self, parent: Path, owner: str, query: LogQuery, *, resume: bool = False) -> None:
        self.query = query
        self._parent = parent
        self._resume = resume
        question = (owner, query.user, query.app, query.event_types)
        key = hashlib.sha256(_encode(question)).hexdigest()[:16]
        self.folder = parent / key
        self._lock = filelock.FileLock(parent / f"{key}.lock")

    def __enter__(self) -> "SignInCache":
        with _told(self.folder):
            self._parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                self._lock.acquire(timeout=0)
            except filelock.Timeout:
                raise OutputError(
                    "Another run is reading the same sign-ins.", "Wait for its end."
                ) from None
            try:
                self._open()
            except BaseException:
                self._release()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._release()

    def _open(self) -> None:
        _forget_old(self._parent)
        file = self.folder / _QUERY
        if self._resume:
            try:
                kept = msgspec.json.decode(file.read_bytes(), type=LogQuery)
            except (FileNotFoundError, msgspec.DecodeError):
                raise UsageError(
                    "There is no earlier run of this question to go on with.",
                    "Run without --resume.",
                ) from None
            self.query = msgspec.structs.replace(self.query, begin=kept.begin, end=kept.end)
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        with _private(file) as stream:
            stream.write(msgspec.json.encode(self.query))

    def whole(self) -> list[Slice]:
        """The slices that were read whole, newest first, without a hole from the end on."""
        found = [_named(path.stem) for path in self.folder.glob("*.slice")]
        chain: list[Slice] = []
        end = self.query.end
        for one in sorted(found, reverse=True):
            if one.end == end:
                chain.append(one)
                end = one.begin
        return chain

    @contextlib.contextmanager
    def keep(self, slice: Slice) -> Iterator[Callable[[list[SignIn]], None]]:
        """A function that writes rows of `slice`, which is kept if the block ends well."""
        part = self.folder / _PART
        with _told(part):
            with _private(part) as stream:

                def write(rows: list[SignIn]) -> None:
                    with _told(part):
                        frame = zlib.compress(_encode(rows), 1)
                        stream.write(len(frame).to_bytes(4, "big"))
                        stream.write(frame)

                yield write
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, self.folder / slice.name)

    def rows(self, slice: Slice) -> Iterator[list[SignIn]]:
        """The rows of a kept slice, as they came. Raises OutputError where it is damaged."""
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
        """Forget everything: the report stands."""
        with _told(self.folder):
            shutil.rmtree(self.folder)

    def _release(self) -> None:
        # Unlinked while it is held: who comes now makes a lock of its own. Windows does not let go
        # of an open file, there the library removes it.
        with contextlib.suppress(OSError):
            os.unlink(self._lock.lock_file)
        self._lock.release()


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner can read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _named(stem: str) -> Slice:
    begin, _, end = stem.partition("-")
    return Slice(_EPOCH + int(begin) * _TICK, _EPOCH + int(end) * _TICK)


def _forget_old(parent: Path) -> None:
    """Remove what runs left long ago: it holds people's names."""
    oldest = time.time() - _KEPT_DAYS * 86400
    for folder in parent.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another run was quicker
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The cache {path} cannot be used: {error.strerror or error}.",
            "Free some space, or see that the folder belongs to you.",
        ) from error
