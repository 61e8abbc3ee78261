"""Budgets and whole audits against the documented limits, in virtual time."""

import asyncio

import httpx
import pytest

from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import Registered
from mfa_audit.errors import ServiceError
from mfa_audit.graph.pacing import LIMITS, Budget, Pacing, Workload
from tests import virtual
from tests.graph.tenant import Outcome, staff, tenant
from tests.limits import LimitedTenant


async def take(budget: Budget, number: int, units: float = 1) -> list[float]:
    """The times at which `number` units in succession were granted."""
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


def test_a_batch_costs_as_much_as_its_requests() -> None:
    budget = Pacing().budgets[Workload.DIRECTORY]
    times, _ = virtual.run(take(budget, 401, 20))
    assert times[399] == 0
    assert times[400] == 10.2


def test_more_than_a_window_allows_is_granted_alone() -> None:
    budget = Pacing().budgets[Workload.REPORTS]
    times, _ = virtual.run(take(budget, 2, 50))
    assert times == [0, 10.2]


def test_a_closed_budget_delays_every_task_and_the_longest_closure_counts() -> None:
    notices: list[str] = []

    async def main() -> list[float]:
        budget = Pacing(notice=notices.append).budgets[Workload.DIRECTORY]
        budget.close_for(200.5, "the service asked for it")
        budget.close_for(3, "a shorter one")
        parts = await asyncio.gather(*(take(budget, 1) for _ in range(3)))
        assert budget.waited == 200.5
        return [part[0] for part in parts]

    times, _ = virtual.run(main())
    assert times == [200.5, 200.5, 200.5]
    assert notices == ["waiting 200 s: the service asked for it"]


def test_other_workloads_continue() -> None:
    async def main() -> list[float]:
        pacing = Pacing()
        pacing.budgets[Workload.REPORTS].close_for(60, "x")
        return await take(pacing.budgets[Workload.DIRECTORY], 1)

    assert virtual.run(main())[0] == [0]


def test_a_wait_longer_than_allowed_is_an_error() -> None:
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
def test_requests_slow_down_near_the_limit(percentage: float, seconds: float) -> None:
    async def main() -> list[float]:
        # --max-wait does not apply to a wait that the service did not ask for.
        budget = Pacing(max_wait=0.5).budgets[Workload.DIRECTORY]
        budget.heed(percentage)
        return await take(budget, 1)

    assert virtual.run(main())[0] == [seconds]


def test_the_pace_is_reported_once() -> None:
    notices: list[str] = []
    virtual.run(take(Pacing(notice=notices.append).budgets[Workload.REPORTS], 20))
    assert notices == ["Graph takes 5 reports requests in 10 s: the rest comes at that pace"]


def test_the_waits_of_several_tasks_are_counted_once() -> None:
    async def main() -> float:
        budget = Pacing().budgets[Workload.DIRECTORY]
        await asyncio.gather(budget.pause(4), budget.pause(4), budget.pause(1))
        await budget.pause(2)
        return budget.waited

    assert virtual.run(main())[0] == 6


REPORT = "https://graph.microsoft.com/v1.0/reports/authenticationMethods/userRegistrationDetails"


def test_the_sixth_report_request_in_ten_seconds_is_turned_down() -> None:
    async def main() -> list[tuple[int, str | None]]:
        limited = LimitedTenant(tenant(), latency=0)
        answers = []
        for pause in (0, 0, 0, 0, 0, 0, 1, 9.1, 10):
            await asyncio.sleep(pause)
            answer = await limited.handle_async_request(httpx.Request("GET", REPORT))
            answers.append((answer.status_code, answer.headers.get("retry-after")))
        assert (limited.requests, limited.throttled, limited.violations) == (9, 2, 1)
        return answers

    answers, _ = virtual.run(main())
    assert answers == [*[(200, None)] * 5, (429, "10"), (429, "9"), (200, None), (200, None)]


def test_a_report_of_many_pages_takes_about_as_long_as_the_limit_requires() -> None:
    limited = LimitedTenant(tenant(staff(51), page_size=1))
    outcome = Outcome(limited)
    assert len(outcome.records) == 51
    assert (limited.throttled, limited.violations) == (0, 0)
    # 51 pages at 5 in 10 s: ten waits of 10 s.
    assert 100 <= outcome.seconds <= 105


def test_a_free_tenant_is_read_at_the_pace_of_the_directory() -> None:
    limited = LimitedTenant(tenant(staff(20_000), page_size=999, premium=False))
    outcome = Outcome(limited)
    assert len(outcome.records) == 20_000
    assert (limited.throttled, limited.violations) == (0, 0)
    assert outcome.gaps[0].accounts == 20_000
    assert 20 <= outcome.seconds <= 30


def test_other_programs_that_use_up_the_quota_cost_time_and_no_account() -> None:
    class Busy(LimitedTenant):
        """Another program uses up most of the quota."""

        def _arrive(self, workload: Workload) -> int:
            wait = super()._arrive(workload)
            for _ in range(2):
                super()._arrive(workload)
            return wait

    limited = Busy(tenant(staff(20), page_size=1))
    outcome = Outcome(limited)
    assert len(outcome.records) == 20
    assert limited.throttled > 0
    assert outcome.traffic["reports"].retries > 0
    assert outcome.gaps == []


@pytest.mark.parametrize("blocked", [0, 2500])
def test_fifty_thousand_accounts_take_104_requests(blocked: int) -> None:
    people = [*staff(blocked, enabled=False), *staff(50_000)[blocked:]]
    limited = LimitedTenant(tenant(people, page_size=999))
    outcome = Outcome(limited, exclude=frozenset({Exclusion.BLOCKED}))
    assert outcome.counts.listed == 50_000
    assert limited.requests <= 104  # 1 + 51 + 51 at most
    assert outcome.counts.count(Registered.YES) == 50_000 - blocked
