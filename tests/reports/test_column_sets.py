"""The columns of other programs: whole rows of accounts about which more or less is known."""

import io
from datetime import UTC, datetime

import msgspec
import pytest

from mfa_audit.domain.accounts import (
    Account,
    Definition,
    MethodsRead,
    RegistrationDetails,
    Unanswered,
)
from mfa_audit.domain.registration import AccountRecord, judge_account
from mfa_audit.formats.csv_file import CsvWriter, Dialect
from mfa_audit.reports.account_columns import AccountColumn, graph_properties
from mfa_audit.reports.column_sets import M365, MSIDENTITYTOOLS, PEERS
from mfa_audit.reports.columns import row_for_people, row_for_programs
from mfa_audit.reports.tables import Closing, Value

ADELE = Account(
    "61b0c52f-0000-4000-8000-00000000000a", "AdeleV@contoso.com", "Adele Vance", user_type="Member"
)
GUEST = Account("g", "x_fabrikam.com#EXT#@contoso.com", None, user_type="Guest")
ROW = RegistrationDetails(
    is_admin=False,
    is_mfa_registered=True,
    is_mfa_capable=True,
    is_passwordless_capable=False,
    is_sspr_registered=True,
    is_sspr_enabled=False,
    is_sspr_capable=False,
    methods_registered=("mobilePhone", "microsoftAuthenticatorPush", "email"),
    is_system_preferred_authentication_method_enabled=True,
    system_preferred_authentication_methods=("push",),
    user_preferred_method_for_secondary_authentication="push",
    last_updated_date_time=datetime(2024, 1, 23, 19, 37, 43, 717069, UTC),
)
BY_ACCOUNT = (
    "Judged by the account's own methods, which show no certificate. Whether policy allows them is "
    "not known."
)


def record(
    details: RegistrationDetails | None = None,
    read: MethodsRead | Unanswered | None = None,
    account: Account = ADELE,
) -> AccountRecord:
    """An account, judged."""
    return judge_account(account, details, read, Definition.ENTRA)


def row(columns: tuple[AccountColumn, ...], of: AccountRecord) -> list[Value]:
    """The row as people read it, in a language in which all words of ours are capitals."""
    return row_for_people(columns, str.upper)(of)


def test_the_names_of_the_sets() -> None:
    assert {"m365": M365, "msidentitytools": MSIDENTITYTOOLS} == PEERS


def test_the_headers_of_m365_are_graphs_keys_in_their_order() -> None:
    expected = (
        "id userPrincipalName userDisplayName userType isAdmin isSsprRegistered isSsprEnabled "
        "isSsprCapable isMfaRegistered isMfaCapable isPasswordlessCapable methodsRegistered "
        "isSystemPreferredAuthenticationMethodEnabled systemPreferredAuthenticationMethods "
        "userPreferredMethodForSecondaryAuthentication lastUpdatedDateTime"
    ).split()
    assert [column.header for column in M365] == expected
    assert [column.key for column in M365] == expected


def test_m365_of_an_account_without_a_row_is_unknown() -> None:
    # Blocked accounts have no row. That its own methods are known does not make it one.
    for read in (None, Unanswered("refused"), MethodsRead(("password", "mobilePhone"))):
        cells = row(M365, record(None, read, GUEST))
        assert cells[:4] == ["g", "x_fabrikam.com#EXT#@contoso.com", None, "guest"]
        assert cells[4:] == [*["unknown"] * 10, None, None]


def test_m365_of_an_account_with_nothing_registered_has_an_empty_list() -> None:
    details = RegistrationDetails(is_mfa_registered=False, methods_registered=())
    cells = dict(zip((column.key for column in M365), row(M365, record(details)), strict=True))
    assert (cells["isMfaRegistered"], cells["methodsRegistered"]) == ("false", ())
    assert cells["isMfaCapable"] == "unknown"


def test_m365_as_csv_joins_lists_and_spells_flags_in_every_language() -> None:
    stream = io.BytesIO()
    headings = [column.heading(str.upper) for column in M365]
    table = CsvWriter(stream, headings, Dialect(";", "utf-8", "SANT"))
    table.write([row(M365, record(ROW))])
    table.close(Closing({}, [], "t"))
    assert stream.getvalue().decode().splitlines()[1] == (
        '"61b0c52f-0000-4000-8000-00000000000a";"AdeleV@contoso.com";"Adele Vance";"member";'
        '"false";"true";"false";"false";"true";"true";"false";'
        '"mobilePhone; microsoftAuthenticatorPush; email";"true";"push";"push";'
        '"2024-01-23T19:37:43.717069Z"'
    )


def test_m365_as_json_has_graphs_own_types() -> None:
    keys = [column.key for column in M365]
    known = dict(zip(keys, row_for_programs(M365)(record(ROW)), strict=True))
    assert msgspec.json.encode(known).decode() == (
        '{"id":"61b0c52f-0000-4000-8000-00000000000a","userPrincipalName":"AdeleV@contoso.com",'
        '"userDisplayName":"Adele Vance","userType":"member","isAdmin":false,'
        '"isSsprRegistered":true,"isSsprEnabled":false,"isSsprCapable":false,'
        '"isMfaRegistered":true,"isMfaCapable":true,"isPasswordlessCapable":false,'
        '"methodsRegistered":["mobilePhone","microsoftAuthenticatorPush","email"],'
        '"isSystemPreferredAuthenticationMethodEnabled":true,'
        '"systemPreferredAuthenticationMethods":["push"],'
        '"userPreferredMethodForSecondaryAuthentication":"push",'
        '"lastUpdatedDateTime":"2024-01-23T19:37:43.717069Z"}'
    )
    assert row_for_programs(M365)(record())[3:] == ["member", *[None] * 12]


def test_only_the_properties_that_they_show_are_requested() -> None:
    assert graph_properties(M365) == ("id", "userPrincipalName", "displayName", "userType")
    assert graph_properties(MSIDENTITYTOOLS) == ("displayName", "userPrincipalName", "id")


def test_the_headers_of_msidentitytools() -> None:
    assert [(column.key, column.header) for column in MSIDENTITYTOOLS] == [
        ("UserDisplayName", "Name"),
        ("UserPrincipalName", "UserPrincipalName"),
        ("MfaStatusIcon", " "),
        ("MfaStatus", "MFA Status"),
        ("AuthenticationMethods", "Authentication Methods"),
        ("UserId", "UserId"),
        ("Notes", "Notes"),
    ]


def test_msidentitytools_of_a_capable_account() -> None:
    assert row(MSIDENTITYTOOLS, record(ROW)) == [
        *("Adele Vance", "AdeleV@contoso.com", "✅", "MFA Capable"),
        *("Phone, Microsoft Authenticator", "61b0c52f-0000-4000-8000-00000000000a", None),
    ]
    methods = ("Phone", "Microsoft Authenticator")
    assert row_for_programs(MSIDENTITYTOOLS)(record(ROW))[2:5] == ["✅", "MFA Capable", methods]


def incapable(*methods: str, registered: bool | None = None) -> RegistrationDetails:
    """The row of an account whose methods policy does not allow."""
    return RegistrationDetails(
        is_mfa_registered=registered, is_mfa_capable=False, methods_registered=methods
    )


SILENT = "The registration report does not say whether this account is MFA capable."
CAPABLE, INCAPABLE = ("✅", "MFA Capable"), ("❌", "Not MFA Capable")
UNKNOWN = (None, "Unknown", "Unknown")


@pytest.mark.parametrize(
    ("details", "read", "cells"),
    [
        # Registered, but policy does not allow it.
        (incapable("mobilePhone", registered=True), None, (*INCAPABLE, "Phone", None)),
        (incapable("email"), None, (*INCAPABLE, "", None)),
        (RegistrationDetails(is_mfa_registered=True), None, (*UNKNOWN, SILENT)),
        # No row, and no request or no answer.
        (None, None, (*UNKNOWN, "no source answered for this account")),
        (None, Unanswered("refused"), (*UNKNOWN, "refused")),
        # No row, but the account's own methods.
        (
            None,
            MethodsRead(("password", "fido2SecurityKey")),
            (*CAPABLE, "fido2SecurityKey", BY_ACCOUNT),
        ),
        (None, MethodsRead(("password",)), (*INCAPABLE, "", BY_ACCOUNT)),
        (None, MethodsRead(("badge",)), (None, "Unknown", "badge", BY_ACCOUNT)),
        # Fresher than the report.
        (
            incapable(),
            MethodsRead(("softwareOneTimePasscode",)),
            (*CAPABLE, "Authenticator app (TOTP)", BY_ACCOUNT),
        ),
    ],
)
def test_msidentitytools_of_other_accounts(
    details: RegistrationDetails | None,
    read: MethodsRead | Unanswered | None,
    cells: tuple[Value, ...],
) -> None:
    name, upn, icon, status, methods, id, notes = row(MSIDENTITYTOOLS, record(details, read))
    assert (name, upn, id) == ("Adele Vance", "AdeleV@contoso.com", ADELE.id)
    assert (icon, status, methods, notes) == cells


@pytest.mark.parametrize(
    ("methods", "text"),
    [
        (
            "passKeyDeviceBoundAuthenticator passKeyDeviceBound",
            "Passkey (Microsoft Authenticator), Passkey (other device-bound)",
        ),
        # Two kinds of one app, once.
        (
            "microsoftAuthenticatorPush microsoftAuthenticatorPasswordless",
            "Microsoft Authenticator",
        ),
        (
            "windowsHelloForBusiness macOsSecureEnclaveKey",
            "Windows Hello for Business, Platform Credential for MacOS",
        ),
        ("MOBILEPHONE Email", "Phone"),
        # Unknown names stay as the report has them.
        ("temporaryAccessPass officePhone badge", "temporaryAccessPass, officePhone, badge"),
    ],
)
def test_the_names_of_methods_in_msidentitytools(methods: str, text: str) -> None:
    details = RegistrationDetails(methods_registered=tuple(methods.split()))
    assert row(MSIDENTITYTOOLS, record(details))[4] == text
