"""Batches over the real SDK: answers in any order, and each kind of inner failure."""

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
from tests.graph.tenant import Faulty, answer, ask, error, staff

Inner = dict[str, Any]
PHONE = MethodsRead(("password", "mobilePhone"))


class Batches(Faulty):
    """The emulated tenant with its batch answers changed: `change` gets the number of the batch,
    from 1, and its sub-answers, and returns others."""

    def __init__(
        self, number: int, change: Callable[[int, list[Inner]], list[Inner]], latency: float = 0.0
    ) -> None:
        tenant = EmulatedTenant(staff(number))
        self.sizes: list[int] = []

        def fault(request: httpx.Request, time: int) -> httpx.Response:
            requests = json.loads(request.content)["requests"]
            self.sizes.append(len(requests))
            _, body = tenant.answer("POST", str(request.url), request.content)
            return answer(200, {"responses": change(time, body["responses"])})

        super().__init__(tenant, fault, latency)


def methods(wire: Batches, number: int) -> dict[str, Any]:
    """What is read for `number` accounts."""
    ids = [f"id-{n:06d}" for n in range(1, number + 1)]
    return ask(wire, lambda graph: graph.authentication_methods(ids))


def test_answers_come_in_any_order() -> None:
    wire = Batches(45, lambda _, inner: sorted(inner, key=lambda one: hash(one["id"])))
    assert methods(wire, 45) == {f"id-{n:06d}": PHONE for n in range(1, 46)}
    assert sorted(wire.sizes) == [5, 20, 20]


def turned_down(status: int, **headers: str) -> Callable[[int, list[Inner]], list[Inner]]:
    """Every third answer of the first batch fails."""

    def change(time: int, inner: list[Inner]) -> list[Inner]:
        if time > 1:
            return inner
        failed = {"status": status, "headers": headers, "body": {"error": {"code": "x"}}}
        return [one | failed if int(one["id"]) % 3 == 0 else one for one in inner]

    return change


def test_an_inner_429_is_put_again_after_its_own_time_and_alone() -> None:
    wire = Batches(20, turned_down(429, **{"Retry-After": "12.5"}))
    assert set(methods(wire, 20).values()) == {PHONE}
    assert wire.sizes == [20, 7]
    assert wire.times == [0, 12.5]


def test_the_longest_of_several_inner_times_counts() -> None:
    def change(time: int, inner: list[Inner]) -> list[Inner]:
        if time > 1:
            return inner
        return [
            one | {"status": 429, "headers": {"retry-after": str(5 * int(one["id"]))}}
            for one in inner
        ]

    wire = Batches(3, change)
    methods(wire, 3)
    assert wire.times == [0, 10]


@pytest.mark.parametrize("status", [424, 500, 502, 503, 504])
def test_inner_trouble_is_put_again(status: int) -> None:
    wire = Batches(20, turned_down(status))
    assert set(methods(wire, 20).values()) == {PHONE}
    assert wire.sizes == [20, 7]
    assert 0.75 <= wire.times[1] <= 1.25


def test_a_missing_answer_is_asked_for_again() -> None:
    wire = Batches(20, lambda time, inner: inner[1:] if time == 1 else inner)
    assert set(methods(wire, 20).values()) == {PHONE}
    assert wire.sizes == [20, 1]


def test_an_answer_that_never_comes_is_no_answer() -> None:
    wire = Batches(3, lambda _, inner: [one for one in inner if one["body"]["value"] and False])
    assert set(methods(wire, 3).values()) == {
        Unanswered("Graph left the question out of its answer")
    }
    assert wire.sizes == [3] * 8


def test_one_account_that_fails_for_ever_does_not_hold_the_others() -> None:
    broken = {"id": "0", "status": 500, "body": None}
    wire = Batches(20, lambda _, inner: [broken if one["id"] == "0" else one for one in inner])
    found = methods(wire, 20)
    assert found.pop("id-000001") == Unanswered(
        "Graph could not show the authentication methods of this account", "HTTP 500"
    )
    assert set(found.values()) == {PHONE}
    assert wire.sizes == [20, *[1] * 7]


def test_an_unknown_id_in_the_answer_is_nobodys() -> None:
    stranger = {"id": "999", "status": 200, "body": {"value": []}}
    wire = Batches(2, lambda _, inner: [*inner, stranger])
    assert set(methods(wire, 2).values()) == {PHONE}


def test_an_inner_wait_beyond_the_limit_is_an_error() -> None:
    wire = Batches(2, turned_down(429, **{"Retry-After": "5000"}))
    with pytest.raises(ServiceError, match="asks to wait 5000 s"):
        methods(wire, 2)


def test_a_batch_answer_of_another_shape_is_an_error() -> None:
    wire = Faulty(EmulatedTenant(staff(1)), lambda *_: answer(200, {"responses": [{"id": 1}]}))
    with pytest.raises(ServiceError, match="unexpected shape"):
        ask(wire, lambda graph: graph.authentication_methods(["id-000001"]))


def test_fewer_batches_fly_after_a_throttled_one_and_more_while_all_goes_well() -> None:
    def change(time: int, inner: list[Inner]) -> list[Inner]:
        if time == 1:
            return [one | {"status": 429, "headers": {"Retry-After": "1"}} for one in inner]
        return inner

    wire = Batches(800, change, latency=0.5)
    assert len(methods(wire, 800)) == 800
    # 4 at first. At 0.5 one is turned down (room for 2) and three go well (room for 5); the budget
    # is closed until 1.5. From then each that goes well makes room for one more, up to 16.
    assert [wire.times.count(time) for time in sorted(set(wire.times))] == [4, 5, 9, 16, 7]


def test_two_answers_to_one_question_are_none() -> None:
    def change(time: int, inner: list[Inner]) -> list[Inner]:
        empty = {"id": "0", "status": 200, "body": {"value": []}}
        return [*inner, empty] if time == 1 else inner

    wire = Batches(2, change)
    assert set(methods(wire, 2).values()) == {PHONE}
    assert wire.sizes == [2, 1]


def test_an_inner_503_with_a_time_holds_for_everybody_and_is_told() -> None:
    told: list[str] = []
    wire = Batches(2, turned_down(503, **{"Retry-After": "45"}))
    ids = ["id-000001", "id-000002"]
    ask(wire, lambda graph: graph.authentication_methods(ids), Pacing(notice=told.append))
    assert wire.times == [0, 45]
    assert told == ["waiting 45 s: the service asked for it (503 inside a batch)"]


def test_an_inner_503_may_not_ask_for_more_than_is_allowed() -> None:
    wire = Batches(2, turned_down(503, **{"Retry-After": "5000"}))
    with pytest.raises(ServiceError, match="asks to wait 5000 s"):
        methods(wire, 2)


def test_batches_that_fail_together_are_one_error(caplog: pytest.LogCaptureFixture) -> None:
    wire = Faulty(EmulatedTenant(staff(80)), lambda *_: error(403, "Authorization_RequestDenied"))
    ids = [f"id-{n:06d}" for n in range(1, 81)]
    with pytest.raises(AccessError):
        ask(wire, lambda graph: graph.authentication_methods(ids))
    gc.collect()
    assert caplog.text == ""
