"""Errors as words and exit codes; a reader that goes away, and a disk that is full."""

import os
import sys
from pathlib import Path

import pytest

from mfa_audit.cli.console import EXIT_CODES, attempt, error_text
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
from tests.cli.program import finished, run_with_limit


@pytest.mark.parametrize(
    ("code", "errors"),
    [
        (1, (MfaAuditError, OutputError, ServiceError, NotFoundError)),
        (2, (UsageError,)),
        (4, (AccessError, SignInError, LicenceError)),
    ],
)
def test_each_error_has_its_exit_code(code: int, errors: tuple[type[MfaAuditError], ...]) -> None:
    assert code in EXIT_CODES
    assert [error("x").exit_code for error in errors] == [code] * len(errors)


def test_an_error_has_its_remedy_code_and_request_id() -> None:
    error = AccessError("It is missing.", "Grant it.", code="Denied", request_id="r-1")
    assert error_text(error) == (
        "no report was written: It is missing.\nGrant it.\nDenied, request-id r-1"
    )
    assert error_text(UsageError("Wrong.")) == "error: Wrong."


FAULT = """\
this is a fault of mfa-audit.
Please report it with the text above (ZeroDivisionError).
"""


@pytest.mark.parametrize(
    ("error", "code", "debug", "writes", "ending"),
    [
        (KeyboardInterrupt(), 130, False, True, "interrupted: no report was written\n"),
        (KeyboardInterrupt(), 130, False, False, "interrupted\n"),
        (ServiceError("down"), 1, False, True, "no report was written: down\n"),
        (ServiceError("down"), 1, False, False, "error: down\n"),
        (ServiceError("down"), 1, True, True, "...no report was written: down\n"),
        (ZeroDivisionError("x"), 1, False, True, f"...no report was written: {FAULT}"),
        (ZeroDivisionError("x"), 1, False, False, f"...error: {FAULT}"),
    ],
)
def test_what_an_error_ends_with(
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    debug: bool,
    writes: bool,
    ending: str,
) -> None:
    def command() -> int:
        raise error

    assert attempt(command, debug=debug, writes=writes) == code
    stderr = capsys.readouterr().err
    if ending.startswith("..."):
        assert stderr.startswith("Traceback")
        assert stderr.endswith("\n" + ending.removeprefix("..."))
    else:
        assert stderr == ending


@pytest.mark.linux
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m mfa_audit registered --demo -q | head -n 1'
    done = finished(["sh", "-c", command], tmp_path)
    assert done.stdout == "adele.andrews@contoso.example\n"
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.linux
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    names = ["r.csv", "r.json", "r.xlsx"]
    for name in names:
        (tmp_path / name).write_text("old")
    settings = (f'[profiles.{name[2:]}]\ndemo = true\noutput = "{name}"\n' for name in names)
    (tmp_path / "s.toml").write_text("".join(settings))
    done = run_with_limit(4096, tmp_path, "report", "--config", "s.toml", "--all-profiles", "-q")
    assert done.returncode == 1, done.stderr
    for name in names:
        assert (
            f"no report was written: {tmp_path / name} cannot be written: File too large.\n"
            "Free some space or choose another place; the file that was there is as it was.\n"
            f"{name[2:]}: exit code 1, " in done.stderr
        )
        assert (tmp_path / name).read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == [*names, "s.toml"]
