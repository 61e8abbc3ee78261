"""The program as a person calls it, in this process."""

from pathlib import Path

from typer.testing import CliRunner, Result

from mfa_audit.cli.main import app

_SETTINGS = (
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "MFA_AUDIT_AUTH",
    "MFA_AUDIT_CLOUD",
    "MFA_AUDIT_DEFINITION",
)
_CLEAN: dict[str, str | None] = dict.fromkeys(_SETTINGS)


def call(*arguments: str | Path, **environment: str) -> Result:
    """What `mfa-audit ARGUMENTS` says and returns, with nothing set but `environment`."""
    return CliRunner().invoke(
        app, [str(a) for a in arguments], env=_CLEAN | environment, prog_name="mfa-audit"
    )
