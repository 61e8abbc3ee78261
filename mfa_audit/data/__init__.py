"""Facts and texts without logic, as files: translations, codes and their meanings, the page's
template and stylesheet, shell commands. All of them are in the wheel and in the executable."""

import csv
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent

# The languages with a catalogue, by their ISO 639-1 codes; the texts in the code are English.
LANGUAGES = ("sv", "nl")


def text(name: str) -> str:
    """The text of the file `name`."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the CSV file `name`, each by the names in the first line."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def translations(language: str) -> dict[tuple[str, str], str]:
    """The gettext catalogue of one of `LANGUAGES`: (context, English text) → text. The context is
    empty, except where a report means something else by the same English text."""
    import polib

    catalogue = polib.pofile(str(_FOLDER / f"{language}.po"), encoding="utf-8")
    return {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in catalogue}
