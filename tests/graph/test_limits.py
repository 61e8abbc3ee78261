"""The product against the documented limits, in virtual time: no violation, hardly a 429."""

import asyncio

import httpx
import pytest

from mfa_audit.domain.population import Exclusion
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests import virtual
from tests.graph.tenant import Outcome, staff
from tests.limits import LimitedTenant

REPORT = "https://graph.microsoft.com/v1.0/reports/authenticationMethods/userRegistrationDetails"


def test_the_sixth_report_request_in_ten_seconds_is_turned_down() -> None:
    async def main() -> list[tuple[int, str | None]]:
        limited = LimitedTenant(EmulatedTenant([]), latency=0)
        answers = []
        for pause in (0, 0, 0, 0, 0, 0, 1, 9.1, 10):
            await asyncio.sleep(pause)
            answer = await limited.handle_async_request(httpx.Request("GET", REPORT))
            answers.append((answer.status_code, answer.headers.get("retry-after")))
        assert (limited.requests, limited.throttled, limited.violations) == (9, 2, 1)
        return answers

    answers, _ = virtual.run(main())
    assert answers == [*[(200, None)] * 5, (429, "10"), (429, "9"), (200, None), (200, None)]


def test_a_report_of_many_pages_takes_what_the_limit_allows_and_not_much_more() -> None:
    limited = LimitedTenant(EmulatedTenant(staff(51), page_size=1))
    outcome = Outcome(limited)
    assert len(outcome.records) == 51
    assert (limited.throttled, limited.violations) == (0, 0)
    # 51 pages at 5 in 10 s: ten waits of 10 s.
    assert 100 <= outcome.seconds <= 105


def test_a_free_tenant_is_read_at_the_directorys_pace() -> None:
    limited = LimitedTenant(EmulatedTenant(staff(20_000), page_size=999, premium=False))
    outcome = Outcome(limited)
    assert len(outcome.records) == 20_000
    assert (limited.throttled, limited.violations) == (0, 0)
    assert outcome.gaps[0].accounts == 20_000
    assert 20 <= outcome.seconds <= 30


def test_others_who_use_up_the_quota_cost_time_and_no_account() -> None:
    class Busy(LimitedTenant):
        """Another program of the same tenant takes most of what there is."""

        def _arrive(self, workload: object) -> int:
            wait = super()._arrive(workload)  # type: ignore[arg-type]
            for _ in range(2):
                super()._arrive(workload)  # type: ignore[arg-type]
            return wait

    limited = Busy(EmulatedTenant(staff(20), page_size=1))
    outcome = Outcome(limited)
    assert len(outcome.records) == 20
    assert limited.throttled > 0
    assert outcome.traffic["reports"].retries > 0
    assert outcome.gaps == []


@pytest.mark.parametrize("blocked", [0, 2500])
def test_fifty_thousand_accounts_cost_at_most_115_requests_in_bulk(blocked: int) -> None:
    people = [
        person._replace(enabled=False) if number < blocked else person
        for number, person in enumerate(staff(50_000))
    ]
    inner = EmulatedTenant(people, page_size=999)
    limited = LimitedTenant(inner)
    outcome = Outcome(limited, exclude=frozenset({Exclusion.BLOCKED}))
    assert outcome.counts.listed == 50_000
    assert limited.requests <= 104  # 1 + 51 + 51 at most
    assert outcome.counts.registered == 50_000 - blocked
