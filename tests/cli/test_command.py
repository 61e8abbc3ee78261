"""Several profiles' turns: no file twice, one document of all, and what an interruption leaves."""

import ntpath
import os
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from mfa_audit.cli.command import Setting, Turn, refuse_one_file_for_two, with_options
from mfa_audit.cli.options import Options
from mfa_audit.cli.settings import Profile
from mfa_audit.errors import ServiceError, UsageError
from mfa_audit.formats.writer import Format
from tests.cli.program import call


def turns(*profiles: dict[str, Any]) -> list[Turn]:
    """A turn for each profile a, b and so on, with these values and defaults for the rest."""
    default: dict[str, Any] = {option.name: option.default for option in fields(Options)} | {
        "output": None
    }
    return [
        Turn(Profile(name, {}), {k: Setting(v, "") for k, v in (default | values).items()})
        for name, values in zip("abc", profiles, strict=False)
    ]


def refused(*profiles: dict[str, Any], report: bool = True, paths: Any = os.path) -> str | None:
    """The message about the files of these profiles, if any."""
    try:
        refuse_one_file_for_two(turns(*profiles), report=report, paths=paths)
    except UsageError as error:
        return error.what
    return None


TENANT_NAMED = {"output": Path("{tenant}.csv"), "tenant": "contoso.com"}


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ({"output": Path("x.csv")}, {"output": Path("x.csv")}, "x.csv"),
        ({"output": Path("x.csv")}, {"output": Path("../{folder}/x.csv")}, "x.csv"),
        ({"output": Path("x.csv")}, {"output": Path("{folder}/../x.csv")}, "x.csv"),
        ({}, {}, "MFA_Report.csv"),
        ({}, {"output": Path("MFA_Report.csv")}, "MFA_Report.csv"),
        ({"format": Format.XLSX}, {"output": Path("MFA_Report.xlsx")}, "MFA_Report.xlsx"),
        ({"format": Format.XLSX}, {}, None),
        ({"output": Path("x.csv")}, {"output": Path("y.csv")}, None),
        (TENANT_NAMED, TENANT_NAMED, "contoso.com.csv"),
        (TENANT_NAMED, TENANT_NAMED | {"tenant": "fabrikam.com"}, None),
        (TENANT_NAMED, {"output": Path("contoso.com.csv")}, "contoso.com.csv"),
        (TENANT_NAMED | {"tenant": "A B"}, TENANT_NAMED | {"tenant": "A_B"}, "A_B.csv"),
        (TENANT_NAMED | {"demo": True}, {"output": Path("Contoso.csv")}, "Contoso.csv"),
        # Each is reported in its own turn.
        ({"output": Path("{day}.csv")}, {"output": Path("{day}.csv")}, None),
        ({"output": Path("{tenant}.csv")}, {"output": Path("{tenant}.csv")}, None),
    ],
)
def test_no_two_profiles_write_the_same_file(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], both: str | None
) -> None:
    if "{folder}" in str(second.get("output")):
        second = {"output": Path(str(second["output"]).format(folder=tmp_path.name))}
    path = os.path.normcase(tmp_path / both) if both else ""
    message = f"Profiles a and b would both write to {path}." if both else None
    assert refused(first, second) == message


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (r"C:\Reports\a.csv", r"c:/reports/A.CSV", True),
        (r"C:\Reports\a.csv", r"C:\Reports\.\x\..\a.csv", True),
        (r"C:\Reports\a.csv", r"D:\Reports\a.csv", False),
        ("a.csv", "A.csv", True),
        ("a.csv", r".\a.csv", True),
        ("a.csv", r"sub\a.csv", False),
    ],
)
def test_the_same_file_in_windows_spellings(first: str, second: str, same: bool) -> None:
    message = refused({"output": Path(first)}, {"output": Path(second)}, paths=ntpath)
    assert (message is not None) == same


@pytest.mark.linux
def test_on_linux_the_case_of_a_letter_counts() -> None:
    assert refused({"output": Path("a.csv")}, {"output": Path("A.csv")}) is None


def test_lists_for_the_screen_are_no_file() -> None:
    assert refused({}, {}, report=False) is None
    stdout = "Profiles a and b would both write to stdout."
    assert refused({"format": Format.JSON}, {"format": Format.JSON}, report=False) == stdout
    assert refused({"output": Path("-")}, {"output": Path("-")}, report=False) == stdout
    assert refused({"output": Path("-")}, {"output": Path("-")}) == stdout


def test_two_profiles_with_one_file_are_refused(tmp_path: Path) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text("[profiles.a]\n[profiles.b]\n")
    file = tmp_path / "x.csv"
    done = call("report", "--config", settings, "--all-profiles", "--demo", "-o", file)
    assert (done.exit_code, done.stderr) == (
        2,
        f"error: Profiles a and b would both write to {os.path.normcase(file)}.\n"
        "Give each its own output, or put {tenant} into the name.\n",
    )
    assert not file.exists()


class Together:
    """Keeps the turns and the exit code that it is called with; `filled` says whether a turn had a
    document to fill."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, int | None, str, dict[str, object]]] | None = None
        self.code = 0
        self.filled = False

    def __call__(self, turns: Sequence[Turn], code: int) -> None:
        """Keep them."""
        self.turns = [
            (turn.profile.name if turn.profile else "", turn.code, turn.error, turn.document)
            for turn in turns
        ]
        self.code = code


def run(together: Together, settings: str, *words: str) -> Result:
    """The result of a command that fails as the tenant's name says, with these settings."""
    Path("s.toml").write_text(settings)

    def look(options: Options, document: dict[str, object] | None = None) -> int:
        """Look."""
        if options.tenant == "interrupt":
            raise KeyboardInterrupt
        if options.tenant == "down":
            raise ServiceError("It is down.", "Wait.")
        if options.tenant == "fault":
            raise ZeroDivisionError
        if document is not None:
            together.filled = True
            document["tenant"] = options.tenant
        return 0

    app = typer.Typer(rich_markup_mode=None)
    app.command("look")(with_options(look, together))
    app.command("other")(lambda: None)
    words = ("look", "--config", "s.toml", *words)
    return CliRunner().invoke(app, words, env={"AZURE_TENANT_ID": None})


def several(second: str) -> str:
    """A settings file with three profiles; the second has this tenant."""
    tenants = {"a": "well", "b": second, "c": "well too"}
    return "".join(f'[profiles.{name}]\ntenant = "{tenants[name]}"\n' for name in tenants)


ALL = ("--all-profiles", "--format", "json")
THIRD = ("c", 0, "", {"tenant": "well too"})
CHECK_FAILED = "\nb: exit code 1, the check itself failed\n"


@pytest.mark.parametrize(
    ("second", "code", "error", "third", "stderr"),
    [
        ("down", 1, "It is down. Wait.", THIRD, ["error: It is down.\nWait.\n", CHECK_FAILED]),
        ("fault", 1, "", THIRD, ["error: this is a fault of mfa-audit.\n", CHECK_FAILED]),
        (
            "interrupt",
            130,
            "",
            ("c", None, "", {}),
            ["interrupted\nb: exit code 130, interrupted\n"],
        ),
    ],
)
def test_a_turn_that_fails_is_in_the_document(
    second: str, code: int, error: str, third: tuple[Any, ...], stderr: list[str]
) -> None:
    together = Together()
    done = run(together, several(second), *ALL)
    assert together.turns == [("a", 0, "", {"tenant": "well"}), ("b", code, error, {}), third]
    assert (done.exit_code, together.code) == (code, code)
    assert [text for text in stderr if text in done.stderr] == stderr


def test_all_profiles_may_be_wrong() -> None:
    together = Together()
    done = run(together, '[profiles.a]\ncloud = "x"\n[profiles.b]\ncloud = "y"\n', *ALL)
    known = "is not one of global, usgov, usgov-dod, china."
    assert together.turns == [
        ("a", 2, f"Profile a, cloud: 'x' {known}", {}),
        ("b", 2, f"Profile b, cloud: 'y' {known}", {}),
    ]
    assert done.exit_code == 2


@pytest.mark.parametrize("words", [["--profile", "a", "--format", "json"], ["--all-profiles"]])
def test_one_profile_or_text_needs_no_document(words: list[str]) -> None:
    together = Together()
    assert run(together, several("well"), *words).exit_code == 0
    assert (together.turns, together.filled) == (None, False)
