"""The definition of a task, literally and against the published schema; and every word of a call
as the other side reads it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_audit.errors import UsageError
from mfa_audit.system.systemd import cron_line, exec_line, service
from mfa_audit.system.task import (
    DAYS,
    Task,
    When,
    check_name,
    command_line,
    first_start,
    read_when,
    task_file,
    task_xml,
)

TASK = Task(
    When(("mon", "thu"), time(6, 0)),
    datetime(2026, 11, 23, 6, 0),
    "CONTOSO\\Adele",
    r"C:\Program Files\MFA & more\mfa-audit.exe",
    ("report", "-o", r"C:\für <alle>\MFA_{week}.xlsx", 'say "hi"', "50%"),
    r"C:\Users\Adele",
)

XML = r"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Source>mfa-audit</Source>
    <Description>Made by mfa-audit schedule create.</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-11-23T06:00:00</StartBoundary>
      <ScheduleByWeek>
        <WeeksInterval>1</WeeksInterval>
        <DaysOfWeek>
          <Monday />
          <Thursday />
        </DaysOfWeek>
      </ScheduleByWeek>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <RestartOnFailure>
      <Interval>PT15M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
  </Settings>
  <Principals>
    <Principal id="Author">
      <UserId>CONTOSO\Adele</UserId>
      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Actions Context="Author">
    <Exec>
      <Command>C:\Program Files\MFA &amp; more\mfa-audit.exe</Command>
      <Arguments>report -o "C:\für &lt;alle&gt;\MFA_{week}.xlsx" "say \"hi\"" 50%</Arguments>
      <WorkingDirectory>C:\Users\Adele</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""

NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

# Microsoft's XSD: the children of each element in published order. The type of CalendarTrigger adds
# a sequence to triggerBaseType, so that this order is binding. Without what came after version 1.2:
# UseUnifiedSchedulingEngine and DisallowStartOnRemoteAppSession in the settings, and
# ProcessTokenSidType and RequiredPrivileges of a principal.
# https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
SCHEMA = """\
Task: RegistrationInfo Triggers Settings Data Principals Actions
RegistrationInfo: URI SecurityDescriptor Source Date Author Version Description Documentation
Triggers: BootTrigger RegistrationTrigger IdleTrigger TimeTrigger EventTrigger LogonTrigger \
SessionStateChangeTrigger CalendarTrigger
CalendarTrigger: Enabled StartBoundary EndBoundary Repetition ExecutionTimeLimit RandomDelay \
ScheduleByDay ScheduleByWeek ScheduleByMonth ScheduleByMonthDayOfWeek
ScheduleByDay: DaysInterval
ScheduleByWeek: WeeksInterval DaysOfWeek
DaysOfWeek: Monday Tuesday Wednesday Thursday Friday Saturday Sunday
Settings: AllowStartOnDemand RestartOnFailure MultipleInstancesPolicy DisallowStartIfOnBatteries \
StopIfGoingOnBatteries AllowHardTerminate StartWhenAvailable NetworkProfileName \
RunOnlyIfNetworkAvailable WakeToRun Enabled Hidden DeleteExpiredTaskAfter IdleSettings \
NetworkSettings ExecutionTimeLimit Priority RunOnlyIfIdle
RestartOnFailure: Interval Count
Principals: Principal
Principal: UserId LogonType GroupId DisplayName RunLevel
Actions: Exec ComHandler SendEmail ShowMessage
Exec: Command Arguments WorkingDirectory
"""
ORDER = dict(line.split(": ") for line in SCHEMA.splitlines())


def parsed(task: Task) -> ElementTree.Element:
    """The definition, read by another XML parser."""
    return ElementTree.fromstring(task_file(task))  # noqa: S314


def text_at(task: Task, path: str) -> str | None:
    """The text at a path of element names."""
    return parsed(task).findtext("/".join(NAMESPACE + name for name in path.split("/")))


def test_a_whole_definition() -> None:
    assert task_xml(TASK) == XML


def test_the_file_is_utf_16_with_its_mark() -> None:
    content = task_file(TASK)
    assert content[:2] == b"\xff\xfe"
    assert content.decode("utf-16") == XML.replace("\n", "\r\n")


@pytest.mark.parametrize("days", [("mon",), tuple(DAYS), ("sun", "tue"), ()])
@pytest.mark.parametrize("user", ["CONTOSO\\Adele", "CONTOSO\\gmsa$"])
def test_every_element_has_its_place_in_microsofts_schema(days: tuple[str, ...], user: str) -> None:
    root = parsed(replace(TASK, when=When(days, time(6)), user=user))
    assert root.tag == NAMESPACE + "Task"
    for element in root.iter():
        names = [child.tag.removeprefix(NAMESPACE) for child in element]
        if names:
            published = ORDER[element.tag.removeprefix(NAMESPACE)].split()
            assert names == [name for name in published if name in names]
            assert len(set(names)) == len(names)


def test_every_day() -> None:
    text = task_xml(replace(TASK, when=When((), time(6))))
    assert "ScheduleByWeek" not in text
    days = "      <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      </ScheduleByDay>\n"
    assert days in text


def test_days_stand_in_the_order_of_the_week() -> None:
    task = replace(TASK, when=When(("sun", "tue"), time(6)))
    week = parsed(task).find(f".//{NAMESPACE}DaysOfWeek")
    assert week is not None
    assert [day.tag.removeprefix(NAMESPACE) for day in week] == ["Tuesday", "Sunday"]


def test_the_password_of_a_managed_service_account_is_not_stored() -> None:
    text = task_xml(replace(TASK, user="CONTOSO\\gmsa$"))
    assert "<UserId>CONTOSO\\gmsa$</UserId>\n      <LogonType>Password</LogonType>" in text


def read_as_windows(line: str) -> list[str]:
    """CommandLineToArgvW for everything after the program, from Microsoft's words: 2n backslashes
    before a quotation mark are n and begin or end a quoted part; 2n+1 are n and the mark itself;
    other backslashes are themselves; blanks and tabs outside a quoted part separate."""
    words: list[str] = []
    word, quoted, inside, i = "", False, False, 0
    while i < len(line):
        if line[i] == "\\":
            run = len(line) - i - len(line[i:].lstrip("\\"))
            i += run
            if line[i : i + 1] == '"':
                word += "\\" * (run // 2)
                if run % 2:
                    word, i = word + '"', i + 1
            else:
                word += "\\" * run
            inside = True
            continue
        if line[i] == '"':
            quoted, inside = not quoted, True
        elif line[i] in " \t" and not quoted:
            if inside:
                words.append(word)
            word, inside = "", False
        else:
            word, inside = word + line[i], True
        i += 1
    return [*words, word] if inside else words


def one_line(hostile: str = "\"\\' %$;&<>|^(){}é日-") -> st.SearchStrategy[str]:
    """Words that fit into one line, most of them awkward."""
    plain = st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
    )
    return st.text(st.one_of(st.sampled_from(hostile), plain), max_size=12)


def test_windows_reads_the_examples_of_microsoft() -> None:
    assert read_as_windows(r'"abc" d e') == ["abc", "d", "e"]
    assert read_as_windows(r'a\\b d"e f"g h') == [r"a\\b", "de fg", "h"]
    assert read_as_windows(r"a\\\"b c d") == [r"a\"b", "c", "d"]
    assert read_as_windows(r'a\\\\"b c" d e') == [r"a\\b c", "d", "e"]


@given(st.lists(one_line().filter(lambda word: "%" not in word), max_size=6))
def test_windows_reads_every_word_back(words: list[str]) -> None:
    assert read_as_windows(command_line(words)) == words


@given(st.lists(one_line().filter(lambda word: "%" not in word), max_size=4))
def test_xml_reads_every_word_back(words: list[str]) -> None:
    # XML turns no character of a single line into another; ends of lines are refused.
    arguments = text_at(replace(TASK, arguments=tuple(words)), "Actions/Exec/Arguments")
    assert read_as_windows(arguments or "") == words


def test_one_percent_sign_is_itself_and_two_are_refused() -> None:
    assert command_line(["-o", "50% done.xlsx"]) == '-o "50% done.xlsx"'
    for words in (["%TEMP%"], ["50%", "or 60%"], ["100%%"]):
        with pytest.raises(UsageError) as caught:
            command_line(words)
        assert caught.value.what.startswith(
            "Task Scheduler takes what stands between two % signs for an environment variable: "
        )
        assert caught.value.remedy == "Use no more than one % sign in the whole call."


@pytest.mark.parametrize("path", ["program", "folder"])
def test_paths_obey_the_schema(path: str) -> None:
    def task(value: str) -> Task:
        return replace(TASK, program=value) if path == "program" else replace(TASK, folder=value)

    long = "C:\\" + "x" * 257
    assert long in task_xml(task(long))
    for value, words in (
        (long + "x", f"Task Scheduler takes paths of up to 260 characters: {long}x"),
        (
            r"C:\%TEMP%\x",
            "Task Scheduler takes what stands between two % signs for an environment variable: "
            r"C:\%TEMP%\x",
        ),
    ):
        with pytest.raises(UsageError) as caught:
            task_xml(task(value))
        assert caught.value.what == words


@pytest.mark.parametrize("text", ["a\nb", "\x00", "\x1b[2J", "\udce9", "\u2028", "\uffff"])
def test_characters_outside_a_line_are_refused_everywhere(text: str) -> None:
    words = f"A schedule cannot hold line breaks, control or unpaired characters: {text!a}"
    attempts: list[Callable[[], str]] = [
        lambda: command_line([text]),
        lambda: task_xml(replace(TASK, user=text)),
        lambda: exec_line(["/x", text]),
        lambda: service(["/x"], text),
        lambda: cron_line(["/x", text], "/", TASK.when),
        lambda: cron_line(["/x"], text, TASK.when),
    ]
    for attempt in attempts:
        with pytest.raises(UsageError) as caught:
            attempt()
        assert caught.value.what == words


@pytest.mark.parametrize(
    ("now", "days", "start"),
    [
        ("2026-11-21T10:00", ("mon",), "2026-11-23T06:00"),  # a Saturday
        ("2026-11-23T05:59", ("mon",), "2026-11-23T06:00"),
        ("2026-11-23T06:00", ("mon",), "2026-11-30T06:00"),
        ("2026-11-23T06:00", ("mon", "sun"), "2026-11-29T06:00"),
        ("2026-11-23T05:00", (), "2026-11-23T06:00"),
        ("2026-12-31T07:00", (), "2027-01-01T06:00"),
    ],
)
def test_the_first_run_is_the_next_one(now: str, days: tuple[str, ...], start: str) -> None:
    when = When(days, time(6))
    assert first_start(datetime.fromisoformat(now), when) == datetime.fromisoformat(start)


def test_days_and_times_as_people_write_them() -> None:
    days = When(("mon", "thu", "sun"), time(6, 5))
    assert read_when(["mon,THU", "sun"], "6:05", daily=False) == days
    assert read_when([], "23:59", daily=True) == When((), time(23, 59))


@pytest.mark.parametrize(
    ("weekly", "daily", "at", "words", "remedy"),
    [
        (["monday"], False, "6:00", "'monday' is no day.", f"One of {', '.join(DAYS)}."),
        ([], False, "6:00", "It is not clear when to run.", "Either --weekly DAY or --daily."),
        (["mon"], True, "6:00", "It is not clear when to run.", "Either --weekly DAY or --daily."),
        ([], True, "24:00", "--at 24:00 is no time of the day.", "From 00:00 to 23:59."),
        ([], True, "6", "--at 6 is no time of the day.", "From 00:00 to 23:59."),
    ],
)
def test_options_that_are_no_schedule(
    weekly: list[str], daily: bool, at: str, words: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_when(weekly, at, daily=daily)
    assert (caught.value.what, caught.value.remedy) == (words, remedy)


def test_names_of_tasks_are_those_of_files() -> None:
    for good in ("mfa-audit weekly", "a", "Bericht für alle", "x" * 200):
        check_name(good)
    outside = ("a\\b", "a/b", "a:b", "a*", "a?", 'a"', "<a", "a|b", "a\n")
    for bad in ("", *outside, " a", "a.", "x" * 201):
        with pytest.raises(UsageError) as caught:
            check_name(bad)
        assert caught.value.what == f"A task cannot be called {bad!r}."
