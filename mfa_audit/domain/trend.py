"""The figures of one report that is read back, so that many can stand side by side."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from mfa_audit.domain.changes import Facts, Told
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.standing import Registered


class Figures(msgspec.Struct, frozen=True):
    """Accounts of one report; None where it does not tell. `admins_not_registered` are among the
    `admins`."""

    accounts: int
    registered: int | None
    not_registered: int | None
    unknown: int | None
    phishing_resistant: int | None
    phone_only: int | None
    admins: int | None
    admins_not_registered: int | None

    @property
    def share(self) -> float | None:
        """Of the accounts, those registered."""
        if self.registered is None or not self.accounts:
            return None
        return self.registered / self.accounts


def figures(accounts: Iterable[Told], *, verdicts: bool, strengths: bool, admins: bool) -> Figures:
    """Count `accounts`, each once, by its first row; the flags say what their report has columns
    for."""
    kinds = Counter(facts for _, _, facts in _once(accounts))

    def count(told: bool, fits: Callable[[Facts], object]) -> int | None:
        return sum(number for facts, number in kinds.items() if fits(facts)) if told else None

    yes, no = Registered.YES, Registered.NO
    return Figures(
        kinds.total(),
        count(verdicts, lambda f: f.registered is yes),
        count(verdicts, lambda f: f.registered is no),
        count(verdicts, lambda f: f.registered not in (yes, no)),
        count(strengths, lambda f: f.strength is Strength.PHISHING_RESISTANT),
        count(strengths, lambda f: f.strength is Strength.PHONE),
        count(admins, lambda f: f.admin),
        count(admins, lambda f: f.admin and f.registered is no),
    )


def _once(accounts: Iterable[Told]) -> Iterator[Told]:
    seen = set[str]()
    for account in accounts:
        name, id, _ = account
        key = (id or name).lower()
        if key not in seen:
            seen.add(key)
            yield account
