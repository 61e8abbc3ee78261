"""What is no decision, as files: the words of other languages, codes and their meaning, the page's
template and stylesheet, shell recipes. All of them are in the wheel and in the executable."""

import csv
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent

# The languages that have a catalogue, by their ISO 639-1 codes; English is what the code says.
LANGUAGES = ("sv", "nl")


def text(name: str) -> str:
    """The text of the file `name`."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the CSV `name`, by the names in its first line."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def translations(language: str) -> dict[tuple[str, str], str]:
    """The gettext catalogue of one of `LANGUAGES`: (context, English text) → text. The context is
    empty but where a report says something else with the same English words."""
    import polib

    catalogue = polib.pofile(str(_FOLDER / f"{language}.po"), encoding="utf-8")
    return {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in catalogue}
