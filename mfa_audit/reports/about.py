"""The run in words and numbers: for the summary on screen, the About sheet and JSON."""

from collections.abc import Sequence

from mfa_audit.domain.audit import Audit, Gap, RunFacts
from mfa_audit.domain.facts import Definition
from mfa_audit.domain.sources import SOURCES
from mfa_audit.reports.column import Closing, Row, Section, Value
from mfa_audit.reports.registration import Column

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


def closing(audit: Audit, columns: Sequence[Column]) -> Closing:
    """Everything that is told after the last row."""
    return Closing(
        run=run_facts(audit.run),
        gaps=[gap_facts(gap) for gap in audit.gaps],
        about=_about(audit, columns),
        title=f"MFA registration, {tenant_name(audit.run)}",
    )


def tenant_name(run: RunFacts) -> str:
    """How to call the tenant: its name, else its id, else words."""
    return run.tenant.display_name or run.tenant.id or "the tenant of the signed-in account"


def run_facts(run: RunFacts) -> dict[str, object]:
    """The run for JSON; times are UTC, `waited` is in seconds."""
    counts = run.counts
    return {
        "program": f"mfa-audit {run.version}",
        "tenantId": run.tenant.id,
        "tenantName": run.tenant.display_name,
        "cloud": run.cloud,
        "identity": run.identity,
        "certificateExpires": run.certificate_expires,
        "started": run.started,
        "finished": run.finished,
        "definition": str(run.definition),
        "definitionText": DEFINITIONS[run.definition],
        "reportRefreshed": list(run.report_refreshed) if run.report_refreshed else None,
        "counts": {
            "listed": counts.listed,
            "registered": counts.registered,
            "notRegistered": counts.not_registered,
            "unknown": counts.unknown,
            "vanished": counts.vanished,
            "leftOut": counts.left_out,
            "blocked": counts.blocked,
            "admins": counts.admins if counts.admins_known else None,
            "adminsNotRegistered": counts.admins_not_registered if counts.admins_known else None,
        },
        "traffic": {
            workload: {
                "requests": part.requests,
                "retries": part.retries,
                "waited": round(part.waited, 1),
            }
            for workload, part in run.traffic.items()
        },
        "notes": list(run.notes),
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
    }


def figures(run: RunFacts) -> list[tuple[str, Value]]:
    """The headline figures, in the order in which a reader asks for them."""
    counts, traffic = run.counts, run.total
    admins: Value = counts.admins_not_registered if counts.admins_known else "not known"
    rows: list[tuple[str, Value]] = [
        ("accounts", counts.listed),
        ("registered", counts.registered),
        ("not registered", counts.not_registered),
        ("unknown", counts.unknown),
    ]
    if counts.left_out:
        rows.append(("left out (blocked)", counts.left_out))
    if counts.vanished:
        rows.append(("deleted meanwhile", counts.vanished))
    seconds = (run.finished - run.started).total_seconds() if run.finished else 0.0
    waited = f", {traffic.waited:.0f} s of it waiting" if traffic.waited >= 1 else ""
    again = f" ({traffic.retries} of them again)" if traffic.retries else ""
    return [
        *rows,
        ("blocked accounts", counts.blocked),
        ("admins not registered", admins),
        ("requests made", f"{traffic.requests}{again}"),
        ("time", f"{seconds:.1f} s{waited}"),
    ]


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
        accounts = f" [{_plural(gap.accounts, 'account')}]" if gap.accounts is not None else ""
        lines.append(f"  {number}. {gap.source}: {gap.reason}{accounts}{_reference(gap)}")
        lines.append(f"     {gap.remedy}")
    return "\n".join(lines)


def _reference(gap: Gap) -> str:
    """Graph's code and the request id, in brackets, where there are any."""
    parts = [gap.code, gap.request_id and f"request-id {gap.request_id}"]
    text = ", ".join(part for part in parts if part)
    return f" ({text})" if text else ""


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _about(audit: Audit, columns: Sequence[Column]) -> list[Section]:
    run = audit.run
    rows: list[Row] = [
        ("Program", f"mfa-audit {run.version}"),
        ("Tenant", tenant_name(run)),
        ("Tenant id", run.tenant.id),
        ("Cloud", run.cloud),
        ("Signed in as", run.identity),
        *([("Certificate ends (UTC)", run.certificate_expires)] if run.certificate_expires else []),
        ("Started (UTC)", run.started),
        ("Finished (UTC)", run.finished),
        ("Definition of registered", f"{run.definition}: {DEFINITIONS[run.definition]}"),
        ("Registration report refreshed (UTC)", run.report_refreshed and run.report_refreshed[0]),
        ("About MFA Status", STATE_WARNING),
        *((label.capitalize(), value) for label, value in figures(run)),
        *(("Note", note) for note in run.notes),
    ]
    gaps: list[Row] = [
        (gap.source, gap.reason, gap.remedy, gap.accounts, gap.code, gap.request_id)
        for gap in audit.gaps
    ] or [("none", "Every source answered for every account.", None, None, None, None)]
    return [
        Section("This run", ("Fact", "Value"), rows),
        Section("Gaps", ("Source", "Reason", "Remedy", "Accounts", "Code", "Request id"), gaps),
        Section(
            "Sources",
            ("Source", "Address", "Answers", "Permission (application and delegated)", "Roles"),
            [(s.name, s.api, s.answers, s.permission, ", ".join(s.roles)) for s in SOURCES],
        ),
        Section(
            "Columns",
            ("Column", "Key", "Meaning", "Source"),
            [(c.header, c.key, c.meaning, c.source) for c in columns],
        ),
    ]
