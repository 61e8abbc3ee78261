"""The page that a double-click shows, word for word, and consoles that cannot show everything."""

import io
import sys
from pathlib import Path

import pytest

from mfa_audit.system.console import (
    all_ours,
    current_user,
    documents,
    own_console,
    readable,
    start_page,
)

RECIPE = "mfa-audit tells who has registered.\n"

MENU = """\
mfa-audit tells who has registered.

What shall it do?
  1  Show the demo tenant: write MFA_Report_Demo.xlsx to your documents
  2  Sign in to your tenant in the browser: write MFA_Report.xlsx to your documents
  3  Leave

"""

FOLDER = Path("Documents")


def page(*answers: str, code: int = 0) -> tuple[int, str, list[list[str]]]:
    """The exit code of the page after these answers and then none, its text, and its calls."""
    texts: list[str] = []
    calls: list[list[str]] = []
    left = list(answers)

    def ask(question: str) -> str:
        texts.append(question)
        if not left:
            raise EOFError
        texts.append(f"[{left[0]}]\n")
        return left.pop(0)

    def call(arguments: list[str]) -> int:
        calls.append(arguments)
        texts.append("(the call speaks)\n")
        return code

    def tell(text: str) -> None:
        texts.append(text + "\n")

    result = start_page(RECIPE, call, FOLDER, ask=ask, tell=tell)
    return result, "".join(texts), calls


DEMO = ["report", "--demo", "-o", str(FOLDER / "MFA_Report_Demo.xlsx")]
REPORT = ["report", "-o", str(FOLDER / "MFA_Report.xlsx")]
WRITTEN = f"The report is in {FOLDER}"


@pytest.mark.parametrize(
    ("answers", "code", "questions", "call", "ending"),
    [
        (["1", ""], 3, "1, 2 or 3? [1]\n", DEMO, WRITTEN),
        (["one", " 2 ", ""], 0, "1, 2 or 3? [one]\n1, 2 or 3? [ 2 ]\n", REPORT, WRITTEN),
        # A failure stays on the screen.
        (["2", ""], 4, "1, 2 or 3? [2]\n", REPORT, "There is no report; the lines above say why."),
    ],
    ids=["demo", "slip", "failure"],
)
def test_a_report(
    answers: list[str], code: int, questions: str, call: list[str], ending: str
) -> None:
    text = f"{MENU}{questions}(the call speaks)\n\n{ending}\nPress Enter to close. []\n"
    assert page(*answers, code=code) == (code, text, [call])


def test_leaving() -> None:
    assert page("3") == (0, MENU + "1, 2 or 3? [3]\n", [])


def test_input_that_ends() -> None:
    assert page() == (0, MENU + "1, 2 or 3? ", [])
    code, text, _ = page("1")
    assert (code, text[-23:]) == (0, "\nPress Enter to close. ")


def test_a_console_is_ours_when_all_on_it_is() -> None:
    exe = str(Path("tools", "mfa-audit.exe"))
    assert all_ours([exe], {exe})
    assert all_ours([exe, exe], {exe, ""})  # onefile: the one that unpacks, the one that runs
    assert not all_ours([exe, exe, str(Path("Windows", "cmd.exe"))], {exe})
    assert not all_ours([exe, ""], {exe, ""})  # a process that Windows does not let us look at
    assert not all_ours([], {exe})


@pytest.mark.skipif(sys.platform == "win32", reason="depends on who started the tests")
def test_only_windows_gives_consoles_away() -> None:
    assert not own_console()


def test_the_person_and_the_documents_are_found() -> None:
    assert current_user().strip() == current_user() != ""
    assert documents().is_absolute()
    if sys.platform != "win32":
        assert documents() == Path.home() / "Documents"


class Terminal(io.TextIOWrapper):
    """A terminal with an encoding of its own."""

    def __init__(self, encoding: str, *, terminal: bool = True) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="\n")
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether it was made as one."""
        return self.terminal


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("cp437", "Zoë O'Brien-Ågren, Lukasz Németh, ?? o -> ..."),
        ("cp850", "Zoë O'Brien-Ågren, Lukasz Németh, ?? o -> ..."),
        ("cp1252", "Zoë O’Brien–Ågren, Lukasz Németh, ?? o -> …"),
        ("utf-8", "Zoë O’Brien–Ågren, Łukasz Németh, 日本 ő → …"),
    ],
)
def test_a_console_with_a_code_page_shows_what_it_can(encoding: str, shown: str) -> None:
    stream = Terminal(encoding)
    readable(stream)
    stream.write("Zoë O’Brien–Ågren, Łukasz Németh, 日本 ő → …")
    stream.flush()
    assert stream.bytes.getvalue().decode(encoding) == shown


def test_a_file_gets_utf_8() -> None:
    stream = Terminal("cp1252", terminal=False)
    readable(stream)
    stream.write("日本 \udce9\n")
    stream.flush()
    assert stream.bytes.getvalue() == "日本 \\udce9\n".encode()


def test_a_stream_that_is_none_or_no_text_file_is_left_alone() -> None:
    # A program without a console has no stdout at all.
    readable(None)
    readable(io.StringIO())
