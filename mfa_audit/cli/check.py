"""`check`: before the first run, what will work and what is missing. Not here: how it is found out
(`findings`)."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from mfa_audit import __version__
from mfa_audit.cli import exit_codes
from mfa_audit.cli.command import Turn
from mfa_audit.cli.findings import Findings, ok
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import STDOUT, expanded
from mfa_audit.cli.report import DEFAULT_NAME
from mfa_audit.errors import OutputError, UsageError
from mfa_audit.formats.target import Target
from mfa_audit.formats.writer import Format
from mfa_audit.reports import check as reports
from mfa_audit.reports.check import Line, Verdict

_EXIT_CODES = {
    Verdict.OK: exit_codes.COMPLETE,
    Verdict.GAP: exit_codes.WITH_GAPS,
    Verdict.FAIL: exit_codes.ACCESS,
}


def check(
    options: Options,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The folder or file that a report is to go to; nothing is left there.",
            metavar="FOLDER|FILE",
        ),
    ] = None,
    document: dict[str, object] | None = None,
) -> int:
    """Find out what will work, before the first run.

    Each line that is not ok comes with its remedy; at the end stand the consent address and the
    commands that set an app up. The exit code is 0 when everything works, 3 when it works with
    gaps, and 4 when something does not work.
    """
    # `document` takes what JSON would show, for one of several profiles.
    if options.format not in (None, Format.JSON):
        raise UsageError("The check is text.", "--format json, or leave --format out.")
    place = _output_line(options, output)
    found = Findings(options)
    found.look()
    lines = found.lines(place)
    code = _EXIT_CODES[reports.overall(lines)]
    if document is not None:
        document.update(found.document(lines, code))
    elif options.format is Format.JSON:
        _print(found.document(lines, code))
    else:
        sys.stdout.write(reports.as_text(lines, quiet=options.quiet))
        if not options.quiet:
            sys.stdout.write(found.closing())
    return code


def together(turns: Sequence[Turn], code: int) -> None:
    """Print one document of the checks of several profiles, those that failed and those whose turn
    never came among them; `code` is the worst exit code."""
    profiles = [
        {
            "profile": turn.profile and turn.profile.name,
            "exitCode": turn.code,
            "error": None if turn.document else _why(turn),
            "check": turn.document or None,
        }
        for turn in turns
    ]
    _print(
        {
            "schema": reports.SCHEMA_OF_SEVERAL,
            "program": f"mfa-audit {__version__}",
            "exitCode": code,
            "profiles": profiles,
        }
    )


def _why(turn: Turn) -> str:
    if turn.code is None:
        return "not checked: interrupted before its turn"
    return turn.error or exit_codes.OF_A_CHECK[turn.code]


def _print(document: dict[str, object]) -> None:
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
    sys.stdout.write(f"{text}\n")


def _output_line(options: Options, output: Path | None) -> Line:
    """Whether a report could be put there: proved by doing what a run does first."""
    path = expanded(options, output or Path())
    if path == STDOUT:
        return ok("output", "output", "goes to stdout")
    file = path / f"{DEFAULT_NAME}.csv" if path.is_dir() else path
    try:
        with Target(file) as target:
            return ok("output", "output", f"{target.path} can be written")
    except OutputError as error:
        return reports.failed("output", "output", error)
