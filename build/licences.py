"""The licences of everything in the executable, as one text."""

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

_LICENCE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
_RULE = "=" * 78


def text(names: Iterable[str]) -> str:
    """The licences of the distributions of `names`, which are the modules and shared libraries
    inside; then those of PyInstaller, whose loader starts the program, and of Python."""
    inside = [*distributions(names), "pyinstaller"]
    parts = [*map(_part, map(distribution, inside)), _section(f"Python {_version()}", _python())]
    return "\n".join(parts)


def distributions(names: Iterable[str]) -> list[str]:
    """The names of the distributions of these modules and shared libraries."""
    known = packages_distributions()
    tops = {re.split(r"[./\\]", name, maxsplit=1)[0] for name in names}
    return sorted({name for top in tops for name in known.get(top, ())}, key=str.lower)


def _part(part: Distribution) -> str:
    licence = part.metadata["License-Expression"] or part.metadata["License"] or ""
    # Some put the whole text there.
    licence = licence.partition("\n")[0] or "see below"
    texts = list(_files(part)) or [f"No licence file comes with it; it says: {licence}"]
    return _section(f"{part.name} {part.version}: {licence}", "\n\n".join(texts))


def _files(part: Distribution) -> Iterator[str]:
    for file in sorted(part.files or (), key=str):
        inside = file.parts[0].endswith(".dist-info")
        if inside and _LICENCE.search(file.as_posix()):
            yield file.read_text(encoding="utf-8").strip()


def _section(title: str, body: str) -> str:
    return f"{_RULE}\n{title}\n{_RULE}\n\n{body.strip()}\n"


def _version() -> str:
    return sys.version.split()[0]


def _python() -> str:
    """Python's licence file, which is in the folder of the standard library or, on Windows, above
    it; it names the licences of OpenSSL, zlib, libffi and the rest that comes with Python."""
    library = Path(sysconfig.get_path("stdlib"))
    for folder in (library, library.parent):
        file = folder / "LICENSE.txt"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return f"{sys.copyright}\n\nhttps://docs.python.org/{sys.version_info.major}/license.html"
