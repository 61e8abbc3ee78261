"""Pacing and retry under the real SDK: what is sent again, when, and when it ends."""

import email.utils
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from mfa_audit.errors import ServiceError
from mfa_audit.graph.demo.contoso import Person
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.pacing import Pacing, Workload
from mfa_audit.graph.transport import back_off, retry_after, workload_of
from tests.graph.tenant import Faulty, answer, ask, error, staff, tenant

REPORT = "/v1.0/reports/authenticationMethods/userRegistrationDetails"


async def users(graph: GraphDirectory) -> int:
    """How many accounts /users lists."""
    return sum([len(page) async for page in graph.users(())])


def first_times(number: int, make: Callable[[], httpx.Response | Exception]) -> Any:
    """A fault for the first `number` times that an address is asked for."""
    return lambda _, time: make() if time <= number else None


@pytest.mark.parametrize(
    "fault",
    [
        lambda: error(429, "TooManyRequests", retry_after="7"),
        lambda: error(429, "TooManyRequests"),
        lambda: error(500, "UnknownError"),
        lambda: error(502, "BadGateway"),
        lambda: error(503, "ServiceUnavailable"),
        lambda: error(503, "ServiceUnavailable", retry_after="2.128"),
        lambda: error(504, "GatewayTimeout"),
        lambda: httpx.ConnectError("refused"),
        lambda: httpx.ReadError("reset"),
        lambda: httpx.ReadTimeout("slow"),
        lambda: httpx.RemoteProtocolError("peer closed connection"),
        lambda: answer(200, b'{"value": [{"id": "1"'),
        lambda: answer(200, b"<html>please log in to the proxy</html>"),
        lambda: answer(200, b""),
        lambda: httpx.Response(200, content=b"junk", headers={"content-encoding": "gzip"}),
    ],
)
def test_a_passing_fault_is_sent_again(fault: Callable[[], httpx.Response | Exception]) -> None:
    def make() -> httpx.Response | Exception:
        try:
            return fault()
        except httpx.DecodingError as error:
            return error

    wire = Faulty(tenant(staff(3)), first_times(2, make))
    assert ask(wire, users) == 3
    assert len(wire.sent) == 3


@pytest.mark.parametrize(
    ("header", "seconds"), [("10", 10.0), ("2.128", 2.128), ("200", 200.0), ("899", 899.0)]
)
def test_retry_after_is_obeyed_to_the_fraction(header: str, seconds: float) -> None:
    fault = first_times(1, lambda: error(429, "TooManyRequests", retry_after=header))
    wire = Faulty(tenant(staff(1)), fault)
    ask(wire, users)
    assert wire.times == [0, pytest.approx(seconds)]


def test_retry_after_holds_for_every_task_of_the_workload() -> None:
    people = [Person(f"id-{n}", f"p{n}@c.example", f"P{n}", enabled=False) for n in range(400)]

    def fault(_: httpx.Request, time: int) -> httpx.Response | None:
        return error(429, "TooManyRequests", retry_after="30") if time == 2 else None

    wire = Faulty(tenant(people), fault, latency=0.06)
    ids = [person.id for person in people]
    found = ask(wire, lambda graph: graph.authentication_methods(ids))
    assert len(found) == 400
    # Four fly side by side when the second is turned down; nothing more until 30 s have passed.
    assert wire.times.count(0) == 4
    assert min(time for time in wire.times if time > 0) == pytest.approx(30.06)
    assert len(wire.times) == 21


def test_a_429_without_a_time_backs_off_for_the_workload() -> None:
    fault = first_times(3, lambda: error(429, "TooManyRequests"))
    wire = Faulty(tenant(staff(1)), fault)
    ask(wire, users)
    gaps = [late - early for early, late in zip(wire.times, wire.times[1:], strict=False)]
    for gap, middle in zip(gaps, [1, 2, 4], strict=True):
        assert 0.75 * middle <= gap <= 1.25 * middle


def test_a_date_is_counted_from_now() -> None:
    date = email.utils.format_datetime(email.utils.localtime())
    now = email.utils.parsedate_to_datetime(date).timestamp()
    assert retry_after({"Retry-After": date}, now - 90) == 90
    assert retry_after({"retry-after": date}, now + 90) == 0
    assert retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


@pytest.mark.parametrize("header", ["soon", "", "nan", "inf", "1e999"])
def test_a_time_that_cannot_be_read_is_none(header: str) -> None:
    assert retry_after({"Retry-After": header}) is None


def test_a_negative_time_is_none_to_wait() -> None:
    assert retry_after({"Retry-After": "-5"}) == 0
    assert retry_after({}) is None


def test_backing_off_doubles_with_jitter_up_to_a_minute() -> None:
    for attempt, middle in [(1, 1), (2, 2), (5, 16), (20, 60)]:
        waits = {back_off(attempt) for _ in range(50)}
        assert all(0.75 * middle <= wait <= 1.25 * middle for wait in waits)
        assert len(waits) > 1


def test_a_service_that_stays_down_ends_in_an_error() -> None:
    wire = Faulty(tenant([]), lambda *_: error(503, "ServiceUnavailable", "down"))
    with pytest.raises(ServiceError) as caught:
        ask(wire, users)
    assert caught.value.what == "Graph answered 503 when asked for the users: down"
    assert caught.value.request_id == "req-1"
    assert len(wire.sent) == 8


def test_a_line_that_never_worked_is_given_up_sooner() -> None:
    wire = Faulty(tenant([]), lambda *_: httpx.ConnectError("no route"))
    with pytest.raises(ServiceError) as caught:
        ask(wire, users)
    assert caught.value.what == (
        "No whole answer from graph.microsoft.com in 4 attempts: ConnectError: no route."
    )
    assert len(wire.sent) == 4


def test_a_line_that_breaks_later_is_tried_longer() -> None:
    wire = Faulty(
        tenant(staff(3), page_size=2),
        lambda request, _: httpx.ReadError("reset") if b"skiptoken" in request.url.query else None,
    )
    with pytest.raises(ServiceError, match="in 8 attempts: ReadError: reset"):
        ask(wire, users)
    assert len(wire.sent) == 9


def test_an_untrusted_certificate_is_not_tried_again() -> None:
    broken = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    broken.__cause__ = ssl.SSLCertVerificationError("x")
    wire = Faulty(tenant([]), lambda *_: broken)
    with pytest.raises(ServiceError) as caught:
        ask(wire, users)
    assert caught.value.what == "The certificate of graph.microsoft.com is not trusted here."
    assert len(wire.sent) == 1


def test_a_wait_beyond_the_limit_ends_in_an_error_not_in_silence() -> None:
    wire = Faulty(tenant([]), lambda *_: error(429, "TooManyRequests", retry_after="901"))
    with pytest.raises(ServiceError, match="asks to wait 901 s"):
        ask(wire, users)
    assert len(wire.sent) == 1


def test_a_longer_wait_can_be_allowed() -> None:
    fault = first_times(1, lambda: error(429, "TooManyRequests", retry_after="3600"))
    wire = Faulty(tenant(staff(1)), fault)
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


def test_a_wait_too_long_for_one_request_is_too_long_for_the_next() -> None:
    wire = Faulty(tenant(staff(1)), first_times(1, lambda: throttled("1000")))
    assert ask(wire, tenant_and_users).startswith("Graph asks to wait 1000 s")
    assert len(wire.sent) == 1


def throttled(seconds: str, body: bytes = b"{}") -> httpx.Response:
    """A 429 that asks for so many seconds."""
    return answer(429, body, retry_after=seconds)


def test_the_last_429_of_a_request_still_holds_for_the_next() -> None:
    wire = Faulty(
        tenant(staff(1)),
        lambda request, _: throttled("60") if "organization" in str(request.url) else None,
    )
    assert ask(wire, tenant_and_users) == "1"
    assert wire.times == [*range(0, 480, 60), 480]


def test_a_429_with_a_broken_body_keeps_its_time() -> None:
    def fault(_: httpx.Request, time: int) -> httpx.Response | None:
        broken = httpx.Response(429, headers={"retry-after": "30"}, stream=Broken())
        return broken if time == 1 else None

    wire = Faulty(tenant(staff(1)), fault)
    assert ask(wire, users) == 1
    assert wire.times == [0, 30]


class Broken(httpx.AsyncByteStream):
    """A body that is cut short."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        raise httpx.ReadError("reset")


def test_a_retry_after_of_nothing_backs_off() -> None:
    wire = Faulty(tenant(staff(1)), first_times(2, lambda: throttled("0")))
    ask(wire, users)
    assert wire.times[1] >= 0.75
    assert wire.times[2] - wire.times[1] >= 1.5


def test_a_date_goes_by_the_services_clock() -> None:
    headers = {
        "Date": "Sat, 21 Nov 2026 12:00:00 GMT",
        "Retry-After": "Sat, 21 Nov 2026 12:01:00 GMT",
    }
    assert retry_after(headers) == 60


def test_what_is_refused_is_not_sent_again() -> None:
    wire = Faulty(tenant([]), lambda *_: error(403, "Authorization_RequestDenied"))
    with pytest.raises(Exception, match="permission to read the users is missing"):
        ask(wire, users)
    assert len(wire.sent) == 1


def test_the_service_near_its_limit_is_heeded() -> None:
    def fault(request: httpx.Request, _: int) -> httpx.Response | None:
        return None if request.url.query.count(b"skiptoken") else full

    page = {"value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=0"}
    full = answer(200, page, x_ms_throttle_limit_percentage="1.3")
    wire = Faulty(tenant(staff(1)), fault)
    wire._inner = Faulty(tenant([]), lambda *_: answer(200, {"value": []}))
    assert ask(wire, users) == 0
    assert wire.times == [0, pytest.approx(5.1)]


def test_a_header_that_is_no_number_is_ignored() -> None:
    wire = Faulty(
        tenant([]), lambda *_: answer(200, {"value": []}, x_ms_throttle_limit_percentage="high")
    )
    assert ask(wire, users) == 0


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
def test_each_request_is_counted_against_its_budget(
    path: str, query: str, workload: Workload
) -> None:
    assert workload_of(path, query) is workload


def test_traffic_is_counted_by_workload() -> None:
    fault = first_times(1, lambda: error(429, "TooManyRequests", retry_after="7"))
    wire = Faulty(tenant(staff(3)), fault)

    async def both(graph: GraphDirectory) -> Any:
        await users(graph)
        _ = [page async for page in graph.registration_details()]
        return graph.traffic

    traffic = ask(wire, both)
    assert {name: (t.requests, t.retries, t.waited) for name, t in traffic.items()} == {
        "directory": (2, 1, 7.0),
        "reports": (2, 1, 7.0),
    }
