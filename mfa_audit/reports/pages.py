"""The sheets Summary and About of the registration report. Not here: what they share with those of
other reports (`sections`), and Population (`population`)."""

from collections.abc import Sequence

import msgspec

from mfa_audit.domain.audit import Audit, Counts, RunFacts
from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.sources import Source
from mfa_audit.reports.about import DEFINITIONS, STATE_WARNING, tenant_name
from mfa_audit.reports.account_column import Column
from mfa_audit.reports.column import Cell, Chart, Page, Section, Share
from mfa_audit.reports.language import Words
from mfa_audit.reports.sections import (
    described,
    gaps_section,
    run_section,
    sources_section,
    traffic_section,
)

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
        row("Not registered", counts.not_registered, scope, "Listed under Not registered."),
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
    definition = f"{run.definition}: {words(DEFINITIONS[run.definition])}"
    chosen = ", ".join(run.population) or words("all")
    return run_section(
        run,
        words,
        [(words("Definition of registered"), definition), (words("Accounts chosen"), chosen)],
        dated=_freshness(run, words),
        told=[(words("About MFA Status"), words(STATE_WARNING))],
    )


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


def _dictionary(columns: Sequence[Column], words: Words) -> Section:
    headers = (words("Column"), words("Key"), words("Meaning"), words("Source"))
    rows = [(c.heading(words).header, c.key, words(c.meaning), c.source) for c in columns]
    return Section(words("Columns"), headers, rows)
