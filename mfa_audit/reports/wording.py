"""How numbers and references are put in words, in English, on screen and in files."""


def plural(number: int, noun: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def on_one_line(text: str, instead: str = "\ufffd") -> str:
    """`text` for a screen, with `instead` of each character that a terminal would obey, such as the
    beginning of a colour, the end of a line or a turn of the direction."""
    return "".join(letter if letter.isprintable() else instead for letter in text)


def reference(code: str | None, request_id: str | None) -> str:
    """Graph's code and the request id, in brackets, where there are any."""
    text = ", ".join(filter(None, [code, request_id and f"request-id {request_id}"]))
    return f" ({text})" if text else ""
