"""Write what the program knows better: parts of README.md, and its own --help as a text that needs
no typer to be shown; `--check` only compares.

A part stands between `<!-- NAME -->` and `<!-- end NAME -->`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mfa_audit.cli.console import CHECK_EXIT_CODES, EXIT_CODES
from mfa_audit.domain.sources import ALL_SOURCES, COMMANDS, sources_read_by
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS

README = Path(__file__).parent.parent / "README.md"
HELP_TEXT = README.parent / "mfa_audit" / "data" / "help.txt"


def main() -> int:
    """Rewrite the files, or compare; 1 where one differs."""
    behind = 0
    for file, make in ((HELP_TEXT, lambda _: help_text()), (README, rendered)):
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        new = make(old)
        if new == old:
            continue
        if "--check" in sys.argv[1:]:
            print(f"{file.name} is behind the program: run python scripts/docs.py")
            behind = 1
        else:
            file.write_text(new, encoding="utf-8", newline="\n")
    return behind


def help_text() -> str:
    """The text of --help as typer makes it."""
    # With one more argument the program does not print the file that is replaced here.
    return called("--help", "--help").partition("\n")[2]


def rendered(text: str) -> str:
    """`text` with every part made anew. Raises ValueError for a part that is missing."""
    for name, body in parts().items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end {name} -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise ValueError(f"README.md has no part {name}")
        text = f"{before}{begin}{body}{end}{after}"
    return text


def parts() -> dict[str, str]:
    """Every generated part by name."""
    return {
        "session": fenced(session()),
        "help": "".join(fenced(called(command, "--help")) for command in ("report", "registered")),
        "permissions": permissions(),
        "columns": table(
            ("Column", "Key", "Meaning", "Source"),
            [(c.header, f"`{c.key}`", c.meaning, c.source) for c in ACCOUNT_COLUMNS],
        ),
        "exit-codes": table(
            ("Code", "Meaning", "Of `check`"),
            [
                (str(code), meaning, CHECK_EXIT_CODES.get(code, ""))
                for code, meaning in EXIT_CODES.items()
            ],
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
    """A table with a row for each source."""
    rows = [
        (
            source.name,
            ", ".join(f"`{name}`" for name in COMMANDS if source in sources_read_by(name)),
            source.permission,
            ", ".join(source.roles) or "none",
            source.licence or "none",
            source.without,
        )
        for source in ALL_SOURCES
    ]
    permission = "Permission, application or delegated"
    headers = ("Source", "Read by", permission, "A person needs one of", "Licence", "Without it")
    return table(headers, rows)


def fenced(text: str) -> str:
    """A block of output."""
    return f"```console\n{text.rstrip()}\n```\n"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in lines)


if __name__ == "__main__":
    sys.exit(main())
