"""What a reader should know of a comparison; fixed sentences, so that each can be translated."""

MSONLINE = (
    "the old report was written by MSOnline, which listed no passkeys, Windows Hello or "
    "certificates: a gain that comes from these alone is not told"
)
MSONLINE_NOW = (
    "the new report was written by MSOnline, which lists no passkeys, Windows Hello or "
    "certificates: a loss may be none"
)
DEFINITIONS = (
    "the reports have different definitions of registered: they are compared by their methods"
)
REGISTRATION = (
    "the reports do not tell registration in a way that can be compared: nothing is said of who "
    "gained or lost it"
)
CHOSEN = "the reports are not about the same accounts: some are new or gone by their options"
ORDER = "the old report was made after the new one"
DOUBLED = "rows of accounts that the same report had listed already: {number}"
BY_ASCII = "accounts matched by names with question marks for letters: {number}"
AMBIGUOUS = (
    "names with question marks that fit several accounts, listed as gone and as new: {number}"
)
BECAME_UNKNOWN = (
    "accounts whose registration was known and is unknown now, which is no change: {number}"
)

NOTES = (
    *(MSONLINE, MSONLINE_NOW, DEFINITIONS, REGISTRATION, CHOSEN, ORDER),
    *(DOUBLED, BY_ASCII, AMBIGUOUS, BECAME_UNKNOWN),
)
