"""The modules that go into the executable, and those that stay out; not how it is built.

PyInstaller follows imports inside functions too, and Graph's SDK has 16,700 modules that reach one
another in this way. PyInstaller never looks inside an excluded package, so it is enough to exclude
a few hundred names.
"""

import os
from importlib.util import find_spec
from pathlib import Path

# The modules below msgraph.generated that the product loads; tests/build compares. Its models are
# not among them: the product reads answers as bytes, errors too.
BUILDERS = (
    "audit_logs.directory_audits.directory_audits_request_builder",
    "audit_logs.sign_ins.sign_ins_request_builder",
    "base_graph_service_client",
    "groups.groups_request_builder",
    "groups.item.group_item_request_builder",
    "groups.item.transitive_members.transitive_members_request_builder",
    "identity_protection.risk_detections.risk_detections_request_builder",
    "organization.organization_request_builder",
    "reports.authentication_methods.user_registration_details"
    ".user_registration_details_request_builder",
    "role_management.directory.role_assignments.role_assignments_request_builder",
    "role_management.directory.role_definitions.role_definitions_request_builder",
    "users.item.user_item_request_builder",
    "users.users_request_builder",
)

# azure-identity, msal and typer choose these at run time: the transport, the token store, and the
# shell to install completion for.
HIDDEN = ("azure.core.pipeline.transport._aiohttp", "msal_extensions", f"shellingham.{os.name}")

# Imported somewhere, but never reached by the product.
UNUSED = (
    # Of the standard library.
    *("_pydecimal", "_pyrepl", "bz2", "curses", "distutils", "doctest", "ensurepip", "idlelib"),
    *("lib2to3", "lzma", "multiprocessing", "pdb", "pydoc", "readline", "sqlite3", "test"),
    *("tkinter", "turtle", "unittest", "venv", "xmlrpc"),
    # HTTP/2, which the product does not speak: httpx and httpcore do without.
    *("h2", "hpack", "hyperframe"),
    # Optional for openpyxl, requests, httpx, azure-core and pydantic.
    *("IPython", "PIL", "anyio.pytest_plugin", "brotli", "brotlicffi", "chardet"),
    *("defusedxml", "email_validator", "lxml", "numpy", "pandas", "simplejson", "socks", "trio"),
    *("azure.core.tracing.ext", "azure.identity.broker", "pymsalruntime", "uvloop", "zstandard"),
    # Tools in the environment in which the executable is built.
    *("PyInstaller", "_distutils_hack", "mypy", "pip", "pkg_resources", "pycparser", "setuptools"),
)

# PyInstaller would run these before the program, for modules that read source code or list
# packages. Ours do neither, and these hooks take a tenth of the time of --help.
UNUSED_HOOKS = ("pyi_rth_inspect", "pyi_rth_pkgutil")


def left_out() -> list[str]:
    """Every module or package that PyInstaller is not to follow."""
    return sorted({*UNUSED, *_other_builders()})


def _other_builders() -> set[str]:
    """All modules below msgraph.generated except our builders and the packages around them."""
    spec = find_spec("msgraph")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("msgraph-sdk is not installed")
    root = Path(spec.submodule_search_locations[0], "generated")
    names = set()
    # For n = 0 it is the root itself.
    folders = {tuple(b.split(".")[:n]) for b in BUILDERS for n in range(b.count(".") + 1)}
    for folder in folders:
        for path in root.joinpath(*folder).iterdir():
            name = ".".join((*folder, path.stem))
            module = path.is_dir() or path.suffix == ".py"
            if not module or path.stem.startswith("__"):
                continue
            if not any(b == name or b.startswith(f"{name}.") for b in BUILDERS):
                names.add(f"msgraph.generated.{name}")
    return names
