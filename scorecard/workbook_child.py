"""The process that opens an officer's workbook, so that a hostile one can harm nothing else. Knows only cells.

Run as a script it reads a line of JSON that says what to do, then the workbook, and writes the answer.
"""

from __future__ import annotations

import datetime
import gc
import io
import json
import re
import sys
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

MEMORY = 450_000_000
UNUSED: tuple[str, ...] = ("numpy", "lxml", "PIL", "socket")
"""What openpyxl would import if it is there: slow, in C, or a way out."""
MOST_TEXT = 20_000_000
"""Characters of all cells together; a text that stands once in the file may stand in every cell."""
OUT_OF_MEMORY = 2
"""The exit code; any other exception makes Python exit with 1."""


def _narrow() -> None:
    """Leaves this process little memory and no network."""
    gc.disable()  # it lives for one file, and the collector would take a third of its time
    sys.modules.update(dict.fromkeys(UNUSED))  # type: ignore[arg-type]  # None makes an import fail
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _narrow()

import openpyxl  # noqa: E402  only when narrowed
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: E402
from openpyxl.comments import Comment  # noqa: E402
from openpyxl.styles import PatternFill  # noqa: E402

Marks = Iterable[tuple[str, int, int, str]]
"""Sheet, row, column and the words to say there."""
WRONG = PatternFill("solid", fgColor="FFD9A0")
LITERAL = re.compile(r'"[^"]*"|\\.')
CHOICES = re.compile(r"""(?:(?:\w+|'[\w -]+')!)?\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7}|"[^"]*\"""")
"""A list of choices that is written out or stands in the workbook."""


def read(data: bytes, *, most_rows: int, most_columns: int, longest_cell: int, formulas: bool) -> dict[str, Any]:
    """The sheets of a workbook as text. Raises whatever openpyxl raises on damaged ones."""
    workbook = _open(data)
    written = _open(data, cached=False) if formulas else None
    sheets = []
    for sheet in workbook.worksheets:
        small = sheet.max_row <= most_rows and sheet.max_column <= most_columns
        sheets.append({
            "name": sheet.title,
            "hidden": sheet.sheet_state != "visible",
            "size": [sheet.max_row, sheet.max_column],
            "rows": list(_rows(sheet, longest_cell + 1)) if small else [],
            "merged": sorted(str(each) for each in sheet.merged_cells.ranges),
            "hidden_rows": sorted(number for number, row in sheet.row_dimensions.items() if row.hidden),
            "hidden_columns": [[each.min, each.max] for each in sheet.column_dimensions.values() if each.hidden],
            "uncalculated": list(_uncalculated(sheet, written[sheet.title])) if written else [],
        })  # fmt: skip
    return {"sheets": sheets}


def _open(data: bytes, *, cached: bool = True) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out when it saves
        return openpyxl.load_workbook(io.BytesIO(data), data_only=cached, keep_links=False)


def _cells(sheet: Any) -> list[Any]:
    """The cells that there are, in order; `iter_rows` would make all those between them."""
    return [cell for _, cell in sorted(sheet._cells.items())]


def _rows(sheet: Any, most: int) -> Iterator[tuple[int, list[str]]]:
    """Every row that has content, as long as its last cell that has; no cell longer than what is refused anyway."""
    rows: dict[int, list[str]] = {}
    length = 0
    for cell in _cells(sheet):
        text = _text(cell)[:most]
        length += len(text)
        if length > MOST_TEXT:
            raise MemoryError
        if text.strip():
            row = rows.setdefault(cell.row, [])
            row.extend([""] * (cell.column - 1 - len(row)))
            row.append(text)
    yield from rows.items()


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        percent = "%" in LITERAL.sub("", cell.number_format)
        return f"{_number(value * 100)}%" if percent else _number(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return unicodedata.normalize("NFC", str(value).replace("_x000D_", ""))  # how Excel writes a carriage return


def _number(value: float) -> str:
    """A number as somebody wrote it: without the noise of binary fractions, and without exponents."""
    return str(int(value)) if float(value).is_integer() else format(Decimal(format(value, ".12g")), "f")


def _uncalculated(sheet: Any, written: Any) -> Iterator[tuple[int, int]]:
    """The cells with a formula but no value; an empty text is a value."""
    for cell in _cells(written):
        cached = sheet.cell(cell.row, cell.column)
        if cell.data_type == "f" and cached.value is None and cached.data_type == "n":
            yield cell.row, cell.column


def mark(data: bytes, *, sheets: Any, marks: Marks) -> bytes:
    """A workbook with the values of another, or of rows where there is none, in which some cells are marked.

    It is a new workbook: no formula, link, object or macro can come along.
    """
    copy = openpyxl.Workbook()
    copy.remove(copy.active)
    for sheet in _open(data).worksheets if data else ():
        _copy(sheet, copy.create_sheet(sheet.title))
    copies = {sheet.title: sheet for sheet in copy.worksheets}
    for name, rows in () if data else sheets:
        copies[name] = copy.create_sheet()
        for number, cells in rows:
            for column, text in enumerate(cells, start=1):
                _write(copies[name].cell(number, column), text, "@")
    for name, row, column, words in marks:
        _mark(copies[name].cell(row, column), words)
    saved = io.BytesIO()
    copy.save(saved)
    return saved.getvalue()


def _copy(sheet: Any, copy: Any) -> None:
    copy.sheet_state = sheet.sheet_state
    for cell in _cells(sheet):
        _write(copy.cell(cell.row, cell.column), cell.value, cell.number_format)
    for letter, column in sheet.column_dimensions.items():
        copy.column_dimensions[letter].width = column.width
    for choice in sheet.data_validations.dataValidation:
        if choice.type == "list" and CHOICES.fullmatch(str(choice.formula1)):
            copy.add_data_validation(choice)


def _write(cell: Any, value: Any, number_format: str) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
    if cell.data_type == "f":
        cell.data_type, cell.quotePrefix = "s", True  # not a formula, now or when somebody edits it
    if number_format != "General":  # styles are slow
        cell.number_format = number_format


def _mark(cell: Any, words: str) -> None:
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.fill = WRONG
    cell.comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", before + words), "scorecard", height=160, width=320)


def _answer(request: dict[str, Any], data: bytes) -> bytes:
    return mark(data, **request["mark"]) if "mark" in request else json.dumps(read(data, **request["read"])).encode()


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    try:
        sys.stdout.buffer.write(_answer(request, sys.stdin.buffer.read()))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
