"""The run in words and numbers: for the summary on screen, and for JSON."""

from collections.abc import Mapping, Sequence

from mfa_audit.domain.audit import Audit, Counts, Gap, LogRun, RunFacts, Traffic, in_all
from mfa_audit.domain.facts import Definition
from mfa_audit.reports.column import Value
from mfa_audit.reports.language import Words
from mfa_audit.reports.wording import plural, reference

SCHEMA = "mfa-audit/registration/v1"

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


def tenant_name(run: RunFacts | LogRun) -> str:
    """How to call the tenant: its name, else its id, else words."""
    return run.tenant.display_name or run.tenant.id or "the tenant of the signed-in account"


def session_facts(run: RunFacts | LogRun) -> dict[str, object]:
    """How every run begins in JSON: who read which tenant, and when, in UTC."""
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


def run_facts(run: RunFacts) -> dict[str, object]:
    """The run for JSON; times are UTC, `waited` is in seconds."""
    return session_facts(run) | {
        "definition": str(run.definition),
        "definitionText": DEFINITIONS[run.definition],
        "reportRefreshed": list(run.report_refreshed) if run.report_refreshed else None,
        "counts": _counts(run.counts),
        "traffic": traffic_facts(run.traffic),
        "permissions": list(run.permissions),
        "population": list(run.population),
        "notes": [str(note) for note in run.notes],
    }


def traffic_facts(traffic: Mapping[str, Traffic]) -> dict[str, object]:
    """By workload; `waited` is in seconds."""
    return {
        workload: {
            "requests": part.requests,
            "retries": part.retries,
            "waited": round(part.waited, 1),
        }
        for workload, part in traffic.items()
    }


def _counts(counts: Counts) -> dict[str, object]:
    """Figures about admins are null where nothing told who is one, and that of the capable where
    the registration report told nothing."""
    admins = {
        "admins": counts.admins,
        "adminsNotRegistered": counts.admins_not_registered,
        "adminsUnknown": counts.admins_unknown,
        "adminsPhishingResistant": counts.admins_phishing_resistant,
        "adminsPhoneOnly": counts.admins_phone_only,
        "adminsUntold": counts.admins_untold,
    }
    return {
        "listed": counts.listed,
        "inScope": counts.in_scope,
        "registered": counts.registered,
        "notRegistered": counts.not_registered,
        "unknown": counts.unknown,
        "vanished": counts.vanished,
        "leftOut": counts.left_out,
        "leftOutBy": {str(reason): number for reason, number in counts.left_out_by.items()},
        "blocked": counts.blocked,
        "capable": counts.capable if counts.capable_known else None,
        "phoneOnly": counts.phone_only,
        "phishingResistant": counts.phishing_resistant,
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


def figures(run: RunFacts) -> list[tuple[str, Value]]:
    """The headline figures, in the order in which a reader asks for them."""
    counts, traffic = run.counts, in_all(run.traffic)
    admins: Value = counts.admins_not_registered if counts.admins_known else "not known"
    rows: list[tuple[str, Value]] = [
        ("accounts", counts.listed),
        ("registered", counts.registered),
        ("not registered", counts.not_registered),
        ("unknown", counts.unknown),
    ]
    rows += [(f"left out ({reason})", number) for reason, number in counts.left_out_by.items()]
    if counts.vanished:
        rows.append(("deleted meanwhile", counts.vanished))
    seconds = (run.finished - run.started).total_seconds() if run.finished else 0.0
    waited = f", {traffic.waited:.0f} s of it waiting" if traffic.waited >= 1 else ""
    return [
        *rows,
        ("blocked accounts", counts.blocked),
        ("admins not registered", admins),
        ("requests made", requests_made(run)),
        ("time", f"{seconds:.1f} s{waited}"),
    ]


def requests_made(run: RunFacts | LogRun, words: Words = str) -> str:
    """How many, and how many of them again."""
    total = in_all(run.traffic)
    text = words("{requests} ({again} of them again)") if total.retries else "{requests}"
    return text.format(requests=total.requests, again=total.retries)


def summary(audit: Audit) -> str:
    """One screen for stderr."""
    run = audit.run
    rows = figures(run)
    width = max(len(label) for label, _ in rows)
    numbers = max(len(str(value)) for _, value in rows if isinstance(value, int))
    lines = [f"{tenant_name(run)}: registered for MFA, by the {run.definition} definition"]
    lines += [
        f"  {label:<{width}}  {value:>{numbers}}"
        if isinstance(value, int)
        else f"  {label:<{width}}  {value}"
        for label, value in rows
    ]
    lines += [f"  note: {note}" for note in run.notes]
    return "\n".join(lines)


def gap_lines(gaps: Sequence[Gap]) -> str:
    """The gaps, numbered, each with its remedy."""
    if not gaps:
        return ""
    lines = ["gaps: this is what the report does not know"]
    for number, gap in enumerate(gaps, 1):
        accounts = f" [{plural(gap.accounts, 'account')}]" if gap.accounts is not None else ""
        told = f"{gap.sentence}{accounts}{reference(gap.code, gap.request_id)}"
        lines.append(f"  {number}. {gap.source}: {told}")
        lines.append(f"     {gap.remedy}")
    return "\n".join(lines)
