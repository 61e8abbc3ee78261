"""Units of systemd and lines for cron: every word of a call as the other side reads it back."""

import itertools
import shlex
from collections.abc import Iterator
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_audit.errors import UsageError
from mfa_audit.system.systemd import cron_line, exec_line, service, timer, unit_name
from mfa_audit.system.task import When
from tests.system.test_task import one_line


def read_as_systemd(line: str) -> Iterator[str]:
    """The words of ExecStart= by systemd.syntax(7) and systemd.service(5): escapes within double
    quotes, %% and (not in the program's path) $$."""
    words: list[str] = []
    i = 0
    while i < len(line):
        word = ""
        if line[i] == '"':
            i += 1
            while line[i] != '"':
                if line[i] == "\\":
                    i += 1
                    assert line[i] in '\\"'
                word, i = word + line[i], i + 1
            i += 1
        else:
            while i < len(line) and line[i] != " ":
                assert line[i] not in "'\\;"
                word, i = word + line[i], i + 1
        words.append(word)
        assert line[i : i + 1] in ("", " ")
        i += 1
    for n, word in enumerate(words):
        for sign in "%" if n == 0 else "%$":
            runs = [len(list(run)) for same, run in itertools.groupby(word) if same == sign]
            assert not any(length % 2 for length in runs)
        yield word.replace("%%", "%") if n == 0 else word.replace("%%", "%").replace("$$", "$")


@given(st.lists(one_line(), max_size=6))
def test_systemd_reads_every_word_back(words: list[str]) -> None:
    command = ["/opt/mfa $audit/100%", *words]
    assert list(read_as_systemd(exec_line(command))) == command


def read_as_cron(line: str) -> list[str]:
    """The shell's words of a line: crontab(5) takes the backslash before a % away, and ends the
    command at a bare one."""
    fields = line.rstrip("\n").split(" ", 5)
    text, command = fields[5], ""
    while text:
        if text.startswith("\\%"):
            command, text = command + "%", text[2:]
        else:
            assert text[0] != "%"
            command, text = command + text[0], text[1:]
    return shlex.split(command)


@given(st.lists(one_line(), max_size=6))
def test_cron_reads_every_word_back(words: list[str]) -> None:
    line = cron_line(["/opt/mfa audit/x", *words], "/a b%", When(("sun", "mon"), time(18, 5)))
    assert line.startswith("5 18 * * 1,0 ")
    assert read_as_cron(line) == ["cd", "/a b%", "&&", "/opt/mfa audit/x", *words]


def test_names_of_units() -> None:
    assert unit_name("mfa-audit weekly") == "mfa-audit-weekly"
    assert unit_name("für alle") == "f-r-alle"
    assert unit_name("日本") == "mfa-audit"


def test_timers_of_systemd() -> None:
    assert "\nOnCalendar=Mon,Sun 06:05\n" in timer(When(("sun", "mon"), time(6, 5)))
    assert "\nOnCalendar=18:00\n" in timer(When((), time(18)))


def test_a_folder_that_no_unit_can_name() -> None:
    assert "\nWorkingDirectory=/a b/100%%\n" in service(["/x"], "/a b/100%")
    for folder in ("/a ", "/a\\"):
        with pytest.raises(UsageError) as caught:
            service(["/x"], folder)
        assert caught.value.what == f"A unit cannot name this folder: {folder!r}"
