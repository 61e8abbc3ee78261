"""`explain` and `columns`: what codes, columns and figures mean, literally."""

import csv
import json

import pytest

from mfa_audit.domain.codes import CALL_RESULTS, ERROR_CODES
from mfa_audit.domain.mfa_results import REASONS
from mfa_audit.reports.account_columns import ACCOUNT_COLUMNS
from tests.cli.program import call

NOTE = (
    "\nCall results stand only in downloaded activity reports: today's sign-in logs of Entra do "
    "not\ncontain them.\n"
)


def test_a_call_result() -> None:
    done = call("explain", "failed_phone_busy")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "FAILED_PHONE_BUSY  Auth Already In Progress  [denied]\n"
        "    Another authentication of this user was still under way; often a RADIUS client that "
        "asks\n"
        "    several times during one sign-on.\n"
        "    What to do: Wait a moment, then ask once: give a RADIUS client a longer timeout and\n"
        "    fewer retries.\n" + NOTE
    )


POLICY = (
    "AADSTS53003  BlockedByConditionalAccess\n"
    "    Blocked by a Conditional Access policy.\n"
    "    What to do: Look at the Conditional Access policies of this sign-in.\n"
)
DECLINED = (
    "declined  user declined the authentication  [denied]\n"
    "    What to do: Ask whether the person was signing in. If so, try again; if not, somebody\n"
    "    else knows the password: change it.\n"
)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["53003"], POLICY),
        (["AADSTS53003"], POLICY),
        (["aadsts 53003"], POLICY),
        (["declined"], DECLINED),
        (["MFA denied; user declined the authentication"], DECLINED),
        # Without quotes around it; one of the words is a key by itself.
        (["user", "declined", "the", "authentication"], DECLINED),
    ],
)
def test_an_error_code_and_a_result_text(words: list[str], text: str) -> None:
    assert call("explain", *words).stdout == text


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["500121"], "AADSTS500121"),
        (["Mobile", "App", "Denied"], "FAILED_PHONE_APP_DENIED  Mobile App Denied  [denied]"),
    ],
)
def test_a_code_without_a_name_and_a_description_without_quotes(
    words: list[str], line: str
) -> None:
    assert call("explain", *words).stdout.splitlines()[0] == line


def test_several_in_the_order_in_which_they_were_named() -> None:
    done = call("explain", "50076", "CONFIG_ISSUE", "declined")
    assert [line for line in done.stdout.splitlines() if line and line[0] != " "][:3] == [
        "AADSTS50076  UserStrongAuthClientAuthNRequired",
        "CONFIG_ISSUE  Phone Unreachable  [fault]",
        "declined  user declined the authentication  [denied]",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            "FAILED_PHONE_APP_DENIED  Mobile App Denied  [nekad]\n"
            "    Användaren tryckte på Neka i mobilappen.\n"
            "    Att göra: Fråga om personen loggade in. I så fall, försök igen; om inte kan någon "
            "annan\n    lösenordet: byt det.\n"
            "\nSamtalsresultat finns bara i nedladdade aktivitetsrapporter: dagens "
            "inloggningsloggar i\nEntra innehåller dem inte.\n",
        ),
        (
            "nl",
            "FAILED_PHONE_APP_DENIED  Mobile App Denied  [geweigerd]\n"
            "    De gebruiker heeft in de mobiele app op Weigeren gedrukt.\n"
            "    Wat te doen: Vraag of de persoon zich aanmeldde. Zo ja, probeer het opnieuw; zo "
            "nee, dan\n    kent iemand anders het wachtwoord: wijzig het.\n"
            "\nOproepresultaten staan alleen in gedownloade activiteitenrapporten: de huidige\n"
            "aanmeldingslogboeken van Entra bevatten ze niet.\n",
        ),
    ],
)
def test_in_another_language(language: str, text: str) -> None:
    assert call("explain", "FAILED_PHONE_APP_DENIED", "--lang", language).stdout == text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["FAILED_PHONE_BUSSY"],
            "Not known: FAILED_PHONE_BUSSY.\n"
            "Nearest to FAILED_PHONE_BUSSY: FAILED_PHONE_BUSY, FAILED_PHONE_APP_NO_RESPONSE, "
            "FAILED_PHONE_APP_DENIED.\n"
            "`mfa-audit explain --all` lists everything.\n",
        ),
        (
            ["50076", "AADSTS53011", "zz"],
            "Not known: AADSTS53011, zz.\n"
            "Nearest to AADSTS53011: AADSTS53010, AADSTS53004, AADSTS53003.\n"
            "`mfa-audit explain --all` lists everything.\n",
        ),
        # Nor is the known one explained: it could be taken for all of it.
        (
            ["50076", "user", "is", "blocked"],
            "Not known: user, is.\n`mfa-audit explain --all` lists everything.\n",
        ),
        (
            ["user", "declines", "the", "authentication"],
            "Not known: user declines the authentication.\n"
            "Nearest to user declines the authentication: user declined the authentication, "
            "invalid authentication, duplicate authentication attempt.\n"
            "`mfa-audit explain --all` lists everything.\n",
        ),
        ([], "Name one code or more, or --all.\nFor example: AADSTS50076\n"),
        (["50076", "--all"], "Name one code or more, or --all.\nFor example: AADSTS50076\n"),
        (["50076", "--format", "xlsx"], "An explanation is text.\n--format csv or json.\n"),
    ],
)
def test_what_is_unknown_is_an_error(words: list[str], message: str) -> None:
    done = call("explain", *words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {message}")


def test_all_of_it_under_three_titles() -> None:
    lines = call("explain", "--all").stdout.splitlines()
    assert lines[:2] == [
        "Call results of the retired MFA activity report",
        "SUCCESS_WITH_PIN  PIN Entered  [unknown]",
    ]
    entries = [line for line in lines if line and line[0] != " "]
    known = (*CALL_RESULTS, *ERROR_CODES, *REASONS)
    # Three titles, and the note of two lines.
    assert len(entries) == len(known) + 3 + 2
    codes = lines.index("AADSTS codes of sign-ins")
    first = ["", "AADSTS codes of sign-ins", "AADSTS0", "    The sign-in succeeded."]
    assert lines[codes - 1 : codes + 3] == first
    texts = lines.index("Result texts of the sign-in log")
    assert lines[texts + 1] == "completed-in-the-cloud  completed in the cloud  [satisfied]"


def test_for_programs() -> None:
    keys = ["kind", "code", "name", "outcome", "meaning", "remedy"]
    denied = "Användaren tryckte på Neka i mobilappen."
    ask = (
        "Fråga om personen loggade in. I så fall, försök igen; om inte kan någon annan lösenordet: "
        "byt det."
    )
    failed = "MFA begärdes och misslyckades; inloggningens detaljer säger varför."
    retry = "Låt personen försöka igen, eller med en annan metod."
    rows = [
        ("call result", "FAILED_PHONE_APP_DENIED", "Mobile App Denied", "denied", denied, ask),
        ("AADSTS code", "AADSTS500121", "", "", failed, retry),
    ]
    done = call("explain", "FAILED_PHONE_APP_DENIED", "500121", "--format", "json", "--lang", "sv")
    assert json.loads(done.stdout) == [dict(zip(keys, row, strict=True)) for row in rows]
    table = list(csv.reader(call("explain", "--all", "--format", "csv").stdout.splitlines()))
    assert (table[0], len(table)) == (keys, 1 + len(CALL_RESULTS) + len(ERROR_CODES) + len(REASONS))
    used = "verification code already used once"
    remedy = (
        "Have the person try again with a new code; where it happens often, set the token or the "
        "phone to the right time."
    )
    assert table[-1] == ["result text", "code-already-used", used, "denied", used, remedy]


def test_the_dictionary_explains_every_column() -> None:
    text = call("columns").stdout
    assert text.startswith(
        "userPrincipalName  [UserPrincipalName]\n"
        "    The name the person signs in with; guests carry #EXT#.\n"
        "    from v1.0 /users\n"
    )
    document = json.loads(call("columns", "--format", "json").stdout)
    assert list(document[0]) == ["key", "header", "meaning", "source"]
    assert [row["key"] for row in document] == [column.key for column in ACCOUNT_COLUMNS]
    table = list(csv.reader(call("columns", "--format", "csv").stdout.splitlines()))
    assert table[0] == ["key", "header", "meaning", "source"]
    assert len(table) == 1 + len(document)
    assert all(all(row) for row in table)


@pytest.mark.parametrize(
    ("of", "number", "first"),
    [
        ("sign-ins", 34, ("createdDateTime", "Time (UTC)", "beta /auditLogs/signIns")),
        ("steps", 9, ("id", "Sign-in Id", "beta /auditLogs/signIns")),
        ("policies", 9, ("id", "Sign-in Id", "beta /auditLogs/signIns")),
        ("history", 13, ("activityDateTime", "Time (UTC)", "v1.0 /auditLogs/directoryAudits")),
        ("on-premises", 11, ("component", "Component", "beta /auditLogs/signIns")),
    ],
)
def test_the_columns_of_logs_are_explained(
    of: str, number: int, first: tuple[str, str, str]
) -> None:
    rows = json.loads(call("columns", "--of", of, "--format", "json").stdout)
    assert (rows[0]["key"], rows[0]["header"], rows[0]["source"]) == first
    assert len(rows) == number
    assert all(row["meaning"] for row in rows)


def test_the_figures_are_listed_for_people_and_for_programs() -> None:
    assert call("columns", "--figures").stdout.startswith(
        "accounts\n    Every account that Graph lists.\nin_scope  [% of accounts]\n"
    )
    document = json.loads(call("columns", "--figures", "--format", "json").stdout)
    figure = {"figure": "unregistered", "meaning": "Not registered for MFA.", "partOf": "in_scope"}
    assert document[4] == figure
    table = call("columns", "--figures", "--format", "csv").stdout.splitlines()
    assert table[:2] == [
        '"figure","meaning","partOf"',
        '"accounts","Every account that Graph lists.",""',
    ]


@pytest.mark.parametrize("figures", [(), ("--figures",)])
def test_columns_are_text(figures: tuple[str, ...]) -> None:
    done = call("columns", *figures, "--format", "xlsx")
    message = "error: The dictionary is text.\n--format csv or json.\n"
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", message)
