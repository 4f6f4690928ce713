"""A table leaves as a file that Excel opens as it is, with its notes, and with nothing in it that runs."""

from __future__ import annotations

import csv
import inspect
import io
import warnings
from collections.abc import Callable

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from scorecard import tables
from scorecard.export import FORMULA_STARTS, csv_file, xlsx_file
from scorecard.language import language, languages
from scorecard.sentences import Context
from tests.conftest import ContextMaker

TEXT = any_of.text(any_of.characters(exclude_categories=["Cs"]), max_size=12)
DANGEROUS = any_of.tuples(any_of.sampled_from(FORMULA_STARTS), TEXT).map("".join)
NUMBERS = any_of.one_of(any_of.integers(-(10**9), 10**9), any_of.floats(allow_nan=False, allow_infinity=False))
TABLES: dict[str, Callable[[Context], pd.DataFrame]] = {
    name: function
    for name, function in inspect.getmembers(tables, inspect.isfunction)
    if list(inspect.signature(function).parameters) == ["context"]
    and inspect.signature(function).return_annotation == "pd.DataFrame"
}


def read_back(file: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=separator, strict=True))


def opened(file: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return openpyxl.load_workbook(io.BytesIO(file))


def test_a_swedish_csv_is_what_swedish_excel_opens() -> None:
    table = pd.DataFrame({"Län": ["Skåne", "Örebro; söder"], "Andel": [0.5, -1.25], "Antal": [7, None]})
    assert csv_file(table, language("sv")) == (
        b"\xef\xbb\xbf" + 'Län;Andel;Antal\r\nSkåne;0,5;7,0\r\n"Örebro; söder";-1,25;\r\n'.encode()
    )


def test_an_english_csv_has_commas_and_points() -> None:
    table = pd.DataFrame({"County": ["Skåne, south"], "Share": [0.5]})
    assert csv_file(table, language("en")).decode("utf-8-sig") == 'County,Share\r\n"Skåne, south",0.5\r\n'


def test_a_number_among_words_has_the_decimal_mark_too() -> None:
    assert read_back(csv_file(pd.DataFrame({"x": [0.5, "–"]}), language("sv")), ";") == [["x"], ["0,5"], ["–"]]


def test_a_whole_number_stays_whole_beside_a_missing_one() -> None:
    table = pd.DataFrame({"x": pd.array([7, None], dtype="Int64"), "y": ["a", "b"]})
    assert read_back(csv_file(table, language("sv")), ";")[1:] == [["7", "a"], ["", "b"]]


@given(texts=any_of.lists(any_of.one_of(TEXT, DANGEROUS), min_size=1, max_size=5), code=any_of.sampled_from(languages()))
def test_every_text_comes_back_and_none_can_run(texts: list[str], code: str) -> None:
    file = csv_file(pd.DataFrame({"x": texts, "n": range(len(texts))}), language(code))
    cells = [row[0] for row in read_back(file, ";" if code == "sv" else ",")][1:]
    assert cells == [f"'{text}" if text.startswith(FORMULA_STARTS) else text for text in texts]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))]


@given(start=any_of.sampled_from(FORMULA_STARTS))
def test_a_heading_cannot_run_either(start: str) -> None:
    assert read_back(csv_file(pd.DataFrame({f"{start}x": [1]}), language("sv")), ";")[0] == [f"'{start}x"]


@given(numbers=any_of.lists(NUMBERS, min_size=1, max_size=5), code=any_of.sampled_from(languages()))
def test_every_number_comes_back_as_the_same_number(numbers: list[float], code: str) -> None:
    separator, decimal = (";", ",") if code == "sv" else (",", ".")
    rows = read_back(csv_file(pd.DataFrame({"x": numbers, "y": "z"}), language(code)), separator)[1:]
    assert [float(row[0].replace(decimal, ".")) for row in rows] == [float(number) for number in numbers]


def test_a_workbook_has_its_notes_on_top_and_a_native_table_below() -> None:
    table = pd.DataFrame({"Län": ["Skåne", "Örebro"], "Antal": pd.array([7, None], dtype="Int64")})
    sheet = opened(xlsx_file(table, "organisationer", ["Visar 12 av 53.", "Exempeldata"])).active
    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows[:4]] == ["organisationer", "Visar 12 av 53.", "Exempeldata", None]
    assert rows[4:] == [["Län", "Antal"], ["Skåne", 7], ["Örebro", None]]
    (native,) = sheet.tables.values()
    assert native.ref == "A5:B7"
    assert sheet.freeze_panes == "B6"


@given(texts=any_of.lists(any_of.one_of(TEXT, DANGEROUS, any_of.just("{=1+1}")), min_size=1, max_size=4))
def test_a_workbook_has_no_formula_and_no_link(texts: list[str]) -> None:
    table = pd.DataFrame({"x": texts, "=1+1": "http://x.example"})
    sheet = opened(xlsx_file(table, "x", ["=1+1"])).active
    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    for row in sheet.iter_rows():
        assert not [cell for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_an_empty_table_is_still_a_workbook_and_a_csv() -> None:
    table = pd.DataFrame(columns=["Län", "Antal"])
    sheet = opened(xlsx_file(table, "x", [])).active
    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    assert [native.ref for native in sheet.tables.values()] == ["A3:B4"]
    assert csv_file(table, language("sv")).decode("utf-8-sig") == "Län;Antal\r\n"


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("name", TABLES)
def test_every_table_becomes_a_native_excel_table_with_the_same_rows(context: ContextMaker, name: str, code: str) -> None:
    table = TABLES[name](context(code=code))
    assert len(set(table.columns)) == len(table.columns)
    book = opened(xlsx_file(table, name, ["a note"]))
    sheet = book.active
    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    (native,) = sheet.tables.values()
    assert [column.name for column in native.tableColumns] == list(table.columns)
    cells = [list(row) for row in sheet[native.ref]][1:]
    assert [[cell.value for cell in row] for row in cells[: len(table)]] == [
        [value if value != "" else None for value in row] for row in table.to_numpy().tolist()
    ]


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_words_in_its_cells_and_no_code(context: ContextMaker, name: str, code: str) -> None:
    for text in (cell for row in TABLES[name](context(code=code)).to_numpy() for cell in row):
        assert "**" not in str(text)
        assert str(text) not in ("nan", "None", "")
