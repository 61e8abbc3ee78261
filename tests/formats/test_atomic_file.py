"""A file is written whole or not at all, and the old one stays until then."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

from mfa_audit.errors import OutputError
from mfa_audit.formats.atomic_file import Target, output_error


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is there already."""
    path = tmp_path / "r.csv"
    path.write_text("old")
    return path


def test_a_finished_file_takes_the_place_of_the_old_one(path: Path) -> None:
    with Target(path) as target:
        target.stream.write(b"new")
        assert path.read_text() == "old"
        assert target.commit() == path
    assert path.read_text() == "new"
    assert os.listdir(path.parent) == ["r.csv"]


def test_a_failed_run_leaves_the_old_file_and_nothing_else(path: Path) -> None:

    def interrupted() -> None:
        with Target(path) as target:
            target.stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert os.listdir(path.parent) == ["r.csv"]


def test_a_full_disk_leaves_the_old_file(path: Path) -> None:
    with pytest.raises(OutputError) as caught, Target(path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.what == f"{path} cannot be written: No space left on device."
    assert caught.value.remedy == (
        "Free some space or choose another place; the file that was there is as it was."
    )
    assert path.read_text() == "old"
    assert os.listdir(path.parent) == ["r.csv"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("missing/r.csv", "The folder {0}/missing does not exist."),
        ("folder", "{0}/folder is a folder."),
        pytest.param("pipe", "{0}/pipe is not a file.", marks=pytest.mark.linux),
    ],
)
def test_a_bad_target_is_refused_before_anything_is_written(
    tmp_path: Path, name: str, what: str
) -> None:
    (tmp_path / "folder").mkdir()
    if name == "pipe":
        os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError) as caught, Target(tmp_path / name):
        raise AssertionError("entered")
    assert caught.value.what == what.format(tmp_path).replace("/", os.sep)


@pytest.mark.linux
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    with Target(link) as target:
        target.stream.write(b"new")
        assert target.commit() == real
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.linux
def test_the_old_files_permissions_are_kept(path: Path) -> None:
    path.chmod(0o640)
    with Target(path) as target:
        target.commit()
    assert path.stat().st_mode & 0o777 == 0o640


def refusing(monkeypatch: pytest.MonkeyPatch, refused: Callable[[Path], bool]) -> None:
    """Refuse to replace a file, as Windows does while another program has it open."""
    replace = os.replace

    def unless_open(source: Path, target: Path) -> None:
        if refused(Path(target)):
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", unless_open)
    monkeypatch.setattr(time, "sleep", lambda _: None)


def test_a_report_is_kept_where_another_program_has_the_file_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, lambda target: target == path)
    with Target(path) as target:
        target.stream.write(b"new")
        aside = target.commit()
    assert path.read_text() == "old"
    assert aside.read_text() == "new"
    assert aside.name.startswith("r ")
    assert aside.suffix == ".csv"


def test_a_file_that_is_open_for_a_moment_is_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([True, True, False])
    refusing(monkeypatch, lambda _: next(times))
    with Target(path) as target:
        target.stream.write(b"new")
        assert target.commit() == path
    assert path.read_text() == "new"
    assert os.listdir(path.parent) == ["r.csv"]


def test_a_report_that_cannot_be_renamed_keeps_its_temporary_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.csv"
    refusing(monkeypatch, lambda _: True)
    with Target(path) as target:
        target.stream.write(b"new")
        kept = target.commit()
    assert kept.read_text() == "new"
    assert not path.exists()


def test_two_runs_do_not_write_the_same_file(path: Path) -> None:
    with Target(path) as first:
        first.stream.write(b"first")
        with pytest.raises(OutputError) as caught, Target(path):
            raise AssertionError("entered")
        assert caught.value.what == f"Another run is writing {path}."
        first.commit()
    with Target(path) as later:
        later.stream.write(b"later")
        later.commit()
    assert path.read_text() == "later"
    assert os.listdir(path.parent) == ["r.csv"]


def test_the_error_for_a_locked_file() -> None:
    error = output_error(PermissionError(errno.EACCES, "Access is denied"), Path("r.xlsx"))
    assert error.what == "r.xlsx cannot be written: Access is denied."
    assert error.remedy == (
        "Close the program that has it open, or choose a file or folder you may write."
    )


def test_an_interruption_while_the_lock_is_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(lock: filelock.FileLock, **_: object) -> None:
        Path(lock.lock_file).touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(filelock.FileLock, "acquire", interrupted)
    with pytest.raises(KeyboardInterrupt), Target(tmp_path / "r.csv"):
        pass
    assert list(tmp_path.iterdir()) == []
