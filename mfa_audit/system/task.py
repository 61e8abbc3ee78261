"""A schedule for Task Scheduler: data in, XML out. Not here: the commands (`cli.schedule`), and its
registration (`task_scheduler`).

Schema: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema and [MS-TSCH] 2.5.
The order of elements is binding in triggers (xs:sequence) and free elsewhere (xs:all); this module
keeps to the published order everywhere.

No password is stored. The account of a person runs by S4U, which by TASK_LOGON_TYPE has no access
with that person's rights to the network (shares, Windows sign-in at a proxy; HTTPS is not affected)
or to encrypted files. A group managed service account runs by Password, which Windows fetches
itself. ComputerManagementDsc (ExecuteAsGMSA) registers it in the same way, without a password.
"""

import re
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# In the order of the schema's daysOfWeekType and of datetime.weekday().
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = {name[:3].lower(): name for name in _DAY_NAMES}

# The schema's pathType, for Command and WorkingDirectory.
_LONGEST_PATH = 260

# Control characters, unpaired surrogates, line and paragraph separators.
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}

# What is in an element: by name, text or further elements; an attribute's name begins with @.
_Content = Mapping[str, "str | _Content"]

_SETTINGS: _Content = {
    "RestartOnFailure": {"Interval": "PT15M", "Count": "3"},
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    "RunOnlyIfNetworkAvailable": "true",
    "ExecutionTimeLimit": "PT2H",
}


class When(NamedTuple):
    """A local time on some days of the week, keys of DAYS. Without days: every day."""

    days: tuple[str, ...]
    at: time


@dataclass(frozen=True)
class Task:
    """What runs, when and as which user. `user` is DOMAIN\\name, with $ at its end for a managed
    service account; `start` is the first run, in local time."""

    when: When
    start: datetime
    user: str
    program: str
    arguments: tuple[str, ...]
    folder: str


def read_when(weekly: Sequence[str], at: str, *, daily: bool) -> When:
    """The values of --weekly (days, separated by commas or repeated), --daily and --at. Raises
    UsageError."""
    days = tuple(day.strip().lower() for text in weekly for day in text.split(","))
    for day in days:
        if day not in DAYS:
            raise UsageError(f"{day!r} is no day.", f"One of {', '.join(DAYS)}.")
    if bool(days) == daily:
        raise UsageError("It is not clear when to run.", "Either --weekly DAY or --daily.")
    clock = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", at)
    if not clock:
        raise UsageError(f"--at {at} is no time of the day.", "From 00:00 to 23:59.")
    return When(days, time(int(clock[1]), int(clock[2])))


def check_name(name: str) -> None:
    """Raise UsageError for a name that no task can have."""
    if not re.fullmatch(r'[^\\/:*?"<>|\x00-\x1f]{1,200}', name) or name != name.strip(" ."):
        raise UsageError(
            f"A task cannot be called {name!r}.",
            'Up to 200 characters, none of \\ / : * ? " < > | and no space or dot at the ends.',
        )


def first_start(now: datetime, when: When) -> datetime:
    """The first time of `when` after `now`: an earlier start would count as a missed run."""
    for days in range(8):
        start = datetime.combine(now.date() + timedelta(days), when.at)
        if start > now and (not when.days or list(DAYS)[start.weekday()] in when.days):
            return start
    raise ValueError(when)


def managed(user: str) -> bool:
    """Whether the user is a managed service account: their names end in $."""
    return user.endswith("$")


def plain(text: str) -> str:
    """The text unchanged. Raises UsageError if it cannot be part of one line of any schedule."""
    if any(unicodedata.category(c) in _NOT_IN_A_LINE or c in "\ufffe\uffff" for c in text):
        raise UsageError(
            f"A schedule cannot hold line breaks, control or unpaired characters: {text!a}"
        )
    return text


def command_line(arguments: Sequence[str]) -> str:
    """One string that CommandLineToArgvW splits into `arguments`. Raises UsageError."""
    return _unexpanded(subprocess.list2cmdline([plain(argument) for argument in arguments]))


def task_xml(task: Task) -> str:
    """The definition as text; it declares the UTF-16 that `task_file` writes. Raises UsageError for
    what Task Scheduler could not run."""
    from xml.etree import ElementTree

    info = {"Source": "mfa-audit", "Description": "Made by mfa-audit schedule create."}
    schedule: _Content = {"ScheduleByDay": {"DaysInterval": "1"}}
    if task.when.days:
        days: _Content = {name: {} for day, name in DAYS.items() if day in task.when.days}
        schedule = {"ScheduleByWeek": {"WeeksInterval": "1", "DaysOfWeek": days}}
    # Without a time zone: local time, in summer and in winter.
    start = task.start.replace(tzinfo=None).isoformat(timespec="seconds")
    principal = {
        "@id": "Author",
        "UserId": plain(task.user),
        "LogonType": "Password" if managed(task.user) else "S4U",
        "RunLevel": "LeastPrivilege",
    }
    action = {
        "Command": _path(task.program),
        "Arguments": command_line(task.arguments),
        "WorkingDirectory": _path(task.folder),
    }
    elements: _Content = {
        "RegistrationInfo": info,
        "Triggers": {"CalendarTrigger": {"StartBoundary": start, **schedule}},
        "Settings": _SETTINGS,
        "Principals": {"Principal": principal},
        "Actions": {"@Context": "Author", "Exec": action},
    }
    namespace = "http://schemas.microsoft.com/windows/2004/02/mit/task"
    root = ElementTree.Element("Task", version="1.2", xmlns=namespace)
    _fill(root, elements)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{text}\n'


def _fill(element: "Element", content: _Content) -> None:
    for name, value in content.items():
        if name.startswith("@"):
            element.set(name[1:], str(value))
            continue
        child = element.makeelement(name, {})
        element.append(child)
        if isinstance(value, str):
            child.text = value
        else:
            _fill(child, value)


def task_file(task: Task) -> bytes:
    """The definition as `schtasks /XML` reads it: UTF-16, little endian, with its mark."""
    return b"\xff\xfe" + task_xml(task).replace("\n", "\r\n").encode("utf-16-le")


def _path(path: str) -> str:
    if len(path) > _LONGEST_PATH:
        raise UsageError(f"Task Scheduler takes paths of up to {_LONGEST_PATH} characters: {path}")
    return _unexpanded(plain(path))


def _unexpanded(text: str) -> str:
    """The text unchanged. Raises UsageError for two % signs: Task Scheduler expands environment
    variables in all three parts of an Exec action (Microsoft's page on that element), and documents
    no way to write a plain %. A single % names no variable."""
    if text.count("%") > 1:
        raise UsageError(
            "Task Scheduler takes what stands between two % signs for an environment variable: "
            f"{text}",
            "Use no more than one % sign in the whole call.",
        )
    return text
