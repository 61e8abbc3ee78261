"""The whole program in a process of its own, against Entra and Graph on 127.0.0.1.

azure-identity, msal and the SDK are unmodified; only the proxy and the certificate authority in
the environment are ours (`loopback`).
"""

import contextlib
import http.client
import json
import os
import re
import select
import shlex
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from mfa_audit.graph.demo.contoso import TENANT_ID, people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests.loopback import CLIENT_ID, GRAPH, LOGIN, PENDING, Entra, Loopback, refusal

# The private authority is trusted through the environment, which OpenSSL alone reads.
pytestmark = pytest.mark.linux

ROOT = Path(__file__).parent.parent
SECRET = "Zq8~not.a.real_secret-of-anyone"
PASS_PHRASE = "correct horse battery staple"
APP = {"AZURE_TENANT_ID": TENANT_ID, "AZURE_CLIENT_ID": CLIENT_ID}
WITH_SECRET = APP | {"AZURE_CLIENT_SECRET": SECRET}
LIMIT = 120

# The run's duration is the one figure that differs between runs.
TOLD = """\
Contoso: registered for MFA, by the entra definition
  accounts               250
  registered             194
  not registered          55
  unknown                  1
  blocked accounts        12
  admins not registered    2
  requests made          8
  time                   ... s
gaps: this is what the report does not know
  1. authentication methods: Graph refused to show the authentication methods of this account \
[1 account] (Authorization_RequestDenied)
     Others were shown, so the permission is there; for these accounts a person needs the role \
Global Reader or Authentication Administrator or Privileged Authentication Administrator.
  2. method table: holographicBadge is a kind of method that this version does not know [1 account]
     It is shown under Graph's name and makes nobody registered; update mfa-audit.
written: {path} (250 accounts)
"""
FIRST_LINES = """\
"UserPrincipalName","MFA Status","MFA Methods"
"admin@contoso.example","Enforced","PhoneAppNotification; fido2SecurityKey"
"priya.admin@contoso.example","Enforced","OneWaySMS; TwoWayVoiceMobile"
"nestor.admin@contoso.example","Enabled",""
"patti.admin@contoso.example","Disabled",""
"alternate@contoso.example","Disabled",\
"OneWaySMS; TwoWayVoiceMobile; TwoWayVoiceAlternateMobile"
"""
LIST_TOLD = """\
Contoso: registered for MFA, by the entra definition
  accounts               250
  registered             186
  not registered          52
  unknown                  0
  left out (blocked)      12
  blocked accounts        12
  admins not registered    2
  requests made          7
  time                   ... s
gaps: this is what the report does not know
  1. method table: holographicBadge is a kind of method that this version does not know [1 account]
     It is shown under Graph's name and makes nobody registered; update mfa-audit.
"""
FIRST_REGISTERED = [
    "adele.andrews@contoso.example",
    "adele.berger@contoso.example",
    "adele.cline@contoso.example",
]

# A browser for somebody who is signed in already: it sends the form that the page holds. The
# program waits for the browser's command to end before it listens, so the work is left to a child.
BROWSER = """\
import re, subprocess, sys, urllib.parse, urllib.request
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, *sys.argv, "child"], start_new_session=True)
else:
    page = urllib.request.urlopen(sys.argv[1], timeout=30).read().decode()
    form = urllib.parse.urlencode(re.findall('name="(.*?)" value="(.*?)"', page)).encode()
    address = re.search('action="(.*?)"', page).group(1)
    urllib.request.urlopen(address, form, timeout=30).read()
"""


class App:
    """The app's certificate with its key, and the files in which an administrator may keep it."""

    def __init__(self) -> None:
        leaf = trustme.CA().issue_cert("mfa-audit.contoso.example", key_type=trustme.KeyType.RSA)
        key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        self.pem = leaf.cert_chain_pems[0].bytes()
        self.certificate = x509.load_pem_x509_certificate(self.pem)
        lock = BestAvailableEncryption(PASS_PHRASE.encode())
        locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        self.files = {
            "plain.pem": leaf.private_key_pem.bytes() + self.pem,
            "locked.pem": locked + self.pem,
            "locked.pfx": pkcs12.serialize_key_and_certificates(
                b"mfa-audit", key, self.certificate, None, lock
            ),
        }


@pytest.fixture(scope="module")
def app() -> App:
    """Made once: an RSA key takes its time."""
    return App()


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A tenant whose app has the secret."""
    with Loopback(Entra(secret=SECRET)) as loopback:
        yield loopback


def environment(server: Loopback, folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """All that the program sees of its surroundings. The certificate authority's file lies beside
    `folder`, so that `folder` holds only what the program wrote."""
    authority = folder.with_name(f"{folder.name}-authority.pem")
    server.authority.cert_pem.write_to_path(str(authority))
    return {
        "PATH": "",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "HTTPS_PROXY": server.address,
        "https_proxy": server.address,
        "NO_PROXY": "",
        "SSL_CERT_FILE": str(authority),
    } | settings


def run(
    server: Loopback, folder: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """`mfa-audit WORDS` with nobody at the console."""
    return subprocess.run(
        [sys.executable, "-m", "mfa_audit", *words],
        cwd=folder,
        env=environment(server, folder, settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )


def run_at_console(
    server: Loopback, folder: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """The same with a terminal for stdin and stderr, so that a person may be asked."""
    ours, theirs = os.openpty()
    stdout = folder.with_name(f"{folder.name}-stdout.txt")
    end = time.monotonic() + LIMIT
    with stdout.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "mfa_audit", *words],
            cwd=folder,
            env=environment(server, folder, {"TERM": "dumb"} | settings),
            stdin=theirs,
            stdout=out,
            stderr=theirs,
        )
    os.close(theirs)
    told = b""
    # Linux reports the end of a terminal as an input error, others as an empty read.
    with process, contextlib.suppress(OSError):
        while select.select([ours], [], [], max(0.0, end - time.monotonic()))[0]:
            if not (read := os.read(ours, 65536)):
                break
            told += read
        else:
            process.kill()
    os.close(ours)
    return subprocess.CompletedProcess(
        words,
        process.returncode,
        stdout.read_text(encoding="utf-8"),
        told.decode().replace("\r\n", "\n"),
    )


def told(stderr: str) -> str:
    """What was said, with the run's duration left out."""
    return re.sub(r"(?m)^(  time +)\d+\.\d s$", r"\1... s", stderr)


def tokens_sent(server: Loopback) -> set[str | None]:
    """The tokens that Graph was shown; fails where anybody else was shown one."""
    assert all("authorization" not in c.headers for c in server.calls if c.host != GRAPH)
    shown = [c.headers.get("authorization") for c in server.calls if c.method != "CONNECT"]
    return {header.removeprefix("Bearer ") for header in shown if header}


def written(folder: Path) -> list[str]:
    """The names of all files that the program left."""
    return sorted(path.name for path in folder.iterdir())


def no_secret_in(server: Loopback, *texts: str) -> bool:
    """Whether neither the secret nor a token is in any of the texts."""
    return not any(word in text for text in texts for word in [SECRET, *server.entra.tokens])


def test_client_secret(server: Loopback, tmp_path: Path) -> None:
    done = run(server, tmp_path, "report", **WITH_SECRET)

    assert done.returncode == 3
    assert done.stdout == ""
    assert told(done.stderr) == TOLD.format(path=tmp_path / "MFA_Report.csv")
    assert written(tmp_path) == ["MFA_Report.csv"]
    report = (tmp_path / "MFA_Report.csv").read_bytes()
    assert report.startswith(b"\xef\xbb\xbf" + FIRST_LINES.replace("\n", "\r\n").encode())
    assert report.count(b"\r\n") == 251

    assert {call.host for call in server.calls} == {LOGIN, GRAPH}
    assert tokens_sent(server) == set(server.entra.tokens)
    assert len(server.entra.tokens) == 1
    assert [c.path for c in server.calls if SECRET in str(c)] == [f"/{TENANT_ID}/oauth2/v2.0/token"]
    assert no_secret_in(server, done.stderr, report.decode())


@pytest.mark.parametrize("name", ["plain.pem", "locked.pem", "locked.pfx"])
def test_certificate(app: App, tmp_path: Path, name: str) -> None:
    folder, file = tmp_path / "work", tmp_path / name
    folder.mkdir()
    file.write_bytes(app.files[name])
    settings = APP | {"AZURE_CLIENT_CERTIFICATE_PATH": str(file)}
    if name.startswith("locked"):
        settings |= {"AZURE_CLIENT_CERTIFICATE_PASSWORD": PASS_PHRASE}

    with Loopback(Entra(certificate=app.certificate)) as server:
        done = run(server, folder, "report", "--debug", "-o", "out.json", **settings)

    assert (done.returncode, done.stdout) == (3, "")
    report = json.loads((folder / "out.json").read_bytes())
    assert report["run"]["identity"] == f"app {CLIENT_ID} (certificate)"
    assert report["run"]["tenantId"] == TENANT_ID
    counts = report["run"]["counts"]
    names = ("listed", "registered", "notRegistered", "unknown")
    assert [counts[n] for n in names] == [250, 194, 55, 1]
    assert tokens_sent(server) == set(server.entra.tokens)
    assert PASS_PHRASE not in done.stderr
    assert not any(PASS_PHRASE in str(call) for call in server.calls)


def test_a_certificate_that_is_not_the_apps(app: App, tmp_path: Path) -> None:
    folder, file = tmp_path / "work", tmp_path / "other.pem"
    folder.mkdir()
    file.write_bytes(App().files["plain.pem"])

    with Loopback(Entra(certificate=app.certificate)) as server:
        done = run(server, folder, "report", **APP, AZURE_CLIENT_CERTIFICATE_PATH=str(file))

    assert (done.returncode, done.stdout, written(folder)) == (4, "", [])
    assert done.stderr == (
        "no report was written: Entra does not accept the certificate: it is not registered with "
        "the app, or has expired.\n"
        "Upload its public part to the app, or set AZURE_CLIENT_CERTIFICATE_PATH to another.\n"
        "AADSTS700027, request-id 5f0e5c1e-0000-4000-8000-00000000beef\n"
    )


def test_every_request_has_a_token_that_is_still_good(tmp_path: Path) -> None:
    with Loopback(Entra(secret=SECRET, expires_in=0)) as server:
        done = run(server, tmp_path, "report", **WITH_SECRET)

    assert told(done.stderr) == TOLD.format(path=tmp_path / "MFA_Report.csv")
    assert len(server.entra.tokens) == 8
    assert tokens_sent(server) == set(server.entra.tokens)


WRONG_SECRET = """\
no report was written: The client secret is wrong or has expired.
Create a new secret for the app and put its value (not its id) into AZURE_CLIENT_SECRET.
AADSTS7000215, request-id 5f0e5c1e-0000-4000-8000-00000000beef
"""
UNKNOWN_TENANT = """\
no report was written: Entra knows no such tenant.
Check --tenant (AZURE_TENANT_ID): a tenant id or a verified domain; and --cloud.
AADSTS90002, request-id 5f0e5c1e-0000-4000-8000-00000000beef
"""
UNKNOWN_APP = """\
no report was written: The app does not exist in this tenant.
Check --client-id (AZURE_CLIENT_ID) and --tenant; each cloud has its own apps.
AADSTS700016, request-id 5f0e5c1e-0000-4000-8000-00000000beef
"""


@pytest.mark.parametrize(
    ("settings", "stderr"),
    [
        ({"AZURE_CLIENT_SECRET": f"{SECRET}x"}, WRONG_SECRET),
        ({"AZURE_TENANT_ID": "nowhere.example"}, UNKNOWN_TENANT),
        ({"AZURE_CLIENT_ID": "c0a70500-0000-4000-a000-00000000dead"}, UNKNOWN_APP),
    ],
    ids=["secret", "tenant", "app"],
)
def test_refused_by_entra(
    server: Loopback, tmp_path: Path, settings: dict[str, str], stderr: str
) -> None:
    old = b"\xef\xbb\xbfwhat the last run wrote\r\n"
    (tmp_path / "MFA_Report.csv").write_bytes(old)

    done = run(server, tmp_path, "report", **WITH_SECRET | settings)

    assert (done.returncode, done.stdout, done.stderr) == (4, "", stderr)
    assert written(tmp_path) == ["MFA_Report.csv"]
    assert (tmp_path / "MFA_Report.csv").read_bytes() == old
    assert {call.host for call in server.calls} == {LOGIN}


def test_refused_leaves_no_file_behind(server: Loopback, tmp_path: Path) -> None:
    wrong = WITH_SECRET | {"AZURE_CLIENT_SECRET": f"{SECRET}x"}
    done = run(server, tmp_path, "report", "--debug", **wrong)

    assert (done.returncode, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert done.stderr.endswith("\n" + WRONG_SECRET)
    assert no_secret_in(server, done.stderr)


def test_debug_shows_requests_and_no_secret(server: Loopback, tmp_path: Path) -> None:
    done = run(server, tmp_path, "report", "--debug", **WITH_SECRET)

    assert (done.returncode, done.stdout) == (3, "")
    traced = re.findall(r"(?m)^[-\d]+ [:,\d]+ (\w+ \S+ \d+) \d+ ms attempt 1$", done.stderr)
    assert sorted(traced) == sorted(
        [
            "GET /v1.0/organization 200",
            *["GET /v1.0/users 200"] * 3,
            *["GET /v1.0/reports/authenticationMethods/userRegistrationDetails 200"] * 3,
            "POST /beta/$batch 200",
        ]
    )
    assert len(server.entra.tokens) == 1
    assert no_secret_in(server, done.stderr)


def test_a_certificate_authority_that_is_not_trusted(server: Loopback, tmp_path: Path) -> None:
    other = tmp_path / "other-authority.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    settings = WITH_SECRET | {"SSL_CERT_FILE": str(other)}
    folders = [tmp_path / "plain", tmp_path / "debug"]
    for folder in folders:
        folder.mkdir()

    results = [
        run(server, folders[0], "report", **settings),
        run(server, folders[1], "report", "--debug", **settings),
    ]

    for folder, done in zip(folders, results, strict=True):
        assert (done.returncode, done.stdout, written(folder)) == (1, "", [])
        what, remedy = done.stderr.splitlines()[-2:]
        assert what.startswith(
            "no report was written: The sign-in service at login.microsoftonline.com could not be "
            "reached: "
        )
        assert "certificate verify failed: unable to get local issuer certificate" in what
        assert remedy == "Check the network, the proxy and --cloud."
        assert no_secret_in(server, done.stderr)
    assert len(results[0].stderr.splitlines()) == 2
    assert {(call.host, call.method) for call in server.calls} == {(LOGIN, "CONNECT")}


def test_a_next_link_to_another_host_is_not_followed(server: Loopback, tmp_path: Path) -> None:
    server.tenant = EmulatedTenant(people(), host="graph.example")
    done = run(server, tmp_path, "report", **WITH_SECRET)

    assert (done.returncode, done.stdout, written(tmp_path)) == (1, "", [])
    assert done.stderr == (
        "no report was written: Graph's next link for the users leads to another host "
        "(graph.example).\n"
        "Check for a proxy that rewrites answers; nothing was sent there.\n"
    )
    assert {call.host for call in server.calls} == {LOGIN, GRAPH}


def test_a_troubled_line_changes_nothing_but_the_requests(server: Loopback, tmp_path: Path) -> None:
    server.troubles = {2: "reset", 3: 503, 4: "cut", 5: "none", 6: 429, 8: "garbage", 10: 500}
    done = run(server, tmp_path, "report", "--debug", **WITH_SECRET)

    assert done.returncode == 3
    expected = ROOT / "tests" / "data" / "MFA_Report.csv"
    assert (tmp_path / "MFA_Report.csv").read_bytes() == expected.read_bytes()
    assert "\n  requests made          15 (7 of them again)\n" in done.stderr
    # What was wrong with each stands in the trace.
    for word in ("ReadError", "RemoteProtocolError", "DecodeError", " 429 ", " 500 ", " 503 "):
        assert word in done.stderr
    assert no_secret_in(server, done.stderr)


def test_a_token_refused_in_mid_run_is_replaced(server: Loopback, tmp_path: Path) -> None:
    server.troubles = {4: 401}
    done = run(server, tmp_path, "report", **WITH_SECRET)

    assert done.returncode == 3
    assert len(server.entra.tokens) == 2
    assert tokens_sent(server) == set(server.entra.tokens)
    expected = ROOT / "tests" / "data" / "MFA_Report.csv"
    assert (tmp_path / "MFA_Report.csv").read_bytes() == expected.read_bytes()


def test_a_service_that_refuses_every_token(server: Loopback, tmp_path: Path) -> None:
    server.troubles = dict.fromkeys(range(1, 50), 401)
    done = run(server, tmp_path, "report", **WITH_SECRET)

    assert (done.returncode, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr == (
        "no report was written: Graph did not accept the sign-in when asked for the users.\n"
        "Sign in again; if it stays, check tenant and cloud.\n"
        "HTTP 401\n"
    )


@pytest.mark.parametrize("name", ["r.csv", "r.json", "r.xlsx"])
def test_an_interruption_at_any_moment_leaves_the_old_file(
    server: Loopback, tmp_path: Path, name: str
) -> None:
    server.delay = 0.4  # eight requests, two at a time: more than a second and a half
    for moment in (0.02, 0.1, 0.25, 0.5, 0.8, 1.2):
        (tmp_path / name).write_text("old")
        process = subprocess.Popen(
            [sys.executable, "-m", "mfa_audit", "report", "-o", name],
            cwd=tmp_path,
            env=environment(server, tmp_path, WITH_SECRET),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # A shell lets its background jobs ignore Ctrl-C, and these tests may be one.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        with process:
            # Not before Python itself is up: until then a signal ends it without a word.
            time.sleep(0.1 + moment)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=LIMIT)
        # Interrupted inside an exec() of some module, Python itself ends by the signal, whatever
        # exit code was asked for; a shell shows 130 for that as well.
        assert process.returncode in (130, -signal.SIGINT), stderr
        assert stdout == ""
        assert "Traceback" not in stderr
        assert (tmp_path / name).read_text() == "old"
        assert written(tmp_path) == [name]


def test_nobody_at_the_console_and_nothing_set(server: Loopback, tmp_path: Path) -> None:
    done = run(server, tmp_path, "report")

    assert (done.returncode, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr == (
        "no report was written: Nobody is at a console to sign in, and no app is set up.\n"
        "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH (or "
        "AZURE_CLIENT_SECRET), or choose --auth managed-identity or azure-cli.\n"
    )
    assert server.calls == []


def test_azure_cli_that_is_not_there(server: Loopback, tmp_path: Path) -> None:
    done = run(server, tmp_path, "report", "--auth", "azure-cli")

    assert (done.returncode, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr.startswith("no report was written: The sign-in failed: Azure CLI not found")
    assert server.calls == []


def test_device_code(tmp_path: Path) -> None:
    with Loopback(Entra(refusals=[PENDING])) as server:
        done = run_at_console(
            server,
            tmp_path,
            "registered",
            *("--auth", "device-code", "--tenant", "contoso.example"),
        )

    assert done.returncode == 3
    lines = done.stdout.splitlines()
    assert (len(lines), lines[:3]) == (186, FIRST_REGISTERED)
    # A terminal may break the line anywhere between two words.
    prompt, summary = re.split(r"\n(?=Contoso)", told(done.stderr))
    assert (
        prompt.split()
        == (
            "Open https://microsoft.com/devicelogin in any browser and enter the code C0NT0S0DE"
        ).split()
    )
    assert summary == LIST_TOLD

    polls = [c for c in server.calls if "grant_type=urn" in c.body and "device_code" in c.body]
    assert [c.path for c in polls] == ["/contoso.example/oauth2/v2.0/token"] * 2
    assert {call.host for call in server.calls} == {LOGIN, GRAPH}
    assert tokens_sent(server) == set(server.entra.tokens)
    assert no_secret_in(server, done.stdout, done.stderr)


def test_browser(tmp_path: Path) -> None:
    folder, browser = tmp_path / "work", tmp_path / "browser.py"
    folder.mkdir()
    browser.write_text(BROWSER, encoding="utf-8")

    with Loopback(Entra()) as server:
        done = run_at_console(
            server,
            folder,
            "report",
            "-o",
            "out.json",
            BROWSER=shlex.join([sys.executable, str(browser), "%s"]).replace("'%s'", "%s"),
        )

    assert (done.returncode, done.stdout, written(folder)) == (3, "", ["out.json"])
    assert done.stderr.startswith(
        "A browser window opens for the sign-in; --auth device-code does without one.\n"
    )
    report = json.loads((folder / "out.json").read_bytes())
    assert report["run"]["identity"] == "admin@contoso.example (browser)"
    assert report["run"]["tenantId"] == TENANT_ID
    assert len(report["accounts"]) == 250
    assert tokens_sent(server) == set(server.entra.tokens)
    # Each permission by its name, so that Entra offers the consent that is missing.
    (authorize,) = [c.path for c in server.calls if "/authorize?" in c.path]
    for permission in (
        "AuditLog.Read.All",
        "Policy.Read.All",
        "User.Read.All",
        "UserAuthenticationMethod.Read.All",
    ):
        assert f"https%3A%2F%2Fgraph.microsoft.com%2F{permission}+" in authorize


def test_a_person_stopped_by_conditional_access(tmp_path: Path) -> None:
    stopped = refusal(400, "invalid_grant", 53003, "Access has been blocked by policies.")
    with Loopback(Entra(refusals=[stopped])) as server:
        done = run_at_console(server, tmp_path, "report", "--auth", "device-code")

    assert (done.returncode, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr.endswith(
        "\nno report was written: A Conditional Access policy stopped the sign-in.\n"
        "Sign in from a device that meets the policy, or as an app with a certificate.\n"
        "AADSTS53003, request-id 5f0e5c1e-0000-4000-8000-00000000beef\n"
    )
    assert {call.host for call in server.calls} == {LOGIN}


def test_a_person_of_an_unknown_tenant(server: Loopback, tmp_path: Path) -> None:
    done = run_at_console(
        server, tmp_path, "report", "--auth", "device-code", "--tenant", "nowhere.example"
    )

    assert (done.returncode, done.stdout, written(tmp_path)) == (4, "", [])
    assert done.stderr.endswith(UNKNOWN_TENANT)
    assert {call.host for call in server.calls} == {LOGIN}


def test_a_person_behind_an_untrusted_authority(server: Loopback, tmp_path: Path) -> None:
    other = tmp_path / "other-authority.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    done = run_at_console(
        server, tmp_path, "report", "--auth", "device-code", SSL_CERT_FILE=str(other)
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "The sign-in service at login.microsoftonline.com could not be reached: " in done.stderr
    assert done.stderr.endswith("\nCheck the network, the proxy and --cloud.\n")


def test_the_loopback_is_strict(server: Loopback) -> None:
    """Otherwise the tests above would prove less than they say."""
    context = ssl.create_default_context()
    server.authority.configure_trust(context)
    port = int(server.address.rpartition(":")[2])

    elsewhere = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
    elsewhere.set_tunnel("graph.example")
    with pytest.raises(OSError, match="403"):
        elsewhere.request("GET", "/v1.0/users?$select=id")
    elsewhere.close()

    graph = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
    graph.set_tunnel(GRAPH)
    for headers in ({}, {"Authorization": "Bearer made-up"}):
        graph.request("GET", "/v1.0/users?$select=id", headers=headers)
        answer = graph.getresponse()
        assert (answer.status, b"InvalidAuthenticationToken" in answer.read()) == (401, True)
    graph.close()

    assert [call.host for call in server.calls] == ["graph.example", GRAPH, GRAPH, GRAPH]
