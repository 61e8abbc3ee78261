"""The one place where an error becomes words and an exit code."""

import errno
import logging
import os
import sys
import traceback
from collections.abc import Callable

from mfa_audit.cli import exit_codes
from mfa_audit.errors import MfaAuditError, UsageError

_LOG = logging.getLogger("mfa_audit.said")


def attempt(command: Callable[[], int], *, debug: bool, writes: bool = True) -> int:
    """Run `command`; its exit code, or the code of what went wrong, which has been told. `writes`:
    whether it was to write a report, so that the words say that there is none."""
    try:
        code = command()
        sys.stdout.flush()
    except MfaAuditError as error:
        if debug:
            traceback.print_exc()
        say(explain(error, writes=writes))
        code = error.exit_code
    except KeyboardInterrupt:
        say("interrupted: no report was written" if writes else "interrupted")
        code = exit_codes.INTERRUPTED
    except Exception as error:
        code = exit_codes.FAILED
        if _reader_is_gone(error):
            # head or more has seen enough. Python would complain again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        else:
            traceback.print_exc()
            # For the log, where no stderr is kept: the places alone, for a message can name people.
            _LOG.error("%s in\n%s", type(error).__name__, _places(error))
            say(f"{_nothing(writes)}: this is a fault of mfa-audit.")
            say(f"Please report it with the text above ({type(error).__name__}).")
    return code


def _reader_is_gone(error: Exception) -> bool:
    """A pipe that nobody reads any more; Windows calls that an invalid argument."""
    gone = os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or (gone and not sys.stdout.isatty())


def _places(error: Exception) -> str:
    return "".join(traceback.format_tb(error.__traceback__)).rstrip()


def explain(error: MfaAuditError, *, writes: bool = True) -> str:
    """What happened, what to do, and what support asks for."""
    first = _nothing(writes and not isinstance(error, UsageError))
    lines = [f"{first}: {error.what}", error.remedy]
    reference = [error.code, error.request_id and f"request-id {error.request_id}"]
    lines.append(", ".join(filter(None, reference)))
    return "\n".join(line for line in lines if line)


def _nothing(writes: bool) -> str:
    return "no report was written" if writes else "error"


def say(text: str, *, quiet: bool = False, logged: str | None = None) -> None:
    """Words for the person, on stderr unless `quiet`, and for the log file where there is one:
    `logged` instead, where the words name people."""
    _LOG.info(text if logged is None else logged)
    if not quiet:
        print(text, file=sys.stderr, flush=True)
