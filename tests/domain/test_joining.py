"""Tables with different columns made one."""

from mfa_audit.domain.activity import distinct, join_columns


def test_the_same_header_is_the_same_column() -> None:
    joined = join_columns([["User", "Call Result"], ["call  result ", "Phone", "USER"], []])
    assert joined.names == ["User", "Call Result", "Phone"]
    assert joined.places == [[0, 1], [1, 2, 0], []]


def test_a_header_that_comes_twice_is_two_columns() -> None:
    joined = join_columns([["User", "user"], ["User", "User", "User"]])
    assert joined.names == ["User", "user", "User"]
    assert joined.places == [[0, 1], [0, 1, 2]]


def test_columns_without_a_header_are_called_by_their_number() -> None:
    joined = join_columns([["", "a\r\nb\x00\u200b", " \t"], ["\u200b"]])
    assert joined.names == ["#1", "a b", "#3"]
    assert joined.places == [[0, 1, 2], [0]]


def test_names_are_told_apart() -> None:
    assert distinct(["User", "user", "USER (2)", "x", "User"]) == [
        "User",
        "user (2)",
        "USER (2) (2)",
        "x",
        "User (3)",
    ]
    long = distinct(["y" * 300, "y" * 301])
    assert long == ["y" * 200, "y" * 200 + " (2)"]
