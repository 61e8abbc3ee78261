"""Answers of the right shape with random changes: the result is whole, or an error of ours."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_audit.domain.mfa_results import OTHER, REASON_BY_KEY, MfaOutcome
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.errors import MfaAuditError, ServiceError
from mfa_audit.graph.account_json import PageJson, decode
from mfa_audit.graph.demo.contoso import Person
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.log_json import SignInRow
from mfa_audit.reports.columns import row_for_people
from mfa_audit.reports.sign_in_columns import (
    POLICY_COLUMNS,
    SIGN_IN_COLUMNS,
    STEP_COLUMNS,
    policy_rows,
    step_rows,
)
from mfa_audit.reports.sign_ins import SignInSummary, sign_in_screen
from tests.graph.tenant import Faulty, Outcome, answer

PEOPLE = [
    Person("1", "ada@c.example", "Ada", ("mobilePhone", "email"), admin=True),
    Person("2", "bob@c.example", "Bob", guest=True),
    Person("3", "cia@c.example", "Cia", ("passKeySynced",), synced=True),
    Person("4", "eve@c.example", "Eve", ("officePhone",), enabled=False),
    Person("5", "fay@c.example", "Fay", enabled=False),
]
STRANGE: list[Any] = [
    *(None, True, 0, -1, 10**400, 1.5, "", "1", "\x00\ud800", "9999-99-99T99:99:99Z", [], {}),
    *([None], {"id": "1"}, "https://evil.example/"),
    "https://graph.microsoft.com/v1.0/users?$skiptoken=0",
]


def mutate(value: Any, chance: random.Random) -> Any:
    """A copy of `value` in which about every fifteenth part is replaced, missing or repeated."""
    if chance.random() < 0.04:
        return chance.choice(STRANGE)
    if isinstance(value, dict):
        return {key: mutate(part, chance) for key, part in value.items() if chance.random() > 0.03}
    if isinstance(value, list):
        parts = [mutate(part, chance) for part in value if chance.random() > 0.03]
        return parts + parts[:1] if chance.random() < 0.05 else parts
    return value


class Mutated(Faulty):
    """The emulated tenant with random changes in its answers, and the ids that it listed."""

    def __init__(self, chance: random.Random) -> None:
        tenant = EmulatedTenant(PEOPLE, page_size=2)
        self._pages: dict[str, set[str]] = {}

        def fault(request: httpx.Request, _: int) -> httpx.Response:
            status, body = tenant.answer(request.method, str(request.url), request.content)
            body = mutate(body, chance)
            if chance.random() < 0.1:
                status = chance.choice([200, 400, 401, 403, 404, 429, 500, 503, 204, 302])
            content = json.dumps(body).encode()
            if chance.random() < 0.1:
                content = content[: chance.randrange(len(content) + 1)]
            elif status == 200 and request.url.path == "/v1.0/users":
                # The product took the last answer from this address.
                self._pages[str(request.url)] = set(ids_of(body))
            return answer(status, content, retry_after=str(chance.choice([0, 3, "soon"])))

        super().__init__(tenant, fault)

    @property
    def listed(self) -> set[str]:
        """The ids on all pages of accounts."""
        return set().union(*self._pages.values())


def ids_of(page: Any) -> Iterator[str]:
    """The ids on a page of any shape."""
    entries = page.get("value") if isinstance(page, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            yield str(entry.get("id"))


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=True))
def test_every_account_is_counted_or_the_audit_fails(chance: random.Random) -> None:
    wire = Mutated(chance)
    try:
        outcome = Outcome(wire, properties=("perUserMfaState", "displayName", "createdDateTime"))
    except MfaAuditError:
        return
    counts = outcome.counts
    assert counts.listed >= len(wire.listed)
    assert counts.reconciles
    assert len(outcome.records) + counts.vanished == counts.listed
    unknown = [r for r in outcome.records if str(r.verdict.registered) == "unknown"]
    assert not unknown or outcome.gaps


STRANGE_IN_A_LOG: tuple[Any, ...] = (
    *(None, True, 0, -1, 50074, 500121, 1.5, "", "1", "\x00", "9999-99-99T99:99:99Z", [], {}),
    *([None], [{}], [{"succeeded": "x"}], "MFA denied", "MFA ", "denied", "1 " * 500),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a row."""
    paths = [path] if path else []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            paths += places(inner, (*path, key))
        else:
            paths.append((*path, key))
    return paths


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_sign_in_is_judged_or_the_page_is_an_error(
    sign_in_rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    # By its number: to sample from the rows themselves, each of them would be hashed each time.
    row = deepcopy(sign_in_rows[data.draw(st.integers(0, len(sign_in_rows) - 1))])
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(places(row)))
        holder = row
        for key in path:
            holder = holder[key]
        if data.draw(st.booleans()):
            holder[last] = deepcopy(data.draw(st.sampled_from(STRANGE_IN_A_LOG)))
        elif isinstance(holder, dict) and len(holder) > 1:
            del holder[last]
    try:
        (read,) = decode(json.dumps({"value": [row]}).encode(), PageJson[SignInRow]).value
    except ServiceError:
        return
    record = judge_sign_in(read.sign_in())
    mfa = record.mfa
    assert mfa.reason in REASON_BY_KEY or mfa.reason == OTHER
    # No details do not mean that MFA was not required.
    if not record.sign_in.steps and not mfa.text and mfa.outcome is MfaOutcome.NONE:
        assert mfa.reason != "not-required"
    summary = SignInSummary()
    summary.add(record)
    assert sum(summary.states.values()) == 1
    assert sign_in_screen(summary)
    assert len(row_for_people(SIGN_IN_COLUMNS, str)(record)) == len(SIGN_IN_COLUMNS)
    for step in step_rows(record):
        row_for_people(STEP_COLUMNS, str)(step)
    for policy in policy_rows(record):
        row_for_people(POLICY_COLUMNS, str)(policy)
