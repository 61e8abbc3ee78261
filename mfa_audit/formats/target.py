"""The file to be written: whole or not at all. What stood there before stays until the new one is
complete."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from mfa_audit.errors import OutputError


class Target:
    """A context manager around a temporary file beside `path`.

    Entering proves that the folder can be written, before anything else is done. `commit` puts the
    file in place; leaving without it removes the temporary file and touches nothing. Every OSError
    becomes an OutputError that says what to do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: Path | None = None
        self.stream: BinaryIO
        self._temporary: Path

    def __enter__(self) -> "Target":
        try:
            self.path = self.path.resolve()  # through links: the file they lead to is replaced
            self._check()
            name = f".{self.path.name[:80]}.{secrets.token_hex(4)}.tmp"
            self._temporary = self.path.with_name(name)
            try:
                self.stream = self._temporary.open("xb")
            except BaseException:  # an interruption too may come when the file is just there
                self._temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise trouble(error, self.path) from error
        return self

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
        with contextlib.suppress(OSError):
            self.stream.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise trouble(error, self.path) from error

    def commit(self) -> Path:
        """Put the finished file in place; returns where it is.

        That is `path`, or, when another program has come to hold it open meanwhile, a new name
        beside it: a finished report is not thrown away.
        """
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        if self.path.exists():
            shutil.copymode(self.path, self._temporary)
        try:
            os.replace(self._temporary, self.path)
            self.written = self.path
        except PermissionError:
            aside = self.path.with_name(
                f"{self.path.stem} {secrets.token_hex(2)}{self.path.suffix}"
            )
            os.replace(self._temporary, aside)
            self.written = aside
        return self.written


def trouble(error: OSError, path: Path) -> OutputError:
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
