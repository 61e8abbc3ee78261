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
    """What the page says to these answers and then to nobody, and which calls it makes."""
    said: list[str] = []
    calls: list[list[str]] = []
    left = list(answers)

    def ask(question: str) -> str:
        said.append(question)
        if not left:
            raise EOFError
        said.append(f"[{left[0]}]\n")
        return left.pop(0)

    def call(arguments: list[str]) -> int:
        calls.append(arguments)
        said.append("(the call speaks)\n")
        return code

    def tell(text: str) -> None:
        said.append(text + "\n")

    result = start_page(RECIPE, call, FOLDER, ask=ask, tell=tell)
    return result, "".join(said), calls


def test_the_demo() -> None:
    code, said, calls = page("1", "", code=3)
    assert said == (
        MENU
        + "1, 2 or 3? [1]\n"
        + "(the call speaks)\n"
        + f"\nThe report is in {FOLDER}\n"
        + "Press Enter to close. []\n"
    )
    assert calls == [["report", "--demo", "-o", str(FOLDER / "MFA_Report_Demo.xlsx")]]
    assert code == 3


def test_ones_own_tenant_after_a_slip() -> None:
    code, said, calls = page("one", " 2 ", "")
    assert said == (
        MENU
        + "1, 2 or 3? [one]\n"
        + "1, 2 or 3? [ 2 ]\n"
        + "(the call speaks)\n"
        + f"\nThe report is in {FOLDER}\n"
        + "Press Enter to close. []\n"
    )
    assert calls == [["report", "-o", str(FOLDER / "MFA_Report.xlsx")]]
    assert code == 0


def test_a_failure_stays_on_the_screen() -> None:
    code, said, _ = page("2", "", code=4)
    assert said == (
        MENU
        + "1, 2 or 3? [2]\n"
        + "(the call speaks)\n"
        + "\nThere is no report; the lines above say why.\n"
        + "Press Enter to close. []\n"
    )
    assert code == 4


def test_leaving() -> None:
    assert page("3") == (0, MENU + "1, 2 or 3? [3]\n", [])


def test_nobody_there() -> None:
    assert page() == (0, MENU + "1, 2 or 3? ", [])
    code, said, _ = page("1")
    assert said.endswith("Press Enter to close. ")
    assert code == 0


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
        """As asked for."""
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
