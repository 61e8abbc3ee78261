"""Bytes that are almost JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_audit.errors import ServiceError
from mfa_audit.graph.account_json import PageJson, User, decode, read_fault


def test_an_answer_that_is_cut_off_is_an_error() -> None:
    with pytest.raises(ServiceError, match="unexpected shape"):
        decode(b'{"value": [{"id": "1", "displayName": "\\ud83e\\udd8a', PageJson[User])


@given(st.binary(max_size=300))
def test_any_error_body_can_be_read(body: bytes) -> None:
    fault = read_fault(body)
    assert fault.code is None or isinstance(fault.code, str)
