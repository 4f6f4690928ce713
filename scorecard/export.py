"""Tables as files that Excel opens as they are and safely."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from scorecard.language import Language

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def csv_file(table: pd.DataFrame, language: Language) -> bytes:
    """A table as CSV that the language's Excel opens as it is: UTF-8 with a mark, no live formulas."""
    separator, decimal = (";", ",") if language.code == "sv" else (",", ".")
    text = io.StringIO()
    cells = table.map(lambda cell: _cell(cell, decimal)).rename(columns=_harmless)
    cells.to_csv(text, index=False, sep=separator, lineterminator="\r\n")
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(table: pd.DataFrame, title: str, notes: list[str]) -> bytes:
    """A table as an Excel workbook: a native table, and what is shown and where it comes from above it."""
    import xlsxwriter  # noqa: PLC0415  only a download needs it, and it is slow to import

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        for number, note in enumerate([title, *notes]):
            sheet.write_string(number, 0, note, book.add_format({"bold": number == 0}))
        top = len(notes) + 2
        sheet.add_table(
            top, 0, top + max(len(table), 1), len(table.columns) - 1,
            {"columns": [{"header": str(name)} for name in table.columns],
             "data": table.astype(object).where(table.notna(), None).to_numpy().tolist()},
        )  # fmt: skip
        sheet.set_column(0, len(table.columns) - 1, 20)
        sheet.freeze_panes(top + 1, 1)
    return file.getvalue()


def _cell(cell: Any, decimal: str) -> Any:
    """Numbers with the decimal mark of the language also where words stand in the same column."""
    return str(cell).replace(".", decimal) if isinstance(cell, float) and pd.notna(cell) else _harmless(cell)


def _harmless(cell: Any) -> Any:
    """T: a text that a spreadsheet would run as a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
