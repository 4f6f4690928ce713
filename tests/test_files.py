"""Whatever bytes are loaded, they become sheets or findings: nothing is raised, nothing is guessed, nothing runs wild."""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as any_of
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from benchmarks.fuzz import SLOWEST_ALLOWED, fuzz
from scorecard import workbooks
from scorecard.containers import MOST_MEMBERS
from scorecard.files import LONGEST_NAME, MOST_BYTES, MOST_FINDINGS, clean_name, read_file
from scorecard.language import language, languages
from scorecard.sheets import MOST_ROWS, Finding, Row, Sheet
from scorecard.workbooks import marked_copy
from tests.bad_files import (
    ANSWERS,
    BAD_FILES,
    CONTROL,
    SHEET,
    TYPES,
    bomb,
    changed,
    formatted,
    in_sheet,
    repacked,
    shared_strings,
    text,
    with_doctype,
    with_member,
    workbook,
)  # fmt: skip
from tests.conftest import ROOT

READERS = ("files", "text_files", "cells", "workbooks", "containers")
OWN_CODES = {
    code.upper()
    for name in READERS
    for code in re.findall(r'"import\.(\w+)"', (ROOT / "scorecard" / f"{name}.py").read_text(encoding="utf-8"))
}
"""What the readers tell; all other codes are for those who know the questions."""


@cache
def loaded(name: str) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """What a bad file comes to."""
    return read_file(BAD_FILES[name].file, BAD_FILES[name].make())


CASES = pytest.mark.parametrize("name", BAD_FILES)


def told(data: bytes, name: str = "svar") -> list[str]:
    return [finding.code for finding in read_file(name, data)[1]]


def only(data: bytes) -> Finding:
    """The one thing that is told of a file."""
    (finding,) = read_file("svar", data)[1]
    return finding


def rows(data: bytes) -> list[tuple[str, ...]]:
    """The rows of the first sheet of a file of which nothing is told."""
    found, findings = read_file("svar", data)
    assert not findings
    return [row.cells for row in found[0].rows]


def answer(data: bytes) -> str:
    """The answer of the first organisation."""
    return rows(data)[1][2]


@CASES
def test_a_bad_file_is_told_of_by_its_code_and_a_good_one_is_not(name: str) -> None:
    bad = BAD_FILES[name]
    found, findings = loaded(name)
    assert {finding.code.upper() for finding in findings} == bad.codes & OWN_CODES
    assert not bad.accept or (found and not any(finding.error for finding in findings))


@CASES
@pytest.mark.parametrize("code", languages())
def test_what_is_told_of_a_file_can_be_said_in_every_language(name: str, code: str) -> None:
    for finding in loaded(name)[1]:
        assert language(code).plain(finding.message).endswith(".")


SAME = [
    name for name in BAD_FILES if name.startswith("a") and name not in ("a07_ok_quoted_newline", "a08_ok_trailing_empty")
]


@pytest.mark.parametrize("name", [*SAME, "g01_ok", "g19_hyperlinks", "g32_nested_zip"])
def test_the_same_rows_come_out_of_every_format_encoding_and_line_end(name: str) -> None:
    found, _ = loaded(name)
    assert [row.cells for row in found[0].rows] == CONTROL


def test_the_workbook_of_excel_itself_gives_the_same_rows() -> None:
    assert rows(shared_strings()) == CONTROL


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (text(CONTROL[:3]), [1, 2, 3]),
        (text(CONTROL[:3], before="sep=;\r\n"), [2, 3, 4]),
        (text([CONTROL[0], (), ("", ""), CONTROL[1]]), [1, 4]),
        (text([CONTROL[0], ("a", "b\nb", "c\n\n", ""), CONTROL[1]]), [1, 2, 6]),
        (text([CONTROL[0], ("a", "b\rb", "c", ""), CONTROL[1]], end="\r"), [1, 2, 4]),
        (workbook([CONTROL[0], (), CONTROL[1]]), [1, 3]),
    ],
    ids=["plain", "hint", "blank rows", "newlines in cells", "old Macintosh", "workbook"],
)
def test_a_row_has_the_number_that_it_has_in_the_file(data: bytes, numbers: list[int]) -> None:
    found, _ = read_file("svar", data)
    assert [row.number for row in found[0].rows] == numbers


CELLS = any_of.text("abcXÅÄÖåäöé 0123456789;,\t\"'\n", max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    body=any_of.lists(any_of.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8),
    encoding=any_of.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=any_of.sampled_from([";", ",", "\t"]),
    end=any_of.sampled_from(["\r\n", "\n", "\r"]),
)
def test_rows_are_read_as_they_were_written(body: list[tuple[str, ...]], encoding: str, delimiter: str, end: str) -> None:
    written = [CONTROL[0], *(tuple(cell.replace("\n", end) for cell in cells) for cells in body)]
    hint = f"sep={delimiter}{end}"
    data = text(written, delimiter=delimiter, encoding=encoding, end=end, before=hint)
    assert rows(data) == [cells for cells in written if any(map(str.strip, cells))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_seen_without_a_hint_even_where_others_stand_in_cells(encoding: str, delimiter: str) -> None:
    written = [("Rapport, 2013",), CONTROL[0], *((*cells[:3], "45,5; 3,5\tprocent, ungefär") for cells in CONTROL[1:])]
    assert rows(text(written, delimiter=delimiter, encoding=encoding)) == written


@settings(max_examples=300, deadline=None)
@given(name=any_of.text(), data=any_of.binary() | any_of.text().map(str.encode))
def test_whatever_the_bytes_and_the_name_nothing_is_raised(name: str, data: bytes) -> None:
    found, findings = read_file(name, data)
    assert found or any(finding.error for finding in findings)


def test_hundreds_of_small_accidents_end_in_findings_or_sheets_and_quickly() -> None:
    of_texts, inside, through = fuzz(300, 60, 12)
    assert (of_texts.files, inside.files, through.files) == (300, 60, 5)
    assert max(tally.slowest for tally in (of_texts, inside, through)) < SLOWEST_ALLOWED
    assert {"mixed_encoding", "nothing"} <= set(of_texts.told)
    assert {"corrupt_xlsx", "nothing"} <= set(inside.told)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("svar 2013.csv", "svar 2013.csv"), ("Malmö.xlsx", "Malmö.xlsx"), ("Malmo\u0308.csv", "Malmö.csv"), ("svar", "svar"),
    ],
)  # fmt: skip
def test_an_ordinary_name_is_kept(name: str, clean: str) -> None:
    assert clean_name(name) == (clean, False)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.csv", "passwd.csv"), ("C:\\Users\\a\\svar.csv", "svar.csv"), ("CON.xlsx", "_CON.xlsx"), ("nul", "_nul"),
        ("com1.svar.csv", "_com1.svar.csv"), ("a\nb.csv", "ab.csv"), ("a\0b.csv", "ab.csv"), ("\u202evsc.exe", "vsc.exe"),
        ("svar?.csv", "svar_.csv"), ("svar.csv. ", "svar.csv"), ("..", "file"), ("", "file"), ("/", "file"),
        ("å" * 300 + ".csv", "å" * 251 + ".csv"), ("å" * 300, "å" * 255), ("a." + "b" * 300, "." + "b" * 254),
    ],
)  # fmt: skip
def test_a_name_that_could_do_harm_is_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == (clean, True)


@settings(max_examples=300)
@given(name=any_of.text(max_size=400))
def test_a_clean_name_is_short_has_no_folder_and_stays_as_it_is(name: str) -> None:
    clean, _ = clean_name(name)
    assert 0 < len(clean) <= LONGEST_NAME
    assert not set(clean) & set('/\\<>:"|?*\0\n\r\t')
    assert clean_name(clean) == (clean, False)


@pytest.mark.parametrize("name", ["svar.csv", "svar.CSV", "svar.txt", "svar", "svar 31.12"])
def test_a_text_file_may_have_any_name_that_does_not_say_otherwise(name: str) -> None:
    assert told(text(), name) == []


def test_too_large_a_file_is_not_read() -> None:
    assert told(b"a" * (MOST_BYTES + 1)) == ["too_large"]


def test_the_row_where_a_quotation_mark_opens_is_told_and_those_before_it_are_read() -> None:
    found, (finding,) = read_file("svar.csv", text().replace(b";Nej;", b';"Nej;', 1))
    assert (finding.code, finding.row) == ("unclosed_quote", 2)
    assert [row.cells for row in found[0].rows] == CONTROL[:1]


def test_a_quotation_mark_that_closes_in_the_middle_of_a_cell_is_told() -> None:
    finding = only(text().replace(b";Nej;", b';"Ne"j;', 1))
    assert (finding.code, finding.row) == ("unclosed_quote", 2)


def test_a_cell_longer_than_the_csv_module_reads_is_too_long_and_not_unclosed() -> None:
    finding = only(text(changed(4, 4, "x" * 200_000)))
    assert (finding.code, finding.row) == ("too_long", 4)


def test_the_first_row_in_another_encoding_is_told() -> None:
    data = BAD_FILES["b06_mixed_encoding"].make()
    assert only(data).row == only(b"\xef\xbb\xbf" + data).row == 6


@pytest.mark.parametrize("data", [text(encoding="utf-16-le"), text(encoding="utf-32"), text(encoding="utf-16") + b"\0\0"])
def test_empty_bytes_are_told_whatever_made_them(data: bytes) -> None:
    assert told(data) == ["nul_bytes"]


@pytest.mark.parametrize("data", [text(encoding="utf-16")[:-1], b"Svar;\x81\x8d;Ja", b"\xff\xfe\x00\xd8"])
def test_bytes_that_are_no_text_are_told(data: bytes) -> None:
    assert told(data) == ["unknown_encoding"]


def test_garbled_letters_are_told_once_with_what_they_should_be() -> None:
    finding = only(text([*CONTROL, ("kommun-10", "effects", "Ja", "MalmÃ¶ stad â€“ MalmÃ¶")]))
    assert (finding.row, finding.column) == (11, 4)
    assert dict(finding.message.values) == {
        "found": "MalmÃ¶ stad â€“ MalmÃ¶", "repaired": "Malmö stad – Malmö", "count": 1,
    }  # fmt: skip


@pytest.mark.parametrize("word", ["São Paulo", "SÃO PAULO", "Âge", "Šibenik", "50 €", "”Ja” – nej…", "👍🏽"])
def test_letters_of_other_languages_are_not_garbled(word: str) -> None:
    assert rows(text(changed(2, 4, word)))[1][3] == word


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\u200b", "invisible_chars"), ("\u00ad", "invisible_chars"), ("\u2066", "invisible_chars"), ("\U000e0041", "invisible_chars"),
        ("\x85", "control_chars"), ("\u2028", "control_chars"), ("\ufffd", "control_chars"), ("\ue000", "control_chars"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("make", [text, workbook], ids=["text", "workbook"])
def test_a_character_that_cannot_be_seen_is_named(make: Callable[..., bytes], character: str, code: str) -> None:
    finding = only(make(changed(3, 1, f"kommun{character}-02")))
    assert (finding.code, finding.row, finding.column) == (code, 3, 1)
    assert f"U+{ord(character):04X}" in finding.message.values["characters"]


def test_both_kinds_of_bad_characters_in_one_cell_are_told() -> None:
    assert told(text(changed(2, 4, "\a\u200b" + "x" * 2_000))) == ["too_long", "control_chars", "invisible_chars"]


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (0.455, "0.0%", "45.5%"), (0.07, "0%", "7%"), (1, "0%", "100%"), (0.5, '0.0" % av alla"', "0.5"), (45.50000000000001, "General", "45.5"),
        (0.1 + 0.2, "General", "0.3"), (123456789012345, "General", "123456789012345"), (1e20, "General", "1" + "0" * 20),
        (0.00001, "General", "0.00001"), (-5, "General", "-5"), (3.0, "General", "3"), (True, "General", "TRUE"), (False, "General", "FALSE"),
        ("#DIV/0!", "General", "#DIV/0!"), ("45,5", "@", "45,5"), ("03", "@", "03"), ("NA", "General", "NA"),
        (datetime.date(2025, 5, 3), "yyyy-mm-dd", "2025-05-03"), (datetime.datetime(2025, 5, 3, 12, 30), "yyyy-mm-dd hh:mm", "2025-05-03 12:30:00"),
        (datetime.time(12, 30), "hh:mm", "12:30:00"), ("två\nrader_x000D_", "General", "två\nrader"), ("Malmo\u0308", "General", "Malmö"),
    ],
)  # fmt: skip
def test_a_cell_of_a_workbook_is_read_as_it_was_meant(value: Any, number_format: str, read: str) -> None:
    assert answer(workbook(CONTROL, formatted(value, number_format))) == read


def test_dates_of_a_workbook_that_counts_from_1904_are_not_four_years_off() -> None:
    assert answer(BAD_FILES["g12_epoch_1904"].make()) == "2025-03-31"


def with_formula(value: bytes) -> bytes:
    """A workbook with a formula that Excel has calculated."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Svar")
        for number, cells in enumerate(CONTROL):
            sheet.write_row(number, 0, cells)
        sheet.write_formula("C2", '=IF(1=1,"Ja","")', value="Ja")
    return repacked(data.getvalue(), {}, (SHEET, b"<v>Ja</v>", b"<v>" + value + b"</v>"))


@pytest.mark.parametrize("value", ["Ja", ""])
def test_a_formula_that_is_calculated_is_its_value(value: str) -> None:
    assert answer(with_formula(value.encode())) == value


def test_a_formula_that_is_not_calculated_is_told_at_its_cell() -> None:
    finding = only(BAD_FILES["g07_formula_no_cache"].make())
    assert (finding.sheet, finding.row, finding.column) == ("Svar", 2, 3)


def test_rows_of_a_workbook_are_of_one_width_without_what_is_only_formatted() -> None:
    def change(sheet: Any) -> None:
        sheet["A3"], sheet["D12"] = None, "sist"
        sheet["Z5"].number_format = "0.00"

    found, _ = read_file("svar.xlsx", workbook(CONTROL, change))
    assert {len(row.cells) for row in found[0].rows} == {4}
    assert found[0].rows[2].cells[0] == ""
    assert found[0].rows[-1] == Row(number=12, cells=("", "", "", "sist"))


def test_merged_ranges_are_told_with_the_sheet() -> None:
    found, _ = read_file("svar.xlsx", BAD_FILES["g06_merged_key_cells"].make())
    assert found[0].merged == ("A2:A3",)


def test_a_hidden_sheet_is_neither_read_nor_told_of() -> None:
    def change(sheet: Any) -> None:
        lists = sheet.parent.create_sheet("Listor")
        lists.append(["Ja"])
        lists.row_dimensions[1].hidden = True
        lists.sheet_state = "hidden"

    found, findings = read_file("svar.xlsx", workbook(CONTROL, change))
    assert [sheet.name for sheet in found] == ["Svar"]
    assert not findings


def test_hidden_columns_beyond_the_table_are_not_told_of() -> None:
    def change(sheet: Any) -> None:
        sheet.column_dimensions.group("F", "XFD", hidden=True)

    assert told(workbook(CONTROL, change)) == []


def doubled_member() -> bytes:
    """Two members of one name."""
    data = io.BytesIO(workbook())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(data, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    return data.getvalue()


def crypted_member() -> bytes:
    data = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def squeezed(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w", method) as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name))
    return out.getvalue()


def with_sheet_in(encoding: str, declared: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        sheet = f"<?xml version='1.0' encoding='{declared}'?>{archive.read(SHEET).decode()}"
    return repacked(workbook(), {SHEET: sheet.encode(encoding)})


CONTAINERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "two members of one name": (doubled_member, "bad_zip_member"),
    "absolute name": (lambda: with_member("/etc/x"), "bad_zip_member"),
    "backslashes": (lambda: with_member("xl\\..\\..\\x"), "bad_zip_member"),
    "drive": (lambda: with_member("C:x"), "bad_zip_member"),
    "very many members": (lambda: repacked(workbook(), {f"x{n}": b"" for n in range(MOST_MEMBERS)}), "bad_zip_member"),
    "encrypted member": (crypted_member, "encrypted"),
    "other compression": (lambda: squeezed(zipfile.ZIP_LZMA), "corrupt_xlsx"),
    "UTF-16": (lambda: with_sheet_in("utf-16", "utf-16"), "forbidden_xml"),
    "UTF-16 without a mark": (lambda: with_sheet_in("utf-16-le", "utf-16"), "forbidden_xml"),
    "other encoding": (lambda: with_sheet_in("latin-1", "iso-8859-1"), "forbidden_xml"),
    "document instead of a workbook": (lambda: repacked(workbook(), {}, (TYPES, b"sheet.main", b"word.main")), "not_a_workbook"),
    "archive": (lambda: repacked(workbook(), {TYPES: None}), "not_a_workbook"),
    "macro sheet": (lambda: with_member("xl/macrosheets/sheet1.xml"), "macros"),
    "data connection": (lambda: with_member("xl/connections.xml"), "external_links"),
    "object": (lambda: with_member("xl/media/x.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "embedded_object"),
    "vast merge": (lambda: in_sheet(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD9"/></mergeCells>'), "too_many_columns"),
    "column too far": (lambda: workbook(CONTROL, lambda sheet: sheet.cell(1, 301, "x")), "too_many_columns"),
    "hidden place": (lambda: in_sheet(b'r="A1"', b'r="&#65;1048576"'), "too_many_rows"),
    "row too far": (lambda: workbook(CONTROL, lambda sheet: sheet.cell(MOST_ROWS + 1, 1, "x")), "too_many_rows"),
    "no XML": (lambda: repacked(workbook(), {SHEET: b"Ja"}), "corrupt_xlsx"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_that_no_program_for_spreadsheets_writes_is_told_of(name: str) -> None:
    make, code = CONTAINERS[name]
    assert told(make(), "svar.xlsx") == [code]


def test_the_last_row_and_column_that_may_be_used_are_read() -> None:
    found, findings = read_file("svar.xlsx", workbook(CONTROL, lambda sheet: sheet.cell(MOST_ROWS, 300, "x")))
    assert not findings
    assert found[0].rows[-1].number == MOST_ROWS
    assert len(found[0].rows[-1].cells) == 300


def test_more_rows_of_text_than_may_be_are_told() -> None:
    assert told(b"a;b\n" * MOST_ROWS) == []
    assert told(b"a;b\n" * (MOST_ROWS + 1)) == ["too_many_rows"]


def lying_bomb() -> bytes:
    """A bomb whose directory says that it unpacks to little."""
    data = bomb(60)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    return data.replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def stored(sheet: bytes) -> bytes:
    """A workbook whose sheet is not packed at all."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in old.namelist():
            archive.writestr(name, sheet if name == SHEET else old.read(name))
    return out.getvalue()


def vast() -> bytes:
    """More than a million cells, each within the limits."""
    row = "".join(f'<c r="{letters}{{0}}"><v>{{0}}</v></c>' for letters in map(get_column_letter, range(1, 61)))
    return in_sheet(
        b"</sheetData>", "".join(f'<row r="{n}">{row.format(n)}</row>' for n in range(12, 20_000)).encode() + b"</sheetData>"
    )


HEAVY: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    **{name: (BAD_FILES[name].make, {code.lower() for code in BAD_FILES[name].codes}) for name in BAD_FILES if name[:3] in
       ("g20", "g21", "g22", "g23", "g24", "g31")},
    "bomb of 300 MB": (lambda: bomb(300), {"zip_ratio"}),
    "bomb that lies": (lying_bomb, {"corrupt_xlsx"}),
    "a million cells": (vast, {"too_heavy"}),
    "opened tags": (lambda: stored(b"<sheetData>" + b"<c " * 3_000_000), {"corrupt_xlsx"}),
    "attributes": (lambda: stored(b"<sheetData><c " + b"a " * 4_500_000), {"corrupt_xlsx"}),
    "control characters": (lambda: b"\a;" * 5_000_000, {"too_many_columns"}),
    "rows of control characters": (lambda: b"\a;\a\n" * 20_000, {"control_chars"}),
    "delimiters": (lambda: b";" * 9_999_999, set()),
    "line ends": (lambda: b"\r" * 9_999_999, set()),
    "quotation mark": (lambda: b'a;b\n"' + b"a\n" * 4_999_990, {"unclosed_quote"}),
    "quotation marks": (lambda: b'"' * 9_999_999, {"too_long"}),
    "garbled letters": (lambda: "Ã¶".encode() * 2_400_000, {"too_long"}),
    "one long line": (lambda: b"a" * 9_999_999, {"too_long"}),
}  # fmt: skip
ALONE = """
import resource, sys, time
from pathlib import Path
from scorecard.files import read_file
start = time.perf_counter()
findings = read_file("svar", Path(sys.argv[1]).read_bytes())[1]
used = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
of_child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(time.perf_counter() - start, max(used, of_child) / 1000, *sorted({finding.code for finding in findings}))
"""


@pytest.mark.parametrize("name", HEAVY)
def test_a_file_made_to_exhaust_the_machine_takes_little_time_and_memory(name: str, tmp_path: Path) -> None:
    make, codes = HEAVY[name]
    path = tmp_path / "heavy"
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    seconds, megabytes, *told = done.stdout.split()
    assert set(told) == codes
    assert float(seconds) < 10
    assert float(megabytes) < 500


def test_an_entity_never_reads_the_file_that_it_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemligt", encoding="utf-8")
    found, findings = read_file(
        "svar.xlsx", with_doctype(f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'.encode(), b"&leak;")
    )
    assert "hemligt" not in str((found, findings))
    assert not found


def test_a_child_that_is_slow_is_ended_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SECONDS_TO_READ", 0.01)
    assert told(workbook()) == ["too_heavy"]


def test_the_child_has_neither_network_nor_numpy_nor_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = workbooks.CHILD.read_text(encoding="utf-8").replace(
        "    main()\n",
        "    import os; print(json.dumps([sys.modules['socket'], sys.modules['numpy'], sorted(os.environ)]))\n",
    )
    child = tmp_path / "child.py"
    child.write_text(code, encoding="utf-8")
    monkeypatch.setattr(workbooks, "CHILD", child)
    monkeypatch.setenv("PASSWORD", "hemligt")
    told = workbooks._ask({}, b"", workbooks.SECONDS_TO_READ)
    assert isinstance(told, bytes)
    network, numpy, environment = json.loads(told)
    assert network is None
    assert numpy is None
    assert set(environment) <= {*workbooks.PASSED_ON, "LC_CTYPE"}


def test_a_child_that_wants_more_memory_than_it_may_have_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = workbooks.CHILD.read_text(encoding="utf-8").replace(
        "    workbook = _open(data)\n", "    workbook = bytes(MEMORY)\n"
    )
    child = tmp_path / "child.py"
    child.write_text(code, encoding="utf-8")
    monkeypatch.setattr(workbooks, "CHILD", child)
    assert told(workbook()) == ["too_heavy"]


def seconds_to_read(data: bytes) -> float:
    start = time.perf_counter()
    read_file("svar", data)
    return time.perf_counter() - start


@pytest.mark.parametrize(("count", "seconds"), [(2_000, 1.0), (20_000, 5.0)])
@pytest.mark.parametrize("make", [text, shared_strings], ids=["text", "workbook"])
def test_a_large_honest_file_is_read_in_time(make: Callable[..., bytes], count: int, seconds: float) -> None:
    data = make([CONTROL[0], *((f"kommun-{n}", "effects", ANSWERS[n % 3], f"Ärende {n}") for n in range(count))])
    assert len(rows(data)) == count + 1
    assert any(seconds_to_read(data) < seconds for _ in range(5)), "a busy machine is slow at times, but not five times"


def test_a_file_that_is_wrong_everywhere_is_told_of_in_so_many_places_and_no_more() -> None:
    assert len(told(b"\a;\a\n" * 5_000)) == MOST_FINDINGS


def copied(data: bytes, *marks: tuple[str, int, int, str]) -> bytes:
    made = marked_copy(read_file("svar", data)[0], data, marks)
    assert made is not None
    return made


def test_a_copy_of_a_workbook_has_its_values_and_marks_what_is_wrong() -> None:
    made = copied(
        workbook(), ("Svar", 2, 3, "Ja eller Nej."), ("Svar", 2, 3, "Svaret saknas."), ("Svar", 30, 1, "Rad saknas.")
    )
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Svar"]
    assert sheet["C2"].comment.text == "Ja eller Nej.\nSvaret saknas."
    assert sheet["A30"].comment.text == "Rad saknas."
    assert sheet["C2"].fill.fgColor.rgb == "00FFD9A0"
    assert sheet["C3"].comment is None
    assert rows(made) == CONTROL


def test_a_copy_of_a_text_file_is_a_workbook_of_texts_with_the_rows_where_they_were() -> None:
    data = text([CONTROL[0], (), ("03", "=1+1", "1e5", "a\ab")])
    made = copied(data, ("", 3, 4, "Fel\a tecken."))
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[3]] == [
        ("03", "s", "@"), ("=1+1", "s", "@"), ("1e5", "s", "@"), ("a\ufffdb", "s", "@"),
    ]  # fmt: skip
    assert sheet["D3"].comment.text == "Fel tecken."
    assert sheet["B3"].quotePrefix


def test_a_copy_has_values_for_formulas_and_no_links() -> None:
    def change(sheet: Any) -> None:
        sheet["A2"].hyperlink = "https://example.org/"
        sheet["B2"] = "=HYPERLINK(1)"
        sheet["B2"].data_type = "s"

    for data in (copied(with_formula(b"Ja")), copied(workbook(CONTROL, change))):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        assert b"<f>" not in everything
        assert b"example.org" not in everything
    assert rows(copied(with_formula(b"Ja")))[1][2] == "Ja"
    assert rows(copied(workbook(CONTROL, change)))[1][1] == "=HYPERLINK(1)"


def test_a_copy_keeps_the_choices_that_stand_in_the_workbook_and_no_others() -> None:
    def change(sheet: Any) -> None:
        for place, formula in (
            ("C2", "Listor!$A$1:$A$3"),
            ("C3", '"Ja,Nej"'),
            ("C4", '=WEBSERVICE("https://example.org/")'),
        ):
            choice = DataValidation(type="list", formula1=formula)
            choice.add(place)
            sheet.add_data_validation(choice)
        sheet.parent.create_sheet("Listor").sheet_state = "hidden"

    book = openpyxl.load_workbook(io.BytesIO(copied(workbook(CONTROL, change))))
    kept = {choice.formula1 for choice in book["Svar"].data_validations.dataValidation}
    assert kept == {"Listor!$A$1:$A$3", '"Ja,Nej"'}
    assert book["Listor"].sheet_state == "hidden"


@pytest.mark.parametrize("name", [name for name in BAD_FILES if name[0] in "bg"])
def test_a_file_that_was_read_can_be_copied_and_one_that_was_not_cannot(name: str) -> None:
    found, _ = loaded(name)
    made = marked_copy(found, BAD_FILES[name].make(), [(found[0].name, 2, 1, "Här.")] if found else [])
    assert (made is None) == (not found)


def test_a_copy_that_cannot_be_made_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SECONDS_TO_MARK", 0.01)
    assert marked_copy((Sheet(name="", rows=()),), b"", []) is None


def test_dates_and_percentages_keep_their_looks_in_a_copy() -> None:
    made = copied(workbook(CONTROL, formatted(0.455, "0.0%")))
    assert answer(made) == "45.5%"


def test_a_container_with_a_hundred_thousand_members_is_refused_at_once() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}", b"")
    start = time.perf_counter()
    assert told(data.getvalue(), "svar.xlsx") == ["bad_zip_member"]
    assert time.perf_counter() - start < SLOWEST_ALLOWED


def test_one_long_text_in_every_cell_does_not_fill_the_memory() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(20_000):
            sheet.write_string(number, 0, "x" * 6_000)
    assert "too_heavy" in told(data.getvalue(), "svar.xlsx")


@pytest.mark.parametrize(("encoding", "said"), [("cp850", "MS-DOS"), ("mac-roman", "Mac Roman")])
def test_an_encoding_of_old_is_named_and_never_guessed(encoding: str, said: str) -> None:
    (finding,) = read_file(
        "svar.csv", text([*CONTROL, ("kommun-01", "effects", "Ja", "Vi har påbörjat arbetet för kön")], encoding=encoding)
    )[1]
    assert said in finding.message.values["encoding"]
