"""Cells of CSV and workbooks: any text can be read back and none is a formula."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mfa_audit.formats.cells import as_cell, as_text, clean, guarded
from mfa_audit.formats.csv_file import CsvWriter
from mfa_audit.formats.xlsx_file import XlsxWriter
from mfa_audit.reports.tables import Closing, Heading, Kind, Table, Value

NOTHING = Closing({}, [], "t")
LAST_HOUR = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=5)))
TEXT = Heading("text", "Text", Kind.TEXT, 20)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "True"),
        (False, "False"),
        (7, "7"),
        ("Åsa", "Åsa"),
        (("mobilePhone", "email"), "mobilePhone; email"),
        ((), ""),
        (datetime(2026, 11, 21, 4, 0, 0, 123457, UTC), "2026-11-21 04:00:00"),
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), "2025-12-31 23:00:00"),
        (LAST_HOUR, "9999-12-31T23:59:59-05:00"),
        ("a\x00b\x0bc\ud800d\ufffee\uffff", "abcde"),
        ("one\r\ntwo\rthree\nfour\tfive", "one\ntwo\nthree\nfour\tfive"),
    ],
)
def test_the_text_of_a_value(value: Value, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
        ("+46 8 123 456", "'+46 8 123 456"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\n'=1"),
        ("x;=cmd|'/C calc'!A0", "x;'=cmd|'/C calc'!A0"),
        ('x,"=1', "x,'\"=1"),
        ("x\t \u3000＠SUM(A1)", "x\t' \u3000＠SUM(A1)"),
        ("Berg-Jansen, Daan; a+b=c", "Berg-Jansen, Daan; a+b=c"),
        ("\x00=1", "'=1"),
        ("a=1", "a=1"),
        (("=1", "b"), "'=1; b"),
        (False, "False"),
    ],
)
def test_no_csv_cell_starts_a_formula(value: Value, text: str) -> None:
    assert guarded(value) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, True),
        (None, None),
        (3, 3),
        (datetime(2026, 11, 21, 4, 0, 0, 9, UTC), datetime(2026, 11, 21, 4, 0, 0)),
        (datetime(1601, 1, 1, tzinfo=UTC), "1601-01-01 00:00:00"),
        (LAST_HOUR, "9999-12-31T23:59:59-05:00"),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("=1+1", "=1+1"),
        ("", None),
        ((), None),
    ],
)
def test_the_cell_of_a_workbook(value: Value, cell: object) -> None:
    assert as_cell(value) == cell


def csv_of(texts: list[str]) -> list[str]:
    """The texts as a CSV reader has them after writing."""
    stream = io.BytesIO()
    table = CsvWriter(stream, [TEXT])
    table.write([text] for text in texts)
    table.close(NOTHING)
    rows = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    return [row[0] for row in rows][1:]


def xlsx_of(texts: list[str]) -> list[tuple[str | None, str]]:
    """The texts and cell types as openpyxl has them after writing."""
    stream = io.BytesIO()
    table = XlsxWriter(stream, [Table("Accounts", "Accounts", [TEXT])])
    table.write([text] for text in texts)
    table.close(NOTHING)
    sheet = load_workbook(stream)["Accounts"]
    cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
    return [(cell.value, cell.data_type) for cell in cells]  # type: ignore[misc]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=60), min_size=1, max_size=20))
def test_any_text_is_read_back(texts: list[str]) -> None:
    visible = [clean(text) for text in texts]
    unguarded = [text.replace("'", "") for text in csv_of(texts)]
    assert unguarded == [text.replace("'", "") for text in visible]
    for text, (read, kind) in zip(visible, xlsx_of(texts), strict=True):
        assert (read or "") == text
        assert kind == ("s" if text else "n")


def test_nothing_is_a_formula_or_an_error_to_excel() -> None:
    hostile = ["=1+1", "#N/A", "#REF!", "=cmd|'/C calc'!A0", "=", "#", "_x0041_", " =1"]
    assert xlsx_of(hostile) == [(text, "s") for text in hostile]
