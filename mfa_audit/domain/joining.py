"""Tables with different columns made one: which columns are the same, and what each is called.
Rows are not here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Excel takes 255 characters for the name of a table's column; a number may come behind.
_LONGEST = 200


class Joined(NamedTuple):
    """The columns of all tables, and for each table where each of its own stands among them."""

    names: list[str]
    places: list[list[int]]


def join(headers: Sequence[Sequence[str]]) -> Joined:
    """Columns with the same header, without regard to case and space, are one; of a header that a
    table has twice, the second is the other tables' second. A column without one is called by its
    number, from #1. Those that the first table does not have come behind its own."""
    names: list[str] = []
    place: dict[tuple[str, int], int] = {}
    places = []
    for header in headers:
        seen: Counter[str] = Counter()
        own = []
        for number, text in enumerate(header, 1):
            name = _plain(text) or f"#{number}"
            key = name.casefold()
            seen[key] += 1
            if (key, seen[key]) not in place:
                place[key, seen[key]] = len(names)
                names.append(name)
            own.append(place[key, seen[key]])
        places.append(own)
    return Joined(names, places)


def distinct(names: Iterable[str]) -> list[str]:
    """The names, with a number behind those that came before: as columns of one table have to be
    told apart, without regard to case."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        one, number = name[:_LONGEST], 1
        while one.casefold() in taken:
            number += 1
            one = f"{name[:_LONGEST]} ({number})"
        taken.add(one.casefold())
        found.append(one)
    return found


def _plain(text: str) -> str:
    """`text` on one line, without characters that cannot be seen."""
    return "".join(filter(str.isprintable, " ".join(text.split()))).strip()
