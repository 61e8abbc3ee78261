"""Draw the Summary sheet of the demo tenant for the README: `python scripts/screenshot.py`.

Needs LibreOffice and, to cut the page's margins off, pdftoppm (Debian: poppler-utils).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, call, ensure

PICTURE = ROOT / ".github" / "summary.png"


def main() -> int:
    """Write the picture; 0, or what the first command that fails ends with."""
    python = ensure()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "MFA_Report.xlsx"
        call([python, "-m", "mfa_audit", "report", "--demo", "-q", "--last-sign-in", "-o", book])
        draw(book, PICTURE)
    print(f"written: {PICTURE}")
    return 0


def draw(book: Path, picture: Path) -> None:
    """Draw the first page of `book`, without the empty margins."""
    folder = book.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book)]
    subprocess.run(["soffice", profile, *convert], check=True, capture_output=True, timeout=120)
    page = [*("-f", "1", "-l", "1", "-r", "150", "-png", "-singlefile")]
    # In pixels at 150 an inch: what Excel's margins leave of a landscape A4 page.
    cut = [*("-x", "90", "-y", "110", "-W", "1570", "-H", "945")]
    pdf = book.with_suffix(".pdf")
    subprocess.run(["pdftoppm", *page, *cut, str(pdf), str(picture.with_suffix(""))], check=True)


if __name__ == "__main__":
    sys.exit(main())
