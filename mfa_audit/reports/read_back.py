"""A report that is read back: its origin, and its rows as facts, with any columns and in any
language.

Files of the old MSOnline query are read too. Their `System.Object[]` stands for two methods or more
whose names are lost.
Not here: files (`formats`), and what has changed between two reports (`domain.changes`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, NamedTuple, cast

from mfa_audit.domain.accounts import Definition
from mfa_audit.domain.changes import Facts, ReportedAccount, methods_say, same_facts
from mfa_audit.domain.methods import Strength, summarise
from mfa_audit.domain.registration import DEFINITION_OF, Registered
from mfa_audit.errors import UsageError
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS
from mfa_audit.reports.language import TRUE_AND_FALSE, Language, words_of
from mfa_audit.reports.tables import Row, Value


class Origin(NamedTuple):
    """Where a report comes from; None for what it does not say. `made` is UTC; `chosen` are the
    options that chose the accounts, in words, empty for all accounts."""

    tenant_id: str | None = None
    tenant: str | None = None
    definition: Definition | None = None
    chosen: tuple[str, ...] | None = None
    made: datetime | None = None


def origin_of_run(run: Mapping[str, Any]) -> Origin:
    """The origin by the run in a JSON report."""
    chosen = run.get("population")
    return Origin(
        _text(run.get("tenantId")),
        _text(run.get("tenantName")),
        _definition(run.get("definition")),
        tuple(map(str, chosen)) if isinstance(chosen, list) else None,
        read_time(run.get("finished") or run.get("started")),
    )


def origin_of_summary(labels: Mapping[str, Value], made: Value) -> Origin:
    """The origin by the summary of a workbook, in any language; `made` is the date in the
    workbook's properties."""

    def value(label: str) -> Value:
        values = (labels.get(words_of(language)(label)) for language in Language)
        return next((value for value in values if value not in (None, "")), None)

    chosen = _text(value("Accounts chosen"))
    all_accounts = {words_of(language)("all") for language in Language}
    return Origin(
        _text(value("Tenant id")),
        _text(value("Tenant")),
        _definition(str(value("Definition of registered")).partition(":")[0]),
        None if chosen is None else () if chosen in all_accounts else tuple(chosen.split(", ")),
        read_time(value("Finished (UTC)")) or read_time(made),
    )


def read_time(value: object) -> datetime | None:
    """A time or the text of a time, to the second as in a workbook; UTC if it has no zone. None for
    anything else."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    value = value.replace(microsecond=0)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _definition(value: object) -> Definition | None:
    return next((known for known in Definition if known == value), None)


_NAME, _ID = "userPrincipalName", "id"
# The columns that facts are made of.
_FACTS = (
    *("registered", "isMfaRegistered", "strength", "mfaMethods", "methods", "perUserMfaState"),
    *("isAdmin", "roles", "accountEnabled", "registeredReason"),
)
# The other programs' names of columns that --columns takes from them.
_ALIASES = {"userid": _ID, "methodsregistered": "methods"}
# The name of a column by which a file of MSIdentityTools is known: it spells statuses and methods
# in its own way.
_THEIRS = {"authentication methods", "authenticationmethods"}
_STATES = ("Disabled", "Enabled", "Enforced")
_SEVERAL = "System.Object[]"
_UNKNOWN = "unknown"

_SEPARATOR = re.compile("[;,]")
_VERDICT = {True: Registered.YES, False: Registered.NO, None: Registered.UNKNOWN}
# A million accounts have some hundred combinations of facts.
_KINDS_KEPT = 65_536
_ROWS_AT_ONCE = 100

_REMEDY = "Name a report of mfa-audit, or a CSV with the column UserPrincipalName."


def sheet_titles() -> list[str]:
    """The titles of the sheet Accounts in all languages."""
    return list(dict.fromkeys(words_of(language)("Accounts") for language in Language))


def _keys() -> dict[str, str]:
    """Keys, and headers in all languages, in small letters → keys."""
    keys = dict(_ALIASES)
    for column in ACCOUNT_COLUMNS:
        headers = [words_of(language)(column.header) for language in Language]
        keys |= dict.fromkeys(map(str.casefold, (column.key, *headers)), column.key)
    return keys


def _in_english(texts: Iterable[str]) -> dict[str, str]:
    """The texts in all languages, in small letters → the text in English, in small letters."""
    languages = [words_of(language) for language in Language]
    return {words(text).casefold(): text.casefold() for text in texts for words in languages}


class _Words(NamedTuple):
    """The fixed words of cells in all languages, in small letters, with their meanings."""

    flags: dict[str, bool]
    states: dict[str, str]
    strengths: dict[str, str]
    unknown: frozenset[str]
    definitions: dict[str, Definition]


@lru_cache(maxsize=1)
def _words() -> _Words:
    flags = dict[str, bool]()
    for true, false in TRUE_AND_FALSE.values():
        flags |= {true.casefold(): True, false.casefold(): False}
    return _Words(
        flags,
        _in_english(_STATES),
        _in_english(map(str, Strength)),
        frozenset(_in_english(["Unknown", _UNKNOWN])),
        {
            words: definition
            for reason, definition in DEFINITION_OF.items()
            for words in _in_english([reason])
        },
    )


class ReportRows:
    """Reads the rows of a report with known headers.

    `columns` are the keys of its columns; `ids`: it has object ids. `msonline`: only MSOnline can
    have written a row that was read so far; `definition` is that of the reasons read so far.
    """

    def __init__(
        self, headers: Sequence[str], name: str, plain: Callable[[str], str] = str
    ) -> None:
        """`name` is the file's name in errors, `plain` undoes what its format does to names. Raises
        UsageError for a file with neither UPNs nor ids, and for unknown columns without ours."""
        known = _keys()
        small = [header.strip().casefold() for header in headers]
        keys = [known.get(header, "") for header in small]
        theirs = bool(_THEIRS & {*small})
        if theirs:
            keys = [key if key in (_NAME, _ID) else "" for key in keys]
        self.columns = frozenset(keys) - {""}
        self.ids = _ID in keys
        if not self.ids and _NAME not in keys:
            seen = ", ".join(headers[:4])
            raise UsageError(f"{name} is no report: its columns begin with {seen}.", _REMEDY)
        # Admin alone is not enough: our lists of changes have UPN and Admin, and are no reports.
        if "" in keys and not theirs and not self.columns & {*_FACTS} - {"isAdmin"}:
            strange = headers[keys.index("")]
            raise UsageError(f"{name} is no report: it has a column {strange}.", _REMEDY)
        self.msonline = False
        self.definition: Definition | None = None
        self._plain = plain
        self._name = keys.index(_NAME if _NAME in keys else _ID)
        self._id = keys.index(_ID) if self.ids else None
        self._facts = [key for key in _FACTS if key in keys]
        self._key_of = _picker([keys.index(key) for key in self._facts])

    def accounts(self, rows: Iterable[Row]) -> Iterator[ReportedAccount]:
        """The accounts of `rows`, without rows that have neither a name nor an id. In a row, None
        means "not known" and an empty text is an empty cell."""
        # In batches, so that no function of ours is called for each row.
        return chain.from_iterable(self._batches(iter(rows)))

    def _batches(self, rows: Iterator[Row]) -> Iterator[Iterable[ReportedAccount]]:
        kinds = _Kinds(self._read)
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            names, all_names = _texts(batch, self._name)
            if "'" in all_names:
                names = [self._plain(name) for name in names]
            ids = repeat("") if self._id is None else _texts(batch, self._id)[0]
            facts = map(kinds.__getitem__, map(self._key_of, batch))
            accounts = zip(names, ids, facts, strict=False)
            yield accounts if all(names) else (row for row in accounts if row[0] or row[1])

    def _read(self, key: tuple[Value, ...]) -> Facts:
        """The facts of rows with these cells."""
        cells = dict(zip(self._facts, key, strict=True))
        words = _words()
        methods, says = self._methods(cells)
        verdict = _verdict(cells)
        reason = str(cells.get("registeredReason")).casefold()
        self.definition = words.definitions.get(reason) or self.definition
        stated = _word(cells.get("strength"), words.strengths)
        return same_facts(
            verdict,
            says,
            Strength(stated) if stated else _strength(methods, verdict),
            methods,
            _word(cells.get("perUserMfaState"), words.states),
            _flag(cells.get("isAdmin")),
            _list(cells.get("roles")),
            _flag(cells.get("accountEnabled")),
        )

    def _methods(
        self, cells: Mapping[str, Value]
    ) -> tuple[tuple[str, ...] | None, Registered | None]:
        """The names of the methods, and the verdict that follows from them."""
        if "mfaMethods" not in cells:
            # An empty cell of the other column may mean none or unknown.
            names = _list(cells.get("methods") or None)
            return names, None if names is None else methods_say(names)
        cell = cells["mfaMethods"]
        if isinstance(cell, str) and _SEVERAL in cell:
            self.msonline = True
            return None, Registered.YES
        names = _list(cell)
        # Our own report names both methods of a mobile phone together.
        self.msonline = self.msonline or names in (("OneWaySMS",), ("TwoWayVoiceMobile",))
        return names, Registered.UNKNOWN if names is None else methods_say(names)


class _Kinds(dict[tuple[Value, ...], Facts]):
    """The facts of rows by their cells; the facts of equal cells are made once."""

    def __init__(self, read: Callable[[tuple[Value, ...]], Facts]) -> None:
        self._make = read

    def __missing__(self, key: tuple[Value, ...]) -> Facts:
        if len(self) == _KINDS_KEPT:
            self.clear()
        facts = self[key] = self._make(key)
        return facts


def _texts(rows: Iterable[Row], place: int) -> tuple[list[str], str]:
    """The cells at `place` as texts, and all of them joined."""
    cells = [row[place] for row in rows]
    try:
        return cast("list[str]", cells), "".join(cast("list[str]", cells))
    except TypeError:  # not all are texts
        texts = [str(cell or "") for cell in cells]
        return texts, "".join(texts)


def _picker(places: Sequence[int]) -> Callable[[Row], tuple[Value, ...]]:
    """A function from a row to a tuple of its cells at `places`."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


def _verdict(cells: Mapping[str, Value]) -> Registered | None:
    if "registered" in cells:
        return _VERDICT[_flag(cells["registered"])]
    flag = _flag(cells.get("isMfaRegistered"))
    return None if flag is None else _VERDICT[flag]


def _strength(methods: tuple[str, ...] | None, verdict: Registered | None) -> Strength:
    """The strength for a report without that column, by the rules of `AccountRecord.strength`."""
    if methods is None or verdict is Registered.UNKNOWN:
        return Strength.UNKNOWN
    strength = summarise(methods, False).strength
    contradiction = strength is Strength.NONE and verdict is Registered.YES
    return Strength.UNKNOWN if contradiction else strength


def _flag(cell: Value) -> bool | None:
    if isinstance(cell, str):
        return _words().flags.get(cell.strip().casefold())
    return cell if isinstance(cell, bool) else None


def _word(cell: Value, words: Mapping[str, str]) -> str | None:
    return words.get(cell.strip().casefold()) if isinstance(cell, str) else None


def _list(cell: Value) -> tuple[str, ...] | None:
    """The names in a cell; None if the cell says that they are not known."""
    if isinstance(cell, str):
        if cell.strip().casefold() in _words().unknown:
            return None
        return tuple(part for name in _SEPARATOR.split(cell) if (part := name.strip()))
    return cell if isinstance(cell, tuple) else None
