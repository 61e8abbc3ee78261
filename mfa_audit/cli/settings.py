"""The settings file: profiles in TOML, each a tenant with its app, output and columns.

    [profiles.contoso]
    tenant = "contoso.com"
    client_id = "00000000-0000-0000-0000-000000000000"
    certificate = "C:\\\\Certificates\\\\mfa-audit.pfx"
    output = "C:\\\\Reports\\\\MFA_{tenant}_{week}.xlsx"

A key is an option's name with `_` for `-`. Secrets are never read from the file. Not here: which
value outranks which (`command`).
"""

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import platformdirs

from mfa_audit.errors import UsageError
from mfa_audit.wording import nearest

NAME = "mfa-audit.toml"
DEFAULT_PROFILE = "default"

# Options that choose the file or a profile do not belong in it, nor do those for a single run, such
# as days of the calendar.
_NOT_IN_A_PROFILE = frozenset(
    "config profile all_profiles version help debug from_ to kind".split()
)
_SECRETS = ("secret", "password", "pass_phrase", "passphrase", "token")


class Profile(NamedTuple):
    """The options of one tenant, as the file spells them."""

    name: str
    values: dict[str, object]


def default_path() -> Path:
    """The place of the file without --config: the platform's folder for settings."""
    return platformdirs.user_config_path("mfa-audit", appauthor=False) / NAME


def load(path: Path | None, known: Collection[str]) -> dict[str, Profile]:
    """The profiles by name; none without a `path` and a file at the default place.

    `known` are the options of all commands. Raises UsageError for a file that cannot be read or is
    not TOML, for an unknown key (with the nearest name) and for a secret.
    """
    file = path or default_path()
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if path is None:
            return {}
        raise UsageError(f"There is no settings file {file}.", "Check --config.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The settings file {file} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The settings file {file} is not TOML: {error}.") from error
    keys = set(known) - _NOT_IN_A_PROFILE
    _refuse_unknown(document, {"profiles"}, f"{file}")
    profiles = document.get("profiles", {})
    if not isinstance(profiles, dict):
        raise UsageError(f"{file}: profiles is not a table.", "Write [profiles.NAME].")
    for name, values in profiles.items():
        if not isinstance(values, dict):
            raise UsageError(f"{file}: profile {name} is not a table.", "Write [profiles.NAME].")
        _refuse_unknown(values, keys, f"{file}, profile {name}")
    return {name: Profile(name, values) for name, values in profiles.items()}


def chosen(
    profiles: dict[str, Profile], names: Sequence[str], *, all_of_them: bool
) -> list[Profile | None]:
    """The profiles to run, in order; without names the default profile, which is None if the file
    has none. Raises UsageError for a name that the file does not have."""
    if all_of_them:
        if not profiles:
            raise UsageError(
                "--all-profiles: there are no profiles.", f"Settings file: {default_path()}"
            )
        return list(profiles.values())
    for name in names:
        if name not in profiles:
            raise UsageError(f"There is no profile {name!r}.", _nearest(name, profiles))
    if names:
        return [profiles[name] for name in dict.fromkeys(names)]
    return [profiles.get(DEFAULT_PROFILE)]


def _refuse_unknown(table: dict[str, object], known: Collection[str], where: str) -> None:
    for key in [key for key in table if key not in known]:
        if any(word in key.casefold() for word in _SECRETS):
            raise UsageError(
                f"{where}: {key!r} is a secret, and secrets are never read from the file.",
                "Set AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PASSWORD in the environment.",
            )
        raise UsageError(f"{where}: there is no key {key!r}.", _nearest(key, known))


def _nearest(name: str, known: Collection[str]) -> str:
    if not known:
        return f"There are none. Settings file without --config: {default_path()}"
    near = nearest(name, known)
    return f"Nearest: {', '.join(near)}." if near else f"Known: {', '.join(sorted(known))}."
