"""The cells of any report, in any language, read back as facts."""

import itertools

import pytest

from mfa_audit.domain.changes import Facts
from mfa_audit.domain.methods import Strength
from mfa_audit.domain.registration import Registered
from mfa_audit.errors import UsageError
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS
from mfa_audit.reports.language import Language, words_of
from mfa_audit.reports.read_back import ReportRows, sheet_titles
from mfa_audit.reports.tables import Value

YES, NO, UNKNOWN = Registered.YES, Registered.NO, Registered.UNKNOWN
CLASSIC = ("UserPrincipalName", "MFA Status", "MFA Methods")


def facts(headers: tuple[str, ...], *cells: Value) -> Facts:
    """The facts of one row."""
    ((_, _, facts_of_row),) = ReportRows(headers, "file").accounts([cells])
    return facts_of_row


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Disabled", ""), Facts(None, NO, Strength.NONE, (), "disabled")),
        (
            ("Enforced", "PhoneAppNotification; PhoneAppOTP"),
            Facts(None, YES, Strength.APP, ("PhoneAppNotification", "PhoneAppOTP"), "enforced"),
        ),
        (
            ("Tvingande", "OneWaySMS; TwoWayVoiceMobile"),
            Facts(None, YES, Strength.PHONE, ("OneWaySMS", "TwoWayVoiceMobile"), "enforced"),
        ),
        (("Ingeschakeld", "Onbekend"), Facts(None, UNKNOWN, state="enabled")),
        (("Unknown", "Okänt"), Facts(None, UNKNOWN)),
        (("MFA Capable", "badge"), Facts(None, UNKNOWN, methods=("badge",))),
    ],
)
def test_the_classic_columns(cells: tuple[str, str], expected: Facts) -> None:
    assert facts(CLASSIC, "a@x", *cells) == expected


@pytest.mark.parametrize("methods", ["System.Object[]", "OneWaySMS"])
def test_methods_that_only_msonline_wrote(methods: str) -> None:
    rows = ReportRows(CLASSIC, "file")
    ((_, _, read),) = rows.accounts([["a@x", "Disabled", methods]])
    assert rows.msonline
    assert read.by_methods is YES
    assert (read.methods is None) == (methods == "System.Object[]")


ROLES = ("Global Reader", "User Administrator")
FULL = ("Registrerad för MFA", "Styrka", "Administratör", "Katalogroller", "Konto aktiverat")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ("SANT", "nätfiskeresistent", "FALSKT", "", "SANT"),
            Facts(YES, None, Strength.PHISHING_RESISTANT, None, None, False, (), True),
        ),
        (
            ("FALSKT", "ingen", "", "Okänt", "FALSKT"),
            Facts(NO, None, Strength.NONE, None, None, None, None, False),
        ),
        (
            (True, "app", True, "Global Reader; User Administrator", False),
            Facts(YES, None, Strength.APP, None, None, True, ROLES, False),
        ),
        (("", "okänd", "", "Okänt", ""), Facts(UNKNOWN)),
        ((None, None, None, None, None), Facts(UNKNOWN)),
    ],
)
def test_more_columns(cells: tuple[Value, ...], expected: Facts) -> None:
    assert facts(("UserPrincipalName", *FULL), "a@x", *cells) == expected


def test_what_is_known_depends_on_the_columns() -> None:
    # Registered, with no method that could say how well; and a verdict that is not known.
    headers = ("userPrincipalName", "registered", "mfaMethods")
    assert facts(headers, "a@x", True, ()).strength is Strength.UNKNOWN
    assert facts(headers, "a@x", None, ("PhoneAppOTP",)).strength is Strength.UNKNOWN
    # Graph's own methods, where an empty cell may be none as well as unknown.
    graph = ("userPrincipalName", "isMfaRegistered", "methodsRegistered")
    read = facts(graph, "a@x", "true", "mobilePhone; email")
    assert read == Facts(YES, YES, Strength.PHONE, ("mobilePhone", "email"))
    assert facts(graph, "a@x", "unknown", "unknown") == Facts()
    assert facts(graph, "a@x", "", "") == Facts()


def test_names_and_ids() -> None:
    headers = ("Object-id", "UserPrincipalName")
    rows = ReportRows(headers, "file", lambda text: text.removeprefix("'"))
    assert rows.ids
    read = rows.accounts([["1", "'=a@x"], ["", "o'b@x"], ["2", ""], ["", ""]])
    assert [(name, id) for name, id, _ in read] == [("=a@x", "1"), ("o'b@x", ""), ("", "2")]
    only_ids = ReportRows(("id",), "file")
    assert [name for name, _, _ in only_ids.accounts([["1"]])] == ["1"]


def test_equal_rows_of_two_reports_share_one_object() -> None:
    row = ["a@x", "Disabled", "PhoneAppOTP"]
    first, second = (next(ReportRows(CLASSIC, "file").accounts([row]))[2] for _ in "ab")
    assert first is second


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        (("Name", "Mail"), "its columns begin with Name, Mail"),
        (("UserPrincipalName", "App"), "it has a column App"),
        (("Change", "UserPrincipalName", "Before", "Admin"), "it has a column Change"),
    ],
)
def test_a_file_that_is_no_report(headers: tuple[str, ...], error: str) -> None:
    with pytest.raises(UsageError, match=error):
        ReportRows(headers, "file.csv")


def test_every_header_means_one_column_in_every_language() -> None:
    meant: dict[str, str] = {}
    for column, language in itertools.product(ACCOUNT_COLUMNS, Language):
        header = words_of(language)(column.header).casefold()
        assert meant.setdefault(header, column.key) == column.key
    assert sheet_titles() == ["Accounts", "Konton"]
