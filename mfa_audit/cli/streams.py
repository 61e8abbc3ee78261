"""Where words go: streams that can hold any name, the log file, the trace."""

import contextlib
import logging
import os
import sys
from pathlib import Path

from mfa_audit.errors import OutputError
from mfa_audit.windows.console import readable

_LOG_SIZE = 1_000_000
_LOGS_KEPT = 5


def prepare(*, debug: bool, log_file: Path | None) -> None:
    """Set up stdout, stderr and logging for one run. Raises OutputError for a log file that cannot
    be written."""
    if not sys.stdout.isatty():
        sys.stdout.reconfigure(newline="\n")  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):
        readable(stream)
    # azure-identity logs its failures; we tell them once, in our words.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    logging.getLogger("azure").propagate = False
    ours = logging.getLogger("mfa_audit")
    ours.setLevel(logging.DEBUG if debug else logging.INFO)
    ours.propagate = False
    for old in list(ours.handlers):
        ours.removeHandler(old)
        old.close()
    ours.addHandler(logging.NullHandler())
    if debug:
        trace = logging.StreamHandler()
        trace.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        # What is said goes to stderr by itself.
        trace.addFilter(lambda record: record.levelno == logging.DEBUG)
        ours.addHandler(trace)
    if log_file:
        ours.addHandler(_to_file(log_file))


def _to_file(path: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    try:
        handler = RotatingFileHandler(
            path, maxBytes=_LOG_SIZE, backupCount=_LOGS_KEPT, encoding="utf-8"
        )
    except OSError as error:
        raise OutputError(
            f"The log file {path} cannot be written: {error.strerror or error}.",
            "Choose another --log-file.",
        ) from error
    # Where another run has the file open, Windows does not rename it: it grows on until it can be.
    handler.rotator = _rotate
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler


def _rotate(source: str, to: str) -> None:
    with contextlib.suppress(OSError):
        os.replace(source, to)
