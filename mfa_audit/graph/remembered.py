"""A person who stays signed in between runs (--remember): azure-identity's own protected cache.

The tokens are in the operating system's store (DPAPI on Windows, Keychain, libsecret); without one
nothing is kept. Beside them goes the authentication record, which names the account and holds no
secret.
"""

import contextlib
from pathlib import Path
from typing import Any

import platformdirs
from azure.identity import AuthenticationRecord, TokenCachePersistenceOptions

from mfa_audit.graph.clouds import Cloud


def record_file(cloud: Cloud, tenant: str | None, client_id: str) -> Path:
    """Where the record of this app and tenant is kept."""
    folder = platformdirs.user_state_path("mfa-audit", appauthor=False)
    return folder / f"{cloud.name}-{tenant or 'organizations'}-{client_id}.json"


def read(file: Path) -> AuthenticationRecord | None:
    """The record; None where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return AuthenticationRecord.deserialize(file.read_text(encoding="utf-8"))
    return None


def write(file: Path, record: AuthenticationRecord) -> None:
    """Keep the record, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_text(record.serialize(), encoding="utf-8")
    file.chmod(0o600)


def options(record: AuthenticationRecord | None) -> dict[str, Any]:
    """What a credential is made with to remember, and who it was."""
    return {
        "cache_persistence_options": TokenCachePersistenceOptions(name="mfa-audit"),
        "authentication_record": record,
    }
