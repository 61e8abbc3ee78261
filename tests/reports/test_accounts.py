"""The sheets of a report on accounts: who is on which, in which order, and figures that add up."""

from datetime import UTC, datetime

from mfa_audit.domain.accounts import Account, MethodDetail, MethodsRead, SignInActivity
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.population import Exclusion
from mfa_audit.domain.registration import AccountRecord, Registered, Situation
from mfa_audit.domain.run import AccountRun, Audit, Counts, Gap, Note, Traffic
from mfa_audit.domain.sources import REGISTRATION_SOURCE, USERS_SOURCE
from mfa_audit.reports.account_columns import (
    ACCOUNT_COLUMN_BY_KEY,
    CLASSIC,
    DETAILS,
    FULL,
    LAST_SIGN_IN,
    AccountColumn,
)
from mfa_audit.reports.account_pages import Provenance
from mfa_audit.reports.accounts import AccountLayout
from mfa_audit.reports.run_facts import account_run_facts
from mfa_audit.reports.tables import Check, Closing, Page, Row, Share, Table
from tests.builders import STARTED, a_count, a_record, an_account_run, judged

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ADMINISTRATOR = ("Global Administrator",)


def person(
    name: str,
    *methods: str,
    registered: bool | None = None,
    admin: bool = False,
    roles: tuple[str, ...] = (),
    seen: datetime | None = None,
) -> AccountRecord:
    """An account with a row in the registration report, these roles and this last sign-in."""
    record = a_record(name, *methods, registered=registered, admin=admin)
    record.roles = roles
    record.activity = SignInActivity(last_sign_in=seen)
    return record


def laid_out(
    *records: AccountRecord, columns: tuple[AccountColumn, ...] = (*CLASSIC, *LAST_SIGN_IN)
) -> tuple[list[Row], dict[str, list[Row]]]:
    """The rows of Methods, and those of the lists by the name of their table."""
    layout = AccountLayout(columns, str, whole=True)
    rows = dict(layout.rows(records))
    closing = layout.closing(Audit(run(Counts()), []), Provenance((), DIGEST))
    tables = [sheet for sheet in closing.front if isinstance(sheet, Table)]
    return rows[1], {table.name: list(map(tuple, table.rows)) for table in tables}


def names(rows: list[Row]) -> list[str]:
    """The names of the accounts in these rows, without the domain."""
    return [str(row[0]).removesuffix("@contoso.example") for row in rows]


def run(counts: Counts) -> AccountRun:
    """A run in Contoso."""
    return an_account_run(
        counts,
        traffic={"directory": Traffic(3, 1, 0.5), "reports": Traffic(2, 0, 0.0)},
        finished=STARTED,
        notes=(Note("accounts listed twice and counted once: {number}", {"number": 2}),),
        permissions=("User.Read.All", "AuditLog.Read.All"),
        chosen=("--exclude guests",),
    )


def closing(counts: Counts, gaps: list[Gap] | None = None) -> Closing:
    """The closing of a whole workbook."""
    layout = AccountLayout(FULL, str, whole=True)
    provenance = Provenance((USERS_SOURCE, REGISTRATION_SOURCE), DIGEST)
    return layout.closing(Audit(run(counts), gaps or []), provenance)


def page(of: Closing, title: str) -> Page:
    """The page with this title."""
    (sheet,) = [sheet for sheet in (*of.front, *of.back) if sheet.title == title]
    assert isinstance(sheet, Page)
    return sheet


def section(of: Closing, sheet: str, title: str) -> list[Row]:
    """The rows of a section of a page."""
    (part,) = [part for part in page(of, sheet).sections if part.title == title]
    return list(map(tuple, part.rows))  # type: ignore[arg-type]


YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
COUNTS = a_count(
    Counts,
    listed=250,
    vanished=2,
    left_out=48,
    blocked=13,
    report_rows=190,
    report_whole=True,
    left_out_by={Exclusion.GUESTS: 30, Exclusion.UNLICENSED: 18},
    kinds={None: 187, Exclusion.BLOCKED: 13},
    capable=140,
    capable_known=190,
    methods={"mobilePhone": 60, "fido2SecurityKey": 20, "holographicBadge": 1, "password": 9},
    situations={
        Situation(YES, Strength.PHISHING_RESISTANT, True): 3,
        Situation(YES, Strength.PHONE, True): 1,
        Situation(YES, Strength.APP, True): 1,
        Situation(NO, Strength.NONE, True): 2,
        Situation(UNKNOWN, Strength.UNKNOWN, True): 1,
        Situation(YES, Strength.PHISHING_RESISTANT, False): 47,
        Situation(YES, Strength.PHONE, False): 24,
        Situation(YES, Strength.APP, False): 74,
        Situation(NO, Strength.NONE, False): 34,
        Situation(NO, Strength.NONE, None): 4,
        Situation(UNKNOWN, Strength.UNKNOWN, False): 6,
        Situation(UNKNOWN, Strength.NONE, False): 3,
    },
)


def test_the_work_list_has_admins_first_then_who_signed_in_last() -> None:
    _, lists = laid_out(
        person("never"),
        person("may", seen=datetime(2026, 5, 1, tzinfo=UTC)),
        person("Bea", seen=datetime(2026, 11, 1, tzinfo=UTC)),
        person("boss", roles=ADMINISTRATOR),
        person("ann", seen=datetime(2026, 11, 1, tzinfo=UTC)),
        person("fine", "mobilePhone"),
    )
    assert names(lists["NotRegistered"]) == ["boss", "ann", "Bea", "may", "never"]


def test_admins_are_listed_from_worst_to_best() -> None:
    _, lists = laid_out(
        person("key", "fido2SecurityKey", admin=True),
        person("app", "microsoftAuthenticatorPush", roles=("Helpdesk Administrator",)),
        person("phone", "mobilePhone", admin=True),
        person("odd", "holographicBadge", registered=True, admin=True),
        person("none", admin=True),
        person("nobody"),
    )
    assert names(lists["Admins"]) == ["none", "phone", "odd", "app", "key"]
    findings = ("admin without phishing-resistant method", "phone only")
    methods = ("OneWaySMS", "TwoWayVoiceMobile")
    phone = ("phone@contoso.example", "Phone", (), True, "phone", findings, methods)
    assert lists["Admins"][1][:7] == phone


def test_without_the_last_sign_ins_the_lists_have_no_column_for_them() -> None:
    layout = AccountLayout(CLASSIC, str, whole=True)
    front = layout.closing(Audit(run(Counts()), []), Provenance((), "")).front
    headers = [h.header for sheet in front if isinstance(sheet, Table) for h in sheet.headings]
    assert headers == [
        *("UserPrincipalName", "Display Name", "Admin", "Directory Roles", "Department"),
        *("Created (UTC)", "Account Enabled", "Methods (Graph)", "Reason", "Object Id"),
        *("UserPrincipalName", "Display Name", "Directory Roles", "Registered for MFA", "Strength"),
        *("Findings", "MFA Methods", "Account Enabled", "Reason", "Object Id"),
    ]


def test_each_method_is_a_row() -> None:
    methods, _ = laid_out(person("ada", "mobilePhone", "email", "holographicBadge"), person("bo"))
    ada = ("ada@contoso.example", "Ada")
    old = ("OneWaySMS", "TwoWayVoiceMobile")
    assert methods == [
        (*ada, "mobilePhone", "Mobile phone", "phone", True, old, "id-ada"),
        (*ada, "email", "Email", "none", False, None, "id-ada"),
        (*ada, "holographicBadge", "holographicBadge", "unknown", None, None, "id-ada"),
    ]


def test_with_details_each_registered_method_is_a_row() -> None:
    ada = person("ada", "fido2SecurityKey")
    ada.method_details = (
        MethodDetail("fido2SecurityKey", "k1", "Y…", STARTED, None),
        MethodDetail("fido2SecurityKey", "k2", "G…", None, STARTED),
    )
    without = person("bo", "fido2SecurityKey")
    methods, _ = laid_out(ada, without, columns=(*CLASSIC, *DETAILS))
    kind = ("fido2SecurityKey", "FIDO2 security key", "phishing-resistant", True, None)
    assert methods == [
        ("ada@contoso.example", "Ada", *kind, "Y…", STARTED, None, "id-ada"),
        ("ada@contoso.example", "Ada", *kind, "G…", None, STARTED, "id-ada"),
        ("bo@contoso.example", "Bo", *kind, None, None, None, "id-bo"),
    ]


def test_with_details_a_method_without_details_is_a_row() -> None:
    card = person("card", "certificateBasedAuthentication", "passKeyDeviceBoundAuthenticator")
    card.method_details = (MethodDetail("passKeyDeviceBound", "k1", "P…", STARTED, None),)
    methods, _ = laid_out(card, columns=(*CLASSIC, *DETAILS))
    assert [(row[2], row[7]) for row in methods] == [
        ("passKeyDeviceBound", "P…"),
        ("certificateBasedAuthentication", None),
    ]


def test_an_admin_by_a_role_only_is_an_admin_on_every_sheet() -> None:
    boss = person("boss", roles=ADMINISTRATOR)
    layout = AccountLayout([ACCOUNT_COLUMN_BY_KEY["isAdmin"]], str)
    assert dict(layout.rows([boss])) == {0: [[True]]}
    _, lists = laid_out(boss)
    assert lists["NotRegistered"][0][2] is True
    assert names(lists["Admins"]) == ["boss"]


def test_the_capable_accounts_are_not_known_without_the_report() -> None:
    counts = a_count(Counts, listed=5, situations={Situation(UNKNOWN, Strength.UNKNOWN, None): 5})
    figures = section(closing(counts), "Summary", "Figures")
    assert [row[1:3] for row in figures if row[0] == "MFA capable"] == [("not known", None)]
    assert account_run_facts(run(counts))["counts"]["capable"] is None  # type: ignore[index]


def test_the_figures_of_the_summary() -> None:
    figures = section(closing(COUNTS), "Summary", "Figures")
    assert [row[:3] for row in figures] == [
        ("Accounts listed", 250, None),
        ("In scope", 200, Share(0.8)),
        ("Registered", 150, Share(0.75)),
        ("Not registered", 40, Share(0.2)),
        ("Unknown", 10, Share(0.05)),
        ("MFA capable", 140, Share(140 / 190)),
        ("Phone is the only method", 25, Share(0.125)),
        ("With a phishing-resistant method", 50, Share(0.25)),
        ("Strength unknown", 7, Share(0.035)),
        ("Blocked accounts", 13, Share(0.052)),
        ("Admins", 8, None),
        ("Admins not registered", 2, Share(0.25)),
        ("Admins, registration unknown", 1, Share(0.125)),
        ("Admins without a phishing-resistant method", 5, Share(0.625)),
        ("Admins with a phone only", 1, Share(0.125)),
        ("Admin or not is unknown", 4, None),
    ]
    assert figures[6][3] == (
        "Microsoft's text messages and calls end on 2027-02-01 in the public cloud."
    )


def test_the_charts_are_of_registration_and_methods() -> None:
    parts = page(closing(COUNTS), "Summary").sections
    charts = [(part, part.chart) for part in parts if part.chart]
    drawn = [
        (chart.title, [row[:2] for row in part.rows[chart.first :][: chart.bars]])
        for part, chart in charts
    ]
    by_registration = [("Registered", 150), ("Not registered", 40), ("Unknown", 10)]
    by_method = [("Mobile phone", 60), ("FIDO2 security key", 20), ("holographicBadge", 1)]
    assert drawn == [
        ("Accounts in scope by registration", by_registration),
        ("Accounts in scope by method", by_method),
    ]


def test_the_number_of_admins_is_not_known_without_a_source() -> None:
    counts = a_count(Counts, listed=5, situations={Situation(NO, Strength.NONE, None): 5})
    figures = section(closing(counts), "Summary", "Figures")
    why = "Neither the registration report nor the directory roles could be read whole."
    admins = [row for row in figures if "Admin" in str(row[0])]
    assert admins == [("Admins", "not known", None, why)]


def test_the_facts_of_the_run_in_the_summary() -> None:
    facts = section(closing(COUNTS), "Summary", "This run")
    assert {row[0]: row[1] for row in facts} == {
        "Tenant": "Contoso",
        "Tenant id": "c0a7",
        "Cloud": "global",
        "Program": "mfa-audit 1.2.3",
        "Signed in as": "auditor@contoso.example",
        "Permissions needed": "User.Read.All, AuditLog.Read.All",
        "Definition of registered": "entra: Graph's isMfaRegistered where the registration report "
        "has the account, otherwise any method that counts as MFA",
        "Accounts chosen": "--exclude guests",
        "Started (UTC)": STARTED,
        "Finished (UTC)": STARTED,
        "Registration report refreshed": "no time told: the accounts were read one by one",
        "Requests made": "5 (1 of them again)",
        "About MFA Status": "MFA Status is the per-user state only. Disabled does not mean that "
        "there is no MFA: Conditional Access and security defaults require it without changing "
        "this state.",
        "Note": "accounts listed twice and counted once: 2",
    }


def test_a_gap_is_on_the_first_sheet_with_its_cost_and_remedy() -> None:
    reason, remedy = "Graph refused.", "Grant AuditLog.Read.All."
    gap = Gap("registration report", reason, remedy, 190, "Denied", whole=True)
    end = closing(COUNTS, [gap])
    assert page(end, "Summary").lead == ("With gaps: 1. What each costs is told below.",)
    text = (
        "Graph refused. (Denied)\nWithout it: every account is read one by one; which are admins "
        "is told by the directory roles alone.\nGrant AuditLog.Read.All."
    )
    assert section(end, "Summary", "Gaps") == [("registration report", 190, text)]


def test_without_a_gap_the_summary_says_so() -> None:
    end, every = closing(COUNTS), "Every source answered for every account."
    assert page(end, "Summary").lead == ("Complete: every source answered for every account.",)
    assert section(end, "Summary", "Gaps") == [("none", 0, every)]


def test_the_population_adds_up() -> None:
    def numbers(title: str) -> list[Row]:
        return [row[:2] for row in section(closing(COUNTS), "Population", title)]

    assert numbers("All accounts listed") == [
        *(("In scope", 200), ("Left out: blocked", 0), ("Left out: guests", 30)),
        *(("Left out: unlicensed", 18), ("Left out: service", 0), ("Left out: future hires", 0)),
        *(("Left out: not selected", 0), ("Deleted meanwhile", 2), ("Accounts listed", 250)),
        ("Check", Check(8, 8, "adds up", "DOES NOT ADD UP")),
    ]
    assert numbers("Those in scope, by kind") == [
        *(("Ordinary accounts", 187), ("Blocked accounts", 13), ("Guests", 0)),
        *(("Unlicensed accounts", 0), ("Service accounts", 0), ("Future hires", 0)),
        *(("In scope", 200), ("Check", Check(6, 6, "adds up", "DOES NOT ADD UP"))),
    ]
    assert numbers("Those in scope, by registration") == [
        *(("Registered", 150), ("Not registered", 40), ("Unknown", 10)),
        *(("In scope", 200), ("Check", Check(3, 3, "adds up", "DOES NOT ADD UP"))),
    ]


def test_about_has_the_sources_and_the_digest_of_the_rows() -> None:
    end = closing(COUNTS)
    assert page(end, "About").lead[:2] == (
        "Written by mfa-audit 1.2.3, which only reads.",
        f"SHA-256 of the rows of Accounts: {DIGEST}",
    )
    registration = "v1.0 /reports/authenticationMethods/userRegistrationDetails"
    answers = "who has registered, with which methods"
    assert section(end, "About", "Sources") == [
        ("users", "v1.0 /users", "the accounts and their properties", "User.Read.All"),
        ("registration report", registration, answers, "AuditLog.Read.All"),
    ]
    requests = section(end, "About", "Requests made")
    assert requests == [("directory", 3, 1, 0.5), ("reports", 2, 0, 0.0)]
    assert [row[0] for row in section(end, "About", "Definitions")] == ["entra", "msonline"]
    columns = section(end, "About", "Columns")
    meaning = "The name the person signs in with; guests carry #EXT#."
    assert columns[0] == ("UserPrincipalName", "userPrincipalName", meaning, "v1.0 /users")
    assert len(columns) == len(FULL)


def test_a_list_has_accounts_and_about_only() -> None:
    layout = AccountLayout(CLASSIC, str)
    assert [table.name for table in layout.tables] == ["Accounts"]
    assert [number for number, _ in layout.rows([person("ada")])] == [0]
    end = layout.closing(Audit(run(COUNTS), []), Provenance((), DIGEST))
    assert (end.front, [sheet.title for sheet in end.back]) == ([], ["About"])


def test_programs_read_facts_and_people_read_words() -> None:
    keys = ("perUserMfaState", "mfaMethods", "roles", "registered")
    columns = [ACCOUNT_COLUMN_BY_KEY[key] for key in keys]
    account = Account("1", "ada@contoso.example", per_user_mfa_state="enforced")
    record = judged(account=account)
    for_programs = dict(AccountLayout(columns, str, for_programs=True).rows([record]))[0]
    assert for_programs == [["enforced", None, None, None]]
    for_people = dict(AccountLayout(columns, str).rows([record]))[0]
    assert for_people == [["Enforced", "Unknown", "Unknown", None]]


def test_the_reason_keeps_what_varies_in_it() -> None:
    record = judged(None, MethodsRead(("badge",)))
    layout = AccountLayout([ACCOUNT_COLUMN_BY_KEY["registeredReason"]], str)
    (row,) = dict(layout.rows([record]))[0]
    assert row == ["its only candidates are methods of a kind this version does not know: badge"]
