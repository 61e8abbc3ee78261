"""The program as a person calls it: in this process, or in a process of its own.

Against a `Loopback` both find Entra and Graph through the proxy and the certificate authority that
the environment names; azure-identity, msal and the SDK are unmodified.
"""

import contextlib
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from mfa_audit.cli.main import app
from mfa_audit.graph.demo.contoso import TENANT_ID
from tests.loopback import CLIENT_ID, GRAPH, Loopback

ROOT = Path(__file__).parent.parent.parent
SECRET = "Zq8~not.a.real_secret-of-anyone"
APP = {"AZURE_TENANT_ID": TENANT_ID, "AZURE_CLIENT_ID": CLIENT_ID}
WITH_SECRET = APP | {"AZURE_CLIENT_SECRET": SECRET}
# Seconds that a process may take.
LIMIT = 120
PROGRAM = (sys.executable, "-m", "mfa_audit")

_SETTINGS = (
    "AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_CLIENT_CERTIFICATE_PATH "
    "MFA_AUDIT_AUTH MFA_AUDIT_CLOUD MFA_AUDIT_DEFINITION"
)
_CLEAN: dict[str, str | None] = dict.fromkeys(_SETTINGS.split())


def call(*arguments: str | Path, **environment: str) -> Result:
    """The result of `mfa-audit ARGUMENTS` in this process, with nothing set but `environment`."""
    return CliRunner().invoke(
        app, [str(a) for a in arguments], env=_CLEAN | environment, prog_name="mfa-audit"
    )


def call_against(server: Loopback, *words: str, **settings: str) -> Result:
    """The result of `mfa-audit WORDS` against `server` in this process and this folder."""
    return call(*words, **environment(server, Path.cwd(), settings))


def write_report(name: str, run: dict[str, Any], *accounts: dict[str, Any]) -> None:
    """Write a JSON report with these facts of its run and these accounts."""
    Path(name).write_text(json.dumps({"run": run, "accounts": accounts}), encoding="utf-8")


def environment(server: Loopback, folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """All environment variables of a call against `server` in `folder`. The file of the certificate
    authority is outside `folder`, so that `folder` contains only what the program writes."""
    authority = folder.with_name(f"{folder.name}-authority.pem")
    server.authority.cert_pem.write_to_path(str(authority))
    proxy = {"HTTPS_PROXY": server.address, "https_proxy": server.address, "NO_PROXY": ""}
    ours = {"PATH": "", "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    return {**ours, **proxy, "SSL_CERT_FILE": str(authority), **settings}


def run(
    server: Loopback, folder: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """The result of `mfa-audit WORDS` in a process without a console."""
    return finished([*PROGRAM, *words], folder, env=environment(server, folder, settings))


def finished(
    command: Sequence[str], folder: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The result of the command in a process without a console."""
    return subprocess.run(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT,
    )


def run_with_limit(size: int, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The result of `mfa-audit WORDS` in a process whose files cannot grow beyond `size` bytes,
    which looks like a full disk to it."""
    script = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "from mfa_audit.cli.main import run_program\n"
        "run_program()\n"
    )
    return finished([sys.executable, "-B", "-c", script, *words], folder)


def run_at_console(
    environment: dict[str, str], folder: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """The result of `mfa-audit WORDS` in a process with a terminal for stdin and stderr, so that
    the program may ask a person."""
    ours, theirs = os.openpty()
    stdout = folder.with_name(f"{folder.name}-stdout.txt")
    end = time.monotonic() + LIMIT
    with stdout.open("wb") as out:
        process = subprocess.Popen(
            [*PROGRAM, *words], cwd=folder, env=environment, stdin=theirs, stdout=out, stderr=theirs
        )
    os.close(theirs)
    stderr = b""
    # Linux reports the end of a terminal as an input error, others as an empty read.
    with process, contextlib.suppress(OSError):
        while select.select([ours], [], [], max(0.0, end - time.monotonic()))[0]:
            if not (read := os.read(ours, 65536)):
                break
            stderr += read
        else:
            process.kill()
    os.close(ours)
    return subprocess.CompletedProcess(
        words,
        process.returncode,
        stdout.read_text(encoding="utf-8"),
        stderr.decode().replace("\r\n", "\n"),
    )


def without_time(stderr: str) -> str:
    """`stderr` without the duration of the run, the only figure that differs between runs."""
    return re.sub(r"(?m)^(  time +)\d+\.\d s$", r"\1... s", stderr)


def tokens_sent(server: Loopback) -> set[str | None]:
    """The tokens that Graph received; fails where another host received one."""
    assert all("authorization" not in c.headers for c in server.calls if c.host != GRAPH)
    headers = [c.headers.get("authorization") for c in server.calls if c.method != "CONNECT"]
    return {header.removeprefix("Bearer ") for header in headers if header}


def written(folder: Path) -> list[str]:
    """The names of all files that the program left in `folder`."""
    return sorted(path.name for path in folder.iterdir())


def no_secret_in(server: Loopback, *texts: str) -> bool:
    """Whether neither the secret nor a token is in any of the texts."""
    return not any(word in text for text in texts for word in [SECRET, *server.entra.tokens])
