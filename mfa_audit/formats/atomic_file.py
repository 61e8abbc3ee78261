"""A file that is written completely or not at all: the old file stays until the new one is
complete."""

import contextlib
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import BinaryIO

from mfa_audit.errors import OutputError
from mfa_audit.lock import locked

# Seconds before each attempt to rename; together about three.
_PAUSES = (0, 0.1, 0.2, 0.4, 0.8, 1.6)


class Target:
    """A context manager for a temporary file in the folder of `path`.

    Entering it checks that the file can be written. `commit` puts the file in place; leaving
    without `commit` removes the temporary file and changes nothing else. Raises OutputError, which
    says what to do, in place of OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream: BinaryIO
        self._temporary: Path
        self._lock = contextlib.ExitStack()

    def __enter__(self) -> "Target":
        try:
            self.path = _resolved(self.path)
            self._check()
            name = f".{self.path.name[:80]}.{secrets.token_hex(4)}.tmp"
            self._temporary = self.path.with_name(name)
            try:
                self.stream = self._temporary.open("xb")
                self._lock.enter_context(self._locked())
            except BaseException:  # also an interruption just after the file was made
                self._clean_up()
                raise
        except OSError as error:
            raise output_error(error, self.path) from error
        return self

    def _check(self) -> None:
        """Raise OutputError or OSError if the file certainly cannot be written."""
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder.", "Name a file, for example in it.")
        if not self.path.parent.is_dir():
            raise OutputError(
                f"The folder {self.path.parent} does not exist.", "Create it, or name another."
            )
        if self.path.exists():
            if not self.path.is_file():
                raise OutputError(f"{self.path} is not a file.", "Name a file; - writes to stdout.")
            # On Windows, a spreadsheet program locks the file that it has open.
            with self.path.open("r+b"):
                pass

    def _locked(self) -> contextlib.AbstractContextManager[None]:
        file = self.path.with_name(f".{self.path.name[:80]}.lock")
        busy = f"Another run is writing {self.path}."
        return locked(file, OutputError(busy, "Wait for its end, or choose another name."))

    def _clean_up(self) -> None:
        """Close and remove our files in the folder."""
        with contextlib.suppress(OSError, AttributeError):
            self.stream.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)
        self._lock.close()

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._clean_up()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise output_error(error, self.path) from error

    def commit(self) -> Path:
        """Put the finished file in place, and return its path.

        That is `path`; or a new name in its folder, if another program has opened `path` in the
        meantime; or the temporary name, if renaming fails altogether. The report is never lost.
        """
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        if self.path.exists():
            shutil.copymode(self.path, self._temporary)
        second = self.path.with_name(f"{self.path.stem} {secrets.token_hex(2)}{self.path.suffix}")
        for path in (self.path, second):
            if self._rename(path):
                return path
        finished, self._temporary = self._temporary, self._temporary.with_suffix(".gone")
        return finished

    def _rename(self, path: Path) -> bool:
        """Rename the finished file, and return whether it worked. On Windows, a virus scanner may
        lock it for a moment."""
        for pause in _PAUSES:
            time.sleep(pause)
            with contextlib.suppress(PermissionError):
                os.replace(self._temporary, path)
                return True
        return False


def _resolved(path: Path) -> Path:
    """The path without links: the file that a link leads to is replaced."""
    try:
        return path.resolve()
    except OSError:  # long paths on some network file systems, and on Wine
        return path.absolute()


def output_error(error: OSError, path: Path) -> OutputError:
    """The error to show for an error of the operating system."""
    remedy = "Free some space or choose another place; the file that was there is as it was."
    if isinstance(error, PermissionError):
        remedy = "Close the program that has it open, or choose a file or folder you may write."
    return OutputError(f"{path} cannot be written: {error.strerror or error}.", remedy)
