"""Who may import whom: the table is the diagram. And what starting up may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "mfa_audit"

# Room or module → what of ours it may import.
MAY_IMPORT = {
    "errors": set(),
    "data": set(),
    "domain": {"domain", "data", ""},
    "graph": {"graph", "domain", "errors", ""},
    "reports": {"reports", "domain", "data", "errors", ""},
    "formats": {"formats", "reports.tables", "data", "errors", ""},
    "system": {"system", "errors"},
    "audit": {"audit", "domain", "errors", "graph.interface"},
    "cli": {"cli", "audit", "domain", "errors", "formats", "graph", "reports", "system", ""},
    "__main__": {"cli.main", "cli.help_text"},
    "__init__": set(),
}

# Outside library → the only room that may import it, or the only modules.
ONLY_IN = {
    "msgraph": "graph",
    "kiota_abstractions": ("graph", "cli.session"),  # the demo's anonymous provider
    "kiota_http": "graph",
    "kiota_authentication_azure": "graph",
    "azure": "graph",
    "httpx": "graph",
    "truststore": "graph",
    "openpyxl": ("formats.xlsx_file", "formats.xlsx_page", "formats.xlsx_reader"),
    "jinja2": "formats.html_file",
    "filelock": ("formats.atomic_file", "audit.sign_in_cache"),
    "platformdirs": ("cli.settings", "graph.sign_in", "audit.sign_in_cache"),
    "cryptography": "graph",
    "typer": "cli",
    "polib": "data",
    "rich": "cli.progress",
}


def modules() -> list[tuple[str, ast.Module]]:
    """Every module's dotted name below the package, and its syntax tree."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def imports(tree: ast.Module) -> set[str]:
    """Every module that the tree imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_ours_is_imported_in_one_direction() -> None:
    for name, tree in modules():
        room = name.split(".")[0]
        allowed = MAY_IMPORT[room]
        for imported in imports(tree):
            if imported.split(".")[0] != "mfa_audit":
                continue
            target = imported.removeprefix("mfa_audit").removeprefix(".")
            assert target in allowed or target.split(".")[0] in allowed, (
                f"{name} imports {imported}"
            )


def test_libraries_stay_in_their_room() -> None:
    for name, tree in modules():
        for imported in imports(tree):
            rooms = ONLY_IN.get(imported.split(".")[0])
            if rooms:
                allowed = (rooms,) if isinstance(rooms, str) else rooms
                assert any(name == room or name.startswith(f"{room}.") for room in allowed), (
                    f"{name} imports {imported}"
                )


def test_no_room_is_left_out() -> None:
    assert {name.split(".")[0] for name, _ in modules()} == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["report", "-h"], 0), (["--version"], 0), (["x"], 2)]
)
def test_a_quick_answer_loads_nothing_heavy(arguments: list[str], code: int) -> None:
    script = (
        "import sys\n"
        "from mfa_audit.cli.main import run_program\n"
        "try:\n    run_program()\n"
        "finally:\n"
        "    heavy = {'msgraph', 'azure', 'openpyxl', 'jinja2', 'rich', 'httpx', 'kiota_http'}\n"
        "    heavy |= {'asyncio'}\n"
        "    heavy |= {'mfa_audit.domain.activity', 'mfa_audit.domain.codes', 'polib'}\n"
        "    heavy |= {'mfa_audit.domain.mfa_results', 'mfa_audit.formats.csv_reader'}\n"
        "    print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == code
    assert done.stdout.splitlines()[-1] == "[]"
