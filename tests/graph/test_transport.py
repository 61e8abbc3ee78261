"""Pacing and retries below the real SDK: which requests are sent again, when, and for how long. The
proxy that the settings name, and the host that gets the tokens."""

import ssl
from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiota_authentication_azure.azure_identity_access_token_provider import (
    AzureIdentityAccessTokenProvider,
)

from mfa_audit.errors import AccessError, ServiceError, UsageError
from mfa_audit.graph.clouds import CLOUDS, Auth
from mfa_audit.graph.directory import GraphDirectory, connect
from mfa_audit.graph.pacing import Pacing, Workload
from mfa_audit.graph.sign_in import Credential, sign_in
from mfa_audit.graph.transport import back_off, proxy_for, retry_after, workload_of
from tests.graph.tenant import Answer, Faulty, always, answer, ask, at, error, staff, tenant

REPORT = "/v1.0/reports/authenticationMethods/userRegistrationDetails"


async def users(graph: GraphDirectory) -> int:
    """How many accounts /users lists."""
    return sum([len(page) async for page in graph.users(())])


def throttled(seconds: str | None = None) -> httpx.Response:
    """A 429 that asks for so many seconds."""
    headers = {} if seconds is None else {"retry_after": seconds}
    return error(429, "TooManyRequests", **headers)


@pytest.mark.parametrize(
    "fault",
    [
        throttled("7"),
        throttled(),
        error(500, "UnknownError"),
        error(502, "BadGateway"),
        error(503, "ServiceUnavailable"),
        error(503, "ServiceUnavailable", retry_after="2.128"),
        error(504, "GatewayTimeout"),
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("peer closed connection"),
        # A body that is not what its content-encoding says.
        httpx.DecodingError("incorrect header check"),
        answer(200, b'{"value": [{"id": "1"'),
        answer(200, b"<html>please log in to the proxy</html>"),
        answer(200, b""),
    ],
    ids=str,
)
def test_a_request_is_sent_again_after_a_passing_fault(fault: Answer) -> None:
    wire = Faulty(tenant(staff(3)), at("", fault, times=2))
    assert ask(wire, users) == 3
    assert len(wire.sent) == 3


@pytest.mark.parametrize(
    ("header", "seconds"), [("10", 10.0), ("2.128", 2.128), ("200", 200.0), ("899", 899.0)]
)
def test_retry_after_is_obeyed_to_the_fraction_of_a_second(header: str, seconds: float) -> None:
    wire = Faulty(tenant(staff(1)), at("", throttled(header), times=1))
    ask(wire, users)
    assert wire.times == [0, pytest.approx(seconds)]


def test_retry_after_holds_for_every_task_of_the_workload() -> None:
    people = staff(400)
    second = throttled("30")
    wire = Faulty(tenant(people), lambda _, time: second if time == 2 else None, latency=0.06)
    ids = [person.id for person in people]
    assert len(ask(wire, lambda graph: graph.authentication_methods(ids))) == 400
    # Four are under way when the second is turned down; no other leaves until 30 s have passed.
    assert wire.times.count(0) == 4
    assert min(time for time in wire.times if time > 0) == pytest.approx(30.06)
    assert len(wire.times) == 21


def test_a_429_without_a_time_backs_off_for_the_workload() -> None:
    wire = Faulty(tenant(staff(1)), at("", throttled(), times=3))
    ask(wire, users)
    gaps = [late - early for early, late in zip(wire.times, wire.times[1:], strict=False)]
    for gap, middle in zip(gaps, [1, 2, 4], strict=True):
        assert 0.75 * middle <= gap <= 1.25 * middle


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Sat, 21 Nov 2026 12:01:00 GMT", 90),
        ("Sat, 21 Nov 2026 11:58:00 GMT", 0),
        ("-5", 0),
        *((text, None) for text in ("soon", "", "nan", "inf", "1e999")),
    ],
)
def test_the_time_of_retry_after(header: str, seconds: float | None) -> None:
    now = parsedate_to_datetime("Sat, 21 Nov 2026 11:59:30 GMT").timestamp()
    assert retry_after({"Retry-After": header}, now) == seconds
    assert retry_after({"retry-after": header}, now) == seconds


def test_a_date_is_counted_from_the_services_clock_or_else_from_ours() -> None:
    date = "Sat, 21 Nov 2026 12:00:00 GMT"
    assert retry_after({"Date": date, "Retry-After": "Sat, 21 Nov 2026 12:01:00 GMT"}) == 60
    assert retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({}) is None


@given(st.text(max_size=40))
def test_any_retry_after_is_a_time_or_none(text: str) -> None:
    seconds = retry_after({"Retry-After": text}, now=0.0)
    assert seconds is None or seconds >= 0


def test_backing_off_doubles_with_jitter_up_to_a_minute() -> None:
    for attempt, middle in [(1, 1), (2, 2), (5, 16), (20, 60)]:
        waits = {back_off(attempt) for _ in range(50)}
        assert all(0.75 * middle <= wait <= 1.25 * middle for wait in waits)
        assert len(waits) > 1


def test_a_service_that_stays_down_ends_in_an_error() -> None:
    wire = always(error(503, "ServiceUnavailable", "down"))
    with pytest.raises(ServiceError) as caught:
        ask(wire, users)
    assert caught.value.what == "Graph answered 503 when asked for the users: down"
    assert caught.value.request_id == "req-1"
    assert len(wire.sent) == 8


def test_fewer_attempts_where_the_network_never_worked() -> None:
    wire = always(httpx.ConnectError("no route"))
    with pytest.raises(ServiceError) as caught:
        ask(wire, users)
    assert caught.value.what == (
        "No whole answer from graph.microsoft.com in 4 attempts: ConnectError: no route."
    )
    assert len(wire.sent) == 4


def test_more_attempts_where_the_network_worked_before() -> None:
    wire = Faulty(tenant(staff(3), page_size=2), at("skiptoken", httpx.ReadError("reset")))
    with pytest.raises(ServiceError, match="in 8 attempts: ReadError: reset"):
        ask(wire, users)
    assert len(wire.sent) == 9


def test_no_second_attempt_after_an_untrusted_certificate() -> None:
    broken = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    broken.__cause__ = ssl.SSLCertVerificationError("x")
    wire = always(broken)
    with pytest.raises(ServiceError) as caught:
        ask(wire, users)
    assert caught.value.what == "The certificate of graph.microsoft.com is not trusted here."
    assert len(wire.sent) == 1


def test_a_wait_longer_than_allowed_is_an_error() -> None:
    wire = always(throttled("901"))
    with pytest.raises(ServiceError, match="asks to wait 901 s"):
        ask(wire, users)
    assert len(wire.sent) == 1


def test_a_longer_wait_can_be_allowed() -> None:
    wire = Faulty(tenant(staff(1)), at("", throttled("3600"), times=1))
    assert ask(wire, users, Pacing(max_wait=4000)) == 1
    assert wire.times == [0, 3600]


async def tenant_and_users(graph: GraphDirectory) -> str:
    """Two requests of one workload, the first of which fails."""
    with pytest.raises(ServiceError):
        await graph.tenant()
    try:
        return str(await users(graph))
    except ServiceError as error:
        return error.what


def test_a_wait_too_long_for_a_request_is_too_long_for_the_next() -> None:
    wire = Faulty(tenant(staff(1)), at("", throttled("1000"), times=1))
    assert ask(wire, tenant_and_users).startswith("Graph asks to wait 1000 s")
    assert len(wire.sent) == 1


def test_the_last_429_of_a_request_delays_the_next() -> None:
    wire = Faulty(tenant(staff(1)), at("organization", throttled("60")))
    assert ask(wire, tenant_and_users) == "1"
    assert wire.times == [*range(0, 480, 60), 480]


class Broken(httpx.AsyncByteStream):
    """A body that is cut short."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        raise httpx.ReadError("reset")


def test_a_429_with_a_broken_body_keeps_its_time() -> None:
    broken = httpx.Response(429, headers={"retry-after": "30"}, stream=Broken())
    wire = Faulty(tenant(staff(1)), lambda _, time: broken if time == 1 else None)
    assert ask(wire, users) == 1
    assert wire.times == [0, 30]


def test_a_retry_after_of_nothing_backs_off() -> None:
    wire = Faulty(tenant(staff(1)), at("", throttled("0"), times=2))
    ask(wire, users)
    assert wire.times[1] >= 0.75
    assert wire.times[2] - wire.times[1] >= 1.5


def test_a_refused_request_is_not_sent_again() -> None:
    wire = always(error(403, "Authorization_RequestDenied"))
    with pytest.raises(AccessError, match="permission to read the users is missing"):
        ask(wire, users)
    assert len(wire.sent) == 1


def test_requests_slow_down_when_the_service_is_near_its_limit() -> None:
    page = {"value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=0"}
    full = answer(200, page, x_ms_throttle_limit_percentage="1.3")
    last = answer(200, {"value": []})
    wire = Faulty(tenant(), lambda request, _: last if b"skiptoken" in request.url.query else full)
    assert ask(wire, users) == 0
    assert wire.times == [0, pytest.approx(5.1)]


def test_a_percentage_that_is_no_number_is_ignored() -> None:
    page = answer(200, {"value": []}, x_ms_throttle_limit_percentage="high")
    assert ask(always(page), users) == 0


@pytest.mark.parametrize(
    ("path", "query", "workload"),
    [
        ("/v1.0/users", "$select=id", Workload.DIRECTORY),
        ("/beta/$batch", "", Workload.DIRECTORY),
        ("/v1.0/users", "$select=id,signInActivity", Workload.SIGN_IN_ACTIVITY),
        (REPORT, "$top=999", Workload.REPORTS),
        ("/beta/auditLogs/signIns", "", Workload.REPORTS),
        ("/v1.0/identityProtection/riskDetections", "", Workload.IDENTITY_PROTECTION),
    ],
)
def test_the_workload_of_a_request(path: str, query: str, workload: Workload) -> None:
    assert workload_of(path, query) is workload


def test_traffic_is_counted_by_workload() -> None:
    wire = Faulty(tenant(staff(3)), at("", throttled("7"), times=1))

    async def both(graph: GraphDirectory) -> Any:
        await users(graph)
        _ = [page async for page in graph.registration_details()]
        return graph.traffic

    traffic = ask(wire, both)
    assert {name: (t.requests, t.retries, t.waited) for name, t in traffic.items()} == {
        "directory": (2, 1, 7.0),
        "reports": (2, 1, 7.0),
    }


def signed_in(cloud: str = "global") -> Credential:
    """An app that has not requested a token yet."""
    environ = {"AZURE_CLIENT_SECRET": "s"}
    return sign_in(
        Auth.SECRET,
        CLOUDS[cloud],
        "contoso.example",
        "app-1",
        console=False,
        tell=print,
        environ=environ,
    )


@pytest.mark.linux
@pytest.mark.usefixtures("_no_network_settings")
@pytest.mark.parametrize(
    ("setting", "proxy"),
    [
        ("http://proxy.example:8080", "http://proxy.example:8080"),
        ("proxy.example:8080", "http://proxy.example:8080"),
        ("user:word@proxy.example:8080", "http://user:word@proxy.example:8080"),
        ("https://proxy.example", "https://proxy.example"),
    ],
)
def test_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, setting: str, proxy: str
) -> None:
    assert proxy_for("graph.microsoft.com") is None
    monkeypatch.setenv("HTTPS_PROXY", setting)
    assert proxy_for("graph.microsoft.com") == proxy
    connect(signed_in(), Pacing())
    monkeypatch.setenv("NO_PROXY", "microsoft.com")
    assert proxy_for("graph.microsoft.com") is None


@pytest.mark.linux
@pytest.mark.usefixtures("_no_network_settings")
def test_the_error_about_a_proxy_leaves_out_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:S3cret@proxy.example:8080")
    with pytest.raises(UsageError) as caught:
        connect(signed_in(), Pacing())
    assert caught.value.what == "The proxy's address cannot be used."
    assert caught.value.__cause__ is None
    assert "S3cret" not in str(caught.value)


@pytest.mark.usefixtures("_no_network_settings")
def test_tokens_go_to_the_clouds_graph_host_only() -> None:
    app = signed_in("usgov")
    reader = connect(app, Pacing()).reader
    # The SDK's own provider decides; it gets the chosen cloud's host and no other.
    provider = reader.v1._authentication_provider.access_token_provider  # type: ignore[attr-defined]
    assert isinstance(provider, AzureIdentityAccessTokenProvider)
    assert provider.get_allowed_hosts_validator().allowed_hosts == {"graph.microsoft.us"}
    assert reader.v1.base_url == "https://graph.microsoft.us/v1.0"
    assert reader.beta.base_url == "https://graph.microsoft.us/beta"
    assert app.scopes == ["https://graph.microsoft.us/.default"]
