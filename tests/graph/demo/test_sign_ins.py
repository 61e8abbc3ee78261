"""Contoso's sign-ins, as they are made and as the product reads them."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mfa_audit.audit.sign_in_cache import SignInCache
from mfa_audit.audit.sign_ins import SignInReading
from mfa_audit.domain.mfa_results import REASONS
from mfa_audit.domain.on_premises import Component, OnPremises
from mfa_audit.domain.sign_in_verdict import SignInRecord, judge_sign_in
from mfa_audit.domain.sign_ins import LogQuery
from mfa_audit.graph.account_json import decode
from mfa_audit.graph.demo.bodies import Refusal
from mfa_audit.graph.demo.contoso import people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from mfa_audit.graph.demo.logs import SIGN_INS_PATH, matching
from mfa_audit.graph.demo.sign_ins import demo_sign_ins
from mfa_audit.graph.directory import GraphDirectory
from mfa_audit.graph.log_json import SignInRow
from mfa_audit.graph.logs import SignInLog
from mfa_audit.reports.sign_ins import SignInSummary, question_answers
from tests.graph.tenant import END, ask, tenant

BOTH = ("interactiveUser", "nonInteractiveUser")
MONTH = LogQuery(END - timedelta(days=30), END, event_types=BOTH)
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def records(sign_in_rows: Rows) -> list[SignInRecord]:
    """Every row, judged."""
    rows = decode(json.dumps(sign_in_rows).encode(), list[SignInRow])
    return [judge_sign_in(row.sign_in()) for row in rows]


@pytest.fixture(scope="module")
def contoso() -> EmulatedTenant:
    """The emulated tenant."""
    return tenant(people())


def read(contoso: EmulatedTenant, folder: Path, query: LogQuery) -> list[SignInRecord]:
    """The sign-ins as the product reads them, without gaps."""

    async def question(graph: GraphDirectory) -> list[SignInRecord]:
        with SignInCache(folder, "contoso", query) as slices:
            reading = SignInReading(SignInLog(graph.reader), slices, END)
            records = [record async for page in reading.records() for record in page]
            assert reading.gaps == []
            return records

    return ask(contoso, question)


def test_the_rows_are_the_same_in_every_run(sign_in_rows: Rows) -> None:
    assert len(sign_in_rows) == 6000
    assert demo_sign_ins(people(), END) == sign_in_rows
    assert len({row["id"] for row in sign_in_rows}) == 6000
    times = [row["createdDateTime"] for row in sign_in_rows]
    assert times == sorted(times, reverse=True)
    assert (times[0], times[-1][:10]) == ("2026-11-21T05:57:00.000Z", "2026-10-22")


def test_every_documented_reason_occurs(records: list[SignInRecord]) -> None:
    reasons = {record.mfa.reason for record in records}
    assert {reason.key for reason in REASONS} <= reasons
    assert {"other", "no-details", "not-required", "interrupted", "primary-failed"} <= reasons


def test_outcomes_methods_and_components_occur(records: list[SignInRecord]) -> None:
    assert Counter(str(record.mfa.outcome) for record in records) == {
        "satisfied": 4810,
        "denied": 93,
        "none": 1059,
        "unknown": 38,
    }
    assert sum(record.sign_in.interactive is False for record in records) == 1075
    assert any(p.report_only for r in records for p in r.sign_in.policies or ())
    assert any(record.sign_in.policies is None for record in records)
    methods = {record.mfa.method for record in records}
    assert {
        "Text message",
        "Mobile app notification",
        "Phone call (Authentication phone)",
        "Mobile app verification code",
        "Phone call (Office phone)",
        "Phone call (Alternate authentication phone)",
        "Passkey (FIDO2)",
        "Previously satisfied",
        "Holographic badge",
        None,
    } <= methods
    details = {record.mfa.method_detail for record in records}
    assert {"+X XXXXXXXX64", "+X XXXXXXXX37", "iPhone 12"} <= details
    assert not any("+46" in (detail or "") for detail in details)
    components = OnPremises()
    components.add(records)
    assert {component: use.sign_ins for component, use in components.uses.items()} == {
        Component.NPS_EXTENSION: 100,
        Component.ADFS_ADAPTER: 12,
        Component.ADFS: 20,
        Component.CLIENT: 8,
        Component.CONNECTOR: 0,
    }


def test_the_product_reads_all_of_them(
    contoso: EmulatedTenant, sign_in_rows: Rows, tmp_path: Path
) -> None:
    records = read(contoso, tmp_path, MONTH)
    assert [record.sign_in.id for record in records] == [row["id"] for row in sign_in_rows]
    summary = SignInSummary()
    for record in records:
        summary.add(record)
    numbers = dict(question_answers(summary))
    assert sum(n for _, n in numbers["Was the sign-in challenged with MFA?"]) == 6000
    assert sum(n for _, n in numbers["How did the user complete MFA?"]) == 4810
    assert sum(n for _, n in numbers["Why was the user unable to complete MFA?"]) == 93


def test_the_service_filters(contoso: EmulatedTenant, tmp_path: Path) -> None:
    week = END - timedelta(days=7)
    interactive = read(contoso, tmp_path, LogQuery(week, END))
    assert all(record.sign_in.interactive is not False for record in interactive)
    assert len(interactive) == 1150
    ada = interactive[0].sign_in
    by_name, by_id = (
        read(contoso, tmp_path, LogQuery(MONTH.begin, END, user=user, event_types=BOTH))
        for user in (ada.user_principal_name, ada.user_id)
    )
    assert by_name == by_id
    assert {record.sign_in.user_id for record in by_name} == {ada.user_id}
    in_teams = read(contoso, tmp_path, LogQuery(week, END, app="Microsoft Teams"))
    assert {record.sign_in.app for record in in_teams} == {"Microsoft Teams"}


def test_guests_have_their_address_at_home(sign_in_rows: Rows) -> None:
    guests = {row["userPrincipalName"] for row in sign_in_rows if row["userType"] == "guest"}
    assert guests <= {"anna@fabrikam.example", "bo@fabrikam.example", "joost@wingtip.example"}
    assert guests


@pytest.mark.parametrize(
    "filter",
    [
        "createdDateTime gt 2026-11-14T00:00:00Z",
        "userId eq 'a' or userId eq 'b'",
        "userId eq 'a'b'",
        "tokenIssuerType eq 'NPSExtension'",
    ],
)
def test_other_filters_are_refused(filter: str) -> None:
    with pytest.raises(Refusal, match="not a filter of the sign-in log") as refused:
        matching(SIGN_INS_PATH, filter)
    assert refused.value.status == 400


def test_filters_match_rows() -> None:
    row: dict[str, Any] = {"userId": "o'hara", "signInEventTypes": ["interactiveUser"]}
    assert matching(SIGN_INS_PATH, "userId eq 'o''hara'")(row)
    assert not matching(SIGN_INS_PATH, "signInEventTypes/any(t: t eq 'nonInteractiveUser')")(row)
