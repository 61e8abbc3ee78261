"""`columns`: the data dictionary, from the columns themselves."""

import csv
import io
import sys
import textwrap

from mfa_audit.cli import exit_codes
from mfa_audit.cli.options import Options
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format

_FIELDS = ("key", "header", "meaning", "source")


def columns(options: Options) -> int:
    """Explain every column: key, header, meaning and source."""
    from mfa_audit.reports.registration import COLUMNS

    rows = [(c.key, c.header, c.meaning, c.source) for c in COLUMNS]
    if options.format is Format.XLSX:
        raise UsageError("The dictionary is text.", "--format csv or json.")
    sys.stdout.write(_render(rows, options.format))
    return exit_codes.COMPLETE


def _render(rows: list[tuple[str, str, str, str]], format: Format | None) -> str:
    if format is Format.JSON:
        import msgspec

        document = [dict(zip(_FIELDS, row, strict=True)) for row in rows]
        return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"
    if format is Format.CSV:
        text = io.StringIO(newline="")
        table = csv.writer(text, quoting=csv.QUOTE_ALL)
        table.writerows([_FIELDS, *rows])
        return text.getvalue()
    lines = []
    for key, header, meaning, source in rows:
        lines.append(f"{key}  [{header}]")
        lines += textwrap.wrap(meaning, 92, initial_indent="    ", subsequent_indent="    ")
        lines.append(f"    from {source}")
    return "\n".join(lines) + "\n"
