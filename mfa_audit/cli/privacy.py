"""Whether a report shows who is who: the options, and the file with the key of the pseudonyms.

Not here: how a name becomes a pseudonym (`domain.privacy`).
"""

import base64
import contextlib
import os
import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    """What to do with personal data. Raises UsageError for options that contradict each other, and
    for a key that cannot be read."""
    from mfa_audit.domain.privacy import Privacy, Pseudonyms

    if shown and key_file:
        raise UsageError("--show-personal-data and --pseudonymise contradict each other.")
    if shown and not details:
        raise UsageError("--show-personal-data shows what --details reads.", "Add --details.")
    return Privacy(Pseudonyms(load_key(key_file)) if key_file else None, shown=shown)


_COMMENT = "# mfa-audit: the key of pseudonyms. Whoever has it can tell who is who."
_MAKE_ONE = "`mfa-audit config new-key FILE` makes a key."


def write_key(path: Path) -> None:
    """Make a file with a new key, which only its owner may read, except on Windows. Raises
    UsageError for an existing file, OutputError if the file cannot be written."""
    key = base64.b64encode(secrets.token_bytes(KEY_SIZE)).decode()
    made = False
    try:
        # Never over another file, and never readable to others, not even for a moment.
        opener = partial(os.open, mode=0o600)
        with open(path, "x", encoding="ascii", newline="\n", opener=opener) as stream:
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


def load_key(path: Path) -> bytes:
    """The key in `path`, 32 bytes or more. Raises UsageError for a file without a key."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
        key = base64.b64decode("".join(x for x in lines if not x.startswith("#")), validate=True)
    except FileNotFoundError:
        raise UsageError(f"There is no key file {path}.", _MAKE_ONE) from None
    except OSError as error:
        why = error.strerror or error
        raise UsageError(f"The key file {path} cannot be read: {why}.", _MAKE_ONE) from error
    except ValueError:  # not Base64, or not even text
        # The error never shows the content: it may be a key with a typing error.
        raise UsageError(f"The file {path} holds no key.", _MAKE_ONE) from None
    if len(key) < KEY_SIZE:
        raise UsageError(f"The key in {path} is too short: {len(key)} bytes.", _MAKE_ONE)
    return key
