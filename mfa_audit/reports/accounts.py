"""The layout of the registration report: a row of the sheet Accounts for each account, rows of the
sheet Methods, and the sheets that are written after the last account.

Not here: the contents of Summary, Population and About (`account_pages`).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from mfa_audit.domain.methods import Strength, lookup
from mfa_audit.domain.registration import AccountRecord, Registered
from mfa_audit.domain.run import Audit
from mfa_audit.reports.account_columns import DETAILS, LAST_SIGN_IN, AccountColumn, columns_named
from mfa_audit.reports.account_pages import (
    Provenance,
    account_about_page,
    account_summary_page,
    population_page,
)
from mfa_audit.reports.columns import TableLayout, row_for_people, table_of
from mfa_audit.reports.language import Words
from mfa_audit.reports.run_facts import (
    REGISTRATION_SCHEMA,
    account_run_facts,
    gap_facts,
    tenant_name,
)
from mfa_audit.reports.tables import Closing, Heading, Kind, Page, Row, Table, Value

_NOT_REGISTERED = columns_named(
    "userPrincipalName displayName isAdmin roles department lastSignInDateTime createdDateTime "
    "accountEnabled methods registeredReason id"
)
_ADMINS = columns_named(
    "userPrincipalName displayName roles registered strength findings mfaMethods accountEnabled "
    "lastSignInDateTime registeredReason id"
)
_S = Strength
_WEAKEST_FIRST = (_S.NONE, _S.TEMPORARY, _S.PHONE, _S.UNKNOWN, _S.APP, _S.PHISHING_RESISTANT)
_WORST_FIRST = (Registered.NO, Registered.UNKNOWN, Registered.YES)
# How the names of passkeys begin, in small letters. The per-account API has one or two names for
# all kinds of passkeys, the registration report has more.
_PASSKEYS = ("passkey", "fido2")

_METHOD_HEADINGS = (
    Heading("userPrincipalName", "UserPrincipalName", Kind.TEXT, 38),
    Heading("displayName", "Display Name", Kind.TEXT, 28),
    Heading("method", "Method (Graph)", Kind.TEXT, 34),
    Heading("label", "Method", Kind.TEXT, 38),
    Heading("strength", "Strength", Kind.TEXT, 19),
    Heading("countsAsMfa", "Counts as MFA", Kind.FLAG, 12),
    Heading("msonlineMethods", "Methods (MSOnline)", Kind.LIST, 36),
    Heading("detail", "Detail", Kind.TEXT, 30),
    Heading("createdDateTime", "Added (UTC)", Kind.TIME, 19),
    Heading("lastUsedDateTime", "Last Used (UTC)", Kind.TIME, 19),
    Heading("id", "Object Id", Kind.TEXT, 38),
)

_SortKey = tuple[int, float, str, str]


class AccountLayout(TableLayout[AccountRecord]):
    """The report on accounts, with the table Accounts. `whole`: a workbook that also has the table
    Methods, and the sheets Not registered and Admins, which are sorted after the last account.
    `for_programs`: the cells are those of JSON."""

    def __init__(
        self,
        columns: Sequence[AccountColumn],
        words: Words,
        *,
        whole: bool = False,
        for_programs: bool = False,
    ) -> None:
        super().__init__("Accounts", "Accounts", columns, words, for_programs=for_programs)
        self._columns = columns
        self._words = words
        self._lists: list[_WorkList] = []
        if whole:
            hidden = () if any(column in LAST_SIGN_IN for column in columns) else LAST_SIGN_IN
            self._lists = [
                _WorkList("NotRegistered", "Not registered", _NOT_REGISTERED, hidden, words),
                _WorkList("Admins", "Admins", _ADMINS, hidden, words),
            ]
            details = any(column in DETAILS for column in columns)
            headings = _method_headings(words, details=details)
            self._method_rows = _method_rows(words, details=details)
            self.tables.append(Table("Methods", words("Methods"), headings))

    @property
    def columns(self) -> tuple[AccountColumn, ...]:
        """The columns of all sheets: their sources have to be read."""
        return (*self._columns, *(column for work in self._lists for column in work.columns))

    def rows(self, records: Sequence[AccountRecord]) -> Iterator[tuple[int, list[Row]]]:
        """The rows of `records`, each list with its table's index in `tables`; Accounts first."""
        yield from super().rows(records)
        if self._lists:
            not_registered, admins = self._lists
            for record in records:
                if record.verdict.registered is Registered.NO:
                    not_registered.add(_by_urgency(record), record)
                if record.admin:
                    admins.add(_by_weakness(record), record)
            yield 1, [row for record in records for row in self._method_rows(record)]

    def closing(self, audit: Audit, provenance: Provenance) -> Closing:
        """The parts of the report that follow the last row."""
        words, front, back = self._words, list[Page | Table](), list[Page | Table]()
        if self._lists:
            front = [account_summary_page(audit, words), *(work.table() for work in self._lists)]
            back = [population_page(audit.run.counts, words)]
        alone = not self._lists
        about = account_about_page(audit, self._columns, words, provenance, alone=alone)
        return Closing(
            run=account_run_facts(audit.run),
            gaps=[gap_facts(gap) for gap in audit.gaps],
            title=words("MFA registration of {tenant}").format(tenant=tenant_name(audit.run)),
            schema=REGISTRATION_SCHEMA,
            front=front,
            back=[*back, about],
            made=audit.run.finished,
        )


class _WorkList:
    """A sheet of accounts to work on. Its order is known only after the last account."""

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[AccountColumn],
        hidden: Sequence[AccountColumn],
        words: Words,
    ) -> None:
        self.columns = tuple(column for column in columns if column not in hidden)
        self._table = table_of(name, title, self.columns, words)
        self._row = row_for_people(self.columns, words)
        self._rows: list[tuple[_SortKey, Row]] = []

    def add(self, key: _SortKey, record: AccountRecord) -> None:
        """Keep the row of an account; `key` is what the sheet is sorted by."""
        self._rows.append((key, self._row(record)))

    def table(self) -> Table:
        """The sheet, sorted."""
        return self._table._replace(rows=[row for _, row in sorted(self._rows, key=itemgetter(0))])


def _by_urgency(record: AccountRecord) -> _SortKey:
    """Admins first, then by last sign-in (the latest first, never last), then by name."""
    seen = record.activity and record.activity.last_sign_in
    name = record.account.user_principal_name
    return not record.admin, -seen.timestamp() if seen else 0.0, name.casefold(), name


def _by_weakness(record: AccountRecord) -> _SortKey:
    """By verdict (not registered first, then unknown), then the weakest first, then by name."""
    verdict = _WORST_FIRST.index(record.verdict.registered)
    name = record.account.user_principal_name
    return verdict, float(_WEAKEST_FIRST.index(record.strength)), name.casefold(), name


def _method_headings(words: Words, *, details: bool) -> list[Heading]:
    hidden = () if details else ("detail", "createdDateTime", "lastUsedDateTime")
    shown = [heading for heading in _METHOD_HEADINGS if heading.key not in hidden]
    return [heading._replace(header=words(heading.header)) for heading in shown]


def _method_rows(words: Words, *, details: bool) -> Callable[[AccountRecord], Iterator[Row]]:
    """A function from an account to a row for each of its methods; none if they are unknown."""

    @lru_cache(maxsize=1024)
    def kind(name: str) -> tuple[Value, ...]:
        method = lookup(name)
        if method is None:
            return name, name, words(str(Strength.UNKNOWN)), None, None
        strength = words(str(method.strength))
        counts, msonline = method.counts_as_mfa, method.msonline
        return method.name, words(method.label), strength, counts, msonline or None

    def rows(record: AccountRecord) -> Iterator[Row]:
        account = record.account
        who = (account.user_principal_name, account.display_name)
        if not details:
            for name in record.methods or ():
                yield (*who, *kind(name), account.id)
            return
        for method in record.method_details or ():
            facts = (method.detail, method.created, method.last_used)
            yield (*who, *kind(method.name), *facts, account.id)
        for name in _without_details(record):
            yield (*who, *kind(name), None, None, None, account.id)

    return rows


def _without_details(record: AccountRecord) -> Sequence[str]:
    """The account's methods that the per-account API does not show: certificates, security
    questions, and methods that have been removed since the report was made."""
    names = record.methods or ()
    shown = {method.name.casefold() for method in record.method_details or ()}
    # The kinds of passkeys cannot be matched: with a passkey in detail, all count as shown.
    passkeys = _PASSKEYS if any(name.startswith(_PASSKEYS) for name in shown) else ()
    return [
        name
        for name in names
        if name.casefold() not in shown and not name.casefold().startswith(passkeys)
    ]
