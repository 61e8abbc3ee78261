"""Real-shaped answers, mutated: our own errors or a whole count, never anything else."""

import json
import random
from collections.abc import Iterator
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_audit.errors import MfaAuditError
from mfa_audit.graph.account_json import read_fault
from mfa_audit.graph.demo.contoso import Person
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.transport import retry_after
from tests.graph.tenant import Faulty, Outcome, answer

PEOPLE = [
    Person("1", "ada@c.example", "Ada", ("mobilePhone", "email"), admin=True),
    Person("2", "bob@c.example", "Bob", guest=True),
    Person("3", "cia@c.example", "Cia", ("passKeySynced",), synced=True),
    Person("4", "eve@c.example", "Eve", ("officePhone",), enabled=False),
    Person("5", "fay@c.example", "Fay", enabled=False),
]
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    10**400,
    1.5,
    "",
    "1",
    "\x00\ud800",
    "9999-99-99T99:99:99Z",
    "https://graph.microsoft.com/v1.0/users?$skiptoken=0",
    "https://evil.example/",
    [],
    {},
    [None],
    {"id": "1"},
]


def mutate(value: Any, chance: random.Random) -> Any:
    """A copy of `value` in which about one part in fifteen is something else, gone or twice."""
    if chance.random() < 0.04:
        return chance.choice(STRANGE)
    if isinstance(value, dict):
        return {key: mutate(part, chance) for key, part in value.items() if chance.random() > 0.03}
    if isinstance(value, list):
        parts = [mutate(part, chance) for part in value if chance.random() > 0.03]
        return parts + parts[:1] if chance.random() < 0.05 else parts
    return value


class Mutated(Faulty):
    """The emulated tenant with its bodies mutated, and the ids of the accounts it listed."""

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
                # The last answer to an address is the one that was taken.
                self._pages[str(request.url)] = set(ids_of(body))
            return answer(status, content, retry_after=str(chance.choice([0, 3, "soon"])))

        super().__init__(tenant, fault)

    @property
    def listed(self) -> set[str]:
        """The ids on all pages of accounts."""
        return set().union(*self._pages.values())


def ids_of(page: Any) -> Iterator[str]:
    """The ids on a page of whatever shape."""
    entries = page.get("value") if isinstance(page, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            yield str(entry.get("id"))


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_mutation_loses_an_account_or_breaks_the_program(chance: random.Random) -> None:
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


@given(st.binary(max_size=300))
def test_any_error_body_is_read_or_left(body: bytes) -> None:
    fault = read_fault(body)
    assert fault.code is None or isinstance(fault.code, str)


@given(st.text(max_size=40))
def test_any_retry_after_is_a_time_or_none(text: str) -> None:
    seconds = retry_after({"Retry-After": text}, now=0.0)
    assert seconds is None or seconds >= 0
