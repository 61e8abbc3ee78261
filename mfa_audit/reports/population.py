"""The sheet Population: every account once, with sums that add up."""

from mfa_audit.domain.audit import Counts
from mfa_audit.domain.population import Exclusion
from mfa_audit.reports.column import Cell, Check, Page, Section
from mfa_audit.reports.language import Words

_EXCLUDED = {
    Exclusion.BLOCKED: ("Left out: blocked", "Sign-in is blocked (accountEnabled is false)."),
    Exclusion.GUESTS: ("Left out: guests", "Guests from other directories (userType is Guest)."),
    Exclusion.UNLICENSED: ("Left out: unlicensed", "No licence, its own or through a group."),
    Exclusion.SERVICE: (
        "Left out: service",
        "Accounts of directory synchronisation and of provisioning packages, known by their names.",
    ),
    Exclusion.FUTURE_HIRES: ("Left out: future hires", "employeeHireDate is still to come."),
    Exclusion.NOT_SELECTED: ("Left out: not selected", "Outside --only and --only-group."),
}
_KINDS: dict[Exclusion | None, str] = {
    None: "Ordinary accounts",
    Exclusion.BLOCKED: "Blocked accounts",
    Exclusion.GUESTS: "Guests",
    Exclusion.UNLICENSED: "Unlicensed accounts",
    Exclusion.SERVICE: "Service accounts",
    Exclusion.FUTURE_HIRES: "Future hires",
}


def population_page(counts: Counts, words: Words) -> Page:
    """Every account once, with sums that the reader's own program works out."""
    return Page(
        words("Population"),
        words("Every account is counted once"),
        (words("An account left out is counted under the first reason that holds for it."),),
        [_scope(counts, words), _kinds(counts, words), _verdicts(counts, words)],
        (44, 13, 80),
    )


def _scope(counts: Counts, words: Words) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (words("In scope"), counts.in_scope, words("Judged, and listed under Accounts.")),
        *(
            (words(label), counts.left_out_by.get(reason, 0), words(meaning))
            for reason, (label, meaning) in _EXCLUDED.items()
        ),
        (words("Deleted meanwhile"), counts.vanished, words("Gone before it could be read.")),
    ]
    total = words("Accounts listed")
    return _reconciled(words("All accounts listed"), rows, total, counts.listed, words)


def _kinds(counts: Counts, words: Words) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (words(label), counts.kinds.get(kind, 0), words("By the first of these that holds."))
        for kind, label in _KINDS.items()
    ]
    title = words("Those in scope, by kind")
    return _reconciled(title, rows, words("In scope"), counts.in_scope, words)


def _verdicts(counts: Counts, words: Words) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (words("Registered"), counts.registered, None),
        (words("Not registered"), counts.not_registered, words("Listed under Not registered.")),
        (words("Unknown"), counts.unknown, words("Registered for MFA is empty in Accounts.")),
    ]
    title = words("Those in scope, by registration")
    return _reconciled(title, rows, words("In scope"), counts.in_scope, words)


def _reconciled(
    title: str, rows: list[tuple[Cell, ...]], label: str, total: int, words: Words
) -> Section:
    """The rows, their total as Graph gave it, and whether the one adds up to the other."""
    well, ill = words("adds up"), words("DOES NOT ADD UP")
    found = well if sum(row[1] for row in rows if isinstance(row[1], int)) == total else ill
    # A reader whose program does not calculate, such as a preview, finds the check cell empty.
    told = words("Worked out by mfa-audit: {found}").format(found=found)
    check = Check(len(rows), len(rows), well, ill)
    rows = [*rows, (label, total, None), (words("Check"), check, told)]
    return Section(title, (words("Accounts"), words("Number"), words("What it means")), rows)
