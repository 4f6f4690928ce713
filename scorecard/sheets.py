"""A file that somebody loads, as sheets of text, and what is wrong or worth saying in it. Knows no questions.

A text file is one sheet without a name. What a cell means is decided by those who read the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.model import Message


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row and its number in the file, from 1. Rows without content are left out."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The rows of one sheet. `merged` are ranges such as "A2:A3"; rows of a workbook are all of one width."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to say about a file. An error stops it from being loaded; anything else is only said.

    `row` and `column` count from 1 in the file; `header` are the words over the column, `found` is the cell as it was.
    """

    message: Message
    error: bool = True
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    header: str = ""
    found: str = ""

    @property
    def code(self) -> str:
        """The last part of the message's key: what kind of finding it is."""
        return self.message.key.rpartition(".")[2]


MOST_ROWS, MOST_COLUMNS = 20_001, 300
"""The highest numbers that a row and a column may have: 20,000 rows under a header."""
LONGEST_CELL = 2_000
"""Characters."""
