"""`python -m mfa_audit`, the installed command, and the entry point of the executable."""

import sys


def main() -> None:
    """Run the program; Ctrl-C is answered even while it is still being loaded."""
    try:
        if sys.argv[1:] in (["--help"], ["-h"]):
            # Half of a start is typer, and this text is known without it.
            from mfa_audit.cli.help_text import HELP

            sys.stdout.write(HELP)
            return
        from mfa_audit.cli.main import run_program as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: no report was written\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
