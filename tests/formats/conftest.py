"""One LibreOffice profile for all conversions: making a new one takes longer than a conversion."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

# Convert the file to this format, into its own folder; more options of LibreOffice may follow.
Convert = Callable[..., None]


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    profile = tmp_path_factory.mktemp("libreoffice").as_uri()
    program = ["soffice", f"-env:UserInstallation={profile}", "--headless"]

    def run(file: Path, to: str, *options: str) -> None:
        wanted = [*options, "--convert-to", to, "--outdir", str(file.parent), str(file)]
        subprocess.run([*program, *wanted], check=True, capture_output=True, timeout=120)

    return run
