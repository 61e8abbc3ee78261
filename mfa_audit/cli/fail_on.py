"""`--fail-on`: rules that make a run end with exit code 10, so that a pipeline can stop on them.

Not here: what a rule means, and when it trips (`domain.rules`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mfa_audit.cli.console import ExitCode, say
from mfa_audit.errors import UsageError

if TYPE_CHECKING:
    from mfa_audit.domain.figures import Amounts
    from mfa_audit.domain.rules import Rule
    from mfa_audit.domain.sources import Source


def _readable(texts: list[str] | None) -> list[str] | None:
    from mfa_audit.domain.rules import read_rule

    for text in texts or ():
        try:
            read_rule(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    return texts


# fmt: off
FailOnOption = Annotated[list[str] | None, typer.Option(
    "--fail-on", callback=_readable, metavar="RULE",
    help="End with exit code 10 when this is so, such as 'unregistered>0' or 'registered<95%', in "
    "quotes; the file is written all the same. Repeatable; `mfa-audit columns --figures` lists the "
    "names.")]
# fmt: on


def read_rules(texts: Sequence[str] | None, *, compared: bool) -> list["Rule"]:
    """The rules of a call. Raises UsageError for a rule about a change unless two reports are
    `compared`."""
    from mfa_audit.domain.rules import read_rule

    rules = [read_rule(text) for text in texts or ()]
    for rule in rules:
        if rule.figure.of_two_reports and not compared:
            raise UsageError(
                f"--fail-on {rule.text}: {rule.figure.name} takes two reports, and nothing is "
                "compared."
            )
    return rules


def rule_sources(rules: Sequence["Rule"]) -> list["Source"]:
    """The sources that the rules need besides those of the columns: blocked accounts are in no
    registration report, and only their roles show whether they are admins."""
    from mfa_audit.domain.sources import ROLES_SOURCE

    return [ROLES_SOURCE] if any(rule.figure.about_admins for rule in rules) else []


def apply_rules(rules: Sequence["Rule"], amounts: "Amounts", code: int) -> int:
    """Print the result of each rule, with --quiet as well; exit code 10 if one tripped, else
    `code`."""
    from mfa_audit.domain.rules import check_rule

    outcomes = [check_rule(rule, amounts) for rule in rules]
    for outcome in outcomes:
        verdict = "tripped" if outcome.trips else "not tripped"
        if outcome.trips is None:
            verdict = "cannot be judged, which counts as tripped"
        say(f"rule {outcome.rule.text}: {verdict}: {outcome.why}")
    return ExitCode.TRIPPED if any(outcome.tripped for outcome in outcomes) else code
