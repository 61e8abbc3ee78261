"""A report that is read back: where it came from, and its rows as facts, whatever its columns and
its language. Not here: files, and what the facts of two reports amount to (`domain.changes`).

Files of the old MSOnline query are read too: their `System.Object[]` is two methods or more, and
which ones is not known.
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
    """None is "not told". `made` is UTC; `chosen` are the options that chose the accounts, in
    words, empty for all."""

    tenant_id: str | None = None
    tenant: str | None = None
    definition: Definition | None = None
    chosen: tuple[str, ...] | None = None
    made: datetime | None = None


def origin_of_run(run: Mapping[str, Any]) -> Origin:
    """What JSON's run says."""
    chosen = run.get("population")
    return Origin(
        _text(run.get("tenantId")),
        _text(run.get("tenantName")),
        _definition(run.get("definition")),
        tuple(map(str, chosen)) if isinstance(chosen, list) else None,
        read_time(run.get("finished") or run.get("started")),
    )


def origin_of_summary(labels: Mapping[str, Value], made: Value) -> Origin:
    """What a workbook's summary says, in whatever language, and the time of its properties."""

    def told(label: str) -> Value:
        for language in Language:
            if (found := labels.get(words_of(language)(label))) not in (None, ""):
                return found
        return None

    chosen = _text(told("Accounts chosen"))
    everybody = {words_of(language)("all") for language in Language}
    return Origin(
        _text(told("Tenant id")),
        _text(told("Tenant")),
        _definition(str(told("Definition of registered")).partition(":")[0]),
        None if chosen is None else () if chosen in everybody else tuple(chosen.split(", ")),
        read_time(told("Finished (UTC)")) or read_time(made),
    )


def read_time(value: object) -> datetime | None:
    """A time to the second, as a workbook has it, or the text of one, which is UTC where it does
    not say; None for anything else."""
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
    return next((one for one in Definition if one == value), None)


_NAME, _ID = "userPrincipalName", "id"
# What facts are made of, in this order.
_FACTS = (
    "registered",
    "isMfaRegistered",
    "strength",
    "mfaMethods",
    "methods",
    "perUserMfaState",
    "isAdmin",
    "roles",
    "accountEnabled",
    "registeredReason",
)
# What other programs call them, in the columns that --columns takes from them.
_ALIASES = {"userid": _ID, "methodsregistered": "methods"}
# MSIdentityTools has statuses and methods in words of its own, beside a column that is called so.
_THEIRS = {"authentication methods", "authenticationmethods"}
_STATES = ("Disabled", "Enabled", "Enforced")
_SEVERAL = "System.Object[]"
_UNKNOWN = "unknown"

_SEPARATOR = re.compile("[;,]")
_VERDICT = {True: Registered.YES, False: Registered.NO, None: Registered.UNKNOWN}
# A million accounts are of some hundred kinds.
_KINDS_KEPT = 65_536
_ROWS_AT_ONCE = 100

_REMEDY = "Name a report of mfa-audit, or a CSV with the column UserPrincipalName."


def sheet_titles() -> list[str]:
    """What the sheet Accounts is called, in every language."""
    return list(dict.fromkeys(words_of(language)("Accounts") for language in Language))


def _keys() -> dict[str, str]:
    """Headers in every language, and keys, in small letters → keys."""
    found = dict(_ALIASES)
    for column in ACCOUNT_COLUMNS:
        found[column.key.casefold()] = column.key
        for language in Language:
            found[words_of(language)(column.header).casefold()] = column.key
    return found


def _in_english(texts: Iterable[str]) -> dict[str, str]:
    """Words in every language, in small letters → the word in English, in small letters."""
    languages = [words_of(language) for language in Language]
    return {words(text).casefold(): text.casefold() for text in texts for words in languages}


class _Words(NamedTuple):
    """The fixed words that a cell can hold, in small letters."""

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
    """The rows of one report, whose headers are known.

    `columns` are the keys of its columns, `ids` whether it has object ids. `msonline`: a row read
    so far could only be MSOnline's own; `definition` is what their reasons have told so far.
    """

    def __init__(
        self, headers: Sequence[str], name: str, plain: Callable[[str], str] = str
    ) -> None:
        """`name` is what errors call the file, `plain` undoes what its format does to names.
        Raises UsageError where there is neither a UPN nor an id, and where nothing else is ours."""
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
        # Our own list of changes has Admin beside its UPN, and is no report.
        if "" in keys and not theirs and not self.columns & {*_FACTS} - {"isAdmin"}:
            strange = headers[keys.index("")]
            raise UsageError(f"{name} is no report: it has a column {strange}.", _REMEDY)
        self.msonline = False
        self.definition: Definition | None = None
        self._plain = plain
        self._name = keys.index(_NAME if _NAME in keys else _ID)
        self._id = keys.index(_ID) if self.ids else None
        self._told = [key for key in _FACTS if key in keys]
        self._key_of = _picker([keys.index(key) for key in self._told])

    def accounts(self, rows: Iterable[Row]) -> Iterator[ReportedAccount]:
        """The accounts of `rows`; a row with neither a name nor an id is none. In a row, None is
        "not known" and an empty text is an empty cell."""
        # Without a call of ours for each row.
        return chain.from_iterable(self._batches(iter(rows)))

    def _batches(self, rows: Iterator[Row]) -> Iterator[Iterable[ReportedAccount]]:
        kinds = _Kinds(self._read)
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            names, all_names = _texts(batch, self._name)
            if "'" in all_names:
                names = [self._plain(name) for name in names]
            ids = repeat("") if self._id is None else _texts(batch, self._id)[0]
            facts = map(kinds.__getitem__, map(self._key_of, batch))
            told = zip(names, ids, facts, strict=False)
            yield told if all(names) else (one for one in told if one[0] or one[1])

    def _read(self, key: tuple[Value, ...]) -> Facts:
        """The facts of rows with these cells."""
        cells = dict(zip(self._told, key, strict=True))
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
        """The methods, and what they say of registration."""
        cell = cells.get("mfaMethods", "")
        if "mfaMethods" not in cells:
            # There an empty cell may be none as well as unknown.
            cell = cells.get("methods") or None
            names = _list(cell)
            return names, methods_say(names) if names is not None else None
        if isinstance(cell, str) and _SEVERAL in cell:
            self.msonline = True
            return None, Registered.YES
        names = _list(cell)
        # Ours names text and call together.
        self.msonline = self.msonline or names in (("OneWaySMS",), ("TwoWayVoiceMobile",))
        return names, Registered.UNKNOWN if names is None else methods_say(names)


class _Kinds(dict[tuple[Value, ...], Facts]):
    """The facts of rows by their cells, each made once."""

    def __init__(self, read: Callable[[tuple[Value, ...]], Facts]) -> None:
        self._make = read

    def __missing__(self, key: tuple[Value, ...]) -> Facts:
        if len(self) == _KINDS_KEPT:
            self.clear()
        facts = self[key] = self._make(key)
        return facts


def _texts(rows: Iterable[Row], place: int) -> tuple[list[str], str]:
    """The cells there, and all of them together."""
    cells = [row[place] for row in rows]
    try:
        return cast("list[str]", cells), "".join(cast("list[str]", cells))
    except TypeError:  # not all are texts
        texts = [str(cell or "") for cell in cells]
        return texts, "".join(texts)


def _picker(places: Sequence[int]) -> Callable[[Row], tuple[Value, ...]]:
    """A function from a row to its cells at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


def _verdict(cells: Mapping[str, Value]) -> Registered | None:
    if "registered" in cells:
        return _VERDICT[_flag(cells["registered"])]
    told = _flag(cells.get("isMfaRegistered"))
    return None if told is None else _VERDICT[told]


def _strength(methods: tuple[str, ...] | None, verdict: Registered | None) -> Strength:
    """What a report without the column would have had there."""
    if methods is None or verdict is Registered.UNKNOWN:
        return Strength.UNKNOWN
    strength = summarise(methods, False).strength
    silent = strength is Strength.NONE and verdict is Registered.YES
    return Strength.UNKNOWN if silent else strength


def _flag(cell: Value) -> bool | None:
    if isinstance(cell, str):
        return _words().flags.get(cell.strip().casefold())
    return cell if isinstance(cell, bool) else None


def _word(cell: Value, words: Mapping[str, str]) -> str | None:
    return words.get(cell.strip().casefold()) if isinstance(cell, str) else None


def _list(cell: Value) -> tuple[str, ...] | None:
    """The names in a cell; None where it says that they are not known."""
    if isinstance(cell, str):
        if cell.strip().casefold() in _words().unknown:
            return None
        return tuple(part for name in _SEPARATOR.split(cell) if (part := name.strip()))
    return cell if isinstance(cell, tuple) else None
