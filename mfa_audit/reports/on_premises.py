"""The on-premises report: a row for each component, also if it was not seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mfa_audit.domain.on_premises import ComponentUse, OnPremises
from mfa_audit.reports.columns import Column
from mfa_audit.reports.language import Words, section
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
    """The use of a component, and the end of the window."""

    use: ComponentUse
    end: datetime

    @property
    def state(self) -> str:
        """The component's state at that time."""
        return str(self.use.activity(self.end))


def component_rows(components: OnPremises, end: datetime) -> list[ComponentRow]:
    """A row for each component, in the enum's order; `end` is the end of the window."""
    return [ComponentRow(use, end) for use in components.uses.values()]


def _share(row: ComponentRow) -> Value:
    share = row.use.denied_share
    return None if share is None else round(share, 4)


_C = Column[ComponentRow]
_T = Kind.TEXT

# fmt: off
COMPONENT_COLUMNS: tuple[Column[ComponentRow], ...] = (
    _C("component", "Component", _T, 32, "What the sign-ins came through.",
       lambda r: str(r.use.component)),
    _C("activity", "State", _T, 12,
       "active, quiet (nothing for three days) or not seen in this window.",
       lambda r: r.state, lambda r, words: words(r.state)),
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
    cells = []
    for row in rows:
        use, share = row.use, row.use.denied_share
        denied = None if share is None else Share(share)
        cells.append((str(use.component), use.sign_ins, denied, words(row.state)))
    headers = ("Component", "Sign-ins", "Denied Share", "State")
    chart = Chart("Sign-ins by component", 0, len(cells))
    return [section(words, "Figures", headers, cells, chart)]


ON_PREMISES_REPORT = LogReport(
    "Components",
    "On-premises components",
    "mfa-audit/on-premises/v1",
    "component",
    COMPONENT_COLUMNS,
    [column.key for column in COMPONENT_COLUMNS],
    _figures,
)
