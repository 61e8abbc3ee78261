"""The rooms and which imports which: the table is the diagram. And what starting up may load."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from mfa_audit.cli.main import app

PACKAGE = Path(__file__).parent.parent / "mfa_audit"

# Room or module → what of ours it may import besides its own room. "" is the package itself, for
# its version.
MAY_IMPORT = {
    "": set(),
    "errors": set(),
    "data": set(),
    "wording": set(),
    "lock": {"errors"},
    "domain": {"data", "wording"},
    "graph": {"domain", "errors", ""},
    "reports": {"domain", "errors", "data", "wording"},
    "formats": {"reports.tables", "errors", "data", "lock", ""},
    "system": {"errors"},
    "audit": {"domain", "errors", "lock", "graph.interface"},
    "cli": {"audit", "domain", "errors", "formats", "graph", "reports", "system", "wording", ""},
    "__main__": {"cli.main", "data", ""},
}

# Outside library → the rooms or modules that may import it.
ONLY_IN = {
    "msgraph": ("graph",),
    "kiota_abstractions": ("graph",),
    "kiota_http": ("graph",),
    "kiota_authentication_azure": ("graph",),
    "azure": ("graph",),
    "httpx": ("graph",),
    "truststore": ("graph",),
    "cryptography": ("graph",),
    "openpyxl": ("formats.xlsx_file", "formats.xlsx_page", "formats.xlsx_reader"),
    "jinja2": ("formats.html_file",),
    "filelock": ("lock",),
    "platformdirs": ("cli.settings", "graph.sign_in", "audit.sign_in_cache"),
    "typer": ("cli",),
    "polib": ("data",),
    "rich": ("cli.progress",),
}

LARGEST_FILE = 400  # lines
# What a quick answer does not need.
HEAVY = set(
    "msgraph azure openpyxl jinja2 rich httpx kiota_http asyncio polib mfa_audit.domain.activity "
    "mfa_audit.domain.codes mfa_audit.domain.mfa_results mfa_audit.formats.csv_reader".split()
)
SMALLEST_FILE = 60  # lines, of a file with a single importer


class Module:
    """A module of the product; `name` is its dotted name below the package."""

    def __init__(self, path: Path) -> None:
        *folders, stem = path.relative_to(PACKAGE).with_suffix("").parts
        self.is_package = stem == "__init__"
        self.name = ".".join(folders if self.is_package else [*folders, stem])
        text = path.read_text(encoding="utf-8")
        self.lines = text.count("\n")
        self.tree = ast.parse(text)

    @property
    def room(self) -> str:
        """The room it stands in, or its own name at the top."""
        return self.name.partition(".")[0]

    @cached_property
    def imported(self) -> set[str]:
        """Every module that it imports, at any depth, by its full name."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                names |= (inside & full_names()) or {node.module or ""}
        return names

    @cached_property
    def ours(self) -> set[str]:
        """The modules of the product that it imports, by their names below the package."""
        return {
            name.removeprefix("mfa_audit").removeprefix(".")
            for name in self.imported
            if name.split(".")[0] == "mfa_audit"
        }

    @property
    def public_names(self) -> Iterator[str]:
        """The functions, classes and constants at its top level that have no leading underscore;
        type variables do not count."""
        for node in self.tree.body:
            names: list[str] = []
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names = [node.name]
            elif isinstance(node, ast.Assign) and "TypeVar(" not in ast.unparse(node.value):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names = [node.target.id]
            yield from (name for name in names if not name.startswith("_"))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product."""
    return tuple(Module(path) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def full_names() -> frozenset[str]:
    """The names of all modules as an import spells them."""
    return frozenset(f"mfa_audit.{module.name}" for module in modules())


def command_modules() -> set[str]:
    """The modules of `cli` with a command: those that `cli.main` imports, but for the plumbing."""
    (main,) = (module for module in modules() if module.name == "cli.main")
    rooms = {name for name in main.ours if name.startswith("cli.")}
    return rooms - {"cli.command", "cli.options"}


def command_names() -> set[str]:
    """The names of the functions behind all commands, those of command groups included."""
    groups = [app, *(group.typer_instance for group in app.registered_groups)]
    commands = (command for group in groups if group for command in group.registered_commands)
    return {command.callback.__name__ for command in commands if command.callback}


def test_imports_run_in_one_direction() -> None:
    assert {module.room for module in modules()} == set(MAY_IMPORT)
    for module in modules():
        allowed = MAY_IMPORT[module.room] | ({module.room} if "." in module.name else set())
        for name in module.ours:
            assert name in allowed or name.partition(".")[0] in allowed - {""}, (
                f"{module.name} imports {name}"
            )


def test_no_files_import_in_a_circle() -> None:
    try:
        TopologicalSorter({module.name: module.ours for module in modules()}).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {error.args[1]}")


def test_plumbing_imports_no_command() -> None:
    commands = command_modules()
    assert {"cli.accounts", "cli.sign_ins", "cli.schedule"} <= commands
    for module in modules():
        if module.name != "cli.main":
            assert not module.ours & commands, module.name


def test_a_public_name_has_one_meaning() -> None:
    places = defaultdict[str, list[str]](list)
    for module in modules():
        for name in set(module.public_names):
            places[name].append(module.name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_only_a_command_takes_all_options() -> None:
    commands = command_names() | {"command"}  # the function inside the factory of the two lists
    for module in modules():
        if module.name in ("cli.options", "cli.command"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                taken = [arg.annotation for arg in (*node.args.args, *node.args.kwonlyargs)]
                if any(hint and "Options" in ast.unparse(hint).split() for hint in taken):
                    assert module.name in command_modules(), module.name
                    assert node.name in commands, f"{module.name}: {node.name}"


def test_a_file_is_neither_a_scrap_nor_a_heap() -> None:
    importers = defaultdict[str, set[str]](set)
    for module in modules():
        for name in module.ours:
            importers[name].add(module.name)
    for module in modules():
        assert module.lines <= LARGEST_FILE, module.name
        if not module.is_package and module.lines < SMALLEST_FILE:
            assert len(importers[module.name]) != 1, module.name


def test_libraries_stay_in_their_room() -> None:
    for module in modules():
        for name in module.imported:
            rooms = ONLY_IN.get(name.partition(".")[0], (module.room,))
            assert any(f"{module.name}.".startswith(f"{room}.") for room in rooms), (
                f"{module.name} imports {name}"
            )


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["report", "-h"], 0), (["--version"], 0), (["x"], 2)]
)
def test_a_quick_answer_loads_nothing_heavy(arguments: list[str], code: int) -> None:
    script = (
        "import sys\n"
        "from mfa_audit.cli.main import run_program\n"
        f"try:\n    run_program()\nfinally:\n    print(sorted({HEAVY} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == code
    assert done.stdout.splitlines()[-1] == "[]"
