"""The process and its console: whether the console closes with it, the page shown there after a
double-click, the user's name and documents, and text that any console can show. Not here: what the
commands print (`cli`).
"""

import codecs
import ctypes
import getpass
import io
import os
import sys
import unicodedata
import uuid
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TextIO

# Exit codes with a report: complete, and with gaps.
_WRITTEN = (0, 3)

_MENU = """
What shall it do?
  1  Show the demo tenant: write MFA_Report_Demo.xlsx to your documents
  2  Sign in to your tenant in the browser: write MFA_Report.xlsx to your documents
  3  Leave
"""

_PLAIN_NAME = "mfa_audit.plain"
# What Unicode does not decompose into a letter and an accent.
_PLAIN = dict(zip("‘’“”–—ĐđŁłØø", "''\"\"--DdLlOo", strict=True)) | {"→": "->"}


def own_console() -> bool:
    """Whether the console closes when this process ends: a double-click, no shell around it.

    Windows lists the processes of a console. A onefile executable is two of them, the one that
    unpacks and the one that runs, both from the same file. https://pyinstaller.org/en/stable/
    advanced-topics.html, https://learn.microsoft.com/windows/console/getconsoleprocesslist
    """
    if sys.platform != "win32":
        return False
    processes = (ctypes.c_uint32 * 16)()
    count = ctypes.windll.kernel32.GetConsoleProcessList(processes, len(processes))
    if not 0 < count <= len(processes):
        return False
    ours = {sys.executable, _image(os.getpid())}
    return all_ours([_image(process) for process in processes[:count]], ours)


def all_ours(images: Sequence[str], ours: Collection[str]) -> bool:
    """Whether every process on the console was started from one of our files; "" is unknown."""
    known = {os.path.normcase(path) for path in ours if path}
    return bool(images) and all(os.path.normcase(image) in known for image in images)


def _image(process: int) -> str:
    """The file that a process was started from, "" if Windows does not say."""
    if sys.platform != "win32":
        return ""
    kernel32 = ctypes.WinDLL("kernel32")
    kernel32.OpenProcess.restype = ctypes.c_void_p
    query_limited_information = 0x1000
    handle = kernel32.OpenProcess(query_limited_information, False, process)
    if not handle:
        return ""
    try:
        size = ctypes.c_uint32(32768)
        path = ctypes.create_unicode_buffer(size.value)
        known = kernel32.QueryFullProcessImageNameW(
            ctypes.c_void_p(handle), 0, path, ctypes.byref(size)
        )
        return path.value if known else ""
    finally:
        kernel32.CloseHandle(ctypes.c_void_p(handle))


def current_user() -> str:
    """The user of this process; on Windows after the domain's, the machine's or AzureAD's name."""
    if sys.platform == "win32":
        sam_compatible = 2
        size = ctypes.c_ulong(512)
        name = ctypes.create_unicode_buffer(size.value)
        if ctypes.windll.secur32.GetUserNameExW(sam_compatible, name, ctypes.byref(size)):
            return name.value
        return f"{os.environ.get('USERDOMAIN', '.')}\\{getpass.getuser()}"
    return getpass.getuser()


def documents() -> Path:
    """The user's Documents folder, wherever it was moved to."""
    if sys.platform == "win32":
        # FOLDERID_Documents
        folder = uuid.UUID("fdd39ad0-238f-46af-adb4-6c85480369c7").bytes_le
        path = ctypes.c_wchar_p()
        ctypes.windll.shell32.SHGetKnownFolderPath(folder, 0, None, ctypes.byref(path))
        try:
            if path.value:
                return Path(path.value)
        finally:
            ctypes.windll.ole32.CoTaskMemFree(path)
    return Path.home() / "Documents"


def start_page(
    recipe: str,
    call: Callable[[list[str]], int],
    folder: Path,
    *,
    ask: Callable[[str], str],
    tell: Callable[[str], None],
) -> int:
    """Show the recipe, run the user's choice, wait, and return the exit code of the choice.

    `call` runs the program with these arguments and returns its exit code. `ask` is like `input`,
    and raises EOFError if there is no input.
    """
    tell(recipe + _MENU)
    choice = ""
    while choice not in ("1", "2", "3"):
        choice = _answer(ask, "1, 2 or 3? ")
    if choice == "3":
        return 0
    if choice == "1":
        code = call(["report", "--demo", "-o", str(folder / "MFA_Report_Demo.xlsx")])
    else:
        code = call(["report", "-o", str(folder / "MFA_Report.xlsx")])
    if code in _WRITTEN:
        # The call itself names the file, which has another name if the old one is open in Excel.
        tell(f"\nThe report is in {folder}")
    else:
        tell("\nThere is no report; the lines above say why.")
    _answer(ask, "Press Enter to close. ")
    return code


def _answer(ask: Callable[[str], str], question: str) -> str:
    """The user's answer; "3", to leave, if there is no input."""
    try:
        return ask(question).strip()
    except EOFError:
        return "3"


def readable(stream: TextIO | None) -> None:
    """Make `stream` accept any text without an error.

    A file or a pipe gets UTF-8. Python itself writes Unicode to a Windows console, whatever its
    code page (PEP 528). If a terminal has another encoding (PYTHONLEGACYWINDOWSSTDIO, a Linux
    locale without UTF-8), characters that are not in it lose their accents, or become "?".
    """
    if not isinstance(stream, io.TextIOWrapper):
        return
    if stream.isatty():
        codecs.register_error(_PLAIN_NAME, _without_accents)
        stream.reconfigure(errors=_PLAIN_NAME)
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _without_accents(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_nearest(character) for character in missing), error.end


def _nearest(character: str) -> str:
    parts = unicodedata.normalize("NFKD", _PLAIN.get(character, character))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain if plain.isascii() and plain else "?"
