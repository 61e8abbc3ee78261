"""What every run tells at its end, and the exit code that follows."""

from datetime import UTC, datetime, timedelta

import pytest

from mfa_audit.cli.options import Options
from mfa_audit.cli.output import Written
from mfa_audit.cli.session import certificate_notes, report_audit_end, report_end
from mfa_audit.domain.accounts import Definition, Tenant
from mfa_audit.domain.run import Audit, Gap, Note, RunFacts

GAP = Gap("groups", "1 of 1 names are no account", "Correct it.", named=("gone@contoso.example",))
WITH_NAME = """\
gaps: this is what the report does not know
  1. groups: 1 of 1 names are no account: gone@contoso.example
     Correct it.
"""
HERE = Written("written: a.csv (1 account)")
ELSEWHERE = Written("b.csv is open in another program; written instead: b-2.csv", True)


@pytest.mark.parametrize(
    ("gaps", "written", "code", "told", "told_quietly"),
    [
        ((), (), 0, "", ""),
        ((), (Written(),), 0, "", ""),
        ((), (HERE,), 0, "written: a.csv (1 account)\n", ""),
        ((GAP,), (HERE,), 3, f"{WITH_NAME}written: a.csv (1 account)\n", WITH_NAME),
        (
            (),
            (HERE, ELSEWHERE),
            3,
            "written: a.csv (1 account)\n"
            "b.csv is open in another program; written instead: b-2.csv\n",
            "written: a.csv (1 account)\n"
            "b.csv is open in another program; written instead: b-2.csv\n",
        ),
    ],
)
def test_gaps_then_files(
    capsys: pytest.CaptureFixture[str],
    gaps: tuple[Gap, ...],
    written: tuple[Written, ...],
    code: int,
    told: str,
    told_quietly: str,
) -> None:
    assert report_end(Options(), gaps, *written) == code
    assert capsys.readouterr().err == told
    assert report_end(Options(quiet=True), gaps, *written) == code
    assert capsys.readouterr().err == told_quietly


def test_of_an_audit_only_the_urgent_note_is_told_quietly(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = datetime(2026, 11, 21, 6, tzinfo=UTC)
    ends = now + timedelta(days=10)
    run = RunFacts("0", now, Definition.ENTRA, "global", "app", Tenant(), certificate_expires=ends)
    run.notes = (*certificate_notes(run), Note("nobody is asked again"))
    assert report_audit_end(Audit(run, []), Options(quiet=True), HERE) == 0
    assert capsys.readouterr().err == (
        "the certificate of the sign-in ends on 2026-12-01, in 10 days: register a new one with "
        "the app, then replace the file\n"
    )
