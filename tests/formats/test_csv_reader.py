"""CSV files of any program: read whole, or refused with the line and what to do."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_audit.errors import UsageError
from mfa_audit.formats.csv_reader import LONGEST_ROW, MOST_COLUMNS, TableReader, open_table

SEMICOLONS = 'Användare;Resultat\r\n"Åsa; Örn";CONFIG_ISSUE\r\n'
READ = [["Användare", "Resultat"], ["Åsa; Örn", "CONFIG_ISSUE"]]


def rows(data: bytes) -> list[list[str]]:
    """Everything in a file of these bytes."""
    return list(TableReader(io.BytesIO(data), "r.csv"))


def refused(data: bytes) -> tuple[str, str]:
    """The error for a file that cannot be read, and its remedy."""
    with pytest.raises(UsageError) as caught:
        rows(data)
    assert caught.value.exit_code == 2
    return caught.value.what, caught.value.remedy


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SEMICOLONS.encode(), "utf-8"),
        (SEMICOLONS.encode("utf-8-sig"), "utf-8"),
        (SEMICOLONS.encode("cp1252"), "cp1252"),
        (b"\xff\xfe" + SEMICOLONS.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + SEMICOLONS.encode("utf-16-be"), "utf-16-be"),
        (SEMICOLONS.encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    reader = TableReader(io.BytesIO(data), "r.csv")
    assert (reader.encoding, reader.delimiter) == (encoding, ";")
    assert list(reader) == READ


@pytest.mark.parametrize(
    ("text", "delimiter", "read"),
    [
        ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]),
        ("a\tb\n1\t2", "\t", [["a", "b"], ["1", "2"]]),
        # A comma in every row, but in the first one no comma.
        ("a;b\n1,5;2,5\n", ";", [["a", "b"], ["1,5", "2,5"]]),
        # And in the first one as well, but in the others not: the rows are alike by semicolons.
        ("a, b;c\n1;2\n3;4\n", ";", [["a, b", "c"], ["1", "2"], ["3", "4"]]),
        ('"a";"c,d"\n"1";"2"\n', ";", [["a", "c,d"], ["1", "2"]]),
        ("Result\nCONFIG_ISSUE\n", ",", [["Result"], ["CONFIG_ISSUE"]]),
        # Excel's own first line, which may name any one character.
        ("sep=;\na;b\n1;2\n", ";", [["a", "b"], ["1", "2"]]),
        ('\ufeff"SEP=|"\r\na|b\r\n', "|", [["a", "b"]]),
        ("sep=\t\ra\tb\r", "\t", [["a", "b"]]),
        # PowerShell's own first line.
        ("#TYPE Selected.User\r\na;b\r\n1;2\r\n", ";", [["a", "b"], ["1", "2"]]),
        ("\ufeff#TYPE Selected.User\na,b\n", ",", [["a", "b"]]),
        ("#TYPE Selected.User\ra\tb\r1\t2\r", "\t", [["a", "b"], ["1", "2"]]),
        # A header that begins like it.
        ("#TYPES,b\n1,2\n", ",", [["#TYPES", "b"], ["1", "2"]]),
        ("sep=x,b\n1,2\n", ",", [["sep=x", "b"], ["1", "2"]]),
    ],
)
def test_delimiters(text: str, delimiter: str, read: list[list[str]]) -> None:
    reader = TableReader(io.BytesIO(text.encode()), "r.csv")
    assert reader.delimiter == delimiter
    assert list(reader) == read


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    text = end.join(["a,b", '"1 ""one""",2', "", '"two', 'lines",3', " , ", "4", ""])
    assert rows(text.encode()) == [["a", "b"], ['1 "one"', "2"], [f"two{end}lines", "3"], ["4", ""]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("above", "line"), [(1, 2), (2, 3), (3, 6), (4, 7), (5, 9), (205, 209)])
def test_the_line_of_a_row(end: str, above: int, line: int) -> None:
    read = ["a,b", "1,2", '\n"two\nlines",3'.replace("\n", end), "4", "\t, " + end + "5,6"]
    read += ["7,8"] * 200
    text = end.join([*read[:above], "1,2,3", *read[above:]])
    assert refused(text.encode())[0] == f"r.csv, line {line}: 3 fields, but the first row has 2."


def test_the_first_line_of_excel_counts_as_a_line() -> None:
    what, _ = refused(b"sep=,\na,b\n1,2\n1,2,3\n")
    assert what == "r.csv, line 4: 3 fields, but the first row has 2."


@pytest.mark.parametrize("letter", "\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_what_only_other_programs_take_for_a_line_end_is_a_letter(letter: str) -> None:
    assert rows(f"a,b\n1{letter}2,3\n".encode()) == [["a", "b"], [f"1{letter}2", "3"]]


def test_short_rows_are_filled_and_extra_empty_fields_dropped() -> None:
    assert rows(b"a,b,c\n1\n1,2,3,,\n") == [["a", "b", "c"], ["1", "", ""], ["1", "2", "3"]]


GET = "Get the file again."
GET_OR_MEND = "Get the file again, or mend the line in a text editor."
GET_OR_CLOSE = "Close the quote that is open there, or get the file again."
SAVE = 'Open it in a spreadsheet program and save it as "CSV UTF-8".'
DAMAGED = "but this line is not: it is damaged or cut off."
TOO_LONG = "a row of more than 4,194,304 characters begins."
FIELDS = "Remove lines above the headers, and quote a value that has {} in it."


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"", " is empty.", GET),
        (b"\xef\xbb\xbf", " is empty.", GET),
        (b"\r\n \r\n,,\r\n", " is empty.", GET),
        (b"sep=;\r\n", " is empty.", GET),
        (b"#TYPE Selected.User", " is empty.", GET),
        (b"PK\x03\x04...", " is a workbook or a zip file, not a CSV file.", SAVE),
        (b"\xd0\xcf\x11\xe0...", " is an old workbook, not a CSV file.", SAVE),
        (b"\x1f\x8b\x08", " is a compressed file, not a CSV file.", SAVE),
        (b"%PDF-1.7", " is a PDF, not a CSV file.", SAVE),
        (b"a,b\r\n1,\x00\r\n", ", line 2: a zero byte; this is no text file.", SAVE),
        ("a,b\n".encode("utf-32"), ", line 1: a zero byte; this is no text file.", SAVE),
        (b"\xe9,\x81\n", ", line 1: the text is neither UTF-8, UTF-16 nor Windows-1252.", SAVE),
        (
            "å,ä\nö,ü\n".encode() + b"\xe5,1\n",
            f", line 3: the file is UTF-8, {DAMAGED}",
            GET_OR_MEND,
        ),
        (b"\xef\xbb\xbfa,b\r\r\n\xe5,1\n", f", line 3: the file is UTF-8, {DAMAGED}", GET_OR_MEND),
        (
            b"\xfe\xff" + "a,b\n1,2\nå".encode("utf-16-be") + b"\x00",
            f", line 3: the file is UTF-16-BE, {DAMAGED}",
            GET_OR_MEND,
        ),
        (
            b'a,b\n1,2\n3,"4\n5,6\n',
            ", line 3: a quote is opened in the row that begins here, and never closed.",
            "Close it, or get the file again: it may be cut off.",
        ),
        (
            b'a,b\n3,"4\n5,"6"\n',
            ", line 2: text stands behind a closing quote in the row that begins here.",
            "Write a quote within quotes twice, or close the quote that is open there.",
        ),
        (b'a,b\n1,2\n"3"', ", line 3: the row is cut off in the middle.", GET),
        (b"a,b\n1,2\n3,4,5\n", ", line 3: 3 fields, but the first row has 2.", FIELDS.format(",")),
        (
            b"a\tb\n3\t4\t5\n",
            ", line 2: 3 fields, but the first row has 2.",
            FIELDS.format("a tab"),
        ),
        (
            b"," * 999_999 + b"x\n1\n",
            ", line 1: 1,000,000 columns; at most 1,000 are read.",
            "Is it a table, with a line for each row?",
        ),
        (b"a,b\n" + b"x" * (LONGEST_ROW + 1), f", line 2: {TOO_LONG}", GET_OR_CLOSE),
        (b'a,b\n1,"2\n' + b"3,4\n" * (LONGEST_ROW // 4), f", line 2: {TOO_LONG}", GET_OR_CLOSE),
    ],
)
def test_broken_files_are_refused(data: bytes, what: str, remedy: str) -> None:
    assert refused(data) == (f"r.csv{what}", remedy)


@pytest.mark.parametrize("above", [1, 98, 99, 100, 101, 199, 200])
def test_a_row_that_is_cut_off_in_any_place(above: int) -> None:
    text = "a,b\r\n" + "1,2\r\n" * above
    assert refused((text + "3").encode())[0] == (
        f"r.csv, line {above + 2}: the row is cut off in the middle."
    )
    assert rows((text + "3\r\n").encode())[-1] == ["3", ""]
    assert rows((text + "3,4").encode())[-1] == ["3", "4"]
    assert len(rows((text + " ").encode())) == above + 1


def test_the_rows_before_a_broken_row_are_read() -> None:
    reader = TableReader(io.BytesIO(b'a,b\n1,2\n3,"4\n'), "r.csv")
    assert [next(reader), next(reader)] == [["a", "b"], ["1", "2"]]
    with pytest.raises(UsageError):
        next(reader)


def test_lines_are_counted_across_the_parts_of_a_file() -> None:
    # The carriage return is the last of the first part, its line feed the next.
    data = b"a" * ((1 << 18) - 1) + b"\r\n" + b"\xe5\xe4\n" + b"\x00"
    assert refused(data)[0] == "r.csv, line 3: a zero byte; this is no text file."


def test_the_widest_table() -> None:
    (row,) = rows(b"x," * (MOST_COLUMNS - 1) + b"x")
    assert len(row) == MOST_COLUMNS


def test_windows_1252_with_two_bytes_that_are_utf_8_by_chance() -> None:
    text = "a;b\nGroß“ für Jürgen;Bär\n"
    assert rows(text.encode("cp1252")) == [["a", "b"], ["Groß“ für Jürgen", "Bär"]]


def test_files_are_opened_and_closed(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(SEMICOLONS.encode("cp1252"))
    with open_table(file) as reader:
        assert reader.name == str(file)
        assert list(reader) == READ
    file.unlink()  # which Windows allows only when it is closed


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    gone = tmp_path / "gone.csv"
    with pytest.raises(UsageError) as caught, open_table(gone):
        pass
    error = caught.value
    assert (error.what, error.remedy) == (f"There is no file {gone}.", "Check the name.")
    with pytest.raises(UsageError, match="is not a file") as caught, open_table(tmp_path):
        pass
    assert caught.value.remedy == "Name a CSV file."


@pytest.mark.linux
def test_a_name_that_the_system_does_not_take(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught, open_table(tmp_path / ("x" * 300)):
        pass
    assert caught.value.what.endswith("cannot be read: File name too long.")


def test_an_error_of_the_caller_is_passed_on(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(b"a,b\n")
    with pytest.raises(OSError, match="disk full"), open_table(file):
        raise OSError("disk full")


class Unsteady(io.BytesIO):
    """A file that changes, or is gone, after it was first read."""

    def __init__(self, error: OSError | None) -> None:
        super().__init__(b"a,b\n" + b"1,2\n" * 50_000)
        self.error = error
        self.seeks = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """The scan rewinds it three times, the search for the delimiter a fourth time, the reading
        a fifth."""
        self.seeks += 1
        return super().seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        if self.seeks < 5:
            return super().read(size)
        if self.error:
            raise self.error
        return b"\xff\xff"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(5, "Input/output error"), "Input/output error"),
        (OSError("unplugged"), "unplugged"),
        (None, "it has changed meanwhile"),
    ],
)
def test_a_file_that_changes_or_goes_away(error: OSError | None, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(TableReader(Unsteady(error), "r.csv"))
    assert caught.value.what == f"r.csv cannot be read: {why}."


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)


@given(
    body=st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=150, deadline=None)
def test_what_was_written_is_what_is_read(
    body: list[list[str]], delimiter: str, encoding: str, end: str
) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=end)
    table.writerows([["User", "Time", "Call Result"], *body])
    reader = TableReader(io.BytesIO(text.getvalue().encode(encoding)), "r.csv")
    assert next(reader) == ["User", "Time", "Call Result"]
    assert list(reader) == [row for row in body if any(map(str.strip, row))]
    assert reader.delimiter == delimiter


PIECES = st.sampled_from(
    [b'"', b",", b";", b"\t", b"\n", b"\r", b"a", b"sep=", b"\xe5", b"\xc3\xa5", b"\x00", b"\xff"]
)


@given(st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=40).map(b"".join)))
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_rows_of_one_width_or_refused(data: bytes) -> None:
    try:
        widths = {len(row) for row in rows(data)}
    except UsageError as error:
        assert error.what.startswith("r.csv")  # noqa: PT017 - one of the two outcomes
    else:
        assert len(widths) == 1
