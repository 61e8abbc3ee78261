"""The sheets of the workbook that are read rather than filtered: Summary, Population, About."""

from collections.abc import Sequence

import msgspec

from mfa_audit.domain.audit import Audit, Counts, Gap, LogRun, RunFacts
from mfa_audit.domain.log_sources import LOG_SOURCES
from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.sources import SOURCES, Source
from mfa_audit.reports.about import (
    DEFINITIONS,
    STATE_WARNING,
    reference,
    requests_made,
    tenant_name,
)
from mfa_audit.reports.column import Chart, Check, Page, Section, Share, Value
from mfa_audit.reports.language import Words
from mfa_audit.reports.registration import Column

Cell = Value | Share | Check

_WIDTHS = (40, 12, 10, 72)

# When each definition says something else than a reader may think.
_CAN_BE_WRONG = {
    "entra": "Wrong for hours after a change, for the report lags; counts methods that policy no "
    "longer allows (isMfaCapable tells); does not see MFA done outside Entra, such as a federated "
    "service's own.",
    "msonline": "Leaves out everything that came after MSOnline: passkeys, Windows Hello for "
    "Business, certificates. A person with only those is called not registered.",
}
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


# Everybody has one, but only the per-account API says so: counted, it would look like a few.
_LISTED_FOR_SOME = "password"


class Provenance(msgspec.Struct, frozen=True):
    """What the sheets tell beside the audit: the sources that were asked, and the SHA-256 of the
    rows of Accounts."""

    sources: Sequence[Source]
    digest: str


def summary_page(audit: Audit, words: Words) -> Page:
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
        row("Registered", counts.registered, scope, "By the definition named below."),
        row("Not registered", counts.not_registered, scope, "The work list is the next sheet."),
        row("Unknown", counts.unknown, scope, "No source could tell; never counted as a no."),
        _capable(counts, words),
        row(
            "Phone is the only method",
            counts.phone_only,
            scope,
            "Microsoft's text messages and calls end on 2027-02-01 in the public cloud.",
        ),
        row(
            "With a phishing-resistant method",
            counts.phishing_resistant,
            scope,
            "Passkey, security key, Windows Hello, platform credential, certificate.",
        ),
        row(
            "Strength unknown",
            counts.strengths.get(Strength.UNKNOWN, 0),
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
    rows = [
        ("Admins", counts.admins, "By the registration report, or with an active directory role."),
        ("Admins not registered", counts.admins_not_registered, "The first to see to."),
        ("Admins, registration unknown", counts.admins_unknown, "No source could tell."),
        (
            "Admins without a phishing-resistant method",
            counts.admins - counts.admins_phishing_resistant,
            "Registered or not; unknown ones among them.",
        ),
        ("Admins with a phone only", counts.admins_phone_only, "The easiest to phish."),
    ]
    if counts.admins_untold:
        why = "No source tells whether they are admins; not among the admins above."
        rows.append(("Admin or not is unknown", counts.admins_untold, why))
    whole = counts.admins
    return [
        (
            words(label),
            number,
            Share(number / whole) if whole and label in _OF_ADMINS else None,
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


def _run_section(run: RunFacts, words: Words) -> Section:
    ends = run.certificate_expires
    definition = f"{run.definition}: {words(DEFINITIONS[run.definition])}"
    rows: list[tuple[Cell, ...]] = [
        (words("Tenant"), tenant_name(run)),
        (words("Tenant id"), run.tenant.id),
        (words("Cloud"), run.cloud),
        (words("Program"), f"mfa-audit {run.version}"),
        (words("Signed in as"), run.identity),
        *([(words("Certificate ends (UTC)"), ends)] if ends else []),
        (words("Permissions needed"), ", ".join(run.permissions)),
        (words("Definition of registered"), definition),
        (words("Accounts chosen"), ", ".join(run.population) or words("all")),
        (words("Started (UTC)"), run.started),
        (words("Finished (UTC)"), run.finished),
        *_freshness(run, words),
        (words("Requests made"), requests_made(run, words)),
        (words("About MFA Status"), words(STATE_WARNING)),
        *((words("Note"), note.told(words)) for note in run.notes),
    ]
    return Section(words("This run"), (words("Fact"), words("Value")), rows)


def _freshness(run: RunFacts, words: Words) -> list[tuple[Cell, ...]]:
    """How old the registration report is; Graph tells it row by row."""
    if run.report_refreshed is None:
        told = words("no time told: the accounts were read one by one")
        return [(words("Registration report refreshed"), told)]
    first, last = run.report_refreshed
    return [
        (words("Registration report refreshed, first (UTC)"), first),
        (words("Registration report refreshed, last (UTC)"), last),
    ]


def gaps_section(gaps: Sequence[Gap], words: Words) -> Section:
    """Each with what it costs and its remedy; in English, as on screen, to be searched for."""
    headers = (words("Source"), words("Accounts"), words("Costs, and remedy"))
    rows: list[tuple[Cell, ...]] = [(gap.source, gap.accounts, _in_words(gap)) for gap in gaps]
    nothing = (words("none"), 0, words("Every source answered for every account."))
    return Section(words("Gaps"), headers, rows or [nothing])


def _in_words(gap: Gap) -> str:
    """What happened, what the report is like for it, what to do: a line each."""
    lines = [gap.sentence + reference(gap)]
    every = (*SOURCES, *LOG_SOURCES)
    lines += [f"Without it: {s.without}." for s in every if gap.whole and s.name == gap.source]
    return "\n".join([*lines, gap.remedy])


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
        (words("In scope"), counts.in_scope, words("Judged, and in the sheet Accounts.")),
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
        (words("Not registered"), counts.not_registered, words("In the sheet Not registered.")),
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


def about_page(
    audit: Audit,
    columns: Sequence[Column],
    words: Words,
    provenance: Provenance,
    *,
    alone: bool = False,
) -> Page:
    """What every word in the workbook means, and where it came from; `alone`: without a Summary,
    this page tells the gaps too."""
    run = audit.run
    return Page(
        words("About"),
        words("About this report"),
        (
            words("Written by mfa-audit {version}, which only reads.").format(version=run.version),
            words("SHA-256 of the rows of Accounts: {digest}").format(digest=provenance.digest),
            words(
                "It is the hash of the CSV that the program writes with the same columns: UTF-8 "
                "with a byte order mark, comma, every field quoted, CRLF."
            ),
        ),
        [
            *([gaps_section(audit.gaps, words)] if alone else []),
            _definitions(words),
            sources_section(provenance.sources, words),
            traffic_section(run, words),
            _dictionary(columns, words),
        ],
        (38, 40, 66, 60),
    )


def _definitions(words: Words) -> Section:
    rows = [
        (str(definition), words(text), words(_CAN_BE_WRONG[definition]))
        for definition, text in DEFINITIONS.items()
    ]
    headers = (words("Definition"), words("An account is registered with"), words("When wrong"))
    return Section(words("Definitions"), headers, rows)


def sources_section(sources: Sequence[Source], words: Words) -> Section:
    headers = (words("Source"), words("Address"), words("Answers"), words("Permission"))
    rows = [(s.name, s.api, words(s.answers), s.permission) for s in sources]
    return Section(words("Sources"), headers, rows)


def traffic_section(run: RunFacts | LogRun, words: Words) -> Section:
    headers = (words("Workload"), words("Requests"), words("Of them again"), words("Waited (s)"))
    rows = [
        (workload, part.requests, part.retries, round(part.waited, 1))
        for workload, part in run.traffic.items()
    ]
    return Section(words("Requests made"), headers, rows)


def _dictionary(columns: Sequence[Column], words: Words) -> Section:
    headers = (words("Column"), words("Key"), words("Meaning"), words("Source"))
    rows = [(c.heading(words).header, c.key, words(c.meaning), c.source) for c in columns]
    return Section(words("Columns"), headers, rows)
