"""Build the executable: `python build/exe.py onefile|onedir`, where requirements.txt is installed.

The result is `OUT/onefile/mfa-audit`, or the folder `OUT/onedir/mfa-audit` and a zip of it; `zip`
makes the zip again after the folder was signed.
"""

import argparse
import platform
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

BUILD = Path(__file__).resolve().parent
ROOT = BUILD.parent
sys.path.insert(0, str(ROOT))

from mfa_audit import __version__  # noqa: E402

NAME = "mfa-audit"
ENTRY = ROOT / "mfa_audit" / "__main__.py"
DATA = ROOT / "mfa_audit" / "data"
ICON = BUILD / "mfa-audit.ico"
RECIPE = "mfa-audit.spec"
LICENCES = "THIRD-PARTY-LICENSES.txt"

# 0x0409, 1200: English, Unicode. Windows shows these texts under Details.
_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1
  ),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "the mfa-audit authors"),
      StringStruct("FileDescription", "mfa-audit: who has registered for MFA in Microsoft Entra"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "mfa-audit"),
      StringStruct("LegalCopyright", "the mfa-audit authors, MIT License"),
      StringStruct("OriginalFilename", "mfa-audit.exe"),
      StringStruct("ProductName", "mfa-audit"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""


def main() -> None:
    """Build one form; print where it is, its size and the time it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("form", choices=["onefile", "onedir", "zip"])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR")
    arguments = parser.parse_args()
    started = time.monotonic()
    out = arguments.out.resolve()
    if arguments.form != "zip":
        build(arguments.form, out)
    if arguments.form == "onefile":
        result = next((out / arguments.form).iterdir())
    else:
        result = pack(out / "onedir" / NAME, out)
    size = result.stat().st_size / 1e6
    print(f"{result}: {size:.1f} MB, made in {time.monotonic() - started:.0f} s")


def build(form: str, out: Path) -> None:
    """Run the recipe; the result is in `out/form`, and the licences are in `out`."""
    from PyInstaller.__main__ import run  # type: ignore[import-untyped]

    made = out / form
    shutil.rmtree(made, ignore_errors=True)
    # The default folder for the work of PyInstaller is ./build.
    with tempfile.TemporaryDirectory() as work:
        folders = ["--distpath", str(made), "--workpath", work]
        run(["--noconfirm", "--log-level=WARN", *folders, str(BUILD / RECIPE), "--", form])
        shutil.copy(next(Path(work).rglob(LICENCES)), out / LICENCES)


def data_files() -> list[Path]:
    """The files of `mfa_audit/data` except modules; PyInstaller does not find them itself."""
    return [file for file in sorted(DATA.iterdir()) if file.is_file() and file.suffix != ".py"]


def pack(folder: Path, out: Path) -> Path:
    """The zip of `folder`, with the licences at its top."""
    shutil.copy(out / LICENCES, folder)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")
    return Path(shutil.make_archive(str(out / archive_name()), "zip", folder.parent, folder.name))


def archive_name() -> str:
    """A name such as mfa-audit-1.2.3-windows-x64."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    machine = platform.machine().lower()
    machine = {"amd64": "x64", "x86_64": "x64", "aarch64": "arm64"}.get(machine, machine)
    return f"{NAME}-{__version__}-{system}-{machine}"


def version_resource(version: str) -> str:
    """The version resource for PyInstaller; a part such as rc1 is only in its texts."""
    release = re.match(r"\d+(\.\d+)*", version)
    parts = [int(part) for part in release[0].split(".")] if release else []
    return _RESOURCE.format(version=version, numbers=tuple([*parts, 0, 0, 0, 0][:4]))


if __name__ == "__main__":
    main()
