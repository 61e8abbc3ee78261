"""Bytes that are almost JSON: a single broken name does not spoil the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_audit.errors import ServiceError
from mfa_audit.graph.account_json import PageJson, User, decode, read_fault


@pytest.mark.parametrize(
    ("escaped", "name"),
    [
        (r"Ann\ud800", "Ann\ufffd"),
        (r"\udfffAnn", "\ufffdAnn"),
        (r"\ud800\ud83e\udd8a", "\ufffd🦊"),
        (r"\ud83e\udd8a \uD83E\uDD8A \ud800x", "🦊 🦊 \ufffdx"),
        (r"C:\\ud800\\\ud800\"", 'C:\\ud800\\\ufffd"'),
        (r"\ud800\u0041", "\ufffdA"),
    ],
)
def test_half_a_letter_becomes_a_mark(escaped: str, name: str) -> None:
    body = f'{{"value": [{{"id": "1", "displayName": "{escaped}"}}]}}'.encode()
    assert decode(body, PageJson[User]).value[0].display_name == name


def test_an_answer_that_is_cut_off_is_an_error() -> None:
    with pytest.raises(ServiceError, match="unexpected shape"):
        decode(b'{"value": [{"id": "1", "displayName": "\\ud83e\\udd8a', PageJson[User])


@given(st.binary(max_size=300))
def test_any_error_body_can_be_read(body: bytes) -> None:
    fault = read_fault(body)
    assert fault.code is None or isinstance(fault.code, str)
