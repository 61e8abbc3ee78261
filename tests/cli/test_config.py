"""`config show` and `config new-key`."""

import base64
import re
from pathlib import Path

from mfa_audit.cli.privacy import load_key
from tests.cli.program import call


def test_show_says_where_each_value_comes_from() -> None:
    text = '[profiles.contoso]\ndemo = true\ndefinition = "msonline"\noutput = "C_{tenant}.csv"\n'
    Path("s.toml").write_text(text, encoding="utf-8")
    done = call(
        *("config", "show", "--config", "s.toml", "--profile", "contoso", "--cloud", "usgov"),
        AZURE_TENANT_ID="contoso.com",
    )
    assert done.exit_code == 0
    definition = f"definition   {'msonline':<40}  profile contoso"
    assert done.stdout.splitlines()[:4] == ["settings file: s.toml", "", "[contoso]", definition]
    rows = [line.split() for line in done.stdout.splitlines()[3:]]
    assert ["demo", "True", "profile", "contoso"] in rows
    assert ["tenant", "contoso.com", "environment", "AZURE_TENANT_ID"] in rows
    assert ["cloud", "usgov", "option", "--cloud"] in rows
    assert ["auth", "auto", "default"] in rows
    assert ["output", "C_{tenant}.csv", "profile", "contoso"] in rows


def test_a_new_key_is_a_file_that_can_be_read_back(tmp_path: Path) -> None:
    done = call("config", "new-key", "who.key")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == (
        f"written: {tmp_path / 'who.key'}\n"
        "Keep it to yourself: whoever has it can tell who is who.\n"
        "Keep it safe: with another key, everybody has another pseudonym.\n"
    )
    text = Path("who.key").read_bytes().decode("ascii")
    assert re.fullmatch(
        r"# mfa-audit: the key of pseudonyms\. Whoever has it can tell who is who\.\n"
        r"[A-Za-z0-9+/]{43}=\n",
        text,
    )
    key = load_key(Path("who.key"))
    assert len(key) == 32
    assert key == base64.b64decode(text.splitlines()[1])
    assert text.splitlines()[1] not in done.output


def test_another_file_is_never_overwritten() -> None:
    Path("who.key").write_text("old", encoding="ascii")
    done = call("config", "new-key", "who.key")
    assert (done.exit_code, done.stdout, done.stderr) == (
        2,
        "",
        "error: There is a file who.key already.\n"
        "Name another: a key that is gone cannot be made again.\n",
    )
    assert Path("who.key").read_text(encoding="ascii") == "old"


def test_the_help_names_both_commands() -> None:
    text = call("config", "--help").stdout
    assert "show     Show each setting" in text
    assert "new-key  Make a key for pseudonyms, in a new file.\n" in text
