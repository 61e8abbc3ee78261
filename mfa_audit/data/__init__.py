"""Data files: translations, codes and their meanings, the HTML page's template and stylesheet, help
and setup scripts. All of them are in the wheel and in the executable."""

import csv
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent

# The languages that have a catalogue, by their ISO 639-1 codes. English is in the code itself.
LANGUAGES = ("sv", "nl")


def text(name: str) -> str:
    """The text of a file in this folder."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in this folder, as dictionaries with the headers as keys."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def translations(language: str) -> dict[tuple[str, str], str]:
    """The gettext catalogue of one of `LANGUAGES`: (context, English text) → text. The context is
    empty unless reports use the same English words with different meanings."""
    import polib

    catalogue = polib.pofile(str(_FOLDER / f"{language}.po"), encoding="utf-8")
    return {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in catalogue}
