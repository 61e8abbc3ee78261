"""Look a code or a text up: call results of the old report, AADSTS codes, the page's reasons."""

import difflib
import re

from mfa_audit.domain.call_results import CALL_RESULTS, CallResult, call_result
from mfa_audit.domain.error_codes import ERRORS, ErrorCode
from mfa_audit.domain.remedies import REMEDIES, Remedy
from mfa_audit.domain.result_texts import read
from mfa_audit.domain.results import REASONS, Reason

Found = CallResult | ErrorCode | Reason

_AADSTS = re.compile(r"(?:AADSTS)?\s*(\d{1,7})", re.IGNORECASE)


def find(text: str) -> Found | None:
    """What `text` stands for; None where no table has it.

    A call result by code or description, an AADSTS code with or without its letters, or a result
    text by the key or by any of its wordings.
    """
    if found := call_result(text):
        return found
    if number := _AADSTS.fullmatch(text.strip()):
        return ERRORS.get(int(number[1]))
    plain = text.strip().casefold()
    for reason in REASONS:
        if plain in (reason.key, reason.swedish.casefold(), reason.dutch.casefold()):
            return reason
    reading = read(text)
    return reading.reason if reading else None


def remedy_of(found: Found) -> Remedy:
    """What to do about it."""
    if isinstance(found, ErrorCode):
        return Remedy(found.remedy, found.remedy_swedish, found.remedy_dutch)
    return REMEDIES[found.code if isinstance(found, CallResult) else found.key]


def nearest(text: str) -> list[str]:
    """At most three names that `text` may have meant; for a number the codes next to it."""
    if number := _AADSTS.fullmatch(text.strip()):
        codes = sorted(ERRORS, key=lambda code: abs(code - int(number[1])))
        return [f"AADSTS{code}" for code in codes[:3]]
    names = [result.code for result in CALL_RESULTS]
    names += [reason.key for reason in REASONS] + [reason.english for reason in REASONS]
    known = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(text.strip().casefold(), known, 3, 0.6)
    return [known[name] for name in near]
