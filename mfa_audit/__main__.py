"""`python -m mfa_audit`, the installed command, and the entry point of the executable."""

import os
import sys

import mfa_audit


def main() -> None:
    """Run the program; Ctrl-C works even while it is being loaded."""
    try:
        if sys.argv[1:] in (["--help"], ["-h"]):
            # Loading typer takes half of a start, and this text is known without it.
            folder = os.path.dirname(mfa_audit.__file__)
            with open(os.path.join(folder, "data", "help.txt"), encoding="utf-8") as text:
                sys.stdout.write(text.read())
            return
        from mfa_audit.cli.main import run_program

        run_program()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: no report was written\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
