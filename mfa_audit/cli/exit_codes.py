"""What the program's exit code means; the README's table is made from these."""

COMPLETE = 0
FAILED = 1
USAGE = 2
WITH_GAPS = 3
ACCESS = 4
TRIPPED = 10
INTERRUPTED = 130

MEANINGS = {
    COMPLETE: "complete",
    FAILED: "failed, nothing was written",
    USAGE: "the call is wrong, nothing was asked",
    WITH_GAPS: "written, but something is not known: the gaps say what",
    ACCESS: "sign-in, permission, role or licence; nothing was written",
    TRIPPED: "written, and a rule of --fail-on tripped or could not be judged",
    INTERRUPTED: "interrupted, nothing was written",
}

# `check` writes nothing: it tells what would become of the others.
OF_A_CHECK = {
    COMPLETE: "everything works",
    FAILED: "the check itself failed",
    USAGE: "the call is wrong, nothing was asked",
    WITH_GAPS: "works with gaps: the lines say which",
    ACCESS: "something does not work: its line says why, and what to do",
    INTERRUPTED: "interrupted",
}
