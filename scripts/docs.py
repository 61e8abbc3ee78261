"""Write the parts of README.md that the program knows better; `--check` only compares.

A part stands between `<!-- NAME -->` and `<!-- end NAME -->`.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from mfa_audit.cli import exit_codes
from mfa_audit.cli.permissions import SOURCES_OF, WITHOUT
from mfa_audit.reports.registration import COLUMNS

README = Path(__file__).parent.parent / "README.md"


def main() -> int:
    """Rewrite the README, or compare; 1 where they differ."""
    old = README.read_text(encoding="utf-8")
    new = rendered(old)
    if "--check" in sys.argv[1:]:
        if new != old:
            print("README.md is behind the program: run python scripts/docs.py")
        return int(new != old)
    README.write_text(new, encoding="utf-8", newline="\n")
    return 0


def rendered(text: str) -> str:
    """`text` with every part made anew. Raises ValueError for a part that is missing."""
    for name, body in parts().items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"README.md has no part {name}")
        text = pattern.sub(lambda found, body=body: f"{found[1]}{body}{found[2]}", text)
    return text


def parts() -> dict[str, str]:
    """Every generated part by name."""
    return {
        "session": fenced(session()),
        "help": "".join(fenced(called(command, "--help")) for command in ("report", "registered")),
        "permissions": permissions(),
        "columns": table(
            ("Column", "Key", "Meaning", "Source"),
            [(c.header, f"`{c.key}`", c.meaning, c.source) for c in COLUMNS],
        ),
        "exit-codes": table(
            ("Code", "Meaning"),
            [(str(code), meaning) for code, meaning in exit_codes.MEANINGS.items()],
        ),
    }


def session() -> str:
    """The demo as a new user sees it; the time it takes is left out."""
    whole = called("report", "--demo", "-o", "MFA_Report.xlsx")
    first = called("unregistered", "--demo", "--quiet").splitlines()[:6]
    text = whole + "\n".join([*first, "..."])
    text = re.sub(r"(?m)^(  time +)\S.*$", r"\1a moment", text)
    return re.sub(r"written: .*?(MFA_Report\.xlsx)", r"written: \1", text)


def called(*arguments: str) -> str:
    """The command and everything it prints."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "mfa_audit", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(README.parent)},
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    return f"$ mfa-audit {' '.join(arguments)}\n{done.stdout}"


def permissions() -> str:
    """One row a command and source."""
    rows = []
    for command, sources in SOURCES_OF.items():
        for source in sources:
            rows.append(
                (
                    f"`{command}`",
                    source.name,
                    source.permission,
                    source.permission,
                    ", ".join(source.roles) or "none",
                    source.licence or "none",
                    WITHOUT[source],
                )
            )
        if not sources:
            rows.append((f"`{command}`", "asks nothing", *["none"] * 4, ""))
    headers = ("Command", "Source", "Application", "Delegated", "One of these roles", "Licence")
    return table((*headers, "Without it"), rows)


def fenced(text: str) -> str:
    """A block of output."""
    return f"```console\n{text.rstrip()}\n```\n"


def table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in lines)


if __name__ == "__main__":
    sys.exit(main())
