"""Write the texts that the program itself makes: parts of README.md, and the --help that is printed
without typer; `--check` only compares.

A part is between `<!-- NAME -->` and `<!-- end NAME -->`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mfa_audit.cli.console import CHECK_EXIT_CODES, EXIT_CODES
from mfa_audit.domain.sources import ALL_SOURCES, SOURCES_BY_COMMAND
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS

README = Path(__file__).parent.parent / "README.md"
HELP_TEXT = README.parent / "mfa_audit" / "cli" / "help_text.py"


def main() -> int:
    """Rewrite the files, or compare; 1 where one differs."""
    behind = 0
    for file, make in ((HELP_TEXT, lambda _: help_module()), (README, rendered)):
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


def help_module() -> str:
    """The module that holds the text of --help, as typer makes it."""
    # An argument more: the text is typer's own, not the one we are about to replace.
    text = called("--help", "--help").partition("\n")[2]
    return (
        '"""The text of `mfa-audit --help`, which scripts/docs.py makes; shown without typer."""\n'
        f'\nHELP = """\\\n{text}"""\n'
    )


def rendered(text: str) -> str:
    """`text` with new parts. Raises ValueError for a part that is missing in it."""
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
    """The demo as a new user sees it, without the time that it takes."""
    whole = called("report", "--demo", "-o", "MFA_Report.xlsx")
    first = called("unregistered", "--demo", "--quiet").splitlines()[:6]
    text = whole + "\n".join([*first, "..."])
    text = re.sub(r"(?m)^(  time +)\S.*$", r"\1a moment", text)
    return re.sub(r"written: .*?(MFA_Report\.xlsx)", r"written: \1", text)


def called(*arguments: str) -> str:
    """The command and everything that it prints."""
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
    """One row a source."""
    rows = [
        (
            source.name,
            ", ".join(f"`{name}`" for name, asked in SOURCES_BY_COMMAND.items() if source in asked),
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
