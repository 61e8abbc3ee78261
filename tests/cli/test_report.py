"""The commands on the demo tenant: stdout, stderr, files and exit codes, literally."""

import csv
import hashlib
import json
import logging
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mfa_audit.cli.options import seconds
from mfa_audit.graph.demo.contoso import people
from tests.cli.program import call

GAP_OF_KIND = """\
holographicBadge is a kind of method that this version does not know [1 account]
     It is shown under Graph's name and makes nobody registered; update mfa-audit.
"""


def test_registered_prints_one_upn_a_line_in_order_and_nothing_else_on_stdout() -> None:
    done = call("registered", "--demo")
    assert done.exit_code == 3
    lines = done.stdout.splitlines()
    assert len(lines) == 186
    assert lines[:4] == [
        "adele.andrews@contoso.example",
        "adele.berger@contoso.example",
        "adele.cline@contoso.example",
        "adele.deyoung@contoso.example",
    ]
    assert lines == sorted(lines, key=str.casefold)
    assert "anna_fabrikam.example#EXT#@contoso.example" in lines
    assert "old.admin@contoso.example" not in lines  # blocked


def test_unregistered_prints_those_who_have_nothing_that_counts() -> None:
    lines = call("unregistered", "--demo").stdout.splitlines()
    assert len(lines) == 52
    named = {line.partition("@")[0] for line in lines}
    assert {
        "nestor.admin",
        "patti.admin",
        "newcomer",
        "email.only",
        "questions",
        "frontline",
    } <= named
    assert "left.legal" not in named  # blocked
    assert "hologram" not in named  # has the app as well


def test_the_2018_edition_of_the_query_takes_blocked_accounts_in() -> None:
    with_blocked = set(call("registered", "--demo", "--include-blocked").stdout.splitlines())
    without = set(call("registered", "--demo").stdout.splitlines())
    assert without < with_blocked
    assert len(with_blocked) == 194
    assert "left.sales@contoso.example" in with_blocked - without
    assert len(call("unregistered", "--demo", "--include-blocked").stdout.splitlines()) == 55


def test_the_msonline_definition_says_what_the_old_query_said() -> None:
    lines = call("registered", "--demo", "--definition", "msonline").stdout.splitlines()
    named = {line.partition("@")[0] for line in lines}
    assert "alternate" in named
    assert not named & {"token", "passkey", "hello", "smartcard", "external", "fido2.old"}


def test_the_summary_goes_to_stderr() -> None:
    lines = call("registered", "--demo").stderr.splitlines()
    assert lines[:9] == [
        "Contoso: registered for MFA, by the entra definition",
        "  accounts               250",
        "  registered             186",
        "  not registered          52",
        "  unknown                  0",
        "  left out (blocked)      12",
        "  blocked accounts        12",
        "  admins not registered    2",
        "  requests made          7",
    ]
    assert lines[9].startswith("  time                   ")
    assert lines[10] == "gaps: this is what the report does not know"
    assert "\n".join(lines[11:]) + "\n" == "  1. method table: " + GAP_OF_KIND


def test_quiet_says_only_what_is_missing() -> None:
    done = call("registered", "--demo", "--quiet")
    assert done.exit_code == 3
    assert done.stderr == (
        "gaps: this is what the report does not know\n  1. method table: " + GAP_OF_KIND
    )


def test_the_documented_export_to_the_byte() -> None:
    done = call("report", "--demo")
    assert done.exit_code == 3
    assert done.stdout == ""
    assert "written: " in done.stderr
    data = Path("MFA_Report.csv").read_bytes()
    assert data.startswith(
        b'\xef\xbb\xbf"UserPrincipalName","MFA Status","MFA Methods"\r\n'
        b'"admin@contoso.example","Enforced","PhoneAppNotification; fido2SecurityKey"\r\n'
        b'"priya.admin@contoso.example","Enforced","OneWaySMS; TwoWayVoiceMobile"\r\n'
        b'"nestor.admin@contoso.example","Enabled",""\r\n'
        b'"patti.admin@contoso.example","Disabled",""\r\n'
        b'"alternate@contoso.example","Disabled",'
        b'"OneWaySMS; TwoWayVoiceMobile; TwoWayVoiceAlternateMobile"\r\n'
        b'"office@contoso.example","Disabled","TwoWayVoiceOffice"\r\n'
        b'"token@contoso.example","Disabled","hardwareOneTimePasscode"\r\n'
    )
    lines = data.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 252  # header, 250 accounts, the end of the last line
    assert lines[-1] == ""
    assert '"sealed@contoso.example","Disabled","Unknown"' in lines
    assert '"left.sales@contoso.example","Disabled","PhoneAppNotification; PhoneAppOTP"' in lines


def test_the_whole_demo_tenant_to_the_byte() -> None:
    call("report", "--demo")
    expected = Path(__file__).parent.parent / "data" / "MFA_Report.csv"
    assert Path("MFA_Report.csv").read_bytes() == expected.read_bytes()


def rows(path: Path) -> dict[str, dict[str, str]]:
    """A CSV's rows by the name before the @."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["UserPrincipalName"].split("@")[0]: row for row in csv.DictReader(file)}


def test_every_kind_of_method_is_shown_under_its_old_name_or_graphs() -> None:
    call("report", "--demo")
    shown = {name: row["MFA Methods"] for name, row in rows(Path("MFA_Report.csv")).items()}
    expected = {
        "passwordless": "microsoftAuthenticatorPasswordless",
        "passkey": "passKeyDeviceBound",
        "passkey.app": "passKeyDeviceBoundAuthenticator",
        "passkey.hello": "passKeyDeviceBoundWindowsHello",
        "passkey.synced": "passKeySynced",
        "fido2.old": "fido2",
        "hello": "windowsHelloForBusiness",
        "mac": "macOsSecureEnclaveKey",
        "smartcard": "certificateBasedAuthentication",
        "external": "externalAuthMethod",
        "newcomer": "",
        "email.only": "",
        "questions": "",
        "frontline": "",
        "hologram": "PhoneAppNotification; holographicBadge",
        "old.admin": "windowsHelloForBusiness",
    }
    assert {name: shown[name] for name in expected} == expected


def test_all_columns_follow_the_three() -> None:
    call("report", "--demo", "--columns", "full")
    people = rows(Path("MFA_Report.csv"))
    assert list(people["admin"])[:5] == [
        "UserPrincipalName",
        "MFA Status",
        "MFA Methods",
        "Display Name",
        "Registered for MFA",
    ]
    assert people["formula"]["Display Name"] == "'=cmd|'/C calc'!A0"
    assert people["plus"]["Display Name"] == "'+46 8 123 456"
    assert people["sato"]["Display Name"] == "佐藤 花子"
    assert people["layla"]["Display Name"] == "ليلى حسن"
    assert len(people["long"]["Display Name"]) == 256
    assert people["sealed"]["Registered for MFA"] == ""
    assert people["sealed"]["Reason"] == (
        "Graph refused to show the authentication methods of this account"
    )
    assert people["left.legal"]["Source"] == "beta /users/{id}/authentication/methods"
    # Blocked, so the report tells nothing; the roles do.
    assert people["left.legal"]["Admin"] == "False"
    assert people["old.admin"]["Admin"] == "True"
    assert people["nestor.admin"]["Admin"] == "True"


def test_chosen_columns_by_key_in_the_chosen_order() -> None:
    call("report", "--demo", "--columns", "department,userprincipalname,department")
    first = Path("MFA_Report.csv").read_text(encoding="utf-8-sig").splitlines()[:2]
    assert first == ['"Department","UserPrincipalName"', '"IT","admin@contoso.example"']


def test_exclude_blocked() -> None:
    call("report", "--demo", "--exclude-blocked")
    people = rows(Path("MFA_Report.csv"))
    assert len(people) == 238
    assert "sealed" not in people


def test_json_has_graphs_keys_and_ours_beside_them() -> None:
    call("report", "--demo", "-o", "r.json")
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema", "run", "gaps", "accounts"]
    assert document["schema"] == "mfa-audit/registration/v1"
    assert document["run"]["counts"] == {
        "listed": 250,
        "inScope": 250,
        "registered": 194,
        "notRegistered": 55,
        "unknown": 1,
        "vanished": 0,
        "leftOut": 0,
        "leftOutBy": {},
        "blocked": 12,
        "capable": 186,
        "phoneOnly": 48,
        "phishingResistant": 52,
        "strengths": {"phishing-resistant": 52, "phone": 48, "none": 55, "unknown": 2, "app": 93},
        "methods": document["run"]["counts"]["methods"],
        "admins": 5,
        "adminsNotRegistered": 2,
        "adminsUnknown": 0,
        "adminsPhishingResistant": 2,
        "adminsPhoneOnly": 1,
        "adminsUntold": 0,
    }
    assert document["run"]["counts"]["methods"]["mobilePhone"] == 91
    people = {a["userPrincipalName"].split("@")[0]: a for a in document["accounts"]}
    admin = people["admin"]
    assert admin["perUserMfaState"] == "enforced"
    assert admin["registered"] is True
    assert admin["methods"] == ["fido2SecurityKey", "microsoftAuthenticatorPush"]
    assert admin["msonlineMethods"] == ["PhoneAppNotification"]
    assert admin["createdDateTime"] == "2021-03-15T08:30:00Z"
    assert people["sealed"]["registered"] is None
    assert people["sealed"]["methods"] is None
    assert people["sealed"]["registeredSource"] is None
    assert people["formula"]["displayName"] == "=cmd|'/C calc'!A0"
    assert [(gap["source"], gap["accounts"]) for gap in document["gaps"]] == [
        ("authentication methods", 1),
        ("method table", 1),
    ]


def test_the_workbook_has_everybody_and_explains_itself() -> None:
    call("report", "--demo", "-o", "r.xlsx")
    book = load_workbook("r.xlsx")
    sheet = book["Accounts"]
    assert sheet.max_row == 251
    assert sheet.tables["Accounts"].ref == "A1:AF251"
    headers = [cell.value for cell in sheet[1]]
    name = headers.index("Display Name")
    hostile = [row[name] for row in sheet.iter_rows() if str(row[name].value).startswith("=")]
    assert [(cell.value, cell.data_type) for cell in hostile] == [("=cmd|'/C calc'!A0", "s")]
    about = {row[0].value: row[1].value for row in book["Summary"].iter_rows() if row[0].value}
    assert about["Tenant"] == "Contoso"
    assert about["Accounts listed"] == 250
    assert about["Definition of registered"] == (
        "entra: Graph's isMfaRegistered where the registration report has the account, otherwise "
        "any method that counts as MFA"
    )
    assert about["Signed in as"] == "nobody (demo tenant)"
    assert book.sheetnames == [
        *("Summary", "Not registered", "Admins", "Accounts", "Methods", "Population", "About")
    ]
    assert [cell.value for cell in book["Admins"]["A"]] == [
        "UserPrincipalName",
        "nestor.admin@contoso.example",
        "patti.admin@contoso.example",
        "priya.admin@contoso.example",
        "admin@contoso.example",
        "old.admin@contoso.example",
    ]
    assert [cell.value for cell in book["Admins"]["C"]][1:4] == [
        "Exchange Administrator",
        "Helpdesk Administrator; User Administrator (scoped)",
        "Helpdesk Administrator",
    ]
    assert book["Not registered"].max_row == 56
    assert book["Not registered"]["A2"].value == "nestor.admin@contoso.example"


def test_the_hash_of_the_rows_is_that_of_the_csv() -> None:
    for language in ("en", "nl"):
        call("report", "--demo", "-o", "r.xlsx", "--lang", language)
        call("report", "--demo", "-o", "r.csv", "--lang", language, "--columns", "full")
        lead = load_workbook("r.xlsx").worksheets[-1]["A3"].value
        assert isinstance(lead, str)
        assert lead.rpartition(" ")[2] == hashlib.sha256(Path("r.csv").read_bytes()).hexdigest()


def test_a_report_in_swedish() -> None:
    call("report", "--demo", "-o", "r.xlsx", "--lang", "sv")
    book = load_workbook("r.xlsx")
    assert book.sheetnames == [
        "Sammanfattning",
        "Inte registrerade",
        "Administratörer",
        "Konton",
        "Metoder",
        "Population",
        "Om",
    ]
    assert book["Konton"].tables["Accounts"].column_names[1] == "MFA-status"
    assert book["Konton"]["B2"].value == "Tvingande"
    call("report", "--demo", "-o", "r.csv", "--lang", "sv", "--delimiter", ";")
    lines = Path("r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == [
        '"UserPrincipalName";"MFA-status";"MFA-metoder"',
        '"admin@contoso.example";"Tvingande";"PhoneAppNotification; fido2SecurityKey"',
    ]
    # What programs read is the same in every language.
    call("report", "--demo", "-o", "r.json", "--lang", "sv")
    first = json.loads(Path("r.json").read_text(encoding="utf-8"))["accounts"][0]
    assert (first["perUserMfaState"], first["strength"]) == ("enforced", "phishing-resistant")


def test_csv_for_other_readers() -> None:
    columns = ("--columns", "userPrincipalName,registered")
    done = ("--demo", "-o", "r.csv", *columns, "--delimiter", "tab", "--encoding", "utf-16")
    call("report", *done, "--lang", "nl")
    lines = Path("r.csv").read_text(encoding="utf-16").splitlines()
    assert lines[:2] == [
        '"UserPrincipalName"\t"Geregistreerd voor MFA"',
        '"admin@contoso.example"\t"WAAR"',
    ]
    assert '"nestor.admin@contoso.example"\t"ONWAAR"' in lines
    assert '"sealed@contoso.example"\t""' in lines


def test_columns_of_other_programs_stay_theirs_in_every_language() -> None:
    call("report", "--demo", "-o", "r.csv", "--columns", "msidentitytools", "--lang", "sv")
    lines = Path("r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == [
        '"Name","UserPrincipalName"," ","MFA Status","Authentication Methods","UserId","Notes"',
        '"MOD Administrator","admin@contoso.example","✅","MFA Capable",'
        '"fido2SecurityKey, Microsoft Authenticator","c0a70500-0000-4000-9000-000000000001",""',
    ]
    done = call("report", "--demo", "--columns", "m365,department")
    assert (done.exit_code, done.stderr) == (
        2,
        "error: m365 stands alone: another program's columns, in its order.\n",
    )


def test_who_is_left_out_is_counted_once() -> None:
    done = call("report", "--demo", "-o", "r.xlsx", "--exclude", "unlicensed, Guests,blocked")
    assert "  left out (blocked)      12\n  left out (guests)        3\n" in done.stderr
    sheet = load_workbook("r.xlsx")["Population"]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=15)}
    left_out = {label: rows[label] for label in rows if str(label).startswith("Left out")}
    assert left_out == {
        "Left out: blocked": 12,
        "Left out: guests": 3,
        "Left out: unlicensed": 14,
        "Left out: service": 0,
        "Left out: future hires": 0,
        "Left out: not selected": 0,
    }
    assert (rows["In scope"], rows["Accounts listed"]) == (221, 250)
    assert rows["Check"] == '=IF(SUM(B6:B13)=B14,"adds up","DOES NOT ADD UP")'


def test_a_kind_that_is_none_cannot_be_left_out() -> None:
    done = call("report", "--demo", "--exclude", "guest")
    assert (done.exit_code, done.stderr) == (
        2,
        "error: --exclude: there is no kind 'guest'.\n"
        "Known: blocked, guests, unlicensed, service, future-hires.\n",
    )


def test_only_those_in_a_file() -> None:
    Path("who.txt").write_bytes(
        '# the board\r\n"Nestor.Admin@contoso.example"\r\n\r\nnobody@contoso.example\r\n'
        "c0a70500-0000-4000-9000-000000000001\r\n".encode("utf-16")
    )
    done = call("report", "--demo", "-o", "r.csv", "--only", "who.txt", "-q")
    lines = Path("r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [
        '"admin@contoso.example"',
        '"nestor.admin@contoso.example"',
    ]
    assert done.exit_code == 3
    assert "option --only: 1 of 3 names are no account: nobody@contoso.example" in done.stderr
    assert call("unregistered", "--demo", "--only", "who.txt").stdout == (
        "nestor.admin@contoso.example\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "error: --only: who.txt cannot be read: No such file or directory.\n"),
        (b"\x80", "error: --only: who.txt cannot be read: it is neither UTF-8 nor UTF-16.\n"),
        (b"# none\n", "error: --only: who.txt names nobody.\nOne UPN or object id a line.\n"),
    ],
)
def test_a_file_that_names_nobody(text: bytes | None, message: str) -> None:
    if text is not None:
        Path("who.txt").write_bytes(text)
    done = call("report", "--demo", "--only", "who.txt")
    assert (done.exit_code, done.stderr) == (2, message)


def test_only_the_members_of_a_group() -> None:
    call("report", "--demo", "-o", "r.json", "--only-group", "helpdesk")
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert [a["displayName"] for a in document["accounts"]] == ["Priya Raman", "Patti Fernandez"]
    assert document["run"]["counts"]["leftOutBy"] == {"not-selected": 248}
    assert document["run"]["population"] == ["--only-group helpdesk"]
    done = call("report", "--demo", "--only-group", "No such group")
    assert done.exit_code == 2
    assert "No such group" in done.stderr


def test_last_sign_ins_only_when_asked_for() -> None:
    call("report", "--demo", "-o", "r.json", "--last-sign-in")
    accounts = json.loads(Path("r.json").read_text(encoding="utf-8"))["accounts"]
    assert accounts[0]["lastSignInDateTime"] == "2026-11-20T07:45:00Z"
    call("report", "--demo", "-o", "r.csv", "--last-sign-in")
    header = Path("r.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == (
        '"UserPrincipalName","MFA Status","MFA Methods","Last Sign-In (UTC)",'
        '"Last Non-Interactive Sign-In (UTC)","Last Successful Sign-In (UTC)"'
    )


def test_details_are_masked_in_every_file_unless_asked_for() -> None:
    for name in ("r.csv", "r.json", "r.xlsx"):
        call("report", "--demo", "--details", "-o", name)
    assert "XX XXXXXXX" in Path("r.csv").read_text(encoding="utf-8-sig")
    assert "+46 70" not in Path("r.csv").read_text(encoding="utf-8-sig")
    assert "+46 70" not in Path("r.json").read_text(encoding="utf-8")
    cells = {str(cell.value) for row in load_workbook("r.xlsx")["Methods"].rows for cell in row}
    assert any("XX XXXXXXX" in cell for cell in cells)
    assert not any("+46 70" in cell for cell in cells)
    call("report", "--demo", "--details", "--show-personal-data", "-o", "r.csv")
    assert "+46 70" in Path("r.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("command", ["registered", "unregistered", "report"])
def test_details_asked_for_by_their_column_are_masked_too(command: str) -> None:
    call(command, "--demo", "--columns", "methodDetails", "-o", "r.csv")
    text = Path("r.csv").read_text(encoding="utf-8-sig")
    assert "…" in text
    assert "+46 70" not in text
    assert "private@mail" not in text


def test_a_log_file_names_nobody_but_with_debug() -> None:
    Path("who.txt").write_text("gone@contoso.example\n", encoding="utf-8")
    for options, named in (((), False), (("--debug",), True)):
        done = call("report", "--demo", "--only", "who.txt", "--log-file", "r.log", *options)
        assert "1 of 1 names are no account: gone@contoso.example" in done.stderr
        log = Path("r.log").read_text(encoding="utf-8")
        assert "1 of 1 names are no account" in log
        assert ("gone@contoso.example" in log) is named
        logging.getLogger("mfa_audit").handlers[-1].close()
        Path("r.log").unlink()


def test_pseudonyms_name_nobody_in_any_format() -> None:
    call("config", "new-key", "who.key")
    names = [part for person in people() for part in (person.id, person.upn, person.name)]
    for name in ("r.csv", "r.json", "r.xlsx"):
        options = ("--details", "--last-sign-in", "--columns", "full", "--pseudonymise", "who.key")
        done = call("report", "--demo", *options, "-o", name)
        data = Path(name).read_bytes()
        if name == "r.xlsx":
            with zipfile.ZipFile(name) as package:
                data = b"".join(package.read(part) for part in package.namelist())
        text = data.decode("utf-8-sig")
        assert "user-" in text
        assert not [one for one in names if one in text + done.stderr]
        assert "XX XXXXXXX" not in text
    first = Path("r.json").read_bytes()
    call("report", "--demo", "--details", "--pseudonymise", "who.key", "-o", "again.json")
    accounts = [
        json.loads(data)["accounts"][0] for data in (first, Path("again.json").read_bytes())
    ]
    assert accounts[0]["userPrincipalName"] == accounts[1]["userPrincipalName"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--show-personal-data"],
            "error: --show-personal-data shows what --details reads.\nAdd --details.\n",
        ),
        (
            ["--details", "--show-personal-data", "--pseudonymise", "k"],
            "error: --show-personal-data and --pseudonymise contradict each other.\n",
        ),
    ],
)
def test_options_about_people_that_contradict_each_other(options: list[str], message: str) -> None:
    done = call("report", "--demo", *options)
    assert (done.exit_code, done.stderr) == (2, message)


def test_pseudonyms_need_their_key() -> None:
    done = call("report", "--demo", "--pseudonymise", "no.key")
    assert done.exit_code == 2
    assert "mfa-audit config new-key" in done.stderr


@pytest.mark.parametrize(("command", "number"), [("registered", 186), ("unregistered", 52)])
def test_lists_go_to_files_too(command: str, number: int) -> None:
    done = call(command, "--demo", "-o", "list.csv")
    assert done.stdout == ""
    lines = Path("list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == '"UserPrincipalName"'
    assert len(lines) == number + 1
    assert lines[1:] == sorted(lines[1:], key=str.casefold)


def test_a_format_without_a_file_goes_to_stdout() -> None:
    done = call("unregistered", "--demo", "--format", "json", "--columns", "userPrincipalName")
    document = json.loads(done.stdout)
    assert len(document["accounts"]) == 52
    assert document["accounts"][0] == {"userPrincipalName": "adele.white@contoso.example"}
    out = call("report", "--demo", "-o", "-", "-q")
    assert out.stdout.startswith('\ufeff"UserPrincipalName","MFA Status","MFA Methods"')


def test_the_format_wins_over_the_suffix() -> None:
    call("report", "--demo", "-o", "r.txt", "--format", "csv")
    assert Path("r.txt").read_bytes().startswith(b'\xef\xbb\xbf"UserPrincipalName"')
    call("report", "--demo", "--format", "json")
    assert Path("MFA_Report.json").exists()


def test_options_may_stand_before_the_command() -> None:
    before = call("--demo", "--definition", "msonline", "-q", "registered")
    after = call("registered", "--demo", "--definition", "msonline", "-q")
    assert before.stdout == after.stdout != ""
    both = call("--definition", "msonline", "registered", "--demo", "--definition", "entra", "-q")
    assert both.stdout == call("registered", "--demo", "-q").stdout
    over = call("--definition", "entra", "registered", "--demo", MFA_AUDIT_DEFINITION="msonline")
    assert over.stdout == both.stdout


def test_an_option_can_come_from_the_environment() -> None:
    done = call("registered", "--demo", MFA_AUDIT_DEFINITION="msonline")
    assert done.stderr.startswith("Contoso: registered for MFA, by the msonline definition\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["report", "--demo", "--columns", "department,shoesize,isAdmn"],
            "error: There is no column 'shoesize'.\n`mfa-audit columns` lists them.\n",
        ),
        (
            ["report", "--demo", "--columns", "isAdmn"],
            "error: There is no column 'isAdmn'.\n"
            "Nearest: isAdmin. `mfa-audit columns` lists them.\n",
        ),
        (
            ["report", "--demo", "--columns", ","],
            "error: --columns names no column.\n`mfa-audit columns` lists them.\n",
        ),
        (
            ["report", "--demo", "-o", "r.pdf"],
            "error: r.pdf does not say which format to write.\n"
            "End the name in .csv, .xlsx, .json, .html, or add --format.\n",
        ),
        (
            ["registered", "--demo", "--columns", "full"],
            "error: --columns and --keep are for a file.\nAdd -o FILE.\n",
        ),
        (
            ["registered", "--demo", "--format", "xlsx"],
            "error: A workbook does not go to stdout.\nAdd -o FILE.\n",
        ),
        (
            ["columns", "--format", "xlsx"],
            "error: The dictionary is text.\n--format csv or json.\n",
        ),
    ],
)
def test_a_wrong_call_says_what_is_right(arguments: list[str], message: str) -> None:
    done = call(*arguments)
    assert (done.exit_code, done.stderr, done.stdout) == (2, message, "")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(("text", "wait"), [("90", 90), ("1.5s", 1.5), ("15m", 900), ("2h", 7200)])
def test_a_time_is_read(text: str, wait: float) -> None:
    assert seconds(text) == wait


@pytest.mark.parametrize("text", ["", "m", "5x", "-1", "inf", "nan", "1e9h", "5 m"])
def test_what_is_no_time_is_a_usage_error(text: str) -> None:
    done = call("report", "--demo", "--max-wait", text)
    assert done.exit_code == 2
    assert f"{text!r} is no time like 90s, 15m or 2h." in done.stderr


def test_live_is_told_in_the_summary() -> None:
    done = call("registered", "--demo", "--live")
    assert (
        "  note: asked again one by one (--live): 52 that the report does not register; registered "
        "by now: 0\n"
    ) in done.stderr


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (("report", "--lang", "fr"), "mfa-audit report -h"),
        (("--lang", "fr", "report"), "mfa-audit -h"),
        (("config", "show", "--lang", "fr"), "mfa-audit config show -h"),
    ],
)
def test_a_value_that_cannot_be_is_told_in_plain_words(words: tuple[str, ...], help: str) -> None:
    done = call(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        f"Try '{help}' for help.",
        "",
        "Error: Invalid value for '--lang' (env var: 'MFA_AUDIT_LANG'): 'fr' is not one of 'en', "
        "'sv', 'nl'.",
    ]


def test_nor_does_an_argument_name_a_library() -> None:
    assert call("history", "servers").stderr.endswith(
        "Error: Invalid value for 'kind': 'servers' is not one of 'blocked', 'bypassed', 'fraud', "
        "'registration', 'state'.\n"
    )


def test_an_unknown_cloud_is_a_usage_error() -> None:
    done = call("report", "--cloud", "moon")
    assert done.exit_code == 2
    assert "'moon' is not one of global, usgov, usgov-dod, china." in done.stderr


def test_a_bad_target_is_told_before_the_tenant_is_read(tmp_path: Path) -> None:
    done = call("report", "--demo", "-o", "missing/r.csv", "--debug")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        f"no report was written: The folder {tmp_path / 'missing'} does not exist.",
        "Create it, or name another.",
    ]
    assert "GET /v1.0/users" not in done.stderr


def test_without_a_person_and_without_an_app_it_says_what_to_set() -> None:
    done = call("report")
    assert done.exit_code == 4
    assert done.stderr == (
        "no report was written: Nobody is at a console to sign in, and no app is set up.\n"
        "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH (or "
        "AZURE_CLIENT_SECRET), or choose --auth managed-identity or azure-cli.\n"
    )
    assert list(Path().iterdir()) == []


def test_debug_traces_each_request_without_query_values() -> None:
    done = call("registered", "--demo", "--debug")
    traced = [line.partition(" ")[2].partition(" ")[2] for line in done.stderr.splitlines()]
    requests = [line.rsplit(" ", 4)[0] for line in traced if " attempt " in line]
    assert sorted(requests) == [
        "GET /v1.0/organization 200",
        *["GET /v1.0/reports/authenticationMethods/userRegistrationDetails 200"] * 3,
        *["GET /v1.0/users 200"] * 3,
    ]


def test_without_arguments_the_first_three_steps() -> None:
    done = call()
    assert done.exit_code == 0
    assert (
        done.stdout
        == """\
mfa-audit tells who has registered for multi-factor authentication in a Microsoft Entra tenant,
who has not, and with which methods. It only reads.

  1. See what it does, without a tenant:
         mfa-audit report --demo -o Demo.xlsx
  2. Read your own tenant (a browser opens for the sign-in; Global Reader is enough):
         mfa-audit report --tenant contoso.com -o MFA_Report.xlsx
  3. List who still has to register:
         mfa-audit unregistered --tenant contoso.com

Commands:
  report        Write a report of all accounts (MFA_Report.csv unless -o names another file).
  registered    List the accounts that have registered for MFA.
  unregistered  List the accounts that have not registered for MFA.
  sign-ins      Tell from the sign-in log who was asked for MFA, and how that ended (7 days back).
  on-premises   Tell how the NPS extension and AD FS are used, and which are quiet (30 days back).
  history       Tell from the audit log who was blocked, bypassed or registered (30 days back).
  activity      Explain downloaded MFA activity reports, row by row.
  explain       Say what a result or an error code means, and what to do.
  compare       Tell what is different between two reports, the most urgent first.
  trend         Put the figures of a folder's reports side by side, oldest first.
  check         Find out what will work, before the first run.
  columns       Explain every column: key, header, meaning and source.
  schedule      A weekly or daily call, with nobody watching.
  config        The settings file and what comes of it; a key for pseudonyms.

mfa-audit COMMAND --help tells its options.
"""
    )


def test_the_version_everywhere() -> None:
    assert call("--version").stdout == "mfa-audit 0.1.0\n"
    assert call("report", "--version").stdout == "mfa-audit 0.1.0\n"


def test_the_dictionary_explains_every_column() -> None:
    text = call("columns").stdout
    assert text.startswith(
        "userPrincipalName  [UserPrincipalName]\n"
        "    The name the person signs in with; guests carry #EXT#.\n"
        "    from v1.0 /users\n"
    )
    document = json.loads(call("columns", "--format", "json").stdout)
    assert len(document) == 36
    assert list(document[0]) == ["key", "header", "meaning", "source"]
    table = list(csv.reader(call("columns", "--format", "csv").stdout.splitlines()))
    assert table[0] == ["key", "header", "meaning", "source"]
    assert len(table) == 37
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


@pytest.mark.parametrize("command", ["activity", "explain", "columns", "compare", "trend"])
def test_a_command_that_asks_no_tenant_does_not_tell_how_to_sign_in(command: str) -> None:
    told = call(command, "--help").stdout
    assert "--lang" in told
    for option in (
        "--auth",
        "--certificate",
        "--client-id",
        "--cloud",
        "--max-wait",
        "--demo-week",
    ):
        assert option not in told
    assert ("--demo " in told) is (command == "activity")
    # As a profile's values they do no harm.
    assert call("columns", "--auth", "secret", "--cloud", "usgov").exit_code == 0


def test_a_list_says_that_it_is_no_report_of_all(tmp_path: Path) -> None:
    everybody, some = tmp_path / "all.json", tmp_path / "some.json"
    assert call("report", "--demo", "-q", "-o", str(everybody)).exit_code == 3
    assert call("registered", "--demo", "-q", "--exclude", "guests", "-o", str(some)).exit_code == 3
    assert json.loads(some.read_text(encoding="utf-8"))["run"]["population"] == [
        "--exclude blocked,guests",
        "only those registered",
    ]
    done = call("compare", str(everybody), str(some))
    assert "note: the reports are not about the same accounts: some are new or gone" in done.stdout
