"""The progress that a person sees: a bar on a terminal, plain lines elsewhere, nothing if quiet."""

import os
from pathlib import Path

import pytest

from mfa_audit.cli.progress import SIGN_INS, NoProgress, PlainLines, progress
from tests.cli.program import run_at_console


def test_a_pipe_gets_plain_lines_and_quiet_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(quiet=True) as display:
        assert isinstance(display, NoProgress)
        display(1, 1)
        display.notice("x")
    assert capsys.readouterr().err == ""
    with progress(quiet=False) as display:
        assert isinstance(display, PlainLines)
        display(10, 5)
        display.notice("waiting 20 s: throttled")
    assert capsys.readouterr().err == "waiting 20 s: throttled\n"


def test_plain_lines_come_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    lines, sign_ins = PlainLines(clock=lambda: now), PlainLines(SIGN_INS, clock=lambda: now)
    for now in (1.0, 9.9, 10.0, 15.0, 25.0):
        lines(100, int(now))
    sign_ins(1200, 300)
    assert capsys.readouterr().err == (
        "100 accounts listed, 10 done\n100 accounts listed, 25 done\n"
        "300 sign-ins read, of about 1200\n"
    )


@pytest.mark.linux
def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = run_at_console(environment, tmp_path, "registered", "--demo")
    assert done.returncode == 3
    assert "accounts" in done.stderr
    assert "250/250" in done.stderr
