"""The one place where an error becomes words and an exit code."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from mfa_audit.cli import exit_codes
from mfa_audit.errors import MfaAuditError, UsageError


def guarded_call(command: Callable[[], int], *, debug: bool) -> NoReturn:
    """Run `command` and exit with its code, or with the code of what went wrong."""
    try:
        code = command()
        sys.stdout.flush()
    except MfaAuditError as error:
        if debug:
            traceback.print_exc()
        say(explain(error))
        code = error.exit_code
    except KeyboardInterrupt:
        say("interrupted: no report was written")
        code = exit_codes.INTERRUPTED
    except BrokenPipeError:
        # The reader (head, more) has seen enough. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exit_codes.FAILED
    except Exception as error:
        traceback.print_exc()
        say("no report was written: this is a fault of mfa-audit.")
        say(f"Please report it with the text above ({type(error).__name__}).")
        code = exit_codes.FAILED
    raise SystemExit(code)


def explain(error: MfaAuditError) -> str:
    """What happened, what to do, and what support asks for."""
    first = "error" if isinstance(error, UsageError) else "no report was written"
    lines = [f"{first}: {error.what}", error.remedy]
    reference = [error.code, error.request_id and f"request-id {error.request_id}"]
    lines.append(", ".join(part for part in reference if part))
    return "\n".join(line for line in lines if line)


def say(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)
