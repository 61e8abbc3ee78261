"""The languages of the reports: complete, nothing superfluous, and no name translated."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any

import pytest

from mfa_audit import data
from mfa_audit.audit import collect
from mfa_audit.audit import sign_ins as sign_in_reading
from mfa_audit.cli import on_premises
from mfa_audit.cli.history import history_sources
from mfa_audit.cli.session import CERTIFICATE_ENDS
from mfa_audit.domain.accounts import Definition, Tenant
from mfa_audit.domain.activity import ActivityColumns, ActivitySummary, Explained
from mfa_audit.domain.changes import ChangeKind, ChangeTally
from mfa_audit.domain.codes import CALL_RESULTS, CallOutcome, call_result
from mfa_audit.domain.figures import Figures
from mfa_audit.domain.history import ACTIVITIES, PASS_ACTIVITIES, REACHES_BACK, RETIRED, Entry
from mfa_audit.domain.methods import METHODS, Strength
from mfa_audit.domain.mfa_results import CIRCUMSTANCES, REASONS, How, MfaOutcome
from mfa_audit.domain.on_premises import ComponentState, OnPremises
from mfa_audit.domain.registration import REASONS as VERDICT_REASONS
from mfa_audit.domain.registration import Finding, Registered
from mfa_audit.domain.run import Audit, Counts, Gap, LogRun, Note, RunFacts, Traffic
from mfa_audit.domain.sign_in_verdict import judge_sign_in
from mfa_audit.domain.sign_in_words import METHOD_WORDS, PROVIDERS
from mfa_audit.domain.sign_ins import SignIn
from mfa_audit.domain.sources import LOG_SOURCES, SOURCES
from mfa_audit.reports import compare as comparison
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS, CLASSIC
from mfa_audit.reports.account_pages import Provenance
from mfa_audit.reports.accounts import AccountLayout
from mfa_audit.reports.activity import ActivityLayout, ActivityRow, FileFacts, activity_gaps
from mfa_audit.reports.column_sets import M365, MSIDENTITYTOOLS
from mfa_audit.reports.compare import (
    ChangeLayout,
    Compared,
    ComparisonResult,
    comparison_closing,
    with_changes,
)
from mfa_audit.reports.explain import everything, explanations_as_text
from mfa_audit.reports.history import HISTORY_COLUMNS, REPORTS
from mfa_audit.reports.language import (
    LOG_CONTEXT,
    TRUE_AND_FALSE,
    Language,
    Words,
    phrases,
    words_of,
)
from mfa_audit.reports.logs import LogLayout, log_screen
from mfa_audit.reports.on_premises import (
    COMPONENT_COLUMNS,
    INTERACTIVE_NOTE,
    MFA_SERVER_NOTE,
    REPORT,
    component_rows,
)
from mfa_audit.reports.read_back import Origin
from mfa_audit.reports.sign_in_columns import POLICY_COLUMNS, SIGN_IN_COLUMNS, STEP_COLUMNS
from mfa_audit.reports.sign_ins import SignInLayout, SignInSummary
from mfa_audit.reports.sign_ins import sign_in_screen as sign_in_screen
from mfa_audit.reports.tables import Closing, Page, Table
from mfa_audit.reports.trend import BY_NAME, BY_REPORT, BY_TIME, Point, TrendLayout

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
GAP = Gap("risk detections", "It could not be read.", "Run again.")
GRAPHS_OWN = "MFA denied; by the moon"
ENTRA, MSONLINE = Definition
NO = MfaOutcome.DENIED
TRANSLATED = pytest.mark.parametrize("language", [Language.SWEDISH, Language.DUTCH])

# Words that a cell can have, in groups whose members must be told apart.
LABELS = tuple(method.label for method in METHODS)
STRENGTHS = tuple(map(str, Strength))
FINDINGS = tuple(map(str, Finding))
STATES = ("Disabled", "Enabled", "Enforced", "Unknown")
VERDICTS = ("Registered", "Not registered", "Unknown")
USER_TYPES = ("Member", "Guest")
CHANGES = (
    *map(str, ChangeKind),
    *STRENGTHS,
    *("registered", "not registered", "admin", "no admin", "blocked", "not blocked"),
)
MFA_REASONS = tuple(reason.text for reason in (*REASONS, *CIRCUMSTANCES))
ACCOUNT_GROUPS = (
    *(LABELS, STRENGTHS, FINDINGS, STATES, VERDICTS, USER_TYPES, CHANGES),
    *(VERDICT_REASONS, collect.NOTES, comparison.COMPARISON_NOTES),
)
SIGN_IN_GROUPS = (
    MFA_REASONS,
    tuple(word.name for word in METHOD_WORDS),
    tuple(dict.fromkeys(PROVIDERS.values())),
    ("Yes", "No", "Unknown"),
    *(tuple(map(str, enum)) for enum in (MfaOutcome, How, ComponentState, CallOutcome)),
    *(tuple(dict.fromkeys(names.values())) for names in (*ACTIVITIES.values(), PASS_ACTIVITIES)),
)
# Words that stand alone: of notes, and of what told a report's day.
ALONE = (
    *(CERTIFICATE_ENDS, REACHES_BACK, MFA_SERVER_NOTE, INTERACTIVE_NOTE),
    *(BY_NAME, BY_REPORT, BY_TIME),
    *sign_in_reading.SIGN_IN_NOTES,
    *(note for notes in RETIRED.values() for note in notes),
)

# What a translation must not change: options, addresses, placeholders, and the names that Graph,
# MSOnline, a product or a standard has.
NAMES = re.compile(
    r"--[a-z-]+|/users|#EXT#|\(scoped\)|\b(?:is|account|user|employee)[A-Z]\w+|Get-MsolUser"
    r"|StrongAuthenticationMethods|MethodType|BlockCredential|MSOnline|Graph|Microsoft|Entra"
    r"|Windows Hello|FIDO2|macOS|mfa-audit|MFA|API|UTC|UTF-8|SHA-256|CSV|CRLF|\{\w+\}"
)


def an_account_run(counts: Counts, *, refreshed: bool = True) -> RunFacts:
    """A run that has everything a run can have; `refreshed`: the report has its times."""
    return RunFacts(
        "1.0",
        NOW,
        ENTRA,
        "global",
        "app a-1",
        Tenant("t", "Contoso"),
        counts,
        {"directory": Traffic(3, 1, 0.0)},
        finished=NOW,
        certificate_expires=NOW,
        report_refreshed=(NOW, NOW) if refreshed else None,
        notes=(Note("accounts deleted while they were being read: {number}", {"number": 1}),),
    )


def account_report(words: Words) -> tuple[list[Table], list[Closing]]:
    """A whole report with everything that it can say: with gaps and without, who is an admin known
    and unknown, both definitions, a method of an unknown kind."""
    layout = AccountLayout(ACCOUNT_COLUMNS, words, whole=True)
    methods = {method.name: 1 for method in METHODS} | {"fromNextYear": 1}
    known = Counts(
        listed=3,
        admins=1,
        perhaps_admins={(Registered.NO, Strength.NONE): 1},
        report_whole=True,
        report_rows=2,
        methods=methods,
    )
    runs = an_account_run(known), an_account_run(Counts(), refreshed=False)
    audits = [Audit(runs[0], []), Audit(runs[1], [GAP])]
    return layout.tables, [layout.closing(one, Provenance(SOURCES, "00ff")) for one in audits]


def account_words(words: Words) -> None:
    """Everything that reports on accounts, comparisons and trends translate."""
    account_report(words)
    for column in (*M365, *MSIDENTITYTOOLS):
        words(column.meaning)  # their headers are never translated
    phrases(words, Language.ENGLISH)
    one = Compared("a", Origin(), 0)
    outcome = ComparisonResult(one, one, ChangeTally(), (Note(comparison.WRONG_ORDER),))
    with_changes(comparison_closing(outcome, words, NOW), [], outcome, words)
    ChangeLayout(words)
    figures = Figures(0, 0, 0, 0, 0, 0, 0, 0)
    origins = [Origin("a", None, ENTRA, ()), Origin("b", None, MSONLINE, ("--exclude guests",))]
    points = [Point(date.min, BY_NAME, "f", origin, figures) for origin in origins]
    TrendLayout(words).closing(points, [Gap("f", "why", "what to do")], NOW)
    for text in (text for group in (*ACCOUNT_GROUPS, ALONE) for text in group):
        words(text)


def a_log_run(*notes: str) -> LogRun:
    """The run of a log's report with these notes."""
    return LogRun(
        "0.1.0", NOW, NOW, NOW, "global", "nobody", Tenant("t-1"), notes=tuple(map(Note, notes))
    )


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
    closings = [
        layout.closing(summary, files, activity_gaps(summary), "1.0", NOW)
        for summary in (full, empty)
    ]
    return [*closings[0].front, *layout.tables, *closings[0].back, *closings[1].front]


def a_summary_of_sign_ins() -> SignInSummary:
    """Every reason of denial, one that only Graph has, and MFA completed in an unknown way."""
    summary = SignInSummary()
    texts = [f"MFA denied; {reason.text}" for reason in REASONS if reason.outcome is NO]
    texts.append(GRAPHS_OWN)
    sign_ins = [SignIn("x", NOW, "u", error_code=500121, additional_details=t) for t in texts]
    sign_ins.append(
        SignIn("x", NOW, "u", error_code=0, additional_details="MFA completed in Azure AD")
    )
    for sign_in in sign_ins:
        summary.add(judge_sign_in(sign_in))
    return summary


def log_words(words: Words) -> None:
    """Everything that reports on logs, activity reports and explanations translate."""
    for history, report in REPORTS.items():
        whats = dict.fromkeys(ACTIVITIES[history].values())
        entries = [Entry(NOW, what, None, None, None, None, "activity") for what in whats]
        layout = LogLayout(report, words)
        list(layout.rows(entries))
        layout.closing(a_log_run(*RETIRED[history]), [GAP], entries, history_sources(history))
        layout.closing(a_log_run(), [], [], history_sources(history))
        log_screen(report, entries, words)
    rows = component_rows(OnPremises(), NOW)
    components = LogLayout(REPORT, words)
    list(components.rows(rows))
    components.closing(a_log_run(), [], rows, on_premises.SOURCES)
    parts = ("signIns", "steps", "policies")

    def own(text: str) -> str:
        return text if text == GRAPHS_OWN else words(text)

    for summary in (SignInSummary(), a_summary_of_sign_ins()):
        SignInLayout(own, parts).closing(a_log_run(), [GAP], summary, LOG_SOURCES)
        sign_in_screen(summary, own)
    activity_sheets(words)
    explanations_as_text(everything(words), words, titles=True)
    for text in (text for group in (*SIGN_IN_GROUPS, ALONE) for text in group):
        words(text)


def asked_of(say: Callable[[Words], None]) -> list[str]:
    """Every text that `say` looks up, once."""
    texts: dict[str, None] = {}

    def words(text: str) -> str:
        texts[text] = None
        return text

    say(words)
    return [*texts]


ACCOUNT_TEXTS, LOG_TEXTS = asked_of(account_words), asked_of(log_words)


def fields(text: str) -> list[str]:
    """The {placeholders}, sorted."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@TRANSLATED
def test_every_text_has_a_translation_and_every_translation_a_text(language: Language) -> None:
    catalogue = data.translations(language)
    asked = {*ACCOUNT_TEXTS, *LOG_TEXTS}
    assert [text for text in sorted(asked) if ("", text) not in catalogue] == []
    assert sorted(text for context, text in catalogue if not context and text not in asked) == []
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
    found = []
    for sheet in sheets:
        if isinstance(sheet, Table):
            found.append([heading.header for heading in sheet.headings])
        else:
            found += [list(section.headers) for section in sheet.sections]
    return found


@TRANSLATED
def test_headers_and_sheets_can_be_told_apart(language: Language) -> None:
    words, log = words_of(language), words_of(language, LOG_CONTEXT)
    tables, closings = account_report(words)
    of_columns: tuple[Iterable[Any], ...] = (
        *(SIGN_IN_COLUMNS, STEP_COLUMNS, POLICY_COLUMNS, COMPONENT_COLUMNS, HISTORY_COLUMNS),
    )
    for headers in (
        *headers_of([*tables, *closings[0].front, *closings[0].back]),
        *headers_of([*ChangeLayout(words).tables, *TrendLayout(words).tables]),
        *headers_of(activity_sheets(log)),
        *([log(column.header) for column in columns] for columns in of_columns),
    ):
        assert len({header.casefold() for header in headers}) == len(headers), headers
    activity = [log(title) for title in ("Summary", "Activity", "Users", "Days")]
    logs = [log(REPORT.title), *(log(report.title) for report in REPORTS.values())]
    account = [sheet.title for sheet in (*closings[0].front, *tables, *closings[0].back)]
    assert [len(titles) for titles in (account, logs, activity)] == [7, 6, 4]
    for titles in (account, logs, activity):
        assert len({title.casefold() for title in titles}) == len(titles)
        # Excel's limit for the name on a tab, and what it does not allow there.
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
    assert len(entries) == 45 + 28 + 35
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


@pytest.mark.parametrize(
    ("text", "swedish", "dutch"),
    [
        ("Disabled", "Inaktiverad", "Uitgeschakeld"),
        ("Enabled", "Aktiverad", "Ingeschakeld"),
        ("Enforced", "Tvingande", "Afgedwongen"),
        ("Unknown", "Okänt", "Onbekend"),
        ("Member", "Medlem", "Lid"),
        ("Guest", "Gäst", "Gast"),
        ("Registered for MFA", "Registrerad för MFA", "Geregistreerd voor MFA"),
        ("Object Id", "Objekt-id", "Object-id"),
        ("isMfaCapable", "isMfaCapable", "isMfaCapable"),
        ("phishing-resistant", "nätfiskeresistent", "phishingbestendig"),
        ("Temporary Access Pass", "Tillfälligt åtkomstpass", "Tijdelijke toegangspas"),
        ("Windows Hello for Business", "Windows Hello för företag", "Windows Hello voor Bedrijven"),
        ("Text message", "Textmeddelande", "Sms-bericht"),
        ("Security defaults", "Säkerhetsstandarder", "Standaardbeveiliging"),
        ("The person was let in.", "Personen släpptes in.", "De persoon is toegelaten."),
        (
            "user declined the authentication",
            "användaren nekade autentiseringen",
            "de gebruiker heeft de verificatie geweigerd",
        ),
        (
            "MFA registration of {tenant}",
            "MFA-registrering för {tenant}",
            "MFA-registratie van {tenant}",
        ),
        ("Member or Guest.", "Medlem eller Gäst.", "Lid of Gast."),
        (
            "False for a blocked account (MSOnline: BlockCredential True).",
            "FALSKT för ett blockerat konto (MSOnline: BlockCredential True).",
            "ONWAAR voor een geblokkeerd account (MSOnline: BlockCredential True).",
        ),
    ],
)
def test_some_words(text: str, swedish: str, dutch: str) -> None:
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
