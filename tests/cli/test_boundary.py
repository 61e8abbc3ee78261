"""Errors become words and exit codes, and nothing that a person should not see."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mfa_audit.cli.console import EXIT_CODES, attempt, error_text
from mfa_audit.cli.progress import SIGN_INS, NoProgress, PlainLines, progress
from mfa_audit.errors import (
    AccessError,
    LicenceError,
    MfaAuditError,
    NotFoundError,
    OutputError,
    ServiceError,
    SignInError,
    UsageError,
)


def test_each_error_has_its_exit_code() -> None:
    codes = {
        kind.__name__: kind("x").exit_code
        for kind in (
            MfaAuditError,
            UsageError,
            OutputError,
            ServiceError,
            NotFoundError,
            AccessError,
            SignInError,
            LicenceError,
        )
    }
    assert codes == {
        "MfaAuditError": 1,
        "UsageError": 2,
        "OutputError": 1,
        "ServiceError": 1,
        "NotFoundError": 1,
        "AccessError": 4,
        "SignInError": 4,
        "LicenceError": 4,
    }
    assert set(codes.values()) < set(EXIT_CODES)


def test_an_error_is_told_with_its_remedy_code_and_request_id() -> None:
    error = AccessError("It is missing.", "Grant it.", code="Denied", request_id="r-1")
    assert error_text(error) == (
        "no report was written: It is missing.\nGrant it.\nDenied, request-id r-1"
    )
    assert error_text(UsageError("Wrong.")) == "error: Wrong."


def outcome(error: BaseException, *, debug: bool = False, writes: bool = True) -> int:
    """The exit code of a command that raises `error`."""

    def command() -> int:
        raise error

    return attempt(command, debug=debug, writes=writes)


def test_an_interruption_is_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "interrupted: no report was written\n"


def test_what_writes_no_report_does_not_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(KeyboardInterrupt(), writes=False) == 130
    assert capsys.readouterr().err == "interrupted\n"
    assert outcome(ServiceError("down"), writes=False) == 1
    assert capsys.readouterr().err == "error: down\n"
    assert outcome(ZeroDivisionError("x"), writes=False) == 1
    assert "\nerror: this is a fault of mfa-audit.\n" in capsys.readouterr().err


def test_debug_adds_where_it_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(ServiceError("down"), debug=True) == 1
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert said.endswith("no report was written: down\n")
    outcome(ServiceError("down"))
    assert capsys.readouterr().err == "no report was written: down\n"


def test_our_own_fault_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(ZeroDivisionError("x")) == 1
    assert capsys.readouterr().err.endswith(
        "no report was written: this is a fault of mfa-audit.\n"
        "Please report it with the text above (ZeroDivisionError).\n"
    )


@pytest.mark.linux
def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m mfa_audit registered --demo -q | head -n 1'],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert done.stdout == "adele.andrews@contoso.example\n"
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.linux
def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    # A file may not grow beyond 4 KiB: what a full disk looks like to a writer.
    script = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from mfa_audit.cli.main import run_program\n"
        "run_program()\n"
    )
    for name in ("r.csv", "r.json", "r.xlsx"):
        (tmp_path / name).write_text("old")
        done = subprocess.run(
            [sys.executable, "-B", "-c", script, "report", "--demo", "-o", name, "-q"],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
        )
        assert done.returncode == 1, done.stderr
        assert done.stderr.splitlines()[-2:] == [
            f"no report was written: {tmp_path / name} cannot be written: File too large.",
            "Free some space or choose another place; the file that was there is as it was.",
        ]
        assert (tmp_path / name).read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["r.csv", "r.json", "r.xlsx"]


def test_a_pipe_gets_no_bar_and_quiet_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
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
    lines = PlainLines(clock=lambda: now)
    for now in (1.0, 9.9, 10.0, 15.0, 25.0):
        lines(100, int(now))
    assert capsys.readouterr().err == (
        "100 accounts listed, 10 done\n100 accounts listed, 25 done\n"
    )


def test_what_is_read_of_a_log_is_not_called_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    lines = PlainLines(SIGN_INS, clock=lambda: now)
    now = 10.0
    lines(1200, 300)
    assert capsys.readouterr().err == "300 sign-ins read, of about 1200\n"


@pytest.mark.linux
def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    import pty  # not on Windows

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "mfa_audit", "registered", "--demo"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 3
    assert "accounts" in said
    assert "250/250" in said
