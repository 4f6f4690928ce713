"""Tables as files that Excel opens as they are and safely, and a file written whole or not at all."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorecard.language import Language

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, however they are written."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
NARROWEST, WIDEST = 10, 66
"""Characters of a column."""
FILTER_BUTTON = 3
FIRST_YEAR = 1900
"""Excel has no dates before."""
LONGEST_TEXT = 32_767
"""Characters that Excel keeps in a cell."""


def csv_file(table: pd.DataFrame, language: Language) -> bytes:
    """A table as CSV that the language's Excel opens as it is: UTF-8 with a mark, no live formulas."""
    separator, decimal = (";", ",") if language.decimal_comma else (",", ".")
    text = io.StringIO()
    cells = table.map(lambda cell: _cell(cell, decimal)).rename(columns=_harmless)
    cells.to_csv(text, index=False, sep=separator, lineterminator="\r\n")
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(table: pd.DataFrame, title: str, notes: list[str]) -> bytes:
    """A table as an Excel workbook: a native table, and what is shown and where it comes from above it."""
    file = io.BytesIO()
    with new_workbook(file) as book:
        sheet = book.add_worksheet(title[:31])
        for number, note in enumerate([title, *notes]):
            sheet.write_string(number, 0, note, book.add_format({"bold": number == 0}))
        top = len(notes) + 2
        native_table(book, sheet, top, table, "data")
        for number, width in enumerate(widths([table])):
            sheet.set_column(number, number, width)
        sheet.freeze_panes(top + 1, 1)
    return file.getvalue()


def new_workbook(file: io.BytesIO) -> Workbook:
    """A workbook in which a text stays a text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415  only a download needs it, and it is slow to import

    return xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})


def native_table(book: Workbook, sheet: Worksheet, top: int, table: pd.DataFrame, name: str) -> int:
    """Writes a native Excel table, numbers as numbers and dates as dates; returns its last row."""
    bottom = top + max(len(table), 1)
    columns = [{"header": str(each)} for each in table.columns]
    sheet.add_table(top, 0, bottom, len(columns) - 1, {"name": name, "columns": columns, "style": "Table Style Light 9"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    for row, cells in enumerate(table.astype(object).where(table.notna(), None).to_numpy().tolist(), start=top + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Number):
                sheet.write_number(row, column, cell, text)
            elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
                sheet.write_datetime(row, column, cell, day)
            elif cell is not None:
                sheet.write_string(row, column, str(cell)[:LONGEST_TEXT], text)
    return bottom


def widths(tables: Iterable[pd.DataFrame], widest: int = WIDEST) -> list[int]:
    """For every column the characters that its longest text needs in any of the tables that stand below each other."""
    found: dict[int, int] = {}
    for table in tables:
        for number, (header, cells) in enumerate(table.items()):
            longest = max([len(str(header)) + FILTER_BUTTON, *(len(str(cell)) + 1 for cell in cells)])
            found[number] = max(found.get(number, NARROWEST), min(longest, widest))
    return list(found.values())


def write_file(file: Path, content: bytes) -> None:
    """Writes a file whole or not at all: what stood there stays until the new one is complete. Raises `OSError`."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with temporary.open("xb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        os.replace(temporary, file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Makes a new folder whole or not at all: its files are written beside it, and the last step names it.

    Raises `OSError`, also where the folder is there already.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in files.items():
            (temporary / name).parent.mkdir(exist_ok=True)
            write_file(temporary / name, content)
        temporary.chmod(0o755)  # others read it; mkdtemp keeps it to the one who made it
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _cell(cell: Any, decimal: str) -> Any:
    """Numbers with the decimal mark of the language also where words stand in the same column."""
    return str(cell).replace(".", decimal) if isinstance(cell, float) and pd.notna(cell) else _harmless(cell)


def _harmless(cell: Any) -> Any:
    """T: a text that a spreadsheet would run as a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
