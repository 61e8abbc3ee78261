"""Budgets in virtual time: the documented rates, and what the service says above them."""

import asyncio

import pytest

from mfa_audit.errors import ServiceError
from mfa_audit.graph.pacing import LIMITS, Budget, Pacing, Workload
from tests import virtual


async def take(budget: Budget, number: int, units: float = 1) -> list[float]:
    """The moments at which `number` takings came through, one after another."""
    times = []
    for _ in range(number):
        await budget.take(units)
        times.append(round(asyncio.get_running_loop().time(), 2))
    return times


def test_the_limits_are_the_documented_ones() -> None:
    assert {str(workload): limit for workload, limit in LIMITS.items()} == {
        "directory": (8000, 10),
        "reports": (5, 10),
        "signInActivity": (10, 60),
        "identity protection": (1, 1),
    }


def test_five_reports_in_ten_seconds() -> None:
    pacing = Pacing()
    times, _ = virtual.run(take(pacing.budgets[Workload.REPORTS], 12))
    assert times == [0, 0, 0, 0, 0, 10.2, 10.2, 10.2, 10.2, 10.2, 20.4, 20.4]


def test_many_tasks_share_one_budget() -> None:
    async def main() -> list[float]:
        budget = Pacing().budgets[Workload.IDENTITY_PROTECTION]
        parts = await asyncio.gather(*(take(budget, 2) for _ in range(3)))
        return sorted(time for part in parts for time in part)

    times, _ = virtual.run(main())
    assert times == [0, 1.02, 2.04, 3.06, 4.08, 5.1]


def test_a_batch_costs_what_it_holds() -> None:
    budget = Pacing().budgets[Workload.DIRECTORY]
    times, _ = virtual.run(take(budget, 401, 20))
    assert times[399] == 0
    assert times[400] == 10.2


def test_more_than_the_window_holds_passes_alone() -> None:
    budget = Pacing().budgets[Workload.REPORTS]
    times, _ = virtual.run(take(budget, 2, 50))
    assert times == [0, 10.2]


def test_a_closed_budget_holds_everybody_and_the_longest_closure_counts() -> None:
    told: list[str] = []

    async def main() -> list[float]:
        budget = Pacing(notice=told.append).budgets[Workload.DIRECTORY]
        budget.close_for(200.5, "the service asked for it")
        budget.close_for(3, "a shorter one")
        parts = await asyncio.gather(*(take(budget, 1) for _ in range(3)))
        assert budget.waited == 200.5
        return [part[0] for part in parts]

    times, _ = virtual.run(main())
    assert times == [200.5, 200.5, 200.5]
    assert told == ["waiting 200 s: the service asked for it"]


def test_other_workloads_go_on() -> None:
    async def main() -> list[float]:
        pacing = Pacing()
        pacing.budgets[Workload.REPORTS].close_for(60, "x")
        return await take(pacing.budgets[Workload.DIRECTORY], 1)

    assert virtual.run(main())[0] == [0]


def test_a_wait_longer_than_allowed_is_an_error_that_says_so() -> None:
    async def main() -> None:
        Pacing(max_wait=900).budgets[Workload.REPORTS].close_for(901, "x")

    with pytest.raises(ServiceError) as caught:
        virtual.run(main())
    assert caught.value.what == (
        "Graph asks to wait 901 s before the next reports request; the limit is 900 s."
    )
    assert caught.value.remedy == "Run again later, or allow a longer wait with --max-wait."


@pytest.mark.parametrize(
    ("percentage", "seconds"),
    [(0.0, 0), (0.8, 0), (0.9, 1.02), (1.0, 2.04), (1.8, 10.2), (9, 10.2)],
)
def test_near_the_limit_it_slows_down(percentage: float, seconds: float) -> None:
    async def main() -> list[float]:
        # A wait that the service did not ask for is not held against --max-wait.
        budget = Pacing(max_wait=0.5).budgets[Workload.DIRECTORY]
        budget.heed(percentage)
        return await take(budget, 1)

    assert virtual.run(main())[0] == [seconds]


def test_the_pace_is_told_once() -> None:
    told: list[str] = []
    virtual.run(take(Pacing(notice=told.append).budgets[Workload.REPORTS], 20))
    assert told == ["Graph takes 5 reports requests in 10 s: the rest comes at that pace"]


def test_tasks_that_wait_together_are_counted_once() -> None:
    async def main() -> float:
        budget = Pacing().budgets[Workload.DIRECTORY]
        await asyncio.gather(budget.pause(4), budget.pause(4), budget.pause(1))
        await budget.pause(2)
        return budget.waited

    assert virtual.run(main())[0] == 6
