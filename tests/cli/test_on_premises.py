"""`on-premises` on the demo tenant, and where the sign-in log may not be read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mfa_audit.audit.sign_in_cache import default_folder
from mfa_audit.graph.demo.contoso import people
from mfa_audit.graph.demo.emulator import EmulatedTenant
from tests.cli.program import WITH_SECRET, call, call_against, written
from tests.loopback import Loopback

KEYS = ("component", "activity", "signIns", "users", "satisfied", "denied", "deniedShare")
FOUND = [
    ("NPS extension", "active", 100, 73, 80, 20, 0.2),
    ("AD FS MFA adapter", "quiet", 12, 12, 12, 0, 0.0),
    ("AD FS (federated sign-in)", "active", 20, 19, 20, 0, 0.0),
    ("Azure Multi-Factor Auth Client", "quiet", 8, 8, 8, 0, 0.0),
    ("Azure Multi-Factor Auth Connector", "not seen", 0, 0, 0, 0, None),
]
SERVER = (
    "MFA Server stopped on 2024-09-30; what is shown are the components that work with Entra MFA "
    "today."
)
INTERACTIVE = (
    "Read are the interactive sign-ins: Entra lists those that come through these components "
    "among them."
)


def rows(path: Path) -> list[tuple[object, ...]]:
    """The components of a JSON file, by `KEYS`."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return [tuple(row[key] for key in KEYS) for row in document["components"]]


def test_the_screen() -> None:
    done = call("on-premises", "--demo")
    assert done.exit_code == 0
    header, nps, adapter, _, _, connector = done.stdout.splitlines()
    assert header.split("  ")[0] == "Component"
    assert nps.startswith("NPS extension                      active    20")
    assert nps.endswith("       100     73         80      20           0.2       0        0")
    assert adapter.startswith("AD FS MFA adapter                  quiet     20")
    assert connector == (
        "Azure Multi-Factor Auth Connector  not seen                                              "
        "     0      0          0       0                     0        0"
    )
    first, *notes = done.stderr.splitlines()
    assert first.startswith("Contoso: On-premises components, 5 components from ")
    assert notes[:2] == [f"  note: {SERVER}", f"  note: {INTERACTIVE}"]
    # Nothing of the log stays behind.
    assert list(default_folder().iterdir()) == []


def test_json() -> None:
    done = call("on-premises", "--demo", "-o", "found.json", "-q")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert rows(Path("found.json")) == FOUND
    document = json.loads(Path("found.json").read_text(encoding="utf-8"))
    assert document["schema"] == "mfa-audit/on-premises/v1"
    assert document["run"]["notes"][:2] == [SERVER, INTERACTIVE]
    nps = document["components"][0]
    seen = datetime.fromisoformat(nps["lastSeen"]) - datetime.fromisoformat(nps["firstSeen"])
    assert timedelta(days=29) < seen < timedelta(days=30)


def test_the_adapter_is_not_in_a_shorter_window() -> None:
    call("on-premises", "--demo", "--since", "7d", "-o", "week.json")
    adapter = rows(Path("week.json"))[1]
    assert adapter == ("AD FS MFA adapter", "not seen", 0, 0, 0, 0, None)


def test_a_workbook_in_dutch() -> None:
    call("on-premises", "--demo", "-o", "found.xlsx", "--lang", "nl")
    book = load_workbook("found.xlsx")
    assert book.sheetnames == ["Samenvatting", "On-premises onderdelen", "Info"]
    summary = [[cell.value for cell in row] for row in book["Samenvatting"].rows]
    assert ["NPS extension", 100, 0.2, "actief"] in [row[:4] for row in summary]
    table = [[cell.value for cell in row] for row in book["On-premises onderdelen"].rows]
    assert table[0][:2] == ["Onderdeel", "Toestand"]
    assert [row[4] for row in table[1:]] == [100, 12, 20, 8, 0]


@pytest.mark.linux
@pytest.mark.usefixtures("without_waits")
def test_a_run_that_broke_off_goes_on(server: Loopback, tmp_path: Path) -> None:
    server.tenant = EmulatedTenant(people(), logs_end=datetime.now(UTC))
    server.troubles = {3: 404}
    words = ("on-premises", "--since", "7d", "-o", "found.json")
    broken = call_against(server, *words, **WITH_SECRET)
    assert (broken.exit_code, written(tmp_path)) == (1, [])
    assert "run again with --resume" in broken.stderr
    server.troubles = {}
    done = call_against(server, *words, "--resume", **WITH_SECRET)
    assert done.exit_code == 0
    assert [row[0] for row in rows(tmp_path / "found.json")] == [row[0] for row in FOUND]
    assert rows(tmp_path / "found.json")[0][1] == "active"


@pytest.mark.linux
def test_without_a_licence_nothing_is_written(server: Loopback, tmp_path: Path) -> None:
    server.tenant = EmulatedTenant(people(), premium=False)
    done = call_against(server, "on-premises", "-o", "found.csv", **WITH_SECRET)
    assert (done.exit_code, written(tmp_path)) == (4, [])
    assert done.stderr.startswith(
        "no report was written: The tenant has no licence for the sign-in log.\n"
        "It needs Microsoft Entra ID P1.\n"
    )
