"""mfa-audit: who has registered for multi-factor authentication in a Microsoft Entra tenant.

**Collect** directory facts from Graph, **judge** each account once, **lay out** the result as
columns, **write** the file. Four verbs, four rooms, one door and one hallway:

    cli/        the door: commands, options, exit codes; the only room that prints or prompts
    audit/      the hallway: joins the sources by object id and records what is missing
    graph/      collect: the Microsoft Graph SDK, sign-in, paging, batches, the demo tenant
    domain/     judge: facts about accounts and what follows from them; no I/O, no clock
    reports/    lay out: columns and run facts as data
    formats/    write: CSV, XLSX and JSON on disk; and read CSV as anybody wrote it

Imports go one way only; `tests/test_architecture.py` holds the table.
"""

__version__ = "0.1.0"
