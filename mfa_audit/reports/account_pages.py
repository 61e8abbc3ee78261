"""The sheets Summary, Population and About of the registration report.

Not here: what they share with those of other reports (`run_pages`).
"""

from collections.abc import Sequence

import msgspec

from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import Registered
from mfa_audit.domain.run import AccountRun, Audit, Counts
from mfa_audit.domain.sources import Source
from mfa_audit.reports.account_columns import AccountColumn
from mfa_audit.reports.language import Words
from mfa_audit.reports.run_facts import DEFINITIONS, STATE_WARNING, tenant_name
from mfa_audit.reports.run_pages import (
    described,
    gaps_section,
    run_section,
    sources_section,
    traffic_section,
)
from mfa_audit.reports.tables import Cell, Chart, Check, Page, Section, Share

_WIDTHS = (40, 12, 10, 72)

# When each definition says something else than a reader may think.
_CAN_BE_WRONG = {
    "entra": "Wrong for hours after a change, for the report lags; counts methods that policy no "
    "longer allows (isMfaCapable tells); does not see MFA done outside Entra, such as a federated "
    "service's own.",
    "msonline": "Leaves out everything that came after MSOnline: passkeys, Windows Hello for "
    "Business, certificates. A person with only those is called not registered.",
}
# Everybody has one, but only the per-account API says so: counted, it would look like a few.
_LISTED_FOR_SOME = "password"


class Provenance(msgspec.Struct, frozen=True):
    """What the sheets tell beside the audit: the sources that were asked, and the SHA-256 of the
    rows of Accounts."""

    sources: Sequence[Source]
    digest: str


def account_summary_page(audit: Audit, words: Words) -> Page:
    """The first sheet: figures, charts, this run, what is missing."""
    run = audit.run
    return Page(
        words("Summary"),
        words("MFA registration of {tenant}").format(tenant=tenant_name(run)),
        (_verdict(audit, words),),
        [
            _figures(run.counts, words),
            _methods(run.counts, words),
            _run_section(run, words),
            gaps_section(audit.gaps, words),
        ],
        _WIDTHS,
    )


def _verdict(audit: Audit, words: Words) -> str:
    """One line that says whether the reader may rely on the rest."""
    if not audit.gaps:
        return words("Complete: every source answered for every account.")
    return words("With gaps: {count}. What each costs is told below.").format(count=len(audit.gaps))


def _figures(counts: Counts, words: Words) -> Section:
    scope = counts.in_scope

    def row(label: str, number: int, whole: int | None, meaning: str) -> tuple[Cell, ...]:
        share = Share(number / whole) if whole else None
        return words(label), number, share, words(meaning)

    rows = [
        row("Accounts listed", counts.listed, None, "Everything that Graph lists under /users."),
        row("In scope", scope, counts.listed, "What the figures below are about; see Population."),
        row("Registered", counts.count(Registered.YES), scope, "By the definition named below."),
        row("Not registered", counts.count(Registered.NO), scope, "Listed under Not registered."),
        row(
            "Unknown",
            counts.count(Registered.UNKNOWN),
            scope,
            "No source could tell; never counted as a no.",
        ),
        _capable(counts, words),
        row(
            "Phone is the only method",
            counts.count(strength=Strength.PHONE),
            scope,
            "Microsoft's text messages and calls end on 2027-02-01 in the public cloud.",
        ),
        row(
            "With a phishing-resistant method",
            counts.count(strength=Strength.PHISHING_RESISTANT),
            scope,
            "Passkey, security key, Windows Hello, platform credential, certificate.",
        ),
        row(
            "Strength unknown",
            counts.count(strength=Strength.UNKNOWN),
            scope,
            "Neither of the two lines above tells of these.",
        ),
        row("Blocked accounts", counts.blocked, counts.listed, "Of the accounts listed."),
        *_admin_figures(counts, words),
    ]
    chart = Chart(words("Accounts in scope by registration"), 2, 3)
    return Section(
        words("Figures"),
        (words("Figure"), words("Accounts"), words("Share"), words("What it means")),
        rows,
        chart,
    )


def _capable(counts: Counts, words: Words) -> tuple[Cell, ...]:
    """Of those that the registration report has; it alone knows the policy."""
    known = counts.capable_known
    return (
        words("MFA capable"),
        counts.capable if known else words("not known"),
        Share(counts.capable / known) if known else None,
        words("Registered, and policy allows the method; share of those in the report."),
    )


_OF_ADMINS = (
    "Admins not registered",
    "Admins, registration unknown",
    "Admins without a phishing-resistant method",
    "Admins with a phone only",
)


def _admin_figures(counts: Counts, words: Words) -> list[tuple[Cell, ...]]:
    if not counts.admins_known:
        why = "Neither the registration report nor the directory roles could be read whole."
        return [(words("Admins"), words("not known"), None, words(why))]
    admins = counts.count(admins=True)
    rows = [
        ("Admins", admins, "By the registration report, or with an active directory role."),
        ("Admins not registered", counts.count(Registered.NO, admins=True), "The first to see to."),
        (
            "Admins, registration unknown",
            counts.count(Registered.UNKNOWN, admins=True),
            "No source could tell.",
        ),
        (
            "Admins without a phishing-resistant method",
            admins - counts.count(strength=Strength.PHISHING_RESISTANT, admins=True),
            "Registered or not; unknown ones among them.",
        ),
        (
            "Admins with a phone only",
            counts.count(strength=Strength.PHONE, admins=True),
            "The easiest to phish.",
        ),
    ]
    if counts.admin_unknown:
        why = "No source tells whether they are admins; not among the admins above."
        rows.append(("Admin or not is unknown", counts.admin_unknown, why))
    return [
        (
            words(label),
            number,
            Share(number / admins) if admins and label in _OF_ADMINS else None,
            words(meaning),
        )
        for label, number, meaning in rows
    ]


def _methods(counts: Counts, words: Words) -> Section:
    told = []
    for name, number in counts.methods.items():
        if name == _LISTED_FOR_SOME:
            continue
        kind = lookup(name)
        label = words(kind.label) if kind else name
        told.append((-number, label, words(str(kind.strength if kind else Strength.UNKNOWN))))
    scope = counts.in_scope
    rows = [
        (label, -less, Share(-less / scope) if scope else None, strength)
        for less, label, strength in sorted(told)
    ]
    headers = (words("Method"), words("Accounts"), words("Share"), words("Strength"))
    chart = Chart(words("Accounts in scope by method"), 0, len(rows)) if rows else None
    return Section(words("Methods registered"), headers, rows, chart)


def _run_section(run: AccountRun, words: Words) -> Section:
    definition = f"{run.definition}: {words(DEFINITIONS[run.definition])}"
    chosen = ", ".join(run.chosen) or words("all")
    return run_section(
        run,
        words,
        [(words("Definition of registered"), definition), (words("Accounts chosen"), chosen)],
        dated=_freshness(run, words),
        told=[(words("About MFA Status"), words(STATE_WARNING))],
    )


def _freshness(run: AccountRun, words: Words) -> list[tuple[Cell, ...]]:
    """How old the registration report is; Graph tells it row by row."""
    if run.report_refreshed is None:
        told = words("no time told: the accounts were read one by one")
        return [(words("Registration report refreshed"), told)]
    first, last = run.report_refreshed
    return [
        (words("Registration report refreshed, first (UTC)"), first),
        (words("Registration report refreshed, last (UTC)"), last),
    ]


def account_about_page(
    audit: Audit,
    columns: Sequence[AccountColumn],
    words: Words,
    provenance: Provenance,
    *,
    alone: bool = False,
) -> Page:
    """What every word in the workbook means, and where it came from; `alone`: without a Summary,
    this page tells the gaps too."""
    return described(
        audit.run,
        [
            *([gaps_section(audit.gaps, words)] if alone else []),
            _definitions(words),
            sources_section(provenance.sources, words),
            traffic_section(audit.run, words),
            _dictionary(columns, words),
        ],
        words,
        lead=(
            words("SHA-256 of the rows of Accounts: {digest}").format(digest=provenance.digest),
            words(
                "It is the hash of the CSV that the program writes with the same columns: UTF-8 "
                "with a byte order mark, comma, every field quoted, CRLF."
            ),
        ),
    )


def _definitions(words: Words) -> Section:
    rows = [
        (str(definition), words(text), words(_CAN_BE_WRONG[definition]))
        for definition, text in DEFINITIONS.items()
    ]
    headers = (words("Definition"), words("An account is registered with"), words("When wrong"))
    return Section(words("Definitions"), headers, rows)


def _dictionary(columns: Sequence[AccountColumn], words: Words) -> Section:
    headers = (words("Column"), words("Key"), words("Meaning"), words("Source"))
    rows = [(c.heading(words).header, c.key, words(c.meaning), c.source) for c in columns]
    return Section(words("Columns"), headers, rows)


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
        (words("Registered"), counts.count(Registered.YES), None),
        (
            words("Not registered"),
            counts.count(Registered.NO),
            words("Listed under Not registered."),
        ),
        (
            words("Unknown"),
            counts.count(Registered.UNKNOWN),
            words("Registered for MFA is empty in Accounts."),
        ),
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
