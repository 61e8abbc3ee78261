"""The key file: made once, for its owner alone, and never shown."""

import base64
import os
from pathlib import Path

import pytest

from mfa_audit.cli.privacy import load_key, write_key
from mfa_audit.errors import OutputError, UsageError
from tests.cli.program import call, run_with_limit

MAKE_ONE = "`mfa-audit config new-key FILE` makes a key."


def test_no_two_keys_are_the_same() -> None:
    for name in ("one.key", "two.key"):
        write_key(Path(name))
    assert load_key(Path("one.key")) != load_key(Path("two.key"))


@pytest.mark.linux  # Windows goes by the rights of the folder
def test_only_its_owner_may_read_a_key() -> None:
    before = os.umask(0)
    try:
        write_key(Path("who.key"))
    finally:
        os.umask(before)
    assert Path("who.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_cannot_be_written() -> None:
    path = Path("nowhere", "who.key")
    with pytest.raises(OutputError) as caught:
        write_key(path)
    assert caught.value.what == f"The key {path} cannot be written: No such file or directory."
    done = call("config", "new-key", path)
    assert (done.exit_code, done.stderr.splitlines()[0]) == (1, f"error: {caught.value.what}")


@pytest.mark.linux
def test_half_a_key_is_not_left_behind() -> None:
    done = run_with_limit(20, Path(), "config", "new-key", "who.key")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "error: The key who.key cannot be written: File too large.",
    )
    assert not Path("who.key").exists()


def test_a_key_of_your_own_with_what_editors_add() -> None:
    key = bytes(range(48))
    text = base64.encodebytes(key).decode().replace("\n", "\r\n")
    Path("own.key").write_bytes(f"\ufeff# ours\r\n\r\n  {text}\r\n# the end".encode())
    assert load_key(Path("own.key")) == key


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "The key in bad.key is too short: 0 bytes."),
        (b"# only words\n", "The key in bad.key is too short: 0 bytes."),
        (base64.b64encode(b"k" * 31), "The key in bad.key is too short: 31 bytes."),
        (b"hunter2!\n", "The file bad.key holds no key."),
        (base64.b64encode(b"k" * 32)[:-1], "The file bad.key holds no key."),
        ("schlüssel".encode(), "The file bad.key holds no key."),
        (b"\xff\xfek\x00", "The file bad.key holds no key."),
    ],
)
def test_a_file_without_a_key_is_refused_and_not_quoted(content: bytes, what: str) -> None:
    Path("bad.key").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_key(Path("bad.key"))
    assert (caught.value.what, caught.value.remedy) == (what, MAKE_ONE)


def test_a_missing_key_file_and_a_folder() -> None:
    with pytest.raises(UsageError) as caught:
        load_key(Path("no.key"))
    assert (caught.value.what, caught.value.remedy) == ("There is no key file no.key.", MAKE_ONE)
    Path("folder").mkdir()
    with pytest.raises(UsageError, match=r"The key file folder cannot be read: "):
        load_key(Path("folder"))
