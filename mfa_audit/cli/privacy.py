"""Who may be recognised in a report: the options, and the file with the key of the pseudonyms.

Not here: what the key does to a name (`domain.privacy`).
"""

import base64
import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.console import ExitCode, attempt, prepare, say
from mfa_audit.domain.privacy import KEY_SIZE
from mfa_audit.errors import OutputError, UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.privacy import Privacy

# fmt: off
PersonalOption = Annotated[bool, typer.Option(
    "--show-personal-data", help="With --details: whole phone numbers, device and key names.")]
PseudonymiseOption = Annotated[Path | None, typer.Option(
    metavar="KEYFILE",
    help="Pseudonyms in place of UPN, name and id, the same in every report with this key; "
    "`mfa-audit config new-key` makes one.")]
# fmt: on


def privacy(key_file: Path | None, *, shown: bool, details: bool) -> "Privacy":
    """What the options ask for. Raises UsageError where they contradict each other, and for a key
    that cannot be read."""
    from mfa_audit.domain.privacy import Privacy, Pseudonyms

    if shown and key_file:
        raise UsageError("--show-personal-data and --pseudonymise contradict each other.")
    if shown and not details:
        raise UsageError("--show-personal-data shows what --details reads.", "Add --details.")
    return Privacy(Pseudonyms(load_key(key_file)) if key_file else None, shown=shown)


_COMMENT = "# mfa-audit: the key of pseudonyms. Whoever has it can tell who is who."
_MAKE_ONE = "`mfa-audit config new-key FILE` makes a key."


# fmt: off
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file to make.")]
# fmt: on


def new_key(file: FileArgument) -> None:
    """Make a key for pseudonyms, in a new file."""
    raise SystemExit(attempt(lambda: _make(file), debug=False, writes=False))


def _make(file: Path) -> int:
    prepare(debug=False, log_file=None)
    write_key(file)
    say(f"written: {file.absolute()}")
    say("Keep it to yourself: whoever has it can tell who is who.")
    say("Keep it safe: with another key, everybody has another pseudonym.")
    return ExitCode.COMPLETE


def write_key(path: Path) -> None:
    """Make a file with a new key that, but on Windows, only its owner may read.

    Raises UsageError where there is a file already, OutputError where none can be written.
    """
    key = base64.b64encode(secrets.token_bytes(KEY_SIZE)).decode()
    made = False
    try:
        # Never over another file, nor readable to others for a moment.
        with open(path, "x", encoding="ascii", newline="\n", opener=_for_its_owner) as stream:
            made = True
            stream.write(f"{_COMMENT}\n{key}\n")
    except FileExistsError:
        raise UsageError(
            f"There is a file {path} already.",
            "Name another: a key that is gone cannot be made again.",
        ) from None
    except OSError as error:
        if made:
            with contextlib.suppress(OSError):
                path.unlink()
        raise OutputError(
            f"The key {path} cannot be written: {error.strerror or error}.",
            "Name a file in a folder that you may write.",
        ) from error


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def load_key(path: Path) -> bytes:
    """The key in `path`, 32 bytes or more. Raises UsageError where there is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"There is no key file {path}.", _MAKE_ONE) from None
    except OSError as error:
        why = error.strerror or error
        raise UsageError(f"The key file {path} cannot be read: {why}.", _MAKE_ONE) from error
    except UnicodeDecodeError:
        raise _no_key(path) from None
    lines = [line.strip() for line in text.splitlines()]
    try:
        # What stands there is never told: it may be a key with a slip in it.
        key = base64.b64decode("".join(x for x in lines if not x.startswith("#")), validate=True)
    except ValueError:
        raise _no_key(path) from None
    if len(key) < KEY_SIZE:
        raise UsageError(f"The key in {path} is too short: {len(key)} bytes.", _MAKE_ONE)
    return key


def _no_key(path: Path) -> UsageError:
    return UsageError(f"The file {path} holds no key.", _MAKE_ONE)
