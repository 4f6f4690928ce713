"""The answers that a loaded file reports for a round, and everything that is wrong in it. Writes nothing.

Blank is not reported; what the file says nothing about stays as it is.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from scorecard.answers import Given, look_alike, read_answer
from scorecard.files import MOST_FINDINGS, clean_name, read_file
from scorecard.headers import Header, find_header, plain, question_spellings
from scorecard.model import AnswerState, Date, Message, Scale, message
from scorecard.programme import Programme
from scorecard.records import Indicator, Organisation
from scorecard.sheets import Finding, Row, Sheet

Evidence = Literal["self_assessed", "verified"]
EVIDENCE: Mapping[str, Evidence] = {
    "self_assessed": "self_assessed", "self-assessed": "self_assessed", "självskattning": "self_assessed",
    "självskattad": "self_assessed", "verified": "verified", "verifierad": "verified", "granskad": "verified",
}  # fmt: skip
MOST_HINTS = 100
"""Wrong keys for which the nearest known one is looked up; it is slow, and nobody reads more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """One answer of one organisation. None as evidence or note leaves what is there."""

    organisation: str
    indicator: str
    state: AnswerState
    answer: str
    evidence: Evidence | None = None
    note: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.organisation, self.indicator


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a file reports for a round. With errors among the findings nothing of it may be written."""

    file_name: str
    sha256: str
    round: Date
    reported: tuple[Reported, ...]
    findings: tuple[Finding, ...]
    sheets: tuple[Sheet, ...]

    @cached_property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.error)


def read_submission(programme: Programme, round: Date, name: str, data: bytes, today: Date) -> Submission:
    """A file as what it reports for a round, every error of it told at once in file order."""
    sheets, findings = read_file(name, data)
    reported: tuple[Reported, ...] = ()
    if sheets and all(each.column for each in findings if each.error):  # else the file itself is not what it seems
        reported, about_rows = read_sheet(programme, round, sheets, today)
        findings = (*findings, *about_rows)
    return Submission(
        file_name=clean_name(name)[0], sha256=hashlib.sha256(data).hexdigest(), round=round,
        reported=() if any(each.error for each in findings) else reported, findings=findings, sheets=sheets,
    )  # fmt: skip


def read_sheet(
    programme: Programme, round: Date, sheets: Sequence[Sheet], today: Date
) -> tuple[tuple[Reported, ...], tuple[Finding, ...]]:
    """What the only sheet with a header reports for a round, and what is wrong in it; with an error it reports nothing."""
    header, findings = find_header(programme, sheets)
    reported: tuple[Reported, ...] = ()
    if header is not None:
        reading = _Reading(programme, round, header, today)
        reported = tuple(reading.read())
        findings += reading.findings
    return () if any(each.error for each in findings) else reported, tuple(findings)


@dataclass
class _Reading:
    """One pass over the rows below a header."""

    programme: Programme
    round: Date
    header: Header
    today: Date
    findings: list[Finding] = field(default_factory=list)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    hints: int = 0

    def read(self) -> Iterator[Reported]:
        rows = [row for row in self.header.rows if any(cell.strip() for cell in row.cells)]
        if not rows:
            self.findings.append(Finding(message=message("import.no_rows"), sheet=self.header.sheet.name))
        elif not self._all_for_another_round(rows):
            for row in rows:
                if len(self.findings) < MOST_FINDINGS:
                    yield from self._row(row)
            if len(self.findings) >= MOST_FINDINGS:
                what = message("import.more", most=MOST_FINDINGS)
                self.findings.append(Finding(message=what, sheet=self.header.sheet.name))

    def _all_for_another_round(self, rows: Iterable[Row]) -> bool:
        """One error, and not one for every row."""
        if "round" not in self.header.columns:
            return False
        found = {self._cell(row, "round") for row in rows}
        other = found.pop() if len(found) == 1 else ""
        if not other or self._round_of(other) == self.round:
            return False
        self._wrong_round(next(iter(rows)), other)
        return True

    def _row(self, row: Row) -> Iterator[Reported]:
        if self._length_is_wrong(row):
            return
        organisation = self._organisation(row)
        evidence, note = self._evidence(row), self._cell(row, "note") or None
        self._check_round(row)
        if organisation is None:
            return
        self._check_name(row, organisation)
        self._check_county(row, organisation)
        for indicator, place in self._questions(row):
            if self._is_second(row, organisation, indicator):
                return
            cell = row.cells[place] if place < len(row.cells) else ""
            given = self._answer(row, indicator, place, cell)
            if given is not None:
                state, answer = given
                silent = self.header.wide and state is AnswerState.NOT_REPORTED  # the row speaks of the answers that it has
                yield Reported(
                    organisation=organisation.id, indicator=indicator.id, state=state, answer=answer,
                    evidence=None if silent else evidence, note=None if silent else note,
                )  # fmt: skip

    def _length_is_wrong(self, row: Row) -> bool:
        """Only a text file can have it; its rows are as long as they are written."""
        expected, found = self.header.width, len(row.cells)
        extra = any(cell.strip() for cell in row.cells[expected:])
        if self.header.sheet.name or (found >= expected and not extra):
            return False
        key = "row_too_long" if extra else "row_too_short"
        self._tell(row, None, message(f"import.{key}", count=found, expected=expected))
        return True

    def _questions(self, row: Row) -> Iterable[tuple[Indicator, int]]:
        if self.header.wide:
            return [(self.programme.indicators[name], place) for name, place in self.header.questions.items()]
        name = self._cell(row, "indicator")
        found = self._indicators.get(plain(name))
        if found is None:
            self._unknown(row, "indicator", name, self._indicators, "unknown_indicator")
            return []
        return [(self.programme.indicators[found], self.header.columns["answer"])]

    @cached_property
    def _indicators(self) -> Mapping[str, str]:
        return question_spellings(self.programme)

    def _organisation(self, row: Row) -> Organisation | None:
        name, known = self._cell(row, "id"), self.programme.organisations
        if not name:
            self._tell(row, "id", message("import.blank_key"))
            return None
        if name in known:
            return known[name]
        if name.casefold() in self._ids:
            self._tell(row, "id", message("import.id_normalised", value=self._ids[name.casefold()]), error=False)
            return known[self._ids[name.casefold()]]
        self._unknown(row, "id", name, known, "unknown_organisation")
        return None

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {each.casefold(): each for each in self.programme.organisations}

    def _unknown(self, row: Row, role: str, value: str, known: Iterable[str], code: str) -> None:
        if not value:
            self._tell(row, role, message("import.blank_key"))
        elif character := look_alike(value):
            self._tell(row, role, message(f"import.look_alike.{code}", value=value, character=character))
        else:
            near = self._near(value, known, 3)
            key = f"import.near.{code}" if near else f"import.{code}"
            self._tell(row, role, message(key, value=value, near=", ".join(near)))

    def _near(self, value: str, known: Iterable[str], most: int) -> list[str]:
        self.hints += 1
        return difflib.get_close_matches(value.casefold(), known, most) if self.hints <= MOST_HINTS else []

    def _check_name(self, row: Row, organisation: Organisation) -> None:
        name = self._cell(row, "name")
        if name and plain(name) != plain(organisation.name):
            self._tell(row, "name", message("import.org_mismatch", id=organisation.id, name=organisation.name))

    def _check_county(self, row: Row, organisation: Organisation) -> None:
        cell = self._cell(row, "county")
        if not cell:
            return
        code = self._county_code(row, cell)
        if code is None:
            near = self._near(plain(cell), self._counties, 1)
            codes = ", ".join(sorted(self.programme.counties))
            key = "import.near.unknown_county" if near else "import.unknown_county"
            self._tell(row, "county", message(key, value=cell, near=", ".join(near), codes=codes))
        elif code != organisation.county_code:
            self._tell(
                row, "county", message("import.county_mismatch", id=organisation.id, county=organisation.county_code or "–")
            )

    def _county_code(self, row: Row, cell: str) -> str | None:
        known = self.programme.counties
        if cell in known:
            return cell
        if cell.isdecimal() and (padded := cell.zfill(2)) in known:
            self._tell(row, "county", message("import.county_padded", value=padded), error=False)
            return padded
        code = self._counties.get(plain(cell))
        if code is not None:
            self._tell(row, "county", message("import.county_name", value=code), error=False)
        return code

    @cached_property
    def _counties(self) -> Mapping[str, str]:
        """Every name of a county."""
        names = [(each.county_code, (each.county_sv, each.county_en)) for each in self.programme.counties.values()]
        short = {plain(name.removesuffix(" County").removesuffix(" län")): code for code, both in names for name in both}
        return {plain(name): code for code, both in names for name in both} | short

    def _check_round(self, row: Row) -> None:
        cell = self._cell(row, "round")
        if cell and self._round_of(cell) != self.round:
            self._wrong_round(row, cell)

    def _wrong_round(self, row: Row, cell: str) -> None:
        dates = ", ".join(each.date.isoformat() for each in self.programme.rounds)
        key = "import.unknown_round" if self._round_of(cell) is None else "import.wrong_round"
        self._tell(row, "round", message(key, value=cell, round=self.round.isoformat(), dates=dates))

    def _round_of(self, cell: str) -> Date | None:
        """A round by its date or its words."""
        return next(
            (
                each.date
                for each in self.programme.rounds
                if plain(cell) in {each.date.isoformat(), *map(plain, (*each.short.values(), *each.title.values()))}
            ),
            None,
        )

    def _evidence(self, row: Row) -> Evidence | None:
        cell = self._cell(row, "evidence")
        if cell and plain(cell) not in EVIDENCE:
            self._tell(row, "evidence", message("import.bad_evidence", found=cell))
        return EVIDENCE.get(plain(cell))

    def _is_second(self, row: Row, organisation: Organisation, indicator: Indicator) -> bool:
        """Whether a row says something about what an earlier row has said already. The last one never wins."""
        key = (organisation.id,) if self.header.wide else (organisation.id, indicator.id)
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            self._tell(row, "id", message("import.duplicate_key", value=", ".join(key), first=first))
        return first != row.number

    def _answer(self, row: Row, indicator: Indicator, place: int, cell: str) -> Given | None:
        found = read_answer(indicator.scale, cell)
        if isinstance(found, Message):
            self._tell(row, place, found)
            return None
        state, answer = found
        if state is AnswerState.ANSWERED and indicator.scale is Scale.DATE and answer > self.today.isoformat():
            self._tell(row, place, message("import.date_in_future", found=answer, today=self.today.isoformat()))
        if state is AnswerState.ANSWERED and indicator.scale is Scale.PERCENT and 0 < float(answer) < 1:
            self._tell(row, place, message("import.looks_like_fraction", found=answer), error=False)
        return found

    def _cell(self, row: Row, role: str) -> str:
        place = self.header.columns.get(role)
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    def _tell(self, row: Row, at: str | int | None, what: Message, *, error: bool = True) -> None:
        place = self.header.columns.get(at) if isinstance(at, str) else at
        self.findings.append(
            Finding(
                message=what, error=error, sheet=self.header.sheet.name, row=row.number,
                column=None if place is None else place + 1,
                header=self.header.words(place) if place is not None else "",
                found=row.cells[place] if place is not None and place < len(row.cells) else "",
            )
        )  # fmt: skip
