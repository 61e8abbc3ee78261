"""The on-premises report: one row a component, seen or not."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mfa_audit.domain.on_premises import ComponentUse, OnPremises
from mfa_audit.reports.columns import Column
from mfa_audit.reports.language import Words
from mfa_audit.reports.logs import LogReport
from mfa_audit.reports.tables import Chart, Kind, Section, Share, Value

MFA_SERVER_NOTE = (
    "MFA Server stopped on 2024-09-30; what is shown are the components that work with Entra MFA "
    "today."
)
INTERACTIVE_NOTE = (
    "Read are the interactive sign-ins: Entra lists those that come through these components "
    "among them."
)


class ComponentRow(NamedTuple):
    """A component at the end of the window."""

    use: ComponentUse
    end: datetime


def component_rows(found: OnPremises, end: datetime) -> list[ComponentRow]:
    """Every component, in the enum's order; `end` is the window's."""
    return [ComponentRow(use, end) for use in found.uses.values()]


def _share(row: ComponentRow) -> Value:
    share = row.use.denied_share
    return None if share is None else round(share, 4)


def _state_shown(row: ComponentRow, words: Words) -> Value:
    return words(str(row.use.activity(row.end)))


_C = Column[ComponentRow]
_T = Kind.TEXT

# fmt: off
COMPONENT_COLUMNS: tuple[Column[ComponentRow], ...] = (
    _C("component", "Component", _T, 32, "What the sign-ins came through.",
       lambda r: str(r.use.component)),
    _C("activity", "State", _T, 12,
       "active, quiet (nothing for three days) or not seen in this window.",
       lambda r: str(r.use.activity(r.end)), _state_shown),
    _C("firstSeen", "First Seen (UTC)", Kind.TIME, 19, "In this window.", lambda r: r.use.first),
    _C("lastSeen", "Last Seen (UTC)", Kind.TIME, 19, "In this window.", lambda r: r.use.last),
    _C("signIns", "Sign-ins", Kind.NUMBER, 10, "How many came through it.",
       lambda r: r.use.sign_ins),
    _C("users", "Users", Kind.NUMBER, 10, "How many different people.", lambda r: len(r.use.users)),
    _C("satisfied", "Satisfied", Kind.NUMBER, 10, "MFA was satisfied.", lambda r: r.use.satisfied),
    _C("denied", "Denied", Kind.NUMBER, 10, "MFA was denied.", lambda r: r.use.denied),
    _C("deniedShare", "Denied Share", _T, 13,
       "Denied among those of which the result is known, 0 to 1.", _share),
    _C("failed", "Failed", Kind.NUMBER, 10, "Failed for another reason.", lambda r: r.use.failed),
    _C("unknown", "Unknown", Kind.NUMBER, 10, "Graph does not tell how MFA ended.",
       lambda r: r.use.unknown),
)
# fmt: on


def _figures(rows: Sequence[ComponentRow], words: Words) -> list[Section]:
    """How often each was used, and what share was denied."""
    headers = (words("Component"), words("Sign-ins"), words("Denied Share"), words("State"))
    told = [
        (
            str(row.use.component),
            row.use.sign_ins,
            None if row.use.denied_share is None else Share(row.use.denied_share),
            words(str(row.use.activity(row.end))),
        )
        for row in rows
    ]
    chart = Chart(words("Sign-ins by component"), 0, len(told))
    return [Section(words("Figures"), headers, told, chart)]


ON_PREMISES_REPORT = LogReport(
    "Components",
    "On-premises components",
    "mfa-audit/on-premises/v1",
    "component",
    COMPONENT_COLUMNS,
    [column.key for column in COMPONENT_COLUMNS],
    _figures,
)
