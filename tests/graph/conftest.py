"""What is made once for all tests of this room."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

import pytest

from mfa_audit.graph.demo.bodies import Body
from mfa_audit.graph.demo.contoso import Person, people
from mfa_audit.graph.demo.sign_ins import demo_sign_ins
from tests.graph.tenant import END


@pytest.fixture(scope="session", autouse=True)
def _sign_ins_are_made_once() -> Iterator[None]:
    """Making a month of sign-ins takes a quarter of a second, and dozens of tests read it."""
    made = cache(demo_sign_ins)

    def once(people: Sequence[Person], end: datetime) -> list[Body]:
        return made(tuple(people), end)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mfa_audit.graph.demo.logs.demo_sign_ins", once)
        yield


@pytest.fixture(scope="session")
def sign_in_rows() -> list[Body]:
    """Contoso's sign-ins of a month."""
    return demo_sign_ins(people(), END)


@pytest.fixture
def _no_network_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "no_proxy", "all_proxy", "http_proxy", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
