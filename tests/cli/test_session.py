"""The end of a run: its gaps, its files, the end of the certificate, and the exit code."""

from datetime import timedelta

import pytest

from mfa_audit.cli.options import Verbosity
from mfa_audit.cli.output import Written
from mfa_audit.cli.session import certificate_notes, say_audit_end, say_end
from mfa_audit.domain.run import Audit, Gap, Note
from tests.builders import STARTED, an_account_run

GAP = Gap("groups", "1 of 1 names are no account", "Correct it.", named=("gone@contoso.example",))
WITH_NAME = """\
gaps: this is what the report does not know
  1. groups: 1 of 1 names are no account: gone@contoso.example
     Correct it.
"""
HERE = Written("written: a.csv (1 account)")
ELSEWHERE = Written("b.csv is open in another program; written instead: b-2.csv", True)
BOTH = f"{HERE.sentence}\n{ELSEWHERE.sentence}\n"
ENDS_SOON = (
    "the certificate of the sign-in ends on 2026-07-11, in 10 days: register a new one with the "
    "app, then replace the file"
)


@pytest.mark.parametrize(
    ("gaps", "written", "code", "usual", "quiet"),
    [
        ((), (), 0, "", ""),
        ((), (Written(),), 0, "", ""),
        ((), (HERE,), 0, f"{HERE.sentence}\n", ""),
        ((GAP,), (HERE,), 3, f"{WITH_NAME}{HERE.sentence}\n", WITH_NAME),
        ((), (HERE, ELSEWHERE), 3, BOTH, BOTH),
    ],
)
def test_gaps_then_files(
    capsys: pytest.CaptureFixture[str],
    gaps: tuple[Gap, ...],
    written: tuple[Written, ...],
    code: int,
    usual: str,
    quiet: str,
) -> None:
    for verbosity, text in ((Verbosity(), usual), (Verbosity(quiet=True), quiet)):
        assert say_end(gaps, verbosity, *written) == code
        assert capsys.readouterr().err == text


@pytest.mark.parametrize(("days", "notes"), [(None, []), (31, []), (30, []), (10, [ENDS_SOON])])
def test_a_warning_from_thirty_days_before_the_certificate_ends(
    days: int | None, notes: list[str]
) -> None:
    ends = None if days is None else STARTED + timedelta(days=days)
    run = an_account_run(certificate_expires=ends)
    assert [str(note) for note in certificate_notes(run)] == notes


def test_quiet_leaves_the_urgent_note_of_an_audit(capsys: pytest.CaptureFixture[str]) -> None:
    run = an_account_run(certificate_expires=STARTED + timedelta(days=10))
    run.notes = (*certificate_notes(run), Note("this is no hurry"))
    assert say_audit_end(Audit(run, []), Verbosity(quiet=True), HERE) == 0
    assert capsys.readouterr().err == f"{ENDS_SOON}\n"
