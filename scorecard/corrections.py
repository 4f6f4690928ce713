"""Answers that are edited in a grid: what the browser sends back, held against what the grid showed. Trusts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scorecard.cells import check_cells
from scorecard.database import StoreError
from scorecard.model import Date, message
from scorecard.programme import Programme
from scorecard.sheets import Finding, Row, Sheet
from scorecard.submission import Reported, read_sheet

EDITABLE = ("answer", "evidence", "note")
HEADER = ("organisations-id", "indikator", "svar", "evidens")


class ForgedError(StoreError):
    """The browser sent what the grid does not let anybody do."""


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One question of the grid as it was shown."""

    indicator: str
    answer: str
    evidence: str
    note: str


def corrected(
    programme: Programme, round: Date, organisation: str, shown: Sequence[GridRow], edits: Mapping[str, Any], today: Date
) -> tuple[tuple[Reported, ...], tuple[Finding, ...]]:
    """What an organisation answers after the edits of a grid, checked as a file's answers are.

    `edits` is what Streamlit's data editor keeps: {"edited_rows": {row: {column: value}}, "added_rows": [],
    "deleted_rows": []}. Raises `ForgedError` for anything but a new text in a column that may be edited.
    """
    changed = _changed(shown, edits)
    if not changed:
        return (), ()
    sheet = Sheet(
        name="", rows=(Row(number=0, cells=HEADER), *(
            Row(number=number, cells=(organisation, row.indicator, row.answer, row.evidence))
            for number, row in changed.items()
        )),
    )  # fmt: skip
    notes = Sheet(name="", rows=tuple(Row(number=number, cells=(row.note,)) for number, row in changed.items()))
    reported, findings = read_sheet(programme, round, [sheet], today)
    wrong = (*check_cells(sheet), *check_cells(notes), *findings)
    by_question = {row.indicator: row.note for row in changed.values()}
    return tuple(replace(each, note=by_question[each.indicator]) for each in reported), wrong


def _changed(shown: Sequence[GridRow], edits: Mapping[str, Any]) -> dict[int, GridRow]:
    """The edited rows by their number from 1."""
    rows = edits.get("edited_rows", {})
    more = edits.get("added_rows") or edits.get("deleted_rows")
    if more or not isinstance(rows, Mapping) or not all(_allowed(shown, *each) for each in rows.items()):
        raise ForgedError(message("rounds.forged"))
    return {
        int(number) + 1: replace(shown[int(number)], **{name: value or "" for name, value in values.items()})
        for number, values in rows.items()
    }


def _allowed(shown: Sequence[GridRow], number: Any, values: Any) -> bool:
    return (
        str(number) in map(str, range(len(shown)))
        and isinstance(values, Mapping)
        and all(name in EDITABLE and isinstance(value, str | None) for name, value in values.items())
    )
