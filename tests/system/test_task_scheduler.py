"""The commands of this machine, really run."""

import pytest

from mfa_audit.errors import ServiceError
from mfa_audit.system.task_scheduler import Done, run_command


@pytest.mark.linux
def test_a_program_that_is_not_there() -> None:
    # This machine has no schtasks.
    with pytest.raises(ServiceError) as caught:
        run_command(["schtasks", "/Query"])
    assert caught.value.what.startswith("schtasks could not be run: ")
    assert run_command(["sh", "-c", "cat; echo said; echo wrong >&2; exit 3"]) == Done(
        3, "\nsaid\nwrong\n"
    )
