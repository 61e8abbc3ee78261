"""Numbers, names and lines as English text, for the screen and for files."""

from collections.abc import Collection, Sequence


def plural(number: int, noun: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def on_one_line(text: str, instead: str = "\ufffd") -> str:
    """`text` for a screen, with `instead` in place of each character that a terminal would obey,
    such as the start of a colour, the end of a line or a change of direction."""
    return "".join(letter if letter.isprintable() else instead for letter in text)


def reference(code: str | None, request_id: str | None) -> str:
    """Graph's code and the request id in brackets; empty without either."""
    text = ", ".join(filter(None, [code, request_id and f"request-id {request_id}"]))
    return f" ({text})" if text else ""


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """The rows as lines of aligned columns; the columns with the numbers in `right` are aligned to
    the right."""
    columns = range(len(rows[0]) if rows else 0)
    widths = [max(len(row[n]) for row in rows) for n in columns]
    return [
        "  ".join(
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def nearest(name: str, known: Collection[str], most: int = 3, likeness: float = 0.5) -> list[str]:
    """At most `most` of the `known` names that are spelled like `name`, the nearest first.
    `likeness` is difflib's ratio, from 0 to 1."""
    import difflib

    return difflib.get_close_matches(name, known, most, likeness)
