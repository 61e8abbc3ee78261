"""The languages of a report: complete, nothing superfluous, and nothing that was a name lost."""

import re
from datetime import UTC, datetime
from string import Formatter

import pytest

from mfa_audit.audit.collect import NOTES
from mfa_audit.cli.run import CERTIFICATE_ENDS
from mfa_audit.domain.audit import Audit, Counts, Gap, Note, RunFacts, Traffic
from mfa_audit.domain.facts import Definition, Tenant
from mfa_audit.domain.methods import METHODS, Strength
from mfa_audit.domain.sources import SOURCES
from mfa_audit.domain.standing import REASONS, Finding, Registered
from mfa_audit.reports.column import Closing, Page, Table
from mfa_audit.reports.language import (
    TRUE_AND_FALSE,
    Language,
    Words,
    phrases,
    translations,
    words_of,
)
from mfa_audit.reports.pages import Provenance
from mfa_audit.reports.peers import M365, MSIDENTITYTOOLS
from mfa_audit.reports.registration import CLASSIC, COLUMNS
from mfa_audit.reports.workbook import AccountLayout

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
LABELS = tuple(method.label for method in METHODS)
STRENGTHS = tuple(map(str, Strength))
FINDINGS = tuple(map(str, Finding))
STATES = ("Disabled", "Enabled", "Enforced", "Unknown")
VERDICTS = ("Registered", "Not registered", "Unknown")
USER_TYPES = ("Member", "Guest")

# What a translation must not change: options, addresses, placeholders, and the names that Graph,
# MSOnline, a product or a standard has.
NAMES = re.compile(
    r"--[a-z-]+|/users|#EXT#|\(scoped\)|\b(?:is|account|user|employee)[A-Z]\w+|Get-MsolUser"
    r"|StrongAuthenticationMethods|MethodType|BlockCredential|MSOnline|Graph|Microsoft|Entra"
    r"|Windows Hello|FIDO2|macOS|mfa-audit|MFA|API|UTC|UTF-8|SHA-256|CSV|CRLF|\{\w+\}"
)


def a_run(counts: Counts, *, refreshed: bool = True) -> RunFacts:
    """A run that has everything a run can have; `refreshed`: the report told its times."""
    return RunFacts(
        "1.0",
        NOW,
        Definition.ENTRA,
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


def workbook(words: Words) -> tuple[list[Table], list[Closing]]:
    """All that a whole report can say: with gaps and without, who is an admin known and unknown,
    both definitions (the sheet About has them side by side), a method that nobody knows."""
    layout = AccountLayout(COLUMNS, words, whole=True)
    methods = {method.name: 1 for method in METHODS} | {"fromNextYear": 1}
    known = Counts(
        listed=3,
        admins=1,
        perhaps_admins={(Registered.NO, Strength.NONE): 1},
        report_whole=True,
        report_rows=2,
        methods=methods,
    )
    gap = Gap("registration report", "It could not be read.", "Run again.")
    audits = [Audit(a_run(known), []), Audit(a_run(Counts(), refreshed=False), [gap])]
    return layout.tables, [layout.closing(one, Provenance(SOURCES, "00ff")) for one in audits]


def asked() -> list[str]:
    """Every text that is ever looked up, once."""
    texts: dict[str, None] = dict.fromkeys(
        (*LABELS, *STRENGTHS, *FINDINGS, *STATES, *USER_TYPES, *REASONS, *NOTES, CERTIFICATE_ENDS)
    )

    def words(text: str) -> str:
        texts[text] = None
        return text

    workbook(words)
    for column in (*M365, *MSIDENTITYTOOLS):
        words(column.meaning)  # their headers are never translated
    phrases(words, Language.ENGLISH)
    return [*texts]


TEXTS = asked()
TRANSLATED = pytest.mark.parametrize("language", [Language.SWEDISH, Language.DUTCH])


def fields(text: str) -> list[str]:
    """The {placeholders}, sorted."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@TRANSLATED
def test_every_text_has_a_translation_and_every_translation_a_text(language: Language) -> None:
    table = translations(language)
    assert [text for text in TEXTS if text not in table] == []
    assert sorted(table.keys() - set(TEXTS)) == []


@TRANSLATED
def test_translations_are_whole(language: Language) -> None:
    for text, translation in translations(language).items():
        assert translation.strip() == translation != "", text
        assert fields(translation) == fields(text), text
        assert translation.endswith(".") == text.endswith("."), text
        assert "  " not in translation, text


@TRANSLATED
def test_names_stay(language: Language) -> None:
    for text, translation in translations(language).items():
        lost = [name for name in NAMES.findall(text) if name not in translation]
        assert lost == [], text


@TRANSLATED
def test_headers_and_sheets_can_be_told_apart(language: Language) -> None:
    tables, closings = workbook(words_of(language))
    front = [sheet for sheet in closings[0].front if isinstance(sheet, Table)]
    for table in (*tables, *front):
        headers = [heading.header.casefold() for heading in table.headings]
        assert len(set(headers)) == len(headers), table.name
    pages = [page for page in (*closings[0].front, *closings[0].back) if isinstance(page, Page)]
    for section in (section for page in pages for section in page.sections):
        assert len(set(section.headers)) == len(section.headers), section.title
    titles = [sheet.title for sheet in (*closings[0].front, *tables, *closings[0].back)]
    assert len({title.casefold() for title in titles}) == len(titles) == 7
    # Excel's limit for the name on a tab, and what it does not allow there.
    assert not [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\'")]


@TRANSLATED
@pytest.mark.parametrize(
    "texts",
    [
        tuple(column.header for column in COLUMNS),
        *(STATES, VERDICTS, STRENGTHS, FINDINGS, USER_TYPES, LABELS, REASONS, NOTES),
    ],
)
def test_what_differs_in_english_differs(language: Language, texts: tuple[str, ...]) -> None:
    words = words_of(language)
    assert len({words(text).casefold() for text in texts}) == len(texts)


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
    (text,) = (text for text in TEXTS if text.startswith(meaning))
    assert [name for name in named if words(name) not in words(text)] == []


@TRANSLATED
def test_meanings_name_true_and_false_as_excel_does(language: Language) -> None:
    true, false = TRUE_AND_FALSE[language]
    (text,) = (text for text in TEXTS if text.startswith("True, False, or empty"))
    assert words_of(language)(text).startswith(f"{true}, {false} ")


def test_english_is_what_the_program_says() -> None:
    words = words_of(Language.ENGLISH)
    assert translations(Language.ENGLISH) == {}
    assert [words(text) for text in TEXTS] == TEXTS


@pytest.mark.parametrize("language", list(Language))
def test_a_name_that_only_graph_knows_stays(language: Language) -> None:
    assert words_of(language)("passKeyFromNextYear") == "passKeyFromNextYear"
