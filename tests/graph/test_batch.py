"""Batches over the real SDK: answers in any order, and each kind of failure within a batch."""

import gc
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mfa_audit.domain.accounts import MethodsRead, Unanswered
from mfa_audit.errors import AccessError, ServiceError
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.pacing import Pacing
from tests.graph.tenant import Faulty, always, answer, ask, error, staff

Responses = list[dict[str, Any]]
# Its arguments are the number of the batch, from 1, and the responses in its answer.
Change = Callable[[int, Responses], Responses]
PHONE = MethodsRead(("password", "mobilePhone"))


class Batches(Faulty):
    """The emulated tenant of `number` people, whose batches are answered as `change` returns."""

    def __init__(self, number: int, change: Change, latency: float = 0.0) -> None:
        tenant = EmulatedTenant(staff(number))
        self.sizes: list[int] = []

        def fault(request: httpx.Request, time: int) -> httpx.Response:
            requests = json.loads(request.content)["requests"]
            self.sizes.append(len(requests))
            _, body = tenant.answer("POST", str(request.url), request.content)
            return answer(200, {"responses": change(time, body["responses"])})

        super().__init__(tenant, fault, latency)


def methods(
    wire: httpx.AsyncBaseTransport, number: int, pacing: Pacing | None = None
) -> dict[str, Any]:
    """The methods of `number` accounts."""
    ids = [person.id for person in staff(number)]
    return ask(wire, lambda graph: graph.authentication_methods(ids), pacing)


def every_third(status: int, **headers: str) -> Change:
    """Every third response of the first batch has this status."""
    failed = {"status": status, "headers": headers, "body": {"error": {"code": "x"}}}

    def change(time: int, responses: Responses) -> Responses:
        if time > 1:
            return responses
        return [r | failed if int(r["id"]) % 3 == 0 else r for r in responses]

    return change


def test_responses_may_come_in_any_order() -> None:
    wire = Batches(45, lambda _, responses: sorted(responses, key=lambda r: hash(r["id"])))
    assert methods(wire, 45) == {f"id-{n:06d}": PHONE for n in range(1, 46)}
    assert sorted(wire.sizes) == [5, 20, 20]


def test_throttled_requests_are_sent_again_alone_after_their_own_time() -> None:
    wire = Batches(20, every_third(429, **{"Retry-After": "12.5"}))
    assert set(methods(wire, 20).values()) == {PHONE}
    assert wire.sizes == [20, 7]
    assert wire.times == [0, 12.5]


def test_the_longest_of_several_times_counts() -> None:
    def change(time: int, responses: Responses) -> Responses:
        if time > 1:
            return responses
        return [
            r | {"status": 429, "headers": {"retry-after": str(5 * int(r["id"]))}}
            for r in responses
        ]

    wire = Batches(3, change)
    methods(wire, 3)
    assert wire.times == [0, 10]


@pytest.mark.parametrize("status", [424, 500, 502, 503, 504])
def test_failed_requests_are_sent_again(status: int) -> None:
    wire = Batches(20, every_third(status))
    assert set(methods(wire, 20).values()) == {PHONE}
    assert wire.sizes == [20, 7]
    assert 0.75 <= wire.times[1] <= 1.25


def test_requests_without_a_response_are_sent_again() -> None:
    wire = Batches(20, lambda time, responses: responses[1:] if time == 1 else responses)
    assert set(methods(wire, 20).values()) == {PHONE}
    assert wire.sizes == [20, 1]
    never = Batches(3, lambda *_: [])
    unanswered = Unanswered("Graph left the question out of its answer")
    assert set(methods(never, 3).values()) == {unanswered}
    assert never.sizes == [3] * 8


def test_two_responses_to_the_same_request_count_as_none() -> None:
    empty = {"id": "0", "status": 200, "body": {"value": []}}
    wire = Batches(2, lambda time, responses: [*responses, empty] if time == 1 else responses)
    assert set(methods(wire, 2).values()) == {PHONE}
    assert wire.sizes == [2, 1]


def test_a_response_to_an_unknown_request_is_ignored() -> None:
    stranger = {"id": "999", "status": 200, "body": {"value": []}}
    wire = Batches(2, lambda _, responses: [*responses, stranger])
    assert set(methods(wire, 2).values()) == {PHONE}


def test_an_account_that_always_fails_does_not_delay_the_others() -> None:
    broken = {"id": "0", "status": 500, "body": None}
    wire = Batches(20, lambda _, responses: [broken if r["id"] == "0" else r for r in responses])
    answers = methods(wire, 20)
    assert answers.pop("id-000001") == Unanswered(
        "Graph could not show the authentication methods of this account", "HTTP 500"
    )
    assert set(answers.values()) == {PHONE}
    assert wire.sizes == [20, *[1] * 7]


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_longer_than_allowed_is_an_error(status: int) -> None:
    wire = Batches(2, every_third(status, **{"Retry-After": "5000"}))
    with pytest.raises(ServiceError, match="asks to wait 5000 s"):
        methods(wire, 2)


def test_a_503_with_a_time_delays_every_request_and_is_reported() -> None:
    notices: list[str] = []
    wire = Batches(2, every_third(503, **{"Retry-After": "45"}))
    methods(wire, 2, Pacing(notice=notices.append))
    assert wire.times == [0, 45]
    assert notices == ["waiting 45 s: the service asked for it (503 inside a batch)"]


def test_a_batch_answer_of_another_shape_is_an_error() -> None:
    wire = always(answer(200, {"responses": [{"id": 1}]}))
    with pytest.raises(ServiceError, match="unexpected shape"):
        methods(wire, 1)


def test_fewer_batches_are_sent_at_once_after_a_throttled_one_and_then_more() -> None:
    def change(time: int, responses: Responses) -> Responses:
        throttled = {"status": 429, "headers": {"Retry-After": "1"}}
        return [r | throttled for r in responses] if time == 1 else responses

    wire = Batches(800, change, latency=0.5)
    assert len(methods(wire, 800)) == 800
    # 4 at first. At 0.5 one is turned down (room for 2) and three go well (room for 5); the budget
    # is closed until 1.5. From then each that goes well makes room for one more, up to 16.
    assert [wire.times.count(time) for time in sorted(set(wire.times))] == [4, 5, 9, 16, 7]


def test_batches_that_fail_together_are_one_error(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AccessError):
        methods(always(error(403, "Authorization_RequestDenied")), 80)
    gc.collect()
    assert caplog.text == ""
