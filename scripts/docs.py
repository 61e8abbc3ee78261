"""Write what the program knows better: parts of README.md, and the text of its own --help, which is
then shown without typer: `.venv/bin/python scripts/docs.py`; `--check` only compares.

A part is between `<!-- NAME -->` and `<!-- end NAME -->`.
"""

import contextlib
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from typer.testing import CliRunner

from mfa_audit.cli.console import CHECK_EXIT_CODES, EXIT_CODES
from mfa_audit.cli.main import app
from mfa_audit.domain.sources import ALL_SOURCES, COMMANDS, sources_read_by
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS

README = Path(__file__).parent.parent / "README.md"
HELP_TEXT = README.parent / "mfa_audit" / "data" / "help.txt"


def main() -> int:
    """Rewrite the files, or compare them; 1 where one differs."""
    outdated = 0
    help_text = called("--help").partition("\n")[2]
    for file, make in ((HELP_TEXT, lambda _: help_text), (README, rendered)):
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        new = make(old)
        if new == old:
            continue
        if "--check" in sys.argv[1:]:
            print(f"{file.name} is behind the program: run scripts/docs.py with .venv's Python")
            outdated = 1
        else:
            file.write_text(new, encoding="utf-8", newline="\n")
    return outdated


def rendered(text: str) -> str:
    """`text` with new parts. Raises ValueError for a part that is missing."""
    for name, body in parts().items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end {name} -->"
        before, begins, rest = text.partition(begin)
        _, ends, after = rest.partition(end)
        if not begins or not ends:
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
    """The demo as a new user sees it, without the time it takes."""
    whole = called("report", "--demo", "-o", "MFA_Report.xlsx")
    first = called("unregistered", "--demo", "--quiet").splitlines()[:6]
    text = whole + "\n".join([*first, "..."])
    text = re.sub(r"(?m)^(  time +)\S.*$", r"\1a moment", text)
    return re.sub(r"written: .*?(MFA_Report\.xlsx)", r"written: \1", text)


def called(*arguments: str) -> str:
    """The command and everything it prints."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        # What a help text has on 80 columns.
        done = CliRunner().invoke(app, arguments, prog_name="mfa-audit", terminal_width=78)
    return f"$ mfa-audit {' '.join(arguments)}\n{done.output}"


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
