"""The sheets of a report: which rows go where, and what stands before and behind them."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.registration import AccountRecord, Registered
from mfa_audit.domain.run import Audit
from mfa_audit.reports.account_columns import (
    ACCOUNT_COLUMN_BY_KEY,
    DETAILS,
    LAST_SIGN_IN,
    AccountColumn,
)
from mfa_audit.reports.account_pages import (
    Provenance,
    account_about_page,
    account_summary_page,
    population_page,
)
from mfa_audit.reports.columns import row_for_people, row_for_programs
from mfa_audit.reports.language import Words
from mfa_audit.reports.run_facts import (
    REGISTRATION_SCHEMA,
    account_run_facts,
    gap_facts,
    tenant_name,
)
from mfa_audit.reports.tables import Closing, Heading, Kind, Page, Row, Table, Value

_NOT_REGISTERED = (
    "userPrincipalName",
    "displayName",
    "isAdmin",
    "roles",
    "department",
    "lastSignInDateTime",
    "createdDateTime",
    "accountEnabled",
    "methods",
    "registeredReason",
    "id",
)
_ADMINS = (
    "userPrincipalName",
    "displayName",
    "roles",
    "registered",
    "strength",
    "findings",
    "mfaMethods",
    "accountEnabled",
    "lastSignInDateTime",
    "registeredReason",
    "id",
)
# The weaker the earlier: what an admin who is registered has at best.
_WEAKEST_FIRST = (
    Strength.NONE,
    Strength.TEMPORARY,
    Strength.PHONE,
    Strength.UNKNOWN,
    Strength.APP,
    Strength.PHISHING_RESISTANT,
)
# How the names of kinds begin that the per-account API does not tell apart, in small letters.
_PASSKEYS = ("passkey", "fido2")
_VERDICTS_WORST_FIRST = (Registered.NO, Registered.UNKNOWN, Registered.YES)

# What a list is sorted by, and the row.
_Order = tuple[int, float, str, str]
_Placed = tuple[_Order, Row]


class AccountLayout:
    """What becomes of each account: a row of Accounts and, in a `whole` report's workbook, of
    Methods and of the lists that are written last. `for_programs`: the facts as Graph spells them,
    as in JSON."""

    def __init__(
        self,
        columns: Sequence[AccountColumn],
        words: Words,
        *,
        whole: bool = False,
        for_programs: bool = False,
    ) -> None:
        self._columns = columns
        self._words = words
        self._row = row_for_programs(columns) if for_programs else row_for_people(columns, words)
        self.tables = [Table("Accounts", words("Accounts"), [c.heading(words) for c in columns])]
        self._lists: _Lists | None = None
        if whole:
            details = any(column in DETAILS for column in columns)
            self._lists = _Lists(words, activity=any(c in LAST_SIGN_IN for c in columns))
            self._method_rows = _method_rows(words, details=details)
            self.tables.append(Table("Methods", words("Methods"), _method_headings(words, details)))

    @property
    def columns(self) -> tuple[AccountColumn, ...]:
        """Every column on any sheet: what they read has to be asked for."""
        return (*self._columns, *(self._lists.columns if self._lists else ()))

    def rows(self, records: Sequence[AccountRecord]) -> Iterator[tuple[int, list[Row]]]:
        """Rows, and for which of `tables`; those of Accounts come first."""
        yield 0, [self._row(record) for record in records]
        if self._lists:
            self._lists.take(records)
            yield 1, [row for record in records for row in self._method_rows(record)]

    def closing(self, audit: Audit, provenance: Provenance) -> Closing:
        """What is told after the last row."""
        words, front, back = self._words, list[Page | Table](), list[Page | Table]()
        if self._lists:
            front = [account_summary_page(audit, words), *self._lists.tables()]
            back = [population_page(audit.run.counts, words)]
        return Closing(
            run=account_run_facts(audit.run),
            gaps=[gap_facts(gap) for gap in audit.gaps],
            title=words("MFA registration of {tenant}").format(tenant=tenant_name(audit.run)),
            schema=REGISTRATION_SCHEMA,
            front=front,
            back=[
                *back,
                account_about_page(audit, self._columns, words, provenance, alone=not self._lists),
            ],
            made=audit.run.finished,
        )


class _Lists:
    """The two work lists, whose order is known only after the last account."""

    def __init__(self, words: Words, *, activity: bool) -> None:
        self._words = words
        self._sheets = [_columns(keys, activity=activity) for keys in (_NOT_REGISTERED, _ADMINS)]
        self._not_registered, self._admins = (
            row_for_people(columns, words) for columns in self._sheets
        )
        self._rows: tuple[list[_Placed], list[_Placed]] = ([], [])

    @property
    def columns(self) -> tuple[AccountColumn, ...]:
        """Those of both sheets."""
        return tuple(column for columns in self._sheets for column in columns)

    def take(self, records: Sequence[AccountRecord]) -> None:
        """Keep the rows of those who belong on a list."""
        for record in records:
            if record.verdict.registered is Registered.NO:
                self._rows[0].append((_by_urgency(record), self._not_registered(record)))
            if record.admin:
                self._rows[1].append((_by_weakness(record), self._admins(record)))

    def tables(self) -> list[Table]:
        """The sheets, sorted."""
        titles = (("NotRegistered", "Not registered"), ("Admins", "Admins"))
        return [
            Table(
                name,
                self._words(title),
                [column.heading(self._words) for column in columns],
                [row for _, row in sorted(rows, key=lambda placed: placed[0])],
            )
            for (name, title), columns, rows in zip(titles, self._sheets, self._rows, strict=True)
        ]


def _columns(keys: Sequence[str], *, activity: bool) -> tuple[AccountColumn, ...]:
    chosen = tuple(ACCOUNT_COLUMN_BY_KEY[key] for key in keys)
    return tuple(column for column in chosen if activity or column not in LAST_SIGN_IN)


def _by_urgency(record: AccountRecord) -> _Order:
    """Admins first, then who signed in last, then by name; never signed in counts as long ago."""
    seen = record.activity and record.activity.last_sign_in
    name = record.account.user_principal_name
    return not record.admin, -seen.timestamp() if seen else 0.0, name.casefold(), name


def _by_weakness(record: AccountRecord) -> _Order:
    """Not registered, unknown, then the weaker before the stronger, then by name."""
    verdict = _VERDICTS_WORST_FIRST.index(record.verdict.registered)
    name = record.account.user_principal_name
    return verdict, float(_WEAKEST_FIRST.index(record.strength)), name.casefold(), name


def _method_headings(words: Words, details: bool) -> list[Heading]:
    text, time = Kind.TEXT, Kind.TIME
    told = [
        ("detail", "Detail", text, 30),
        ("createdDateTime", "Added (UTC)", time, 19),
        ("lastUsedDateTime", "Last Used (UTC)", time, 19),
    ]
    return [
        Heading(key, words(header), kind, width)
        for key, header, kind, width in (
            ("userPrincipalName", "UserPrincipalName", text, 38),
            ("displayName", "Display Name", text, 28),
            ("method", "Method (Graph)", text, 34),
            ("label", "Method", text, 38),
            ("strength", "Strength", text, 19),
            ("countsAsMfa", "Counts as MFA", Kind.FLAG, 12),
            ("msonlineMethods", "Methods (MSOnline)", Kind.LIST, 36),
            *(told if details else []),
            ("id", "Object Id", text, 38),
        )
    ]


def _method_rows(words: Words, *, details: bool) -> Callable[[AccountRecord], Iterator[Row]]:
    """A function from an account to a row for each of its methods; none where no source told."""

    @lru_cache(maxsize=1024)
    def kind(name: str) -> tuple[Value, ...]:
        method = lookup(name)
        if method is None:
            return name, name, words(str(Strength.UNKNOWN)), None, None
        strength = words(str(method.strength))
        counts, old = method.counts_as_mfa, method.msonline
        return method.name, words(method.label), strength, counts, old or None

    def rows(record: AccountRecord) -> Iterator[Row]:
        account = record.account
        who = (account.user_principal_name, account.display_name)
        if details and record.method_details is not None:
            for held in record.method_details:
                told = (held.detail, held.created, held.last_used)
                yield (*who, *kind(held.name), *told, account.id)
        untold = (None, None, None) if details else ()
        for name in _without_details(record) if details else record.methods or ():
            yield (*who, *kind(name), *untold, account.id)

    return rows


def _without_details(record: AccountRecord) -> Sequence[str]:
    """The methods of the verdict that the per-account API does not show: certificates, security
    questions, and what is no longer there. It calls every passkey by one or two names."""
    if record.method_details is None:
        return record.methods or ()
    held = {one.name.casefold() for one in record.method_details}
    passkeys = any(name.startswith(_PASSKEYS) for name in held)
    return [
        name
        for name in record.methods or ()
        if name.casefold() not in held and not (passkeys and name.casefold().startswith(_PASSKEYS))
    ]
