"""Every test of a command begins in an empty folder, which it may fill."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.cli.program import call


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, f"{tmp_path}-cache")


DemoReport = Callable[..., Path]


@pytest.fixture(scope="session")
def demo_report(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """A function that returns a report of the demo tenant by the name of its file and the options
    of the call; each file is written once and must not be changed."""

    @cache
    def written(name: str, *options: str) -> Path:
        path = tmp_path_factory.mktemp("demo") / name
        assert call("report", "--demo", "-q", "-o", path, *options).exit_code == 3
        return path

    return written
