"""What no cell may hold, whatever its question: characters that cannot be seen, garbled letters, whole books."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from scorecard.model import Message, message
from scorecard.sheets import LONGEST_CELL, Finding, Sheet

Place = tuple[int, int, str]
"""Row, column and text of a cell."""
SHOWN = 80

CONTROL = re.compile("[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufffd-\uffff]")
"""Those that steer a device, and those that stand for a character that was lost."""
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Those without width, and those that turn the direction of writing."""
AFTER = re.escape(bytes(range(128, 192)).decode("cp1252", "ignore"))
GARBLED = re.compile(f"[ÃÂ][{AFTER}]|â€[{AFTER}]")
"""UTF-8 that was read as Windows-1252: Ã¶ for ö."""


def check_cells(sheet: Sheet) -> Iterator[Finding]:
    """Every cell that must not be loaded; garbled letters once for the whole sheet."""
    for row, column, text in _cells(sheet):
        for what in _wrong(text):
            yield Finding(message=what, sheet=sheet.name, row=row, column=column, found=text[:SHOWN])
    garbled = [(row, column, text) for row, column, text in _cells(sheet) if GARBLED.search(text)]
    for row, column, text in garbled[:1]:
        what = message("import.mojibake", found=text[:SHOWN], repaired=_repaired(text)[:SHOWN], count=len(garbled))
        yield Finding(message=what, sheet=sheet.name, row=row, column=column, found=text[:SHOWN])


def named(characters: list[str]) -> str:
    """Characters by code point, which every language writes alike; Unicode's names are English."""
    return ", ".join(f"U+{ord(character):04X}" for character in dict.fromkeys(characters))


def _cells(sheet: Sheet) -> Iterator[Place]:
    return chain.from_iterable(
        ((row.number, column, text) for column, text in enumerate(row.cells, start=1) if text) for row in sheet.rows
    )


def _wrong(text: str) -> Iterator[Message]:
    if len(text) > LONGEST_CELL:
        yield message("import.too_long", most=LONGEST_CELL)
    if found := CONTROL.findall(text):
        yield message("import.control_chars", characters=named(found))
    if found := INVISIBLE.findall(text):
        yield message("import.invisible_chars", characters=named(found))


def _repaired(text: str) -> str:
    return GARBLED.sub(lambda found: found[0].encode("cp1252").decode("utf-8", "replace"), text)
