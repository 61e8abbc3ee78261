"""What codes and result texts mean and what to do about them: the call results of the retired MFA
activity report, the AADSTS codes of sign-ins, and the reasons of the sign-in log.

The tables are files (`data/call_results.csv`, `data/error_codes.csv`, `data/advice.csv`), in our
own words. Sources: Microsoft, "Reports in Azure Multi-Factor Authentication", possible results; and
Microsoft Learn, "Microsoft Entra authentication and authorization error codes", which says that
codes may change: they are for people to read, and the program never decides by them alone.
"""

import re
from enum import StrEnum
from functools import lru_cache

import msgspec

from mfa_audit import data
from mfa_audit.domain.mfa_results import REASONS, Reason, read_result_text
from mfa_audit.wording import nearest


class CallOutcome(StrEnum):
    """How a call ended. A code with SUCCESS_ often says only that the call took place."""

    SUCCESS = "success"
    DENIED = "denied"
    FAULT = "fault"
    UNKNOWN = "unknown"


class CallResult(msgspec.Struct, frozen=True):
    """A result of the retired activity report; today's sign-in log has none. `short` is the
    description in the report, `advice` a name in `data/advice.csv`."""

    code: str
    outcome: CallOutcome
    short: str
    meaning: str
    advice: str


class ErrorCode(msgspec.Struct, frozen=True):
    """An AADSTS code that has to do with MFA. `name` is Microsoft's, empty if it has none; `advice`
    is a name in `data/advice.csv`."""

    code: int
    name: str
    meaning: str
    advice: str


CALL_RESULTS = tuple(msgspec.convert(row, CallResult) for row in data.rows("call_results.csv"))
ERROR_CODES = tuple(
    msgspec.convert(row, ErrorCode, strict=False) for row in data.rows("error_codes.csv")
)
_ADVICE = {row["name"]: row["text"] for row in data.rows("advice.csv")}

_RESULT_BY_CODE = {result.code: result for result in CALL_RESULTS}
_RESULT_BY_SHORT = {result.short.casefold(): result for result in CALL_RESULTS}
_ERROR_BY_CODE = {error.code: error for error in ERROR_CODES}
_AADSTS = re.compile(r"(?:AADSTS)?\s*(\d{1,7})", re.IGNORECASE)

Explainable = CallResult | ErrorCode | Reason


@lru_cache(maxsize=4096)
def call_result(cell: str) -> CallResult | None:
    """The call result of a cell of the activity report, None if it has none.

    It holds a code or, in some reports, the short description; case and spacing do not count.
    """
    text = " ".join(cell.split()).casefold()
    return _RESULT_BY_CODE.get(text.replace(" ", "_").upper()) or _RESULT_BY_SHORT.get(text)


def find(text: str) -> Explainable | None:
    """The entry for `text`, None if no table has it.

    `text` is the code or description of a call result, an AADSTS code with or without its letters,
    or the key or a wording of a reason, in any language of the program.
    """
    if result := call_result(text):
        return result
    if number := _AADSTS.fullmatch(text.strip()):
        return _ERROR_BY_CODE.get(int(number[1]))
    plain = text.strip().casefold()
    if reason := next((reason for reason in REASONS if plain == reason.key), None):
        return reason
    read = read_result_text(text)
    return read.reason if read and read.reason else _reason_by_translation().get(plain)


@lru_cache(maxsize=1)
def _reason_by_translation() -> dict[str, Reason]:
    """The reasons by their wordings in the other languages, in lower case."""
    catalogues = [data.translations(language) for language in data.LANGUAGES]
    return {texts["", reason.text].casefold(): reason for texts in catalogues for reason in REASONS}


def advice(entry: Explainable) -> str:
    """What to do about the entry."""
    return _ADVICE[entry.advice]


def nearest_codes(text: str) -> list[str]:
    """At most three names that are spelled like `text`; for a number, the codes next to it."""
    if number := _AADSTS.fullmatch(text.strip()):
        codes = sorted(_ERROR_BY_CODE, key=lambda code: abs(code - int(number[1])))
        return [f"AADSTS{code}" for code in codes[:3]]
    names = [*_RESULT_BY_CODE, *(name for reason in REASONS for name in (reason.key, reason.text))]
    known = {name.casefold(): name for name in names}
    return [known[key] for key in nearest(text.strip().casefold(), known, likeness=0.6)]
