"""Workbooks in, sheets of text out, and back to officers with what is wrong marked. Opens none in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scorecard.containers import check_container, too_large
from scorecard.model import Message, message
from scorecard.sheets import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Finding, Row, Sheet

Marks = Sequence[tuple[str, int, int, str]]
"""Sheet, row, column and the words to say there."""
CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS_TO_READ, SECONDS_TO_MARK = 8, 20
EXCEPTION = 1
"""What Python exits with when openpyxl raises; every other code means that a limit was met."""
PASSED_ON = ("SYSTEMROOT", "TEMP", "TMPDIR")
"""The part of the environment without which Python does not start or has nowhere to write."""


def read_workbook(data: bytes) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The visible sheets of an XLSX file, and what is to be said of it. Raises nothing, whatever the bytes."""
    container = check_container(data)
    if container.refused:
        return (), container.findings
    limits = {
        "most_rows": MOST_ROWS,
        "most_columns": MOST_COLUMNS,
        "longest_cell": LONGEST_CELL,
        "formulas": container.formulas,
    }
    answer = _ask({"read": limits}, data, SECONDS_TO_READ)
    if isinstance(answer, Message):
        return (), (*container.findings, Finding(message=answer))
    visible = [read for read in json.loads(answer)["sheets"] if not read["hidden"]]
    findings = (finding for read in visible for finding in _findings(read))
    return tuple(map(_sheet, visible)), (*container.findings, *findings)


def marked_copy(sheets: Sequence[Sheet], data: bytes, marks: Marks) -> bytes | None:
    """The file as a workbook of values in which cells are marked. None where it could not be read."""
    if not sheets:
        return None
    rows = [(sheet.name, [(row.number, row.cells) for row in sheet.rows]) for sheet in sheets]
    is_text = all(not sheet.name for sheet in sheets)
    request = {"mark": {"sheets": rows if is_text else [], "marks": list(marks)}}
    answer = _ask(request, b"" if is_text else data, SECONDS_TO_MARK)
    return None if isinstance(answer, Message) else answer


def _ask(request: dict[str, Any], data: bytes, seconds: float) -> bytes | Message:
    """The child's answer, or what to say where it had none."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own script
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(request).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return message("import.too_heavy")
    if done.returncode:
        return message("import.corrupt_xlsx") if done.returncode == EXCEPTION else message("import.too_heavy")
    return done.stdout


def _sheet(read: dict[str, Any]) -> Sheet:
    width = max((len(cells) for _, cells in read["rows"]), default=0)
    rows = (Row(number=number, cells=(*cells, *[""] * (width - len(cells)))) for number, cells in read["rows"])
    return Sheet(name=read["name"], rows=tuple(rows), merged=tuple(read["merged"]))


def _findings(read: dict[str, Any]) -> Iterator[Finding]:
    beyond = too_large(*read["size"])
    if beyond:
        yield Finding(message=beyond, sheet=read["name"])
    for row, column in read["uncalculated"]:
        yield Finding(message=message("import.formula_not_calculated"), sheet=read["name"], row=row, column=column)
    last_row, last_column = read["size"]
    rows = [number for number in read["hidden_rows"] if number <= last_row]
    columns = sum(min(last, last_column) - first + 1 for first, last in read["hidden_columns"] if first <= last_column)
    if rows or columns:
        what = message("import.hidden_rows", rows=len(rows), columns=columns)
        yield Finding(message=what, error=False, sheet=read["name"], row=rows[0] if rows else None)
