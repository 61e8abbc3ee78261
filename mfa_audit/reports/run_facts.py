"""The run in words and numbers: for the summary on screen, and for JSON."""

from collections.abc import Mapping, Sequence

from mfa_audit.domain.accounts import Definition
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered
from mfa_audit.domain.run import AccountRun, Audit, Counts, Gap, Run, Traffic, in_all
from mfa_audit.reports.language import Words
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


def tenant_name(run: Run) -> str:
    """How to call the tenant: its name, else its id, else words."""
    return run.tenant.display_name or run.tenant.id or "the tenant of the signed-in account"


def run_facts(run: Run) -> dict[str, object]:
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


def account_run_facts(run: AccountRun) -> dict[str, object]:
    """The run for JSON; times are UTC, `waited` is in seconds."""
    return run_facts(run) | {
        "definition": str(run.definition),
        "definitionText": DEFINITIONS[run.definition],
        "reportRefreshed": list(run.report_refreshed) if run.report_refreshed else None,
        "counts": _counts(run.counts),
        "traffic": traffic_facts(run.traffic),
        "permissions": list(run.permissions),
        "population": list(run.chosen),
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


def headline_figures(run: AccountRun) -> list[tuple[str, int | str]]:
    """The headline figures, in the order in which a reader asks for them."""
    counts, traffic = run.counts, in_all(run.traffic)
    unregistered = counts.count(Registered.NO, admins=True)
    admins: int | str = unregistered if counts.admins_known else "not known"
    rows: list[tuple[str, int | str]] = [
        ("accounts", counts.listed),
        ("registered", counts.count(Registered.YES)),
        ("not registered", counts.count(Registered.NO)),
        ("unknown", counts.count(Registered.UNKNOWN)),
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


def requests_made(run: Run, words: Words = str) -> str:
    """How many, and how many of them again."""
    total = in_all(run.traffic)
    text = words("{requests} ({again} of them again)") if total.retries else "{requests}"
    return text.format(requests=total.requests, again=total.retries)


def summary(audit: Audit) -> str:
    """One screen for stderr."""
    run = audit.run
    rows = headline_figures(run)
    digits = max(len(str(value)) for _, value in rows if isinstance(value, int))
    texts = [
        (label, f"{value:>{digits}}" if isinstance(value, int) else value) for label, value in rows
    ]
    lines = [f"{tenant_name(run)}: registered for MFA, by the {run.definition} definition"]
    lines += [f"  {line}" for line in aligned(texts)]
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
