"""A CSV file's bytes as one sheet of text: encoding, delimiter and quotes are decided, never guessed past a doubt."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from itertools import islice
from typing import NoReturn

from scorecard.containers import too_large
from scorecard.model import Message, message
from scorecard.sheets import LONGEST_CELL, MOST_ROWS, Finding, Row, Sheet

LINE_END = re.compile(r"\r\n|\r|\n")
UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]")
"""Letters of western Europe and dashes in UTF-8; what these bytes are in Windows-1252 nobody writes."""
WINDOWS_LETTER = re.compile(rb"[\xe5\xe4\xf6\xc5\xc4\xd6\xe9]")
OTHER_LETTERS = {
    "Mac Roman": re.compile(rb"[A-Za-z][\x8a\x8c\x9a]"),
    "MS-DOS (CP850)": re.compile(rb"[A-Za-z][\x84\x86\x94]"),
}
"""å, ä and ö after a letter in encodings of old, where Windows-1252 has Š, Œ, š, „, † and ”."""
DELIMITERS = (";", ",", "\t")
DECIDING_LINES = 50
HINT = re.compile(r'"?sep=([;,\t])"?(?:\r\n|\r|\n)')


BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """Bytes that are no text that can be relied on, what to say of them, and where."""

    def __init__(self, message: Message, row: int | None = None) -> None:
        super().__init__(message.key)
        self.finding = Finding(message=message, row=row)


def read_text_file(data: bytes) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """The rows of a text file; only those before it where a quotation mark is not closed. Raises nothing."""
    try:
        rows, findings = _table(_decoded(data))
    except UnreadableError as error:
        return (), (error.finding,)
    beyond = too_large(len(rows), max((len(row.cells) for row in rows), default=0))
    if beyond:
        return (), (Finding(message=beyond),)
    return (Sheet(name="", rows=tuple(rows)),), findings


def _decoded(data: bytes) -> str:
    """The text, in the first of the encodings that can be told apart from the others."""
    utf16 = data.startswith(BYTE_ORDER)
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = _unknown(_row_of(error)) if utf16 else _not_utf8(data, _row_of(error))
    if "\0" in text:
        row = _row(text[: text.index("\0")])
        raise UnreadableError(message("import.nul_bytes", row=row), row)
    return text


def _not_utf8(data: bytes, row: int) -> str:
    """What is not UTF-8, from a row on, as Windows-1252, unless something speaks for another encoding."""
    if data.startswith(codecs.BOM_UTF8) or UTF8_LETTER.search(data):
        raise UnreadableError(message("import.mixed_encoding", row=row), row)
    for encoding, letter in OTHER_LETTERS.items():
        if len(letter.findall(data)) > len(WINDOWS_LETTER.findall(data)):
            raise UnreadableError(message("import.bad_header", encoding=encoding), row)
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        return _unknown(_row_of(error))


def _unknown(row: int) -> NoReturn:
    raise UnreadableError(message("import.unknown_encoding", row=row), row)


def _row_of(error: UnicodeDecodeError) -> int:
    return _row(error.object[: error.start].decode("latin-1"))


def _row(before: str) -> int:
    return len(LINE_END.findall(before)) + 1


def _table(text: str) -> tuple[list[Row], tuple[Finding, ...]]:
    """Rows by the line of the file on which they begin."""
    hint = HINT.match(text)
    delimiter = hint[1] if hint else _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for cells in lines:
            if any(map(str.strip, cells)) and not (hint and start == 1):
                rows.append(Row(number=start, cells=tuple(unicodedata.normalize("NFC", cell) for cell in cells)))
            if len(rows) > MOST_ROWS:
                break
            start = lines.line_num + 1
    except csv.Error as error:
        one_line = "field larger" in str(error) and lines.line_num == start
        key = message("import.too_long", most=LONGEST_CELL) if one_line else message("import.unclosed_quote", row=start)
        return rows, (Finding(message=key, row=start),)
    return rows, ()


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first lines into equally many cells, at least two."""
    first = "".join(islice(io.StringIO(text, newline=""), DECIDING_LINES))
    return max(DELIMITERS, key=lambda delimiter: _regularity(first, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """How many lines have the most usual width, and that width."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(cells) for cells in lines if len(cells) > 1)
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
