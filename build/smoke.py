"""Check a built program from outside: `python build/smoke.py PATH [--runner RUNNER]`.

A runner starts Windows programs under Wine: `RUNNER --timeout SECONDS -- PROGRAM ARGUMENTS`; and
translates paths: `RUNNER --to-windows PATH`, `RUNNER --to-linux PATH`. Each check prints a line,
until one fails.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.loopback import Loopback

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 120  # seconds for one start of the program; a first one is slowed by virus scanners
# A person in the demo tenant; no letter of the name is in Windows' old code pages.
JAPANESE = "佐藤 花子"

LANGUAGES = ("en", "sv", "nl")
REGISTERED = ("Registered for MFA", "Registrerad för MFA", "Geregistreerd voor MFA")
MFA_RESULT = ("MFA Result", "MFA-resultat", "MFA-resultaat")
DENIED_SHARE = ("Denied Share", "Andel nekade", "Aandeel geweigerd")
EVENT_ID = ("Event Id", "Händelse-id", "Gebeurtenis-id")
EXPLAINED = ("The result means", "Resultatet betyder", "Betekenis van het resultaat")


class Demo(NamedTuple):
    """The results of a command with --demo: its exit code, the formats that it writes and prints,
    and what each of its tables contains: a header by language, a key in JSON, and a text."""

    code: int
    written: tuple[str, ...] = ()
    printed: tuple[tuple[str, ...], ...] = ()
    headers: tuple[str, ...] = REGISTERED
    key: str = "registeredReason"
    holds: str = "@contoso.example"


FILES = ("csv", "xlsx", "json", "html")
COMMANDS = {
    "report": Demo(
        3, FILES, tuple(("-o", "-", "--format", name) for name in ("csv", "json", "html"))
    ),
    "registered": Demo(3, FILES, ((),)),
    "unregistered": Demo(3, FILES, ((),)),
    "sign-ins --since 1d": Demo(0, FILES, ((),), MFA_RESULT, "mfaResult"),
    "on-premises": Demo(
        0, FILES, (("--format", "json"),), DENIED_SHARE, "deniedShare", "AD FS MFA adapter"
    ),
    "history registration": Demo(0, FILES, ((), ("--format", "csv")), EVENT_ID, "correlationId"),
    "activity": Demo(0, FILES, ((), ("-o", "-", "--format", "json")), EXPLAINED, "outcome"),
    "explain": Demo(0, (), (("--all",), ("--all", "--format", "json"))),
    "check": Demo(0, (), ((), ("--format", "json"))),
    "columns": Demo(0, (), ((), ("--format", "csv"), ("--format", "json"), ("--figures",))),
}
# No request to a tenant: no sign-in is set up, or the call is wrong before that.
EXIT_CODES = (
    (0, ("columns",)),
    (0, ("explain", "AADSTS50076")),
    (1, ("report", "--demo", "-o", "no-such-folder/report.csv")),
    (2, ("report", "--no-such-option")),
    (2, ("explain", "NO_SUCH_CODE")),
    (2, ("history", "no-such-history")),
    (2, ("activity", "no-such-report.csv")),
    (3, ("unregistered", "--demo")),
    (4, ("report",)),
    (10, ("report", "--demo", "--fail-on", "unregistered>0")),
)


class CheckError(Exception):
    """A check failed; its text is the reason."""


@dataclass
class Done:
    """A run that has ended."""

    words: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: bytes

    def expect(self, code: int, *parts: str) -> "Done":
        """Fail unless it ended with `code` and stdout or stderr contains each of the parts."""
        text = (self.stdout + self.stderr).decode("utf-8", "replace")
        if self.code != code:
            raise CheckError(
                f"{' '.join(self.words)}: exit code {self.code}, not {code}\n{text[-2000:]}"
            )
        for part in parts:
            if part not in text:
                raise CheckError(f"{' '.join(self.words)}: {part!r} is not in\n{text[:2000]}")
        return self


@dataclass
class Program:
    """The built program, and a folder that it may write to."""

    path: Path
    runner: str | None
    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    may_trust: bool = False

    def run(self, *words: str, **settings: str) -> Done:
        """Run it to its end with no one at the console.

        Under Wine a single file sometimes cannot start its second process (`CreateProcessW:
        Internal error`); then it is started again.
        """
        done = self._run(*words, **settings)
        for _ in range(3):
            if not self.runner or b"Failed to create child process" not in done.stderr:
                break
            done = self._run(*words, **settings)
        return done

    def _run(self, *words: str, **settings: str) -> Done:
        """Run it once; stdout and stderr go to files."""
        start = [self.runner, "--timeout", str(LIMIT), "--"] if self.runner else []
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            done = subprocess.Popen(
                [*start, str(self.path), *words],
                cwd=self.folder,
                env=self.environ | settings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
            try:
                code = done.wait(LIMIT + 30)
            except subprocess.TimeoutExpired:
                done.kill()
                raise CheckError(f"{' '.join(words)}: still running after {LIMIT} s") from None
            for file in (out, err):
                file.seek(0)
            return Done(words, code, out.read(), err.read())

    def name(self, path: Path) -> str:
        """`path` in the spelling of the program."""
        return self.translated("--to-windows", str(path)) if self.runner else str(path)

    def translated(self, way: str, path: str) -> str:
        """A path in the other system's spelling."""
        command = [self.runner or "", way, path]
        return subprocess.check_output(command, encoding="utf-8", timeout=LIMIT).strip()

    def new_folder(self) -> Path:
        """A new empty folder in the program's folder."""
        return Path(tempfile.mkdtemp(dir=self.folder))


def main() -> int:
    """Run the checks; 1 if one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--runner", help="starts the program, if this system cannot")
    parser.add_argument(
        "--trust",
        action="store_true",
        help="on Windows: let this machine trust a private certificate authority for a moment, "
        "which the sign-in needs and only an administrator may do",
    )
    parser.add_argument("--brief", action="store_true", help="only what unpacking can break")
    arguments = parser.parse_args()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home, path = Path(folder).resolve(), arguments.path.resolve()
        program = Program(path, arguments.runner, home, surroundings(home), arguments.trust)
        for check in BRIEF if arguments.brief else CHECKS:
            started = time.monotonic()
            try:
                note = check(program) or ""
            except CheckError as error:
                print(f"FAILED  {words_of(check)}: {error}")
                return 1
            took = f"{time.monotonic() - started:.1f} s"
            print(f"ok      {words_of(check)} ({', '.join(filter(None, [note, took]))})")
    return 0


def words_of(check: Callable[[Program], str | None]) -> str:
    """The name of a check on its line."""
    return check.__name__.replace("_", " ")


def surroundings(home: Path) -> dict[str, str]:
    """Our environment without variables that sign the program in, configure or redirect it."""
    ours = "AZURE_|MFA_AUDIT_|PYTHON|SSL_CERT_|(HTTPS?|ALL|NO)_PROXY|[A-Z]+_CA_BUNDLE"
    kept = {name: value for name, value in os.environ.items() if not re.match(ours, name.upper())}
    return kept | {"XDG_CONFIG_HOME": str(home), "APPDATA": str(home)}


def version(program: Program) -> None:
    """It has the version of this source."""
    found = re.search('__version__ = "(.+)"', (ROOT / "mfa_audit/__init__.py").read_text("utf-8"))
    program.run("--version").expect(0, f"mfa-audit {found and found[1]}")


def help_of_every_command(program: Program) -> str:
    """It lists its commands, and the table above names no others."""
    listed = program.run("--help").expect(0, "Usage: mfa-audit").stdout.decode("utf-8")
    names = re.findall(r"(?m)^  ([a-z][a-z-]*)", listed.partition("Commands:")[2])
    for name in names:
        program.run(name, "--help").expect(0, f"Usage: mfa-audit {name}", "--help")
    if missing := {command.split()[0] for command in COMMANDS} - set(names):
        raise CheckError(f"--help does not list {missing}")
    return " ".join(names)


def every_file_format_in_every_language(program: Program) -> str:
    """Each command writes all its files in one run, with a profile for each. The names of people
    need Unicode, and the headers are different in every language."""
    made = 0
    for command, demo in COMMANDS.items():
        if not demo.written:
            continue
        folder, profiles = program.new_folder(), []
        files = [(folder / f"{n}.{suffix}", n) for n in LANGUAGES for suffix in demo.written]
        for file, language in files:
            profiles += [f"[profiles.{file.suffix[1:]}-{language}]", f"lang = '{language}'"]
            profiles += [f"output = '{program.name(file)}'", "columns = 'full'"]
        settings = folder / "files.toml"
        settings.write_text("\n".join(profiles), encoding="utf-8")
        every = ("--config", program.name(settings), "--all-profiles")
        program.run(*command.split(), "--demo", *every).expect(demo.code)
        for file, language in files:
            whole(file, JAPANESE if command == "report" else demo.holds)
            # JSON, which programs read, is the same in every language.
            header = demo.headers[LANGUAGES.index(language)]
            whole(file, demo.key if file.suffix == ".json" else header)
            made += 1
    return f"{made} files"


def a_report_in_Swedish_and_a_page(program: Program) -> None:  # noqa: N802 - its line
    """Both need the data files: a catalogue, the page's template and its stylesheet."""
    folder = program.new_folder()
    for name, holds in (("report.csv", "MFA-metoder"), ("report.html", "<table>")):
        file = folder / name
        program.run("report", "--demo", "--lang", "sv", "-o", program.name(file)).expect(3)
        whole(file, holds)


def every_printed_format_in_UTF_8(program: Program) -> str:  # noqa: N802 - its line
    """stdout is a file here; the default of Windows for files is an old code page."""
    made = 0
    for command, demo in COMMANDS.items():
        for words in demo.printed:
            wide = ("--columns", "full") if command == "report" else ()
            called = (*command.split(), "--demo", *words, *wide)
            printed = program.run(*called).expect(demo.code).stdout
            text = printed.decode("utf-8-sig")
            if "json" in words:
                json.loads(text)
            if command == "report" and JAPANESE not in text:
                raise CheckError(f"{command} {' '.join(words)}: no {JAPANESE}")
            if text.count("\n") < 20:
                raise CheckError(f"{command} {' '.join(words)}: only\n{text}")
            made += 1
    return str(made)


def exit_codes(program: Program) -> str:
    """They are as documented."""
    for code, words in EXIT_CODES:
        program.run(*words).expect(code)
    return " ".join(sorted({str(code) for code, _ in EXIT_CODES}))


def the_old_file_stays_when_a_run_fails(program: Program) -> None:
    """And a run that works replaces it; no other file is left next to it."""
    file = program.new_folder() / "report.csv"
    file.write_text("old", encoding="ascii")
    program.run("report", "-o", program.name(file)).expect(4, "no report was written")
    if file.read_text(encoding="ascii") != "old":
        raise CheckError("it was changed")
    program.run("report", "--demo", "-o", program.name(file)).expect(3)
    whole(file, "@contoso.example")
    if left := [path.name for path in file.parent.iterdir() if path != file]:
        raise CheckError(f"left next to it: {left}")


def a_path_of_more_than_260_characters(program: Program) -> str:
    """The old limit of Windows; newer versions allow more if LongPathsEnabled is set."""
    folder = program.new_folder().joinpath(*["a folder with a long name " + "x" * 24] * 6)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        return f"SKIPPED: this system has none: {error.strerror}"
    file = folder / "report.json"
    program.run("report", "--demo", "-o", program.name(file)).expect(3)
    whole(file, JAPANESE)
    return f"{len(program.name(file))} characters"


def a_folder_that_is_read_only(program: Program) -> str:
    """No report is written, and the message says so."""
    with read_only(program.new_folder()) as folder:
        file = folder / "report.csv"
        program.run("report", "--demo", "-o", program.name(file)).expect(1, "no report was written")
        if file.exists():
            raise CheckError(f"{file} exists")
        return str(folder) if program.folder not in folder.parents else ""


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """`folder` made read-only; for root, who may write anywhere, a folder of the system."""
    if sys.platform == "win32":
        everyone = "*S-1-1-0"
        quietly(["icacls", str(folder), "/deny", f"{everyone}:(WD)"])
        yield folder
        quietly(["icacls", str(folder), "/remove:d", everyone])
    elif os.geteuid() == 0:
        yield Path("/sys")
    else:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)


def a_certificate_sign_in_over_TLS(program: Program) -> str:  # noqa: N802 - its line
    """Entra and Graph on 127.0.0.1: refused until their authority is trusted, then a report."""
    if sys.platform not in ("linux", "win32") or (
        sys.platform == "win32" and not program.may_trust
    ):
        return "SKIPPED: needs Linux, or Windows with --trust"
    sys.path.insert(0, str(ROOT))
    try:
        import trustme
        from cryptography import x509

        from mfa_audit.graph.demo.contoso import TENANT_ID
        from tests.loopback import CLIENT_ID, Entra, Loopback
    except ModuleNotFoundError as error:
        return f"SKIPPED: {error.name} is not installed"
    app = trustme.CA().issue_cert("mfa-audit.contoso.example", key_type=trustme.KeyType.RSA)
    public, folder = app.cert_chain_pems[0].bytes(), program.new_folder()
    (folder / "app.pem").write_bytes(app.private_key_pem.bytes() + public)
    file = folder / "report.json"
    with Loopback(Entra(certificate=x509.load_pem_x509_certificate(public))) as server:
        authority = with_its_root(server, folder)
        settings = {
            "HTTPS_PROXY": server.address,
            "AZURE_TENANT_ID": TENANT_ID,
            "AZURE_CLIENT_ID": CLIENT_ID,
            "AZURE_CLIENT_CERTIFICATE_PATH": program.name(folder / "app.pem"),
        }
        words = ("report", "-o", program.name(file))
        program.run(*words, **settings).expect(1, "no report was written", "could not be reached")
        if server.entra.tokens:
            raise CheckError("signed in at a server whose certificate is not trusted")
        with trusted(program, authority) as trust:
            program.run(*words, **settings, **trust).expect(3)
        shown = {call.headers.get("authorization") for call in server.calls} - {None}
        if shown != {f"Bearer {token}" for token in server.entra.tokens}:
            raise CheckError("the requests to Graph do not carry the token")
    whole(file, JAPANESE)
    run = json.loads(file.read_bytes())["run"]
    if run["identity"] != f"app {CLIENT_ID} (certificate)":
        raise CheckError(f"the report names {run['identity']}")
    return f"{len(server.calls)} requests"


def with_its_root(server: "Loopback", folder: Path) -> Path:
    """Give the server another authority and let it send the authority's certificate too; its file.

    Wine accepts every certificate whose root is not sent; and it rejects one elliptic-curve
    signature in a hundred: those in which a number is short.
    """
    import trustme

    root = folder / "authority.pem"
    server.authority = trustme.CA(key_type=trustme.KeyType.RSA)
    server.authority.cert_pem.write_to_path(str(root))
    for host in server.contexts:
        leaf = server.authority.issue_cert(host, key_type=trustme.KeyType.RSA)
        parts = [leaf.private_key_pem, *leaf.cert_chain_pems, server.authority.cert_pem]
        chain = folder / f"{host}.pem"
        chain.write_bytes(b"".join(part.bytes() for part in parts))
        server.contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.contexts[host].load_cert_chain(chain)
    return root


@contextlib.contextmanager
def trusted(program: Program, authority: Path) -> Iterator[dict[str, str]]:
    """Make the program trust `authority`; the environment that it needs for that. On Windows the
    environment does not matter, only the system's store."""
    der = ssl.PEM_cert_to_DER_cert(authority.read_text(encoding="ascii"))
    thumb = hashlib.sha1(der, usedforsecurity=False)
    add, remove = list[str](), list[str]()
    if program.runner:
        # A store is a registry key; a value is its properties: number, 1, length, content.
        properties = ((3, thumb.digest()), (32, der))
        blob = b"".join(struct.pack("<III", n, 1, len(value)) + value for n, value in properties)
        tool = [program.runner, program.translated("--to-linux", r"C:\windows\system32\reg.exe")]
        store = r"HKCU\Software\Microsoft\SystemCertificates\Root\Certificates"
        key = f"{store}\\{thumb.hexdigest().upper()}"
        add = [*tool, "add", key, "/v", "Blob", "/t", "REG_BINARY", "/d", blob.hex(), "/f"]
        remove = [*tool, "delete", key, "/f"]
    elif sys.platform == "win32":
        add = ["certutil", "-f", "-addstore", "Root", str(authority)]
        remove = ["certutil", "-delstore", "Root", thumb.hexdigest()]
    else:
        yield {"SSL_CERT_FILE": str(authority)}
        return
    quietly(add)
    try:
        yield {}
    finally:
        quietly(remove)


def quietly(command: Sequence[str]) -> None:
    """Run a tool of the system; fail with its output."""
    done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False)
    if done.returncode:
        raise CheckError(f"{command[0]}: {(done.stdout + done.stderr).decode(errors='replace')}")


def whole(file: Path, holds: str) -> None:
    """Fail unless `file` has the format of its name and contains the text."""
    if not file.is_file():
        raise CheckError(f"{file.name} was not written")
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            text = "".join(book.read(n).decode("utf-8") for n in book.namelist() if "sheet" in n)
    else:
        text = file.read_bytes().decode("utf-8-sig")
    if file.suffix == ".json":
        json.loads(text)
    if file.suffix == ".html" and not text.endswith("</html>\n"):
        raise CheckError(f"{file.name} ends with {text[-40:]!r}")
    if holds not in text:
        raise CheckError(f"{file.name} does not contain {holds}")


def changes_from_file_to_file(program: Program) -> str:
    """It reads each format back, and draws the lines over time."""
    folder = program.new_folder()
    names = {n: program.name(folder / n) for n in ("a.json", "b.xlsx", "c.csv", "d.xlsx", "e.xlsx")}
    program.run("report", "--demo", "-q", "-o", names["a.json"]).expect(3)
    week = ("report", "--demo", "--demo-week", "2", "-q")
    program.run(*week, "-o", names["b.xlsx"], "--compare-with", names["a.json"]).expect(3)
    whole(folder / "b.xlsx", "lost registration")
    tally = "250 + 1 new - 1 gone = 250"
    program.run("compare", names["a.json"], names["b.xlsx"]).expect(0, tally)
    program.run(*week, "-o", names["c.csv"], "--lang", "sv").expect(3)
    compare = ("compare", names["b.xlsx"], names["c.csv"], "-o", names["d.xlsx"])
    program.run(*compare).expect(0, "accounts in both with a change: 0")
    program.run("trend", program.name(folder), "-o", names["e.xlsx"]).expect(3, "d.xlsx")
    whole(folder / "e.xlsx", "Accounts over time")
    return tally


def completion_for_PowerShell(program: Program) -> str:  # noqa: N802 - its line
    """It prints a script for PowerShell, and answers that script."""
    script = program.run(_MFA_AUDIT_COMPLETE="source_powershell").expect(0).stdout
    if b"Register-ArgumentCompleter -Native -CommandName mfa-audit" not in script:
        raise CheckError("no script for PowerShell")
    words = {"_TYPER_COMPLETE_ARGS": "mfa-audit re", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "re"}
    done = program.run(_MFA_AUDIT_COMPLETE="complete_powershell", **words).expect(0)
    names = [line.partition(b":::")[0].decode() for line in done.stdout.splitlines()]
    if names != ["report", "registered"]:
        raise CheckError(f"completes `re` with {names}")
    return " ".join(names)


def a_schedule_that_starts_this_program(program: Program) -> None:
    """The definition names the executable itself, and the file in the present folder."""
    words = ("schedule", "create", "--daily", "--print", "--", "report", "-o", "weekly.xlsx")
    program.run(*words).expect(0, program.name(program.path), program.name(program.folder))


CHECKS: list[Callable[[Program], str | None]] = [
    version,
    help_of_every_command,
    every_file_format_in_every_language,
    every_printed_format_in_UTF_8,
    exit_codes,
    the_old_file_stays_when_a_run_fails,
    a_path_of_more_than_260_characters,
    a_folder_that_is_read_only,
    changes_from_file_to_file,
    completion_for_PowerShell,
    a_schedule_that_starts_this_program,
    a_certificate_sign_in_over_TLS,
]
# For a single file, if a folder of the same program passes all checks.
BRIEF = [
    version,
    a_report_in_Swedish_and_a_page,
    the_old_file_stays_when_a_run_fails,
    a_path_of_more_than_260_characters,
    changes_from_file_to_file,
    a_certificate_sign_in_over_TLS,
]

if __name__ == "__main__":
    sys.exit(main())
