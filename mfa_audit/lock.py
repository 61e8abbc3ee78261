"""The lock that keeps two runs from writing the same file or folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from mfa_audit.errors import OutputError


@contextlib.contextmanager
def locked(file: Path, busy: OutputError) -> Iterator[None]:
    """Lock `file`, which is made for it, and remove it at the end. The operating system releases
    the lock when a run ends, however it ends. Raises `busy` if another run has locked it."""
    import filelock

    lock, is_new = filelock.FileLock(file), not file.exists()
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise busy from None
    except KeyboardInterrupt:
        # The library may have made the file and not have returned yet.
        if is_new:
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
        raise
    try:
        yield
    finally:
        # Removed while it is locked: a run that comes now makes a new file. Windows does not remove
        # an open file; there the library does.
        with contextlib.suppress(OSError):
            os.unlink(file)
        lock.release()
