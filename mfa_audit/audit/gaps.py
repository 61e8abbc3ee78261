"""What an audit could not find out, recorded while it runs, and the gaps that follow from it."""

import contextlib
from collections import Counter
from collections.abc import Iterator

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
from mfa_audit.errors import AccessError, MfaAuditError, ServiceError

_ONE_BY_ONE = "The accounts were read one by one instead, which does not show certificates; "
# What is lost with a source, shown after its remedy.
_LOST = {
    ROLES_SOURCE: "Which accounts hold a directory role is not known.",
    GROUPS_SOURCE: "Who holds a role through such a group is not known.",
    ACTIVITY_SOURCE: "When the accounts signed in last is not known.",
}


def failure_gap(
    source: Source, error: MfaAuditError, accounts: int | None = None, lost: str | None = None
) -> Gap:
    """The gap of a source that failed; `lost` says what is not known without it."""
    remedy = error.remedy
    if lost:
        # An address at the end of the remedy stays whole.
        end = "" if remedy.endswith(".") else " ." if "://" in remedy else "."
        remedy = f"{remedy}{end} {lost}"
    return Gap(source.name, error.what, remedy, accounts, error.code, error.request_id, whole=True)


class GapRecorder:
    """Records sources that failed, accounts without an answer, and unknown kinds of method."""

    def __init__(self) -> None:
        self.failed_sources: dict[Source, MfaAuditError] = {}
        self.unknown_kinds: Counter[str] = Counter()
        self._unanswered: Counter[tuple[Source, Unanswered]] = Counter()

    def source_failed(self, source: Source, error: MfaAuditError) -> None:
        """Record a failure, unless the run loses nothing by it."""
        if source.if_it_fails is Failure.LEAVES_A_GAP:
            self.failed_sources[source] = error

    @contextlib.contextmanager
    def failures_of(self, source: Source) -> Iterator[None]:
        """Record the failure of `source` that ends the block."""
        try:
            yield
        except (AccessError, ServiceError) as error:
            self.source_failed(source, error)

    def unanswered(self, source: Source, answer: Unanswered) -> None:
        """Record an account that `source` gave no answer for."""
        self._unanswered[source, answer] += 1

    def nothing_from(self, source: Source) -> Unanswered:
        """The answer for each account from a source that failed."""
        return Unanswered(CLOSED[source], about=self.failed_sources[source].what)

    def gaps(self, counts: Counts) -> list[Gap]:
        """What the report does not know, each source and reason once."""
        return [*self._source_gaps(counts), *self._account_gaps(), *self._kind_gaps()]

    def _source_gaps(self, counts: Counts) -> list[Gap]:
        gaps = []
        for source, error in self.failed_sources.items():
            unanswered = (n for (other, _), n in self._unanswered.items() if other is source)
            accounts, lost = sum(unanswered) or None, _LOST.get(source)
            if source is REGISTRATION_SOURCE:
                # Its accounts were read one by one; lost is what no other source shows.
                accounts = counts.listed - counts.left_out - counts.report_rows
                lost = "what a person prefers"
                if not counts.roles_whole:
                    lost = f"which are admins, and {lost},"
                lost = f"{_ONE_BY_ONE}{lost} is not known."
            gaps.append(failure_gap(source, error, accounts, lost))
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


def _remedy(source: Source) -> str:
    if source is REGISTRATION_SOURCE:
        return "Run again later: the report lags by hours. If it stays, update mfa-audit."
    return "Run again later; if it stays, look at these accounts in the Entra admin center."
