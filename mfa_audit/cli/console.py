"""What the program prints and ends with: streams that take any name, the log file, errors in words,
exit codes."""

import contextlib
import errno
import logging
import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

from mfa_audit.errors import MfaAuditError, OutputError, UsageError
from mfa_audit.system.console import readable


class ExitCode(IntEnum):
    """The code that a process ends with, in the order from harmless to bad."""

    COMPLETE = 0
    WITH_GAPS = 3
    TRIPPED = 10
    USAGE = 2
    ACCESS = 4
    FAILED = 1
    INTERRUPTED = 130


# Their meanings; the table in the README is made from these.
EXIT_CODES: dict[int, str] = {
    ExitCode.COMPLETE: "complete",
    ExitCode.FAILED: "failed, nothing was written",
    ExitCode.USAGE: "the call is wrong, nothing was asked",
    ExitCode.WITH_GAPS: "written, but something is not known: the gaps say what",
    ExitCode.ACCESS: "sign-in, permission, role or licence; nothing was written",
    ExitCode.TRIPPED: "written, and a rule of --fail-on tripped or could not be judged",
    ExitCode.INTERRUPTED: "interrupted, nothing was written",
}

# `check` writes nothing: its exit code says what the other commands would do.
CHECK_EXIT_CODES: dict[int, str] = {
    ExitCode.COMPLETE: "everything works",
    ExitCode.FAILED: "the check itself failed",
    ExitCode.USAGE: "the call is wrong, nothing was asked",
    ExitCode.WITH_GAPS: "works with gaps: the lines say which",
    ExitCode.ACCESS: "something does not work: its line says why, and what to do",
    ExitCode.INTERRUPTED: "interrupted",
}

_LOG_SIZE = 1_000_000
_LOGS_KEPT = 5


def prepare(*, debug: bool, log_file: Path | None) -> None:
    """Set up stdout, stderr and logging for one run. Raises OutputError for a log file that cannot
    be written."""
    if not sys.stdout.isatty():
        sys.stdout.reconfigure(newline="\n")  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):
        readable(stream)
    # azure-identity logs its failures; the user reads of each once, in our words.
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
        # What `say` logs is on stderr already.
        trace.addFilter(lambda record: record.levelno == logging.DEBUG)
        ours.addHandler(trace)
    if log_file:
        ours.addHandler(_to_file(log_file))


def _to_file(path: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    size, kept = _LOG_SIZE, _LOGS_KEPT
    try:
        handler = RotatingFileHandler(path, maxBytes=size, backupCount=kept, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"The log file {path} cannot be written: {error.strerror or error}.",
            "Choose another --log-file.",
        ) from error
    # While another run has the file open, Windows does not rename it: it grows until it can be.
    handler.rotator = _rotate
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler


def _rotate(source: str, to: str) -> None:
    with contextlib.suppress(OSError):
        os.replace(source, to)


_LOG = logging.getLogger("mfa_audit.said")


def attempt(command: Callable[[], int], *, debug: bool, writes: bool = True) -> int:
    """Run `command`; its exit code, or the code of an error, which is printed. `writes`: it was to
    write a report, so the error says that there is none."""
    try:
        code = command()
        sys.stdout.flush()
    except MfaAuditError as error:
        if debug:
            traceback.print_exc()
        say(error_text(error, writes=writes))
        code = error.exit_code
    except KeyboardInterrupt:
        say("interrupted: no report was written" if writes else "interrupted")
        code = ExitCode.INTERRUPTED
    except Exception as error:
        code = ExitCode.FAILED
        if _reader_is_gone(error):
            # A program such as head has read enough. Python would complain again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        else:
            traceback.print_exc()
            # For the log file. Only the places in the code: a message can name people.
            places = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            _LOG.error("%s in\n%s", type(error).__name__, places)
            say(f"{_nothing(writes)}: this is a fault of mfa-audit.")
            say(f"Please report it with the text above ({type(error).__name__}).")
    return code


def _reader_is_gone(error: Exception) -> bool:
    """Whether the reader of a pipe has ended; Windows calls that an invalid argument."""
    gone = os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or (gone and not sys.stdout.isatty())


def error_text(error: MfaAuditError, *, writes: bool = True) -> str:
    """What happened, what to do, and the code and request id for Microsoft's support."""
    first = f"{_nothing(writes and not isinstance(error, UsageError))}: {error.what}"
    reference = [error.code, error.request_id and f"request-id {error.request_id}"]
    return "\n".join(filter(None, [first, error.remedy, ", ".join(filter(None, reference))]))


def _nothing(writes: bool) -> str:
    return "no report was written" if writes else "error"


def say(text: str, *, quiet: bool = False, logged: str | None = None) -> None:
    """Print the text on stderr, unless `quiet`, and write it to the log file, if there is one;
    there `logged` instead, where the text names people."""
    _LOG.info(text if logged is None else logged)
    if not quiet:
        print(text, file=sys.stderr, flush=True)
