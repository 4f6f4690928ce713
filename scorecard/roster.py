"""Reads a list of organisations for a new programme: names, and where the list has them ids, kinds and areas.

The list comes from a file or is typed in. Reads no programme: there is none yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorecard import headers
from scorecard.files import read_file
from scorecard.headers import ROWS_SEARCHED, plain
from scorecard.model import Message, message
from scorecard.sheets import Finding, Row, Sheet

NAMES = {
    "name": ("namn", "name", *headers.NAMES["organisation"], *headers.NAMES["name"]),
    "id": headers.NAMES["id"],
    "kind": ("typ", "slag", "organisationstyp", "kind", "type", "organisation type"),
    "area": (*headers.NAMES["county"], "län", "region", "område", "distrikt", "area", "district"),
}
"""What a column of the list may be called."""
EXPECTED = "Namn; Organisations-ID, Typ, Län"
LONGEST_ID, LONGEST_NAME = 32, 120


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An organisation as a list has it; blank where the list says nothing."""

    id: str
    name: str
    kind: str = ""
    area: str = ""


def read_roster(name: str, data: bytes, area_names: Iterable[str] = ()) -> tuple[tuple[Listed, ...], tuple[Finding, ...]]:
    """The organisations of a file, and what is wrong or worth saying in it; with an error there are none.

    `area_names` are further names that the column of areas may have.
    """
    sheets, findings = read_file(name, data)
    spellings = {spelling: role for role, names in NAMES.items() for spelling in names}
    spellings |= {plain(each): "area" for each in area_names}
    if any(each.error for each in findings) or not sheets:
        return (), findings
    sheet, start, columns = _header(sheets, spellings)
    if not columns:
        what = Finding(message=message("roster.no_header", expected=EXPECTED), sheet=sheets[0].name)
        return (), (*findings, what)
    rows = [row for row in sheet.rows if row.number >= start and any(cell.strip() for cell in row.cells)]
    wrong = list(_wrong(sheet, rows, columns))
    if not rows:
        wrong.append(Finding(message=message("import.no_rows"), sheet=sheet.name))
    listed = () if wrong else named(_listed(row, columns) for row in rows)
    return listed, (*findings, *wrong)


def named(organisations: Iterable[Listed]) -> tuple[Listed, ...]:
    """The same, each with an id: its own, else one made of its name that no other has; a kind is spelt in one way."""
    organisations = list(organisations)
    taken = {each.id.casefold() for each in organisations if each.id}
    first: dict[str, str] = {}
    found = []
    for each in organisations:
        id = each.id or new_id(each.name, taken)
        taken.add(id.casefold())
        kind, area = (first.setdefault(words.casefold(), words) for words in (each.kind, each.area))
        found.append(Listed(id=id, name=each.name, kind=kind, area=area))
    return tuple(found)


def new_id(words: str, taken: Collection[str], *, longest: int = LONGEST_ID, between: str = "-") -> str:
    """An id of plain letters and digits that says what it names: "Göteborgs stad" becomes "goteborgs-stad"."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    start = re.sub(r"[^a-z0-9]+", between, letters).strip(between)[: longest - 4].rstrip(between)
    start = start if start[:1].isalpha() else f"x{between}{start}".rstrip(between)
    numbered = (start if number == 1 else f"{start}{between}{number}" for number in range(1, 10_000))
    return next(each for each in numbered if each not in taken)


def _header(sheets: Sequence[Sheet], spellings: Mapping[str, str]) -> tuple[Sheet, int, Mapping[str, int]]:
    """The sheet, its first row below the header, and the place of every role. A bare list of names has no header."""
    for sheet in sheets:
        for row in sheet.rows:
            roles = {place: spellings.get(plain(cell), "") for place, cell in enumerate(row.cells)}
            if row.number <= ROWS_SEARCHED and "name" in roles.values():
                return sheet, row.number + 1, {role: place for place, role in reversed(roles.items()) if role}
    filled = ([place for place, cell in enumerate(row.cells) if cell.strip()] for row in sheets[0].rows)
    return sheets[0], 1, {"name": 0} if all(places == [0] for places in filled) else {}


def _listed(row: Row, columns: Mapping[str, int]) -> Listed:
    return Listed(**{role: _cell(row, columns, role) for role in NAMES})


def _cell(row: Row, columns: Mapping[str, int], role: str) -> str:
    place = columns.get(role)
    return " ".join(row.cells[place].split()) if place is not None and place < len(row.cells) else ""


def _wrong(sheet: Sheet, rows: Iterable[Row], columns: Mapping[str, int]) -> Iterable[Finding]:
    seen: dict[str, dict[str, int]] = {"id": {}, "name": {}}
    for row in rows:
        each = _listed(row, columns)
        for role, what in _wrong_in(each):
            yield _finding(sheet, row, columns, role, what)
        for role, value in (("id", each.id.casefold()), ("name", each.name.casefold())):
            first = seen[role].setdefault(value, row.number) if value else row.number
            if first != row.number:
                what = message("roster.duplicate", value=_cell(row, columns, role), first=first)
                yield _finding(sheet, row, columns, role, what)


def _wrong_in(each: Listed) -> Iterable[tuple[str, Message]]:
    if not each.name:
        yield "name", message("roster.no_name")
    if len(each.name) > LONGEST_NAME:
        yield "name", message("roster.long_name", most=LONGEST_NAME)
    if "://" in each.name:
        yield "name", message("check.name")
    if each.id and not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}", each.id):
        yield "id", message("roster.bad_id", most=LONGEST_ID)


def _finding(sheet: Sheet, row: Row, columns: Mapping[str, int], role: str, what: Message) -> Finding:
    place = columns[role] + 1 if role in columns else None
    return Finding(message=what, sheet=sheet.name, row=row.number, column=place, found=_cell(row, columns, role))
