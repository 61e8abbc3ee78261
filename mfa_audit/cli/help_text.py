"""The text of `mfa-audit --help`, which scripts/docs.py makes; shown without typer."""

HELP = """\
Usage: mfa-audit [OPTIONS] COMMAND [ARGS]...

  Who has registered for multi-factor authentication in a Microsoft Entra
  tenant. The options of the commands may stand before the command as well.

Options:
  --install-completion  Install completion for the current shell.
  --show-completion     Show completion for the current shell, to copy it or
                        customize the installation.
  -h, --help            Show this message and exit.

Commands:
  report        Write a report of all accounts (MFA_Report.csv unless -o...
  registered    List the accounts that have registered for MFA.
  unregistered  List the accounts that have not registered for MFA.
  sign-ins      Tell from the sign-in log who was asked for MFA, and how...
  on-premises   Tell how the NPS extension and AD FS are used, and which...
  history       Tell from the audit log who was blocked, bypassed or...
  activity      Explain downloaded MFA activity reports, row by row.
  explain       Say what a result or an error code means, and what to do.
  compare       Tell what is different between two reports, the most...
  trend         Put the figures of a folder's reports side by side,...
  check         Find out what will work, before the first run.
  columns       Explain every column: key, header, meaning and source.
  schedule      A weekly or daily call, with nobody watching.
  config        The settings file and what comes of it; a key for...
"""
