"""The file to be written: whole or not at all. What stood there before stays until the new one is
complete."""

import contextlib
import os
import secrets
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from mfa_audit.errors import OutputError

if TYPE_CHECKING:
    from filelock import BaseFileLock

# Seconds between attempts to rename; together about three.
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)


class Target:
    """A context manager around a temporary file beside `path`.

    Entering proves that the folder can be written, before anything else is done. `commit` puts the
    file in place; leaving without it removes the temporary file and touches nothing. Every OSError
    becomes an OutputError that says what to do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream: BinaryIO
        self._temporary: Path
        self._locked: BaseFileLock | None = None

    def __enter__(self) -> "Target":
        try:
            self.path = _resolved(self.path)
            self._check()
            name = f".{self.path.name[:80]}.{secrets.token_hex(4)}.tmp"
            self._temporary = self.path.with_name(name)
            try:
                self.stream = self._temporary.open("xb")
                self._lock()
            except BaseException:  # an interruption too may come when the file is just there
                self._leave()
                raise
        except OSError as error:
            raise output_error(error, self.path) from error
        return self

    def _lock(self) -> None:
        """Keep two runs from writing the same file; the operating system lets go of the lock when
        a run ends, however it ends."""
        import filelock

        file = self.path.with_name(f".{self.path.name[:80]}.lock")
        lock, new = filelock.FileLock(file), not file.exists()
        try:
            lock.acquire(timeout=0)
            self._locked = lock
        except filelock.Timeout:
            raise OutputError(
                f"Another run is writing {self.path}.", "Wait for its end, or choose another name."
            ) from None
        except KeyboardInterrupt:
            # It may come when the library has made the file, and before it says so.
            if new:
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)
            raise

    def _leave(self) -> None:
        """Close and remove what is ours beside the target."""
        with contextlib.suppress(OSError, AttributeError):
            self.stream.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)
        if self._locked:
            # Unlinked while it is held: who comes now makes a lock of its own. Windows does not
            # let go of an open file, there the library removes it.
            with contextlib.suppress(OSError):
                os.unlink(self._locked.lock_file)
            self._locked.release()

    def _check(self) -> None:
        """Raise OutputError, or OSError, for what can be known to fail."""
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder.", "Name a file, for example in it.")
        if not self.path.parent.is_dir():
            raise OutputError(
                f"The folder {self.path.parent} does not exist.", "Create it, or name another."
            )
        if not self.path.exists():
            return
        if not self.path.is_file():
            raise OutputError(f"{self.path} is not a file.", "Name a file; - writes to stdout.")
        # A spreadsheet program that has the file open locks it, on Windows.
        with self.path.open("r+b"):
            pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise output_error(error, self.path) from error

    def commit(self) -> Path:
        """Put the finished file in place; returns where it is.

        That is `path`, or, when another program has come to hold it open meanwhile, a new name
        beside it, and if need be the temporary one: a finished report is not thrown away.
        """
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        if self.path.exists():
            shutil.copymode(self.path, self._temporary)
        aside = self.path.with_name(f"{self.path.stem} {secrets.token_hex(2)}{self.path.suffix}")
        if self._move(self.path):
            return self.path
        if self._move(aside):
            return aside
        kept, self._temporary = self._temporary, self._temporary.with_suffix(".gone")
        return kept

    def _move(self, to: Path) -> bool:
        """Rename the finished file. A virus scanner may hold it for a moment, on Windows."""
        for pause in (*_PAUSES, None):
            try:
                os.replace(self._temporary, to)
                return True
            except PermissionError:
                if pause is None:
                    break
                time.sleep(pause)
        return False


def _resolved(path: Path) -> Path:
    """Through links: the file that they lead to is replaced."""
    try:
        return path.resolve()
    except OSError:  # what some network file systems, and Wine, say of long paths
        return path.absolute()


def output_error(error: OSError, path: Path) -> OutputError:
    """The error for what the operating system said."""
    if isinstance(error, PermissionError):
        return OutputError(
            f"{path} cannot be written: {error.strerror}.",
            "Close the program that has it open, or choose a file or folder you may write.",
        )
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}.",
        "Free some space or choose another place; the file that was there is as it was.",
    )
