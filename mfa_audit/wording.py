"""How numbers, names and lines are put in words, in English, on screen and in files."""

from collections.abc import Collection, Mapping, Sequence


def plural(number: int, noun: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def on_one_line(text: str, instead: str = "\ufffd") -> str:
    """`text` for a screen, with `instead` in place of each character that a terminal would obey,
    such as the start of a colour, the end of a line or a turn of the direction."""
    return "".join(letter if letter.isprintable() else instead for letter in text)


def reference(code: str | None, request_id: str | None) -> str:
    """Graph's code and the request id, in brackets, where there are any."""
    text = ", ".join(filter(None, [code, request_id and f"request-id {request_id}"]))
    return f" ({text})" if text else ""


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """The rows as lines, their columns below one another; those with the numbers in `right` are
    aligned to the right."""
    if not rows:
        return []
    last = len(rows[0]) - 1
    widths = [max(len(row[n]) for row in rows) for n in range(last + 1)]
    return [
        "  ".join(
            cell.rjust(width) if n in right else cell if n == last else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def nearest(
    name: str, known: Collection[str] | Mapping[str, str], most: int = 3, likeness: float = 0.5
) -> list[str]:
    """At most `most` of the names in `known` that are spelled like `name`, the nearest first.

    `known` may be a mapping from names as they are compared to names as they are shown. `likeness`
    is difflib's ratio, from 0 to 1.
    """
    import difflib

    near = difflib.get_close_matches(name, known, most, likeness)
    return [known[one] for one in near] if isinstance(known, Mapping) else near
