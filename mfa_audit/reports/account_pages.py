"""The sheets Summary, Population and About of the registration report.

Not here: the sections that they share with other reports (`run_facts`).
"""

from collections.abc import Sequence

import msgspec

from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import Registered
from mfa_audit.domain.run import AccountRun, Audit, Counts
from mfa_audit.domain.sources import Source
from mfa_audit.reports.account_columns import AccountColumn
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.run_facts import (
    DEFINITIONS,
    STATE_WARNING,
    about_page,
    gaps_section,
    run_section,
    sources_section,
    tenant_name,
    traffic_section,
)
from mfa_audit.reports.tables import Cell, Chart, Check, Page, Section, Share

_WIDTHS = (40, 12, 10, 72)

# Where each definition differs from what a reader may expect.
_CAN_BE_WRONG = {
    "entra": "Wrong for hours after a change, for the report lags; counts methods that policy no "
    "longer allows (isMfaCapable tells); does not see MFA done outside Entra, such as a federated "
    "service's own.",
    "msonline": "Leaves out everything that came after MSOnline: passkeys, Windows Hello for "
    "Business, certificates. A person with only those is called not registered.",
}
# Every account has one, but only the per-account API lists it: a count would look like a few.
_LISTED_FOR_SOME = "password"


class Provenance(msgspec.Struct, frozen=True):
    """Where the rows of Accounts come from: the sources that were read, and the rows' SHA-256."""

    sources: Sequence[Source]
    digest: str


def account_summary_page(audit: Audit, words: Words) -> Page:
    """The first sheet: figures, charts, this run, what is missing."""
    run = audit.run
    if gaps := len(audit.gaps):
        lead = words("With gaps: {count}. What each costs is told below.").format(count=gaps)
    else:
        lead = words("Complete: every source answered for every account.")
    return Page(
        words("Summary"),
        words("MFA registration of {tenant}").format(tenant=tenant_name(run)),
        (lead,),
        [
            _figures(run.counts, words),
            _methods(run.counts, words),
            _run_section(run, words),
            gaps_section(audit.gaps, words),
        ],
        _WIDTHS,
    )


# A figure: its label, its number (None: not known), the whole that it is a share of, its meaning.
_FigureRow = tuple[str, int | None, int | None, str]


def _figures(counts: Counts, words: Words) -> Section:
    count, listed, scope = counts.count, counts.listed, counts.in_scope
    known = counts.capable_known or None
    # fmt: off
    rows: list[_FigureRow] = [
        ("Accounts listed", listed, None, "Everything that Graph lists under /users."),
        ("In scope", scope, listed, "What the figures below are about; see Population."),
        ("Registered", count(Registered.YES), scope, "By the definition named below."),
        ("Not registered", count(Registered.NO), scope, "Listed under Not registered."),
        ("Unknown", count(Registered.UNKNOWN), scope,
         "No source could tell; never counted as a no."),
        # Only the registration report knows the policy.
        ("MFA capable", known and counts.capable, known,
         "Registered, and policy allows the method; share of those in the report."),
        ("Phone is the only method", count(strength=Strength.PHONE), scope,
         "Microsoft's text messages and calls end on 2027-02-01 in the public cloud."),
        ("With a phishing-resistant method", count(strength=Strength.PHISHING_RESISTANT), scope,
         "Passkey, security key, Windows Hello, platform credential, certificate."),
        ("Strength unknown", count(strength=Strength.UNKNOWN), scope,
         "Neither of the two lines above tells of these."),
        ("Blocked accounts", counts.blocked, listed, "Of the accounts listed."),
        *_admin_figures(counts),
    ]
    # fmt: on
    cells = [
        (
            words(label),
            words("not known") if number is None else number,
            Share(number / whole) if number is not None and whole else None,
            words(meaning),
        )
        for label, number, whole, meaning in rows
    ]
    headers = ("Figure", "Accounts", "Share", "What it means")
    return section(
        words, "Figures", headers, cells, Chart("Accounts in scope by registration", 2, 3)
    )


def _admin_figures(counts: Counts) -> list[_FigureRow]:
    if not counts.admins_known:
        why = "Neither the registration report nor the directory roles could be read whole."
        return [("Admins", None, None, why)]
    admins = counts.count(admins=True)
    resistant = counts.count(strength=Strength.PHISHING_RESISTANT, admins=True)
    # fmt: off
    rows: list[_FigureRow] = [
        ("Admins", admins, None, "By the registration report, or with an active directory role."),
        ("Admins not registered", counts.count(Registered.NO, admins=True), admins,
         "The first to see to."),
        ("Admins, registration unknown", counts.count(Registered.UNKNOWN, admins=True), admins,
         "No source could tell."),
        ("Admins without a phishing-resistant method", admins - resistant, admins,
         "Registered or not; unknown ones among them."),
        ("Admins with a phone only", counts.count(strength=Strength.PHONE, admins=True), admins,
         "The easiest to phish."),
    ]
    # fmt: on
    if counts.admin_unknown:
        why = "No source tells whether they are admins; not among the admins above."
        rows.append(("Admin or not is unknown", counts.admin_unknown, None, why))
    return rows


def _methods(counts: Counts, words: Words) -> Section:
    """How many accounts have each method, the most frequent first."""
    scope = counts.in_scope
    rows = []
    for name, number in counts.methods.items():
        if name != _LISTED_FOR_SOME:
            kind = lookup(name)
            strength = kind.strength if kind else Strength.UNKNOWN
            share = Share(number / scope) if scope else None
            rows.append((words(kind.label) if kind else name, number, share, words(str(strength))))
    rows.sort(key=lambda row: (-row[1], row[0], row[3]))
    chart = Chart("Accounts in scope by method", 0, len(rows)) if rows else None
    return section(
        words, "Methods registered", ("Method", "Accounts", "Share", "Strength"), rows, chart
    )


def _run_section(run: AccountRun, words: Words) -> Section:
    definition = f"{run.definition}: {words(DEFINITIONS[run.definition])}"
    chosen = ", ".join(run.chosen) or words("all")
    return run_section(
        run,
        words,
        [(words("Definition of registered"), definition), (words("Accounts chosen"), chosen)],
        dated=_refreshed(run, words),
        warnings=[(words("About MFA Status"), words(STATE_WARNING))],
    )


def _refreshed(run: AccountRun, words: Words) -> list[tuple[Cell, ...]]:
    """When the registration report was refreshed. Each of its rows has a time of its own."""
    if run.report_refreshed is None:
        why = words("no time told: the accounts were read one by one")
        return [(words("Registration report refreshed"), why)]
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
    """The last sheet: what every word of the workbook means, and where it comes from. `alone`: the
    workbook has no Summary, so this sheet lists the gaps."""
    definitions = [
        (str(definition), words(text), words(_CAN_BE_WRONG[definition]))
        for definition, text in DEFINITIONS.items()
    ]
    meanings = [(c.heading(words).header, c.key, words(c.meaning), c.source) for c in columns]
    headers = ("Definition", "An account is registered with", "When wrong")
    return about_page(
        audit.run,
        [
            *([gaps_section(audit.gaps, words)] if alone else []),
            section(words, "Definitions", headers, definitions),
            sources_section(provenance.sources, words),
            traffic_section(audit.run, words),
            section(words, "Columns", ("Column", "Key", "Meaning", "Source"), meanings),
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


# fmt: off
_EXCLUDED = {
    Exclusion.BLOCKED: ("Left out: blocked", "Sign-in is blocked (accountEnabled is false)."),
    Exclusion.GUESTS: ("Left out: guests", "Guests from other directories (userType is Guest)."),
    Exclusion.UNLICENSED: ("Left out: unlicensed", "No licence, its own or through a group."),
    Exclusion.SERVICE: ("Left out: service", "Accounts of directory synchronisation and of "
                        "provisioning packages, known by their names."),
    Exclusion.FUTURE_HIRES: ("Left out: future hires", "employeeHireDate is still to come."),
    Exclusion.NOT_SELECTED: ("Left out: not selected", "Outside --only and --only-group."),
}
# fmt: on
_KINDS: dict[Exclusion | None, str] = {
    None: "Ordinary accounts",
    Exclusion.BLOCKED: "Blocked accounts",
    Exclusion.GUESTS: "Guests",
    Exclusion.UNLICENSED: "Unlicensed accounts",
    Exclusion.SERVICE: "Service accounts",
    Exclusion.FUTURE_HIRES: "Future hires",
}


def population_page(counts: Counts, words: Words) -> Page:
    """The sheet on which every account is counted once, with sums that the reader's own program
    calculates."""
    left_out = [
        (label, counts.left_out_by.get(reason, 0), meaning)
        for reason, (label, meaning) in _EXCLUDED.items()
    ]
    listed = [
        ("In scope", counts.in_scope, "Judged, and listed under Accounts."),
        *left_out,
        ("Deleted meanwhile", counts.vanished, "Gone before it could be read."),
    ]
    kinds = [
        (label, counts.kinds.get(kind, 0), "By the first of these that holds.")
        for kind, label in _KINDS.items()
    ]
    verdicts = [
        ("Registered", counts.count(Registered.YES), None),
        ("Not registered", counts.count(Registered.NO), "Listed under Not registered."),
        ("Unknown", counts.count(Registered.UNKNOWN), "Registered for MFA is empty in Accounts."),
    ]
    scope = ("In scope", counts.in_scope)
    return Page(
        words("Population"),
        words("Every account is counted once"),
        (words("An account left out is counted under the first reason that holds for it."),),
        [
            _sum("All accounts listed", listed, ("Accounts listed", counts.listed), words),
            _sum("Those in scope, by kind", kinds, scope, words),
            _sum("Those in scope, by registration", verdicts, scope, words),
        ],
        (44, 13, 80),
    )


def _sum(
    title: str, parts: Sequence[tuple[str, int, str | None]], whole: tuple[str, int], words: Words
) -> Section:
    """The parts with their meanings, the whole as Graph gave it, and whether the sum is right."""
    label, total = whole
    ok, not_ok = words("adds up"), words("DOES NOT ADD UP")
    found = ok if sum(number for _, number, _ in parts) == total else not_ok
    # In a program that does not calculate, such as a preview, the check's own cell is empty.
    result = words("Worked out by mfa-audit: {found}").format(found=found)
    rows: list[tuple[Cell, ...]] = [
        *((words(part), number, meaning and words(meaning)) for part, number, meaning in parts),
        (words(label), total, None),
        (words("Check"), Check(len(parts), len(parts), ok, not_ok), result),
    ]
    return section(words, title, ("Accounts", "Number", "What it means"), rows)
