"""mfa-audit: who has registered for multi-factor authentication in a Microsoft Entra tenant.

A command **collects** facts from Graph, **judges** each account or sign-in once, **lays out** the
result as tables and **writes** a file. The rooms:

    cli/        the commands: options, settings, exit codes; only this room prints or prompts
    audit/      read what a request needs, join the sources by object id, record what is missing
    graph/      collect: the Microsoft Graph SDK, sign-in, paging, batches; demo/ is the demo tenant
    domain/     judge: facts about accounts and sign-ins, and what follows; no I/O, no clock
    reports/    lay out: columns, pages and run facts as data, in every language
    formats/    write CSV, XLSX, HTML and JSON; read CSV, XLSX and JSON back
    system/     the operating system: Task Scheduler, systemd, cron, the console
    data/       files: translations, tables of codes, templates

    errors.py   every error that a person reads, with its exit code
    lock.py     keeps two runs from writing the same file
    wording.py  numbers, names and lines in words

Imports go one way: cli → audit, graph, reports, formats, system → domain → data. But audit knows
only `graph.interface`, and formats only `reports.tables`. Every room may import errors and wording.
`tests/test_architecture.py` has the exact table, CONTRIBUTING.md the recipes for common changes.
"""

__version__ = "0.1.0"
