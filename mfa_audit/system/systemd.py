"""A schedule for systemd and for cron, as text for the user to put in place. Not here: Task
Scheduler (`task`).

Sources: systemd.service(5), systemd.timer(5), systemd.syntax(7), crontab(5).
"""

import re
import shlex
from collections.abc import Sequence

from mfa_audit.errors import UsageError
from mfa_audit.system.task import DAYS, When, plain

# Written, but with gaps: a result, not a failure.
_ALSO_SUCCESS = "3"
# A wrong call, a refused sign-in and a failed --fail-on rule: another try gives the same result.
_IN_VAIN = "2 4 10"


def unit_name(name: str) -> str:
    """The task's name without the characters that the name of a unit cannot have."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.") or "mfa-audit"


def service(command: Sequence[str], folder: str) -> str:
    """A service unit of a user. Restart= with Type=oneshot needs systemd 244; Type=oneshot makes
    TimeoutStartSec= the limit of the whole run. Raises UsageError."""
    return f"""\
[Unit]
Description=mfa-audit
StartLimitIntervalSec=10h
StartLimitBurst=4

[Service]
Type=oneshot
EnvironmentFile=-%h/.config/mfa-audit/environment
WorkingDirectory={_path(folder)}
ExecStart={exec_line(command)}
SuccessExitStatus={_ALSO_SUCCESS}
TimeoutStartSec=2h
Restart=on-failure
RestartSec=15min
RestartPreventExitStatus={_IN_VAIN}
"""


def timer(when: When) -> str:
    """The timer unit for the service; a missed run is started later."""
    days = ",".join(day.capitalize() for day in DAYS if day in when.days)
    calendar = f"{days} {when.at:%H:%M}".strip()
    return f"""\
[Unit]
Description=mfa-audit

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


def exec_line(command: Sequence[str]) -> str:
    """The value of ExecStart=, which systemd reads back as these words. Raises UsageError."""
    program, *arguments = (plain(word) for word in command)
    # systemd expands variables in every word except the program's path.
    return " ".join([_quoted(program), *(_quoted(word.replace("$", "$$")) for word in arguments)])


def cron_line(command: Sequence[str], folder: str, when: When) -> str:
    """A line for `crontab -e`. cron does not catch up on missed runs and sets no time limit. Raises
    UsageError."""
    days = ",".join(str((i + 1) % 7) for i, day in enumerate(DAYS) if day in when.days) or "*"
    call = f"cd {shlex.quote(plain(folder))} && {shlex.join(plain(word) for word in command)}"
    # An unescaped % ends the command, inside quotes as well.
    call = call.replace("%", r"\%")
    return f"{when.at.minute} {when.at.hour} * * {days} {call}\n"


def instead(platform: str, action: str, name: str) -> str:
    """What to type instead of schtasks /Query, /Run or /Delete."""
    if platform != "linux":
        return {
            "/Query": "crontab -l",
            "/Run": "the command that crontab -l shows",
            "/Delete": "crontab -e",
        }[action]
    unit = unit_name(name)
    return {
        "/Query": f"systemctl --user status {unit}.timer {unit}.service, or crontab -l",
        "/Run": f"systemctl --user start {unit}.service",
        "/Delete": f"systemctl --user disable --now {unit}.timer, or crontab -e",
    }[action]


def definition(platform: str, name: str, when: When, command: Sequence[str], folder: str) -> str:
    """The whole schedule, and where to put it: on Linux both units and the line for cron, else only
    the line. Raises UsageError."""
    line = cron_line(command, folder, when)
    if platform != "linux":
        return line
    unit = unit_name(name)
    return f"""\
# ~/.config/systemd/user/{unit}.service
{service(command, folder)}
# ~/.config/systemd/user/{unit}.timer
{timer(when)}
# Then: systemctl --user daemon-reload
#       systemctl --user enable --now {unit}.timer
#       loginctl enable-linger      (so that it runs while you are logged off)

# Or, without systemd, a line for crontab -e:
{line}"""


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if re.fullmatch(r"[\w/.,:=@%$+{}-]+", word, re.ASCII):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _path(folder: str) -> str:
    """The value of WorkingDirectory=, which is the rest of its line, unquoted."""
    if plain(folder) != folder.strip() or folder.endswith("\\"):
        raise UsageError(f"A unit cannot name this folder: {folder!r}", "Start in another one.")
    return folder.replace("%", "%%")
