"""Who may be recognised in a report: the options, and the key of the pseudonyms."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.privacy import Privacy

PersonalOption = Annotated[
    bool,
    typer.Option(
        "--show-personal-data", help="With --details: whole phone numbers, device and key names."
    ),
]
PseudonymiseOption = Annotated[
    Path | None,
    typer.Option(
        help="Pseudonyms in place of UPN, name and id, the same in every report with this key; "
        "`mfa-audit config new-key` makes one.",
        metavar="KEYFILE",
    ),
]


def privacy(key_file: Path | None, *, shown: bool, details: bool) -> "Privacy":
    """What the options ask for. Raises UsageError where they contradict each other, and for a key
    that cannot be read."""
    from mfa_audit.cli.key import load_key
    from mfa_audit.domain.privacy import Privacy, Pseudonyms

    if shown and key_file:
        raise UsageError("--show-personal-data and --pseudonymise contradict each other.")
    if shown and not details:
        raise UsageError("--show-personal-data shows what --details reads.", "Add --details.")
    return Privacy(Pseudonyms(load_key(key_file)) if key_file else None, shown=shown)
