"""What an audit did not find out, while it is under way; and the gaps that follow from it."""

from collections import Counter

from msgspec.structs import replace

from mfa_audit.domain.accounts import Unanswered
from mfa_audit.domain.registration import CLOSED
from mfa_audit.domain.run import Counts, Gap
from mfa_audit.domain.sources import (
    ACTIVITY_SOURCE,
    GROUPS_SOURCE,
    REGISTRATION_SOURCE,
    ROLES_SOURCE,
    Failure,
    Source,
)
from mfa_audit.errors import MfaAuditError

_ONE_BY_ONE = "The accounts were read one by one instead, which does not show certificates; "
# What is lost with a source, beside its own remedy.
_LOST = {
    ROLES_SOURCE: "Which accounts hold a directory role is not known.",
    GROUPS_SOURCE: "Who holds a role through such a group is not known.",
    ACTIVITY_SOURCE: "When the accounts signed in last is not known.",
}


class GapRecorder:
    """Sources that failed, accounts without an answer, and kinds that the method table lacks."""

    def __init__(self) -> None:
        self.failed_sources: dict[Source, MfaAuditError] = {}
        self.unknown_kinds: Counter[str] = Counter()
        self._unanswered: Counter[tuple[Source, Unanswered]] = Counter()

    def source_failed(self, source: Source, error: MfaAuditError) -> None:
        """Do what the table says: raise, remember for a gap, or nothing."""
        if source.if_it_fails is Failure.ENDS_IT:
            raise error
        if source.if_it_fails is Failure.LEAVES_A_GAP:
            self.failed_sources[source] = error

    def unanswered(self, source: Source, answer: Unanswered) -> None:
        """One account that `source` did not answer for."""
        self._unanswered[source, answer] += 1

    def nothing_from(self, source: Source) -> Unanswered:
        """The answer for each account of a source that failed."""
        return Unanswered(CLOSED[source], about=self.failed_sources[source].what)

    def gaps(self, counts: Counts) -> list[Gap]:
        """What the report does not know, each source and reason once."""
        return [*self._closed_gaps(counts), *self._account_gaps(), *self._kind_gaps()]

    def _closed_gaps(self, counts: Counts) -> list[Gap]:
        gaps = []
        for source, error in self.failed_sources.items():
            untold = sum(n for (asked, _), n in self._unanswered.items() if asked is source)
            remedy, touched = error.remedy, untold or None
            if source is REGISTRATION_SOURCE:
                # Its rows were had one by one instead; what is lost is what only it tells.
                lost = "what a person prefers"
                if not counts.roles_whole:
                    lost = f"which are admins, and {lost},"
                remedy = _and(remedy, f"{_ONE_BY_ONE}{lost} is not known.")
                touched = counts.listed - counts.left_out - counts.report_rows
            elif source in _LOST:
                remedy = _and(remedy, _LOST[source])
            gap = Gap(source.name, error.what, remedy, touched, error.code, error.request_id)
            gaps.append(replace(gap, whole=True))
        return gaps

    def _account_gaps(self) -> list[Gap]:
        return [
            Gap(source.name, answer.sentence, answer.remedy or _remedy(source), number, answer.code)
            for (source, answer), number in self._unanswered.items()
            if source not in self.failed_sources or source is REGISTRATION_SOURCE
        ]

    def _kind_gaps(self) -> list[Gap]:
        return [
            Gap(
                "method table",
                f"{name} is a kind of method that this version does not know",
                "It is shown under Graph's name and makes nobody registered; update mfa-audit.",
                number,
            )
            for name, number in sorted(self.unknown_kinds.items())
        ]


def _and(remedy: str, lost: str) -> str:
    """Both, one sentence behind the other; an address at the end of the first stays whole."""
    return f"{remedy}{'' if remedy.endswith('.') else ' .' if '://' in remedy else '.'} {lost}"


def _remedy(source: Source) -> str:
    if source is REGISTRATION_SOURCE:
        return "Run again later: the report lags by hours. If it stays, update mfa-audit."
    return "Run again later; if it stays, look at these accounts in the Entra admin center."
