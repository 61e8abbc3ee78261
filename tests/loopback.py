"""Entra and Graph on 127.0.0.1: a proxy that answers in place of both. For tests only.

A client that uses it as its HTTPS proxy and trusts its private certificate authority needs no
other change: host names, TLS, sign-in, tokens and paging are the real ones. Every request is
recorded, and a tunnel to any other host is refused.
"""

import base64
import hashlib
import json
import secrets
import socket
import ssl
import struct
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import jwt
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from mfa_audit.graph.demo.contoso import DOMAIN, TENANT_ID, people
from mfa_audit.graph.demo.emulator import EmulatedTenant

LOGIN, GRAPH = "login.microsoftonline.com", "graph.microsoft.com"
CLIENT_ID = "c0a70500-0000-4000-a000-000000000001"
PERSON, USER_CODE = "admin@contoso.example", "C0NT0S0DE"
TRACE_ID = "5f0e5c1e-0000-4000-8000-00000000beef"

Answer = tuple[int, dict[str, Any] | str]
# A status; or no answer at all, a reset, a body cut short, a page of another service.
Trouble = int | Literal["none", "reset", "cut", "garbage"]


class Call(NamedTuple):
    """A request as it arrived; the names of `headers` are in lower case. A request for a tunnel is
    a call too, with the method CONNECT."""

    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: str


def refusal(status: int, error: str, number: int, text: str) -> Answer:
    """An error answer in Entra's form: the ids follow the sentence on the same line."""
    now, correlation_id = "2026-11-21 06:00:00Z", "5f0e5c1e-0000-4000-8000-00000000cafe"
    return status, {
        "error": error,
        "error_description": f"AADSTS{number}: {text} Trace ID: {TRACE_ID} "
        f"Correlation ID: {correlation_id} Timestamp: {now}",
        "error_codes": [number],
        "timestamp": now,
        "trace_id": TRACE_ID,
        "correlation_id": correlation_id,
        "error_uri": f"https://{LOGIN}/error?code={number}",
    }


PENDING = refusal(400, "authorization_pending", 70016, "Authorization is pending.")


@dataclass
class Entra:
    """The sign-in service, with a single tenant, a single app and a single person, who agrees.

    `expires_in` is the lifetime of a token in seconds; `refusals` are the answers to the next
    requests for a token; `tokens` are those that were issued.
    """

    secret: str | None = None
    certificate: x509.Certificate | None = None
    expires_in: int = 3599
    refusals: list[Answer] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    _granted: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, method: str, path: str, form: dict[str, str]) -> Answer:
        """Status and body; `form` holds the fields of the request's body, or of its query."""
        tenant, _, rest = path.strip("/").partition("/")
        if tenant not in (TENANT_ID, DOMAIN, "organizations"):
            text = (
                f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID."
            )
            return refusal(400, "invalid_request", 90002, text)
        root = f"https://{LOGIN}/{tenant}/oauth2/v2.0"
        match method, rest:
            case "GET", "v2.0/.well-known/openid-configuration":
                return 200, {
                    "issuer": f"https://{LOGIN}/{TENANT_ID}/v2.0",
                    "authorization_endpoint": f"{root}/authorize",
                    "token_endpoint": f"{root}/token",
                    "device_authorization_endpoint": f"{root}/devicecode",
                }
            case "POST", "oauth2/v2.0/devicecode":
                code = {"device_code": self._grant(form), "user_code": USER_CODE}
                where = {"verification_uri": "https://microsoft.com/devicelogin"}
                return 200, code | where | {"expires_in": 900, "interval": 0}
            case "GET", "oauth2/v2.0/authorize":
                # The browser of a person who is signed in gets a form that sends itself.
                fields = {"state": form["state"], "code": self._grant(form)}
                inputs = (f'<input name="{k}" value="{v}">' for k, v in fields.items())
                return 200, f'<form action="{form["redirect_uri"]}">{"".join(inputs)}</form>'
            case "POST", "oauth2/v2.0/token":
                if self.refusals:
                    return self.refusals.pop(0)
                if form["grant_type"] == "client_credentials":
                    return self._app(form, f"{root}/token")
                return self._person(form)
        return 404, "Not found"

    def _app(self, form: dict[str, str], address: str) -> Answer:
        if form["client_id"] != CLIENT_ID:
            text = f"Application with identifier '{form['client_id']}' was not found."
            return refusal(400, "unauthorized_client", 700016, text)
        if form["scope"] != f"https://{GRAPH}/.default":
            return refusal(400, "invalid_scope", 70011, "The scope is not valid.")
        if assertion := form.get("client_assertion"):
            if not self._signed(assertion, address):
                text = "The certificate with identifier used to sign the client assertion is not "
                return refusal(401, "invalid_client", 700027, text + "registered on application.")
        elif form.get("client_secret") != (self.secret or "there is none"):
            text = f"Invalid client secret provided for a secret added to app '{CLIENT_ID}'."
            return refusal(401, "invalid_client", 7000215, text)
        return 200, self._token()

    def _signed(self, assertion: str, address: str) -> bool:
        """Whether the JWT names our certificate, is valid now and for us, and was signed with the
        certificate's key."""
        if self.certificate is None:
            return False
        key = self.certificate.public_key()
        assert isinstance(key, RSAPublicKey)
        named = base64.urlsafe_b64decode(jwt.get_unverified_header(assertion)["x5t#S256"])
        try:
            jwt.decode(assertion, key, ["PS256"], audience=address, issuer=CLIENT_ID)
        except jwt.InvalidTokenError:
            return False
        return named == self.certificate.fingerprint(hashes.SHA256())

    def _grant(self, form: dict[str, str]) -> str:
        code = secrets.token_hex(16)
        self._granted[code] = form
        return code

    def _person(self, form: dict[str, str]) -> Answer:
        code = next(form[n] for n in ("device_code", "code", "refresh_token") if n in form)
        grant = self._granted.get(code)
        if grant is None or grant["client_id"] != form["client_id"]:
            return refusal(400, "invalid_grant", 70000, "The provided code is not valid.")
        if form["grant_type"] == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            if grant["code_challenge"] != base64.urlsafe_b64encode(digest).decode().rstrip("="):
                return refusal(400, "invalid_grant", 50148, "The code_verifier does not match.")
        claims = {
            "iss": f"https://{LOGIN}/{TENANT_ID}/v2.0",
            "aud": form["client_id"],
            "sub": "c0a70500-admin",
            "tid": TENANT_ID,
            "exp": 4102444800,
            "preferred_username": PERSON,
            "nonce": grant.get("nonce"),
        }
        return 200, self._token() | {
            "scope": grant["scope"],
            "id_token": jwt.encode(claims, "", algorithm="none"),
            "refresh_token": self._grant(grant),
        }

    def _token(self) -> dict[str, Any]:
        self.tokens.append(f"token-{secrets.token_urlsafe(32)}")
        token = {"token_type": "Bearer", "access_token": self.tokens[-1]}
        return token | {"expires_in": self.expires_in}


class Loopback(ThreadingHTTPServer):
    """The proxy, a context manager; `calls` are all requests in order of arrival.

    `troubles` says what goes wrong with which request to Graph, by its number from 1; each of them
    takes `delay` seconds. An error in the server itself is raised at the end of the context.
    """

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, entra: Entra) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.entra = entra
        self.tenant = EmulatedTenant(people())
        self.calls: list[Call] = []
        self.authority = trustme.CA()
        self.contexts = {host: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for host in (LOGIN, GRAPH)}
        for host, context in self.contexts.items():
            self.authority.issue_cert(host).configure_cert(context)
        self.troubles: dict[int, Trouble] = {}
        self.delay = 0.0
        self._requests = 0
        self._counting = threading.Lock()
        self._faults: list[BaseException] = []

    def trouble(self) -> Trouble | None:
        """What goes wrong with this request to Graph, if anything; counts it."""
        with self._counting:
            self._requests += 1
            number = self._requests
        time.sleep(self.delay)
        return self.troubles.get(number)

    def answer(self, call: Call) -> Answer:
        """Entra's answer; or Graph's, which needs a token."""
        if call.host == LOGIN:
            path, _, query = call.path.partition("?")
            return self.entra.answer(call.method, path, dict(parse_qsl(call.body or query)))
        if call.headers.get("authorization") not in [f"Bearer {t}" for t in self.entra.tokens]:
            error = {"code": "InvalidAuthenticationToken", "message": "Access token is not valid."}
            return 401, {"error": error}
        address, prefer = f"https://{GRAPH}{call.path}", call.headers.get("prefer", "")
        return self.tenant.answer(call.method, address, call.body.encode(), prefer)

    def handle_error(self, *_: object) -> None:
        """Keep the error that ended a connection, unless it is the client's: it may hang up, or not
        trust the certificate."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self._faults.append(error)

    def __enter__(self) -> "Loopback":
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        for fault in self._faults:
            raise fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True
    server: Loopback
    _host = ""

    def do_CONNECT(self) -> None:
        host = urlsplit(f"//{self.path}").hostname or ""
        self._record(host)
        if host not in self.server.contexts:
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        try:
            self.request = self.server.contexts[host].wrap_socket(self.request, server_side=True)
        except OSError as error:
            # For a client that hung up before the handshake, ssl leaves its new socket open.
            for frame, _ in traceback.walk_tb(error.__traceback__):
                if isinstance(opened := frame.f_locals.get("self"), ssl.SSLSocket):
                    opened.close()
            raise
        self.setup()
        # The next requests on this socket are those inside the tunnel.
        self._host, self.close_connection = host, False

    def do_GET(self) -> None:
        call = self._record(self._host)
        trouble = self.server.trouble() if self._host == GRAPH else None
        if trouble is not None:
            self._fail(trouble)
            return
        status, body = self.server.answer(call) if self._host else (403, "only tunnels are served")
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(body, str) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _fail(self, trouble: Trouble) -> None:
        """Give a wrong answer, or end the connection."""
        if isinstance(trouble, int):
            self.send_response(trouble)
            self.send_header("Retry-After", "0.2")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.close_connection = True
        if trouble == "reset":
            linger = struct.pack("ii", 1, 0)  # closing sends RST at once
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        elif trouble in ("cut", "garbage"):
            content = (
                b'{"value": [{"id": "1"' if trouble == "cut" else b"<html>sign in first</html>"
            )
            self.send_response(200)
            self.send_header("Content-Length", str(len(content) + 99 * (trouble == "cut")))
            self.end_headers()
            self.wfile.write(content)

    def do_POST(self) -> None:
        self.do_GET()

    def _record(self, host: str) -> Call:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.calls.append(Call(host, self.command, self.path, headers, body))
        return self.server.calls[-1]

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def log_message(self, *_: object) -> None:
        pass
