"""An MFA activity report as the old portal handed it out, of Contoso's people and with each of the
45 call results. Its days are those of MFA Server's time, whenever it is made.
"""

import csv
import io
from datetime import UTC, datetime, timedelta

from mfa_audit.domain.codes import CALL_RESULTS
from mfa_audit.graph.demo.contoso import people

_HEADER = (
    "Call Date (UTC)",
    "Username",
    "Phone Number",
    "Authentication Type",
    "Application Name",
    "IP Address",
    "Call Result",
)
_ROWS = 360
_BEGIN = datetime(2024, 8, 1, 7, 3, tzinfo=UTC)
_STEP = timedelta(hours=1, minutes=53)
_TYPES = ("Phone Call", "Text Message", "Mobile App", "OATH Token")
_APPLICATIONS = ("RADIUS", "IIS: Outlook Web Access", "User Portal", "AD FS")
# What most calls ended with.
_USUAL = ("SUCCESS_NO_PIN", "SUCCESS_PHONE_APP_AUTHENTICATED", "SUCCESS_OATH_CODE_VERIFIED")


def sample() -> str:
    """The report as CSV: a header, then 360 rows from the first to the last call."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_HEADER)
    callers = [person.upn for person in people() if person.enabled and not person.guest]
    codes = [result.code for result in CALL_RESULTS]
    for number in range(_ROWS):
        usual = number % 4
        table.writerow(
            (
                f"{_BEGIN + number * _STEP:%Y-%m-%d %H:%M:%S}",
                callers[number * 29 % len(callers)],
                f"+46 7000000{number % 90 + 10}",
                _TYPES[number % len(_TYPES)],
                _APPLICATIONS[number // 5 % len(_APPLICATIONS)],
                f"192.0.2.{number % 250 + 1}",
                _USUAL[usual] if usual < len(_USUAL) else codes[number // 4 % len(codes)],
            )
        )
    return text.getvalue()
