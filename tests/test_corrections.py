"""A grid's edits are checked like a file, and nothing but an edited cell is believed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from scorecard.corrections import EDITABLE, ForgedError, GridRow, corrected
from scorecard.model import Date
from scorecard.programme import Programme
from scorecard.sheets import Finding
from scorecard.submission import Reported
from tests.conftest import FINAL

SHOWN = [
    GridRow(indicator="effects", answer="Ja", evidence="Självskattning", note="som förut"),
    GridRow(indicator="goals_reached", answer="4", evidence="Självskattning", note=""),
]


def edited(programme: Programme, **edits: Any) -> tuple[tuple[Reported, ...], tuple[Finding, ...]]:
    return corrected(programme, FINAL, "kommun-01", SHOWN, edits, Date(2026, 11, 22))


def test_only_the_edited_row_is_reported_and_the_rest_of_it_stays(programme: Programme) -> None:
    ((reported,), findings) = edited(programme, edited_rows={0: {"answer": "nej"}})
    assert findings == ()
    assert (reported.indicator, reported.answer, reported.note) == ("effects", "no", "som förut")


def test_a_grid_that_nobody_edited_reports_nothing(programme: Programme) -> None:
    assert edited(programme, edited_rows={}) == ((), ())


def test_a_comment_can_be_taken_away_and_evidence_changed(programme: Programme) -> None:
    ((reported,), _) = edited(programme, edited_rows={"0": {"note": None, "evidence": "Granskad"}})
    assert (reported.answer, reported.evidence, reported.note) == ("yes", "verified", "")


def test_a_cleared_answer_is_not_reported_and_never_a_no(programme: Programme) -> None:
    ((reported,), _) = edited(programme, edited_rows={0: {"answer": None}})
    assert (reported.state, reported.answer) == ("not_reported", "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"answer": "kanske"}, "bad_status"), ({"evidence": "hörsägen"}, "bad_evidence"),
        ({"note": "x" * 2_001}, "too_long"), ({"note": "a\u202eb"}, "invisible_chars"), ({"answer": "J\u0430"}, "bad_status"),
    ],
)  # fmt: skip
def test_an_edit_is_checked_like_a_cell_of_a_file(programme: Programme, cell: dict[str, str], code: str) -> None:
    _, findings = edited(programme, edited_rows={0: cell})
    assert [each.code for each in findings if each.error] == [code]


FORGED: list[dict[str, Any]] = [
    {"edited_rows": {0: {"question": "x"}}},
    {"edited_rows": {0: {"organisation": "kommun-02"}}},
    {"edited_rows": {2: {"answer": "Ja"}}},
    {"edited_rows": {-1: {"answer": "Ja"}}},
    {"edited_rows": {"x": {"answer": "Ja"}}},
    {"edited_rows": {0: {"answer": 1}}},
    {"edited_rows": {0: {"answer": {"a": 1}}}},
    {"edited_rows": {0: ["answer"]}},
    {"edited_rows": [0]},
    {"edited_rows": {0: {"answer": "Nej"}}, "added_rows": [{"answer": "Ja"}]},
    {"edited_rows": {0: {"answer": "Nej"}}, "deleted_rows": [1]},
]


@pytest.mark.parametrize("edits", FORGED, ids=repr)
def test_what_the_grid_does_not_allow_is_refused_whole(programme: Programme, edits: dict[str, Any]) -> None:
    with pytest.raises(ForgedError):
        edited(programme, **edits)


JSON = any_of.recursive(
    any_of.none() | any_of.booleans() | any_of.integers() | any_of.text(max_size=5),
    lambda inner: any_of.lists(inner, max_size=3) | any_of.dictionaries(any_of.text(max_size=8) | any_of.sampled_from(EDITABLE), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(
    rows=any_of.dictionaries(any_of.integers(-3, 3) | any_of.text(max_size=2), JSON, max_size=3),
    added=any_of.lists(JSON, max_size=1),
)
def test_whatever_a_browser_sends_is_refused_or_an_edit_of_this_organisation(
    programme: Programme, rows: dict[Any, Any], added: list[Any]
) -> None:
    try:
        reported, _ = edited(programme, edited_rows=rows, added_rows=added)
    except ForgedError:
        return
    assert {each.organisation for each in reported} <= {"kommun-01"}
    assert {each.indicator for each in reported} <= {each.indicator for each in SHOWN}
