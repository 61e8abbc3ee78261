"""What every run tells at its end, and the exit code that follows."""

import pytest

from mfa_audit.cli.ending import ending
from mfa_audit.cli.options import Options
from mfa_audit.cli.output import Written
from mfa_audit.domain.audit import Gap

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
    assert ending(Options(), gaps, *written) == code
    assert capsys.readouterr().err == told
    assert ending(Options(quiet=True), gaps, *written) == code
    assert capsys.readouterr().err == told_quietly
