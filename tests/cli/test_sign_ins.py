"""`sign-ins` on the demo tenant: the screen, the files, and the calls that are refused."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from openpyxl import load_workbook

from mfa_audit.audit.sign_in_cache import default_folder
from mfa_audit.domain.sources import sources_read_by
from mfa_audit.graph.demo.contoso import people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests.cli.program import APP, call, call_against
from tests.loopback import Entra, Loopback

EVERYTHING = ("--since", "30d", "--event-types", "interactive,non-interactive")


def table(path: str | Path) -> list[dict[str, str]]:
    """The rows of a CSV by header."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_screen_answers_the_six_questions() -> None:
    done = call("sign-ins", "--demo", *EVERYTHING)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:7] == [
        "sign-ins: 6000",
        "Was the sign-in challenged with MFA?",
        "  4174  challenged",
        "  1093  satisfied without being asked",
        "   359  not required",
        "   336  ended before MFA",
        "    38  unknown",
    ]
    assert [line for line in lines if line.endswith("?")] == [
        "Was the sign-in challenged with MFA?",
        "How did the user complete MFA?",
        "Why was the user unable to complete MFA?",
        "How many users are challenged for MFA?",
        "How many users are unable to complete the MFA challenge?",
        "What are the common MFA issues end users are running into?",
    ]
    assert done.stderr == (
        "note: sign-ins of which Graph does not tell whether MFA took place: 38; they are unknown, "
        "which is not no\n"
    )
    # Nothing of the log stays in the cache.
    assert list(default_folder().iterdir()) == []


def test_a_csv_has_a_row_for_each_and_its_parts_in_files_of_their_own() -> None:
    parts = ("--steps", "steps.csv", "--policies", "policies.csv")
    done = call("sign-ins", "--demo", *EVERYTHING, "-o", "s.csv", *parts, "-q")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    rows = table("s.csv")
    assert len(rows) == 6000
    assert len({row["Sign-in Id"] for row in rows}) == 6000
    assert {row["MFA Required"] for row in rows} == {"Yes", "No", "Unknown"}
    assert {row["MFA Result"] for row in rows} == {"satisfied", "denied", "none", "unknown"}
    assert sum(row["MFA Result"] == "unknown" for row in rows) == 38
    times = [row["Time (UTC)"] for row in rows]
    assert times[0] > times[-1]
    ids = {row["Sign-in Id"] for row in rows}
    assert {row["Sign-in Id"] for row in table("steps.csv")} <= ids
    assert {row["Sign-in Id"] for row in table("policies.csv")} <= ids
    assert "Report-only" in table("policies.csv")[0]


def test_a_workbook_has_the_answers_first_and_every_table() -> None:
    call("sign-ins", "--demo", "-o", "s.xlsx")
    book = load_workbook("s.xlsx")
    assert book.sheetnames == ["Summary", "Users", "Sign-ins", "Steps", "Policies", "About"]
    summary = book["Summary"]
    assert summary["A1"].value == "Sign-ins of Contoso"
    first = {str(row[0].value): row[1].value for row in summary.iter_rows(max_row=10)}
    states = ("challenged", "satisfied without being asked", "not required", "ended before MFA")
    counted = sum(int(str(first[state])) for state in (*states, "unknown"))
    assert counted == book["Sign-ins"].max_row - 1
    assert len(summary._charts) == 1  # type: ignore[attr-defined]
    kinds = {c.data_type for s in book for row in s.rows for c in row}
    assert "f" not in kinds


def test_json_has_the_tables_and_the_numbers() -> None:
    call("sign-ins", "--demo", *EVERYTHING, "-o", "s.json", "--lang", "sv")
    document = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema", "run", "gaps", "signIns", "steps", "policies"]
    assert document["schema"] == "mfa-audit/sign-ins/v1"
    assert document["run"]["summary"]["signIns"] == 6000
    assert document["run"]["summary"]["challenged"] == 4174
    assert document["run"]["asked"] == ["--event-types interactive,non-interactive"]
    assert document["signIns"][0]["mfaRequired"] in (True, False, None)
    assert len(document["signIns"]) == 6000


def test_in_dutch_the_words_are_dutch_and_graphs_stay() -> None:
    call("sign-ins", "--demo", "-o", "s.csv", "--lang", "nl")
    rows = table("s.csv")
    assert list(rows[0])[:4] == ["Tijd (UTC)", "Gebruiker", "Weergavenaam", "Gebruikerstype"]
    results = {row["MFA-resultaat"] for row in rows}
    assert results <= {"voldaan", "geweigerd", "geen", "onbekend"}


def test_one_person_and_only_failures() -> None:
    both = ("--event-types", "interactive,non-interactive")
    call("sign-ins", "--demo", *both, "--user", "Admin@contoso.example", "-o", "one.csv")
    assert {row["User"] for row in table("one.csv")} == {"admin@contoso.example"}
    call("sign-ins", "--demo", *both, "--failures-only", "-o", "failed.csv")
    failed = table("failed.csv")
    assert failed
    assert "0" not in {row["Error Code"] for row in failed}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--event-types", "robots"],
            "--event-types: there is no kind 'robots'.\nKnown: interactive, non-interactive.\n",
        ),
        (
            ["--event-types", ","],
            "--event-types names no kind.\nKnown: interactive, non-interactive.\n",
        ),
        (
            ["-o", "a.csv", "--steps", "a.csv"],
            "Two of the files have the same name.\nGive each its own.\n",
        ),
        (
            ["--resume"],
            "There is no earlier run of this question to go on with.\nRun without --resume.\n",
        ),
    ],
)
def test_a_wrong_call(options: list[str], message: str) -> None:
    done = call("sign-ins", "--demo", *options)
    assert (done.exit_code, done.stderr) == (2, f"error: {message}")


def test_the_permissions_that_it_needs() -> None:
    permissions = [source.permission for source in sources_read_by("sign-ins")]
    expected = "AuditLog.Read.All Policy.Read.ConditionalAccess Organization.Read.All"
    assert permissions == expected.split()


@pytest.mark.linux
@pytest.mark.usefixtures("without_waits")
def test_quiet_still_warns_that_the_certificate_ends(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    ends = now + timedelta(days=10, hours=1)
    leaf = trustme.CA().issue_cert(
        "mfa-audit.contoso.example", key_type=trustme.KeyType.RSA, not_after=ends
    )
    file = tmp_path / "app.pem"
    file.write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
    certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    with Loopback(Entra(certificate=certificate)) as server:
        server.tenant = EmulatedTenant(people(), logs_end=now)
        words = ("sign-ins", "--since", "8d", "-o", "s.csv", "-q")
        settings = APP | {"AZURE_CLIENT_CERTIFICATE_PATH": str(file)}
        done = call_against(server, *words, **settings)
    assert (done.exit_code, done.stdout) == (0, "")
    # The other notes of this run are not urgent.
    assert done.stderr == (
        f"note: the certificate of the sign-in ends on {ends:%Y-%m-%d}, in 10 days: register a new "
        "one with the app, then replace the file\n"
    )
