"""A Task Scheduler definition: data in, XML out. Not here: who registers it (`cli.schedule`).

Schema: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema and [MS-TSCH] 2.5.
The order of elements is binding in triggers (xs:sequence) and free elsewhere (xs:all); this module
keeps to the published order everywhere.

Nobody's password is stored. An account of a person runs by S4U, which by TASK_LOGON_TYPE has no
access with that person's rights to the network (shares, Windows sign-in at a proxy; HTTPS is not
touched) or to encrypted files. A group managed service account runs by Password, and Windows
fetches that itself: so registers it ComputerManagementDsc (ExecuteAsGMSA), with no password given.
"""

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from mfa_audit.errors import UsageError

# In the order of the schema's daysOfWeekType and of datetime.weekday().
DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}

# The schema's pathType, for Command and WorkingDirectory.
_LONGEST_PATH = 260

# Control characters, unpaired surrogates, line and paragraph separators.
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}


class When(NamedTuple):
    """A local time on some days of the week, keys of DAYS; on every day when there are none."""

    days: tuple[str, ...]
    at: time


@dataclass(frozen=True)
class Task:
    """What runs, when and as whom. `user` is DOMAIN\\name, with $ at its end when it is a managed
    service account; `start` is the first run, in local time."""

    when: When
    start: datetime
    user: str
    program: str
    arguments: tuple[str, ...]
    folder: str


def read_when(weekly: Sequence[str], at: str, *, daily: bool) -> When:
    """What --weekly (days, by comma or one by one), --daily and --at say. Raises UsageError."""
    days = tuple(day.strip().lower() for text in weekly for day in text.split(","))
    for day in days:
        if day not in DAYS:
            raise UsageError(f"{day!r} is no day.", f"One of {', '.join(DAYS)}.")
    if bool(days) == daily:
        raise UsageError("It is not clear when to run.", "Either --weekly DAY or --daily.")
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", at)
    if not found:
        raise UsageError(f"--at {at} is no time of the day.", "From 00:00 to 23:59.")
    return When(days, time(int(found[1]), int(found[2])))


def check_name(name: str) -> None:
    """Raises UsageError for a name that no task may have."""
    if not re.fullmatch(r'[^\\/:*?"<>|\x00-\x1f]{1,200}', name) or name != name.strip(" ."):
        raise UsageError(
            f"A task cannot be called {name!r}.",
            'Up to 200 characters, none of \\ / : * ? " < > | and no space or dot at the ends.',
        )


def first_start(now: datetime, when: When) -> datetime:
    """The first time of `when` after `now`, so that nothing counts as missed before it began."""
    for days in range(8):
        start = datetime.combine(now.date() + timedelta(days), when.at)
        if start > now and (not when.days or list(DAYS)[start.weekday()] in when.days):
            return start
    raise ValueError(when)


def managed(user: str) -> bool:
    """Whether this is a managed service account: those end in $."""
    return user.endswith("$")


def plain(text: str) -> str:
    """The text, when one line of any schedule can hold it. Raises UsageError."""
    if any(unicodedata.category(c) in _NOT_IN_A_LINE or c in "\ufffe\uffff" for c in text):
        raise UsageError(
            f"A schedule cannot hold line breaks, control or unpaired characters: {text!a}"
        )
    return text


def command_line(arguments: Sequence[str]) -> str:
    """One string that CommandLineToArgvW takes apart into `arguments`. Raises UsageError."""
    return _unexpanded(subprocess.list2cmdline([plain(argument) for argument in arguments]))


def task_xml(task: Task) -> str:
    """The definition as text, which declares the UTF-16 that `task_file` writes. Raises UsageError
    for what Task Scheduler could not run as it stands."""
    elements = _element(
        "Task",
        _element(
            "RegistrationInfo",
            _element("Source", "mfa-audit"),
            _element("Description", "Made by mfa-audit schedule create."),
        ),
        _element("Triggers", _trigger(task)),
        _settings(),
        _element(
            "Principals",
            _element(
                "Principal",
                _element("UserId", _escaped(plain(task.user))),
                _element("LogonType", "Password" if managed(task.user) else "S4U"),
                _element("RunLevel", "LeastPrivilege"),
                attributes=' id="Author"',
            ),
        ),
        _element("Actions", _action(task), attributes=' Context="Author"'),
        attributes=' version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"',
    )
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{elements}\n'


def task_file(task: Task) -> bytes:
    """The definition as `schtasks /XML` reads it: UTF-16, little-endian, with its mark."""
    text = task_xml(task).replace("\n", "\r\n")
    return b"\xff\xfe" + text.encode("utf-16-le")


def _trigger(task: Task) -> str:
    if task.when.days:
        days = [_element(name) for day, name in DAYS.items() if day in task.when.days]
        schedule = _element(
            "ScheduleByWeek", _element("WeeksInterval", "1"), _element("DaysOfWeek", *days)
        )
    else:
        schedule = _element("ScheduleByDay", _element("DaysInterval", "1"))
    # Without a zone: local time, summer and winter.
    start = task.start.replace(tzinfo=None).isoformat(timespec="seconds")
    return _element("CalendarTrigger", _element("StartBoundary", start), schedule)


def _settings() -> str:
    return _element(
        "Settings",
        _element("RestartOnFailure", _element("Interval", "PT15M"), _element("Count", "3")),
        _element("MultipleInstancesPolicy", "IgnoreNew"),
        _element("DisallowStartIfOnBatteries", "false"),
        _element("StopIfGoingOnBatteries", "false"),
        _element("StartWhenAvailable", "true"),
        _element("RunOnlyIfNetworkAvailable", "true"),
        _element("ExecutionTimeLimit", "PT2H"),
    )


def _action(task: Task) -> str:
    return _element(
        "Exec",
        _element("Command", _escaped(_path(task.program))),
        _element("Arguments", _escaped(command_line(task.arguments))),
        _element("WorkingDirectory", _escaped(_path(task.folder))),
    )


def _path(path: str) -> str:
    if len(path) > _LONGEST_PATH:
        raise UsageError(f"Task Scheduler takes paths of up to {_LONGEST_PATH} characters: {path}")
    return _unexpanded(plain(path))


def _unexpanded(text: str) -> str:
    """Task Scheduler puts environment variables into all three parts of an Exec action (Microsoft's
    page on that element), and no way to write a plain % is documented. One alone names nothing."""
    if text.count("%") > 1:
        raise UsageError(
            "Task Scheduler takes what stands between two % signs for an environment variable: "
            f"{text}",
            "Use no more than one % sign in the whole call.",
        )
    return text


def _escaped(text: str) -> str:
    # xml.sax.saxutils would load urllib.request and all of ssl.
    return text.translate({ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"})


def _element(name: str, *content: str, attributes: str = "") -> str:
    """An element with text, or with elements on lines of their own; all of them escaped before."""
    if not content:
        return f"<{name}{attributes} />"
    if not content[0].startswith("<"):
        return f"<{name}{attributes}>{content[0]}</{name}>"
    lines = "\n".join(content).replace("\n", "\n  ")
    return f"<{name}{attributes}>\n  {lines}\n</{name}>"
