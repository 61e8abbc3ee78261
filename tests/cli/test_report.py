"""`report` on the demo tenant: files, stderr and exit codes, literally."""

import csv
import hashlib
import json
import logging
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mfa_audit.graph.demo.contoso import people
from tests.cli.conftest import DemoReport
from tests.cli.program import ROOT, call


def rows(name: str) -> dict[str, dict[str, str]]:
    """A CSV's rows by the name before the @."""
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return {row["UserPrincipalName"].split("@")[0]: row for row in csv.DictReader(file)}


def lines(name: str, encoding: str = "utf-8-sig") -> list[str]:
    """A CSV's lines."""
    return Path(name).read_text(encoding=encoding).splitlines()


def test_the_whole_demo_tenant_to_the_byte() -> None:
    done = call("report", "--demo")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "written: " in done.stderr
    expected = ROOT / "tests" / "data" / "MFA_Report.csv"
    assert Path("MFA_Report.csv").read_bytes() == expected.read_bytes()


def test_every_kind_of_method_has_its_old_name_or_graphs() -> None:
    call("report", "--demo")
    methods = {name: row["MFA Methods"] for name, row in rows("MFA_Report.csv").items()}
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
        **dict.fromkeys(("newcomer", "email.only", "questions", "frontline"), ""),
        "hologram": "PhoneAppNotification; holographicBadge",
        "old.admin": "windowsHelloForBusiness",
    }
    assert {name: methods[name] for name in expected} == expected


def test_all_columns_follow_the_three() -> None:
    call("report", "--demo", "--columns", "full")
    people = rows("MFA_Report.csv")
    first = ["UserPrincipalName", "MFA Status", "MFA Methods", "Display Name", "Registered for MFA"]
    assert list(people["admin"])[:5] == first
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
    # Blocked, so the report does not say it; the roles do.
    assert people["left.legal"]["Admin"] == "False"
    assert people["old.admin"]["Admin"] == "True"
    assert people["nestor.admin"]["Admin"] == "True"


def test_chosen_columns_by_key_in_the_chosen_order() -> None:
    call("report", "--demo", "--columns", "department,userprincipalname,department")
    assert lines("MFA_Report.csv")[:2] == [
        '"Department","UserPrincipalName"',
        '"IT","admin@contoso.example"',
    ]


def test_exclude_blocked() -> None:
    call("report", "--demo", "--exclude-blocked")
    people = rows("MFA_Report.csv")
    assert len(people) == 238
    assert "sealed" not in people


def test_json_has_graphs_keys_and_additional_ones() -> None:
    call("report", "--demo", "-o", "r.json")
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema", "run", "gaps", "accounts"]
    assert document["schema"] == "mfa-audit/registration/v1"
    counts = document["run"]["counts"]
    strengths = {"phishing-resistant": 52, "phone": 48, "none": 55, "unknown": 2, "app": 93}
    assert counts == (
        {"listed": 250, "inScope": 250, "vanished": 0, "leftOut": 0, "leftOutBy": {}}
        | {"registered": 194, "notRegistered": 55, "unknown": 1, "blocked": 12, "capable": 186}
        | {"phoneOnly": 48, "phishingResistant": 52, "strengths": strengths}
        | {"admins": 5, "adminsNotRegistered": 2, "adminsUnknown": 0, "adminsUntold": 0}
        | {"adminsPhishingResistant": 2, "adminsPhoneOnly": 1, "methods": counts["methods"]}
    )
    assert counts["methods"]["mobilePhone"] == 91
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


def test_the_workbook_has_every_account_and_explains_itself(demo_report: DemoReport) -> None:
    book = load_workbook(demo_report("r.xlsx"))
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
    admins = [str(cell.value) for cell in book["Admins"]["A"]][1:]
    assert [name.partition("@")[0] for name in admins] == (
        "nestor.admin patti.admin priya.admin admin old.admin".split()
    )
    assert [cell.value for cell in book["Admins"]["C"]][1:4] == [
        "Exchange Administrator",
        "Helpdesk Administrator; User Administrator (scoped)",
        "Helpdesk Administrator",
    ]
    assert book["Not registered"].max_row == 56
    assert book["Not registered"]["A2"].value == "nestor.admin@contoso.example"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_hash_of_the_rows_is_that_of_the_csv(demo_report: DemoReport, language: str) -> None:
    book = demo_report("r.xlsx", *(("--lang", language) if language != "en" else ()))
    call("report", "--demo", "-o", "r.csv", "--lang", language, "--columns", "full")
    lead = load_workbook(book).worksheets[-1]["A3"].value
    assert isinstance(lead, str)
    assert lead.rpartition(" ")[2] == hashlib.sha256(Path("r.csv").read_bytes()).hexdigest()


def test_a_report_in_swedish(demo_report: DemoReport) -> None:
    book = load_workbook(demo_report("r.xlsx", "--lang", "sv"))
    assert book.sheetnames == [
        *("Sammanfattning", "Inte registrerade", "Administratörer", "Konton"),
        *("Metoder", "Population", "Om"),
    ]
    assert book["Konton"].tables["Accounts"].column_names[1] == "MFA-status"
    assert book["Konton"]["B2"].value == "Tvingande"
    call("report", "--demo", "-o", "r.csv", "--lang", "sv", "--delimiter", ";")
    assert lines("r.csv")[:2] == [
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
    text = lines("r.csv", "utf-16")
    assert text[:2] == [
        '"UserPrincipalName"\t"Geregistreerd voor MFA"',
        '"admin@contoso.example"\t"WAAR"',
    ]
    assert '"nestor.admin@contoso.example"\t"ONWAAR"' in text
    assert '"sealed@contoso.example"\t""' in text


def test_columns_of_other_programs_stay_theirs_in_every_language() -> None:
    call("report", "--demo", "-o", "r.csv", "--columns", "msidentitytools", "--lang", "sv")
    assert lines("r.csv")[:2] == [
        '"Name","UserPrincipalName"," ","MFA Status","Authentication Methods","UserId","Notes"',
        '"MOD Administrator","admin@contoso.example","✅","MFA Capable",'
        '"fido2SecurityKey, Microsoft Authenticator","c0a70500-0000-4000-9000-000000000001",""',
    ]


def test_who_is_left_out_is_counted_once() -> None:
    done = call("report", "--demo", "-o", "r.xlsx", "--exclude", "unlicensed, Guests,blocked")
    assert "  left out (blocked)      12\n  left out (guests)        3\n" in done.stderr
    sheet = load_workbook("r.xlsx")["Population"]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=15)}
    left_out = {label: rows[label] for label in rows if str(label).startswith("Left out")}
    expected = {"blocked": 12, "guests": 3, "unlicensed": 14, "service": 0}
    expected |= {"future hires": 0, "not selected": 0}
    assert left_out == {f"Left out: {reason}": number for reason, number in expected.items()}
    assert (rows["In scope"], rows["Accounts listed"]) == (221, 250)
    assert rows["Check"] == '=IF(SUM(B6:B13)=B14,"adds up","DOES NOT ADD UP")'


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--columns", "m365,department"],
            "m365 stands alone: another program's columns, in its order.\n",
        ),
        (
            ["--columns", "department,shoesize,isAdmn"],
            "There is no column 'shoesize'.\n`mfa-audit columns` lists them.\n",
        ),
        (
            ["--columns", "isAdmn"],
            "There is no column 'isAdmn'.\nNearest: isAdmin. `mfa-audit columns` lists them.\n",
        ),
        (["--columns", ","], "--columns names no column.\n`mfa-audit columns` lists them.\n"),
        (
            ["-o", "r.pdf"],
            "r.pdf does not say which format to write.\n"
            "End the name in .csv, .xlsx, .json, .html, or add --format.\n",
        ),
        (
            ["--keep", "3"],
            "--keep needs {date} or {week} in the output's name.\nFor example MFA_{week}.xlsx\n",
        ),
        (
            ["--exclude", "guest"],
            "--exclude: there is no kind 'guest'.\n"
            "Known: blocked, guests, unlicensed, service, future-hires.\n",
        ),
        (
            ["--show-personal-data"],
            "--show-personal-data shows what --details reads.\nAdd --details.\n",
        ),
        (
            ["--details", "--show-personal-data", "--pseudonymise", "k"],
            "--show-personal-data and --pseudonymise contradict each other.\n",
        ),
        (
            ["--pseudonymise", "no.key"],
            "There is no key file no.key.\n`mfa-audit config new-key FILE` makes a key.\n",
        ),
    ],
)
def test_a_wrong_call(words: list[str], message: str) -> None:
    done = call("report", "--demo", *words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"error: {message}")
    assert list(Path().iterdir()) == []


def test_only_those_in_a_file() -> None:
    Path("who.txt").write_bytes(
        '# the board\r\n"Nestor.Admin@contoso.example"\r\n\r\nnobody@contoso.example\r\n'
        "c0a70500-0000-4000-9000-000000000001\r\n".encode("utf-16")
    )
    done = call("report", "--demo", "-o", "r.csv", "--only", "who.txt", "-q")
    text = lines("r.csv")
    assert [line.split(",")[0] for line in text[1:]] == [
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
        (None, "cannot be read: No such file or directory.\n"),
        (b"\x80", "cannot be read: it is neither UTF-8 nor UTF-16.\n"),
        (b"# none\n", "names nobody.\nOne UPN or object id a line.\n"),
    ],
)
def test_a_file_without_a_name(text: bytes | None, message: str) -> None:
    if text is not None:
        Path("who.txt").write_bytes(text)
    done = call("report", "--demo", "--only", "who.txt")
    assert (done.exit_code, done.stderr) == (2, f"error: --only: who.txt {message}")


def test_only_the_members_of_a_group() -> None:
    call("report", "--demo", "-o", "r.json", "--only-group", "helpdesk")
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert [a["displayName"] for a in document["accounts"]] == ["Priya Raman", "Patti Fernandez"]
    assert document["run"]["counts"]["leftOutBy"] == {"not-selected": 248}
    assert document["run"]["population"] == ["--only-group helpdesk"]
    done = call("report", "--demo", "--only-group", "No such group")
    assert done.exit_code == 2
    assert "No such group" in done.stderr


def test_last_sign_ins_only_with_their_option() -> None:
    call("report", "--demo", "-o", "r.json", "--last-sign-in")
    accounts = json.loads(Path("r.json").read_text(encoding="utf-8"))["accounts"]
    assert accounts[0]["lastSignInDateTime"] == "2026-11-20T07:45:00Z"
    call("report", "--demo", "-o", "r.csv", "--last-sign-in")
    assert lines("r.csv")[0] == (
        '"UserPrincipalName","MFA Status","MFA Methods","Last Sign-In (UTC)",'
        '"Last Non-Interactive Sign-In (UTC)","Last Successful Sign-In (UTC)"'
    )


def test_details_are_masked_in_every_file_unless_they_are_shown(demo_report: DemoReport) -> None:
    for name in ("r.csv", "r.json"):
        call("report", "--demo", "--details", "-o", name)
    book = load_workbook(demo_report("r.xlsx", "--details"))
    assert "XX XXXXXXX" in Path("r.csv").read_text(encoding="utf-8-sig")
    assert "+46 70" not in Path("r.csv").read_text(encoding="utf-8-sig")
    assert "+46 70" not in Path("r.json").read_text(encoding="utf-8")
    cells = {str(cell.value) for row in book["Methods"].rows for cell in row}
    assert any("XX XXXXXXX" in cell for cell in cells)
    assert not any("+46 70" in cell for cell in cells)
    call("report", "--demo", "--details", "--show-personal-data", "-o", "r.csv")
    assert "+46 70" in Path("r.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("command", ["registered", "unregistered", "report"])
def test_details_in_their_column_are_masked_too(command: str) -> None:
    call(command, "--demo", "--columns", "methodDetails", "-o", "r.csv")
    text = Path("r.csv").read_text(encoding="utf-8-sig")
    assert "…" in text
    assert "+46 70" not in text
    assert "private@mail" not in text


def test_a_log_file_names_people_only_with_debug() -> None:
    Path("who.txt").write_text("gone@contoso.example\n", encoding="utf-8")
    for options, named in (((), False), (("--debug",), True)):
        done = call("report", "--demo", "--only", "who.txt", "--log-file", "r.log", *options)
        assert "1 of 1 names are no account: gone@contoso.example" in done.stderr
        log = Path("r.log").read_text(encoding="utf-8")
        assert "1 of 1 names are no account" in log
        assert ("gone@contoso.example" in log) is named
        logging.getLogger("mfa_audit").handlers[-1].close()
        Path("r.log").unlink()


def test_pseudonyms_hide_every_name_in_any_format() -> None:
    call("config", "new-key", "who.key")
    names = [part for person in people() for part in (person.id, person.upn, person.name)]
    for file in ("r.csv", "r.json", "r.xlsx"):
        options = ("--details", "--last-sign-in", "--columns", "full", "--pseudonymise", "who.key")
        done = call("report", "--demo", *options, "-o", file)
        data = Path(file).read_bytes()
        if file == "r.xlsx":
            with zipfile.ZipFile(file) as package:
                data = b"".join(package.read(part) for part in package.namelist())
        text = data.decode("utf-8-sig")
        assert "user-" in text
        assert not [name for name in names if name in text + done.stderr]
        assert "XX XXXXXXX" not in text
    call("report", "--demo", "--details", "--pseudonymise", "who.key", "-o", "again.json")
    documents = [json.loads(Path(name).read_bytes()) for name in ("r.json", "again.json")]
    assert len({document["accounts"][0]["userPrincipalName"] for document in documents}) == 1


def test_the_format_wins_over_the_suffix() -> None:
    call("report", "--demo", "-o", "r.txt", "--format", "csv")
    assert Path("r.txt").read_bytes().startswith(b'\xef\xbb\xbf"UserPrincipalName"')
    call("report", "--demo", "--format", "json")
    assert Path("MFA_Report.json").exists()


def test_a_bad_target_is_reported_before_the_tenant_is_read(tmp_path: Path) -> None:
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
