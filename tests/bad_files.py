"""Files that an officer may load by mistake or with intent, made when asked for. Each says what must be told of it."""

from __future__ import annotations

import csv
import datetime
import io
import random
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import xlsxwriter
from openpyxl import Workbook

HEADER = ("Organisations-ID", "Indikator", "Svar", "Kommentar")
ANSWERS = ("Ja", "Nej", "På gång")
Cells = Sequence[str]
CONTROL = [HEADER, *((f"kommun-{n:02}", "effects", ANSWERS[n % 3], f"Ärende {n} i Åmål") for n in range(1, 10))]
"""The rows that every file is made of: nine answers of made-up organisations."""


@dataclass(frozen=True, kw_only=True)
class BadFile:
    """A file, the codes of everything to be told of it, and whether it may be loaded all the same."""

    make: Callable[[], bytes]
    file: str
    codes: frozenset[str] = frozenset()
    accept: bool = False


def text(
    rows: Iterable[Cells] = CONTROL, *, delimiter: str = ";", end: str = "\r\n", encoding: str = "utf-8", before: str = ""
) -> bytes:
    """Rows as a program would write them."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(rows)
    return (before + written.getvalue()).encode(encoding)


def changed(row: int, column: int, cell: str) -> list[Cells]:
    """The control rows with one other cell; row and column count from 1."""
    rows = [list(cells) for cells in CONTROL]
    rows[row - 1][column - 1] = cell
    return [tuple(cells) for cells in rows]


def saved(workbook: Workbook) -> bytes:
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def workbook(rows: Iterable[Sequence[Any]] = CONTROL, change: Callable[[Any], object] = bool) -> bytes:
    """Rows as a workbook with one sheet, which may be changed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Svar"
    for cells in rows:
        sheet.append(list(cells))
    change(sheet)
    return saved(book)


def repacked(data: bytes, new: Mapping[str, bytes | None], replaced: tuple[str, bytes, bytes] | None = None) -> bytes:
    """A ZIP file with members added, exchanged or, where None, left out, and the first of some bytes exchanged in one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        members = {name: old.read(name) for name in old.namelist()} | dict(new)
        if replaced:
            name, before, after = replaced
            assert before in (members[name] or b"")
            members[name] = (members[name] or b"").replace(before, after, 1)
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


SHEET, TYPES = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
EXTERNAL = b'<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]>'
LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>".encode() for n in range(1, 10)
) + b"]>"  # fmt: skip


def in_sheet(before: bytes, after: bytes, *, rows: Iterable[Sequence[Any]] = CONTROL) -> bytes:
    """A workbook in whose sheet's XML some bytes are exchanged."""
    return repacked(workbook(rows), {}, (SHEET, before, after))


def shared_strings(rows: Iterable[Cells] = CONTROL) -> bytes:
    """Rows as Excel itself would save them: every text stands once in a table of its own."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Svar")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return data.getvalue()


def with_doctype(doctype: bytes, entity: bytes) -> bytes:
    data = in_sheet(b"<worksheet", doctype + b"<worksheet")
    return repacked(data, {}, (SHEET, b"<t>", b"<t>" + entity))


def ole2(marker: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + marker.encode("utf-16-le") + bytes(1024)


def mixed_encoding() -> bytes:
    lines = text(end="\n", encoding="utf-8").split(b"\n")
    return b"\n".join([*lines[:5], *(line.decode().encode("cp1252") for line in lines[5:])])


def bit_rot() -> bytes:
    data = bytearray(workbook())
    start = data.index(SHEET.encode()) + len(SHEET) + 20
    data[start : start + 60] = random.Random(1).randbytes(60)
    return bytes(data)


def truncated() -> bytes:
    data = workbook()
    return data[: len(data) * 2 // 3]


def twice_misread() -> bytes:
    return text().decode().encode("utf-8").decode("cp1252").encode("utf-8")


def bomb(megabytes: int) -> bytes:
    """A sheet of blanks that is a thousandth of its size when packed."""
    return repacked(
        workbook(), {SHEET: b"<worksheet><sheetData>" + b" " * megabytes * 1_000_000 + b"</sheetData></worksheet>"}
    )


def many_rows(rows: int = 200_000) -> bytes:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    content = "".join(row.format(number) for number in range(12, rows))
    return in_sheet(b"</sheetData>", content.encode() + b"</sheetData>")


def many_merges() -> bytes:
    ranges = b"".join(b'<mergeCell ref="F%d:G%d"/>' % (n, n) for n in range(2, 60_002))
    return in_sheet(b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>")


def stray_cell(sheet: Any) -> None:
    sheet["XFD1048576"] = "x"


def merged(*ranges: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for each in ranges:
            sheet.merge_cells(each)

    return change


def formula_without_value(sheet: Any) -> None:
    sheet["C2"] = '=IF(1=1,"Ja","Nej")'


def formatted(value: Any, number_format: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["C2"] = value
        sheet["C2"].number_format = number_format

    return change


def hidden(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True


def with_links(sheet: Any) -> None:
    sheet["A2"].hyperlink = "https://example.org/"


def epoch_1904() -> bytes:
    book = Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    sheet = book.active
    assert sheet is not None
    for cells in [HEADER, ("kommun-01", "started", datetime.date(2025, 3, 31), "")]:
        sheet.append(list(cells))
    return saved(book)


def sheets(**rows: Iterable[Cells]) -> bytes:
    """A workbook of several sheets."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for cells in lines:
            sheet.append(list(cells))
    return saved(book)


def macro_type() -> bytes:
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return repacked(workbook(), {}, (TYPES, plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))


def with_member(name: str, content: bytes = b"x") -> bytes:
    return repacked(workbook(), {name: content})


TITLED = [("Rapport för 2013",), (), *CONTROL]
WIDE = [("", "Frågor", "", ""), ("Organisation", "A", "B", "C"), *CONTROL[1:]]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\n%%EOF\n"
HTML = "<html><table><tr><td>Organisations-ID</td></tr></table></html>".encode("cp1252")
QUOTED = changed(3, 4, 'två\nrader; ett semikolon och ett "citat"')


def case(make: Callable[[], bytes], file: str, *codes: str, accept: bool = False) -> BadFile:
    return BadFile(make=make, file=file, codes=frozenset(codes), accept=accept)


good = partial(case, accept=True)
BAD_FILES: dict[str, BadFile] = {
    "a01_ok_excel_sv_cp1252_semicolon_comma": good(lambda: text(encoding="cp1252"), "svar.csv"),
    "a02_ok_utf8_bom_semicolon": good(lambda: text(encoding="utf-8-sig"), "svar.csv"),
    "a03_ok_utf8_comma_point": good(lambda: text(delimiter=","), "svar.csv"),
    "a04_ok_utf16le_tab_unicode_text": good(lambda: text(delimiter="\t", encoding="utf-16"), "svar.txt"),
    "a05_ok_sep_hint_line": good(lambda: text(before="sep=;\r\n"), "svar.csv"),
    "a06_ok_cr_only": good(lambda: text(end="\r"), "svar.csv"),
    "a07_ok_quoted_newline": good(lambda: text(QUOTED), "svar.csv"),
    "a08_ok_trailing_empty": good(lambda: text([*((*row, "", "") for row in CONTROL), *[("",) * 6] * 40]), "svar.csv"),
    "a09_ok_nfd": good(lambda: unicodedata.normalize("NFD", text().decode()).encode(), "svar.csv"),
    "b01_empty": case(lambda: b"", "svar.csv", "EMPTY_FILE"),
    "b02_header_only": case(lambda: text(CONTROL[:1]), "svar.csv", "NO_ROWS"),
    "b03_whitespace_only": case(lambda: b" ; ;\r\n;;\r\n\t\r\n", "svar.csv", "NO_HEADER"),
    "b04_nul_bytes": case(lambda: text()[:-40] + bytes(40), "svar.csv", "NUL_BYTES"),
    "b05_truncated_mid_row": case(lambda: text()[:-27], "svar.csv", "ROW_TOO_SHORT"),
    "b06_mixed_encoding": case(mixed_encoding, "svar.csv", "MIXED_ENCODING"),
    "b07_mojibake": case(twice_misread, "svar.csv", "MOJIBAKE"),
    "b08_macroman": case(lambda: text(end="\r", encoding="mac-roman"), "svar.csv", "BAD_HEADER"),
    "b09_xlsx_named_csv": case(workbook, "svar.csv", "CONTENT_MISMATCH"),
    "b10_csv_named_xlsx": case(text, "svar.xlsx", "CONTENT_MISMATCH"),
    "b11_ole2_old_xls": case(lambda: ole2("Workbook"), "svar.xls", "OLD_XLS"),
    "b12_encrypted": case(lambda: ole2("EncryptedPackage"), "svar.xlsx", "ENCRYPTED"),
    "b13_html_as_xls": case(lambda: HTML, "svar.xls", "CONTENT_MISMATCH"),
    "b14_pdf": case(lambda: PDF, "svar.xlsx", "CONTENT_MISMATCH"),
    "b15_unclosed_quote": case(lambda: text().replace(b";Nej;", b';"Nej;', 1), "svar.csv", "UNCLOSED_QUOTE"),
    "b16_row_too_long": case(lambda: text([*CONTROL[:3], (*CONTROL[3], "", "x"), *CONTROL[4:]]), "svar.csv", "ROW_TOO_LONG"),
    "b17_comma_sep_decimal_comma": case(lambda: text(delimiter=",").replace(b",Nej,", b",45,5,", 1), "svar.csv", "ROW_TOO_LONG"),
    "b18_long_cell": case(lambda: text(changed(4, 4, "x" * 100_000)), "svar.csv", "TOO_LONG"),
    "b19_many_columns": case(lambda: text((*row, *["x"] * 3_004) for row in CONTROL), "svar.csv", "TOO_MANY_COLUMNS"),
    "b20_control_chars": case(lambda: text(changed(2, 4, "Kommun\a \x1b[31m")), "svar.csv", "CONTROL_CHARS"),
    "d23_zero_width": case(lambda: text(changed(2, 1, "kommun\u200b-01")), "svar.csv", "INVISIBLE_CHARS"),
    "f03_bidi": case(lambda: text(changed(2, 4, "\u202egnag åP")), "svar.csv", "INVISIBLE_CHARS"),
    "(filename) ../../etc/passwd.csv": good(text, "../../etc/passwd.csv", "FILENAME_CLEANED"),
    "(filename) CON.xlsx": good(workbook, "CON.xlsx", "FILENAME_CLEANED"),
    "(filename) a\\nb.csv": good(text, "a\nb.csv", "FILENAME_CLEANED"),
    "(filename) 300×å.csv": good(text, "å" * 300 + ".csv", "FILENAME_CLEANED"),
    "g01_ok": good(workbook, "svar.xlsx"),
    "g02_truncated": case(truncated, "svar.xlsx", "CORRUPT_XLSX"),
    "g03_bitrot": case(bit_rot, "svar.xlsx", "CORRUPT_XLSX"),
    "g04_merged_title": good(lambda: workbook(TITLED, merged("A1:D1")), "svar.xlsx", "HEADER_FOUND_AT"),
    "g05_two_level_header": case(lambda: workbook(WIDE, merged("B1:D1")), "svar.xlsx", "MISSING_COLUMN"),
    "g06_merged_key_cells": case(lambda: workbook(CONTROL, merged("A2:A3")), "svar.xlsx", "MERGED_CELLS"),
    "g07_formula_no_cache": case(lambda: workbook(CONTROL, formula_without_value), "svar.xlsx", "FORMULA_NOT_CALCULATED"),
    "g08_percent_format": good(lambda: workbook(CONTROL, formatted(0.455, "0.0%")), "svar.xlsx"),
    "g09_error_cell": case(lambda: workbook(CONTROL, formatted("#DIV/0!", "General")), "svar.xlsx", "EXCEL_ERROR"),
    "g10_number_as_text": good(lambda: workbook(CONTROL, formatted("45,5", "@")), "svar.xlsx"),
    "g11_number_is_date": case(lambda: workbook(CONTROL, formatted(datetime.date(2025, 5, 3), "yyyy-mm-dd")), "svar.xlsx", "NOT_A_NUMBER"),
    "g12_epoch_1904": good(epoch_1904, "svar.xlsx"),
    "g13_first_sheet_info": good(lambda: sheets(Information=[("Fyll i nästa blad",)], Svar=CONTROL), "svar.xlsx", "SHEET_CHOSEN"),
    "g14_two_data_sheets": case(lambda: sheets(Svar=CONTROL, Kopia=CONTROL), "svar.xlsx", "AMBIGUOUS_SHEET"),
    "g15_hidden_row": good(lambda: workbook(CONTROL, hidden), "svar.xlsx", "HIDDEN_ROWS"),
    "g16_empty_sheet": case(lambda: workbook([]), "svar.xlsx", "NO_HEADER"),
    "g17_county_number": good(lambda: workbook(CONTROL, formatted(3, "General")), "svar.xlsx", "COUNTY_PADDED"),
    "g18_float_noise": good(lambda: workbook(CONTROL, formatted(45.50000000000001, "General")), "svar.xlsx"),
    "g19_hyperlinks": good(lambda: workbook(CONTROL, with_links), "svar.xlsx"),
    "g20_xxe": case(lambda: with_doctype(EXTERNAL, b"&leak;"), "svar.xlsx", "FORBIDDEN_XML"),
    "g21_billion_laughs": case(lambda: with_doctype(LAUGHS, b"&a9;"), "svar.xlsx", "FORBIDDEN_XML"),
    "g22_zip_bomb": case(lambda: bomb(60), "svar.xlsx", "ZIP_RATIO"),
    "g23_many_rows": case(many_rows, "svar.xlsx", "TOO_MANY_ROWS"),
    "g24_huge_dimension": case(lambda: workbook(CONTROL, stray_cell), "svar.xlsx", "TOO_MANY_ROWS"),
    "g25_macro": case(macro_type, "svar.xlsm", "MACROS"),
    "g26_macro_named": case(lambda: with_member("xl/vbaProject.bin"), "svar.xlsx", "MACROS"),
    "g27_external_link": good(lambda: with_member("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "svar.xlsx", "EXTERNAL_LINKS"),
    "g28_zip_slip": case(lambda: with_member("../../evil.xml"), "svar.xlsx", "BAD_ZIP_MEMBER"),
    "g29_bad_shared_string": case(lambda: repacked(shared_strings(), {}, (SHEET, b"<v>0<", b"<v>99999<")), "svar.xlsx", "CORRUPT_XLSX"),
    "g30_missing_sheet_part": case(lambda: repacked(workbook(), {SHEET: None}), "svar.xlsx", "CORRUPT_XLSX"),
    "g31_many_merges": case(many_merges, "svar.xlsx", "TOO_MANY_MERGES"),
    "g32_nested_zip": good(lambda: with_member("xl/embeddings/data.zip", workbook()), "svar.xlsx", "EMBEDDED_OBJECT"),
}  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file after one to eight small accidents: a bit turned, a part lost, doubled, moved or overwritten."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(spoilt) + 1)
        stop = min(len(spoilt), start + chance.randint(1, 40))
        part = bytes(spoilt[start:stop])
        match chance.randrange(6):
            case 0 if start < len(spoilt):
                spoilt[start] ^= 1 << chance.randrange(8)
            case 1:
                del spoilt[start:stop]
            case 2:
                del spoilt[start if chance.random() < 0.2 else stop :]
            case 3:
                spoilt[start:start] = chance.randbytes(len(part))
            case 4:
                spoilt[start:stop] = part[::-1]
            case _:
                elsewhere = chance.randrange(len(spoilt) + 1)
                spoilt[elsewhere:elsewhere] = part
    return bytes(spoilt)


def mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """A workbook whose container is whole, but one of whose parts has met with accidents."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = chance.choice(archive.namelist())
        return repacked(data, {name: mutated(archive.read(name), chance)})
