"""The languages of the reports: complete, nothing superfluous, and no name translated."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import mfa_audit
from mfa_audit import data
from mfa_audit.cli.history import history_sources
from mfa_audit.domain import registration
from mfa_audit.domain.accounts import Definition
from mfa_audit.domain.activity import ActivityColumns, ActivitySummary, Explained
from mfa_audit.domain.changes import ADMIN, BLOCKED, NO_ADMIN, NOT_BLOCKED, ChangeKind, ChangeTally
from mfa_audit.domain.codes import CALL_RESULTS, CallOutcome, call_result
from mfa_audit.domain.history import ACTIVITIES, PASS_ACTIVITIES, Entry
from mfa_audit.domain.methods import METHODS, Strength
from mfa_audit.domain.mfa_results import CIRCUMSTANCES, REASONS, How, MfaOutcome
from mfa_audit.domain.on_premises import ComponentState, OnPremises
from mfa_audit.domain.registration import Finding, Registered, Situation
from mfa_audit.domain.run import Audit, Counts, Gap, Note, Traffic
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_in_words import METHOD_WORDS, PROVIDERS
from mfa_audit.domain.sign_ins import SignIn
from mfa_audit.domain.sources import ALL_SOURCES, sources_read_by
from mfa_audit.reports import compare, trend
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS, CLASSIC
from mfa_audit.reports.account_pages import Provenance
from mfa_audit.reports.accounts import AccountLayout
from mfa_audit.reports.activity import ActivityLayout, ActivityRow, FileFacts, activity_gaps
from mfa_audit.reports.column_sets import M365, MSIDENTITYTOOLS
from mfa_audit.reports.columns import Column
from mfa_audit.reports.explain import everything, explanations_as_text
from mfa_audit.reports.history import HISTORY_COLUMNS, HISTORY_REPORTS
from mfa_audit.reports.language import (
    LOG_CONTEXT,
    TRUE_AND_FALSE,
    Language,
    Words,
    phrases,
    words_of,
)
from mfa_audit.reports.logs import log_closing, log_layout, log_screen
from mfa_audit.reports.on_premises import COMPONENT_COLUMNS, ON_PREMISES_REPORT, component_rows
from mfa_audit.reports.read_back import Origin
from mfa_audit.reports.sign_in_columns import POLICY_COLUMNS, SIGN_IN_COLUMNS, STEP_COLUMNS
from mfa_audit.reports.sign_ins import SignInLayout, SignInSummary, sign_in_screen
from mfa_audit.reports.tables import Closing, Page, Table
from tests.builders import a_count, a_log_run, an_account_run

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
GAP = Gap("risk detections", "It could not be read.", "Run again.")
NOTES = (Note("accounts deleted while they were being read: {number}", {"number": 1}),)
GRAPHS_OWN = "MFA denied; by the moon"
TRANSLATED = pytest.mark.parametrize("language", [Language(code) for code in data.LANGUAGES])

# What a translation must not change: options, addresses, placeholders, and the names that Graph,
# MSOnline, a product or a standard has.
NAMES = re.compile(
    r"--[a-z-]+|/users|#EXT#|\(scoped\)|\b(?:is|account|user|employee)[A-Z]\w+|Get-MsolUser"
    r"|StrongAuthenticationMethods|MethodType|BlockCredential|MSOnline|Graph|Microsoft|Entra"
    r"|Windows Hello|FIDO2|macOS|mfa-audit|MFA|API|UTC|UTF-8|SHA-256|CSV|CRLF|\{\w+\}"
)


Scope = dict[str, Any]


def strings(value: object) -> Iterator[str]:
    """The texts in a constant."""
    if type(value) is str:
        yield value
    elif isinstance(value, dict | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def nodes() -> Iterator[tuple[ast.AST, Scope]]:
    """Every node of the modules that translate or make notes, with the constants that its names
    stand for, those that only a function imports too."""
    folder = Path(mfa_audit.__file__).parent
    modules: dict[str, Scope] = {}
    for file in sorted(folder.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if re.search(r"\b(?:_?words|Note)\(", source):
            name = ".".join(file.relative_to(folder.parent).with_suffix("").parts)
            modules[source] = vars(import_module(name))
    names_of_all = {name: value for names in modules.values() for name, value in names.items()}
    for source, names in modules.items():
        scope = names_of_all | names
        for node in ast.walk(ast.parse(source)):
            yield node, scope


def texts_in(argument: ast.expr, scope: Scope) -> Iterator[str]:
    """The texts that an argument can be, where it is a literal or a constant."""
    match argument:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp(body=either, orelse=other):
            yield from texts_in(either, scope)
            yield from texts_in(other, scope)
        case ast.Name(name) | ast.Subscript(value=ast.Name(name)):
            yield from strings(scope.get(name))


NODES = list(nodes())


def looked_up() -> Iterator[str]:
    """The literals and constants that are looked up in the words of a language."""
    for node, scope in NODES:
        match node:
            case ast.Call(ast.Name("words") | ast.Attribute(attr="_words"), [argument, *_]):
                yield from texts_in(argument, scope)


def noted() -> Iterator[str]:
    """The sentences among the constants in the functions that make notes."""
    for node, scope in NODES:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            if "Note" in names:
                texts = (text for name in names for text in strings(scope.get(name)))
                yield from (text for text in texts if " " in text)


def verdict_reasons() -> Iterator[str]:
    """The reasons of verdicts and of missing answers."""
    for name, value in vars(registration).items():
        if not name.startswith("__"):
            yield from (text for text in strings(value) if " " in text)


# Words that a cell can have, in groups whose members must differ.
STATES = ("Disabled", "Enabled", "Enforced", "Unknown")
USER_TYPES = ("Member", "Guest")
ACCOUNT_GROUPS = (
    tuple(method.label for method in METHODS),
    tuple(map(str, Strength)),
    tuple(map(str, Finding)),
    STATES,
    ("Registered", "Not registered", "Unknown"),
    USER_TYPES,
    (*map(str, (*ChangeKind, *Strength, *Registered)), ADMIN, NO_ADMIN, BLOCKED, NOT_BLOCKED),
    tuple(verdict_reasons()),
    tuple(noted()),
)
SIGN_IN_GROUPS = (
    tuple(reason.text for reason in (*REASONS, *CIRCUMSTANCES)),
    tuple(word.name for word in METHOD_WORDS),
    tuple(PROVIDERS.values()),
    ("Yes", "No", "Unknown"),
    *(tuple(map(str, enum)) for enum in (MfaOutcome, How, ComponentState, CallOutcome)),
    *(tuple(names.values()) for names in (*ACTIVITIES.values(), PASS_ACTIVITIES)),
)


def account_report(words: Words) -> tuple[list[Table], list[Closing]]:
    """A whole report with all that it can contain: with gaps and without, who is an admin known
    and unknown, both definitions, a method of an unknown kind."""
    layout = AccountLayout(ACCOUNT_COLUMNS, words, whole=True)
    known = a_count(
        Counts,
        listed=3,
        report_whole=True,
        report_rows=2,
        methods={method.name: 1 for method in METHODS} | {"fromNextYear": 1},
        situations={
            Situation(Registered.YES, Strength.APP, True): 1,
            Situation(Registered.NO, Strength.NONE, None): 1,
        },
    )
    facts: dict[str, Any] = {
        "traffic": {"directory": Traffic(3, 1, 0.0)},
        "certificate_expires": NOW,
    }
    run = an_account_run(known, report_refreshed=(NOW, NOW), notes=NOTES, **facts)
    audits = [Audit(run, []), Audit(an_account_run(**facts), [GAP])]
    return layout.tables, [layout.closing(audit, Provenance(ALL_SOURCES, "")) for audit in audits]


def say_accounts(words: Words) -> None:
    """Look up what reports on accounts, comparisons and trends contain."""
    account_report(words)
    for columns in (M365, MSIDENTITYTOOLS):
        AccountLayout(columns, words).closing(Audit(an_account_run(), []), Provenance((), ""))
    phrases(words, Language.ENGLISH)
    report = compare.Compared("a", Origin(), 0)
    outcome = compare.ComparisonResult(report, report, ChangeTally(), NOTES)
    end = compare.comparison_closing(outcome, words, NOW)
    compare.with_changes(end, [], outcome, words)
    compare.change_layout(words)
    entra, msonline = Definition
    guests = Origin("b", None, msonline, ("--exclude guests",))
    points = [
        trend.Point(date.min, trend.BY_NAME, "f", Origin("a", None, entra, ()), {}),
        trend.Point(date.min, trend.BY_TIME, "f", guests, {}),
        trend.Point(date.min, trend.BY_REPORT, "f", Origin(), {}),
    ]
    list(trend.trend_layout(words).rows(points))
    trend.trend_closing(points, [GAP], NOW, words)
    for text in (text for group in ACCOUNT_GROUPS for text in group):
        words(text)


def activity_sheets(words: Words) -> list[Page | Table]:
    """A whole activity report: results known, new and missing."""
    layout = ActivityLayout(["Result"], words)
    full, empty = (ActivitySummary(ActivityColumns(0, 1, 2)) for _ in range(2))
    for row in (
        *((result.code, "a@c.example", "2018-07-30") for result in CALL_RESULTS),
        *((f"NEW_{number}", "", "") for number in range(60)),
        *[("", "", "")] * 2,
    ):
        full.add(row)
    for text in ("", "NEW", *(result.code for result in CALL_RESULTS)):
        list(layout.rows([ActivityRow([text], Explained(text, call_result(text)))]))
    files = [FileFacts("r.csv", "utf-8", ",", 3)]
    end, end_of_empty = (
        layout.closing(summary, files, activity_gaps(summary), "1.0", NOW)
        for summary in (full, empty)
    )
    return [*end.front, *layout.tables, *end.back, *end_of_empty.front]


def a_summary_of_sign_ins() -> SignInSummary:
    """Every reason of denial, one that only Graph has, and MFA completed in an unknown way."""
    denied = [reason.text for reason in REASONS if reason.outcome is MfaOutcome.DENIED]
    texts = [(500121, text) for text in (*(f"MFA denied; {text}" for text in denied), GRAPHS_OWN)]
    summary = SignInSummary()
    for code, text in (*texts, (0, "MFA completed in Azure AD")):
        sign_in = SignIn("x", NOW, "u", error_code=code, additional_details=text)
        summary.add(judge_sign_in(sign_in))
    return summary


def say_logs(words: Words) -> None:
    """Look up what reports on logs, activity reports and explanations contain."""
    run = a_log_run(NOW, NOW)
    for history, report in HISTORY_REPORTS.items():
        whats = dict.fromkeys(ACTIVITIES[history].values())
        entries = [Entry(NOW, what, None, None, None, None, "activity") for what in whats]
        list(log_layout(report, words).rows(entries))
        log_closing(report, run, [GAP], entries, history_sources(history), words)
        log_closing(report, run, [], [], history_sources(history), words)
        log_screen(report, entries, words)
    rows = component_rows(OnPremises(), NOW)
    list(log_layout(ON_PREMISES_REPORT, words).rows(rows))
    log_closing(ON_PREMISES_REPORT, run, [], rows, sources_read_by("on-premises"), words)
    for summary in (SignInSummary(), a_summary_of_sign_ins()):
        layout = SignInLayout(words, ("signIns", "steps", "policies"))
        layout.closing(run, [GAP], summary, sources_read_by("sign-ins"))
        sign_in_screen(summary, words)
    activity_sheets(words)
    explanations_as_text(everything(words), words, titles=True)
    for text in (text for group in SIGN_IN_GROUPS for text in group):
        words(text)


def texts_of(say: Callable[[Words], None]) -> list[str]:
    """Every text that `say` looks up, once."""
    texts: dict[str, None] = {}

    def words(text: str) -> str:
        texts[text] = None
        return text

    say(words)
    return [text for text in texts if text != GRAPHS_OWN]


ACCOUNT_TEXTS, LOG_TEXTS = texts_of(say_accounts), texts_of(say_logs)


def fields(text: str) -> list[str]:
    """The {placeholders}, sorted."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@TRANSLATED
def test_every_text_has_a_translation_and_every_translation_a_text(language: Language) -> None:
    catalogue = data.translations(language)
    texts = {*ACCOUNT_TEXTS, *LOG_TEXTS, *looked_up()}
    assert [text for text in sorted(texts) if ("", text) not in catalogue] == []
    assert sorted(text for context, text in catalogue if not context and text not in texts) == []
    of_logs = {text for context, text in catalogue if context == LOG_CONTEXT}
    assert of_logs <= {*LOG_TEXTS} & {*ACCOUNT_TEXTS}
    assert {context for context, _ in catalogue} == {"", LOG_CONTEXT}


@TRANSLATED
def test_translations_are_whole_and_names_stay(language: Language) -> None:
    for (_, text), translation in data.translations(language).items():
        assert translation.strip() == translation != "", text
        assert fields(translation) == fields(text), text
        assert translation.endswith(".") == text.endswith("."), text
        assert "  " not in translation, text
        assert [name for name in NAMES.findall(text) if name not in translation] == [], text


def headers_of(sheets: Iterable[Page | Table]) -> list[list[str]]:
    """The headers of each table and section."""
    headers: list[list[str]] = []
    for sheet in sheets:
        if isinstance(sheet, Table):
            headers.append([heading.header for heading in sheet.headings])
        else:
            headers += [list(section.headers) for section in sheet.sections]
    return headers


@TRANSLATED
def test_headers_and_sheets_differ(language: Language) -> None:
    words, log = words_of(language), words_of(language, LOG_CONTEXT)
    tables, closings = account_report(words)
    log_columns: tuple[Sequence[Column[Any]], ...] = (
        *(SIGN_IN_COLUMNS, STEP_COLUMNS, POLICY_COLUMNS),
        *(COMPONENT_COLUMNS, HISTORY_COLUMNS),
    )
    for headers in (
        *headers_of([*tables, *closings[0].front, *closings[0].back]),
        *headers_of([*compare.change_layout(words).tables, *trend.trend_layout(words).tables]),
        *headers_of(activity_sheets(log)),
        *([log(column.header) for column in columns] for columns in log_columns),
    ):
        assert len({header.casefold() for header in headers}) == len(headers), headers
    activity = [log(title) for title in ("Summary", "Activity", "Users", "Days")]
    logs = [log(ON_PREMISES_REPORT.title), *(log(r.title) for r in HISTORY_REPORTS.values())]
    account = [sheet.title for sheet in (*closings[0].front, *tables, *closings[0].back)]
    assert [len(titles) for titles in (account, logs, activity)] == [7, 6, 4]
    for titles in (account, logs, activity):
        assert len({title.casefold() for title in titles}) == len(titles)
        # Excel's limit for the name on a tab, and the characters that it does not allow there.
        assert not [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\'")]


@TRANSLATED
def test_what_differs_in_english_differs(language: Language) -> None:
    groups = [(words_of(language), group) for group in ACCOUNT_GROUPS]
    groups += [(words_of(language, LOG_CONTEXT), group) for group in SIGN_IN_GROUPS]
    groups.append((words_of(language), tuple(column.header for column in ACCOUNT_COLUMNS)))
    for words, texts in groups:
        assert len({words(text).casefold() for text in texts}) == len({*texts}), texts


@TRANSLATED
def test_every_explanation_is_in_the_language(language: Language) -> None:
    words = words_of(language, LOG_CONTEXT)
    entries = everything(words)
    assert len({entry.code for entry in entries}) == len(entries)
    assert len({entry.meaning for entry in entries}) == len(entries)
    for entry, english in zip(entries, everything(str), strict=True):
        assert entry.meaning != english.meaning
        assert entry.remedy != english.remedy


def test_the_classic_headers() -> None:
    headers = {
        language: [column.heading(words_of(language)).header for column in CLASSIC]
        for language in Language
    }
    assert headers == {
        Language.ENGLISH: ["UserPrincipalName", "MFA Status", "MFA Methods"],
        Language.SWEDISH: ["UserPrincipalName", "MFA-status", "MFA-metoder"],
        Language.DUTCH: ["UserPrincipalName", "MFA-status", "MFA-methoden"],
    }


SOME_WORDS = """
Disabled | Inaktiverad | Uitgeschakeld
Enabled | Aktiverad | Ingeschakeld
Enforced | Tvingande | Afgedwongen
Unknown | Okänt | Onbekend
Member | Medlem | Lid
Guest | Gäst | Gast
Registered for MFA | Registrerad för MFA | Geregistreerd voor MFA
Object Id | Objekt-id | Object-id
isMfaCapable | isMfaCapable | isMfaCapable
phishing-resistant | nätfiskeresistent | phishingbestendig
Temporary Access Pass | Tillfälligt åtkomstpass | Tijdelijke toegangspas
Windows Hello for Business | Windows Hello för företag | Windows Hello voor Bedrijven
Text message | Textmeddelande | Sms-bericht
Security defaults | Säkerhetsstandarder | Standaardbeveiliging
The person was let in. | Personen släpptes in. | De persoon is toegelaten.
user declined the authentication | användaren nekade autentiseringen | de gebruiker heeft de verificatie geweigerd
MFA registration of {tenant} | MFA-registrering för {tenant} | MFA-registratie van {tenant}
Member or Guest. | Medlem eller Gäst. | Lid of Gast.
False for a blocked account (MSOnline: BlockCredential True). | FALSKT för ett blockerat konto (MSOnline: BlockCredential True). | ONWAAR voor een geblokkeerd account (MSOnline: BlockCredential True).
"""  # noqa: E501 - a table


@pytest.mark.parametrize("line", SOME_WORDS.strip().splitlines())
def test_some_words(line: str) -> None:
    text, swedish, dutch = line.split(" | ")
    assert words_of(Language.SWEDISH)(text) == swedish
    assert words_of(Language.DUTCH)(text) == dutch


def test_some_words_mean_something_else_in_the_log() -> None:
    for text, account, log in (
        ("unknown", "okänd", "okänt"),
        ("External authentication method", "Extern autentiseringsmetod", "Extern metod"),
        ("unblocked", "inte längre blockerad", "avblockerad"),
    ):
        assert words_of(Language.SWEDISH)(text) == account
        assert words_of(Language.SWEDISH, LOG_CONTEXT)(text) == log
    assert words_of(Language.DUTCH, LOG_CONTEXT)("unblocked") == "gedeblokkeerd"


def test_true_and_false_are_what_excel_calls_them() -> None:
    assert TRUE_AND_FALSE == {
        Language.ENGLISH: ("True", "False"),
        Language.SWEDISH: ("SANT", "FALSKT"),
        Language.DUTCH: ("WAAR", "ONWAAR"),
    }


@TRANSLATED
@pytest.mark.parametrize(
    ("meaning", "named"),
    [
        ("Per-user MFA: Disabled, Enabled or Enforced.", STATES[:3]),
        ("MFA Status is the per-user state only. Disabled", ("MFA Status", "Disabled")),
        ("Registered methods that count as MFA, under", ("Unknown",)),
        ("Active role assignments,", ("Unknown",)),
        ("The strongest registered method", ("phishing-resistant", "app", "phone", "none")),
        ("Member or Guest.", USER_TYPES),
        ("What the figures below are about", ("Population",)),
        ("Judged, and listed under Accounts.", ("Accounts",)),
        ("Listed under Not registered.", ("Not registered",)),
        ("Registered for MFA is empty in Accounts.", ("Registered for MFA", "Accounts")),
        ("SHA-256 of the rows of Accounts", ("Accounts",)),
    ],
)
def test_a_sentence_names_cells_and_sheets_as_they_are_written(
    language: Language, meaning: str, named: tuple[str, ...]
) -> None:
    words = words_of(language)
    (text,) = (text for text in ACCOUNT_TEXTS if text.startswith(meaning))
    assert [name for name in named if words(name) not in words(text)] == []


@TRANSLATED
def test_meanings_name_true_and_false_as_excel_does(language: Language) -> None:
    true, false = TRUE_AND_FALSE[language]
    (text,) = (text for text in ACCOUNT_TEXTS if text.startswith("True, False, or empty"))
    assert words_of(language)(text).startswith(f"{true}, {false} ")


def test_english_is_what_the_program_says() -> None:
    words = words_of(Language.ENGLISH, LOG_CONTEXT)
    texts = [*ACCOUNT_TEXTS, *LOG_TEXTS]
    assert [words(text) for text in texts] == texts


@pytest.mark.parametrize("language", list(Language))
def test_a_name_that_only_graph_knows_stays(language: Language) -> None:
    assert words_of(language)("passKeyFromNextYear") == "passKeyFromNextYear"
