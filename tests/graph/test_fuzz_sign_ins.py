"""Rows of the sign-in log, mutated: our own error or a judged row, never anything else."""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_audit.domain.mfa_results import OTHER, REASON_BY_KEY, MfaOutcome
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.errors import ServiceError
from mfa_audit.graph.account_json import PageJson, decode
from mfa_audit.graph.demo.contoso import people
from mfa_audit.graph.demo.sign_ins import demo_sign_ins
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
from tests.graph.test_demo_sign_ins import END

ROWS = demo_sign_ins(people(), END)
STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 50074, 500121, 1.5, "", "1", "\x00", "9999-99-99T99:99:99Z", [], {}),
    *([None], [{}], [{"succeeded": "x"}], "MFA denied", "MFA ", "denied", "1 " * 500),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place within a row."""
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        if isinstance(one, dict | list):
            found += places(one, (*path, key))
        else:
            found.append((*path, key))
    return found


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_strange_rows(data: st.DataObject) -> None:
    row = copy.deepcopy(data.draw(st.sampled_from(ROWS)))
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(places(row)))
        holder = row
        for key in path:
            holder = holder[key]
        if data.draw(st.booleans()):
            holder[last] = copy.deepcopy(data.draw(st.sampled_from(STRANGE)))
        elif isinstance(holder, dict) and len(holder) > 1:
            del holder[last]
    try:
        (read,) = decode(json.dumps({"value": [row]}).encode(), PageJson[SignInRow]).value
    except ServiceError:
        return
    record = judge_sign_in(read.sign_in())
    mfa = record.mfa
    assert mfa.reason in REASON_BY_KEY or mfa.reason == OTHER
    # Never "no" from silence.
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
