"""The facts of a run: for JSON, for the screen, and as the sections that all reports share.

Not here: the sheets of the registration report (`account_pages`) and of the logs (`logs`).
"""

from collections.abc import Mapping, Sequence

from mfa_audit.domain.accounts import Definition
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered
from mfa_audit.domain.run import AccountRun, Audit, Counts, Gap, Note, Run, Traffic, in_all
from mfa_audit.domain.sources import ALL_SOURCES, Source
from mfa_audit.reports.language import Words, section
from mfa_audit.reports.tables import Cell, Page, Section
from mfa_audit.wording import aligned, plural, reference

REGISTRATION_SCHEMA = "mfa-audit/registration/v1"

DEFINITIONS = {
    Definition.ENTRA: "Graph's isMfaRegistered where the registration report has the account, "
    "otherwise any method that counts as MFA",
    Definition.MSONLINE: "at least one method that Get-MsolUser would have listed in "
    "StrongAuthenticationMethods",
}

STATE_WARNING = (
    "MFA Status is the per-user state only. Disabled does not mean that there is no MFA: "
    "Conditional Access and security defaults require it without changing this state."
)
_ABOUT_WIDTHS = (38, 40, 66, 60)


def tenant_name(run: Run) -> str:
    """The tenant's name, else its id, else words for it."""
    return run.tenant.display_name or run.tenant.id or "the tenant of the signed-in account"


def run_facts(run: Run) -> dict[str, object]:
    """The JSON facts that every run has: who read which tenant, and when, in UTC."""
    return {
        "program": f"mfa-audit {run.version}",
        "tenantId": run.tenant.id,
        "tenantName": run.tenant.display_name,
        "cloud": run.cloud,
        "identity": run.identity,
        "certificateExpires": run.certificate_expires,
        "started": run.started,
        "finished": run.finished,
    }


def account_run_facts(run: AccountRun) -> dict[str, object]:
    """The run of a registration report for JSON; times are UTC."""
    return run_facts(run) | {
        "definition": str(run.definition),
        "definitionText": DEFINITIONS[run.definition],
        "reportRefreshed": list(run.report_refreshed) if run.report_refreshed else None,
        "counts": _count_facts(run.counts),
        "traffic": traffic_facts(run.traffic),
        "permissions": list(run.permissions),
        "population": list(run.chosen),
        "notes": [str(note) for note in run.notes],
    }


def traffic_facts(traffic: Mapping[str, Traffic]) -> dict[str, object]:
    """The traffic by workload for JSON; `waited` is in seconds."""
    return {
        workload: {
            "requests": part.requests,
            "retries": part.retries,
            "waited": round(part.waited, 1),
        }
        for workload, part in traffic.items()
    }


def _count_facts(counts: Counts) -> dict[str, object]:
    """The counts for JSON. Figures about admins are None if no source says who is an admin, the
    figure of capable accounts if the registration report does not say it of any."""
    phone, resistant = Strength.PHONE, Strength.PHISHING_RESISTANT
    admins = {
        "admins": counts.count(admins=True),
        "adminsNotRegistered": counts.count(Registered.NO, admins=True),
        "adminsUnknown": counts.count(Registered.UNKNOWN, admins=True),
        "adminsPhishingResistant": counts.count(strength=resistant, admins=True),
        "adminsPhoneOnly": counts.count(strength=phone, admins=True),
        "adminsUntold": counts.admin_unknown,
    }
    return {
        "listed": counts.listed,
        "inScope": counts.in_scope,
        "registered": counts.count(Registered.YES),
        "notRegistered": counts.count(Registered.NO),
        "unknown": counts.count(Registered.UNKNOWN),
        "vanished": counts.vanished,
        "leftOut": counts.left_out,
        "leftOutBy": {str(reason): number for reason, number in counts.left_out_by.items()},
        "blocked": counts.blocked,
        "capable": counts.capable if counts.capable_known else None,
        "phoneOnly": counts.count(strength=phone),
        "phishingResistant": counts.count(strength=resistant),
        "strengths": {str(strength): number for strength, number in counts.strengths.items()},
        "methods": counts.methods,
        **(admins if counts.admins_known else dict.fromkeys(admins)),
    }


def gap_facts(gap: Gap) -> dict[str, object]:
    """A gap for JSON."""
    return {
        "source": gap.source,
        "reason": gap.reason,
        "remedy": gap.remedy,
        "accounts": gap.accounts,
        "code": gap.code,
        "requestId": gap.request_id,
        "named": list(gap.named),
    }


def summary(audit: Audit) -> str:
    """The headline figures of an audit, as lines for stderr."""
    run = audit.run
    figures = _headline_figures(run)
    digits = max(len(str(value)) for _, value in figures if isinstance(value, int))
    rows = [(label, f"{v:>{digits}}" if isinstance(v, int) else v) for label, v in figures]
    lines = [f"{tenant_name(run)}: registered for MFA, by the {run.definition} definition"]
    lines += [f"  {line}" for line in aligned(rows)]
    lines += [f"  note: {note}" for note in run.notes]
    return "\n".join(lines)


def _headline_figures(run: AccountRun) -> list[tuple[str, int | str]]:
    counts, waited = run.counts, in_all(run.traffic).waited
    unregistered = counts.count(Registered.NO, admins=True)
    seconds = (run.finished - run.started).total_seconds() if run.finished else 0.0
    waiting = f", {waited:.0f} s of it waiting" if waited >= 1 else ""
    return [
        ("accounts", counts.listed),
        ("registered", counts.count(Registered.YES)),
        ("not registered", counts.count(Registered.NO)),
        ("unknown", counts.count(Registered.UNKNOWN)),
        *((f"left out ({reason})", number) for reason, number in counts.left_out_by.items()),
        *([("deleted meanwhile", counts.vanished)] if counts.vanished else []),
        ("blocked accounts", counts.blocked),
        ("admins not registered", unregistered if counts.admins_known else "not known"),
        ("requests made", _requests_made(run)),
        ("time", f"{seconds:.1f} s{waiting}"),
    ]


def _requests_made(run: Run, words: Words = str) -> str:
    """The number of requests, and of those that were made again."""
    total = in_all(run.traffic)
    text = words("{requests} ({again} of them again)") if total.retries else "{requests}"
    return text.format(requests=total.requests, again=total.retries)


def gap_lines(gaps: Sequence[Gap]) -> str:
    """The gaps for the screen, numbered, each with its remedy; empty without gaps."""
    if not gaps:
        return ""
    lines = ["gaps: this is what the report does not know"]
    for number, gap in enumerate(gaps, 1):
        accounts = f" [{plural(gap.accounts, 'account')}]" if gap.accounts is not None else ""
        reason = f"{gap.sentence}{accounts}{reference(gap.code, gap.request_id)}"
        lines += [f"  {number}. {gap.source}: {reason}", f"     {gap.remedy}"]
    return "\n".join(lines)


def run_section(
    run: Run,
    words: Words,
    chosen: Sequence[Sequence[Cell]],
    *,
    dated: Sequence[Sequence[Cell]] = (),
    warnings: Sequence[Sequence[Cell]] = (),
) -> Section:
    """The facts of a run. The rows of a single report are added: `chosen` says what it is about,
    `dated` how old its sources are, `warnings` what else a reader should know."""
    ends = run.certificate_expires
    rows: list[Sequence[Cell]] = [
        (words("Tenant"), tenant_name(run)),
        (words("Tenant id"), run.tenant.id),
        (words("Cloud"), run.cloud),
        (words("Program"), f"mfa-audit {run.version}"),
        (words("Signed in as"), run.identity),
        *([(words("Certificate ends (UTC)"), ends)] if ends else []),
        (words("Permissions needed"), ", ".join(run.permissions)),
        *chosen,
        (words("Started (UTC)"), run.started),
        (words("Finished (UTC)"), run.finished),
        *dated,
        (words("Requests made"), _requests_made(run, words)),
        *warnings,
        *note_rows(run.notes, words),
    ]
    return section(words, "This run", ("Fact", "Value"), rows)


def note_rows(notes: Sequence[Note], words: Words) -> list[tuple[Cell, ...]]:
    """A row for each note."""
    return [(words("Note"), note.in_words(words)) for note in notes]


def gaps_section(gaps: Sequence[Gap], words: Words) -> Section:
    """Each gap with its consequence and its remedy, in English as on screen, to be searched for."""
    rows: list[tuple[Cell, ...]] = [(gap.source, gap.accounts, _explained(gap)) for gap in gaps]
    complete = [(words("none"), 0, words("Every source answered for every account."))]
    return section(words, "Gaps", ("Source", "Accounts", "Costs, and remedy"), rows or complete)


def _explained(gap: Gap) -> str:
    """What happened, what the report lacks because of it, and what to do: a line for each."""
    lines = [gap.sentence + reference(gap.code, gap.request_id)]
    if gap.whole:
        lines += [f"Without it: {s.without}." for s in ALL_SOURCES if s.name == gap.source]
    return "\n".join([*lines, gap.remedy])


def sources_section(sources: Sequence[Source], words: Words) -> Section:
    """The sources that the run read, each with the permission that it needs."""
    rows = [(s.name, s.api, words(s.answers), s.permission) for s in sources]
    return section(words, "Sources", ("Source", "Address", "Answers", "Permission"), rows)


def traffic_section(run: Run, words: Words) -> Section:
    """The requests of the run, by workload."""
    rows = [
        (workload, part.requests, part.retries, round(part.waited, 1))
        for workload, part in run.traffic.items()
    ]
    headers = ("Workload", "Requests", "Of them again", "Waited (s)")
    return section(words, "Requests made", headers, rows)


def about_page(
    run: Run, sections: Sequence[Section], words: Words, *, lead: Sequence[str] = ()
) -> Page:
    """The sheet About: the program that wrote the report, the `lead`, and what its words mean."""
    by = words("Written by mfa-audit {version}, which only reads.").format(version=run.version)
    return Page(words("About"), words("About this report"), (by, *lead), sections, _ABOUT_WIDTHS)
