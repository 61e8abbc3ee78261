"""`trend`: the figures of all reports in a folder, next to one another."""

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.console import say
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import OutOption, list_place, open_output, same_file
from mfa_audit.cli.read_back import ReadReport, read_back
from mfa_audit.cli.session import say_end
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.run import Gap
    from mfa_audit.reports.trend import Point

_READ = (".csv", ".xlsx", ".json")
# The first characters of files that other programs leave next to an open file.
_LEFT_BEHIND = (".", "~$")
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_WEEK = re.compile(r"(?<!\d)(\d{4})-W(\d\d)(?!\d)")


# fmt: off
FolderArgument = Annotated[Path, typer.Argument(
    metavar="FOLDER", show_default=False, help="Where the reports are: CSV, XLSX, JSON.")]
# fmt: on


def trend(options: Options, folder: FolderArgument, output: OutOption = None) -> int:
    """Put the figures of a folder's reports side by side, oldest first.

    A report's date is its own, else that in its name, else the file's. Files that are no reports
    are listed.
    """
    from mfa_audit.reports.language import words_of
    from mfa_audit.reports.trend import trend_closing, trend_layout, trend_screen

    now, verbosity = datetime.now(UTC), options.verbosity
    place = list_place(options.file_style(now), output)
    if place is None:
        points, unread = _points(folder, None)
        sys.stdout.write(trend_screen(points) + "\n")
        return say_end(unread, verbosity)
    words = words_of(options.lang)
    with open_output(place, trend_layout(words, for_programs=place.for_programs)) as out:
        points, unread = _points(folder, place.path)
        out.write(points)
        written = out.finish(trend_closing(points, unread, now, words), "report")
        say(trend_screen(points), quiet=verbosity.quiet)
        return say_end(unread, verbosity, written)


def _points(folder: Path, output: Path | None) -> "tuple[list[Point], list[Gap]]":
    """A point for each report, sorted by day, and a gap for each other file except `output`."""
    from mfa_audit.domain.run import Gap

    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", "Name the folder that the reports are in.")
    points: list[Point] = []
    unread: list[Gap] = []
    for file in sorted(folder.iterdir()):
        if file.suffix.casefold() not in _READ or file.name.startswith(_LEFT_BEHIND):
            continue
        try:
            with read_back(file) as report:
                points.append(_point(report))
        except UsageError as error:
            if not same_file(file, output):  # an earlier trend
                unread.append(Gap(file.name, error.what, error.remedy))
        else:
            if same_file(file, output):
                raise UsageError(
                    f"{file} is a report itself, and would be lost.", "Name another file with -o."
                )
    if not points:
        whys = "\n".join(gap.reason for gap in unread)
        raise UsageError(f"{folder} has no report.", whys or "Reports end in .csv, .xlsx or .json.")
    return sorted(points, key=lambda point: (point.day, point.file)), unread


def _point(report: ReadReport) -> "Point":
    from mfa_audit.domain.figures import count_situations, report_amounts
    from mfa_audit.reports.trend import Point

    figures = report_amounts(count_situations(report.accounts), report.rows.columns)
    if report.rows.msonline:
        # MSOnline listed no passkeys, and two or more methods as a text without their names.
        figures |= {"phishing_resistant": None, "phone_only": None}
    return Point(*_day(report), report.path.name, report.whole().origin, figures)


def _day(report: ReadReport) -> tuple[date, str]:
    """The report's day, and where it comes from."""
    from mfa_audit.reports.trend import BY_NAME, BY_REPORT, BY_TIME

    if report.origin.made:
        return report.origin.made.date(), BY_REPORT
    name = report.path.name
    try:
        if match := _DAY.search(name):
            return date(*map(int, match.groups())), BY_NAME
        if match := _WEEK.search(name):
            return date.fromisocalendar(int(match[1]), int(match[2]), 1), BY_NAME
    except ValueError:  # 2026-13-45 is no day
        pass
    return datetime.fromtimestamp(report.path.stat().st_mtime, UTC).date(), BY_TIME
