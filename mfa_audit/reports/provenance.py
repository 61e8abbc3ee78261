"""Where a report that is read back came from, as far as it tells: JSON by its run, a workbook by
its summary, a CSV not at all. Not here: its accounts (`reading_back`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from mfa_audit.domain.facts import Definition
from mfa_audit.reports.column import Value
from mfa_audit.reports.language import Language, words_of


class Origin(NamedTuple):
    """None is "not told". `made` is UTC; `chosen` are the options that chose the accounts, in
    words, empty for all."""

    tenant_id: str | None = None
    tenant: str | None = None
    definition: Definition | None = None
    chosen: tuple[str, ...] | None = None
    made: datetime | None = None


def of_run(run: Mapping[str, Any]) -> Origin:
    """What JSON's run says."""
    chosen = run.get("population")
    return Origin(
        _text(run.get("tenantId")),
        _text(run.get("tenantName")),
        _definition(run.get("definition")),
        tuple(map(str, chosen)) if isinstance(chosen, list) else None,
        moment(run.get("finished") or run.get("started")),
    )


def of_summary(labels: Mapping[str, Value], made: Value) -> Origin:
    """What a workbook's summary says, in whatever language, and the time of its properties."""

    def told(label: str) -> Value:
        for language in Language:
            if (found := labels.get(words_of(language)(label))) not in (None, ""):
                return found
        return None

    chosen = _text(told("Accounts chosen"))
    everybody = {words_of(language)("all") for language in Language}
    return Origin(
        _text(told("Tenant id")),
        _text(told("Tenant")),
        _definition(str(told("Definition of registered")).partition(":")[0]),
        None if chosen is None else () if chosen in everybody else tuple(chosen.split(", ")),
        moment(told("Finished (UTC)")) or moment(made),
    )


def moment(value: object) -> datetime | None:
    """A time to the second, as a workbook has it, or the text of one, which is UTC where it does
    not say; None for anything else."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    value = value.replace(microsecond=0)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _definition(value: object) -> Definition | None:
    return next((one for one in Definition if one == value), None)
