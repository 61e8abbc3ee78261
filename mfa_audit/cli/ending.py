"""How a run ends, alike for all commands: what is told of gaps and files, and the exit code."""

from collections.abc import Sequence

from mfa_audit.cli import exit_codes
from mfa_audit.cli.boundary import say
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import Written
from mfa_audit.cli.run import certificate_notes
from mfa_audit.domain.audit import Audit, Gap, LogRun


def tell_notes(options: Options, run: LogRun, before: str = "note: ") -> None:
    """Tell each note; that the certificate ends soon with --quiet as well."""
    urgent = certificate_notes(run)
    for note in run.notes:
        say(f"{before}{note}", quiet=options.quiet and note not in urgent)


def ending(options: Options, gaps: Sequence[Gap] = (), *written: Written) -> int:
    """Tell the gaps and what was written; the exit code.

    A file that is not where it was asked for is told even with --quiet, and is not complete,
    because who reads the old name reads the old report.
    """
    if gaps:
        from msgspec.structs import replace

        from mfa_audit.reports.about import gap_lines

        # A log file names nobody; with --debug it has what stderr has.
        nameless = [replace(gap, named=()) for gap in gaps]
        say(gap_lines(gaps), logged=None if options.debug else gap_lines(nameless))
    moved = any(one.moved for one in written)
    for one in written:
        if one.sentence:
            say(one.sentence, quiet=options.quiet and not moved)
    return exit_codes.WITH_GAPS if gaps or moved else exit_codes.COMPLETE


def conclude(audit: Audit, options: Options, *written: Written) -> int:
    """Tell the summary of an audit, its gaps and what was written; the exit code."""
    from mfa_audit.reports.about import summary

    say(summary(audit), quiet=options.quiet)
    if options.quiet:
        for note in certificate_notes(audit.run):
            say(str(note))
    return ending(options, audit.gaps, *written)
