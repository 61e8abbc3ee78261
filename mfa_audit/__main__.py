"""`python -m mfa_audit`, and the entry point of the executable."""

from mfa_audit.cli.main import main

if __name__ == "__main__":
    main()
