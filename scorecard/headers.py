"""Finds the header of a loaded sheet and what each of its columns holds. Reads no answers.

Two forms are known: long, with a column for the question and one for the answer, and wide, with a column per question.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorecard.model import Message, Scale, message
from scorecard.programme import Programme
from scorecard.sheets import Finding, Row, Sheet

ROWS_SEARCHED = 20
"""How far down a header may stand."""
NAMES = {
    "id": ("organisations-id", "organisation-id", "organisations id", "organisation id", "organisation_id", "id"),
    "organisation": ("organisation",),
    "name": ("organisationsnamn", "organisation name"),
    "indicator": ("indikator", "indicator"),
    "answer": ("svar", "answer"),
    "county": ("länskod", "county", "county code"),
    "round": ("runda", "round"),
    "evidence": ("evidens", "evidence"),
    "note": ("kommentar", "note", "comment"),
}
"""What a column may be called. "Organisation" is the id where no other column is, else the name."""
EXPECTED = "Organisations-ID, Indikator, Svar"
ROLES = {spelling: role for role, spellings in NAMES.items() for spelling in spellings}


@dataclass(frozen=True, kw_only=True)
class Header:
    """Where a sheet's answers begin. `columns` gives for a role its place in a row, `questions` for an indicator."""

    sheet: Sheet
    row: Row
    columns: Mapping[str, int]
    questions: Mapping[str, int]

    @property
    def wide(self) -> bool:
        return "answer" not in self.columns

    @property
    def rows(self) -> Sequence[Row]:
        return [each for each in self.sheet.rows if each.number > self.row.number]

    @property
    def width(self) -> int:
        """The number of columns up to the last that has a name."""
        return max(place for place, cell in enumerate(self.row.cells) if cell.strip()) + 1

    def words(self, place: int) -> str:
        return self.row.cells[place] if place < len(self.row.cells) else ""


def find_header(programme: Programme, sheets: Iterable[Sheet]) -> tuple[Header | None, list[Finding]]:
    """The header of the only sheet that has one, and what is wrong or unusual about it. None where it is unusable."""
    sheets, spellings = list(sheets), _spellings(programme)
    found = [(sheet, row) for sheet in sheets if (row := _row_with(sheet, spellings, {"id", "organisation"}))]
    found = found or [(sheet, row) for sheet in sheets[:1] if (row := _row_with(sheet, spellings, set(ROLES.values())))]
    if len(found) > 1:
        names = ", ".join(sheet.name for sheet, _ in found)
        return None, [Finding(message=message("import.ambiguous_sheet", sheets=names))]
    if not found:
        return None, [Finding(message=message("import.no_header", expected=EXPECTED))]
    header, findings = _header(*found[0], spellings)
    if header is None:
        return None, findings
    if header.sheet != sheets[0]:
        findings.append(_said(header, message("import.sheet_chosen", name=header.sheet.name)))
    if header.row != header.sheet.rows[0]:
        findings.append(_said(header, message("import.header_found_at", number=header.row.number)))
    return header, findings + _merged(header)


def plain(text: str) -> str:
    """A header as it is compared: without case, repeated blanks and closing marks."""
    return " ".join(text.casefold().split()).rstrip(" .:*")


def question_spellings(programme: Programme) -> dict[str, str]:
    """The id of the question that a spelling means: its id, and its words where only one question has them."""
    found: dict[str, set[str]] = {}
    for each in programme.indicators.values():
        for text in (each.id, *each.text.values(), *each.label.values()):
            found.setdefault(plain(text), set()).add(each.id)
    return {text: min(ids) for text, ids in found.items() if len(ids) == 1}


def _spellings(programme: Programme) -> dict[str, str]:
    """What every spelling of a header means: a role, or "?id" of a question that can be answered."""
    answerable = {name for name, each in programme.indicators.items() if each.scale is not Scale.PUBLISHED}
    questions = {text: f"?{name}" for text, name in question_spellings(programme).items() if name in answerable}
    roles = {text: role for text, role in ROLES.items() if role != "county" or programme.counties}
    area = programme.settings.area if programme.counties else None
    return questions | roles | {plain(text): "county" for text in (area.text.values() if area else ())}


def _row_with(sheet: Sheet, spellings: Mapping[str, str], meanings: Collection[str]) -> Row | None:
    """The first row in which one of some meanings stands."""
    rows = (row for row in sheet.rows if row.number <= ROWS_SEARCHED)
    return next((row for row in rows if any(spellings.get(plain(cell)) in meanings for cell in row.cells)), None)


def _header(sheet: Sheet, row: Row, spellings: Mapping[str, str]) -> tuple[Header | None, list[Finding]]:
    meanings = {place: spellings.get(plain(cell), "") for place, cell in enumerate(row.cells)}
    if "id" in meanings.values():
        meanings = {place: "name" if each == "organisation" else each for place, each in meanings.items()}
    meanings = {place: "id" if each == "organisation" else each for place, each in meanings.items()}
    places: dict[str, int] = {}
    findings = []
    for place, meaning in meanings.items():
        if meaning and meaning in places:
            findings.append(_at(sheet, row, place, message("import.duplicate_column", name=row.cells[place])))
        elif meaning:
            places[meaning] = place
    header = Header(
        sheet=sheet, row=row,
        columns={each: place for each, place in places.items() if not each.startswith("?")},
        questions={each[1:]: place for each, place in places.items() if each.startswith("?")},
    )  # fmt: skip
    findings += _unknown(header, meanings, spellings) + _missing(header)
    return (None if any(each.error for each in findings) else header), findings


def _unknown(header: Header, meanings: Mapping[int, str], spellings: Mapping[str, str]) -> list[Finding]:
    """Columns that nobody knows: misspelt ones are errors, others are left out and named."""
    findings = []
    for place in range(max(len(row.cells) for row in header.sheet.rows)):
        words = header.words(place).strip()
        if meanings.get(place) or not (words or _has_content(header, place)):
            continue
        near = difflib.get_close_matches(plain(words), spellings, 1, cutoff=0.8)
        if near:
            what = message("import.near.missing_column", found=words, near=near[0])
        elif header.sheet.name or words:
            what = message("import.extra_column", name=words)
        else:
            continue  # a text file's rows that are longer than the header are told row by row
        findings.append(_at(header.sheet, header.row, place, what, error=bool(near)))
    return findings


def _has_content(header: Header, place: int) -> bool:
    return any(place < len(row.cells) and row.cells[place].strip() for row in header.rows)


def _missing(header: Header) -> list[Finding]:
    if header.questions and "answer" in header.columns:
        words = ", ".join(header.words(place) for place in header.questions.values())
        return [_at(header.sheet, header.row, header.columns["answer"], message("import.two_forms", questions=words))]
    lacking = [] if "id" in header.columns else ["Organisations-ID"]
    if not header.questions or {"indicator", "answer"} & set(header.columns):
        lacking += [NAMES[role][0].capitalize() for role in ("indicator", "answer") if role not in header.columns]
    if not lacking:
        return []
    there = ", ".join(cell for cell in header.row.cells if cell.strip())
    what = message("import.missing_column", missing=", ".join(lacking), found=there, expected=EXPECTED)
    return [_at(header.sheet, header.row, None, what)]


def _merged(header: Header) -> list[Finding]:
    """Merged cells below the header: only the first of them carries a value, and nobody can tell what the others mean."""
    findings = []
    for cells in header.sheet.merged:
        (row, column), (last_row, _) = (_place(each) for each in cells.split(":"))
        if last_row > header.row.number:
            what = message("import.merged_cells", cells=cells)
            findings.append(
                Finding(message=what, sheet=header.sheet.name, row=row, column=column, header=header.words(column - 1))
            )
    return findings


def _place(cell: str) -> tuple[int, int]:
    """Row and column of "AB12"."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column


def _at(sheet: Sheet, row: Row, place: int | None, what: Message, *, error: bool = True) -> Finding:
    cell = row.cells[place] if place is not None and place < len(row.cells) else ""
    column = None if place is None else place + 1
    return Finding(message=what, error=error, sheet=sheet.name, row=row.number, column=column, header=cell, found=cell)


def _said(header: Header, what: Message) -> Finding:
    return Finding(message=what, error=False, sheet=header.sheet.name, row=header.row.number)
