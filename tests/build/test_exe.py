"""The modules in the executable, compared with those that the product loads; and its build."""

import importlib.util
import json
import re
import struct
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "build"

# Imports all of the product, and with it what only some ways of signing in need; then runs the
# program once for each list of words. Prints on its last line what has been loaded.
LOADING = """\
import importlib, json, pkgutil, sys
import mfa_audit
for module in pkgutil.walk_packages(mfa_audit.__path__, "mfa_audit."):
    importlib.import_module(module.name)
from azure.identity import aio
from mfa_audit.cli.main import run_program
codes = []
for words in json.loads(sys.argv[1]):
    sys.argv[1:] = words
    try:
        run_program()
    except SystemExit as end:
        codes.append(end.code)
print()
print(json.dumps([codes, sorted(sys.modules)]))
"""
RUNS = [
    ["report", "--demo", "--live", "-o", "report.csv"],
    ["report", "--demo", "-o", "report.xlsx", "--details", "--last-sign-in", "--lang", "sv"],
    ["report", "--demo", "-o", "dutch.xlsx", "--only-group", "All Sales", "--lang", "nl"],
    ["report", "--demo", "-o", "report.json"],
    ["report", "--demo", "-o", "report.html", "--fail-on", "unregistered>0"],
    ["registered", "--demo"],
    ["registered", "--demo", "--definition", "msonline", "-o", "list.xlsx"],
    ["unregistered", "--demo", "--live"],
    ["on-premises", "--demo", "--since", "7d", "-o", "components.json"],
    ["history", "fraud", "--demo", "-o", "fraud.xlsx", "--lang", "nl"],
    ["activity", "--demo", "-o", "activity.xlsx", "--lang", "sv"],
    ["explain", "--all", "--format", "json"],
    ["columns"],
    ["--help"],
]


def part(name: str) -> ModuleType:
    """A module of build/, which is no package: `python -m build` runs the packaging tool."""
    spec = importlib.util.spec_from_file_location(name, BUILD / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def allowed() -> ModuleType:
    """build/allowed.py."""
    return part("allowed")


@pytest.fixture
def exe() -> Iterator[ModuleType]:
    """build/exe.py, which adds the project's folder to the path."""
    before = list(sys.path)
    yield part("exe")
    sys.path[:] = before


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every module that any of the runs loads."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADING, json.dumps(RUNS)],
        cwd=tmp_path_factory.mktemp("runs"),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    codes, names = json.loads(done.stdout.splitlines()[-1])
    # 3: written, with gaps, which the demo tenant has on purpose; 10: by --fail-on.
    assert len(codes) == len(RUNS)
    assert set(codes) == {0, 3, 10}
    return set(names)


def test_every_builder_that_the_product_loads_is_included(
    allowed: ModuleType, loaded: set[str]
) -> None:
    builders = [f"msgraph.generated.{name}" for name in allowed.BUILDERS]
    packages = {name.rsplit(".", n)[0] for name in builders for n in range(1, name.count("."))}
    ours = {name for name in loaded if name.startswith("msgraph.generated.")}

    assert ours - packages == set(builders)
    assert not [name for name in ours if name.startswith("msgraph.generated.models")]


def test_nothing_that_the_product_loads_is_left_out(allowed: ModuleType, loaded: set[str]) -> None:
    left_out = set(allowed.left_out())
    missing = {
        name
        for name in loaded
        if any(".".join(name.split(".")[:n]) in left_out for n in range(1, name.count(".") + 2))
    }

    # Optional: loaded where they are installed. _distutils_hack belongs to the environment.
    assert missing <= {"_bz2", "_distutils_hack", "_lzma", "bz2", "lzma"}
    assert {"msgraph.generated.models", "msgraph.generated.teams"} <= left_out


def test_every_module_named_exists(allowed: ModuleType) -> None:
    builders = [f"msgraph.generated.{name}" for name in allowed.BUILDERS]

    for name in [*builders, *allowed.HIDDEN]:
        assert importlib.util.find_spec(name), name


def test_the_version_resource(exe: ModuleType) -> None:
    assert exe.version_resource("1.20.3") == (
        "VSVersionInfo(\n"
        "  ffi=FixedFileInfo(\n"
        "    filevers=(1, 20, 3, 0), prodvers=(1, 20, 3, 0), mask=0x3F, flags=0x0, OS=0x40004, "
        "fileType=0x1\n"
        "  ),\n"
        "  kids=[\n"
        '    StringFileInfo([StringTable("040904B0", [\n'
        '      StringStruct("CompanyName", "the mfa-audit authors"),\n'
        '      StringStruct("FileDescription", "mfa-audit: who has registered for MFA in Microsoft '
        'Entra"),\n'
        '      StringStruct("FileVersion", "1.20.3"),\n'
        '      StringStruct("InternalName", "mfa-audit"),\n'
        '      StringStruct("LegalCopyright", "the mfa-audit authors, MIT License"),\n'
        '      StringStruct("OriginalFilename", "mfa-audit.exe"),\n'
        '      StringStruct("ProductName", "mfa-audit"),\n'
        '      StringStruct("ProductVersion", "1.20.3"),\n'
        "    ])]),\n"
        '    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),\n'
        "  ],\n"
        ")\n"
    )
    assert "filevers=(2, 0, 0, 0)" in exe.version_resource("2.0rc1")
    assert 'StringStruct("ProductVersion", "2.0rc1")' in exe.version_resource("2.0rc1")


def test_the_licences(monkeypatch: pytest.MonkeyPatch) -> None:
    licences = part("licences")
    # Takes a second each time.
    monkeypatch.setattr(licences, "packages_distributions", cache(packages_distributions))
    names = ["msgraph.generated", "azure.core", "msgspec/_core.so", "json", "mfa_audit.cli"]

    inside = licences.distributions(names)

    assert {"azure-core", "azure-identity", "msgraph-sdk", "msgspec"} <= set(inside)
    assert not {"httpx", "pip", "pytest"} & set(inside)
    text = licences.text(names)
    assert re.search(r"(?m)^=+\nmsgspec [\d.]+: BSD-3-Clause\n=+$", text)
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in text or "docs.python.org" in text


def test_the_requirements_are_locked() -> None:
    text = (BUILD / "requirements.txt").read_text(encoding="utf-8")
    locked = re.findall(
        r"(?m)^([a-z][\w.-]*)==\S+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", text
    )
    starts = re.findall(r"(?m)^[^\s#]", text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dependencies = {re.match(r"[\w.-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]

    assert len(locked) == len(starts)
    assert dependencies | {"pyinstaller"} <= {name for name, _ in locked}
    assert "://" not in text
    assert "index" not in text.replace("--no-emit-index-url", "")


def test_the_icon_has_every_size_that_windows_shows() -> None:
    icon = (BUILD / "mfa-audit.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", icon)
    entries = [struct.unpack_from("<BBBBHHII", icon, 6 + 16 * n) for n in range(count)]

    assert (reserved, kind) == (0, 1)
    assert {16, 32, 48, 256} <= {entry[0] or 256 for entry in entries}
    for width, height, _, _, _, bits, size, offset in entries:
        content = icon[offset : offset + size]
        shown = (width or 256, height or 256)
        if content.startswith(b"\x89PNG"):
            assert struct.unpack_from(">II", content, 16) == shown
        else:  # a bitmap gives twice its height, for the mask
            assert struct.unpack_from("<ii", content, 4) == (shown[0], 2 * shown[1])
        assert (bits, len(content)) == (32, size)


def test_the_build_folder_is_no_package() -> None:
    assert not (BUILD / "__init__.py").exists()
