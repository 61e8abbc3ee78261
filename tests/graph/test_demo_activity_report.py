"""The sample of a retired report: read as a downloaded one is."""

import csv
import io

from mfa_audit.domain.activity import ActivityColumns, ActivitySummary, find_columns
from mfa_audit.domain.codes import CALL_RESULTS, CallOutcome
from mfa_audit.graph.demo.logs import sample


def test_the_sample_has_every_call_result() -> None:
    header, *rows = csv.reader(io.StringIO(sample(), newline=""))
    assert header[-1] == "Call Result"
    assert sample() == sample()
    assert find_columns(rows) == ActivityColumns(result=6, user=1, time=0)
    summary = ActivitySummary(find_columns(rows))
    assert all(summary.add(row).result for row in rows)
    assert (summary.rows, len(summary.results)) == (360, 45)
    assert set(summary.results) == {result.code for result in CALL_RESULTS}
    assert set(summary.outcomes) == set(CallOutcome)
    assert next(iter(summary.days)) == "2024-08-01"
    assert list(summary.days)[-1] == "2024-08-29"
