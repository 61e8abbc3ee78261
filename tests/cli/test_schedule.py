"""`schedule` on pretended machines: what is registered, printed, said and refused, literally."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner, Result

from mfa_audit.cli.schedule import Done, System, app, run_program, schedule
from mfa_audit.errors import ServiceError
from mfa_audit.graph.clouds import Auth

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
RestartPreventExitStatus=2 4

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


class Schtasks:
    """Remembers its calls and the definition that it was given, and answers as told."""

    def __init__(self, code: int = 0, said: str = "") -> None:
        self.answer = Done(code, said)
        self.calls: list[list[str]] = []
        self.definition = ""
        self.file = Path()

    def __call__(self, command: Sequence[str]) -> Done:
        """Read the definition while it is there."""
        words = list(command)
        if "/XML" in words:
            self.file = Path(words[3])
            self.definition = self.file.read_bytes().decode("utf-16")
            words[3] = self.file.name
        self.calls.append(words)
        return self.answer


def windows(run: Callable[[Sequence[str]], Done]) -> System:
    """A machine of Adele's."""
    return System(
        "win32",
        (r"C:\Tools\mfa-audit.exe",),
        run,
        lambda: datetime(2026, 11, 21, 10, 0),
        lambda: "CONTOSO\\Adele",
        lambda: r"C:\Users\Adele",
    )


def unix(platform: str) -> System:
    """Another one, where nothing is to be run."""
    return System(
        platform,
        ("/opt/mfa-audit/mfa-audit",),
        Schtasks(code=99),
        lambda: datetime(2026, 11, 21, 10, 0),
        lambda: "adele",
        lambda: "/home/adele",
    )


def call(commands: typer.Typer, *arguments: str) -> Result:
    """What `mfa-audit schedule ARGUMENTS` does in a small program around it."""
    root = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["--help"]})

    @root.command()
    def report(
        output: Annotated[Path | None, typer.Option("-o")] = None,
        auth: Annotated[Auth, typer.Option(envvar="MFA_AUDIT_AUTH")] = Auth.AUTO,
    ) -> None:
        raise AssertionError(f"A call is read, and not made: {output} {auth}")

    @root.command()
    def columns() -> None:
        raise AssertionError

    root.add_typer(commands)
    return CliRunner().invoke(root, ["schedule", *arguments], prog_name="mfa-audit")


def test_windows_registers_it() -> None:
    schtasks = Schtasks()
    done = call(schedule(windows(schtasks)), "create", *MONDAYS, "--", "report", "-o", "a b.xlsx")
    assert schtasks.calls == [
        ["schtasks", "/Create", "/XML", "task.xml", "/TN", "mfa-audit weekly", "/F"]
    ]
    assert "<StartBoundary>2026-11-23T06:00:00</StartBoundary>" in schtasks.definition
    assert (
        "      <Command>C:\\Tools\\mfa-audit.exe</Command>\r\n"
        '      <Arguments>report -o "a b.xlsx"</Arguments>\r\n'
        "      <WorkingDirectory>C:\\Users\\Adele</WorkingDirectory>\r\n" in schtasks.definition
    )
    assert "<UserId>CONTOSO\\Adele</UserId>" in schtasks.definition
    assert not schtasks.file.exists()
    assert not schtasks.file.parent.exists()
    assert done.stdout == ""
    assert done.stderr == (
        'registered: "mfa-audit weekly", as CONTOSO\\Adele, first at 2026-11-23 06:00\n'
        + WINDOWS_NEEDS
    )
    assert done.exit_code == 0


def test_print_registers_nothing() -> None:
    schtasks = Schtasks()
    done = call(schedule(windows(schtasks)), "create", "--daily", "--print", "--", "report")
    assert schtasks.calls == []
    assert done.stdout.startswith('<?xml version="1.0" encoding="UTF-16"?>\n<Task version="1.2"')
    assert done.stdout.endswith("  </Actions>\n</Task>\n")
    assert "<StartBoundary>2026-11-22T06:00:00</StartBoundary>" in done.stdout
    assert done.stderr == WINDOWS_NEEDS
    assert done.exit_code == 0


def test_a_managed_service_account_comes_without_a_password() -> None:
    schtasks = Schtasks()
    done = call(
        schedule(windows(schtasks)),
        *("create", "--daily", "--run-as", "CONTOSO\\gmsa$", "--", "report", "-o", r"\\nas\x.csv"),
    )
    assert [words[:7] for words in schtasks.calls] == [
        ["schtasks", "/Create", "/XML", "task.xml", "/TN", "mfa-audit", "/F"]
    ]
    assert schtasks.calls[0][7:] == ["/RU", "CONTOSO\\gmsa$", "/RP", ""]
    assert "<LogonType>Password</LogonType>" in schtasks.definition
    assert done.stderr == (
        'registered: "mfa-audit", as CONTOSO\\gmsa$, first at 2026-11-22 06:00\n' + WINDOWS_NEEDS
    )


def test_other_accounts_would_need_a_stored_password() -> None:
    done = call(
        schedule(windows(Schtasks())), "create", "--daily", "--run-as", "X\\bob", "--", "report"
    )
    assert done.stderr == (
        "error: --run-as X\\bob: the password of such an account would have to be stored.\n"
        "Name a group managed service account; those end in $.\n"
    )
    assert done.exit_code == 2


@pytest.mark.parametrize(
    "words", [["-o", r"\\nas\M.csv"], [r"-o\\nas\M.csv"], ["-o", "//nas/M.csv"]]
)
def test_a_share_is_out_of_reach_without_a_password(words: list[str]) -> None:
    done = call(schedule(windows(Schtasks())), "create", "--daily", "--", "report", *words)
    assert done.stderr == (
        'registered: "mfa-audit", as CONTOSO\\Adele, first at 2026-11-22 06:00\n'
        + WINDOWS_NEEDS
        + "This task cannot reach the network share: without a password Windows gives it no access "
        "to shares.\n"
        "Write to a local folder, or name a group managed service account with --run-as.\n"
    )


def test_what_task_scheduler_says_when_it_refuses() -> None:
    refusal = Schtasks(1, "ERROR: Access is denied.\r\n")
    done = call(schedule(windows(refusal)), "create", "--daily", "--", "report")
    assert done.stdout == ""
    assert done.stderr == (
        "error: Task Scheduler answered 1: ERROR: Access is denied.\n"
        "A task that runs while nobody is logged on is an administrator's to make: start the "
        "console as administrator.\n"
    )
    assert done.exit_code == 1
    done = call(
        schedule(windows(refusal)), "create", "--daily", "--run-as", "C\\g$", "--", "report"
    )
    assert done.stderr.endswith(
        "\nPowerShell takes what --print prints: Register-ScheduledTask -TaskName NAME -Xml "
        "(Get-Content FILE -Raw)\n"
    )
    assert not refusal.file.parent.exists()


def test_a_folder_for_the_definition_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    done = call(schedule(windows(Schtasks())), "create", "--daily", "--", "report")
    assert done.stderr == (
        "error: The definition cannot be written: No such file or directory.\n"
        "TEMP names the folder.\n"
    )
    assert done.exit_code == 1


def test_show_run_and_remove() -> None:
    schtasks = Schtasks(0, "HostName:   PC\r\nTaskName:   \\mfa-audit\r\n")
    commands = schedule(windows(schtasks))
    for name in ("show", "run", "remove"):
        done = call(commands, name, "--name", "weekly")
        assert done.stdout == "HostName:   PC\nTaskName:   \\mfa-audit\n"
        assert done.stderr == ""
        assert done.exit_code == 0
    assert schtasks.calls == [
        ["schtasks", "/Query", "/TN", "weekly", "/V", "/FO", "LIST"],
        ["schtasks", "/Run", "/TN", "weekly"],
        ["schtasks", "/Delete", "/TN", "weekly", "/F"],
    ]


def test_a_task_that_is_not_there() -> None:
    said = "ERROR: The system cannot find the file specified.\r\n"
    done = call(schedule(windows(Schtasks(1, said))), "show")
    assert done.stderr == (
        "error: Task Scheduler answered 1: ERROR: The system cannot find the file "
        "specified.\n--name says which task.\n"
    )
    assert done.exit_code == 1


def test_linux_prints_units_and_a_line_for_cron() -> None:
    done = call(
        schedule(unix("linux")),
        *("create", *MONDAYS, "--", "report", "-o", '/srv/100% "MFA"/$x {week}.xlsx'),
    )
    assert done.stdout == LINUX + CRON
    assert done.stderr == UNIX_NEEDS
    assert done.exit_code == 0


def test_macos_prints_a_line_for_cron() -> None:
    done = call(
        schedule(unix("darwin")),
        *("create", *MONDAYS, "--", "report", "-o", '/srv/100% "MFA"/$x {week}.xlsx'),
    )
    assert done.stdout == CRON
    assert done.stderr == UNIX_NEEDS


def test_only_windows_has_accounts_for_it() -> None:
    done = call(schedule(unix("linux")), "create", "--daily", "--run-as", "C\\g$", "--", "report")
    assert done.stderr == (
        "error: --run-as is for Windows.\nPut the units into the account's own home.\n"
    )
    assert done.exit_code == 2


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
    done = call(schedule(unix(platform)), command, "--name", "x")
    assert done.stderr == f"error: Only Windows has a Task Scheduler; here it is: {instead}\n"
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            [],
            "The call to schedule is missing.\nFor example: mfa-audit schedule create "
            "--weekly mon --at 06:00 -- report -o MFA_Report.xlsx",
        ),
        (
            ["reprot"],
            "A scheduled call starts with a command, not with 'reprot'.\nOne of report, columns.",
        ),
        (
            ["schedule", "show"],
            "A scheduled call starts with a command, not with 'schedule'.\nOne of report, columns.",
        ),
        (["report", "--bad"], "The scheduled call is wrong: No such option: --bad"),
        (["report", "--help"], "The scheduled call would only print its help or version."),
        (
            ["report", "--auth", "browser"],
            "--auth browser waits for a person, and a scheduled call has none.\nGive it a "
            "certificate (AZURE_CLIENT_CERTIFICATE_PATH), or --auth managed-identity.",
        ),
        (
            ["report", "--auth=device-code"],
            "--auth device-code waits for a person, and a scheduled call has none.\nGive it a "
            "certificate (AZURE_CLIENT_CERTIFICATE_PATH), or --auth managed-identity.",
        ),
    ],
)
@pytest.mark.parametrize("system", [windows(Schtasks()), unix("linux"), unix("darwin")])
def test_calls_that_could_not_run_are_refused(system: System, words: list[str], said: str) -> None:
    done = call(schedule(system), "create", "--daily", "--", *words)
    assert done.stdout == ""
    assert done.stderr == f"error: {said}\n"
    assert done.exit_code == 2


def test_a_way_to_sign_in_that_needs_nobody_is_taken() -> None:
    done = call(
        schedule(windows(Schtasks())),
        *("create", "--daily", "--", "report", "--auth", "managed-identity"),
    )
    assert done.exit_code == 0


def test_names_and_times_are_checked_before_anything_else() -> None:
    done = call(schedule(windows(Schtasks())), "create", "--daily", "--at", "25:00", "--", "report")
    assert done.stderr == "error: --at 25:00 is no time of the day.\nFrom 00:00 to 23:59.\n"
    done = call(schedule(windows(Schtasks())), "remove", "--name", "*")
    assert done.stderr == (
        "error: A task cannot be called '*'.\n"
        'Up to 200 characters, none of \\ / : * ? " < > | and no space or dot at the ends.\n'
    )
    assert done.exit_code == 2


@pytest.mark.linux
def test_this_machine_starts_its_own_python() -> None:
    done = call(app, "create", "--daily", "--", "report")
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    assert f"\nExecStart={python} -m mfa_audit report\n" in done.stdout


@pytest.mark.systemd
def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    done = call(app, "create", *MONDAYS, "--", "report", "-o", '/srv/100% "MFA"/$x {week}.xlsx')
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


@pytest.mark.linux
def test_a_program_that_is_not_there_is_told() -> None:
    # The real runner: this machine has no schtasks.
    with pytest.raises(ServiceError) as caught:
        run_program(["schtasks", "/Query"])
    assert caught.value.what.startswith("schtasks could not be run: ")
    assert run_program(["sh", "-c", "cat; echo said; echo wrong >&2; exit 3"]) == Done(
        3, "\nsaid\nwrong\n"
    )
