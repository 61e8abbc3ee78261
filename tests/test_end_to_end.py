"""The whole program against Entra and Graph on 127.0.0.1, in a process of its own where a console,
a signal or the environment matters; in this process where only what is sent and answered does.

azure-identity, msal and the SDK are unmodified; only the proxy and the certificate authority in
the environment are ours (`loopback`), and waits are shorter in this process.
"""

import http.client
import json
import re
import shlex
import signal
import ssl
import subprocess
import sys
import threading
import time
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
from tests.cli.program import (
    APP,
    LIMIT,
    PROGRAM,
    ROOT,
    SECRET,
    WITH_SECRET,
    call_against,
    environment,
    no_secret_in,
    run,
    run_at_console,
    tokens_sent,
    without_time,
    written,
)
from tests.cli.test_registered import GAPS as LIST_GAPS
from tests.cli.test_registered import SUMMARY as LIST_SUMMARY
from tests.loopback import (
    CLIENT_ID,
    GRAPH,
    LOGIN,
    PENDING,
    Answer,
    Entra,
    Loopback,
    Trouble,
    refusal,
)

# The private authority is trusted through the environment, which OpenSSL alone reads.
pytestmark = pytest.mark.linux

PASS_PHRASE = "correct horse battery staple"
EXPECTED = ROOT / "tests" / "data" / "MFA_Report.csv"

SUMMARY = """\
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
# A browser of a person who is signed in already: it sends the form in the page. The
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
        plain, pem = leaf.private_key_pem.bytes(), leaf.cert_chain_pems[0].bytes()
        key = load_pem_private_key(plain, None)
        assert isinstance(key, RSAPrivateKey)
        self.certificate = x509.load_pem_x509_certificate(pem)
        lock = BestAvailableEncryption(PASS_PHRASE.encode())
        locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        pfx = pkcs12.serialize_key_and_certificates(b"mfa-audit", key, self.certificate, None, lock)
        self.files = {"plain.pem": plain + pem, "locked.pem": locked + pem, "locked.pfx": pfx}


@pytest.fixture(scope="module")
def app() -> App:
    """Made once: an RSA key takes its time."""
    return App()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which contains only what the program writes."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


def test_client_secret(server: Loopback, folder: Path) -> None:
    done = run(server, folder, "report", **WITH_SECRET)
    assert (done.returncode, done.stdout) == (3, "")
    assert without_time(done.stderr) == SUMMARY.format(path=folder / "MFA_Report.csv")
    assert written(folder) == ["MFA_Report.csv"]
    report = (folder / "MFA_Report.csv").read_bytes()
    assert report == EXPECTED.read_bytes()
    assert {call.host for call in server.calls} == {LOGIN, GRAPH}
    assert tokens_sent(server) == set(server.entra.tokens)
    assert len(server.entra.tokens) == 1
    assert [c.path for c in server.calls if SECRET in str(c)] == [f"/{TENANT_ID}/oauth2/v2.0/token"]
    assert no_secret_in(server, done.stderr, report.decode())


@pytest.mark.parametrize("name", ["plain.pem", "locked.pem", "locked.pfx"])
def test_certificate(app: App, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(app.files[name])
    settings = APP | {"AZURE_CLIENT_CERTIFICATE_PATH": str(tmp_path / name)}
    if name.startswith("locked"):
        settings |= {"AZURE_CLIENT_CERTIFICATE_PASSWORD": PASS_PHRASE}
    with Loopback(Entra(certificate=app.certificate)) as server:
        done = call_against(server, "report", "--debug", "-o", "out.json", **settings)
    assert (done.exit_code, done.stdout) == (3, "")
    report = json.loads(Path("out.json").read_bytes())
    assert report["run"]["identity"] == f"app {CLIENT_ID} (certificate)"
    assert report["run"]["tenantId"] == TENANT_ID
    counts = report["run"]["counts"]
    names = ("listed", "registered", "notRegistered", "unknown")
    assert [counts[n] for n in names] == [250, 194, 55, 1]
    assert tokens_sent(server) == set(server.entra.tokens)
    assert PASS_PHRASE not in done.stderr
    assert not any(PASS_PHRASE in str(call) for call in server.calls)


def test_every_request_has_a_token_that_is_still_good(folder: Path) -> None:
    with Loopback(Entra(secret=SECRET, expires_in=0)) as server:
        done = call_against(server, "report", **WITH_SECRET)
    assert without_time(done.stderr) == SUMMARY.format(path=folder / "MFA_Report.csv")
    assert len(server.entra.tokens) == 8
    assert tokens_sent(server) == set(server.entra.tokens)


def refused(text: str, code: int) -> str:
    """Stderr after a refusal of Entra with this code: what happened, and what to do."""
    request_id = "5f0e5c1e-0000-4000-8000-00000000beef"
    return f"no report was written: {text}\nAADSTS{code}, request-id {request_id}\n"


WRONG_SECRET = refused(
    "The client secret is wrong or has expired.\nCreate a new secret for the app and put its value "
    "(not its id) into AZURE_CLIENT_SECRET.",
    7000215,
)
UNKNOWN_TENANT = refused(
    "Entra knows no such tenant.\nCheck --tenant (AZURE_TENANT_ID): a tenant id or a verified "
    "domain; and --cloud.",
    90002,
)
UNKNOWN_APP = refused(
    "The app does not exist in this tenant.\nCheck --client-id (AZURE_CLIENT_ID) and --tenant; "
    "each cloud has its own apps.",
    700016,
)


def test_a_certificate_that_is_not_the_apps(app: App, tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "other.pem"
    file.write_bytes(App().files["plain.pem"])
    settings = APP | {"AZURE_CLIENT_CERTIFICATE_PATH": str(file)}
    with Loopback(Entra(certificate=app.certificate)) as server:
        done = call_against(server, "report", **settings)
    assert (done.exit_code, done.stdout, written(folder)) == (4, "", [])
    assert done.stderr == refused(
        "Entra does not accept the certificate: it is not registered with the app, or has "
        "expired.\nUpload its public part to the app, or set AZURE_CLIENT_CERTIFICATE_PATH to "
        "another.",
        700027,
    )


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
    server: Loopback, folder: Path, settings: dict[str, str], stderr: str
) -> None:
    old = b"\xef\xbb\xbfwhat the last run wrote\r\n"
    Path("MFA_Report.csv").write_bytes(old)
    done = call_against(server, "report", **WITH_SECRET | settings)
    assert (done.exit_code, done.stdout, done.stderr) == (4, "", stderr)
    done = call_against(server, "report", "--debug", **WITH_SECRET | settings)
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert done.stderr.endswith(f"\n{stderr}")
    assert no_secret_in(server, done.stderr)
    assert written(folder) == ["MFA_Report.csv"]
    assert Path("MFA_Report.csv").read_bytes() == old
    assert {call.host for call in server.calls} == {LOGIN}


def test_debug_shows_requests_and_no_secret(server: Loopback) -> None:
    done = call_against(server, "report", "--debug", **WITH_SECRET)
    assert (done.exit_code, done.stdout) == (3, "")
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


@pytest.mark.usefixtures("without_waits")
@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_a_certificate_authority_that_is_not_trusted(
    server: Loopback, folder: Path, other_authority: str, debug: tuple[str, ...]
) -> None:
    settings = WITH_SECRET | {"SSL_CERT_FILE": other_authority}
    done = call_against(server, "report", *debug, **settings)
    assert (done.exit_code, done.stdout, written(folder)) == (1, "", [])
    *before, what, remedy = done.stderr.splitlines()
    assert what.startswith(
        "no report was written: The sign-in service at login.microsoftonline.com could not be "
        "reached: "
    )
    assert "certificate verify failed: unable to get local issuer certificate" in what
    assert remedy == "Check the network, the proxy and --cloud."
    assert no_secret_in(server, done.stderr)
    assert bool(before) == bool(debug)
    assert {(call.host, call.method) for call in server.calls} == {(LOGIN, "CONNECT")}


def test_a_next_link_to_another_host_is_not_followed(server: Loopback, folder: Path) -> None:
    server.tenant = EmulatedTenant(people(), host="graph.example")
    done = call_against(server, "report", **WITH_SECRET)
    assert (done.exit_code, done.stdout, written(folder)) == (1, "", [])
    assert done.stderr == (
        "no report was written: Graph's next link for the users leads to another host "
        "(graph.example).\n"
        "Check for a proxy that rewrites answers; nothing was sent there.\n"
    )
    assert {call.host for call in server.calls} == {LOGIN, GRAPH}


@pytest.mark.usefixtures("without_waits")
def test_a_troubled_line_changes_nothing_but_the_requests(server: Loopback) -> None:
    server.troubles = {2: "reset", 3: 503, 4: "cut", 5: "none", 6: 429, 8: "garbage", 10: 500}
    done = call_against(server, "report", "--debug", **WITH_SECRET)
    assert done.exit_code == 3
    assert Path("MFA_Report.csv").read_bytes() == EXPECTED.read_bytes()
    assert "\n  requests made          15 (7 of them again)\n" in done.stderr
    # The trace has what was wrong with each.
    for word in ("ReadError", "RemoteProtocolError", "DecodeError", " 429 ", " 500 ", " 503 "):
        assert word in done.stderr
    assert no_secret_in(server, done.stderr)


def test_a_token_refused_in_mid_run_is_replaced(server: Loopback) -> None:
    server.troubles = {4: 401}
    done = call_against(server, "report", **WITH_SECRET)
    assert done.exit_code == 3
    assert len(server.entra.tokens) == 2
    assert tokens_sent(server) == set(server.entra.tokens)
    assert Path("MFA_Report.csv").read_bytes() == EXPECTED.read_bytes()


def test_a_service_that_refuses_every_token(server: Loopback, folder: Path) -> None:
    server.troubles = dict.fromkeys(range(1, 50), 401)
    done = call_against(server, "report", **WITH_SECRET)
    assert (done.exit_code, done.stdout, written(folder)) == (4, "", [])
    assert done.stderr == (
        "no report was written: Graph did not accept the sign-in when asked for the users.\n"
        "Sign in again; if it stays, check tenant and cloud.\n"
        "HTTP 401\n"
    )


def test_an_interruption_at_any_moment_leaves_the_old_file(server: Loopback, folder: Path) -> None:
    server.delay = 0.4  # eight requests, two at a time: more than a second and a half
    for moment in (0.02, 0.1, 0.25, 0.5, 0.8):
        Path("r.csv").write_text("old")
        process = subprocess.Popen(
            [*PROGRAM, "report", "-o", "r.csv"],
            cwd=folder,
            env=environment(server, folder, WITH_SECRET),
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
        assert Path("r.csv").read_text() == "old"
        assert written(folder) == ["r.csv"]


class Interruption(dict[int, Trouble]):
    """Troubles of a server: Ctrl-C for this process when a certain request to Graph arrives."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def get(self, number: int, _: object = None) -> None:  # type: ignore[override]
        """Send the signal at its request."""
        if number == self.number:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.mark.parametrize("name", ["r.csv", "r.json", "r.xlsx", "r.html"])
@pytest.mark.parametrize("number", range(1, 9))
def test_an_interruption_at_any_request_leaves_the_old_file(
    server: Loopback, folder: Path, name: str, number: int
) -> None:
    Path(name).write_text("old")
    server.troubles = Interruption(number)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        done = call_against(server, "report", "-o", name, **WITH_SECRET)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr == "interrupted: no report was written\n"
    assert Path(name).read_text() == "old"
    assert written(folder) == [name]


def test_azure_cli_that_is_not_there(server: Loopback, folder: Path) -> None:
    done = call_against(server, "report", "--auth", "azure-cli")
    assert (done.exit_code, done.stdout, written(folder)) == (4, "", [])
    assert done.stderr.startswith("no report was written: The sign-in failed: Azure CLI not found")
    assert server.calls == []


def at_console(
    server: Loopback, folder: Path, *words: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """The result of `mfa-audit WORDS` with a person at the console."""
    return run_at_console(environment(server, folder, {"TERM": "dumb"} | settings), folder, *words)


def test_device_code(folder: Path) -> None:
    with Loopback(Entra(refusals=[PENDING])) as server:
        device_code = ("--auth", "device-code", "--tenant", "contoso.example")
        done = at_console(server, folder, "registered", *device_code)
    assert done.returncode == 3
    names = [line.removesuffix("@contoso.example") for line in done.stdout.splitlines()]
    assert (len(names), names[:3]) == (186, ["adele.andrews", "adele.berger", "adele.cline"])
    # A terminal may break the line anywhere between two words.
    prompt, summary = re.split(r"\n(?=Contoso)", without_time(done.stderr))
    assert " ".join(prompt.split()) == (
        "Open https://microsoft.com/devicelogin in any browser and enter the code C0NT0S0DE"
    )
    assert summary == LIST_SUMMARY + LIST_GAPS
    polls = [c for c in server.calls if "grant_type=urn" in c.body and "device_code" in c.body]
    assert [c.path for c in polls] == ["/contoso.example/oauth2/v2.0/token"] * 2
    assert {call.host for call in server.calls} == {LOGIN, GRAPH}
    assert tokens_sent(server) == set(server.entra.tokens)
    assert no_secret_in(server, done.stdout, done.stderr)


def test_browser(tmp_path: Path, folder: Path) -> None:
    browser = tmp_path / "browser.py"
    browser.write_text(BROWSER, encoding="utf-8")
    with Loopback(Entra()) as server:
        command = shlex.join([sys.executable, str(browser), "%s"]).replace("'%s'", "%s")
        done = at_console(server, folder, "report", "-o", "out.json", BROWSER=command)
    assert (done.returncode, done.stdout, written(folder)) == (3, "", ["out.json"])
    assert done.stderr.startswith(
        "A browser window opens for the sign-in; --auth device-code does without one.\n"
    )
    report = json.loads(Path("out.json").read_bytes())
    assert report["run"]["identity"] == "admin@contoso.example (browser)"
    assert report["run"]["tenantId"] == TENANT_ID
    assert len(report["accounts"]) == 250
    assert tokens_sent(server) == set(server.entra.tokens)
    # Each permission by its name, so that Entra offers the consent that is missing.
    (authorize,) = [c.path for c in server.calls if "/authorize?" in c.path]
    permissions = (
        "AuditLog.Read.All Policy.Read.All User.Read.All UserAuthenticationMethod.Read.All"
    )
    for permission in permissions.split():
        assert f"https%3A%2F%2Fgraph.microsoft.com%2F{permission}+" in authorize


POLICY = refused(
    "A Conditional Access policy stopped the sign-in.\nSign in from a device that meets the "
    "policy, or as an app with a certificate.",
    53003,
)
STOPPED = refusal(400, "invalid_grant", 53003, "Access has been blocked by policies.")


@pytest.mark.parametrize(
    ("refusals", "words", "stderr"),
    [([STOPPED], (), POLICY), ([], ("--tenant", "nowhere.example"), UNKNOWN_TENANT)],
    ids=["policy", "tenant"],
)
def test_a_person_refused_by_entra(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    refusals: list[Answer],
    words: tuple[str, ...],
    stderr: str,
) -> None:
    monkeypatch.setattr("mfa_audit.cli.session.person_at_console", lambda: True)
    with Loopback(Entra(refusals=[*refusals])) as server:
        done = call_against(server, "report", "--auth", "device-code", *words)
    assert (done.exit_code, done.stdout, written(folder)) == (4, "", [])
    assert done.stderr.endswith(stderr)
    assert {call.host for call in server.calls} == {LOGIN}


def test_a_person_behind_an_untrusted_authority(
    server: Loopback, folder: Path, other_authority: str
) -> None:
    device_code = ("--auth", "device-code")
    done = at_console(server, folder, "report", *device_code, SSL_CERT_FILE=other_authority)
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
