"""`schedule` on pretended machines: what is registered, printed, said and refused, literally."""

import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from mfa_audit.cli.accounts import report, unregistered
from mfa_audit.cli.activity import activity
from mfa_audit.cli.command import as_command, shared_parameters, with_options
from mfa_audit.cli.reference import columns
from mfa_audit.cli.schedule import schedule_app, schedule_commands
from mfa_audit.system.task_scheduler import Done, System
from tests.cli import program

WINDOWS_NEEDS = """\
Nobody is at the console when it runs. It signs in with these machine variables; every user of this
machine can read them, so they name a certificate and hold no secret:
  setx /M AZURE_TENANT_ID <tenant>
  setx /M AZURE_CLIENT_ID <app>
  setx /M AZURE_CLIENT_CERTIFICATE_PATH <file>
"""

UNIX_NEEDS = """\
Nobody is at the console when it runs. It signs in with AZURE_TENANT_ID, AZURE_CLIENT_ID and
AZURE_CLIENT_CERTIFICATE_PATH: for systemd, lines NAME=value in ~/.config/mfa-audit/environment; for
cron, the same lines at the top of the table.
"""

LINUX = r"""# ~/.config/systemd/user/mfa-audit-weekly.service
[Unit]
Description=mfa-audit
StartLimitIntervalSec=10h
StartLimitBurst=4

[Service]
Type=oneshot
EnvironmentFile=-%h/.config/mfa-audit/environment
WorkingDirectory=/home/adele
ExecStart=/opt/mfa-audit/mfa-audit report -o "/srv/100%% \"MFA\"/$$x {week}.xlsx"
SuccessExitStatus=3
TimeoutStartSec=2h
Restart=on-failure
RestartSec=15min
RestartPreventExitStatus=2 4 10

# ~/.config/systemd/user/mfa-audit-weekly.timer
[Unit]
Description=mfa-audit

[Timer]
OnCalendar=Mon 06:00
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload
#       systemctl --user enable --now mfa-audit-weekly.timer
#       loginctl enable-linger      (so that it runs while you are logged off)

# Or, without systemd, a line for crontab -e:
"""

CRON = (
    "0 6 * * 1 cd /home/adele && "
    r"""/opt/mfa-audit/mfa-audit report -o '/srv/100\% "MFA"/$x {week}.xlsx'"""
    "\n"
)

MONDAYS = ("--weekly", "mon", "--at", "06:00", "--name", "mfa-audit weekly")
HOSTILE_CALL = ("report", "-o", '/srv/100% "MFA"/$x {week}.xlsx')
AUTH = (
    "--auth {} waits for a person, and a scheduled call has none.\nGive it a certificate "
    "(AZURE_CLIENT_CERTIFICATE_PATH), or --auth managed-identity."
)


class Schtasks:
    """Remembers its calls and the definition that it was given, and gives the same answer to each;
    `there` says whether it has a task of that name before one is registered."""

    def __init__(self, code: int = 0, output: str = "", *, there: bool = False) -> None:
        self.answer = Done(code, output)
        self.there = there
        self.calls: list[list[str]] = []
        self.definition = ""
        self.file = Path()

    def __call__(self, command: Sequence[str]) -> Done:
        """Read the definition while it is there."""
        words = list(command)
        if words[1] == "/Query" and "/V" not in words:
            return Done(0 if self.there else 1, "")
        if "/XML" in words:
            self.file = Path(words[3])
            self.definition = self.file.read_bytes().decode("utf-16")
            words[3] = self.file.name
        self.calls.append(words)
        return self.answer

    @property
    def arguments(self) -> str:
        """What the registered definition gives to the program."""
        return self.definition.partition("<Arguments>")[2].partition("</Arguments>")[0]


def machine(platform: str, schtasks: Schtasks, program: str, user: str, home: str) -> System:
    """A pretended machine on a Saturday at ten."""
    now = datetime(2026, 11, 21, 10, 0)
    return System(platform, (program,), schtasks, lambda: now, lambda: user, lambda: home)


def windows(schtasks: Schtasks | None = None) -> System:
    """A machine of Adele's."""
    program, home = r"C:\Tools\mfa-audit.exe", r"C:\Users\Adele"
    return machine("win32", schtasks or Schtasks(), program, "CONTOSO\\Adele", home)


def unix(platform: str = "linux") -> System:
    """A machine where a schedule is only printed."""
    nothing = Schtasks(code=99)
    return machine(platform, nothing, "/opt/mfa-audit/mfa-audit", "adele", "/home/adele")


def call(commands: typer.Typer | System, *arguments: str, before: Sequence[str] = ()) -> Result:
    """The result of `mfa-audit schedule ARGUMENTS` on a machine, in a small program around it, with
    nothing set."""
    root = typer.Typer(rich_markup_mode=None)
    root.callback()(as_command(lambda **_: None, shared_parameters(), lambda: None))
    for command in (report, unregistered, columns, activity):
        root.command(command.__name__)(with_options(command))
    root.add_typer(schedule_commands(commands) if isinstance(commands, System) else commands)
    nothing = dict.fromkeys(("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "MFA_AUDIT_AUTH"))
    environment = {**nothing, "COLUMNS": "80"}
    return CliRunner().invoke(
        root, [*before, "schedule", *arguments], env=environment, prog_name="mfa-audit"
    )


def create(system: System, *words: str, options: Sequence[str] = (), **more: Any) -> Result:
    """The result of `schedule create --daily OPTIONS -- WORDS`."""
    return call(system, "create", "--daily", *options, "--", *words, **more)


def test_windows_registers_it() -> None:
    schtasks = Schtasks()
    done = call(windows(schtasks), "create", *MONDAYS, "--", "report", "-o", "a b.xlsx")
    assert schtasks.calls == [
        ["schtasks", "/Create", "/XML", "task.xml", "/TN", "mfa-audit weekly", "/F"]
    ]
    assert "<StartBoundary>2026-11-23T06:00:00</StartBoundary>" in schtasks.definition
    assert (
        "      <Command>C:\\Tools\\mfa-audit.exe</Command>\r\n"
        '      <Arguments>report -o "C:\\Users\\Adele\\a b.xlsx"</Arguments>\r\n'
        "      <WorkingDirectory>C:\\Users\\Adele</WorkingDirectory>\r\n" in schtasks.definition
    )
    assert "<UserId>CONTOSO\\Adele</UserId>" in schtasks.definition
    assert not schtasks.file.exists()
    assert not schtasks.file.parent.exists()
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == (
        'registered: "mfa-audit weekly", as CONTOSO\\Adele, first at 2026-11-23 06:00\n'
        + WINDOWS_NEEDS
    )


def test_print_registers_nothing() -> None:
    schtasks = Schtasks()
    done = create(windows(schtasks), "report", options=["--print"])
    assert schtasks.calls == []
    assert done.stdout.startswith('<?xml version="1.0" encoding="UTF-16"?>\n<Task version="1.2"')
    assert done.stdout.endswith("  </Actions>\n</Task>\n")
    assert "<StartBoundary>2026-11-22T06:00:00</StartBoundary>" in done.stdout
    assert (done.exit_code, done.stderr) == (0, WINDOWS_NEEDS)


GROUP_MANAGED = ("--run-as", "CONTOSO\\gmsa$")


def test_a_managed_service_account_comes_without_a_password() -> None:
    schtasks = Schtasks()
    done = create(windows(schtasks), "report", "-o", r"\\nas\x.csv", options=GROUP_MANAGED)
    assert schtasks.calls == [
        [
            *("schtasks", "/Create", "/XML", "task.xml", "/TN", "mfa-audit", "/F"),
            *("/RU", "CONTOSO\\gmsa$", "/RP", ""),
        ]
    ]
    assert "<LogonType>Password</LogonType>" in schtasks.definition
    assert done.stderr == (
        'registered: "mfa-audit", as CONTOSO\\gmsa$, first at 2026-11-22 06:00\n' + WINDOWS_NEEDS
    )


@pytest.mark.parametrize(
    "words", [["-o", r"\\nas\M.csv"], [r"-o\\nas\M.csv"], ["-o", "//nas/M.csv"]]
)
def test_a_share_is_out_of_reach_without_a_password(words: list[str]) -> None:
    done = create(windows(), "report", *words)
    assert done.stderr == (
        'registered: "mfa-audit", as CONTOSO\\Adele, first at 2026-11-22 06:00\n'
        + WINDOWS_NEEDS
        + "This task cannot reach the network share: without a password Windows gives it no access "
        "to shares.\n"
        "Write to a local folder, or name a group managed service account with --run-as.\n"
    )


def test_a_refusal_of_task_scheduler() -> None:
    refusal = Schtasks(1, "ERROR: Access is denied.\r\n")
    done = create(windows(refusal), "report")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "error: Task Scheduler answered 1: ERROR: Access is denied.\n"
        "A task that runs while nobody is logged on is an administrator's to make: start the "
        "console as administrator.\n"
    )
    done = create(windows(refusal), "report", options=GROUP_MANAGED)
    assert done.stderr.endswith(
        "\nPowerShell takes what --print prints: Register-ScheduledTask -TaskName NAME -Xml "
        "(Get-Content FILE -Raw)\n"
    )
    assert not refusal.file.parent.exists()


def test_a_folder_for_the_definition_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    done = create(windows(), "report")
    assert (done.exit_code, done.stderr) == (
        1,
        "error: The definition cannot be written: No such file or directory.\n"
        "TEMP names the folder.\n",
    )


def test_show_run_and_remove() -> None:
    schtasks = Schtasks(0, "HostName:   PC\r\nTaskName:   \\mfa-audit\r\n")
    for name in ("show", "run", "remove"):
        done = call(windows(schtasks), name, "--name", "weekly")
        assert done.stdout == "HostName:   PC\nTaskName:   \\mfa-audit\n"
        assert (done.exit_code, done.stderr) == (0, "")
    assert schtasks.calls == [
        ["schtasks", "/Query", "/TN", "weekly", "/V", "/FO", "LIST"],
        ["schtasks", "/Run", "/TN", "weekly"],
        ["schtasks", "/Delete", "/TN", "weekly", "/F"],
    ]


def test_a_task_that_is_not_there() -> None:
    output = "ERROR: The system cannot find the file specified.\r\n"
    done = call(windows(Schtasks(1, output)), "show")
    assert (done.exit_code, done.stderr) == (
        1,
        "error: Task Scheduler answered 1: ERROR: The system cannot find the file "
        "specified.\n--name says which task.\n",
    )


@pytest.mark.parametrize(("platform", "stdout"), [("linux", LINUX + CRON), ("darwin", CRON)])
def test_elsewhere_units_and_a_line_for_cron_are_printed(platform: str, stdout: str) -> None:
    done = call(unix(platform), "create", *MONDAYS, "--", *HOSTILE_CALL)
    assert (done.exit_code, done.stdout, done.stderr) == (0, stdout, UNIX_NEEDS)


@pytest.mark.parametrize(
    ("platform", "command", "instead"),
    [
        ("linux", "show", "systemctl --user status x.timer x.service, or crontab -l"),
        ("linux", "run", "systemctl --user start x.service"),
        ("linux", "remove", "systemctl --user disable --now x.timer, or crontab -e"),
        ("darwin", "show", "crontab -l"),
        ("darwin", "run", "the command that crontab -l shows"),
        ("darwin", "remove", "crontab -e"),
    ],
)
def test_elsewhere_it_says_what_to_do_instead(platform: str, command: str, instead: str) -> None:
    done = call(unix(platform), command, "--name", "x")
    assert done.stderr == f"error: Only Windows has a Task Scheduler; here it is: {instead}\n"
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            [],
            "The call to schedule is missing.\nFor example: mfa-audit schedule create "
            "--weekly mon --at 06:00 -- report -o MFA_Report.xlsx",
        ),
        (
            ["reprot"],
            "A scheduled call starts with a command, not with 'reprot'.\n"
            "One of report, unregistered, columns, activity.",
        ),
        (
            ["schedule", "show"],
            "A scheduled call starts with a command, not with 'schedule'.\n"
            "One of report, unregistered, columns, activity.",
        ),
        (["report", "--bad"], "The scheduled call is wrong: No such option: --bad"),
        (["report", "--help"], "The scheduled call would only print its help or version."),
        (["report", "--auth", "browser"], AUTH.format("browser")),
        (["report", "--auth=device-code"], AUTH.format("device-code")),
    ],
)
@pytest.mark.parametrize("system", [windows(), unix(), unix("darwin")])
def test_calls_that_could_not_run_are_refused(
    system: System, words: list[str], message: str
) -> None:
    done = create(system, *words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {message}\n")


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (["report", "-o", "M.csv"], r"report -o {}M.csv"),
        (["report", "-oM.csv"], r"report -o{}M.csv"),
        (["report", "-qo", "M.csv"], r"report -qo {}M.csv"),
        (["report", "-qoM.csv"], r"report -qo{}M.csv"),
        (["report", "--output=sub/M.csv"], r"report --output={}sub\M.csv"),
        (["report", "--output", r"..\M.csv", "--demo"], r"report --output C:\Users\M.csv --demo"),
        (["report", "-o", r"\M.csv"], r"report -o C:\M.csv"),
        (["report", "-o", r"D:\{week}.csv", "--keep", "3"], r"report -o D:\{{week}}.csv --keep 3"),
        (
            ["report", "--log-file", "l.txt", "--certificate=a.pem"],
            r"report --log-file {}l.txt --certificate={}a.pem",
        ),
        (["report", "--columns", "id", "-q", "-o", "-"], "report --columns id -q -o -"),
        (["report", "-o", "M.doc", "--format=json"], r"report -o {}M.doc --format=json"),
        # Files without an option.
        (["activity", "bo.csv", "-qo", "x.csv"], r"activity {}bo.csv -qo {}x.csv"),
        (["activity", r"D:\a.csv", "b.csv"], r"activity D:\a.csv {}b.csv"),
        # A word that is the name of the argument, and one that is no path.
        (["activity", "files", "--lang", "sv"], r"activity {}files --lang sv"),
    ],
)
def test_relative_paths_are_made_whole(words: list[str], made: str) -> None:
    schtasks = Schtasks()
    done = create(windows(schtasks), *words)
    home = "C:\\Users\\Adele\\"
    assert (done.exit_code, schtasks.arguments) == (0, made.format(home, home))


def test_relative_paths_are_made_whole_on_linux() -> None:
    done = create(unix(), "report", "-o", "../x/./M {week}.csv")
    assert 'ExecStart=/opt/mfa-audit/mfa-audit report -o "/home/x/M {week}.csv"\n' in done.stdout


def test_a_task_that_was_there_is_replaced() -> None:
    done = create(windows(Schtasks(there=True)), "report")
    assert done.stderr.startswith(
        'registered in place of the old one: "mfa-audit", as CONTOSO\\Adele, first at '
        "2026-11-22 06:00\n"
    )


@pytest.mark.parametrize("system", [windows(), unix()])
def test_an_option_before_schedule_would_be_lost(system: System) -> None:
    done = create(system, "report", before=["--max-wait", "5m", "-q"])
    assert (done.exit_code, done.stderr) == (
        2,
        "error: --max-wait stands before schedule: the scheduled call would not have it.\n"
        "Put it behind the command, after the two dashes: mfa-audit schedule create --weekly mon "
        "--at 06:00 -- report -o MFA_Report.xlsx\n",
    )
    assert create(system, "report", before=["--debug"]).exit_code == 0


SETTINGS = """\
[profiles.default]
output = "one.csv"
[profiles.other]
output = "./sub/../one.csv"
"""


def test_another_account_has_other_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path)
    (tmp_path / "mfa-audit.toml").write_text(SETTINGS)
    system = windows(schtasks := Schtasks())
    # Without --profile it is the one called default, which the account would not find either.
    for words, name in (([], "default"), (["--profile", "other"], "other")):
        done = create(system, "report", *words, options=GROUP_MANAGED)
        assert (done.exit_code, done.stderr) == (
            2,
            "error: CONTOSO\\gmsa$ has a settings folder of its own: it would not find profile "
            f"{name}.\nAdd --config FILE to the call, with the whole path of a file that the "
            "account can read.\n",
        )
    assert create(system, "report").exit_code == 0
    done = create(system, "report", "--config", "mfa-audit.toml", options=GROUP_MANAGED)
    assert done.exit_code == 0
    assert schtasks.arguments == r"report --config C:\Users\Adele\mfa-audit.toml"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "{weak}.csv"], "The output's name has an unknown placeholder {weak}.\n"),
        (["-o", "M.csv", "--keep", "3"], "--keep needs {date} or {week} in the output's name.\n"),
        (["-o", "M.doc"], "M.doc does not say which format to write.\n"),
        (
            ["--all-profiles", "--config", "s.toml"],
            "Profiles default and other would both write to ",
        ),
    ],
)
def test_an_output_that_cannot_be_is_refused_now(words: list[str], message: str) -> None:
    Path("s.toml").write_text(SETTINGS)
    done = create(unix(), "report", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}")


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["--tenant", "t", "--client-id", "c"], True),
        (["--tenant", "t", "--client-id", "c", "--certificate", "c.pem"], False),
        (["--demo"], False),
        (["--auth", "azure-cli"], False),
        (["--auth", "managed-identity"], False),
        (["-o", "{tenant}.csv"], True),
    ],
)
@pytest.mark.parametrize(("system", "needs"), [(windows(), WINDOWS_NEEDS), (unix(), UNIX_NEEDS)])
def test_variables_are_named_where_they_are_needed(
    system: System, needs: str, words: list[str], needed: bool
) -> None:
    done = create(system, "report", *words)
    assert done.exit_code == 0
    assert (needs in done.stderr) == needed


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        (["unregistered"], True),
        (["unregistered", "-o", "-"], True),
        (["unregistered", "-o", "u.csv"], False),
        (["report"], False),
        (["report", "-o", "-"], True),
        (["columns"], False),
    ],
)
def test_a_task_that_prints_has_no_console(words: list[str], lost: bool) -> None:
    done = create(windows(), *words)
    note = "Nobody sees what this call prints: a task has no console. Add -o FILE to keep it.\n"
    assert (done.exit_code, done.stderr.endswith(note)) == (0, lost)
    # systemd and cron keep it.
    assert note not in create(unix(), *words).stderr


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (("report", "-o", "a.csv", "--compare-with", "old.csv"), ("a.csv", "old.csv")),
        (("compare", "old.csv", "-q", "sub/new.csv"), ("old.csv", "sub/new.csv")),
        (("trend", "reports", "-oTrend.xlsx", "--lang", "sv"), ("reports", "Trend.xlsx")),
    ],
)
def test_names_of_reports_are_made_whole(words: tuple[str, ...], whole: tuple[str, ...]) -> None:
    done = program.call("schedule", "create", "--daily", "--print", "--", *words)
    assert done.exit_code == 0, done.stderr
    for name in whole:
        assert str(Path.cwd() / name) in done.stdout


def test_the_word_latest_is_no_name_of_a_report() -> None:
    words = ("report", "-o", "a.csv", "--compare-with", "latest")
    done = program.call("schedule", "create", "--daily", "--print", "--", *words)
    assert done.exit_code == 0, done.stderr
    assert re.search(r"--compare-with\W+latest\b", done.stdout)


def test_a_scheduled_call_keeps_each_rule_in_one_word() -> None:
    rules = ("--fail-on", "unregistered>0", "--fail-on", "registered<95%")
    done = create(unix(), "report", "--demo", *rules)
    assert done.exit_code == 0
    assert 'report --demo --fail-on "unregistered>0" --fail-on "registered<95%%"\n' in done.stdout
    assert r"--fail-on 'unregistered>0' --fail-on 'registered<95\%'" in done.stdout


@pytest.mark.parametrize("rule", ["unregisterd>0", "lost_registration>0"])
def test_a_wrong_rule_is_not_scheduled(rule: str) -> None:
    done = create(unix(), "report", "--demo", "--fail-on", rule)
    assert (done.exit_code, done.stdout) == (2, "")


CREATE = """\
Usage: mfa-audit schedule create [OPTIONS] -- COMMAND [OPTIONS]

  Schedule the call that follows the two dashes.

  On Windows it is registered with Task Scheduler; elsewhere a systemd timer and
  a line for cron are printed, to be put in place.

Options:
  --weekly DAY,...       On these days: mon, tue, wed, thu, fri, sat, sun.
  --daily                Every day.
  --at HH:MM             At this time of the day, local time.  [default: 06:00]
  --name NAME            What the task is called.  [default: mfa-audit]
  --run-as DOMAIN\\NAME$  A group managed service account to run as, instead of
                         you. (Windows)
  --print                Only print the definition, and register nothing.
                         (Windows)
  -h, --help             Show this message and exit.

  For example: mfa-audit schedule create --weekly mon --at 06:00 -- report -o
  MFA_Report.xlsx
"""


def test_its_help() -> None:
    done = call(unix(), "create", "--help")
    assert (done.exit_code, done.stdout) == (0, CREATE)


@pytest.mark.parametrize(
    ("system", "words", "message"),
    [
        (
            windows(),
            ["create", "--daily", "--at", "25:00", "--", "report"],
            "--at 25:00 is no time of the day.\nFrom 00:00 to 23:59.\n",
        ),
        (
            windows(),
            ["remove", "--name", "*"],
            "A task cannot be called '*'.\nUp to 200 characters, none of "
            '\\ / : * ? " < > | and no space or dot at the ends.\n',
        ),
        (
            windows(),
            ["create", "--daily", "--run-as", "X\\bob", "--", "report"],
            "--run-as X\\bob: the password of such an account would have to be stored.\n"
            "Name a group managed service account; those end in $.\n",
        ),
        (
            unix(),
            ["create", "--daily", "--run-as", "C\\g$", "--", "report"],
            "--run-as is for Windows.\nPut the units into the account's own home.\n",
        ),
    ],
)
def test_wrong_options(system: System, words: list[str], message: str) -> None:
    done = call(system, *words)
    assert (done.exit_code, done.stderr) == (2, f"error: {message}")


@pytest.mark.linux
def test_this_machine_starts_its_own_python() -> None:
    done = call(schedule_app, "create", "--daily", "--", "report")
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    assert f"\nExecStart={python} -m mfa_audit report\n" in done.stdout


@pytest.mark.systemd
def test_systemd_itself_accepts_the_units(tmp_path: Path) -> None:
    done = call(schedule_app, "create", *MONDAYS, "--", *HOSTILE_CALL)
    service, timer = done.stdout.partition("# Then:")[0].split("\n\n# ~")
    (tmp_path / "mfa-audit-weekly.service").write_text(service + "\n")
    (tmp_path / "mfa-audit-weekly.timer").write_text("# ~" + timer)
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        timeout=60,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert (checked.returncode, checked.stderr) == (0, "")
