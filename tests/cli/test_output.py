"""The names of files: placeholders, the files that --keep removes, and the latest of a name."""

from datetime import date
from pathlib import Path

import pytest

from mfa_audit.cli.options import FileStyle
from mfa_audit.cli.output import Place, expand, latest, prune
from mfa_audit.errors import UsageError
from mfa_audit.formats.writer import Format
from tests.cli.program import call

TODAY = date(2027, 1, 2)  # a Saturday that still belongs to the last week of 2026


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("r.csv", "r.csv"),
        ("r_{date}.csv", "r_2027-01-02.csv"),
        ("r_{week}.csv", "r_2026-W53.csv"),
        ("{tenant}/r.csv", "Contoso_Ltd_/r.csv"),
    ],
)
def test_placeholders_are_filled(pattern: str, name: str) -> None:
    assert expand(Path(pattern), FileStyle(TODAY, "Contoso Ltd?")) == Path(name)


@pytest.mark.parametrize(
    ("pattern", "tenant", "message"),
    [
        ("r_{day}.csv", "x", "The output's name has an unknown placeholder {day}."),
        ("r_{tenant}.csv", None, "The output's name has {tenant}, but no tenant is named."),
    ],
)
def test_a_placeholder_that_cannot_be_filled(pattern: str, tenant: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        expand(Path(pattern), FileStyle(TODAY, tenant))
    assert caught.value.what == message


def test_keep_removes_the_oldest_of_the_same_pattern_only(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    names = ["M_2026-W45.csv", "M_2026-W46.csv", "M_2026-W47.csv", "M_2026-W48.csv"]
    others = ["M_2026-W45.xlsx", "xM_2026-W45.csv", "M_2026-W45.csv.bak", "M_old.csv"]
    for name in [*names, *others]:
        (folder / name).touch()
    (folder / "M_2026-W44.csv").mkdir()
    removed, _ = prune(Path("M_{week}.csv"), folder / "M_2026-W48.csv", 2, None)
    assert [file.name for file in removed] == ["M_2026-W45.csv", "M_2026-W46.csv"]
    left = {file.name for file in folder.iterdir()}
    assert left == {"M_2026-W44.csv", *names[2:], *others}


def test_keep_leaves_other_tenants_alone(tmp_path: Path) -> None:
    for name in ("A_2026-01-01.csv", "A_2026-01-02.csv", "B_2026-01-01.csv"):
        (tmp_path / name).touch()
    removed, _ = prune(Path("{tenant}_{date}.csv"), tmp_path / "A_2026-01-02.csv", 1, "A")
    assert [file.name for file in removed] == ["A_2026-01-01.csv"]


def test_keep_in_a_run() -> None:
    Path("M_2020-W01.csv").touch()
    done = call("report", "--demo", "-o", "M_{week}.csv", "--keep", "1", "-q")
    assert done.exit_code == 3
    assert not Path("M_2020-W01.csv").exists()
    assert len(list(Path().glob("M_*.csv"))) == 1


def test_an_old_file_that_cannot_be_removed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "M_2026-01-01.csv").touch()

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "unlink", denied)
    removed, left = prune(Path("M_{date}.csv"), tmp_path / "M_2026-01-02.csv", 1, None)
    assert removed == []
    assert [sentence.partition(" could not")[0] for sentence in left] == [
        f"the older {tmp_path / 'M_2026-01-01.csv'}"
    ]


def test_the_latest_file_of_a_name(tmp_path: Path) -> None:
    for name in ("A-2026-W46.csv", "A-2026-W47.csv", "A-2026-W48.csv", "A-2026-W4.csv", "B.csv"):
        (tmp_path / name).touch()
    (tmp_path / "A-2026-W45.csv").mkdir()

    def before(pattern: str, name: str) -> Path | None:
        style = FileStyle(TODAY)
        return latest(Place(tmp_path / name, Format.CSV, tmp_path / pattern, style))

    assert before("A-{week}.csv", "A-2026-W48.csv") == tmp_path / "A-2026-W47.csv"
    assert before("A-{week}.csv", "A-2026-W46.csv") is None
    assert before("x/A-{week}.csv", "x/A-1.csv") is None
    assert before("B.csv", "B.csv") == tmp_path / "B.csv"
    assert before("C.csv", "C.csv") is None
